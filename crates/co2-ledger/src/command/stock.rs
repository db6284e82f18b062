//! Stock: what comes in, what goes, and by which rules it is used.

use crate::ids::StreamId;
use co2_offsets::{Lot, LotId, OperationId, Project, Rules, Stock};
use co2_units::credit::ProjectId;
use co2_units::text::Reference;
use serde::{Deserialize, Serialize};

/// Credits that come into stock, with their projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// The host's name of this import.
    pub operation: OperationId,
    /// Projects that are not known yet, or known with the same content.
    pub projects: Vec<Project>,
    /// Blocks of units, none of which overlaps what is held.
    pub lots: Vec<Lot>,
}

impl Import {
    /// Takes what was read from a table into stock, under the host's name of it.
    pub fn new(operation: OperationId, stock: Stock) -> Self {
        Self { operation, projects: stock.projects, lots: stock.lots }
    }
}

/// Units that a registry holds back in its buffer, as insurance against reversals.
///
/// They are recorded so that their numbers are known and what was issued adds up. No gram of them
/// is ever free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordBuffer {
    /// The host's name of this operation.
    pub operation: OperationId,
    /// Projects that are not known yet, or known with the same content.
    pub projects: Vec<Project>,
    /// Blocks of units, none of which overlaps what is known.
    pub lots: Vec<Lot>,
}

/// A set of rules to put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRules {
    /// The host's name of this change.
    pub operation: OperationId,
    /// The rules.
    pub rules: Box<Rules>,
}

/// Consecutive whole units of a lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// The lot.
    pub lot: LotId,
    /// The first unit's number, as the registry counts.
    pub first_unit: u64,
    /// The last unit's number, which belongs to it.
    pub last_unit: u64,
}

/// Units that have become another programme's units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Convert {
    /// The host's name of this conversion.
    pub operation: OperationId,
    /// The units that ended.
    pub units: Units,
    /// The registry's reference of it.
    pub reference: Reference,
    /// Projects of the new units that are not known yet, or known with the same content.
    pub projects: Vec<Project>,
    /// The units they have become: at least one lot, and no more grams than ended. They come into
    /// stock.
    pub lots: Vec<Lot>,
}

/// Units that were given up without use: cancelled in the registry, and nobody may claim them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelUnits {
    /// The host's name of this operation.
    pub operation: OperationId,
    /// The units.
    pub units: Units,
    /// The registry's reference of it.
    pub reference: Reference,
}

/// Units that have lost their worth: a reversal, a withdrawn issuance, an invalidation by a
/// programme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalidate {
    /// The host's name of this operation.
    pub operation: OperationId,
    /// Which units.
    pub what: Invalidated,
    /// The registry's reference of it, or where it is said.
    pub reference: Reference,
}

/// Which units have lost their worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Invalidated {
    /// These, all of which are held, asked to be retired, or retired.
    Units(Units),
    /// All units of a project that are held, asked to be retired, or retired.
    Project(ProjectId),
}

/// Units to give to another stream. All their grams are free, and they are held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferOut {
    /// The host's name of this transfer: the same in both streams.
    pub operation: OperationId,
    /// The units.
    pub units: Units,
    /// The stream that gets them.
    pub to: StreamId,
}

/// Units that another stream gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferIn {
    /// The host's name of this transfer: the same in both streams.
    pub operation: OperationId,
    /// The stream that gave them.
    pub from: StreamId,
    /// Projects that are not known yet, or known with the same content.
    pub projects: Vec<Project>,
    /// The units, as lots of this stream.
    pub lots: Vec<Lot>,
}
