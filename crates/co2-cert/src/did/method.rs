//! One key of a DID document.

use super::Did;
use crate::proof::{MultikeyError, PublicKey};
use co2_units::Timestamp;
use core::fmt;
use serde_json::{Value, json};

/// A key of a [`DidDocument`](super::DidDocument).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    id: String,
    multikey: String,
    asserts: bool,
    expires: Option<Timestamp>,
    revoked: Option<Timestamp>,
}

/// How a key ends: the members `expires` and `revoked` of a verification method (W3C Controlled
/// Identifiers 1.0, section 2.2). From that instant on, nothing that the key signed verifies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyEnd {
    /// The key was retired; its signatures are trusted until it expires.
    Expires {
        /// The first instant at which the key is no longer trusted.
        at: Timestamp,
    },
    /// The key was revoked, for example because others got hold of it.
    Revoked {
        /// The first instant at which the key is no longer trusted.
        at: Timestamp,
    },
}

impl fmt::Display for KeyEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expires { at } => write!(f, "has the end {at}"),
            Self::Revoked { at } => write!(f, "has been revoked since {at}"),
        }
    }
}

impl Method {
    pub(super) const fn new(id: String, multikey: String, asserts: bool) -> Self {
        Self { id, multikey, asserts, expires: None, revoked: None }
    }

    pub(super) const fn set_expires(&mut self, at: Timestamp) {
        self.expires = Some(at);
    }

    /// The key is also removed from those for assertions, because other verifiers may not know `revoked`.
    pub(super) const fn set_revoked(&mut self, at: Timestamp) {
        self.revoked = Some(at);
        self.asserts = false;
    }

    /// Sets the ends as a document states them. In documents of others, a revoked key may still be listed for
    /// assertions.
    pub(super) fn with_ends(self, expires: Option<Timestamp>, revoked: Option<Timestamp>) -> Self {
        Self { expires, revoked, ..self }
    }

    pub(super) const fn allow_assertions(&mut self) {
        self.asserts = true;
    }

    /// Returns true if the other is the same key with the same end, regardless of its purpose.
    pub(super) fn is_same_key(&self, other: &Self) -> bool {
        (&self.multikey, self.expires, self.revoked)
            == (&other.multikey, other.expires, other.revoked)
    }

    pub(super) fn to_value(&self, did: &Did) -> Value {
        let mut value = json!({
            "id": self.id,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": self.multikey,
        });
        for (name, end) in [("expires", self.expires), ("revoked", self.revoked)] {
            if let (Some(end), Value::Object(members)) = (end, &mut value) {
                members.insert(name.to_owned(), end.to_string().into());
            }
        }
        value
    }

    /// Returns the full name, `DID#name`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns true if the key is listed for assertions, such as certificates. A key with an end may still be
    /// listed, so check [`Method::ended`] too.
    pub const fn asserts(&self) -> bool {
        self.asserts
    }

    /// Returns when and how the key ends or ended. A revocation comes before an expiry.
    pub const fn end(&self) -> Option<KeyEnd> {
        match (self.revoked, self.expires) {
            (Some(at), _) => Some(KeyEnd::Revoked { at }),
            (None, Some(at)) => Some(KeyEnd::Expires { at }),
            (None, None) => None,
        }
    }

    /// Returns why the key is not trusted at an instant, or `None` if it is trusted.
    pub fn ended(&self, now: Timestamp) -> Option<KeyEnd> {
        let revoked = self.revoked.filter(|&at| at <= now).map(|at| KeyEnd::Revoked { at });
        let expired = || self.expires.filter(|&at| at <= now).map(|at| KeyEnd::Expires { at });
        revoked.or_else(expired)
    }

    /// Returns the public key.
    ///
    /// # Errors
    /// Returns an error if the key is not an Ed25519 key, or is a weak one.
    pub fn key(&self) -> Result<PublicKey, MultikeyError> {
        PublicKey::from_multikey(&self.multikey)
    }
}
