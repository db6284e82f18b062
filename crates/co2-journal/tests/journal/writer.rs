//! What callers do to the writer that they share, and what they do not.

use crate::world::*;
use co2_journal::{
    AppendError, Batch, Freshness, Journal, JournalError, Ledger, Memory, Position, SubmitError,
};
use co2_offsets::Digest;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Once, a read that panicked took the writer with it: everybody's ledger was closed, and what they
/// had asked for had no answer.
#[test]
fn a_read_that_panics_harms_its_caller_only() {
    let ledger = stocked(Memory::new());
    let read =
        AssertUnwindSafe(|| ledger.read(Freshness::Cached, |_, _| -> u32 { panic!("mine") }));
    let panic = catch_unwind(read).unwrap_err();
    assert_eq!(panic.downcast_ref(), Some(&"mine"), "the caller sees its own panic");
    ledger.submit(reserve("o-1", 1)).unwrap();
    assert_eq!(ledger.read(Freshness::Latest, |state, _| state.audit().totals.orders), Ok(1));
}

/// Once, this waited for ever: the writer for the read, and the read for the writer.
#[test]
fn a_read_that_uses_its_own_ledger_is_refused() {
    let ledger = stocked(Memory::new());
    let own = ledger.clone();
    let (done, answer) = channel();
    std::thread::spawn(move || {
        let inner = ledger.read(Freshness::Cached, move |_, _| {
            let submitted = own.submit(reserve("o-1", 1)).unwrap_err();
            let read = own.read(Freshness::Cached, |_, _| ()).unwrap_err();
            let stored = own.put_document(Vec::new()).unwrap_err();
            let all = own.submit_all([reserve("o-1", 1)]).remove(0).unwrap_err();
            [submitted, read, stored, all]
        });
        done.send(inner).unwrap();
        ledger.submit(reserve("o-1", 1)).unwrap();
    });
    let errors = answer.recv_timeout(Duration::from_secs(20)).expect("it does not wait").unwrap();
    for error in errors {
        assert_eq!(error, SubmitError::InRead);
        assert!(!error.is_transient());
    }
}

/// A journal that panics when it should append, once it was told so.
struct Fragile {
    inner: Memory,
    stores_first: bool,
    told: Receiver<()>,
}

impl Journal for Fragile {
    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.inner.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let panics = self.told.try_recv().is_ok();
        if !panics || self.stores_first {
            self.inner.append(batch)?;
        }
        assert!(!panics, "a bug of the store");
        Ok(())
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.inner.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.inner.document(digest)
    }
}

/// A writer that dies may have stored what it was given: nobody is told that it was not.
#[test]
fn a_writer_that_dies_leaves_the_outcome_unknown() {
    for stores_first in [false, true] {
        let (tell, told) = channel();
        let inner = Memory::new();
        let ledger = stocked(Fragile { inner: inner.clone(), stores_first, told });
        tell.send(()).unwrap();
        let command = reserve("o-1", 1);
        let key = command.command.key();
        match ledger.submit(command).unwrap_err() {
            SubmitError::OutcomeUnknown { key: unknown, .. } => assert_eq!(unknown, key),
            other => panic!("{other}"),
        }
        let error = ledger.submit(reserve("o-1", 1)).unwrap_err();
        assert!(matches!(error, SubmitError::Broken { .. }), "surely not taken: {error}");
        assert_eq!(ledger.read(Freshness::Cached, |_, _| ()).unwrap_err(), error);
        // Opened again, the same command tells.
        let ledger = Ledger::open(inner, None).unwrap();
        assert_eq!(ledger.submit(reserve("o-1", 1)).unwrap().receipt.replayed, stores_first);
    }
}

/// Once, a read that asked for more than the journal has got what there was.
#[test]
fn a_read_is_never_older_than_asked() {
    let ledger = stocked(Memory::new());
    let (asked, head) = (Position::new(3), Position::new(2));
    let error = ledger.read(Freshness::AtLeast(asked), |_, _| ()).unwrap_err();
    assert_eq!(error, SubmitError::Behind { asked, head });
    assert!(error.is_transient(), "another writer may be about to store it");
    ledger.submit(reserve("o-1", 1)).unwrap();
    ledger.read(Freshness::AtLeast(asked), |_, _| ()).unwrap();
}
