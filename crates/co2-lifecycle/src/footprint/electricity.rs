//! The electricity of a use phase: its intensity, what that counts, and how it falls.

use super::ChangeError;
#[cfg(feature = "serde")]
use super::electricity_wire;
use crate::Years;
use crate::grid::{self, GridError, GridFallback};
use co2_units::model::GridIntensity;
use co2_units::{Factor, Region, Source};

/// Where the electricity of a grid factor is counted. Country by country the two differ by a third.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "GridBasis"))]
#[non_exhaustive]
pub enum Basis {
    /// Where it is generated.
    Generation,
    /// Where it is consumed, with what is imported.
    Consumption,
}

impl Basis {
    /// What is done with the electricity that it counts.
    pub(crate) const fn verb(self) -> &'static str {
        match self {
            Self::Generation => "generated",
            Self::Consumption => "consumed",
        }
    }
}

/// The electricity of a use phase.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "electricity_wire::Wire", into = "electricity_wire::Wire")
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(with = "electricity_wire::Wire", description = "The electricity of a use phase.")
)]
pub struct Electricity {
    /// The intensity in the first year, from [`grid`](crate::grid) or from the host.
    pub intensity: Factor<GridIntensity>,
    /// What it counts.
    pub basis: Basis,
    /// By which share the intensity falls from each year to the next, with the scenario that says so;
    /// `None`: it stays as it is.
    pub falls_by: Option<(f64, Source)>,
    /// The steps from what was asked for to this intensity; empty when it is just what was asked for.
    pub fallbacks: Vec<GridFallback>,
}

impl Electricity {
    /// The electricity of a region in a year, counted on a basis, and held at that intensity; by
    /// [`grid::intensity_on`], whose steps go with it into the result.
    ///
    /// # Errors
    /// Returns an error if there is no figure; see [`grid::intensity`].
    pub fn of_grid(region: Region, year: u16, basis: Basis) -> Result<Self, GridError> {
        let (lookup, basis) = grid::intensity_on(region, year, basis)?;
        let (intensity, fallbacks) = (lookup.figure.factor, lookup.fallbacks);
        Ok(Self { intensity, basis, falls_by: None, fallbacks })
    }

    /// The mean intensity over so many years, the last one in part.
    ///
    /// # Errors
    /// Returns an error if the path or the intensity is not valid.
    pub fn mean_over(&self, years: Years) -> Result<GridIntensity, ChangeError> {
        let first = self.intensity.quantity();
        if !(first.value.is_finite() && first.value > 0.0) {
            return Err(ChangeError::NotAboveZero);
        }
        let Some((share, _)) = &self.falls_by else { return Ok(first) };
        if !(0.0..1.0).contains(share) {
            return Err(ChangeError::Path { share: *share });
        }
        let (mut sum, mut level, mut left) = (0.0, 1.0, years.get());
        while left > 0.0 {
            sum += level * left.min(1.0);
            level *= 1.0 - share;
            left -= 1.0;
        }
        Ok(first * (sum / years.get()))
    }
}
