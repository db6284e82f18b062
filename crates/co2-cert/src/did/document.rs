//! DID documents: which keys an issuer has.

use super::Did;
use crate::json::{self, JsonError, Limits};
use crate::proof::{MultikeyError, PublicKey};
use serde_json::{Value, json};

/// The keys of an issuer.
///
/// Certificates outlive keys: a key that signed stays in the document, so that what it signed can
/// still be checked. A key that fell into wrong hands stays listed but no longer counts for
/// assertions; what it signed is then refused.
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
///     .with_key("2026", &new.public_key())?;
/// assert_eq!(DidDocument::from_json(&document.to_json())?, document);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DidDocument {
    did: Did,
    methods: Vec<Method>,
}

/// A key of a [`DidDocument`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    id: String,
    multikey: String,
    asserts: bool,
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
}

impl Method {
    /// The full name, `DID#fragment`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Whether it counts for assertions, such as certificates.
    pub fn asserts(&self) -> bool {
        self.asserts
    }

    /// The key.
    ///
    /// # Errors
    /// When it is of another kind than Ed25519, or unfit.
    pub fn key(&self) -> Result<PublicKey, MultikeyError> {
        PublicKey::from_multikey(&self.multikey)
    }
}

impl DidDocument {
    /// A document without keys.
    pub fn new(did: Did) -> Self {
        Self { did, methods: Vec::new() }
    }

    /// The document of a `did:key`, which follows from the identifier alone; `None` for others.
    pub fn of_did_key(did: &Did) -> Option<Self> {
        let multikey = did.multikey()?.to_owned();
        Some(Self {
            did: did.clone(),
            methods: vec![Method { id: format!("{did}#{multikey}"), multikey, asserts: true }],
        })
    }

    /// Adds a key that signs, or that signed in its time.
    ///
    /// # Errors
    /// When the name, which follows `#`, is not valid or taken.
    pub fn with_key(self, name: &str, key: &PublicKey) -> Result<Self, DidDocumentError> {
        self.with(name, key, true)
    }

    /// Adds a key whose signatures must no longer be trusted.
    ///
    /// # Errors
    /// When the name, which follows `#`, is not valid or taken.
    pub fn with_withdrawn_key(self, name: &str, key: &PublicKey) -> Result<Self, DidDocumentError> {
        self.with(name, key, false)
    }

    /// Withdraws the key with a name, which follows `#`: what it signed is refused from now on.
    ///
    /// To rotate keys, add a new one with [`DidDocument::with_key`] and leave the old one in place.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn withdraw(mut self, name: &str) -> Result<Self, DidDocumentError> {
        let id = format!("{}#{name}", self.did);
        let method = self.methods.iter_mut().find(|method| method.id == id);
        let method = method
            .ok_or_else(|| DidDocumentError::NoKey { name: name.chars().take(64).collect() })?;
        method.asserts = false;
        Ok(self)
    }

    fn with(
        mut self,
        name: &str,
        key: &PublicKey,
        asserts: bool,
    ) -> Result<Self, DidDocumentError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
        if !(1..=64).contains(&name.len()) || !name.bytes().all(plain) {
            let name = name.chars().take(64).collect();
            return Err(DidDocumentError::KeyName { name });
        }
        self.add(Method {
            id: format!("{}#{name}", self.did),
            multikey: key.to_multikey(),
            asserts,
        })?;
        Ok(self)
    }

    fn add(&mut self, method: Method) -> Result<(), DidDocumentError> {
        if self.method(&method.id).is_some() {
            return Err(DidDocumentError::SameKeyName { id: method.id });
        }
        self.methods.push(method);
        Ok(())
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
        self.methods.iter().find(|method| method.id == id)
    }

    /// The document as JSON, to be served at [`Did::web_url`].
    pub fn to_json(&self) -> Vec<u8> {
        let methods: Vec<Value> = self
            .methods
            .iter()
            .map(|method| {
                json!({
                    "id": method.id,
                    "type": "Multikey",
                    "controller": self.did,
                    "publicKeyMultibase": method.multikey,
                })
            })
            .collect();
        let asserting = self.methods.iter().filter(|method| method.asserts);
        let asserting: Vec<&str> = asserting.map(|method| &*method.id).collect();
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

    /// Reads a document, whoever wrote it. Of its keys those of type `Multikey` are kept; everything
    /// else in it is ignored.
    ///
    /// # Errors
    /// When it is no strict JSON, its lists of keys are malformed, or two keys have one name.
    pub fn from_json(text: &[u8]) -> Result<Self, DidDocumentError> {
        let value = json::read(text, Limits::DID_DOCUMENT)?;
        let member = |member| DidDocumentError::Member { member };
        let did = value
            .get("id")
            .and_then(Value::as_str)
            .and_then(|did| did.parse().ok())
            .ok_or_else(|| member("id"))?;
        let mut document = Self::new(did);
        let mut asserting = Vec::new();
        for assertion in list(&value, "assertionMethod")? {
            match assertion {
                Value::String(id) => asserting.push(document.absolute(id)),
                // A method may be embedded: then it is for assertions only.
                embedded => document.read_method(embedded, "assertionMethod", true)?,
            }
        }
        for method in list(&value, "verificationMethod")? {
            document.read_method(method, "verificationMethod", false)?;
        }
        for method in &mut document.methods {
            method.asserts |= asserting.contains(&method.id);
        }
        Ok(document)
    }

    fn read_method(
        &mut self,
        value: &Value,
        from: &'static str,
        asserts: bool,
    ) -> Result<(), DidDocumentError> {
        let text = |name| {
            let text = value.get(name).and_then(Value::as_str);
            text.ok_or(DidDocumentError::Member { member: from })
        };
        if text("type")? != "Multikey" || text("controller")? != self.did.as_str() {
            return Ok(());
        }
        let method = Method {
            id: self.absolute(text("id")?),
            multikey: text("publicKeyMultibase")?.to_owned(),
            asserts,
        };
        self.add(method)
    }

    /// A document may name its keys `#key` for short.
    fn absolute(&self, id: &str) -> String {
        if id.starts_with('#') { format!("{}{id}", self.did) } else { id.to_owned() }
    }
}

/// A list that may be missing.
fn list<'a>(value: &'a Value, member: &'static str) -> Result<&'a [Value], DidDocumentError> {
    match value.get(member) {
        None => Ok(&[]),
        Some(Value::Array(items)) => Ok(items),
        Some(_) => Err(DidDocumentError::Member { member }),
    }
}
