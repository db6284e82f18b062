//! The evidence that a record provides by itself.

use crate::common::{day, parts, record};
use co2_cert::RetirementRecord;
use co2_cert::record::Coverage;
use co2_claims::{Audience, Claim, ClaimForm, ClaimPolicy, Disclosure, Evidence, Verdict};
use co2_render::record_evidence;

#[test]
fn a_record_is_evidence_of_what_it_states() {
    let get = |evidence: &Evidence, name: &str| {
        evidence.get(&name.parse().unwrap()).map(|text| text.as_str().to_owned())
    };
    let stated = record_evidence(&record());
    assert_eq!(get(&stated, "quantity").as_deref(), Some("335 kg CO2e"));
    assert_eq!(get(&stated, "registry").as_deref(), Some("gold-standard; cdm"));
    assert_eq!(get(&stated, "retirement_status").as_deref(), Some("retired"));
    assert_eq!(get(&stated, "vintage"), None, "one of the lines has none");
    assert!(
        get(&stated, "serial_numbers").unwrap().contains("GS1-1-UG-GS999999-16-2024-1-1-19149")
    );
    let mut one = parts();
    one.lines.truncate(1);
    one.amount = one.lines[0].amount();
    one.coverage = Coverage::Part { reason: "a test".parse().unwrap() };
    let stated = record_evidence(&RetirementRecord::new(one).unwrap());
    assert_eq!(get(&stated, "vintage").as_deref(), Some("2024-01-01/2024-12-31"));
    // A record alone is not enough: the host must state that the product is unchanged.
    let claim = Claim {
        market: "SE".parse().unwrap(),
        audience: Audience::Consumer,
        date: day("2026-11-21"),
        form: ClaimForm::Contribution,
    };
    let policy = ClaimPolicy::builtin();
    let Verdict::Forbidden { rules, .. } = policy.decide(claim, &stated).verdict().clone() else {
        panic!()
    };
    let missing: Vec<&str> = rules[0].missing.iter().map(Disclosure::as_str).collect();
    assert_eq!(missing, ["product_footprint_unchanged"]);
    let said = "This does not change the footprint of your product.".parse().unwrap();
    let evidence = stated.with("product_footprint_unchanged".parse().unwrap(), said).unwrap();
    let decision = policy.decide(claim, &evidence);
    assert!(decision.allows(ClaimForm::Contribution, Audience::Consumer));
    assert!(!decision.allows(ClaimForm::SustainabilityLabel, Audience::Consumer));
    assert!(!decision.allows(ClaimForm::Contribution, Audience::Business));
}
