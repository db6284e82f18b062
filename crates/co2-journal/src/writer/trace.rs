//! What the writer reports to observers: with the feature `tracing`, a span per batch.

use super::offer::Offered;
use crate::error::SubmitError;
use std::time::Duration;

/// A batch being committed.
pub(super) struct Batch {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(feature = "tracing")]
impl Batch {
    /// `queued` is the number of calls waiting in the queue, and `commands` the number of commands taken from
    /// it, of which the batch has the first `decided`.
    pub(super) fn new(queued: usize, commands: usize) -> Self {
        let empty = tracing::field::Empty;
        let span = tracing::debug_span!(
            "batch",
            queued,
            commands,
            decided = empty,
            position = empty,
            bytes = empty,
            rounds = empty,
            commit_us = empty,
        );
        Self { span }
    }

    /// Reports that a batch was offered to the store, in the round counted from 0.
    pub(super) fn offered(
        &self,
        round: u32,
        decided: usize,
        batch: &crate::Batch,
        took: Duration,
        offered: &Offered,
    ) {
        let commit_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.span.record("decided", decided);
        self.span.record("position", batch.position.as_u64());
        self.span.record("bytes", batch.body.len());
        self.span.record("rounds", round.saturating_add(1));
        self.span.record("commit_us", commit_us);
        let _entered = self.span.enter();
        match offered {
            Offered::Stored => tracing::debug!("stored"),
            Offered::Conflict => tracing::debug!("another writer was faster"),
            Offered::Failed(error) => tracing::error!(%error, "not stored"),
            Offered::Unknown(reason) => tracing::error!(%reason, "outcome unknown"),
        }
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "it has nothing to report without the feature")]
impl Batch {
    pub(super) const fn new(_: usize, _: usize) -> Self {
        Self {}
    }

    pub(super) const fn offered(
        &self,
        _: u32,
        _: usize,
        _: &crate::Batch,
        _: Duration,
        _: &Offered,
    ) {
    }
}

/// Reports that a snapshot that was due could not be written.
#[cfg_attr(
    not(feature = "tracing"),
    expect(clippy::missing_const_for_fn, reason = "with the feature it cannot be")
)]
pub(super) fn snapshot_failed(error: &SubmitError) {
    #[cfg(feature = "tracing")]
    tracing::warn!(%error, "no snapshot was written");
    #[cfg(not(feature = "tracing"))]
    let _ = error;
}
