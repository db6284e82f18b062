//! Errors from opening a ledger and from calls to the server.

use std::path::PathBuf;
use std::time::Duration;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

/// An error from opening a ledger in PostgreSQL.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenPostgresError {
    /// The address cannot be used.
    #[error("the address of the database cannot be used: {reason}")]
    Address {
        /// The reason. It never quotes a password.
        reason: String,
    },
    /// The file of root certificates cannot be used.
    #[error("{path}: the root certificates cannot be used: {reason}", path = .path.display())]
    Roots {
        /// The path.
        path: PathBuf,
        /// The reason.
        reason: String,
    },
    /// The server cannot be reached, refuses the connection, or does not answer.
    #[error("the database cannot be opened")]
    Server(#[from] PostgresError),
    /// The server's setting `fsync` is off, so a batch that was answered could be lost in a power failure.
    #[error("the server's setting fsync is off, so it can lose what it has answered")]
    NotDurable,
    /// What the server shows may not have reached its synchronous standby: somebody cancelled the wait for it.
    #[error("the wait for the synchronous standby was cancelled")]
    NotReplicated,
    /// The client could not be started: this process may have no file descriptor or memory left.
    #[error(
        "the database's client cannot be started; this process may be short of file descriptors"
    )]
    Client,
    /// The database has no ledger.
    #[error("the database has no ledger")]
    NoTables,
    /// The tables have another version.
    #[error("the ledger's tables are of version {found}, not {supported}")]
    Version {
        /// The version found.
        found: i32,
        /// The version that is supported.
        supported: i32,
    },
    /// The database has ledgers, but not this one.
    #[error("the database has no stream {stream:?}")]
    NoStream {
        /// The stream that the address names.
        stream: String,
    },
}

impl OpenPostgresError {
    /// Returns true if opening the ledger again later may succeed.
    pub(super) const fn is_transient(&self) -> bool {
        matches!(self, Self::Server(_) | Self::NotDurable | Self::NotReplicated | Self::Client)
    }
}

/// Why a call to a PostgreSQL server has no result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PostgresError {
    /// The server reports an error, or the connection to it was lost.
    #[error(transparent)]
    Server(#[from] Error),
    /// The server has not answered within the address's `answer_timeout`. It is not known whether it will still do
    /// what it was asked for.
    #[error("the server has not answered for {seconds} s")]
    Silent {
        /// The seconds that were waited.
        seconds: u64,
    },
    /// The connection was lost or given up by an earlier call.
    #[error("the connection is closed")]
    Closed,
}

impl PostgresError {
    /// Returns the code of the server's error; `None` if it is not an error that the server reports.
    pub fn code(&self) -> Option<&SqlState> {
        match self {
            Self::Server(error) => error.code(),
            Self::Silent { .. } | Self::Closed => None,
        }
    }

    pub(super) const fn silent(waited: Duration) -> Self {
        Self::Silent { seconds: waited.as_secs() }
    }
}
