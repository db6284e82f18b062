//! Opening a file, and making its tables.

use super::{Sqlite, turns};
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fmt::Write;
use std::fs;
use std::path::Path;
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
/// How often, and with which pauses, to try to turn the WAL on: 10 s together.
const WAL_TRIES: u32 = 1_000;
const WAL_PAUSE: Duration = Duration::from_millis(10);
/// To which size the WAL is cut when a large snapshot has gone through it.
const WAL_BYTES: u32 = 64 << 20;

/// Why a file is not opened as a journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenSqliteError {
    /// The file is no journal.
    #[error("the file is a database, but not a journal of a ledger")]
    NotAJournal,
    /// The file's tables are of another version.
    #[error("the journal's tables are of version {found}, not {supported}")]
    Version {
        /// The version found.
        found: i64,
        /// The version that is supported.
        supported: i64,
    },
    /// SQLite refuses the file.
    #[error("the journal cannot be opened")]
    Sqlite(#[from] rusqlite::Error),
}

impl Sqlite {
    /// Opens a journal, or creates it when there is no file.
    ///
    /// # Errors
    /// When the file cannot be opened or is no journal.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenSqliteError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::from_connection(Connection::open_with_flags(path, flags)?)
    }

    /// Opens a journal that exists.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be opened or is no journal.
    pub fn open_existing(path: impl AsRef<Path>) -> Result<Self, OpenSqliteError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Self::from_connection(Connection::open_with_flags(path, flags)?)
    }

    /// Opens a journal that exists, to be read only: for an audit, of a copy on a read-only disk, too.
    ///
    /// The database and its WAL are not changed, and nothing is moved from the one to the other. A
    /// file without a WAL is taken to be at rest: nothing at all is written beside it, and nobody else
    /// should begin to write meanwhile, or the audit may find damage that is none. With a WAL, which a
    /// running or killed process leaves, SQLite may make or use its shared-memory file (`-shm`).
    ///
    /// # Errors
    /// When there is no such file, or it cannot be opened or is no journal.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, OpenSqliteError> {
        let path = path.as_ref();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = match at_rest(path) {
            Some(uri) => Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?,
            None => Connection::open_with_flags(path, flags)?,
        };
        turns::wait_politely(&mut connection)?;
        if !is_created(&connection)? {
            return Err(OpenSqliteError::NotAJournal);
        }
        Ok(Self::new(connection))
    }

    fn from_connection(mut connection: Connection) -> Result<Self, OpenSqliteError> {
        turns::wait_politely(&mut connection)?;
        // Before anything is written: is the file ours, or nobody's?
        is_created(&connection)?;
        turn_wal_on(&connection)?;
        turns::wait_politely(&mut connection)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // On macOS only this makes the disk write its cache; elsewhere it does nothing.
        connection.pragma_update(None, "fullfsync", true)?;
        connection.pragma_update(None, "journal_size_limit", WAL_BYTES)?;
        let creation = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have created the tables in the meantime.
        if !is_created(&creation)? {
            creation.execute_batch(SCHEMA)?;
            creation.pragma_update(None, "application_id", APPLICATION_ID)?;
            creation.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        creation.commit()?;
        Ok(Self::new(connection))
    }
}

/// The address of a file that nobody writes to: it has no WAL, or an empty one. SQLite then takes no
/// locks and makes no files.
fn at_rest(path: &Path) -> Option<String> {
    let name = path.file_name()?;
    let mut wal = name.to_owned();
    wal.push("-wal");
    let bytes = fs::metadata(path.with_file_name(wal)).map_or(0, |wal| wal.len());
    // Paths of other systems make other addresses; there SQLite opens the file as it does with a WAL.
    if bytes > 0 || !cfg!(unix) {
        return None;
    }
    let path = std::path::absolute(path).ok()?;
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

/// Whether the tables are there; an error when the file is not ours, or of another version.
fn is_created(connection: &Connection) -> Result<bool, OpenSqliteError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application = pragma("application_id")?;
    if tables == 0 && application == 0 {
        return Ok(false);
    }
    if application != APPLICATION_ID {
        return Err(OpenSqliteError::NotAJournal);
    }
    match pragma("user_version")? {
        SCHEMA_VERSION => Ok(true),
        found => Err(OpenSqliteError::Version { found, supported: SCHEMA_VERSION }),
    }
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
