//! Checking that a document was signed by its issuer.

use crate::Certificate;
use crate::did::{Did, DidDocument, DidResolver, KeyEnd, ResolveError};
use crate::proof::{JwtError, MultikeyError, ProofError, PublicKey, verify_document};
use co2_units::Timestamp;
use serde_json::Value;

/// The reason why a document is not accepted as its issuer's.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AuthenticityError {
    /// The document has no proof.
    #[error("the document is not signed")]
    Unsigned,
    /// The key named by the proof does not belong to the issuer.
    #[error("the key {method:?} does not belong to {issuer}")]
    MethodNotOfIssuer {
        /// The key's full name.
        method: String,
        /// The issuer.
        issuer: Did,
    },
    /// The issuer's DID document was not found.
    #[error(transparent)]
    Resolve(#[from] ResolveError),
    /// The issuer's DID document does not have the key.
    #[error("the issuer's document has no key {method:?}")]
    UnknownMethod {
        /// The key's full name.
        method: String,
    },
    /// The key is not listed for assertions: it was removed from them, or it has another purpose.
    #[error("the key {method:?} is not listed for assertions")]
    NotForAssertion {
        /// The key's full name.
        method: String,
    },
    /// The key was revoked or had expired at the time of verification.
    #[error("the key {method:?} {end}")]
    KeyEnded {
        /// The key's full name.
        method: String,
        /// When and how it ended.
        end: KeyEnd,
    },
    /// The key is of another kind, malformed or weak.
    #[error("the key {method:?} cannot be used")]
    Key {
        /// The key's full name.
        method: String,
        /// What is wrong with it.
        source: MultikeyError,
    },
    /// The proof is dated after the time of verification.
    #[error("the proof is dated {created}, after the time of verification")]
    Later {
        /// The date of the proof.
        created: Timestamp,
    },
    /// The proof has expired.
    #[error("the proof was valid until {expires}")]
    Expired {
        /// The time until which it was valid.
        expires: Timestamp,
    },
    /// The proof is malformed, or its signature does not match.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The token is malformed, or its signature does not match.
    #[error(transparent)]
    Jwt(#[from] JwtError),
}

/// Checks a document's only proof: the issuer's key for assertions must have made it by the given time.
pub(crate) fn authenticate(
    document: &Value,
    issuer: &Did,
    at: Timestamp,
    resolver: &dyn DidResolver,
) -> Result<(), AuthenticityError> {
    let proof = document.get("proof").ok_or(AuthenticityError::Unsigned)?;
    if !proof.is_object() {
        return Err(ProofError::NotOneProof.into());
    }
    let text = |member| {
        let text = proof.get(member).map(Value::as_str);
        text.map(|text| text.ok_or(ProofError::Member { member })).transpose()
    };
    let time = |member| {
        let text: Option<&str> = text(member)?;
        text.map(str::parse::<Timestamp>).transpose().map_err(|_| ProofError::Member { member })
    };
    let missing = |member| ProofError::Member { member };
    let method = text("verificationMethod")?.ok_or_else(|| missing("verificationMethod"))?;
    if !issuer.owns(method) {
        return Err(not_of_issuer(method, issuer));
    }
    let created = time("created")?.ok_or_else(|| missing("created"))?;
    if created > at {
        return Err(AuthenticityError::Later { created });
    }
    if let Some(expires) = time("expires")?.filter(|&expires| expires <= at) {
        return Err(AuthenticityError::Expired { expires });
    }
    let key = issuer_key(method, issuer, at, resolver)?;
    Ok(verify_document(document, &key)?)
}

/// Does the same for a certificate, whose proof has exactly one form and does not expire.
pub(super) fn authenticate_certificate(
    certificate: &Certificate,
    at: Timestamp,
    resolver: &dyn DidResolver,
) -> Result<(), AuthenticityError> {
    let (created, method) = certificate.signed().ok_or(AuthenticityError::Unsigned)?;
    let issuer = certificate.issuer().did();
    if !issuer.owns(method) {
        return Err(not_of_issuer(method, issuer));
    }
    if created > at {
        return Err(AuthenticityError::Later { created });
    }
    let key = issuer_key(method, issuer, at, resolver)?;
    Ok(certificate.check_proof(&key)?)
}

/// Cuts a name to the length that an error carries.
fn shown(method: &str) -> String {
    method.chars().take(600).collect()
}

fn not_of_issuer(method: &str, issuer: &Did) -> AuthenticityError {
    AuthenticityError::MethodNotOfIssuer { method: shown(method), issuer: issuer.clone() }
}

/// Returns the key with a full name if the issuer lists it for assertions at an instant. This also refuses a
/// proof made at or after the key's end, because no accepted proof is later than the instant.
pub(super) fn issuer_key(
    method: &str,
    issuer: &Did,
    at: Timestamp,
    resolver: &dyn DidResolver,
) -> Result<PublicKey, AuthenticityError> {
    if !issuer.owns(method) {
        return Err(not_of_issuer(method, issuer));
    }
    let name = || shown(method);
    let keys = match DidDocument::of_did_key(issuer) {
        Some(document) => document,
        None => resolver.resolve(issuer)?,
    };
    if keys.did() != issuer {
        return Err(AuthenticityError::Resolve(ResolveError::Other {
            did: issuer.clone(),
            found: keys.did().clone(),
        }));
    }
    let found =
        keys.method(method).ok_or_else(|| AuthenticityError::UnknownMethod { method: name() })?;
    if let Some(end) = found.ended(at) {
        return Err(AuthenticityError::KeyEnded { method: name(), end });
    }
    if !found.asserts() {
        return Err(AuthenticityError::NotForAssertion { method: name() });
    }
    found.key().map_err(|source| AuthenticityError::Key { method: name(), source })
}
