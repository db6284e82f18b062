//! The writer: one thread per open ledger. It takes commands from a queue, decides and folds them
//! tentatively, appends what happened as one batch, and only then answers.

use crate::batch::{Anchor, Batch, Position};
use crate::journal::{AppendError, Journal};
use crate::ledger::{Committed, Freshness, SubmitError};
use crate::replay::Replica;
use co2_offsets::{CommandError, Digest, Event, Receipt, Request, State, Undo};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError};

/// The most commands in one batch: more brings no more throughput.
const BATCH_MAX: usize = 1_024;
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
        read(match &self.broken {
            Some(reason) => Err(SubmitError::Broken { reason: Arc::clone(reason) }),
            None => Ok((&self.replica.state, self.replica.head)),
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
            damaged => {
                // The state may hold a part of a batch: it is not used any more.
                let reason: Arc<str> = describe(&damaged).into();
                self.broken = Some(Arc::clone(&reason));
                SubmitError::Broken { reason }
            }
        })
    }

    fn commit(&mut self, batch: Vec<Pending>) {
        for _ in 0..ROUNDS_MAX {
            let locked = self.journal.lock().map_err(|error| SubmitError::unreachable(&error));
            if let Err(error) = locked.and_then(|()| self.catch_up()) {
                self.journal.unlock();
                return refuse_all(batch, &error);
            }
            let (decided, events, undo) = self.decide(&batch);
            if events.is_empty() {
                self.journal.unlock();
                return self.answer(batch, decided);
            }
            let Some(stored) = Batch::encode(self.replica.head, self.nonce, &events) else {
                self.undo(undo);
                self.journal.unlock();
                let error = SubmitError::NotWritten { reason: "the journal is full".into() };
                return refuse_all(batch, &error);
            };
            match self.offer(&stored) {
                Offered::Stored => {
                    self.replica.head = stored.anchor();
                    return self.answer(batch, decided);
                }
                Offered::Conflict => self.undo(undo),
                Offered::NotWritten(reason) => {
                    self.undo(undo);
                    return refuse_all(batch, &SubmitError::NotWritten { reason });
                }
                Offered::Unknown(reason) => {
                    // Should it turn up later, it is folded like another writer's.
                    self.undo(undo);
                    return refuse_all(batch, &SubmitError::OutcomeUnknown { reason });
                }
            }
        }
        refuse_all(batch, &SubmitError::Contended);
    }

    /// Decides and folds each command on what those before it have done.
    fn decide(&mut self, batch: &[Pending]) -> (Vec<Decided>, Vec<Arc<Event>>, Vec<Undo>) {
        let (mut decided, mut events, mut undo) = (Vec::new(), Vec::new(), Vec::new());
        for (request, _) in batch {
            let decision = self.replica.state.decide(request);
            decided.push(decision.map(|decision| {
                for event in decision.events {
                    // Decided on this very state, so it folds.
                    if let Ok(token) = self.replica.state.fold(&event) {
                        undo.push(token);
                        events.push(event);
                    }
                }
                decision.receipt
            }));
        }
        (decided, events, undo)
    }

    fn undo(&mut self, mut undo: Vec<Undo>) {
        while let Some(last) = undo.pop() {
            self.replica.state.undo(last);
        }
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

    fn answer(&self, batch: Vec<Pending>, decided: Vec<Decided>) {
        let position = self.replica.head.position;
        for ((_, reply), decided) in batch.into_iter().zip(decided) {
            let answer = decided
                .map(|receipt| Committed { receipt, position })
                .map_err(SubmitError::Refused);
            // A caller that is gone can ask again: its command has a key.
            let _ = reply.send(answer);
        }
    }
}

fn refuse_all(batch: Vec<Pending>, error: &SubmitError) {
    for (_, reply) in batch {
        let _ = reply.send(Err(error.clone()));
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

/// Stores a document and reads it back by its digest; used by [`crate::Ledger`].
pub(crate) fn put_document(journal: &mut dyn Journal, bytes: &[u8]) -> Result<Digest, SubmitError> {
    let digest = Digest::of(bytes);
    let stored = journal.put_document(digest, bytes);
    stored.map_err(|error| SubmitError::unreachable(&error))?;
    Ok(digest)
}
