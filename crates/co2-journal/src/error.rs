//! Errors from opening a ledger, submitting commands and closing it.

use crate::anchor::{Anchor, Position};
use crate::journal::JournalError;
use crate::replay::ReplayError;
use co2_ledger::{CommandError, Key};
use co2_offsets::Digest;
pub(crate) use co2_units::error::chain as describe;
use std::sync::Arc;

/// An error from opening a ledger.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The journal cannot be replayed.
    #[error(transparent)]
    Replay(#[from] ReplayError),
    /// The writer's thread cannot be started.
    #[error("the writer's thread cannot be started")]
    Thread(#[from] std::io::Error),
}

/// An error from submitting a command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// The ledger refuses the command.
    #[error(transparent)]
    Refused(#[from] CommandError),
    /// Nothing of it is stored, for example because the disk is full. It may be sent again.
    #[error("nothing was written: {reason}")]
    NotWritten {
        /// The reason, with its causes.
        reason: Arc<str>,
    },
    /// It may or may not be stored. Send the same command again: its key prevents it from taking effect twice.
    #[error("it is not known whether the command took effect: {reason}")]
    OutcomeUnknown {
        /// The command's key; `None` for a command that has none and may be sent any number of times.
        key: Option<Key>,
        /// The reason, with its causes.
        reason: Arc<str>,
    },
    /// Its [`not_after`](crate::Submission::not_after) had passed before it was stored. It has certainly
    /// not taken effect.
    #[error("the command was not done before its time was over")]
    TooLate,
    /// The queue is full, and this call was not accepted. It may be sent again.
    #[error("too many commands are waiting")]
    Full,
    /// Other writers were faster too many times. It may be sent again.
    #[error("other writers were faster, again and again")]
    Contended,
    /// The store cannot be reached. Nothing of the command was written; it may be sent again.
    #[error("{reason}")]
    Unreachable {
        /// The reason, with its causes.
        reason: Arc<str>,
    },
    /// The journal is damaged, or its store failed in an impossible way. Nothing of the command is
    /// stored, and nothing more is written until the journal is repaired and opened again.
    #[error("the ledger is closed because its journal is damaged: {reason}")]
    Broken {
        /// The reason, with the position.
        reason: Arc<str>,
    },
    /// The journal does not have the position that a read asked for, even after it was read again.
    #[error("the journal ends at position {head}, before {asked}")]
    Behind {
        /// The position asked for.
        asked: Position,
        /// The position at which the journal ends.
        head: Position,
    },
    /// The bytes stored under a document's digest do not have that digest.
    #[error("the document {digest} is damaged")]
    DamagedDocument {
        /// The digest asked for.
        digest: Digest,
    },
    /// The call was made inside a read of the same ledger, so it would wait for itself.
    #[error("a read cannot use its own ledger")]
    InRead,
    /// The writer has ended. It has not accepted the command.
    #[error("the ledger is closed")]
    Closed,
}

impl SubmitError {
    pub(crate) fn from_store(error: &JournalError) -> Self {
        let reason = describe(error).into();
        if error.damaged { Self::Broken { reason } } else { Self::Unreachable { reason } }
    }

    /// Returns true if sending the same command again can help.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Refused(error) => error.is_transient(),
            Self::Broken { .. }
            | Self::DamagedDocument { .. }
            | Self::InRead
            | Self::TooLate
            | Self::Closed => false,
            Self::NotWritten { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Full
            | Self::Contended
            | Self::Behind { .. }
            | Self::Unreachable { .. } => true,
        }
    }
}

/// An error from closing a ledger. Everything that was answered is stored nevertheless.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CloseError {
    /// It was already closed, or its journal is damaged.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
    /// It is closed, but no snapshot was stored. Opening it will take longer, with the same result.
    #[error("the ledger is closed, but no snapshot was stored: {reason}")]
    Snapshot {
        /// The end of the ledger.
        anchor: Anchor,
        /// The reason, with its causes.
        reason: Arc<str>,
    },
}
