//! What all steps have in common: two ways to call each, a span, and one way into the ledger.

use super::Programme;
use co2_journal::{Committed, Submission, SubmitError};
use co2_ledger::{Command, OrderId, Request};
use co2_units::{IdError, Timestamp};
use core::future::Future;

/// The public steps of a topic in one table: documentation, name, name of the future, and the private
/// method that does it.
///
/// Every step is written once, as a future that needs no runtime. Its blocking form drives that future
/// on the caller's thread: what the step computes is done there, and the ledger's writer is asked only for what must be
/// in the journal.
macro_rules! steps {
    ($($(#[$meta:meta])* $name:ident, $twin:ident = $steps:ident(
        $($arg:ident: $ty:ty),* $(,)?
    ) -> $ok:ty, $error:ty;)*) => {
        impl $crate::Programme {$(
            $(#[$meta])*
            pub fn $name(&self, $($arg: $ty),*) -> Result<$ok, $error> {
                let steps = self.$steps($($arg),*);
                pollster::block_on($crate::programme::step::watched!(stringify!($name), steps))
            }

            #[doc = concat!("[`", stringify!($name), "`](Self::", stringify!($name), ") as a future, for which any")]
            /// runtime will do. Dropped before it is done, it may or may not have taken effect; giving
            /// it again finishes it.
            ///
            /// # Errors
            #[doc = concat!("As [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            #[cfg(feature = "async")]
            pub async fn $twin(&self, $($arg: $ty),*) -> Result<$ok, $error> {
                let steps = self.$steps($($arg),*);
                $crate::programme::step::watched!(stringify!($name), steps).await
            }
        )*}
    };
}

/// Runs a step inside a span of its name, with the feature `tracing`.
#[cfg(feature = "tracing")]
macro_rules! watched {
    ($name:expr, $steps:expr) => {
        $crate::programme::step::watch(
            tracing::debug_span!(
                "step",
                step = $name,
                order = tracing::field::Empty,
                position = tracing::field::Empty,
                outcome = tracing::field::Empty,
            ),
            $steps,
        )
    };
}

#[cfg(not(feature = "tracing"))]
macro_rules! watched {
    ($name:expr, $steps:expr) => {
        $steps
    };
}

pub(super) use {steps, watched};

/// Runs a step inside its span, which then says how it ended.
#[cfg(feature = "tracing")]
pub(super) async fn watch<T, E>(
    span: tracing::Span,
    steps: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    use tracing::Instrument;
    let result = steps.instrument(span.clone()).await;
    // Not the error itself, which may name a product: the caller gets it.
    span.record("outcome", if result.is_ok() { "done" } else { "failed" });
    result
}

/// Notes something in the present step's span.
#[cfg(feature = "tracing")]
fn note(field: &str, value: impl core::fmt::Display) {
    tracing::Span::current().record(field, tracing::field::display(value));
}

#[cfg(not(feature = "tracing"))]
const fn note<V: Copy>(_: &str, _: V) {}

/// Notes the last position at which something was stored.
pub(super) fn note_position(answers: &[Result<Committed, SubmitError>]) {
    if let Some(answer) = answers.iter().filter_map(|answer| answer.as_ref().ok()).next_back() {
        note("position", answer.position.as_u64());
    }
}

/// The name of the order that a step is about, which its span shows.
pub(super) fn order_id(order: &str) -> Result<OrderId, IdError> {
    // Only a name that is one is noted: anybody may have sent the text.
    let order: OrderId = order.parse()?;
    note("order", &order);
    Ok(order)
}

impl Programme {
    /// Gives the ledger a command and waits until its answer is durable.
    pub(super) fn submit(
        &self,
        command: Command,
        now: Timestamp,
    ) -> impl Future<Output = Result<Committed, SubmitError>> + Send + 'static {
        self.give(Submission::new(Request { now, command }))
    }

    /// Gives the ledger commands with the documents that they name, and waits until all have durable
    /// answers: they are stored together.
    pub(super) async fn give_all(
        &self,
        submissions: Vec<Submission>,
    ) -> Vec<Result<Committed, SubmitError>> {
        let answers = self.ledger.submit_all_async(submissions).await;
        note_position(&answers);
        answers
    }

    /// The same for one, with documents that the command names: they are stored in its batch.
    pub(super) fn give(
        &self,
        submission: Submission,
    ) -> impl Future<Output = Result<Committed, SubmitError>> + Send + 'static {
        let answer = self.ledger.submit_async(submission);
        async move {
            let answer = answer.await?;
            note("position", answer.position.as_u64());
            Ok(answer)
        }
    }
}
