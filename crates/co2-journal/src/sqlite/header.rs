//! A file's own header, and the files that this process has open.
//!
//! POSIX releases all locks that a process has on a file when it closes *any* handle of that file. A file that
//! SQLite has open in this process must therefore not be opened a second time, not even to read its header: SQLite
//! would continue without its locks, and another process could write meanwhile.

use super::watch::{FileFault, Identity, beside};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The number of times each file is open in this process.
static OPEN: Mutex<BTreeMap<Identity, usize>> = Mutex::new(BTreeMap::new());

fn open_files() -> MutexGuard<'static, BTreeMap<Identity, usize>> {
    // A panic cannot leave the map half changed.
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// States that this process has a file open, or is about to open it.
#[derive(Debug)]
pub(super) struct Opened(Option<Identity>);

impl Drop for Opened {
    fn drop(&mut self) {
        let Some(identity) = self.0 else { return };
        let mut open = open_files();
        match open.get_mut(&identity) {
            Some(count) if *count > 1 => *count = count.saturating_sub(1),
            _ => drop(open.remove(&identity)),
        }
    }
}

/// Whether a file's header and its write-ahead log agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Log {
    /// They agree, or it is not known because the file is in use here.
    Fits,
    /// The header says that there is a log, but there is none: the file is a copy of a file in use, or was
    /// closed by a program other than this crate.
    Missing,
    /// The header says that there is no log, but there is one, which belongs to another file.
    Foreign,
}

/// Records that this process opens a file, which is first created if it is missing and `create` is set.
/// Also returns the state of its log.
pub(super) fn about_to_open(path: &Path, create: bool) -> Result<(Opened, Log), FileFault> {
    let unseen = |source| FileFault::Unseen { path: path.to_owned(), source };
    // The lock is held until the file is recorded, so that no thread here reads its header after SQLite opened it.
    let mut open = open_files();
    if create {
        match File::create_new(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(unseen(error));
            }
            _ => {}
        }
    }
    let identity = Identity::of(&path.metadata().map_err(unseen)?);
    let log = match identity {
        Some(identity) if !open.contains_key(&identity) => log_of(path),
        _ => Log::Fits,
    };
    if let Some(identity) = identity {
        let count = open.entry(identity).or_default();
        *count = count.saturating_add(1);
    }
    Ok((Opened(identity), log))
}

/// Returns true if this process has a file open.
pub(super) fn is_open_here(path: &Path) -> bool {
    let identity = path.metadata().ok().and_then(|found| Identity::of(&found));
    identity.is_some_and(|identity| open_files().contains_key(&identity))
}

fn log_of(path: &Path) -> Log {
    // The log is beside the target of a link.
    let Ok(real) = path.canonicalize() else { return Log::Fits };
    let name = beside(&real, "-wal");
    let log = || match name.metadata() {
        Ok(found) => Some((Identity::of(&found), found.len() > 0)),
        Err(_) => None,
    };
    let before = log();
    let mut header = [0; 20];
    if File::open(path).and_then(|mut file| file.read_exact(&mut header)).is_err() {
        return Log::Fits;
    }
    // Another process may open or close the file meanwhile, and thereby create or remove its log.
    if before != log() {
        return Log::Fits;
    }
    // The version needed to read the file: 2 with a log, 1 without. The log is empty before the
    // header says that there is one, and afterwards.
    match (header.last(), before) {
        (Some(&2), None) => Log::Missing,
        (Some(&1), Some((_, true))) => Log::Foreign,
        _ => Log::Fits,
    }
}
