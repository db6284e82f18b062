//! Finding one event of a journal.

use crate::anchor::{Anchor, Position};
use crate::batch::{BatchError, BatchFault};
use crate::journal::Journal;
use crate::replay::{ReplayError, batch_at};
use co2_ledger::Event;
use std::sync::Arc;

/// The event that made the state have this revision: the n-th of the journal, counted from 1.
///
/// Batches tell how many events come before them, so it is found by reading some twenty batches of a
/// million. The hash of its batch is checked; that the batch is part of the chain is what a replay
/// shows.
///
/// # Errors
/// When the store cannot be read, a batch on the way is missing or damaged, or the journal has fewer
/// events; then the batch is said to be missing at which it would stand.
pub fn event_at(journal: &mut dyn Journal, revision: u64) -> Result<Arc<Event>, ReplayError> {
    // Each batch has an event at least: the event is not in a batch beyond its own number.
    let (mut low, mut high) = (1, revision);
    while low <= high {
        let middle = Position::new(low.midpoint(high));
        // After the end of the journal there is nothing; whatever is asked for is before.
        let Some(batch) = batch_at(journal, middle)? else {
            high = middle.before().as_u64();
            continue;
        };
        let (header, count) = batch.counted()?;
        match revision.checked_sub(header.revision).and_then(|nth| nth.checked_sub(1)) {
            None => high = middle.before().as_u64(),
            Some(place) if place >= count => low = middle.as_u64().saturating_add(1),
            Some(place) => {
                let head = Anchor { position: middle.before(), hash: batch.previous };
                let event = batch
                    .decode(head)?
                    .into_iter()
                    .nth(usize::try_from(place).unwrap_or(usize::MAX));
                return event.ok_or_else(|| BatchError::new(middle, BatchFault::Events).into());
            }
        }
    }
    Err(BatchError::new(Position::new(low), BatchFault::Missing).into())
}
