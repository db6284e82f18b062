//! The time of a command beside a clock that is not the sender's: one wrong clock must not expire the
//! reservations of others.

use crate::command::{Command, Request};
use crate::error::{CommandError, TimeError};
use crate::receipt::Decision;
use crate::state::State;
use co2_offsets::rules::CLOCK_AHEAD_SECONDS;
use co2_units::Timestamp;

impl State {
    /// The same as [`State::decide`], for a caller that has a clock beside the one that the time of the
    /// request comes from, such as that of the server that has the journal. A request is refused when
    /// its time is far ahead of both the ledger's time and this clock: by more than the rules in force
    /// allow in [`Rules::clock_ahead_seconds`](co2_offsets::Rules::clock_ahead_seconds).
    ///
    /// However long nothing happened, a request whose time is that of the clock is accepted. When the
    /// clock itself is wrong, [`Command::AcceptTime`] accepts the request's time.
    ///
    /// # Errors
    /// When the request is ahead, as [`CommandError::Time`]; otherwise those of [`State::decide`].
    pub fn decide_by(&self, request: &Request, clock: Timestamp) -> Result<Decision, CommandError> {
        self.check_clock(request, clock)?;
        self.decide(request)
    }

    pub(super) fn check_clock(&self, request: &Request, clock: Timestamp) -> Result<(), TimeError> {
        let rules = self.current_rules().and_then(|(_, rules)| rules.clock_ahead_seconds);
        let bound_seconds = rules.unwrap_or(CLOCK_AHEAD_SECONDS);
        let (now, ledger) = (request.now, self.time());
        let latest = ledger.max(clock).checked_add_seconds(bound_seconds);
        if request.command != Command::AcceptTime && latest.is_some_and(|latest| now > latest) {
            return Err(TimeError::Ahead { now, ledger, clock, bound_seconds });
        }
        Ok(())
    }
}

/// Refuses a time at which no reservation could be held any more: the ledger's time never runs back, so
/// one such command would be the last sale.
pub(super) fn check_end(now: Timestamp) -> Result<(), TimeError> {
    match now.checked_add_seconds(u32::MAX) {
        Some(_) => Ok(()),
        None => Err(TimeError::End { now }),
    }
}
