//! Credits come into stock, and are retired.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, config, digest, host, laptop, order_id,
    position, quote, sold, state, stocked, wind,
};
use co2::journal::{Memory, Position, SubmitError};
use co2::ledger::CommandError;
use co2::ledger::error::{ImportError, RetirementError};
use co2::offsets::LotId;
use co2::offsets::import::ReadOptions;
use co2::programme::{ImportCreditsError, RetireError, TakenCredits, WhyLeft};
use co2::units::Co2e;
use std::io::{self, Read};

fn import_error(table: &[u8]) -> ImportCreditsError {
    let programme = host(Memory::new(), config());
    let error = programme.import_credits(table, at(PLACED)).unwrap_err();
    assert_eq!(position(&programme), Position::START, "something was kept");
    error
}

#[test]
fn a_table_is_taken_once() {
    let programme = stocked();
    let before = (position(&programme), digest(&programme));
    let again = programme.import_credits(CREDITS.as_bytes(), at(LATER)).unwrap();
    assert!(again.receipt.replayed);
    assert_eq!((position(&programme), digest(&programme)), before);
    assert_eq!(programme.free().unwrap(), Co2e::from_kilograms(15_000).unwrap());
}

#[test]
fn one_bad_row_keeps_the_whole_table_out() {
    let table = CREDITS.replace("BR,biomass", "BR,biomas");
    let ImportCreditsError::Table(error) = import_error(table.as_bytes()) else {
        panic!("no error of the table");
    };
    assert_eq!((error.line, error.column.as_deref()), (4, Some("technology")));
    assert_eq!(error.to_string(), "line 4, column technology: unknown technology \"biomas\"");

    // A fault that only the ledger sees: units that stand twice.
    let row = CREDITS.lines().nth(2).unwrap();
    let table = format!("{CREDITS}{}\n", row.replace("verra-landfill", "verra-again"));
    let error = import_error(table.as_bytes());
    let ImportCreditsError::Ledger(SubmitError::Refused(error)) = error else {
        panic!("{error:?}");
    };
    assert!(matches!(error, CommandError::Import(ImportError::Overlap { .. })), "{error:?}");
}

/// The rows that were left, as line and reason.
fn left(taken: &TakenCredits) -> Vec<(u64, String)> {
    taken.left.iter().map(|row| (row.line, row.reason.to_string())).collect()
}

fn good(programme: &co2::Programme, table: &str) -> TakenCredits {
    programme.import_good_credits(table.as_bytes(), ReadOptions::new(), at(PLACED)).unwrap()
}

#[test]
fn the_good_rows_of_a_table_are_taken_and_the_others_told() {
    let row = CREDITS.lines().nth(2).unwrap();
    let twice = row.replace("verra-landfill", "verra-again");
    let wind = CREDITS.lines().nth(1).unwrap();
    let other = wind.replace("gs-wind", "gs-other").replace("990001-1-2,", "990001-8-9,");
    let other = other.replace("Invented wind farm", "Another wind farm");
    let bad = CREDITS.replace("BR,biomass", "BR,biomas");
    let table = format!("{bad}{twice}\n{other}\n");
    let programme = host(Memory::new(), config());
    let taken = good(&programme, &table);
    let names: Vec<&str> = taken.taken.iter().map(LotId::as_str).collect();
    assert_eq!(names, ["gs-wind", "verra-landfill"]);
    let reasons = left(&taken);
    assert_eq!(reasons.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5, 6]);
    assert!(reasons[0].1.contains("unknown technology \"biomas\""), "{reasons:?}");
    assert!(reasons[1].1.contains("overlaps the units of lot verra-landfill"), "{reasons:?}");
    assert!(reasons[2].1.contains("described with another name"), "{reasons:?}");
    assert!(matches!(&taken.left[1].reason, WhyLeft::Ledger(ImportError::Overlap { .. })));
    assert!(!taken.committed.unwrap().receipt.replayed);

    // The same once more takes nothing, and the table mended takes what is new.
    let before = (position(&programme), digest(&programme));
    let again = good(&programme, &table);
    assert_eq!((again.taken.len(), again.held.len(), again.committed.is_some()), (0, 2, false));
    assert_eq!(left(&again), reasons);
    assert_eq!((position(&programme), digest(&programme)), before);
    let mended = good(&programme, CREDITS);
    assert_eq!((mended.taken.len(), mended.held.len(), mended.left.len()), (1, 2, 0));
    assert_eq!(programme.free().unwrap(), stocked().free().unwrap());
}

/// Whole or lenient, a table without a fault is one import.
#[test]
fn a_good_table_is_one_import_in_either_way() {
    let programme = host(Memory::new(), config());
    assert!(good(&programme, CREDITS).left.is_empty());
    let before = position(&programme);
    let whole = programme.import_credits(CREDITS.as_bytes(), at(LATER)).unwrap();
    assert!(whole.receipt.replayed);
    assert_eq!(position(&programme), before);
    let extra = format!("{}\n", CREDITS.lines().next().unwrap().replace("lot,", "note,lot,"));
    let noted = CREDITS.lines().skip(1).map(|row| format!("x,{row}\n"));
    let taken = good(&programme, &noted.fold(extra, |table, row| table + &row));
    assert_eq!((taken.held.len(), taken.ignored), (3, vec!["note".to_owned()]));
    let strict = ReadOptions::new().with_strict(true);
    let table = CREDITS.replace("lot,", "note,lot,");
    assert!(programme.import_good_credits(table.as_bytes(), strict, at(LATER)).is_err());
    assert!(
        good(&programme, "lot,serial,vintage,unit_size,project_name,country,technology\n")
            .taken
            .is_empty()
    );
}

#[test]
fn a_table_that_cannot_be_read_is_refused() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    let programme = host(Memory::new(), config());
    let error = programme.import_credits(Broken, at(PLACED)).unwrap_err();
    assert!(matches!(error, ImportCreditsError::Io(_)), "{error:?}");
    assert!(matches!(import_error(b"lot,\xff"), ImportCreditsError::Table(_)));
    // Without an end; each character has two bytes, and the limit is not in front of one.
    let endless = (&b"x"[..]).chain(io::repeat(0xc3));
    let error = programme.import_credits(endless, at(PLACED)).unwrap_err();
    assert!(matches!(error, ImportCreditsError::TooLarge { max: 67_108_864 }), "{error:?}");
}

#[test]
fn a_project_that_no_certificate_can_name_is_refused() {
    // A quoted field of a table may have a line feed.
    let table = CREDITS.replace("Invented wind farm", "\"Invented\nwind farm\"");
    let ImportCreditsError::Table(error) = import_error(table.as_bytes()) else {
        panic!("no error of the table");
    };
    assert_eq!((error.line, error.column.as_deref()), (2, Some("project_name")));
}

#[test]
fn whole_units_are_retired_once() {
    let programme = sold();
    let units = programme.units_to_retire(ORDER).unwrap();
    let told: Vec<(&str, u64, u64)> =
        units.iter().map(|u| (u.lot.as_str(), u.first_unit, u.last_unit)).collect();
    // Three products in two units of one lot, and a tenth of a unit of another.
    assert_eq!(told, [("gs-wind", 1, 2), ("verra-landfill", 990_000_001, 990_000_001)]);
    programme.request_retirement("r-1", &units[0], at(PAID)).unwrap();
    assert_eq!(programme.units_to_retire(ORDER).unwrap(), units[1..]);
    let open = programme.open_retirements().unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].serial.to_string(), "GS1-1-IN-GS990001-12-2021-990001-1-2");

    let record = |programme: &co2::Programme, serial: &str| {
        programme.record_retirement("r-1", "R-1", at(PAID).date(), serial, at(PAID))
    };
    let error = record(&programme, "GS1-1-IN-GS990001-12-2021-990001-1-1").unwrap_err();
    let RetireError::Ledger(SubmitError::Refused(error)) = error else {
        panic!("{error:?}");
    };
    assert!(
        matches!(error, CommandError::Retirement(RetirementError::SerialsDiffer { .. })),
        "{error:?}"
    );
    let serial = open[0].serial.to_string();
    assert!(!record(&programme, &serial).unwrap().receipt.replayed);
    assert!(record(&programme, &serial).unwrap().receipt.replayed);
    assert_eq!(programme.open_retirements().unwrap(), []);
}

#[test]
fn units_on_both_sides_of_a_retirement_are_told_apart() {
    let table = CREDITS.replace("990001-1-2,", "990001-1-5,");
    let programme = host(Memory::new(), config());
    programme.import_credits(table.as_bytes(), at(PLACED)).unwrap();
    let quote = quote(&programme);
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let told = |programme: &co2::Programme| -> Vec<(u64, u64)> {
        let units = programme.units_to_retire(ORDER).unwrap();
        units.iter().map(|units| (units.first_unit, units.last_unit)).collect()
    };
    assert_eq!(told(&programme), [(1, 3)]);
    let mut middle = programme.units_to_retire(ORDER).unwrap().remove(0);
    (middle.first_unit, middle.last_unit) = (2, 2);
    programme.request_retirement("middle", &middle, at(PAID)).unwrap();
    assert_eq!(told(&programme), [(1, 1), (3, 3)]);
}

#[test]
fn products_that_end_with_their_unit_are_told_together() {
    let programme = stocked();
    let mut cart = crate::world::cart_json();
    cart["lines"][0]["quantity"] = 1.into();
    for line in 0..2 {
        cart["lines"][line]["sheet"]["mean_kg"] = 1e3.into();
    }
    let cart = serde_json::from_value(cart).unwrap();
    let quote = programme.quote(&cart, &crate::world::buyer(), at(PLACED)).unwrap();
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let units = programme.units_to_retire(ORDER).unwrap();
    assert_eq!(units.len(), 1);
    assert_eq!((units[0].first_unit, units[0].last_unit), (1, 2));
}

#[test]
fn a_large_order_is_no_long_list() {
    // A thousand million units; once each was counted by itself.
    let table = CREDITS.replace("990001-1-2,", "990001-1-4000000000,");
    let wide = crate::world::config_with(
        "hold_seconds = 900",
        "hold_seconds = 900\nquantity_max = 100000",
    );
    let programme = host(Memory::new(), wide);
    programme.import_credits(table.as_bytes(), at(PLACED)).unwrap();
    let mut cart = crate::world::cart_json();
    cart["lines"].as_array_mut().unwrap().remove(0);
    cart["lines"][0]["quantity"] = 100_000.into();
    cart["lines"][0]["sheet"]["mean_kg"] = 1e7.into();
    // Of storage no range is known, so that this is not implausible.
    cart["lines"][0]["sheet"]["category"] = "storage".into();
    let cart = serde_json::from_value(cart).unwrap();
    let quote = programme.quote(&cart, &crate::world::buyer(), at(PLACED)).unwrap();
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let units = programme.units_to_retire(ORDER).unwrap();
    assert_eq!((units[0].first_unit, units[0].last_unit), (1, 1_000_000_000));
}

#[test]
fn retirements_that_cannot_be_are_refused() {
    let programme = sold();
    let units = programme.units_to_retire(ORDER).unwrap();
    assert!(matches!(programme.units_to_retire(""), Err(RetireError::Name(_))));
    let error = programme.units_to_retire("order-2").unwrap_err();
    assert!(matches!(error, RetireError::UnknownOrder { .. }), "{error:?}");
    assert!(matches!(
        programme.request_retirement("", &units[0], at(PAID)),
        Err(RetireError::Name(_))
    ));
    programme.request_retirement("r-1", &units[0], at(PAID)).unwrap();
    assert!(matches!(
        programme.request_retirement("r-2", &units[0], at(PAID)),
        Err(RetireError::Ledger(SubmitError::Refused(_)))
    ));
    let serial = "GS1-1-IN-GS990001-12-2021-990001-1-2";
    let before = position(&programme);
    let record = |operation: &str, reference: &str, serial: &str| {
        let date = at(PAID).date();
        programme.record_retirement(operation, reference, date, serial, at(PAID)).unwrap_err()
    };
    assert!(matches!(record("", "R", serial), RetireError::Name(_)));
    assert!(matches!(record("r-1", "", serial), RetireError::Reference(_)));
    assert!(matches!(record("r-1", "R", "serial"), RetireError::Serial(_)));
    assert!(matches!(record("r-9", "R", serial), RetireError::Ledger(_)));
    // No certificate could print it.
    assert!(matches!(record("r-1", "R\u{2028}1", serial), RetireError::Reference(_)));
    assert_eq!(position(&programme), before);
}

/// A registry answers with several serials, and with units of a lot that it was not asked for. Once, a programme could
/// record neither, and figures counted what was retired of the lot alone that was asked for.
#[test]
fn a_registry_that_retired_other_units_is_recorded_and_counted() {
    use co2::ledger::RecordRetirement;
    use co2::ledger::command::OnDifference;
    let programme = sold();
    let mut units = programme.units_to_retire(ORDER).unwrap();
    units.retain(|units| units.lot.as_str() == "gs-wind");
    let units = units.remove(0);
    programme.request_retirement("r-1", &units, at(PAID)).unwrap();
    let serials = state(&programme, |state| {
        let part = |lot: &str, first, last| {
            let (_, lot) = state.lot_by_id(&lot.parse().unwrap()).unwrap();
            lot.lot().serial.part(first, last).unwrap()
        };
        vec![
            part("cdm-biomass", 990_000_005, 990_000_006),
            part("verra-landfill", 990_000_003, 990_000_003),
        ]
    });
    let record = |on_difference: OnDifference| RecordRetirement {
        operation: "r-1".parse().unwrap(),
        reference: "R-1".parse().unwrap(),
        date: "2026-11-17".parse().unwrap(),
        serials: serials.clone(),
        on_difference,
    };
    let (report, rehome) = (OnDifference::Report, OnDifference::Rehome);
    assert!(programme.record_retirement_as(record(report), at(LATER)).is_err());
    programme.record_retirement_as(record(rehome), at(LATER)).unwrap();
    let again = programme.record_retirement_as(record(rehome), at(LATER)).unwrap();
    assert!(again.receipt.replayed);
    let retired = state(&programme, |state| state.audit().totals.retired);
    assert_eq!(retired, 3_000_000);
    let total = programme.figures(None).unwrap().total();
    assert_eq!(u128::from(total.retired.as_grams()), retired);
}

#[test]
fn an_order_that_has_expired_has_no_units() {
    let programme = stocked();
    let quote = quote(&programme);
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    assert_eq!(programme.units_to_retire(ORDER).unwrap().len(), 2);
    programme.import_credits(&extra()[..], at(SHIPPED)).unwrap();
    assert_eq!(programme.units_to_retire(ORDER).unwrap(), []);
}

fn extra() -> Vec<u8> {
    CREDITS
        .replace("990001-1-2,", "990001-3-4,")
        .replace("gs-wind", "gs-more")
        .lines()
        .take(2)
        .flat_map(|line| [line.as_bytes(), b"\n"].concat())
        .collect()
}

#[test]
fn units_retired_ahead_make_final_certificates() {
    let programme = stocked();
    let units = {
        let quote = quote(&programme);
        programme.reserve("trial", &quote, wind(), at(PLACED)).unwrap();
        let units = programme.units_to_retire("trial").unwrap();
        programme.cancel("trial", at(PLACED)).unwrap();
        units
    };
    for units in &units {
        programme.request_retirement(units.lot.as_str(), units, at(PLACED)).unwrap();
    }
    for open in programme.open_retirements().unwrap() {
        let (operation, serial) = (open.operation.as_str(), open.serial.to_string());
        let date = at(PLACED).date();
        programme.record_retirement(operation, "R", date, &serial, at(PLACED)).unwrap();
    }
    crate::world::ordered(&programme);
    assert_eq!(programme.units_to_retire(ORDER).unwrap(), []);
    for issued in programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap() {
        assert_eq!(issued.certificate.record().state(), co2::cert::record::State::Retired);
        assert_eq!(issued.certificate.valid_from(), at(SHIPPED));
    }
    assert!(state(&programme, |state| state.audit().violations.is_empty()));
    assert!(programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)).is_ok());
    assert_eq!(order_id().as_str(), ORDER);
}
