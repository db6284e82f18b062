//! Events that do not follow from a state, and taking back those that do.

use crate::world::*;
use co2_ledger::{Change, Command, Event, Import, Request};
use co2_offsets::Choice;
use co2_units::StageSet;
use std::sync::Arc;

/// What a command would do.
fn events(world: &World, command: Command) -> Vec<Arc<Event>> {
    world.state.decide(&Request { now: world.now, command }).unwrap().events
}

/// An event with something in it changed.
fn forged(event: &Arc<Event>, forge: impl FnOnce(&mut Change)) -> Arc<Event> {
    let mut event = Event::clone(event);
    forge(&mut event.change);
    Arc::new(event)
}

#[track_caller]
fn refused(world: &mut World, event: &Arc<Event>) {
    let before = world.state.clone();
    assert!(world.state.fold(event).is_err(), "{event:?}");
    assert_eq!(world.state, before, "a refused event leaves no trace");
}

/// Once, an undone import took the empty shelf of its sold-out project along, so that the state was
/// no longer the one before.
#[test]
fn undoing_an_import_leaves_the_shelf_of_a_sold_out_project() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 50)]));
    let before = world.state.clone();
    let more = import("more", vec![lot("c", "GS1-1-UG-GS90001-16-2020-99003-1-5")]);
    let event = &events(&world, more)[0];
    let undo = world.state.fold(event).unwrap();
    world.state.undo(undo);
    assert_eq!(world.state, before);
}

/// Whatever happens at a time, reservations that are due by then have expired before: a
/// confirmation folded after the deadline would sell what was free already.
#[test]
fn nothing_follows_while_a_reservation_is_due() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.wait(899);
    let in_time = events(&world, confirm("o-1"));
    let late = |event: &Arc<Event>| {
        let mut event = Event::clone(event);
        event.at = event.at.checked_add_seconds(1).unwrap();
        Arc::new(event)
    };
    refused(&mut world, &late(&in_time[0]));
    let in_time = events(&world, cancel("o-1"));
    refused(&mut world, &late(&in_time[0]));
    world.wait(1);
    let due = events(&world, Command::Advance);
    refused(&mut world, &due[1]);
    for event in &due {
        drop(world.state.fold(event).unwrap());
    }
    world.sound();
}

/// An event whose line has no stages cannot be written, so a state with it had no snapshot.
#[test]
fn empty_lines_do_not_follow() {
    let mut world = World::small();
    let reserved = events(&world, reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    let event = forged(&reserved[0], |change| match change {
        Change::Reserved { reserve, .. } => reserve.lines[0].stages = StageSet::default(),
        other => panic!("{other:?}"),
    });
    refused(&mut world, &event);
    let event = forged(&reserved[0], |change| match change {
        Change::Reserved { reserve, slices, .. } => {
            reserve.lines[0].quantity = 0;
            slices[0].clear();
        }
        other => panic!("{other:?}"),
    });
    refused(&mut world, &event);
    assert!(world.state.fold(&reserved[0]).is_ok());
}

#[test]
fn lots_of_unknown_projects_do_not_follow() {
    let mut world = World::small();
    let more = import("more", vec![lot("c", "GS1-1-UG-GS90003-16-2020-99003-1-5")]);
    let imported = events(&world, more);
    let change_import = |change: &dyn Fn(&mut Import)| {
        forged(&imported[0], |event| match event {
            Change::Imported(import) => change(import),
            other => panic!("{other:?}"),
        })
    };
    refused(&mut world, &change_import(&|import| import.projects.clear()));
    refused(&mut world, &change_import(&|import| import.lots.push(import.lots[0].clone())));
    refused(
        &mut world,
        &change_import(&|import| {
            let mut renamed = project(GS_A, co2_offsets::Technology::Wind);
            renamed.name.push('!');
            import.projects.push(renamed);
        }),
    );
    assert!(world.state.fold(&imported[0]).is_ok());
}
