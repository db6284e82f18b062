//! Events that do not follow from a state, and taking back those that do.

use crate::world::*;
use co2_ledger::{Change, Command, Event, Import, Request, Reserve};
use co2_offsets::Choice;
use co2_units::{Co2e, StageSet, Timestamp};
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

/// Each rule for events from outside is broken alone: an unprintable name, a lot of another registry,
/// an end that does not follow from the time of the hold. Once, folding took what a snapshot refused, so
/// that a journal could be replayed whose state could not be read back.
#[test]
fn every_rule_for_events_from_outside_is_tried_alone() {
    type Forge = fn(&mut Change);
    fn import_of(change: &mut Change) -> &mut Import {
        match change {
            Change::Imported(import) => import,
            other => panic!("{other:?}"),
        }
    }
    fn reserved_of(change: &mut Change) -> (&mut Reserve, &mut Timestamp) {
        match change {
            Change::Reserved { reserve, until, .. } => (reserve, until),
            other => panic!("{other:?}"),
        }
    }
    let later = |until: &mut Timestamp| *until = until.checked_add_seconds(1).unwrap();
    let mut world = World::small();
    world.ok(reserve("o-0", 1, Choice::Any, vec![line(1, 1, 5)]));
    let lots = vec![lot("c", "GS1-1-UG-GS90003-16-2020-99003-1-5")];
    let imported = events(&world, import("more", lots)).remove(0);
    let lines = vec![line(1, 1, 5), line(2, 1, 5)];
    let reserved = events(&world, reserve("o-1", 1, Choice::Any, lines)).remove(0);
    let extend = co2_ledger::Extend {
        order: "o-0".parse().unwrap(),
        operation: "longer".parse().unwrap(),
        hold_seconds: 1_000,
    };
    let extended = events(&world, Command::Extend(extend)).remove(0);
    let put = co2_ledger::PutRules {
        operation: "more-rules".parse().unwrap(),
        rules: co2_offsets::Rules::default().into(),
    };
    let put = events(&world, Command::PutRules(put)).remove(0);
    let name = "a project has no name that can be printed";
    let end = "the reservation does not end when it was held for its time";
    let lines = "the lines are none of an order";
    let rules: [(&Arc<Event>, &str, Forge); 12] = [
        (&imported, name, |c| import_of(c).projects[0].name = "line\nbreak".to_owned()),
        (&imported, name, |c| import_of(c).projects[0].name = " ".to_owned()),
        (&imported, name, |c| import_of(c).projects[0].name = "x".repeat(201)),
        (&imported, "a lot is of another registry than its project", |c| {
            import_of(c).projects[0].registry = "verra".parse().unwrap();
        }),
        (&imported, "a lot has units of another size than its registry", |c| {
            import_of(c).lots[0].unit_size = Co2e::from_grams(1_000);
        }),
        (&reserved, end, |c| {
            let (reserve, _) = reserved_of(c);
            reserve.hold_seconds -= 1;
        }),
        (&reserved, end, |c| {
            let (reserve, until) = reserved_of(c);
            reserve.hold_seconds = 0;
            *until = "2026-11-21T12:00:00Z".parse().unwrap();
        }),
        (&reserved, lines, |c| reserved_of(c).0.lines[1].id = 1),
        (&reserved, lines, |c| reserved_of(c).0.lines[1].each = Co2e::ZERO),
        (&reserved, lines, |c| reserved_of(c).0.lines.clear()),
        (&extended, end, |c| match c {
            Change::Extended { extend, .. } => extend.hold_seconds += 1,
            other => panic!("{other:?}"),
        }),
        (&put, "a rule has a value that it cannot have", |c| match c {
            Change::RulesPut(put) => {
                let filter = |n: u32| {
                    (format!("f-{n}").parse().unwrap(), co2_offsets::Eligibility::default())
                };
                put.rules.filters = (0..64).map(filter).collect();
            }
            other => panic!("{other:?}"),
        }),
    ];
    let before = world.state.clone();
    for (event, reason, forge) in rules {
        let event = forged(event, forge);
        assert_eq!(world.state.fold(&event).unwrap_err().reason, reason, "{event:?}");
        assert_eq!(world.state, before, "a refused event leaves no trace");
    }
    let late = forged(&reserved, |change| later(reserved_of(change).1));
    assert_eq!(world.state.fold(&late).unwrap_err().reason, end);
    // As they were decided, all of them follow.
    for event in [&imported, &reserved, &extended, &put] {
        drop(world.state.fold(event).unwrap());
    }
}
