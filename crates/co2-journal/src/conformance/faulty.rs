//! A store that fails on demand.

use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::fmt;
use std::thread;
use std::time::Duration;

/// A fault that an append can meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The batch is certainly not stored, and the caller learns that.
    NotWritten,
    /// The batch is stored, but the answer is lost.
    AnswerLost,
    /// The request is lost on the way, and the caller does not learn what happened.
    RequestLost,
    /// The request is delayed, and the caller does not learn that; it arrives just before the next attempt.
    Delayed,
    /// The request is delayed, and the caller does not learn that; it arrives after the next attempt.
    Overtaken,
    /// The caller is told that the position is taken, although it is not.
    Conflict,
    /// The append takes this long.
    Slow(Duration),
}

/// A store whose appends fail on demand; everything else is done by the inner store.
///
/// The n-th append meets the n-th fault; after the last fault, every append succeeds.
pub struct Faulty<J> {
    inner: J,
    faults: Box<dyn Iterator<Item = Option<Fault>> + Send>,
    /// A request that has not arrived yet, and whether it arrives before the next attempt.
    held: Option<(Batch, bool)>,
}

impl<J: fmt::Debug> fmt::Debug for Faulty<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.held.as_ref().map(|(batch, _)| batch.position);
        f.debug_struct("Faulty")
            .field("inner", &self.inner)
            .field("held", &held)
            .finish_non_exhaustive()
    }
}

impl<J: Journal> Faulty<J> {
    /// Makes a store that meets these faults.
    pub fn new(
        inner: J,
        faults: impl IntoIterator<Item = Option<Fault>, IntoIter: Send + 'static>,
    ) -> Self {
        Self { inner, faults: Box::new(faults.into_iter()), held: None }
    }

    /// Lets a delayed request arrive; nobody learns the result.
    fn arrive(&mut self, before: bool) {
        if let Some((batch, _)) = self.held.take_if(|(_, early)| *early == before) {
            let _ = self.inner.append(&batch);
        }
    }

    fn attempt(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let unknown = |what: &str| Err(AppendError::Unknown(what.into()));
        let fault = self.faults.next().flatten();
        // Whatever the result of an append, it releases the lock.
        if !matches!(fault, None | Some(Fault::AnswerLost | Fault::Slow(_))) {
            self.inner.unlock();
        }
        match fault {
            None => self.inner.append(batch),
            Some(Fault::NotWritten) => Err(AppendError::NotWritten("disk full".into())),
            Some(Fault::RequestLost) => unknown("request lost"),
            Some(Fault::AnswerLost) => {
                self.inner.append(batch)?;
                unknown("answer lost")
            }
            Some(Fault::Conflict) => Err(AppendError::Conflict),
            Some(fault @ (Fault::Delayed | Fault::Overtaken)) => {
                self.held = Some((batch.clone(), fault == Fault::Delayed));
                unknown("request held up")
            }
            Some(Fault::Slow(time)) => {
                thread::sleep(time);
                self.inner.append(batch)
            }
        }
    }
}

impl<J: Journal> Journal for Faulty<J> {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.inner.lock()
    }

    fn unlock(&mut self) {
        self.inner.unlock();
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.inner.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.arrive(true);
        let late = self.held.take();
        let result = self.attempt(batch);
        if let Some((late, _)) = late {
            let _ = self.inner.append(&late);
        }
        result
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.inner.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.inner.document(digest)
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.inner.put_snapshot(at, bytes)
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        self.inner.snapshot()
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.inner.time()
    }
}
