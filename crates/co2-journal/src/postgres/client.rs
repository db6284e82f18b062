//! A connection to a PostgreSQL database for tables of the caller's own.

use super::OpenPostgresError;
use super::address::Address;
use super::session::apart;
use core::fmt;
use postgres::Client;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// The time within which a server that was silent must answer, or there is a new connection.
const ANSWER: Duration = Duration::from_secs(5);

/// A connection to the database of an address, with its rules for TLS, for tables of the caller's own: nothing here
/// is about a ledger.
///
/// The client blocks. Where a thread drives an asynchronous runtime, the work is done on another one. A connection
/// that was lost is made again by the next call.
pub struct PostgresClient {
    address: Address,
    client: Option<Client>,
}

impl PostgresClient {
    /// Connects to the database of an address, such as `postgres://reports@db.example/reports`. Of several hosts in
    /// the address, it is the primary.
    ///
    /// # Errors
    /// Returns an error if the address cannot be used, or the server cannot be reached.
    pub fn connect(address: &str) -> Result<Self, OpenPostgresError> {
        let mut connection = Self { address: Address::parse(address)?.writable(), client: None };
        connection.call(|_| ())?;
        Ok(connection)
    }

    /// Does some work with the client, and returns what it returns. A new connection has none of the settings that
    /// earlier work has made.
    ///
    /// # Errors
    /// Returns an error if the connection was lost and the server cannot be reached.
    pub fn call<R: Send>(
        &mut self,
        work: impl FnOnce(&mut Client) -> R + Send,
    ) -> Result<R, OpenPostgresError> {
        apart(|| {
            if let Some(client) = &mut self.client
                && client.is_valid(ANSWER).is_err()
            {
                self.client = None;
            }
            let client = if let Some(client) = self.client.take() {
                client
            } else {
                let (config, tls) = (&self.address.config, self.address.tls.clone());
                // The client panics when the process has no file descriptor left.
                let connected = catch_unwind(AssertUnwindSafe(|| config.connect(tls)));
                connected.map_err(|_| OpenPostgresError::Client)??
            };
            Ok(work(self.client.insert(client)))
        })
    }
}

impl Drop for PostgresClient {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            apart(|| drop(client));
        }
    }
}

impl fmt::Debug for PostgresClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresClient").finish_non_exhaustive()
    }
}
