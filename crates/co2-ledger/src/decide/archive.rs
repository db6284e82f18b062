//! Archived orders: which commands ask after them, and what is archived.

use crate::command::Content;
use crate::state::State;
use std::collections::BTreeSet;

/// How heavy the records of one command are, at most; only the last goes beyond. A journal writes them as
/// one batch, which is to stay below a megabyte.
pub(crate) const MAX_ARCHIVED: usize = 8_192;

impl State {
    /// Where the records are of archived orders that may be the one a command names.
    pub(super) fn earlier_order(&self, content: Content<'_>) -> Vec<u64> {
        content.order().map(|order| self.archived(order)).unwrap_or_default()
    }

    /// Where the records are of archived orders that may cover a product that a command would cover.
    pub(super) fn earlier_cover(&self, content: Content<'_>) -> Vec<u64> {
        let records = content.covers().flat_map(|product| self.archived_cover(product));
        records.collect::<BTreeSet<u64>>().into_iter().collect()
    }
}
