//! Files that are damaged, cut or not ledgers.

use crate::world::*;
use co2_journal::rusqlite::Connection;
use co2_journal::{
    Anchor, Freshness, Journal, Ledger, OpenError, OpenSqliteError, Position, ReplayError, Sqlite,
    SubmitError,
};
use co2_ledger::State;
use co2_offsets::Digest;
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
        // two batches swapped
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
    // Sold again by a host that has forgotten the last order: another hash at the same position.
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
    assert!(matches!(Sqlite::open(&path), Err(OpenSqliteError::NotAJournal { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "not a database, but long enough to be read as the header of one. ".repeat(20),
    )
    .unwrap();
    assert!(matches!(Sqlite::open(&text), Err(OpenSqliteError::NotAJournal { .. })));
    assert!(Sqlite::open_existing(folder.path().join("missing.db")).is_err());

    let newer = folder.path().join("newer.db");
    drop(Sqlite::open(&newer).unwrap());
    change(&newer, "PRAGMA user_version = 3");
    let error = Sqlite::open(&newer).unwrap_err();
    assert!(matches!(error, OpenSqliteError::Version { found: 3, supported: 2, .. }));
}

/// A backup is restored under a running writer, and others continue from there. Once, the writer's
/// next batch was then stored on top of theirs, and nobody could open the journal any more.
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

/// The same, if the next command would write nothing because it was given before or is refused. Its answer
/// would be true of a journal that no longer exists.
#[test]
fn nothing_is_answered_from_a_journal_that_is_gone() {
    for command in [reserve("o-2", 1), confirm("o-7")] {
        let (_folder, path, anchor) = sold();
        let ledger = reopen(&path, Some(anchor)).unwrap();
        assert!(ledger.read(Freshness::Latest, |_, _| ()).is_ok());
        change(&path, "DELETE FROM batches WHERE position = 5");
        let error = ledger.submit(command).unwrap_err();
        assert!(error.to_string().contains("batch 5 is damaged"), "{error}");
        let ledger = reopen(&path, None).unwrap();
        change(&path, "DELETE FROM batches WHERE position = 4");
        let error = ledger.read(Freshness::Latest, |_, _| ()).unwrap_err();
        assert!(error.to_string().contains("batch 4 is damaged"), "{error}");
    }
}

/// Damage to a document shows when the document is read, not only when its certificate is checked somewhere.
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

/// A file without tables may still belong to another program.
#[test]
fn an_empty_file_of_another_program_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.db");
    change(&path, "PRAGMA application_id = 42");
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Sqlite::open(&path), Err(OpenSqliteError::NotAJournal { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// The file cannot grow further: what is not stored is reported as such, and later there is room again.
#[test]
fn a_full_disk_is_told_and_leaves_nothing_half_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    drop(stocked(Sqlite::open(&path).unwrap()));
    let room = 64 << 10;
    let mut full = Sqlite::open(&path).unwrap();
    full.limit_bytes(room).unwrap();
    let ledger = Ledger::options().snapshots(false).open(full).unwrap();
    let (mut stored, mut full) = (0, 0);
    let refused = loop {
        match ledger.submit(reserve(&format!("o-{stored}"), 1)) {
            Ok(_) => stored += 1,
            Err(error) => {
                full += 1;
                if full == 3 {
                    break error;
                }
            }
        }
        assert!(stored < 10_000, "it is never full");
    };
    let SubmitError::NotWritten { reason } = &refused else { panic!("{refused:?}") };
    assert!(reason.contains("full"), "{reason}");
    assert!(refused.is_transient());
    // A document does not fit either, which is reported.
    let document = vec![7; 1 << 20];
    assert!(ledger.put_document(document.clone()).unwrap_err().is_transient());
    assert_eq!(ledger.document(Digest::of(&document)).unwrap(), None);
    // Nothing of what was refused exists, in memory or in the file.
    let next = format!("o-{stored}");
    let (before, asked) = (next.parse().unwrap(), next.clone());
    let known = move |state: &State| (state.order(&before).is_some(), state.audit());
    let (there, audit) = ledger.read(Freshness::Latest, move |state, _| known(state)).unwrap();
    assert_eq!((there, audit.violations), (false, vec![]));
    let (state, _) =
        co2_journal::replay(&mut Sqlite::open_read_only(&path).unwrap(), None, |_| ()).unwrap();
    assert_eq!(state.audit().totals.orders, stored);
    // Commands that write nothing are still answered, and so are repeated ones.
    assert!(matches!(ledger.submit(confirm(&asked)), Err(SubmitError::Refused(_))));
    assert!(ledger.submit(reserve("o-0", 1)).unwrap().receipt.replayed);
    // Another process has room, and this one continues from there.
    drop(ledger);
    let ledger = reopen(&path, None).unwrap();
    assert!(!ledger.submit(reserve(&asked, 1)).unwrap().receipt.replayed);
    assert_eq!(ledger.put_document(document.clone()).unwrap(), Digest::of(&document));
}

/// A ledger file and its WAL as a killed process leaves them: some of the batches in one,
/// some in the other. Also returns the number of batches.
fn killed() -> (TempDir, PathBuf, u64) {
    let (folder, path, _) = sold();
    reopen(&path, None).unwrap().close().unwrap();
    let ledger = reopen(&path, None).unwrap();
    for n in 3..40 {
        ledger.submit(reserve(&format!("o-{n}"), 1)).unwrap();
    }
    ledger.put_document(b"certificate".to_vec()).unwrap();
    let copy = folder.path().join("killed.db");
    for ending in ["", "-wal"] {
        let name = |path: &Path| format!("{}{ending}", path.display());
        std::fs::copy(name(&path), name(&copy)).unwrap();
    }
    let batches = ledger.read(Freshness::Latest, |_, head| head.position.as_u64()).unwrap();
    (folder, copy, batches)
}

/// Classifies a file, however it was damaged: `Ok` with the number of batches if it is a ledger as it
/// was at some time, `Err` with the reason if it is refused. Anything else fails the test.
fn judge(path: &Path, history: &[Digest], what: &str) -> Result<usize, String> {
    let refused = |error: &dyn std::error::Error| {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        text
    };
    let mut journal = Sqlite::open_existing(path).map_err(|error| refused(&error))?;
    let replayed = co2_journal::replay(&mut journal, None, |_| ());
    let (state, head) = match replayed {
        Ok(replayed) => replayed,
        Err(ReplayError::Batch(error)) => {
            let batches = u64::try_from(history.len()).unwrap();
            assert!((1..=batches).contains(&error.position.as_u64()), "{what}: {error}");
            return Err(error.to_string());
        }
        Err(error) => return Err(refused(&error)),
    };
    let batches = usize::try_from(head.position.as_u64()).unwrap();
    assert_eq!(state.digest(), history[batches], "{what}: another history");
    assert_eq!(state.audit().violations, [], "{what}");
    // A document is the one that was stored, is missing, or is reported as damaged.
    let ledger = match Ledger::open(journal, None) {
        Ok(ledger) => ledger,
        Err(error) => panic!("{what}: {error}"),
    };
    let read = ledger.read(Freshness::Latest, |state, head| (state.digest(), head)).unwrap();
    assert_eq!(read, (history[batches], head), "{what}: with its snapshot");
    match ledger.document(Digest::of(b"certificate")) {
        Ok(None) => {}
        Ok(Some(bytes)) => assert_eq!(bytes, b"certificate", "{what}"),
        Err(error) => assert!(!matches!(error, SubmitError::Refused(_)), "{what}: {error}"),
    }
    Ok(batches)
}

/// Returns the digest of the state after each batch.
fn history(path: &Path) -> Vec<Digest> {
    let mut journal = Sqlite::open_read_only(path).unwrap();
    let (_, head) = co2_journal::replay(&mut journal, None, |_| ()).unwrap();
    let positions = (0..=head.position.as_u64()).map(Position::new);
    positions.map(|place| co2_journal::state_at(&mut journal, place).unwrap().digest()).collect()
}

/// Copies the files of a killed process, one of them changed.
fn damaged(killed: &Path, ending: &str, change: impl FnOnce(&mut Vec<u8>)) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("damaged.db");
    let mut change = Some(change);
    for file in ["", "-wal"] {
        // A file at rest has no WAL.
        let bytes = std::fs::read(format!("{}{file}", killed.display()));
        let Ok(mut bytes) = bytes else { continue };
        if file == ending {
            change.take().unwrap()(&mut bytes);
        }
        std::fs::write(format!("{}{file}", copy.display()), bytes).unwrap();
    }
    (folder, copy)
}

/// However much of the WAL reached the disk, what is there is the ledger as it was at some time. With
/// the anchor of what was answered, anything less is refused.
#[test]
fn a_torn_wal_is_an_earlier_ledger() {
    let (_folder, path, batches) = killed();
    let history = history(&path);
    assert_eq!(u64::try_from(history.len()).unwrap(), batches + 1);
    let newest = anchor_at(&path, batches);
    let length = std::fs::metadata(format!("{}-wal", path.display())).unwrap().len();
    let length = usize::try_from(length).unwrap();
    let (mut seen, mut cuts) = (std::collections::BTreeSet::new(), 0);
    for cut in (0..length).step_by(1_013) {
        let (_copy, file) = damaged(&path, "-wal", |bytes| bytes.truncate(cut));
        let found = judge(&file, &history, &format!("cut at {cut}")).unwrap();
        seen.insert(found);
        if u64::try_from(found).unwrap() < batches {
            cuts += 1;
            let error = reopen(&file, Some(newest)).unwrap_err();
            assert!(matches!(error, OpenError::Replay(ReplayError::Anchor { .. })), "{error}");
        }
    }
    assert!(seen.len() > 20 && cuts > 20, "{seen:?}");
}

fn anchor_at(path: &Path, position: u64) -> Anchor {
    let mut journal = Sqlite::open_read_only(path).unwrap();
    journal.read_after(Position::new(position - 1), 1).unwrap()[0].anchor()
}

/// Bits flipped by the disk: each is refused with a reason, or does no harm.
#[test]
fn flipped_bits_are_refused_or_harmless() {
    let (_folder, path, _) = killed();
    let history = history(&path);
    // The same for a file at rest, which contains everything.
    let (_rested, rested) = damaged(&path, "", |_| ());
    reopen(&rested, None).unwrap().close().unwrap();
    for (path, ending) in [(&path, ""), (&path, "-wal"), (&rested, "")] {
        let (mut refused, mut sound) = (0, 0);
        let length = std::fs::metadata(format!("{}{ending}", path.display())).unwrap().len();
        let length = usize::try_from(length).unwrap();
        for (n, place) in (0..length).step_by(length / 150).enumerate() {
            let what = format!("bit {} of byte {place} of {}{ending}", n % 8, path.display());
            let (_copy, file) = damaged(path, ending, |bytes| bytes[place] ^= 1 << (n % 8));
            match judge(&file, &history, &what) {
                Ok(_) => sound += 1,
                Err(_) => refused += 1,
            }
        }
        // A frame of a WAL with a wrong checksum is not read, nor is what follows it; pages that the WAL
        // has in a newer version are not read from the file.
        let (least, what) = (if *path == rested { 20 } else { 0 }, path.display());
        assert!(refused >= least && sound > 10, "{what}{ending}: {refused} refused, {sound} sound");
    }
}

/// A file that was cut, for example by an interrupted copy.
#[test]
fn a_torn_file_is_refused_or_an_earlier_ledger() {
    let (_folder, path, _) = killed();
    let history = history(&path);
    let length = usize::try_from(std::fs::metadata(&path).unwrap().len()).unwrap();
    let (mut refused, mut cuts) = (0, 0);
    for cut in (1..length).step_by(length / 60) {
        let (_copy, file) = damaged(&path, "", |bytes| bytes.truncate(cut));
        std::fs::remove_file(format!("{}-wal", file.display())).unwrap();
        cuts += 1;
        refused += usize::from(judge(&file, &history, &format!("cut at {cut}")).is_err());
    }
    assert!(refused * 2 > cuts, "{refused} of {cuts}");
}
