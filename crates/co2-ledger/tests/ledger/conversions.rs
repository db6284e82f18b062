//! Units that take the place of others, buffers, and lots of any unit size, as the ledger takes them.

use co2_ledger::command::{Convert, Units};
use co2_ledger::error::{ImportError, UnitsError};
use co2_ledger::{Command, CommandError, Import, Request, State};
use co2_offsets::{Hint, Lot, Project, Reference, Serial, Technology};
use co2_units::{Co2e, Timestamp};

const CAR: &str = "CAR-ROC-US-99056-129-2283-WV-2025-99969-1 to 100";
const ACR: &str = "ACR-US-99407-2025-99899-1 to 100";

fn lot(id: &str, serial: &str) -> Lot {
    let serial: Serial = serial.parse().unwrap();
    let vintage = serial.vintage().unwrap();
    Lot::new(id.parse().unwrap(), serial, vintage, Co2e::TONNE)
}

fn converted(id: &str, serial: &str, from: &str) -> Lot {
    Lot { converted_from: Some(from.parse().unwrap()), ..lot(id, serial) }
}

fn import(state: &mut State, lots: Vec<Lot>) -> Result<(), ImportError> {
    let projects = lots.iter().map(|lot| {
        let (id, registry) = (lot.project().clone(), lot.serial.registry().clone());
        let country = lot.serial.country().unwrap_or_else(|| "CA".parse().unwrap());
        Project::new(id, registry, "Example", country, Technology::MineMethane)
    });
    let operation = format!("import-{}", lots[0].id).parse().unwrap();
    let command = Command::Import(Import { operation, projects: projects.collect(), lots });
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    match state.decide(&Request { now, command }) {
        Ok(decision) => {
            for event in &decision.events {
                drop(state.fold(event).unwrap());
            }
            Ok(())
        }
        Err(CommandError::Import(error)) => Err(error),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_reduction_counts_once() {
    let mut state = State::new();
    import(&mut state, vec![lot("acr", ACR)]).unwrap();
    let error = import(&mut state, vec![converted("roc", CAR, ACR)]).unwrap_err();
    assert!(
        matches!(error, ImportError::ConvertedHeld { ref other, .. } if other.as_str() == "acr")
    );

    let mut state = State::new();
    import(&mut state, vec![converted("roc", CAR, ACR)]).unwrap();
    assert_eq!(state.lots().next().unwrap().1.lot().converted_from, Some(ACR.parse().unwrap()));
    let part = "ACR-US-99407-2025-99899-40 to 50";
    let error = import(&mut state, vec![lot("acr", part)]).unwrap_err();
    assert!(
        matches!(error, ImportError::ConvertedAway { ref other, .. } if other.as_str() == "roc")
    );
    let second = CAR.replace("-1 to 100", "-101 to 200");
    let error = import(&mut state, vec![converted("roc-2", &second, part)]).unwrap_err();
    assert!(matches!(error, ImportError::ConvertedTwice { .. }), "{error}");
    // Within one import as well.
    let mut state = State::new();
    let both = vec![lot("acr", part), converted("roc", CAR, ACR)];
    let error = import(&mut state, both).unwrap_err();
    assert!(matches!(error, ImportError::ConvertedAway { .. }), "{error}");
    let both = vec![converted("roc", CAR, ACR), converted("roc-2", &second, part)];
    let error = import(&mut state, both).unwrap_err();
    assert!(matches!(error, ImportError::ConvertedTwice { .. }), "{error}");
    assert_eq!(state, State::new(), "a refused import leaves no trace");
}

/// Units may come back as another programme's once they are recorded as converted, or with the very
/// command that converts them.
#[test]
fn converted_units_are_linked() {
    let now: Timestamp = "2026-11-21T12:00:00Z".parse().unwrap();
    let convert = |first_unit, last_unit, lots: Vec<Lot>| {
        let project = |lot: &Lot| {
            let (id, registry) = (lot.project().clone(), lot.serial.registry().clone());
            let country = lot.serial.country().unwrap();
            Project::new(id, registry, "Example", country, Technology::MineMethane)
        };
        let units = Units { lot: "acr".parse().unwrap(), first_unit, last_unit };
        let reference = Reference::new("conversion 1").unwrap();
        let operation = "convert-1".parse().unwrap();
        let projects = lots.iter().map(project).collect();
        let command = Command::Convert(Convert { operation, units, reference, projects, lots });
        Request { now, command }
    };
    let roc = |units: &str| CAR.replace("-1 to 100", units);
    let from = |units: &str| ACR.replace("-1 to 100", units);
    let mut state = State::new();
    import(&mut state, vec![lot("acr", ACR)]).unwrap();
    let more = converted("roc", &roc("-1 to 50"), &from("-1 to 51"));
    let error = state.decide(&convert(1, 50, vec![more])).unwrap_err();
    let held = ImportError::ConvertedHeld {
        lot: "roc".parse().unwrap(),
        origin: from("-1 to 51"),
        other: "acr".parse().unwrap(),
    };
    assert_eq!(error, CommandError::Import(held), "unit 51 is still held");
    // Units of another block may have ended long ago: they are not those that end now.
    let other = converted("roc", &roc("-1 to 10"), &from("-41 to 50"));
    let error = state.decide(&convert(1, 40, vec![other])).unwrap_err();
    let held = matches!(error, CommandError::Import(ImportError::ConvertedHeld { .. }));
    assert!(held, "{error}");
    let unknown = from("-101 to 110");
    let other = converted("roc", &roc("-1 to 10"), &unknown);
    let error = state.decide(&convert(1, 40, vec![other])).unwrap_err();
    let expected = UnitsError::OtherOrigin {
        new: "roc".parse().unwrap(),
        origin: unknown,
        lot: "acr".parse().unwrap(),
        first: 1,
        last: 40,
    };
    assert_eq!(error, CommandError::Units(expected));
    let same = converted("roc", &roc("-1 to 40"), &from("-1 to 40"));
    for event in &state.decide(&convert(1, 50, vec![same])).unwrap().events {
        drop(state.fold(event).unwrap());
    }
    // The other ten come in later.
    let rest = converted("roc-2", &roc("-41 to 50"), &from("-41 to 50"));
    import(&mut state, vec![rest]).unwrap();
    assert!(state.audit().violations.is_empty());
}

fn stated(registry: &str, text: &str, units: (u64, u64), size: u64) -> Lot {
    let hint = Hint {
        project: Some("CDC-1".parse().unwrap()),
        units: Some((units.0.into(), units.1.into())),
        ..Hint::registry(registry.parse().unwrap())
    };
    let serial = Serial::parse_with(text, &hint).unwrap();
    let vintage = "2025-01-01/2025-06-30".parse().unwrap();
    Lot::new("lot".parse().unwrap(), serial, vintage, Co2e::from_grams(size))
}

#[test]
fn units_may_be_of_any_size_where_the_registry_does_not_say() {
    for (registry, size, good) in [
        ("my-registry", 1, true),
        ("my-registry", 50, true),
        ("my-registry", 0, false),
        ("isometric", 1_000, true),
        ("isometric", 1_000_000, false),
    ] {
        let id = if registry == "isometric" { "iss_7" } else { "block-1" };
        let lot = stated(registry, id, (0, 9), size);
        let done = import(&mut State::new(), vec![lot]);
        match (size, good) {
            (_, true) => assert_eq!(done, Ok(())),
            (0, _) => assert!(matches!(done, Err(ImportError::NoUnitSize { .. }))),
            _ => assert!(matches!(done, Err(ImportError::UnitSize { .. }))),
        }
    }
    let lot = stated("my-registry", "block-1", (1, 999_999_999_999_999_999), 1_000_000);
    assert!(matches!(import(&mut State::new(), vec![lot]), Err(ImportError::Size { .. })));
}

#[test]
fn buffers_are_no_larger_than_their_blocks() {
    let lot = stated("my-registry", "block-1", (1, 10), 7);
    let error = import(&mut State::new(), vec![Lot { buffer_units: 11, ..lot }]).unwrap_err();
    assert!(matches!(error, ImportError::Buffer { buffer: 11, units: 10, .. }), "{error}");
    let lot = stated("cercarbono", "CDC_1_1_1_321_14_1_BF", (1, 10), 1_000_000);
    let error = import(&mut State::new(), vec![lot]).unwrap_err();
    assert!(matches!(error, ImportError::BufferSerial { .. }), "{error}");
}
