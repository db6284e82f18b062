//! Several writers on one file take turns.
//!
//! SQLite's own way of waiting sleeps longer each time, so a writer that has waited long is the least
//! likely to come next: beside a busy one it starves. Two things solve that, as measured: a writer that waits
//! asks often, and one that has just stored a batch leaves the others a moment, if there are others.

use crate::anchor::Position;
use crate::clock::now;
use rusqlite::Connection;
use std::thread;
use std::time::{Duration, Instant};

/// How long to wait for another process that has the file, unless [`Sqlite::wait_at_most`] says otherwise.
///
/// [`Sqlite::wait_at_most`]: super::Sqlite::wait_at_most
pub(super) const BUSY: Duration = Duration::from_secs(10);
/// How often to ask whether the file is free.
const POLL: Duration = Duration::from_micros(50);
/// The moment that is left to others after a batch.
const MOMENT: Duration = Duration::from_micros(150);
/// For how many own batches others are remembered.
const MEMORY: u32 = 64;

/// Lets a connection wait by asking often, for so long.
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

/// Whether others write to the file, and when this writer last did.
#[derive(Debug, Default)]
pub(super) struct Turns {
    /// The last own batch, and when it was stored.
    own: Option<(Position, Instant)>,
    /// How many own batches more others count as present.
    others: u32,
}

impl Turns {
    /// Leaves others their moment, before the lock is taken again.
    pub(super) fn wait(&self) {
        if self.others > 0
            && let Some((_, stored)) = self.own
        {
            thread::sleep(MOMENT.saturating_sub(stored.elapsed()));
        }
    }

    /// A batch was stored. If it does not follow the last own one, others have stored some.
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
