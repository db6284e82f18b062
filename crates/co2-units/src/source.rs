//! Where a number comes from. No number without a source reaches a result.

use core::fmt;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// How a number came from its publisher to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Status {
    /// Read in the publisher's own document.
    Published,
    /// Read in somebody's copy of it.
    Transcribed,
    /// Computed from numbers that were published.
    Derived,
}

/// The source of a number.
///
/// Texts are [`Cow`] so that tables of sources can be constants.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write sources of their own as literals")]
pub struct Source {
    /// Who published it.
    pub publisher: Cow<'static, str>,
    /// Title and edition of the publication.
    pub edition: Cow<'static, str>,
    /// The year the number describes.
    pub year: u16,
    /// The place the number describes, in words: `world`, `EU27`, `SE`.
    pub region: Cow<'static, str>,
    /// What is counted: gases, life-cycle scope, basis.
    pub boundary: Cow<'static, str>,
    /// Under which licence the number may be used.
    pub licence: Cow<'static, str>,
    /// Where exactly it was read: a URL, a page, a row.
    pub locator: Cow<'static, str>,
    /// How it came to us.
    pub status: Status,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} ({}, {})", self.publisher, self.edition, self.region, self.year)
    }
}

/// A number with its unit and source, beside the quantity it stands for.
///
/// ```
/// use co2_units::model::{GridIntensity, grid_intensity};
/// use co2_units::{Factor, Source, Status};
/// use rust_decimal::Decimal;
///
/// let source = Source {
///     publisher: "An Electricity Statistician".into(),
///     edition: "Yearbook 2025".into(),
///     year: 2024,
///     region: "SE".into(),
///     boundary: "CO2e, life cycle, generation".into(),
///     licence: "CC BY 4.0".into(),
///     locator: "table 3, row 1".into(),
///     status: Status::Published,
/// };
/// let published = Decimal::new(35, 0);
/// let quantity = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(35.0);
/// let factor = Factor::new(quantity, published, "gCO2e/kWh", source);
/// assert_eq!(factor.to_string(), "35 gCO2e/kWh, An Electricity Statistician, Yearbook 2025 (SE, 2024)");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Factor<Q> {
    quantity: Q,
    published: Decimal,
    unit: Cow<'static, str>,
    source: Source,
}

impl<Q: Copy> Factor<Q> {
    /// A quantity, the number and unit in which it was published, and by whom.
    pub fn new(
        quantity: Q,
        published: Decimal,
        unit: impl Into<Cow<'static, str>>,
        source: Source,
    ) -> Self {
        Self { quantity, published, unit: unit.into(), source }
    }

    /// The quantity to compute with.
    pub fn quantity(&self) -> Q {
        self.quantity
    }

    /// The number as published.
    pub fn published(&self) -> Decimal {
        self.published
    }

    /// The unit in which it was published.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Where it is from.
    pub fn source(&self) -> &Source {
        &self.source
    }
}

impl<Q> fmt::Display for Factor<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, {}", self.published, self.unit, self.source)
    }
}
