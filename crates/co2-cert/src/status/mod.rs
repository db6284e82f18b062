//! Revocation, suspension, and what became of returned products: W3C Bitstring Status List 1.0.
//!
//! An issuer publishes a signed list with a bit for each certificate; a set bit means that the certificate is
//! revoked. A second list may state which certificates are suspended; a suspension can be lifted. A third one may
//! state which certificates are spent because their products were returned. A list is
//! long, so fetching it does not reveal to the issuer which certificate is checked. A secret key spreads the
//! indexes over the list, so a certificate's index does not reveal how many were issued before it.

mod credential;
mod entry;
mod error;
mod index;
mod list;

pub(crate) use self::credential::check;
pub use self::credential::{StatusListCredential, StatusLists};
pub use self::entry::{StatusEntry, StatusPurpose};
pub use self::error::{StandardStatusError, StatusError};
pub use self::index::{StatusIndexError, status_index};
pub use self::list::{StatusList, StatusListError};

/// The least number of entries of a list: 131,072, which is 16 KiB (Bitstring Status List 1.0, section 6.1).
pub const MIN_ENTRIES: u64 = 131_072;
/// The greatest number of entries that a list may have here: 16,777,216, which is 2 MiB.
pub const MAX_ENTRIES: u64 = 16_777_216;
