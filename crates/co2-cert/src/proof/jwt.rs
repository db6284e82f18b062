//! Enveloping proofs: `vc+jwt` tokens.
//!
//! Specification: *Securing Verifiable Credentials using JOSE and COSE*, W3C Recommendation
//! 2025-05-15, section 3.1. JWS is defined in RFC 7515, and EdDSA for it in RFC 8037 and, under the name `Ed25519`,
//! in RFC 9864.

use super::key::PublicKey;
use super::signer::{Signer, SignerError};
use crate::json::{self, JsonError, Limits};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

/// The media type of a certificate in a token.
pub const JWT_MEDIA_TYPE: &str = "application/vc+jwt";

/// The greatest length of a token, in bytes.
pub const MAX_JWT: usize = 384 * 1024;

/// The limits for a protected header.
const HEADER: Limits = Limits { bytes: 4096, depth: 2 };

/// An error from reading a certificate's `vc+jwt` token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JwtError {
    /// The token is longer than allowed.
    #[error("the token has {bytes} bytes, more than {max}")]
    TooLarge {
        /// The length of the token, in bytes.
        bytes: usize,
        /// The greatest length allowed, in bytes.
        max: usize,
    },
    /// The token does not have three parts separated by full stops.
    #[error("a token has three parts separated by full stops")]
    Parts,
    /// A part is not canonical Base64url without padding.
    #[error("the token's {part} is not base64url text")]
    Encoding {
        /// The part: `header`, `payload` or `signature`.
        part: &'static str,
    },
    /// The header is not strict JSON.
    #[error("the token's header is not strict JSON")]
    Header(#[source] JsonError),
    /// A member of the header is missing, or its value is not that of a `vc+jwt` signed with Ed25519.
    #[error("the token's header has no valid member {member:?}")]
    Member {
        /// The member's name.
        member: &'static str,
    },
    /// The header has a member that is not supported, such as `crit`.
    #[error("the token's header has the unknown member {member:?}")]
    UnknownMember {
        /// The member's name, at most its first 64 characters.
        member: String,
    },
    /// The payload has an embedded proof; a certificate in a token must not have one.
    #[error("the token's payload has an embedded proof")]
    SecuredTwice,
    /// The signature does not have 64 bytes.
    #[error("the token's signature has {found} bytes, not 64")]
    SignatureLength {
        /// The length found, in bytes.
        found: usize,
    },
    /// The key did not make this signature for this token.
    #[error("the signature does not match the token and the key")]
    Signature,
}

/// A token split into its parts; its signature has not been verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Jwt<'a> {
    /// The key's full name.
    pub(crate) key_id: String,
    pub(crate) payload: Vec<u8>,
    signed: &'a [u8],
    signature: [u8; 64],
}

impl<'a> Jwt<'a> {
    pub(crate) fn read(token: &'a [u8]) -> Result<Self, JwtError> {
        let bytes = token.len();
        if bytes > MAX_JWT {
            return Err(JwtError::TooLarge { bytes, max: MAX_JWT });
        }
        let mut parts = token.split(|byte| *byte == b'.');
        let mut part = || parts.next().ok_or(JwtError::Parts);
        let (header, payload, signature) = (part()?, part()?, part()?);
        if parts.next().is_some() {
            return Err(JwtError::Parts);
        }
        let decode =
            |part, text| BASE64URL_NOPAD.decode(text).map_err(|_| JwtError::Encoding { part });
        let key_id = key_id(&decode("header", header)?)?;
        let signature = decode("signature", signature)?;
        let found = signature.len();
        let signature = signature.try_into().map_err(|_| JwtError::SignatureLength { found })?;
        let payload_bytes = decode("payload", payload)?;
        let end = header.len().saturating_add(1).saturating_add(payload.len());
        let signed = token.get(..end).ok_or(JwtError::Parts)?;
        Ok(Self { key_id, payload: payload_bytes, signed, signature })
    }

    pub(crate) fn verify(&self, key: &PublicKey) -> Result<(), JwtError> {
        if key.verifies(self.signed, &self.signature) { Ok(()) } else { Err(JwtError::Signature) }
    }
}

/// Checks a header and returns the key's full name.
fn key_id(header: &[u8]) -> Result<String, JwtError> {
    let header = json::read(header, HEADER).map_err(JwtError::Header)?;
    let members = header.as_object().ok_or(JwtError::Member { member: "alg" })?;
    // RFC 9864 names the curve in the algorithm; RFC 8037 did not.
    for (member, expected) in
        [("alg", &["EdDSA", "Ed25519"][..]), ("typ", &["vc+jwt"]), ("cty", &["vc"])]
    {
        let text = members.get(member).and_then(Value::as_str);
        if !text.is_some_and(|text| expected.contains(&text)) {
            return Err(JwtError::Member { member });
        }
    }
    for member in members.keys() {
        if !matches!(&**member, "alg" | "typ" | "cty" | "kid") {
            let member = member.chars().take(64).collect();
            return Err(JwtError::UnknownMember { member });
        }
    }
    let key_id = members.get("kid").and_then(Value::as_str);
    key_id.map(str::to_owned).ok_or(JwtError::Member { member: "kid" })
}

/// Signs a payload and returns the token.
pub(crate) fn sign_jwt(payload: &[u8], signer: &dyn Signer) -> Result<String, SignerError> {
    let header = json::known_bytes(&json!({
        "alg": "EdDSA",
        "typ": "vc+jwt",
        "cty": "vc",
        "kid": signer.verification_method(),
    }));
    let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
    let mut token = format!("{}.{}", encode(&header), encode(payload));
    let signature = signer.sign(token.as_bytes())?;
    token.push('.');
    token.push_str(&encode(&signature));
    Ok(token)
}
