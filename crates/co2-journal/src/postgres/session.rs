//! A connection that is ready: its tables are current, its commits are durable, its stream is known.

use super::address::Address;
use super::connection::{PostgresConnection, Typed, first_that_serves};
use super::error::{OpenPostgresError, PostgresError};
use super::schema;
use crate::batch::Batch;
use crate::clock::now;
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::panic::resume_unwind;
use std::thread;
use std::time::{Duration, Instant};
use tokio_postgres::Config;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;

/// The settings of a connection that writes. A warning may say that a commit has not reached the standby, so it must
/// be sent. A process that was stopped in the middle of a transaction must not hold up the others.
const SETTINGS: &str = "
SET client_min_messages = 'warning';
SET default_transaction_isolation = 'read committed';
SET lock_timeout = '10s';
SET idle_in_transaction_session_timeout = '10s';
";

/// The purpose of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Writing; tables and stream are created if there are none.
    Create,
    /// Writing to an existing stream.
    Existing,
    /// Reading beside a connection that writes: nothing is seen that is less durable than what that one sees.
    Beside,
    /// Only reading, also from a standby.
    Read,
}

impl Access {
    /// Returns the access with which a lost connection is made again: what existed must still exist.
    pub(super) const fn again(self) -> Self {
        match self {
            Self::Create | Self::Existing => Self::Existing,
            reads => reads,
        }
    }

    pub(super) const fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Existing)
    }
}

pub(super) struct Session {
    connection: PostgresConnection,
    pub(super) stream: i32,
    /// The two numbers of the lock with which writers take turns; `None` if the server has no such locks.
    turns: Option<(i32, i32)>,
    pub(super) time: ServerTime,
}

/// The server's time when it was asked, and when that was.
#[derive(Clone, Copy, Debug)]
pub(super) struct ServerTime {
    unix_seconds: i64,
    asked: Instant,
}

impl ServerTime {
    fn new(unix_seconds: i64) -> Self {
        Self { unix_seconds, asked: now() }
    }

    /// Returns the server's time now, as this process counts since the server was asked.
    pub(super) fn now(self) -> Option<Timestamp> {
        let since = i64::try_from(self.asked.elapsed().as_secs()).ok()?;
        Timestamp::from_unix_seconds(self.unix_seconds.checked_add(since)?).ok()
    }
}

impl Session {
    /// Calls the server.
    pub(super) fn call<R: Send, E: Send>(
        &mut self,
        work: impl FnOnce(&mut PostgresConnection) -> Result<R, E> + Send,
    ) -> Result<R, E> {
        apart(|| work(&mut self.connection))
    }

    /// Ends the connection.
    pub(super) fn close(self) {
        apart(|| self.connection.close());
    }

    pub(super) fn is_closed(&self) -> bool {
        self.connection.is_closed()
    }

    /// Connects to the first host of an address with which a connection becomes ready. A primary without its standby
    /// accepts connections but commits nothing; it must not hide a standby that was promoted.
    pub(super) fn open(address: &Address, access: Access) -> Result<Self, OpenPostgresError> {
        apart(|| first_that_serves(address, |host| Self::connect(address, host, access)))
    }

    fn connect(
        address: &Address,
        host: &Config,
        access: Access,
    ) -> Result<Self, OpenPostgresError> {
        let mut connection = PostgresConnection::connect_to(address, host)?;
        if access != Access::Read {
            make_durable(&mut connection)?;
            connection.batch_execute(SETTINGS)?;
            // A plan that is made while a table has one page reads all of it, also when it has grown. Other
            // databases may not have the setting.
            let _ = connection.batch_execute("SET enable_seqscan = off");
        }
        check_tables(&mut connection, access)?;
        let stream = find_stream(&mut connection, &address.stream, access)?;
        let turns = if access.writes() { turns(&mut connection, stream)? } else { None };
        if access != Access::Read {
            connection.take_warning();
            fence(&mut connection, stream, access)?;
            if connection.take_warning() {
                return Err(OpenPostgresError::NotReplicated);
            }
        }
        if !access.writes() {
            connection.batch_execute("SET default_transaction_read_only = on")?;
        }
        let time = ServerTime::new(time(&mut connection)?);
        Ok(Self { connection, stream, turns, time })
    }

    /// Asks for the server's time again if the last answer is older than this.
    pub(super) fn refresh_time(&mut self, after: Duration) -> Result<ServerTime, PostgresError> {
        if self.time.asked.elapsed() >= after {
            self.time = ServerTime::new(self.call(time)?);
        }
        Ok(self.time)
    }

    /// Returns true if the server has warned since this was last called.
    pub(super) const fn take_warning(&mut self) -> bool {
        self.connection.take_warning()
    }

    /// Begins a transaction with the lock by which writers take turns, after waiting in a queue for it.
    pub(super) fn begin(&mut self) -> Result<(), PostgresError> {
        let begin = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE";
        let lock = match self.turns {
            Some((first, second)) => format!("SELECT pg_advisory_xact_lock({first}, {second})"),
            None => format!("SELECT id FROM co2_streams WHERE id = {} FOR UPDATE", self.stream),
        };
        self.call(|connection| connection.batch_execute(&format!("{begin}; {lock}")))
    }

    /// Stores a batch, if it is the next one, with its documents. In a transaction of its own, the documents may
    /// be stored although the batch is not; in that case it also needs the lock, but does not wait for it.
    pub(super) fn insert(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
        position: i64,
        in_transaction: bool,
    ) -> Result<bool, PostgresError> {
        let free = match self.turns {
            Some((first, second)) if !in_transaction => {
                format!("pg_try_advisory_xact_lock({first}, {second}) AND ")
            }
            _ => String::new(),
        };
        let insert = format!(
            "INSERT INTO co2_batches (stream, position, previous, hash, body)
             SELECT $1, $2, $3, $4, $5
             WHERE {free}($2 = 1 OR EXISTS (
                 SELECT 1 FROM co2_batches WHERE stream = $1 AND position = $2 - 1 AND hash = $3
             ))
             ON CONFLICT DO NOTHING RETURNING position"
        );
        let query = if documents.is_empty() {
            insert
        } else {
            // No document without its batch: a certificate may be signed before it is known whose batch is stored.
            format!(
                "WITH batch AS ({insert}), stored AS (
                     INSERT INTO co2_documents (stream, digest, bytes)
                     SELECT $1, d.digest, d.bytes FROM batch, unnest($6, $7) AS d (digest, bytes)
                     ON CONFLICT DO NOTHING
                 )
                 SELECT position FROM batch"
            )
        };
        let digests: Vec<&[u8]> =
            documents.iter().map(|(digest, _)| digest.as_bytes().as_slice()).collect();
        let contents: Vec<&[u8]> = documents.iter().map(|(_, bytes)| *bytes).collect();
        let (previous, hash) =
            (batch.previous.as_bytes().as_slice(), batch.hash.as_bytes().as_slice());
        let body = batch.body.as_slice();
        let stream = self.stream;
        self.call(|connection| {
            let mut parameters: Vec<Typed<'_>> = vec![
                (&stream, Type::INT4),
                (&position, Type::INT8),
                (&previous, Type::BYTEA),
                (&hash, Type::BYTEA),
                (&body, Type::BYTEA),
            ];
            if !documents.is_empty() {
                parameters.push((&digests, Type::BYTEA_ARRAY));
                parameters.push((&contents, Type::BYTEA_ARRAY));
            }
            connection.planned_rows(&query, &parameters).map(|rows| rows.len() == 1)
        })
    }
}

/// Runs code that waits for the server: on its own thread if this thread drives an asynchronous runtime, in which
/// the client must not block.
pub(super) fn apart<R: Send>(work: impl FnOnce() -> R + Send) -> R {
    if tokio::runtime::Handle::try_current().is_err() {
        return work();
    }
    thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| resume_unwind(panic))
}

/// Refuses a server that answers before a commit is on its disk, and makes this connection's commits wait for
/// disk and standby, whatever the database's settings are and become.
fn make_durable(connection: &mut PostgresConnection) -> Result<(), OpenPostgresError> {
    // Other databases with this protocol may not have the settings.
    let mut show = |name: &str| {
        let shown = connection.value::<String>(&format!("SHOW {name}"), &[]);
        shown.ok().flatten()
    };
    if show("fsync").is_some_and(|fsync| fsync == "off") {
        return Err(OpenPostgresError::NotDurable);
    }
    if let Some(commit) = show("synchronous_commit") {
        // Also if it is so already: a value that the connection has not set itself changes under it when the server's
        // configuration is loaded again.
        let wait = if commit == "remote_apply" { "remote_apply" } else { "on" };
        connection.batch_execute(&format!("SET synchronous_commit = {wait}"))?;
    }
    Ok(())
}

fn check_tables(
    connection: &mut PostgresConnection,
    access: Access,
) -> Result<(), OpenPostgresError> {
    let mut found = schema::version(connection)?;
    if access == Access::Create && found.is_none_or(|found| found < schema::VERSION) {
        schema::migrate(connection)?;
        found = schema::version(connection)?;
    }
    match found {
        Some(schema::VERSION) => Ok(()),
        Some(found) => Err(OpenPostgresError::Version { found, supported: schema::VERSION }),
        None => Err(OpenPostgresError::NoTables),
    }
}

fn find_stream(
    connection: &mut PostgresConnection,
    name: &str,
    access: Access,
) -> Result<i32, OpenPostgresError> {
    let parameters: [Typed<'_>; 1] = [(&name, Type::TEXT)];
    if access == Access::Create {
        let insert = "INSERT INTO co2_streams (name) SELECT $1
                      WHERE NOT EXISTS (SELECT 1 FROM co2_streams WHERE name = $1)
                      ON CONFLICT DO NOTHING";
        connection.rows(insert, &parameters)?;
    }
    let select = "SELECT id FROM co2_streams WHERE name = $1";
    let found = connection.value(select, &parameters)?;
    found.ok_or_else(|| OpenPostgresError::NoStream { stream: name.to_owned() })
}

/// Returns the numbers of the lock with which the writers of a stream take turns. The first is that of the
/// table, so that two ledgers in schemas of one database do not wait for each other.
fn turns(
    connection: &mut PostgresConnection,
    stream: i32,
) -> Result<Option<(i32, i32)>, PostgresError> {
    let table = "SELECT 'co2_streams'::regclass::oid::bigint";
    let table: i64 = connection.value(table, &[])?.unwrap_or_default();
    let table = i32::try_from(table % i64::from(i32::MAX)).unwrap_or_default();
    // Another number than the stream's, so that nobody is kept from the lock by this.
    let (try_it, wait) = ("pg_try_advisory_xact_lock", "pg_advisory_xact_lock");
    let attempt = format!("SELECT {try_it}({table}, -{stream}), {wait}({table}, -{stream})");
    let unknown = [
        SqlState::UNDEFINED_FUNCTION,
        SqlState::FEATURE_NOT_SUPPORTED,
        SqlState::INSUFFICIENT_PRIVILEGE,
    ];
    match connection.batch_execute(&attempt) {
        Ok(()) => Ok(Some((table, stream))),
        Err(error) if error.code().is_some_and(|code| unknown.contains(code)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits until everything that this connection can see is as durable as a commit. After a crash the server
/// shows what it had on its disk, including what a standby had not acknowledged yet. A commit of our own comes
/// after all of that, and is answered only when the standby has it. It counts the connections that write.
fn fence(
    connection: &mut PostgresConnection,
    stream: i32,
    access: Access,
) -> Result<(), PostgresError> {
    let update = "UPDATE co2_streams SET opened = opened + $2 WHERE id = $1";
    let count = i64::from(access.writes());
    connection.rows(update, &[(&stream, Type::INT4), (&count, Type::INT8)]).map(drop)
}

fn time(connection: &mut PostgresConnection) -> Result<i64, PostgresError> {
    let time = "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint";
    // A query without a table has one row.
    connection.value(time, &[]).map(Option::unwrap_or_default)
}
