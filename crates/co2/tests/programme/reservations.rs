//! Credits are held at most at the price and under the rules that were quoted.

use crate::world::{
    CREDITS, ORDER, PAID, PLACED, SHIPPED, at, buyer, cart, config, config_with, digest, host,
    order_id, position, quote, state, stocked, two_hosts, wind,
};
use co2::journal::{Memory, SubmitError};
use co2::ledger::error::{OrderError as LedgerOrderError, ReserveError as LedgerError};
use co2::ledger::{CommandError, OrderStatus};
use co2::offsets::Choice;
use co2::programme::{OrderError, ReserveError};
use co2::quote::QuoteError;
use co2::units::Co2e;
use co2::{Config, Programme};

/// Past the reservation's 900 seconds, within the quote's 3,600.
const EXPIRED: &str = "2026-11-16T09:45:00Z";
/// The second at which the quote is no longer valid.
const QUOTE_ENDS: &str = "2026-11-16T10:30:00Z";

fn refused(error: ReserveError) -> CommandError {
    let ReserveError::Ledger(SubmitError::Refused(error)) = error else {
        panic!("{error:?}");
    };
    error
}

/// The same ledger under another configuration, as after a restart.
fn restarted(memory: &Memory, config: Config) -> Programme {
    host(memory.clone(), config)
}

#[test]
fn the_grams_of_each_line_are_told() {
    let programme = stocked();
    let quote = quote(&programme);
    let reservation = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    assert!(!reservation.replayed);
    assert_eq!((reservation.order, reservation.status), (order_id(), OrderStatus::Reserved));
    assert_eq!(reservation.until, at(EXPIRED));
    assert_eq!(reservation.position, position(&programme));
    let grams: Vec<(u32, Vec<(u32, String)>)> = reservation
        .slices
        .iter()
        .map(|(line, slices)| {
            let slices = slices.iter().map(|s| (s.lot.as_u32(), s.grams.to_string()));
            (*line, slices.collect())
        })
        .collect();
    let slice = |lot: u32, grams: &str| (lot, grams.to_owned());
    assert_eq!(
        grams,
        [
            (1, vec![slice(0, "0..600000")]),
            (2, vec![slice(0, "600000..2000000"), slice(1, "0..100000")]),
        ]
    );
}

#[test]
fn a_repeated_reservation_gets_the_first_answer_for_ever() {
    let programme = stocked();
    let quote = quote(&programme);
    let first = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let before = (position(&programme), digest(&programme));
    let again = programme.reserve(ORDER, &quote, wind(), at(PAID)).unwrap();
    assert!(again.replayed);
    assert_eq!(again.slices, first.slices);
    assert_eq!((position(&programme), digest(&programme)), before);
    programme.confirm(ORDER, at(PAID)).unwrap();
    // Long after quote and reservation have run out.
    let again = programme.reserve(ORDER, &quote, wind(), at(SHIPPED)).unwrap();
    assert_eq!((again.replayed, again.status), (true, OrderStatus::Confirmed));
    assert_eq!((again.slices, again.until), (first.slices, first.until));
}

#[test]
fn what_was_reserved_does_not_hang_on_later_configurations() {
    let memory = Memory::new();
    let programme = restarted(&memory, config());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let quote = quote(&programme);
    let first = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    for (from, to) in [
        ("hold_seconds = 900", "hold_seconds = 60"),
        ("\"24.00\"", "\"99.00\""),
        ("\"EUR\"", "\"SEK\""),
        ("any_eligible", "refuse"),
    ] {
        let changed = restarted(&memory, config_with(from, to));
        let again = changed.reserve(ORDER, &quote, wind(), at(PAID)).unwrap();
        assert_eq!((again.replayed, again.slices), (true, first.slices.clone()), "{to}");
    }
    let in_force = state(&programme, co2::ledger::State::rules_in_force);
    assert_eq!(in_force, Some(config().rules.id()), "a repeated command changed the rules");
}

#[test]
fn the_same_order_with_other_content_is_a_conflict() {
    let programme = stocked();
    let quote = quote(&programme);
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let error = programme.reserve(ORDER, &quote, Choice::Any, at(PAID)).unwrap_err();
    assert!(matches!(refused(error), CommandError::Conflict { field: "choice", .. }));
    let mut smaller = cart();
    smaller.lines.pop();
    let smaller = programme.quote(&smaller, &buyer(), at(PLACED)).unwrap();
    let error = programme.reserve(ORDER, &smaller, wind(), at(PAID)).unwrap_err();
    assert!(matches!(refused(error), CommandError::Conflict { field: "lines", .. }));
}

#[test]
fn a_quote_is_valid_up_to_its_last_second() {
    let programme = stocked();
    let quote = quote(&programme);
    assert_eq!(quote.valid_until, at(QUOTE_ENDS));
    let before = position(&programme);
    let error = programme.reserve(ORDER, &quote, wind(), at(QUOTE_ENDS)).unwrap_err();
    let ReserveError::QuoteExpired { valid_until } = error else {
        panic!("{error:?}");
    };
    assert_eq!(valid_until, at(QUOTE_ENDS));
    assert_eq!(position(&programme), before);
    programme.reserve(ORDER, &quote, wind(), at("2026-11-16T10:29:59Z")).unwrap();
}

#[test]
fn an_expired_reservation_is_made_anew_while_the_quote_is_valid() {
    let programme = stocked();
    let quote = quote(&programme);
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let error = programme.confirm(ORDER, at(EXPIRED)).unwrap_err();
    let OrderError::Ledger(SubmitError::Refused(CommandError::Order(error))) = error else {
        panic!("{error:?}");
    };
    let held = Co2e::from_kilograms(2_100).unwrap();
    let expected =
        LedgerOrderError::ReservationExpired { order: order_id(), held, until: at(EXPIRED) };
    assert_eq!(error, expected);

    let second = programme.reserve(ORDER, &quote, wind(), at(EXPIRED)).unwrap();
    assert_eq!((second.replayed, second.until), (false, at("2026-11-16T10:00:00Z")));
    let again = programme.reserve(ORDER, &quote, wind(), at(EXPIRED)).unwrap();
    assert_eq!((again.replayed, again.until), (true, second.until));
    // The third attempt comes after the quote.
    let error = programme.reserve(ORDER, &quote, wind(), at(QUOTE_ENDS)).unwrap_err();
    assert!(matches!(error, ReserveError::QuoteExpired { .. }), "{error:?}");
    programme.confirm(ORDER, at("2026-11-16T09:59:59Z")).unwrap();
}

/// Where the rules charge what credits cost, the cheap ones may be gone by the time of the
/// reservation: it holds nothing that costs more than was quoted.
#[test]
fn the_price_is_capped_by_the_quote() {
    let (from, to) = (
        "{ per_tonne = { price = { amount = \"24.00\", currency = \"EUR\" } } }",
        "{ cost_plus = { currency = \"EUR\", margin_percent = \"0\" } }",
    );
    let programme = host(Memory::new(), config_with(from, to));
    let credits = CREDITS.replace("technology\n", "technology,price\n");
    let credits: Vec<String> = credits
        .lines()
        .enumerate()
        .map(|(row, line)| match row {
            0 => line.to_owned(),
            row => format!("{line},EUR {row}0"),
        })
        .collect();
    programme.import_credits(credits.join("\n").as_bytes(), at(PLACED)).unwrap();
    let before = programme.quote(&cart(), &buyer(), at(PLACED)).unwrap();
    programme.reserve("order-2", &before, Choice::Any, at(PLACED)).unwrap();
    let position = position(&programme);
    let error = programme.reserve(ORDER, &before, Choice::Any, at(PLACED)).unwrap_err();
    let ReserveError::PriceChanged { quoted, now } = error else { panic!("{error:?}") };
    assert_eq!(quoted, before.price);
    assert!(now.amount() > quoted.amount(), "{now}");
    assert_eq!(crate::world::position(&programme), position);
    let after = programme.quote(&cart(), &buyer(), at(PLACED)).unwrap();
    assert_eq!(after.price, now);
    let held = programme.reserve(ORDER, &after, Choice::Any, at(PLACED)).unwrap();
    assert_eq!(held.price, Some(now));
}

#[test]
fn the_rules_are_those_of_the_quote() {
    let memory = Memory::new();
    let [one, other] = two_hosts(memory.clone(), memory, config_with("\"24.00\"", "\"24.01\""));
    let quote = quote(&one);
    // A lower price is a change, too: the customer has agreed to these rules.
    other.put_rules(at(PLACED)).unwrap();
    let before = position(&one);
    let error = one.reserve(ORDER, &quote, wind(), at(PAID)).unwrap_err();
    let ReserveError::RulesChanged { quoted, now } = error else {
        panic!("{error:?}");
    };
    assert_eq!((quoted, now), (config().rules.id(), other.config().rules.id()));
    assert_eq!(position(&one), before);
}

#[test]
fn what_cannot_be_had_holds_nothing() {
    let programme = stocked();
    let quote = quote(&programme);
    let unknown = Choice::Project("GS1".parse().unwrap());
    let error = programme.reserve(ORDER, &quote, unknown, at(PLACED)).unwrap_err();
    let project = "GS1".parse().unwrap();
    assert_eq!(refused(error), LedgerError::UnknownProject { project }.into());

    // Others were faster.
    let kilograms = |kilograms| Co2e::from_kilograms(kilograms).unwrap();
    let mut large = cart();
    large.lines[1].quantity = 9;
    let large = programme.quote(&large, &buyer(), at(PLACED)).unwrap();
    programme.reserve("order-2", &large, Choice::Any, at(PLACED)).unwrap();
    let error = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap_err();
    let (requested, available) = (kilograms(2_100), kilograms(900));
    assert_eq!(refused(error), LedgerError::InsufficientStock { requested, available }.into());
    assert_eq!(programme.free().unwrap(), available);
    programme.cancel("order-2", at(PLACED)).unwrap();
    // The failed attempts have not used the order's name up.
    assert!(!programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap().replayed);

    assert!(matches!(
        programme.reserve("an order", &quote, wind(), at(PLACED)),
        Err(ReserveError::Order(_))
    ));
}

#[test]
fn rules_that_refuse_do_not_spill_over() {
    let programme = host(Memory::new(), config_with("any_eligible", "refuse"));
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let quote = quote(&programme);
    let error = programme.quote_for(&cart(), &buyer(), wind(), at(PLACED)).unwrap_err();
    assert!(matches!(error, QuoteError::Refused(LedgerError::InsufficientStock { .. })));
    let error = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap_err();
    assert!(matches!(refused(error), CommandError::Reserve(LedgerError::InsufficientStock { .. })));
    programme.reserve(ORDER, &quote, Choice::Any, at(PLACED)).unwrap();
}

#[test]
fn a_cancelled_order_frees_its_credits_and_stays_cancelled() {
    let programme = stocked();
    let quote = quote(&programme);
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    programme.confirm(ORDER, at(PAID)).unwrap();
    for _ in 0..2 {
        programme.cancel(ORDER, at(PAID)).unwrap();
        assert_eq!(programme.free().unwrap(), Co2e::from_kilograms(15_000).unwrap());
    }
    let again = programme.reserve(ORDER, &quote, wind(), at(PAID)).unwrap();
    assert_eq!((again.replayed, again.status), (true, OrderStatus::Cancelled));
    assert!(matches!(programme.cancel("order-2", at(PAID)), Err(OrderError::Ledger(_))));
    assert!(matches!(programme.cancel("", at(PAID)), Err(OrderError::Order(_))));
    assert!(matches!(programme.confirm("order-2", at(PAID)), Err(OrderError::Ledger(_))));
}

#[test]
fn a_quote_without_lines_reserves_nothing() {
    let programme = stocked();
    let mut quote = quote(&programme);
    quote.lines.clear();
    let error = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap_err();
    assert_eq!(refused(error), LedgerError::Lines.into());
}

/// A server that keeps no quote between two requests of its client reserves the same.
#[test]
fn the_terms_of_a_quote_reserve_what_the_quote_does() {
    let memory = Memory::new();
    let programme = host(memory.clone(), config());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let quote = quote(&programme);
    let by_quote = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let (cart, buyer, terms) = (cart(), buyer(), quote.terms());
    let by_terms = |programme: &Programme, terms, now| {
        programme.reserve_quoted(ORDER, &cart, &buyer, &terms, wind(), at(now))
    };
    let again = by_terms(&programme, terms, PLACED).unwrap();
    assert!(again.replayed);
    assert_eq!((again.slices, again.price), (by_quote.slices, by_quote.price));

    // Under other rules a new order needs a new quote, and the old one gets its first answer.
    let other = restarted(&memory, config_with("\"24.00\"", "\"25.00\""));
    other.put_rules(at(PLACED)).unwrap();
    assert!(by_terms(&other, terms, PLACED).unwrap().replayed);
    let new = other.reserve_quoted("order-2", &cart, &buyer, &terms, wind(), at(PLACED));
    assert!(matches!(new, Err(ReserveError::RulesChanged { .. })), "{new:?}");
    let unknown = co2::Terms { rules: co2::units::Digest::of(b"none"), ..terms };
    let new = other.reserve_quoted("order-2", &cart, &buyer, &unknown, wind(), at(PLACED));
    assert!(matches!(new, Err(ReserveError::RulesChanged { .. })), "{new:?}");

    // Other products under the same name are other content.
    let mut more = cart.clone();
    more.lines[0].quantity += 1;
    let error = programme.reserve_quoted(ORDER, &more, &buyer, &terms, wind(), at(PLACED));
    let error = refused(error.unwrap_err());
    assert!(matches!(error, CommandError::Conflict { field: "lines", .. }), "{error:?}");
    more.lines.clear();
    let error = programme.reserve_quoted(ORDER, &more, &buyer, &terms, wind(), at(PLACED));
    assert!(matches!(error, Err(ReserveError::Quote(QuoteError::EmptyCart))), "{error:?}");
}

/// What a step answers can be sent to other programs.
#[test]
fn a_quote_and_a_reservation_are_written_as_json() {
    let programme = stocked();
    let quote = quote(&programme);
    let json = serde_json::to_value(&quote).unwrap();
    assert_eq!(json["total_kg"], serde_json::to_value(quote.total).unwrap());
    assert_eq!(json["lines"][0]["each_kg"], serde_json::to_value(quote.lines[0].each).unwrap());
    let terms: co2::Terms = serde_json::from_value(serde_json::json!({
        "rules": json["rules"], "price": json["price"], "valid_until": json["valid_until"],
    }))
    .unwrap();
    assert_eq!(terms, quote.terms());
    let reservation = programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    let json = serde_json::to_value(&reservation).unwrap();
    assert_eq!(json["position"], reservation.position.to_string());
    assert_eq!((&json["status"], json.get("slices")), (&"reserved".into(), None));
}
