//! Uncertain amounts of CO2e.

mod difference;

pub use self::difference::Difference;

use crate::Statistic;
use crate::model::{Carbon, carbon};

/// The 95 % quantile of the standard normal distribution, 1.644853626951472714..., as the nearest
/// double.
const Z95: f64 = 1.644_853_626_951_472_6;

/// Relative deviations above this are not squared, because the square could be infinite. There,
/// ln(1 + x²) and 2 ln(x) are the same double.
const SPREAD_MAX: f64 = 1e100;

/// An uncertain amount of CO2e: a log-normal distribution given by its mean and standard deviation.
///
/// Emissions are positive and their errors multiply, so a log-normal distribution reproduces
/// published 95th percentiles better than a normal distribution. An estimate with a standard
/// deviation of zero is a plain number: every statistic of it equals its mean.
///
/// The wire form is two numbers, which JSON writes exactly. To read back the same bits,
/// `serde_json` needs its feature `float_roundtrip`; without it the last digit may differ.
///
/// ```
/// use co2_units::model::{Carbon, carbon};
/// use co2_units::{Estimate, Statistic};
///
/// // A manufacturer's sheet: mean 257 kg, standard deviation 46 kg, headline (P95) 336 kg.
/// let kg = |value| Carbon::new::<carbon::kilogram>(value);
/// let sheet = Estimate::new(kg(257.0), kg(46.0))?;
/// let p95 = sheet.at(Statistic::P95).get::<carbon::kilogram>();
/// assert!((p95 / 336.0 - 1.0).abs() < 0.015);
/// # Ok::<(), co2_units::EstimateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Estimate", into = "wire::Estimate"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Estimate",
        description = "An uncertain amount of CO2e: a log-normal distribution given by its mean and standard deviation."
    )
)]
pub struct Estimate {
    mean_kg: f64,
    sd_kg: f64,
}

/// The error for numbers that are not a valid estimate or difference.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// The mean is NaN, infinite or negative.
    #[error("the mean of an estimate must be a finite number from 0: {kilograms} kg")]
    Mean {
        /// The value given, in kilograms.
        kilograms: f64,
    },
    /// The mean of a difference is NaN or infinite.
    #[error("the mean of a difference must be a finite number: {kilograms} kg")]
    DifferenceMean {
        /// The value given, in kilograms.
        kilograms: f64,
    },
    /// The standard deviation is NaN, infinite or negative, or it is not zero while the mean is
    /// zero.
    #[error(
        "the standard deviation of an estimate must be a finite number from 0, and 0 when the mean is: {kilograms} kg"
    )]
    Deviation {
        /// The value given, in kilograms.
        kilograms: f64,
    },
    /// The correlation is outside 0 to 1.
    #[error("a correlation must be from 0 to 1: {value}")]
    Correlation {
        /// The value given.
        value: f64,
    },
    /// The factor is NaN, infinite or negative.
    #[error("an estimate is scaled by a finite number from 0: {value}")]
    Factor {
        /// The value given.
        value: f64,
    },
}

impl Estimate {
    /// An estimate of zero without uncertainty.
    pub const ZERO: Self = Self { mean_kg: 0.0, sd_kg: 0.0 };

    /// Makes an estimate from its mean and standard deviation.
    ///
    /// # Errors
    /// Returns an error if either is NaN, infinite or negative, or if the mean is zero and the
    /// standard deviation is not.
    pub fn new(mean: Carbon, deviation: Carbon) -> Result<Self, EstimateError> {
        let (mean_kg, sd_kg) =
            (mean.get::<carbon::kilogram>(), deviation.get::<carbon::kilogram>());
        Self::from_kilograms(mean_kg, sd_kg)
    }

    fn from_kilograms(mean_kg: f64, sd_kg: f64) -> Result<Self, EstimateError> {
        if !(mean_kg.is_finite() && mean_kg >= 0.0) {
            return Err(EstimateError::Mean { kilograms: mean_kg });
        }
        if !(sd_kg.is_finite() && sd_kg >= 0.0) || (mean_kg == 0.0 && sd_kg > 0.0) {
            return Err(EstimateError::Deviation { kilograms: sd_kg });
        }
        // Adding zero turns minus zero into plus zero, so that there is one representation.
        Ok(Self { mean_kg: mean_kg + 0.0, sd_kg: sd_kg + 0.0 })
    }

    /// Returns the expected value.
    pub fn mean(self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.mean_kg)
    }

    /// Returns the standard deviation.
    pub fn deviation(self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.sd_kg)
    }

    /// Returns a statistic of the estimate.
    pub fn at(self, statistic: Statistic) -> Carbon {
        let z = match statistic {
            Statistic::Mean => return self.mean(),
            Statistic::P5 => -Z95,
            Statistic::P50 => 0.0,
            Statistic::P95 => Z95,
        };
        if self.sd_kg == 0.0 {
            return self.mean();
        }
        let variance = self.log_variance();
        self.quantile(z * libm::sqrt(variance), variance)
    }

    /// Returns the 5th percentile, the median and the 95th percentile: the same bits as [`at`](Self::at) gives, in less
    /// time than three calls.
    pub fn percentiles(self) -> [Carbon; 3] {
        if self.sd_kg == 0.0 {
            return [self.mean(); 3];
        }
        let variance = self.log_variance();
        let deviation = libm::sqrt(variance);
        [-Z95, 0.0, Z95].map(|z| self.quantile(z * deviation, variance))
    }

    /// The variance of the logarithm, of an estimate with a deviation: sigma² = ln(1 + (sd/mean)²).
    fn log_variance(self) -> f64 {
        let spread = self.sd_kg / self.mean_kg;
        if spread < SPREAD_MAX {
            libm::log1p(spread * spread)
        } else {
            2.0 * (libm::log(self.sd_kg) - libm::log(self.mean_kg))
        }
    }

    /// The quantile so far from mu = ln(mean) - sigma²/2.
    fn quantile(self, distance: f64, variance: f64) -> Carbon {
        let exponent = distance - variance / 2.0;
        Carbon::new::<carbon::kilogram>(self.mean_kg * libm::exp(exponent))
    }

    /// Returns the sum of estimates, where every pair has the given `correlation` (0: independent;
    /// 1: their errors have one cause).
    ///
    /// Means add; the variance is Σσᵢ² + 2ρ Σσᵢσⱼ.
    ///
    /// # Errors
    /// Returns an error if the correlation is not from 0 to 1, or if a sum or a sum of squares is
    /// not finite.
    pub fn sum(
        estimates: impl IntoIterator<Item = Self>,
        correlation: f64,
    ) -> Result<Self, EstimateError> {
        if !(0.0..=1.0).contains(&correlation) {
            return Err(EstimateError::Correlation { value: correlation });
        }
        let (mut mean_kg, mut sd_sum, mut square_sum) = (0.0, 0.0, 0.0);
        for estimate in estimates {
            mean_kg += estimate.mean_kg;
            sd_sum += estimate.sd_kg;
            square_sum += estimate.sd_kg * estimate.sd_kg;
        }
        // 2ρ Σ_{i<j} σᵢσⱼ = ρ ((Σσᵢ)² - Σσᵢ²)
        let variance = square_sum + correlation * (sd_sum * sd_sum - square_sum);
        // Rounding can make a very small variance negative. NaN (infinity minus infinity) is kept
        // and refused.
        let variance = if variance < 0.0 { 0.0 } else { variance };
        Self::from_kilograms(mean_kg, libm::sqrt(variance))
    }

    /// Multiplies the estimate by an exact factor.
    ///
    /// # Errors
    /// Returns an error if the factor is NaN, infinite or negative, or if the product leaves the
    /// range of doubles.
    pub fn scale(self, factor: f64) -> Result<Self, EstimateError> {
        if !(factor.is_finite() && factor >= 0.0) {
            return Err(EstimateError::Factor { value: factor });
        }
        Self::from_kilograms(self.mean_kg * factor, self.sd_kg * factor)
    }
}

#[cfg(feature = "serde")]
mod wire {
    /// Mean and standard deviation in kilograms.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Estimate {
        /// The expected value, in kilograms of CO2e.
        #[cfg_attr(feature = "schemars", schemars(range(min = 0.0)))]
        mean_kg: f64,
        /// The standard deviation, in kilograms of CO2e; zero when the mean is.
        #[cfg_attr(feature = "schemars", schemars(range(min = 0.0)))]
        sd_kg: f64,
    }

    impl From<super::Estimate> for Estimate {
        fn from(value: super::Estimate) -> Self {
            Self { mean_kg: value.mean_kg, sd_kg: value.sd_kg }
        }
    }

    impl TryFrom<Estimate> for super::Estimate {
        type Error = super::EstimateError;

        fn try_from(wire: Estimate) -> Result<Self, Self::Error> {
            Self::from_kilograms(wire.mean_kg, wire.sd_kg)
        }
    }
}
