//! The writer: one thread per open ledger. It takes commands from a queue, decides and folds them
//! tentatively, appends what happened as one batch, and only then answers.

use crate::batch::{Anchor, Batch, BatchError, Position};
use crate::journal::{AppendError, Journal};
use crate::ledger::{Committed, Freshness, SubmitError};
use crate::replay::Replica;
use co2_offsets::{Change, CommandError, Event, Receipt, Request, State, Tentative};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};

/// The most commands in one batch: more brings no more throughput.
const BATCH_MAX: usize = 1_024;
/// The weight at which a batch is large enough: below a megabyte. Only its last command goes beyond.
const WEIGHT_MAX: usize = 16_384;
/// How often a batch is decided anew because another writer was faster.
const ROUNDS_MAX: u32 = 32;
/// How often a batch whose answer was lost is offered again.
const OFFERS_MAX: u32 = 8;

pub(crate) type Answer = Result<Committed, SubmitError>;
type Read = Box<dyn FnOnce(Result<(&State, Anchor), SubmitError>) + Send>;
type Work = Box<dyn FnOnce(&mut dyn Journal) + Send>;

pub(crate) enum Job {
    Command(Request, SyncSender<Answer>),
    Read(Freshness, Read),
    /// Something with the store that needs no state: documents.
    Store(Work),
}

pub(crate) struct Writer {
    journal: Box<dyn Journal>,
    replica: Replica,
    nonce: u64,
    /// Why nothing more can be done, once that is so.
    broken: Option<Arc<str>>,
}

type Pending = (Request, SyncSender<Answer>);
type Decided = Result<Receipt, CommandError>;

/// What came of offering a batch to the store.
enum Offered {
    Stored,
    Conflict,
    NotWritten(Arc<str>),
    Unknown(Arc<str>),
}

impl Writer {
    pub(crate) fn new(journal: Box<dyn Journal>, replica: Replica, nonce: u64) -> Self {
        Self { journal, replica, nonce, broken: None }
    }

    /// Works until the last handle is gone.
    pub(crate) fn run(mut self, jobs: &Receiver<Job>) {
        let mut waiting = None;
        while let Some(job) = waiting.take().or_else(|| jobs.recv().ok()) {
            match job {
                Job::Command(request, reply) => {
                    let mut batch = vec![(request, reply)];
                    // What has piled up meanwhile shares one append and one sync.
                    while batch.len() < BATCH_MAX {
                        match jobs.try_recv() {
                            Ok(Job::Command(request, reply)) => batch.push((request, reply)),
                            Ok(other) => {
                                waiting = Some(other);
                                break;
                            }
                            Err(TryRecvError::Empty | TryRecvError::Disconnected) => break,
                        }
                    }
                    self.commit(batch);
                }
                Job::Read(freshness, read) => self.read(freshness, read),
                Job::Store(work) => work(self.journal.as_mut()),
            }
        }
    }

    fn read(&mut self, freshness: Freshness, read: Read) {
        let stale = match freshness {
            Freshness::Cached => false,
            Freshness::AtLeast(position) => self.replica.head.position < position,
            Freshness::Latest => true,
        };
        if stale && let Err(error) = self.catch_up() {
            return read(Err(error));
        }
        let head = self.replica.head;
        read(match (&self.broken, freshness) {
            (Some(reason), _) => Err(SubmitError::Broken { reason: Arc::clone(reason) }),
            (None, Freshness::AtLeast(asked)) if head.position < asked => {
                Err(SubmitError::Behind { asked, head: head.position })
            }
            (None, _) => Ok((&self.replica.state, head)),
        });
    }

    /// Takes over what other writers have stored.
    fn catch_up(&mut self) -> Result<(), SubmitError> {
        if let Some(reason) = &self.broken {
            return Err(SubmitError::Broken { reason: Arc::clone(reason) });
        }
        let result = self.replica.catch_up(self.journal.as_mut(), |_, _| Ok(()));
        result.map_err(|error| match error {
            crate::ReplayError::Journal(error) => SubmitError::unreachable(&error),
            // The state may hold a part of a batch: it is not used any more.
            damaged => self.broken(&damaged),
        })
    }

    /// Answers every command, in as many batches as their size asks for.
    fn commit(&mut self, mut waiting: Vec<Pending>) {
        while !waiting.is_empty() {
            match self.commit_some(&waiting) {
                Ok(decided) => self.answer(waiting.drain(..decided.len()), decided),
                Err((count, error)) => refuse(waiting.drain(..count), &error),
            }
        }
    }

    /// Decides and stores the first of the commands; what came of them, or why none of so many has an
    /// answer.
    fn commit_some(&mut self, waiting: &[Pending]) -> Result<Vec<Decided>, (usize, SubmitError)> {
        let mut count = waiting.len();
        for _ in 0..ROUNDS_MAX {
            let locked = self.journal.lock().map_err(|error| SubmitError::unreachable(&error));
            let ready = locked.and_then(|()| self.catch_up());
            let tentative = ready.and_then(|()| self.decide(waiting)).inspect_err(|_| {
                self.journal.unlock();
            });
            let tentative = tentative.map_err(|error| (count, error))?;
            count = tentative.answers().len();
            if tentative.events().is_empty() {
                self.journal.unlock();
                return Ok(tentative.into_answers());
            }
            let Some(stored) = Batch::encode(self.replica.head, self.nonce, tentative.events())
            else {
                self.replica.state.undo_all(tentative);
                self.journal.unlock();
                let reason = "the journal is full".into();
                return Err((count, SubmitError::NotWritten { reason }));
            };
            match self.offer(&stored) {
                Offered::Stored => {
                    self.replica.head = stored.anchor();
                    return Ok(tentative.into_answers());
                }
                Offered::Conflict => {
                    self.replica.state.undo_all(tentative);
                    self.check_head().map_err(|error| (count, error))?;
                }
                Offered::NotWritten(reason) => {
                    self.replica.state.undo_all(tentative);
                    return Err((count, SubmitError::NotWritten { reason }));
                }
                Offered::Unknown(reason) => {
                    // Should it turn up later, it is folded like another writer's.
                    self.replica.state.undo_all(tentative);
                    return Err((count, SubmitError::OutcomeUnknown { reason }));
                }
            }
        }
        Err((count, SubmitError::Contended))
    }

    /// Decides and folds each command on what those before it have done, until they make a batch.
    fn decide(&mut self, waiting: &[Pending]) -> Result<Tentative, SubmitError> {
        let mut tentative = Tentative::default();
        let mut size = 0_usize;
        for (request, _) in waiting {
            let before = tentative.events().len();
            if let Err(error) = self.replica.state.decide_next(&mut tentative, request) {
                // Decided on this very state, so it folds; nobody is told otherwise.
                self.replica.state.undo_all(tentative);
                return Err(self.broken(&error));
            }
            let new = tentative.events().iter().skip(before);
            size = new.fold(size, |size, event| size.saturating_add(weight(event)));
            if size >= WEIGHT_MAX {
                break;
            }
        }
        Ok(tentative)
    }

    /// Whether the journal still has the batch at which this writer stands. When an append finds
    /// another one in the way, that is the first thing to know.
    fn check_head(&mut self) -> Result<(), SubmitError> {
        let head = self.replica.head;
        if head == Anchor::START {
            return Ok(());
        }
        let before = Position::new(head.position.as_u64().saturating_sub(1));
        let found = self.journal.read_after(before, 1);
        let found = found.map_err(|error| SubmitError::unreachable(&error))?;
        if found.first().map(Batch::anchor) == Some(head) {
            return Ok(());
        }
        Err(self.broken(&BatchError { position: head.position, reason: "it was cut or rewritten" }))
    }

    /// Nothing more is done: the journal or the state is not what it must be.
    fn broken(&mut self, error: &dyn std::error::Error) -> SubmitError {
        let reason: Arc<str> = describe(error).into();
        self.broken = Some(Arc::clone(&reason));
        SubmitError::Broken { reason }
    }

    /// Offers a batch until it is known whether it is stored.
    fn offer(&mut self, batch: &Batch) -> Offered {
        let mut lost: Option<Arc<str>> = None;
        for _ in 0..OFFERS_MAX {
            match (self.journal.append(batch), &lost) {
                (Ok(()), _) => return Offered::Stored,
                (Err(AppendError::Conflict), None) => return Offered::Conflict,
                (Err(AppendError::NotWritten(cause)), None) => {
                    return Offered::NotWritten(describe(cause.as_ref()).into());
                }
                (Err(AppendError::Conflict), Some(reason)) => {
                    // The position is taken: by our own batch, or by another's?
                    let before = Position::new(batch.position.as_u64().saturating_sub(1));
                    match self.journal.read_after(before, 1) {
                        Ok(found) if found.first() == Some(batch) => return Offered::Stored,
                        Ok(found) if !found.is_empty() => return Offered::Conflict,
                        _ => lost = Some(Arc::clone(reason)),
                    }
                }
                // An earlier offer may have been stored; only a taken position settles that.
                (Err(AppendError::NotWritten(cause) | AppendError::Unknown(cause)), _) => {
                    lost = Some(describe(cause.as_ref()).into());
                }
            }
        }
        Offered::Unknown(lost.unwrap_or_else(|| "no answer".into()))
    }

    fn answer(&self, batch: impl Iterator<Item = Pending>, decided: Vec<Decided>) {
        let position = self.replica.head.position;
        for ((_, reply), decided) in batch.zip(decided) {
            let answer = decided
                .map(|receipt| Committed { receipt, position })
                .map_err(SubmitError::Refused);
            // A caller that is gone can ask again: its command has a key.
            let _ = reply.send(answer);
        }
    }
}

fn refuse(batch: impl Iterator<Item = Pending>, error: &SubmitError) {
    for (_, reply) in batch {
        let _ = reply.send(Err(error.clone()));
    }
}

/// About how much an event adds to a batch: its lots, lines and slices, of some 50 bytes each.
fn weight(event: &Event) -> usize {
    match &event.change {
        Change::Imported(content) => content.lots.len().saturating_add(content.projects.len()),
        Change::TransferredIn(content) => content.lots.len().saturating_add(content.projects.len()),
        Change::BufferRecorded(content) => {
            content.lots.len().saturating_add(content.projects.len())
        }
        Change::Converted(content) => content.lots.len().saturating_add(content.projects.len()),
        Change::Reserved { slices, .. }
        | Change::Reallocated { slices, .. }
        | Change::Filled { slices, .. }
        | Change::CoveredRetroactively { slices, .. } => {
            slices.iter().map(|line| line.len().saturating_add(1)).fold(0, usize::saturating_add)
        }
        Change::MadeGood { slices, .. } => slices.len(),
        Change::RetirementRecorded { record, moved } => {
            record.serials.len().saturating_add(moved.len())
        }
        _ => 1,
    }
}

/// An error with its causes, on one line.
pub(crate) fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
