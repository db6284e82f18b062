//! A file's own header, and which files this process has open.
//!
//! POSIX releases all locks that a process has on a file when it closes *any* handle of it. So a file that
//! SQLite has open in this process must not be opened beside it, not even to look at its header: SQLite
//! would go on without its locks, and another process could write meanwhile.

use super::watch::{FileFault, Identity, beside};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How often each file is open in this process.
static OPEN: Mutex<BTreeMap<Identity, usize>> = Mutex::new(BTreeMap::new());

fn open_files() -> MutexGuard<'static, BTreeMap<Identity, usize>> {
    // Nothing is left half done in it.
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// That this process has a file open, or is about to.
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

/// What a file's header says of its write-ahead log, beside whether there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Log {
    /// They agree, or it is not known: the file is in use here.
    Fits,
    /// The header says that there is one, and there is none: a copy of a file in use, or a file that a
    /// program other than this crate closed.
    Missing,
    /// The file was closed as a whole, and there is a log all the same: another file's.
    Foreign,
}

/// Notes that this process opens a file, which is created first when it is missing and `create` says so.
/// Also tells what there is to say of its log.
pub(super) fn about_to_open(path: &Path, create: bool) -> Result<(Opened, Log), FileFault> {
    let unseen = |source| FileFault::Unseen { path: path.to_owned(), source };
    // Held until the file is noted, so that nobody here reads its header after SQLite has opened it.
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

/// Whether this process has a file open.
pub(super) fn is_open_here(path: &Path) -> bool {
    let identity = path.metadata().ok().and_then(|found| Identity::of(&found));
    identity.is_some_and(|identity| open_files().contains_key(&identity))
}

fn log_of(path: &Path) -> Log {
    // The link's target has the log beside it.
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
    // Another process may open or close the file meanwhile, and make its log or remove it.
    if before != log() {
        return Log::Fits;
    }
    // The version that may read the file: 2 with a log, 1 without. A log never has anything before the
    // header says so, nor after.
    match (header.last(), before) {
        (Some(&2), None) => Log::Missing,
        (Some(&1), Some((_, true))) => Log::Foreign,
        _ => Log::Fits,
    }
}
