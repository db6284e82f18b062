//! Who signs.

use super::key::{PublicKey, multikey};
use crate::did::Did;
use core::fmt;
use ed25519_dalek::{Signer as _, SigningKey};
use std::error::Error;

/// Signs with an Ed25519 key, wherever it is kept: in memory, in a hardware module, at a service.
pub trait Signer {
    /// The Ed25519 signature (RFC 8032, pure) of a message: the 64 bytes of two hashes for a proof
    /// inside of a document, a few kilobytes for a token.
    ///
    /// # Errors
    /// When the keeper of the key does not sign.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerError>;

    /// The key's full name in the issuer's DID document: `DID#fragment`.
    fn verification_method(&self) -> &str;
}

/// The keeper of a key did not sign.
#[derive(Debug, thiserror::Error)]
#[error("the signer failed")]
#[non_exhaustive]
pub struct SignerError {
    /// What failed.
    pub source: Box<dyn Error + Send + Sync>,
}

impl SignerError {
    /// An error of whatever keeps the key.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = source.into();
        Self { source }
    }
}

/// A key in memory. It is wiped when dropped and never printed.
///
/// ```
/// use co2_cert::KeySigner;
/// let signer = KeySigner::did_key(&[7; 32]);
/// assert!(signer.did().unwrap().as_str().starts_with("did:key:z6Mk"));
/// ```
pub struct KeySigner {
    key: SigningKey,
    method: String,
}

impl KeySigner {
    /// The key that follows from a secret seed of 32 random bytes (RFC 8032), under its full name
    /// `DID#fragment`.
    pub fn from_seed(seed: &[u8; 32], verification_method: impl Into<String>) -> Self {
        Self { key: SigningKey::from_bytes(seed), method: verification_method.into() }
    }

    /// The key that follows from a secret seed, under its own `did:key`.
    pub fn did_key(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let name = multikey(&key.verifying_key());
        Self { method: format!("did:key:{name}#{name}"), key }
    }

    /// The public key.
    ///
    /// # Panics
    /// Never: a key that follows from a seed is not of small order.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::from_bytes(self.key.verifying_key().as_bytes())
            .expect("a clamped multiple of the base point is not of small order")
    }

    /// The identifier of the issuer whose key this is, or `None` when the full name starts with
    /// none.
    pub fn did(&self) -> Option<Did> {
        let (did, _) = self.method.split_once('#')?;
        did.parse().ok()
    }
}

impl Signer for KeySigner {
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerError> {
        let signature = self.key.try_sign(message).map_err(SignerError::new)?;
        Ok(signature.to_bytes())
    }

    fn verification_method(&self) -> &str {
        &self.method
    }
}

/// Without the key.
impl fmt::Debug for KeySigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySigner").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    /// A key without a drop of its own would stay in freed memory.
    #[test]
    fn the_key_is_wiped_when_dropped() {
        assert!(core::mem::needs_drop::<SigningKey>());
    }
}
