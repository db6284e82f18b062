//! Verification at a given time, from documents at hand.

mod authenticity;
mod documents;

pub use self::authenticity::AuthenticityError;
pub(crate) use self::authenticity::authenticate;
use self::authenticity::{authenticate_certificate, issuer_key};
pub use self::documents::Documents;

use crate::certificate::{Certificate, ReadError};
use crate::did::DidResolver;
use crate::proof::{Jwt, JwtError};
use crate::status::{self, StatusError, StatusLists, StatusPurpose};
use crate::url::HttpsUrl;
use co2_units::Timestamp;
use core::fmt;
use sha2::{Digest, Sha256};

/// With what a certificate is verified. Nothing here opens a connection or reads a clock.
#[derive(Clone, Copy)]
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
    /// The issuer's status lists do not name it as revoked or suspended.
    Status,
}

impl Check {
    /// All checks, in the order in which they are made.
    pub const ALL: [Self; 5] =
        [Self::Form, Self::Arithmetic, Self::Time, Self::Signature, Self::Status];

    /// One word for programs: `form`, `arithmetic`, `time`, `signature` or `status`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Arithmetic => "arithmetic",
            Self::Time => "time",
            Self::Signature => "signature",
            Self::Status => "status",
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Form => "the text has the one form of a certificate",
            Self::Arithmetic => "slices, units, stages and amounts agree",
            Self::Time => "the certificate is valid at the time asked for",
            Self::Signature => "a key of the issuer signed it, unchanged",
            Self::Status => "the issuer has neither revoked nor suspended it",
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
    /// When the status list was made that does not name it; the older of two.
    pub status_as_of: Timestamp,
    /// SHA-256 of the canonical certificate with its proof, its name in a log; of a token, that of
    /// its bytes.
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
    /// The issuer revoked it, as when another certificate superseded it.
    #[error("the certificate is revoked: entry {index} of {list}")]
    Revoked {
        /// The status list.
        list: HttpsUrl,
        /// Its place in it.
        index: u64,
    },
    /// The issuer suspended it: it is not to be accepted for now.
    #[error("the certificate is suspended: entry {index} of {list}")]
    Suspended {
        /// The status list.
        list: HttpsUrl,
        /// Its place in it.
        index: u64,
    },
}

impl VerifyError {
    /// The check that failed.
    pub const fn failed(&self) -> Check {
        match self {
            Self::Read(ReadError::Record(_)) => Check::Arithmetic,
            Self::Read(_) => Check::Form,
            Self::NotYetValid { .. } => Check::Time,
            Self::Authenticity(_) => Check::Signature,
            Self::Status(_) | Self::Revoked { .. } | Self::Suspended { .. } => Check::Status,
        }
    }

    /// The checks that were passed before, in order. Form and arithmetic are checked together, so
    /// neither counts as passed when one fails.
    pub fn passed(&self) -> &'static [Check] {
        match self.failed() {
            Check::Form | Check::Arithmetic => &[],
            Check::Time => &[Check::Form, Check::Arithmetic],
            Check::Signature => &[Check::Form, Check::Arithmetic, Check::Time],
            Check::Status => &[Check::Form, Check::Arithmetic, Check::Time, Check::Signature],
        }
    }
}

/// Verifies a certificate: its form and arithmetic, time, signature and status.
///
/// # Errors
/// With the first check that fails.
pub fn verify(bytes: &[u8], options: &VerifyOptions<'_>) -> Result<Verified, VerifyError> {
    let (certificate, canonical) = Certificate::read(bytes)?;
    check_time(&certificate, options)?;
    authenticate_certificate(&certificate, options.at, options.resolver)?;
    check_status(certificate, Sha256::digest(canonical).into(), options)
}

/// Verifies a certificate in a `vc+jwt` token, as [`verify`] does.
///
/// The token is bare: no white space around it.
///
/// # Errors
/// With the first check that fails.
///
/// ```
/// # fn example(certificate: &co2_cert::Certificate, signer: &co2_cert::KeySigner,
/// #     options: &co2_cert::VerifyOptions<'_>) -> Result<(), Box<dyn std::error::Error>> {
/// let token = certificate.to_jwt(signer)?;
/// let verified = co2_cert::verify_jwt(token.as_bytes(), options)?;
/// assert_eq!(verified.certificate.record(), certificate.record());
/// # Ok(())
/// # }
/// ```
pub fn verify_jwt(token: &[u8], options: &VerifyOptions<'_>) -> Result<Verified, VerifyError> {
    let jwt = Jwt::read(token).map_err(AuthenticityError::from)?;
    let certificate = Certificate::from_json(&jwt.payload)?;
    if certificate.is_signed() {
        return Err(AuthenticityError::Jwt(JwtError::SecuredTwice).into());
    }
    check_time(&certificate, options)?;
    let key = issuer_key(&jwt.key_id, certificate.issuer().did(), options.resolver)?;
    jwt.verify(&key).map_err(AuthenticityError::from)?;
    check_status(certificate, Sha256::digest(token).into(), options)
}

fn check_time(certificate: &Certificate, options: &VerifyOptions<'_>) -> Result<(), VerifyError> {
    let valid_from = certificate.valid_from();
    if valid_from > options.at { Err(VerifyError::NotYetValid { valid_from }) } else { Ok(()) }
}

fn check_status(
    certificate: Certificate,
    digest: [u8; 32],
    options: &VerifyOptions<'_>,
) -> Result<Verified, VerifyError> {
    let issuer = certificate.issuer().did();
    let check = |entry, purpose| {
        status::check(entry, purpose, issuer, options.at, options.resolver, options.status_lists)
    };
    let entry = certificate.status();
    let (revoked, mut status_as_of) = check(entry, StatusPurpose::Revocation)?;
    if revoked {
        return Err(VerifyError::Revoked { list: entry.list.clone(), index: entry.index });
    }
    if let Some(entry) = certificate.suspension() {
        let (suspended, as_of) = check(entry, StatusPurpose::Suspension)?;
        if suspended {
            return Err(VerifyError::Suspended { list: entry.list.clone(), index: entry.index });
        }
        status_as_of = status_as_of.min(as_of);
    }
    Ok(Verified { checks: Check::ALL.to_vec(), status_as_of, digest, certificate })
}
