//! Why a command is refused for its time.

use co2_units::Timestamp;

/// Why the time of a command is not accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimeError {
    /// It is far ahead of the ledger's time and of the clock that it is compared with. One of the clocks
    /// is wrong; if it is not the sender's, [`Command::AcceptTime`](crate::Command::AcceptTime) accepts
    /// the time.
    #[error(
        "the time {now} is more than {bound_seconds} s ahead of the ledger's time {ledger} and of the \
         clock, which says {clock}"
    )]
    Ahead {
        /// The time of the command.
        now: Timestamp,
        /// The ledger's time.
        ledger: Timestamp,
        /// What the clock says.
        clock: Timestamp,
        /// How far ahead it may be.
        bound_seconds: u32,
    },
    /// The ledger's time never runs back, and after this time no reservation could be held.
    #[error("the time {now} is too close to the end of the year 9999 for any later reservation")]
    End {
        /// The time of the command.
        now: Timestamp,
    },
}
