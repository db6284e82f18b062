//! Certificates that must not be accepted for the time being, and what happens to their products meanwhile.

use crate::stories::{id, replace, take_back};
use crate::world::*;
use co2_ledger::error::CoverageError;
use co2_ledger::{
    Change, Command, CommandError, CoverageStatus, Event, Present, Reinstate, Request, Revoke,
    State, Suspend,
};
use co2_offsets::{Choice, Digest};
use std::sync::Arc;

const REASON: &str = "the payment is disputed";

fn suspend(operation: &str, serial: &str) -> Command {
    Command::Suspend(Suspend {
        order: id("o-1"),
        operation: id(operation),
        product: product(serial),
        reason: REASON.parse().unwrap(),
    })
}

fn reinstate(operation: &str, serial: &str) -> Command {
    let (order, operation, product) = (id("o-1"), id(operation), product(serial));
    Command::Reinstate(Reinstate { order, operation, product })
}

/// An order of two products, of which the first has a certificate.
fn certified() -> World {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 2, 5)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-1", 1, "SN-2"));
    world.certify("o-1", "SN-1", b"one");
    world
}

#[track_caller]
fn is_suspended(world: &World, serial: &str, suspended: bool) {
    let covered = world.covered("o-1", serial);
    assert_eq!(covered.suspended.is_some(), suspended);
    let listed: Vec<_> = world.state.suspended().map(|(id, _)| id).collect();
    assert_eq!(listed.contains(&covered.id), suspended);
}

#[test]
fn a_suspension_is_lifted_and_may_come_again() {
    let mut world = certified();
    let totals = world.sound().totals;
    let receipt = world.ok(suspend("s-1", "SN-1"));
    let (status, certificate) = (CoverageStatus::Live, Some(Digest::of(b"one")));
    let present = |suspended| Present::Coverage { status, certificate, suspended };
    assert_eq!(receipt.present, present(true));
    let suspension = world.covered("o-1", "SN-1").suspended.unwrap();
    assert_eq!((suspension.since, suspension.reason.as_str()), (world.now, REASON));
    is_suspended(&world, "SN-1", true);
    assert_eq!(world.sound().totals, totals, "no gram moves");

    world.wait(60);
    assert_eq!(world.ok(reinstate("l-1", "SN-1")).present, present(false));
    is_suspended(&world, "SN-1", false);
    // A message that comes late does not suspend it again.
    let late = world.ok(suspend("s-1", "SN-1"));
    assert!(late.replayed);
    assert_eq!(late.present, present(false));
    world.ok(suspend("s-2", "SN-1"));
    is_suspended(&world, "SN-1", true);
    assert_eq!(world.covered("o-1", "SN-1").suspended.unwrap().since, world.now);
}

#[test]
fn only_a_certificate_that_holds_is_suspended_and_only_a_suspended_one_reinstated() {
    let mut world = certified();
    let (order, one, two) = (id("o-1"), Box::new(product("SN-1")), Box::new(product("SN-2")));
    let error = world.refused(suspend("s-1", "SN-2"));
    let expected = CoverageError::NotCertified { product: two, order };
    assert_eq!(error, expected.into());
    let error = world.refused(reinstate("l-1", "SN-1"));
    let expected = CoverageError::NotSuspended { product: one.clone(), order: id("o-1") };
    assert_eq!(error, expected.into());
    let error = world.refused(suspend("s-1", "SN-3"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::NotAssigned { .. })), "{error}");

    world.ok(suspend("s-1", "SN-1"));
    let since = world.now;
    world.wait(60);
    let error = world.refused(suspend("s-2", "SN-1"));
    let expected = CoverageError::Suspended { product: one, order: id("o-1"), since };
    assert_eq!(error, expected.into());
    let Command::Suspend(mut other) = suspend("s-1", "SN-1") else { panic!() };
    other.reason = "another".parse().unwrap();
    let error = world.refused(Command::Suspend(other));
    assert!(matches!(error, CommandError::Conflict { field: "reason", .. }), "{error}");
}

/// The coverage would go over to another product, whose certificate is not suspended.
#[test]
fn a_suspended_coverage_does_not_change_hands() {
    let mut world = certified();
    world.ok(suspend("s-1", "SN-1"));
    let error = world.refused(replace("o-1", "swap", "SN-1", "SN-9"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::Suspended { .. })), "{error}");
    world.ok(reinstate("l-1", "SN-1"));
    world.ok(replace("o-1", "swap", "SN-1", "SN-9"));
    // The certificate of the old product is void, and the new product has none yet.
    let error = world.refused(suspend("s-2", "SN-1"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::Over { .. })), "{error}");
    let error = world.refused(suspend("s-2", "SN-9"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::NotCertified { .. })), "{error}");
}

#[test]
fn a_suspension_ends_when_the_product_comes_back() {
    let mut world = certified();
    world.ok(suspend("s-1", "SN-1"));
    let before = world.state.clone();
    let request = Request { now: world.now, command: take_back("o-1", "back", "SN-1") };
    let tried = world.tentative(&request);
    world.state.undo_all(tried);
    assert_eq!(world.state, before, "a return that is undone leaves it suspended");
    let receipt = world.ok(request.command);
    let (status, certificate) = (CoverageStatus::Spent, Some(Digest::of(b"one")));
    assert_eq!(receipt.present, Present::Coverage { status, certificate, suspended: false });
    is_suspended(&world, "SN-1", false);
    let error = world.refused(reinstate("l-1", "SN-1"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::Over { .. })), "{error}");
}

#[test]
fn a_newer_certificate_of_a_suspended_coverage_is_suspended_too() {
    let mut world = certified();
    world.ok(suspend("s-1", "SN-1"));
    let receipt = world.certify("o-1", "SN-1", b"newer");
    let (status, certificate) = (CoverageStatus::Live, Some(Digest::of(b"newer")));
    assert_eq!(receipt.present, Present::Coverage { status, certificate, suspended: true });
    is_suspended(&world, "SN-1", true);
}

/// What is archived is closed, and a suspension is still to be decided on.
#[test]
fn an_order_with_a_suspended_certificate_is_not_archived() {
    let mut world = certified();
    world.certify("o-1", "SN-2", b"two");
    for (operation, serial) in [
        ("r-1", "GS1-1-UG-GS90001-16-2020-99001-1-1"),
        ("r-2", "GS1-1-UG-GS90001-16-2020-99001-2-3"),
    ] {
        let (first, last) = if operation == "r-1" { (1, 1) } else { (2, 3) };
        world.ok(request_retirement(operation, "a", first, last));
        world.ok(record_retirement(operation, serial, "2026-11-20"));
    }
    let archive = |world: &mut World| {
        world.wait(60);
        let (before, most) = (world.now, 10);
        match world.ok(Command::Archive { before, most }).present {
            Present::Archived { orders } => orders,
            other => panic!("{other:?}"),
        }
    };
    world.ok(suspend("s-1", "SN-1"));
    assert_eq!(archive(&mut world), 0);
    world.ok(reinstate("l-1", "SN-1"));
    assert_eq!(archive(&mut world), 1);
    // Archived, it is known in full again, with its answers, before it is suspended.
    assert!(world.ok(reinstate("l-1", "SN-1")).replayed);
    world.ok(suspend("s-2", "SN-1"));
    is_suspended(&world, "SN-1", true);
    assert_eq!(archive(&mut world), 0);
}

fn revoke(operation: &str, serial: &str) -> Command {
    Command::Revoke(Revoke {
        order: id("o-1"),
        operation: id(operation),
        product: product(serial),
        reason: "a wrong footprint".parse().unwrap(),
    })
}

#[test]
fn a_revocation_ends_the_coverage_and_its_grams_are_spent() {
    let mut world = certified();
    let error = world.refused(revoke("v-1", "SN-2"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::NotCertified { .. })), "{error}");
    world.ok(suspend("s-1", "SN-1"));
    let before = world.state.clone();
    let request = Request { now: world.now, command: revoke("v-1", "SN-1") };
    let tried = world.tentative(&request);
    world.state.undo_all(tried);
    assert_eq!(world.state, before);
    let receipt = world.ok(request.command);
    let (status, certificate) = (CoverageStatus::Spent, Some(Digest::of(b"one")));
    assert_eq!(receipt.present, Present::Coverage { status, certificate, suspended: false });
    assert_eq!(world.sound().totals.spent, u128::from(5 * GRAIN));
    is_suspended(&world, "SN-1", false);
    assert!(world.ok(revoke("v-1", "SN-1")).replayed);
    let error = world.refused(take_back("o-1", "back", "SN-1"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::Over { .. })), "{error}");
}

/// Each rule for events from outside is broken alone.
#[test]
fn forged_suspensions_are_refused() {
    let mut world = certified();
    let event = |world: &World, change| {
        let mut event = Event::clone(world.events.last().unwrap());
        (event.at, event.change) = (world.now, change);
        Arc::new(event)
    };
    let (order, operation): (co2_ledger::OrderId, co2_offsets::OperationId) =
        (id("o-1"), id("forged"));
    let suspended = |serial: &str| {
        let (order, operation) = (order.clone(), operation.clone());
        let (product, reason) = (product(serial), REASON.parse().unwrap());
        Change::Suspended(Suspend { order, operation, product, reason })
    };
    let reinstated = |serial: &str| {
        let (order, operation, product) = (order.clone(), operation.clone(), product(serial));
        Change::Reinstated(Reinstate { order, operation, product })
    };
    let refuses = |world: &mut World, change: Change, reason: &str| {
        let before = world.state.clone();
        let event = event(world, change);
        assert_eq!(world.state.fold(&event).unwrap_err().reason, reason, "{event:?}");
        assert_eq!(world.state, before, "a refused event leaves no trace");
    };
    refuses(&mut world, suspended("SN-2"), "the coverage has no certificate");
    let Command::Revoke(revoke) = revoke("forged", "SN-2") else { panic!() };
    refuses(&mut world, Change::Revoked(revoke), "the coverage has no certificate");
    refuses(&mut world, suspended("SN-3"), "the product is not covered");
    refuses(&mut world, reinstated("SN-1"), "the certificate is not suspended");
    let moved = world
        .state
        .decide(&Request { now: world.now, command: replace("o-1", "swap", "SN-1", "SN-9") });
    let moved = moved.unwrap().receipt.first.change.clone();
    world.ok(suspend("s-1", "SN-1"));
    refuses(&mut world, suspended("SN-1"), "the certificate is suspended already");
    refuses(&mut world, moved, "the certificate is suspended");
    let after = event(&world, reinstated("SN-1"));
    drop(world.state.fold(&after).unwrap());
}

#[test]
fn a_snapshot_has_suspensions() {
    let mut world = certified();
    let (plain, before) = (world.state.digest(), world.state.snapshot_bytes().unwrap());
    world.ok(suspend("s-1", "SN-1"));
    let bytes = world.state.snapshot_bytes().unwrap();
    // A ledger without any has the snapshots that it had before there were suspensions.
    assert_eq!((before[0], bytes[0]), (6, 7));
    for restored in [State::from_snapshot(&bytes), State::from_own_snapshot(&bytes)] {
        let restored = restored.unwrap();
        assert_eq!(restored, world.state);
        let covered = restored.coverage(&id("o-1"), &product("SN-1")).unwrap();
        assert_eq!(covered.suspended, world.covered("o-1", "SN-1").suspended);
    }
    assert_ne!(world.state.digest(), plain);
    let replayed = State::replay(&world.events).unwrap();
    assert_eq!(replayed, world.state);
}
