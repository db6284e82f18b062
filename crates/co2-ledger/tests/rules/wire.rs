//! Rules as text: what is written is read back, and what cannot be is refused with its field.

use crate::world::*;
use co2_offsets::rules::{
    ChoiceError, Continent, MAX_CHOSEN, Market, Obligation, ObligationError, ProjectList,
    RulesError,
};
use co2_offsets::{
    Choice, CoverageRule, Custody, Eligibility, LotOrder, Percent, Pooling, Portfolio, PriceRule,
    Rules, Shortfall, SpillOver, Tariff,
};
use co2_units::model::{Carbon, carbon};
use co2_units::{Co2e, Currency, Estimate, Statistic};

fn full() -> Rules {
    let eligibility = Eligibility {
        continents: [Continent::Asia, Continent::Africa].into(),
        labels: ["CCP Approved".parse().unwrap()].into(),
        vintage_from: Some(2016),
        max_age_years: Some(12),
        max_price_per_tonne: Some(money("EUR 300")),
        custody: Custody::OwnAccountOr(["A Broker".parse().unwrap()].into()),
        legal_surplus: true,
        ..Eligibility::default()
    };
    let step = Tariff::PerStep { step_kg: "500 kg CO2e".parse().unwrap(), price: money("SEK 250") };
    Rules {
        filters: [("asia".parse().unwrap(), eligibility.clone())].into(),
        eligibility,
        order: LotOrder::Cheapest { currency: Currency::EUR },
        spill_over: SpillOver::AnyEligible,
        shortfall: Shortfall::Backorder,
        pooling: Pooling::UnitsPerOrder,
        coverage: Some(Obligation {
            statistic: Statistic::P95,
            rule: CoverageRule::Steps { step_kg: "500 kg CO2e".parse().unwrap() },
        }),
        price: Some(PriceRule {
            tariff: Tariff::CostPlus {
                currency: Currency::EUR,
                margin_percent: "12.5".parse().unwrap(),
            },
            markets: vec![Market { countries: ["SE".parse().unwrap()].into(), tariff: step }],
        }),
        rates: Some(crate::against_naive::rates()),
        retroactive_days: Some(30),
        clock_ahead_seconds: Some(60),
    }
}

#[test]
fn rules_are_read_as_they_are_written() {
    for rules in [full(), Rules::default()] {
        let json = serde_json::to_string(&rules).unwrap();
        assert_eq!(serde_json::from_str::<Rules>(&json).unwrap(), rules);
        let bytes = postcard::to_allocvec(&rules).unwrap();
        assert_eq!(postcard::from_bytes::<Rules>(&bytes).unwrap(), rules);
    }
    assert_eq!(serde_json::from_str::<Rules>("{}").unwrap(), Rules::default());
    let choices = [
        (Choice::Any, r#""any""#),
        (chosen("A"), r#"{"project":"A"}"#),
        (
            portfolio(&[("A", 60), ("B", 40)]),
            r#"{"portfolio":[{"project":"A","weight":60},{"project":"B","weight":40}]}"#,
        ),
        (first_of(&["B", "A"]), r#"{"first_of":["B","A"]}"#),
        (Choice::Filter("removals".parse().unwrap()), r#"{"filter":"removals"}"#),
    ];
    for (choice, json) in choices {
        assert_eq!(serde_json::to_string(&choice).unwrap(), json);
        assert_eq!(serde_json::from_str::<Choice>(json).unwrap(), choice);
    }
}

#[test]
fn rules_are_named_by_all_they_say() {
    let mut ids = vec![full().id()];
    let changes: [fn(&mut Rules); 11] = [
        |r| r.eligibility.allow_ex_ante = true,
        |r| r.filters.clear(),
        |r| r.order = LotOrder::AsImported,
        |r| r.spill_over = SpillOver::Refuse,
        |r| r.shortfall = Shortfall::Reject,
        |r| r.pooling = Pooling::Shared,
        |r| r.coverage = None,
        |r| r.price = None,
        |r| r.rates = None,
        |r| r.retroactive_days = None,
        |r| r.clock_ahead_seconds = None,
    ];
    for change in changes {
        let mut rules = full();
        change(&mut rules);
        assert!(!ids.contains(&rules.id()));
        ids.push(rules.id());
    }
}

/// What breaks a set of rules, and the field that is named.
type Fault = (Box<dyn Fn(&mut Rules)>, &'static str);

#[test]
fn what_cannot_be_is_refused_in_every_door() {
    let tariff =
        |tariff: Tariff| move |r: &mut Rules| r.price = Some(PriceRule::everywhere(tariff));
    let per = |price: &str| Tariff::PerTonne { price: money(price) };
    let faults: Vec<Fault> = vec![
        (Box::new(|r| r.eligibility.vintage_from = Some(0)), "vintage_from and vintage_to"),
        (Box::new(|r| r.eligibility.vintage_to = Some(10_000)), "vintage_from and vintage_to"),
        (Box::new(|r| r.eligibility.vintage_to = Some(2015)), "vintage_to"),
        (Box::new(|r| r.eligibility.max_age_years = Some(1_001)), "max_age_years"),
        (
            Box::new(|r| r.eligibility.max_price_per_tonne = Some(money("EUR -1"))),
            "max_price_per_tonne",
        ),
        (
            Box::new(|r| {
                for n in 0..64 {
                    r.filters.insert(format!("f-{n}").parse().unwrap(), Eligibility::default());
                }
            }),
            "filters",
        ),
        (
            Box::new(|r| {
                let rule = CoverageRule::Steps { step_kg: Co2e::ZERO };
                r.coverage = Some(Obligation { statistic: Statistic::Mean, rule });
            }),
            "coverage.step_kg",
        ),
        (
            Box::new(|r| {
                let rule = CoverageRule::Factor { percent: Percent::ZERO };
                r.coverage = Some(Obligation { statistic: Statistic::Mean, rule });
            }),
            "coverage.factor",
        ),
        (Box::new(tariff(per("EUR -0.01"))), "price.per_tonne"),
        (Box::new(tariff(per("EUR 1000000000.01"))), "price.per_tonne"),
        (Box::new(tariff(per("EUR 0.0000001"))), "price.per_tonne"),
        (Box::new(tariff(per("XAU 1"))), "price.currency"),
        (
            Box::new(tariff(Tariff::PerStep { step_kg: Co2e::ZERO, price: money("EUR 1") })),
            "price.per_step.step_kg",
        ),
        (
            Box::new(tariff(Tariff::PerStep { step_kg: Co2e::TONNE, price: money("EUR -1") })),
            "price.per_step",
        ),
        (
            Box::new(|r| {
                let price = r.price.as_mut().unwrap();
                let again = price.markets[0].clone();
                price.markets.push(again);
            }),
            "price.markets",
        ),
    ];
    for (spoil, field) in faults {
        let mut rules = full();
        spoil(&mut rules);
        let error = rules.check().unwrap_err();
        assert_eq!(error.field, field);
        let json = serde_json::to_string(&rules).unwrap();
        let read = serde_json::from_str::<Rules>(&json).unwrap_err().to_string();
        assert!(read.contains(error.expected), "{read}");
    }
    let mut rules = full();
    let filter = Eligibility { max_age_years: Some(u16::MAX), ..Eligibility::default() };
    rules.filters.insert("old".parse().unwrap(), filter);
    let RulesError { filter, .. } = rules.check().unwrap_err();
    assert_eq!(filter, Some("old".parse().unwrap()));
    assert!(rules.check().unwrap_err().to_string().contains("of filter old"));
}

#[test]
fn choices_are_checked() {
    let id = |text: &str| text.parse().unwrap();
    assert_eq!(Portfolio::new([]), Err(ChoiceError::Count { given: 0 }));
    let many = (0..=MAX_CHOSEN).map(|n| format!("P-{n}").parse().unwrap());
    assert_eq!(ProjectList::new(many), Err(ChoiceError::Count { given: MAX_CHOSEN + 1 }));
    let twice = ChoiceError::Twice { project: id("A") };
    assert_eq!(ProjectList::new([id("A"), id("A")]), Err(twice.clone()));
    assert_eq!(Portfolio::new([(id("A"), 1), (id("A"), 2)]), Err(twice));
    let weightless = ChoiceError::NoWeight { project: id("B") };
    assert_eq!(Portfolio::new([(id("A"), 1), (id("B"), 0)]), Err(weightless));
    for bad in [r#"{"portfolio":[]}"#, r#"{"first_of":["A","A"]}"#] {
        assert!(serde_json::from_str::<Choice>(bad).is_err());
    }
}

#[test]
fn an_obligation_never_shrinks_by_rounding() {
    let kilograms = Carbon::new::<carbon::kilogram>;
    let estimate = Estimate::new(kilograms(0.0101), kilograms(0.0)).unwrap();
    let of = |rule| Obligation { statistic: Statistic::Mean, rule }.of(estimate);
    assert_eq!(of(CoverageRule::Exact), Ok(Co2e::from_grams(11)));
    let percent = "150".parse().unwrap();
    assert_eq!(of(CoverageRule::Factor { percent }), Ok(Co2e::from_grams(17)));
    let step_kg = Co2e::from_grams(10);
    assert_eq!(of(CoverageRule::Steps { step_kg }), Ok(Co2e::from_grams(20)));
    let nothing = CoverageRule::Steps { step_kg: Co2e::ZERO };
    let footprint = Co2e::from_grams(11);
    assert_eq!(of(nothing), Err(ObligationError::TooLarge { footprint }));
    let huge = Estimate::new(kilograms(1e30), kilograms(0.0)).unwrap();
    let rule = CoverageRule::Exact;
    let error = Obligation { statistic: Statistic::Mean, rule }.of(huge).unwrap_err();
    assert!(matches!(error, ObligationError::Doorway(_)));
}
