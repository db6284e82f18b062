//! Reading a journal from its start.

use crate::anchor::{Anchor, Position};
use crate::batch::{Batch, BatchError, BatchFault};
use crate::event_at::event_at;
use crate::journal::{Journal, JournalError};
use crate::ledger::Happened;
use co2_ledger::{Change, Event, FoldError, State};
use std::sync::Arc;

/// How many batches are read at a time, at most.
pub(crate) const CHUNK: usize = 64;

/// Why a journal cannot be replayed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// The store cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A batch is damaged or missing.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// An event does not follow from those before it.
    #[error("batch {position} is refused")]
    Event {
        /// The batch.
        position: Position,
        /// Why.
        source: FoldError,
    },
    /// The journal is not the one the anchor was taken of, or it was cut or rewritten.
    #[error("the journal does not have the anchor {expected}; it has {found}")]
    Anchor {
        /// The anchor given.
        expected: Anchor,
        /// What the journal has there, or its end.
        found: Anchor,
    },
}

/// A state and the place in the journal it stands at.
#[derive(Debug, Default)]
pub(crate) struct Replica {
    pub(crate) state: State,
    pub(crate) head: Anchor,
    /// Whether orders that come back from the archive are compared with their records. Who decides
    /// commands reads the record anyway; a fold sees fingerprints only.
    pub(crate) compares_records: bool,
}

/// That orders come back as they were archived.
fn compare_records(
    journal: &mut dyn Journal,
    events: &[Arc<Event>],
    position: Position,
) -> Result<(), ReplayError> {
    for event in events {
        let Change::Reopened { archived, record } = &event.change else { continue };
        // Events are counted from 1.
        let known = event_at(journal, archived.saturating_add(1))?;
        if !matches!(&known.change, Change::Archived(known) if known == record) {
            return Err(BatchError::new(position, BatchFault::Record).into());
        }
    }
    Ok(())
}

impl Replica {
    /// Folds all batches that the journal has after this replica's place.
    pub(crate) fn catch_up(
        &mut self,
        journal: &mut dyn Journal,
        mut each: impl FnMut(&State, Anchor) -> Result<(), ReplayError>,
    ) -> Result<(), ReplayError> {
        loop {
            let batches = journal.read_after(self.head.position, CHUNK)?;
            if batches.is_empty() {
                return Ok(());
            }
            for batch in batches {
                let events = self.read(&batch)?;
                if self.compares_records {
                    compare_records(journal, &events, batch.position)?;
                }
                self.take(&batch, events)?;
                each(&self.state, self.head)?;
            }
        }
    }

    /// The same, and the journal must have the anchor: at a later place than this replica's.
    pub(crate) fn catch_up_past(
        &mut self,
        journal: &mut dyn Journal,
        anchor: Option<Anchor>,
        mut each: impl FnMut(&State, Anchor),
    ) -> Result<(), ReplayError> {
        let mut seen = anchor.is_none_or(|anchor| anchor == self.head);
        self.catch_up(journal, |state, found| {
            if let Some(expected) = anchor
                && expected.position == found.position
            {
                if expected.hash != found.hash {
                    return Err(ReplayError::Anchor { expected, found });
                }
                seen = true;
            }
            each(state, found);
            Ok(())
        })?;
        match anchor {
            Some(expected) if !seen => Err(ReplayError::Anchor { expected, found: self.head }),
            _ => Ok(()),
        }
    }

    /// The events of the next batch.
    fn read(&self, batch: &Batch) -> Result<Vec<Arc<Event>>, ReplayError> {
        let position = batch.position;
        let events = batch.decode(self.head)?;
        let (found, expected) = (batch.header()?.revision, self.state.revision());
        if found != expected {
            let fault = BatchFault::Revision { found, expected };
            return Err(BatchError::new(position, fault).into());
        }
        Ok(events)
    }

    /// Folds them.
    fn take(&mut self, batch: &Batch, events: Vec<Arc<Event>>) -> Result<(), ReplayError> {
        let position = batch.position;
        // Batches in the journal are durable: nothing will be undone.
        let folded = self.state.catch_up(events);
        folded.map_err(|source| ReplayError::Event { position, source })?;
        self.head = batch.anchor();
        Ok(())
    }
}

/// Reads the next batches after an anchor, decoded, for those who follow a journal without a ledger; none at its end.
/// They are checked to follow the anchor.
///
/// # Errors
/// Returns an error if the store cannot be read, or if a batch is damaged or does not follow the one before it.
pub fn happened_after(
    journal: &mut dyn Journal,
    anchor: Anchor,
) -> Result<Vec<Happened>, ReplayError> {
    let (mut all, mut head) = (Vec::new(), anchor);
    for batch in journal.read_after(anchor.position, CHUNK)? {
        let events = batch.decode(head)?;
        head = batch.anchor();
        all.push(Happened { events, after: head });
    }
    Ok(all)
}

/// Replays a journal from its start: the state, and where it stands. Snapshots are not looked at.
///
/// `progress` is called after each batch. With an anchor, the journal must have it.
///
/// # Errors
/// When the store cannot be read, a batch is damaged, an event does not follow, or the anchor is
/// not there; with the position.
pub fn replay(
    journal: &mut dyn Journal,
    anchor: Option<Anchor>,
    mut progress: impl FnMut(Anchor),
) -> Result<(State, Anchor), ReplayError> {
    let mut replica = Replica::default();
    replica.catch_up_past(journal, anchor, |_, head| progress(head))?;
    Ok((replica.state, replica.head))
}

/// The state as it was at a position of the journal.
///
/// # Errors
/// When the store cannot be read, a batch up to there is damaged, an event does not follow, or the
/// journal ends before; with the position.
pub fn state_at(journal: &mut dyn Journal, position: Position) -> Result<State, ReplayError> {
    let mut replica = Replica::default();
    while replica.head.position < position {
        let batch = journal.read_after(replica.head.position, 1)?.into_iter().next();
        let batch = batch.ok_or_else(|| BatchError::new(position, BatchFault::Missing))?;
        let events = replica.read(&batch)?;
        replica.take(&batch, events)?;
    }
    Ok(replica.state)
}

/// The batch at a position, alone: its hash is checked, and what came before it is not.
///
/// # Errors
/// When the store cannot be read, or the batch is missing or damaged.
pub(crate) fn batch_at(
    journal: &mut dyn Journal,
    position: Position,
) -> Result<Option<Batch>, ReplayError> {
    let found = journal.read_after(position.before(), 1)?.into_iter().next();
    Ok(found.filter(|batch| batch.position == position))
}
