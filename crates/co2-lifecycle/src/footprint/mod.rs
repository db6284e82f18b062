//! The footprint of one product: stages, uncertainty, and how it came about.

mod change;
mod electricity;
#[cfg(feature = "serde")]
mod electricity_wire;
mod explain;
mod market;
mod quality;
#[cfg(feature = "serde")]
mod wire;

pub use self::change::ChangeError;
pub use self::electricity::{Basis, Electricity};
pub use self::explain::Explanation;
pub use self::market::{MarketBased, MarketInstrument};
pub use self::quality::{DataQuality, Rating};

use crate::{Assumption, Category, UseScenario, Years};
use co2_units::doorway::{DoorwayError, Rounding};
use co2_units::model::carbon;
use co2_units::{Co2e, Estimate, EstimateError, Region, Source, Stage, Statistic};
use core::fmt;
use std::collections::BTreeMap;

/// How strongly the errors of the stages of one sheet correlate: fully, 1.
///
/// Makers publish one standard deviation, that of the whole, and nothing about its parts. Giving every
/// stage the same ratio of deviation to mean, with correlation 1, is the one division that
/// * reproduces the published deviation when nothing is re-localised,
/// * does not depend on how many stages a sheet names (dividing a stage in two changes nothing), and
/// * never claims more certainty than the maker does: with a smaller correlation the sum would have a
///   smaller spread than the sheet.
pub const SHEET_CORRELATION: f64 = 1.0;

/// How a footprint was found, from the best way to the least certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Tier {
    /// A maker's published sheet for this product.
    Published,
    /// A maker's published sheet for another configuration, with the difference by component.
    #[cfg_attr(feature = "serde", serde(rename = "published+configured"))]
    PublishedConfigured,
    /// Bottom-up, by the components of the configuration.
    Configured,
    /// Fitted to published sheets of similar products.
    Statistical,
    /// What is usual in the category.
    Category,
}

impl Tier {
    /// The wire name, such as `published`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::PublishedConfigured => "published+configured",
            Self::Configured => "configured",
            Self::Statistical => "statistical",
            Self::Category => "category",
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The footprint of one product for one buyer.
///
/// Made by [`PublishedSheet::footprint`](crate::PublishedSheet::footprint),
/// [`Configuration::footprint`](crate::component::Configuration::footprint) or
/// [`Facts::footprint`](crate::Facts::footprint). A published footprint is itself the result of a model (most
/// makers use PAIA), not a measurement.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Footprint", into = "wire::Footprint"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Footprint",
        description = "The footprint of one product for one buyer."
    )
)]
pub struct Footprint {
    subject: String,
    category: Option<Category>,
    tier: Tier,
    scenario: UseScenario,
    boundary: String,
    stages: BTreeMap<Stage, Estimate>,
    total: Estimate,
    assumptions: Vec<Assumption>,
    sources: Vec<Source>,
}

/// The reason why a footprint gives no exact amount.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FootprintError {
    /// A percentile is asked for, but the maker states no standard deviation.
    #[error("the {statistic} is not known: the sheet states no standard deviation, only a mean")]
    SpreadUnknown {
        /// The statistic asked for.
        statistic: Statistic,
    },
    /// The amount is too large for the ledger.
    #[error(transparent)]
    Doorway(#[from] DoorwayError),
}

impl Footprint {
    #[expect(clippy::too_many_arguments, reason = "its parts, each of a type of its own")]
    pub(crate) fn new(
        subject: String,
        category: Option<Category>,
        tier: Tier,
        scenario: UseScenario,
        boundary: String,
        stages: BTreeMap<Stage, Estimate>,
        assumptions: Vec<Assumption>,
        sources: Vec<Source>,
    ) -> Result<Self, EstimateError> {
        let total = Estimate::sum(stages.values().copied(), SHEET_CORRELATION)?;
        Ok(Self {
            subject,
            category,
            tier,
            scenario,
            boundary,
            stages,
            total,
            assumptions,
            sources,
        })
    }

    /// Maker and product, such as `Lenovo E41-45`.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What kind of product it is, when that is known.
    pub const fn category(&self) -> Option<Category> {
        self.category
    }

    /// How the footprint was found.
    pub const fn tier(&self) -> Tier {
        self.tier
    }

    /// Tier and use phase in words, such as `published, use phase on the grid of 2025`.
    pub fn method(&self) -> String {
        let given = |assumption| matches!(assumption, &Assumption::ElectricityGiven { .. });
        if self.assumptions.iter().any(given) {
            format!("{}, use phase with electricity as given", self.tier)
        } else {
            format!("{}, {}", self.tier, self.scenario.grid)
        }
    }

    /// The scenario of use.
    pub const fn scenario(&self) -> UseScenario {
        self.scenario
    }

    /// Where the product is used.
    pub const fn location(&self) -> Region {
        self.scenario.location
    }

    /// How long the product is used.
    pub const fn years(&self) -> Years {
        self.scenario.years
    }

    /// What is counted.
    pub fn boundary(&self) -> &str {
        &self.boundary
    }

    /// The stages in the order of life. A stage of which nothing is known is not among them; the
    /// assumptions say which stage contains it.
    pub fn stages(&self) -> impl ExactSizeIterator<Item = (Stage, Estimate)> {
        self.stages.iter().map(|(&stage, &estimate)| (stage, estimate))
    }

    /// One stage; `None` if it is not known separately.
    pub fn stage(&self, stage: Stage) -> Option<Estimate> {
        self.stages.get(&stage).copied()
    }

    /// The whole life: the sum of the stages with [`SHEET_CORRELATION`].
    ///
    /// When [`has_spread`](Self::has_spread) is false this is the mean and no more; ask
    /// [`obligation`](Self::obligation) rather than the percentiles of such an estimate.
    pub const fn total(&self) -> Estimate {
        self.total
    }

    /// Whether a standard deviation is known, and with it the percentiles. Where the sheet states none, it stays
    /// unknown, whatever deviation a stage has that was added later.
    pub fn has_spread(&self) -> bool {
        self.total.deviation().get::<carbon::kilogram>() > 0.0
            && !self.assumptions.contains(&Assumption::SpreadNotStated)
    }

    /// What had to be assumed.
    pub fn assumptions(&self) -> &[Assumption] {
        &self.assumptions
    }

    /// The sources of the numbers, the maker's sheet first.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// The exact amount to offset: this statistic of the whole life, rounded up to the gram.
    ///
    /// # Errors
    /// Returns an error if a percentile is asked for and no spread is known, or the amount is too large.
    pub fn obligation(&self, statistic: Statistic) -> Result<Co2e, FootprintError> {
        if statistic != Statistic::Mean && !self.has_spread() {
            return Err(FootprintError::SpreadUnknown { statistic });
        }
        Ok(Co2e::from_model(self.total.at(statistic), Rounding::Up)?)
    }

    /// The obligation divided over the stages by their shares of the mean, to the gram: the parts sum
    /// to [`obligation`](Self::obligation) exactly (largest remainder).
    ///
    /// # Errors
    /// The errors are those of [`obligation`](Self::obligation).
    pub fn stage_amounts(
        &self,
        statistic: Statistic,
    ) -> Result<Vec<(Stage, Co2e)>, FootprintError> {
        let obligation = self.obligation(statistic)?;
        let weights: Vec<u64> =
            self.stages.values().map(|&stage| parts(self.share(stage))).collect();
        let amounts = if obligation.is_zero() {
            vec![Co2e::ZERO; weights.len()]
        } else {
            split(obligation, &weights)
        };
        Ok(self.stages.keys().copied().zip(amounts).collect())
    }

    /// A readable account: a table of the stages, the assumptions, the sources.
    pub const fn explain(&self) -> Explanation<'_> {
        Explanation(self)
    }

    /// The share of a stage in the mean, from 0 to 1; NaN when the mean is 0.
    fn share(&self, stage: Estimate) -> f64 {
        (stage.mean() / self.total.mean()).get::<co2_units::model::ratio::ratio>()
    }
}

/// A share in parts of 10¹⁵, about as fine as a double is.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share is from 0 to 1, and the cast saturates"
)]
fn parts(share: f64) -> u64 {
    (share * 1e15) as u64
}

/// Splits an amount above zero.
fn split(amount: Co2e, weights: &[u64]) -> Vec<Co2e> {
    amount
        .split(weights)
        .expect("the shares of a mean above 0 sum to 1, so their parts to about 10^15")
}
