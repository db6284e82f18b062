//! Verification: what passes, and each reason to refuse.

use crate::common::{INDEX, at, list_url, now, signed};
use co2_cert::did::{DidDocument, DidResolver, ResolveError};
use co2_cert::json::JsonErrorKind;
use co2_cert::proof::{MultikeyError, ProofError, SignError, sign_document};
use co2_cert::status::{
    MIN_ENTRIES, StatusError, StatusList, StatusListCredential, StatusListError, StatusLists,
    StatusPurpose,
};
use co2_cert::verify::{AuthenticityError, Check};
use co2_cert::{
    Certificate, Did, Documents, HttpsUrl, Issuer, KeySigner, ReadError, Verified, VerifyError,
    VerifyOptions, verify,
};
use co2_units::Timestamp;
use serde_json::{Value, json};

fn check(bytes: &[u8]) -> Result<Verified, VerifyError> {
    check_with(bytes, &signed::documents())
}

fn check_with(bytes: &[u8], documents: &Documents) -> Result<Verified, VerifyError> {
    verify(bytes, &VerifyOptions::new(now(), documents))
}

fn value() -> Value {
    signed::certificate().to_value()
}

#[test]
fn a_signed_certificate_passes_every_check() {
    let certificate = signed::certificate();
    let verified = check(&certificate.to_json()).unwrap();
    assert_eq!(verified.checks, Check::ALL);
    assert_eq!(verified.certificate, certificate);
    assert_eq!(verified.status_as_of, now());
    assert_eq!(verified.digest, certificate.digest());
    assert_eq!(signed::certificate().to_json(), certificate.to_json(), "the same bytes again");
}

#[test]
fn a_did_key_needs_no_document() {
    let signer = KeySigner::did_key(&[9; 32]);
    let did = signer.did().unwrap();
    let mut draft = crate::common::draft();
    let name = "Example Shop".parse().unwrap();
    draft.issuer = Issuer::new(did.clone(), "shop.example".parse().unwrap(), name).unwrap();
    let certificate = draft.build().unwrap().sign(&signer, now()).unwrap();
    let list = StatusListCredential { issuer: did, ..signed::status_list() };
    let documents = Documents::new().with_status_list(list_url(), list.sign(&signer).unwrap());
    assert!(check_with(&certificate.to_json(), &documents).is_ok());
}

#[test]
fn white_space_and_order_of_members_do_not_matter() {
    fn reversed(value: &Value, out: &mut String) {
        match value {
            Value::Object(members) => {
                out.push_str("{ ");
                for (index, (name, member)) in members.iter().rev().enumerate() {
                    out.push_str(if index == 0 { "" } else { ",\r\n\t" });
                    out.push_str(&json!(name).to_string());
                    out.push_str(" : ");
                    reversed(member, out);
                }
                out.push_str(" }");
            }
            Value::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { " , " });
                    reversed(item, out);
                }
                out.push(']');
            }
            one => out.push_str(&one.to_string()),
        }
    }
    let mut text = String::new();
    reversed(&value(), &mut text);
    assert_ne!(text.as_bytes(), signed::certificate().to_json());
    let verified = check(text.as_bytes()).unwrap();
    assert_eq!(verified.digest, signed::certificate().digest());
    assert!(check(&serde_json::to_vec_pretty(&value()).unwrap()).is_ok());
}

/// Every text of the certificate, as a JSON pointer.
fn leaves(value: &Value, path: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                leaves(member, &format!("{path}/{name}"), out);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                leaves(item, &format!("{path}/{index}"), out);
            }
        }
        _ => out.push(path.to_owned()),
    }
}

#[test]
fn one_changed_byte_anywhere_is_refused() {
    let original = value();
    let mut pointers = Vec::new();
    leaves(&original, "", &mut pointers);
    assert!(pointers.len() > 80, "{}", pointers.len());
    let documents = signed::documents();
    let (mut refused, mut by_signature) = (0, 0);
    for pointer in &pointers {
        let text = original.pointer(pointer).unwrap().as_str().unwrap();
        for index in 0..text.len() {
            // Another byte of the same kind, so that most changed texts are still certificates.
            let mut bytes = text.as_bytes().to_vec();
            bytes[index] = match bytes[index] {
                b'9' => b'0',
                b'z' => b'a',
                b'Z' => b'A',
                byte if byte.is_ascii_alphanumeric() => byte + 1,
                _ => b'a',
            };
            let mut changed = original.clone();
            *changed.pointer_mut(pointer).unwrap() = json!(String::from_utf8(bytes).unwrap());
            let error = check_with(changed.to_string().as_bytes(), &documents);
            let error = error.map(|_| format!("{pointer} byte {index}")).unwrap_err();
            refused += 1;
            if matches!(
                error,
                VerifyError::Authenticity(AuthenticityError::Proof(ProofError::Signature))
            ) {
                by_signature += 1;
            }
        }
    }
    // Many changes break the form or the sums; the signature catches the rest.
    assert!(refused > 1_500 && by_signature > 600, "{refused} {by_signature}");
}

#[test]
fn a_removed_or_added_member_is_refused() {
    let original = value();
    let mut pointers = Vec::new();
    leaves(&original, "", &mut pointers);
    for pointer in &pointers {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let mut changed = original.clone();
        match changed.pointer_mut(parent).unwrap() {
            Value::Object(members) => drop(members.remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            other => panic!("{other}"),
        }
        assert!(check(changed.to_string().as_bytes()).is_err(), "{pointer}");
    }
    for parent in ["", "/issuer", "/credentialSubject", "/credentialSubject/offset", "/proof"] {
        let mut changed = original.clone();
        changed.pointer_mut(parent).unwrap()["note"] = json!("added");
        assert!(check(changed.to_string().as_bytes()).is_err(), "{parent}");
    }
}

#[test]
fn texts_that_read_in_two_ways_are_refused() {
    let text = String::from_utf8(signed::certificate().to_json()).unwrap();
    let kind = |from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        match check(changed.as_bytes()) {
            Err(VerifyError::Read(ReadError::Json(error))) => error.kind,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        kind("\"terms\":", "\"terms\":\"other\",\"terms\":"),
        JsonErrorKind::DuplicateKey { name: "terms".into() }
    );
    assert_eq!(kind("\"335\"", "335.0"), JsonErrorKind::Float);
    assert_eq!(kind("\"335\"", "9007199254740992"), JsonErrorKind::UnsafeInteger);
}

fn authenticity(result: Result<Verified, VerifyError>) -> AuthenticityError {
    match result {
        Err(VerifyError::Authenticity(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn it_must_be_signed_by_then() {
    let unsigned = crate::common::certificate().to_json();
    assert!(matches!(authenticity(check(&unsigned)), AuthenticityError::Unsigned));

    let early = at("2026-11-21T11:59:59Z");
    let documents = signed::documents();
    let bytes = signed::certificate().to_json();
    match verify(&bytes, &VerifyOptions::new(early, &documents)) {
        Err(VerifyError::NotYetValid { valid_from }) => assert_eq!(valid_from, now()),
        other => panic!("{other:?}"),
    }
    let later = at("2026-11-21T12:00:01Z");
    let signed_later = crate::common::certificate().sign(&signed::signer(), later).unwrap();
    match authenticity(check(&signed_later.to_json())) {
        AuthenticityError::Later { created } => assert_eq!(created, later),
        other => panic!("{other:?}"),
    }
    // It never expires.
    let far = at("9999-12-31T23:59:59Z");
    assert!(verify(&bytes, &VerifyOptions::new(far, &documents)).is_ok());
}

#[test]
fn the_key_must_be_one_of_the_issuer() {
    let stranger = KeySigner::did_key(&[8; 32]);
    match crate::common::certificate().sign(&stranger, now()) {
        Err(SignError::MethodNotOfIssuer { issuer, .. }) => assert_eq!(issuer, signed::did()),
        other => panic!("{other:?}"),
    }
    // A signer that does not check its name signs anyway.
    let unsigned = crate::common::certificate().to_value();
    let forged = sign_document(&unsigned, now(), &stranger).unwrap();
    assert!(matches!(
        authenticity(check(forged.to_string().as_bytes())),
        AuthenticityError::MethodNotOfIssuer { .. }
    ));
    // The name of the issuer's key, but another key.
    let pretender = KeySigner::from_seed(&[8; 32], signed::METHOD);
    let forged = sign_document(&unsigned, now(), &pretender).unwrap();
    assert!(matches!(
        authenticity(check(forged.to_string().as_bytes())),
        AuthenticityError::Proof(ProofError::Signature)
    ));
    assert!(matches!(signed::certificate().sign(&signed::signer(), now()), Err(SignError::Signed)));
}

#[test]
fn the_key_must_count_for_assertions() {
    let bytes = signed::certificate().to_json();
    let with = |document: DidDocument| {
        let list = signed::status_list().sign(&signed::signer()).unwrap();
        let documents = Documents::new().with_did(document).with_status_list(list_url(), list);
        authenticity(check_with(&bytes, &documents))
    };
    let key = signed::signer().public_key();
    let withdrawn = DidDocument::new(signed::did()).with_key("2026", &key).unwrap();
    let withdrawn = withdrawn.revoke("2026", now()).unwrap();
    assert!(matches!(with(withdrawn), AuthenticityError::KeyEnded { .. }));
    let other_name = DidDocument::new(signed::did()).with_key("2025", &key).unwrap();
    assert!(matches!(with(other_name), AuthenticityError::UnknownMethod { .. }));
    let none = Documents::new();
    assert!(matches!(
        authenticity(check_with(&bytes, &none)),
        AuthenticityError::Resolve(ResolveError::NotFound { .. })
    ));
}

/// A resolver that returns one text for every identifier.
struct Always(Vec<u8>);

impl DidResolver for Always {
    fn resolve(&self, did: &Did) -> Result<DidDocument, ResolveError> {
        DidDocument::from_json(&self.0)
            .map_err(|source| ResolveError::Malformed { did: did.clone(), source })
    }
}

#[test]
fn unfit_keys_and_documents_are_refused() {
    let lists = signed::documents();
    let with = |document: Value| {
        let resolver = Always(document.to_string().into_bytes());
        let mut options = VerifyOptions::new(now(), &lists);
        options.resolver = &resolver;
        authenticity(verify(&signed::certificate().to_json(), &options))
    };
    let document = |id: &str, key: &[u8]| {
        json!({
            "id": id,
            "verificationMethod": [{
                "id": signed::METHOD, "type": "Multikey", "controller": id,
                "publicKeyMultibase": format!("z{}", bs58::encode(key).into_string()),
            }],
            "assertionMethod": [signed::METHOD],
        })
    };
    let mut small = vec![0xed, 0x01, 0x01];
    small.resize(34, 0);
    match with(document("did:web:shop.example", &small)) {
        AuthenticityError::Key { source, .. } => assert_eq!(source, MultikeyError::SmallOrder),
        other => panic!("{other:?}"),
    }
    match with(document("did:web:shop.example", &[0xec, 0x01, 0])) {
        AuthenticityError::Key { source, .. } => {
            assert_eq!(source, MultikeyError::Multicodec { first: 0xec, second: 1 });
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        with(document("did:web:other.example", &small)),
        AuthenticityError::Resolve(ResolveError::Other { .. })
    ));
    assert!(matches!(with(json!({})), AuthenticityError::Resolve(ResolveError::Malformed { .. })));
}

#[test]
fn the_proof_must_be_of_the_one_kind() {
    let certificate = value();
    let with = |member: &str, text: &str| {
        let mut changed = certificate.clone();
        changed["proof"][member] = json!(text);
        check(changed.to_string().as_bytes()).unwrap_err()
    };
    for member in ["type", "cryptosuite", "proofPurpose"] {
        let pointer = format!("/proof/{member}");
        match with(member, "other") {
            VerifyError::Read(error) => assert_eq!(error, ReadError::Form { pointer }),
            other => panic!("{other:?}"),
        }
    }
    let mut changed = certificate.clone();
    changed["proof"]["@context"][1] = json!("https://a.example/");
    match check(changed.to_string().as_bytes()) {
        Err(VerifyError::Read(error)) => {
            assert_eq!(error, ReadError::Form { pointer: "/proof/@context/1".into() });
        }
        other => panic!("{other:?}"),
    }
    let mut changed = certificate.clone();
    changed["@context"].as_array_mut().unwrap().push(json!("https://a.example/"));
    assert!(matches!(check(changed.to_string().as_bytes()), Err(VerifyError::Read(_))));
    assert!(matches!(
        with("proofValue", "z1"),
        VerifyError::Authenticity(AuthenticityError::Proof(ProofError::Value))
    ));
}

fn with_list(bytes: Vec<u8>, when: Timestamp) -> Result<Verified, VerifyError> {
    let documents = signed::documents().with_status_list(list_url(), bytes);
    verify(&signed::certificate().to_json(), &VerifyOptions::new(when, &documents))
}

fn status(bytes: Vec<u8>) -> StatusError {
    match with_list(bytes, now()) {
        Err(VerifyError::Status(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_revoked_certificate_is_refused_and_its_neighbours_are_not() {
    let mut list = signed::status_list();
    list.list.set(INDEX - 1, true).unwrap();
    list.list.set(INDEX + 1, true).unwrap();
    assert!(with_list(list.sign(&signed::signer()).unwrap(), now()).is_ok());
    list.list.set(INDEX, true).unwrap();
    match with_list(list.sign(&signed::signer()).unwrap(), now()) {
        Err(VerifyError::Revoked { list, index }) => {
            assert_eq!((list, index), (list_url(), INDEX));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_status_list_is_verified_too() {
    let signer = signed::signer();
    let good: Value =
        serde_json::from_slice(&signed::status_list().sign(&signer).unwrap()).unwrap();
    let unsigned = {
        let mut unsigned = good.clone();
        unsigned.as_object_mut().unwrap().remove("proof");
        unsigned
    };
    // Changed and signed again.
    let resigned = |pointer: &str, value: Value| {
        let mut changed = unsigned.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        changed.pointer_mut(parent).unwrap()[name] = value;
        status(sign_document(&changed, now(), &signer).unwrap().to_string().into_bytes())
    };
    let member = |error: StatusError, expected: &str| match error {
        StatusError::Member { member } => assert_eq!(member, expected),
        other => panic!("{other:?}"),
    };
    member(resigned("/type", json!("VerifiableCredential")), "type");
    member(resigned("/id", json!("https://shop.example/status/2.json")), "id");
    member(resigned("/validFrom", json!("2026-11-21")), "validFrom");
    member(resigned("/validUntil", json!(0)), "validUntil");
    member(resigned("/credentialSubject/type", json!("Other")), "credentialSubject");
    member(resigned("/credentialSubject/encodedList", json!(0)), "encodedList");
    // Entries of two bits have other bits at our indexes.
    let mut subject = unsigned["credentialSubject"].clone();
    subject["statusSize"] = json!(2);
    member(resigned("/credentialSubject", subject), "statusSize");
    assert!(matches!(
        resigned("/credentialSubject/statusPurpose", json!("suspension")),
        StatusError::Purpose { expected: StatusPurpose::Revocation }
    ));
    assert!(matches!(
        resigned("/issuer", json!("did:web:other.example")),
        StatusError::Issuer { .. }
    ));
    assert!(matches!(
        resigned("/validFrom", json!("2026-11-21T12:00:01Z")),
        StatusError::TooEarly { .. }
    ));
    assert!(matches!(
        resigned("/validUntil", json!("2026-11-21T11:59:59Z")),
        StatusError::TooOld { .. }
    ));
    assert!(matches!(
        status(unsigned.to_string().into_bytes()),
        StatusError::Authenticity(AuthenticityError::Unsigned)
    ));
    let mut forged = good;
    forged["credentialSubject"]["encodedList"] =
        json!(StatusList::new(2 * MIN_ENTRIES).unwrap().encode());
    assert!(matches!(
        status(forged.to_string().into_bytes()),
        StatusError::Authenticity(AuthenticityError::Proof(ProofError::Signature))
    ));
    assert!(matches!(status(b"{".to_vec()), StatusError::Json(_)));
    // An issuer may be an object with an id.
    let mut object = unsigned.clone();
    object["issuer"] = json!({"id": "did:web:shop.example"});
    let object = sign_document(&object, now(), &signer).unwrap();
    assert!(with_list(object.to_string().into_bytes(), now()).is_ok());
}

#[test]
fn lists_that_are_too_short_or_a_bomb_are_refused() {
    use data_encoding::BASE64URL_NOPAD;
    use flate2::{Compression, write::GzEncoder};
    use std::io::Write;
    let with = |bytes: &[u8]| {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(bytes).unwrap();
        let encoded = format!("u{}", BASE64URL_NOPAD.encode(&gzip.finish().unwrap()));
        let list = signed::status_list().sign(&signed::signer()).unwrap();
        let mut list: Value = serde_json::from_slice(&list).unwrap();
        list.as_object_mut().unwrap().remove("proof");
        list["credentialSubject"]["encodedList"] = json!(encoded);
        let list = sign_document(&list, now(), &signed::signer()).unwrap();
        match status(list.to_string().into_bytes()) {
            StatusError::List(error) => error,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(with(&[0; 16_383]), StatusListError::TooShort { found: 131_064 });
    assert_eq!(with(&vec![0; 32 << 20]), StatusListError::TooLong);
}

#[test]
fn the_index_must_be_in_the_list() {
    let mut draft = crate::common::draft();
    draft.status.index = MIN_ENTRIES;
    let certificate = draft.build().unwrap().sign(&signed::signer(), now()).unwrap();
    match check(&certificate.to_json()) {
        Err(VerifyError::Status(StatusError::List(error))) => {
            assert_eq!(error, StatusListError::Index { index: MIN_ENTRIES, size: MIN_ENTRIES });
        }
        other => panic!("{other:?}"),
    }
}

/// Status lists on a network that is down.
struct Down;

impl StatusLists for Down {
    fn status_list(
        &self,
        _: &HttpsUrl,
    ) -> Result<Option<Vec<u8>>, Box<dyn std::error::Error + Send + Sync>> {
        Err("the network is down".into())
    }
}

#[test]
fn without_a_status_list_the_status_is_not_known() {
    let bytes = signed::certificate().to_json();
    let documents = Documents::new().with_did(signed::did_document());
    assert!(matches!(
        check_with(&bytes, &documents),
        Err(VerifyError::Status(StatusError::Missing { .. }))
    ));
    let mut options = VerifyOptions::new(now(), &documents);
    options.status_lists = &Down;
    assert!(matches!(
        verify(&bytes, &options),
        Err(VerifyError::Status(StatusError::Unavailable { .. }))
    ));
}

#[test]
fn a_status_list_is_signed_by_its_issuer_only() {
    let stranger = KeySigner::did_key(&[8; 32]);
    assert!(matches!(
        signed::status_list().sign(&stranger),
        Err(SignError::MethodNotOfIssuer { .. })
    ));
}

#[test]
fn a_signed_certificate_reads_back() {
    let certificate = signed::certificate();
    assert!(certificate.is_signed());
    assert_eq!(Certificate::from_json(&certificate.to_json()).unwrap(), certificate);
}
