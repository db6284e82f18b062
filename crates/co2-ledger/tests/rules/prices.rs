//! Prices: what is charged, the most to be paid, and what a budget buys.

use crate::world::*;
use co2_ledger::error::ReserveError;
use co2_ledger::{Change, Command, QuoteRequest};
use co2_offsets::rules::Market;
use co2_offsets::{Choice, PriceCap, PriceRule, Rules, Tariff};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Country, Currency, Money};
use proptest::prelude::*;

fn priced(tariff: Tariff) -> Rules {
    Rules { price: Some(PriceRule::everywhere(tariff)), ..Rules::default() }
}

fn cost_plus(margin: &str) -> Rules {
    let margin_percent = margin.parse().unwrap();
    priced(Tariff::CostPlus { currency: Currency::EUR, margin_percent })
}

fn market(country: &str) -> Country {
    country.parse().unwrap()
}

fn cap(amount: &str) -> PriceCap {
    PriceCap { market: market("SE"), cap: money(amount) }
}

/// The example of `docs/methods/allocation.md`.
#[test]
fn the_worked_example() {
    let mut world = World::empty();
    let technology = co2_offsets::Technology::Wind;
    world
        .import(vec![project("A", "IN", technology)], vec![lot("a", "A", (2020, 2020), 1_000_000)]);
    world.put(&priced(Tariff::PerTonne { price: money("EUR 24") }));
    let request = QuoteRequest {
        choice: Choice::Any,
        lines: vec![line(1, 2, 371_096), line(2, 1, 18_900), line(3, 1, 18_900)],
        market: Some(market("SE")),
        valid_seconds: 3_600,
    };
    let quote = world.state.quote(&request, world.now).unwrap();
    // 0.742192 t and twice 0.0189 t at EUR 24: 17.812608 + 0.4536 + 0.4536 = 18.719808.
    assert_eq!(quote.price, Some(money("EUR 18.72")));
    let lines: Vec<Money> = quote.lines.iter().filter_map(|line| line.price).collect();
    // Rounded down 17.81 + 0.45 + 0.45; the cent that is left goes to the larger remainder, and
    // among equal ones to the earlier line.
    assert_eq!(lines, [money("EUR 17.81"), money("EUR 0.46"), money("EUR 0.45")]);
    assert_eq!(quote.valid_until, "2026-11-21T13:00:00Z".parse().unwrap());
    assert_eq!(quote.rules, world.state.rules_in_force().unwrap());
}

#[test]
fn each_market_has_its_tariff() {
    let step = Tariff::PerStep { step_kg: Co2e::from_grams(20), price: money("JPY 300") };
    let rule = PriceRule {
        tariff: Tariff::PerTonne { price: money("EUR 1000000") },
        markets: vec![
            Market { countries: [market("JP")].into(), tariff: step },
            Market {
                countries: [market("GB"), market("IE")].into(),
                tariff: Tariff::PerTonne { price: money("GBP 850000.000001") },
            },
        ],
    };
    let world = World::under(&Rules { price: Some(rule), ..Rules::default() });
    for (country, price) in [
        ("SE", "EUR 41.00"),
        // A product of 20.5 g would begin two steps; one of 41 g begins three.
        ("JP", "JPY 900"),
        ("GB", "GBP 34.85"),
        ("IE", "GBP 34.85"),
    ] {
        let request = QuoteRequest {
            choice: Choice::Any,
            lines: vec![line(1, 1, 41)],
            market: Some(market(country)),
            valid_seconds: 1,
        };
        let quote = world.state.quote(&request, world.now).unwrap();
        assert_eq!(quote.price.unwrap().to_string(), price);
    }
}

#[test]
fn a_reservation_costs_at_most_what_is_to_be_paid() {
    // The rates make b-1 usable; the lot without a price is not.
    let rules = Rules { rates: Some(crate::against_naive::rates()), ..cost_plus("10") };
    let mut world = World::under(&rules);
    // 40 g of a-2 at EUR 9.50 and 20 g of a-1 at EUR 12, both plus 10 %: 0.000418 + 0.000264.
    let lines = vec![line(1, 1, 60)];
    let reserve = world.reservation("o-1", Choice::Any, lines);
    let with = |price| co2_ledger::Reserve { price, ..reserve.clone() };
    assert_eq!(
        world.refused(with(Some(cap("EUR -0.01")))),
        ReserveError::PriceChanged { cap: money("EUR -0.01"), now: money("EUR 0.00") }
    );
    let receipt = world.ok(Command::Reserve(with(Some(cap("EUR 0")))));
    let Change::Reserved { price, .. } = &receipt.first.change else { panic!("{receipt:?}") };
    assert_eq!(price.as_ref().map(|price| price.total), Some(money("EUR 0.00")));
    assert!(world.ok(Command::Reserve(with(Some(cap("EUR 0"))))).replayed);

    // Large enough to cost something: a million units of ten grams.
    let dear = co2_offsets::Lot {
        price: Some(per_tonne("EUR 100")),
        ..lot("a-3", "A", (2015, 2015), 1_000_000)
    };
    world.import(vec![], vec![dear]);
    let reserve = world.reservation("o-2", Choice::Any, vec![line(1, 2, 123_456)]);
    let with = |amount| co2_ledger::Reserve { price: Some(cap(amount)), ..reserve.clone() };
    // 246,912 g at EUR 110: 27.16032.
    let error = world.refused(with("EUR 27.15"));
    let now = money("EUR 27.16");
    assert_eq!(error, ReserveError::PriceChanged { cap: money("EUR 27.15"), now });
    assert!(error.to_string().contains("EUR 27.16"));
    assert_eq!(
        world.refused(with("SEK 300")),
        ReserveError::CapCurrency { cap: money("SEK 300"), expected: Currency::EUR }
    );
    world.ok(Command::Reserve(with("EUR 27.16")));
}

#[test]
fn rules_without_a_price_price_nothing() {
    let mut world = World::under(&Rules::default());
    let mut reserve = world.reservation("o-1", Choice::Any, vec![line(1, 1, 5)]);
    reserve.price = Some(cap("EUR 1"));
    assert_eq!(world.refused(reserve), ReserveError::NoPrice { market: market("SE") });
    let budget = world.state.max_mass_for(money("EUR 1"), market("SE"), &Choice::Any, world.now);
    assert_eq!(budget, Err(ReserveError::NoPrice { market: market("SE") }));
}

/// What a budget buys can be paid, and one gram more cannot, or is not there.
fn check_budget(world: &World, budget: Money, choice: &Choice) {
    let quote = |grams: u64| {
        let request = QuoteRequest {
            choice: choice.clone(),
            lines: vec![line(1, 1, grams)],
            market: Some(market("SE")),
            valid_seconds: 1,
        };
        world.state.quote(&request, world.now)
    };
    let paid = |grams: u64| match quote(grams) {
        Ok(quote) => quote.price.unwrap().amount() <= budget.amount(),
        Err(ReserveError::InsufficientStock { .. }) => false,
        Err(error) => panic!("{error}"),
    };
    match world.state.max_mass_for(budget, market("SE"), choice, world.now).unwrap() {
        None => assert!(!paid(1)),
        Some(bought) => {
            let grams = bought.amount.as_grams();
            assert_eq!(quote(grams).unwrap().price, Some(bought.price));
            assert!(bought.price.amount() <= budget.amount(), "never overspends");
            assert!(!paid(grams + 1), "{budget} buys more than {grams} g");
        }
    }
}

#[test]
fn a_budget_in_another_currency_buys_nothing() {
    let world = World::under(&priced(Tariff::PerTonne { price: money("EUR 24") }));
    let answer = world.state.max_mass_for(money("SEK 9"), market("SE"), &Choice::Any, world.now);
    let expected = ReserveError::CapCurrency { cap: money("SEK 9"), expected: Currency::EUR };
    assert_eq!(answer, Err(expected));
}

proptest! {
    #[test]
    fn a_budget_is_never_overspent_and_buys_all_it_can(
        tariff in 0_usize..4,
        cents in 0_u32..3_000,
        choice in 0_usize..4,
        micros in 1_u64..9_000_000_000_000,
    ) {
        let price = Money::new(Decimal::new(i64::try_from(micros).unwrap(), 6), Currency::EUR);
        let rules = match tariff {
            0 => priced(Tariff::PerTonne { price }),
            1 => {
                let price = euros(u32::try_from(micros % 700).unwrap());
                priced(Tariff::PerStep { step_kg: Co2e::from_grams(1 + micros % 40), price })
            }
            _ => cost_plus("12.5"),
        };
        let mut world = World::under(&rules);
        // Prices that differ by lot, so that the next gram may cost more than the one before.
        let dear = |id, project, euros, units| co2_offsets::Lot {
            price: Some(per_tonne(euros)),
            ..lot(id, project, (2015, 2015), units)
        };
        let lots = vec![
            dear("a-8", "A", "EUR 90000", 50),
            dear("a-9", "A", "EUR 400000", 50),
            dear("b-9", "B", "EUR 700000", 30),
        ];
        world.import(vec![], lots);
        let choice = match choice {
            0 => Choice::Any,
            1 => chosen("A"),
            2 => first_of(&["B", "A"]),
            _ => portfolio(&[("A", 2), ("B", 1)]),
        };
        check_budget(&world, euros(cents), &choice);
    }
}
