//! What a record says about the product's footprint.

use co2_units::doorway::Rounding;
use co2_units::rust_decimal::Decimal;
use co2_units::text::Text;
use co2_units::{Co2e, Stage, Statistic};

/// The estimated footprint of one stage of the product's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StageAmount {
    /// The stage.
    pub stage: Stage,
    /// Its share of the stated total.
    pub amount: Co2e,
}

/// A product's footprint as it was estimated, and how.
///
/// The stages are shares of the stated total and sum to it exactly. Where the statistic is a
/// percentile they are therefore not the percentiles of the single stages, which would sum to more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FootprintStatement {
    /// The stages counted, each once, in the order of life.
    pub stages: Vec<StageAmount>,
    /// The total of all stages.
    pub total: Co2e,
    /// Which number of the estimate the total is.
    pub statistic: Statistic,
    /// How a fraction of a gram was rounded.
    pub rounding: Rounding,
    /// How well the product is known, such as `published+configured`.
    pub tier: Text,
    /// The method and its version.
    pub method: Text,
    /// For how many years the product is used, above 0 and at most 100; `None` without a use stage.
    pub use_years: Option<Decimal>,
    /// Where the product is used, such as `Sweden`.
    pub location: Option<Text>,
    /// The publications behind the numbers, at least one.
    pub sources: Vec<Text>,
}

/// Whether the amount of a record covers the whole footprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// The amount is at least the footprint.
    Whole,
    /// The amount is below the footprint, and why.
    Part {
        /// Why, such as `the use stage was covered before`.
        reason: Text,
    },
}
