//! Who issues certificates.

use crate::did::{Did, DidError};
use crate::url::Host;
use co2_units::text::Text;

/// An issuer: its identifier, the host that serves its context, and its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    did: Did,
    host: Host,
    name: Text,
}

/// Why something is no [`Issuer`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// The host of a `did:web` is another than the issuer's.
    #[error("{did} is not an identifier of {host}")]
    Host {
        /// The identifier.
        did: Did,
        /// The issuer's host.
        host: Host,
    },
    /// The host makes no identifier.
    #[error(transparent)]
    Did(#[from] DidError),
}

impl Issuer {
    /// An issuer with an identifier of its own: a `did:web` of the same host, or a `did:key`.
    ///
    /// # Errors
    /// When the `did:web` is of another host.
    pub fn new(did: Did, host: Host, name: Text) -> Result<Self, IssuerError> {
        if did.host().is_some_and(|of_did| of_did != host) {
            return Err(IssuerError::Host { did, host });
        }
        Ok(Self { did, host, name })
    }

    /// The issuer `did:web:HOST`.
    ///
    /// # Errors
    /// When the host is too long for an identifier.
    pub fn web(host: Host, name: Text) -> Result<Self, IssuerError> {
        let did = Did::web(&host)?;
        Ok(Self { did, host, name })
    }

    /// The identifier.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// The host that serves the context.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The name.
    pub fn name(&self) -> &Text {
        &self.name
    }
}
