//! Label badges, which need verdicts that allow them.

use crate::badge::lines;
use crate::common::{at, certificate, day, draft, kg, parts};
use crate::{ATTACKS, tags, wordings};
use co2_cert::record::Coverage;
use co2_cert::{Act, Certificate, RetirementRecord};
use co2_claims::{
    Audience, Claim, ClaimForm, ClaimPolicy, Decision, Disclosure, Evidence, Opinion, Origin,
    Outcome, Rule,
};
use co2_render::{BadgeStyle, Label, LabelError, Wording, label_badge, record_evidence};

fn claim(market: &str, audience: Audience, form: ClaimForm) -> Claim {
    Claim { market: market.parse().unwrap(), audience, date: day("2026-11-21"), form }
}

/// The rules of the crate, and a host's own rules that allow a form and labels to businesses in Japan.
fn policy(form: ClaimForm) -> ClaimPolicy {
    let rule = |form: ClaimForm| Rule {
        id: format!("HOST-{}", form.as_str().to_uppercase()).parse().unwrap(),
        market: "JP".parse().unwrap(),
        audiences: [Audience::Business].into(),
        form,
        first: None,
        last: None,
        outcome: Outcome::Allow,
        disclosures: ["project_name".parse().unwrap()].into(),
        summary: "An invented rule.".parse().unwrap(),
        origin: Origin::Host(Opinion {
            name: "Jo Doe".parse().unwrap(),
            date: day("2026-11-01"),
            reason: "advice of counsel".parse().unwrap(),
        }),
    };
    let policy = ClaimPolicy::builtin().clone().with_rule(rule(form)).unwrap();
    policy.with_rule(rule(ClaimForm::SustainabilityLabel)).unwrap()
}

/// Evidence for everything that any rule requires, each with the same text.
fn everything(policy: &ClaimPolicy, text: &str) -> Evidence {
    let names = policy.rules().flat_map(|rule| &rule.disclosures);
    let with = |held: Evidence, name: &Disclosure| held.with(name.clone(), text.parse().unwrap());
    names.fold(Evidence::new(), |held, name| with(held, name).unwrap())
}

fn decide(form: ClaimForm, evidence: &str) -> [Decision; 2] {
    let policy = policy(form);
    let held = everything(&policy, evidence);
    let decide = |form| policy.decide(claim("JP", Audience::Business, form), &held);
    [decide(form), decide(ClaimForm::SustainabilityLabel)]
}

fn label(form: ClaimForm) -> Result<Label, LabelError> {
    let [says, label] = decide(form, "Invented cookstoves");
    Label::new(&says, &label)
}

fn badge(certificate: &Certificate, form: ClaimForm) -> Result<String, LabelError> {
    label_badge(certificate, &label(form)?, BadgeStyle::default(), &Wording::english())
}

#[test]
fn an_eu_consumer_gets_none_without_evidence() {
    let policy = ClaimPolicy::builtin();
    for market in ["SE", "DE", "FR", "BG", "NL", "EU"] {
        let decide = |form, evidence: &Evidence| {
            policy.decide(claim(market, Audience::Consumer, form), evidence)
        };
        let none = Evidence::new();
        let of_label = decide(ClaimForm::SustainabilityLabel, &none);
        for form in ClaimForm::ALL {
            let refused = Label::new(&decide(*form, &none), &of_label);
            assert!(matches!(refused, Err(LabelError::NotAllowed { .. })), "{market} {form}");
        }
        // What a record provides allows a sentence, but not on a host's own label.
        let proven = record_evidence(certificate().record())
            .with("product_footprint_unchanged".parse().unwrap(), "It is.".parse().unwrap())
            .and_then(|held| held.with("vintage".parse().unwrap(), "2024".parse().unwrap()))
            .unwrap();
        let contribution = decide(ClaimForm::Contribution, &proven);
        let refused = Label::new(&contribution, &decide(ClaimForm::SustainabilityLabel, &proven));
        let (form, verdict) = (ClaimForm::SustainabilityLabel, "forbidden");
        if contribution.is_allowed() {
            assert_eq!(refused, Err(LabelError::NotAllowed { form, verdict }), "{market}");
        }
        if market == "EU" {
            assert!(contribution.is_allowed(), "the test says something");
        }
        // A neutrality claim based on credits is never allowed, whatever the evidence.
        let neutral = decide(ClaimForm::ProductNeutral, &proven);
        assert!(Label::new(&neutral, &of_label).is_err(), "{market}");
    }
}

#[test]
fn a_label_prints_the_claim_the_facts_and_every_disclosure() {
    let svg = badge(&certificate(), ClaimForm::ProductNeutral).unwrap();
    let lines = lines(&svg);
    for fact in [
        "CO2e-neutral product",
        "335 kg CO2e of credits for serial number PF0ABC12",
        "retired and voluntarily cancelled",
        "shop.example",
        "JP, business customers,",
        "Conditions",
        "project name: Invented cookstoves",
        "third party verification:",
        "demonstration: no credits were retired",
    ] {
        assert!(lines.contains(fact), "{fact}: {lines}");
    }
    assert!(svg.contains(&*ClaimPolicy::builtin().edition().to_string()), "the rules are named");
    let svg = badge(&certificate(), ClaimForm::FootprintStatement).unwrap();
    assert!(svg.contains(">Estimated footprint: 335 kg CO2e</title>"));
}

#[test]
fn each_fault_of_a_label_has_its_error() {
    let [says, of_label] = decide(ClaimForm::ProductNeutral, "x");
    let form = ClaimForm::ProductNeutral;
    assert_eq!(Label::new(&says, &says), Err(LabelError::NotAboutLabels { form }));
    let policy = policy(form);
    let held = everything(&policy, "x");
    let unknown = claim("JP", Audience::Consumer, form);
    let error = LabelError::NotAllowed { form, verdict: "unknown" };
    assert_eq!(Label::new(&policy.decide(unknown, &held), &of_label), Err(error));
    let later = Claim { date: day("2026-11-22"), ..claim("JP", Audience::Business, form) };
    let other = policy.decide(later, &held);
    assert_eq!(Label::new(&other, &of_label), Err(LabelError::Different { what: "day" }));
    // It is allowed in the world, but a part of the world has rules that were not considered.
    let form = ClaimForm::Contribution;
    let world = |rule: &Rule| Rule {
        id: format!("WORLD-{}", rule.id).parse().unwrap(),
        market: "WW".parse().unwrap(),
        audiences: [Audience::Consumer].into(),
        ..rule.clone()
    };
    let own = self::policy(form);
    let rules = own.rules().filter(|rule| rule.id.as_str().starts_with("HOST-")).map(world);
    let wide = rules.fold(own.clone(), |policy, rule| policy.with_rule(rule).unwrap());
    let [says, label_of_world] = [form, ClaimForm::SustainabilityLabel]
        .map(|form| wide.decide(claim("WW", Audience::Consumer, form), &held));
    assert!(says.is_allowed() && label_of_world.is_allowed());
    let rule = "EU-ECGT-R12".parse().unwrap();
    assert_eq!(Label::new(&says, &label_of_world), Err(LabelError::Inside { rule }));

    let form = ClaimForm::GenericGreen;
    assert_eq!(label(form), Err(LabelError::NoWords { form }));

    let mut draft = draft();
    draft.valid_from = at("2026-11-22T00:00:00Z");
    let error = LabelError::TooEarly { date: day("2026-11-21"), issued: day("2026-11-22") };
    let newer = draft.build().unwrap();
    assert_eq!(badge(&newer, ClaimForm::Contribution), Err(error));
}

#[test]
fn a_certificate_must_bear_the_claim() {
    let with = |act: Option<Act>| {
        let mut parts = parts();
        parts.lines.pop();
        parts.lines[0].act = act.unwrap_or_else(|| parts.lines[0].act.clone());
        parts.amount = kg("300");
        parts.coverage = Coverage::Part { reason: "a pilot".parse().unwrap() };
        let mut draft = draft();
        draft.record = RetirementRecord::new(parts).unwrap();
        draft.build().unwrap()
    };
    let allocated = with(Some(Act::Allocated { due: day("2026-12-31") }));
    assert_eq!(badge(&allocated, ClaimForm::Contribution), Err(LabelError::NotRetired));
    let part = with(None);
    for form in [ClaimForm::ProductNeutral, ClaimForm::ProductCompensated] {
        assert_eq!(badge(&part, form), Err(LabelError::Part));
    }
    for form in [ClaimForm::Contribution, ClaimForm::ProductReducedByOffset] {
        assert!(badge(&part, form).is_ok());
    }
}

#[test]
fn disclosures_stay_texts() {
    for wording in wordings() {
        let svg = |text: &str| {
            let [says, of_label] = decide(ClaimForm::Contribution, text);
            let label = Label::new(&says, &of_label).unwrap();
            label_badge(&certificate(), &label, BadgeStyle::default(), &wording).unwrap()
        };
        let plain = svg("plain");
        for attack in ATTACKS {
            let svg = svg(attack);
            assert_eq!(tags(&svg), tags(&plain), "{attack}");
            assert!(!svg.contains(['\u{202e}', '\u{2066}', '\u{200f}']));
        }
    }
}
