//! The journal behind a guard: a panic of it does no more harm than an error, and after damage it is
//! not written to any more.

use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::error::describe;
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};

pub(crate) struct Guard {
    journal: Box<dyn Journal>,
    /// Why nothing more is done, once that is so: with all handles of the ledger's store.
    broken: Arc<OnceLock<Arc<str>>>,
    /// It panicked: who knows what it would do next. It is not called any more.
    panicked: bool,
}

impl Guard {
    pub(crate) fn new(journal: Box<dyn Journal>) -> Self {
        Self { journal, broken: Arc::default(), panicked: false }
    }

    /// A handle of the same store that only reads, if the store has one: what breaks one breaks both.
    pub(crate) fn another(&mut self) -> Result<Option<Self>, JournalError> {
        let found = self.ask("open another handle", |journal| journal.reader())?;
        let broken = Arc::clone(&self.broken);
        Ok(found.map(|journal| Self { journal, broken, panicked: false }))
    }

    pub(crate) fn broken(&self) -> Option<&Arc<str>> {
        self.broken.get()
    }

    /// Nothing more is done from now on; the first reason stays.
    pub(crate) fn set_broken(&mut self, reason: &str) -> Arc<str> {
        Arc::clone(self.broken.get_or_init(|| reason.into()))
    }

    /// Calls the journal; `Err` when it panicked, now or earlier.
    fn call<R>(&mut self, call: impl FnOnce(&mut dyn Journal) -> R) -> Result<R, Arc<str>> {
        if self.panicked {
            return Err(self.set_broken("the journal panicked"));
        }
        // After a panic it is never called again, so nobody sees what it left half done.
        catch_unwind(AssertUnwindSafe(|| call(self.journal.as_mut()))).map_err(|panic| {
            self.panicked = true;
            self.set_broken(&format!("the journal panicked: {}", message(panic.as_ref())))
        })
    }

    /// Calls the journal unless it is broken, and remembers if it says that it is.
    fn ask<R>(
        &mut self,
        action: &'static str,
        call: impl FnOnce(&mut dyn Journal) -> Result<R, JournalError>,
    ) -> Result<R, JournalError> {
        if let Some(reason) = self.broken.get() {
            return Err(JournalError::damaged(action, &**reason));
        }
        let result = self.call(call).map_err(|reason| JournalError::damaged(action, &*reason))?;
        result.inspect_err(|error| {
            if error.damaged {
                self.set_broken(&describe(error));
            }
        })
    }
}

/// What a panic says, if it says something.
pub(crate) fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

impl Journal for Guard {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.ask("take its lock", |journal| journal.lock())
    }

    fn unlock(&mut self) {
        // Others wait for the lock of a damaged store, too.
        let _ = self.call(|journal| journal.unlock());
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.ask("read batches", |journal| journal.read_after(position, limit))
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.append_with(&[], batch)
    }

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        if let Some(reason) = self.broken.get() {
            return Err(AppendError::Damaged((&**reason).into()));
        }
        match self.call(|journal| journal.append_with(documents, batch)) {
            // It may have stored the batch before it panicked.
            Err(reason) => Err(AppendError::Unknown((&*reason).into())),
            Ok(Err(AppendError::Damaged(cause))) => {
                self.set_broken(&describe(cause.as_ref()));
                Err(AppendError::Damaged(cause))
            }
            Ok(result) => result,
        }
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.ask("store a document", |journal| journal.put_document(digest, bytes))
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.ask("read a document", |journal| journal.document(digest))
    }

    fn has_document(&mut self, digest: &Digest) -> Result<bool, JournalError> {
        self.ask("look for a document", |journal| journal.has_document(digest))
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.ask("store a snapshot", |journal| journal.put_snapshot(at, bytes))
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        self.journal.reader()
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        self.ask("read a snapshot", |journal| journal.snapshot())
    }

    fn time(&mut self) -> Option<Timestamp> {
        self.call(|journal| journal.time()).ok().flatten()
    }
}
