//! Where a number comes from. No number reaches a result without a source.

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
    /// Read in somebody else's copy of it.
    Transcribed,
    /// Computed from numbers that were published.
    Derived,
}

/// The source of a number.
///
/// Texts are [`Cow`] so that tables of sources can be constants. A literal in code may leave a text
/// empty, but a source read from a file may not. [`Source::check`] finds empty texts in both.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Source", into = "wire::Source"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(with = "wire::Source", description = "The source of a number.")
)]
pub struct Source {
    /// Who published it.
    pub publisher: Cow<'static, str>,
    /// Title and edition of the publication.
    pub edition: Cow<'static, str>,
    /// The year the number describes.
    pub year: u16,
    /// The place the number describes, in words: `world`, `EU27`, `SE`.
    pub region: Cow<'static, str>,
    /// What is counted: gases, life-cycle stages, accounting basis.
    pub boundary: Cow<'static, str>,
    /// The licence under which the number may be used.
    pub licence: Cow<'static, str>,
    /// Where exactly the number was read: a URL, a page, a row.
    pub locator: Cow<'static, str>,
    /// How the number came from its publisher to us.
    pub status: Status,
}

/// The error for a source with a text that is blank or too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {field} of a source is blank or longer than {max} characters", max = Source::MAX_LEN)]
#[non_exhaustive]
pub struct SourceError {
    /// The name of the field.
    pub field: &'static str,
}

impl Source {
    /// The maximum length of a text in a source, in characters.
    pub const MAX_LEN: usize = 1024;

    /// Checks that no text is blank or longer than [`Source::MAX_LEN`].
    ///
    /// # Errors
    /// Returns an error that names the first field whose text is blank or too long.
    pub fn check(&self) -> Result<(), SourceError> {
        let fields = [
            ("publisher", &self.publisher),
            ("edition", &self.edition),
            ("region", &self.region),
            ("boundary", &self.boundary),
            ("licence", &self.licence),
            ("locator", &self.locator),
        ];
        let is_bad = |text: &str| {
            text.trim_matches([' ', '\t', '\r', '\n']).is_empty()
                || text.chars().count() > Self::MAX_LEN
        };
        match fields.into_iter().find(|(_, text)| is_bad(text)) {
            Some((field, _)) => Err(SourceError { field }),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} ({}, {})", self.publisher, self.edition, self.region, self.year)
    }
}

/// A published number with its unit and source, together with the quantity it stands for.
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
    /// Makes a factor from a quantity, the number and unit in which it was published, and its
    /// source.
    pub fn new(
        quantity: Q,
        published: Decimal,
        unit: impl Into<Cow<'static, str>>,
        source: Source,
    ) -> Self {
        Self { quantity, published, unit: unit.into(), source }
    }

    /// Makes a factor from a published number and computes its quantity, so that the two cannot
    /// differ.
    ///
    /// ```
    /// # use co2_units::model::{GridIntensity, grid_intensity};
    /// # use co2_units::{Factor, Source, Status};
    /// # use rust_decimal::Decimal;
    /// # let source = Source {
    /// #     publisher: "P".into(), edition: "E".into(), year: 2024, region: "SE".into(),
    /// #     boundary: "B".into(), licence: "L".into(), locator: "T".into(), status: Status::Published,
    /// # };
    /// let in_unit = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>;
    /// let factor = Factor::from_published(Decimal::new(35, 0), "gCO2e/kWh", source, in_unit);
    /// assert_eq!(factor.quantity(), in_unit(35.0));
    /// ```
    pub fn from_published(
        published: Decimal,
        unit: impl Into<Cow<'static, str>>,
        source: Source,
        in_unit: impl FnOnce(f64) -> Q,
    ) -> Self {
        // A decimal always parses as a double, rounded to the nearest.
        let number = published.to_string().parse().unwrap_or(f64::NAN);
        Self::new(in_unit(number), published, unit, source)
    }

    /// Returns the quantity to compute with.
    pub fn quantity(&self) -> Q {
        self.quantity
    }

    /// Returns the number as published.
    pub fn published(&self) -> Decimal {
        self.published
    }

    /// Returns the unit in which the number was published.
    pub fn unit(&self) -> &str {
        &self.unit
    }

    /// Returns where the number comes from.
    pub fn source(&self) -> &Source {
        &self.source
    }
}

impl<Q> fmt::Display for Factor<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}, {}", self.published, self.unit, self.source)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{Cow, SourceError, Status};

    /// The source of a number.
    #[derive(serde::Serialize, serde::Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Source {
        /// Who published it.
        #[cfg_attr(
            feature = "schemars",
            schemars(length(max = 1024), regex(pattern = r"[^ \t\r\n]"))
        )]
        publisher: Cow<'static, str>,
        /// Title and edition of the publication.
        #[cfg_attr(
            feature = "schemars",
            schemars(length(max = 1024), regex(pattern = r"[^ \t\r\n]"))
        )]
        edition: Cow<'static, str>,
        /// The year the number describes.
        year: u16,
        /// The place the number describes, in words: `world`, `EU27`, `SE`.
        #[cfg_attr(
            feature = "schemars",
            schemars(length(max = 1024), regex(pattern = r"[^ \t\r\n]"))
        )]
        region: Cow<'static, str>,
        /// What is counted: gases, life-cycle stages, accounting basis.
        #[cfg_attr(
            feature = "schemars",
            schemars(length(max = 1024), regex(pattern = r"[^ \t\r\n]"))
        )]
        boundary: Cow<'static, str>,
        /// The licence under which the number may be used.
        #[cfg_attr(
            feature = "schemars",
            schemars(length(max = 1024), regex(pattern = r"[^ \t\r\n]"))
        )]
        licence: Cow<'static, str>,
        /// Where exactly the number was read: a URL, a page, a row.
        #[cfg_attr(
            feature = "schemars",
            schemars(length(max = 1024), regex(pattern = r"[^ \t\r\n]"))
        )]
        locator: Cow<'static, str>,
        /// How the number came from its publisher to us.
        status: Status,
    }

    impl From<super::Source> for Source {
        fn from(source: super::Source) -> Self {
            let super::Source {
                publisher,
                edition,
                year,
                region,
                boundary,
                licence,
                locator,
                status,
            } = source;
            Self { publisher, edition, year, region, boundary, licence, locator, status }
        }
    }

    impl TryFrom<Source> for super::Source {
        type Error = SourceError;

        fn try_from(wire: Source) -> Result<Self, Self::Error> {
            let Source { publisher, edition, year, region, boundary, licence, locator, status } =
                wire;
            let source =
                Self { publisher, edition, year, region, boundary, licence, locator, status };
            source.check()?;
            Ok(source)
        }
    }
}
