//! Where an issuer's public files are kept: a folder, or whatever else keeps them.

use crate::files::{self, FileError};
use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// How often, and with which pauses, another publisher is waited for: a minute together.
const LOCK_TRIES: u32 = 3_000;
const LOCK_PAUSE: Duration = Duration::from_millis(20);
/// Locks a folder whose file system locks no folders.
const LOCK_FILE: &str = ".publish.lock";

/// Keeps other publishers out as long as it lives.
pub type Lock<'a> = Box<dyn Send + 'a>;

/// Where public files are kept. A name is a path of plain names, such as `status/revocation-1.json`.
///
/// [`Folder`] is one. To publish to an object storage, implement it for a bucket: one `PUT` is a whole
/// write, and durable. Its lock is what keeps a later state from being overwritten by an earlier one, so
/// without one (a conditional write of an object of its own, a database's lock) let one process publish
/// at a time.
pub trait PublicStore {
    /// Keeps other publishers out until what it gives is dropped.
    ///
    /// # Errors
    /// `WouldBlock` when another publisher takes too long, or when the store cannot be reached.
    fn lock(&self) -> io::Result<Lock<'_>>;

    /// A file of at most `max` bytes, if there is one.
    ///
    /// # Errors
    /// When it cannot be read or is larger.
    fn read(&self, name: &str, max: u64) -> io::Result<Option<Vec<u8>>>;

    /// The size of a file in bytes, if there is one.
    ///
    /// # Errors
    /// When the store cannot be reached.
    fn size(&self, name: &str) -> io::Result<Option<u64>>;

    /// Replaces or creates a file as a whole: nobody ever reads a part of it.
    ///
    /// # Errors
    /// When it cannot be written; what was there is as it was.
    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// Removes a file, or everything below a name. What is not there is fine.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Everything that was written is durable before this is done.
    ///
    /// # Errors
    /// When it may not be.
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Removes what publishers that were killed have left half done. It is called under the lock.
    ///
    /// # Errors
    /// When it cannot.
    fn clean(&self) -> io::Result<()> {
        Ok(())
    }

    /// What a file is called in errors: a path, an address.
    fn place(&self, name: &str) -> PathBuf;
}

/// A folder of public files: serve it at the issuer's host.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    /// Folders whose entries were changed since they were last brought to the disk.
    changed: Mutex<BTreeSet<PathBuf>>,
}

impl Folder {
    /// The files below this folder, which is created when something is published to it.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), changed: Mutex::default() }
    }

    fn note(&self, folder: &Path) {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        if !changed.contains(folder) {
            changed.insert(folder.to_owned());
        }
    }

    /// Creates a folder and those above it.
    fn create(&self, folder: &Path) -> io::Result<()> {
        if folder.is_dir() {
            return Ok(());
        }
        if let Some(above) = folder.parent().filter(|above| !above.as_os_str().is_empty()) {
            self.create(above)?;
        }
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists || !folder.is_dir() => {
                return Err(error);
            }
            _ => {}
        }
        self.note(files::folder_of(folder));
        Ok(())
    }
}

/// Where a file of this name is below a folder.
pub(crate) fn below(root: &Path, name: &str) -> PathBuf {
    name.split('/').fold(root.to_owned(), |path, part| path.join(part))
}

/// The bytes of a file, if it is there and has at most `max`.
pub(crate) fn read_below(root: &Path, name: &str, max: u64) -> io::Result<Option<Vec<u8>>> {
    match files::read_at_most(&below(root, name), max) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(FileError::Io { source, .. }) if is_missing(&source) => Ok(None),
        Err(error) => Err(io_error(error)),
    }
}

/// A name below what is a file is not there either.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn io_error(error: FileError) -> io::Error {
    match error {
        FileError::Io { source, .. } => source,
        error @ FileError::TooLarge { .. } => io::Error::new(io::ErrorKind::FileTooLarge, error),
        error => io::Error::other(error),
    }
}

impl PublicStore for Folder {
    fn lock(&self) -> io::Result<Lock<'_>> {
        self.create(&self.root)?;
        // The folder itself: no file is left in it. Where folders have no locks, one of its files.
        match File::open(&self.root).and_then(locked) {
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => {
                let path = self.root.join(LOCK_FILE);
                let file = File::options().create(true).truncate(false).write(true).open(path)?;
                Ok(Box::new(locked(file)?))
            }
            file => Ok(Box::new(file?)),
        }
    }

    fn read(&self, name: &str, max: u64) -> io::Result<Option<Vec<u8>>> {
        read_below(&self.root, name, max)
    }

    fn size(&self, name: &str) -> io::Result<Option<u64>> {
        match fs::metadata(below(&self.root, name)) {
            Ok(found) => Ok(Some(found.len()).filter(|_| found.is_file())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let path = below(&self.root, name);
        let folder = files::folder_of(&path);
        self.create(folder)?;
        let failed = |source| FileError::Io { path: path.clone(), source };
        let put = files::put(&path, &[], |out| out.write_all(bytes).map_err(failed));
        self.note(&put.map_err(io_error)?.1);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let path = below(&self.root, name);
        let removed =
            if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        match removed {
            Err(error) if !is_missing(&error) => Err(error),
            _ => {
                self.note(files::folder_of(&path));
                Ok(())
            }
        }
    }

    fn sync(&self) -> io::Result<()> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        for folder in changed.iter() {
            match files::sync_folder(folder) {
                // It was removed since.
                Err(error) if !is_missing(&error) => return Err(error),
                _ => {}
            }
        }
        changed.clear();
        Ok(())
    }

    fn clean(&self) -> io::Result<()> {
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder)? {
                let entry = entry?;
                let kind = entry.file_type()?;
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() && is_part(&entry.file_name().to_string_lossy()) {
                    fs::remove_file(entry.path())?;
                    self.note(&folder);
                }
            }
        }
        Ok(())
    }

    fn place(&self, name: &str) -> PathBuf {
        below(&self.root, name)
    }
}

/// Whether a file is one that was not finished: no public file ends so.
fn is_part(name: &str) -> bool {
    name.ends_with(files::PART)
}

/// A file with its lock, once nobody else has it.
fn locked(file: File) -> io::Result<File> {
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::WouldBlock, "another process publishes to it"))
}
