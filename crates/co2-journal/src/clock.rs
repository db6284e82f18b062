//! The only place that reads a clock.

use std::time::Instant;

/// Returns the current instant of this process. It is used for measuring durations and for commands that are no
/// longer wanted; nothing that is stored depends on it.
#[expect(
    clippy::disallowed_methods,
    reason = "a writer waits and measures, but computes nothing from it"
)]
pub(crate) fn now() -> Instant {
    Instant::now()
}
