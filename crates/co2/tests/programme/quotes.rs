//! An offer: what it binds, and why there may be none.

use crate::world::{
    CREDITS, PLACED, at, buyer, cart, cart_json, config, config_with, digest, host, quote, state,
    stocked, wind,
};
use co2::basis::BasisError;
use co2::journal::Memory;
use co2::ledger::error::ReserveError as Refusal;
use co2::quote::QuoteError;
use co2::units::Co2e;
use co2::units::rust_decimal::Decimal;
use co2::{Buyer, Cart, Choice, Config, Programme, Quote};

/// A host with stock.
fn stocked_as(config: &Config) -> Programme {
    let programme = host(Memory::new(), config.clone());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    programme
}

fn quote_with(config: &Config, cart: &Cart) -> Result<Quote, QuoteError> {
    stocked_as(config).quote(cart, &buyer(), at(PLACED))
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

/// A configuration with one price for quotes and another for reservations was accepted once: every
/// quote then said EUR 50.40, and every reservation failed with `PriceChanged`. Now whatever the rules
/// charge and cover, a reservation takes what was quoted, for what was quoted.
#[test]
fn a_quote_and_the_reservation_that_follows_it_never_disagree() {
    const EXACT: &str = "{ statistic = \"mean\", rule = \"exact\" }";
    const PER_TONNE: &str =
        "{ per_tonne = { price = { amount = \"24.00\", currency = \"EUR\" } } }";
    let coverages = [
        EXACT,
        "{ statistic = \"p95\", rule = \"exact\" }",
        "{ statistic = \"p50\", rule = { factor = { percent = \"110\" } } }",
        "{ statistic = \"mean\", rule = { steps = { step_kg = \"500\" } } }",
    ];
    let tariffs = [
        PER_TONNE,
        "{ per_tonne = { price = { amount = \"0.000001\", currency = \"JPY\" } } }",
        "{ per_step = { step_kg = \"100\", price = { amount = \"2.345\", currency = \"EUR\" } } }",
        "{ cost_plus = { currency = \"EUR\", margin_percent = \"15\" } }",
    ];
    let more = [
        "",
        "\nshortfall = \"partial\"",
        "\norder = { cheapest = { currency = \"EUR\" } }",
        "\npooling = \"units_per_order\"",
    ];
    let priced = CREDITS.replace("technology\n", "technology,price\n");
    let mut prices = ["9.13", "11.07", "30.5"].into_iter();
    let priced: Vec<String> = priced
        .lines()
        .enumerate()
        .map(|(row, line)| match row {
            0 => line.to_owned(),
            _ => format!("{line},EUR {}", prices.next().unwrap()),
        })
        .collect();
    let priced = priced.join("\n") + "\n";
    let choices = || [Choice::Any, wind()];
    let mut seen = 0;
    for coverage in coverages {
        for tariff in tariffs {
            for more in more {
                let text = crate::world::CONFIG
                    .replace(EXACT, coverage)
                    .replace(PER_TONNE, tariff)
                    .replace(
                        "spill_over = \"any_eligible\"",
                        &format!("spill_over = \"any_eligible\"{more}"),
                    );
                let config = Config::from_toml(&text).unwrap();
                let programme = host(Memory::new(), config);
                programme.import_credits(priced.as_bytes(), at(PLACED)).unwrap();
                // Until the stock is sold: then both say so.
                for number in 1.. {
                    let choice = choices()[number % 2].clone();
                    let order = format!("order-{number}");
                    let mut cart = cart();
                    cart.lines[0].quantity += u32::try_from(number).unwrap();
                    let Ok(quote) =
                        programme.quote_for(&cart, &buyer(), choice.clone(), at(PLACED))
                    else {
                        break;
                    };
                    let lines = quote.lines.iter().map(|line| line.price.amount());
                    assert_eq!(lines.sum::<Decimal>(), quote.price.amount());
                    let held = programme.reserve(&order, &quote, choice, at(PLACED)).unwrap();
                    let id = held.order.clone();
                    let (amount, charged) = state(&programme, move |state| {
                        let order = state.order(&id).unwrap();
                        (order.held(), order.reserve().price)
                    });
                    assert_eq!(amount, quote.total, "{text}");
                    assert_eq!(charged.unwrap().cap, quote.price, "{text}");
                    assert_eq!(held.price, Some(quote.price), "{text}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 200, "{seen}");
}

#[test]
fn an_offer_says_what_stock_there_is() {
    let programme = stocked();
    let kilograms = |kilograms| Co2e::from_kilograms(kilograms).unwrap();
    let mut large = cart();
    large.lines[1].quantity = 10;
    let error = programme.quote(&large, &buyer(), at(PLACED)).unwrap_err();
    let QuoteError::Refused(error) = error else { panic!("{error:?}") };
    let (requested, available) = (kilograms(15_600), kilograms(15_000));
    assert_eq!(error, Refusal::InsufficientStock { requested, available });

    // Rules that cover a part say which one.
    let partial = config_with("[rules]", "[rules]\nshortfall = \"partial\"");
    let quote = quote_with(&partial, &large).unwrap();
    let covered: Vec<(u32, u32)> =
        quote.lines.iter().map(|line| (line.quantity, line.covered)).collect();
    assert_eq!((covered, quote.total), (vec![(2, 2), (10, 9)], kilograms(14_100)));

    let nothing = host(Memory::new(), config()).quote(&cart(), &buyer(), at(PLACED)).unwrap_err();
    assert!(
        matches!(nothing, QuoteError::Refused(Refusal::InsufficientStock { .. })),
        "{nothing:?}"
    );
    let unknown = Choice::Project("GS1".parse().unwrap());
    let error = programme.quote_for(&cart(), &buyer(), unknown, at(PLACED)).unwrap_err();
    assert!(matches!(error, QuoteError::Refused(Refusal::UnknownProject { .. })), "{error:?}");
}

#[test]
fn an_offer_changes_the_ledger_only_by_the_rules_of_the_configuration() {
    let programme = host(Memory::new(), config());
    for _ in 0..2 {
        programme.quote(&cart(), &buyer(), at(PLACED)).unwrap_err();
        assert_eq!(state(&programme, co2::ledger::State::revision), 1);
    }
    assert_eq!(state(&programme, co2::ledger::State::rules_in_force), Some(config().rules.id()));
}

#[test]
fn a_consumer_pays_the_same() {
    let programme = stocked();
    let business = quote(&programme);
    let consumer = Buyer::consumer("SE".parse().unwrap());
    let consumer = programme.quote(&cart(), &consumer, at(PLACED)).unwrap();
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
fn half_a_cent_is_rounded_up_once() {
    // 300 kg at 0.05 per tonne are 1.5 cents, two laptops 3; 1,500 kg are 7.5 cents: 10.5 in all.
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

    let mut dust = cart_json();
    dust["lines"][0]["sheet"]["mean_kg"] = 1e-12.into();
    dust["lines"][0]["sheet"]["category"] = "dock".into();
    let error = fail(&serde_json::from_value(dust).unwrap());
    assert!(matches!(error, QuoteError::Nothing { line: 1 }), "{error:?}");

    // Of storage no range of the whole life is known.
    let storage = |kilograms: f64| {
        let mut json = cart_json();
        json["lines"][1]["sheet"]["mean_kg"] = kilograms.into();
        json["lines"][1]["sheet"]["category"] = "storage".into();
        serde_json::from_value::<Cart>(json).unwrap().lines[1].footprint.clone()
    };
    let mut many = cart();
    many.lines[1].quantity = u32::MAX;
    many.lines[1].footprint = storage(1.0);
    let error = fail(&many);
    let most = matches!(error, QuoteError::TooMany { line: 2, quantity: u32::MAX, max: 10_000 });
    assert!(most, "a slip of the pen does not take the whole stock: {error:?}");
    let wide = config_with("hold_seconds = 900", "hold_seconds = 900\nquantity_max = 4294967295");
    let error = quote_with(&wide, &many).unwrap_err();
    assert!(matches!(error, QuoteError::Refused(Refusal::TooManyProducts)), "{error:?}");
    many.lines[1].quantity = 100;
    many.lines[1].footprint = storage(9e14);
    assert!(matches!(fail(&many), QuoteError::Refused(Refusal::TooLarge)));
    let steps = config_with("\"exact\"", "{ factor = { percent = \"1000\" } }");
    many.lines[1].footprint = storage(9e15);
    assert!(matches!(quote_with(&steps, &many), Err(QuoteError::TooLarge { line: 2 })));
    let late = stocked().quote(&cart(), &buyer(), at("9999-12-31T23:59:59Z"));
    assert!(matches!(late, Err(QuoteError::Refused(Refusal::Hold))));
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
