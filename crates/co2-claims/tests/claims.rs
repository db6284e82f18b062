//! What may be said: each principle by which rules combine, and the table that comes with the crate.
#![cfg(test)]

use co2_claims::{
    Audience, Claim, ClaimForm, ClaimPolicy, Confidence, Decision, Disclosure, Evidence,
    EvidenceError, Force, Opinion, Origin, Outcome, PolicyError, Publication, Rule, Verdict,
};
use co2_units::text::LongText;
use co2_units::{Date, Timestamp};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn day(text: &str) -> Date {
    format!("{text}T00:00:00Z").parse::<Timestamp>().unwrap().date()
}

fn claim(market: &str, audience: Audience, date: &str, form: ClaimForm) -> Claim {
    Claim { market: market.parse().unwrap(), audience, date: day(date), form }
}

/// A binding and confirmed rule for the world, for both audiences, always in force.
fn rule(id: &str, outcome: Outcome, disclosures: &[&str]) -> Rule {
    Rule {
        id: id.parse().unwrap(),
        market: "WW".parse().unwrap(),
        audiences: Audience::ALL.iter().copied().collect(),
        form: ClaimForm::Contribution,
        first: None,
        last: None,
        outcome,
        disclosures: disclosures.iter().map(|name| name.parse().unwrap()).collect(),
        summary: "An invented rule.".parse().unwrap(),
        origin: Origin::Published(Publication {
            instrument: "An invented act".parse().unwrap(),
            provision: None,
            force: Force::Binding,
            legal_status: "in_force".parse().unwrap(),
            examples: None,
            sanction: None,
            source: Some("https://law.example/1".parse().unwrap()),
            confidence: Confidence::ConfirmedPrimary,
            readings: Vec::new(),
            note: None,
        }),
    }
}

fn of(rule: Rule, confidence: Confidence, force: Force) -> Rule {
    let Origin::Published(publication) = rule.origin else { panic!("published") };
    Rule { origin: Origin::Published(Publication { confidence, force, ..publication }), ..rule }
}

fn policy(rules: impl IntoIterator<Item = Rule>) -> ClaimPolicy {
    ClaimPolicy::new("a test".parse().unwrap(), day("2026-11-21"), rules).unwrap()
}

fn evidence(names: &[&str]) -> Evidence {
    names.iter().fold(Evidence::new(), |held, name| {
        held.with(name.parse().unwrap(), "shown".parse().unwrap()).unwrap()
    })
}

/// Evidence for everything that any rule of the policy requires.
fn all_evidence(policy: &ClaimPolicy) -> Evidence {
    let names: BTreeSet<&Disclosure> = policy.rules().flat_map(|rule| &rule.disclosures).collect();
    let text: LongText = "shown".parse().unwrap();
    names
        .into_iter()
        .fold(Evidence::new(), |held, name| held.with(name.clone(), text.clone()).unwrap())
}

fn ask(rules: impl IntoIterator<Item = Rule>, names: &[&str]) -> Decision {
    let claim = claim("SE", Audience::Consumer, "2026-11-21", ClaimForm::Contribution);
    policy(rules).decide(claim, &evidence(names))
}

fn cited(decision: &Decision) -> Vec<&str> {
    decision.verdict().rules().iter().map(|cited| cited.rule.as_str()).collect()
}

#[test]
fn a_condition_allows_only_with_each_disclosure() {
    for outcome in [Outcome::Conditional, Outcome::RequireDisclosure, Outcome::Allow] {
        let rules = || [rule("R", outcome, &["a", "b"])];
        for lacking in [&[][..], &["a"], &["b"], &["c"]] {
            let decision = ask(rules(), lacking);
            let Verdict::Forbidden { rules, .. } = decision.verdict() else { panic!("{outcome}") };
            assert_eq!(rules[0].missing.len(), 2 - lacking.iter().filter(|n| **n != "c").count());
        }
        let decision = ask(rules(), &["a", "b", "c"]);
        let Verdict::Allowed { disclosures, rules, .. } = decision.verdict() else { panic!() };
        let names: Vec<&str> = disclosures.keys().map(Disclosure::as_str).collect();
        assert_eq!(names, ["a", "b"], "what no rule asks for need not be shown");
        assert!(rules[0].missing.is_empty());
    }
}

#[test]
fn a_prohibition_wins_over_whatever_allows() {
    let decision =
        ask([rule("A", Outcome::Conditional, &["a"]), rule("P", Outcome::Prohibit, &[])], &["a"]);
    assert_eq!((decision.verdict().as_str(), cited(&decision)), ("forbidden", vec!["P"]));
}

#[test]
fn a_prohibition_that_names_facts_falls_away_with_them_and_never_allows() {
    let rules = || [rule("P", Outcome::Prohibit, &["surplus"])];
    assert_eq!(ask(rules(), &[]).verdict().as_str(), "forbidden");
    assert_eq!(ask(rules(), &["surplus"]).verdict().as_str(), "unknown");
    let with =
        [rule("A", Outcome::Conditional, &["a"]), rule("P", Outcome::Prohibit, &["surplus"])];
    let decision = ask(with, &["a", "surplus"]);
    let Verdict::Allowed { disclosures, .. } = decision.verdict() else { panic!() };
    assert_eq!(disclosures.len(), 2, "the fact is shown too");
}

#[test]
fn a_prohibition_after_an_end_says_nothing_before() {
    let ended = |last: &str| {
        let last = Some(day(last));
        [Rule { last, ..rule("E", Outcome::ProhibitAfterEnd, &[]) }]
    };
    assert_eq!(ask(ended("2026-11-21"), &[]).verdict().as_str(), "unknown");
    assert_eq!(ask(ended("2026-11-20"), &[]).verdict().as_str(), "forbidden");
}

#[test]
fn what_is_not_confirmed_never_allows_and_what_is_voluntary_advises() {
    use Confidence::{
        ConfirmedPrimary, ConfirmedSecondary, FromMemory, NotConfirmed, PartlyConfirmed,
    };
    let condition = || rule("R", Outcome::Conditional, &["a"]);
    for (confidence, force, met) in [
        (ConfirmedPrimary, Force::Binding, "allowed"),
        (ConfirmedSecondary, Force::Guidance, "allowed"),
        (PartlyConfirmed, Force::Binding, "unknown"),
        (FromMemory, Force::Binding, "unknown"),
        (NotConfirmed, Force::Binding, "unknown"),
    ] {
        let rules = || [of(condition(), confidence, force)];
        assert_eq!(ask(rules(), &["a"]).verdict().as_str(), met, "{confidence} {force}");
        assert_eq!(ask(rules(), &[]).verdict().as_str(), "forbidden", "{confidence} {force}");
        let prohibition = of(rule("P", Outcome::Prohibit, &[]), confidence, force);
        assert_eq!(ask([prohibition], &[]).verdict().as_str(), "forbidden");
    }
    // A voluntary standard, and a judgment about another case, forbid nothing.
    for force in [Force::Voluntary, Force::Persuasive, Force::None] {
        assert!(force.advises());
        let rules = || [of(condition(), ConfirmedPrimary, force)];
        let decision = ask(rules(), &[]);
        assert_eq!(decision.verdict().as_str(), "unknown", "{force}");
        assert_eq!(decision.advice()[0].rule.as_str(), "R", "{force}");
        assert_eq!(decision.advice()[0].missing.len(), 1, "{force}");
        let decision = ask(rules(), &["a"]);
        assert_eq!(
            (decision.verdict().as_str(), decision.advice()),
            ("unknown", &[][..]),
            "{force}"
        );
        let prohibition = of(rule("P", Outcome::Prohibit, &[]), ConfirmedPrimary, force);
        assert_eq!(ask([prohibition], &[]).verdict().as_str(), "unknown", "{force}");
    }
    // What they require is shown with an allowed claim if it is in evidence, and named as advice otherwise.
    let both = || {
        let voluntary = rule("V", Outcome::Conditional, &["b"]);
        [condition(), of(voluntary, ConfirmedSecondary, Force::Voluntary)]
    };
    let decision = ask(both(), &["a"]);
    assert!(decision.is_allowed());
    assert_eq!((cited(&decision), decision.advice()[0].rule.as_str()), (vec!["R"], "V"));
    let decision = ask(both(), &["a", "b"]);
    let Verdict::Allowed { disclosures, .. } = decision.verdict() else { panic!() };
    assert_eq!(disclosures.len(), 2);
}

#[test]
fn a_row_without_an_outcome_is_ignored() {
    let rules = [rule("A", Outcome::Conditional, &["a"]), rule("N", Outcome::None, &["n"])];
    let decision = ask(rules, &["a"]);
    assert_eq!((decision.verdict().as_str(), cited(&decision)), ("allowed", vec!["A"]));
}

#[test]
fn a_rule_counts_for_its_market_audience_form_and_days_only() {
    let base = Rule {
        market: "EU".parse().unwrap(),
        audiences: [Audience::Consumer].into(),
        first: Some(day("2026-09-27")),
        last: Some(day("2027-01-01")),
        ..rule("R", Outcome::Prohibit, &[])
    };
    let policy = policy([base]);
    let verdict = |market: &str, audience, date: &str, form| {
        let decision = policy.decide(claim(market, audience, date, form), &Evidence::new());
        decision.verdict().as_str()
    };
    let (consumer, form) = (Audience::Consumer, ClaimForm::Contribution);
    for market in ["EU", "SE", "BG", "FR-75C"] {
        assert_eq!(verdict(market, consumer, "2026-11-21", form), "forbidden", "{market}");
    }
    for market in ["WW", "EEA", "NO", "GB", "US-CA", "FR-NC"] {
        assert_eq!(verdict(market, consumer, "2026-11-21", form), "unknown", "{market}");
    }
    assert_eq!(verdict("SE", Audience::Business, "2026-11-21", form), "unknown");
    assert_eq!(verdict("SE", consumer, "2026-11-21", ClaimForm::OffsetSale), "unknown");
    for (date, expected) in [
        ("2026-09-26", "unknown"),
        ("2026-09-27", "forbidden"),
        ("2027-01-01", "forbidden"),
        ("2027-01-02", "unknown"),
    ] {
        assert_eq!(verdict("SE", consumer, date, form), expected, "{date}");
    }
}

#[test]
fn rules_inside_a_market_are_named_though_they_do_not_count() {
    let policy = ClaimPolicy::builtin();
    let about = |market| claim(market, Audience::Business, "2026-11-21", ClaimForm::OffsetSale);
    let evidence = evidence(&[
        "quantification_method",
        "no_double_sale_evidence",
        "delivery_delay_2y",
        "regulatory_surplus",
    ]);
    let states = policy.decide(about("US"), &evidence);
    assert!(states.is_allowed());
    assert_eq!(states.inside()[0].as_str(), "US-CA-AB1305-44475");
    let california = policy.decide(about("US-CA"), &evidence);
    assert_eq!(cited(&california), ["US-CA-AB1305-44475"]);
    assert!(california.inside().is_empty());
}

#[test]
fn the_worked_cases() {
    use Audience::{Business, Consumer};
    use ClaimForm::{
        Contribution, FutureNeutral, OrgContribution, ProductCompensated, ProductNeutral,
        ProductPositive, ProductReducedByOffset, SustainabilityLabel, UnLogo,
    };
    let policy = ClaimPolicy::builtin();
    let everything = all_evidence(policy);
    let none = Evidence::new();
    let verdict = |market, audience, date, form, evidence: &Evidence| {
        policy.decide(claim(market, audience, date, form), evidence).verdict().as_str()
    };
    let today = "2026-11-21";
    // No evidence helps towards consumers in the Union, in any of the four forms.
    for form in [ProductNeutral, ProductCompensated, ProductReducedByOffset, ProductPositive] {
        for market in ["EU", "SE", "NL", "BG", "DE", "FR"] {
            assert_eq!(verdict(market, Consumer, today, form, &everything), "forbidden");
            // The day before the ban.
            let before = verdict(market, Consumer, "2026-09-26", form, &everything);
            // The earlier law is only from memory, which cannot allow a claim; a German judgment and a French
            // statute can.
            let confirmed = match market {
                "DE" => form == ProductNeutral,
                "FR" => [ProductNeutral, ProductCompensated].contains(&form),
                _ => false,
            };
            let expected = if confirmed { "allowed" } else { "unknown" };
            assert_eq!(before, expected, "{market} {form}");
        }
    }
    for market in ["SE", "DE"] {
        assert_eq!(verdict(market, Consumer, today, Contribution, &none), "forbidden");
        assert_eq!(verdict(market, Consumer, today, Contribution, &everything), "allowed");
        assert_eq!(verdict(market, Consumer, today, SustainabilityLabel, &none), "forbidden");
        assert_eq!(verdict(market, Consumer, today, SustainabilityLabel, &everything), "allowed");
        assert_eq!(verdict(market, Consumer, today, FutureNeutral, &everything), "unknown");
        assert_eq!(verdict(market, Business, today, Contribution, &everything), "unknown");
    }
    assert_eq!(verdict("FR", Business, today, ProductNeutral, &everything), "allowed");
    assert_eq!(verdict("SE", Business, today, ProductNeutral, &everything), "unknown");
    for market in ["GB", "GB-ENG", "US-CA", "AU", "IN", "CH", "CA"] {
        assert_eq!(verdict(market, Consumer, today, ProductNeutral, &everything), "allowed");
        assert_eq!(verdict(market, Consumer, today, ProductNeutral, &none), "forbidden");
    }
    for market in ["CN", "JP", "US"] {
        assert_eq!(verdict(market, Consumer, today, ProductNeutral, &everything), "unknown");
        assert_eq!(verdict(market, Consumer, today, OrgContribution, &everything), "unknown");
    }
    for (date, expected) in [("2024-12-31", "unknown"), ("2025-01-01", "forbidden")] {
        assert_eq!(verdict("WW", Business, date, UnLogo, &everything), expected);
    }
}

#[test]
fn each_policy_error_is_reached() {
    let make = |rules: Vec<Rule>| {
        ClaimPolicy::new("a test".parse().unwrap(), day("2026-11-21"), rules).unwrap_err()
    };
    let fine = || rule("R", Outcome::Conditional, &["a"]);
    let id = fine().id;
    assert_eq!(make(vec![fine(), fine()]), PolicyError::Twice { id: id.clone() });
    let nobody = Rule { audiences: BTreeSet::new(), ..fine() };
    assert_eq!(make(vec![nobody]), PolicyError::NoAudience { id: id.clone() });
    let (first, last) = (day("2026-01-02"), day("2026-01-01"));
    let backwards = Rule { first: Some(first), last: Some(last), ..fine() };
    assert_eq!(make(vec![backwards]), PolicyError::Order { id: id.clone(), first, last });
    let endless = rule("R", Outcome::ProhibitAfterEnd, &[]);
    assert_eq!(make(vec![endless]), PolicyError::NoEnd { id: id.clone() });
    let empty = rule("R", Outcome::RequireDisclosure, &[]);
    assert_eq!(make(vec![empty]), PolicyError::NoCondition { id: id.clone() });
    let names: Vec<String> = (0..65).map(|n| format!("d{n}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let long = rule("R", Outcome::Conditional, &names);
    assert_eq!(make(vec![long]), PolicyError::TooManyDisclosures { id: id.clone() });
    let mut unsourced = fine();
    if let Origin::Published(publication) = &mut unsourced.origin {
        publication.source = None;
    }
    assert_eq!(make(vec![unsourced.clone()]), PolicyError::NoSource { id });
    // A rule from memory needs no source.
    policy([of(unsourced, Confidence::FromMemory, Force::Binding)]);
    let many = (0..10_001).map(|n| Rule { id: format!("R{n}").parse().unwrap(), ..fine() });
    assert_eq!(make(many.collect()), PolicyError::TooMany);
}

#[test]
fn evidence_says_something_and_is_bounded() {
    let name: Disclosure = "vintage".parse().unwrap();
    let blank = Evidence::new().with(name.clone(), " \n".parse().unwrap());
    assert_eq!(blank, Err(EvidenceError::Blank { disclosure: name }));
    let full = (0..256).fold(Evidence::new(), |held, n| {
        held.with(format!("d{n}").parse().unwrap(), "x".parse().unwrap()).unwrap()
    });
    let more = full.with("one_more".parse().unwrap(), "x".parse().unwrap());
    assert_eq!(more, Err(EvidenceError::TooMany));
    assert!(serde_json::from_value::<Evidence>(json!({"vintage": " "})).is_err());
    assert!(serde_json::from_value::<Evidence>(json!({"no blanks": "x"})).is_err());
    let read: Evidence = serde_json::from_value(json!({"vintage": "2024"})).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json!({"vintage": "2024"}));
}

#[test]
fn a_host_answers_for_its_own_rules_and_cannot_lift_others() {
    let opinion = || Opinion {
        name: "Jo Doe".parse().unwrap(),
        date: day("2026-11-01"),
        reason: "advice of counsel".parse().unwrap(),
    };
    let own = |market: &str, form| Rule {
        market: market.parse().unwrap(),
        form,
        origin: Origin::Host(opinion()),
        ..rule("SHOP-1", Outcome::Conditional, &[])
    };
    let with = |rule| ClaimPolicy::builtin().clone().with_rule(rule).unwrap();
    let ask = |policy: &ClaimPolicy, market, form| {
        let claim = claim(market, Audience::Consumer, "2026-11-21", form);
        policy.decide(claim, &Evidence::new())
    };
    let decision = ask(&with(own("JP", ClaimForm::Contribution)), "JP", ClaimForm::Contribution);
    assert!(decision.is_allowed());
    assert_eq!(decision.verdict().rules()[0].confidence, None);
    let decision =
        ask(&with(own("SE", ClaimForm::ProductNeutral)), "SE", ClaimForm::ProductNeutral);
    assert_eq!(decision.verdict().as_str(), "forbidden");
    // Name, date and reason are required, however the rule is made.
    let policy = with(own("JP", ClaimForm::Contribution));
    let mut written = serde_json::to_value(&policy).unwrap();
    let read: ClaimPolicy = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(read, policy);
    let rules = written["rules"].as_array_mut().unwrap();
    let host = rules.iter_mut().find(|rule| rule["id"] == "SHOP-1").unwrap();
    assert_eq!(host["origin"]["kind"], "host");
    host["origin"].as_object_mut().unwrap().remove("reason");
    assert!(serde_json::from_value::<ClaimPolicy>(written).is_err());
}

#[test]
fn words_are_read_as_they_are_written() {
    for form in ClaimForm::ALL {
        assert_eq!(form.as_str().parse::<ClaimForm>().as_ref(), Ok(form));
        assert!(!form.about().is_empty());
    }
    let error = "carbon_neutral".parse::<ClaimForm>().unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("no form of a claim \"carbon_neutral\"; write one of: product_neutral")
    );
    assert!("Consumer".parse::<Audience>().is_err());
}

#[test]
fn a_decision_as_json() {
    let claim = claim("EU", Audience::Consumer, "2026-11-21", ClaimForm::ProductNeutral);
    let decision = ClaimPolicy::builtin().decide(claim, &Evidence::new());
    let written = serde_json::to_value(&decision).unwrap();
    assert_eq!(written["verdict"], "forbidden");
    assert_eq!(written["notice"], "not legal advice");
    assert_eq!(written["rules"][0]["rule"], "EU-ECGT-4c-1");
    assert_eq!(written["rules"][0]["confidence"], "confirmed_secondary");
    let inside: Vec<&Value> = written["inside"].as_array().unwrap().iter().collect();
    assert_eq!(inside, ["DE-LG-FFM-APPLE", "FR-2022-539"]);
}

/// A rule with any content, and evidence of some of three facts.
fn any_rules() -> impl Strategy<Value = Vec<Rule>> {
    let names = prop::collection::btree_set(prop::sample::select(vec!["a", "b", "c"]), 1..3);
    let outcome = prop::sample::select(Outcome::ALL);
    let force = prop::sample::select(Force::ALL);
    let confidence = prop::sample::select(Confidence::ALL);
    let one =
        (names, outcome, force, confidence).prop_map(|(names, outcome, force, confidence)| {
            let names: Vec<&str> = names.into_iter().collect();
            let last = Some(day("2026-01-01")).filter(|_| outcome == Outcome::ProhibitAfterEnd);
            Rule { last, ..of(rule("R", outcome, &names), confidence, force) }
        });
    prop::collection::vec(one, 0..6).prop_map(|rules| {
        let named = rules.into_iter().enumerate();
        named.map(|(n, rule)| Rule { id: format!("R{n}").parse().unwrap(), ..rule }).collect()
    })
}

proptest! {
    /// Adding rules never allows what fewer rules forbade, and allowing needs a confirmed rule with legal force.
    #[test]
    fn the_most_restrictive_wins(
        rules in any_rules(), more in any_rules(),
        held in prop::collection::btree_set(prop::sample::select(vec!["a", "b", "c"]), 0..4),
    ) {
        let held: Vec<&str> = held.into_iter().collect();
        let few = ask(rules.clone(), &held);
        let renamed = more.into_iter().enumerate()
            .map(|(n, rule)| Rule { id: format!("M{n}").parse().unwrap(), ..rule });
        let all: Vec<Rule> = rules.iter().cloned().chain(renamed).collect();
        let many = ask(all.clone(), &held);
        if few.verdict().as_str() == "forbidden" {
            prop_assert_eq!(many.verdict().as_str(), "forbidden");
        }
        if many.is_allowed() {
            prop_assert!(all.iter().any(|rule| rule.may_allow()
                && matches!(rule.outcome, Outcome::Conditional | Outcome::RequireDisclosure | Outcome::Allow)));
            let binding = |rule: &&Rule| rule.outcome != Outcome::None && !rule.advises();
            for rule in all.iter().filter(binding) {
                prop_assert!(rule.disclosures.iter().all(|name| held.contains(&name.as_str())));
            }
        }
    }
}

/// Compares the table with the list it was taken from, if that list is available.
#[test]
fn the_table_is_that_of_the_collected_rules() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/claim_rules.csv");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("skipped: {path} is not there");
        return;
    };
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let id = line.split(',').next().unwrap().parse().unwrap();
        // Rules that have been read again since then no longer follow the list.
        let Some(rule) = ClaimPolicy::builtin().get(&id) else { continue };
        if readings(rule) > 0 || id.as_str() == "INT-UNFCCC-CNN" {
            continue;
        }
        for name in &rule.disclosures {
            assert!(line.to_lowercase().contains(name.as_str()), "{id} {name}");
        }
        let confidence = rule.confidence().unwrap().as_str();
        assert!(line.contains(&format!(",{},", rule.outcome)) && line.contains(confidence), "{id}");
        for date in [rule.first, rule.last].into_iter().flatten() {
            assert!(line.contains(&date.to_string()), "{id} {date}");
        }
        rows += 1;
    }
    let older = ClaimPolicy::builtin().rules().filter(|rule| readings(rule) == 0);
    assert_eq!(rows, older.count() - 1);
}

fn readings(rule: &Rule) -> usize {
    match &rule.origin {
        Origin::Published(publication) => publication.readings.len(),
        Origin::Host(_) => 0,
    }
}

/// A changed rule was read in two places, on the table's day or earlier.
#[test]
fn changed_rules_were_read_twice() {
    let policy = ClaimPolicy::builtin();
    let mut read = 0;
    for rule in policy.rules().filter(|rule| readings(rule) > 0) {
        let Origin::Published(publication) = &rule.origin else { panic!("published") };
        let places: BTreeSet<&str> =
            publication.readings.iter().map(|reading| reading.place.as_str()).collect();
        assert!(places.len() >= 2, "{}", rule.id);
        assert!(publication.readings.iter().all(|reading| reading.date <= policy.reviewed()));
        read += 1;
    }
    assert_eq!(read, 34);
}

/// Each correction of November 2026, as a verdict.
#[test]
fn corrected_rules() {
    use Audience::{Business, Consumer};
    use ClaimForm::{
        FootprintStatement, FutureNeutral, GenericGreen, OrgContribution, ProductCompensated,
        ProductNeutral, ProductPositive, ProductReducedByOffset,
    };
    let policy = ClaimPolicy::builtin();
    let everything = all_evidence(policy);
    let today = "2026-11-29";
    let ask = |market, audience, date, form, evidence: &Evidence| {
        policy.decide(claim(market, audience, date, form), evidence)
    };
    let verdict = |market, audience, form, evidence: &Evidence| {
        ask(market, audience, today, form, evidence).verdict().as_str()
    };
    let missing = |decision: &Decision, id: &str| -> Vec<String> {
        let rules = decision.verdict().rules();
        let cited = rules.iter().find(|cited| cited.rule.as_str() == id).unwrap();
        cited.missing.iter().map(ToString::to_string).collect()
    };
    // France forbids "respectful of the environment" on products whatever the evidence.
    for audience in [Consumer, Business] {
        assert_eq!(verdict("FR", audience, GenericGreen, &everything), "forbidden");
    }
    // The decree covers "100 % compensated": with its conditions towards businesses.
    assert_eq!(verdict("FR", Business, ProductCompensated, &everything), "allowed");
    assert_eq!(verdict("FR", Business, ProductCompensated, &Evidence::new()), "forbidden");
    // Canada: there is a test for products, without a methodology; the one for businesses ended in March 2026.
    let tested = evidence(&["adequate_and_proper_test"]);
    for form in [ProductNeutral, ProductCompensated, ProductReducedByOffset, ProductPositive] {
        assert_eq!(verdict("CA", Consumer, form, &tested), "allowed", "{form}");
        assert_eq!(verdict("CA", Consumer, form, &Evidence::new()), "forbidden", "{form}");
    }
    let substantiated = evidence(&["adequate_and_proper_substantiation"]);
    for form in [OrgContribution, FutureNeutral] {
        for (date, expected) in [("2026-03-25", "forbidden"), ("2026-03-26", "allowed")] {
            let decision = ask("CA", Business, date, form, &substantiated);
            assert_eq!(decision.verdict().as_str(), expected, "{date} {form}");
        }
    }
    let before = ask("CA", Business, "2026-03-25", OrgContribution, &substantiated);
    assert_eq!(missing(&before, "CA-COMP-b2-1"), ["internationally_recognized_methodology"]);
    // California's duty covers compensated and reduced.
    for form in [ProductNeutral, ProductCompensated, ProductReducedByOffset] {
        assert_eq!(verdict("US-CA", Consumer, form, &Evidence::new()), "forbidden", "{form}");
        assert_eq!(verdict("US-CA", Consumer, form, &everything), "allowed", "{form}");
    }
    // The Swiss rule covers every statement on a product's climate impact.
    for form in [ProductCompensated, ProductReducedByOffset, ProductPositive, FootprintStatement] {
        assert_eq!(verdict("CH", Consumer, form, &Evidence::new()), "forbidden", "{form}");
        let shown = evidence(&["objective_verifiable_substantiation"]);
        assert_eq!(verdict("CH", Business, form, &shown), "allowed", "{form}");
    }
    // A voluntary standard is never given as the reason for "a rule forbids it".
    let advised = ask("JP", Consumer, today, ProductNeutral, &Evidence::new());
    assert_eq!(advised.verdict().as_str(), "unknown");
    let advice: Vec<&str> = advised.advice().iter().map(|cited| cited.rule.as_str()).collect();
    assert_eq!(advice, ["INT-ISO14021", "INT-ISO14068-1"]);
    // A judgment about one watch is not a rule for all, and the German condition ends with the Union's ban.
    let stated = evidence(&["reduction_or_compensation_stated_in_the_same_advert"]);
    let decision = ask("DE", Consumer, "2026-09-26", ProductNeutral, &stated);
    assert!(!cited(&decision).contains(&"DE-LG-FFM-APPLE"));
    assert!(decision.advice().iter().any(|cited| cited.rule.as_str() == "DE-LG-FFM-APPLE"));
    let decision = ask("DE", Consumer, "2026-09-27", ProductNeutral, &everything);
    assert_eq!(cited(&decision), ["EU-ECGT-4c-1"]);
}

/// The Union's law applies in Åland and the outermost regions; for the other states of the European Economic
/// Area this is not known. A market that was not reviewed says so.
#[test]
fn whose_law_was_looked_at() {
    use co2_claims::Looked::{LookedAt, NotLookedAt, Partly, Unknown};
    let policy = ClaimPolicy::builtin();
    let ask = |market| {
        let claim = claim(market, Audience::Consumer, "2026-11-29", ClaimForm::ProductNeutral);
        policy.decide(claim, &all_evidence(policy))
    };
    for market in
        ["SE", "AX", "FI-01", "GP", "MQ", "GF", "RE", "FR-974", "YT", "MF", "PT-20", "ES-CN"]
    {
        let decision = ask(market);
        assert_eq!(decision.verdict().as_str(), "forbidden", "{market}");
        assert_eq!(decision.looked(), Partly, "{market}");
    }
    for market in ["NC", "PF", "FO", "GL", "AW", "SJ"] {
        assert_eq!(
            (ask(market).verdict().as_str(), ask(market).looked()),
            ("unknown", NotLookedAt),
            "{market}"
        );
    }
    for market in ["NO", "IS", "LI"] {
        let decision = ask(market);
        assert_eq!(
            (decision.verdict().as_str(), decision.looked()),
            ("unknown", Unknown),
            "{market}"
        );
        assert!(decision.looked_note().unwrap().as_str().contains("was not seen"), "{market}");
    }
    for market in ["JP", "CN", "BR", "ZA"] {
        assert_eq!(
            (ask(market).verdict().as_str(), ask(market).looked()),
            ("unknown", NotLookedAt),
            "{market}"
        );
    }
    for market in ["FR", "DE", "GB", "CH", "CA", "AU", "IN", "US-CA"] {
        assert_eq!(ask(market).looked(), LookedAt, "{market}");
    }
    // Korea and Singapore: the rules were read in secondary sources, so nothing is allowed.
    for market in ["KR", "SG"] {
        assert_eq!(
            (ask(market).verdict().as_str(), ask(market).looked()),
            ("unknown", Partly),
            "{market}"
        );
    }
    let written = serde_json::to_value(ask("JP")).unwrap();
    assert_eq!(written["looked"], "not_looked_at");
    assert_eq!(written["looked_note"], "No rule of Japan was looked at.");
    let note = policy.markets().next().unwrap().clone();
    let market = note.market;
    let twice = policy.clone().with_market(note);
    assert_eq!(twice, Err(PolicyError::MarketTwice { market }));
}
