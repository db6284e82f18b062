//! Archived orders, whose records are read from the journal.

use super::{Guard, Read, Writer};
use crate::error::SubmitError;
use crate::event_at::event_at;
use crate::replay::{ReplayError, Replica};
use crate::submission::Recall;
use co2_ledger::{Event, FoldError, Request, Tentative};
use std::sync::Arc;

/// Lets somebody read a state with archived orders in full. The state stays as it is.
pub(crate) fn with_recalled(
    journal: &mut Guard,
    replica: &mut Replica,
    recall: &Recall,
    read: Read,
) -> Result<(), (RecordError, Read)> {
    let state = &mut replica.state;
    let records = match recall {
        Recall::Order(order) => state.archived(order),
        Recall::Lacking => state.archived_shortfalls(),
    };
    match state.recall(&records, |place| event(journal, place)) {
        Ok(recalled) => {
            read(Ok((&replica.state, replica.head)));
            replica.state.undo_all(recalled);
            Ok(())
        }
        Err(error) => Err((error, read)),
    }
}

/// Why a record is not had.
pub(crate) enum RecordError {
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
        if let Err((error, read)) =
            with_recalled(&mut self.journal, &mut self.replica, recall, read)
        {
            read(Err(self.record_error(error)));
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
