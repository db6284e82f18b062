//! What an issuer keeps secret, and the public half of it.

use crate::config::IssuerConfig;
use co2_cert::did::{DidDocument, DidDocumentError, DidError};
use co2_cert::proof::Signer;
use co2_cert::{Did, KeySigner};
use core::fmt;

/// An issuer's keys. Keys are arguments: nothing here makes or stores any.
pub struct Keys {
    pub(crate) signer: Box<dyn Signer + Send + Sync>,
    pub(crate) document: DidDocument,
    pub(crate) status_key: [u8; 32],
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let method = self.signer.verification_method();
        f.debug_struct("Keys").field("signer", &method).finish_non_exhaustive()
    }
}

/// Why keys do not fit an issuer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeysError {
    /// The host makes no identifier.
    #[error(transparent)]
    Did(#[from] DidError),
    /// The key's name does not fit a DID document.
    #[error(transparent)]
    Document(#[from] DidDocumentError),
    /// The document does not name the signer's key for assertions.
    #[error("the issuer's DID document has no key {method} for assertions")]
    Method {
        /// The signer's key.
        method: String,
    },
}

impl Keys {
    /// A signer of the host's own, the issuer's DID document (with old keys, too), and the secret by
    /// which places in the status list are spread. The status key is 32 random bytes and must never
    /// change.
    ///
    /// # Errors
    /// When the document does not name the signer's key for assertions.
    pub fn new(
        signer: Box<dyn Signer + Send + Sync>,
        document: DidDocument,
        status_key: [u8; 32],
    ) -> Result<Self, KeysError> {
        let method = signer.verification_method();
        if !document.method(method).is_some_and(co2_cert::did::Method::asserts) {
            return Err(KeysError::Method { method: method.to_owned() });
        }
        Ok(Self { signer, document, status_key })
    }

    /// A key in memory that follows from a secret seed of 32 random bytes.
    ///
    /// # Errors
    /// When the issuer's host or key name makes no DID document.
    pub fn from_seed(
        issuer: &IssuerConfig,
        seed: &[u8; 32],
        status_key: [u8; 32],
    ) -> Result<Self, KeysError> {
        let did = Did::web(&issuer.host)?;
        let signer = KeySigner::from_seed(seed, format!("{did}#{}", issuer.key));
        let document = DidDocument::new(did).with_key(&issuer.key, &signer.public_key())?;
        Self::new(Box::new(signer), document, status_key)
    }
}
