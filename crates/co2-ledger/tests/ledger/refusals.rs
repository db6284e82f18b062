//! Each reason for which a command is refused, reached once.

use crate::world::*;
use co2_ledger::error::{
    AssignError, CoverageError, ImportError, OrderError, ReserveError, RetirementError,
};
use co2_ledger::{Command, CommandError, Import, OrderStatus, PutRules, RecordRetirement, Reserve};
use co2_offsets::{Choice, Day, Eligibility, Lot, Reference, Rules, Technology};
use co2_units::{Co2e, Date, StageSet};

fn import_error(world: &mut World, lots: Vec<Lot>) -> ImportError {
    match world.refused(import("more", lots)) {
        CommandError::Import(error) => error,
        other => panic!("{other}"),
    }
}

fn reserve_error(world: &mut World, change: impl FnOnce(&mut Reserve)) -> ReserveError {
    let Command::Reserve(mut content) = reserve("o-9", 1, Choice::Any, vec![line(1, 1, 5)]) else {
        unreachable!()
    };
    change(&mut content);
    match world.refused(Command::Reserve(content)) {
        CommandError::Reserve(error) => error,
        other => panic!("{other}"),
    }
}

#[test]
fn imports() {
    let mut world = World::small();
    assert_eq!(import_error(&mut world, vec![]), ImportError::Empty);
    let known = lot("a", "GS1-1-UG-GS90001-16-2020-99009-1-3");
    assert!(matches!(import_error(&mut world, vec![known]), ImportError::LotKnown { .. }));
    let overlapping = lot("c", "GS1-1-UG-GS90001-16-2020-99001-3-9");
    let error = import_error(&mut world, vec![overlapping]);
    assert!(
        matches!(&error, ImportError::Overlap { other, .. } if other.as_str() == "a"),
        "{error}"
    );
    let fresh = |id, serial| lot(id, serial);
    let twice = vec![
        fresh("c", "GS1-1-UG-GS90001-16-2020-99003-1-5"),
        fresh("d", "GS1-1-UG-GS90001-16-2020-99003-5-6"),
    ];
    assert!(matches!(import_error(&mut world, twice), ImportError::Overlap { .. }));
    let huge = fresh("c", "GS1-1-UG-GS90001-16-2020-99003-1-18446744073710");
    assert!(matches!(import_error(&mut world, vec![huge]), ImportError::Size { .. }));
    let mut old = fresh("c", "GS1-1-UG-GS90001-16-2020-99003-1-5");
    old.vintage = "2019-01-01/2019-12-31".parse().unwrap();
    assert!(matches!(import_error(&mut world, vec![old]), ImportError::VintageDiffers { .. }));

    // Without its project, or with one that contradicts.
    let operation = "more".parse().unwrap();
    let lots = vec![fresh("c", "GS1-1-UG-GS90003-16-2020-99003-1-5")];
    let without = Import { operation, projects: vec![], lots };
    let error = world.refused(Command::Import(without.clone()));
    assert!(matches!(error, CommandError::Import(ImportError::UnknownProject { .. })));
    let mut elsewhere = project("GS1-1-UG-GS90003-16-2020-99003-1-5", Technology::Wind);
    elsewhere.country = "SE".parse().unwrap();
    let contradicting = Import { projects: vec![elsewhere], ..without.clone() };
    let error = world.refused(Command::Import(contradicting));
    let mismatch = |field| matches!(&error, CommandError::Import(ImportError::ProjectMismatch { field: f, .. }) if *f == field);
    assert!(mismatch("country"), "{error}");
    let renamed = project(GS_A, Technology::Biomass);
    let other = Import { projects: vec![renamed], ..without };
    let error = world.refused(Command::Import(other));
    assert!(matches!(
        error,
        CommandError::Import(ImportError::ProjectDiffers { field: "name", .. })
    ));
}

/// A unit of these registries is a tonne. A table that said `10 t` made ten times the credits.
#[test]
fn a_unit_is_as_large_as_its_registry_says() {
    let mut world = World::small();
    for wrong in [Co2e::ZERO, Co2e::KILOGRAM, Co2e::from_tonnes(10).unwrap(), Co2e::MAX] {
        let mut lot = lot("c", "GS1-1-UG-GS90001-16-2020-99003-1-5");
        lot.unit_size = wrong;
        let error = import_error(&mut world, vec![lot]);
        let expected = Co2e::TONNE;
        assert!(
            matches!(&error, ImportError::UnitSize { lot, given, expected: e }
                if lot.as_str() == "c" && *given == wrong && *e == expected),
            "{error}"
        );
    }
}

/// A name that no certificate can print was found out only when the goods had shipped.
#[test]
fn a_project_has_a_name_that_can_be_printed() {
    let mut world = World::small();
    let long = "x".repeat(201);
    for name in ["", " ", "Two\nlines", "Separated\u{2028}lines", "No\u{ffff}text", &long] {
        let lots = vec![lot("c", "GS1-1-UG-GS90003-16-2020-99003-1-5")];
        let Command::Import(mut content) = import("more", lots) else { unreachable!() };
        content.projects[0].name = name.into();
        let error = world.refused(Command::Import(content));
        let CommandError::Import(ImportError::ProjectName { project }) = &error else {
            panic!("{name:?}: {error}")
        };
        assert_eq!(project.as_str(), "GS90003");
    }
}

#[test]
fn an_import_is_all_or_nothing() {
    let mut world = World::small();
    let good = lot("c", "GS1-1-UG-GS90001-16-2020-99003-1-5");
    let bad = lot("d", "GS1-1-UG-GS90001-16-2020-99001-1-1");
    import_error(&mut world, vec![good.clone(), bad]);
    world.ok(import("more", vec![good]));
}

#[test]
fn reservations() {
    let mut world = World::small();
    let project = |id: &str| Choice::Project(id.parse().unwrap());
    assert_eq!(reserve_error(&mut world, |r| r.lines.clear()), ReserveError::Lines);
    let error = reserve_error(&mut world, |r| r.lines = vec![line(1, 1, 5), line(1, 1, 6)]);
    assert_eq!(error, ReserveError::LineTwice { line: 1 });
    for (what, empty) in [
        ("products", line(1, 0, 5)),
        ("amount", line(1, 1, 0)),
        ("stages", co2_ledger::Line { stages: StageSet::default(), ..line(1, 1, 5) }),
    ] {
        let error = reserve_error(&mut world, |r| r.lines = vec![empty]);
        assert_eq!(error, ReserveError::EmptyLine { line: 1, what });
    }
    let error = reserve_error(&mut world, |r| r.lines = vec![line(1, 100_001, 1)]);
    assert_eq!(error, ReserveError::TooManyProducts);
    let error = reserve_error(&mut world, |r| r.lines = vec![line(1, 2, u64::MAX)]);
    assert_eq!(error, ReserveError::TooLarge);
    assert_eq!(reserve_error(&mut world, |r| r.hold_seconds = 0), ReserveError::Hold);
    let error = reserve_error(&mut world, |r| r.rules = Rules::default().id());
    assert!(matches!(error, ReserveError::RulesNotInForce { in_force: Some(_), .. }));
    let error = reserve_error(&mut world, |r| r.choice = project("GS1"));
    assert_eq!(error, ReserveError::UnknownProject { project: "GS1".parse().unwrap() });
    let error = reserve_error(&mut world, |r| r.attempt = 2);
    assert!(matches!(error, ReserveError::Attempt { expected: 1, given: 2, .. }));
    world.ok(reserve("o-9", 1, Choice::Any, vec![line(1, 1, 5)]));
    let error = reserve_error(&mut world, |r| r.attempt = 2);
    assert!(matches!(error, ReserveError::OrderKnown { status: OrderStatus::Reserved, .. }));

    // Rules that exclude a project, and that do not spill over.
    let excluded = Eligibility {
        excluded_projects: ["GS90002".parse().unwrap()].into(),
        ..Eligibility::default()
    };
    let strict = Rules { eligibility: excluded, ..Rules::default() };
    let operation = "strict".parse().unwrap();
    world.ok(Command::PutRules(PutRules { operation, rules: strict.clone().into() }));
    let error = reserve_error(&mut world, |r| {
        (r.order, r.rules, r.choice) = ("o-8".parse().unwrap(), strict.id(), project("GS90002"));
    });
    assert!(matches!(error, ReserveError::NotEligible { .. }));
    let error = reserve_error(&mut world, |r| {
        (r.order, r.rules, r.choice) = ("o-8".parse().unwrap(), strict.id(), project("GS90001"));
        r.lines = vec![line(1, 1, 26)];
    });
    let (requested, available) = (grains(26), grains(25));
    assert_eq!(error, ReserveError::InsufficientStock { requested, available });
    let error = reserve_error(&mut world, |r| {
        (r.order, r.rules) = ("o-8".parse().unwrap(), strict.id());
        r.lines = vec![line(1, 1, 26)];
    });
    assert_eq!(error, ReserveError::InsufficientStock { requested, available });
}

#[test]
fn without_rules_nothing_is_reserved() {
    let mut world = World::empty();
    world.ok(import("stock", vec![lot("a", GS_A)]));
    let error = reserve_error(&mut world, |_| ());
    assert!(matches!(error, ReserveError::RulesNotInForce { in_force: None, .. }));
}

#[test]
fn orders_and_products() {
    let mut world = World::small();
    let unknown = CommandError::Order(OrderError::UnknownOrder { order: "o-1".parse().unwrap() });
    assert_eq!(world.refused(confirm("o-1")), unknown);
    assert_eq!(world.refused(cancel("o-1")), unknown);
    let error = world.refused(assign("o-1", 1, "SN-1"));
    assert!(matches!(error, CommandError::Assign(AssignError::UnknownOrder { .. })));
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 2, 5)]));
    let error = world.refused(assign("o-1", 1, "SN-1"));
    let status = OrderStatus::Reserved;
    assert!(
        matches!(&error, CommandError::Assign(AssignError::NotConfirmed { status: s, .. }) if *s == status)
    );
    world.ok(confirm("o-1"));
    let error = world.refused(assign("o-1", 7, "SN-1"));
    assert!(matches!(error, CommandError::Assign(AssignError::UnknownLine { line: 7, .. })));
    let error = world.refused(certify_unassigned("o-1", "SN-1"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::NotAssigned { .. })));
    world.ok(assign("o-1", 1, "SN-1"));
    let error = world.refused(cancel("o-1"));
    assert!(matches!(error, CommandError::Order(OrderError::ProductsAssigned { products: 1, .. })));
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 2, 5)]));
    world.ok(cancel("o-2"));
    let error = world.refused(confirm("o-2"));
    assert!(matches!(error, CommandError::Order(OrderError::Cancelled { .. })));
}

#[test]
fn retirements() {
    let mut world = World::small();
    let kind = |error| match error {
        CommandError::Retirement(error) => error,
        other => panic!("{other}"),
    };
    let error = kind(world.refused(request_retirement("r-1", "z", 1, 1)));
    assert!(matches!(error, RetirementError::UnknownLot { .. }));
    for (first, last) in [(0, 1), (3, 4), (2, 1)] {
        let error = kind(world.refused(request_retirement("r-1", "a", first, last)));
        assert!(matches!(error, RetirementError::NotInLot { .. }));
    }
    world.ok(request_retirement("r-1", "a", 2, 2));
    for (first, last) in [(1, 2), (2, 3), (1, 3), (2, 2)] {
        let error = kind(world.refused(request_retirement("r-2", "a", first, last)));
        assert!(matches!(error, RetirementError::AlreadyRequested { .. }));
    }
    let serial = "GS1-1-UG-GS90001-16-2020-99001-2-2";
    let error = kind(world.refused(record_retirement("r-9", serial, "2026-11-20")));
    assert!(matches!(error, RetirementError::UnknownRetirement { .. }));
    let error = world.refused(record_retirement("r-1", serial, "2026-11-22"));
    assert!(error.is_transient(), "tomorrow it is true");
    assert!(matches!(kind(error), RetirementError::InFuture { .. }));
}

/// What no certificate can print is refused before anything is retired under it.
#[test]
fn a_reference_can_be_printed() {
    let longest = "x".repeat(200);
    for good in ["DEMO-1", "Löschung 7/2026", &longest] {
        assert_eq!(Reference::new(good).unwrap().as_str(), good);
    }
    let long = "x".repeat(201);
    for bad in ["", "a\nb", "a\u{2028}b", "a\u{ffff}b", "\u{7f}", &long] {
        assert!(Reference::new(bad).is_err(), "{bad:?}");
        let json = serde_json::to_string(bad).unwrap();
        assert!(serde_json::from_str::<Reference>(&json).is_err());
    }
}

/// A day outside the years 1 to 9999 is written, but not read again: a journal that had one could
/// never be opened again.
#[test]
fn a_day_that_cannot_be_read_back_is_refused() {
    let mut world = World::small();
    world.ok(request_retirement("r-1", "a", 2, 2));
    let serial = "GS1-1-UG-GS90001-16-2020-99001-2-2";
    let Command::RecordRetirement(content) = record_retirement("r-1", serial, "2026-11-20") else {
        unreachable!()
    };
    for year in [-1, 0, 10_000] {
        let date = Date::from_ymd_opt(year, 1, 1).unwrap();
        assert!(Day::new(date).is_err());
        assert!(serde_json::from_value::<Day>(date.to_string().into()).is_err());
    }
    let date = "0001-01-01".parse().unwrap();
    let content = RecordRetirement { date, ..content };
    let error = world.refused(Command::RecordRetirement(content));
    assert!(matches!(error, CommandError::Retirement(RetirementError::BeforeVintage { .. })));
    // Nor can credits be retired before what they stand for has begun.
    let error = world.refused(record_retirement("r-1", serial, "2019-12-31"));
    assert!(matches!(error, CommandError::Retirement(RetirementError::BeforeVintage { .. })));
    world.ok(record_retirement("r-1", serial, "2020-01-01"));
}

/// Of lots that cannot all be taken, a host is told which can, and can import these.
#[test]
fn what_an_import_would_take_is_told() {
    let mut world = World::small();
    let held = world.state.lots().next().unwrap().1.lot().clone();
    let mut old = lot("e", "GS1-1-UG-GS90001-16-2020-99005-1-5");
    old.vintage = "2019-01-01/2019-12-31".parse().unwrap();
    let lots = vec![
        held,
        lot("c", "GS1-1-UG-GS90001-16-2020-99003-1-5"),
        lot("d", "GS1-1-UG-GS90001-16-2020-99003-5-6"),
        old,
        lot("c", "GS1-1-UG-GS90001-16-2020-99006-1-5"),
        lot("f", "GS1-1-UG-GS90003-16-2020-99007-1-5"),
        lot("g", "GS1-1-UG-GS90001-16-2020-99003-6-9"),
    ];
    let projects = vec![project("GS1-1-UG-GS90001-16-2020-99003-1-5", Technology::Wind)];
    let found = world.state.importable(projects.clone(), lots);
    let names: Vec<&str> = found.lots.iter().map(|lot| lot.id.as_str()).collect();
    assert_eq!((names, found.held.as_slice()), (vec!["c", "g"], &[0][..]));
    assert_eq!(found.projects, projects);
    let refused: Vec<usize> = found.refused.iter().map(|(place, _)| *place).collect();
    assert_eq!(refused, [2, 3, 4, 5]);
    assert!(matches!(found.refused[0].1, ImportError::Overlap { .. }));
    assert!(matches!(found.refused[1].1, ImportError::VintageDiffers { .. }));
    assert!(matches!(found.refused[2].1, ImportError::LotKnown { .. }));
    assert!(matches!(found.refused[3].1, ImportError::UnknownProject { .. }));
    // And it is what an import takes.
    world.ok(import("more", found.lots.clone()));
    let again = world.state.importable(found.projects, found.lots);
    assert_eq!((again.held.len(), again.lots.len(), again.refused.len()), (2, 0, 0));
}

/// The country of a new project is that of one of its lots: without that lot the others cannot come in.
#[test]
fn what_hangs_on_a_lot_that_is_left_is_left() {
    let state = co2_ledger::State::new();
    let mut home = lot("home", "19385-1-9-VCS-VCU-1507-VER-RW-3-99151-01012023-31122023-0");
    let mut away = lot("away", "19385-10-19-VCS-VCU-1507-VER-CD-3-99151-01012023-31122023-0");
    for lot in [&mut home, &mut away] {
        lot.vintage = "2023-01-01/2023-12-31".parse().unwrap();
    }
    let project =
        project("19385-1-9-VCS-VCU-1507-VER-RW-3-99151-01012023-31122023-0", Technology::Wind);
    let found = state.importable(vec![project.clone()], vec![home.clone(), away.clone()]);
    assert_eq!((found.lots.len(), found.refused.len()), (2, 0));
    home.vintage = "2022-01-01/2022-12-31".parse().unwrap();
    let found = state.importable(vec![project], vec![home, away]);
    assert_eq!((found.lots.len(), found.projects.len(), found.refused.len()), (0, 0, 2));
    assert!(matches!(found.refused[1].1, ImportError::ProjectMismatch { field: "country", .. }));
}
