//! Statements by third parties are repeated as they are, and nothing is added.

use crate::common::{assurance, day, draft, parts};
use co2_cert::certificate::BuildError;
use co2_cert::record::Assurance;
use co2_cert::{RecordError, RetirementRecord};
use serde_json::{Value, json};

fn record(assurances: Vec<Assurance>) -> Result<RetirementRecord, RecordError> {
    let mut parts = parts();
    parts.assurances = assurances;
    RetirementRecord::new(parts)
}

#[test]
fn it_goes_through_json_and_back() {
    let record = record(vec![assurance()]).unwrap();
    let value = serde_json::to_value(&record).unwrap();
    assert_eq!(
        value["assurances"],
        json!([{
            "body": "Invented Assurance Ltd",
            "standard": "ISO 14064-3:2019",
            "scope": "the footprint method; limited assurance",
            "statementId": "IA-2026-0001",
            "firstDay": "2026-01-01",
            "lastDay": "2027-12-31",
            "link": "https://assurance.example/IA-2026-0001.pdf",
            "sha256": "0101010101010101010101010101010101010101010101010101010101010101",
        }])
    );
    assert_eq!(serde_json::from_value::<RetirementRecord>(value).unwrap(), record);
    assert_eq!(record.assurances(), [assurance()]);
}

#[test]
fn none_is_written_as_no_member() {
    let value = serde_json::to_value(record(Vec::new()).unwrap()).unwrap();
    assert!(value.get("assurances").is_none());
    let mut empty = value;
    empty["assurances"] = json!([]);
    let error = serde_json::from_value::<RetirementRecord>(empty).unwrap_err().to_string();
    assert!(error.starts_with(&RecordError::NoAssurances.to_string()), "{error}");
}

#[test]
fn each_fault_has_its_error() {
    let mut backwards = assurance();
    backwards.last = day("2025-12-31");
    assert_eq!(record(vec![backwards]), Err(RecordError::AssuranceEnds { assurance: 0 }));

    let mut far = assurance();
    far.first = co2_units::Date::MIN;
    assert!(matches!(record(vec![far]), Err(RecordError::Date { .. })));

    let mut other = assurance();
    other.body = "Another Body".parse().unwrap();
    assert!(record(vec![assurance(), other.clone()]).is_ok());
    assert_eq!(
        record(vec![assurance(), other, assurance()]),
        Err(RecordError::SameAssurance { first: 0, second: 2 })
    );
    let many = vec![assurance(); 17];
    assert_eq!(record(many), Err(RecordError::TooMany { what: "assurances", max: 16 }));
}

#[test]
fn it_must_hold_when_the_certificate_is_issued() {
    let build = |first: &str, last: &str| {
        let assurance = Assurance { first: day(first), last: day(last), ..assurance() };
        let mut draft = draft();
        draft.record = record(vec![assurance]).unwrap();
        draft.build()
    };
    let today = day("2026-11-21");
    let lapsed = Err(BuildError::AssuranceLapsed { assurance: 0, day: today });
    assert_eq!(build("2026-01-01", "2026-11-20"), lapsed);
    assert_eq!(build("2026-11-22", "2027-01-01"), lapsed);
    assert!(build("2026-11-21", "2026-11-21").is_ok());
}

#[test]
fn unknown_members_and_other_spellings_are_refused() {
    let good = serde_json::to_value(record(vec![assurance()]).unwrap()).unwrap();
    let with = |member: &str, value: Value| {
        let mut changed = good.clone();
        changed["assurances"][0][member] = value;
        serde_json::from_value::<RetirementRecord>(changed).is_err()
    };
    assert!(with("note", json!("added")));
    assert!(with("sha256", json!("01")));
    assert!(with("link", json!("http://assurance.example/")));
    assert!(with("lastDay", json!("2027-12-31T00:00:00Z")));
    assert!(with("body", json!("")));
}
