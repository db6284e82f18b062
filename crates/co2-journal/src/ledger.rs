//! An open ledger, as its callers hold it.

use crate::batch::{Anchor, Position};
use crate::journal::{Journal, JournalError};
use crate::replay::{ReplayError, Replica};
use crate::writer::{Answer, Job, Writer, describe};
use co2_offsets::{CommandError, Digest, Event, Receipt, Request, State};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, ThreadId};

/// How many commands may wait; further callers are held up until there is room.
const QUEUE: usize = 4_096;

/// An open ledger. Clones are handles of the same writer; it ends soon after the last one is dropped.
///
/// Nothing is answered before it is durable, errors included.
#[derive(Clone, Debug)]
pub struct Ledger {
    jobs: SyncSender<Job>,
    writer: ThreadId,
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
    /// The store cannot be reached. Nothing of a command was written; it may be sent again.
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
    pub(crate) fn unreachable(error: &JournalError) -> Self {
        Self::Unreachable { reason: describe(error).into() }
    }

    /// Whether sending the same command again can help.
    pub const fn is_transient(&self) -> bool {
        match self {
            Self::Refused(error) => error.is_transient(),
            Self::Broken { .. } | Self::DamagedDocument { .. } | Self::InRead | Self::Closed => {
                false
            }
            Self::NotWritten { .. }
            | Self::OutcomeUnknown { .. }
            | Self::Contended
            | Self::Behind { .. }
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
        let thread = thread.spawn(move || writer.run(&queue))?;
        Ok(Self { jobs, writer: thread.thread().id() })
    }

    fn send(&self, job: Job) -> Result<(), SubmitError> {
        // The queue is drained by the thread that would wait here.
        if thread::current().id() == self.writer {
            return Err(SubmitError::InRead);
        }
        self.jobs.send(job).map_err(|_| SubmitError::Closed)
    }

    fn give(&self, request: Request) -> Result<Receiver<Answer>, SubmitError> {
        let (reply, answer) = sync_channel(1);
        self.send(Job::Command(request, reply))?;
        Ok(answer)
    }

    /// Gives a command and waits until its answer is durable.
    ///
    /// # Errors
    /// When it is refused or could not be stored; [`SubmitError`] says whether it may have happened.
    pub fn submit(&self, request: Request) -> Result<Committed, SubmitError> {
        wait(&self.give(request)?)
    }

    /// Gives several commands at once and waits for all; they share batches, and are decided in this
    /// order.
    pub fn submit_all(
        &self,
        requests: impl IntoIterator<Item = Request>,
    ) -> Vec<Result<Committed, SubmitError>> {
        let given: Vec<_> = requests.into_iter().map(|request| self.give(request)).collect();
        given.into_iter().map(|given| wait(&given?)).collect()
    }

    /// Reads the state between two batches, when everything in it is durable. The writer waits
    /// meanwhile, so be brief; and `read` cannot use this ledger, for which it would wait in vain.
    ///
    /// # Errors
    /// When the journal cannot be read or is damaged, or does not reach the position asked for.
    ///
    /// # Panics
    /// When `read` does; the ledger and its other callers are not harmed.
    pub fn read<R: Send + 'static>(
        &self,
        freshness: Freshness,
        read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    ) -> Result<R, SubmitError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Read(
            freshness,
            Box::new(move |state| {
                // Only the reader's own things can be left half done: the state is not changed.
                let read = |(state, head)| catch_unwind(AssertUnwindSafe(|| read(state, head)));
                let _ = reply.send(state.map(read));
            }),
        );
        self.send(job)?;
        let read = answer.recv().map_err(|_| SubmitError::Closed)??;
        Ok(read.unwrap_or_else(|panic| resume_unwind(panic)))
    }

    /// Stores a document under the digest of its bytes; storing it again does nothing.
    ///
    /// # Errors
    /// When it could not be stored.
    pub fn put_document(&self, bytes: Vec<u8>) -> Result<Digest, SubmitError> {
        self.store(move |journal| {
            let digest = Digest::of(&bytes);
            journal.put_document(digest, &bytes).map(|()| digest)
        })
    }

    /// A document, if it is there.
    ///
    /// # Errors
    /// When the store cannot be read, or what it has does not have this digest.
    pub fn document(&self, digest: Digest) -> Result<Option<Vec<u8>>, SubmitError> {
        match self.store(move |journal| journal.document(&digest))? {
            Some(bytes) if Digest::of(&bytes) != digest => {
                Err(SubmitError::DamagedDocument { digest })
            }
            document => Ok(document),
        }
    }

    /// What happened after a place in the journal, in order, and the place after it: the events of
    /// the next batches, some dozens at most. None at the end of the journal.
    ///
    /// # Errors
    /// When the journal cannot be read, or its batches are damaged or do not follow the anchor.
    pub fn events_after(&self, anchor: Anchor) -> Result<(Vec<Arc<Event>>, Anchor), SubmitError> {
        let batches =
            self.store(move |journal| journal.read_after(anchor.position, crate::replay::CHUNK))?;
        let (mut events, mut head) = (Vec::new(), anchor);
        for batch in batches {
            let decoded = batch.decode(head);
            let broken =
                |error: crate::BatchError| SubmitError::Broken { reason: describe(&error).into() };
            events.extend(decoded.map_err(broken)?);
            head = batch.anchor();
        }
        Ok((events, head))
    }

    fn store<R: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Journal) -> Result<R, JournalError> + Send + 'static,
    ) -> Result<R, SubmitError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Store(Box::new(move |journal| {
            let _ = reply.send(work(journal));
        }));
        self.send(job)?;
        let result = answer.recv().map_err(|_| SubmitError::Closed)?;
        result.map_err(|error| SubmitError::unreachable(&error))
    }
}

/// The answer to a command that was taken.
fn wait(answer: &Receiver<Answer>) -> Answer {
    answer.recv().unwrap_or_else(|_| {
        let reason = "the writer has ended without an answer".into();
        Err(SubmitError::OutcomeUnknown { reason })
    })
}
