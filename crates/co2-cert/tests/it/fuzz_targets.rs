//! What must hold for any bytes from a stranger, as plain functions: `fuzz/` runs them under
//! cargo-fuzz, and `fuzz.rs` beside this file on a stable toolchain. Each panics if a promise is
//! broken.

use co2_cert::did::DidDocument;
use co2_cert::json::{self, Limits};
use co2_cert::status::{MAX_ENTRIES, MIN_ENTRIES, StatusList};
use co2_cert::{Certificate, Documents, KeySigner, VerifyOptions, verify, verify_jwt};

pub(crate) const DID: &str = "did:web:shop.example";
pub(crate) const METHOD: &str = "did:web:shop.example#2026";
pub(crate) const LIST: &str = "https://shop.example/status/1.json";
pub(crate) const AT: &str = "2026-11-21T12:00:00Z";

/// The key of the committed corpus.
pub(crate) fn signer() -> KeySigner {
    KeySigner::from_seed(&[7; 32], METHOD)
}

/// The certificate parser: what it accepts, it writes again with the same value and the same facts.
pub(crate) fn certificate(bytes: &[u8]) {
    let Ok(certificate) = Certificate::from_json(bytes) else {
        return;
    };
    let value = json::read(bytes, Limits::CERTIFICATE).expect("it was read");
    assert_eq!(certificate.to_value(), value, "one form");
    let written = certificate.to_json();
    assert_eq!(Certificate::from_json(&written).as_ref(), Ok(&certificate), "it reads back");
    assert_eq!(json::canonical(&value).expect("no floats"), written, "the canonical bytes");
}

/// The verifier: only what the issuer signed passes. The input is a file or a token, or,
/// after a line `did` or `list`, one of the documents with which a good file is verified.
pub(crate) fn verifier(bytes: &[u8], genuine: &[u8]) {
    let at = AT.parse().expect("a time");
    let issuer = DID.parse().expect("an identifier");
    let key = signer().public_key();
    let good = DidDocument::new(issuer).with_key("2026", &key).expect("a name");
    let list = StatusList::new(MIN_ENTRIES).expect("the least");
    let list = co2_cert::status::StatusListCredential {
        id: LIST.parse().expect("an address"),
        issuer: good.did().clone(),
        purpose: co2_cert::status::StatusPurpose::Revocation,
        valid_from: at,
        valid_until: None,
        ttl: None,
        list,
    };
    let url = list.id.clone();
    let documents = || Documents::new().with_did(good.clone());
    let original = Certificate::from_json(genuine).expect("the committed certificate");
    let check = |file: &[u8], documents: &Documents| {
        let options = VerifyOptions::new(at, documents);
        for result in [verify(file, &options), verify_jwt(file, &options)] {
            let Ok(verified) = result else { continue };
            // Ed25519 cannot be forged here, so this must be the certificate that was signed.
            assert_eq!(verified.certificate.record(), original.record(), "a forgery");
            assert_eq!(verified.certificate.id(), original.id(), "a forgery");
        }
    };
    if let Some(did) = bytes.strip_prefix(b"did\n") {
        if let Ok(document) = DidDocument::from_json(did) {
            let written = DidDocument::from_json(&document.to_json());
            assert_eq!(written.as_ref(), Ok(&document), "it reads back");
            let signed = list.sign(&signer()).expect("a key in memory signs");
            check(genuine, &Documents::new().with_did(document).with_status_list(url, signed));
        }
    } else if let Some(list) = bytes.strip_prefix(b"list\n") {
        check(genuine, &documents().with_status_list(url, list.to_vec()));
    } else {
        let signed = list.sign(&signer()).expect("a key in memory signs");
        check(bytes, &documents().with_status_list(url, signed));
    }
}

/// The status list: its size is bounded, and what is unpacked packs again into the same bits.
pub(crate) fn status_list(bytes: &[u8]) {
    let Ok(text) = core::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(list) = StatusList::decode(text) {
        assert!((MIN_ENTRIES..=MAX_ENTRIES).contains(&list.entries()), "bounded");
        assert_eq!(list.get(list.entries()), None, "no entry behind the last");
        assert_eq!(StatusList::decode(&list.encode()).as_ref(), Ok(&list), "the same bits");
    }
}
