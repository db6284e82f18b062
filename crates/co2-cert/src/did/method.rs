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
/// Identifiers 1.0, section 2.2). At and after the instant nothing that the key signed is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum KeyEnd {
    /// It was only retired, and what it signed is trusted until then.
    Expires {
        /// The first instant at which the key is no longer trusted.
        at: Timestamp,
    },
    /// It was revoked, as when others got hold of it.
    Revoked {
        /// The first instant at which the key is no longer trusted.
        at: Timestamp,
    },
}

impl fmt::Display for KeyEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expires { at } => write!(f, "has the end {at}"),
            Self::Revoked { at } => write!(f, "is revoked since {at}"),
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

    /// Other verifiers may not know `revoked`, so the key is not for assertions any more either.
    pub(super) const fn set_revoked(&mut self, at: Timestamp) {
        self.revoked = Some(at);
        self.asserts = false;
    }

    /// As a document of others states it, where a revoked key may still be listed for assertions.
    pub(super) fn with_ends(self, expires: Option<Timestamp>, revoked: Option<Timestamp>) -> Self {
        Self { expires, revoked, ..self }
    }

    pub(super) const fn allow_assertions(&mut self) {
        self.asserts = true;
    }

    /// Whether the other is the same key with the same end, whatever it is for.
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

    /// The full name, `DID#fragment`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it counts for assertions, such as certificates. A key with an end may: ask
    /// [`Method::ended`] too.
    pub const fn asserts(&self) -> bool {
        self.asserts
    }

    /// The end that it has or will have; a revocation before an expiry.
    pub const fn end(&self) -> Option<KeyEnd> {
        match (self.revoked, self.expires) {
            (Some(at), _) => Some(KeyEnd::Revoked { at }),
            (None, Some(at)) => Some(KeyEnd::Expires { at }),
            (None, None) => None,
        }
    }

    /// Why it is not trusted at an instant; `None` while it is.
    pub fn ended(&self, now: Timestamp) -> Option<KeyEnd> {
        let revoked = self.revoked.filter(|&at| at <= now).map(|at| KeyEnd::Revoked { at });
        let expired = || self.expires.filter(|&at| at <= now).map(|at| KeyEnd::Expires { at });
        revoked.or_else(expired)
    }

    /// The key.
    ///
    /// # Errors
    /// When it is of another kind than Ed25519, or unfit.
    pub fn key(&self) -> Result<PublicKey, MultikeyError> {
        PublicKey::from_multikey(&self.multikey)
    }
}
