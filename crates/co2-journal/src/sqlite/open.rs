//! Opening a file, and making its tables.

use super::header::{self, Log, Opened};
use super::watch::{self, FileFault, Watch};
use super::{Sqlite, cause, turns};
use crate::journal::Cause;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// `co2j` in ASCII: tells our files from others'.
const APPLICATION_ID: i64 = 0x63_6f_32_6a;
/// The version of the tables. Files of version 1 held batches of a format that is not read any more.
const SCHEMA_VERSION: i64 = 2;
const SCHEMA: &str = "
CREATE TABLE batches (
    position INTEGER PRIMARY KEY,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE documents (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE snapshots (
    position INTEGER NOT NULL,
    part INTEGER NOT NULL,
    hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (position, part)
) STRICT;
";
/// How many characters of a foreign name an error quotes.
const NAME_CHARS: usize = 80;
/// How often, and with which pauses, to try to turn the WAL on: 10 s together.
const WAL_TRIES: u32 = 1_000;
const WAL_PAUSE: Duration = Duration::from_millis(10);
/// To which size the WAL is cut when a large snapshot has gone through it, and at which it is begun anew
/// whatever readers there are.
pub(super) const WAL_BYTES: u32 = 64 << 20;

/// Why a file is not opened as a ledger.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenSqliteError {
    /// There is no such file.
    #[error("{path}: there is no such file", path = .path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// A folder, a pipe, a device.
    #[error("{path}: not a regular file", path = .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file may only be read.
    #[error("{path}: the file is read-only", path = .path.display())]
    ReadOnly {
        /// The path.
        path: PathBuf,
    },
    /// The file is not a ledger.
    #[error("{path}: the file is not a ledger", path = .path.display())]
    NotAJournal {
        /// The path.
        path: PathBuf,
    },
    /// The file's tables are of another version.
    #[error("{path}: the ledger's tables are of version {found}, not {supported}", path = .path.display())]
    Version {
        /// The path.
        path: PathBuf,
        /// The version found.
        found: i64,
        /// The version that is supported.
        supported: i64,
    },
    /// The file has a trigger, view, index or table that no ledger has, or lacks one: it could change what
    /// is read or written.
    #[error("{path}: the ledger's tables were changed: {what}", path = .path.display())]
    Schema {
        /// The path.
        path: PathBuf,
        /// What was changed, such as `it has the trigger "t", which no ledger has`.
        what: String,
    },
    /// Another process keeps the file locked.
    #[error("{path}: another process keeps the ledger locked", path = .path.display())]
    Busy {
        /// The path.
        path: PathBuf,
    },
    /// The file was changed by name while it was opened.
    #[error(transparent)]
    Changed(#[from] FileFault),
    /// SQLite refuses the file.
    #[error("{path}: the ledger cannot be opened", path = .path.display())]
    Sqlite {
        /// The path.
        path: PathBuf,
        /// Why.
        source: Cause,
    },
}

impl Sqlite {
    /// Opens a ledger's file, or creates it when there is none. A file of 0 bytes becomes a ledger, too.
    ///
    /// # Errors
    /// When the file cannot be opened, is read-only or is not a ledger.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenSqliteError> {
        Self::open_to_write(path.as_ref(), true)
    }

    /// Opens a ledger's file that exists.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be opened, is read-only or is not a ledger.
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self, OpenSqliteError> {
        Self::open_to_write(path.as_ref(), false)
    }

    /// Opens a ledger's file that exists, to be read only: for an audit or an export, of a copy on a
    /// read-only disk, too.
    ///
    /// The database and its write-ahead log (WAL) are not changed, and nothing is moved from the one to
    /// the other. A file without a WAL is taken to be at rest: nothing at all is written beside it, and
    /// when somebody begins to write meanwhile, reading fails. With a WAL, which a running or killed
    /// process leaves, SQLite may make or use its shared-memory file (`-shm`).
    ///
    /// # Errors
    /// When there is no such file, or it cannot be opened or is not a ledger.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, OpenSqliteError> {
        let (path, watch) = look(path.as_ref(), false)?;
        let mut watch = watch.ok_or_else(|| OpenSqliteError::Missing { path: path.clone() })?;
        let (opened, log) = may_open(&path, false)?;
        let failed = |error| refused(&path, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match at_rest(&path) {
            Some(uri) => {
                watch.at_rest(&real(&path)?);
                Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)
            }
            None => Connection::open_with_flags(&path, flags),
        };
        let mut connection = connection.map_err(failed)?;
        turns::wait_politely(&mut connection, turns::BUSY).map_err(failed)?;
        if !is_created(&connection, &path)? {
            return Err(OpenSqliteError::NotAJournal { path });
        }
        watch.check()?;
        Ok(Self::new(connection, watch, opened, log == Log::Missing))
    }

    /// A further handle of a file that is open here, which only reads.
    pub(super) fn open_beside(&self) -> Result<Self, OpenSqliteError> {
        let path = self.path().to_owned();
        let (opened, _) = may_open(&path, false)?;
        let failed = |error| refused(&path, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
        turns::wait_politely(&mut connection, turns::BUSY).map_err(failed)?;
        // The name may lead to another file by now.
        let mut watch = self.watch.to_read();
        watch.check()?;
        Ok(Self::new(connection, watch, opened, false))
    }

    fn open_to_write(path: &Path, create: bool) -> Result<Self, OpenSqliteError> {
        let (path, watch) = look(path, true)?;
        if watch.is_none() && !create {
            return Err(OpenSqliteError::Missing { path });
        }
        let (opened, _) = may_open(&path, watch.is_none())?;
        let failed = |error| refused(&path, error);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(&path, flags).map_err(failed)?;
        // SQLite falls back on reading when it may not write.
        if connection.is_readonly("main").map_err(failed)? {
            return Err(OpenSqliteError::ReadOnly { path });
        }
        turns::wait_politely(&mut connection, turns::BUSY).map_err(failed)?;
        // Before anything is written: is the file ours, or nobody's?
        if !is_created(&connection, &path)? && !create {
            return Err(OpenSqliteError::NotAJournal { path });
        }
        prepare(&mut connection).map_err(failed)?;
        let creation = connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let creation = creation.map_err(failed)?;
        // Another process may have created the tables in the meantime.
        if !is_created(&creation, &path)? {
            creation.execute_batch(SCHEMA).map_err(failed)?;
            creation.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
            creation.pragma_update(None, "user_version", SCHEMA_VERSION).map_err(failed)?;
        }
        // Under the lock: the file that has it is the one that the name leads to.
        let watch = match watch {
            Some(watch) => Some(watch),
            None => Watch::new(&path, true)?,
        };
        let mut watch = watch.ok_or_else(|| FileFault::Removed { path: path.clone() })?;
        watch.opened(&real(&path)?)?;
        creation.commit().map_err(failed)?;
        Ok(Self::new(connection, watch, opened, false))
    }
}

/// The path without links: there SQLite keeps the files beside it.
fn real(path: &Path) -> Result<PathBuf, FileFault> {
    let unseen = |source| FileFault::Unseen { path: path.to_owned(), source };
    path.canonicalize().map_err(unseen)
}

/// What a path leads to before it is opened: nothing, or a regular file. A pipe would keep its reader
/// waiting, and a device may do anything.
fn look(path: &Path, writes: bool) -> Result<(PathBuf, Option<Watch>), OpenSqliteError> {
    // An absolute path is a file's for SQLite, too, whatever it looks like; and it stays the same when the
    // process goes to another folder.
    let path = std::path::absolute(path)
        .map_err(|source| FileFault::Unseen { path: path.to_owned(), source })?;
    match fs::metadata(&path) {
        Ok(found) if !found.is_file() => return Err(OpenSqliteError::NotAFile { path }),
        // As for the superuser, for whom SQLite would write all the same.
        Ok(found) if writes && found.permissions().readonly() => {
            return Err(OpenSqliteError::ReadOnly { path });
        }
        _ => {}
    }
    let watch = Watch::new(&path, writes)?;
    Ok((path, watch))
}

/// Notes that a file is about to be opened; an error when it would be read with the log of another one.
fn may_open(path: &Path, create: bool) -> Result<(Opened, Log), OpenSqliteError> {
    let (opened, log) = header::about_to_open(path, create)?;
    if log == Log::Foreign {
        return Err(FileFault::ForeignLog { path: watch::beside(path, "-wal") }.into());
    }
    Ok((opened, log))
}

/// Sets a connection up to write.
fn prepare(connection: &mut Connection) -> Result<(), rusqlite::Error> {
    turn_wal_on(connection)?;
    turns::wait_politely(connection, turns::BUSY)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // On macOS only this makes the disk write its cache; elsewhere it does nothing.
    connection.pragma_update(None, "fullfsync", true)?;
    connection.pragma_update(None, "journal_size_limit", WAL_BYTES)
}

/// What SQLite's refusal to open a file means.
fn refused(path: &Path, error: rusqlite::Error) -> OpenSqliteError {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenSqliteError::NotAJournal { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => OpenSqliteError::Busy { path },
        Some(ErrorCode::ReadOnly) => OpenSqliteError::ReadOnly { path },
        _ => OpenSqliteError::Sqlite { path, source: cause(error) },
    }
}

/// The address of a file that nobody writes to: it has no WAL. SQLite then takes no
/// locks and makes no files.
fn at_rest(path: &Path) -> Option<String> {
    let real = path.canonicalize().ok()?;
    // Paths of other systems make other addresses; there SQLite opens the file as it does with a WAL.
    if watch::beside(&real, "-wal").exists() || !cfg!(unix) {
        return None;
    }
    let mut uri = "file:".to_owned();
    for &byte in path.to_str()?.as_bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                uri.push(char::from(byte));
            }
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    Some(uri)
}

/// Whether the tables are there; an error when the file is not ours, or of another version, or somebody
/// has changed its tables.
fn is_created(connection: &Connection, path: &Path) -> Result<bool, OpenSqliteError> {
    let failed = |error| refused(path, error);
    // All of one moment: another process may be about to create them.
    let moment = connection.is_autocommit().then(|| connection.unchecked_transaction());
    let moment = moment.transpose().map_err(failed)?;
    let found = schema_of(connection).map_err(failed)?;
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = pragma("application_id").map_err(failed)?;
    let version = pragma("user_version").map_err(failed)?;
    drop(moment);
    if found.is_empty() && application == 0 {
        return Ok(false);
    }
    let path = path.to_owned();
    if application != APPLICATION_ID {
        return Err(OpenSqliteError::NotAJournal { path });
    }
    if version != SCHEMA_VERSION {
        let (found, supported) = (version, SCHEMA_VERSION);
        return Err(OpenSqliteError::Version { path, found, supported });
    }
    let own = Connection::open_in_memory().and_then(|own| {
        own.execute_batch(SCHEMA)?;
        schema_of(&own)
    });
    let own = own.map_err(failed)?;
    let what =
        if let Some(((kind, name), _)) = found.iter().find(|(key, _)| !own.contains_key(*key)) {
            let name: String = name.chars().take(NAME_CHARS).collect();
            format!("it has the {kind} {name:?}, which no ledger has")
        } else if let Some((kind, name)) = own.keys().find(|key| !found.contains_key(*key)) {
            format!("it lacks the {kind} {name:?}")
        } else if let Some(((kind, name), _)) =
            own.iter().find(|(key, sql)| found.get(*key) != Some(sql))
        {
            format!("its {kind} {name:?} is another one")
        } else {
            return Ok(true);
        };
    Err(OpenSqliteError::Schema { path, what })
}

/// What a database has, by kind and name, with the statement that made it.
type Schema = BTreeMap<(String, String), Option<String>>;

fn schema_of(connection: &Connection) -> Result<Schema, rusqlite::Error> {
    // ANALYZE makes its tables for SQLite alone; they change no answer. Nothing else has such a name unless
    // somebody has written into the schema by hand.
    let all = "SELECT type, name, sql FROM sqlite_schema \
               WHERE NOT (type = 'table' AND name IN ('sqlite_stat1', 'sqlite_stat4'))";
    let mut select = connection.prepare(all)?;
    let rows = select.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
    rows.collect()
}

/// Turns the WAL on, once for the life of a file. SQLite does not wait for others while it does, but
/// fails at once; so we wait.
fn turn_wal_on(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::ZERO)?;
    let busy = |error: &rusqlite::Error| error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy);
    for _ in 0..WAL_TRIES {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if busy(&error) => thread::sleep(WAL_PAUSE),
            done => return done,
        }
    }
    connection.pragma_update(None, "journal_mode", "WAL")
}
