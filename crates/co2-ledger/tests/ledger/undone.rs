//! Archived orders and events that do not stay, or that nobody decided.

use crate::stories::{id, sold};
use crate::world::*;
use co2_ledger::{Change, Command, Event, Request, State, Tentative};
use co2_offsets::Choice;
use co2_units::Timestamp;
use std::sync::Arc;

const CLOSE: Command = Command::Archive { before: Timestamp::MAX, most: 9 };

/// An order of two products, of which the second by name has its certificate; units are retired ahead.
fn half_fulfilled() -> World {
    let mut world = World::small();
    world.ok(request_retirement("r-1", "a", 1, 3));
    world.ok(record_retirement("r-1", GS_A, "2026-11-20"));
    sold(&mut world, "o-1", 2, 5);
    world.ok(assign("o-1", 1, "SN-2"));
    world.certify("o-1", "SN-2", b"2");
    world
}

/// The commands that finish the order, and its archive, in one batch.
fn finish(world: &mut World) -> Tentative {
    let mut batch = Tentative::default();
    let mut give = |command| {
        let request = Request { now: world.now, command };
        world.state.decide_next(&mut batch, &request).unwrap();
        world.state.clone()
    };
    let state = give(assign("o-1", 1, "SN-1"));
    let covered = World { state, events: Vec::new(), now: Timestamp::MIN };
    give(covered.certificate("o-1", "SN-1", b"1"));
    give(CLOSE);
    batch
}

/// The batch of another writer is stored first, or the disk is full: what was archived after the order's
/// last commands, before any of it was durable, is as it was. Once, the wrong answers were kept, and the
/// next archive of the order was refused by everybody who read it.
#[test]
fn a_batch_that_ends_and_archives_an_order_is_taken_back_whole() {
    let mut world = half_fulfilled();
    let before = world.state.clone();
    let batch = finish(&mut world);
    assert_eq!(world.state.archived_count(), 1);
    world.state.undo_all(batch);
    assert_eq!(world.state, before);
    // It is decided anew, and whoever reads it agrees.
    let batch = finish(&mut world);
    world.events.extend_from_slice(batch.events());
    assert_eq!(State::replay(&world.events).unwrap(), world.state);
}

/// Events that no ledger has decided: an archived order begins again, its product is sold again.
#[test]
fn archived_names_are_not_taken_by_other_events() {
    let mut world = half_fulfilled();
    let batch = finish(&mut world);
    world.events.extend_from_slice(batch.events());
    sold(&mut world, "o-2", 1, 5);
    let before = world.state.clone();
    let again = |old: &str, new: &str| {
        let event = |name: &str| {
            let has = |event: &&Arc<Event>| match &event.change {
                Change::Reserved { reserve, .. } => reserve.order.as_str() == name,
                Change::Assigned { assign, .. } => assign.product.serial.as_str() == name,
                _ => false,
            };
            Arc::clone(world.events.iter().find(has).unwrap())
        };
        let mut again = Event::clone(&event(old));
        again.at = world.now;
        match &mut again.change {
            Change::Reserved { reserve, until, slices, .. } => {
                *until = world.now.checked_add_seconds(reserve.hold_seconds).unwrap();
                let free = before.lot_by_id(&id("b")).unwrap().0;
                slices.iter_mut().flatten().for_each(|slice| slice.lot = free);
            }
            Change::Assigned { assign, item, coverage } => {
                (assign.order, *item) = (id(new), 0);
                *coverage = serde_json::from_value(before.coverage_count().into()).unwrap();
            }
            other => panic!("{other:?}"),
        }
        Arc::new(again)
    };
    for (old, reason) in
        [("o-1", "an archived order may have the name"), ("SN-1", "an archived order may cover")]
    {
        let error = world.state.fold(&again(old, "o-2")).unwrap_err();
        assert!(error.to_string().contains(reason), "{old}: {error}");
        assert_eq!(world.state, before);
    }
    // Other names are taken.
    world.ok(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 1)]));
    world.ok(assign("o-2", 1, "SN-3"));
}
