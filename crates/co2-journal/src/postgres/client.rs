//! A connection to a PostgreSQL database for tables of the caller's own.

use super::address::Address;
use super::connection::PostgresConnection;
use super::error::OpenPostgresError;
use super::session::apart;
use core::fmt;

/// A connection to the database of an address, with its rules for TLS and time, for tables of the caller's own: nothing
/// here is about a ledger.
///
/// The client blocks. Where a thread drives an asynchronous runtime, the work is done on another one. A connection
/// that was lost is made again by the next call.
pub struct PostgresClient {
    address: Address,
    connection: Option<PostgresConnection>,
}

impl PostgresClient {
    /// Connects to the database of an address, such as `postgres://reports@db.example/reports`. Of several hosts in
    /// the address, it is the primary.
    ///
    /// # Errors
    /// Returns an error if the address cannot be used, or the server cannot be reached.
    pub fn connect(address: &str) -> Result<Self, OpenPostgresError> {
        let mut client = Self { address: Address::parse(address)?.writable(), connection: None };
        client.call(|_| ())?;
        Ok(client)
    }

    /// Does some work with the connection, and returns what it returns. A new connection has none of the settings that
    /// earlier work has made.
    ///
    /// # Errors
    /// Returns an error if the connection was lost and the server cannot be reached.
    pub fn call<R: Send>(
        &mut self,
        work: impl FnOnce(&mut PostgresConnection) -> R + Send,
    ) -> Result<R, OpenPostgresError> {
        apart(|| {
            let kept = self.connection.take().and_then(|mut connection| {
                connection.batch_execute("").is_ok().then_some(connection)
            });
            let mut connection = match kept {
                Some(connection) => connection,
                None => PostgresConnection::connect(&self.address)?,
            };
            // If the work panics, the connection is dropped, with the transaction that may be open.
            let result = work(&mut connection);
            self.connection = Some(connection);
            Ok(result)
        })
    }
}

impl Drop for PostgresClient {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            apart(|| connection.close());
        }
    }
}

impl fmt::Debug for PostgresClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresClient").finish_non_exhaustive()
    }
}
