//! The suite accepts our stores and detects bad ones.

use co2_journal::conformance::{Provider, check, check_some};
use co2_journal::{
    Anchor, AppendError, Batch, Cause, Journal, JournalError, Memory, Position, Sqlite,
};
use co2_offsets::Digest;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

#[derive(Default)]
struct InMemory(Memory);

impl Provider for InMemory {
    type Journal = Memory;

    fn create(&mut self) -> Result<Memory, Cause> {
        self.0 = Memory::new();
        Ok(self.0.clone())
    }

    fn open(&mut self) -> Result<Memory, Cause> {
        Ok(self.0.clone())
    }
}

#[test]
fn the_journal_in_memory_conforms() {
    let report = check(&mut InMemory::default());
    assert_eq!(report.failures, [], "{report}");
}

struct Files {
    folder: TempDir,
    number: u32,
}

impl Provider for Files {
    type Journal = Sqlite;

    fn create(&mut self) -> Result<Sqlite, Cause> {
        self.number += 1;
        self.open()
    }

    fn open(&mut self) -> Result<Sqlite, Cause> {
        Ok(Sqlite::open(self.folder.path().join(format!("{}.db", self.number)))?)
    }
}

#[test]
fn the_journal_in_a_file_conforms() {
    let report = check(&mut Files { folder: tempfile::tempdir().unwrap(), number: 0 });
    assert_eq!(report.failures, [], "{report}");
}

/// The flaw of a bad store.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Flaw {
    /// A new store is the previous one.
    NeverNew,
    /// Batches are returned in reverse order.
    Reversed,
    /// Positions are sorted as text.
    TextOrder,
    /// A byte of a body is changed.
    Alters,
    /// A read begins at its position, not after it.
    FromPosition,
    /// The limit of a read is ignored.
    NoLimit,
    /// If fewer batches are left than the limit, none are returned.
    StopsShort,
    /// A position can be taken twice.
    Overwrites,
    /// The same batch is accepted again.
    Repeats,
    /// Every batch is put at the end.
    Piles,
    /// Positions may be skipped.
    Gaps,
    /// A batch need not follow the one before it.
    IgnoresPrevious,
    /// The last batch is gone after the store is opened again.
    ForgetsLast,
    /// A handle sees only what was there when it was opened, and what it stored itself.
    Cached,
    /// Others can write between a check and the store.
    Races,
    /// Nothing larger than a megabyte is kept.
    Truncates,
    /// `unlock` does nothing.
    KeepsLock,
    /// An append that conflicts keeps the lock.
    KeepsLockOnConflict,
    /// The holder of the lock reads only what was there when it last had the lock.
    OldUnderLock,
    /// A document is stored again.
    DocumentAnew,
    /// A missing document is read as an empty one.
    DocumentInvented,
    /// Each handle has its own documents.
    DocumentsPrivate,
    /// The first snapshot is kept.
    SnapshotFirst,
    /// The snapshot stored last is kept, even if it is from an earlier position.
    SnapshotAny,
    /// A handle that reads sees what there was when it was opened.
    OldReader,
    /// Every seventh batch is acknowledged and lost.
    LosesSome,
}

#[derive(Default)]
struct Store {
    batches: Vec<Batch>,
    documents: BTreeMap<Digest, Vec<u8>>,
    snapshot: Option<(Anchor, Vec<u8>)>,
    locked_by: Option<u32>,
    appends: u32,
}

struct Bad {
    flaw: Flaw,
    number: u32,
    store: Arc<Mutex<Store>>,
    own: Vec<Batch>,
    documents: BTreeMap<Digest, Vec<u8>>,
}

struct BadStores {
    flaw: Flaw,
    handles: u32,
    store: Arc<Mutex<Store>>,
}

impl BadStores {
    fn new(flaw: Flaw) -> Self {
        Self { flaw, handles: 0, store: Arc::default() }
    }
}

impl Provider for BadStores {
    type Journal = Bad;

    fn create(&mut self) -> Result<Bad, Cause> {
        if self.flaw != Flaw::NeverNew {
            self.store = Arc::default();
        }
        self.open()
    }

    fn open(&mut self) -> Result<Bad, Cause> {
        self.handles += 1;
        let mut store = self.store.lock().unwrap();
        if self.flaw == Flaw::ForgetsLast {
            store.batches.pop();
        }
        let own = store.batches.clone();
        let (store, documents) = (Arc::clone(&self.store), BTreeMap::new());
        Ok(Bad { flaw: self.flaw, number: self.handles, store, own, documents })
    }
}

impl Journal for Bad {
    fn lock(&mut self) -> Result<(), JournalError> {
        let mut store = self.store.lock().unwrap();
        match store.locked_by {
            Some(other) if other != self.number => {
                let why = "somebody else has it";
                return Err(JournalError::new("take its lock", why));
            }
            _ => store.locked_by = Some(self.number),
        }
        Ok(())
    }

    fn unlock(&mut self) {
        let mut store = self.store.lock().unwrap();
        if store.locked_by == Some(self.number) && self.flaw != Flaw::KeepsLock {
            store.locked_by = None;
        }
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        let store = self.store.lock().unwrap();
        let locked = store.locked_by == Some(self.number);
        let mut from = position.as_u64();
        let all = match self.flaw {
            Flaw::Cached => &self.own,
            Flaw::OldUnderLock if locked => &self.own,
            _ => &store.batches,
        };
        if self.flaw == Flaw::FromPosition {
            from = from.saturating_sub(1);
        }
        let mut found: Vec<Batch> = if self.flaw == Flaw::Piles {
            all.iter().skip(usize::try_from(from).unwrap_or(usize::MAX)).cloned().collect()
        } else {
            all.iter().filter(|batch| batch.position.as_u64() > from).cloned().collect()
        };
        match self.flaw {
            Flaw::Alters => found.iter_mut().for_each(|batch| batch.body[5] ^= 1),
            Flaw::TextOrder => found.sort_by_key(|batch| batch.position.to_string()),
            Flaw::StopsShort if found.len() < limit => found.clear(),
            _ => {}
        }
        if self.flaw != Flaw::NoLimit {
            found.truncate(limit);
        }
        if self.flaw == Flaw::Reversed {
            found.reverse();
        }
        Ok(found)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let mut store = self.store.lock().unwrap();
        if store.locked_by == Some(self.number) {
            store.locked_by = None;
        }
        if self.flaw == Flaw::Cached {
            store.batches.clone_from(&self.own);
        }
        let head = store.batches.last().map_or(Anchor::START, Batch::anchor);
        if self.flaw == Flaw::Races {
            drop(store);
            std::thread::sleep(Duration::from_millis(2));
            store = self.store.lock().unwrap();
        }
        let place = batch.position.as_u64();
        let taken = head.position.as_u64() >= place;
        if taken && self.flaw == Flaw::Repeats && store.batches.contains(batch) {
            return Ok(());
        }
        if taken && self.flaw == Flaw::Overwrites {
            store.batches[usize::try_from(place).unwrap() - 1] = batch.clone();
            return Ok(());
        }
        let gap = head.position.next().is_some_and(|next| next < batch.position);
        let follows = head.hash == batch.previous;
        let refused = (taken && self.flaw != Flaw::Piles)
            || (gap && !matches!(self.flaw, Flaw::Gaps | Flaw::Piles))
            || (!follows && !matches!(self.flaw, Flaw::Gaps | Flaw::Piles | Flaw::IgnoresPrevious));
        if refused {
            if self.flaw == Flaw::KeepsLockOnConflict {
                store.locked_by = Some(self.number);
            }
            return Err(AppendError::Conflict);
        }
        store.appends += 1;
        if self.flaw == Flaw::LosesSome && store.appends.is_multiple_of(7) {
            return Ok(());
        }
        let mut batch = batch.clone();
        if self.flaw == Flaw::Truncates {
            batch.body.truncate(1 << 20);
        }
        store.batches.push(batch);
        self.own.clone_from(&store.batches);
        Ok(())
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        let mut store = self.store.lock().unwrap();
        let documents = match self.flaw {
            Flaw::DocumentsPrivate => &mut self.documents,
            _ => &mut store.documents,
        };
        let mut bytes = bytes.to_vec();
        if self.flaw == Flaw::Truncates {
            bytes.truncate(1 << 20);
        }
        if self.flaw == Flaw::DocumentAnew {
            documents.insert(digest, bytes);
        } else {
            documents.entry(digest).or_insert(bytes);
        }
        Ok(())
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        let store = self.store.lock().unwrap();
        Ok(match self.flaw {
            Flaw::DocumentsPrivate => self.documents.get(digest).cloned(),
            Flaw::DocumentInvented => store.documents.get(digest).cloned().or(Some(Vec::new())),
            _ => store.documents.get(digest).cloned(),
        })
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        let flaw = if self.flaw == Flaw::OldReader { Flaw::Cached } else { self.flaw };
        let own = self.store.lock().unwrap().batches.clone();
        let (store, documents) = (Arc::clone(&self.store), BTreeMap::new());
        Ok(Some(Box::new(Self { flaw, number: u32::MAX, store, own, documents })))
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        let mut store = self.store.lock().unwrap();
        let later = store.snapshot.as_ref().is_none_or(|(kept, _)| kept.position <= at.position);
        let takes = match self.flaw {
            Flaw::SnapshotFirst => store.snapshot.is_none(),
            Flaw::SnapshotAny => true,
            _ => later,
        };
        if takes {
            let mut bytes = bytes.to_vec();
            if self.flaw == Flaw::Truncates {
                bytes.truncate(1 << 20);
            }
            store.snapshot = Some((at, bytes));
        }
        Ok(())
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        Ok(self.store.lock().unwrap().snapshot.clone())
    }
}

/// Each flaw, and the checks that must detect it.
const FOUND_BY: &[(Flaw, &[&str])] = &[
    (Flaw::NeverNew, &["a new store is empty", "a new store has no snapshot"]),
    (Flaw::Reversed, &["batches are read as they were stored, in order"]),
    (Flaw::TextOrder, &["batches are read as they were stored, in order"]),
    (Flaw::Alters, &["batches are read as they were stored, in order"]),
    (Flaw::FromPosition, &["a read begins after its position"]),
    (Flaw::NoLimit, &["a read keeps to its limit and comes to the end"]),
    (Flaw::StopsShort, &["a read keeps to its limit and comes to the end"]),
    (Flaw::Overwrites, &["a position is taken once"]),
    (Flaw::Repeats, &["a position is taken once"]),
    (
        Flaw::Piles,
        &[
            "a position is taken once",
            "a gap is refused",
            "an answer that was lost is found out",
            "a request that arrives late does no harm",
            "a request that a later one overtook does no harm",
            "two ledgers that meet all this share one store",
        ],
    ),
    (Flaw::Gaps, &["a gap is refused"]),
    (Flaw::IgnoresPrevious, &["a batch that does not follow is refused"]),
    (Flaw::ForgetsLast, &["batches are there when the store is opened again"]),
    (Flaw::Cached, &["a handle sees at once what another has stored"]),
    (Flaw::Races, &["of those who append at one position one wins"]),
    (
        Flaw::Truncates,
        &[
            "large batches are kept whole",
            "documents are kept whole, for every handle",
            "large snapshots are kept whole",
        ],
    ),
    (Flaw::KeepsLock, &["a lock is given back by `unlock`"]),
    (Flaw::KeepsLockOnConflict, &["a lock is given back by an append, stored or not"]),
    (Flaw::OldUnderLock, &["the holder of the lock reads what was stored before"]),
    (Flaw::DocumentAnew, &["a document is stored once"]),
    (Flaw::DocumentInvented, &["a document that is not there is none"]),
    (
        Flaw::DocumentsPrivate,
        &[
            "documents are kept whole, for every handle",
            "documents are stored with the batch that names them",
        ],
    ),
    (Flaw::SnapshotFirst, &["the latest snapshot is kept, or none ever is"]),
    (Flaw::SnapshotAny, &["the latest snapshot is kept, or none ever is"]),
    (Flaw::OldReader, &["a handle that only reads sees what was stored, also under the lock"]),
    (
        Flaw::LosesSome,
        &[
            "a ledger on the store gives each command its answer, once",
            "what was not written is undone, and can be given again",
            "a request that was lost is sent again",
            "a slow store is only slow",
        ],
    ),
];

#[test]
fn every_flaw_is_found_and_every_check_finds_one() {
    let mut useful = BTreeSet::new();
    for (flaw, checks) in FOUND_BY {
        let report = check_some(&mut BadStores::new(*flaw), |check| checks.contains(&check));
        assert_eq!(report.passed, [""; 0], "{flaw:?}");
        assert_eq!(report.failures.len(), checks.len(), "{flaw:?}: {report}");
        useful.extend(report.failures.iter().map(|failure| failure.check));
    }
    let all = check(&mut InMemory::default()).passed;
    assert_eq!(useful, all.into_iter().collect(), "no check is for nothing");
}
