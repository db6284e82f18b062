//! What a caller gives the writer, and what it gets.

use crate::anchor::Position;
use co2_ledger::{OrderId, Receipt, Request};
use co2_offsets::Digest;
use std::sync::Arc;
use std::time::Instant;

/// A command on its way to the writer. Any [`Request`] is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Submission {
    /// What is asked.
    pub request: Request,
    /// After this instant it is no longer wanted: a writer that comes to it later does not do it and
    /// answers [`SubmitError::TooLate`](crate::SubmitError::TooLate). The writer looks just before it
    /// decides, never after it has begun to store.
    pub not_after: Option<Instant>,
    /// Documents that the command names, under their digests.
    pub(crate) documents: Vec<(Digest, Arc<[u8]>)>,
}

impl Submission {
    /// A request that is wanted however long it takes.
    pub const fn new(request: Request) -> Self {
        Self { request, not_after: None, documents: Vec::new() }
    }

    /// The same, wanted until an instant.
    #[must_use]
    pub const fn not_after(mut self, instant: Instant) -> Self {
        self.not_after = Some(instant);
        self
    }

    /// The same, with a document that the command names. It is stored in the batch of the command, with the same
    /// sync, and only if the command is not refused: [`Ledger::put_document`](crate::Ledger::put_document)
    /// costs one of its own. Storing a document again does nothing.
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

/// Which archived orders a read sees in full; see [`Ledger::read_with`](crate::Ledger::read_with).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Recall {
    /// This one, if it is archived.
    Order(OrderId),
    /// Those that lack grams because units of theirs were invalidated after all: with them
    /// [`State::shortfalls`](co2_ledger::State::shortfalls) has all there are. Their number has no
    /// bound but that of the units.
    Lacking,
}
