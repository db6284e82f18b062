//! The facts about a product that the regression can use.

use core::fmt;

/// A fact about a product that the regression can use; any may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Fact {
    /// The mass of the product.
    Weight,
    /// The diagonal of its screen.
    Screen,
    /// The years of use.
    Years,
    /// The year of the report, which stands for the generation of the product.
    ReportYear,
    /// The electricity of a year of use.
    YearlyEnergy,
    /// The capacity of its memory.
    Memory,
    /// The capacity of its drives.
    Storage,
    /// The number of its processors.
    Processors,
    /// The place of use.
    Location,
}

impl Fact {
    /// All facts.
    pub const ALL: [Self; 9] = [
        Self::Weight,
        Self::Screen,
        Self::Years,
        Self::ReportYear,
        Self::YearlyEnergy,
        Self::Memory,
        Self::Storage,
        Self::Processors,
        Self::Location,
    ];

    /// The numbers of the regression, each at its [`index`](Self::index).
    pub(crate) const NUMBERS: [Self; 7] = [
        Self::Weight,
        Self::Screen,
        Self::ReportYear,
        Self::YearlyEnergy,
        Self::Memory,
        Self::Storage,
        Self::Processors,
    ];

    /// Those that are numbers of the regression. The years and the place of use are not: manufacture does not
    /// depend on them, and the use phase is proportional to the years. Fitted, the years would separate one kind of
    /// product from another, and the place one edition of a method from another.
    pub fn numbers() -> impl Iterator<Item = Self> {
        Self::NUMBERS.into_iter()
    }

    /// Its place among the numbers of the regression.
    pub(crate) const fn index(self) -> Option<usize> {
        Some(match self {
            Self::Weight => 0,
            Self::Screen => 1,
            Self::ReportYear => 2,
            Self::YearlyEnergy => 3,
            Self::Memory => 4,
            Self::Storage => 5,
            Self::Processors => 6,
            Self::Years | Self::Location => return None,
        })
    }

    /// Whether it distinguishes one configuration of a product from another. Few makers' sheets state such facts.
    pub const fn is_configuration(self) -> bool {
        matches!(self, Self::Memory | Self::Storage | Self::Processors)
    }

    /// The name in the table of coefficients.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Screen => "screen",
            Self::Years => "years",
            Self::ReportYear => "report year",
            Self::YearlyEnergy => "yearly energy",
            Self::Memory => "memory",
            Self::Storage => "storage",
            Self::Processors => "processors",
            Self::Location => "location",
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Years => "years of use",
            Self::ReportYear => "year of the report",
            Self::Location => "place of use",
            Self::Processors => "number of processors",
            other => other.as_str(),
        })
    }
}
