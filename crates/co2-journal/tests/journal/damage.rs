//! Files that are damaged, cut or not ours.

use crate::world::*;
use co2_journal::rusqlite::Connection;
use co2_journal::{
    Anchor, Freshness, Ledger, OpenError, OpenSqliteError, ReplayError, Sqlite, SubmitError,
};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A file with five batches, and the anchor at its end.
fn sold() -> (TempDir, PathBuf, Anchor) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    for n in 0..3 {
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
    }
    let anchor = ledger.read(Freshness::Latest, |_, anchor| anchor).unwrap();
    (folder, path, anchor)
}

fn reopen(path: &Path, anchor: Option<Anchor>) -> Result<Ledger, OpenError> {
    Ledger::open(Sqlite::open_existing(path).unwrap(), anchor)
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn damage_is_refused_with_its_position() {
    let table = [
        // one bit of a body
        (
            "UPDATE batches SET body = CAST(substr(body, 1, 9) || x'FF' || substr(body, 11) AS BLOB) WHERE position = 3",
            3,
        ),
        ("UPDATE batches SET hash = zeroblob(32) WHERE position = 2", 2),
        ("UPDATE batches SET previous = zeroblob(32) WHERE position = 4", 4),
        ("DELETE FROM batches WHERE position = 2", 2),
        ("DELETE FROM batches WHERE position = 1", 1),
        // two batches change places
        (
            "UPDATE batches SET position = 99 WHERE position = 3;
             UPDATE batches SET position = 3 WHERE position = 4;
             UPDATE batches SET position = 4 WHERE position = 99",
            3,
        ),
    ];
    for (sql, position) in table {
        let (_folder, path, _) = sold();
        change(&path, sql);
        match reopen(&path, None).unwrap_err() {
            OpenError::Replay(ReplayError::Batch(error)) => {
                assert_eq!(error.position.as_u64(), position, "{sql}");
            }
            other => panic!("{sql}: {other}"),
        }
    }
}

#[test]
fn a_cut_tail_shows_only_against_an_anchor() {
    let (_folder, path, anchor) = sold();
    assert!(reopen(&path, Some(anchor)).is_ok());
    assert!(reopen(&path, Some(Anchor::START)).is_ok());
    change(&path, "DELETE FROM batches WHERE position = 5");
    assert!(reopen(&path, None).is_ok());
    let error = reopen(&path, Some(anchor)).unwrap_err();
    assert!(matches!(error, OpenError::Replay(ReplayError::Anchor { .. })), "{error}");
    // Sold again by somebody who has forgotten the last order: another hash at the same position.
    reopen(&path, None).unwrap().submit(reserve("o-9", 7)).unwrap();
    let error = reopen(&path, Some(anchor)).unwrap_err();
    assert!(matches!(error, OpenError::Replay(ReplayError::Anchor { .. })), "{error}");
}

#[test]
fn damage_that_comes_later_closes_the_writer() {
    let (_folder, path, _) = sold();
    let ledger = reopen(&path, None).unwrap();
    let forged = "INSERT INTO batches SELECT 6, hash, hash, body FROM batches WHERE position = 5";
    change(&path, forged);
    let error = ledger.submit(confirm("o-0")).unwrap_err();
    assert!(error.to_string().contains("batch 6 is damaged"), "{error}");
    assert!(!error.is_transient());
    assert_eq!(ledger.submit(confirm("o-0")).unwrap_err(), error, "it stays closed");
    assert_eq!(ledger.read(Freshness::Cached, |_, _| ()).unwrap_err(), error);
}

#[test]
fn other_files_are_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.db");
    change(&path, "CREATE TABLE customers (name TEXT)");
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Sqlite::open(&path), Err(OpenSqliteError::NotAJournal)));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "not a database, but long enough to be read as the header of one. ".repeat(20),
    )
    .unwrap();
    assert!(matches!(Sqlite::open(&text), Err(OpenSqliteError::Sqlite(_))));
    assert!(Sqlite::open_existing(folder.path().join("missing.db")).is_err());

    let newer = folder.path().join("newer.db");
    drop(Sqlite::open(&newer).unwrap());
    change(&newer, "PRAGMA user_version = 3");
    let error = Sqlite::open(&newer).unwrap_err();
    assert!(matches!(error, OpenSqliteError::Version { found: 3, supported: 2 }));
}

/// Somebody restores a backup under a running writer, and others go on from there. Once, the writer's
/// next batch was stored on top of theirs, and no one could open the journal any more.
#[test]
fn a_file_that_is_cut_under_its_writer_stays_sound() {
    for others_go_on in [false, true] {
        let (_folder, path, _) = sold();
        let ledger = reopen(&path, None).unwrap();
        change(&path, "DELETE FROM batches WHERE position = 5");
        if others_go_on {
            reopen(&path, None).unwrap().submit(reserve("o-9", 7)).unwrap();
        }
        let error = ledger.submit(reserve("o-8", 1)).unwrap_err();
        assert!(matches!(error, SubmitError::Broken { .. }), "{error}");
        assert_eq!(ledger.read(Freshness::Cached, |_, _| ()).unwrap_err(), error);
        let (state, anchor) =
            co2_journal::replay(&mut Sqlite::open(&path).unwrap(), None, |_| ()).unwrap();
        assert_eq!(anchor.position.as_u64(), if others_go_on { 5 } else { 4 });
        assert!(state.order(&"o-8".parse().unwrap()).is_none());
    }
}

/// Damage of a document shows when it is read, not when its certificate is checked somewhere.
#[test]
fn a_damaged_document_is_not_handed_out() {
    let (_folder, path, _) = sold();
    let ledger = reopen(&path, None).unwrap();
    let digest = ledger.put_document(b"certificate".to_vec()).unwrap();
    change(&path, "UPDATE documents SET bytes = CAST('certificatE' AS BLOB)");
    let error = ledger.document(digest).unwrap_err();
    assert_eq!(error, SubmitError::DamagedDocument { digest });
    assert!(!error.is_transient());
    ledger.submit(confirm("o-0")).unwrap();
}

/// A file without tables may be another program's all the same.
#[test]
fn an_empty_file_of_another_program_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.db");
    change(&path, "PRAGMA application_id = 42");
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Sqlite::open(&path), Err(OpenSqliteError::NotAJournal)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}
