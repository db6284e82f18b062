//! Workloads shared by the benches: fixed, seeded, and the same on every machine.

pub mod certificate;
pub mod limit;
pub mod plain;
pub mod shop;
pub mod w1;

use co2_ledger::{Request, State};

/// A small generator of pseudo-random numbers (xorshift64*), so that a workload needs no crate and
/// stays the same for ever.
#[derive(Clone, Copy, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Numbers that follow from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number from `low` up to, but not including, `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d);
        low + mixed % (high - low)
    }
}

/// Decides a command and folds what happens.
///
/// # Panics
/// When the ledger refuses the command.
pub fn run(state: &mut State, request: &Request) {
    let decision = state.decide(request).expect("the workload fits its stock");
    for event in &decision.events {
        drop(state.fold(event).expect("decided events fold"));
    }
}
