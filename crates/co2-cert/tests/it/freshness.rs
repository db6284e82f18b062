//! The greatest age of a status list, what a certificate states about days that are past, and proofs that are valid
//! only together with others.

use crate::common::{INDEX, at, certificate, draft, list_url, now, signed};
use co2_cert::proof::{ProofError, sign_document};
use co2_cert::status::{StandardStatusError, StatusError, StatusListCredential};
use co2_cert::verify::AuthenticityError;
use co2_cert::{
    Act, Documents, ReadError, RetirementRecord, Verified, VerifyError, VerifyOptions, verify,
};
use co2_units::Timestamp;
use serde_json::{Value, json};

/// The list as of noon, before anything was revoked.
fn documents(change: impl Fn(&mut StatusListCredential)) -> Documents {
    let mut list = signed::status_list();
    change(&mut list);
    signed::documents().with_status_list(list_url(), list.sign(&signed::signer()).unwrap())
}

fn check(documents: &Documents, time: &str, max_age: Option<u32>) -> Result<Verified, VerifyError> {
    let mut options = VerifyOptions::new(at(time), documents);
    options.status_max_age = max_age;
    verify(&signed::certificate().to_json(), &options)
}

/// The certificate was revoked in the evening; an old copy of the list hides it and is genuine.
#[test]
fn an_old_list_that_hides_a_revocation_is_refused_by_its_age() {
    let old = documents(|_| {});
    let next_day = "2026-11-22T12:00:00Z";
    assert_eq!(check(&old, next_day, None).unwrap().status_as_of, now(), "its age is said");
    assert!(check(&old, next_day, Some(86_400)).is_ok());
    match check(&old, "2026-11-22T12:00:01Z", Some(86_400)) {
        Err(VerifyError::Status(error @ StatusError::Stale { made, max_age })) => {
            assert_eq!((made, max_age), (now(), 86_400));
            assert_eq!(error.standard(), StandardStatusError::StatusVerification);
        }
        other => panic!("{other:?}"),
    }
    let new = documents(|list| {
        list.valid_from = at("2026-11-21T20:00:00Z");
        list.list.set(INDEX, true).unwrap();
    });
    assert!(matches!(check(&new, next_day, Some(86_400)), Err(VerifyError::Revoked { .. })));
    // The limits on the age that the issuer itself states.
    let until = documents(|list| list.valid_until = Some(at("2026-11-22T12:00:00Z")));
    assert!(check(&until, next_day, None).is_ok());
    assert!(matches!(
        check(&until, "2026-11-22T12:00:01Z", None),
        Err(VerifyError::Status(StatusError::TooOld { .. }))
    ));
    // A limit that ends after the year 9999 is no limit.
    assert!(check(&old, "9999-12-31T23:59:59Z", Some(u32::MAX)).is_err());
}

#[test]
fn a_list_says_when_a_newer_one_should_be_fetched() {
    let refresh = |ttl| check(&documents(|list| list.ttl = ttl), "2026-11-21T12:00:00Z", None);
    assert_eq!(refresh(None).unwrap().status_refresh, None);
    let hour = refresh(Some(3_600_999)).unwrap().status_refresh;
    assert_eq!(hour, Some(at("2026-11-21T13:00:00Z")));
    assert_eq!(refresh(Some(u64::MAX)).unwrap().status_refresh, None, "after the year 9999");
    // The value reads back, and a value of the wrong type is malformed.
    let mut list = signed::status_list();
    list.ttl = Some(300_000);
    let bytes = list.sign(&signed::signer()).unwrap();
    let read = StatusListCredential::read(
        &bytes,
        &list_url(),
        &signed::did(),
        list.purpose,
        now(),
        &signed::documents(),
    );
    assert_eq!(read.unwrap(), list);
    let mut unsigned: Value = serde_json::from_slice(&bytes).unwrap();
    unsigned.as_object_mut().unwrap().remove("proof");
    unsigned["credentialSubject"]["ttl"] = json!("300000");
    let bytes = sign_document(&unsigned, now(), &signed::signer()).unwrap().to_string();
    let documents = signed::documents().with_status_list(list_url(), bytes.into_bytes());
    assert!(matches!(
        check(&documents, "2026-11-21T12:00:00Z", None),
        Err(VerifyError::Status(StatusError::Member { member: "ttl" }))
    ));
}

#[test]
fn a_due_day_that_is_past_is_said() {
    let mut parts = crate::common::parts();
    for (line, due) in parts.lines.iter_mut().zip(["2026-12-31", "2027-01-31"]) {
        line.act = Act::Allocated { due: crate::common::day(due) };
    }
    let mut draft = draft();
    draft.record = RetirementRecord::new(parts).unwrap();
    let certificate = draft.build().unwrap().sign(&signed::signer(), now()).unwrap().to_json();
    let documents = signed::documents();
    let overdue = |time: &str| {
        verify(&certificate, &VerifyOptions::new(at(time), &documents)).unwrap().overdue
    };
    assert_eq!(overdue("2026-12-31T23:59:59Z"), None);
    assert_eq!(overdue("2027-01-01T00:00:00Z"), Some(crate::common::day("2026-12-31")));
    assert_eq!(check(&documents, "2030-01-01T00:00:00Z", None).unwrap().overdue, None);
}

/// A proof that names an earlier one is valid only together with it (proof chains), which are not supported.
#[test]
fn a_proof_that_counts_only_with_another_is_refused() {
    let mut list: Value =
        serde_json::from_slice(&signed::status_list().sign(&signed::signer()).unwrap()).unwrap();
    list["proof"]["previousProof"] = json!("urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544");
    let documents = signed::documents().with_status_list(list_url(), list.to_string().into_bytes());
    match check(&documents, "2026-11-21T12:00:00Z", None) {
        Err(VerifyError::Status(StatusError::Authenticity(AuthenticityError::Proof(error)))) => {
            assert_eq!(error, ProofError::Member { member: "previousProof" });
        }
        other => panic!("{other:?}"),
    }
    let mut value = signed::certificate().to_value();
    value["proof"]["previousProof"] = json!("urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544");
    let documents = signed::documents();
    let options = VerifyOptions::new(now(), &documents);
    let refused = verify(value.to_string().as_bytes(), &options);
    assert!(matches!(refused, Err(VerifyError::Read(_))), "{refused:?}");
}

#[test]
fn proofs_in_a_list_have_a_clear_error() {
    let (documents, time): (_, Timestamp) = (signed::documents(), now());
    for count in 0..3 {
        let mut value = signed::certificate().to_value();
        value["proof"] = Value::Array(vec![value["proof"].clone(); count]);
        match verify(value.to_string().as_bytes(), &VerifyOptions::new(time, &documents)) {
            Err(VerifyError::Read(error)) => assert_eq!(error, ReadError::ProofList { count }),
            other => panic!("{other:?}"),
        }
    }
    assert!(!certificate().is_signed());
}
