//! Files that are read only, full, or damaged under a running ledger.

use crate::world::*;
use co2_journal::rusqlite::Connection;
use co2_journal::{
    Anchor, AppendError, Batch, Freshness, Header, Journal, Ledger, OpenError, OpenSqliteError,
    Position, ReplayError, Sqlite, SubmitError, replay,
};
use co2_offsets::Digest;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

/// Returns all files of a folder with their content.
fn content(folder: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name(), fs::read(file.path()).unwrap())).collect()
}

#[test]
fn an_audit_writes_nothing() {
    // A name with characters that have a meaning in an address.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a ledger?#%41ü.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    ledger.submit(reserve("o-1", 1)).unwrap();
    let digest = ledger.put_document(b"certificate".to_vec()).unwrap();
    let end = ledger.close().unwrap();

    let before = content(folder.path());
    let mut journal = Sqlite::open_read_only(&path).unwrap();
    let (state, head) = replay(&mut journal, Some(end), |_| ()).unwrap();
    assert_eq!((state.orders().count(), head), (1, end));
    assert!(journal.snapshot().unwrap().is_some());
    assert!(journal.document(&digest).unwrap().is_some());
    assert_eq!(content(folder.path()), before, "not even while it is open");

    let events = journal.read_after(Position::START, 1).unwrap()[0].decode(Anchor::START).unwrap();
    let next = Batch::encode(end, Header { writer: 1, revision: 3 }, &events).unwrap();
    assert!(matches!(journal.append(&next), Err(AppendError::NotWritten(_))));
    assert!(journal.put_document(Digest::of(b""), b"").is_err());
    assert!(journal.put_snapshot(end, b"").is_err());
    drop(journal);
    assert_eq!(content(folder.path()), before);
}

/// A killed process leaves a WAL, and what is in it was answered.
#[test]
fn an_audit_reads_the_wal_and_leaves_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    ledger.submit(reserve("o-1", 1)).unwrap();
    // The files as a kill at this moment would leave them.
    let copies = tempfile::tempdir().unwrap();
    for name in ["ledger.db", "ledger.db-wal"] {
        fs::copy(folder.path().join(name), copies.path().join(name)).unwrap();
    }
    let before = content(copies.path());
    let mut journal = Sqlite::open_read_only(copies.path().join("ledger.db")).unwrap();
    let (state, _) = replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!(state.orders().count(), 1);
    drop(journal);
    let mut after = content(copies.path());
    after.remove(&OsString::from("ledger.db-shm"));
    assert_eq!(after, before);
    // The same beside a running writer, which continues.
    let mut journal = Sqlite::open_read_only(&path).unwrap();
    ledger.submit(reserve("o-2", 1)).unwrap();
    let (state, _) = replay(&mut journal, None, |_| ()).unwrap();
    assert_eq!(state.orders().count(), 2);
    ledger.submit(reserve("o-3", 1)).unwrap();
}

#[test]
fn only_journals_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing.db");
    assert!(matches!(Sqlite::open_read_only(&missing), Err(OpenSqliteError::Missing { .. })));
    assert!(!missing.exists());
    let empty = folder.path().join("empty.db");
    fs::write(&empty, "").unwrap();
    assert!(matches!(Sqlite::open_read_only(&empty), Err(OpenSqliteError::NotAJournal { .. })));
    assert_eq!(fs::read(&empty).unwrap(), b"");
    let old = folder.path().join("old.db");
    drop(Sqlite::open(&old).unwrap());
    Connection::open(&old).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
    for result in [Sqlite::open_read_only(&old), Sqlite::open(&old)] {
        let error = result.unwrap_err();
        assert!(
            error.to_string().ends_with("old.db: the ledger's tables are of version 1, not 2"),
            "{error}"
        );
    }
}

/// Nothing is written when there is no room, every caller gets an error, and with room it continues.
#[test]
fn a_full_disk_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(stocked(Sqlite::open(&path).unwrap()));
    let bytes = 24 * 4_096;
    let mut journal = Sqlite::open(&path).unwrap();
    journal.limit_bytes(bytes).unwrap();
    let ledger = Ledger::open(journal, None).unwrap();
    let mut done = 0;
    let error = loop {
        match ledger.submit(reserve(&format!("o-{done}"), 1)) {
            Ok(_) => done += 1,
            Err(error) => break error,
        }
        assert!(done < 10_000, "it is never full");
    };
    assert!(done > 0);
    assert!(matches!(error, SubmitError::NotWritten { .. }), "{error}");
    assert!(error.to_string().contains("full"), "{error}");
    assert!(error.is_transient());
    // It still answers commands that need no room.
    assert!(ledger.submit(reserve("o-0", 1)).unwrap().receipt.replayed);
    let orders = ledger.read(Freshness::Latest, |state, _| state.orders().count()).unwrap();
    assert_eq!(orders, done);
    drop(ledger);
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    assert!(!ledger.submit(reserve(&format!("o-{done}"), 1)).unwrap().receipt.replayed);
    assert_eq!(ledger.read(Freshness::Latest, |state, _| state.audit().violations).unwrap(), []);
}

/// Overwrites the first page of a table's tree.
fn ruin(path: &Path, table: &str) {
    let connection = Connection::open(path).unwrap();
    let ask = |sql: &str| -> i64 { connection.query_row(sql, [], |row| row.get(0)).unwrap() };
    let page = ask(&format!("SELECT rootpage FROM sqlite_schema WHERE name = '{table}'"));
    let size = ask("PRAGMA page_size");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(((page - 1) * size).unsigned_abs())).unwrap();
    file.write_all(&vec![0xff; usize::try_from(size).unwrap()]).unwrap();
}

/// A damaged database is not a transient error.
#[test]
fn a_damaged_file_is_told_from_a_busy_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    stocked(Sqlite::open(&path).unwrap()).close().unwrap();
    ruin(&path, "batches");
    match Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap_err() {
        OpenError::Replay(ReplayError::Journal(error)) => assert!(error.damaged, "{error}"),
        other => panic!("{other}"),
    }
}

/// Whichever part of the file is damaged, nothing more is written to it.
#[test]
fn a_ledger_that_meets_damage_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    let digest = ledger.put_document(b"certificate".to_vec()).unwrap();
    ledger.close().unwrap();
    ruin(&path, "documents");
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    ledger.submit(reserve("o-1", 1)).unwrap();
    let error = ledger.document(digest).unwrap_err();
    assert!(matches!(error, SubmitError::Broken { .. }), "{error}");
    assert!(!error.is_transient());
    let error = ledger.submit(reserve("o-2", 1)).unwrap_err();
    assert!(matches!(error, SubmitError::Broken { .. }), "{error}");
    let (state, _) = replay(&mut Sqlite::open(&path).unwrap(), None, |_| ()).unwrap();
    assert_eq!(state.orders().count(), 1, "what was answered, and no more");
}
