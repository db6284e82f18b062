//! Where, how long and on which grid a product is used.

use crate::Years;
use crate::energy::MIN_YEARLY_KWH;
use co2_units::Region;
use co2_units::model::{Energy, energy};
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
    /// The electricity of a year of use in kilowatt hours, where the buyer has measured it or knows it from a label
    /// (the typical energy consumption of ENERGY STAR): it takes the place of what a sheet states or implies.
    #[cfg_attr(
        feature = "serde",
        serde(
            default,
            skip_serializing_if = "Option::is_none",
            deserialize_with = "crate::wire::yearly_energy"
        )
    )]
    #[cfg_attr(feature = "schemars", schemars(range(min = MIN_YEARLY_KWH)))]
    yearly_energy_kwh: Option<f64>,
}

/// The reason why a fact is not part of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// A yearly energy that is NaN, infinite, or below [`MIN_YEARLY_KWH`]: missing is never zero.
    #[error(
        "a yearly energy is a finite number of kilowatt hours from {MIN_YEARLY_KWH}: {kilowatt_hours}"
    )]
    YearlyEnergy {
        /// The value given, in kilowatt hours.
        kilowatt_hours: f64,
    },
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
        Self { location, years, grid, yearly_energy_kwh: None }
    }

    /// With the electricity of a year of use, as measured by the buyer or stated on a label.
    ///
    /// # Errors
    /// Returns an error if it is NaN, infinite or below [`MIN_YEARLY_KWH`].
    pub fn with_yearly_energy(mut self, energy: Energy) -> Result<Self, ScenarioError> {
        let kilowatt_hours = energy.get::<energy::kilowatt_hour>();
        if !(kilowatt_hours.is_finite() && kilowatt_hours >= MIN_YEARLY_KWH) {
            return Err(ScenarioError::YearlyEnergy { kilowatt_hours });
        }
        self.yearly_energy_kwh = Some(kilowatt_hours);
        Ok(self)
    }

    /// The electricity of a year of use, where it is given.
    pub fn yearly_energy(&self) -> Option<Energy> {
        self.yearly_energy_kwh.map(Energy::new::<energy::kilowatt_hour>)
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
