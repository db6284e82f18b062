//! Pauses of random length, so that writers that collided once do not collide again.

use std::thread;
use std::time::Duration;

/// A generator of random numbers for pauses only (splitmix64).
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Waits for half to all of `first` the first time, and twice as long each further time, up to
    /// `most`.
    pub(crate) fn pause(&mut self, times_before: u32, first: Duration, most: Duration) {
        thread::sleep(self.length(times_before, first, most));
    }

    fn length(&mut self, times_before: u32, first: Duration, most: Duration) -> Duration {
        let grown = first.saturating_mul(1_u32.checked_shl(times_before).unwrap_or(u32::MAX));
        let half = grown.min(most) / 2;
        let part = u32::try_from(self.next() % 1_024).unwrap_or(0);
        half.saturating_add(half.saturating_mul(part) / 1_024)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn pauses_grow_to_a_limit_and_differ() {
        let (first, most) = (Duration::from_millis(2), Duration::from_millis(128));
        let mut jitter = Jitter::new(7);
        for (times, whole) in [(0, 2), (1, 4), (5, 64), (6, 128), (7, 128), (u32::MAX, 128)] {
            let whole = Duration::from_millis(whole);
            let lengths: BTreeSet<_> = (0..50).map(|_| jitter.length(times, first, most)).collect();
            assert!(lengths.iter().all(|length| *length >= whole / 2 && *length < whole));
            assert!(lengths.len() > 25, "{lengths:?}");
        }
    }
}
