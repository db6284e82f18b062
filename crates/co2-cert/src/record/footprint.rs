//! A record's statement about the product's footprint.

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

/// The two percentiles between which nine of ten such products lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FootprintInterval {
    /// The 5th percentile: one product in twenty has less.
    pub p5: Co2e,
    /// The 95th percentile: one product in twenty has more.
    pub p95: Co2e,
}

/// A product's footprint as estimated, and the method of the estimate.
///
/// The stages are shares of the stated total and add up to it exactly. If the statistic is a
/// percentile, they are therefore not the percentiles of the individual stages, which would add up to more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FootprintStatement {
    /// The stages counted, each given once, in the order of the life cycle.
    pub stages: Vec<StageAmount>,
    /// The total of all stages.
    pub total: Co2e,
    /// Which statistic of the estimate the total is.
    pub statistic: Statistic,
    /// The interval of the estimated total; `None` if its spread is not known.
    pub interval: Option<FootprintInterval>,
    /// How fractions of a gram were rounded.
    pub rounding: Rounding,
    /// How the footprint was found, such as `published+configured`.
    pub tier: Text,
    /// The method and its version.
    pub method: Text,
    /// The years for which the product is used, above 0 and at most 100; `None` without a use stage.
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
    /// The amount is below the footprint.
    Part {
        /// The reason, such as `the use stage was covered before`.
        reason: Text,
    },
}
