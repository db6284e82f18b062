//! Long reads beside sales: they keep no writer waiting, and the write-ahead log stays bounded.

use crate::world::*;
use co2_journal::rusqlite::{Connection, OpenFlags};
use co2_journal::{
    Anchor, Freshness, Journal, Ledger, Memory, Recall, Sqlite, Submission, SubmitError,
};
use co2_offsets::Digest;
use pollster::block_on;
use std::path::Path;
use std::sync::mpsc::channel;
use std::thread;

/// Ledgers on both stores.
fn ledgers(folder: &Path) -> [Ledger; 2] {
    let file = Sqlite::open(folder.join("ledger.db")).unwrap();
    // In a box, too: a store that is chosen at run time.
    let boxed: Box<dyn Journal> = Box::new(file);
    [stocked(Memory::new()), stocked(boxed)]
}

/// A read of all orders once made every sale wait for it.
#[test]
fn sales_go_on_during_a_long_look() {
    let folder = tempfile::tempdir().unwrap();
    for ledger in ledgers(folder.path()) {
        ledger.submit(reserve("o-1", 1)).unwrap();
        let ((began, begins), (go, wait)) = (channel(), channel::<()>());
        let looker = ledger.clone();
        let looked = thread::spawn(move || {
            looker.survey(None, move |state, head| {
                began.send(()).unwrap();
                wait.recv().unwrap();
                (state.orders().count(), head)
            })
        });
        begins.recv().unwrap();
        // It would wait for ever if anything here waited for it.
        let digest = Digest::of(b"a basis");
        let with = Submission::new(reserve_with("o-2", digest)).document(b"a basis".as_slice());
        let sold = ledger.submit(with).unwrap();
        assert_eq!(ledger.document(digest).unwrap().as_deref(), Some(b"a basis".as_slice()));
        let (events, _) = ledger.events_after(Anchor::START).unwrap();
        assert_eq!(events.len(), 4);
        let second = block_on(ledger.survey_async(None, |state, _| state.orders().count()));
        assert_eq!(second.unwrap(), 2);
        go.send(()).unwrap();
        let (orders, head) = looked.join().unwrap().unwrap();
        assert_eq!(orders, 1, "what was there when it began");
        assert!(head.position < sold.position);
        ledger.close().unwrap();
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "the ledger's file is left whole");
}

#[test]
fn a_look_sees_what_a_read_sees() {
    let folder = tempfile::tempdir().unwrap();
    for ledger in ledgers(folder.path()) {
        for order in 0..9 {
            ledger.submit(reserve(&format!("o-{order}"), 1)).unwrap();
        }
        // From a snapshot and what came after it, too.
        ledger.snapshot().unwrap();
        ledger.submit(reserve("o-9", 1)).unwrap();
        let read = ledger.read(Freshness::Latest, |state, head| (state.digest(), head)).unwrap();
        assert_eq!(ledger.survey(None, |state, head| (state.digest(), head)).unwrap(), read);
        let lacking = ledger.survey(Some(Recall::Lacking), |state, _| state.shortfalls()).unwrap();
        assert_eq!(lacking, []);
        // It may ask the ledger, and a panic is its own.
        let inside = ledger.clone();
        let asked = ledger.survey(None, move |_, _| inside.submit(reserve("o-10", 1)).is_ok());
        assert!(asked.unwrap());
        let panics = ledger.clone();
        let panicked = thread::spawn(move || panics.survey(None, |_, _| panic!("on purpose")));
        assert!(panicked.join().is_err());
        ledger.submit(reserve("o-11", 1)).unwrap();
        ledger.close().unwrap();
        assert!(matches!(ledger.survey(None, |_, _| ()), Err(SubmitError::Closed)));
        assert!(matches!(ledger.document(Digest::of(b"")), Err(SubmitError::Closed)));
    }
}

/// A reader that begins a read.
fn begin(path: &Path) -> Connection {
    let reader = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    reader.execute_batch("BEGIN").unwrap();
    reader.query_row("SELECT count(*) FROM batches", [], |_| Ok(())).unwrap();
    reader
}

/// With one reader always there before the other goes, SQLite never begins its log anew, and it grew for
/// ever.
#[test]
fn the_log_stays_bounded_beside_readers_that_overlap() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    let log = folder.path().join("ledger.db-wal");
    let (stop, stopped) = channel::<()>();
    let readers = thread::spawn({
        move || {
            let mut reader = begin(&path);
            while stopped.try_recv().is_err() {
                let next = begin(&path);
                drop(std::mem::replace(&mut reader, next));
            }
        }
    });
    let mut largest = 0;
    for number in 0_u8..60 {
        let document = vec![number; 4 << 20];
        let order = reserve_with(&format!("o-{number}"), Digest::of(&document));
        ledger.submit(Submission::new(order).document(document)).unwrap();
        largest = largest.max(log.metadata().unwrap().len());
    }
    stop.send(()).unwrap();
    readers.join().unwrap();
    assert!(largest < 140 << 20, "the log grew to {largest} bytes, of 240 MiB written");
    ledger.close().unwrap();
}

/// A reader that stays does not stop sales; when it goes, the log is begun anew.
#[test]
fn a_reader_that_stays_only_makes_the_log_grow() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let mut journal = Sqlite::open(&path).unwrap();
    let reader = begin(&path);
    for number in 0_u8..40 {
        let document = vec![number; 4 << 20];
        journal.put_document(Digest::of(&document), &document).unwrap();
    }
    let log = folder.path().join("ledger.db-wal");
    assert!(log.metadata().unwrap().len() > 150 << 20);
    let ledger = stocked(journal);
    drop(reader);
    for order in 0..3 {
        ledger.submit(reserve(&format!("o-{order}"), 1)).unwrap();
    }
    assert!(log.metadata().unwrap().len() <= 64 << 20);
}
