//! Commands as callers submit them, and their answers.

use crate::anchor::Position;
use co2_ledger::{CommandError, OrderId, Receipt, Request, State};
use co2_offsets::Digest;
use core::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
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
    /// Makes the command that follows it.
    pub(crate) next: Option<Next>,
}

/// Makes a command from the answer to another one and the state after it.
#[derive(Clone)]
pub(crate) struct Next(Arc<Make>);

type Make = dyn Fn(&State, &Receipt) -> Option<Submission> + Send + Sync;

impl Next {
    /// Returns the command; `None` also if making it panics, which is not allowed to harm the writer.
    pub(crate) fn make(&self, state: &State, receipt: &Receipt) -> Option<Submission> {
        catch_unwind(AssertUnwindSafe(|| (self.0)(state, receipt))).ok().flatten()
    }
}

impl PartialEq for Next {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Next {}

impl fmt::Debug for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}

impl Submission {
    /// Makes a submission that is wanted however long it takes.
    pub const fn new(request: Request) -> Self {
        Self { request, not_after: None, documents: Vec::new(), next: None }
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

    /// Adds a command that depends on the answer to this one, such as the record of a certificate that names
    /// the number of a new coverage, with the certificate as its document. Both are stored in one batch, with
    /// one sync.
    ///
    /// If this command is not refused, `next` is called before anything is stored, with the answer to it and
    /// the state after it and all other commands of callers in its batch. It returns the second command, or
    /// `None`. The answer to that command is [`Committed::next`]; if it is refused, the first one takes effect
    /// nevertheless. Deadlines and further commands of the second submission are ignored.
    ///
    /// `next` runs on the writer's thread while it holds the lock of the store. All other callers wait for it,
    /// so it should take microseconds and must not wait for anything. It is called again if the
    /// batch is decided again, because another writer was faster; the command that it returned last is the
    /// one that is stored. If it panics, no second command follows.
    ///
    /// # Examples
    /// ```
    /// # use co2_journal::{Ledger, Memory, Submission};
    /// # use co2_ledger::{Command, PutRules, Request};
    /// # let put = |name: &str| Request {
    /// #     now: "2026-11-21T12:00:00Z".parse().unwrap(),
    /// #     command: Command::PutRules(PutRules {
    /// #         operation: name.parse().unwrap(),
    /// #         rules: co2_offsets::Rules::default().into(),
    /// #     }),
    /// # };
    /// # let ledger = Ledger::open(Memory::new(), None)?;
    /// let (first, second) = (put("rules-1"), put("rules-2"));
    /// let both = Submission::new(first).then(move |state, receipt| {
    ///     assert!(!receipt.replayed && state.revision() == 1);
    ///     Some(second.clone().into())
    /// });
    /// let answer = ledger.submit(both)?;
    /// assert!(answer.next.is_some_and(|next| next.is_ok()));
    /// assert_eq!(answer.position.as_u64(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn then(
        mut self,
        next: impl Fn(&State, &Receipt) -> Option<Self> + Send + Sync + 'static,
    ) -> Self {
        self.next = Some(Next(Arc::new(next)));
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
    /// The answer to the command that followed it; see [`Submission::then`]. `None` if none was made, if making it
    /// panicked, if its batch was full, or if an archived order that it needs could not be read: then nothing of it is
    /// done, and the caller can submit it alone.
    pub next: Option<Box<Result<Receipt, CommandError>>>,
}

/// How fresh a read must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Freshness {
    /// Whatever this writer has seen so far. Commands that are still waiting are not seen, not even the
    /// caller's own.
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
