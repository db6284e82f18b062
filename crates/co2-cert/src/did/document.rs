//! DID documents: which keys an issuer has, and until when.

use super::{Did, KeyEnd, Method, read};
use crate::json::{self, JsonError};
use crate::proof::PublicKey;
use co2_units::Timestamp;
use serde_json::{Value, json};

/// The keys of an issuer.
///
/// Certificates outlive the use of keys: a key that no longer signs stays in the document, so that what
/// it signed can still be verified. A key has an end in one of two ways (W3C Controlled Identifiers 1.0):
///
/// - [`retire`](Self::retire): it expires on a day, usually years ahead. Until then what it signed is
///   verified; from then on it is not.
/// - [`revoke`](Self::revoke): it fell into the wrong hands. From then on nothing that it signed is
///   verified, since nobody can tell which signatures are genuine.
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

/// Why something is no [`DidDocument`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DidDocumentError {
    /// Not JSON that every reader reads alike.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// A member is missing or of another kind.
    #[error("the document has no valid member {member:?}")]
    Member {
        /// The member.
        member: &'static str,
    },
    /// The end of a key is not an instant.
    #[error(
        "the member {member:?} of the key {id:?} is not an instant such as 2026-11-21T12:00:00Z"
    )]
    KeyEnd {
        /// The full name of the key.
        id: String,
        /// `expires` or `revoked`.
        member: &'static str,
    },
    /// The name of a key is not 1 to 64 letters, digits, `-`, `_` and `.`.
    #[error("not a name of a key: {name:?}")]
    KeyName {
        /// What was given, at most its first 64 characters.
        name: String,
    },
    /// There is no key with the name.
    #[error("the document has no key with the name {name:?}")]
    NoKey {
        /// What was given, at most its first 64 characters.
        name: String,
    },
    /// Two keys have the same name.
    #[error("two keys have the name {id:?}")]
    SameKeyName {
        /// The full name.
        id: String,
    },
    /// The key already has an end, which others rely on and which cannot be moved.
    #[error("the key {id:?} {end}")]
    Ended {
        /// The full name.
        id: String,
        /// The end it has.
        end: KeyEnd,
    },
}

impl DidDocument {
    /// A document without keys.
    pub fn new(did: Did) -> Self {
        Self { did, methods: Vec::new() }
    }

    /// The document of a `did:key`, which follows from the identifier alone; `None` for others.
    pub fn of_did_key(did: &Did) -> Option<Self> {
        let multikey = did.multikey()?.to_owned();
        let id = format!("{did}#{multikey}");
        Some(Self { did: did.clone(), methods: vec![Method::new(id, multikey, true)] })
    }

    /// Adds a key that signs, or that signed in its time.
    ///
    /// # Errors
    /// When the name, which follows `#`, is not valid or taken.
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

    /// Gives the key with a name, which follows `#`, an end at which what it signed is no longer
    /// verified. Until then it is: choose the end so late that nobody asks any more.
    ///
    /// # Errors
    /// When there is no such key, or it has an end already.
    pub fn retire(mut self, name: &str, expires: Timestamp) -> Result<Self, DidDocumentError> {
        let method = self.named(name)?;
        if let Some(end) = method.end() {
            return Err(DidDocumentError::Ended { id: method.id().to_owned(), end });
        }
        method.set_expires(expires);
        Ok(self)
    }

    /// Revokes the key with a name, which follows `#`, as of an instant: the key is no longer for
    /// assertions, and nothing that it signed is verified any more. A retired key can still be revoked.
    ///
    /// # Errors
    /// When there is no such key, or it is revoked already.
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

    /// Whose document it is.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// The keys, in the order of the document.
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// The key with a full name.
    pub fn method(&self, id: &str) -> Option<&Method> {
        self.methods.iter().find(|method| method.id() == id)
    }

    /// The document as JSON, to be served at [`Did::web_url`].
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

    /// Reads a document, whoever wrote it, also one inside the result of a resolution. Of its keys those
    /// are kept that can be Ed25519: the types `Multikey`, `JsonWebKey`, `JsonWebKey2020`,
    /// `Ed25519VerificationKey2018` and `Ed25519VerificationKey2020`. Everything else in it is ignored.
    ///
    /// # Errors
    /// When it is not JSON, names a member twice, its lists of keys are malformed, a key's end is not an
    /// instant, or two different keys have one name.
    pub fn from_json(text: &[u8]) -> Result<Self, DidDocumentError> {
        let (did, methods) = read::document(text)?;
        Ok(Self { did, methods })
    }
}

fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}
