//! Errors from finding a certificate's status, and the standard's names for them.

use super::{StatusListError, StatusPurpose};
use crate::did::Did;
use crate::json::JsonError;
use crate::url::HttpsUrl;
use crate::verify::AuthenticityError;
use co2_units::Timestamp;
use core::fmt;

/// An error from finding a certificate's status. A revoked certificate is not one of these; it is
/// [`VerifyError::Revoked`](crate::VerifyError::Revoked).
///
/// [`StatusError::standard`] returns the standard's name for each.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatusError {
    /// There is no list at the address.
    #[error("there is no status list at {list}")]
    Missing {
        /// The address of the list.
        list: HttpsUrl,
    },
    /// The list could not be fetched.
    #[error("the status list at {list} could not be fetched")]
    Unavailable {
        /// The address of the list.
        list: HttpsUrl,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The list is not strict JSON.
    #[error("the status list is not strict JSON")]
    Json(#[source] JsonError),
    /// A member of the list is missing or does not have the value that a list at this address must have.
    #[error("the status list's member {member:?} is not valid")]
    Member {
        /// The member's name.
        member: &'static str,
    },
    /// The list is from another issuer.
    #[error("the status list is not issued by {issuer}")]
    Issuer {
        /// The certificate's issuer.
        issuer: Did,
    },
    /// The list is for another purpose.
    #[error("the status list is not for {expected}")]
    Purpose {
        /// The purpose of the certificate's entry.
        expected: StatusPurpose,
    },
    /// The list is not valid yet.
    #[error("the status list is valid from {from}")]
    TooEarly {
        /// The time from which it is valid.
        from: Timestamp,
    },
    /// The list is no longer valid.
    #[error("the status list was valid until {until}")]
    TooOld {
        /// The time until which it was valid.
        until: Timestamp,
    },
    /// The list is older than the caller accepts.
    #[error("the status list was made on {made}, more than {max_age} seconds earlier")]
    Stale {
        /// The time at which it was made.
        made: Timestamp,
        /// The greatest age accepted, in seconds.
        max_age: u32,
    },
    /// The list is not authentic.
    #[error("the status list is not authentic")]
    Authenticity(#[source] AuthenticityError),
    /// The bits are malformed, there are too few, or the index is outside the list.
    #[error(transparent)]
    List(#[from] StatusListError),
}

/// The errors named by the standard (Bitstring Status List 1.0, section "Processing Errors").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StandardStatusError {
    /// The list could not be retrieved.
    StatusRetrieval,
    /// The list or the entry is not valid.
    StatusVerification,
    /// The list is too short.
    StatusListLength,
    /// A value is malformed.
    MalformedValue,
    /// The index is outside the list.
    Range,
}

impl StandardStatusError {
    /// All of these errors.
    pub const ALL: [Self; 5] = [
        Self::StatusRetrieval,
        Self::StatusVerification,
        Self::StatusListLength,
        Self::MalformedValue,
        Self::Range,
    ];

    /// Returns the name, such as `STATUS_RETRIEVAL_ERROR`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StatusRetrieval => "STATUS_RETRIEVAL_ERROR",
            Self::StatusVerification => "STATUS_VERIFICATION_ERROR",
            Self::StatusListLength => "STATUS_LIST_LENGTH_ERROR",
            Self::MalformedValue => "MALFORMED_VALUE_ERROR",
            Self::Range => "RANGE_ERROR",
        }
    }

    /// Returns the type of a problem report: `https://www.w3.org/ns/credentials/status-list#NAME`.
    pub fn url(self) -> String {
        format!("https://www.w3.org/ns/credentials/status-list#{self}")
    }
}

impl fmt::Display for StandardStatusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl StatusError {
    /// Returns the standard's error for this case.
    pub const fn standard(&self) -> StandardStatusError {
        match self {
            Self::Missing { .. } | Self::Unavailable { .. } => StandardStatusError::StatusRetrieval,
            Self::Json(_) | Self::Member { .. } => StandardStatusError::MalformedValue,
            Self::Issuer { .. }
            | Self::Purpose { .. }
            | Self::TooEarly { .. }
            | Self::TooOld { .. }
            | Self::Stale { .. }
            | Self::Authenticity(_) => StandardStatusError::StatusVerification,
            Self::List(error) => error.standard(),
        }
    }
}

impl StatusListError {
    /// Returns the standard's error for this case.
    pub const fn standard(&self) -> StandardStatusError {
        match self {
            Self::TooShort { .. } => StandardStatusError::StatusListLength,
            Self::Index { .. } => StandardStatusError::Range,
            Self::TooLong | Self::Bytes { .. } | Self::Encoding | Self::Compression => {
                StandardStatusError::MalformedValue
            }
        }
    }
}
