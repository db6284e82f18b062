//! Closing a ledger.

use crate::world::*;
use co2_journal::{CloseError, Freshness, Journal, Ledger, Memory, Sqlite, SubmitError};
use co2_offsets::Digest;
use pollster::block_on;
use std::future::Future;
use std::task::{Context, Waker};

#[test]
fn what_waits_is_answered_before_the_end() {
    let inner = Memory::new();
    drop(stocked(inner.clone()));
    let (journal, gate) = gated(inner.clone());
    let ledger = Ledger::open(journal, None).unwrap();
    let other = ledger.clone();
    let mut context = Context::from_waker(Waker::noop());
    let mut waiting: Vec<_> =
        (0..5).map(|n| Box::pin(ledger.submit_async(reserve(&format!("o-{n}"), 1)))).collect();
    assert!(waiting[0].as_mut().poll(&mut context).is_pending());
    gate.wait();
    for answer in &mut waiting[1..] {
        assert!(answer.as_mut().poll(&mut context).is_pending());
    }
    let mut closed = Box::pin(ledger.close_async());
    assert!(closed.as_mut().poll(&mut context).is_pending());
    let mut again = Box::pin(ledger.close_async());
    assert!(again.as_mut().poll(&mut context).is_pending());
    gate.open(10);
    for answer in waiting {
        block_on(answer).unwrap();
    }
    let end = block_on(closed).unwrap();
    assert_eq!(orders_in(&inner), 5);
    assert_eq!(block_on(again), Err(CloseError::Ledger(SubmitError::Closed)));
    // This holds for every handle, and permanently.
    assert_eq!(other.submit(reserve("o-6", 1)).unwrap_err(), SubmitError::Closed);
    assert_eq!(other.try_submit(reserve("o-6", 1)).unwrap_err(), SubmitError::Closed);
    assert_eq!(other.read(Freshness::Cached, |_, _| ()).unwrap_err(), SubmitError::Closed);
    assert_eq!(other.document(Digest::of(b"")).unwrap_err(), SubmitError::Closed);
    assert_eq!(ledger.close(), Err(CloseError::Ledger(SubmitError::Closed)));
    assert!(Ledger::open(inner, Some(end)).is_ok());
}

/// When `close` has returned, nobody has the file open any more, and it is a single file.
#[test]
fn a_closed_ledger_leaves_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    let end = ledger.close().unwrap();
    assert_eq!(end.position.as_u64(), 2);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert_eq!(Sqlite::open(&path).unwrap().snapshot().unwrap().unwrap().0, end);
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), Some(end)).unwrap();
    assert_eq!(ledger.close(), Ok(end), "nothing has changed");
}

#[test]
fn a_ledger_without_room_for_a_snapshot_is_closed_all_the_same() {
    let memory = Memory::new();
    let no_room = |call| match call {
        Call::PutSnapshot => Err("no room".into()),
        _ => Ok(()),
    };
    let ledger = stocked(Told::new(memory.clone(), no_room));
    let error = ledger.snapshot().unwrap_err();
    assert!(matches!(error, SubmitError::Unreachable { .. }), "{error}");
    ledger.submit(reserve("o-1", 1)).unwrap();
    match ledger.close().unwrap_err() {
        CloseError::Snapshot { anchor, reason, .. } => {
            assert!(reason.ends_with("could not do it: no room"), "{reason}");
            assert!(Ledger::open(memory.clone(), Some(anchor)).is_ok());
        }
        other => panic!("{other}"),
    }
    assert_eq!(orders_in(&memory), 1);
}
