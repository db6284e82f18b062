//! Revocation and suspension: W3C Bitstring Status List 1.0.
//!
//! An issuer publishes a signed list with a bit for each certificate; a set bit means revoked. A
//! second list may say which certificates are suspended, which can be taken back. A list is long and indexes are spread over it by a secret key, so that whoever fetches it does not
//! tell the issuer which certificate is looked at, and a certificate's index does not tell how
//! many were given out before it.

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

/// The fewest entries of a list: 131,072, 16 KiB (Bitstring Status List 1.0, section 6.1).
pub const MIN_ENTRIES: u64 = 131_072;
/// The most entries of a list here: 16,777,216, 2 MiB.
pub const MAX_ENTRIES: u64 = 16_777_216;
