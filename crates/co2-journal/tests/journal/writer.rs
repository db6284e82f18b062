//! What callers can and cannot do to the writer that they share.

use crate::world::*;
use co2_journal::{Freshness, Ledger, Memory, Position, SubmitError};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Once, a read that panicked ended the writer: the ledger was closed for all callers, and what they
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

/// Once, a read that asked for more than the journal has returned what there was.
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

/// A queue of the greatest possible length would need more memory than there is.
#[test]
fn no_option_is_too_large() {
    let options = Ledger::options().queue(usize::MAX).batch_max(usize::MAX).batch_bytes(usize::MAX);
    let ledger = options.rounds(u32::MAX).offers(u32::MAX).open(Memory::new()).unwrap();
    assert_eq!(ledger.submit(stock()).unwrap().position, Position::new(1));
}
