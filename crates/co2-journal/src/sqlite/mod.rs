//! A journal in a SQLite file: embedded, durable, and open to several processes of one machine.
//!
//! The file is in WAL mode with `synchronous=FULL`, so a batch that is answered survives the loss
//! of power, given a disk that keeps what it says it has synced. A batch is one row.

mod copy;
mod header;
mod open;
mod turns;
mod watch;

pub use self::copy::{Backup, CopyError, Restored, backup, restore};
pub use self::open::OpenSqliteError;
pub use self::watch::FileFault;

use self::header::Opened;
use self::turns::Turns;
use self::watch::Watch;
use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::journal::{AppendError, Cause, Journal, JournalError};
use co2_offsets::Digest;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, Error, ErrorCode, OptionalExtension, Row};
use std::path::Path;
use std::time::Duration;

/// How many bytes of batches are read at a time: the last one may go beyond.
const READ_BYTES: usize = 4 << 20;
/// How many bytes of a snapshot a row has: SQLite has a limit, and a snapshot has none.
const PART_BYTES: usize = 8 << 20;
/// How long readers are waited for when the write-ahead log is begun anew.
const LOG_WAIT: Duration = Duration::from_millis(20);

/// A journal in a SQLite file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    /// Whether a transaction is open, on purpose.
    locked: bool,
    /// From which size on the write-ahead log is begun anew.
    log_bytes_max: u64,
    /// How long it waits for others.
    busy: Duration,
    turns: Turns,
    watch: Watch,
    torn_copy: bool,
    /// After the connection, as long as which it must last.
    _opened: Opened,
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        self.unlock();
        self.rest();
    }
}

impl Sqlite {
    fn new(connection: Connection, watch: Watch, opened: Opened, torn_copy: bool) -> Self {
        let turns = Turns::default();
        let log_bytes_max = open::WAL_BYTES.into();
        Self {
            connection,
            locked: false,
            log_bytes_max,
            busy: turns::BUSY,
            turns,
            watch,
            torn_copy,
            _opened: opened,
        }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        self.watch.path()
    }

    /// The last one to close a file leaves it whole: what the write-ahead log has goes into it, and its
    /// header says that there is no log. So a copy of a file in use can be told from a whole one
    /// ([`Sqlite::is_torn_copy`]), and a whole one from one beside which a log was left.
    fn rest(&mut self) {
        match self.watch.check() {
            // SQLite would delete the log by its name, which may be that of another file by now.
            Err(fault) if fault.is_damage() => {
                let config = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
                let _ = self.connection.set_db_config(config, true);
            }
            Ok(()) if self.watch.writes() => {
                // Where others have the file open the log stays theirs; nobody waits for them.
                let rest = "PRAGMA journal_mode = DELETE";
                let _ = self.connection.busy_timeout(Duration::ZERO);
                let _ = self.connection.query_row(rest, [], |_| Ok(()));
            }
            _ => {}
        }
    }

    /// Waits at most so long for another process that keeps the file locked: a backup tool, a shell of SQLite,
    /// or another writer in a long batch. 10 s unless said otherwise. Then a command gets an error that may pass
    /// ([`SubmitError::is_transient`](crate::SubmitError::is_transient)), and nothing of it is stored.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn wait_at_most(&mut self, time: Duration) -> Result<(), JournalError> {
        self.busy = time;
        turns::wait_politely(&mut self.connection, time).map_err(failed("limit its waiting"))
    }

    /// Whether the file seems to be a copy, taken without its write-ahead log while the ledger was in use:
    /// its header says that there is a log, and there is none. What was newest then is not in it. Only
    /// [`open_read_only`](Self::open_read_only) looks.
    pub const fn is_torn_copy(&self) -> bool {
        self.torn_copy
    }

    /// Writes all that is in the file and its log into a new file, or an empty one: what one moment had,
    /// although others write meanwhile.
    fn copy_into(&self, path: &Path) -> Result<(), Error> {
        let path = path.to_str().ok_or_else(|| Error::InvalidPath(path.to_owned()))?;
        self.connection.execute("VACUUM INTO ?1", [path]).map(drop)
    }

    /// An error when the file is not the one that was opened.
    fn check(&mut self, action: &'static str) -> Result<(), JournalError> {
        self.watch.check().map_err(|fault| {
            if fault.is_damage() {
                JournalError::damaged(action, fault)
            } else {
                JournalError::new(action, fault)
            }
        })
    }

    /// Lets the file grow no larger than this, in whole pages, or than it is; as far as this handle is
    /// concerned. What has no room is not written, as on a full disk.
    ///
    /// # Errors
    /// When SQLite refuses.
    pub fn limit_bytes(&mut self, bytes: u64) -> Result<(), JournalError> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        let set = || {
            let size: i64 =
                self.connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
            let pages = bytes.checked_div(size).unwrap_or(0).clamp(1, u32::MAX.into());
            let set = |row: &Row<'_>| row.get::<_, i64>(0);
            self.connection.pragma_update_and_check(None, "max_page_count", pages, set)
        };
        set().map(drop).map_err(failed("limit its size"))
    }

    /// The connection, without the rest of a transaction that could not be rolled back: what was not
    /// committed must not be read as if it were.
    fn clean(&self) -> Result<&Connection, Error> {
        if !self.locked && !self.connection.is_autocommit() {
            self.connection.execute_batch("ROLLBACK")?;
        }
        Ok(&self.connection)
    }

    fn begin(&mut self) -> Result<(), Error> {
        if !self.locked {
            self.clean()?.execute_batch("BEGIN IMMEDIATE")?;
            self.locked = true;
        }
        Ok(())
    }

    fn try_append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let number = i64::try_from(batch.position.as_u64())
            .map_err(|error| AppendError::NotWritten(error.into()))?;
        self.begin().map_err(not_written)?;
        self.watch.check().map_err(|fault| {
            let damage = fault.is_damage();
            let cause = fault.into();
            if damage { AppendError::Damaged(cause) } else { AppendError::NotWritten(cause) }
        })?;
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
            // A full disk or a busy file is reported before anything is durable; any other failure
            // of a commit may come after it.
            match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy) => {
                    AppendError::NotWritten(cause(error))
                }
                _ => AppendError::Unknown(cause(error)),
            }
        })?;
        self.locked = false;
        // Was it stored in the file that the name leads to? If not, nobody will find it there.
        self.watch.check().map_err(|fault| AppendError::Unknown(fault.into()))?;
        self.turns.stored(batch.position);
        self.bound_log();
        Ok(())
    }

    /// Begins the write-ahead log anew when it has grown large.
    ///
    /// SQLite does so by itself at a moment when nobody reads. Where one reader comes before the other has
    /// gone, there is no such moment, and the log would grow for ever. So it is asked for: what is in the log
    /// goes into the file, new readers then need the log no more, and those that are there are waited for,
    /// but not long.
    fn bound_log(&mut self) {
        let (grown, bound) = (self.watch.log_bytes(), u64::from(open::WAL_BYTES));
        if grown <= bound {
            self.log_bytes_max = bound;
        }
        if grown <= self.log_bytes_max {
            return;
        }
        let begun_anew = || {
            self.connection.busy_timeout(LOG_WAIT)?;
            let busy = |row: &Row<'_>| row.get::<_, i64>(0);
            self.connection.query_row("PRAGMA wal_checkpoint(RESTART)", [], busy)
        };
        // A backup reads for long; it is asked for again when as much more was written.
        if begun_anew() != Ok(0) {
            self.log_bytes_max = grown.saturating_add(bound);
        }
        // Only the waiting was changed.
        let _ = turns::wait_politely(&mut self.connection, self.busy);
    }

    fn try_put_document(&self, digest: &Digest, bytes: &[u8]) -> Result<(), Error> {
        let insert = "INSERT INTO documents (digest, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        self.clean()?.prepare_cached(insert)?.execute((digest.as_bytes(), bytes)).map(drop)
    }

    /// Stores a snapshot in parts, and drops those before it.
    fn try_put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), Error> {
        self.begin()?;
        let position = i64::try_from(at.position.as_u64()).unwrap_or(i64::MAX);
        let newer = "SELECT EXISTS (SELECT 1 FROM snapshots WHERE position > ?1)";
        if self.connection.query_row(newer, [position], |row| row.get(0))? {
            self.unlock();
            return Ok(());
        }
        self.connection.execute("DELETE FROM snapshots", [])?;
        let mut insert = self.connection.prepare_cached(
            "INSERT INTO snapshots (position, part, hash, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?;
        for (part, bytes) in (0_i64..).zip(bytes.chunks(PART_BYTES)) {
            insert.execute((position, part, at.hash.as_bytes(), bytes))?;
        }
        drop(insert);
        self.connection.execute_batch("COMMIT")?;
        self.locked = false;
        Ok(())
    }

    fn try_snapshot(&self) -> Result<Option<(Anchor, Vec<u8>)>, Error> {
        let mut select = self.clean()?.prepare_cached(
            "SELECT position, hash, bytes FROM snapshots
             WHERE position = (SELECT max(position) FROM snapshots) ORDER BY part",
        )?;
        let mut rows = select.query([])?;
        let mut found: Option<(Anchor, Vec<u8>)> = None;
        while let Some(row) = rows.next()? {
            let bytes = row.get_ref(2)?.as_blob()?;
            if let Some((_, all)) = &mut found {
                all.extend_from_slice(bytes);
            } else {
                let position = Position::new(row.get::<_, i64>(0)?.unsigned_abs());
                let hash = digest(row.get_ref(1)?.as_blob()?)?;
                found = Some((Anchor { position, hash }, bytes.to_vec()));
            }
        }
        Ok(found)
    }
}

/// Whether the file itself is damaged, so that trying again is in vain.
fn is_damage(error: &Error) -> bool {
    match error {
        // A column holds what was never written to it.
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::InvalidColumnType(..) => true,
        error => matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
        ),
    }
}

fn failed(action: &'static str) -> impl Fn(Error) -> JournalError {
    move |error| {
        if is_damage(&error) {
            JournalError::damaged(action, cause(error))
        } else {
            JournalError::new(action, cause(error))
        }
    }
}

/// Before the commit nothing is durable.
fn not_written(error: Error) -> AppendError {
    if is_damage(&error) {
        AppendError::Damaged(cause(error))
    } else {
        AppendError::NotWritten(cause(error))
    }
}

/// An error of SQLite in plain words, where there are any.
fn cause(error: Error) -> Cause {
    let words = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt) => "the file is damaged",
        Some(ErrorCode::NotADatabase) => "the file is not a ledger",
        Some(ErrorCode::DiskFull) => "the disk, or what the file may grow to, is full",
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another process kept the ledger locked for longer than this one waits"
        }
        Some(ErrorCode::ReadOnly) => "the file is read-only",
        Some(ErrorCode::CannotOpen) => "the file cannot be opened",
        Some(ErrorCode::SystemIoFailure) => "the disk cannot be read or written",
        Some(ErrorCode::PermissionDenied) => "access to the file is denied",
        _ if is_damage(&error) => "a row has a value that no ledger has",
        _ => return error.into(),
    };
    words.into()
}

fn batch(row: &Row<'_>) -> Result<Batch, Error> {
    Ok(Batch {
        // A position is above 0: it comes after another.
        position: Position::new(row.get::<_, i64>(0)?.unsigned_abs()),
        previous: digest(row.get_ref(1)?.as_blob()?)?,
        hash: digest(row.get_ref(2)?.as_blob()?)?,
        body: row.get(3)?,
    })
}

fn digest(bytes: &[u8]) -> Result<Digest, Error> {
    let bytes = <[u8; 32]>::try_from(bytes).map_err(|error| {
        let kind = rusqlite::types::Type::Blob;
        Error::FromSqlConversionFailure(bytes.len(), kind, error.into())
    })?;
    Ok(Digest::from_bytes(bytes))
}

impl Journal for Sqlite {
    fn lock(&mut self) -> Result<(), JournalError> {
        if !self.locked {
            self.turns.wait();
        }
        let begun = self.begin().map_err(failed("take its lock"));
        // What has become of the file says more than what SQLite makes of it.
        self.check("take its lock").and(begun).inspect_err(|_| self.unlock())
    }

    fn unlock(&mut self) {
        if self.locked {
            self.locked = false;
            // Should it fail, it is tried again before anything else.
            let _ = self.clean();
        }
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        // Under the lock it was looked at a moment ago.
        if !self.locked {
            self.check("read batches")?;
        }
        let failed = failed("read batches");
        let mut select = self
            .clean()
            .and_then(|connection| {
                // SQLite compiles a statement again for each new value of a bare parameter in `LIMIT`.
                connection.prepare_cached(
                    "SELECT position, previous, hash, body FROM batches
                     WHERE position > ?1 ORDER BY position LIMIT +?2",
                )
            })
            .map_err(&failed)?;
        let after = i64::try_from(position.as_u64()).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut rows = select.query((after, limit)).map_err(&failed)?;
        let (mut batches, mut bytes) = (Vec::new(), 0_usize);
        while bytes < READ_BYTES
            && let Some(row) = rows.next().map_err(&failed)?
        {
            let batch = batch(row).map_err(&failed)?;
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

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        // In one transaction, so that there is one sync.
        self.begin().map_err(not_written)?;
        for (digest, bytes) in documents {
            let stored = self.try_put_document(digest, bytes);
            stored.map_err(not_written).inspect_err(|_| self.unlock())?;
        }
        self.append(batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.check("store a document")?;
        self.try_put_document(&digest, bytes).map_err(failed("store a document"))?;
        self.check("store a document")
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.check("read a document")?;
        self.clean()
            .and_then(|c| c.prepare_cached("SELECT bytes FROM documents WHERE digest = ?1"))
            .and_then(|mut select| {
                select.query_row([digest.as_bytes()], |row| row.get(0)).optional()
            })
            .map_err(failed("read a document"))
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        match self.open_beside() {
            Ok(reader) => Ok(Some(Box::new(reader))),
            Err(OpenSqliteError::Changed(fault)) if fault.is_damage() => {
                Err(JournalError::damaged("open another handle", fault))
            }
            Err(error) => Err(JournalError::new("open another handle", error)),
        }
    }

    fn has_document(&mut self, digest: &Digest) -> Result<bool, JournalError> {
        self.check("look for a document")?;
        self.clean()
            .and_then(|c| c.prepare_cached("SELECT 1 FROM documents WHERE digest = ?1"))
            .and_then(|mut select| select.exists([digest.as_bytes()]))
            .map_err(failed("look for a document"))
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.check("store a snapshot")?;
        let result = self.try_put_snapshot(at, bytes);
        if result.is_err() {
            self.unlock();
        }
        result.map_err(failed("store a snapshot"))
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        self.check("read a snapshot")?;
        self.try_snapshot().map_err(failed("read a snapshot"))
    }
}
