//! Keys and DID documents.

use crate::common::{at, signed};
use co2_cert::did::{DidDocument, DidDocumentError};
use co2_cert::json::JsonErrorKind;
use co2_cert::proof::{MultikeyError, PublicKey};
use co2_cert::{Did, KeySigner, Signer};
use proptest::prelude::*;
use serde_json::{Value, json};

fn multikey(bytes: &[u8]) -> String {
    format!("z{}", bs58::encode(bytes).into_string())
}

#[test]
fn each_unfit_key_has_its_error() {
    let read = |text: &str| PublicKey::from_multikey(text).unwrap_err();
    let good = signed::signer().public_key();
    let text = good.to_multikey();
    assert_eq!(PublicKey::from_multikey(&text), Ok(good));
    assert!(text.starts_with("z6Mk"));

    assert_eq!(read(text.strip_prefix('z').unwrap()), MultikeyError::Prefix);
    assert_eq!(read("z0OIl"), MultikeyError::Base58);
    assert_eq!(read(&format!("z{}", "2".repeat(100_000))), MultikeyError::Base58);
    // The multicodecs of an X25519 key and of an Ed25519 private key.
    let x25519 = [&[0xec, 0x01], &good.to_bytes()[..]].concat();
    assert_eq!(read(&multikey(&x25519)), MultikeyError::Multicodec { first: 0xec, second: 1 });
    let secret = [&[0x80, 0x26], &[7; 32][..]].concat();
    assert_eq!(read(&multikey(&secret)), MultikeyError::Multicodec { first: 0x80, second: 0x26 });
    let short = [&[0xed, 0x01], &good.to_bytes()[..31]].concat();
    assert_eq!(read(&multikey(&short)), MultikeyError::Length { found: 31 });
    assert_eq!(read("z"), MultikeyError::Length { found: 0 });
    // No point of the curve has y = 2.
    let mut two = [0; 32];
    two[0] = 2;
    assert_eq!(PublicKey::from_bytes(&two), Err(MultikeyError::NotAPoint));
    // The neutral point, y = 1, and the point of order two, y = -1.
    let mut one = [0; 32];
    one[0] = 1;
    let mut minus_one = [0xff; 32];
    minus_one[0] = 0xec;
    minus_one[31] = 0x7f;
    for small in [one, minus_one, [0; 32]] {
        assert_eq!(PublicKey::from_bytes(&small), Err(MultikeyError::SmallOrder));
        let text = multikey(&[&[0xed, 0x01], &small[..]].concat());
        assert_eq!(read(&text), MultikeyError::SmallOrder);
    }
}

proptest! {
    #[test]
    fn multikeys_read_back(seed: [u8; 32]) {
        let signer = KeySigner::did_key(&seed);
        let key = signer.public_key();
        prop_assert_eq!(PublicKey::from_multikey(&key.to_multikey()), Ok(key));
        let did = signer.did().unwrap();
        let document = DidDocument::of_did_key(&did).unwrap();
        let method = document.method(signer.verification_method()).unwrap();
        prop_assert_eq!(method.key(), Ok(key));
        let message = signer.sign(b"message").unwrap();
        prop_assert!(key.verifies(b"message", &message));
        prop_assert!(!key.verifies(b"Message", &message));
    }
}

#[test]
fn a_signer_never_shows_its_key() {
    let text = format!("{:?}", signed::signer());
    assert_eq!(text, "KeySigner { method: \"did:web:shop.example#2026\", .. }");
}

#[test]
fn documents_keep_old_keys() {
    let key = |n: u8| KeySigner::did_key(&[n; 32]).public_key();
    let document = DidDocument::new(signed::did())
        .with_key("2024", &key(1))
        .and_then(|d| d.with_key("2025", &key(2)))
        .and_then(|d| d.with_key("2026", &key(3)))
        .and_then(|d| d.revoke("2024", at("2024-06-01T00:00:00Z")))
        .and_then(|d| d.retire("2025", at("2036-01-01T00:00:00Z")))
        .unwrap();
    let value: Value = serde_json::from_slice(&document.to_json()).unwrap();
    assert_eq!(value["verificationMethod"].as_array().unwrap().len(), 3);
    assert_eq!(
        value["verificationMethod"][1],
        json!({
            "id": "did:web:shop.example#2025",
            "type": "Multikey",
            "controller": "did:web:shop.example",
            "publicKeyMultibase": key(2).to_multikey(),
            "expires": "2036-01-01T00:00:00Z",
        })
    );
    assert_eq!(value["verificationMethod"][0]["revoked"], "2024-06-01T00:00:00Z");
    assert_eq!(value["verificationMethod"][2].get("expires"), None);
    assert_eq!(
        value["assertionMethod"],
        json!(["did:web:shop.example#2025", "did:web:shop.example#2026"])
    );
    let read = DidDocument::from_json(&document.to_json()).unwrap();
    assert_eq!(read, document);
    let asserts: Vec<bool> = read.methods().iter().map(co2_cert::did::Method::asserts).collect();
    assert_eq!(asserts, [false, true, true]);
}

#[test]
fn names_of_keys_are_checked() {
    let key = signed::signer().public_key();
    let with = |name: &str| DidDocument::new(signed::did()).with_key(name, &key).unwrap_err();
    for name in ["", "a b", "a#b", &"a".repeat(65)] {
        assert!(matches!(with(name), DidDocumentError::KeyName { .. }), "{name}");
    }
    let twice = signed::did_document().with_key("2026", &key).unwrap_err();
    assert_eq!(twice, DidDocumentError::SameKeyName { id: signed::METHOD.to_owned() });
}

#[test]
fn documents_of_others_are_read_with_what_we_know() {
    let key = signed::signer().public_key().to_multikey();
    let text = json!({
        "@context": "https://www.w3.org/ns/did/v1",
        "id": "did:web:shop.example",
        "service": [{"id": "#s", "type": "LinkedDomains", "serviceEndpoint": "https://shop.example"}],
        "verificationMethod": [
            {"id": "#short", "type": "Multikey", "controller": "did:web:shop.example", "publicKeyMultibase": key},
            {"id": "did:web:shop.example#jwk", "type": "JsonWebKey", "controller": "did:web:shop.example", "publicKeyJwk": {}},
            {"id": "did:web:shop.example#theirs", "type": "Multikey", "controller": "did:web:other.example", "publicKeyMultibase": key},
            {"id": "did:web:shop.example#p256", "type": "Multikey", "controller": "did:web:shop.example", "publicKeyMultibase": multikey(&[0x80, 0x24, 3])},
        ],
        "assertionMethod": [
            "#short",
            {"id": "#embedded", "type": "Multikey", "controller": "did:web:shop.example", "publicKeyMultibase": key},
        ],
    });
    let document = DidDocument::from_json(text.to_string().as_bytes()).unwrap();
    let ids: Vec<(&str, bool)> = document.methods().iter().map(|m| (m.id(), m.asserts())).collect();
    assert_eq!(
        ids,
        [
            ("did:web:shop.example#embedded", true),
            ("did:web:shop.example#short", true),
            ("did:web:shop.example#p256", false),
        ]
    );
    let p256 = document.method("did:web:shop.example#p256").unwrap();
    assert_eq!(p256.key(), Err(MultikeyError::Multicodec { first: 0x80, second: 0x24 }));
}

#[test]
fn malformed_documents_are_refused() {
    let read = |value: Value| DidDocument::from_json(value.to_string().as_bytes()).unwrap_err();
    let member = |member| DidDocumentError::Member { member };
    assert_eq!(read(json!({})), member("id"));
    assert_eq!(read(json!({"id": "did:example:1"})), member("id"));
    let id = "did:web:shop.example";
    assert_eq!(read(json!({"id": id, "assertionMethod": "#a"})), member("assertionMethod"));
    assert_eq!(read(json!({"id": id, "verificationMethod": [{}]})), member("verificationMethod"));
    let one = json!({"id": "#a", "type": "Multikey", "controller": id, "publicKeyMultibase": "z"});
    let two = json!({"id": "#a", "type": "Multikey", "controller": id, "publicKeyMultibase": "z2"});
    assert!(matches!(
        read(json!({"id": id, "verificationMethod": [one, two]})),
        DidDocumentError::SameKeyName { .. }
    ));
    match DidDocument::from_json(br#"{"id":"a","id":"b"}"#) {
        Err(DidDocumentError::Json(error)) => {
            assert_eq!(error.kind, JsonErrorKind::DuplicateKey { name: "id".into() });
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_a_did_key_is_its_own_document() {
    let web: Did = signed::did();
    assert_eq!(DidDocument::of_did_key(&web), None);
}
