//! Stories of orders, as a host lives them.

use crate::world::*;
use co2_ledger::error::{AssignError, OrderError, ReserveError, RetirementError};
use co2_ledger::{
    Change, Command, CommandError, CoverageStatus, OrderStatus, Present, RecordCertificate,
};
use co2_offsets::{Choice, Digest};
use co2_units::credit::GramSlice;

#[test]
fn an_order_from_reservation_to_certificate() {
    let mut world = World::small();
    let choice = Choice::Project("GS90002".parse().unwrap());
    // In tenths of a tonne: 2 × 7 from project b (20), then 9: 6 from b, 3 spill over to a.
    world.ok(reserve("o-1", 1, choice, vec![line(1, 2, 7), line(2, 1, 9)]));
    assert_eq!(world.slices("o-1"), [(1, 0, 14), (1, 14, 20), (0, 0, 3)]);
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-1", 2, "SN-2"));

    let covered = world.state.coverage(&"o-1".parse().unwrap(), &product("SN-2")).unwrap();
    assert_eq!(covered.amount, grains(9));
    let places: Vec<_> = covered.slices.iter().map(|s| in_grains(s.grams)).collect();
    assert_eq!(places, [(14, 20), (0, 3)]);

    world.ok(request_retirement("r-1", "a", 1, 1));
    let asked = world.state.retirement(&"r-1".parse().unwrap()).unwrap();
    assert_eq!(asked.serial().to_string(), "GS1-1-UG-GS90001-16-2020-99001-1-1");
    world.ok(record_retirement("r-1", "GS1-1-UG-GS90001-16-2020-99001-1-1", "2026-11-20"));
    let credits = world.state.credits(&covered.slices);
    let retired: Vec<_> = credits
        .iter()
        .map(|credit| {
            let recorded = credit.retirement.is_some_and(|r| r.record().is_some());
            (credit.first_unit, credit.last_unit, credit.amount(), recorded)
        })
        .collect();
    // 14 to 20 of lot b lie in its second unit (number 12), 0 to 3 of lot a in unit 1.
    assert_eq!(retired, [(12, 12, grains(6), false), (1, 1, grains(3), true)]);

    let receipt = world.certify("o-1", "SN-2", b"certificate");
    assert_eq!(
        receipt.present,
        Present::Coverage {
            status: CoverageStatus::Live,
            certificate: Some(Digest::of(b"certificate")),
            suspended: false,
        }
    );
    let totals = world.sound().totals;
    let [committed, assigned, certified, held, requested, retired] = [
        totals.committed,
        totals.assigned,
        totals.certified,
        totals.held,
        totals.requested,
        totals.retired,
    ]
    .map(|grams| grams / u128::from(GRAIN));
    assert_eq!((committed, assigned, certified), (7, 7, 9));
    assert_eq!((held, requested, retired), (40, 0, 10));
}

#[test]
fn slices_are_cut_where_a_retirement_ends() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 30)]));
    world.ok(request_retirement("r-2", "a", 2, 2));
    let slices: Vec<_> = world
        .state
        .order(&"o-1".parse().unwrap())
        .unwrap()
        .lines()
        .flat_map(|(_, line)| line.slices().to_vec())
        .collect();
    let pieces: Vec<_> = world
        .state
        .credits(&slices)
        .iter()
        .map(|credit| (in_grains(credit.grams), credit.retirement.is_some()))
        .collect();
    assert_eq!(pieces, [((0, 10), false), ((10, 20), true), ((20, 30), false)]);
}

#[test]
fn grams_beyond_their_lot_are_no_credits() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 30)]));
    let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
    let mut slice = order.lines().next().unwrap().1.slices()[0];
    slice.grams = GramSlice::new(29 * GRAIN, 99 * GRAIN).unwrap();
    let credits = world.state.credits(&[slice]);
    let found: Vec<_> = credits.iter().map(|c| (c.last_unit, in_grains(c.grams))).collect();
    assert_eq!(found, [(3, (29, 30))]);
}

#[test]
fn holes_fill_before_new_units_open() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 4)]));
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 4)]));
    world.ok(cancel("o-1"));
    world.ok(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 6)]));
    assert_eq!(world.slices("o-3"), [(0, 0, 4), (0, 8, 10)]);
}

#[test]
fn a_payment_after_expiry_is_refused_with_what_was_held() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 12)]));
    world.wait(900);
    let until = world.now;
    let error = world.refused(confirm("o-1"));
    let (order, held) = ("o-1".parse().unwrap(), grains(12));
    let expected = OrderError::ReservationExpired { order, held, until };
    assert_eq!(error, CommandError::Order(expected));
    assert!(!error.is_transient());

    // The next attempt takes the same grams, in the same command that lets the first expire.
    let receipt = world.ok(reserve("o-1", 2, Choice::Any, vec![line(1, 1, 50)]));
    assert_eq!(receipt.present, Present::Order(OrderStatus::Reserved));
    let last = &world.events[world.events.len() - 2];
    assert!(matches!(last.change, Change::Expired { .. }));
    world.ok(confirm("o-1"));
    assert_eq!(world.sound().totals.committed, u128::from(50 * GRAIN));
}

#[test]
fn one_second_before_its_deadline_a_reservation_holds() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 50)]));
    world.wait(899);
    let error = world.refused(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 1)]));
    assert!(error.is_transient());
    world.ok(confirm("o-1"));
    world.wait(10_000);
    world.ok(Command::Advance);
    assert_eq!(
        world.sound().totals.committed,
        u128::from(50 * GRAIN),
        "a paid order does not expire"
    );
}

#[test]
fn time_never_runs_back() {
    let mut world = World::small();
    let start = world.now;
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.wait(900);
    world.ok(Command::Advance);
    world.now = start;
    assert!(matches!(
        world.refused(confirm("o-1")),
        CommandError::Order(OrderError::ReservationExpired { .. })
    ));
    assert_eq!(world.state.order(&"o-1".parse().unwrap()).unwrap().status(), OrderStatus::Expired);
}

#[test]
fn a_repeated_command_gets_its_first_answer_and_the_present_state() {
    let mut world = World::small();
    let command = reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]);
    let first = world.ok(command.clone());
    world.ok(confirm("o-1"));
    world.wait(5_000);
    let events = world.events.len();
    let again = world.ok(command);
    assert!(again.replayed && !first.replayed);
    assert_eq!(again.first, first.first);
    assert_eq!(again.present, Present::Order(OrderStatus::Confirmed));
    assert_eq!(world.events.len(), events, "nothing happened");
}

#[test]
fn a_repeated_reservation_that_is_due_reads_expired() {
    let mut world = World::small();
    let command = reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]);
    world.ok(command.clone());
    world.wait(900);
    assert_eq!(world.ok(command).present, Present::Order(OrderStatus::Expired));
}

/// The order is paid, but not with what its first attempt held: that is free again, or somebody
/// else's.
#[test]
fn a_repeated_earlier_attempt_reads_expired() {
    let mut world = World::small();
    let first = reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]);
    world.ok(first.clone());
    world.wait(900);
    let second = reserve("o-1", 2, Choice::Any, vec![line(1, 1, 5)]);
    world.ok(second.clone());
    assert_eq!(world.ok(first.clone()).present, Present::Order(OrderStatus::Expired));
    assert_eq!(world.ok(second.clone()).present, Present::Order(OrderStatus::Reserved));
    world.ok(confirm("o-1"));
    assert_eq!(world.ok(first).present, Present::Order(OrderStatus::Expired));
    assert_eq!(world.ok(second).present, Present::Order(OrderStatus::Confirmed));
}

#[test]
fn the_same_key_with_other_content_names_the_field() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(request_retirement("r-1", "a", 1, 2));
    let retired = "GS1-1-UG-GS90001-16-2020-99001-1-2";
    world.ok(record_retirement("r-1", retired, "2026-11-20"));
    let first = world.certificate("o-1", "SN-1", b"one");
    let Command::RecordCertificate(other) = first.clone() else { panic!("{first:?}") };
    world.ok(first);
    let other = RecordCertificate { digest: Digest::of(b"two"), ..other };
    let table = [
        (reserve("o-1", 1, Choice::Any, vec![line(1, 1, 6)]), "lines"),
        (
            reserve("o-1", 1, Choice::Project("GS90001".parse().unwrap()), vec![line(1, 1, 5)]),
            "choice",
        ),
        (assign("o-1", 2, "SN-1"), "line"),
        (request_retirement("r-1", "b", 1, 2), "lot"),
        (request_retirement("r-1", "a", 1, 3), "last_unit"),
        (record_retirement("r-1", retired, "2026-11-19"), "date"),
        (Command::RecordCertificate(other), "digest"),
        (import("stock", vec![lot("z", "GS1-1-UG-GS90001-16-2020-99009-1-3")]), "projects"),
    ];
    for (command, expected) in table {
        match world.refused(command) {
            CommandError::Conflict { field, key } => {
                assert_eq!(field, expected);
                let text = CommandError::Conflict { field, key }.to_string();
                assert!(!text.contains("  ") && text.starts_with(char::is_lowercase), "{text}");
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn two_parcels_assign_only_what_is_new() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 3, 5)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    assert!(world.ok(assign("o-1", 1, "sn-1")).replayed, "one serial in two spellings");
    world.ok(assign("o-1", 1, "SN-2"));
    world.ok(assign("o-1", 1, "SN-3"));
    let error = world.refused(assign("o-1", 1, "SN-4"));
    assert!(matches!(error, CommandError::Assign(AssignError::LineFull { quantity: 3, .. })));
    let id = "o-1".parse().unwrap();
    let covered: Vec<_> = ["SN-1", "SN-2", "SN-3"]
        .map(|sn| world.state.coverage(&id, &product(sn)).unwrap())
        .map(|c| (c.id.as_u64(), in_grains(c.slices[0].grams)))
        .into();
    assert_eq!(covered, [(0, (0, 5)), (1, (5, 10)), (2, (10, 15))]);
}

#[test]
fn a_product_is_covered_once_per_stage() {
    let mut world = World::small();
    let part = |stage, id| {
        let mut part = line(id, 1, 5);
        part.stages = [stage].into_iter().collect();
        part
    };
    let (made, used) = (co2_units::Stage::Manufacture, co2_units::Stage::Use);
    for (order, stage) in [("o-1", made), ("o-2", used), ("o-3", used)] {
        world.ok(reserve(order, 1, Choice::Any, vec![part(stage, 1)]));
        world.ok(confirm(order));
    }
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-2", 1, "SN-1"));
    let error = world.refused(assign("o-3", 1, "SN-1"));
    let (product, order) = (Box::new(product("SN-1")), "o-2".parse().unwrap());
    assert_eq!(error, CommandError::Assign(AssignError::AlreadyCovered { product, order }));
}

#[test]
fn other_units_than_requested_are_not_recorded() {
    let mut world = World::small();
    world.ok(request_retirement("r-1", "a", 1, 2));
    let error =
        world.refused(record_retirement("r-1", "GS1-1-UG-GS90001-16-2020-99001-2-3", "2026-11-20"));
    assert!(matches!(error, CommandError::Retirement(RetirementError::SerialsDiffer { .. })));
}

/// What was retired is told by its units: a single one of a CDM block may be printed with one half
/// or with two equal ones. The record keeps the registry's own spelling.
#[test]
fn retired_units_may_be_spelled_otherwise() {
    let mut world = World::small();
    let block = "RW-5-1463953-2-2-0-7014 - RW-5-1467609-2-2-0-7014";
    world.ok(import("more", vec![lot("c", block)]));
    world.ok(request_retirement("r-1", "c", 1_463_953, 1_463_953));
    let id = "r-1".parse().unwrap();
    let asked = world.state.retirement(&id).unwrap().serial().to_string();
    assert_eq!(asked, "RW-5-1463953-2-2-0-7014");
    let other = "RW-5-1463954-2-2-0-7014";
    let error = world.refused(record_retirement("r-1", other, "2026-11-20"));
    assert!(matches!(error, CommandError::Retirement(RetirementError::SerialsDiffer { .. })));
    for other in ["RW-5-1463953-2-2-0-7015", "RW-5-1463953-2-1-0-7014"] {
        let error = world.refused(record_retirement("r-1", other, "2026-11-20"));
        let unknown =
            matches!(error, CommandError::Retirement(RetirementError::UnknownUnits { .. }));
        assert!(unknown, "{other}");
    }
    let printed = "RW-5-1463953-2-2-0-7014 - RW-5-1463953-2-2-0-7014";
    world.ok(record_retirement("r-1", printed, "2026-11-20"));
    let record = world.state.retirement(&id).unwrap().record().unwrap();
    assert_eq!(record.serials[0].to_string(), printed);
}

#[test]
fn nothing_is_taken_when_there_is_not_enough() {
    let mut world = World::small();
    let choice = Choice::Project("GS90001".parse().unwrap());
    let error = world.refused(reserve("o-1", 1, choice, vec![line(1, 1, 51)]));
    let (requested, available) = (grains(51), grains(50));
    let expected = ReserveError::InsufficientStock { requested, available };
    assert_eq!(error, CommandError::Reserve(expected));
    assert_eq!(error.to_string(), "5100 kg CO2e requested, but 5000 kg CO2e available");
}
