//! What an error of the server, or of the connection to it, means for a batch.

use super::error::{OpenPostgresError, PostgresError};
use crate::journal::{AppendError, Cause, JournalError};
use tokio_postgres::error::{Severity, SqlState};

/// The errors that the server reports when it shuts down, however severe it calls them.
const ENDS: [SqlState; 3] =
    [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW];

/// Returns true if the connection can no longer be used because it broke, or the server ends it or is silent.
pub(super) fn is_disconnected(error: &PostgresError) -> bool {
    let PostgresError::Server(error) = error else { return true };
    error.as_db_error().is_none_or(|db| {
        // The server ends a session with an error that it calls fatal.
        !matches!(db.parsed_severity(), Some(Severity::Error)) || ENDS.contains(db.code())
    })
}

const DAMAGE: [SqlState; 2] = [SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED];

/// Returns true if the server itself reports that what it stores is damaged.
fn is_damage(error: &PostgresError) -> bool {
    error.code().is_some_and(|code| DAMAGE.contains(code))
}

pub(super) fn failed(action: &'static str) -> impl Fn(PostgresError) -> JournalError {
    move |error| {
        if is_damage(&error) {
            JournalError::damaged(action, error)
        } else {
            JournalError::new(action, error)
        }
    }
}

/// Converts an error of a connection that an open ledger makes.
pub(super) fn unreached(action: &'static str) -> impl Fn(OpenPostgresError) -> JournalError {
    move |error| {
        if error.is_transient() {
            JournalError::new(action, error)
        } else {
            // Somebody has changed the tables under it.
            JournalError::damaged(action, error)
        }
    }
}

/// Errors of two transactions that got in each other's way: nothing is stored, and the next try may succeed.
const COLLISIONS: [SqlState; 2] =
    [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];

/// Converts an error of the statement that was to store a batch. The batch is certainly not stored only if the
/// server itself reports an error of this statement; after anything else, such as a lost connection or a silent
/// server, the outcome is unknown.
pub(super) fn append(error: PostgresError) -> AppendError {
    let code = error.code().map_or("", SqlState::code);
    let is_unknown = code == SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN.code()
        // Connection exceptions: a proxy may report them without ending the session.
        || code.starts_with("08")
        || is_disconnected(&error);
    if is_unknown {
        AppendError::Unknown(error.into())
    } else if is_damage(&error) {
        AppendError::Damaged(error.into())
    } else if COLLISIONS.iter().any(|collision| collision.code() == code) {
        AppendError::Conflict
    } else {
        AppendError::NotWritten(error.into())
    }
}

/// Converts an error that occurred before the statement was sent.
pub(super) fn before_append(error: JournalError) -> AppendError {
    let damaged = error.damaged;
    let cause: Cause = error.into();
    if damaged { AppendError::Damaged(cause) } else { AppendError::NotWritten(cause) }
}
