//! Suspension, spent certificates, and the standard's names for errors about a status.

use crate::common::{INDEX, LIST, at, draft, list_url, now, signed};
use co2_cert::certificate::BuildError;
use co2_cert::status::{
    StandardStatusError, StatusEntry, StatusError, StatusListCredential, StatusListError,
    StatusPurpose,
};
use co2_cert::verify::AuthenticityError;
use co2_cert::{
    Certificate, CertificateDraft, HttpsUrl, ReadError, Verified, VerifyError, VerifyOptions,
    verify,
};
use serde_json::json;

const SUSPENSION: &str = "https://shop.example/status/suspension-1.json";
const SPENT: &str = "https://shop.example/status/spent-1.json";

fn suspension_url() -> HttpsUrl {
    SUSPENSION.parse().unwrap()
}

fn certificate() -> Certificate {
    let mut draft = draft();
    draft.suspension = Some(StatusEntry { list: suspension_url(), index: 7 });
    draft.build().unwrap().sign(&signed::signer(), now()).unwrap()
}

fn suspension() -> StatusListCredential {
    let purpose = StatusPurpose::Suspension;
    StatusListCredential { id: suspension_url(), purpose, ..signed::status_list() }
}

fn with(list: &StatusListCredential) -> Result<Verified, VerifyError> {
    let bytes = list.sign(&signed::signer()).unwrap();
    let documents = signed::documents().with_status_list(suspension_url(), bytes);
    verify(&certificate().to_json(), &VerifyOptions::new(now(), &documents))
}

#[test]
fn a_suspended_certificate_is_refused_until_it_no_longer_is() {
    let mut list = suspension();
    assert!(with(&list).is_ok());
    list.list.set(7, true).unwrap();
    match with(&list) {
        Err(VerifyError::Suspended { list, index }) => {
            assert_eq!((list, index), (suspension_url(), 7));
        }
        other => panic!("{other:?}"),
    }
    list.list.set(7, false).unwrap();
    assert!(with(&list).is_ok());
}

#[test]
fn the_status_is_as_old_as_the_older_list() {
    let earlier = at("2026-11-01T00:00:00Z");
    let list = StatusListCredential { valid_from: earlier, ..suspension() };
    assert_eq!(with(&list).unwrap().status_as_of, earlier);
}

#[test]
fn both_lists_are_needed_each_for_its_purpose() {
    let documents = signed::documents();
    let alone = verify(&certificate().to_json(), &VerifyOptions::new(now(), &documents));
    assert!(matches!(alone, Err(VerifyError::Status(StatusError::Missing { .. }))));
    let for_another = StatusListCredential { purpose: StatusPurpose::Revocation, ..suspension() };
    assert!(matches!(
        with(&for_another),
        Err(VerifyError::Status(StatusError::Purpose { expected: StatusPurpose::Suspension }))
    ));
}

#[test]
fn two_entries_are_a_list_and_one_stands_alone() {
    let value = certificate().to_value();
    let entry = |purpose: &str, list: &str, index: u64| {
        json!({
            "id": format!("{list}#{index}"), "type": "BitstringStatusListEntry",
            "statusPurpose": purpose, "statusListIndex": index.to_string(),
            "statusListCredential": list,
        })
    };
    let (revocation, suspension) =
        (entry("revocation", LIST, INDEX), entry("suspension", SUSPENSION, 7));
    assert_eq!(value["credentialStatus"], json!([revocation, suspension]));
    assert_eq!(Certificate::from_json(&certificate().to_json()).unwrap(), certificate());

    // Any other form is refused.
    for status in [
        json!([revocation]),
        json!([suspension, revocation]),
        json!([revocation, revocation]),
        json!([revocation, suspension, suspension]),
        json!([]),
        json!(suspension),
    ] {
        let mut changed = value.clone();
        changed["credentialStatus"] = status.clone();
        assert!(Certificate::from_json(changed.to_string().as_bytes()).is_err(), "{status}");
    }
    let mut changed = value;
    changed["credentialStatus"][1]["statusListIndex"] = json!("07");
    match Certificate::from_json(changed.to_string().as_bytes()) {
        Err(ReadError::Form { pointer }) => {
            assert_eq!(pointer, "/credentialStatus/1/statusListIndex");
        }
        other => panic!("{other:?}"),
    }
}

/// A certificate that is marked as spent when its product is returned.
fn spendable() -> CertificateDraft {
    let spent = Some(StatusEntry { list: SPENT.parse().unwrap(), index: 9 });
    CertificateDraft { spent, ..draft() }
}

/// The answer about it with the lists of revoked and of spent certificates.
fn of_returned(revoked: bool, spent: bool) -> Result<Verified, VerifyError> {
    let mut revocations = signed::status_list();
    revocations.list.set(INDEX, revoked).unwrap();
    let purpose = StatusPurpose::Spent;
    let mut list =
        StatusListCredential { id: SPENT.parse().unwrap(), purpose, ..signed::status_list() };
    list.list.set(9, spent).unwrap();
    let [revocations, list] = [revocations, list].map(|list| list.sign(&signed::signer()).unwrap());
    let documents = signed::documents()
        .with_status_list(list_url(), revocations)
        .with_status_list(SPENT.parse().unwrap(), list);
    let certificate = spendable().build().unwrap().sign(&signed::signer(), now()).unwrap();
    verify(&certificate.to_json(), &VerifyOptions::new(now(), &documents))
}

#[test]
fn a_spent_certificate_is_genuine_and_says_that_it_is_spent() {
    assert!(!of_returned(false, false).unwrap().spent);
    assert!(of_returned(false, true).unwrap().spent);
    // A certificate that is also revoked, say because its key was stolen, is refused like any other.
    let both = of_returned(true, true);
    assert!(matches!(both, Err(VerifyError::Revoked { .. })), "{both:?}");
    // Without its list nobody knows.
    let certificate = spendable().build().unwrap().sign(&signed::signer(), now()).unwrap();
    let documents = signed::documents();
    let alone = verify(&certificate.to_json(), &VerifyOptions::new(now(), &documents));
    assert!(matches!(alone, Err(VerifyError::Status(StatusError::Missing { .. }))));
    // A list for another purpose does not answer.
    let list = StatusListCredential { id: SPENT.parse().unwrap(), ..signed::status_list() };
    let bytes = list.sign(&signed::signer()).unwrap();
    let documents = signed::documents().with_status_list(SPENT.parse().unwrap(), bytes);
    let other = verify(&certificate.to_json(), &VerifyOptions::new(now(), &documents));
    assert!(matches!(
        other,
        Err(VerifyError::Status(StatusError::Purpose { expected: StatusPurpose::Spent }))
    ));
}

#[test]
fn three_entries_have_one_order_and_the_message_is_fixed() {
    let suspension = Some(StatusEntry { list: suspension_url(), index: 7 });
    let all = CertificateDraft { suspension, ..spendable() }.build().unwrap();
    for certificate in [spendable().build().unwrap(), all.clone()] {
        assert_eq!(Certificate::from_json(&certificate.to_json()).unwrap(), certificate);
    }
    let value = all.to_value();
    let purposes: Vec<&str> = value["credentialStatus"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["statusPurpose"].as_str().unwrap())
        .collect();
    assert_eq!(purposes, ["revocation", "suspension", "message"]);
    let message = &value["credentialStatus"][2]["statusMessage"];
    assert_eq!(message[1]["status"], "0x1");
    let entries = value["credentialStatus"].as_array().unwrap();
    let [revocation, suspended, spent] = [0, 1, 2].map(|index| entries[index].clone());
    let mut other_message = spent.clone();
    other_message["statusMessage"][1]["message"] = json!("the product is good");
    let mut no_message = spent.clone();
    no_message.as_object_mut().unwrap().remove("statusMessage");
    let mut unknown = spent.clone();
    unknown["statusPurpose"] = json!("refresh");
    for status in [
        json!([revocation, spent, suspended]),
        json!([spent, revocation]),
        json!([suspended, spent]),
        json!([revocation, spent, spent]),
        json!([revocation, other_message]),
        json!([revocation, no_message]),
        json!([revocation, unknown]),
        json!(spent),
    ] {
        let mut changed = value.clone();
        changed["credentialStatus"] = status.clone();
        assert!(Certificate::from_json(changed.to_string().as_bytes()).is_err(), "{status}");
    }
}

#[test]
fn one_list_cannot_tell_both() {
    let mut two = spendable();
    two.suspension = Some(StatusEntry { list: SPENT.parse().unwrap(), index: 7 });
    assert_eq!(two.build(), Err(BuildError::OneStatusList));
    let mut draft = draft();
    draft.suspension = Some(StatusEntry { list: list_url(), index: 7 });
    assert_eq!(draft.build(), Err(BuildError::OneStatusList));
    let mut draft = crate::common::draft();
    let list = format!("{SUSPENSION}#x").parse().unwrap();
    draft.suspension = Some(StatusEntry { list, index: 7 });
    assert_eq!(draft.build(), Err(BuildError::StatusFragment));
}

#[test]
fn each_error_has_the_name_of_the_standard() {
    use StandardStatusError as Standard;
    let list = list_url();
    let failed = || "down".into();
    let json_error = co2_cert::json::read(b"{", co2_cert::json::Limits::STATUS_LIST).unwrap_err();
    let unsigned = AuthenticityError::Unsigned;
    for (error, expected) in [
        (StatusError::Missing { list: list.clone() }, Standard::StatusRetrieval),
        (StatusError::Unavailable { list, source: failed() }, Standard::StatusRetrieval),
        (StatusError::Json(json_error), Standard::MalformedValue),
        (StatusError::Member { member: "type" }, Standard::MalformedValue),
        (StatusError::Issuer { issuer: signed::did() }, Standard::StatusVerification),
        (
            StatusError::Purpose { expected: StatusPurpose::Revocation },
            Standard::StatusVerification,
        ),
        (StatusError::TooEarly { from: now() }, Standard::StatusVerification),
        (StatusError::TooOld { until: now() }, Standard::StatusVerification),
        (StatusError::Authenticity(unsigned), Standard::StatusVerification),
        (StatusListError::TooShort { found: 8 }.into(), Standard::StatusListLength),
        (StatusListError::TooLong.into(), Standard::MalformedValue),
        (StatusListError::Bytes { found: 9 }.into(), Standard::MalformedValue),
        (StatusListError::Encoding.into(), Standard::MalformedValue),
        (StatusListError::Compression.into(), Standard::MalformedValue),
        (StatusListError::Index { index: 9, size: 8 }.into(), Standard::Range),
    ] {
        assert_eq!(error.standard(), expected, "{error}");
    }
    let names = Standard::ALL.map(Standard::name);
    assert_eq!(
        names,
        [
            "STATUS_RETRIEVAL_ERROR",
            "STATUS_VERIFICATION_ERROR",
            "STATUS_LIST_LENGTH_ERROR",
            "MALFORMED_VALUE_ERROR",
            "RANGE_ERROR",
        ]
    );
    assert_eq!(Standard::Range.url(), "https://www.w3.org/ns/credentials/status-list#RANGE_ERROR");
}
