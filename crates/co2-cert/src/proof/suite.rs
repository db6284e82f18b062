//! The cryptosuite `eddsa-jcs-2022`.

use super::base58;
use super::key::PublicKey;
use super::signer::{Signer, SignerError};
use crate::did::Did;
use crate::json::{NumberError, canonical};
use co2_units::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// What is signed: two SHA-256 hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashData {
    /// Of the proof's options.
    pub proof: [u8; 32],
    /// Of the document without its proof.
    pub document: [u8; 32],
}

impl HashData {
    /// The 64 bytes that are signed: the options' hash first.
    pub fn to_bytes(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        let both = self.proof.iter().chain(&self.document);
        for (place, byte) in bytes.iter_mut().zip(both) {
            *place = *byte;
        }
        bytes
    }
}

/// Why a document's proof is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofError {
    /// The document is no JSON object.
    #[error("the document is no object")]
    NotAnObject,
    /// There is no proof, or not exactly one.
    #[error("the document has not exactly one proof")]
    NotOneProof,
    /// A member of the proof is missing or not what `eddsa-jcs-2022` has there.
    #[error("the proof's member {member:?} is not that of an eddsa-jcs-2022 assertion")]
    Member {
        /// The member.
        member: &'static str,
    },
    /// The proof's contexts are not those with which the document's begin.
    #[error("the proof's contexts are not the first of the document's")]
    Context,
    /// The proof value is not `z` and Base58 of 64 bytes.
    #[error("the proof value is not z and Base58 of 64 bytes")]
    Value,
    /// A number in the document that readers disagree about.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The signature is not the key's over this document.
    #[error("the signature does not fit the document and the key")]
    Signature,
}

/// Why a document cannot be signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The document is no JSON object.
    #[error("the document is no object")]
    NotAnObject,
    /// The document has a proof already.
    #[error("the document is signed already")]
    Signed,
    /// A number in the document that readers disagree about.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// The signer's key is not one of the issuer.
    #[error("the key {method:?} is not one of {issuer}")]
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

/// The hashes of a document without proof and of a proof's options (the proof without its value).
///
/// # Errors
/// When one has a number that readers disagree about.
pub fn hash_data(document: &Value, options: &Value) -> Result<HashData, NumberError> {
    let hash = |value| Ok(Sha256::digest(canonical(value)?).into());
    Ok(HashData { proof: hash(options)?, document: hash(document)? })
}

/// Adds a proof to a document.
///
/// # Errors
/// When the document is no object, has a proof or an unsafe number, or the signer fails.
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

/// Checks a document's one proof against a key. It does not ask whose key that is: see
/// [`verify`](fn@crate::verify).
///
/// # Errors
/// When there is not exactly one proof, it is of another kind, or the signature does not fit.
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
    // Such a proof counts only together with another one, which is not looked for here.
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

/// A signature as a proof's value: `z` and Base58.
pub(crate) fn write_proof_value(signature: &[u8; 64]) -> String {
    format!("z{}", base58::encode(signature))
}

/// The signature of a proof's value.
pub(crate) fn read_proof_value(value: &str) -> Option<[u8; 64]> {
    base58::decode(value.strip_prefix('z')?, MAX_DIGITS)?.try_into().ok()
}

type Members = Map<String, Value>;

/// The document without its proof, and the proof.
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
