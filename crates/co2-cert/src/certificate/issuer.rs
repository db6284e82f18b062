//! The issuer of a certificate.

use crate::did::{Did, DidError};
use crate::url::Host;
use co2_units::text::Text;

/// An issuer: its identifier, the host that serves its context, and its display name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    did: Did,
    host: Host,
    name: Text,
}

/// An error from making an [`Issuer`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IssuerError {
    /// The host of the `did:web` is not the issuer's host.
    #[error("{did} is not an identifier of {host}")]
    Host {
        /// The identifier.
        did: Did,
        /// The issuer's host.
        host: Host,
    },
    /// The host cannot be made into an identifier.
    #[error(transparent)]
    Did(#[from] DidError),
}

impl Issuer {
    /// Makes an issuer with a given identifier: a `did:web` of the same host, or a `did:key`.
    ///
    /// # Errors
    /// Returns an error if the `did:web` belongs to another host.
    pub fn new(did: Did, host: Host, name: Text) -> Result<Self, IssuerError> {
        if did.host().is_some_and(|of_did| of_did != host) {
            return Err(IssuerError::Host { did, host });
        }
        Ok(Self { did, host, name })
    }

    /// Makes the issuer `did:web:HOST`.
    ///
    /// # Errors
    /// Returns an error if the host is too long for an identifier.
    pub fn web(host: Host, name: Text) -> Result<Self, IssuerError> {
        let did = Did::web(&host)?;
        Ok(Self { did, host, name })
    }

    /// Returns the identifier.
    pub fn did(&self) -> &Did {
        &self.did
    }

    /// Returns the host that serves the context.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// Returns the display name.
    pub fn name(&self) -> &Text {
        &self.name
    }
}
