//! Fulfil, and what finishes it, are killed before each operation on the journal.

use crate::world::{
    CREDITS, LATER, ORDER, PLACED, SHIPPED, all, at, config, digest, keys, ordered, state,
};
use co2::journal::rusqlite::Connection;
use co2::journal::{
    AppendError, Batch, Freshness, Journal, JournalError, Ledger, Position, Sqlite,
};
use co2::offsets::Digest;
use co2::{Issued, Programme};
use libtest_mimic::Trial;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use tempfile::TempDir;

pub(crate) fn tests() -> Vec<Trial> {
    vec![
        Trial::test("fulfil_is_finished_from_every_step", || {
            let prepared = Prepared::sold();
            killed("child-fulfil", &prepared);
            killed("child-fulfil-part", &prepared);
            Ok(())
        }),
        Trial::test("resume_is_finished_from_every_step", || {
            killed("child-resume", &Prepared::sold().assigned());
            Ok(())
        }),
    ]
}

/// A journal that waits to be killed before one of its operations.
struct Stopping {
    inner: Sqlite,
    left: u64,
}

impl Stopping {
    fn operate(&mut self, what: &str) {
        if self.left == 0 {
            let mut out = std::io::stdout().lock();
            writeln!(out, "at {what}").unwrap();
            out.flush().unwrap();
            loop {
                thread::park();
            }
        }
        self.left -= 1;
    }
}

impl Journal for Stopping {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.operate("lock");
        self.inner.lock()
    }

    fn unlock(&mut self) {
        self.operate("unlock");
        self.inner.unlock();
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.operate("read");
        self.inner.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.operate("append");
        self.inner.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.operate("store");
        self.inner.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.operate("find");
        self.inner.document(digest)
    }
}

/// The process that is killed after `left` operations.
pub(crate) fn child(task: &str, path: &Path, left: u64) {
    let ledger = Ledger::open(Stopping { inner: Sqlite::open(path).unwrap(), left }, None).unwrap();
    let programme = Programme::on_ledger(ledger, config(), keys()).unwrap();
    match task {
        "child-resume" => drop(programme.resume(at(SHIPPED)).unwrap()),
        "child-fulfil-part" => drop(programme.fulfil(ORDER, &all()[..2], at(SHIPPED)).unwrap()),
        _ => drop(programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap()),
    }
    writeln!(std::io::stdout(), "done").unwrap();
}

/// A ledger file, and what comes of it when nothing goes wrong.
struct Prepared {
    folder: TempDir,
    file: &'static str,
    issued: Vec<Issued>,
    digest: Digest,
}

fn open(path: &Path) -> Programme {
    crate::world::open_file(path)
}

impl Prepared {
    /// With a paid order.
    fn sold() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let programme = open(&folder.path().join("sold.db"));
        programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
        ordered(&programme);
        Self::expecting(folder, "sold.db")
    }

    /// With products that have no certificate yet.
    fn assigned(self) -> Self {
        let programme = open(&self.copy("assigned.db"));
        for issued in &self.issued {
            let line = if issued.product.serial.as_str() == "DEMO0003" { 2 } else { 1 };
            let (order, product) = (ORDER.parse().unwrap(), issued.product.clone());
            let assign = co2::ledger::Assign { order, product, line };
            let command = co2::ledger::Command::Assign(assign);
            programme.ledger().submit(co2::ledger::Request { now: at(SHIPPED), command }).unwrap();
        }
        Self::expecting(self.folder, "assigned.db")
    }

    fn expecting(folder: TempDir, file: &'static str) -> Self {
        let mut prepared = Self { folder, file, issued: Vec::new(), digest: Digest::of(b"") };
        let programme = open(&prepared.copy("expected.db"));
        prepared.issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
        prepared.digest = digest(&programme);
        prepared
    }

    /// A copy of the file, made as a backup is.
    fn copy(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(self.folder.path().join(format!("{name}{ending}")));
        }
        let from = Connection::open(self.folder.path().join(self.file)).unwrap();
        from.execute("VACUUM INTO ?1", [path.to_str().unwrap()]).unwrap();
        path
    }
}

/// Kills a process at each of its operations in turn until it has done its task, and finishes its
/// work each time.
fn killed(task: &str, prepared: &Prepared) {
    let mut steps = Vec::new();
    loop {
        let path = prepared.copy(&format!("{task}-{}.db", steps.len()));
        let Some(step) = kill_at(task, &path, steps.len()) else { break };
        finish(prepared, &path, &format!("{task}, before operation {} ({step})", steps.len()));
        steps.push(step);
    }
    let count = |what| steps.iter().filter(|step| *step == what).count();
    let products = if task == "child-fulfil-part" { 2 } else { 3 };
    assert_eq!(count("at store"), products, "{steps:?}");
    // Products are assigned and get their certificates with one sync.
    assert_eq!(count("at append"), 1, "{steps:?}");
}

/// Where the process was killed; `None` when it had done its task before.
fn kill_at(task: &str, path: &Path, operations: usize) -> Option<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([task, path.to_str().unwrap(), &operations.to_string()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    match line.trim_end() {
        "done" => None,
        step if step.starts_with("at ") => Some(step.to_owned()),
        other => panic!("{task}, operation {operations}: {other:?}"),
    }
}

/// The next process resumes, and the parcel is fulfilled again, because the crashed host may not have
/// come to all its products.
fn finish(prepared: &Prepared, path: &Path, when: &str) {
    let programme = open(path);
    let assigned = state(&programme, co2::ledger::State::coverage_count);
    let certified = |programme: &Programme| state(programme, |s| s.audit().totals.certificates);
    let before = certified(&programme);
    let resumed = programme.resume(at(SHIPPED)).unwrap();
    assert!(resumed.unfinished.is_empty(), "{when}: {resumed:?}");
    assert_eq!(u64::try_from(resumed.issued.len()).unwrap(), assigned - before, "{when}");
    assert_eq!(certified(&programme), assigned, "{when}");
    for issued in &resumed.issued {
        assert!(prepared.issued.contains(issued), "{when}: another certificate, {issued:?}");
    }
    let position = crate::world::position(&programme);
    let again = programme.resume(at(LATER)).unwrap();
    assert!(again.issued.is_empty() && again.unfinished.is_empty(), "{when}: {again:?}");
    assert_eq!(crate::world::position(&programme), position, "{when}");
    assert_eq!(programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap(), prepared.issued, "{when}");
    let read = programme.ledger().read(Freshness::Latest, |state, _| state.audit().violations);
    assert_eq!(read.unwrap(), [], "{when}");
    assert_eq!(digest(&programme), prepared.digest, "{when}");
}
