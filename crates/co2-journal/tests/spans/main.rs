//! What the writer reports to observers.
//!
//! A program of its own: whether anybody observes is known once for all threads, so that a ledger nobody observes must
//! not run beside one that is observed.

#[cfg(test)]
mod batches;
#[cfg(test)]
#[path = "../journal/world.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod world;
