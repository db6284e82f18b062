//! Commands as callers submit them, and their answers.

use crate::anchor::Position;
use co2_ledger::{OrderId, Receipt, Request};
use co2_offsets::Digest;
use std::sync::Arc;
use std::time::Instant;

/// A command to be submitted. Any [`Request`] can be converted into one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submission {
    /// The request.
    pub request: Request,
    /// The instant after which the command is no longer wanted: a writer that reaches it later does not decide
    /// it and answers [`SubmitError::TooLate`](crate::SubmitError::TooLate). The writer checks this just before
    /// it decides, never after it has begun to store.
    pub not_after: Option<Instant>,
    /// Documents that the command names, with their digests.
    pub(crate) documents: Vec<(Digest, Arc<[u8]>)>,
}

impl Submission {
    /// Makes a submission that is wanted however long it takes.
    pub const fn new(request: Request) -> Self {
        Self { request, not_after: None, documents: Vec::new() }
    }

    /// Sets the instant after which it is no longer wanted.
    #[must_use]
    pub const fn not_after(mut self, instant: Instant) -> Self {
        self.not_after = Some(instant);
        self
    }

    /// Adds a document that the command names. It is stored in the batch of the command, with the same
    /// sync, and only if the command is not refused; [`Ledger::put_document`](crate::Ledger::put_document)
    /// costs a sync of its own. Storing a document again has no effect.
    #[must_use]
    pub fn document(mut self, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        self.documents.push((Digest::of(&bytes), bytes));
        self
    }
}

impl From<Request> for Submission {
    fn from(request: Request) -> Self {
        Self::new(request)
    }
}

/// The answer to a command, and its position in the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Committed {
    /// The answer.
    pub receipt: Receipt,
    /// The journal's position for which the answer is true: a read that is at least as fresh sees it.
    pub position: Position,
}

/// How fresh a read must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Freshness {
    /// Whatever this writer has seen so far.
    Cached,
    /// Not older than this position.
    AtLeast(Position),
    /// Everything that is in the journal now, including other writers' batches.
    Latest,
}

/// Which archived orders a read sees in full; see [`Ledger::read_with`](crate::Ledger::read_with).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recall {
    /// This order, if it is archived.
    Order(OrderId),
    /// The orders that lack grams because units of theirs were invalidated later. With them,
    /// [`State::shortfalls`](co2_ledger::State::shortfalls) is complete. Their number is limited only
    /// by that of the units.
    Lacking,
}
