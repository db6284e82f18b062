//! The cryptosuite `eddsa-jcs-2022`.

use super::base58;
use super::key::PublicKey;
use super::signer::{Signer, SignerError};
use crate::did::Did;
use crate::json::{NumberError, canonical};
use co2_units::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The data that is signed: two SHA-256 hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashData {
    /// The hash of the proof's options.
    pub proof: [u8; 32],
    /// The hash of the document without its proof.
    pub document: [u8; 32],
}

impl HashData {
    /// Returns the 64 bytes that are signed, starting with the options' hash.
    pub fn to_bytes(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        let both = self.proof.iter().chain(&self.document);
        for (place, byte) in bytes.iter_mut().zip(both) {
            *place = *byte;
        }
        bytes
    }
}

/// An error from checking a document's proof.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The document is not a JSON object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// The document has no proof or several proofs.
    #[error("the document does not have exactly one proof")]
    NotOneProof,
    /// A member of the proof is missing, or its value is not that of an `eddsa-jcs-2022` assertion.
    #[error("the proof's member {member:?} is not that of an eddsa-jcs-2022 assertion")]
    Member {
        /// The member's name.
        member: &'static str,
    },
    /// The proof's contexts are not the first of the document's contexts.
    #[error("the proof's contexts are not the first of the document's contexts")]
    Context,
    /// The proof value is not `z` followed by 64 bytes in Base58.
    #[error("the proof value is not z followed by 64 bytes in Base58")]
    Value,
    /// The document contains a number that readers interpret differently.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The key did not make this signature for this document.
    #[error("the signature does not match the document and the key")]
    Signature,
}

/// An error from signing a document.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The document is not a JSON object.
    #[error("the document is not a JSON object")]
    NotAnObject,
    /// The document already has a proof.
    #[error("the document is already signed")]
    Signed,
    /// The document contains a number that readers interpret differently.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The signer's key does not belong to the issuer.
    #[error("the key {method:?} does not belong to {issuer}")]
    MethodNotOfIssuer {
        /// The key's full name.
        method: String,
        /// The issuer.
        issuer: Did,
    },
    /// The signer failed.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

/// Base58 of 64 bytes has at most 88 digits.
const MAX_DIGITS: usize = 100;

/// Hashes a document without its proof and the proof's options, which are the proof without its value.
///
/// # Errors
/// Returns an error if one of them has a number that readers interpret differently.
pub fn hash_data(document: &Value, options: &Value) -> Result<HashData, NumberError> {
    let hash = |value| Ok(Sha256::digest(canonical(value)?).into());
    Ok(HashData { proof: hash(options)?, document: hash(document)? })
}

/// Adds a proof to a document.
///
/// # Errors
/// Returns an error if the document is not an object, already has a proof, or has a number that readers interpret
/// differently, or if the signer fails.
///
/// ```
/// use co2_cert::KeySigner;
/// use co2_cert::proof::{ProofError, sign_document, verify_document};
/// use co2_cert::serde_json::json;
///
/// let signer = KeySigner::did_key(&[7; 32]);
/// let mut signed = sign_document(&json!({"a": "1"}), "2026-11-21T12:00:00Z".parse()?, &signer)?;
/// assert_eq!(verify_document(&signed, &signer.public_key()), Ok(()));
///
/// signed["a"] = "2".into();
/// assert_eq!(verify_document(&signed, &signer.public_key()), Err(ProofError::Signature));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sign_document(
    document: &Value,
    created: Timestamp,
    signer: &dyn Signer,
) -> Result<Value, SignError> {
    let mut signed = document.as_object().ok_or(SignError::NotAnObject)?.clone();
    if signed.contains_key("proof") {
        return Err(SignError::Signed);
    }
    let mut options = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": created,
        "verificationMethod": signer.verification_method(),
        "proofPurpose": "assertionMethod",
    });
    if let (Value::Object(members), Some(context)) = (&mut options, signed.get("@context")) {
        members.insert("@context".to_owned(), context.clone());
    }
    let hashes = hash_data(document, &options)?;
    let signature = signer.sign(&hashes.to_bytes())?;
    if let Value::Object(members) = &mut options {
        members.insert("proofValue".to_owned(), write_proof_value(&signature).into());
    }
    signed.insert("proof".to_owned(), options);
    Ok(Value::Object(signed))
}

/// Checks a document's only proof with a key. It does not check whose key that is; for that, see
/// [`verify`](fn@crate::verify).
///
/// # Errors
/// Returns an error if there is not exactly one proof, if it is of another kind, or if the signature does not
/// match.
pub fn verify_document(document: &Value, key: &PublicKey) -> Result<(), ProofError> {
    let (mut unsecured, mut options) = split(document)?;
    for (member, expected) in [
        ("type", "DataIntegrityProof"),
        ("cryptosuite", "eddsa-jcs-2022"),
        ("proofPurpose", "assertionMethod"),
    ] {
        if options.get(member).and_then(Value::as_str) != Some(expected) {
            return Err(ProofError::Member { member });
        }
    }
    // Such a proof is valid only together with another proof, and proof chains are not supported.
    if options.contains_key("previousProof") {
        return Err(ProofError::Member { member: "previousProof" });
    }
    let value = options.remove("proofValue");
    let signature = value
        .as_ref()
        .and_then(Value::as_str)
        .and_then(read_proof_value)
        .ok_or(ProofError::Value)?;
    if let Some(signed_under) = options.get("@context") {
        let context = unsecured.get("@context").ok_or(ProofError::Context)?;
        if !starts_with(context, signed_under) {
            return Err(ProofError::Context);
        }
        unsecured.insert("@context".to_owned(), signed_under.clone());
    }
    let hashes = hash_data(&Value::Object(unsecured), &Value::Object(options))?;
    if key.verifies(&hashes.to_bytes(), &signature) { Ok(()) } else { Err(ProofError::Signature) }
}

/// Writes a signature as a proof value: `z` and Base58.
pub(crate) fn write_proof_value(signature: &[u8; 64]) -> String {
    format!("z{}", base58::encode(signature))
}

/// Reads the signature from a proof value.
pub(crate) fn read_proof_value(value: &str) -> Option<[u8; 64]> {
    base58::decode(value.strip_prefix('z')?, MAX_DIGITS)?.try_into().ok()
}

type Members = Map<String, Value>;

/// Splits a document into itself without its proof, and the proof.
fn split(document: &Value) -> Result<(Members, Members), ProofError> {
    let mut unsecured = document.as_object().ok_or(ProofError::NotAnObject)?.clone();
    match unsecured.remove("proof") {
        Some(Value::Object(proof)) => Ok((unsecured, proof)),
        _ => Err(ProofError::NotOneProof),
    }
}

fn starts_with(context: &Value, prefix: &Value) -> bool {
    match (context, prefix) {
        (Value::Array(all), Value::Array(first)) => all.starts_with(first),
        (Value::Array(all), one) => all.first() == Some(one),
        (one, other) => one == other,
    }
}
