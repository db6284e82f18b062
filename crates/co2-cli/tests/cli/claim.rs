//! `co2 claim`, run as a person runs it.

use crate::common::co2;
use serde_json::{Value, json};
use std::fs;

fn claim(market: &str, audience: &str, form: &str, more: &[&str]) -> (i32, String, String) {
    let asked = ["claim", "--market", market, "--audience", audience, "--date", "2026-11-21"];
    co2(&[&asked, &["--form", form][..], more].concat())
}

#[test]
fn the_table_is_what_the_rules_say() {
    let (code, out, _) = co2(&["claim", "--table", "--date", "2026-11-29"]);
    assert_eq!(code, 0);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/claims-table.md");
    let committed = fs::read_to_string(path).unwrap();
    assert_eq!(out, committed, "write it again: co2 claim --table --date 2026-11-29 > {path}");
    // 21 markets, each form, both audiences.
    assert_eq!(out.matches("\n| form | to consumers |").count(), 21);
    let rows = out.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() == 4);
    assert_eq!(rows.count(), 21 * 14);
    assert!(out.contains("**Not legal advice.**"));
}

#[test]
fn each_verdict_has_its_exit_code() {
    let (code, out, _) = claim("EU", "consumer", "product_neutral", &[]);
    assert_eq!(code, 1);
    assert!(out.starts_with("FORBIDDEN: product_neutral, to a consumer in EU, on 2026-11-21\n"));
    assert!(out.contains("EU-ECGT-4c-1") && out.contains("not legal advice"), "{out}");
    assert!(out.contains("there is also DE-LG-FFM-APPLE, FR-2022-539: ask there"), "{out}");
    let (code, out, _) = claim("JP", "business", "contribution", &[]);
    assert_eq!(code, 3);
    assert!(out.contains("unknown is not allowed"), "{out}");
    assert!(out.contains("Law of JP: not looked at. No rule of Japan was looked at."), "{out}");
    // A voluntary standard is advice: no rule forbids.
    let (code, out, _) = claim("JP", "consumer", "product_neutral", &[]);
    assert_eq!(code, 3);
    assert!(out.contains("Advice that is not met (it forbids nothing):"), "{out}");
    assert!(out.contains("INT-ISO14068-1"), "{out}");
    let (code, out, _) = claim("NO", "consumer", "product_neutral", &[]);
    assert_eq!(code, 3);
    assert!(out.contains("Law of NO: looked at, not confirmed."), "{out}");
    assert_eq!(claim("AX", "consumer", "product_neutral", &[]).0, 1);
    let scheme = [
        "--disclose",
        "certification_scheme_id=7",
        "--disclose",
        "scheme_owner=A Body",
        "--disclose",
        "scheme_terms_url=https://scheme.example",
        "--disclose",
        "third_party_monitor=An Auditor",
    ];
    let (code, out, _) = claim("SE", "consumer", "sustainability_label", &scheme);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("To be shown with it:\n  certification_scheme_id: 7\n"), "{out}");
    let (code, out, _) = claim("SE", "consumer", "sustainability_label", &scheme[..6]);
    assert_eq!(code, 1);
    assert!(out.contains("not in evidence: third_party_monitor"), "{out}");
}

#[test]
fn programs_get_json() {
    let (code, out, _) = claim("EU", "consumer", "product_neutral", &["--json"]);
    assert_eq!(code, 1);
    let written: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(written["verdict"], "forbidden");
    assert_eq!(written["market"], "EU");
    assert_eq!(written["notice"], "not legal advice");
}

#[test]
fn evidence_and_rules_of_the_host_come_in_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let rules = json!({
        "edition": "our rules", "reviewed": "2026-11-01",
        "rules": [{
            "id": "SHOP-1", "market": "JP", "audiences": ["business"], "form": "contribution",
            "outcome": "conditional", "disclosures": ["registry"],
            "summary": "We speak of contributions and name the registry.",
            "origin": {"kind": "host", "name": "Jo Doe", "date": "2026-11-01", "reason": "file 7"},
        }],
    });
    fs::write(path("rules.json"), rules.to_string()).unwrap();
    fs::write(path("evidence.json"), r#"{"registry": "Gold Standard"}"#).unwrap();
    let (rules, evidence) = (path("rules.json"), path("evidence.json"));
    let more = ["--rules", &rules, "--evidence", &evidence];
    let (code, out, _) = claim("JP", "business", "contribution", &more);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("decided by Jo Doe on 2026-11-01: file 7"), "{out}");
    assert_eq!(claim("JP", "business", "contribution", &more[..2]).0, 1);
    // Twice the same name is no evidence.
    fs::write(&evidence, r#"{"registry": "a", "registry": "b"}"#).unwrap();
    let (code, _, errors) = claim("JP", "business", "contribution", &more);
    assert_eq!(code, 2, "{errors}");
}

/// A certificate that anybody may have written is evidence, and the caller is told that it was not verified.
#[test]
fn a_certificate_as_evidence_is_not_verified_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    crate::example::checkout(folder.path()).unwrap();
    let certificate = folder.path().join("certificates/DEMO0001.json");
    let (_, _, errors) = co2(&[
        "claim",
        "--market",
        "SE",
        "--audience",
        "consumer",
        "--date",
        "2026-11-21",
        "--form",
        "contribution",
        "--certificate",
        certificate.to_str().unwrap(),
    ]);
    assert!(errors.contains("`co2 verify` shows whether it is genuine"), "{errors}");
}

#[test]
fn what_cannot_be_asked_says_why() {
    for (market, audience, form, why) in [
        ("UK", "consumer", "product_neutral", "unknown country"),
        ("EU", "customers", "product_neutral", "consumer, business"),
        ("EU", "consumer", "carbon_neutral", "product_neutral, product_compensated"),
    ] {
        let (code, _, errors) = claim(market, audience, form, &[]);
        assert_eq!(code, 2);
        assert!(errors.contains(why), "{errors}");
    }
    let (code, _, errors) = co2(&["claim", "--date", "2026-11-21", "--market", "EU"]);
    assert_eq!(code, 2);
    assert!(errors.contains("--audience"), "{errors}");
    assert_eq!(claim("EU", "consumer", "contribution", &["--disclose", "registry"]).0, 2);
    assert_eq!(claim("EU", "consumer", "contribution", &["--disclose", "registry= "]).0, 2);
}
