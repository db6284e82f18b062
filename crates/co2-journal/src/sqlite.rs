//! A journal in a SQLite file: embedded, durable, and open to several processes of one machine.
//!
//! The file is in WAL mode with `synchronous=FULL`, so a batch that is answered survives the loss
//! of power, given a disk that keeps what it says it has synced. A batch is one row.

use crate::batch::{Batch, Position};
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension};
use std::path::Path;
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

/// A journal in a SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
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
        let pragma = |connection: &Connection, name| {
            connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
        };
        // Before anything is written: is the file ours, or empty?
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 && pragma(&connection, "application_id")? != APPLICATION_ID {
            return Err(OpenSqliteError::NotAJournal);
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let creation =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        // Another process may have created the tables in the meantime.
        let tables: i64 =
            creation.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            creation.execute_batch(SCHEMA)?;
            creation.pragma_update(None, "application_id", APPLICATION_ID)?;
            creation.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        }
        creation.commit()?;
        let found = pragma(&connection, "user_version")?;
        if found != SCHEMA_VERSION {
            return Err(OpenSqliteError::Version { found, supported: SCHEMA_VERSION });
        }
        Ok(Self { connection, locked: false })
    }

    fn try_append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let not_written = |error: rusqlite::Error| AppendError::NotWritten(error.into());
        let number = i64::try_from(batch.position.as_u64())
            .map_err(|error| AppendError::NotWritten(error.into()))?;
        if !self.locked {
            self.connection.execute_batch("BEGIN IMMEDIATE").map_err(not_written)?;
            self.locked = true;
        }
        let mut last = self
            .connection
            .prepare_cached("SELECT coalesce(max(position), 0) FROM batches")
            .map_err(not_written)?;
        let head: i64 = last.query_row([], |row| row.get(0)).map_err(not_written)?;
        drop(last);
        if head.checked_add(1) != Some(number) {
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

fn digest(bytes: &[u8]) -> Result<Digest, rusqlite::Error> {
    let bytes = <[u8; 32]>::try_from(bytes).map_err(|error| {
        let kind = rusqlite::types::Type::Blob;
        rusqlite::Error::FromSqlConversionFailure(bytes.len(), kind, error.into())
    })?;
    Ok(Digest::from_bytes(bytes))
}

impl Journal for Sqlite {
    fn lock(&mut self) -> Result<(), JournalError> {
        if !self.locked {
            self.connection
                .execute_batch("BEGIN IMMEDIATE")
                .map_err(|error| JournalError::new("take its lock", error))?;
            self.locked = true;
        }
        Ok(())
    }

    fn unlock(&mut self) {
        if self.locked {
            // A rollback that fails leaves no transaction either: the connection has lost it.
            let _ = self.connection.execute_batch("ROLLBACK");
            self.locked = false;
        }
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        let failed = |error| JournalError::new("read batches", error);
        let mut select = self
            .connection
            .prepare_cached(
                "SELECT position, previous, hash, body FROM batches
                 WHERE position > ?1 ORDER BY position LIMIT ?2",
            )
            .map_err(failed)?;
        let after = i64::try_from(position.as_u64()).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = select.query_map((after, limit), |row| {
            Ok(Batch {
                // A position is above 0: it comes after `after`.
                position: Position::new(row.get::<_, i64>(0)?.unsigned_abs()),
                previous: digest(row.get_ref(1)?.as_blob()?)?,
                hash: digest(row.get_ref(2)?.as_blob()?)?,
                body: row.get(3)?,
            })
        });
        rows.and_then(Iterator::collect).map_err(failed)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let result = self.try_append(batch);
        if result.is_err() {
            self.unlock();
        }
        result
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.connection
            .prepare_cached(
                "INSERT INTO documents (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            )
            .and_then(|mut insert| insert.execute((digest.as_bytes(), bytes)))
            .map_err(|error| JournalError::new("store a document", error))?;
        Ok(())
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.connection
            .prepare_cached("SELECT bytes FROM documents WHERE digest = ?1")
            .and_then(|mut select| {
                select.query_row([digest.as_bytes()], |row| row.get(0)).optional()
            })
            .map_err(|error| JournalError::new("read a document", error))
    }
}
