//! Why a status is not known, in our words and in the standard's.

use super::{StatusListError, StatusPurpose};
use crate::did::Did;
use crate::json::JsonError;
use crate::url::HttpsUrl;
use crate::verify::AuthenticityError;
use co2_units::Timestamp;
use core::fmt;

/// Why a certificate's status is not known. A revoked certificate is
/// [`VerifyError::Revoked`](crate::VerifyError::Revoked).
///
/// [`StatusError::standard`] gives the standard's own name of each.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StatusError {
    /// There is no list at the address.
    #[error("there is no status list at {list}")]
    Missing {
        /// The address.
        list: HttpsUrl,
    },
    /// The list could not be fetched.
    #[error("the status list at {list} could not be fetched")]
    Unavailable {
        /// The address.
        list: HttpsUrl,
        /// What failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The list is not JSON that every reader reads alike.
    #[error("the status list is not strict json")]
    Json(#[source] JsonError),
    /// A member of the list is missing or not what a list of this address has there.
    #[error("the status list's member {member:?} is not valid")]
    Member {
        /// The member.
        member: &'static str,
    },
    /// The list is another issuer's.
    #[error("the status list is not issued by {issuer}")]
    Issuer {
        /// The certificate's issuer.
        issuer: Did,
    },
    /// The list is for something else.
    #[error("the status list is not for {expected}")]
    Purpose {
        /// What the certificate's entry is for.
        expected: StatusPurpose,
    },
    /// The list is not valid yet.
    #[error("the status list is valid from {from}")]
    TooEarly {
        /// From when it is valid.
        from: Timestamp,
    },
    /// The list is too old.
    #[error("the status list was valid until {until}")]
    TooOld {
        /// Until when it was valid.
        until: Timestamp,
    },
    /// The list is older than the caller accepts.
    #[error("the status list was made on {made}, more than {max_age} seconds before")]
    Stale {
        /// When it was made.
        made: Timestamp,
        /// The greatest age accepted, in seconds.
        max_age: u32,
    },
    /// The list is not authentic.
    #[error("the status list is not authentic")]
    Authenticity(#[source] AuthenticityError),
    /// The bits are malformed or too few, or the index is not in them.
    #[error(transparent)]
    List(#[from] StatusListError),
}

/// The errors that the standard names (Bitstring Status List 1.0, section "Processing Errors").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StandardStatusError {
    /// The list could not be had.
    StatusRetrieval,
    /// The list or the entry is not valid.
    StatusVerification,
    /// The list is too short.
    StatusListLength,
    /// A value is malformed.
    MalformedValue,
    /// The index is not in the list.
    Range,
}

impl StandardStatusError {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::StatusRetrieval,
        Self::StatusVerification,
        Self::StatusListLength,
        Self::MalformedValue,
        Self::Range,
    ];

    /// The name, such as `STATUS_RETRIEVAL_ERROR`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::StatusRetrieval => "STATUS_RETRIEVAL_ERROR",
            Self::StatusVerification => "STATUS_VERIFICATION_ERROR",
            Self::StatusListLength => "STATUS_LIST_LENGTH_ERROR",
            Self::MalformedValue => "MALFORMED_VALUE_ERROR",
            Self::Range => "RANGE_ERROR",
        }
    }

    /// The type of a problem report: `https://www.w3.org/ns/credentials/status-list#NAME`.
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
    /// The standard's error of which this is a case.
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
    /// The standard's error of which this is a case.
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
