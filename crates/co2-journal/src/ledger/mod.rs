//! An open ledger, as its callers hold it.

mod blocking;
mod nonblocking;

use crate::anchor::{Anchor, Position};
use crate::batch::BatchError;
use crate::error::{OpenError, SubmitError, describe};
use crate::journal::{Journal, JournalError};
use crate::options::Options;
use crate::reader::Reader;
use crate::replay::CHUNK;
use crate::submission::{Freshness, Recall, Submission};
use crate::writer::{Answer, Derive, Guard, Job, Pending, Read, Work, Writer};
use crate::{Batch, snapshot};
use async_channel::{Sender, TrySendError, bounded};
use co2_ledger::{Event, State};
use co2_offsets::Digest;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle, ThreadId};

/// An open ledger. Clones are handles of the same writer; it ends when the last one is dropped, which
/// waits until everything in the queue is answered and the journal is closed, or with [`Ledger::close`].
/// A future of a call counts as a handle.
///
/// Nothing is answered before it is durable, errors included.
///
/// Each call comes twice: one holds up its thread, the other (`_async`) is a future, for which any
/// runtime will do, or none. A future does nothing until it is polled. Dropped before its command was
/// taken into the queue, nothing of it happens; dropped later, the command may take effect all the
/// same, and giving it again tells.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Before `jobs`: its handle of the store is closed before the writer's.
    reader: Option<Reader>,
    jobs: Sender<Job>,
    writer: ThreadId,
    /// After `jobs`: when the last handle drops this, the queue has come to its end.
    thread: Arc<Thread>,
}

/// A thread of the ledger, which has ended when this is gone.
#[derive(Debug)]
pub(crate) struct Thread(Mutex<Option<JoinHandle<()>>>);

impl Thread {
    pub(crate) const fn new(thread: JoinHandle<()>) -> Self {
        Self(Mutex::new(Some(thread)))
    }

    fn join(&self) {
        let thread = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        // Where a read drops the last handle, this is the thread itself: it ends by itself.
        let thread = thread.filter(|thread| thread.thread().id() != thread::current().id());
        // It caught its panics; there is nothing that it could tell.
        let _ = thread.map(JoinHandle::join);
    }
}

impl Drop for Thread {
    fn drop(&mut self) {
        self.join();
    }
}

impl Ledger {
    /// How to open a ledger, where [`Ledger::open`] is not enough.
    ///
    /// # Examples
    /// ```
    /// use co2_journal::{Ledger, Memory};
    ///
    /// let ledger = Ledger::options().queue(10_000).open(Memory::new())?;
    /// # ledger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn options() -> Options {
        Options::default()
    }

    /// Opens a ledger on a journal: reads it and starts the writer.
    ///
    /// With an anchor, the journal must have it; so a journal that was cut or rewritten is refused.
    /// [`Options::open`] says what is read.
    ///
    /// # Examples
    /// ```
    /// use co2_journal::{Ledger, Memory};
    ///
    /// let ledger = Ledger::open(Memory::new(), None)?;
    /// # ledger.close()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the journal is damaged, with the position, or cannot be read.
    pub fn open(
        journal: impl Journal + 'static,
        anchor: Option<Anchor>,
    ) -> Result<Self, OpenError> {
        Self::options().anchor(anchor).open(journal)
    }

    pub(crate) fn start(
        mut journal: Box<dyn Journal>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let believed =
            options.snapshots.then(|| snapshot::believed(journal.as_mut(), options.anchor));
        let believed = believed.transpose()?.flatten();
        let snapshot = believed.as_ref().map(|replica| replica.head);
        let mut replica = believed.unwrap_or_default();
        // An anchor from before the snapshot has been compared.
        let place = replica.head.position;
        let anchor = options.anchor.filter(|anchor| snapshot.is_none() || anchor.position > place);
        replica.catch_up_past(journal.as_mut(), anchor, |_, _| ())?;
        let (jobs, queue) = bounded(options.queue);
        let mut journal = Guard::new(journal);
        let reader = Reader::beside(&mut journal, options.queue, options.snapshots)?;
        // Not for secrets: it tells this writer's batches from those of other processes.
        let nonce = RandomState::new().build_hasher().finish();
        let writer = Writer::new(journal, replica, snapshot, nonce, options);
        // Whoever watches here, watches the writer too.
        #[cfg(feature = "tracing")]
        let watcher = tracing::dispatcher::get_default(Clone::clone);
        let run = move || {
            #[cfg(feature = "tracing")]
            let _watched = tracing::dispatcher::set_default(&watcher);
            writer.run(&queue);
        };
        let thread = thread::Builder::new().name("co2-journal".to_owned()).spawn(run)?;
        let writer = thread.thread().id();
        Ok(Self { reader, jobs, writer, thread: Arc::new(Thread::new(thread)) })
    }

    /// An error for whoever would wait for the thread it runs on.
    fn not_inside(&self) -> Result<(), SubmitError> {
        // The queue is drained by the thread that would wait here.
        if thread::current().id() == self.writer { Err(SubmitError::InRead) } else { Ok(()) }
    }

    /// Waits for the thread's end, which has been announced.
    fn join(&self) {
        self.thread.join();
    }
}

/// A read that hands what it gives, or its panic, to whoever asked.
fn handed<R: Send + 'static>(
    read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
    reply: oneshot::Sender<Result<thread::Result<R>, SubmitError>>,
) -> Read {
    Box::new(move |state: Result<(&State, Anchor), SubmitError>| {
        // Only the reader's own things can be left half done: the state is not changed.
        let read = |(state, head)| catch_unwind(AssertUnwindSafe(|| read(state, head)));
        let _ = reply.send(state.map(read));
    })
}

/// A job that runs a read.
fn read_job<R: Send + 'static>(
    freshness: Freshness,
    recall: Option<Recall>,
    read: impl FnOnce(&State, Anchor) -> R + Send + 'static,
) -> impl FnOnce(oneshot::Sender<Result<thread::Result<R>, SubmitError>>) -> Job + Send + 'static {
    move |reply| Job::Read(freshness, recall, handed(read, reply))
}

/// Something done with the store, whose result is handed to whoever asked.
fn store_work<R: Send + 'static>(
    work: impl FnOnce(&mut dyn Journal) -> Result<R, JournalError> + Send + 'static,
) -> impl FnOnce(oneshot::Sender<Result<R, SubmitError>>) -> Work + Send + 'static {
    move |reply| {
        Box::new(move |journal: &mut dyn Journal| {
            let result = work(journal);
            let _ = reply.send(result.map_err(|error| SubmitError::from_store(&error)));
        })
    }
}

/// What comes of a look at a document.
type Document = Result<Option<Vec<u8>>, SubmitError>;

/// A look at a document.
fn document_work(
    digest: Digest,
) -> impl FnOnce(oneshot::Sender<Document>) -> Work + Send + 'static {
    store_work(move |journal| journal.document(&digest))
}

/// A look at the batches after an anchor.
fn batches_work(
    anchor: Anchor,
) -> impl FnOnce(oneshot::Sender<Result<Vec<Batch>, SubmitError>>) -> Work + Send + 'static {
    store_work(move |journal| journal.read_after(anchor.position, CHUNK))
}

fn command_job(
    submission: Submission,
) -> impl FnOnce(oneshot::Sender<Answer>) -> Job + Send + 'static {
    move |reply| Job::Command(Pending::new(submission, reply))
}

/// How many commands of one caller make one message: beside them, its own cost is small.
const GROUP: usize = 64;

/// The next commands of one caller; `None` at the end.
fn next_group(commands: &mut impl Iterator<Item = Submission>) -> Option<Vec<Submission>> {
    let group: Vec<_> = commands.by_ref().take(GROUP).collect();
    Some(group).filter(|group| !group.is_empty())
}

fn group_job(
    group: Vec<Submission>,
) -> impl FnOnce(oneshot::Sender<Vec<Answer>>) -> Job + Send + 'static {
    move |reply| Job::Commands(Pending::group(group, reply))
}

/// What a read returned from which commands follow; it is there once these are answered.
type Derived<R> = Arc<Mutex<Option<Result<thread::Result<R>, SubmitError>>>>;

/// A job that runs a read and takes the commands that it returns.
fn derived_job<R: Send + 'static>(
    read: impl FnOnce(&State, Anchor) -> (R, Vec<Submission>) + Send + 'static,
    derived: Derived<R>,
) -> impl FnOnce(oneshot::Sender<Vec<Answer>>) -> Job + Send + 'static {
    move |reply| {
        let derive: Derive = Box::new(move |state| {
            // Only the reader's own things can be left half done: the state is not changed.
            let read = |(state, head)| catch_unwind(AssertUnwindSafe(|| read(state, head)));
            let (result, commands) = match state.map(read) {
                Ok(Ok((result, commands))) => (Ok(Ok(result)), commands),
                Ok(Err(panic)) => (Ok(Err(panic)), Vec::new()),
                Err(error) => (Err(error), Vec::new()),
            };
            *derived.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            if commands.is_empty() {
                let _ = reply.send(Vec::new());
                return Vec::new();
            }
            Pending::group(commands, reply)
        });
        Job::Derived(derive)
    }
}

fn derived<R>(derived: &Derived<R>) -> Result<R, SubmitError> {
    let derived = derived.lock().unwrap_or_else(PoisonError::into_inner).take();
    derived.unwrap_or(Err(SubmitError::Closed)).map(unwound)
}

fn put_job(
    bytes: Vec<u8>,
) -> impl FnOnce(oneshot::Sender<Result<Digest, SubmitError>>) -> Job + Send + 'static {
    let put = store_work(move |journal| {
        let digest = Digest::of(&bytes);
        journal.put_document(digest, &bytes).map(|()| digest)
    });
    move |reply| Job::Store(put(reply))
}

/// How many documents are looked for at once: others may use the store between.
const LOOKED_FOR: usize = 4_096;

fn missing_work(
    digests: Vec<Digest>,
) -> impl FnOnce(oneshot::Sender<Result<Vec<Digest>, SubmitError>>) -> Work + Send + 'static {
    store_work(move |journal| {
        let mut missing = Vec::new();
        for digest in digests {
            if !journal.has_document(&digest)? {
                missing.push(digest);
            }
        }
        Ok(missing)
    })
}

/// A document is what its digest says, or it is damaged.
fn checked(digest: Digest, document: Option<Vec<u8>>) -> Result<Option<Vec<u8>>, SubmitError> {
    match document {
        Some(bytes) if Digest::of(&bytes) != digest => Err(SubmitError::DamagedDocument { digest }),
        document => Ok(document),
    }
}

/// The events of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Happened {
    /// What happened, in order.
    pub events: Vec<Arc<Event>>,
    /// The place in the journal after it.
    pub after: Anchor,
}

/// The events of batches that follow an anchor, batch by batch.
fn happened(batches: Vec<Batch>, anchor: Anchor) -> Result<Vec<Happened>, SubmitError> {
    let (mut all, mut head) = (Vec::with_capacity(batches.len()), anchor);
    for batch in batches {
        let broken = |error: BatchError| SubmitError::Broken { reason: describe(&error).into() };
        let events = batch.decode(head).map_err(broken)?;
        head = batch.anchor();
        all.push(Happened { events, after: head });
    }
    Ok(all)
}

/// The same in one list, and the anchor at its end.
fn events_of(
    batches: Vec<Batch>,
    anchor: Anchor,
) -> Result<(Vec<Arc<Event>>, Anchor), SubmitError> {
    let batches = happened(batches, anchor)?;
    let after = batches.last().map_or(anchor, |batch| batch.after);
    Ok((batches.into_iter().flat_map(|batch| batch.events).collect(), after))
}

/// A look at the anchor at a position, if the journal has it.
fn anchor_work(
    position: Position,
) -> impl FnOnce(oneshot::Sender<Result<Option<Anchor>, SubmitError>>) -> Work + Send + 'static {
    store_work(move |journal| {
        if position == Position::START {
            return Ok(Some(Anchor::START));
        }
        let batch = journal.read_after(position.before(), 1)?.into_iter().next();
        Ok(batch.map(|batch| batch.anchor()).filter(|anchor| anchor.position == position))
    })
}

/// A look at several documents.
fn documents_work(
    digests: Vec<Digest>,
) -> impl FnOnce(oneshot::Sender<Result<Found, SubmitError>>) -> Work + Send + 'static {
    store_work(move |journal| {
        let find = |digest| Ok((digest, journal.document(&digest)?));
        digests.into_iter().map(find).collect()
    })
}

/// Documents that were asked for.
type Found = Vec<(Digest, Option<Vec<u8>>)>;

fn all_checked(found: Found) -> Result<Vec<Option<Vec<u8>>>, SubmitError> {
    found.into_iter().map(|(digest, document)| checked(digest, document)).collect()
}

/// The reader's value, or its panic, which is its own.
fn unwound<R>(read: thread::Result<R>) -> R {
    read.unwrap_or_else(|panic| resume_unwind(panic))
}

/// What is said when the writer is gone and has left no answer.
fn gone<E>(_: E) -> SubmitError {
    SubmitError::Closed
}

fn not_taken(error: &TrySendError<Job>) -> SubmitError {
    match error {
        TrySendError::Full(_) => SubmitError::Full,
        TrySendError::Closed(_) => SubmitError::Closed,
    }
}
