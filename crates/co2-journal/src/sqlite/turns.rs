//! Several writers on one file take turns.
//!
//! SQLite's own way of waiting sleeps longer each time, so a writer that has waited for long is the least
//! likely to be next: beside a busy writer it starves. Measurements showed that two things solve this: a
//! waiting writer asks often, and a writer that has just stored a batch leaves the others a moment, if there
//! are others.

use crate::anchor::Position;
use crate::clock::now;
use rusqlite::Connection;
use std::thread;
use std::time::{Duration, Instant};

/// The time to wait for another process that has locked the file, unless [`Sqlite::wait_at_most`] sets another.
///
/// [`Sqlite::wait_at_most`]: super::Sqlite::wait_at_most
pub(super) const BUSY: Duration = Duration::from_secs(10);
/// The interval at which a waiting writer asks whether the file is free.
const POLL: Duration = Duration::from_micros(50);
/// The time that is left to others after a batch.
const MOMENT: Duration = Duration::from_micros(150);
/// The number of own batches for which other writers are remembered.
const MEMORY: u32 = 64;

/// Makes a connection wait by asking often, for at most this time.
pub(super) fn wait_politely(
    connection: &mut Connection,
    most: Duration,
) -> Result<(), rusqlite::Error> {
    let mut begun = None;
    connection.busy_handler(Some(move |times| {
        if times == 0 {
            begun = Some(now());
        }
        thread::sleep(POLL);
        begun.is_some_and(|begun| begun.elapsed() < most)
    }))
}

/// Whether others write to the file, and when this writer last stored a batch.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The last own batch, and the time at which it was stored.
    own: Option<(Position, Instant)>,
    /// The number of further own batches for which others count as present.
    others: u32,
}

impl Turns {
    /// Leaves others their time before the lock is taken again.
    pub(super) fn wait(&self) {
        if self.others > 0
            && let Some((_, stored)) = self.own
        {
            thread::sleep(MOMENT.saturating_sub(stored.elapsed()));
        }
    }

    /// Records that a batch was stored. If it does not follow the last own one, others have stored some.
    pub(super) fn stored(&mut self, position: Position) {
        let alone = self.own.is_none_or(|(own, _)| own.next() == Some(position));
        self.others = if alone { self.others.saturating_sub(1) } else { MEMORY };
        self.own = Some((position, now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_seen_and_forgotten() {
        let mut turns = Turns::default();
        let mut others_after = |position| {
            turns.stored(Position::new(position));
            turns.others
        };
        assert_eq!(others_after(41), 0, "whatever was there before this writer came");
        assert_eq!(others_after(42), 0);
        assert_eq!(others_after(44), MEMORY, "43 is somebody else's");
        assert_eq!(others_after(45), MEMORY - 1);
        assert_eq!(others_after(47), MEMORY);
        let last = (48..48 + u64::from(MEMORY)).map(others_after).last();
        assert_eq!(last, Some(0));
    }
}
