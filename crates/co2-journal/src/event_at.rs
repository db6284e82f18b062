//! Finding a single event of a journal.

use crate::anchor::{Anchor, Position};
use crate::batch::{BatchError, BatchFault};
use crate::journal::Journal;
use crate::replay::{ReplayError, batch_at};
use co2_ledger::Event;
use std::sync::Arc;

/// Returns the event that gave the state this revision: the n-th of the journal, counted from 1.
///
/// Batches state how many events come before them, so about twenty of a million batches are read to find it.
/// The hash of its batch is checked; only a replay shows that the batch is part of the chain.
///
/// # Errors
/// Returns an error if the store cannot be read, if a batch on the way is missing or damaged, or if the journal
/// has fewer events; then the batch in which it would be is reported as missing.
pub fn event_at(journal: &mut dyn Journal, revision: u64) -> Result<Arc<Event>, ReplayError> {
    // Each batch has at least one event, so the event is not in a batch beyond its own number.
    let (mut low, mut high) = (1, revision);
    while low <= high {
        let middle = Position::new(low.midpoint(high));
        // There is nothing after the end of the journal, so the event is before it.
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
