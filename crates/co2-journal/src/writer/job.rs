//! What waits in the queue.

use crate::anchor::Anchor;
use crate::error::{CloseError, SubmitError};
use crate::journal::Journal;
use crate::submission::{Committed, Freshness, Recall, Submission};
use co2_offsets::{Request, State};
use std::sync::Arc;
use std::time::Instant;

pub(crate) type Answer = Result<Committed, SubmitError>;
pub(crate) type Read = Box<dyn FnOnce(Result<(&State, Anchor), SubmitError>) + Send>;
pub(crate) type Work = Box<dyn FnOnce(&mut dyn Journal) + Send>;

pub(crate) enum Job {
    Command(Pending),
    /// With the archived orders that the reader wants in full.
    Read(Freshness, Option<Recall>, Read),
    /// Something with the store that needs no state: documents.
    Store(Work),
    Snapshot(oneshot::Sender<Result<Anchor, SubmitError>>),
    Close(oneshot::Sender<Result<Anchor, CloseError>>),
}

/// A command that has no answer yet. It gets one, whatever happens: should it be dropped, its caller
/// hears that it was not taken, or, when the writer had it, that its outcome is not known.
pub(crate) struct Pending {
    request: Request,
    not_after: Option<Instant>,
    reply: Option<oneshot::Sender<Answer>>,
    taken: bool,
}

impl Pending {
    pub(crate) fn new(submission: Submission, reply: oneshot::Sender<Answer>) -> Self {
        let Submission { request, not_after } = submission;
        Self { request, not_after, reply: Some(reply), taken: false }
    }

    pub(crate) const fn request(&self) -> &Request {
        &self.request
    }

    pub(crate) const fn not_after(&self) -> Option<Instant> {
        self.not_after
    }

    /// The same, now that the writer has it.
    pub(crate) const fn take(mut self) -> Self {
        self.taken = true;
        self
    }

    pub(crate) fn answer(mut self, answer: Answer) {
        self.send(answer);
    }

    /// Its outcome is not known.
    pub(crate) fn unknown(mut self, reason: &Arc<str>) {
        self.send_unknown(Arc::clone(reason));
    }

    fn send_unknown(&mut self, reason: Arc<str>) {
        let key = self.request.command.key();
        self.send(Err(SubmitError::OutcomeUnknown { key, reason }));
    }

    fn send(&mut self, answer: Answer) {
        if let Some(reply) = self.reply.take() {
            // A caller that is gone can ask again: its command has a key.
            let _ = reply.send(answer);
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
