//! Suspensions: which certificates must not be accepted for the time being.
//!
//! They are kept beside the coverages: few are suspended at a time, and archived orders have none.

use super::State;
use super::coverages::CoverageStatus;
use crate::ids::CoverageId;
use co2_units::Timestamp;
use co2_units::text::ShortText;
use serde::{Deserialize, Serialize};

/// Since when the certificate of a coverage is suspended, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Suspension {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: ShortText,
}

impl Suspension {
    pub(super) const fn new(since: Timestamp, reason: ShortText) -> Self {
        Self { since, reason }
    }
}

impl State {
    /// The coverages whose certificates are suspended, in the order of their numbers.
    ///
    /// ```
    /// # let ledger = co2_ledger::State::new();
    /// for (coverage, suspension) in ledger.suspended() {
    ///     println!("{coverage} since {}: {}", suspension.since, suspension.reason);
    /// }
    /// ```
    pub fn suspended(&self) -> impl Iterator<Item = (CoverageId, &Suspension)> {
        self.suspended.iter().map(|(&id, suspension)| (id, suspension))
    }

    /// The suspension of a coverage's certificate.
    pub(crate) fn suspension(&self, id: CoverageId) -> Option<&Suspension> {
        self.suspended.get(&id)
    }

    /// The suspended coverages that have no certificate to be suspended; none in a sound ledger.
    pub(super) fn unfounded_suspensions(&self) -> impl Iterator<Item = CoverageId> {
        let founded = |id| {
            let covered = self.covered(id);
            covered.is_some_and(|c| c.status == CoverageStatus::Live && c.certificate.is_some())
        };
        self.suspended.keys().copied().filter(move |&id| !founded(id))
    }
}
