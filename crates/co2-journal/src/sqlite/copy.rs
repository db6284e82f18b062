//! Backing up and restoring a ledger's file.

use super::watch::{FileFault, Identity, beside};
use super::{OpenSqliteError, Sqlite, cause, header};
use crate::anchor::Anchor;
use crate::documents::{DocumentFault, audit_documents};
use crate::journal::Cause;
use crate::replay::ReplayError;
use crate::snapshot::verify;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The endings of files beside a ledger's file while it is in use, or after a process was killed.
const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];
/// What of it belongs to the ledger's content; the index is made anew.
const LOGS: [&str; 2] = ["-wal", "-journal"];
/// How the ledger is called that is to be kept, until it is replaced.
const PART: &str = ".part";

/// An error from backing up or restoring a ledger. Nothing was replaced in that case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The file to be copied cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenSqliteError),
    /// There is already a file at the target.
    #[error("{path}: this file exists already; a backup never replaces a file", path = .path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The source and the target of a restore are the same file.
    #[error("{path} is the ledger itself", path = .path.display())]
    Itself {
        /// The file.
        path: PathBuf,
    },
    /// The target of a restore is not a regular file.
    #[error("{path}: not a regular file", path = .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The target has a name that a database beside it takes for its own, such as `ledger.db-wal`: it would be
    /// destroyed.
    #[error("{path}: a file of this name belongs to the database beside it", path = .path.display())]
    BesideADatabase {
        /// The path.
        path: PathBuf,
    },
    /// A process has the ledger open that would be replaced.
    #[error("{path}: a process has this ledger open; stop all that use it first", path = .path.display())]
    InUse {
        /// The ledger.
        path: PathBuf,
    },
    /// The copy is not sound, and therefore neither is the original.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// A document of the copy is missing or damaged.
    #[error(transparent)]
    Document(#[from] DocumentFault),
    /// A file cannot be written, moved or examined.
    #[error("{path} cannot be written", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// SQLite could not copy the file.
    #[error("{path} cannot be copied", path = .path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: Cause,
    },
}

/// A backup that was made and checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Backup {
    /// The end of its journal. Keep it elsewhere, to recognise the backup later.
    pub anchor: Anchor,
    /// The number of documents in it that events name.
    pub documents: u64,
}

/// A ledger that was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Restored {
    /// The backup that was restored.
    pub backup: Backup,
    /// The path under which the previous ledger is kept, if there was one.
    pub kept: Option<PathBuf>,
}

/// Copies a ledger, which may be in use, into one new file that contains everything answered so far.
/// The copy is checked from its start, including documents, before it gets its name.
///
/// The ledger is not changed, and sales continue; what they write stays in the write-ahead log until the copy
/// is made.
///
/// # Errors
/// Returns an error if there is a file at `to`, if the ledger cannot be read or is not sound, or if the copy
/// cannot be written.
pub fn backup(ledger: &Path, to: &Path) -> Result<Backup, CopyError> {
    let mut source = Sqlite::open_read_only(ledger)?;
    // This also finds a link that leads nowhere.
    if to.symlink_metadata().is_ok() {
        return Err(CopyError::Exists { path: to.to_owned() });
    }
    has_own_name(to)?;
    let (copy, backup) = copy_beside(&mut source, to, None)?;
    let failed = |source| CopyError::Io { path: to.to_owned(), source };
    copy.persist_noclobber(to).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => CopyError::Exists { path: to.to_owned() },
        _ => failed(error.error),
    })?;
    sync_folder(to).map_err(failed)?;
    Ok(backup)
}

/// Replaces a ledger by a backup in one step: a process that opens the ledger finds either the one or the
/// other. The backup is checked first; if an anchor is given, the backup must have it. The previous ledger is
/// kept under a new name in the same folder, with its write-ahead log.
///
/// # Errors
/// Returns an error if a process, including this one, has the ledger open; if the backup cannot be read, is not
/// sound or does not have the anchor; or if a file cannot be written.
///
/// # Interruption
/// If the process is killed, the ledger is either the previous one or the backup. For a moment the backup is
/// next to the log of the previous ledger; then opening it fails ([`FileFault::ForeignLog`]) until `restore` is
/// called again.
pub fn restore(
    backup: &Path,
    ledger: &Path,
    anchor: Option<Anchor>,
) -> Result<Restored, CopyError> {
    let mut source = Sqlite::open_read_only(backup)?;
    // A link is followed, so that the file is replaced and not the link.
    let place = ledger.canonicalize().unwrap_or_else(|_| ledger.to_owned());
    has_own_name(&place)?;
    let failed = |source| CopyError::Io { path: place.clone(), source };
    let there = match place.metadata() {
        Ok(found) if !found.is_file() => return Err(CopyError::NotAFile { path: place }),
        Ok(_) => true,
        Err(error) if error.kind() == io::ErrorKind::NotFound => false,
        Err(error) => return Err(failed(error)),
    };
    if there && source.path().canonicalize().is_ok_and(|source| source == place) {
        return Err(CopyError::Itself { path: place });
    }
    // Held until the end.
    let alone = Alone::of(&place)?;
    if alone.ledger.is_some() {
        remove_parts(&place)?;
    }
    settle(&place)?;
    let (copy, backup) = copy_beside(&mut source, &place, anchor)?;
    let kept =
        if there || beside(&place, "-wal").exists() { Some(keep(&place, &alone)?) } else { None };
    // What was there is whole under its new name before it is replaced, and only then does its log go: a
    // ledger without its log would lack what was newest.
    sync_folder(&place).map_err(failed)?;
    copy.persist(&place).map_err(|error| failed(error.error))?;
    if let Some(kept) = kept.as_deref().filter(|_| there) {
        rename(&beside(kept, PART), kept)?;
    }
    remove_beside(&place)?;
    sync_folder(&place).map_err(failed)?;
    Ok(Restored { backup, kept: kept.filter(|_| there) })
}

/// Makes a checked copy of a ledger in the folder of a path, with a temporary name.
fn copy_beside(
    source: &mut Sqlite,
    path: &Path,
    anchor: Option<Anchor>,
) -> Result<(NamedTempFile, Backup), CopyError> {
    let failed = |source| CopyError::Io { path: path.to_owned(), source };
    let copy = tempfile::Builder::new()
        .prefix(&part_prefix(path))
        .suffix(PART)
        .tempfile_in(folder(path))
        .map_err(failed)?;
    source.copy_into(copy.path()).map_err(|error| CopyError::Sqlite {
        path: source.path().to_owned(),
        source: cause(error),
    })?;
    let backup = check(copy.path(), anchor)?;
    keep_rights(source.path(), copy.as_file()).map_err(failed)?;
    copy.as_file().sync_all().map_err(failed)?;
    Ok((copy, backup))
}

/// What the name of a copy begins with until it is whole: `.ledger.db.`.
fn part_prefix(path: &Path) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(path.file_name().unwrap_or_default());
    prefix.push(".");
    prefix
}

/// Removes the copies that killed restores of a ledger have left, each as large as a ledger. Nobody else restores it
/// meanwhile.
fn remove_parts(place: &Path) -> Result<(), CopyError> {
    let prefix = part_prefix(place);
    let is_part = |name: &OsStr| {
        let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes());
        // A random name without a full stop, and what SQLite writes beside it: another ledger's name may begin alike.
        let (random, ending) = rest.and_then(|rest| rest.split_first_chunk::<6>())?;
        let is_random = random.iter().all(u8::is_ascii_alphanumeric);
        (is_random && ending.starts_with(PART.as_bytes())).then_some(())
    };
    let found = fs::read_dir(folder(place)).map_err(failed(place))?;
    for entry in found {
        let entry = entry.map_err(failed(place))?;
        if is_part(&entry.file_name()).is_some() {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Refuses a name that SQLite uses for the files beside a database that is there.
fn has_own_name(path: &Path) -> Result<(), CopyError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let of = BESIDE.iter().find_map(|ending| name.strip_suffix(ending));
    match of.filter(|of| !of.is_empty() && path.with_file_name(of).is_file()) {
        Some(_) => Err(CopyError::BesideADatabase { path: path.to_owned() }),
        None => Ok(()),
    }
}

/// Gives a copy the same permissions as its original, and lets its owner write to it.
fn keep_rights(original: &Path, copy: &File) -> io::Result<()> {
    let mut rights = original.metadata()?.permissions();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        rights.set_mode(rights.mode() & 0o777 | 0o600);
    }
    #[cfg(not(unix))]
    rights.set_readonly(false);
    copy.set_permissions(rights)
}

/// Checks a copy by reading it from its start.
fn check(path: &Path, anchor: Option<Anchor>) -> Result<Backup, CopyError> {
    let mut copy = Sqlite::open_read_only(path)?;
    let anchor = verify(&mut copy, anchor, |_| ())?.head;
    let mut documents = audit_documents(&mut copy, |_| ())?;
    match documents.faults.pop() {
        Some(fault) => Err(fault.into()),
        None => Ok(Backup { anchor, documents: documents.named }),
    }
}

/// The names under which ledgers are kept that were replaced.
fn kept_names(place: &Path) -> impl Iterator<Item = PathBuf> {
    (1..=u16::MAX).map(|number| beside(place, &format!(".before-restore-{number}")))
}

/// Keeps the ledger that was there, and its log, under a new name, too; the ledger itself as a part until it
/// is replaced. Both stay where they are.
fn keep(place: &Path, alone: &Alone) -> Result<PathBuf, CopyError> {
    let is_free = |kept: &PathBuf| !kept.exists() && !beside(kept, "-wal").exists();
    let kept = kept_names(place).find(is_free).unwrap_or_else(|| beside(place, ".before-restore"));
    for ending in LOGS {
        let (from, to) = (beside(place, ending), beside(&kept, ending));
        match File::open(&from) {
            Ok(log) => copy_whole(&log, &to).map_err(failed(&to))?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&from)(error)),
        }
    }
    if let Some(ledger) = &alone.ledger {
        let part = beside(&kept, PART);
        // Not every file system has links to files.
        let linked = fs::hard_link(place, &part).or_else(|_| copy_whole(ledger, &part));
        linked.map_err(failed(&part))?;
    }
    Ok(kept)
}

/// Finishes a restore that was interrupted after it had replaced the ledger, and takes one back that had not
/// come so far: then what it was about to keep is the ledger itself.
fn settle(place: &Path) -> Result<(), CopyError> {
    let identity = |path: &Path| path.metadata().ok().and_then(|found| Identity::of(&found));
    for kept in kept_names(place) {
        let (part, log) = (beside(&kept, PART), beside(&kept, "-wal"));
        if !part.exists() {
            if kept.exists() || log.exists() {
                continue;
            }
            return Ok(());
        }
        if identity(&part).is_some() && identity(&part) == identity(place) {
            for path in LOGS.map(|ending| beside(&kept, ending)).iter().chain([&part]) {
                remove(path)?;
            }
        } else {
            rename(&part, &kept)?;
            // It is kept, and does not belong to what is there by now.
            let there = beside(place, "-wal");
            if log.exists() && there.exists() && have_equal_bytes(&log, &there)? {
                remove_beside(place)?;
            }
        }
    }
    Ok(())
}

/// What it means that something cannot be done with a file.
fn failed(path: &Path) -> impl FnOnce(io::Error) -> CopyError {
    let path = path.to_owned();
    move |source| CopyError::Io { path, source }
}

fn rename(from: &Path, to: &Path) -> Result<(), CopyError> {
    fs::rename(from, to).map_err(failed(from))
}

/// Removes a file; what is not there is fine.
fn remove(path: &Path) -> Result<(), CopyError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(path)(error)),
        _ => Ok(()),
    }
}

fn have_equal_bytes(one: &Path, other: &Path) -> Result<bool, CopyError> {
    let open = |path: &Path| File::open(path).map(BufReader::new).map_err(failed(path));
    let (mut left, mut right) = (open(one)?, open(other)?);
    loop {
        let a = left.fill_buf().map_err(failed(one))?;
        let b = right.fill_buf().map_err(failed(other))?;
        let count = a.len().min(b.len());
        if a.get(..count) != b.get(..count) || (count == 0 && a.len() != b.len()) {
            return Ok(false);
        }
        if count == 0 {
            return Ok(true);
        }
        left.consume(count);
        right.consume(count);
    }
}

/// Copies an open file. Opening the ledger's once more, and closing it, would give up the lock on it.
fn copy_whole(mut from: &File, to: &Path) -> io::Result<()> {
    let mut copy = File::create(to)?;
    io::copy(&mut from, &mut copy)?;
    copy.set_permissions(from.metadata()?.permissions())?;
    copy.sync_all()
}

/// Removes what stood beside the ledger that was replaced.
fn remove_beside(place: &Path) -> Result<(), CopyError> {
    BESIDE.iter().try_for_each(|ending| remove(&beside(place, ending)))
}

/// That no process has a ledger open, as long as this lives.
struct Alone {
    /// The ledger, if there is one.
    ledger: Option<File>,
    _index: Option<File>,
}

impl Alone {
    fn of(place: &Path) -> Result<Self, CopyError> {
        let in_use = || CopyError::InUse { path: place.to_owned() };
        // Every connection keeps a lock on both files, on bytes that SQLite chose; a lock on the whole file
        // meets them all, also where the file is too damaged for SQLite to open it.
        let locked = |path: PathBuf| {
            if header::is_open_here(&path) {
                return Err(in_use());
            }
            match File::options().read(true).write(true).open(&path) {
                Ok(file) => {
                    #[cfg(unix)]
                    lock(&file).map_err(|source| match source.kind() {
                        io::ErrorKind::WouldBlock | io::ErrorKind::PermissionDenied => in_use(),
                        _ => CopyError::Io { path, source },
                    })?;
                    Ok(Some(file))
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(source) => Err(CopyError::Io { path, source }),
            }
        };
        Ok(Self { ledger: locked(place.to_owned())?, _index: locked(beside(place, "-shm"))? })
    }
}

#[cfg(unix)]
fn lock(file: &File) -> io::Result<()> {
    use rustix::fs::{FlockOperation, fcntl_lock};
    Ok(fcntl_lock(file, FlockOperation::NonBlockingLockExclusive)?)
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Syncs a folder: a new name is durable only when its folder is on the disk.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder(path))?.sync_all() } else { Ok(()) }
}

impl From<FileFault> for CopyError {
    fn from(fault: FileFault) -> Self {
        Self::Open(fault.into())
    }
}
