//! DID documents: an issuer's keys, and how long each is trusted.

use super::{Did, KeyEnd, Method, read};
use crate::json::{self, JsonError};
use crate::proof::PublicKey;
use co2_units::Timestamp;
use serde_json::{Value, json};

/// The DID document of an issuer, which lists its keys.
///
/// A certificate may be checked long after its key has stopped signing. Such a key therefore stays in the document,
/// so that what it signed can still be verified. A key can end in one of two ways (W3C Controlled Identifiers 1.0):
///
/// - [`retire`](Self::retire): the key expires at a given time, usually years ahead. Its signatures verify
///   until then, and not afterwards.
/// - [`revoke`](Self::revoke): the key was compromised. From then on none of its signatures verify,
///   because nobody can tell which of them are genuine.
///
/// ```
/// use co2_cert::did::DidDocument;
/// use co2_cert::{Did, KeySigner};
///
/// let did: Did = "did:web:shop.example".parse()?;
/// let old = KeySigner::from_seed(&[1; 32], "did:web:shop.example#2025");
/// let new = KeySigner::from_seed(&[2; 32], "did:web:shop.example#2026");
/// let document = DidDocument::new(did)
///     .with_key("2025", &old.public_key())?
///     .with_key("2026", &new.public_key())?
///     .retire("2025", "2036-01-01T00:00:00Z".parse()?)?;
/// assert_eq!(DidDocument::from_json(&document.to_json())?, document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidDocument {
    did: Did,
    methods: Vec<Method>,
}

/// An error from reading or changing a [`DidDocument`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DidDocumentError {
    /// The text is not JSON, or it is JSON that readers interpret differently.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member is missing or of the wrong type.
    #[error("the document has no valid member {member:?}")]
    Member {
        /// The member's name.
        member: &'static str,
    },
    /// The time at which a key ends is not a valid instant.
    #[error(
        "the member {member:?} of the key {id:?} is not an instant such as 2026-11-21T12:00:00Z"
    )]
    KeyEnd {
        /// The key's full name.
        id: String,
        /// The member: `expires` or `revoked`.
        member: &'static str,
    },
    /// The resolver says that the identifier is deactivated: nothing that its keys signed is trusted.
    #[error("the identifier is deactivated")]
    Deactivated,
    /// A key is stated in several members, and they are different keys.
    #[error("the key {id:?} is stated twice, as two different keys")]
    TwoKeys {
        /// The key's full name, at most its first 600 characters.
        id: String,
    },
    /// A key's name is not made of 1 to 64 letters, digits, `-`, `_` and `.`.
    #[error("not a name of a key: {name:?}")]
    KeyName {
        /// The name given, at most its first 64 characters.
        name: String,
    },
    /// The document has no key with this name.
    #[error("the document has no key with the name {name:?}")]
    NoKey {
        /// The name given, at most its first 64 characters.
        name: String,
    },
    /// Two keys have the same name.
    #[error("two keys have the name {id:?}")]
    SameKeyName {
        /// The full name that they share.
        id: String,
    },
    /// The key already has an end. Others rely on it, so it cannot be changed.
    #[error("the key {id:?} {end}")]
    Ended {
        /// The key's full name.
        id: String,
        /// The end that the key has.
        end: KeyEnd,
    },
}

impl DidDocument {
    /// Makes a document without keys.
    pub fn new(did: Did) -> Self {
        Self { did, methods: Vec::new() }
    }

    /// Derives the document of a `did:key` from the identifier itself; returns `None` for other methods.
    pub fn of_did_key(did: &Did) -> Option<Self> {
        let multikey = did.multikey()?.to_owned();
        let id = format!("{did}#{multikey}");
        Some(Self { did: did.clone(), methods: vec![Method::new(id, multikey, true)] })
    }

    /// Adds a key that signs now, or that signed in the past. The name is the part after `#`.
    ///
    /// # Errors
    /// Returns an error if the name is not valid or is already taken.
    pub fn with_key(mut self, name: &str, key: &PublicKey) -> Result<Self, DidDocumentError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        if !(1..=64).contains(&name.len()) || !name.bytes().all(plain) {
            return Err(DidDocumentError::KeyName { name: shown(name) });
        }
        let id = format!("{}#{name}", self.did);
        if self.method(&id).is_some() {
            return Err(DidDocumentError::SameKeyName { id });
        }
        self.methods.push(Method::new(id, key.to_multikey(), true));
        Ok(self)
    }

    /// Sets the time at which a key expires; from then on its signatures no longer verify. The name is the part
    /// after `#`. Choose a time so late that nobody will still need to verify them.
    ///
    /// # Errors
    /// Returns an error if there is no such key, or if it already has an end.
    pub fn retire(mut self, name: &str, expires: Timestamp) -> Result<Self, DidDocumentError> {
        let method = self.named(name)?;
        if let Some(end) = method.end() {
            return Err(DidDocumentError::Ended { id: method.id().to_owned(), end });
        }
        method.set_expires(expires);
        Ok(self)
    }

    /// Revokes a key as of a given time: none of its signatures verify any more, and the key is no longer
    /// listed for assertions. The name is the part after `#`. A retired key can still be revoked.
    ///
    /// # Errors
    /// Returns an error if there is no such key, or if it is already revoked.
    pub fn revoke(mut self, name: &str, revoked: Timestamp) -> Result<Self, DidDocumentError> {
        let method = self.named(name)?;
        if let Some(end @ KeyEnd::Revoked { .. }) = method.end() {
            return Err(DidDocumentError::Ended { id: method.id().to_owned(), end });
        }
        method.set_revoked(revoked);
        Ok(self)
    }

    fn named(&mut self, name: &str) -> Result<&mut Method, DidDocumentError> {
        let id = format!("{}#{name}", self.did);
        let method = self.methods.iter_mut().find(|method| method.id() == id);
        method.ok_or_else(|| DidDocumentError::NoKey { name: shown(name) })
    }

    /// Returns the identifier whose document this is.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// Returns the keys, in the order of the document.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Returns the key with a full name, `DID#name`.
    pub fn method(&self, id: &str) -> Option<&Method> {
        self.methods.iter().find(|method| method.id() == id)
    }

    /// Returns the document as JSON, to be served at [`Did::web_url`].
    pub fn to_json(&self) -> Vec<u8> {
        let methods: Vec<Value> =
            self.methods.iter().map(|method| method.to_value(&self.did)).collect();
        let asserting = self.methods.iter().filter(|method| method.asserts());
        let asserting: Vec<&str> = asserting.map(Method::id).collect();
        json::known_bytes(&json!({
            "@context": [
                "https://www.w3.org/ns/did/v1",
                "https://w3id.org/security/multikey/v1",
            ],
            "id": self.did,
            "verificationMethod": methods,
            "assertionMethod": asserting,
        }))
    }

    /// Reads a document written by any software, also one wrapped in the result of a DID resolution. It keeps the
    /// keys that can be Ed25519, namely those of the types `Multikey`, `JsonWebKey`, `JsonWebKey2020`,
    /// `Ed25519VerificationKey2018` and `Ed25519VerificationKey2020`, and ignores everything else.
    ///
    /// # Errors
    /// Returns an error if the text is not JSON, a member name occurs twice, a list of keys is malformed, a
    /// key's end is not an instant, or two different keys have the same name.
    pub fn from_json(text: &[u8]) -> Result<Self, DidDocumentError> {
        let (did, methods) = read::document(text)?;
        Ok(Self { did, methods })
    }
}

fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}
