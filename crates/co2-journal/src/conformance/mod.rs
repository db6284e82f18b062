//! A suite of checks for implementations of [`Journal`], and a store that fails on demand.
//!
//! Implement how a store is made and opened, and run the checks:
//!
//! ```
//! use co2_journal::conformance::{Provider, check};
//! use co2_journal::{Cause, Memory};
//!
//! #[derive(Default)]
//! struct InMemory(Memory);
//!
//! impl Provider for InMemory {
//!     type Journal = Memory;
//!
//!     fn create(&mut self) -> Result<Memory, Cause> {
//!         self.0 = Memory::new();
//!         Ok(self.0.clone())
//!     }
//!
//!     fn open(&mut self) -> Result<Memory, Cause> {
//!         Ok(self.0.clone())
//!     }
//! }
//!
//! let report = check(&mut InMemory::default());
//! assert!(report.failures.is_empty(), "{report}");
//! ```
//!
//! Some checks make single calls, some let several handles race, and some run a [`Ledger`] on
//! a store that loses answers and requests. The suite cannot see whether a batch survives
//! a loss of power; the store's own tests must check that. A store that never answers makes the suite wait for
//! ever; one that panics fails the check.
//!
//! [`Ledger`]: crate::Ledger

mod batches;
mod documents;
mod faulty;
mod ledgers;
mod locks;
mod snapshots;
mod world;

pub use self::faulty::{Fault, Faulty};

use crate::journal::{Cause, Journal};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Makes and opens the stores that are checked.
pub trait Provider {
    /// The store.
    type Journal: Journal + 'static;

    /// Makes a new store that is empty and independent of earlier ones.
    ///
    /// # Errors
    /// Returns an error if it cannot; the check then fails.
    fn create(&mut self) -> Result<Self::Journal, Cause>;

    /// Opens the most recent store once more: beside its other handles, as another process
    /// would, or after they have all been dropped.
    ///
    /// # Errors
    /// Returns an error if it cannot; the check then fails.
    fn open(&mut self) -> Result<Self::Journal, Cause>;
}

/// The result of the suite.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "a store that fails a check must not be used"]
#[non_exhaustive]
pub struct Report {
    /// The checks that passed.
    pub passed: Vec<&'static str>,
    /// The checks that failed.
    pub failures: Vec<Failure>,
}

/// A check that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{check}: {reason}")]
#[non_exhaustive]
pub struct Failure {
    /// The name of the check, which says what is required.
    pub check: &'static str,
    /// What the store did instead.
    pub reason: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} checks passed, {} failed", self.passed.len(), self.failures.len())?;
        self.failures.iter().try_for_each(|failure| writeln!(f, "  {failure}"))
    }
}

/// The result of a check: `Err` says what is wrong.
type Outcome = Result<(), String>;
type Check<P> = (&'static str, fn(&mut P) -> Outcome);

/// Runs all checks, each on its own store. This takes some seconds.
pub fn check<P: Provider>(provider: &mut P) -> Report {
    check_some(provider, |_| true)
}

/// Runs the checks whose names `wanted` accepts.
pub fn check_some<P: Provider>(provider: &mut P, wanted: impl Fn(&str) -> bool) -> Report {
    let mut report = Report::default();
    let checks = [
        batches::checks::<P>().as_slice(),
        &locks::checks::<P>(),
        &documents::checks::<P>(),
        &snapshots::checks::<P>(),
        &ledgers::checks::<P>(),
    ]
    .concat();
    for (check, run) in checks.into_iter().filter(|(check, _)| wanted(check)) {
        // The next check begins with another store.
        let outcome = catch_unwind(AssertUnwindSafe(|| run(provider)));
        match outcome.unwrap_or_else(|_| Err("it panicked".to_owned())) {
            Ok(()) => report.passed.push(check),
            Err(reason) => report.failures.push(Failure { check, reason }),
        }
    }
    report
}

/// Turns a store's error into the reason of a failure.
fn unexpected(error: impl Into<Cause>) -> String {
    crate::error::describe(error.into().as_ref())
}

/// Returns what is wrong unless the condition holds.
fn must(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise()) }
}
