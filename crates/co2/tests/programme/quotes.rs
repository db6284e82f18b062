//! An offer: what it binds, and why there may be none.

use crate::world::{
    PLACED, at, buyer, cart, cart_json, config, config_with, digest, quote, stocked,
};
use co2::basis::BasisError;
use co2::quote::QuoteError;
use co2::units::Co2e;
use co2::{Buyer, Cart, Config, Quote};

fn quote_with(config: &Config, cart: &Cart) -> Result<Quote, QuoteError> {
    Quote::new(config, cart, &buyer(), at(PLACED))
}

/// The cart with one value of a line's sheet set.
fn cart_with(line: usize, field: &str, value: serde_json::Value) -> Cart {
    let mut cart = cart_json();
    cart["lines"][line]["sheet"][field] = value;
    serde_json::from_value(cart).unwrap()
}

#[test]
fn it_sums_to_the_gram_and_the_cent() {
    let programme = stocked();
    let before = digest(&programme);
    let quote = quote(&programme);
    let lines: Vec<(u32, u32, String, String)> = quote
        .lines
        .iter()
        .map(|line| (line.id, line.quantity, line.each.to_string(), line.price.to_string()))
        .collect();
    assert_eq!(
        lines,
        [
            (1, 2, "300 kg CO2e".to_owned(), "EUR 14.40".to_owned()),
            (2, 1, "1500 kg CO2e".to_owned(), "EUR 36.00".to_owned()),
        ]
    );
    assert_eq!(quote.total, Co2e::from_kilograms(2_100).unwrap());
    assert_eq!(quote.price.to_string(), "EUR 50.40");
    assert_eq!(quote.valid_until, at("2026-11-16T10:30:00Z"));
    assert_eq!(quote.rules, config().rules.id());
    assert!(!quote.equivalences.is_empty());
    for statement in &quote.equivalences {
        assert!(statement.to_string().contains("more than"), "{statement}");
    }
    assert_eq!(digest(&programme), before, "an offer changed the ledger");
}

#[test]
fn a_consumer_pays_the_same() {
    let business = quote_with(&config(), &cart()).unwrap();
    let consumer = Buyer::consumer("SE".parse().unwrap());
    let consumer = Quote::new(&config(), &cart(), &consumer, at(PLACED)).unwrap();
    assert_eq!((business.total, business.price), (consumer.total, consumer.price));
}

#[test]
fn a_factor_covers_more_or_less_than_all() {
    let config = config_with("\"exact\"", "{ factor = { percent = \"110\" } }");
    let quote = quote_with(&config, &cart()).unwrap();
    assert_eq!(quote.lines[0].each.to_string(), "330 kg CO2e");
    let nothing = "{ factor = { percent = \"0\" } }";
    let text = include_str!("../data/programme.toml").replace("\"exact\"", nothing);
    assert!(Config::from_toml(&text).is_err());
}

#[test]
fn steps_are_rounded_up_for_each_product() {
    let config = config_with("\"exact\"", "{ steps = { step_kg = \"500\" } }");
    let quote = quote_with(&config, &cart()).unwrap();
    let each: Vec<String> = quote.lines.iter().map(|line| line.each.to_string()).collect();
    assert_eq!(each, ["500 kg CO2e", "1500 kg CO2e"]);
    assert_eq!(quote.price.to_string(), "EUR 60.00");
}

#[test]
fn half_a_cent_is_rounded_up_on_each_line() {
    // 300 kg at 0.05 per tonne are 1.5 cents, two laptops 3; 1,500 kg are 7.5 cents.
    let quote = quote_with(&config_with("\"24.00\"", "\"0.05\""), &cart()).unwrap();
    let prices: Vec<String> = quote.lines.iter().map(|line| line.price.to_string()).collect();
    assert_eq!(prices, ["EUR 0.03", "EUR 0.08"]);
    assert_eq!(quote.price.to_string(), "EUR 0.11");
    let free = quote_with(&config_with("\"24.00\"", "\"0\""), &cart()).unwrap();
    assert_eq!(free.price.to_string(), "EUR 0.00");
}

#[test]
fn each_fault_is_told_with_its_line() {
    let fail = |cart: &Cart| quote_with(&config(), cart).unwrap_err();
    assert!(matches!(fail(&Cart { lines: Vec::new() }), QuoteError::EmptyCart));
    let mut none = cart();
    none.lines[1].quantity = 0;
    assert!(matches!(fail(&none), QuoteError::NoProducts { line: 2 }));

    let error = fail(&cart_with(1, "shares", serde_json::json!({ "manufacture": 0.4 })));
    assert!(matches!(error, QuoteError::Footprint { line: 2, .. }), "{error:?}");

    let error = fail(&cart_with(0, "mean_kg", 1e-12.into()));
    assert!(matches!(error, QuoteError::Nothing { line: 1 }), "{error:?}");

    let mut many = cart();
    many.lines[1].quantity = u32::MAX;
    many.lines[1].sheet = cart_with(1, "mean_kg", 1e10.into()).lines[1].sheet.clone();
    assert!(matches!(fail(&many), QuoteError::TooLarge { what: "amount" }));
    let dear = config_with("\"24.00\"", "\"79228162514264337593543950335\"");
    assert!(matches!(quote_with(&dear, &cart()), Err(QuoteError::Price(_))));
    let late = Quote::new(&config(), &cart(), &buyer(), at("9999-12-31T23:59:59Z"));
    assert!(matches!(late, Err(QuoteError::TooLarge { what: "time" })));
}

#[test]
fn what_cannot_be_stated_on_a_certificate_is_not_offered() {
    let basis = |config: &Config, cart: &Cart| match quote_with(config, cart).unwrap_err() {
        QuoteError::Basis { line: 1, source } => source,
        error => panic!("{error:?}"),
    };
    let mut sheet = cart_json();
    sheet["lines"][0]["sheet"].as_object_mut().unwrap().remove("relative_sd");
    let cart_without = serde_json::from_value(sheet).unwrap();
    let p95 = config_with("\"mean\"", "\"p95\"");
    let error = basis(&p95, &cart_without);
    assert!(matches!(error, BasisError::Footprint(_)), "{error:?}");

    let mut source = cart_json()["lines"][0]["sheet"]["source"].clone();
    // Each within the limits of a sheet, but together too long for one text.
    for field in ["publisher", "edition", "region"] {
        source[field] = "x".repeat(199).into();
    }
    let error = basis(&config(), &cart_with(0, "source", source));
    assert!(matches!(error, BasisError::Text(_)), "{error:?}");
}

#[test]
fn a_cart_has_no_other_fields() {
    let mut more = cart_json();
    more["lines"][0]["colour"] = "red".into();
    assert!(serde_json::from_value::<Cart>(more).is_err());
    let mut more = cart_json();
    more["coupon"] = "x".into();
    assert!(serde_json::from_value::<Cart>(more).is_err());
}
