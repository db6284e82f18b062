//! What an error of the server, or of the way to it, says about a batch.

use crate::journal::{AppendError, Cause, JournalError};
use postgres::Error;
use postgres::error::{Severity, SqlState};

/// What the server says when it goes down, however severe it calls that.
const ENDS: [SqlState; 3] =
    [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW];

/// Whether the connection is of no use any more: it broke, or the server ends it.
pub(super) fn is_disconnected(error: &Error) -> bool {
    error.as_db_error().is_none_or(|db| {
        // The server ends a session by an error that it calls fatal.
        !matches!(db.parsed_severity(), Some(Severity::Error)) || ENDS.contains(db.code())
    })
}

const DAMAGE: [SqlState; 2] = [SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED];

/// Whether the server itself says that what it stores is damaged.
fn is_damage(error: &Error) -> bool {
    error.code().is_some_and(|code| DAMAGE.contains(code))
}

pub(super) fn failed(action: &'static str) -> impl Fn(Error) -> JournalError {
    move |error| {
        if is_damage(&error) {
            JournalError::damaged(action, error)
        } else {
            JournalError::new(action, error)
        }
    }
}

/// What an error means for the statement that was to store a batch. Only what the server itself calls an error of
/// this statement is surely not stored: after anything else, such as a lost connection, nobody knows.
pub(super) fn append(error: Error) -> AppendError {
    let unknown = error.code() == Some(&SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN);
    if is_damage(&error) {
        AppendError::Damaged(error.into())
    } else if unknown || is_disconnected(&error) {
        AppendError::Unknown(error.into())
    } else {
        AppendError::NotWritten(error.into())
    }
}

/// The same before the statement was sent.
pub(super) fn before_append(error: JournalError) -> AppendError {
    let damaged = error.damaged;
    let cause: Cause = error.into();
    if damaged { AppendError::Damaged(cause) } else { AppendError::NotWritten(cause) }
}
