//! Keys fit their issuer, or are refused before anything is sold.

use crate::world::{SEED, STATUS_KEY, config, config_with, keys};
use co2::cert::did::DidDocument;
use co2::cert::proof::{Signer, SignerError};
use co2::cert::{Did, KeySigner};
use co2::journal::{Ledger, Memory};
use co2::keys::KeysError;
use co2::programme::OpenError;
use co2::{Keys, Programme};

const DID: &str = "did:web:offsets.example";

fn signer(seed: u8) -> KeySigner {
    KeySigner::from_seed(&[seed; 32], format!("{DID}#key-2026"))
}

fn document() -> DidDocument {
    DidDocument::new(DID.parse().unwrap())
}

/// Whose keeper has lost the key.
struct Lost;

impl Signer for Lost {
    fn sign(&self, _: &[u8]) -> Result<[u8; 64], SignerError> {
        Err(SignerError::new("the module does not answer"))
    }

    fn verification_method(&self) -> &'static str {
        "did:web:offsets.example#key-2026"
    }
}

#[test]
fn a_document_may_have_old_keys_too() {
    let document = document()
        .with_key("key-2025", &signer(1).public_key())
        .unwrap()
        .with_key("key-2026", &signer(2).public_key())
        .unwrap();
    Keys::new(Box::new(signer(2)), document, STATUS_KEY).unwrap();
}

#[test]
fn keys_that_do_not_fit_are_refused() {
    let new = |signer: Box<dyn Signer + Send + Sync>, document| {
        Keys::new(signer, document, STATUS_KEY).unwrap_err()
    };
    let error = new(Box::new(signer(1)), document());
    assert!(matches!(error, KeysError::Method { .. }), "{error:?}");
    let withdrawn = document().with_key("key-2026", &signer(1).public_key()).unwrap();
    let withdrawn = withdrawn.revoke("key-2026", "2026-11-21T12:00:00Z".parse().unwrap()).unwrap();
    let error = new(Box::new(signer(1)), withdrawn);
    assert!(matches!(error, KeysError::Method { .. }), "{error:?}");
    // A key of the right name, but another one: what it signs could never be verified.
    let other = document().with_key("key-2026", &signer(2).public_key()).unwrap();
    let error = new(Box::new(signer(1)), other);
    assert!(matches!(error, KeysError::OtherKey { .. }), "{error:?}");
    let error =
        new(Box::new(Lost), document().with_key("key-2026", &signer(1).public_key()).unwrap());
    assert!(matches!(error, KeysError::Signer(_)), "{error:?}");
    let text = format!(
        r#"{{"id": "{DID}", "verificationMethod": [{{"id": "{DID}#key-2026", "type": "Multikey",
            "controller": "{DID}", "publicKeyMultibase": "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"}}],
            "assertionMethod": ["{DID}#key-2026"]}}"#
    );
    let error = new(Box::new(signer(1)), DidDocument::from_json(text.as_bytes()).unwrap());
    assert!(matches!(error, KeysError::Unfit { .. }), "{error:?}");
    let mut issuer = config().issuer;
    issuer.key = "a key".to_owned();
    let error = Keys::from_seed(&issuer, &SEED, STATUS_KEY).unwrap_err();
    assert!(matches!(error, KeysError::Document(_)), "{error:?}");
}

#[test]
fn the_keys_must_be_those_of_the_issuer() {
    let open = |keys| {
        let ledger = Ledger::open(Memory::new(), None).unwrap();
        Programme::on_ledger(ledger, config(), keys)
    };
    let other = config_with("offsets.example", "other.example");
    let other = Keys::from_seed(&other.issuer, &SEED, STATUS_KEY).unwrap();
    let error = open(other).unwrap_err();
    assert!(matches!(error, OpenError::Issuer { .. }), "{error:?}");
    // Of the same host, but not the whole of it: certificates are the host's.
    let did: Did = format!("{DID}:shop").parse().unwrap();
    let signer = KeySigner::from_seed(&SEED, format!("{did}#key"));
    let document = DidDocument::new(did.clone()).with_key("key", &signer.public_key()).unwrap();
    let error = open(Keys::new(Box::new(signer), document, STATUS_KEY).unwrap()).unwrap_err();
    let OpenError::Issuer { did: found, .. } = error else {
        panic!("{error:?}");
    };
    assert_eq!(found, did);
    open(keys()).unwrap();
}

#[test]
fn secrets_are_not_printed() {
    let keys = keys();
    assert_eq!(format!("{keys:?}"), r#"Keys { signer: "did:web:offsets.example#key-2026", .. }"#);
    let ledger = Ledger::open(Memory::new(), None).unwrap();
    let programme = Programme::on_ledger(ledger, config(), keys).unwrap();
    let printed = format!("{programme:?}");
    for secret in [format!("{SEED:?}"), format!("{STATUS_KEY:?}")] {
        assert!(!printed.contains(secret.trim_matches(['[', ']'])), "{printed}");
    }
}

#[test]
fn secrets_that_are_none_are_refused() {
    let issuer = config().issuer;
    let new = |seed: [u8; 32], status_key| Keys::from_seed(&issuer, &seed, status_key);
    assert!(matches!(new([0; 32], STATUS_KEY), Err(KeysError::Zero { secret: "seed" })));
    assert!(matches!(new(SEED, [0; 32]), Err(KeysError::Zero { secret: "status key" })));
    // Who learned the seed from a leaked status key could sign.
    assert!(matches!(new(SEED, SEED), Err(KeysError::Same)));
    let document = document().with_key("key-2026", &signer(1).public_key()).unwrap();
    let error = Keys::new(Box::new(signer(1)), document, [0; 32]).unwrap_err();
    assert!(matches!(error, KeysError::Zero { .. }), "{error:?}");
}
