//! Second lives, longer lives, and products as a service.
//!
//! There is no one rule for goods that are used twice, so each is named and none is a default. None is taken
//! from a standard's clause that was not read.

use crate::Years;
use co2_units::{Estimate, EstimateError};

/// How what was emitted to make a product is divided between its two lives.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Allocation {
    /// The first life carries all of it; the second only its own refurbishment.
    CutOff,
    /// Each life carries it by its years of use.
    YearsOfUse,
    /// Each life carries half.
    FiftyFifty,
}

impl Allocation {
    /// The share of the second life, from 0 to 1.
    pub fn second_share(self, first: Years, second: Years) -> f64 {
        match self {
            Self::CutOff => 0.0,
            Self::YearsOfUse => second.get() / (first.get() + second.get()),
            Self::FiftyFifty => 0.5,
        }
    }
}

/// Divides an amount between two lives; the means sum to the whole.
///
/// # Errors
/// Only where an amount cannot be scaled.
///
/// ```
/// use co2_lifecycle::circular::{Allocation, two_lives};
/// use co2_lifecycle::Years;
/// use co2_units::Estimate;
/// use co2_units::model::{Carbon, carbon};
/// let kg = |value| Carbon::new::<carbon::kilogram>(value);
/// let made = Estimate::new(kg(300.0), kg(60.0))?;
/// let (first, second) =
///     two_lives(made, Allocation::YearsOfUse, Years::new(4.0)?, Years::new(2.0)?)?;
/// assert!((first.mean() - kg(200.0)).abs() < kg(1e-9));
/// assert!((second.mean() - kg(100.0)).abs() < kg(1e-9));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn two_lives(
    made: Estimate,
    rule: Allocation,
    first: Years,
    second: Years,
) -> Result<(Estimate, Estimate), EstimateError> {
    let share = rule.second_share(first, second);
    Ok((made.scale(1.0 - share)?, made.scale(share)?))
}

/// What one month of a product as a service carries of an amount that is spread over its whole life.
///
/// # Errors
/// Only where an amount cannot be scaled.
pub fn per_month(whole: Estimate, lifetime: Years) -> Result<Estimate, EstimateError> {
    whole.scale(1.0 / (12.0 * lifetime.get()))
}
