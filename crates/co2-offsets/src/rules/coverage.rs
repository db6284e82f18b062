//! How much of a footprint is covered.

use super::percent::Percent;
use co2_units::doorway::{DoorwayError, Rounding};
use co2_units::{Co2e, Estimate, Statistic};
use serde::{Deserialize, Serialize};

/// A percentage above zero; see [`Percent`].
#[cfg(feature = "schemars")]
const ABOVE_ZERO: &str = r"^(1000|[1-9][0-9]{0,2}(\.[0-9]{0,3}[1-9])?|0\.[0-9]{0,3}[1-9])$";

/// How much of a footprint is covered. Every rounding goes up, so that it never works against the climate.
///
/// ```
/// use co2_offsets::CoverageRule;
/// let footprint = "508 kg CO2e".parse()?;
/// let steps = CoverageRule::Steps { step_kg: "500 kg CO2e".parse()? };
/// assert_eq!(steps.cover(footprint), Some("1 t CO2e".parse()?));
/// let more = CoverageRule::Factor { percent: "110".parse()? };
/// assert_eq!(more.cover(footprint), Some("558.8 kg CO2e".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum CoverageRule {
    /// The whole footprint, to the gram.
    Exact,
    /// A percentage of it, which may be more than 100, rounded up to the gram.
    Factor {
        /// The percentage, more than zero.
        #[cfg_attr(feature = "schemars", schemars(extend("pattern" = ABOVE_ZERO)))]
        percent: Percent,
    },
    /// The footprint rounded up to a multiple of a step, such as 500 kg.
    Steps {
        /// The step in kilograms, more than zero.
        #[cfg_attr(feature = "schemars", schemars(extend("pattern" = super::price::STEP)))]
        step_kg: Co2e,
    },
}

/// The statistic of an estimate that is covered, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Obligation {
    /// The statistic of the estimate. Makers publish different ones, so there is no default.
    pub statistic: Statistic,
    /// How much of it is covered.
    pub rule: CoverageRule,
}

/// An error from computing what covers an estimate.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ObligationError {
    /// The estimate is not a valid amount.
    #[error(transparent)]
    Doorway(#[from] DoorwayError),
    /// The amount that covers the footprint is more than [`Co2e::MAX`], or the rule covers nothing.
    #[error("the amount that covers {footprint} is too large, or the rule covers nothing")]
    TooLarge {
        /// The footprint, rounded up to the gram.
        footprint: Co2e,
    },
}

impl CoverageRule {
    /// Returns the amount that covers a footprint; `None` if the step or the percentage is zero, or if the
    /// amount is above [`Co2e::MAX`].
    pub fn cover(self, footprint: Co2e) -> Option<Co2e> {
        match self {
            Self::Exact => Some(footprint),
            Self::Factor { percent } if percent == Percent::ZERO => None,
            Self::Factor { percent } => percent.of_rounded_up(footprint),
            Self::Steps { step_kg } => footprint.round_up_to(step_kg),
        }
    }

    /// Returns the field that is not valid and what it must be, if there is one.
    pub(super) fn fault(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Factor { percent } if percent == Percent::ZERO => {
                Some(("coverage.factor", "more than 0"))
            }
            Self::Steps { step_kg } if step_kg.is_zero() => {
                Some(("coverage.step_kg", "more than 0"))
            }
            _ => None,
        }
    }
}

impl Obligation {
    /// Returns the amount that covers an estimate: takes its statistic, rounds it up to the gram
    /// (`co2_units::doorway`), and applies the rule.
    ///
    /// # Errors
    /// Returns an error if the estimate is not a valid amount, or if the amount that covers it is too large.
    ///
    /// ```
    /// use co2_offsets::CoverageRule;
    /// use co2_offsets::rules::Obligation;
    /// use co2_units::model::{Carbon, carbon};
    /// use co2_units::{Estimate, Statistic};
    ///
    /// let kilograms = Carbon::new::<carbon::kilogram>;
    /// let estimate = Estimate::new(kilograms(300.0), kilograms(60.0))?;
    /// let rule = CoverageRule::Steps { step_kg: "500 kg CO2e".parse()? };
    /// let obligation = Obligation { statistic: Statistic::P95, rule };
    /// assert_eq!(obligation.of(estimate)?, "500 kg CO2e".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(self, estimate: Estimate) -> Result<Co2e, ObligationError> {
        let footprint = Co2e::from_model(estimate.at(self.statistic), Rounding::Up)?;
        self.rule.cover(footprint).ok_or(ObligationError::TooLarge { footprint })
    }
}
