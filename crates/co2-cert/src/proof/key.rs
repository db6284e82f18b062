//! Public keys, written as Multikeys.

use super::base58;
use core::fmt;
use core::str::FromStr;
use ed25519_dalek::{Signature, VerifyingKey};

/// An Ed25519 public key, written as a Multikey: `z6Mk...` (W3C Controlled Identifiers 1.0,
/// section 2.2.2).
///
/// A key of small order is refused, because anybody could sign with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// An error from making or parsing a [`PublicKey`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MultikeyError {
    /// The key is not Base58 multibase text: it does not start with `z`.
    #[error("a key is written in Base58 and starts with z")]
    Prefix,
    /// The key has a character that Base58 does not have, or far too many characters.
    #[error("the key is not Base58 text of the right length")]
    Base58,
    /// The key is of another kind: its multicodec is not `ed25519-pub` (0xed, 0x01).
    #[error("the key is not an Ed25519 public key: multicodec {first:#04x} {second:#04x}")]
    Multicodec {
        /// The first byte found.
        first: u8,
        /// The second byte found.
        second: u8,
    },
    /// The key does not have 32 bytes after the multicodec.
    #[error("an Ed25519 public key has 32 bytes, not {found}")]
    Length {
        /// The number of bytes found.
        found: usize,
    },
    /// The bytes are not a point of the curve.
    #[error("the key is not a point of the curve")]
    NotAPoint,
    /// The point is of small order, so signatures prove nothing.
    #[error("the key is of small order, so anybody could sign with it")]
    SmallOrder,
}

/// The multicodec `ed25519-pub`.
const ED25519_PUB: [u8; 2] = [0xed, 0x01];
/// Base58 of 34 bytes has at most 47 digits; much longer texts are refused before decoding.
const MAX_DIGITS: usize = 64;

impl PublicKey {
    /// Makes a key from its 32 bytes.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a point of the curve, or are one of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, MultikeyError> {
        let key = VerifyingKey::from_bytes(bytes).map_err(|_| MultikeyError::NotAPoint)?;
        if key.is_weak() {
            return Err(MultikeyError::SmallOrder);
        }
        Ok(Self(key))
    }

    /// Returns the 32 bytes of the key.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Parses a Multikey such as `z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2`.
    ///
    /// # Errors
    /// Returns an error if the text is not Base58, if the key is not an Ed25519 key or has the wrong length, or
    /// if it is not a point of the curve or one of small order.
    pub fn from_multikey(text: &str) -> Result<Self, MultikeyError> {
        let digits = text.strip_prefix('z').ok_or(MultikeyError::Prefix)?;
        let bytes = base58::decode(digits, MAX_DIGITS).ok_or(MultikeyError::Base58)?;
        let (&[first, second], key) =
            bytes.split_first_chunk::<2>().ok_or(MultikeyError::Length { found: 0 })?;
        if [first, second] != ED25519_PUB {
            return Err(MultikeyError::Multicodec { first, second });
        }
        let found = key.len();
        let key = key.try_into().map_err(|_| MultikeyError::Length { found })?;
        Self::from_bytes(key)
    }

    /// Returns the key as a Multikey.
    pub fn to_multikey(&self) -> String {
        multikey(&self.0)
    }

    /// Returns true if this key made the signature of the message. The check is strict: points of small order and a
    /// second encoding of one signature are refused.
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

pub(super) fn multikey(key: &VerifyingKey) -> String {
    ed25519_multikey(key.as_bytes())
}

/// Writes the bytes of an Ed25519 key as a Multikey, without checking them.
pub(crate) fn ed25519_multikey(key: &[u8]) -> String {
    let mut bytes = ED25519_PUB.to_vec();
    bytes.extend(key);
    format!("z{}", base58::encode(&bytes))
}

/// Decodes a key in Base58.
pub(crate) fn read_base58(digits: &str) -> Option<Vec<u8>> {
    base58::decode(digits, MAX_DIGITS)
}

impl FromStr for PublicKey {
    type Err = MultikeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::from_multikey(text)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_multikey())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}
