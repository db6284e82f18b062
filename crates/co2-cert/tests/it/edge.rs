//! Cases on which verifiers of Ed25519 and of Data Integrity proofs are known to disagree.

use crate::common::signed;
use co2_cert::Signer;
use co2_cert::proof::{ProofError, PublicKey, verify_document};
use data_encoding::HEXLOWER;
use serde_json::Value;

fn bytes(hex: &str) -> [u8; 32] {
    HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()
}

/// Every encoding of a point whose order divides eight: eight canonical ones, and six in which the sign of
/// x = 0 is set or y is not reduced (Chalkias, Garillot, Nikolaenko 2020).
const SMALL_ORDER: [&str; 14] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

/// Under a key of small order one signature fits many messages.
#[test]
fn no_key_is_of_small_order() {
    for point in SMALL_ORDER {
        assert!(PublicKey::from_bytes(&bytes(point)).is_err(), "{point}");
    }
}

#[test]
fn no_signature_has_a_point_of_small_order() {
    let signer = signed::signer();
    let signature = signer.sign(b"message").unwrap();
    for point in SMALL_ORDER {
        let mut changed = signature;
        changed[..32].copy_from_slice(&bytes(point));
        assert!(!signer.public_key().verifies(b"message", &changed), "{point}");
        // With s = 0, such a point alone would pass a careless check of the equation.
        changed[32..].fill(0);
        assert!(!signer.public_key().verifies(b"message", &changed), "{point}");
    }
}

/// Adding the order of the base point to s gives a second encoding of the same signature.
#[test]
fn a_signature_has_one_spelling() {
    let signer = signed::signer();
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    for message in [&b"message"[..], b"", &[0; 64]] {
        let signature = signer.sign(message).unwrap();
        assert!(signer.public_key().verifies(message, &signature));
        let mut other = signature;
        let mut carry = 0_u16;
        for (digit, added) in other[32..].iter_mut().zip(order) {
            let sum = u16::from(*digit) + u16::from(added) + carry;
            (*digit, carry) = (sum.to_le_bytes()[0], sum >> 8);
        }
        assert_eq!(carry, 0);
        assert_ne!(other, signature);
        assert!(!signer.public_key().verifies(message, &other));
        // The highest bits of s are not ignored.
        for bit in [0x20, 0x40, 0x80] {
            let mut high = signature;
            high[63] |= bit;
            assert!(!signer.public_key().verifies(message, &high));
        }
    }
}

/// The W3C's vectors of other suites, of proof sets and of proof chains are genuine, and are refused with the
/// reason that fits.
#[test]
fn other_proofs_of_the_standard_are_refused_with_their_reason() {
    macro_rules! vector {
        ($file:literal) => {
            serde_json::from_str::<Value>(include_str!(concat!("../data/w3c/", $file))).unwrap()
        };
    }
    let key: Value = vector!("keyPair.json");
    let key: PublicKey = key["publicKeyMultibase"].as_str().unwrap().parse().unwrap();
    let other_suite = vector!("eddsa-rdfc-2022/signedDataInt.json");
    let member = |member| Err(ProofError::Member { member });
    assert_eq!(verify_document(&other_suite, &key), member("cryptosuite"));
    for lists in [
        vector!("proof-set-chain/signedProofSet1.json"),
        vector!("proof-set-chain/signedProofSet2.json"),
        vector!("proof-set-chain/signedProofChain1.json"),
        vector!("proof-set-chain/signedProofChain2.json"),
    ] {
        // The first document of the set has one proof, as an object.
        let whole = verify_document(&lists, &key);
        let proofs = match &lists["proof"] {
            Value::Array(proofs) => {
                assert_eq!(whole, Err(ProofError::NotOneProof));
                proofs.clone()
            }
            one => vec![one.clone()],
        };
        // Each of them alone still belongs to another suite.
        for proof in proofs {
            let mut one = lists.clone();
            one["proof"] = proof;
            assert_eq!(verify_document(&one, &key), member("cryptosuite"));
        }
    }
}
