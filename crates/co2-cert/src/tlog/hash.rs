//! The hashes of the tree: RFC 6962, section 2.1, with SHA-256.

use crate::base64;
use core::fmt;
use core::str::FromStr;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// A hash of the tree, written as Base64.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreeHash([u8; 32]);

/// An error from parsing a [`TreeHash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a hash is written as the Base64 of 32 bytes")]
#[non_exhaustive]
pub struct HashError;

impl TreeHash {
    /// Makes a hash from its 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the 32 bytes.
    pub const fn to_bytes(self) -> [u8; 32] {
        self.0
    }

    /// Returns the root of a tree without leaves, which is the hash of no bytes.
    pub fn empty() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// Returns the hash of a leaf: SHA-256 of a zero byte followed by the leaf's bytes.
    pub fn of_leaf(bytes: &[u8]) -> Self {
        Self(Sha256::new_with_prefix([0]).chain_update(bytes).finalize().into())
    }

    /// Returns the hash of two subtrees: SHA-256 of the byte 1 followed by both hashes.
    #[must_use]
    pub fn of_node(left: Self, right: Self) -> Self {
        let hasher = Sha256::new_with_prefix([1]);
        Self(hasher.chain_update(left.0).chain_update(right.0).finalize().into())
    }
}

impl FromStr for TreeHash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // 32 bytes have 44 digits in Base64; texts of another length are not decoded.
        let bytes = (text.len() == 44).then(|| base64::decode(text)).flatten();
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(HashError)
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&BASE64.encode(&self.0))
    }
}

impl fmt::Debug for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TreeHash({self})")
    }
}
