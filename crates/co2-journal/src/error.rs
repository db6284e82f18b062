//! Why a ledger is not opened, a command has no answer, or a ledger did not close well.

use crate::anchor::{Anchor, Position};
use crate::journal::JournalError;
use crate::replay::ReplayError;
use co2_ledger::{CommandError, Key};
use co2_offsets::Digest;
pub(crate) use co2_units::error::chain as describe;
use std::sync::Arc;

/// Why a ledger is not opened.
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

/// Why a command has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SubmitError {
    /// The ledger refuses the command.
    #[error(transparent)]
    Refused(#[from] CommandError),
    /// Nothing of it is stored: the disk is full, or the like. It may be sent again.
    #[error("nothing was written: {reason}")]
    NotWritten {
        /// Why, with causes.
        reason: Arc<str>,
    },
    /// It may be stored or not. Send the same command again: its key keeps it from happening twice.
    #[error("it is not known whether the command took effect: {reason}")]
    OutcomeUnknown {
        /// The key of the command; `None` for one that has none and may be given any number of times.
        key: Option<Key>,
        /// Why, with causes.
        reason: Arc<str>,
    },
    /// Its [`not_after`](crate::Submission::not_after) had passed before it was stored. It is surely
    /// not done.
    #[error("the command was not done before its time was over")]
    TooLate,
    /// As many calls wait as may; this one was not taken. It may be sent again.
    #[error("too many commands are waiting")]
    Full,
    /// Other writers were faster too many times. It may be sent again.
    #[error("other writers were faster, again and again")]
    Contended,
    /// The store cannot be reached. Nothing of a command was written; it may be sent again.
    #[error("{reason}")]
    Unreachable {
        /// Why, with causes.
        reason: Arc<str>,
    },
    /// The journal is damaged, or its store failed in a way that must not be. Nothing of the command is
    /// stored, and nothing more is written until it is mended and opened anew.
    #[error("the ledger is closed because its journal is damaged: {reason}")]
    Broken {
        /// Why, with the position.
        reason: Arc<str>,
    },
    /// The journal does not have the position that a read asked for, not even after looking again.
    #[error("the journal ends at position {head}, before {asked}")]
    Behind {
        /// The position asked for.
        asked: Position,
        /// Where the journal ends.
        head: Position,
    },
    /// What is stored under a document's digest is not that document.
    #[error("the document {digest} is damaged")]
    DamagedDocument {
        /// The digest asked for.
        digest: Digest,
    },
    /// It was given from inside a read of the same ledger, and would wait for itself.
    #[error("a read cannot use its own ledger")]
    InRead,
    /// The writer has ended. It has not taken the command that gets this.
    #[error("the ledger is closed")]
    Closed,
}

impl SubmitError {
    pub(crate) fn from_store(error: &JournalError) -> Self {
        let reason = describe(error).into();
        if error.damaged { Self::Broken { reason } } else { Self::Unreachable { reason } }
    }

    /// Whether sending the same command again can help.
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

/// Why a ledger was not closed as it should be. Everything that was answered is stored all the same.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CloseError {
    /// It was closed already, or its journal is damaged.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
    /// It is closed, but no snapshot was stored: opening it takes longer, and is otherwise as good.
    #[error("the ledger is closed, but no snapshot was stored: {reason}")]
    Snapshot {
        /// Where the ledger ends.
        anchor: Anchor,
        /// Why, with causes.
        reason: Arc<str>,
    },
}
