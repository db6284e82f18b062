//! The one place that reads a clock.

use std::time::Instant;

/// Now, as this process counts. It tells how long something took and what is no longer wanted;
/// nothing that is stored hangs on it.
#[expect(clippy::disallowed_methods, reason = "a writer waits, and measures; it computes nothing")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
