//! When an amount was reached, and how to say it.

use super::Measure;
use co2_equiv::{Bound, FactorSet, SignificantDigits, Statement, StatementError, Subject};
use co2_units::{Co2e, Day};
use serde::Serialize;

/// An amount, and the day on which it was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Milestone {
    /// What was counted.
    pub measure: Measure,
    /// The amount, in kilograms.
    #[serde(rename = "amount_kg")]
    pub amount: Co2e,
    /// The day.
    pub day: Day,
}

/// Why a milestone is not put into a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MilestoneError {
    /// Credits that are covered or certified may still be held: only of retired ones it is true that they
    /// were retired.
    #[error("a sentence says that credits were retired, so take the milestones of what is retired")]
    NotRetired,
    /// The equivalence cannot be stated.
    #[error(transparent)]
    Statement(#[from] StatementError),
}

impl Milestone {
    /// The milestone as a true statement by a factor set of some edition. It is a sentence in English;
    /// with the feature `l10n`, `co2::equiv::l10n::Localizer` says it in eleven locales.
    ///
    /// ```
    /// use co2::equiv::{Bound, SignificantDigits, editions};
    /// # fn example(programme: &co2::Programme) -> Result<(), Box<dyn std::error::Error>> {
    /// use co2::figures::Measure;
    /// let figures = programme.figures(None)?;
    /// for reached in figures.milestones(Measure::Retired, &["26000 t".parse()?, "1000000 t".parse()?]) {
    ///     let (set, digits) = (editions::epa_2026(), SignificantDigits::THREE);
    ///     let statement = reached.statement(set, "gasoline_car_year", Bound::MoreThan, digits)?;
    ///     println!("{}: {statement}", reached.day);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When it is none of retired credits, or the set cannot state it.
    pub fn statement(
        &self,
        set: &FactorSet,
        equivalence: &str,
        bound: Bound,
        digits: SignificantDigits,
    ) -> Result<Statement, MilestoneError> {
        if self.measure != Measure::Retired {
            return Err(MilestoneError::NotRetired);
        }
        Ok(set.state(equivalence, Subject::RetiredCredits, self.amount, bound, digits)?)
    }
}
