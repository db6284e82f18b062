//! How much of a footprint is covered.

use super::percent::Percent;
use co2_units::doorway::{DoorwayError, Rounding};
use co2_units::{Co2e, Estimate, Statistic};
use serde::{Deserialize, Serialize};

/// How much of a footprint is covered. Every rounding goes up: it never works against the climate.
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
    /// To the gram.
    Exact,
    /// A share of it, or more than all of it, rounded up to the gram.
    Factor {
        /// The share, more than nothing.
        #[cfg_attr(feature = "schemars", schemars(extend("not" = { "const": "0" })))]
        percent: Percent,
    },
    /// The next multiple of a step above, such as 500 kg.
    Steps {
        /// The step, in kilograms, more than nothing.
        #[cfg_attr(feature = "schemars", schemars(extend("not" = { "const": "0" })))]
        step_kg: Co2e,
    },
}

/// Which number of an estimate is covered, and how much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Obligation {
    /// Which number of the estimate. Makers headline different ones, so it is never a default.
    pub statistic: Statistic,
    /// How much of it.
    pub rule: CoverageRule,
}

/// Why an estimate is not covered.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ObligationError {
    /// The estimate is no amount.
    #[error(transparent)]
    Doorway(#[from] DoorwayError),
    /// What covers it is more than [`Co2e::MAX`], or the rule covers nothing.
    #[error("what covers {footprint} is too large, or the rule covers nothing")]
    TooLarge {
        /// The footprint, rounded up to the gram.
        footprint: Co2e,
    },
}

impl CoverageRule {
    /// How much covers a footprint; `None` when the step or the share is zero, or the amount is above
    /// [`Co2e::MAX`].
    pub fn cover(self, footprint: Co2e) -> Option<Co2e> {
        match self {
            Self::Exact => Some(footprint),
            Self::Factor { percent } if percent == Percent::ZERO => None,
            Self::Factor { percent } => percent.of_rounded_up(footprint),
            Self::Steps { step_kg } => footprint.round_up_to(step_kg),
        }
    }

    /// What is wrong with it, if anything.
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
    /// How much covers an estimate: its statistic through the doorway of `co2-units`, rounded up to
    /// the gram, and then the rule.
    ///
    /// # Errors
    /// When the estimate is no amount, or what covers it is too large.
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
