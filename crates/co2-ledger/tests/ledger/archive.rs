//! Stories of orders that were archived: every answer is the one that would be given if they were not.

use crate::stories::{id, invalidate, make_good, replace, sold, take_back};
use crate::world::*;
use co2_ledger::error::CoverageError;
use co2_ledger::{
    Change, ClaimState, Command, CommandError, CoverageStatus, Event, FoldError, OrderStatus,
    Present, Request, SnapshotError, State, Violation,
};
use co2_offsets::Choice;
use co2_units::Timestamp;
use std::sync::Arc;

/// Lets all orders shrink that are closed by now: how many.
fn archive(world: &mut World) -> u32 {
    let before = world.now.checked_add_seconds(1).unwrap();
    match world.ok(Command::Archive { before, most: 10_000 }).present {
        Present::Archived { orders } => orders,
        other => panic!("{other:?}"),
    }
}

/// Three units of lot `a` that are retired ahead.
fn retired() -> World {
    let mut world = World::small();
    world.ok(request_retirement("r-1", "a", 1, 3));
    world.ok(record_retirement("r-1", GS_A, "2026-11-20"));
    world
}

/// An order of one product for 5 grains that is fulfilled with retired units.
fn fulfilled(world: &mut World, order: &str, serial: &str) {
    sold(world, order, 1, 5);
    world.ok(assign(order, 1, serial));
    world.certify(order, serial, serial.as_bytes());
}

/// Whether an order is archived.
fn is_archived(world: &World, order: &str) -> bool {
    let archived = !world.state.archived(&id(order)).is_empty();
    assert_eq!(archived, world.state.order(&id(order)).is_none());
    archived
}

#[test]
fn a_closed_order_shrinks_and_its_commands_are_answered_as_before() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    let given = [
        reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]),
        confirm("o-1"),
        assign("o-1", 1, "SN-1"),
        world.certificate("o-1", "SN-1", b"never mind"),
    ];
    let before = world.sound().totals;
    let answers: Vec<_> = given.iter().take(3).map(|c| world.ok(c.clone())).collect();
    assert_eq!(archive(&mut world), 1);
    assert_eq!(archive(&mut world), 0, "once");
    assert!(is_archived(&world, "o-1"));
    assert_eq!((world.state.orders().count(), world.state.coverages().count()), (0, 0));
    assert_eq!((world.state.archived_count(), world.state.coverage_count()), (1, 1));
    assert_eq!(world.sound().totals, before);
    let (events, digest) = (world.events.len(), world.state.digest());
    for (command, answer) in given.iter().zip(&answers) {
        let now = world.now;
        let error = world.state.decide(&Request { now, command: command.clone() }).unwrap_err();
        assert_eq!(error, CommandError::Earlier { records: vec![world.state.revision() - 1] });
        assert!(!error.is_transient());
        assert_eq!(world.ok(command.clone()), *answer);
    }
    let error = world.refused(assign("o-1", 2, "SN-1"));
    assert!(matches!(error, CommandError::Conflict { field: "line", .. }), "{error}");
    let error = world.refused(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 6)]));
    assert!(matches!(error, CommandError::Conflict { field: "lines", .. }), "{error}");
    assert!(matches!(world.refused(cancel("o-1")), CommandError::Order(_)));
    assert_eq!((world.events.len(), world.state.digest()), (events, digest), "no trace");
}

#[test]
fn only_what_is_closed_is_archived_and_in_a_fixed_order() {
    let mut world = World::small();
    world.ok(reserve("o-9", 1, Choice::Any, vec![line(1, 1, 1)]));
    world.wait(900);
    assert_eq!(archive(&mut world), 0, "its expiry is written with this command");
    world.wait(1);
    world.ok(reserve("o-8", 1, Choice::Any, vec![line(1, 1, 1)]));
    world.ok(cancel("o-8"));
    sold(&mut world, "o-7", 2, 5);
    world.ok(assign("o-7", 1, "SN-1"));
    world.certify("o-7", "SN-1", b"1");
    world.ok(assign("o-7", 1, "SN-2"));
    world.ok(take_back("o-7", "back", "SN-2"));
    world.ok(reserve("o-6", 1, Choice::Any, vec![line(1, 1, 1)]));
    let early = world.now;
    world.ok(Command::Archive { before: early, most: 9 });
    assert!(is_archived(&world, "o-9") && !is_archived(&world, "o-8"), "that one is of today");
    let most = |world: &mut World, most| {
        let before = early.checked_add_seconds(1).unwrap();
        world.ok(Command::Archive { before, most }).present
    };
    assert_eq!(most(&mut world, 0), Present::Archived { orders: 0 });
    assert_eq!(most(&mut world, 1), Present::Archived { orders: 1 });
    assert!(is_archived(&world, "o-8") && !is_archived(&world, "o-7"), "its units are held");
    world.ok(request_retirement("r-1", "a", 1, 1));
    assert_eq!(archive(&mut world), 0, "they are only asked for");
    world.ok(record_retirement("r-1", "GS1-1-UG-GS90001-16-2020-99001-1-1", "2026-11-20"));
    assert_eq!(archive(&mut world), 1, "not the reservation");
    let Change::Archived(record) = &world.events.last().unwrap().change else { panic!() };
    assert_eq!(record.order().as_str(), "o-7");
    assert!(is_archived(&world, "o-7") && !is_archived(&world, "o-6"));
}

/// A certificate may have said that its units will be retired, and whoever has it waits for that. Once, an order
/// whose product had come back was archived with units that were still held, and no plan listed them any more.
#[test]
fn an_order_is_not_archived_before_the_units_of_a_spent_certificate_are_retired() {
    let mut world = World::small();
    fulfilled(&mut world, "o-1", "SN-1");
    world.ok(take_back("o-1", "back", "SN-1"));
    assert_eq!(archive(&mut world), 0, "its units are held");
    world.ok(request_retirement("r-1", "a", 1, 1));
    assert_eq!(archive(&mut world), 0, "they are only asked for");
    world.ok(record_retirement("r-1", "GS1-1-UG-GS90001-16-2020-99001-1-1", "2026-11-20"));
    assert_eq!(archive(&mut world), 1);
    // Units that are lost will never be retired.
    let mut world = World::small();
    fulfilled(&mut world, "o-1", "SN-1");
    world.ok(take_back("o-1", "back", "SN-1"));
    world.ok(invalidate("loss", "a", 1, 1));
    assert_eq!(archive(&mut world), 1);
}

#[test]
fn an_archived_reservation_that_expired_is_reserved_again_or_paid_late() {
    let mut world = World::small();
    for order in ["o-1", "o-2"] {
        world.ok(reserve(order, 1, Choice::Any, vec![line(1, 1, 5)]));
    }
    world.wait(900);
    world.ok(Command::Advance);
    assert_eq!(archive(&mut world), 2);
    let error = world.refused(confirm("o-1"));
    assert!(error.to_string().contains("expired"), "{error}");
    world.ok(reserve("o-1", 2, Choice::Any, vec![line(1, 1, 5)]));
    let first = world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    assert_eq!((first.replayed, first.present), (true, Present::Order(OrderStatus::Expired)));
    let reallocate = co2_ledger::Reallocate { order: id("o-2"), attempt: 2 };
    world.ok(Command::Reallocate(reallocate));
    assert_eq!(world.state.order(&id("o-2")).unwrap().status(), OrderStatus::Confirmed);
}

#[test]
fn a_product_of_an_archived_order_is_not_sold_again() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    sold(&mut world, "o-2", 1, 5);
    assert_eq!(archive(&mut world), 1);
    let error = world.refused(assign("o-2", 1, "SN-1"));
    assert!(error.to_string().contains("o-1"), "{error}");
    world.ok(assign("o-2", 1, "SN-2"));
    let error = world.refused(replace("o-2", "swap", "SN-2", "SN-1"));
    let CommandError::Coverage(CoverageError::AlreadyCovered { order, .. }) = error else {
        panic!("{error}")
    };
    assert_eq!(order.as_str(), "o-1");
    assert!(is_archived(&world, "o-1"));
}

#[test]
fn an_archived_product_comes_back_and_its_grams_are_spent() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    assert_eq!(archive(&mut world), 1);
    let receipt = world.ok(take_back("o-1", "back", "SN-1"));
    let Present::Coverage { status, certificate, .. } = receipt.present else { panic!() };
    assert_eq!((status, certificate.is_some()), (CoverageStatus::Spent, true));
    assert!(!is_archived(&world, "o-1"), "something happened to it");
    assert_eq!(archive(&mut world), 1, "and is over again");
    assert_eq!(world.sound().totals.spent, u128::from(5 * GRAIN));
    // The product may be sold anew.
    sold(&mut world, "o-2", 1, 5);
    world.ok(assign("o-2", 1, "SN-1"));
}

#[test]
fn an_archived_product_is_replaced_and_its_certificate_void() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    assert_eq!(archive(&mut world), 1);
    world.ok(replace("o-1", "swap", "SN-1", "SN-2"));
    assert_eq!(archive(&mut world), 0, "the new product has no certificate");
    world.certify("o-1", "SN-2", b"2");
    let void: Vec<_> = world.state.replaced().collect();
    assert_eq!(archive(&mut world), 1);
    assert_eq!(world.state.replaced().collect::<Vec<_>>(), void);
    assert_eq!(void.iter().map(|id| id.as_u64()).collect::<Vec<_>>(), [0]);
    assert!(world.ok(replace("o-1", "swap", "SN-1", "SN-2")).replayed);
}

#[test]
fn grams_of_an_archived_order_that_are_lost_are_listed_and_made_good() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    fulfilled(&mut world, "o-2", "SN-2");
    fulfilled(&mut world, "o-3", "SN-3");
    assert_eq!(archive(&mut world), 3);
    world.ok(invalidate("gone", "a", 1, 1));
    assert_eq!(world.sound().totals.shortfall, u128::from(10 * GRAIN));
    assert_eq!(world.state.shortfalls(), []);
    let records = world.state.archived_shortfalls();
    assert_eq!(records.len(), 2);
    let lacks = world.recalled(&records).shortfalls();
    let named: Vec<_> = lacks.iter().map(|lack| (lack.order.as_str(), lack.claim)).collect();
    assert_eq!(named, [("o-1", ClaimState::Certified), ("o-2", ClaimState::Certified)]);
    assert_eq!(lacks[0].amount(), grains(5));
    let error = world.refused(make_good("m-1", "o-3", Some("SN-3"), "b"));
    assert!(error.to_string().contains("o-3"), "{error}");
    world.ok(make_good("m-1", "o-1", Some("SN-1"), "b"));
    assert!(world.ok(make_good("m-1", "o-1", Some("SN-1"), "b")).replayed);
    assert_eq!(archive(&mut world), 0, "no certificate names the new grams");
    world.certify("o-1", "SN-1", b"again");
    assert_eq!(world.state.archived_shortfalls().len(), 1);
    world.ok(request_retirement("r-2", "b", 11, 11));
    world.ok(record_retirement("r-2", "GS1-1-IN-GS90002-12-2021-99002-11-11", "2026-11-20"));
    assert_eq!(archive(&mut world), 1);
    // What was made good is an answer that stays, and other content is found to be so.
    let again = world.ok(make_good("m-1", "o-1", Some("SN-1"), "b"));
    assert!(again.replayed && is_archived(&world, "o-1"));
    let error = world.refused(make_good("m-1", "o-2", Some("SN-2"), "b"));
    assert!(matches!(error, CommandError::Conflict { field: "order", .. }), "{error}");
}

#[test]
fn an_archived_certificate_is_issued_anew() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    let covered = world.covered("o-1", "SN-1");
    assert_eq!(archive(&mut world), 1);
    let full = world.recalled(&world.state.archived(&id("o-1")));
    assert_eq!(full.coverage(&covered.order, &covered.product), Some(covered.clone()));
    let certificate = |replaces, digest: &[u8]| {
        Command::RecordCertificate(co2_ledger::RecordCertificate {
            order: covered.order.clone(),
            product: covered.product.clone(),
            coverage: covered.id,
            edition: covered.edition,
            replaces,
            digest: co2_offsets::Digest::of(digest),
        })
    };
    assert!(world.ok(certificate(None, b"SN-1")).replayed);
    world.refused(certificate(None, b"other"));
    assert!(!world.ok(certificate(covered.certificate, b"new")).replayed);
    assert_eq!(archive(&mut world), 1);
    assert!(world.ok(certificate(covered.certificate, b"new")).replayed);
}

/// What an order is after that moment is what it would be without it.
#[test]
fn a_refused_batch_and_a_wrong_record_leave_no_trace() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    fulfilled(&mut world, "o-2", "SN-2");
    assert_eq!(archive(&mut world), 2);
    let before = world.state.clone();
    let (first, second) = (before.archived(&id("o-1"))[0], before.archived(&id("o-2"))[0]);
    let event = |place: u64| world.events[usize::try_from(place).unwrap()].clone();
    // Another's record, an event that is none, and records that say something else.
    assert!(world.state.reopen(first, &event(second)).is_err());
    assert!(world.state.reopen(first, &event(0)).is_err());
    assert!(world.state.reopen(first, &event(first)).is_ok());
    let stored = serde_json::to_value(&*event(first)).unwrap();
    for (place, value) in [
        ("/change/Archived/status", "reserved".into()),
        ("/change/Archived/status", "cancelled".into()),
        ("/change/Archived/reserve/order", "o-3".into()),
        ("/change/Archived/lines/0/assigned", 0.into()),
        ("/change/Archived/lines/0/quantity", 2.into()),
        ("/change/Archived/coverages/0/0", 7.into()),
        ("/change/Archived/coverages/0/1/order", "o-2".into()),
        ("/change/Archived/coverages/0/1/line", 1.into()),
        ("/change/Archived/coverages/0/1/status", "returned".into()),
        ("/change/Archived/coverages/0/1/shares/0/named", false.into()),
        ("/change/Archived/coverages/0/1/certificate", serde_json::Value::Null),
        ("/change/Archived/answers/0", stored["change"]["Archived"]["answers"][1].clone()),
    ] {
        let mut other = stored.clone();
        assert_ne!(*other.pointer(place).unwrap(), value, "{place}");
        *other.pointer_mut(place).unwrap() = value;
        let other: Event = serde_json::from_value(other).unwrap();
        assert!(before.reopen(first, &other).is_err(), "{place}");
    }
    // A journal that cannot be read, or has another event there.
    let (now, command) = (world.now, take_back("o-1", "back", "SN-1"));
    let request = Request { now, command };
    let mut batch = co2_ledger::Tentative::default();
    let none = |_| Err(State::replay([event(2)]).unwrap_err());
    assert!(world.state.decide_recalling(&mut batch, &request, none).is_err());
    let wrong = |_| Ok::<_, FoldError>(event(second));
    assert!(world.state.decide_recalling(&mut batch, &request, wrong).is_err());
    assert_eq!((batch.answers().len(), batch.events().len()), (0, 0));
    assert_eq!(world.state, before);
}

/// An order is archived, asked for and archived again in one batch, before anything is durable.
#[test]
fn one_batch_archives_and_reopens() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    let before = world.state.clone();
    let later = world.now.checked_add_seconds(1).unwrap();
    let close = Command::Archive { before: later, most: 1 };
    let commands = [
        close.clone(),
        confirm("o-1"),
        cancel("o-1"),
        take_back("o-1", "back", "SN-1"),
        close,
        take_back("o-1", "back", "SN-1"),
    ];
    let requests = commands.map(|command| Request { now: world.now, command });
    let mut batch = co2_ledger::Tentative::default();
    let journal = |_| -> Result<Arc<Event>, FoldError> { panic!("it is in the batch") };
    for request in &requests {
        world.state.decide_recalling(&mut batch, request, journal).unwrap();
    }
    let kinds = batch.events().iter().map(|event| match event.change {
        Change::Archived(_) => "archived",
        Change::Reopened { .. } => "reopened",
        Change::Returned(_) => "returned",
        _ => "other",
    });
    assert_eq!(kinds.collect::<Vec<_>>(), ["archived", "reopened", "returned", "archived"]);
    let accepted = batch.answers().iter().map(Result::is_ok);
    assert_eq!(accepted.collect::<Vec<_>>(), [true, true, false, true, true, true]);
    world.state.undo_all(batch);
    assert_eq!(world.state, before);
    // Without records there is an answer too: where they are.
    let batch = world.state.decide_batch(&requests[..2]).unwrap();
    assert!(matches!(batch.answers()[1], Err(CommandError::Earlier { .. })));
    world.state.undo_all(batch);
}

#[test]
fn a_record_that_is_not_what_is_known_does_not_follow() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    let now = world.now;
    let later = now.checked_add_seconds(1).unwrap();
    let request = Request { now, command: Command::Archive { before: later, most: 1 } };
    let decision = world.state.decide(&request).unwrap();
    let [event] = &decision.events[..] else { panic!("{decision:?}") };
    let stored = serde_json::to_string(&**event).unwrap();
    let before = world.state.clone();
    for (from, to) in [
        ("\"o-1\"", "\"o-2\""),
        ("\"hold_seconds\":900", "\"hold_seconds\":901"),
        ("\"certified\"", "\"spent\""),
        ("SN-1", "SN-2"),
    ] {
        let other = stored.replace(from, to);
        if other == stored {
            continue;
        }
        let other: Event = serde_json::from_str(&other).unwrap();
        assert!(world.state.fold(&Arc::new(other)).is_err(), "{from}");
        assert_eq!(world.state, before);
    }
    drop(world.state.fold(event).unwrap());
    assert!(world.state.fold(event).is_err(), "it is archived already");
}

/// A snapshot has what is left, and the grams are not free.
#[test]
fn a_snapshot_has_what_is_left() {
    let mut world = retired();
    fulfilled(&mut world, "o-1", "SN-1");
    fulfilled(&mut world, "o-2", "SN-2");
    world.ok(take_back("o-2", "back", "SN-2"));
    assert_eq!(archive(&mut world), 2);
    let bytes = world.state.snapshot_bytes().unwrap();
    assert_eq!(bytes[0], co2_ledger::state::SNAPSHOT);
    let mut restored = State::from_snapshot(&bytes).unwrap();
    assert_eq!(restored, world.state);
    assert_eq!(restored.audit().totals, world.sound().totals);
    let record = restored.archived(&id("o-1"))[0];
    let event = world.events[usize::try_from(record).unwrap()].clone();
    drop(restored.fold(&restored.reopen(record, &event).unwrap()).unwrap());
    assert_eq!(restored.audit().violations, Vec::<Violation>::new());
    let mut older = bytes;
    older[0] = 1;
    assert_eq!(State::from_snapshot(&older), Err(SnapshotError::Version));
}

/// A batch stays small: what does not fit is left for the next time.
#[test]
fn large_orders_are_archived_a_few_at_a_time() {
    let mut world = World::small();
    let serial = "GS1-1-UG-GS90003-16-2018-99103-1-100000";
    world.ok(import("more", vec![lot("c", serial)]));
    world.ok(request_retirement("r-1", "c", 1, 100_000));
    world.ok(record_retirement("r-1", serial, "2026-11-20"));
    for n in 0..12 {
        let order = format!("o-{n}");
        world.give(reserve(&order, 1, Choice::Project(id("GS90003")), vec![line(1, 200, 1)]));
        world.give(confirm(&order));
        for item in 0..200 {
            let serial = format!("SN-{n}-{item}");
            world.give(assign(&order, 1, &serial));
            world.give(world.certificate(&order, &serial, b"certificate"));
        }
    }
    let mut archived = Vec::new();
    loop {
        let request = Request {
            now: world.now,
            command: Command::Archive { before: Timestamp::MAX, most: u32::MAX },
        };
        let decision = world.state.decide(&request).unwrap();
        if decision.events.is_empty() {
            break;
        }
        let bytes: usize =
            decision.events.iter().map(|event| serde_json::to_vec(event).unwrap().len()).sum();
        assert!(bytes < 4_000_000, "{bytes} as JSON, which takes four times the room");
        archived.push(decision.events.len());
        world.state.catch_up(&decision.events).unwrap();
    }
    assert!(archived.len() > 1 && archived.iter().sum::<usize>() == 12, "{archived:?}");
    assert_eq!(world.sound().totals.certificates, 2_400);
}
