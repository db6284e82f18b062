//! Documents held in memory.

use crate::did::{Did, DidDocument, DidResolver, ResolveError};
use crate::status::StatusLists;
use crate::url::HttpsUrl;
use std::collections::BTreeMap;

/// DID documents and status lists held in memory, for example after they were read from a folder.
///
/// ```
/// use co2_cert::did::DidDocument;
/// use co2_cert::{Did, Documents};
/// let did: Did = "did:web:shop.example".parse().unwrap();
/// let documents = Documents::new().with_did(DidDocument::new(did));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Documents {
    dids: BTreeMap<Did, DidDocument>,
    status_lists: BTreeMap<HttpsUrl, Vec<u8>>,
}

impl Documents {
    /// Makes an empty collection. It is enough only for checking the signature of a `did:key`.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an issuer's document, replacing an earlier one.
    #[must_use]
    pub fn with_did(mut self, document: DidDocument) -> Self {
        self.dids.insert(document.did().clone(), document);
        self
    }

    /// Adds the bytes of the status list credential at an address, replacing earlier ones.
    #[must_use]
    pub fn with_status_list(mut self, url: HttpsUrl, bytes: Vec<u8>) -> Self {
        self.status_lists.insert(url, bytes);
        self
    }
}

impl DidResolver for Documents {
    fn resolve(&self, did: &Did) -> Result<DidDocument, ResolveError> {
        let not_found = || ResolveError::NotFound { did: did.clone() };
        self.dids.get(did).cloned().ok_or_else(not_found)
    }
}

impl StatusLists for Documents {
    fn status_list(
        &self,
        url: &HttpsUrl,
    ) -> Result<Option<Vec<u8>>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.status_lists.get(url).cloned())
    }
}
