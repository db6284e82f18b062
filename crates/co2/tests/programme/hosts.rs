//! Two hosts share a ledger, and the other one is always faster.

use crate::world::{
    Meddled, ORDER, PAID, PLACED, SHIPPED, at, buyer, cart, config, config_with, host_with_module,
    laptop, ordered, quote, state, two_hosts, wind,
};
use co2::journal::Memory;
use co2::ledger::{Command, OrderStatus, Request};
use co2::offsets::Choice;
use co2::programme::ReserveError;
use co2::{Config, Programme};

fn other_rules() -> Config {
    config_with("any_eligible", "refuse")
}

/// A laptop, ordered at the other host.
fn small_order(programme: &Programme, order: &str) {
    let mut cart = cart();
    cart.lines.pop();
    let quote = programme.quote(&cart, &buyer(), at(PLACED)).unwrap();
    programme.reserve(order, &quote, Choice::Any, at(PLACED)).unwrap();
}

#[test]
fn all_hosts_quote_and_reserve_by_the_rules_that_were_put_last() {
    let memory = Memory::new();
    let [one, other] = two_hosts(memory.clone(), memory, other_rules());
    let before = quote(&one);
    assert_eq!(before.rules, config().rules.id());
    small_order(&other, "order-2");
    let error = one.reserve(ORDER, &before, wind(), at(PLACED)).unwrap_err();
    let ReserveError::RulesChanged { quoted, now } = error else { panic!("{error:?}") };
    assert_eq!((quoted, now), (config().rules.id(), other_rules().rules.id()));
    // It does not put its own rules back: the price would change with the host that answers.
    let after = quote(&one);
    assert_eq!(after.rules, other_rules().rules.id());
    one.reserve(ORDER, &after, Choice::Any, at(PLACED)).unwrap();
    // Unless it is asked to.
    assert!(one.put_rules(at(PLACED)).unwrap().is_some());
    assert!(one.put_rules(at(PLACED)).unwrap().is_none());
    assert_eq!(quote(&other).rules, config().rules.id());
}

#[test]
fn hosts_of_the_same_rules_put_them_in_force_once() {
    let journal = Meddled::new();
    let [one, other] = two_hosts(journal.clone(), journal.memory.clone(), config());
    let quote = quote(&one);
    journal.after(0, move || small_order(&other, "order-2"));
    one.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    assert!(journal.is_done());
    // The import, the rules, two reservations.
    assert_eq!(state(&one, co2::ledger::State::revision), 4);
}

#[test]
fn the_same_order_at_two_hosts_is_reserved_once() {
    let journal = Meddled::new();
    let [one, other] = two_hosts(journal.clone(), journal.memory.clone(), config());
    let quoted = quote(&one);
    let same = quoted.clone();
    journal.after(0, move || {
        other.reserve(ORDER, &same, wind(), at(PLACED)).unwrap();
    });
    let reservation = one.reserve(ORDER, &quoted, wind(), at(PLACED)).unwrap();
    assert!(journal.is_done());
    assert!(reservation.replayed);
    assert_eq!(state(&one, |state| state.audit().totals.reserved), 2_100_000);
}

#[test]
fn a_reservation_that_expires_under_the_hands_is_made_anew() {
    let journal = Meddled::new();
    let [one, other] = two_hosts(journal.clone(), journal.memory.clone(), config());
    let quote = quote(&one);
    one.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    // This host's clock is behind; the other's has passed the deadline.
    let late = at("2026-11-16T09:50:00Z");
    journal.after(0, move || {
        let command = Command::Advance;
        other.ledger().submit(Request { now: late, command }).unwrap();
    });
    let reservation = one.reserve(ORDER, &quote, wind(), at(PAID)).unwrap();
    assert!(journal.is_done());
    assert_eq!((reservation.replayed, reservation.status), (false, OrderStatus::Reserved));
    assert_eq!(reservation.until, at("2026-11-16T10:05:00Z"));
}

#[test]
fn a_reservation_that_is_confirmed_at_the_last_moment_stands() {
    let journal = Meddled::new();
    let [one, other] = two_hosts(journal.clone(), journal.memory.clone(), config());
    let quote = quote(&one);
    one.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    // This host's clock is ahead of the deadline; the other's is not.
    journal.after(0, move || {
        other.confirm(ORDER, at(PAID)).unwrap();
    });
    let reservation = one.reserve(ORDER, &quote, wind(), at("2026-11-16T09:50:00Z")).unwrap();
    assert!(journal.is_done());
    assert_eq!((reservation.replayed, reservation.status), (true, OrderStatus::Confirmed));
}

#[test]
fn the_certificate_that_is_recorded_first_is_the_one() {
    // Before this host assigns the product; and, if it does so with a sync of its own, before it records its
    // certificate.
    for (module, commands) in [(false, 0), (true, 0), (true, 1)] {
        let journal = Meddled::new();
        let renamed = config_with("Example Computers", "Another Name");
        let [mut one, other] = two_hosts(journal.clone(), journal.memory.clone(), renamed);
        if module {
            one = host_with_module(journal.clone());
        }
        ordered(&one);
        journal.after(commands, move || {
            other.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
        });
        let issued = one.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
        assert!(journal.is_done());
        assert_eq!(issued[0].certificate.issuer().name().as_str(), "Another Name (invented)");
        assert_eq!(state(&one, |state| state.audit().totals.certificates), 1);
        assert_eq!(one.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap(), issued);
    }
}
