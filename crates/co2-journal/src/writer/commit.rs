//! Committing commands as a batch, in as many rounds as other writers make necessary.

use super::job::Pending;
use super::offer::Offered;
use super::{Writer, trace};
use crate::anchor::Anchor;
use crate::batch::{Batch, BatchError, BatchFault, Header};
use crate::clock::now;
use crate::error::SubmitError;
use crate::journal::Journal;
use crate::submission::Committed;
use co2_ledger::{CommandError, Receipt, Tentative};
use co2_offsets::Digest;
use std::sync::Arc;
use std::time::Duration;

/// The pause after a round that another writer won: the first, and the longest.
const PAUSE: Duration = Duration::from_micros(100);
const PAUSE_MAX: Duration = Duration::from_millis(5);

/// The reason why none of the first `count` commands has an answer.
struct Refusal {
    count: usize,
    why: Why,
}

enum Why {
    Error(SubmitError),
    Unknown(Arc<str>),
}

impl Writer {
    /// Answers every command, in as many batches as their size requires.
    pub(super) fn commit(&mut self, mut waiting: Vec<Pending>, queued: usize) {
        while !waiting.is_empty() {
            let span = trace::Batch::new(queued, waiting.len());
            if let Err(Refusal { count, why }) = self.commit_some(&mut waiting, &span) {
                for pending in waiting.drain(..count.min(waiting.len())) {
                    match &why {
                        Why::Error(error) => pending.answer(Err(error.clone())),
                        Why::Unknown(reason) => pending.unknown(reason),
                    }
                }
            }
        }
    }

    /// Decides and stores the first of the commands, and answers them.
    fn commit_some(
        &mut self,
        waiting: &mut Vec<Pending>,
        span: &trace::Batch,
    ) -> Result<(), Refusal> {
        let mut count = waiting.len();
        let fail = |count, error| Refusal { count, why: Why::Error(error) };
        for round in 0..self.options.rounds {
            // Whatever their answers are, the journal's head was read after they arrived.
            let before = self.replica.head;
            self.lock_and_catch_up().map_err(|error| fail(count, error))?;
            refuse_late(waiting);
            let tentative = self.decide(waiting).inspect_err(|_| self.journal.unlock());
            let (tentative, decided) = tentative.map_err(|error| fail(waiting.len(), error))?;
            count = decided;
            if tentative.events().is_empty() {
                // An append would detect this; here nothing else does.
                let there = if before == self.replica.head { self.check_head() } else { Ok(()) };
                self.journal.unlock();
                there.map_err(|error| fail(count, error))?;
                self.answer(waiting.drain(..count), tentative);
                return Ok(());
            }
            let revision = self.replica.state.revision();
            let events = u64::try_from(tentative.events().len()).unwrap_or(u64::MAX);
            // The events have been folded already.
            let header = Header { writer: self.nonce, revision: revision.saturating_sub(events) };
            let Some(batch) = Batch::seal(self.replica.head, header, events, tentative.encoded())
            else {
                self.replica.state.undo_all(tentative);
                self.journal.unlock();
                let reason = "the journal is full".into();
                return Err(fail(count, SubmitError::NotWritten { reason }));
            };
            let begun = now();
            let documents =
                documents(waiting.get(..count).unwrap_or_default(), tentative.answers());
            let offered = self.offer(&documents, &batch);
            span.offered(round, count, &batch, begun.elapsed(), &offered);
            match offered {
                Offered::Stored => {
                    self.replica.head = batch.anchor();
                    self.since_snapshot = self.since_snapshot.saturating_add(1);
                    self.answer(waiting.drain(..count), tentative);
                    return Ok(());
                }
                Offered::Conflict => {
                    self.replica.state.undo_all(tentative);
                    self.check_head().map_err(|error| fail(count, error))?;
                    self.jitter.pause(round, PAUSE, PAUSE_MAX);
                }
                Offered::Failed(error) => {
                    self.replica.state.undo_all(tentative);
                    return Err(fail(count, error));
                }
                Offered::Unknown(reason) => {
                    // If it turns up later, it is folded like another writer's batch.
                    self.replica.state.undo_all(tentative);
                    return Err(Refusal { count, why: Why::Unknown(reason) });
                }
            }
        }
        Err(fail(count, SubmitError::Contended))
    }

    fn lock_and_catch_up(&mut self) -> Result<(), SubmitError> {
        self.sound()?;
        self.journal.lock().map_err(|error| self.store_error(&error))?;
        self.catch_up().inspect_err(|_| self.journal.unlock())
    }

    /// Checks that the journal still has the batch at which this writer is: a backup may have been
    /// restored under it.
    pub(super) fn check_head(&mut self) -> Result<(), SubmitError> {
        let head = self.replica.head;
        if head == Anchor::START {
            return Ok(());
        }
        let found = self.journal.read_after(head.position.before(), 1);
        let found = found.map_err(|error| self.store_error(&error))?;
        if found.first().map(Batch::anchor) == Some(head) {
            return Ok(());
        }
        Err(self.broken(&BatchError::new(head.position, BatchFault::Rewritten)))
    }

    /// Answers the commands that were decided.
    fn answer(&self, decided: impl ExactSizeIterator<Item = Pending>, tentative: Tentative) {
        let position = self.replica.head.position;
        let mut answers = tentative.into_answers();
        let mut nexts = answers.split_off(decided.len().min(answers.len())).into_iter();
        for (pending, answer) in decided.zip(answers) {
            let next = pending.followed().and_then(|_| nexts.next()).map(Box::new);
            let answer = answer.map(|receipt| Committed { receipt, position, next });
            pending.answer(answer.map_err(SubmitError::Refused));
        }
    }
}

/// Returns the documents of the commands that are not refused.
fn documents<'a>(
    decided: &'a [Pending],
    answers: &[Result<Receipt, CommandError>],
) -> Vec<(Digest, &'a [u8])> {
    let own = decided.iter().map(Pending::documents);
    let followed = decided.iter().filter_map(Pending::followed);
    let of_each = own.chain(followed.map(|followed| followed.documents.as_slice()));
    let taken = of_each.zip(answers).filter(|(_, answer)| answer.is_ok());
    let documents = taken.flat_map(|(documents, _)| documents);
    documents.map(|(digest, bytes)| (*digest, &**bytes)).collect()
}

/// Answers the commands that are no longer wanted; they have had no effect.
fn refuse_late(waiting: &mut Vec<Pending>) {
    if waiting.iter().all(|pending| pending.not_after().is_none()) {
        return;
    }
    let now = now();
    let late = |pending: &mut Pending| pending.not_after().is_some_and(|instant| instant < now);
    for pending in waiting.extract_if(.., late) {
        pending.answer(Err(SubmitError::TooLate));
    }
}
