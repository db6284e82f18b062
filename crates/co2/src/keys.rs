//! What an issuer keeps secret, and the public half of it.

pub use crate::key_file::{KeyFileError, read_secret};

use crate::config::IssuerConfig;
use co2_cert::did::{DidDocument, DidDocumentError, DidError};
use co2_cert::proof::{MultikeyError, Signer, SignerError};
use co2_cert::{Did, KeySigner};
use core::fmt;
use zeroize::Zeroizing;

/// What a signer signs once, to show that it has the key that the document names: as long as the
/// two hashes that are signed for a document, but a text, and so no document's.
const PROBE: &[u8; 64] = b"This text only shows which key a signer has. It is no document.\n";

/// An issuer's keys. Keys are arguments: nothing here makes or stores any, and [`read_secret`] reads
/// one from a file.
pub struct Keys {
    pub(crate) signer: Box<dyn Signer + Send + Sync>,
    pub(crate) document: DidDocument,
    pub(crate) status_key: Zeroizing<[u8; 32]>,
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
    /// The document's key is of another kind, or unfit.
    #[error("the key {method} in the issuer's DID document is unfit")]
    Unfit {
        /// The signer's key.
        method: String,
        /// What is wrong with it.
        source: MultikeyError,
    },
    /// The signer has another key than the document says: nobody could verify what it signs.
    #[error("the signer's key is not the {method} in the issuer's DID document")]
    OtherKey {
        /// The signer's key.
        method: String,
    },
    /// A secret is all zeros: a file or a generator has failed, and everybody knows this one.
    #[error("the {secret} holds only zeros, which is no secret")]
    Zero {
        /// Which one.
        secret: &'static str,
    },
    /// The seed of the signing key is the status key: who learns the one has the other.
    #[error("the seed and the status key are the same; each needs 32 random bytes of its own")]
    Same,
    /// The signer does not sign.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl Keys {
    /// A signer of the host's own, the issuer's DID document (with old keys, too), and the secret by
    /// which places in the status list are spread. The status key is 32 random bytes and must never
    /// change. The signer signs one text, to show that its key is the document's.
    ///
    /// # Errors
    /// When the document does not name the signer's key for assertions, or names another key by
    /// that name; when the status key is all zeros; or when the signer does not sign.
    pub fn new(
        signer: Box<dyn Signer + Send + Sync>,
        document: DidDocument,
        status_key: [u8; 32],
    ) -> Result<Self, KeysError> {
        if status_key == [0; 32] {
            return Err(KeysError::Zero { secret: "status key" });
        }
        let name = || signer.verification_method().to_owned();
        let method = document.method(signer.verification_method()).filter(|m| m.asserts());
        let method = method.ok_or_else(|| KeysError::Method { method: name() })?;
        let key = method.key().map_err(|source| KeysError::Unfit { method: name(), source })?;
        if !key.verifies(PROBE, &signer.sign(PROBE)?) {
            return Err(KeysError::OtherKey { method: name() });
        }
        Ok(Self { signer, document, status_key: Zeroizing::new(status_key) })
    }

    /// A key in memory that follows from a secret seed of 32 random bytes.
    ///
    /// # Errors
    /// When the issuer's host or key name makes no DID document, a secret is all zeros, or both are the same.
    pub fn from_seed(
        issuer: &IssuerConfig,
        seed: &[u8; 32],
        status_key: [u8; 32],
    ) -> Result<Self, KeysError> {
        if *seed == [0; 32] {
            return Err(KeysError::Zero { secret: "seed" });
        }
        if *seed == status_key {
            return Err(KeysError::Same);
        }
        let did = Did::web(&issuer.host)?;
        let signer = KeySigner::from_seed(seed, format!("{did}#{}", issuer.key));
        let document = DidDocument::new(did).with_key(&issuer.key, &signer.public_key())?;
        Self::new(Box::new(signer), document, status_key)
    }
}
