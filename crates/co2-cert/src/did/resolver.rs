//! Finding the document of an identifier.

use super::{Did, DidDocument, DidDocumentError};
use std::error::Error;

/// Finds the document of an identifier: over the network, in a folder, or in memory.
///
/// A `did:key` needs no resolver, and verification never asks for one.
pub trait DidResolver {
    /// Returns the document of an identifier.
    ///
    /// # Errors
    /// Returns an error if there is no document, or if it cannot be read.
    fn resolve(&self, did: &Did) -> Result<DidDocument, ResolveError>;
}

/// An error from a [`DidResolver`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResolveError {
    /// The resolver found no document.
    #[error("no document of {did} was found")]
    NotFound {
        /// The identifier.
        did: Did,
    },
    /// The document is malformed.
    #[error("the document of {did} is malformed")]
    Malformed {
        /// The identifier.
        did: Did,
        /// What is wrong with it.
        source: DidDocumentError,
    },
    /// The document belongs to another identifier.
    #[error("the document of {did} is that of {found}")]
    Other {
        /// The identifier asked for.
        did: Did,
        /// The identifier in the document.
        found: Did,
    },
    /// The resolver failed, for example because a file could not be read.
    #[error("the document of {did} could not be fetched")]
    Unavailable {
        /// The identifier.
        did: Did,
        /// What failed.
        source: Box<dyn Error + Send + Sync>,
    },
}
