//! From an identifier to its document.

use super::{Did, DidDocument, DidDocumentError};
use std::error::Error;

/// Finds the document of an identifier: over the network, in a folder, in memory.
///
/// A `did:key` needs no resolver: verification never asks for one.
pub trait DidResolver {
    /// The document of an identifier.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    fn resolve(&self, did: &Did) -> Result<DidDocument, ResolveError>;
}

/// Why there is no document of an identifier.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The resolver knows of none.
    #[error("no document of {did} was found")]
    NotFound {
        /// The identifier.
        did: Did,
    },
    /// There is one, but it is malformed.
    #[error("the document of {did} is malformed")]
    Malformed {
        /// The identifier.
        did: Did,
        /// What is wrong with it.
        source: DidDocumentError,
    },
    /// The document is another's.
    #[error("the document of {did} is that of {found}")]
    Other {
        /// The identifier asked for.
        did: Did,
        /// The identifier in the document.
        found: Did,
    },
    /// The resolver failed, for instance to read a file.
    #[error("the document of {did} could not be fetched")]
    Unavailable {
        /// The identifier.
        did: Did,
        /// What failed.
        source: Box<dyn Error + Send + Sync>,
    },
}
