//! Lots: blocks of credits that the host holds.

use crate::Serial;
use crate::ids::LotId;
use co2_units::credit::{ProjectId, Vintage};
use co2_units::{Co2e, Money};
use serde::{Deserialize, Serialize};

/// A block of credits as it comes into the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write lots as literals")]
pub struct Lot {
    /// The host's name of the lot.
    pub id: LotId,
    /// The units, as the registry prints their serial.
    pub serial: Serial,
    /// When the reductions happened. Checked against the serial where that carries it.
    pub vintage: Vintage,
    /// How much one unit is. Checked against what a unit of the registry is: a tonne.
    #[serde(rename = "unit_size_kg")]
    pub unit_size: Co2e,
}

impl Lot {
    /// The project the units were issued for.
    pub const fn project(&self) -> &ProjectId {
        self.serial.project()
    }

    /// What a tonne of it cost the host.
    pub(crate) const fn cost_per_tonne(&self) -> Option<Money> {
        None
    }

    /// How much all units are together, or `None` above [`Co2e::MAX`].
    pub fn size(&self) -> Option<Co2e> {
        self.unit_size.checked_mul(self.serial.units().count())
    }
}
