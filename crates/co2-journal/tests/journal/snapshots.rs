//! A snapshot makes opening faster, but never takes precedence over the journal.

use crate::world::*;
use co2_journal::rusqlite::Connection;
use co2_journal::{
    Anchor, AppendError, Batch, Freshness, Journal, JournalError, Ledger, Memory, OpenError,
    Position, ReplayError, SnapshotFinding, Sqlite, verify,
};
use co2_ledger::State;
use co2_offsets::Digest;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A file with five batches and a snapshot of them, the anchors after each, and the state's digest.
fn closed() -> (TempDir, PathBuf, Vec<Anchor>, Digest) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    for n in 0..3 {
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
    }
    let digest = digest(&ledger);
    let end = ledger.close().unwrap();
    let batches = Sqlite::open(&path).unwrap().read_after(Position::START, 9).unwrap();
    let anchors: Vec<Anchor> = batches.iter().map(Batch::anchor).collect();
    assert_eq!(anchors.last(), Some(&end));
    (folder, path, anchors, digest)
}

fn digest(ledger: &Ledger) -> Digest {
    ledger.read(Freshness::Latest, |state, _| state.digest()).unwrap()
}

fn open(path: &Path, anchor: Option<Anchor>) -> Result<Ledger, OpenError> {
    Ledger::open(Sqlite::open_existing(path).unwrap(), anchor)
}

fn change(path: &Path, sql: &str) {
    Connection::open(path).unwrap().execute_batch(sql).unwrap();
}

fn finding(path: &Path) -> SnapshotFinding {
    verify(&mut Sqlite::open_existing(path).unwrap(), None, |_| ()).unwrap().snapshot
}

#[test]
fn opening_starts_from_the_snapshot() {
    let (_folder, path, anchors, before) = closed();
    assert_eq!(finding(&path), SnapshotFinding::Right(anchors[4]));
    // What comes after it is replayed.
    let ledger = open(&path, None).unwrap();
    ledger.submit(confirm("o-0")).unwrap();
    let after = digest(&ledger);
    drop(ledger);
    assert_ne!(before, after);
    assert_eq!(finding(&path), SnapshotFinding::Right(anchors[4]), "of its place, not of the end");
    // What comes before it is not read.
    change(&path, "DELETE FROM batches WHERE position = 2");
    assert_eq!(digest(&open(&path, None).unwrap()), after);
    let journal = Sqlite::open_existing(&path).unwrap();
    let error = Ledger::options().snapshots(false).open(journal).unwrap_err();
    assert!(error.to_string().contains("batch 2 is damaged"), "{error}");
    let error = verify(&mut Sqlite::open_existing(&path).unwrap(), None, |_| ()).unwrap_err();
    assert!(error.to_string().contains("batch 2 is damaged"), "{error}");
}

/// Wherever a bit is flipped, the journal is replayed instead.
#[test]
fn a_damaged_snapshot_is_not_believed() {
    let (_folder, path, _, digest_before) = closed();
    let database = Connection::open(&path).unwrap();
    let good: Vec<u8> =
        database.query_row("SELECT bytes FROM snapshots", [], |row| row.get(0)).unwrap();
    let mut bad = vec![Vec::new(), good[..good.len() - 1].to_vec(), [&good[..], &[0]].concat()];
    for place in (0..good.len()).step_by(11) {
        let mut flipped = good.clone();
        flipped[place] ^= 0x10;
        bad.push(flipped);
    }
    for bytes in bad {
        database.execute("UPDATE snapshots SET bytes = ?1", [bytes]).unwrap();
        assert_eq!(digest(&open(&path, None).unwrap()), digest_before);
        assert!(matches!(finding(&path), SnapshotFinding::Wrong { .. }));
    }
    database.execute("UPDATE snapshots SET bytes = ?1", [&good]).unwrap();
    for change in ["position = 4", "position = 6", "hash = zeroblob(32)", "position = 0"] {
        database.execute(&format!("UPDATE snapshots SET {change}"), []).unwrap();
        assert_eq!(digest(&open(&path, None).unwrap()), digest_before, "{change}");
        assert!(matches!(finding(&path), SnapshotFinding::Wrong { .. }), "{change}");
        database.execute("DELETE FROM snapshots", []).unwrap();
        assert_eq!(finding(&path), SnapshotFinding::None);
        open(&path, None).unwrap().close().unwrap();
    }
    database.execute("UPDATE snapshots SET hash = x'00'", []).unwrap();
    assert!(matches!(finding(&path), SnapshotFinding::Unread { .. }));
    assert_eq!(digest(&open(&path, None).unwrap()), digest_before);
}

/// The snapshot is from a position that the journal does not have, because it was cut or is another one.
#[test]
fn a_snapshot_of_another_journal_is_not_believed() {
    let (_folder, path, anchors, _) = closed();
    change(&path, "DELETE FROM batches WHERE position = 5");
    let ledger = open(&path, None).unwrap();
    let read = ledger.read(Freshness::Latest, |state, head| (state.orders().count(), head));
    assert_eq!(read.unwrap(), (2, anchors[3]));
    // Others continue from there.
    ledger.submit(reserve("o-9", 7)).unwrap();
    let ledger = open(&path, None).unwrap();
    let names = |state: &State, _| state.orders().map(|(id, _)| id.to_string()).collect::<Vec<_>>();
    assert_eq!(ledger.read(Freshness::Latest, names).unwrap(), ["o-0", "o-1", "o-9"]);
    assert!(matches!(finding(&path), SnapshotFinding::Wrong { at, .. } if at == anchors[4]));
}

/// Somebody writes a false state with a correct checksum. Only a replay can detect that.
#[test]
fn a_forged_snapshot_is_found_by_an_audit() {
    let (_folder, path, anchors, _) = closed();
    let ledger = stocked(Memory::new());
    for n in 0..3 {
        ledger.submit(reserve(&format!("mine-{n}"), 1)).unwrap();
    }
    let state = ledger.read(Freshness::Latest, |state, _| state.snapshot_bytes().unwrap()).unwrap();
    let place = anchors[4].position.as_u64().to_be_bytes();
    let body = [&place, anchors[4].hash.as_bytes().as_slice(), &state].concat();
    let digest = Digest::of(&body);
    let forged = [b"co2-journal snapshot v1\n", digest.as_bytes().as_slice(), &body].concat();
    let database = Connection::open(&path).unwrap();
    database.execute("UPDATE snapshots SET bytes = ?1", [forged]).unwrap();
    let reason = "the journal gives another state".to_owned();
    match finding(&path) {
        SnapshotFinding::Wrong { at, reason: found, .. } => {
            assert_eq!((at, found), (anchors[4], reason));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_anchor_from_before_the_snapshot_is_compared() {
    let (_folder, path, anchors, _) = closed();
    let refused = |anchor| match open(&path, Some(anchor)).unwrap_err() {
        OpenError::Replay(ReplayError::Anchor { expected, .. }) => assert_eq!(expected, anchor),
        other => panic!("{other}"),
    };
    assert!(open(&path, Some(Anchor::START)).is_ok());
    for anchor in &anchors {
        assert!(open(&path, Some(*anchor)).is_ok());
        refused(Anchor { hash: Digest::of(b"another"), ..*anchor });
    }
    refused(Anchor { position: Position::START, ..anchors[0] });
    refused(Anchor { position: Position::new(6), ..anchors[0] });
    // The row has the right hash, but different content.
    change(&path, "UPDATE batches SET body = CAST(body || x'00' AS BLOB) WHERE position = 2");
    refused(anchors[1]);
}

#[test]
fn snapshots_are_written_as_often_as_asked() {
    let mut journal = Memory::new();
    let every = NonZeroU64::new(3);
    let ledger = Ledger::options().snapshot_every(every).open(journal.clone()).unwrap();
    let mut written = Vec::new();
    ledger.submit(stock()).unwrap();
    ledger.submit(rules()).unwrap();
    for n in 0..6 {
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
        // The writer does one job after the other, so the snapshot comes before this read.
        ledger.read(Freshness::Cached, |_, _| ()).unwrap();
        written.push(journal.snapshot().unwrap().map_or(0, |(at, _)| at.position.as_u64()));
    }
    assert_eq!(written, [3, 3, 3, 6, 6, 6]);
    assert_eq!(ledger.snapshot().unwrap().position.as_u64(), 8);
    assert_eq!(journal.snapshot().unwrap().unwrap().0.position.as_u64(), 8);
    drop(ledger);
    let ledger = Ledger::options().snapshots(false).open(journal.clone()).unwrap();
    ledger.submit(reserve("o-6", 1)).unwrap();
    ledger.close().unwrap();
    assert_eq!(journal.snapshot().unwrap().unwrap().0.position.as_u64(), 8, "not asked for");
}

/// A store with only the required methods.
struct Plain(Memory);

impl Journal for Plain {
    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.0.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.0.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.0.document(digest)
    }
}

#[test]
fn a_store_need_not_keep_snapshots() {
    let memory = Memory::new();
    let ledger = stocked(Plain(memory.clone()));
    ledger.submit(reserve("o-1", 1)).unwrap();
    let (before, end) = (digest(&ledger), ledger.close().unwrap());
    let mut journal = Plain(memory);
    assert_eq!(verify(&mut journal, Some(end), |_| ()).unwrap().snapshot, SnapshotFinding::None);
    assert_eq!(digest(&Ledger::open(journal, Some(end)).unwrap()), before);
}
