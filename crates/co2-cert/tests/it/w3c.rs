//! The W3C's test vector of `eddsa-jcs-2022`, step by step and byte for byte.
//!
//! Source: Data Integrity EdDSA Cryptosuites v1.0, its repository's `TestVectors/eddsa-jcs-2022`; see
//! `tests/data/w3c/NOTICE.md`. The vector's key is not its issuer's, so only its proof is checked.

use co2_cert::json::canonical;
use co2_cert::proof::{ProofError, PublicKey, hash_data, sign_document, verify_document};
use co2_cert::{KeySigner, Signer};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

macro_rules! vector {
    ($file:literal) => {
        include_str!(concat!("../data/w3c/", $file))
    };
}

fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn unsigned() -> Value {
    parse(vector!("unsigned.json"))
}

fn signed() -> Value {
    parse(vector!("eddsa-jcs-2022/signedJCS.json"))
}

fn public_key() -> PublicKey {
    let keys = parse(vector!("keyPair.json"));
    keys["publicKeyMultibase"].as_str().unwrap().parse().unwrap()
}

fn signer() -> KeySigner {
    let keys = parse(vector!("keyPair.json"));
    let secret = keys["privateKeyMultibase"].as_str().unwrap();
    let bytes = bs58::decode(secret.strip_prefix('z').unwrap()).into_vec().unwrap();
    // Multicodec `ed25519-priv`, 0x1300 as a varint.
    let seed = bytes.strip_prefix(&[0x80, 0x26]).unwrap();
    let options = parse(vector!("eddsa-jcs-2022/proofConfigJCS.json"));
    let method = options["verificationMethod"].as_str().unwrap();
    KeySigner::from_seed(seed.try_into().unwrap(), method)
}

#[test]
fn the_key_pair_is_one() {
    assert_eq!(signer().public_key(), public_key());
    let did_key = format!("did:key:{}", public_key());
    assert!(signer().verification_method().starts_with(&did_key));
}

#[test]
fn every_step_is_the_same_byte_for_byte() {
    let document = unsigned();
    let options = parse(vector!("eddsa-jcs-2022/proofConfigJCS.json"));
    let text = |value| String::from_utf8(canonical(value).unwrap()).unwrap();
    assert_eq!(text(&document), vector!("eddsa-jcs-2022/canonDocJCS.txt"));
    assert_eq!(text(&options), vector!("eddsa-jcs-2022/proofCanonJCS.txt"));

    let hashes = hash_data(&document, &options).unwrap();
    assert_eq!(HEXLOWER.encode(&hashes.proof), vector!("eddsa-jcs-2022/proofHashJCS.txt"));
    assert_eq!(HEXLOWER.encode(&hashes.document), vector!("eddsa-jcs-2022/docHashJCS.txt"));
    let both = hashes.to_bytes();
    assert_eq!(HEXLOWER.encode(&both), vector!("eddsa-jcs-2022/combinedHashJCS.txt"));

    let signature = signer().sign(&both).unwrap();
    assert_eq!(HEXLOWER.encode(&signature), vector!("eddsa-jcs-2022/sigHexJCS.txt"));

    let created = options["created"].as_str().unwrap().parse().unwrap();
    let ours = sign_document(&document, created, &signer()).unwrap();
    assert_eq!(ours, signed());
    assert_eq!(ours["proof"]["proofValue"], vector!("eddsa-jcs-2022/sigBTC58JCS.txt"));
}

#[test]
fn the_vector_verifies_and_changed_copies_do_not() {
    let key = public_key();
    assert_eq!(verify_document(&signed(), &key), Ok(()));
    assert_eq!(verify_document(&unsigned(), &key), Err(ProofError::NotOneProof));
    assert_eq!(verify_document(&json!([]), &key), Err(ProofError::NotAnObject));

    let changed = |pointer: &str, value: Value| {
        let mut document = signed();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let parent = document.pointer_mut(parent).unwrap();
        match name.parse::<usize>() {
            Ok(index) => parent[index] = value,
            Err(_) => parent[name] = value,
        }
        verify_document(&document, &key)
    };
    for (pointer, value) in [
        ("/name", json!("alumni Credential")),
        ("/credentialSubject/id", json!("did:example:abcdefgi")),
        ("/validFrom", json!("2023-01-01T00:00:01Z")),
        ("/type/1", json!("AlumnaCredential")),
        ("/extra", json!(true)),
        ("/proof/created", json!("2023-02-24T23:36:39Z")),
        ("/proof/verificationMethod", json!("did:key:z6Mk")),
        ("/proof/extra", json!("1")),
    ] {
        assert_eq!(changed(pointer, value), Err(ProofError::Signature), "{pointer}");
    }
    for member in ["type", "cryptosuite", "proofPurpose"] {
        let error = changed(&format!("/proof/{member}"), json!("other"));
        assert_eq!(error, Err(ProofError::Member { member }));
    }
    assert_eq!(
        changed("/proof/@context/1", json!("https://www.w3.org/ns/credentials/v2")),
        Err(ProofError::Context)
    );
    assert_eq!(changed("/proof/@context", json!([])), Err(ProofError::Signature));
    assert_eq!(changed("/proof", json!([])), Err(ProofError::NotOneProof));
    let value = vector!("eddsa-jcs-2022/sigBTC58JCS.txt");
    let without_prefix = value.strip_prefix('z').unwrap();
    let short = value.strip_suffix("aX").unwrap();
    for bad in ["z", "", without_prefix, short, "z0", &format!("z1{without_prefix}")] {
        assert_eq!(changed("/proof/proofValue", json!(bad)), Err(ProofError::Value), "{bad}");
    }
    assert!(matches!(changed("/extra", json!(0.5)), Err(ProofError::Number(_))));
}

/// The cryptosuite allows contexts after those named by the proof; they are not signed. (Our own
/// certificates allow none.)
#[test]
fn contexts_may_follow_those_of_the_proof() {
    let mut document = signed();
    document["@context"].as_array_mut().unwrap().push(json!("https://a.example/"));
    assert_eq!(verify_document(&document, &public_key()), Ok(()));
    document["@context"].as_array_mut().unwrap().reverse();
    assert_eq!(verify_document(&document, &public_key()), Err(ProofError::Context));
}
