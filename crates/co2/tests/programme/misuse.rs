//! Each step used wrongly: the error says what is wrong, and the ledger is as it was.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, buyer, cart, digest, laptop, quote,
    retire, server, sold, stocked, wind,
};
use co2::ledger::command::{
    CancelUnits, Convert, Invalidate, Invalidated, Part, RecordBuffer, TransferOut, Units,
};
use co2::offsets::LotId;
use co2::programme::{Earlier, UnitsToRetire};
use co2::units::{Currency, Money};
use co2::{Choice, Programme, Shipped};
use std::error::Error;

/// Checks that something was refused for a reason that its errors say, and changed nothing.
#[track_caller]
fn refused<T, E: Error>(
    programme: &Programme,
    step: impl FnOnce(&Programme) -> Result<T, E>,
    why: &str,
) {
    let before = digest(programme);
    let Err(error) = step(programme) else { panic!("it was done: {why}") };
    let (mut text, mut source) = (error.to_string(), error.source());
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    assert!(text.contains(why), "{text:?} does not say {why:?}");
    assert_eq!(digest(programme), before, "{text} changed the ledger");
}

fn part(line: u32, quantity: u32) -> [Part; 1] {
    [Part { line, quantity }]
}

fn lot(name: &str) -> LotId {
    name.parse().unwrap()
}

fn units(name: &str, first_unit: u64, last_unit: u64) -> Units {
    Units { lot: lot(name), first_unit, last_unit }
}

fn euros(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::EUR)
}

#[test]
fn an_order_that_is_not_known_has_no_steps() {
    let shop = stocked();
    let (now, one) = (at(PAID), laptop("DEMO0001"));
    let unknown = "nobody";
    refused(&shop, |shop| shop.confirm(unknown, now), "nobody is not known");
    refused(&shop, |shop| shop.confirm_part(unknown, &part(1, 1), now), "nobody is not known");
    refused(&shop, |shop| shop.settle(unknown, now), "nobody is not known");
    refused(&shop, |shop| shop.cancel(unknown, now), "nobody is not known");
    refused(&shop, |shop| shop.cancel_part(unknown, "r", &part(1, 1), now), "nobody is not known");
    refused(&shop, |shop| shop.extend(unknown, 60, now), "nobody is not known");
    let sweden = "SE".parse().unwrap();
    refused(&shop, |shop| shop.fill(unknown, "f", sweden, euros("9"), now), "nobody is not known");
    refused(&shop, |shop| shop.fulfil(unknown, std::slice::from_ref(&one), now), "not known");
    refused(&shop, |shop| shop.return_product(unknown, &one, now), "not known");
    refused(&shop, |shop| shop.replace(unknown, "x", &one, &laptop("X"), now), "not known");
    refused(&shop, |shop| shop.transfer(unknown, "x", &one, &laptop("X"), now), "not known");
    refused(&shop, |shop| shop.suspend(unknown, "s", &one, "lost", now), "not known");
    refused(&shop, |shop| shop.reinstate(unknown, "s", &one, now), "not known");
    refused(&shop, |shop| shop.revoke(unknown, "r", &one, "lost", now), "not known");
    refused(&shop, |shop| shop.correct_serial(unknown, "x", &one, &laptop("X"), now), "not known");
    let wind = lot("gs-wind");
    refused(&shop, |shop| shop.make_good("g", unknown, None, &wind, now), "not known");
    refused(&shop, |shop| shop.units_to_retire(unknown), "not known");
    refused(&shop, |shop| shop.certificate(unknown, &one), "not known");
    refused(&shop, |shop| shop.certificates(unknown), "not known");
}

#[test]
fn a_name_that_is_none_is_refused_at_every_step() {
    let shop = stocked();
    let (now, one) = (at(PAID), laptop("DEMO0001"));
    for name in ["", "two words", "#1042\n", &"9".repeat(65)] {
        let offer = quote(&shop);
        let why = "order id";
        refused(&shop, |shop| shop.reserve(name, &offer, wind(), at(PLACED)), why);
        refused(&shop, |shop| shop.confirm(name, now), why);
        refused(&shop, |shop| shop.settle(name, now), why);
        refused(&shop, |shop| shop.cancel(name, now), why);
        refused(&shop, |shop| shop.fulfil(name, std::slice::from_ref(&one), now), why);
        refused(&shop, |shop| shop.return_product(name, &one, now), why);
        refused(&shop, |shop| shop.order(name, now), why);
        let asked = first_units();
        refused(&shop, |shop| shop.request_retirement(name, &asked, now), "operation id");
    }
    assert!(Shipped::line(1, "ПФ0").is_err(), "a serial number of other letters");
}

/// Units of an order, as a shop asks for them.
fn first_units() -> UnitsToRetire {
    sold().units_to_retire(ORDER).unwrap().remove(0)
}

#[test]
fn an_offer_is_refused_before_anything_is_held() {
    let shop = stocked();
    let offer = quote(&shop);
    let late = at("2026-11-16T10:30:00Z");
    refused(&shop, |shop| shop.reserve(ORDER, &offer, wind(), late), "valid until");
    let nowhere = Choice::Project("GS1".parse().unwrap());
    refused(&shop, |shop| shop.reserve(ORDER, &offer, nowhere.clone(), at(PLACED)), "not known");
    refused(
        &shop,
        |shop| shop.quote_for(&cart(), &buyer(), nowhere.clone(), at(PLACED)),
        "not known",
    );
    let crowns = Money::new("9".parse().unwrap(), Currency::SEK);
    refused(
        &shop,
        |shop| shop.quote_within(&cart(), &buyer(), wind(), crowns, at(PLACED)),
        "the price is in EUR",
    );
    refused(&shop, |shop| shop.amount_for(crowns, &buyer(), &wind(), at(PLACED)), "in EUR");
    let mut large = cart();
    large.lines[1].quantity = 100;
    let evidence = co2::claims::Evidence::default();
    refused(&shop, |shop| shop.page(&large, &buyer(), &evidence, at(PLACED)), "15000 kg");
    // Retroactive cover is not in these rules.
    let earlier = Earlier {
        cart: &cart(),
        products: &all(),
        buyer: &buyer(),
        purchased: at(PLACED).date(),
        choice: Choice::Any,
    };
    refused(
        &shop,
        |shop| shop.cover_earlier("retrofit-1", &earlier, at(PAID)),
        "no earlier purchases",
    );
    let elsewhere = Earlier { products: &[Shipped::line(9, "X").unwrap()], ..earlier };
    refused(&shop, |shop| shop.cover_earlier("retrofit-1", &elsewhere, at(PAID)), "line 9");
}

#[test]
fn a_reservation_ends_and_has_no_more_than_it_has() {
    let shop = stocked();
    shop.reserve(ORDER, &quote(&shop), wind(), at(PLACED)).unwrap();
    let now = at(PAID);
    refused(&shop, |shop| shop.fulfil(ORDER, &all(), now), "not confirmed");
    refused(&shop, |shop| shop.confirm_part(ORDER, &part(9, 1), now), "line 9");
    refused(&shop, |shop| shop.confirm_part(ORDER, &part(1, 3), now), "line 1");
    refused(&shop, |shop| shop.confirm_part(ORDER, &part(1, 0), now), "line 1");
    refused(&shop, |shop| shop.confirm_part(ORDER, &[], now), "part");
    refused(&shop, |shop| shop.cancel_part(ORDER, "r", &part(1, 3), now), "line 1");
    refused(&shop, |shop| shop.cancel_part(ORDER, "", &part(1, 1), now), "operation id");
    let late = at("2026-11-16T09:45:00Z");
    refused(&shop, |shop| shop.confirm(ORDER, late), "expired");
    refused(&shop, |shop| shop.cancel(ORDER, late), "expired");
    refused(&shop, |shop| shop.extend(ORDER, 60, late), "expired");
    refused(&shop, |shop| shop.cancel_part(ORDER, "r", &part(1, 1), late), "expired");
}

#[test]
fn goods_are_covered_once_and_by_their_order() {
    let shop = sold();
    let now = at(SHIPPED);
    shop.fulfil(ORDER, &all(), now).unwrap();
    refused(&shop, |shop| shop.fulfil(ORDER, &[laptop("DEMO0009")], now), "1 of 1 products");
    refused(&shop, |shop| shop.fulfil(ORDER, &[Shipped::line(9, "X").unwrap()], now), "line 9");
    refused(&shop, |shop| shop.cancel(ORDER, now), "3 assigned products");
    refused(&shop, |shop| shop.cancel_part(ORDER, "r", &part(1, 1), now), "line 1");
    refused(&shop, |shop| shop.return_product(ORDER, &laptop("DEMO0009"), now), "DEMO0009");
    let (one, two) = (laptop("DEMO0001"), laptop("DEMO0002"));
    refused(&shop, |shop| shop.replace(ORDER, "x", &one, &two, now), "DEMO0002");
    refused(&shop, |shop| shop.transfer(ORDER, "x", &one, &two, now), "DEMO0002");
    refused(&shop, |shop| shop.correct_serial(ORDER, "x", &one, &two, now), "DEMO0002");
    refused(
        &shop,
        |shop| shop.make_good("g", ORDER, Some(&one), &lot("gs-wind"), now),
        "lacks nothing",
    );
    shop.return_product(ORDER, &one, now).unwrap();
    refused(&shop, |shop| shop.fulfil(ORDER, std::slice::from_ref(&one), now), "came back");
    refused(&shop, |shop| shop.replace(ORDER, "x", &one, &laptop("X"), now), "DEMO0001");
    // The number of a product is not that of another line.
    let wrong = Shipped::line(2, "DEMO0002").unwrap();
    refused(&shop, |shop| shop.return_product(ORDER, &wrong, now), "DEMO0002");
    assert_eq!(shop.certificates(ORDER).unwrap().len(), 2);
    assert!(shop.certificate(ORDER, &server("DEMO0003")).unwrap().is_some());
}

#[test]
fn units_are_retired_once_as_the_registry_says() {
    let shop = sold();
    let now = at(PAID);
    let asked = shop.units_to_retire(ORDER).unwrap().remove(0);
    let mut beyond = asked.clone();
    beyond.last_unit = 99;
    refused(&shop, |shop| shop.request_retirement("r", &beyond, now), "gs-wind");
    let serial = "GS1-1-IN-GS990001-12-2021-990001-1-2";
    let day = now.date();
    refused(&shop, |shop| shop.record_retirement("r", "R", day, serial, now), "not");
    retire(&shop, &[]);
    let twice = "another-name";
    refused(&shop, |shop| shop.request_retirement(twice, &asked, now), "gs-wind");
    let operation = format!("retire-{}-{}", asked.lot, asked.first_unit);
    let record = |serial: &'static str, reference: &'static str, day| {
        let operation = operation.clone();
        move |shop: &Programme| shop.record_retirement(&operation, reference, day, serial, now)
    };
    let other = "GS1-1-IN-GS990001-12-2021-990001-1-1";
    refused(&shop, record(other, "R", day), "but recorded for");
    refused(&shop, record("no serial", "R", day), "serial");
    refused(&shop, record(serial, "", day), "text");
    let tomorrow = at("2026-11-17T00:00:00Z").date();
    refused(&shop, record(serial, "R", tomorrow), "2026-11-17");
}

#[test]
fn stock_comes_once_and_what_is_claimed_stays() {
    let shop = sold();
    let now = at(LATER);
    let twice = CREDITS.replace("gs-wind,", "again,");
    refused(&shop, |shop| shop.import_credits(twice.as_bytes(), now), "again");
    refused(&shop, |shop| shop.import_credits(&b"no table"[..], now), "line 1");
    let operation: co2::offsets::OperationId = "op-1".parse().unwrap();
    let reference: co2::offsets::Reference = "R-1".parse().unwrap();
    let out = TransferOut {
        operation: operation.clone(),
        units: units("gs-wind", 1, 1),
        to: "us".parse().unwrap(),
    };
    refused(&shop, |shop| shop.transfer_out(out.clone(), now), "gs-wind");
    let stock = co2::offsets::read_csv(CREDITS).unwrap();
    let buffer = RecordBuffer {
        operation: operation.clone(),
        projects: Vec::new(),
        lots: stock.lots.clone(),
    };
    refused(&shop, |shop| shop.record_buffer(buffer.clone(), now), "gs-wind");
    let given_up = CancelUnits {
        operation: operation.clone(),
        units: units("gs-wind", 9, 9),
        reference: reference.clone(),
    };
    refused(&shop, |shop| shop.cancel_units(given_up.clone(), now), "gs-wind");
    let converted = Convert {
        operation: operation.clone(),
        units: units("no-lot", 1, 1),
        reference: reference.clone(),
        projects: Vec::new(),
        lots: stock.lots,
    };
    refused(&shop, |shop| shop.convert(converted.clone(), now), "no-lot");
    let what = Invalidated::Project("GS404".parse().unwrap());
    let lost = Invalidate { operation, what, reference };
    refused(&shop, |shop| shop.invalidate(lost.clone(), now), "GS404");
}
