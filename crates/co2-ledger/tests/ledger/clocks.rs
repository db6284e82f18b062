//! Times far ahead, quiet weeks, and a jump that a person accepts.

use crate::world::*;
use co2_ledger::error::TimeError;
use co2_ledger::{Command, CommandError, PutRules, Request, State, Tentative};
use co2_offsets::{Choice, Rules};
use co2_units::Timestamp;

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Decides and folds a request beside a clock.
fn run(
    world: &mut World,
    now: Timestamp,
    clock: Timestamp,
    command: Command,
) -> Result<(), TimeError> {
    let mut batch = Tentative::by_clock(clock);
    world.state.decide_next(&mut batch, &Request { now, command }).unwrap();
    match batch.into_answers().remove(0) {
        Ok(_) => Ok(()),
        Err(CommandError::Time(error)) => Err(error),
        Err(other) => panic!("{other}"),
    }
}

fn held(order: &str) -> Command {
    reserve(order, 1, Choice::Any, vec![line(1, 1, 1)])
}

#[test]
fn a_time_far_ahead_is_refused_and_leaves_no_trace() {
    let mut world = World::small();
    let (ledger, clock) = (world.now, time("2026-11-21T12:00:05Z"));
    run(&mut world, clock, clock, held("o-1")).unwrap();
    let before = world.state.digest();
    let now = time("2026-11-21T12:05:06Z");
    let error = run(&mut world, now, clock, held("o-2")).unwrap_err();
    let ledger = ledger.max(clock);
    assert_eq!(error, TimeError::Ahead { now, ledger, clock, bound_seconds: 300 });
    assert_eq!(world.state.digest(), before);
    // Up to the bound, clocks may differ.
    run(&mut world, time("2026-11-21T12:05:05Z"), clock, held("o-2")).unwrap();
}

/// A shop that sold nothing over the weekend, or for a year, goes on as always: the clock has gone on, too.
#[test]
fn a_quiet_time_needs_nothing() {
    let mut world = World::small();
    for now in ["2026-11-23T08:00:00Z", "2027-12-01T08:00:00Z"].map(time) {
        run(&mut world, now, now, held(&format!("o-{}", now.as_unix_seconds()))).unwrap();
    }
    // A clock that runs behind hinders nobody whose time is the ledger's.
    let now = time("2027-12-01T08:04:00Z");
    run(&mut world, now, time("2020-01-01T00:00:00Z"), held("o-3")).unwrap();
}

#[test]
fn the_bound_is_in_the_rules() {
    let mut world = World::small();
    let rules = Rules { clock_ahead_seconds: Some(10), ..spill() };
    let operation = "strict".parse().unwrap();
    world.ok(Command::PutRules(PutRules { operation, rules: rules.into() }));
    let clock = world.now;
    let ahead = |seconds| clock.checked_add_seconds(seconds).unwrap();
    assert!(run(&mut world, ahead(11), clock, Command::Advance).is_err());
    assert!(run(&mut world, ahead(10), clock, Command::Advance).is_ok());
}

/// When it is the clock that is wrong, a person accepts the time; then everybody can go on.
#[test]
fn a_real_jump_is_accepted_by_a_command() {
    let mut world = World::small();
    let clock = world.now;
    world.ok(held("o-1"));
    let now = time("2027-11-21T12:00:00Z");
    assert!(run(&mut world, now, clock, held("o-2")).is_err());
    run(&mut world, now, clock, Command::AcceptTime).unwrap();
    assert_eq!(world.state.time(), now);
    run(&mut world, now, clock, held("o-2")).unwrap();
    let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
    assert_eq!(order.status(), co2_ledger::OrderStatus::Expired);
    // Where nothing is due, it is noted as well, once.
    let mut empty = World::empty();
    assert_eq!(empty.state, State::new());
    run(&mut empty, now, clock, Command::AcceptTime).unwrap();
    assert_eq!((empty.state.time(), empty.state.revision()), (now, 1));
    run(&mut empty, now, clock, Command::AcceptTime).unwrap();
    assert_eq!(empty.state.revision(), 1);
}

/// Once, one import on the last day of the year 9999 was accepted, and after it no reservation could end
/// before the year 10000.
#[test]
fn no_command_leaves_a_ledger_without_a_future() {
    let mut world = World::small();
    let more = || import("more", vec![lot("c", "GS1-1-UG-GS90001-16-2020-99003-1-5")]);
    let last = time("9999-12-31T23:59:59Z");
    for command in [more(), Command::Advance, Command::AcceptTime] {
        let request = Request { now: last, command };
        let error = world.state.decide(&request).unwrap_err();
        assert_eq!(error, TimeError::End { now: last }.into());
    }
    // The last time that is accepted leaves room for the longest reservation.
    world.now = time("9863-01-01T00:00:00Z");
    world.ok(more());
    let Command::Reserve(longest) = held("o-1") else { panic!() };
    world.ok(Command::Reserve(co2_ledger::Reserve { hold_seconds: u32::MAX, ..longest }));
}
