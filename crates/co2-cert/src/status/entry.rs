//! Where a certificate's bit is.

use crate::url::HttpsUrl;
use core::fmt;

/// What a set bit means (Bitstring Status List 1.0, section 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StatusPurpose {
    /// The certificate is void for ever.
    Revocation,
    /// The certificate is not to be accepted for now.
    Suspension,
}

impl StatusPurpose {
    /// The standard's word: `revocation` or `suspension`.
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

/// A certificate's place in a status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusEntry {
    /// Where the status list credential is; without a fragment.
    pub list: HttpsUrl,
    /// The index in it, from 0.
    pub index: u64,
}

impl StatusEntry {
    /// The entry's own identifier: `LIST#INDEX`.
    pub fn id(&self) -> String {
        format!("{}#{}", self.list, self.index)
    }
}
