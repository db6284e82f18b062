//! An open ledger, as its callers hold it.

use crate::batch::{Anchor, Position};
use crate::journal::{Journal, JournalError};
use crate::replay::{ReplayError, Replica};
use crate::writer::{Job, Writer, describe, put_document};
use co2_offsets::{CommandError, Digest, Receipt, Request, State};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

/// How many commands may wait; further callers are held up until there is room.
const QUEUE: usize = 4_096;

/// An open ledger. Clones are handles of the same writer; it ends when the last one is dropped.
///
/// Nothing is answered before it is durable, errors included.
#[derive(Clone, Debug)]
pub struct Ledger {
    jobs: SyncSender<Job>,
}

/// The answer to a command, and where it stands in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Committed {
    /// The answer.
    pub receipt: Receipt,
    /// The journal's position when the answer was true: a read at least as fresh sees it.
    pub position: Position,
}

/// How fresh a read must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Freshness {
    /// What this writer has seen so far.
    Cached,
    /// Not older than this position.
    AtLeast(Position),
    /// Everything that is in the journal now, other writers' batches too.
    Latest,
}

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
        /// Why, with causes.
        reason: Arc<str>,
    },
    /// Other writers were faster too many times. It may be sent again.
    #[error("other writers were faster, again and again")]
    Contended,
    /// The store cannot be reached. Nothing was written; it may be sent again.
    #[error("{reason}")]
    Unreachable {
        /// Why, with causes.
        reason: Arc<str>,
    },
    /// The journal is damaged. Nothing more is written until it is mended and opened anew.
    #[error("the ledger is closed because its journal is damaged: {reason}")]
    Broken {
        /// Why, with the position.
        reason: Arc<str>,
    },
    /// The writer has ended.
    #[error("the ledger is closed")]
    Closed,
}

impl SubmitError {
    pub(crate) fn unreachable(error: &JournalError) -> Self {
        Self::Unreachable { reason: describe(error).into() }
    }

    /// Whether sending the same command again can help.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Refused(error) => error.is_transient(),
            Self::Broken { .. } | Self::Closed => false,
            Self::NotWritten { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Contended
            | Self::Unreachable { .. } => true,
        }
    }
}

impl Ledger {
    /// Opens a ledger on a journal: replays it and starts the writer.
    ///
    /// With an anchor, the journal must have it; so a journal that was cut or rewritten is refused.
    ///
    /// # Errors
    /// When the journal is damaged, with the position, or cannot be read.
    pub fn open(
        mut journal: impl Journal + 'static,
        anchor: Option<Anchor>,
    ) -> Result<Self, OpenError> {
        let (state, head) = crate::replay(&mut journal, anchor, |_| ())?;
        let replica = Replica { state, head };
        let (jobs, queue) = sync_channel(QUEUE);
        // Not for secrets: it tells this writer's batches from those of other processes.
        let nonce = RandomState::new().build_hasher().finish();
        let writer = Writer::new(Box::new(journal), replica, nonce);
        let thread = thread::Builder::new().name("co2-journal".to_owned());
        thread.spawn(move || writer.run(&queue))?;
        Ok(Self { jobs })
    }

    /// Gives a command and waits until its answer is durable.
    ///
    /// # Errors
    /// When it is refused or could not be stored; [`SubmitError`] says whether it may have happened.
    pub fn submit(&self, request: Request) -> Result<Committed, SubmitError> {
        let (reply, answer) = sync_channel(1);
        self.jobs.send(Job::Command(request, reply)).map_err(|_| SubmitError::Closed)?;
        answer.recv().map_err(|_| SubmitError::Closed)?
    }

    /// Gives several commands at once and waits for all; they share batches, and are decided in this
    /// order.
    pub fn submit_all(
        &self,
        requests: impl IntoIterator<Item = Request>,
    ) -> Vec<Result<Committed, SubmitError>> {
        let sent: Vec<_> = requests
            .into_iter()
            .map(|request| {
                let (reply, answer) = sync_channel(1);
                self.jobs.send(Job::Command(request, reply)).ok().map(|()| answer)
            })
            .collect();
        sent.into_iter()
            .map(|answer| {
                let answer = answer.ok_or(SubmitError::Closed)?;
                answer.recv().map_err(|_| SubmitError::Closed)?
            })
            .collect()
    }

    /// Reads the state between two batches, when everything in it is durable. The writer waits
    /// meanwhile, so be brief.
    ///
    /// # Errors
    /// When the journal cannot be read or is damaged.
    pub fn read<R: Send + 'static>(
        &self,
        freshness: Freshness,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> Result<R, SubmitError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Read(
            freshness,
            Box::new(move |state| {
                let _ = reply.send(state.map(|(state, head)| read(state, head)));
            }),
        );
        self.jobs.send(job).map_err(|_| SubmitError::Closed)?;
        answer.recv().map_err(|_| SubmitError::Closed)?
    }

    /// Stores a document under the digest of its bytes; storing it again does nothing.
    ///
    /// # Errors
    /// When it could not be stored.
    pub fn put_document(&self, bytes: Vec<u8>) -> Result<Digest, SubmitError> {
        self.store(move |journal| put_document(journal, &bytes))
    }

    /// A document, if it is there.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn document(&self, digest: Digest) -> Result<Option<Vec<u8>>, SubmitError> {
        self.store(move |journal| {
            journal.document(&digest).map_err(|error| SubmitError::unreachable(&error))
        })
    }

    fn store<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Journal) -> Result<R, SubmitError> + Send + 'static,
    ) -> Result<R, SubmitError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Store(Box::new(move |journal| {
            let _ = reply.send(work(journal));
        }));
        self.jobs.send(job).map_err(|_| SubmitError::Closed)?;
        answer.recv().map_err(|_| SubmitError::Closed)?
    }
}
