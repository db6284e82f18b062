//! A connection whose server must not be silent for too long.

use super::address::Address;
use super::error::{OpenPostgresError, PostgresError};
use core::fmt;
use futures_util::TryStreamExt;
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
use tokio_postgres::error::Severity;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::types::{FromSqlOwned, ToSql, Type};
use tokio_postgres::{AsyncMessage, Client, Config, Error, Row, Socket, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

/// The place where the server warns that it will run out of transaction numbers: it does so for every transaction,
/// and says nothing about this one.
const NUMBERS_RUN_OUT: &str = "GetNewTransactionId";
/// The time for a last message when a connection ends.
const GOODBYE: Duration = Duration::from_secs(1);

/// A parameter of a statement, with its type.
pub(super) type Typed<'a> = (&'a (dyn ToSql + Sync), Type);

/// A connection to a PostgreSQL server. Each call waits for its result, but not longer than the server is silent for
/// the time `answer_timeout` of the address.
pub struct PostgresConnection {
    client: Client,
    wire: Wire,
    /// Statements that the server has planned, by their texts.
    planned: BTreeMap<String, Statement>,
    runtime: Runtime,
}

/// What carries the calls of a client to the server and their results back.
struct Wire {
    connection: tokio_postgres::Connection<Socket, Tls>,
    answer: Duration,
    /// Whether the server has warned.
    warned: bool,
    /// Whether it can no longer be used.
    lost: bool,
}

type Tls = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;

impl Wire {
    /// Waits for the result of a call.
    async fn carry<R>(
        &mut self,
        call: impl Future<Output = Result<R, Error>>,
    ) -> Result<R, PostgresError> {
        if self.lost {
            return Err(PostgresError::Closed);
        }
        let mut call = pin!(call);
        let answer = self.answer;
        let both = poll_fn(|context| {
            let mut failed = None;
            while !self.lost
                && let Poll::Ready(message) = self.connection.poll_message(context)
            {
                match message {
                    Some(Ok(AsyncMessage::Notice(notice))) => {
                        self.warned |= matches!(notice.parsed_severity(), Some(Severity::Warning))
                            && notice.routine() != Some(NUMBERS_RUN_OUT);
                    }
                    Some(Ok(_)) => {}
                    Some(Err(error)) => (self.lost, failed) = (true, Some(error)),
                    None => self.lost = true,
                }
            }
            match (call.as_mut().poll(context), failed) {
                // The connection's error says more than the call's, which is that there is no connection.
                (Poll::Pending | Poll::Ready(Err(_)), Some(error)) => Poll::Ready(Err(error)),
                (polled, _) => polled,
            }
        });
        if let Ok(result) = timeout(answer, both).await {
            return Ok(result?);
        }
        // Its answer could come after the next call, and be taken for the answer to that one.
        self.lost = true;
        Err(PostgresError::silent(answer))
    }
}

impl PostgresConnection {
    /// Connects to the first host of an address that accepts it.
    pub(super) fn connect(address: &Address) -> Result<Self, OpenPostgresError> {
        first_that_serves(address, |host| Self::connect_to(address, host))
    }

    /// Connects to a host of an address.
    pub(super) fn connect_to(address: &Address, host: &Config) -> Result<Self, OpenPostgresError> {
        let runtime = Builder::new_current_thread().enable_io().enable_time().build();
        let runtime = runtime.map_err(|_| OpenPostgresError::Client)?;
        // A name may have two addresses, of which one is not reached.
        let most = host.get_connect_timeout().copied().unwrap_or(address.answer).saturating_mul(2);
        // The thread that looks a name up may not start when the process has no memory left, at which the
        // runtime panics.
        let connected = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async { timeout(most, host.connect(address.tls.clone())).await })
        }));
        let failed: OpenPostgresError = match connected {
            Ok(Ok(Ok((client, connection)))) => {
                let wire = Wire { connection, answer: address.answer, warned: false, lost: false };
                return Ok(Self { client, wire, planned: BTreeMap::new(), runtime });
            }
            Ok(Ok(Err(error))) => PostgresError::from(error).into(),
            Ok(Err(_)) => PostgresError::silent(most).into(),
            Err(_) => OpenPostgresError::Client,
        };
        // The thread may still look the name up, for as long as the resolver likes.
        runtime.shutdown_background();
        Err(failed)
    }

    /// Ends the connection.
    pub(super) fn close(self) {
        let Self { client, wire, runtime, .. } = self;
        drop(client);
        if !wire.lost {
            // Whether the server hears it or not, the connection is closed.
            let _ = runtime.block_on(async { timeout(GOODBYE, wire.connection).await });
        }
    }

    /// Returns true if the connection can no longer be used.
    pub(super) fn is_closed(&self) -> bool {
        self.wire.lost || self.client.is_closed()
    }

    /// Returns true if the server has warned since this was last called.
    pub(super) const fn take_warning(&mut self) -> bool {
        std::mem::replace(&mut self.wire.warned, false)
    }

    /// Executes statements without parameters, separated by semicolons.
    ///
    /// # Errors
    /// Returns an error if the server reports one or does not answer, or the connection is lost.
    pub fn batch_execute(&mut self, statements: &str) -> Result<(), PostgresError> {
        let Self { client, wire, runtime, .. } = self;
        runtime.block_on(wire.carry(client.batch_execute(statements)))
    }

    /// Executes a statement with parameters, whose types the server infers, and returns its rows.
    ///
    /// # Errors
    /// As [`PostgresConnection::batch_execute`].
    pub fn query(
        &mut self,
        statement: &str,
        parameters: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, PostgresError> {
        let Self { client, wire, runtime, .. } = self;
        runtime.block_on(wire.carry(client.query(statement, parameters)))
    }

    /// Does some work in a transaction, which is committed if the work succeeds, and otherwise rolled back.
    ///
    /// # Errors
    /// Returns the error of the work, or an error if the transaction cannot be begun or committed. A transaction in which
    /// a statement has failed cannot be committed, also if the work ignores the statement's error.
    pub fn transaction<R, E: From<PostgresError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<R, E>,
    ) -> Result<R, E> {
        self.batch_execute("BEGIN")?;
        let result = work(self).and_then(|done| {
            // The server answers COMMIT by rolling a failed transaction back, without an error; any other statement
            // has one.
            self.batch_execute("SELECT 1")?;
            Ok(done)
        });
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.batch_execute(end);
        let done = result?;
        ended?;
        Ok(done)
    }

    /// Executes a statement, whose rows may arrive slowly, and returns them.
    pub(super) fn rows(
        &mut self,
        statement: &str,
        parameters: &[Typed<'_>],
    ) -> Result<Vec<Row>, PostgresError> {
        let Self { client, wire, runtime, .. } = self;
        let parameters = parameters.iter().map(|(value, of)| (*value, of.clone()));
        runtime.block_on(async {
            let rows = wire.carry(client.query_typed_raw(statement, parameters)).await?;
            let (mut rows, mut all) = (pin!(rows), Vec::new());
            while let Some(row) = wire.carry(rows.try_next()).await? {
                all.push(row);
            }
            Ok(all)
        })
    }

    /// Does the same with a statement that is executed again and again and has few rows: the server plans it once,
    /// which otherwise takes longer than executing it. It finds rows by a key, so the plan stays good.
    pub(super) fn planned_rows(
        &mut self,
        statement: &str,
        parameters: &[Typed<'_>],
    ) -> Result<Vec<Row>, PostgresError> {
        let Self { client, wire, planned, runtime } = self;
        runtime.block_on(async {
            let plan = if let Some(plan) = planned.get(statement) {
                plan.clone()
            } else {
                let types: Vec<Type> = parameters.iter().map(|(_, of)| of.clone()).collect();
                let plan = wire.carry(client.prepare_typed(statement, &types)).await?;
                planned.insert(statement.to_owned(), plan.clone());
                plan
            };
            let values: Vec<_> = parameters.iter().map(|(value, _)| *value).collect();
            wire.carry(client.query(&plan, &values)).await
        })
    }

    /// Executes a statement, and returns the first column of its first row.
    pub(super) fn value<T: FromSqlOwned>(
        &mut self,
        statement: &str,
        parameters: &[Typed<'_>],
    ) -> Result<Option<T>, PostgresError> {
        let rows = self.rows(statement, parameters)?;
        Ok(rows.first().map(|row| row.try_get(0)).transpose()?)
    }
}

impl fmt::Debug for PostgresConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresConnection").finish_non_exhaustive()
    }
}

/// Tries the hosts of an address in turn, until one serves or gives an answer that no other attempt would change. One
/// that accepts a connection and then says nothing, as a stopped server does, must not keep this program from the next
/// one.
pub(super) fn first_that_serves<R>(
    address: &Address,
    connect: impl Fn(&Config) -> Result<R, OpenPostgresError>,
) -> Result<R, OpenPostgresError> {
    let mut failed = OpenPostgresError::Address { reason: "it names no host".to_owned() };
    for host in &address.hosts {
        match connect(host) {
            Err(error) if error.is_transient() => failed = error,
            decided => return decided,
        }
    }
    Err(failed)
}
