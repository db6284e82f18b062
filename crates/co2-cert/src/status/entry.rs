//! Where a certificate's bit is.

use crate::url::HttpsUrl;

/// A certificate's place in a revocation list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a place in a list is the list and the index")]
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
