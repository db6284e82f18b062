//! Keys end: what a retired or a compromised key signed, wherever a key is trusted; and the
//! forms in which other issuers state their keys.

use crate::common::{at, certificate, list_url, now, signed};
use co2_cert::did::{DidDocument, DidDocumentError, KeyEnd};
use co2_cert::proof::MultikeyError;
use co2_cert::status::StatusError;
use co2_cert::verify::{AuthenticityError, Check, Outcome};
use co2_cert::{Documents, KeySigner, VerifyError, VerifyOptions, verify, verify_jwt};
use co2_units::Timestamp;
use serde_json::{Value, json};
use std::fs;

/// The certificate, its token and its status list were signed at noon of 2026-11-21.
const BEFORE: &str = "2026-11-21T11:59:59Z";
const SIGNED: &str = "2026-11-21T12:00:00Z";
const LATER: &str = "2030-01-01T00:00:00Z";
const END: &str = "2036-01-01T00:00:00Z";

/// A rotation: the signer's key has an end, and a new one signs the status list.
fn rotated(change: impl Fn(DidDocument) -> DidDocument) -> Documents {
    let new = KeySigner::from_seed(&[9; 32], "did:web:shop.example#2027");
    let document = signed::did_document().with_key("2027", &new.public_key()).unwrap();
    // The document is served as text.
    let document = DidDocument::from_json(&change(document).to_json()).unwrap();
    let list = signed::status_list().sign(&new).unwrap();
    Documents::new().with_did(document).with_status_list(list_url(), list)
}

fn certificate_and_token(
    documents: &Documents,
    time: Timestamp,
) -> [Result<(), AuthenticityError>; 2] {
    let options = VerifyOptions::new(time, documents);
    let token = certificate().to_jwt(&signed::signer()).unwrap();
    let results = [
        verify(&signed::certificate().to_json(), &options),
        verify_jwt(token.as_bytes(), &options),
    ];
    results.map(|result| match result {
        Ok(_) => Ok(()),
        Err(VerifyError::Authenticity(error)) => Err(error),
        other => panic!("{other:?}"),
    })
}

#[test]
fn a_retired_key_is_trusted_for_what_it_signed_until_its_end() {
    let documents = rotated(|document| document.retire("2026", at(END)).unwrap());
    for time in [SIGNED, LATER, "2035-12-31T23:59:59Z"] {
        for result in certificate_and_token(&documents, at(time)) {
            assert!(result.is_ok(), "{time}: {result:?}");
        }
    }
    for time in [END, "2040-01-01T00:00:00Z"] {
        for result in certificate_and_token(&documents, at(time)) {
            match result {
                Err(AuthenticityError::KeyEnded { method, end }) => {
                    assert_eq!((&*method, end), (signed::METHOD, KeyEnd::Expires { at: at(END) }));
                }
                other => panic!("{time}: {other:?}"),
            }
        }
    }
}

/// Anyone who has the key can choose the date of a signature, so no signature counts, not even an old one.
#[test]
fn nothing_that_a_compromised_key_signed_is_verified() {
    for revoked in [BEFORE, SIGNED] {
        let documents = rotated(|document| document.revoke("2026", at(revoked)).unwrap());
        for time in [SIGNED, LATER] {
            for result in certificate_and_token(&documents, at(time)) {
                match result {
                    Err(AuthenticityError::KeyEnded { end, .. }) => {
                        assert_eq!(end, KeyEnd::Revoked { at: at(revoked) });
                    }
                    other => panic!("{revoked} {time}: {other:?}"),
                }
            }
        }
    }
    // For a time before the revocation it is refused too, because the key is not for assertions.
    let documents = rotated(|document| document.revoke("2026", at(LATER)).unwrap());
    for result in certificate_and_token(&documents, at(SIGNED)) {
        assert!(matches!(result, Err(AuthenticityError::NotForAssertion { .. })), "{result:?}");
    }
    // A key that was only retired at first is revoked.
    let documents = rotated(|document| {
        document.retire("2026", at(END)).unwrap().revoke("2026", at(SIGNED)).unwrap()
    });
    for result in certificate_and_token(&documents, at(LATER)) {
        assert!(matches!(
            result,
            Err(AuthenticityError::KeyEnded { end: KeyEnd::Revoked { .. }, .. })
        ));
    }
    // Signed again with the new key, the certificate passes.
    let new = KeySigner::from_seed(&[9; 32], "did:web:shop.example#2027");
    let again = certificate().sign(&new, at(LATER)).unwrap();
    assert!(verify(&again.to_json(), &VerifyOptions::new(at(LATER), &documents)).is_ok());
}

#[test]
fn a_status_list_by_a_key_that_has_ended_is_not_trusted() {
    let new = KeySigner::from_seed(&[9; 32], "did:web:shop.example#2027");
    let certificate = certificate().sign(&new, now()).unwrap().to_json();
    let ends: [fn(DidDocument) -> DidDocument; 2] = [
        |document| document.retire("2026", at(LATER)).unwrap(),
        |document| document.revoke("2026", at(SIGNED)).unwrap(),
    ];
    for end in ends {
        let old_list = signed::status_list().sign(&signed::signer()).unwrap();
        let documents = rotated(end).with_status_list(list_url(), old_list);
        match verify(&certificate, &VerifyOptions::new(at(LATER), &documents)) {
            Err(VerifyError::Status(StatusError::Authenticity(AuthenticityError::KeyEnded {
                ..
            }))) => {}
            other => panic!("{other:?}"),
        }
    }
}

/// Other issuers may still list the key for assertions.
#[test]
fn ends_are_read_from_documents_of_others() {
    let key = signed::signer().public_key().to_multikey();
    let with = |member: &str, end: Value| {
        let mut method = json!({
            "id": signed::METHOD, "type": "Multikey", "controller": "did:web:shop.example",
            "publicKeyMultibase": key,
        });
        method[member] = end;
        let document = json!({
            "id": "did:web:shop.example",
            "verificationMethod": [method],
            "assertionMethod": [signed::METHOD],
        });
        DidDocument::from_json(document.to_string().as_bytes())
    };
    for member in ["expires", "revoked"] {
        for end in ["2026-11-21T12:00:00Z", "2026-11-21T14:00:00.75+02:00"] {
            let document = with(member, json!(end)).unwrap();
            let documents = signed::documents().with_did(document);
            for result in certificate_and_token(&documents, at(SIGNED)) {
                assert!(
                    matches!(result, Err(AuthenticityError::KeyEnded { .. })),
                    "{member} {end}"
                );
            }
        }
        let document = with(member, json!("2026-11-21T12:00:01Z")).unwrap();
        let documents = signed::documents().with_did(document);
        assert!(certificate_and_token(&documents, at(SIGNED)).iter().all(Result::is_ok));
        // An end that cannot be read is not ignored.
        for end in [json!("soon"), json!(true), json!(null), json!(1_795_262_400)] {
            match with(member, end).unwrap_err() {
                DidDocumentError::KeyEnd { id, member: found } => {
                    assert_eq!((&*id, found), (signed::METHOD, member));
                }
                other => panic!("{other:?}"),
            }
        }
    }
}

#[test]
fn an_end_is_not_moved() {
    let document = signed::did_document();
    let missing = DidDocumentError::NoKey { name: "2030".into() };
    assert_eq!(document.clone().retire("2030", at(END)), Err(missing.clone()));
    assert_eq!(document.clone().revoke("2030", at(END)), Err(missing));
    let retired = document.retire("2026", at(END)).unwrap();
    let ended = |end| DidDocumentError::Ended { id: signed::METHOD.into(), end };
    let expires = ended(KeyEnd::Expires { at: at(END) });
    assert_eq!(retired.clone().retire("2026", at(LATER)), Err(expires));
    let revoked = retired.revoke("2026", at(LATER)).unwrap();
    let ended = ended(KeyEnd::Revoked { at: at(LATER) });
    assert_eq!(revoked.clone().revoke("2026", at(END)), Err(ended.clone()));
    assert_eq!(revoked.retire("2026", at(END)), Err(ended));
}

/// One key in the forms that DID documents have for it: each file states the demonstration's key.
#[test]
fn each_form_of_a_key_is_read() {
    let seed = *b"a demonstration key of the crate";
    let signer = KeySigner::from_seed(&seed, "did:web:offsets.example#key-2026");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/did");
    let mut read = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let document = DidDocument::from_json(&fs::read(&path).unwrap());
        let document = document.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(document.did().as_str(), "did:web:offsets.example", "{}", path.display());
        assert_eq!(document.methods().len(), 1, "{}", path.display());
        let method = document.method("did:web:offsets.example#key-2026").unwrap();
        assert!(method.asserts(), "{}", path.display());
        assert_eq!(method.key(), Ok(signer.public_key()), "{}", path.display());
        read += 1;
    }
    assert_eq!(read, 10);
}

#[test]
fn forms_that_only_look_like_a_key_are_no_key() {
    let read = |method: Value| {
        let mut method = method;
        method["id"] = json!("#a");
        method["controller"] = json!("did:web:shop.example");
        let document = json!({
            "id": "did:web:shop.example", "verificationMethod": [method], "assertionMethod": ["#a"],
        });
        DidDocument::from_json(document.to_string().as_bytes()).unwrap()
    };
    let jwk = |member: &str, value: &str| {
        let mut jwk = json!({"kty": "OKP", "crv": "Ed25519", "x": "9qZt6SlF-RQ9zxiaKFmtD09xxF_1AWM0FU3pIQ2Bw9M"});
        jwk[member] = json!(value);
        read(json!({"type": "JsonWebKey", "publicKeyJwk": jwk}))
    };
    assert_eq!(jwk("kty", "OKP").methods().len(), 1);
    for (member, value) in
        [("kty", "EC"), ("crv", "X25519"), ("x", "9qZt+"), ("x", &"A".repeat(65))]
    {
        assert!(jwk(member, value).methods().is_empty(), "{member} {value}");
    }
    // A key whose secret is published, or that is for something else.
    for (member, value) in [("d", "AAAA"), ("use", "enc"), ("key_ops", "verify")] {
        assert!(jwk(member, value).methods().is_empty(), "{member} {value}");
    }
    assert_eq!(jwk("use", "sig").methods().len(), 1);
    // The bytes of a key, but not 32 of them.
    let short = jwk("x", "AAAA");
    assert_eq!(short.methods()[0].key(), Err(MultikeyError::Length { found: 3 }));
    let other = json!({"type": "Ed25519VerificationKey2018", "publicKeyBase58": "0OIl"});
    assert!(read(other).methods().is_empty());
    // The same name for two keys, embedded and listed.
    let key = |seed: u8| KeySigner::did_key(&[seed; 32]).public_key().to_multikey();
    let method = |seed| {
        json!({"id": "#a", "type": "Multikey", "controller": "did:web:shop.example",
            "publicKeyMultibase": key(seed)})
    };
    let document = json!({
        "id": "did:web:shop.example",
        "assertionMethod": [method(1)], "verificationMethod": [method(2)],
    });
    let error = DidDocument::from_json(document.to_string().as_bytes()).unwrap_err();
    assert_eq!(error, DidDocumentError::SameKeyName { id: "did:web:shop.example#a".into() });
}

/// Other software may read the other member, and would trust another key.
#[test]
fn a_key_that_is_stated_twice_is_one_key() {
    let key = |seed: u8| KeySigner::did_key(&[seed; 32]).public_key().to_multikey();
    let jwk =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "9qZt6SlF-RQ9zxiaKFmtD09xxF_1AWM0FU3pIQ2Bw9M"});
    let read = |kind: &str, multibase: &str| {
        let document = json!({
            "id": "did:web:shop.example", "assertionMethod": ["#a"],
            "verificationMethod": [{
                "id": "#a", "type": kind, "controller": "did:web:shop.example",
                "publicKeyMultibase": multibase, "publicKeyJwk": jwk,
            }],
        });
        DidDocument::from_json(document.to_string().as_bytes())
    };
    let alone = json!({
        "id": "did:web:shop.example",
        "verificationMethod": [{
            "id": "#a", "type": "JsonWebKey", "controller": "did:web:shop.example",
            "publicKeyJwk": jwk,
        }],
    });
    let alone = DidDocument::from_json(alone.to_string().as_bytes()).unwrap();
    let same = alone.methods()[0].key().unwrap().to_multikey();
    for kind in ["Multikey", "JsonWebKey"] {
        assert_eq!(read(kind, &same).unwrap().methods().len(), 1, "{kind}");
        let id = "did:web:shop.example#a".to_owned();
        assert_eq!(read(kind, &key(1)), Err(DidDocumentError::TwoKeys { id }), "{kind}");
    }
}

/// A resolver that knows of the end of an identifier says so beside the document.
#[test]
fn a_deactivated_identifier_has_no_keys() {
    let document = |metadata: Value| {
        let did = json!({"id": "did:web:shop.example", "verificationMethod": []});
        let result = json!({"didDocument": did, "didDocumentMetadata": metadata});
        DidDocument::from_json(result.to_string().as_bytes())
    };
    assert!(document(json!({})).is_ok());
    assert!(document(json!({"deactivated": false})).is_ok());
    for flag in [json!(true), json!("true"), json!(null)] {
        let error = document(json!({"deactivated": flag})).unwrap_err();
        assert_eq!(error, DidDocumentError::Deactivated);
    }
}

/// A check that was not made is not reported as passed.
#[test]
fn each_check_is_passed_failed_or_not_reached() {
    use Outcome::{Failed, NotReached, Passed};
    let documents = signed::documents();
    let options = VerifyOptions::new(now(), &documents);
    let form = [Failed, NotReached, NotReached, NotReached, NotReached];
    let far = [
        "eyJhbGciOiJub25lIn0.eyJ2YyI6MSwiZXhwIjoxfQ.",
        "eyJhbGciOiJFZERTQSIsInR5cCI6InZjK2p3dCIsImtpZCI6ImRpZDp3ZWI6b2Zmc2V0cy5leGFtcGxlI2tleS0yMDI2In0.\
         eyJ2YWxpZEZyb20iOiIyMDkwLTAxLTAxVDAwOjAwOjAwWiIsImFtb3VudCI6IjEga2cifQ.AAAA",
        "hello world",
        "",
        "..",
    ];
    let outcomes = |error: &VerifyError| error.outcomes().map(|(_, outcome)| outcome);
    for text in far {
        for result in [verify(text.as_bytes(), &options), verify_jwt(text.as_bytes(), &options)] {
            let error = result.unwrap_err();
            assert_eq!((error.failed(), outcomes(&error)), (Check::Form, form), "{text:?}");
        }
    }
    let mut sums = signed::certificate().to_value();
    sums["credentialSubject"]["offset"]["amount_kg"] = json!("336");
    let error = verify(sums.to_string().as_bytes(), &options).unwrap_err();
    assert_eq!(outcomes(&error), [NotReached, Failed, NotReached, NotReached, NotReached]);
    let good = signed::certificate().to_json();
    let early = VerifyOptions::new(at(BEFORE), &documents);
    let error = verify(&good, &early).unwrap_err();
    assert_eq!(outcomes(&error), [Passed, Passed, Failed, NotReached, NotReached]);
    let other = documents.clone().with_did(DidDocument::new(signed::did()));
    let error = verify(&good, &VerifyOptions::new(now(), &other)).unwrap_err();
    assert_eq!(outcomes(&error), [Passed, Passed, Passed, Failed, NotReached]);
    let none = Documents::new().with_did(signed::did_document());
    let error = verify(&good, &VerifyOptions::new(now(), &none)).unwrap_err();
    assert_eq!(outcomes(&error), [Passed, Passed, Passed, Passed, Failed]);
}
