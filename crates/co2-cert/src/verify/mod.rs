//! Verification at a given time, with documents that the caller supplies.

mod authenticity;
mod documents;

pub use self::authenticity::AuthenticityError;
pub(crate) use self::authenticity::authenticate;
use self::authenticity::{authenticate_certificate, issuer_key};
pub use self::documents::Documents;

use crate::certificate::{Certificate, ReadError};
use crate::did::DidResolver;
use crate::proof::{Jwt, JwtError};
use crate::record::Act;
use crate::status::{self, StatusError, StatusLists, StatusPurpose};
use crate::url::HttpsUrl;
use co2_units::{Date, Timestamp};
use core::fmt;
use sha2::{Digest, Sha256};

/// The inputs of a verification. Nothing here opens a connection or reads a clock.
#[derive(Clone, Copy)]
pub struct VerifyOptions<'a> {
    /// The time at which the certificate is checked, usually now.
    pub at: Timestamp,
    /// Finds the issuer's DID document.
    pub resolver: &'a dyn DidResolver,
    /// Finds the issuer's status lists.
    pub status_lists: &'a dyn StatusLists,
    /// The greatest age of a status list, in seconds; an older one is refused. A copy of a list from
    /// before a revocation is genuine, so only its age reveals that it is outdated. `None` leaves the age to the
    /// list's own `validUntil`.
    pub status_max_age: Option<u32>,
}

impl<'a> VerifyOptions<'a> {
    /// Makes options with a time and a source of documents, such as [`Documents`].
    pub fn new<D: DidResolver + StatusLists>(at: Timestamp, documents: &'a D) -> Self {
        Self { at, resolver: documents, status_lists: documents, status_max_age: None }
    }

    /// Refuses status lists that were made more than this number of seconds before the time of verification.
    #[must_use]
    pub const fn with_status_max_age(self, seconds: u32) -> Self {
        Self { status_max_age: Some(seconds), ..self }
    }
}

impl fmt::Debug for VerifyOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifyOptions").field("at", &self.at).finish_non_exhaustive()
    }
}

/// A check that verification makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Check {
    /// The text means the same to every reader, and has the one form of a certificate.
    Form,
    /// Slices, units, stages and amounts agree with each other.
    Arithmetic,
    /// The certificate is valid at the given time.
    Time,
    /// A key that the issuer lists for assertions signed it, and it has not been changed since.
    Signature,
    /// The issuer's status lists do not mark it as revoked or suspended.
    Status,
}

impl Check {
    /// All checks, in the order in which they are made.
    pub const ALL: [Self; 5] =
        [Self::Form, Self::Arithmetic, Self::Time, Self::Signature, Self::Status];

    /// Returns one word for programs: `form`, `arithmetic`, `time`, `signature` or `status`.
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

/// The outcome of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The check was made and found nothing wrong.
    Passed,
    /// The check was made and found the reason for refusing the certificate.
    Failed,
    /// The check was not made, or not completed, because an earlier one failed.
    NotReached,
}

impl Outcome {
    /// Returns one word for programs: `passed`, `failed` or `notReached`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::NotReached => "notReached",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotReached => "not reached",
            other => other.as_str(),
        })
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Form => "the text has the one form of a certificate",
            Self::Arithmetic => "slices, units, stages and amounts agree",
            Self::Time => "the certificate is valid at the given time",
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
    /// The checks made, in order.
    pub checks: Vec<Check>,
    /// The time at which the status list was made; with several lists, that of the oldest one.
    pub status_as_of: Timestamp,
    /// The time from which the issuer wants a newer status list to be fetched (`ttl`); with several lists, the earliest.
    pub status_refresh: Option<Timestamp>,
    /// True if the product was returned and the issuer marks its certificates as spent rather than revoked. What the
    /// certificate states remains true, and its grams serve no other product, but nobody may rely on it for the
    /// product any more.
    pub spent: bool,
    /// The earliest day by which units were to be retired, if it has passed and the certificate still calls them
    /// allocated. The issuer has then not kept that promise, or has superseded the certificate.
    pub overdue: Option<Date>,
    /// SHA-256 of the canonical certificate with its proof, which identifies it in a log; for a token, SHA-256 of
    /// its bytes.
    pub digest: [u8; 32],
}

/// The reason why a certificate is refused.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// The bytes are not a certificate: they are not strict JSON, have another form, or state facts that disagree.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The bytes are not a token with a certificate.
    #[error(transparent)]
    Token(#[from] JwtError),
    /// The certificate is not valid yet.
    #[error("the certificate is valid from {valid_from}")]
    NotYetValid {
        /// The time from which it is valid.
        valid_from: Timestamp,
    },
    /// The certificate could not be shown to come from its issuer.
    #[error(transparent)]
    Authenticity(#[from] AuthenticityError),
    /// The certificate's status could not be determined.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// The issuer revoked the certificate, for example because another one superseded it.
    #[error("the certificate is revoked: entry {index} of {list}")]
    Revoked {
        /// The status list.
        list: HttpsUrl,
        /// The index of its entry, counted from 0.
        index: u64,
    },
    /// The issuer suspended the certificate: it must not be accepted for the time being.
    #[error("the certificate is suspended: entry {index} of {list}")]
    Suspended {
        /// The status list.
        list: HttpsUrl,
        /// The index of its entry, counted from 0.
        index: u64,
    },
}

impl VerifyError {
    /// Returns the check that failed.
    pub const fn failed(&self) -> Check {
        match self {
            Self::Read(ReadError::Record(_)) => Check::Arithmetic,
            Self::Read(_) | Self::Token(_) => Check::Form,
            Self::NotYetValid { .. } => Check::Time,
            Self::Authenticity(_) => Check::Signature,
            Self::Status(_) | Self::Revoked { .. } | Self::Suspended { .. } => Check::Status,
        }
    }

    /// Returns the outcome of each check, in order. Form and arithmetic are checked together, so the form
    /// counts as not reached if the arithmetic fails.
    pub fn outcomes(&self) -> [(Check, Outcome); 5] {
        let failed = self.failed();
        Check::ALL.map(|check| {
            let outcome = if check == failed {
                Outcome::Failed
            } else if check < failed && failed != Check::Arithmetic {
                Outcome::Passed
            } else {
                Outcome::NotReached
            };
            (check, outcome)
        })
    }
}

/// Verifies a certificate: its form, arithmetic, time, signature and status.
///
/// # Errors
/// Returns an error for the first check that fails.
pub fn verify(bytes: &[u8], options: &VerifyOptions<'_>) -> Result<Verified, VerifyError> {
    let (certificate, canonical) = Certificate::read(bytes)?;
    check_time(&certificate, options)?;
    authenticate_certificate(&certificate, options.at, options.resolver)?;
    check_status(certificate, Sha256::digest(canonical).into(), options)
}

/// Verifies a certificate in a `vc+jwt` token, as [`verify`] does.
///
/// The token must not have white space around it.
///
/// # Errors
/// Returns an error for the first check that fails.
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
    let jwt = Jwt::read(token)?;
    let certificate = Certificate::from_json(&jwt.payload)?;
    if certificate.is_signed() {
        return Err(JwtError::SecuredTwice.into());
    }
    check_time(&certificate, options)?;
    let issuer = certificate.issuer().did();
    let key = issuer_key(&jwt.key_id, issuer, options.at, options.resolver)?;
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
        let status = status::check(entry, purpose, issuer, options)?;
        Ok::<_, StatusError>((status.set, status.made, status.refresh))
    };
    let entry = certificate.status();
    let (revoked, mut status_as_of, mut status_refresh) = check(entry, StatusPurpose::Revocation)?;
    if revoked {
        return Err(VerifyError::Revoked { list: entry.list.clone(), index: entry.index });
    }
    let mut spent = false;
    let others = [
        (certificate.suspension(), StatusPurpose::Suspension),
        (certificate.spent(), StatusPurpose::Spent),
    ];
    for (entry, purpose) in others {
        let Some(entry) = entry else { continue };
        let (set, as_of, refresh) = check(entry, purpose)?;
        if set && purpose == StatusPurpose::Suspension {
            return Err(VerifyError::Suspended { list: entry.list.clone(), index: entry.index });
        }
        spent |= set;
        status_as_of = status_as_of.min(as_of);
        status_refresh = [status_refresh, refresh].into_iter().flatten().min();
    }
    Ok(Verified {
        checks: Check::ALL.to_vec(),
        status_as_of,
        status_refresh,
        spent,
        overdue: overdue(&certificate, options.at),
        digest,
        certificate,
    })
}

fn overdue(certificate: &Certificate, at: Timestamp) -> Option<Date> {
    let dues = certificate.record().lines().iter().filter_map(|line| match line.act {
        Act::Allocated { due } => Some(due),
        Act::Retired { .. } => None,
    });
    // The day itself is the last one.
    dues.filter(|due| *due < at.date()).min()
}
