//! Signing keys and where they are kept.

use super::key::{PublicKey, multikey};
use crate::did::Did;
use core::fmt;
use ed25519_dalek::{Signer as _, SigningKey};
use std::error::Error;

/// Signs with an Ed25519 key, wherever the key is kept: in memory, in a hardware module or at a key service.
pub trait Signer {
    /// Returns the Ed25519 signature (RFC 8032, pure) of a message: the 64 bytes of two hashes for an
    /// embedded proof, or a few kilobytes for a token.
    ///
    /// # Errors
    /// Returns an error if the key's keeper does not sign.
    fn sign(&self, message: &[u8]) -> Result<[u8; 64], SignerError>;

    /// Returns the key's full name in the issuer's DID document: `DID#name`.
    fn verification_method(&self) -> &str;

    /// Returns whether a signature takes microseconds, because the key is in the memory of this process. While
    /// such a signer signs, others may be kept waiting. The default is `false`.
    fn is_in_memory(&self) -> bool {
        false
    }
}

/// An error from a [`Signer`].
#[derive(Debug, thiserror::Error)]
#[error("the signer failed")]
#[non_exhaustive]
pub struct SignerError {
    /// The cause.
    pub source: Box<dyn Error + Send + Sync>,
}

impl SignerError {
    /// Makes an error from what the key's keeper reported.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let source = source.into();
        Self { source }
    }
}

/// A key in memory. It is wiped when dropped, and it is never printed.
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
    /// Makes the key that follows from a secret seed of 32 random bytes (RFC 8032), with its full name
    /// `DID#name`.
    pub fn from_seed(seed: &[u8; 32], verification_method: impl Into<String>) -> Self {
        Self { key: SigningKey::from_bytes(seed), method: verification_method.into() }
    }

    /// Makes the key that follows from a secret seed, named by its own `did:key`.
    pub fn did_key(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let name = multikey(&key.verifying_key());
        Self { method: format!("did:key:{name}#{name}"), key }
    }

    /// Returns the public key.
    ///
    /// # Panics
    /// Never: the key of a seed is not of small order.
    pub fn public_key(&self) -> PublicKey {
        PublicKey::from_bytes(self.key.verifying_key().as_bytes())
            .expect("a clamped multiple of the base point is not of small order")
    }

    /// Returns the identifier of the issuer to whom the key belongs, or `None` if the key's full name does not
    /// start with an identifier.
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

    fn is_in_memory(&self) -> bool {
        true
    }
}

/// Prints everything except the key.
impl fmt::Debug for KeySigner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySigner").field("method", &self.method).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use ed25519_dalek::SigningKey;

    /// A type without a destructor of its own would leave the key in freed memory.
    #[test]
    fn the_key_is_wiped_when_dropped() {
        assert!(core::mem::needs_drop::<SigningKey>());
    }
}
