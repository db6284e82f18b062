//! Checks that the files of an open ledger are still the ones that were opened.
//!
//! SQLite keeps its files open and never looks at their names again. After `mv backup.db ledger.db` or `rm
//! ledger.db` it would therefore continue to write to a file that nobody else can find, and the write-ahead log
//! of one file would later be applied to the other. What each name leads to is therefore compared with what was
//! opened, under the lock, before and after every write.
//!
//! The files are examined only by name (`stat`). Opening and closing one again would release every
//! lock that this process has on it, as POSIX requires.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// What has happened to the file of an open ledger.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// The name no longer leads to a file.
    #[error("{path} was removed while it was open", path = .path.display())]
    Removed {
        /// The file.
        path: PathBuf,
    },
    /// The name now leads to another file.
    #[error("{path} was replaced by another file while it was open", path = .path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
    },
    /// The file is shorter than before; a ledger's file never shrinks by itself.
    #[error("{path} was cut from {before} to {now} bytes while it was open", path = .path.display())]
    Cut {
        /// The file.
        path: PathBuf,
        /// Its size before, in bytes.
        before: u64,
        /// Its size now, in bytes.
        now: u64,
    },
    /// The file is complete, but the write-ahead log beside it belongs to another file: somebody replaced a
    /// file that was in use, or that a killed process left. Read with that log, the ledger would be destroyed.
    #[error(
        "{path} is the write-ahead log of another file: the ledger was replaced without `co2 restore`; \
         move the log away, or restore the backup again",
        path = .path.display()
    )]
    ForeignLog {
        /// The path of the log.
        path: PathBuf,
    },
    /// The file is read-only.
    #[error("{path} is read-only", path = .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A file that was read as one at rest has been written to.
    #[error("{path} came into use while it was read as a file at rest; read it again", path = .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be examined.
    #[error("{path} cannot be examined", path = .path.display())]
    Unseen {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl FileFault {
    /// Returns true if what was written may be lost, so that further writing would make it worse.
    pub(super) const fn is_damage(&self) -> bool {
        matches!(self, Self::Removed { .. } | Self::Replaced { .. } | Self::Cut { .. })
    }
}

/// The identity of a file, independent of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "on other systems it is not known")]
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self { device: metadata.dev(), inode: metadata.ino() })
    }

    /// On other systems, a file that SQLite has open can be neither removed nor replaced.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

/// A file, and its last known state.
#[derive(Clone, Debug)]
struct Seen {
    path: PathBuf,
    identity: Option<Identity>,
    size: u64,
}

impl Seen {
    fn new(path: PathBuf) -> Result<Option<Self>, FileFault> {
        match path.metadata() {
            Ok(found) => Ok(Some(Self { path, identity: Identity::of(&found), size: found.len() })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(FileFault::Unseen { path, source }),
        }
    }

    /// Returns what is at its name now, if it is the same file.
    fn look(&self) -> Result<Metadata, FileFault> {
        let path = || self.path.clone();
        match self.path.metadata() {
            Ok(found) if Identity::of(&found) == self.identity => Ok(found),
            Ok(_) => Err(FileFault::Replaced { path: path() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(FileFault::Removed { path: path() })
            }
            Err(source) => Err(FileFault::Unseen { path: path(), source }),
        }
    }
}

/// The files of an open ledger.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    database: Seen,
    /// The write-ahead log and its index; empty for a file at rest.
    beside: Vec<Seen>,
    /// For a file that is read as one at rest: the path at which a write-ahead log would show that it is not.
    at_rest: Option<PathBuf>,
    writes: bool,
}

/// Returns the path of the file beside a ledger's own with this ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl Watch {
    /// Takes the file to which its name leads now; `None` if there is none. The files beside it are not examined
    /// yet.
    pub(super) fn new(path: &Path, writes: bool) -> Result<Option<Self>, FileFault> {
        let seen = Seen::new(path.to_owned())?;
        let new = |database| Self { database, beside: Vec::new(), at_rest: None, writes };
        Ok(seen.map(new))
    }

    /// Returns true if the file was opened for writing.
    pub(super) const fn writes(&self) -> bool {
        self.writes
    }

    /// Returns the path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.database.path
    }

    /// The same files for a handle that only reads them.
    pub(super) fn to_read(&self) -> Self {
        Self { writes: false, ..self.clone() }
    }

    /// How many bytes the write-ahead log had when it was looked at last; its index is small.
    pub(super) fn log_bytes(&self) -> u64 {
        self.beside.first().map_or(0, |log| log.size)
    }

    /// Records that the file is open and in WAL mode, so that the files beside it exist. `path` is its path without
    /// links, which is where SQLite keeps them.
    pub(super) fn opened(&mut self, path: &Path) -> Result<(), FileFault> {
        self.check()?;
        for ending in ["-wal", "-shm"] {
            self.beside.extend(Seen::new(beside(path, ending))?);
        }
        Ok(())
    }

    /// Records that the file is read as one that nobody writes to.
    pub(super) fn at_rest(&mut self, path: &Path) {
        self.at_rest = Some(beside(path, "-wal"));
    }

    /// Returns an error if one of the files is not the one that was opened, or is shorter.
    pub(super) fn check(&mut self) -> Result<(), FileFault> {
        let path = || self.database.path.clone();
        let found = self.database.look()?;
        let (before, now) = (self.database.size, found.len());
        if now < before {
            return Err(FileFault::Cut { path: path(), before, now });
        }
        for seen in &mut self.beside {
            seen.size = seen.look()?.len();
        }
        if self.writes && found.permissions().readonly() {
            return Err(FileFault::ReadOnly { path: path() });
        }
        if let Some(wal) = &self.at_rest
            && wal.metadata().is_ok_and(|wal| wal.len() > 0)
        {
            return Err(FileFault::InUse { path: path() });
        }
        self.database.size = now;
        Ok(())
    }
}
