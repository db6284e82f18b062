//! What shops ask for: order numbers as they have them, budgets, currencies, certificates found by serial number,
//! and test ledgers that stay apart from live ones.

use crate::world::{
    CONFIG, CREDITS, ORDER, PAID, PLACED, SEED, SHIPPED, STATUS_KEY, all, at, buyer, cart, config,
    config_with, host, laptop, server, sold, state, stocked, wind,
};
use co2::journal::{Ledger, Memory};
use co2::ledger::error::ReserveError as Refusal;
use co2::offsets::Percent;
use co2::programme::{Mode, OpenError, PutRulesError};
use co2::quote::QuoteError;
use co2::units::rust_decimal::Decimal;
use co2::units::{Co2e, Currency, Money};
use co2::{Buyer, Choice, Config, Keys, Programme};

fn euros(amount: &str) -> Money {
    Money::new(amount.parse().unwrap(), Currency::EUR)
}

#[test]
fn orders_are_named_as_shops_name_them() {
    let programme = stocked();
    let names = ["#1042", "2026/1042", "gid://shopify/Order/1", "1042", "Z2lkOi8vc2hvcA=="];
    let mut small = cart();
    small.lines.truncate(1);
    for (number, order) in names.into_iter().enumerate() {
        let quote = programme.quote(&small, &buyer(), at(PLACED)).unwrap();
        programme.reserve(order, &quote, Choice::Any, at(PLACED)).unwrap();
        programme.confirm(order, at(PAID)).unwrap();
        let serial = format!("pf0 abc {number}");
        let issued = programme.fulfil(order, &[laptop(&serial)], at(SHIPPED)).unwrap();
        assert_eq!(issued[0].product.serial.as_str(), format!("PF0ABC{number}"));
        assert_eq!(programme.certificates(order).unwrap(), issued);
    }
    for order in ["", "order 1", "#1042\n", &"1".repeat(65)] {
        let quote = programme.quote(&small, &buyer(), at(PLACED)).unwrap();
        assert!(programme.reserve(order, &quote, Choice::Any, at(PLACED)).is_err(), "{order:?}");
    }
}

#[test]
fn certificates_are_found_by_serial_number() {
    let programme = sold();
    let find = |serial: &str| programme.certificates_with_serial(&serial.parse().unwrap()).unwrap();
    assert!(find("DEMO0001").is_empty());
    let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    assert_eq!(find(" demo 0001"), issued[..1]);
    assert_eq!(find("DEMO0003"), issued[2..]);
    assert!(find("DEMO0009").is_empty());
    // Another product with the same number, of another model.
    let more = "order-2";
    let quote = programme.quote(&cart(), &buyer(), at(PLACED)).unwrap();
    programme.reserve(more, &quote, Choice::Any, at(PLACED)).unwrap();
    programme.confirm(more, at(PAID)).unwrap();
    let other = programme.fulfil(more, &[server("DEMO0001")], at(SHIPPED)).unwrap();
    assert_eq!(find("DEMO0001"), [issued[0].clone(), other[0].clone()]);
    // One that came back is not there any more, and its replacement is.
    programme.return_product(more, &server("DEMO0001"), at(SHIPPED)).unwrap();
    programme
        .replace(ORDER, "rma-1", &laptop("DEMO0002"), &laptop("DEMO0008"), at(SHIPPED))
        .unwrap();
    let replaced = programme.fulfil(ORDER, &[laptop("DEMO0008")], at(SHIPPED)).unwrap();
    assert_eq!(find("DEMO0001"), issued[..1]);
    assert!(find("DEMO0002").is_empty());
    assert_eq!(find("DEMO0008"), replaced);
}

#[test]
fn money_buys_grams() {
    let programme = stocked();
    let buys = |budget| {
        let found = programme.amount_for(budget, &buyer(), &Choice::Any, at(PLACED)).unwrap();
        found.map(|found| (found.amount, found.price))
    };
    // 24 euros a tonne; half a cent is rounded up.
    let (amount, price) = buys(euros("24.00")).unwrap();
    assert_eq!(price, euros("24.00"));
    assert_eq!(amount.as_grams(), 1_000_208);
    // The price of less than half a cent rounds to nothing.
    assert_eq!(buys(euros("0")).unwrap().1, euros("0.00"));
    // No more than there is.
    assert_eq!(buys(euros("1000000")).unwrap().0, Co2e::from_kilograms(15_000).unwrap());
    let other = Money::new(Decimal::TEN, Currency::SEK);
    let error = programme.amount_for(other, &buyer(), &Choice::Any, at(PLACED)).unwrap_err();
    assert!(matches!(error, QuoteError::Refused(Refusal::CapCurrency { .. })), "{error:?}");
}

#[test]
fn a_budget_covers_the_same_part_of_every_product() {
    let programme = stocked();
    let within = |budget| programme.quote_within(&cart(), &buyer(), wind(), budget, at(PLACED));
    // The whole costs EUR 50.40.
    let quote = within(euros("50.40")).unwrap();
    assert_eq!((quote.price, quote.lines[0].basis.share()), (euros("50.40"), Percent::HUNDRED));
    assert_eq!(within(euros("99")).unwrap().total, quote.total);
    let half = within(euros("25.20")).unwrap();
    assert!(half.price.amount() <= euros("25.20").amount(), "{}", half.price);
    let share = half.lines[0].basis.share();
    assert_eq!(half.lines[1].basis.share(), share);
    // Within half a cent of it.
    assert!((500_000..500_100).contains(&share.millionths()), "{share}");
    // One part more would cost more.
    let mut more = cart();
    for line in &mut more.lines {
        line.share = Percent::from_millionths(share.millionths() + 1);
    }
    let dearer = programme.quote_for(&more, &buyer(), wind(), at(PLACED)).unwrap();
    assert!(dearer.price.amount() > euros("25.20").amount());
    // What was offered can be bought.
    let held = programme.reserve(ORDER, &half, wind(), at(PLACED)).unwrap();
    assert_eq!(held.price, Some(half.price));
    programme.confirm(ORDER, at(PAID)).unwrap();
    let issued = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let record = serde_json::to_value(issued[0].certificate.record()).unwrap();
    assert!(record.to_string().contains("of the footprint is offered"), "{record}");

    let other = Money::new(Decimal::TEN, Currency::SEK);
    let error = within(other).unwrap_err();
    assert!(matches!(error, QuoteError::Refused(Refusal::CapCurrency { .. })), "{error:?}");
    let dear = host(Memory::new(), config_with("\"24.00\"", "\"1000000000\""));
    dear.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    let nothing = dear.quote_within(&cart(), &buyer(), wind(), euros("0.01"), at(PLACED));
    assert!(matches!(nothing, Err(QuoteError::Budget { .. })), "{nothing:?}");
}

#[test]
fn a_budget_is_limited_by_the_stock() {
    let programme = stocked();
    let mut large = cart();
    large.lines[1].quantity = 100;
    let within = programme.quote_within(&large, &buyer(), Choice::Any, euros("99999"), at(PLACED));
    let quote = within.unwrap();
    let fifteen_tonnes = Co2e::from_kilograms(15_000).unwrap();
    assert!(quote.total <= fifteen_tonnes, "{}", quote.total);
    // The rest is less than a millionth of the cart.
    assert!(fifteen_tonnes.as_grams() - quote.total.as_grams() < 151 + 102, "{}", quote.total);
}

/// Rules that cover some products when there is too little for all do not make a budget buy some of them alone: it
/// promises the same part of each.
#[test]
fn a_budget_covers_the_same_part_of_each_product_where_rules_would_cover_some() {
    for shortfall in ["partial", "backorder"] {
        let rules = format!("[rules]\nshortfall = \"{shortfall}\"");
        let programme = host(Memory::new(), config_with("[rules]", &rules));
        let lines: Vec<&str> = CREDITS.lines().collect();
        // Two tonnes, for two laptops of 300 kg and a server of 1,500 kg.
        let table = format!("{}\n{}\n", lines[0], lines[1]);
        programme.import_credits(table.as_bytes(), at(PLACED)).unwrap();
        let all = programme.quote(&cart(), &buyer(), at(PLACED)).unwrap();
        assert_eq!(all.lines.iter().map(|line| line.covered).collect::<Vec<_>>(), [2, 0]);
        let within =
            programme.quote_within(&cart(), &buyer(), Choice::Any, euros("99"), at(PLACED));
        let quote = within.unwrap();
        assert_eq!(quote.lines.iter().map(|line| line.covered).collect::<Vec<_>>(), [2, 1]);
        let shares: Vec<_> = quote.lines.iter().map(|line| line.basis.share()).collect();
        assert_eq!(shares[0], shares[1]);
        let two_tonnes = Co2e::from_kilograms(2_000).unwrap();
        assert!(quote.total <= two_tonnes && quote.total.as_grams() > 1_999_000, "{}", quote.total);
    }
}

#[test]
fn each_market_pays_in_its_currency() {
    let markets = "price = { tariff = { per_tonne = { price = { amount = \"24.00\", currency = \"EUR\" } } }, markets = [\
        { countries = [\"SE\"], tariff = { per_tonne = { price = { amount = \"270\", currency = \"SEK\" } } } },\
        { countries = [\"US\", \"CA\"], tariff = { per_step = { step_kg = \"500\", price = { amount = \"15\", currency = \"USD\" } } } } ] }";
    let from = "price = { tariff = { per_tonne = { price = { amount = \"24.00\", currency = \"EUR\" } } } }";
    let programme = host(Memory::new(), config_with(from, markets));
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    for (country, price) in [("SE", "SEK 567.00"), ("DE", "EUR 50.40"), ("US", "USD 75.00")] {
        let buyer = Buyer::business(country.parse().unwrap());
        let quote = programme.quote(&cart(), &buyer, at(PLACED)).unwrap();
        assert_eq!(quote.price.to_string(), price);
        let order = format!("order-{country}");
        let held = programme.reserve(&order, &quote, Choice::Any, at(PLACED)).unwrap();
        assert_eq!(held.price, Some(quote.price));
        programme.confirm(&order, at(PAID)).unwrap();
    }
}

/// The configuration of a programme that sells.
fn live() -> Config {
    let host = "offsets.example.se";
    let text =
        CONFIG.replace("offsets.example", host).replace("demonstration =", "# demonstration =");
    Config::from_toml(&text).unwrap()
}

fn open(memory: &Memory, config: Config) -> Result<Programme, OpenError> {
    let keys = Keys::from_seed(&config.issuer, &SEED, STATUS_KEY).unwrap();
    Programme::on_ledger(Ledger::open(memory.clone(), None).unwrap(), config, keys)
}

#[test]
fn a_test_ledger_and_a_live_one_never_mix() {
    for (first, second, expected) in
        [(config(), live(), Mode::Test), (live(), config(), Mode::Live)]
    {
        let memory = Memory::new();
        let one = open(&memory, first.clone()).unwrap();
        // Nothing is in the ledger yet, so it is neither.
        let late = open(&memory, second.clone()).unwrap();
        one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
        let Err(OpenError::Mode { ledger }) = open(&memory, second) else { panic!("{expected}") };
        assert_eq!(ledger, expected);
        // One that was open before is told at its first step, and nothing happens.
        let before = state(&one, co2::ledger::State::revision);
        let error = late.put_rules(at(PLACED)).unwrap_err();
        assert!(matches!(error, PutRulesError::Mode { ledger } if ledger == expected), "{error:?}");
        assert!(late.quote(&cart(), &buyer(), at(PLACED)).is_err());
        assert!(late.import_credits(CREDITS.as_bytes(), at(PLACED)).is_err());
        assert_eq!(state(&one, co2::ledger::State::revision), before);
        assert!(open(&memory, first).is_ok());
    }
}

#[test]
fn carts_buyers_and_quotes_are_written_as_json() {
    let programme = stocked();
    let quote = programme.quote(&cart(), &buyer(), at(PLACED)).unwrap();
    let written = serde_json::to_value(&quote).unwrap();
    assert_eq!(written["total_kg"], "2100");
    assert_eq!(written["price"], serde_json::json!({ "amount": "50.40", "currency": "EUR" }));
    assert_eq!(written["lines"][0]["each_kg"], "300");
    assert_eq!(written["buyer"]["country"], "SE");
    assert_eq!(written["valid_until"], "2026-11-16T10:30:00Z");
    let cart_written = serde_json::to_value(cart()).unwrap();
    assert_eq!(serde_json::from_value::<co2::Cart>(cart_written).unwrap(), cart());
}
