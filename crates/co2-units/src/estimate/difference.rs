//! Differences between estimates that share causes of uncertainty.

use super::{Estimate, EstimateError, Z95};
use crate::Statistic;
use crate::model::{Carbon, carbon};

/// An uncertain difference between two amounts of CO2e: a normal distribution given by its mean and
/// standard deviation. It may be negative.
///
/// Products that are compared often share causes of uncertainty: the same grid, the same years of
/// use, the same method. An error in a shared factor moves both, so it hardly moves their
/// difference, and subtracting the totals as if they were independent overstates the uncertainty.
/// Compare them *part by part* instead, each with the correlation of its cause, and sum the
/// differences:
///
/// ```
/// use co2_units::model::{Carbon, carbon};
/// use co2_units::{Difference, Estimate};
///
/// let kg = |value| Carbon::new::<carbon::kilogram>(value);
/// // Use phases that share a grid factor (correlation 1), independent manufacturing (0).
/// let (old_use, new_use) = (Estimate::new(kg(100.0), kg(30.0))?, Estimate::new(kg(80.0), kg(24.0))?);
/// let (old_made, new_made) = (Estimate::new(kg(250.0), kg(8.0))?, Estimate::new(kg(240.0), kg(8.0))?);
/// let saving = Difference::sum([
///     old_use.difference(new_use, 1.0)?,
///     old_made.difference(new_made, 0.0)?,
/// ])?;
/// assert_eq!(saving.mean(), kg(30.0));
/// assert!((saving.deviation().get::<carbon::kilogram>() - 164_f64.sqrt()).abs() < 1e-12);
/// assert!(saving.probability_above_zero() > 0.99);
/// # Ok::<(), co2_units::EstimateError>(())
/// ```
///
/// The mean and the standard deviation are exact for every distribution (JCGM 100:2008, GUM,
/// section 5.2.2). The normal shape is an approximation, which is good where no single skewed part
/// dominates; the percentiles of one strongly skewed part are only rough.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Difference", into = "wire::Difference"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Difference",
        description = "An uncertain difference between two amounts of CO2e: a normal distribution given by its mean and standard deviation."
    )
)]
pub struct Difference {
    mean_kg: f64,
    sd_kg: f64,
}

impl Difference {
    /// A difference of zero without uncertainty.
    pub const ZERO: Self = Self { mean_kg: 0.0, sd_kg: 0.0 };

    /// Makes a difference from its mean and standard deviation.
    ///
    /// # Errors
    /// Returns an error if either is NaN or infinite, or if the standard deviation is negative.
    pub fn new(mean: Carbon, deviation: Carbon) -> Result<Self, EstimateError> {
        let (mean_kg, sd_kg) =
            (mean.get::<carbon::kilogram>(), deviation.get::<carbon::kilogram>());
        Self::from_kilograms(mean_kg, sd_kg)
    }

    pub(super) fn from_kilograms(mean_kg: f64, sd_kg: f64) -> Result<Self, EstimateError> {
        if !mean_kg.is_finite() {
            return Err(EstimateError::DifferenceMean { kilograms: mean_kg });
        }
        if !(sd_kg.is_finite() && sd_kg >= 0.0) {
            return Err(EstimateError::Deviation { kilograms: sd_kg });
        }
        // Adding zero turns minus zero into plus zero, so that there is one representation.
        Ok(Self { mean_kg: mean_kg + 0.0, sd_kg: sd_kg + 0.0 })
    }

    /// Returns the sum of independent differences.
    ///
    /// # Errors
    /// Returns an error if a sum or a sum of squares is not finite.
    pub fn sum(differences: impl IntoIterator<Item = Self>) -> Result<Self, EstimateError> {
        let (mut mean_kg, mut square_sum) = (0.0, 0.0);
        for difference in differences {
            mean_kg += difference.mean_kg;
            square_sum += difference.sd_kg * difference.sd_kg;
        }
        Self::from_kilograms(mean_kg, libm::sqrt(square_sum))
    }

    /// Returns the expected difference.
    pub fn mean(self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.mean_kg)
    }

    /// Returns the standard deviation.
    pub fn deviation(self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.sd_kg)
    }

    /// Returns a statistic of the difference. It may be negative, and infinite near the largest
    /// doubles.
    pub fn at(self, statistic: Statistic) -> Carbon {
        Carbon::new::<carbon::kilogram>(match statistic {
            Statistic::Mean | Statistic::P50 => self.mean_kg,
            Statistic::P5 => self.mean_kg - Z95 * self.sd_kg,
            Statistic::P95 => self.mean_kg + Z95 * self.sd_kg,
        })
    }

    /// Returns the probability that the difference is above zero, from 0 to 1: that the first
    /// amount is really larger than the second. It is 0 if both the mean and the standard deviation
    /// are zero.
    pub fn probability_above_zero(self) -> f64 {
        if self.sd_kg == 0.0 {
            return if self.mean_kg > 0.0 { 1.0 } else { 0.0 };
        }
        // Φ(x) = erfc(-x / √2) / 2
        0.5 * libm::erfc(-self.mean_kg / self.sd_kg * core::f64::consts::FRAC_1_SQRT_2)
    }

    /// Returns the difference with the opposite sign.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { mean_kg: 0.0 - self.mean_kg, sd_kg: self.sd_kg }
    }
}

impl Estimate {
    /// Subtracts another estimate whose errors have the given `correlation` with these (0:
    /// independent; 1: one common factor).
    ///
    /// The variance is σ₁² + σ₂² - 2ρσ₁σ₂; with a common factor only the difference of the
    /// deviations remains.
    ///
    /// # Errors
    /// Returns an error if the correlation is not from 0 to 1, or if a square is not finite.
    pub fn difference(self, other: Self, correlation: f64) -> Result<Difference, EstimateError> {
        if !(0.0..=1.0).contains(&correlation) {
            return Err(EstimateError::Correlation { value: correlation });
        }
        // (σ₁ - σ₂)² + 2(1 - ρ)σ₁σ₂ is equal to it, and never negative.
        let gap = self.sd_kg - other.sd_kg;
        let variance = gap * gap + 2.0 * (1.0 - correlation) * (self.sd_kg * other.sd_kg);
        Difference::from_kilograms(self.mean_kg - other.mean_kg, libm::sqrt(variance))
    }
}

#[cfg(feature = "serde")]
mod wire {
    /// Mean and standard deviation in kilograms.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Difference {
        /// The expected difference, in kilograms of CO2e; it may be negative.
        mean_kg: f64,
        /// The standard deviation, in kilograms of CO2e.
        #[cfg_attr(feature = "schemars", schemars(range(min = 0.0)))]
        sd_kg: f64,
    }

    impl From<super::Difference> for Difference {
        fn from(value: super::Difference) -> Self {
            Self { mean_kg: value.mean_kg, sd_kg: value.sd_kg }
        }
    }

    impl TryFrom<Difference> for super::Difference {
        type Error = super::EstimateError;

        fn try_from(wire: Difference) -> Result<Self, Self::Error> {
            Self::from_kilograms(wire.mean_kg, wire.sd_kg)
        }
    }
}
