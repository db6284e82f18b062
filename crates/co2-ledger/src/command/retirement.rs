//! Retirements: first asked of the registry, then recorded.

use co2_offsets::{LotId, OperationId, Serial};
use co2_units::Day;
use co2_units::text::Reference;
use serde::{Deserialize, Serialize};

/// Whole units to retire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRetirement {
    /// The host's name of this retirement.
    pub operation: OperationId,
    /// The lot.
    pub lot: LotId,
    /// The first unit's number, as the registry counts.
    pub first_unit: u64,
    /// The last unit's number, which belongs to it.
    pub last_unit: u64,
}

/// A retirement as the registry reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRetirement {
    /// The retirement that was requested.
    pub operation: OperationId,
    /// The registry's reference of it.
    pub reference: Reference,
    /// The day of it.
    pub date: Day,
    /// The serials of the retired units as the registry prints them, at least one: a registry may cut
    /// a block in several.
    pub serials: Vec<Serial>,
    /// What to do when these are other units than those that were asked for.
    pub on_difference: OnDifference,
}

/// What to do when a registry retired other units than those that were asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnDifference {
    /// Refuse, and say how they differ: a serial may be mistyped.
    #[default]
    Report,
    /// Take it as it is. Units that were asked for and not retired are held again. What was claimed
    /// in them changes places, unit for unit, with what was claimed in units of the same lot that
    /// were retired unasked, unless a published certificate names a gram of either: such a unit stays
    /// where it is, not retired, and can be asked for again.
    Rehome,
}
