//! A store that fails on demand.

use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::fmt;
use std::thread;
use std::time::Duration;

/// What happens to an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It is surely not stored, and the caller hears so.
    NotWritten,
    /// It is stored, but the answer is lost.
    AnswerLost,
    /// The request is lost on the way, and nobody knows.
    RequestLost,
    /// The request is held up, and nobody knows; it arrives just before the next attempt.
    Delayed,
    /// The request is held up, and nobody knows; it arrives after the next attempt.
    Overtaken,
    /// The caller hears that the position is taken, though it is not.
    Conflict,
    /// It takes its time.
    Slow(Duration),
}

/// A store whose appends fail on demand; everything else is the inner store's.
///
/// The n-th append meets the n-th fault; after the last fault, every append succeeds.
pub struct Faulty<J> {
    inner: J,
    faults: Box<dyn Iterator<Item = Option<Fault>> + Send>,
    /// A request that is still on its way, and whether it arrives before the next attempt.
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
    /// A store that meets these faults.
    pub fn new(
        inner: J,
        faults: impl IntoIterator<Item = Option<Fault>, IntoIter: Send + 'static>,
    ) -> Self {
        Self { inner, faults: Box::new(faults.into_iter()), held: None }
    }

    /// A request that was held up arrives; nobody hears what becomes of it.
    fn arrive(&mut self, before: bool) {
        if let Some((batch, _)) = self.held.take_if(|(_, early)| *early == before) {
            let _ = self.inner.append(&batch);
        }
    }

    fn attempt(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let unknown = |what: &str| Err(AppendError::Unknown(what.into()));
        let fault = self.faults.next().flatten();
        // Whatever comes of an append, it gives the lock back.
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
