//! A connection that is ready: its tables are current, its commits are durable, its stream is known.

use super::address::Address;
use super::{OpenPostgresError, schema};
use crate::batch::Batch;
use crate::clock::now;
use co2_offsets::Digest;
use co2_units::Timestamp;
use postgres::error::{Severity, SqlState};
use postgres::types::Type;
use postgres::{Client, Error};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// The settings of a connection that writes. A warning may say that a commit has not reached the standby, so it must
/// be sent. A process that was stopped in the middle of a transaction must not hold up the others.
const SETTINGS: &str = "
SET client_min_messages = 'warning';
SET default_transaction_isolation = 'read committed';
SET lock_timeout = '10s';
SET idle_in_transaction_session_timeout = '10s';
";
/// The place where the server warns that it will run out of transaction numbers: it does so for every transaction,
/// and says nothing about this one.
const NUMBERS_RUN_OUT: &str = "GetNewTransactionId";

/// The purpose of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Writing; tables and stream are created if there are none.
    Create,
    /// Writing to an existing stream.
    Existing,
    /// Only reading, also from a standby.
    Read,
}

pub(super) struct Session {
    client: Client,
    pub(super) stream: i32,
    /// The two numbers of the lock with which writers take turns; `None` if the server has no such locks.
    turns: Option<(i32, i32)>,
    /// Whether the server has warned that a commit may not have reached the standby.
    warned: Arc<AtomicBool>,
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
    pub(super) fn call<R: Send>(
        &mut self,
        work: impl FnOnce(&mut Client) -> Result<R, Error> + Send,
    ) -> Result<R, Error> {
        apart(|| work(&mut self.client))
    }

    /// Ends the connection.
    pub(super) fn close(self) {
        apart(|| drop(self));
    }

    pub(super) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) fn open(address: &Address, access: Access) -> Result<Self, OpenPostgresError> {
        apart(|| Self::connect(address, access))
    }

    fn connect(address: &Address, access: Access) -> Result<Self, OpenPostgresError> {
        let warned = Arc::new(AtomicBool::new(false));
        let (mut config, note) = (address.config.clone(), Arc::clone(&warned));
        config.notice_callback(move |notice| {
            if matches!(notice.parsed_severity(), Some(Severity::Warning))
                && notice.routine() != Some(NUMBERS_RUN_OUT)
            {
                note.store(true, Ordering::Relaxed);
            }
        });
        // The client panics when the process has no file descriptor left.
        let connected = catch_unwind(AssertUnwindSafe(|| config.connect(address.tls.clone())));
        let mut client = connected.map_err(|_| OpenPostgresError::Client)??;
        if access == Access::Read {
            client.batch_execute("SET default_transaction_read_only = on")?;
        } else {
            make_durable(&mut client)?;
            client.batch_execute(SETTINGS)?;
        }
        check_tables(&mut client, access)?;
        let stream = find_stream(&mut client, &address.stream, access)?;
        let turns = if access == Access::Read { None } else { turns(&mut client, stream)? };
        if access != Access::Read {
            warned.store(false, Ordering::Relaxed);
            fence(&mut client, stream)?;
            if warned.swap(false, Ordering::Relaxed) {
                return Err(OpenPostgresError::NotReplicated);
            }
        }
        let time = ServerTime::new(time(&mut client)?);
        Ok(Self { client, stream, turns, warned, time })
    }

    /// Asks for the server's time again if the last answer is older than this.
    pub(super) fn refresh_time(&mut self, after: Duration) -> Result<ServerTime, Error> {
        if self.time.asked.elapsed() >= after {
            self.time = ServerTime::new(self.call(time)?);
        }
        Ok(self.time)
    }

    /// Returns true if the server has warned since this was last called.
    pub(super) fn take_warning(&self) -> bool {
        self.warned.swap(false, Ordering::Relaxed)
    }

    /// Begins a transaction with the lock by which writers take turns, after waiting in a queue for it.
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        let begin = "BEGIN ISOLATION LEVEL READ COMMITTED, READ WRITE";
        let lock = match self.turns {
            Some((first, second)) => format!("SELECT pg_advisory_xact_lock({first}, {second})"),
            None => format!("SELECT id FROM co2_streams WHERE id = {} FOR UPDATE", self.stream),
        };
        self.call(|client| client.batch_execute(&format!("{begin}; {lock}")))
    }

    /// Stores a batch, if it is the next one, with its documents. In a transaction of its own, the documents may
    /// be stored although the batch is not; in that case it also needs the lock, but does not wait for it.
    pub(super) fn insert(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
        position: i64,
        in_transaction: bool,
    ) -> Result<bool, Error> {
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
        self.call(|client| {
            let mut parameters: Vec<(&(dyn postgres::types::ToSql + Sync), Type)> = vec![
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
            client.query_typed(&query, &parameters).map(|rows| rows.len() == 1)
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
/// disk and standby, whatever the database's settings are.
fn make_durable(client: &mut Client) -> Result<(), OpenPostgresError> {
    // Other databases with this protocol may not have the settings.
    let mut show = |name: &str| {
        let shown = client.query_typed_one(&format!("SHOW {name}"), &[]);
        shown.and_then(|row| row.try_get::<_, String>(0)).ok()
    };
    if show("fsync").is_some_and(|fsync| fsync == "off") {
        return Err(OpenPostgresError::NotDurable);
    }
    if show("synchronous_commit")
        .is_some_and(|commit| matches!(&*commit, "off" | "local" | "remote_write"))
    {
        client.batch_execute("SET synchronous_commit = on")?;
    }
    Ok(())
}

fn check_tables(client: &mut Client, access: Access) -> Result<(), OpenPostgresError> {
    let mut found = schema::version(client)?;
    if access == Access::Create && found.is_none_or(|found| found < schema::VERSION) {
        schema::migrate(client)?;
        found = schema::version(client)?;
    }
    match found {
        Some(schema::VERSION) => Ok(()),
        Some(found) => Err(OpenPostgresError::Version { found, supported: schema::VERSION }),
        None => Err(OpenPostgresError::NoTables),
    }
}

fn find_stream(client: &mut Client, name: &str, access: Access) -> Result<i32, OpenPostgresError> {
    let parameters: [(&(dyn postgres::types::ToSql + Sync), Type); 1] = [(&name, Type::TEXT)];
    if access == Access::Create {
        let insert = "INSERT INTO co2_streams (name) SELECT $1
                      WHERE NOT EXISTS (SELECT 1 FROM co2_streams WHERE name = $1)
                      ON CONFLICT DO NOTHING";
        client.execute_typed(insert, &parameters)?;
    }
    let select = "SELECT id FROM co2_streams WHERE name = $1";
    match client.query_typed_opt(select, &parameters)? {
        Some(row) => Ok(row.try_get(0)?),
        None => Err(OpenPostgresError::NoStream { stream: name.to_owned() }),
    }
}

/// Returns the numbers of the lock with which the writers of a stream take turns. The first is that of the
/// table, so that two ledgers in schemas of one database do not wait for each other.
fn turns(client: &mut Client, stream: i32) -> Result<Option<(i32, i32)>, Error> {
    let table = "SELECT 'co2_streams'::regclass::oid::bigint";
    let table: i64 = client.query_typed_one(table, &[])?.try_get(0)?;
    let table = i32::try_from(table % i64::from(i32::MAX)).unwrap_or_default();
    // Another number than the stream's, so that nobody is kept from the lock by this.
    let (try_it, wait) = ("pg_try_advisory_xact_lock", "pg_advisory_xact_lock");
    let attempt = format!("SELECT {try_it}({table}, -{stream}), {wait}({table}, -{stream})");
    let unknown = [
        SqlState::UNDEFINED_FUNCTION,
        SqlState::FEATURE_NOT_SUPPORTED,
        SqlState::INSUFFICIENT_PRIVILEGE,
    ];
    match client.batch_execute(&attempt) {
        Ok(()) => Ok(Some((table, stream))),
        Err(error) if error.code().is_some_and(|code| unknown.contains(code)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Waits until everything that this connection can see is as durable as a commit. After a crash the server
/// shows what it had on its disk, including what a standby had not acknowledged yet. A commit of our own comes
/// after all of that, and is answered only when the standby has it.
fn fence(client: &mut Client, stream: i32) -> Result<(), Error> {
    let update = "UPDATE co2_streams SET opened = opened + 1 WHERE id = $1";
    client.execute_typed(update, &[(&stream, Type::INT4)]).map(drop)
}

fn time(client: &mut Client) -> Result<i64, Error> {
    let time = "SELECT floor(extract(epoch FROM clock_timestamp()))::bigint";
    client.query_typed_one(time, &[])?.try_get(0)
}
