//! Each rule by which a lot may not be used, and what they have in common.

use crate::against_naive::rates;
use crate::world::*;
use co2_offsets::rules::{Candidate, Continent, Refusal};
use co2_offsets::{
    AdjustmentDeclaration, AdjustmentStatus, CorrespondingAdjustment, CorsiaPhase, Custodian,
    Custody, Eligibility, Lot, Mitigation, Project, Sdg, Technology,
};
use co2_units::Date;
use proptest::prelude::*;

/// A project and a lot that pass every rule of [`every_rule`].
fn fitting() -> (Project, Lot) {
    let project = Project {
        standard: Some("Example Removals 1".parse().unwrap()),
        sdgs: [Sdg::new(13).unwrap(), Sdg::new(7).unwrap()].into(),
        labels: [label("Permanent", Some("2026-01-01"), Some("2026-12-31"))].into(),
        legal_surplus: Some(true),
        ..project("B", "SE", Technology::Biochar)
    };
    let lot = Lot {
        price: Some(per_tonne("USD 112")),
        corsia: [CorsiaPhase::First].into(),
        adjustment: CorrespondingAdjustment {
            declaration: AdjustmentDeclaration::Committed,
            status: AdjustmentStatus::Pending,
        },
        ..lot("b-1", "B", (2022, 2023), 5)
    };
    (project, lot)
}

type Restrict = fn(&mut Eligibility);
type Spoil = fn(&mut Project, &mut Lot);
type Expected = fn(&Refusal) -> bool;

/// Each rule, what makes the fitting lot fail it, and the refusal that says so.
fn every_rule() -> Vec<(Restrict, Spoil, Expected)> {
    vec![
        (
            |e| e.registries = ["example".parse().unwrap()].into(),
            |p, _| p.registry = "other".parse().unwrap(),
            |r| matches!(r, Refusal::Registry { registry } if registry.as_str() == "other"),
        ),
        (
            |e| e.standards = ["Example Removals 1".parse().unwrap()].into(),
            |p, _| p.standard = None,
            |r| matches!(r, Refusal::Standard { standard: None }),
        ),
        (
            |e| e.technologies = [Technology::Biochar, Technology::Wind].into(),
            |p, _| p.technology = Technology::Afforestation,
            |r| matches!(r, Refusal::Technology { technology: Technology::Afforestation }),
        ),
        (
            |e| e.mitigation = Some(Mitigation::Removal),
            |p, _| p.mitigation = Some(Mitigation::Avoidance),
            |r| matches!(r, Refusal::Mitigation { found: Some(Mitigation::Avoidance), .. }),
        ),
        (
            |e| e.countries = ["SE".parse().unwrap()].into(),
            |p, _| p.country = "NO".parse().unwrap(),
            |r| matches!(r, Refusal::Country { country } if country.as_str() == "NO"),
        ),
        (
            |e| e.continents = [Continent::Europe].into(),
            |p, _| p.country = "KE".parse().unwrap(),
            |r| matches!(r, Refusal::Continent { continent: Some(Continent::Africa), .. }),
        ),
        (
            |e| e.sdgs = [Sdg::new(7).unwrap(), Sdg::new(13).unwrap()].into(),
            |p, _| p.sdgs = [Sdg::new(13).unwrap()].into(),
            |r| matches!(r, Refusal::Goal { goal } if goal.number() == 7),
        ),
        (
            |e| e.legal_surplus = true,
            |p, _| p.legal_surplus = None,
            |r| matches!(r, Refusal::LegalSurplus { known: None }),
        ),
        (
            |e| e.excluded_projects = ["X".parse().unwrap()].into(),
            |p, _| p.id = "X".parse().unwrap(),
            |r| matches!(r, Refusal::Excluded { project } if project.as_str() == "X"),
        ),
        (
            |e| e.labels = ["Permanent".parse().unwrap()].into(),
            |p, _| p.labels = [label("Permanent", None, Some("2026-11-20"))].into(),
            |r| matches!(r, Refusal::Label { label } if label.as_str() == "Permanent"),
        ),
        (
            |e| e.corsia = [CorsiaPhase::First, CorsiaPhase::Second].into(),
            |_, l| l.corsia = [CorsiaPhase::Pilot].into(),
            |r| matches!(r, Refusal::Corsia),
        ),
        (
            |e| e.adjustment = Some(AdjustmentStatus::Pending),
            |_, l| l.adjustment.status = AdjustmentStatus::NotStarted,
            |r| matches!(r, Refusal::Adjustment { wanted: AdjustmentStatus::Pending }),
        ),
        (
            |e| e.vintage_from = Some(2022),
            |_, l| l.vintage = "2021-12-31/2023-12-31".parse().unwrap(),
            |r| matches!(r, Refusal::VintageBefore { from: 2022, .. }),
        ),
        (
            |e| e.vintage_to = Some(2023),
            |_, l| l.vintage = "2023-01-01/2024-01-01".parse().unwrap(),
            |r| matches!(r, Refusal::VintageAfter { to: 2023, .. }),
        ),
        (
            |e| e.max_age_years = Some(3),
            |_, l| l.vintage = "2020-01-01/2023-11-20".parse().unwrap(),
            |r| matches!(r, Refusal::TooOld { years: 3, .. }),
        ),
        (
            |e| e.max_price_per_tonne = Some(money("EUR 100")),
            |_, l| l.price = Some(per_tonne("EUR 100.01")),
            |r| matches!(r, Refusal::Price { price, .. } if *price == money("EUR 100.01")),
        ),
        (
            |e| e.max_price_per_tonne = Some(money("EUR 100")),
            |_, l| l.price = Some(per_tonne("SEK 1")),
            |r| matches!(r, Refusal::PriceUnknown { currency } if currency.code() == "EUR"),
        ),
        (
            |e| e.custody = Custody::OwnAccountOr(["A Broker".parse().unwrap()].into()),
            |_, l| {
                let name = "Another Broker".parse().unwrap();
                l.custodian = Custodian::Partner { name, reference: None };
            },
            |r| matches!(r, Refusal::Custody),
        ),
        (|_| (), |_, l| l.ex_ante = true, |r| matches!(r, Refusal::ExAnte)),
    ]
}

fn today() -> Date {
    "2026-11-21".parse().unwrap()
}

#[test]
fn each_rule_refuses_what_it_says_and_nothing_else() {
    let rates = rates();
    let (project, lot) = fitting();
    let refusals = |rules: &Eligibility, project: &Project, lot: &Lot| {
        let candidate = Candidate { project, lot, day: today(), rates: Some(&rates) };
        rules.refusals(&candidate).collect::<Vec<_>>()
    };
    let mut all = Eligibility::default();
    for (restrict, spoil, expected) in every_rule() {
        let mut one = Eligibility::default();
        restrict(&mut one);
        restrict(&mut all);
        assert_eq!(refusals(&one, &project, &lot), []);
        let (mut project, mut lot) = (project.clone(), lot.clone());
        spoil(&mut project, &mut lot);
        let found = refusals(&one, &project, &lot);
        assert!(matches!(found.as_slice(), [one] if expected(one)), "{found:?}");
        assert!(!found[0].to_string().is_empty());
        // Among others, it is still named.
        assert!(refusals(&all, &project, &lot).iter().any(expected));
    }
    assert_eq!(refusals(&all, &project, &lot), []);
    assert!(all.allows_project(&project));
}

/// What is to come is used only where both the rules and the filter say so.
#[test]
fn reductions_to_come_are_used_only_when_allowed() {
    let (project, lot) = fitting();
    let lot = Lot { ex_ante: true, ..lot };
    let candidate = Candidate { project: &project, lot: &lot, day: today(), rates: None };
    assert!(!Eligibility::default().allows(&candidate));
    assert!(Eligibility { allow_ex_ante: true, ..Eligibility::default() }.allows(&candidate));
}

#[test]
fn limits_hold_to_the_day() {
    let (project, lot) = fitting();
    let on = |rules: &Eligibility, day: &str| {
        let day = day.parse().unwrap();
        rules.allows(&Candidate { project: &project, lot: &lot, day, rates: None })
    };
    let aged = Eligibility { max_age_years: Some(3), ..Eligibility::default() };
    assert!(on(&aged, "2026-12-31"), "the vintage ended three years ago");
    assert!(!on(&aged, "2027-01-01"));
    let labelled =
        Eligibility { labels: ["Permanent".parse().unwrap()].into(), ..Eligibility::default() };
    for (day, allowed) in
        [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)]
    {
        assert_eq!(on(&labelled, day), allowed, "{day}");
    }
    let leap = Lot { vintage: "2024-01-01/2024-02-29".parse().unwrap(), ..lot.clone() };
    let on = |day: &str| {
        let day = day.parse().unwrap();
        let rules = Eligibility { max_age_years: Some(1), ..Eligibility::default() };
        rules.allows(&Candidate { project: &project, lot: &leap, day, rates: None })
    };
    assert!(on("2025-02-28") && !on("2025-03-01"));
}

proptest! {
    /// A further rule never lets more through.
    #[test]
    fn a_further_rule_never_adds_lots(
        chosen in prop::collection::vec(any::<bool>(), 19),
        further in 0_usize..19,
        spoilt in prop::collection::vec(prop::bool::weighted(0.15), 19),
        day in 0_u64..4_000,
        known_rates in any::<bool>(),
    ) {
        let rates = rates();
        let (mut project, mut lot) = fitting();
        let rules = every_rule();
        for ((_, spoil, _), spoilt) in rules.iter().zip(spoilt) {
            if spoilt {
                spoil(&mut project, &mut lot);
            }
        }
        let (mut some, mut more) = (Eligibility::default(), Eligibility::default());
        for (place, ((restrict, ..), chosen)) in rules.iter().zip(chosen).enumerate() {
            if chosen {
                restrict(&mut some);
            }
            if chosen || place == further {
                restrict(&mut more);
            }
        }
        let day = Date::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(day);
        let rates = known_rates.then_some(&rates);
        let candidate = Candidate { project: &project, lot: &lot, day, rates };
        prop_assert!(some.allows(&candidate) || !more.allows(&candidate));
        let refused = some.refusals(&candidate).count();
        prop_assert!(more.refusals(&candidate).count() >= refused);
    }
}
