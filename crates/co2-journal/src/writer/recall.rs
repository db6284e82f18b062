//! Archived orders, whose records are read from the journal.

use super::{Guard, Read, Writer};
use crate::error::SubmitError;
use crate::event_at::event_at;
use crate::replay::ReplayError;
use crate::submission::Recall;
use co2_ledger::{Event, FoldError, Request, Tentative};
use std::sync::Arc;

/// An error from reading a record.
enum RecordError {
    Replay(ReplayError),
    /// The record does not match the state.
    Fold(FoldError),
}

impl From<FoldError> for RecordError {
    fn from(error: FoldError) -> Self {
        Self::Fold(error)
    }
}

/// Returns the event that comes after `before` others.
fn event(journal: &mut Guard, before: u64) -> Result<Arc<Event>, RecordError> {
    // Events are counted from 1.
    event_at(journal, before.saturating_add(1)).map_err(RecordError::Replay)
}

impl Writer {
    /// Decides and folds a command as if no order had ever been archived.
    pub(super) fn decide_one(
        &mut self,
        tentative: &mut Tentative,
        request: &Request,
    ) -> Result<(), SubmitError> {
        let journal = &mut self.journal;
        let decided =
            self.replica.state.decide_recalling(tentative, request, |place| event(journal, place));
        decided.map_err(|error| self.record_error(error))
    }

    /// Lets a reader see the state with archived orders in full. The state itself does not change.
    pub(super) fn read_recalled(&mut self, recall: &Recall, read: Read) {
        let (journal, state) = (&mut self.journal, &mut self.replica.state);
        let records = match recall {
            Recall::Order(order) => state.archived(order),
            Recall::Lacking => state.archived_shortfalls(),
        };
        match state.recall(&records, |place| event(journal, place)) {
            Ok(recalled) => {
                read(Ok((&self.replica.state, self.replica.head)));
                self.replica.state.undo_all(recalled);
            }
            Err(error) => read(Err(self.record_error(error))),
        }
    }

    fn record_error(&mut self, error: RecordError) -> SubmitError {
        match error {
            RecordError::Replay(ReplayError::Journal(error)) => self.store_error(&error),
            RecordError::Replay(damaged) => self.broken(&damaged),
            // The journal has a different record there, or the state is not what it must be.
            RecordError::Fold(error) => self.broken(&error),
        }
    }
}
