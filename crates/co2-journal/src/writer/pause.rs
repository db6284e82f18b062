//! Pauses of random length, so that writers that met once do not meet again.

use std::thread;
use std::time::Duration;

/// Random numbers of no further use: splitmix64.
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

    /// Waits for half to all of `first` at the first time, and twice as long each time after, up to
    /// `most`.
    pub(crate) fn pause(&mut self, times_before: u32, first: Duration, most: Duration) {
        let grown = first.saturating_mul(1_u32.checked_shl(times_before).unwrap_or(u32::MAX));
        let half = grown.min(most) / 2;
        let part = u32::try_from(self.next() % 1_024).unwrap_or(0);
        thread::sleep(half.saturating_add(half.saturating_mul(part) / 1_024));
    }
}
