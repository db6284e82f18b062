//! A journal in a SQLite file: embedded, durable, and open to several processes of one machine.
//!
//! The file is in WAL mode with `synchronous=FULL`, so a batch that is answered survives the loss
//! of power, given a disk that keeps what it says it has synced. A batch is one row.

use crate::batch::{Anchor, Batch, Position};
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Row, TransactionBehavior};
use std::path::Path;
use std::thread;
use std::time::Duration;

/// `co2j` in ASCII: tells our files from others'.
const APPLICATION_ID: i64 = 0x63_6f_32_6a;
/// The version of the tables.
const SCHEMA_VERSION: i64 = 1;
const SCHEMA: &str = "
CREATE TABLE batches (
    position INTEGER PRIMARY KEY,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE documents (digest BLOB PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
";
/// How long to wait for another process that has the file.
const BUSY: Duration = Duration::from_secs(10);
/// How often, and with which pauses, to try to turn the WAL on; together they are [`BUSY`].
const WAL_TRIES: u32 = 1_000;
const WAL_PAUSE: Duration = Duration::from_millis(10);
/// How many bytes of batches are read at a time: the last one may go beyond.
const READ_BYTES: usize = 4 << 20;

/// A journal in a SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    /// Whether a transaction is open, on purpose.
    locked: bool,
}

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

    fn from_connection(mut connection: Connection) -> Result<Self, OpenSqliteError> {
        connection.busy_timeout(BUSY)?;
        // Before anything is written: is the file ours, or nobody's?
        is_created(&connection)?;
        turn_wal_on(&connection)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        // On macOS only this makes the disk write its cache; elsewhere it does nothing.
        connection.pragma_update(None, "fullfsync", true)?;
        let creation = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have created the tables in the meantime.
        if !is_created(&creation)? {
            creation.execute_batch(SCHEMA)?;
            creation.pragma_update(None, "application_id", APPLICATION_ID)?;
            creation.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        creation.commit()?;
        Ok(Self { connection, locked: false })
    }

    /// The connection, without the rest of a transaction that could not be rolled back: what was not
    /// committed must not be read as if it were.
    fn clean(&self) -> Result<&Connection, rusqlite::Error> {
        if !self.locked && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        Ok(&self.connection)
    }

    fn begin(&mut self) -> Result<(), rusqlite::Error> {
        if !self.locked {
            self.clean()?.execute_batch("BEGIN IMMEDIATE")?;
            self.locked = true;
        }
        Ok(())
    }

    fn try_append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let not_written = |error: rusqlite::Error| AppendError::NotWritten(error.into());
        let number = i64::try_from(batch.position.as_u64())
            .map_err(|error| AppendError::NotWritten(error.into()))?;
        self.begin().map_err(not_written)?;
        let mut last = self
            .connection
            .prepare_cached("SELECT position, hash FROM batches ORDER BY position DESC LIMIT 1")
            .map_err(not_written)?;
        let head = last
            .query_row([], |row| Ok((row.get::<_, i64>(0)?, digest(row.get_ref(1)?.as_blob()?)?)));
        let head = head.optional().map_err(not_written)?;
        drop(last);
        let (last, hash) = head.unwrap_or((0, Anchor::START.hash));
        if last.checked_add(1) != Some(number) || hash != batch.previous {
            return Err(AppendError::Conflict);
        }
        let mut insert = self
            .connection
            .prepare_cached(
                "INSERT INTO batches (position, previous, hash, body) VALUES (?1, ?2, ?3, ?4)",
            )
            .map_err(not_written)?;
        let row = (number, batch.previous.as_bytes(), batch.hash.as_bytes(), &batch.body);
        insert.execute(row).map_err(not_written)?;
        drop(insert);
        self.connection.execute_batch("COMMIT").map_err(|error| {
            // A full disk or a busy file is told before anything is durable; any other failure
            // of a commit may come after it.
            match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy) => not_written(error),
                _ => AppendError::Unknown(error.into()),
            }
        })?;
        self.locked = false;
        Ok(())
    }
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

fn batch(row: &Row<'_>) -> Result<Batch, rusqlite::Error> {
    Ok(Batch {
        // A position is above 0: it comes after another.
        position: Position::new(row.get::<_, i64>(0)?.unsigned_abs()),
        previous: digest(row.get_ref(1)?.as_blob()?)?,
        hash: digest(row.get_ref(2)?.as_blob()?)?,
        body: row.get(3)?,
    })
}

fn digest(bytes: &[u8]) -> Result<Digest, rusqlite::Error> {
    let bytes = <[u8; 32]>::try_from(bytes).map_err(|error| {
        let kind = rusqlite::types::Type::Blob;
        rusqlite::Error::FromSqlConversionFailure(bytes.len(), kind, error.into())
    })?;
    Ok(Digest::from_bytes(bytes))
}

impl Journal for Sqlite {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.begin().map_err(|error| JournalError::new("take its lock", error))
    }

    fn unlock(&mut self) {
        if self.locked {
            self.locked = false;
            // Should it fail, it is tried again before anything else.
            let _ = self.clean();
        }
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        let failed = |error| JournalError::new("read batches", error);
        let mut select = self
            .clean()
            .and_then(|connection| {
                connection.prepare_cached(
                    "SELECT position, previous, hash, body FROM batches
                     WHERE position > ?1 ORDER BY position LIMIT ?2",
                )
            })
            .map_err(failed)?;
        let after = i64::try_from(position.as_u64()).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = select.query((after, limit)).map_err(failed)?;
        let (mut batches, mut bytes) = (Vec::new(), 0_usize);
        while bytes < READ_BYTES
            && let Some(row) = rows.next().map_err(failed)?
        {
            let batch = batch(row).map_err(failed)?;
            bytes = bytes.saturating_add(batch.body.len());
            batches.push(batch);
        }
        Ok(batches)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let result = self.try_append(batch);
        if result.is_err() {
            self.unlock();
        }
        result
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.clean()
            .and_then(|connection| {
                connection.prepare_cached(
                    "INSERT INTO documents (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                )
            })
            .and_then(|mut insert| insert.execute((digest.as_bytes(), bytes)))
            .map_err(|error| JournalError::new("store a document", error))?;
        Ok(())
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.clean()
            .and_then(|c| c.prepare_cached("SELECT bytes FROM documents WHERE digest = ?1"))
            .and_then(|mut select| {
                select.query_row([digest.as_bytes()], |row| row.get(0)).optional()
            })
            .map_err(|error| JournalError::new("read a document", error))
    }
}
