//! Differences of estimates that have causes in common.

use super::{Estimate, EstimateError, Z95};
use crate::Statistic;
use crate::model::{Carbon, carbon};

/// An uncertain difference of two amounts of CO2e: a normal distribution given by its mean and
/// standard deviation. It may be negative.
///
/// Two products that are compared mostly share causes: the same grid, the same years of use, the
/// same method. An error in a shared factor moves both, so it hardly moves their difference, and to
/// subtract the totals as if they were independent overstates the doubt. So compare *part by part*,
/// each with the correlation its cause has in both, and sum the differences:
///
/// ```
/// use co2_units::model::{Carbon, carbon};
/// use co2_units::{Difference, Estimate};
///
/// let kg = |value| Carbon::new::<carbon::kilogram>(value);
/// // Use phases with one grid factor (correlation 1), manufactures of their own (0).
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
/// section 5.2.2). That the difference is normal is an approximation, good where no single skewed
/// part dominates; percentiles of one strongly skewed part are only rough.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Difference", into = "wire::Difference"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Difference",
        description = "An uncertain difference of two amounts of CO2e: a normal distribution given by its mean and standard deviation."
    )
)]
pub struct Difference {
    mean_kg: f64,
    sd_kg: f64,
}

impl Difference {
    /// No difference, without doubt.
    pub const ZERO: Self = Self { mean_kg: 0.0, sd_kg: 0.0 };

    /// A difference with this mean and standard deviation.
    ///
    /// # Errors
    /// When either is NaN or infinite, or the standard deviation is negative.
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
        // Adding zero makes minus zero plus zero: one spelling.
        Ok(Self { mean_kg: mean_kg + 0.0, sd_kg: sd_kg + 0.0 })
    }

    /// The sum of independent differences.
    ///
    /// # Errors
    /// When a sum or a sum of squares is not finite.
    pub fn sum(differences: impl IntoIterator<Item = Self>) -> Result<Self, EstimateError> {
        let (mut mean_kg, mut square_sum) = (0.0, 0.0);
        for difference in differences {
            mean_kg += difference.mean_kg;
            square_sum += difference.sd_kg * difference.sd_kg;
        }
        Self::from_kilograms(mean_kg, libm::sqrt(square_sum))
    }

    /// The expected difference.
    pub fn mean(self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.mean_kg)
    }

    /// The standard deviation.
    pub fn deviation(self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.sd_kg)
    }

    /// The statistic that is asked for. It may be negative, and infinite at the end of the doubles.
    pub fn at(self, statistic: Statistic) -> Carbon {
        Carbon::new::<carbon::kilogram>(match statistic {
            Statistic::Mean | Statistic::P50 => self.mean_kg,
            Statistic::P5 => self.mean_kg - Z95 * self.sd_kg,
            Statistic::P95 => self.mean_kg + Z95 * self.sd_kg,
        })
    }

    /// How probable it is that the difference is above zero, from 0 to 1: that the one is really
    /// larger than the other. Without doubt and difference it is 0.
    pub fn probability_above_zero(self) -> f64 {
        if self.sd_kg == 0.0 {
            return if self.mean_kg > 0.0 { 1.0 } else { 0.0 };
        }
        // Φ(x) = erfc(-x / √2) / 2
        0.5 * libm::erfc(-self.mean_kg / self.sd_kg * core::f64::consts::FRAC_1_SQRT_2)
    }

    /// The difference seen from the other side.
    #[must_use]
    pub fn negated(self) -> Self {
        Self { mean_kg: 0.0 - self.mean_kg, sd_kg: self.sd_kg }
    }
}

impl Estimate {
    /// This estimate less another, where the errors of the two correlate by `correlation` (0:
    /// independent; 1: one common factor).
    ///
    /// The variance is σ₁² + σ₂² - 2ρσ₁σ₂; with a common factor nothing but the difference of the
    /// deviations is left.
    ///
    /// # Errors
    /// When the correlation is not from 0 to 1, or a square is not finite.
    pub fn difference(self, other: Self, correlation: f64) -> Result<Difference, EstimateError> {
        if !(0.0..=1.0).contains(&correlation) {
            return Err(EstimateError::Correlation { value: correlation });
        }
        // (σ₁ - σ₂)² + 2(1 - ρ)σ₁σ₂ is the same, and never negative.
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
