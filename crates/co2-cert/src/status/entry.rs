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
    /// The product was returned. The record remains true, but it no longer serves a product: its grams are spent.
    /// This is the standard's purpose `message` with one bit, and the certificate states what the bit means.
    Spent,
}

impl StatusPurpose {
    /// Returns the standard's name: `revocation`, `suspension` or `message`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Revocation => "revocation",
            Self::Suspension => "suspension",
            Self::Spent => "message",
        }
    }

    /// Returns what a clear and a set bit mean, in words, for the purpose that leaves this to the issuer.
    pub(crate) const fn messages(self) -> Option<[&'static str; 2]> {
        match self {
            Self::Revocation | Self::Suspension => None,
            Self::Spent => Some([
                "the product has not been returned",
                "the product was returned; the grams are spent and serve no other product",
            ]),
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
