//! Where, how long and on which grid a product is used.

use crate::Years;
use co2_units::Region;
use core::fmt;

/// How one buyer uses a product.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UseScenario {
    /// Where it is used.
    pub location: Region,
    /// How long it is used.
    pub years: Years,
    /// Which electricity the use phase is computed with.
    pub grid: GridChoice,
}

/// Which electricity a use phase is computed with.
///
/// The factors behind published sheets are older and higher than the grid of today (for the EU by
/// 1.6 to 2 times), so the two differ by about half: the choice is never a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum GridChoice {
    /// The maker's own: the sheet's use phase, scaled by the years of use.
    AsPublished,
    /// The yearly energy times the intensity of the buyer's grid in a year, or the newest before it.
    Current {
        /// The year. Nothing here reads a clock, so the caller says which year is current.
        year: u16,
    },
}

impl UseScenario {
    /// Use in a place, for a time, with this electricity.
    pub const fn new(location: Region, years: Years, grid: GridChoice) -> Self {
        Self { location, years, grid }
    }
}

impl fmt::Display for UseScenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of use in {}, {}", self.years, self.location, self.grid)
    }
}

impl fmt::Display for GridChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsPublished => f.write_str("use phase as published"),
            Self::Current { year } => write!(f, "use phase on the grid of {year}"),
        }
    }
}
