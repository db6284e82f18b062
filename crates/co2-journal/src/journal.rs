//! What a store of batches must do.

use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use co2_offsets::Digest;
use co2_units::Timestamp;

/// What went wrong inside a store.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A store of batches, documents and snapshots, as the writer needs it.
///
/// Implement it for a database of your own, and run the suite in `conformance` (a feature) on it.
/// Everything hangs on [`Journal::append`]: at most one batch is ever stored at a position, and a
/// batch that was reported as appended is never lost.
///
/// A store should not panic. If it does, it is not called again, and its ledger is closed as if it were
/// damaged.
pub trait Journal: Send {
    /// Takes the store's lock, if it has a cheap one, until [`Journal::append`] or
    /// [`Journal::unlock`]; taking it again meanwhile does nothing. It only makes several writers
    /// take turns; safety must not hang on it. Meanwhile no snapshot is stored, and documents by
    /// [`Journal::append_with`] alone.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn lock(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    /// Gives the lock back without an append. Without the lock it does nothing.
    fn unlock(&mut self) {}

    /// The batches after a position in their order: none when there is none, otherwise at least one
    /// and at most `limit`. A store gives fewer when they are large. It reads what other writers have
    /// stored, too.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError>;

    /// Stores a batch durably at its position and gives the lock back, whatever comes of it. It
    /// stores the batch only if its position is free and the batch before it is there, with the hash
    /// that [`Batch::previous`] names; so a writer whose journal was cut or rewritten adds nothing.
    ///
    /// # Errors
    /// [`AppendError`] says whether the batch is surely not stored.
    fn append(&mut self, batch: &Batch) -> Result<(), AppendError>;

    /// Stores documents and the batch that names them: all of it, or nothing. In particular no document is left
    /// after a conflict, since a certificate can be signed before it is known whose batch is stored.
    ///
    /// A store that several hosts can write to needs a transaction of its own for this. What it does otherwise,
    /// storing each document and then the batch, can leave documents that no batch names.
    ///
    /// # Errors
    /// As [`Journal::append`].
    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        for (digest, bytes) in documents {
            if let Err(error) = self.put_document(*digest, bytes) {
                self.unlock();
                let damaged = error.damaged;
                let cause = error.into();
                return Err(if damaged {
                    AppendError::Damaged(cause)
                } else {
                    AppendError::NotWritten(cause)
                });
            }
        }
        self.append(batch)
    }

    /// Stores a document durably under its digest; a second time does nothing.
    ///
    /// # Errors
    /// When it could not be stored.
    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError>;

    /// A document, if it is there.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError>;

    /// Another handle of the same store that only reads, and that may read while this one writes: on it
    /// callers look documents and events up, and read copies of the state, without keeping the writer
    /// waiting. It sees what was stored before it is asked.
    ///
    /// A store that has none leaves this as it is. Then the writer does those reads itself, between two
    /// batches.
    ///
    /// # Errors
    /// When there should be one, and it cannot be had.
    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        Ok(None)
    }

    /// Whether a document is there, whatever its bytes are.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn has_document(&mut self, digest: &Digest) -> Result<bool, JournalError> {
        Ok(self.document(digest)?.is_some())
    }

    /// Keeps a snapshot, from which a ledger can be opened, instead of the one before. When the store has
    /// one of a later position, it does nothing. Losing a snapshot loses nothing else.
    ///
    /// A store that keeps none leaves this as it is: it does nothing.
    ///
    /// # Errors
    /// When it could not be stored.
    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        let _ = (at, bytes);
        Ok(())
    }

    /// The snapshot of the latest position, and its anchor. Nobody trusts it: whoever opens a ledger
    /// checks both.
    ///
    /// # Errors
    /// When the store cannot be read.
    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        Ok(None)
    }

    /// The time by the store's own clock, when it is another than that of this machine, such as a database
    /// server's. The time of every command is compared with it before it is decided, so that one host with a
    /// wrong clock cannot expire everybody's reservations.
    fn time(&mut self) -> Option<Timestamp> {
        None
    }
}

/// A store chosen at run time, such as a file or a server.
impl<J: Journal + ?Sized> Journal for Box<J> {
    fn lock(&mut self) -> Result<(), JournalError> {
        (**self).lock()
    }

    fn unlock(&mut self) {
        (**self).unlock();
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        (**self).read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        (**self).append(batch)
    }

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        (**self).append_with(documents, batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        (**self).put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        (**self).document(digest)
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        (**self).reader()
    }

    fn has_document(&mut self, digest: &Digest) -> Result<bool, JournalError> {
        (**self).has_document(digest)
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        (**self).put_snapshot(at, bytes)
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        (**self).snapshot()
    }

    fn time(&mut self) -> Option<Timestamp> {
        (**self).time()
    }
}

/// A store that cannot be reached, read or written.
#[derive(Debug, thiserror::Error)]
#[error("the journal could not {action}")]
#[non_exhaustive]
pub struct JournalError {
    /// What was tried, such as `read batches`.
    pub action: &'static str,
    /// Whether the store is damaged: trying again is in vain, and writing on would make it worse.
    pub damaged: bool,
    /// Why it failed.
    pub source: Cause,
}

impl JournalError {
    /// An error with its cause, which may pass.
    pub fn new(action: &'static str, source: impl Into<Cause>) -> Self {
        Self { action, damaged: false, source: source.into() }
    }

    /// A store that is damaged. A ledger that meets this is closed.
    pub fn damaged(action: &'static str, source: impl Into<Cause>) -> Self {
        Self { action, damaged: true, source: source.into() }
    }
}

/// Why a batch is not known to be stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppendError {
    /// The position is taken, or the batch before it is another one. The batch is not stored, unless an
    /// earlier attempt stored it.
    #[error("another batch is stored at this position, or before it")]
    Conflict,
    /// The batch is surely not stored by this attempt: the disk is full, the store cannot be reached.
    #[error("the batch is not stored")]
    NotWritten(#[source] Cause),
    /// The batch is surely not stored by this attempt, and the store is damaged.
    #[error("the batch is not stored because the store is damaged")]
    Damaged(#[source] Cause),
    /// The batch may be stored or not: the answer was lost.
    #[error("it is not known whether the batch is stored")]
    Unknown(#[source] Cause),
}
