//! Whether an open ledger's files are still the ones that were opened.
//!
//! SQLite keeps its files open and never looks at their names again. So after `mv backup.db ledger.db`
//! or `rm ledger.db` it goes on writing to a file that nobody else can find, and the write-ahead log
//! of the one file is later applied to the other. What a name leads to is therefore compared with
//! what was opened, under the lock, before and after every write.
//!
//! The files are only looked at by name (`stat`). Opening one and closing it again would release every
//! lock that this process has on it: so POSIX wants it.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// What has become of an open ledger's file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// The name leads to no file any more.
    #[error("{path} was removed while it was open", path = .path.display())]
    Removed {
        /// The file.
        path: PathBuf,
    },
    /// The name leads to another file.
    #[error("{path} was replaced by another file while it was open", path = .path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
    },
    /// The file is shorter than it was: a ledger's file never shrinks by itself.
    #[error("{path} was cut from {before} to {now} bytes while it was open", path = .path.display())]
    Cut {
        /// The file.
        path: PathBuf,
        /// Its size before, in bytes.
        before: u64,
        /// Its size now, in bytes.
        now: u64,
    },
    /// The write-ahead log beside a whole file is another file's: somebody put this file in the place of
    /// one that was in use, or that a killed process left. Read with that log, it would be destroyed.
    #[error(
        "{path} is the write-ahead log of another file: the ledger was replaced without `co2 restore`; \
         move the log away, or restore the backup again",
        path = .path.display()
    )]
    ForeignLog {
        /// The log.
        path: PathBuf,
    },
    /// Nobody may write to the file.
    #[error("{path} is read-only", path = .path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A file that was at rest is written to.
    #[error("{path} came into use while it was read as a file at rest; read it again", path = .path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It cannot be seen what has become of the file.
    #[error("{path} cannot be looked at", path = .path.display())]
    Unseen {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl FileFault {
    /// Whether what was written may be lost, so that writing on would make it worse.
    pub(super) const fn is_damage(&self) -> bool {
        matches!(self, Self::Removed { .. } | Self::Replaced { .. } | Self::Cut { .. })
    }
}

/// Which file it is, whatever its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    #[cfg(unix)]
    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it is not known")]
    pub(super) fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self { device: metadata.dev(), inode: metadata.ino() })
    }

    /// Elsewhere a file that SQLite has open can be neither removed nor replaced.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Metadata) -> Option<Self> {
        None
    }
}

/// A file and what was seen of it last.
#[derive(Debug)]
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

    /// What is at its name now, if it is the same file.
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
#[derive(Debug)]
pub(super) struct Watch {
    database: Seen,
    /// The write-ahead log and its index; none of a file at rest.
    beside: Vec<Seen>,
    /// Of a file that is read as one at rest: where a write-ahead log would show that it is not.
    at_rest: Option<PathBuf>,
    writes: bool,
}

/// The file beside a ledger's own with this ending.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

impl Watch {
    /// The file as its name leads to it now; `None` when there is none. Its neighbours are not looked at
    /// yet.
    pub(super) fn new(path: &Path, writes: bool) -> Result<Option<Self>, FileFault> {
        let seen = Seen::new(path.to_owned())?;
        let new = |database| Self { database, beside: Vec::new(), at_rest: None, writes };
        Ok(seen.map(new))
    }

    /// Whether it was opened to be written.
    pub(super) const fn writes(&self) -> bool {
        self.writes
    }

    /// The path of the file.
    pub(super) fn path(&self) -> &Path {
        &self.database.path
    }

    /// The file is open and in WAL mode, so that its neighbours are there. `path` is its path without
    /// links: that is where SQLite keeps them.
    pub(super) fn opened(&mut self, path: &Path) -> Result<(), FileFault> {
        self.check()?;
        for ending in ["-wal", "-shm"] {
            self.beside.extend(Seen::new(beside(path, ending))?);
        }
        Ok(())
    }

    /// The file is read as one that nobody writes to.
    pub(super) fn at_rest(&mut self, path: &Path) {
        self.at_rest = Some(beside(path, "-wal"));
    }

    /// An error when one of the files is not the one that was opened, or is shorter.
    pub(super) fn check(&mut self) -> Result<(), FileFault> {
        let path = || self.database.path.clone();
        let found = self.database.look()?;
        let (before, now) = (self.database.size, found.len());
        if now < before {
            return Err(FileFault::Cut { path: path(), before, now });
        }
        self.beside.iter().try_for_each(|seen| seen.look().map(drop))?;
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
