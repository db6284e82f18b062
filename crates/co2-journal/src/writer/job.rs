//! The jobs in the queue.

use crate::anchor::Anchor;
use crate::error::{CloseError, SubmitError};
use crate::journal::Journal;
use crate::submission::{Committed, Freshness, Next, Recall, Submission};
use co2_ledger::{Receipt, Request, State};
use co2_offsets::Digest;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

pub(crate) type Answer = Result<Committed, SubmitError>;
pub(crate) type Read = Box<dyn FnOnce(Result<(&State, Anchor), SubmitError>) + Send>;
pub(crate) type Work = Box<dyn FnOnce(&mut dyn Journal) + Send>;
/// A read that returns the commands that follow from what it saw.
pub(crate) type Derive =
    Box<dyn FnOnce(Result<(&State, Anchor), SubmitError>) -> Vec<Pending> + Send>;

#[expect(
    clippy::large_enum_variant,
    reason = "nearly all are commands, for which a box each would cost more"
)]
pub(crate) enum Job {
    Command(Pending),
    /// Several commands that one caller submits together: one message and one answer cost less than many.
    Commands(Vec<Pending>),
    /// Commands that follow from what this writer knows when it takes them.
    Derived(Derive),
    /// A read, with the archived orders that the reader wants in full.
    Read(Freshness, Option<Recall>, Read),
    /// Work with the store that needs no state, such as documents.
    Store(Work),
    Snapshot(oneshot::Sender<Result<Anchor, SubmitError>>),
    Close(oneshot::Sender<Result<Anchor, CloseError>>),
}

/// A command that has no answer yet. It always gets one: if it is dropped, its caller learns that it was not
/// accepted or, if the writer had it, that its outcome is not known.
pub(crate) struct Pending {
    request: Request,
    not_after: Option<Instant>,
    documents: Vec<(Digest, Arc<[u8]>)>,
    next: Option<Next>,
    /// The command that follows it in the batch that is being decided.
    followed: Option<Box<Submission>>,
    reply: Option<Reply>,
    taken: bool,
}

enum Reply {
    Alone(oneshot::Sender<Answer>),
    /// The index of the answer in a group.
    Among(Arc<Mutex<Group>>, usize),
}

/// The answers to commands that were submitted together.
struct Group {
    answers: Vec<Option<Answer>>,
    missing: usize,
    reply: Option<oneshot::Sender<Vec<Answer>>>,
}

impl Group {
    fn put(&mut self, place: usize, answer: Answer) {
        if let Some(slot @ None) = self.answers.get_mut(place) {
            *slot = Some(answer);
            self.missing = self.missing.saturating_sub(1);
        }
        if self.missing == 0
            && let Some(reply) = self.reply.take()
        {
            let answers = std::mem::take(&mut self.answers);
            let _ = reply.send(answers.into_iter().flatten().collect());
        }
    }
}

fn length(documents: &[(Digest, Arc<[u8]>)]) -> usize {
    documents.iter().fold(0, |sum, (_, bytes)| sum.saturating_add(bytes.len()))
}

impl Pending {
    pub(crate) fn new(submission: Submission, reply: oneshot::Sender<Answer>) -> Self {
        Self::with(submission, Reply::Alone(reply))
    }

    /// Makes commands that are answered together once all of them have an answer; there is at least one.
    pub(crate) fn group(
        submissions: Vec<Submission>,
        reply: oneshot::Sender<Vec<Answer>>,
    ) -> Vec<Self> {
        let missing = submissions.len();
        let answers = submissions.iter().map(|_| None).collect();
        let group = Arc::new(Mutex::new(Group { answers, missing, reply: Some(reply) }));
        let places = submissions.into_iter().enumerate();
        places
            .map(|(place, given)| Self::with(given, Reply::Among(Arc::clone(&group), place)))
            .collect()
    }

    fn with(submission: Submission, reply: Reply) -> Self {
        let Submission { request, not_after, documents, next } = submission;
        let reply = Some(reply);
        Self { request, not_after, documents, next, followed: None, reply, taken: false }
    }

    pub(crate) const fn request(&self) -> &Request {
        &self.request
    }

    pub(crate) fn documents(&self) -> &[(Digest, Arc<[u8]>)] {
        &self.documents
    }

    /// Returns whether a command may follow it.
    pub(crate) const fn has_next(&self) -> bool {
        self.next.is_some()
    }

    /// Returns the command that follows it.
    pub(crate) fn followed(&self) -> Option<&Submission> {
        self.followed.as_deref()
    }

    /// Makes the command that follows it from its answer, if it has one; `None` forgets an earlier one.
    pub(crate) fn follow(&mut self, answer: Option<(&State, &Receipt)>) {
        let made = answer.zip(self.next.as_ref());
        let made = made.and_then(|((state, receipt), next)| next.make(state, receipt));
        self.followed = made.map(Box::new);
    }

    /// Returns the total length of its documents, in bytes.
    pub(crate) fn documents_len(&self) -> usize {
        length(&self.documents)
    }

    /// Returns the total length of the documents of the command that follows it, in bytes.
    pub(crate) fn followed_len(&self) -> usize {
        self.followed().map_or(0, |followed| length(&followed.documents))
    }

    pub(crate) const fn not_after(&self) -> Option<Instant> {
        self.not_after
    }

    /// Marks it as accepted by the writer.
    pub(crate) const fn take(mut self) -> Self {
        self.taken = true;
        self
    }

    pub(crate) fn answer(mut self, answer: Answer) {
        self.send(answer);
    }

    /// Answers that its outcome is not known.
    pub(crate) fn unknown(mut self, reason: &Arc<str>) {
        self.send_unknown(Arc::clone(reason));
    }

    fn send_unknown(&mut self, reason: Arc<str>) {
        let key = self.request.command.key();
        self.send(Err(SubmitError::OutcomeUnknown { key, reason }));
    }

    fn send(&mut self, answer: Answer) {
        match self.reply.take() {
            // A caller that is gone can ask again, because its command has a key.
            Some(Reply::Alone(reply)) => drop(reply.send(answer)),
            Some(Reply::Among(group, place)) => {
                group.lock().unwrap_or_else(PoisonError::into_inner).put(place, answer);
            }
            None => {}
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.reply.is_none() {
            return;
        }
        if self.taken {
            self.send_unknown("the writer failed before it had an answer".into());
        } else {
            self.send(Err(SubmitError::Closed));
        }
    }
}
