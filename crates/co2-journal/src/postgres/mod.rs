//! A journal in a PostgreSQL database: several hosts share it, and a standby can have all of it.
//!
//! A batch is one row, inserted at the position after the last one. The position is a primary key, and nothing
//! more is needed for safety. A writer that is alone stores a batch with one statement. If there are several
//! writers, they queue for a lock of the server before they decide, so that none of them has to decide again.

mod address;
mod client;
mod connection;
mod error;
mod fault;
mod schema;
mod session;

pub use self::client::PostgresClient;
pub use self::connection::PostgresConnection;
pub use self::error::{OpenPostgresError, PostgresError};

use self::address::Address;
use self::connection::Typed;
use self::session::{Access, ServerTime, Session};
use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::clock::now;
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{Config, Error, Row};

/// The number of bytes of batches read at a time; the last batch may exceed it.
const READ_BYTES: i64 = 4 << 20;
/// The number of bytes of a snapshot in one row.
const PART_BYTES: usize = 8 << 20;
/// The number of own batches for which other writers are remembered.
const MEMORY: u32 = 64;
/// The time for which to try to reach the server, unless [`Postgres::wait_at_most`] sets another.
const WAIT: Duration = Duration::from_secs(10);
/// The pause between two attempts to connect: the first, and the longest.
const PAUSE: Duration = Duration::from_millis(20);
const PAUSE_MAX: Duration = Duration::from_secs(1);
/// The greatest age of the server's time.
const TIME_AGE: Duration = Duration::from_mins(1);

/// A journal in a PostgreSQL database, version 15 or later.
///
/// An address is `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with percent-encoded parts, and these parameters besides
/// those of [`tokio_postgres::Config`]:
///
/// | parameter | meaning |
/// | --- | --- |
/// | `stream` | which of the database's ledgers to open; the default is `main` |
/// | `sslmode` | `require`, unless the server is this machine; or `disable` or `prefer`. `verify-full` means `require` |
/// | `sslrootcert` | a file of root certificates in PEM form, used instead of those of the machine |
/// | `answer_timeout` | for how many seconds the server may be silent while it owes an answer; the default is 15 |
///
/// With TLS, the server's certificate and name are always verified. Several hosts may be named; they are tried in this
/// order (`load_balance_hosts` has no effect), and the first one that commits what is written is used, so a standby that
/// was promoted is found.
///
/// A server can be reached and still say nothing: its processes are stopped, or its disk hangs. After
/// `answer_timeout` the connection is given up. If it was asked to store a batch, the outcome is unknown, and the same
/// bytes are sent again on a new connection.
///
/// An open [`Ledger`](crate::Ledger) has two connections: documents, events and copies of the state are read on one of
/// their own, so that no sale waits for them. Each [`survey`](crate::Ledger::survey) has another one while it lasts.
///
/// ```no_run
/// use co2_journal::{Ledger, Postgres};
///
/// let address = "postgres://shop@db.example/co2?sslmode=require&stream=eu";
/// let ledger = Ledger::open(Postgres::open(address)?, None)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Postgres {
    address: Address,
    access: Access,
    session: Option<Session>,
    /// Whether a transaction that holds the lock is open.
    locked: bool,
    /// The number of further own batches for which others count as present.
    others: u32,
    /// The last own batch.
    own: Option<Position>,
    wait: Duration,
    time: ServerTime,
    /// When an attempt to reach the server last failed for the whole waiting time.
    unreached: Option<Instant>,
    /// How often the first handle of a ledger has connected again. Those that only read beside it share the count.
    reconnections: Arc<AtomicU64>,
    /// For a handle that reads beside another one: what the count was when it connected.
    follows: Option<u64>,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may contain a password.
        let hosts: Vec<_> = self.address.hosts.iter().flat_map(Config::get_hosts).collect();
        f.debug_struct("Postgres")
            .field("hosts", &hosts)
            .field("database", &self.address.hosts.first().and_then(Config::get_dbname))
            .field("stream", &self.address.stream)
            .finish_non_exhaustive()
    }
}

impl Postgres {
    /// Returns true if a text is the address of a PostgreSQL database rather than the path of a file, that is,
    /// if it begins with `postgres://` or `postgresql://`.
    pub fn is_address(text: &str) -> bool {
        address::is_address(text)
    }

    /// Opens a ledger in a database, and creates its tables and its stream if there are none.
    ///
    /// # Errors
    /// Returns an error if the address is malformed, if the server cannot be reached or does not sync its
    /// writes, or if the tables have another version.
    pub fn open(address: &str) -> Result<Self, OpenPostgresError> {
        Self::new(Address::parse(address)?.writable(), Access::Create)
    }

    /// Opens an existing ledger.
    ///
    /// # Errors
    /// Returns the errors of [`open`](Self::open), and an error if the database does not have the stream.
    pub fn open_existing(address: &str) -> Result<Self, OpenPostgresError> {
        Self::new(Address::parse(address)?.writable(), Access::Existing)
    }

    /// Opens an existing ledger only for reading: for an audit or an export, also from a standby.
    ///
    /// # Errors
    /// Returns an error if the address is malformed, if the server cannot be reached, or if the database does
    /// not have the stream.
    pub fn open_read_only(address: &str) -> Result<Self, OpenPostgresError> {
        Self::new(Address::parse(address)?, Access::Read)
    }

    fn new(address: Address, access: Access) -> Result<Self, OpenPostgresError> {
        let session = Session::open(&address, access)?;
        let time = session.time;
        Ok(Self {
            address,
            access,
            session: Some(session),
            locked: false,
            others: 0,
            own: None,
            wait: WAIT,
            time,
            unreached: None,
            reconnections: Arc::default(),
            follows: None,
        })
    }

    /// Returns the name of the stream, that is, which of the database's ledgers this is.
    pub fn stream(&self) -> &str {
        &self.address.stream
    }

    /// Sets how long to try to reach the server again after the connection was lost; the default is 10 s. After
    /// that, a command gets a transient error
    /// ([`SubmitError::is_transient`](crate::SubmitError::is_transient)).
    pub const fn wait_at_most(&mut self, time: Duration) {
        self.wait = time;
    }

    /// Returns the server's setting for what commits of this connection wait for before they are answered
    /// (`synchronous_commit`), such as `on` or `remote_apply`, for monitoring.
    ///
    /// # Errors
    /// Returns an error if the server cannot be reached, or does not have the setting.
    pub fn commits_wait_for(&mut self) -> Result<String, JournalError> {
        let found: Option<String> = self.ask("read its settings", |connection, _| {
            connection.value("SHOW synchronous_commit", &[])
        })?;
        found.ok_or_else(|| JournalError::new("read its settings", "it has no such setting"))
    }

    /// Returns the connection, which is made again if it was lost. A handle that reads beside another one also connects
    /// again after that one has: the other may have found a new primary, while the old one still answers here.
    fn session(&mut self, action: &'static str) -> Result<&mut Session, JournalError> {
        let reconnections = self.reconnections.load(Ordering::SeqCst);
        let is_behind = self.follows.is_some_and(|followed| followed != reconnections);
        if is_behind || self.session.as_ref().is_none_or(Session::is_closed) {
            let locked = self.locked;
            self.disconnect();
            if locked {
                return Err(JournalError::new(action, "the connection was lost with the lock"));
            }
            let session = self.reconnect().map_err(fault::unreached(action))?;
            self.time = session.time;
            self.session = Some(session);
            match &mut self.follows {
                Some(followed) => *followed = reconnections,
                None => drop(self.reconnections.fetch_add(1, Ordering::SeqCst)),
            }
        }
        self.session.as_mut().ok_or_else(|| JournalError::new(action, "there is no connection"))
    }

    fn reconnect(&mut self) -> Result<Session, OpenPostgresError> {
        let (begun, mut pause) = (now(), PAUSE);
        // Others wait behind this call. If the server was away a moment ago, they have waited already.
        let wait = match self.unreached {
            Some(when) if when.elapsed() < PAUSE_MAX => Duration::ZERO,
            _ => self.wait,
        };
        loop {
            match Session::open(&self.address, self.access.again()) {
                Ok(session) => {
                    self.unreached = None;
                    return Ok(session);
                }
                Err(error) if error.is_transient() && begun.elapsed() < wait => {
                    thread::sleep(pause);
                    pause = pause.saturating_mul(2).min(PAUSE_MAX);
                }
                Err(error) => {
                    self.unreached = Some(now());
                    return Err(error);
                }
            }
        }
    }

    /// Calls the server; if the connection turns out to be lost, tries once more on a new one.
    fn ask<R: Send>(
        &mut self,
        action: &'static str,
        work: impl Fn(&mut PostgresConnection, i32) -> Result<R, PostgresError> + Sync,
    ) -> Result<R, JournalError> {
        let locked = self.locked;
        let mut first = true;
        loop {
            let session = self.session(action)?;
            let stream = session.stream;
            match session.call(|connection| work(connection, stream)) {
                Ok(result) => return Ok(result),
                Err(error) if fault::is_disconnected(&error) && first && !locked => {
                    self.disconnect();
                    first = false;
                }
                Err(error) => return Err(fault::failed(action)(error)),
            }
        }
    }

    /// Returns true if there is nothing after a position. For a writer that is alone this is mostly so, and the server
    /// answers this faster than the question for batches.
    fn ends_at(&mut self, position: i64) -> Result<bool, JournalError> {
        let select = "SELECT position FROM co2_batches WHERE stream = $1 AND position > $2 LIMIT 1";
        let next = self.ask("read batches", |connection, stream| {
            connection.planned_rows(select, &[(&stream, Type::INT4), (&position, Type::INT8)])
        })?;
        Ok(next.is_empty())
    }

    fn try_append(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        let refuse = |reason: &'static str| Err(AppendError::NotWritten(reason.into()));
        if !self.access.writes() {
            return refuse("the ledger was opened to be read only");
        }
        let Ok(position) = i64::try_from(batch.position.as_u64()) else {
            return refuse("the journal is full");
        };
        if batch.position.before() == Anchor::START.position && batch.previous != Anchor::START.hash
        {
            return Err(AppendError::Conflict);
        }
        self.session("reach the server").map_err(fault::before_append)?.take_warning();
        let stored = if self.locked {
            self.append_locked(documents, batch, position)
        } else {
            self.append_alone(documents, batch, position)
        };
        if matches!(stored, Err(AppendError::Unknown(_))) {
            self.disconnect();
        }
        if !stored? {
            self.others = MEMORY;
            return Err(AppendError::Conflict);
        }
        if self.session.as_mut().is_none_or(Session::take_warning) {
            // The batch is committed, but the standby may not have it. The next connection waits until it does.
            self.disconnect();
            return Err(AppendError::Unknown("the server warned while it stored the batch".into()));
        }
        let alone = self.own.is_none_or(|own| own.next() == Some(batch.position));
        self.others = if alone { self.others.saturating_sub(1) } else { MEMORY };
        self.own = Some(batch.position);
        Ok(())
    }

    /// Stores a batch with one statement.
    fn append_alone(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
        position: i64,
    ) -> Result<bool, AppendError> {
        let session = self.session("reach the server").map_err(fault::before_append)?;
        session.insert(documents, batch, position, false).map_err(fault::append)
    }

    /// Stores a batch in the transaction that holds the lock, and ends the transaction.
    fn append_locked(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
        position: i64,
    ) -> Result<bool, AppendError> {
        let session = self.session("reach the server").map_err(fault::before_append)?;
        match session.insert(documents, batch, position, true) {
            Ok(true) => {}
            Ok(false) => return Ok(false),
            // A transaction that was not asked to commit stores nothing, and the lock is gone with it.
            Err(error) if fault::is_disconnected(&error) => {
                self.disconnect();
                return self.append_alone(documents, batch, position);
            }
            Err(error) => return Err(fault::before_append(fault::failed("store it")(error))),
        }
        session.call(|connection| connection.batch_execute("COMMIT")).map_err(fault::append)?;
        self.locked = false;
        Ok(true)
    }

    /// Drops the connection; the server rolls back what was not committed.
    fn disconnect(&mut self) {
        self.locked = false;
        if let Some(session) = self.session.take() {
            session.close();
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.disconnect();
    }
}

impl Journal for Postgres {
    fn lock(&mut self) -> Result<(), JournalError> {
        // A writer that is alone has nobody to take turns with.
        if self.locked || self.others == 0 || !self.access.writes() {
            return Ok(());
        }
        for first in [true, false] {
            let session = self.session("take its lock")?;
            match session.begin() {
                Ok(()) => {
                    self.locked = true;
                    return Ok(());
                }
                Err(error) if fault::is_disconnected(&error) && first => self.disconnect(),
                Err(error) => {
                    // The transaction may be open.
                    self.locked = true;
                    self.unlock();
                    return Err(fault::failed("take its lock")(error));
                }
            }
        }
        Ok(())
    }

    fn unlock(&mut self) {
        if std::mem::take(&mut self.locked) {
            let rolled_back = self.session.as_mut().is_some_and(|session| {
                session.call(|connection| connection.batch_execute("ROLLBACK")).is_ok()
            });
            if !rolled_back {
                // The server ends the transaction of a lost connection.
                self.disconnect();
            }
        }
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        let after = i64::try_from(position.as_u64()).unwrap_or(i64::MAX);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        if self.others == 0 && self.ends_at(after)? {
            return Ok(Vec::new());
        }
        // The sizes are known without reading the bodies; only bodies up to the limit are sent.
        let select = "
            SELECT position, previous, hash, body FROM (
                SELECT position, previous, hash, body,
                       sum(octet_length(body)) OVER (ORDER BY position) - octet_length(body) AS before
                FROM (SELECT position, previous, hash, body FROM co2_batches
                      WHERE stream = $1 AND position > $2 ORDER BY position LIMIT $3) AS next
            ) AS sized
            WHERE before < $4 ORDER BY position";
        let rows = self.ask("read batches", |connection, stream| {
            let parameters: [Typed<'_>; 4] = [
                (&stream, Type::INT4),
                (&after, Type::INT8),
                (&limit, Type::INT8),
                (&READ_BYTES, Type::INT8),
            ];
            connection.rows(select, &parameters)
        })?;
        rows.iter().map(batch).collect::<Result<_, _>>().map_err(strange("read batches"))
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.append_with(&[], batch)
    }

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        let result = self.try_append(documents, batch);
        self.unlock();
        result
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        let insert = "INSERT INTO co2_documents (stream, digest, bytes) VALUES ($1, $2, $3)
                      ON CONFLICT DO NOTHING";
        let digest = digest.as_bytes().as_slice();
        self.ask("store a document", |connection, stream| {
            let parameters: [Typed<'_>; 3] =
                [(&stream, Type::INT4), (&digest, Type::BYTEA), (&bytes, Type::BYTEA)];
            connection.rows(insert, &parameters).map(drop)
        })?;
        if self.session.as_mut().is_some_and(Session::take_warning) {
            self.disconnect();
            let reason = "the server warned while it stored the document";
            return Err(JournalError::new("store a document", reason));
        }
        Ok(())
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        let select = "SELECT bytes FROM co2_documents WHERE stream = $1 AND digest = $2";
        let digest = digest.as_bytes().as_slice();
        self.ask("read a document", |connection, stream| {
            connection.value(select, &[(&stream, Type::INT4), (&digest, Type::BYTEA)])
        })
    }

    fn has_document(&mut self, digest: &Digest) -> Result<bool, JournalError> {
        let select = "SELECT EXISTS (
            SELECT 1 FROM co2_documents WHERE stream = $1 AND digest = $2)";
        let digest = digest.as_bytes().as_slice();
        let found = self.ask("look for a document", |connection, stream| {
            connection.value(select, &[(&stream, Type::INT4), (&digest, Type::BYTEA)])
        })?;
        Ok(found == Some(true))
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        let access = if self.access.writes() { Access::Beside } else { self.access };
        let reconnections = self.reconnections.load(Ordering::SeqCst);
        let mut reader = Self::new(self.address.clone(), access)
            .map_err(fault::unreached("open another handle"))?;
        reader.wait_at_most(self.wait);
        reader.reconnections = Arc::clone(&self.reconnections);
        reader.follows = Some(reconnections);
        Ok(Some(Box::new(reader)))
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        let position = i64::try_from(at.position.as_u64()).unwrap_or(i64::MAX);
        let hash = at.hash.as_bytes().as_slice();
        self.ask("store a snapshot", |connection, stream| {
            let stored: Result<_, PostgresError> = connection.transaction(|transaction| {
                let newer = "SELECT EXISTS (
                    SELECT 1 FROM co2_snapshots WHERE stream = $1 AND position > $2)";
                let at: [Typed<'_>; 2] = [(&stream, Type::INT4), (&position, Type::INT8)];
                if transaction.value(newer, &at)? == Some(true) {
                    return Ok(());
                }
                let delete = "DELETE FROM co2_snapshots WHERE stream = $1 AND position <= $2";
                transaction.rows(delete, &at)?;
                let insert = "INSERT INTO co2_snapshots (stream, position, part, hash, bytes)
                              VALUES ($1, $2, $3, $4, $5)";
                for (part, bytes) in (0_i32..).zip(bytes.chunks(PART_BYTES)) {
                    let parameters: [Typed<'_>; 5] = [
                        (&stream, Type::INT4),
                        (&position, Type::INT8),
                        (&part, Type::INT4),
                        (&hash, Type::BYTEA),
                        (&bytes, Type::BYTEA),
                    ];
                    transaction.rows(insert, &parameters)?;
                }
                Ok(())
            });
            match stored {
                // Another host stores the same snapshot at this moment.
                Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(()),
                stored => stored,
            }
        })
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        let select = "
            SELECT position, hash, bytes FROM co2_snapshots
            WHERE stream = $1
              AND position = (SELECT max(position) FROM co2_snapshots WHERE stream = $1)
            ORDER BY part";
        let rows = self.ask("read a snapshot", |connection, stream| {
            connection.rows(select, &[(&stream, Type::INT4)])
        })?;
        let strange = strange("read a snapshot");
        let Some(first) = rows.first() else { return Ok(None) };
        let at = anchor(first).map_err(&strange)?;
        let mut all = Vec::new();
        for row in &rows {
            all.extend_from_slice(row.try_get(2).map_err(&strange)?);
        }
        Ok(Some((at, all)))
    }

    fn time(&mut self) -> Option<Timestamp> {
        // Without an answer the last one goes on: a host must not escape the comparison by losing its connection.
        if let Some(session) = &mut self.session
            && let Ok(time) = session.refresh_time(TIME_AGE)
        {
            self.time = time;
        }
        self.time.now()
    }
}

/// Makes the error for a row with a value that no ledger has.
fn strange(action: &'static str) -> impl Fn(Error) -> JournalError {
    move |error| JournalError::damaged(action, error)
}

fn batch(row: &Row) -> Result<Batch, Error> {
    Ok(Batch {
        // A position is above 0, which the table checks.
        position: Position::new(row.try_get::<_, i64>(0)?.unsigned_abs()),
        previous: digest(row, 1)?,
        hash: digest(row, 2)?,
        body: row.try_get(3)?,
    })
}

fn anchor(row: &Row) -> Result<Anchor, Error> {
    let position = Position::new(row.try_get::<_, i64>(0)?.unsigned_abs());
    Ok(Anchor { position, hash: digest(row, 1)? })
}

/// Reads a hash; the table checks that it has 32 bytes.
fn digest(row: &Row, column: usize) -> Result<Digest, Error> {
    let bytes: &[u8] = row.try_get(column)?;
    Ok(Digest::from_bytes(<[u8; 32]>::try_from(bytes).unwrap_or_default()))
}
