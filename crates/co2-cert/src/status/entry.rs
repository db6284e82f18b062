//! The place of a certificate's bit.

use crate::url::HttpsUrl;
use core::fmt;

/// What a set bit means (Bitstring Status List 1.0, section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusPurpose {
    /// The certificate is permanently void.
    Revocation,
    /// The certificate must not be accepted for the time being.
    Suspension,
}

impl StatusPurpose {
    /// Returns the standard's name: `revocation` or `suspension`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
        }
    }
}

impl fmt::Display for StatusPurpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A certificate's entry in a status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusEntry {
    /// The address of the status list credential, without a fragment.
    pub list: HttpsUrl,
    /// The index in the list, counted from 0.
    pub index: u64,
}

impl StatusEntry {
    /// Returns the entry's own identifier: `LIST#INDEX`.
    pub fn id(&self) -> String {
        format!("{}#{}", self.list, self.index)
    }
}
