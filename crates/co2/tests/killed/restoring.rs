//! A ledger is restored, and the process is killed while it does.

use crate::world::{CREDITS, ORDER, PLACED, SHIPPED, all, at, open_file, ordered};
use co2::journal::{Anchor, FileFault, OpenSqliteError, Sqlite, backup, restore, verify};
use libtest_mimic::Trial;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How often a process is killed, each time a little later.
const ROUNDS: u32 = 24;
const STEP: Duration = Duration::from_millis(2);
/// The files of a ledger that a killed process leaves.
const LEFT: [&str; 3] = ["ledger.db", "ledger.db-wal", "ledger.db-shm"];

pub(crate) fn tests() -> Vec<Trial> {
    vec![Trial::test("a_restore_is_whole_or_not_done", || {
        restores_are_killed();
        Ok(())
    })]
}

/// A process that sells and stays, or that restores a backup; both until they are killed.
pub(crate) fn child(task: &str, folder: &Path) {
    let mut out = std::io::stdout();
    let ledger = folder.join("ledger.db");
    if task == "child-sell" {
        let programme = open_file(&ledger);
        programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
        writeln!(out, "ready").unwrap();
        park();
    }
    writeln!(out, "ready").unwrap();
    restore(&folder.join("backup.db"), &ledger, None).unwrap();
    park();
}

fn park() -> ! {
    loop {
        std::thread::park();
    }
}

/// Starts a process, and waits until it says that it is ready.
fn start(task: &str, folder: &Path) -> Child {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([task, folder.to_str().unwrap(), "0"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    child
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Where a ledger ends, read from its start, documents included.
fn end(path: &Path) -> Anchor {
    let mut file = Sqlite::open_read_only(path).unwrap();
    let documents = co2::journal::audit_documents(&mut file, |_| ()).unwrap();
    assert!(documents.faults.is_empty(), "{documents:?}");
    verify(&mut file, None, |_| ()).unwrap().head
}

/// Where the ledgers end that a restore has kept.
fn kept(folder: &Path) -> Vec<Anchor> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_kept = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        let is_beside = ["-wal", "-shm", ".part"].iter().any(|ending| name.ends_with(ending));
        name.starts_with("ledger.db.before-restore-") && !is_beside
    };
    paths.filter(is_kept).map(|path| end(&path)).collect()
}

fn restores_are_killed() {
    let sold = tempfile::tempdir().unwrap();
    let (ledger, copy) = (sold.path().join("ledger.db"), sold.path().join("backup.db"));
    let programme = open_file(&ledger);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    programme.close().unwrap();
    let older = backup(&ledger, &copy).unwrap().anchor;
    // What was newest is in the log that a killed process leaves.
    kill(start("child-sell", sold.path()));
    let copied = |to: &Path| {
        for name in LEFT {
            std::fs::copy(sold.path().join(name), to.join(name)).unwrap();
        }
        std::fs::copy(&copy, to.join("backup.db")).unwrap();
    };
    let look = tempfile::tempdir().unwrap();
    copied(look.path());
    let newer = end(&look.path().join("ledger.db"));
    assert!(newer.position > older.position);
    for round in 0..ROUNDS {
        let folder = tempfile::tempdir().unwrap();
        copied(folder.path());
        let (ledger, copy) = (folder.path().join("ledger.db"), folder.path().join("backup.db"));
        let child = start("child-restore", folder.path());
        std::thread::sleep(STEP * round);
        kill(child);
        match Sqlite::open_existing(&ledger) {
            Ok(open) => {
                drop(open);
                let found = end(&ledger);
                assert!(found == newer || found == older, "round {round}: {found}");
            }
            // The backup is in place, and the log of what was there is not yet gone.
            Err(OpenSqliteError::Changed(FileFault::ForeignLog { .. })) => {}
            Err(error) => panic!("round {round}: {error}"),
        }
        // Whatever the kill left, the next one does it.
        restore(&copy, &ledger, Some(older)).unwrap();
        assert_eq!(end(&ledger), older, "round {round}");
        assert!(kept(folder.path()).contains(&newer), "round {round}: what was newest is lost");
        let left =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        // Neither of what is kept, nor copies, each as large as a ledger.
        let is_part = |name: &std::ffi::OsString| name.to_str().unwrap().contains(".part");
        assert_eq!(left.filter(is_part).count(), 0, "round {round}");
    }
}
