//! The clock that the times of steps are compared with.

use super::Programme;
use super::step::steps;
use co2_journal::{Committed, SubmitError};
use co2_ledger::Command;
use co2_units::Timestamp;

steps! {
    /// Accepts a time that is far ahead, such as after the clock of the machine was wrong and was put
    /// right: every reservation that is due by then expires, and the ledger's time is this one from then
    /// on. It never runs back, so a person should look at the time first.
    ///
    /// No other step takes a time that is ahead of both the ledger's time and the programme's clock by
    /// more than `rules.clock_ahead_seconds` of the configuration, five minutes when it is left out. So a
    /// host whose clock is wrong is refused and harms nobody else.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shop()?;
    /// programme.accept_time("2027-01-01T00:00:00Z".parse()?)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When no reservation could be held after that time, or the ledger cannot store it.
    accept_time, accept_time_async = accepting_time(now: Timestamp) -> Committed, SubmitError;
}

impl Programme {
    async fn accepting_time(&self, now: Timestamp) -> Result<Committed, SubmitError> {
        self.submit(Command::AcceptTime, now).await
    }
}

/// The machine's clock.
#[cfg(feature = "sqlite")]
#[expect(clippy::disallowed_methods, reason = "times from outside are compared with it, no more")]
pub(super) fn machine() -> Timestamp {
    use std::time::{SystemTime, UNIX_EPOCH};
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_unix_seconds(seconds).unwrap_or(Timestamp::MAX)
}
