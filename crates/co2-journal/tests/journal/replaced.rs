//! Files that are replaced, removed, cut or closed to writers under an open ledger.
//!
//! Once, after `mv backup.db ledger.db` under a shop that sold, all of 6,623 orders were answered, and
//! the restored file was destroyed: the old write-ahead log was applied to it. After `rm`, 5,633 orders
//! were answered, of which nothing was left.

use crate::world::*;
use co2_journal::rusqlite::Connection;
use co2_journal::{
    CopyError, FileFault, Freshness, Ledger, OpenSqliteError, Sqlite, SubmitError, audit_documents,
    backup, restore, verify,
};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An open ledger with one order, its file, and a backup from before a second order.
fn open() -> (TempDir, PathBuf, PathBuf, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let (path, copy) = (folder.path().join("ledger.db"), folder.path().join("backup.db"));
    let ledger = stocked(Sqlite::open(&path).unwrap());
    ledger.submit(reserve("o-1", 1)).unwrap();
    backup(&path, &copy).unwrap();
    ledger.submit(reserve("o-2", 1)).unwrap();
    (folder, path, copy, ledger)
}

fn orders(path: &Path) -> usize {
    let verified = verify(&mut Sqlite::open_read_only(path).unwrap(), None, |_| ()).unwrap();
    verified.state.orders().count()
}

/// Nothing is answered any more, nothing but what the ledger holds in memory, and it stays so.
fn is_broken(ledger: &Ledger, with: &str) {
    for command in [reserve("o-3", 1), reserve("o-1", 1), confirm("o-9")] {
        let error = ledger.submit(command).unwrap_err();
        assert!(matches!(error, SubmitError::Broken { .. }), "{error}");
        assert!(error.to_string().contains(with), "{error}");
    }
    assert!(ledger.read(Freshness::Latest, |_, _| ()).is_err());
    assert!(ledger.put_document(b"certificate".to_vec()).is_err());
    assert!(ledger.close().is_err());
}

#[cfg(unix)]
#[test]
fn a_file_that_is_replaced_breaks_its_writer() {
    let (_folder, path, copy, ledger) = open();
    fs::rename(&copy, &path).unwrap();
    is_broken(&ledger, "was replaced by another file while it was open");
    drop(ledger);
    // The log of the old file is left, for it is not known whose it is by now; it is not taken for the
    // new file's, which would destroy it.
    let error = Sqlite::open(&path).unwrap_err();
    assert!(matches!(error, OpenSqliteError::Changed(FileFault::ForeignLog { .. })), "{error}");
    let error = Sqlite::open_read_only(&path).unwrap_err();
    assert!(matches!(error, OpenSqliteError::Changed(FileFault::ForeignLog { .. })), "{error}");
    fs::remove_file(path.with_file_name("ledger.db-wal")).unwrap();
    assert_eq!(orders(&path), 1, "the backup, as it was");
}

#[cfg(unix)]
#[test]
fn a_file_that_is_removed_breaks_its_writer() {
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let (folder, _, _, ledger) = open();
        fs::remove_file(folder.path().join(name)).unwrap();
        is_broken(&ledger, "was removed while it was open");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_moved_away_breaks_the_writer() {
    let (folder, path, _, ledger) = open();
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    drop((path, ledger));
    fs::create_dir(&one).unwrap();
    let ledger = stocked(Sqlite::open(one.join("ledger.db")).unwrap());
    fs::rename(&one, &other).unwrap();
    is_broken(&ledger, "was removed while it was open");
}

#[test]
fn a_file_that_is_cut_breaks_its_writer() {
    for size in [0, 4_096, 8_192] {
        let (_folder, path, _, ledger) = open();
        let whole = fs::metadata(&path).unwrap().len();
        if whole <= size {
            continue;
        }
        truncate(&path, size);
        is_broken(&ledger, &format!("was cut from {whole} to {size} bytes"));
    }
}

/// Opens the file in another process: in this one, closing it would release the ledger's locks.
fn truncate(path: &Path, size: u64) {
    let size = format!("--size={size}");
    assert!(std::process::Command::new("truncate").arg(size).arg(path).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_copy_over_the_file_breaks_its_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    // The backup is of a day when there was less.
    let small = folder.path().join("small.db");
    stocked(Sqlite::open(&small).unwrap()).close().unwrap();
    let ledger = stocked(Sqlite::open(&path).unwrap());
    for order in 0..200 {
        ledger.submit(reserve(&format!("o-{order}"), 1)).unwrap();
    }
    ledger.close().unwrap();
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let copied = std::process::Command::new("cp").arg(&small).arg(&path).status().unwrap();
    assert!(copied.success());
    is_broken(&ledger, "was cut from");
}

/// Not damage: when it may be written again, it goes on.
#[cfg(unix)]
#[test]
fn a_file_that_is_made_read_only_is_not_written() {
    let (_folder, path, _, ledger) = open();
    let rights = |read_only| {
        let mut rights = fs::metadata(&path).unwrap().permissions();
        rights.set_readonly(read_only);
        fs::set_permissions(&path, rights).unwrap();
    };
    rights(true);
    let error = ledger.submit(reserve("o-3", 1)).unwrap_err();
    assert!(error.is_transient() && error.to_string().contains("is read-only"), "{error}");
    rights(false);
    ledger.submit(reserve("o-3", 1)).unwrap();
}

#[test]
fn a_read_only_file_is_refused_when_it_is_opened() {
    let (_folder, path, _, ledger) = open();
    ledger.close().unwrap();
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    for result in [Sqlite::open(&path), Sqlite::open_existing(&path)] {
        assert!(matches!(result, Err(OpenSqliteError::ReadOnly { .. })));
    }
    assert_eq!(orders(&path), 2, "it is read all the same");
}

/// A folder that is mounted read-only, as a disk that fails is, or `None` where this may not be done.
#[cfg(target_os = "linux")]
struct Mounted<'a>(&'a Path);

#[cfg(target_os = "linux")]
impl<'a> Mounted<'a> {
    fn new(folder: &'a Path) -> Option<Self> {
        let bound = mount(&["--bind".as_ref(), folder.as_os_str(), folder.as_os_str()]);
        if !bound {
            eprintln!(
                "SKIPPED: nothing can be mounted here; run it as root to try a read-only mount"
            );
        }
        bound.then_some(Self(folder))
    }

    fn again(&self, options: &str) -> bool {
        mount(&["-o".as_ref(), options.as_ref(), self.0.as_os_str()])
    }
}

#[cfg(target_os = "linux")]
impl Drop for Mounted<'_> {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0).status();
    }
}

#[cfg(target_os = "linux")]
fn mount(arguments: &[&std::ffi::OsStr]) -> bool {
    let done = std::process::Command::new("mount").args(arguments).output();
    done.is_ok_and(|done| done.status.success())
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_on_a_read_only_mount_is_refused_when_it_is_opened() {
    let (folder, path, copy, ledger) = open();
    ledger.close().unwrap();
    let Some(mounted) = Mounted::new(folder.path()) else { return };
    assert!(mounted.again("remount,bind,ro"));
    // Its rights say that its owner may write to it.
    for result in [Sqlite::open(&path), Sqlite::open_existing(&path)] {
        assert!(matches!(result, Err(OpenSqliteError::ReadOnly { .. })), "{result:?}");
    }
    assert!(Sqlite::open(folder.path().join("new.db")).is_err());
    assert_eq!(orders(&path), 2, "it is read all the same");
    assert!(restore(&copy, &path, None).is_err());
    assert_eq!(orders(&path), 2, "nothing was replaced");
    assert!(mounted.again("remount,bind,rw"));
    // Under a writer it is refused by the system, or nothing is answered that is not written.
    let ledger = Ledger::open(Sqlite::open(&path).unwrap(), None).unwrap();
    let remounted = mounted.again("remount,bind,ro");
    let sold = ledger.submit(reserve("o-3", 1));
    assert!(sold.is_ok() || remounted, "{sold:?}");
    assert!(mounted.again("remount,bind,rw"));
    ledger.submit(reserve("o-4", 1)).unwrap();
    ledger.close().unwrap();
    assert_eq!(orders(&path), 3 + usize::from(sold.is_ok()));
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_elsewhere_breaks_the_writer() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other, link] =
        ["one.db", "other.db", "ledger.db"].map(|name| folder.path().join(name));
    drop(Sqlite::open(&other).unwrap());
    drop(Sqlite::open(&one).unwrap());
    std::os::unix::fs::symlink(&one, &link).unwrap();
    let ledger = stocked(Sqlite::open(&link).unwrap());
    fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&other, &link).unwrap();
    is_broken(&ledger, "was replaced by another file");
}

#[cfg(unix)]
#[test]
fn only_regular_files_are_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for path in [&*pipe, folder.path(), Path::new("/dev/zero"), Path::new("/dev/null")] {
        for result in
            [Sqlite::open(path), Sqlite::open_existing(path), Sqlite::open_read_only(path)]
        {
            assert!(matches!(result, Err(OpenSqliteError::NotAFile { .. })), "{}", path.display());
        }
    }
}

/// Once, an export of an empty file made a ledger of it, and said that all was well.
#[test]
fn only_open_makes_a_ledger_of_an_empty_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.db");
    fs::write(&path, "").unwrap();
    for result in [Sqlite::open_existing(&path), Sqlite::open_read_only(&path)] {
        assert!(matches!(result, Err(OpenSqliteError::NotAJournal { .. })));
    }
    assert_eq!(fs::metadata(&path).unwrap().len(), 0);
    drop(Sqlite::open(&path).unwrap());
    assert!(Sqlite::open_existing(&path).is_ok());
    // A name that means a database in memory to SQLite.
    let error = Sqlite::open_existing(":memory:").unwrap_err();
    assert!(matches!(error, OpenSqliteError::Missing { .. }), "{error}");
}

/// A trigger could change what is written, and a view what is read.
#[test]
fn a_changed_schema_is_refused() {
    for (sql, what) in [
        ("CREATE TABLE more (x)", "it has the table \"more\", which no ledger has"),
        (
            "CREATE VIEW seen AS SELECT * FROM batches",
            "it has the view \"seen\", which no ledger has",
        ),
        ("CREATE INDEX quick ON batches (hash)", "it has the index \"quick\", which no ledger has"),
        (
            "CREATE TRIGGER gone AFTER INSERT ON documents BEGIN DELETE FROM documents; END",
            "it has the trigger \"gone\", which no ledger has",
        ),
        ("DROP TABLE snapshots", "it lacks the "),
        ("ALTER TABLE documents ADD COLUMN note TEXT", "its table \"documents\" is another one"),
    ] {
        let (_folder, path, _, ledger) = open();
        ledger.close().unwrap();
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        for result in [Sqlite::open(&path), Sqlite::open_read_only(&path)] {
            let error = result.unwrap_err();
            assert!(matches!(error, OpenSqliteError::Schema { .. }), "{sql}: {error}");
            assert!(error.to_string().contains(what), "{sql}: {error}");
        }
    }
    let (_folder, path, _, ledger) = open();
    ledger.close().unwrap();
    Connection::open(&path).unwrap().execute_batch("ANALYZE").unwrap();
    assert!(Sqlite::open(&path).is_ok());
}

/// Dropping the last handle ends the writer before it returns, and the file is whole.
#[test]
fn a_ledger_that_is_dropped_leaves_one_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let ledger = stocked(Sqlite::open(&path).unwrap());
    let other = ledger.clone();
    drop(ledger);
    other.submit(reserve("o-1", 1)).unwrap();
    // Of a ledger in use, its file alone is not whole, and it shows.
    let copy = folder.path().join("copy.db");
    assert!(std::process::Command::new("cp").arg(&path).arg(&copy).status().unwrap().success());
    assert!(Sqlite::open_read_only(&copy).map_or(true, |copy| copy.is_torn_copy()));
    drop(other);
    fs::remove_file(&copy).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let file = Sqlite::open_read_only(&path).unwrap();
    assert!(!file.is_torn_copy());
    drop(file);
    fs::copy(&path, &copy).unwrap();
    assert_eq!(orders(&copy), 1);
    assert!(!Sqlite::open_read_only(&copy).unwrap().is_torn_copy());
}

#[test]
fn a_backup_is_whole_while_the_ledger_is_in_use() {
    let (folder, path, copy, ledger) = open();
    assert_eq!(orders(&copy), 1);
    let digest = ledger.put_document(b"a certificate".to_vec()).unwrap();
    ledger.submit(reserve_with("o-3", digest)).unwrap();
    let later = folder.path().join("later.db");
    let made = backup(&path, &later).unwrap();
    assert_eq!(made.documents, 1);
    ledger.submit(reserve("o-4", 1)).unwrap();
    let mut file = Sqlite::open_read_only(&later).unwrap();
    assert!(!file.is_torn_copy());
    let verified = verify(&mut file, Some(made.anchor), |_| ()).unwrap();
    assert_eq!(verified.state.orders().count(), 3);
    // A backup replaces nothing: neither the ledger nor an older backup.
    for there in [&path, &later, &copy, &path.with_file_name("ledger.db-wal")] {
        let error = backup(&path, there).unwrap_err();
        assert!(matches!(error, CopyError::Exists { .. }), "{error}");
    }
    assert_eq!(ledger.read(Freshness::Latest, |state, _| state.orders().count()).unwrap(), 4);
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 5, "no part of a copy is left: {left:?}");
}

#[test]
fn a_backup_of_a_damaged_ledger_is_refused() {
    let (folder, path, _, ledger) = open();
    let digest = ledger.put_document(b"a certificate".to_vec()).unwrap();
    ledger.submit(reserve_with("o-3", digest)).unwrap();
    ledger.close().unwrap();
    let to = folder.path().join("to.db");
    for (sql, damage) in [
        ("UPDATE documents SET bytes = x'00'", "is damaged"),
        ("DELETE FROM documents", "is missing"),
        ("DELETE FROM batches WHERE position = 2", "batch 2 is damaged"),
    ] {
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let error = backup(&path, &to).unwrap_err();
        assert!(error.to_string().contains(damage), "{sql}: {error}");
        assert!(!to.exists());
    }
}

#[test]
fn an_audit_of_documents_names_each_that_is_not_there() {
    let (_folder, path, _, ledger) = open();
    let digest = ledger.put_document(b"a basis".to_vec()).unwrap();
    ledger.submit(reserve_with("o-3", digest)).unwrap();
    ledger.close().unwrap();
    let audit = || audit_documents(&mut Sqlite::open_read_only(&path).unwrap(), |_| ()).unwrap();
    assert_eq!((audit().named, audit().faults.len()), (1, 0));
    for (sql, is_missing) in
        [("UPDATE documents SET bytes = x'00'", false), ("DELETE FROM documents", true)]
    {
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        let [fault] = audit().faults[..] else { panic!("one fault") };
        assert_eq!((fault.digest, fault.is_missing), (digest, is_missing));
        assert!(fault.to_string().starts_with("the footprint basis "), "{fault}");
    }
}

#[test]
fn a_backup_is_restored_when_nobody_has_the_ledger_open() {
    let (folder, path, copy, ledger) = open();
    let error = restore(&copy, &path, None).unwrap_err();
    assert!(matches!(error, CopyError::InUse { .. }), "{error}");
    ledger.submit(reserve("o-3", 1)).unwrap();
    ledger.close().unwrap();
    assert!(matches!(restore(&path, &path, None), Err(CopyError::Itself { .. })));
    let restored = restore(&copy, &path, None).unwrap();
    assert_eq!(orders(&path), 1);
    let kept = restored.kept.unwrap();
    assert_eq!(orders(&kept), 3, "what was there is kept");
    let error = restore(&kept, &path, Some(format!("2:{}", "0".repeat(64)).parse().unwrap()));
    assert!(matches!(error, Err(CopyError::Replay(_))));
    assert_eq!(orders(&path), 1, "and nothing was replaced");
    // Into a new place, too.
    let other = folder.path().join("other.db");
    assert_eq!(restore(&copy, &other, Some(restored.backup.anchor)).unwrap().kept, None);
    assert_eq!(orders(&other), 1);
}

/// Restores that were killed left copies behind, each as large as a ledger, and nothing ever removed them.
#[test]
fn a_restore_removes_what_killed_ones_have_left() {
    let (folder, path, copy, ledger) = open();
    ledger.close().unwrap();
    let at = |name: &str| folder.path().join(name);
    let left = [".ledger.db.aB3dE6.part", ".ledger.db.aB3dE6.part-journal"];
    // Another ledger's, and a host's own.
    let others = [".ledger.db.x.aB3dE6.part", ".ledger.db.part", "ledger.db.aB3dE6.part"];
    for name in left.iter().chain(&others) {
        fs::write(at(name), "a copy").unwrap();
    }
    restore(&copy, &path, None).unwrap();
    assert!(left.iter().all(|name| !at(name).exists()));
    assert!(others.iter().all(|name| at(name).exists()));
}

/// SQLite takes such a file for the write-ahead log of the database beside it.
#[test]
fn no_copy_gets_a_name_that_belongs_to_a_database() {
    let (folder, path, copy, ledger) = open();
    for ending in ["-wal", "-shm", "-journal"] {
        let name = folder.path().join(format!("backup.db{ending}"));
        assert_eq!(copy, folder.path().join("backup.db"));
        let error = restore(&copy, &name, None).unwrap_err();
        assert!(matches!(error, CopyError::BesideADatabase { .. }), "{error}");
        let error = backup(&path, &name).unwrap_err();
        assert!(matches!(error, CopyError::BesideADatabase { .. }), "{error}");
    }
    // It is a name like any other where there is no such database.
    let name = folder.path().join("elsewhere.db-wal");
    restore(&copy, &name, None).unwrap();
    ledger.close().unwrap();
    assert_eq!((orders(&copy), orders(&name)), (1, 1));
}

/// A killed process leaves a log beside the file. Over it, a backup is restored whole.
#[test]
fn a_stale_log_is_not_taken_for_the_restored_ledgers() {
    let (_folder, path, copy, ledger) = open();
    let killed = tempfile::tempdir().unwrap();
    for name in ["ledger.db", "ledger.db-wal"] {
        let from = path.with_file_name(name);
        let to = killed.path().join(name);
        assert!(std::process::Command::new("cp").arg(from).arg(to).status().unwrap().success());
    }
    drop(ledger);
    let place = killed.path().join("ledger.db");
    let kept = restore(&copy, &place, None).unwrap().kept.unwrap();
    assert_eq!((orders(&place), orders(&kept)), (1, 2), "what was there is kept whole");
    for name in ["ledger.db", "ledger.db-wal"] {
        let from = kept.with_file_name(name.replace("ledger.db", "ledger.db.before-restore-1"));
        assert!(from.exists(), "{}", from.display());
        fs::copy(from, killed.path().join(name)).unwrap();
    }
    // By hand it would be destroyed, and so it is not opened.
    fs::remove_file(&place).unwrap();
    fs::copy(&copy, &place).unwrap();
    let error = Sqlite::open(&place).unwrap_err();
    assert!(error.to_string().contains("co2 restore"), "{error}");
    restore(&copy, &place, None).unwrap();
    assert_eq!(orders(&place), 1);
    assert!(Ledger::open(Sqlite::open(&place).unwrap(), None).is_ok());
}
