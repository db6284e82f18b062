//! Random rules, choices and orders against a plain scan over grams.

use crate::naive::{Gram, Naive};
use crate::world::*;
use co2_ledger::error::ReserveError;
use co2_ledger::explain::Fate;
use co2_ledger::{Cancel, Change, Command, CommandError, Confirm, LotSlice, QuoteRequest};
use co2_offsets::rules::Market;
use co2_offsets::{
    Choice, Eligibility, LotOrder, Mitigation, Percent, Pooling, PriceRule, Rules, Shortfall,
    SpillOver, Tariff, Technology,
};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Currency, Date, RateTable, Source, Status};
use proptest::prelude::*;

pub(crate) fn rates() -> RateTable {
    let source = Source {
        publisher: "An invented central bank".into(),
        edition: "rates of 2026-11-20".into(),
        year: 2026,
        region: "EU".into(),
        boundary: "invented for tests".into(),
        licence: "none needed".into(),
        locator: "daily table".into(),
        status: Status::Published,
    };
    let day = Date::from_ymd_opt(2026, 11, 20).unwrap();
    RateTable::new(day, Currency::EUR, [(Currency::USD, Decimal::new(112, 2))], source).unwrap()
}

fn tariff() -> impl Strategy<Value = Tariff> {
    prop_oneof![
        (0_u32..900_000_000).prop_map(|cents| Tariff::PerTonne { price: euros(cents) }),
        (1_u64..40, 0_u32..500).prop_map(|(grams, cents)| Tariff::PerStep {
            step_kg: Co2e::from_grams(grams),
            price: euros(cents),
        }),
        prop_oneof![Just("0"), Just("12.5"), Just("33.3333")].prop_map(|margin| Tariff::CostPlus {
            currency: Currency::EUR,
            margin_percent: margin.parse::<Percent>().unwrap(),
        }),
    ]
}

fn eligibility() -> impl Strategy<Value = Eligibility> {
    let maybe = |strategy| prop::option::weighted(0.25, strategy);
    (
        maybe(Just(Technology::Wind)),
        prop::option::weighted(0.2, Just("B")),
        maybe(Just(Technology::Biochar)),
        prop::option::weighted(0.25, 3_u16..10),
        prop::option::weighted(0.2, Just("Permanent")),
        prop::option::weighted(0.25, prop_oneof![Just("EUR 11"), Just("EUR 150")]),
    )
        .prop_map(|(only, excluded, other, max_age_years, label, cap)| Eligibility {
            technologies: only.into_iter().chain(other).collect(),
            excluded_projects: excluded.iter().map(|id| id.parse().unwrap()).collect(),
            max_age_years,
            labels: label.iter().map(|label| label.parse().unwrap()).collect(),
            max_price_per_tonne: cap.map(money),
            ..Eligibility::default()
        })
}

fn rules() -> impl Strategy<Value = Rules> {
    let order = prop_oneof![
        3 => Just(LotOrder::OldestVintage),
        1 => Just(LotOrder::NewestVintage),
        2 => Just(LotOrder::Cheapest { currency: Currency::EUR }),
        1 => Just(LotOrder::AsImported),
    ];
    let policies = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (prop::option::weighted(0.5, eligibility()), eligibility(), order, policies, tariff(), tariff())
        .prop_map(|(eligibility, filter, order, (spills, partial, units, rated), one, other)| {
            let market = Market { countries: ["SE".parse().unwrap()].into(), tariff: other };
            let removals =
                Eligibility { mitigation: Some(Mitigation::Removal), ..Eligibility::default() };
            Rules {
                eligibility: eligibility.unwrap_or_default(),
                filters: [
                    ("some".parse().unwrap(), filter),
                    ("removals".parse().unwrap(), removals),
                ]
                .into(),
                order,
                spill_over: if spills { SpillOver::AnyEligible } else { SpillOver::Refuse },
                shortfall: if partial { Shortfall::Partial } else { Shortfall::Reject },
                pooling: if units { Pooling::UnitsPerOrder } else { Pooling::Shared },
                price: Some(PriceRule { tariff: one, markets: vec![market] }),
                rates: rated.then(rates),
                ..Rules::default()
            }
        })
}

fn choice() -> impl Strategy<Value = Choice> {
    let projects = || prop::sample::subsequence(vec!["A", "B", "C"], 1..=3).prop_shuffle();
    prop_oneof![
        Just(Choice::Any),
        prop_oneof![Just("A"), Just("B"), Just("C")].prop_map(chosen),
        projects().prop_map(|projects| first_of(&projects)),
        (projects(), prop::array::uniform3(1_u32..6)).prop_map(|(projects, weights)| {
            portfolio(&projects.into_iter().zip(weights).collect::<Vec<_>>())
        }),
        prop_oneof![Just("some"), Just("removals")]
            .prop_map(|name| Choice::Filter(name.parse().unwrap())),
    ]
}

#[derive(Clone, Debug)]
enum Step {
    Rules(Box<Rules>),
    Reserve { choice: Choice, lines: Vec<(u32, u64)>, market: &'static str },
    Confirm(usize),
    Cancel(usize),
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    let lines = prop::collection::vec((1_u32..4, 1_u64..38), 1..4);
    prop_oneof![
        3 => rules().prop_map(|rules| Step::Rules(rules.into())),
        12 => (choice(), lines, prop_oneof![Just("SE"), Just("DE")])
            .prop_map(|(choice, lines, market)| Step::Reserve { choice, lines, market }),
        4 => (0_usize..12).prop_map(Step::Confirm),
        3 => (0_usize..12).prop_map(Step::Cancel),
        // Minutes make reservations expire, months make labels end and vintages age.
        3 => prop_oneof![60_u32..2_000, 1_000_000_u32..9_000_000].prop_map(Step::Wait),
    ]
}

fn grams(slices: &[LotSlice]) -> Vec<Gram> {
    let each = |s: &LotSlice| {
        let lot = s.lot.as_u32();
        (s.grams.start()..s.grams.end()).map(move |gram| (lot, gram))
    };
    slices.iter().flat_map(each).collect()
}

/// Compares quote, explanation and reservation with the plain scan.
fn check(world: &mut World, orders: &mut Vec<String>, request: &QuoteRequest) {
    let (planned, excluded, exact, lots) = {
        let naive = Naive::new(world, orders.clone());
        let excluded = request
            .choice
            .projects()
            .any(|id| !naive.rules.eligibility.allows_project(world.state.project(id).unwrap()));
        let planned = naive.plan(&request.choice, &request.lines);
        let exact = planned
            .as_ref()
            .ok()
            .map(|p| naive.price_of(request.market.unwrap(), &request.lines, p));
        let (free, takeable) = (naive.free(), naive.takeable());
        let lots: Vec<(u64, bool, bool)> = naive
            .lots()
            .into_iter()
            .map(|(index, lot)| {
                let count = |set: &std::collections::BTreeSet<Gram>| {
                    u64::try_from(set.iter().filter(|gram| gram.0 == index).count()).unwrap()
                };
                (count(&free), count(&takeable) > 0, naive.may_be_used(lot))
            })
            .collect();
        (planned, excluded, exact, lots)
    };
    let name = format!("o-{}", orders.len());
    let reserve = world.reservation(&name, request.choice.clone(), request.lines.clone());
    let quote = world.state.quote(request, world.now);
    let explained = world.state.explain(request, world.now);
    let answer = world.run(Command::Reserve(reserve));
    orders.push(name);
    if excluded {
        let refused = |error: &ReserveError| matches!(error, ReserveError::NotEligible { .. });
        assert!(refused(&quote.unwrap_err()) && refused(&explained.unwrap_err()));
        assert!(matches!(answer, Err(CommandError::Reserve(error)) if refused(&error)));
        return;
    }
    let explained = explained.unwrap();
    match planned {
        Ok(planned) => {
            let quote = quote.unwrap();
            let receipt = answer.unwrap();
            let Change::Reserved { slices, covered, .. } = &receipt.first.change else {
                panic!("{receipt:?}")
            };
            assert_eq!(covered, &planned.covered);
            let taken: Vec<_> = slices.iter().map(|slices| grams(slices)).collect();
            assert_eq!(taken, planned.grams);
            assert_eq!(explained.outcome.as_ref(), Ok(covered));
            // Quoted as taken, and priced exactly.
            let covers: Vec<u32> = quote.lines.iter().map(|line| line.covered).collect();
            assert_eq!(&covers, covered);
            for (project, amount) in &quote.projects {
                let of = |gram: &&Gram| {
                    let (_, lot) =
                        world.state.lots().find(|(index, _)| index.as_u32() == gram.0).unwrap();
                    lot.lot().project() == project
                };
                let count = planned.grams.iter().flatten().filter(of).count();
                assert_eq!(amount.as_grams(), u64::try_from(count).unwrap());
            }
            let sum: u64 = quote.projects.iter().map(|(_, amount)| amount.as_grams()).sum();
            assert_eq!(quote.amount.as_grams(), sum);
            let (exact, total) = exact.unwrap();
            assert_eq!(quote.price.unwrap().amount(), total);
            let prices: Vec<Decimal> =
                quote.lines.iter().map(|line| line.price.unwrap().amount()).collect();
            assert_eq!(prices.iter().sum::<Decimal>(), total, "lines sum to the total");
            for (price, exact) in prices.iter().zip(&exact) {
                assert!((price - exact).abs() < Decimal::new(1, 2), "{price} for {exact}");
            }
            for (place, lot) in explained.lots.iter().enumerate() {
                let taken = planned.grams.iter().flatten();
                let taken = taken.filter(|gram| usize::try_from(gram.0) == Ok(place)).count();
                let amount = match lot.fate {
                    Fate::Taken { amount } => amount.as_grams(),
                    _ => 0,
                };
                assert_eq!(amount, u64::try_from(taken).unwrap());
            }
        }
        Err(had) => {
            let available = Co2e::from_grams(had);
            let short = |error: &ReserveError| matches!(error, ReserveError::InsufficientStock { available: a, .. } if *a == available);
            assert!(short(&quote.unwrap_err()), "{available}");
            assert!(short(explained.outcome.as_ref().unwrap_err()));
            assert!(matches!(answer, Err(CommandError::Reserve(error)) if short(&error)));
        }
    }
    for (lot, (free, takeable, usable)) in explained.lots.iter().zip(lots) {
        assert_eq!(lot.free.as_grams(), free);
        assert_eq!(matches!(lot.fate, Fate::Refused(_)), !usable, "{lot:?}");
        match lot.fate {
            Fate::NothingFree => assert!(!takeable),
            Fate::Taken { .. } | Fate::Spare => assert!(takeable),
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Reservations take what a plain scan says, gram by gram, and cost what it says; quotes and
    /// explanations agree with them. Everything derived stays what it would be if made anew.
    #[test]
    fn reservations_quotes_and_explanations_are_those_of_a_plain_scan(
        first in rules(),
        steps in prop::collection::vec(step(), 1..25),
    ) {
        let mut world = World::under(&first);
        let mut orders = Vec::new();
        for step in steps {
            match step {
                Step::Rules(rules) => world.put(&rules),
                Step::Reserve { choice, lines, market } => {
                    let lines = (1..).zip(lines).map(|(id, (n, grams))| line(id, n, grams)).collect();
                    let market = Some(market.parse().unwrap());
                    let request = QuoteRequest { choice, lines, market, valid_seconds: 60 };
                    check(&mut world, &mut orders, &request);
                }
                Step::Confirm(n) => {
                    let order = format!("o-{n}").parse().unwrap();
                    drop(world.run(Command::Confirm(Confirm::whole(order))));
                }
                Step::Cancel(n) => {
                    let order = format!("o-{n}").parse().unwrap();
                    drop(world.run(Command::Cancel(Cancel { order })));
                }
                Step::Wait(seconds) => {
                    world.now = world.now.checked_add_seconds(seconds).unwrap();
                }
            }
            prop_assert_eq!(world.state.audit().violations, []);
        }
    }

    /// Deciding, folding and undoing leaves the derived indices as they were, also where time turns
    /// verdicts.
    #[test]
    fn undo_turns_verdicts_back(
        rules in prop::collection::vec(rules(), 2..4),
        waits in prop::collection::vec(1_000_000_u32..90_000_000, 1..6),
    ) {
        let mut world = World::under(&rules[0]);
        for (wait, put) in waits.into_iter().zip(rules.iter().cycle()) {
            let before = world.state.clone();
            let now = world.now.checked_add_seconds(wait).unwrap();
            let operation = format!("undone-{wait}").parse().unwrap();
            let put = co2_ledger::PutRules { operation, rules: put.clone().into() };
            for command in [Command::Advance, Command::PutRules(put)] {
                let request = co2_ledger::Request { now, command };
                let decision = world.state.decide(&request).unwrap();
                let undo: Vec<_> =
                    decision.events.iter().map(|event| world.state.fold(event).unwrap()).collect();
                prop_assert_eq!(world.state.audit().violations, []);
                for undo in undo.into_iter().rev() {
                    world.state.undo(undo);
                }
                prop_assert_eq!(&world.state, &before);
            }
            world.now = now;
            world.ok(Command::Advance);
        }
    }
}
