//! Verification at a given time, from documents at hand.

mod authenticity;
mod documents;

pub use self::authenticity::AuthenticityError;
pub(crate) use self::authenticity::authenticate;
pub use self::documents::Documents;

use crate::certificate::{Certificate, ReadError};
use crate::did::DidResolver;
use crate::json::{self, Limits};
use crate::status::{self, StatusError, StatusLists};
use crate::url::HttpsUrl;
use co2_units::Timestamp;
use core::fmt;
use sha2::{Digest, Sha256};

/// With what a certificate is verified. Nothing here opens a connection or reads a clock.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "hosts write it as a literal")]
pub struct VerifyOptions<'a> {
    /// The time for which is asked: usually now.
    pub at: Timestamp,
    /// Where the issuer's DID document is found.
    pub resolver: &'a dyn DidResolver,
    /// Where its status list is found.
    pub status_lists: &'a dyn StatusLists,
}

impl<'a> VerifyOptions<'a> {
    /// With documents at hand, such as [`Documents`].
    pub fn new<D: DidResolver + StatusLists>(at: Timestamp, documents: &'a D) -> Self {
        Self { at, resolver: documents, status_lists: documents }
    }
}

impl fmt::Debug for VerifyOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyOptions").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Something that was checked and found right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Check {
    /// The text reads the same everywhere, and has the one form of a certificate.
    Form,
    /// Slices, units, stages and amounts agree with each other.
    Arithmetic,
    /// It is valid at the time asked for.
    Time,
    /// A key that the issuer has for assertions signed it, and nothing was changed since.
    Signature,
    /// The issuer's status list does not name it as revoked.
    Status,
}

impl Check {
    /// All checks, in the order in which they are made.
    pub const ALL: [Self; 5] =
        [Self::Form, Self::Arithmetic, Self::Time, Self::Signature, Self::Status];
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Form => "the text has the one form of a certificate",
            Self::Arithmetic => "slices, units, stages and amounts agree",
            Self::Time => "the certificate is valid at the time asked for",
            Self::Signature => "a key of the issuer signed it, unchanged",
            Self::Status => "the issuer has not revoked it",
        })
    }
}

/// A certificate that passed every check.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// The certificate.
    pub certificate: Certificate,
    /// What was checked, in order.
    pub checks: Vec<Check>,
    /// When the status list was made that does not name it.
    pub status_as_of: Timestamp,
    /// SHA-256 of the canonical certificate with its proof: its name in a log.
    pub digest: [u8; 32],
}

/// Why a certificate is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// It is no certificate: no strict JSON, another form, or facts that disagree.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It is valid only later.
    #[error("the certificate is valid from {valid_from}")]
    NotYetValid {
        /// From when it is valid.
        valid_from: Timestamp,
    },
    /// It is not known to be its issuer's.
    #[error(transparent)]
    Authenticity(#[from] AuthenticityError),
    /// Its status is not known.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// The issuer revoked it.
    #[error("the certificate is revoked: entry {index} of {list}")]
    Revoked {
        /// The status list.
        list: HttpsUrl,
        /// Its place in it.
        index: u64,
    },
}

/// Verifies a certificate: its form and arithmetic, time, signature and status.
///
/// # Errors
/// With the first check that fails.
pub fn verify(bytes: &[u8], options: &VerifyOptions<'_>) -> Result<Verified, VerifyError> {
    let value = json::read(bytes, Limits::CERTIFICATE).map_err(ReadError::from)?;
    let certificate = Certificate::from_value(&value)?;
    if certificate.valid_from() > options.at {
        return Err(VerifyError::NotYetValid { valid_from: certificate.valid_from() });
    }
    let issuer = certificate.issuer().did();
    authenticate(&value, issuer, options.at, options.resolver)?;
    let entry = certificate.status();
    let (revoked, status_as_of) =
        status::check(entry, issuer, options.at, options.resolver, options.status_lists)?;
    if revoked {
        return Err(VerifyError::Revoked { list: entry.list.clone(), index: entry.index });
    }
    Ok(Verified {
        checks: Check::ALL.to_vec(),
        status_as_of,
        digest: Sha256::digest(certificate.to_json()).into(),
        certificate,
    })
}
