//! Which number of an estimate is used.

use core::fmt;

/// The statistic of an [`Estimate`](crate::Estimate) that a statement or an obligation uses.
///
/// Manufacturers headline different statistics, which differ by 30 to 50 %. There is therefore no
/// default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Statistic {
    /// The expected value.
    Mean,
    /// The 5th percentile.
    P5,
    /// The 50th percentile (the median).
    P50,
    /// The 95th percentile.
    P95,
}

impl Statistic {
    /// All statistics.
    pub const ALL: [Self; 4] = [Self::Mean, Self::P5, Self::P50, Self::P95];

    /// Returns the wire name, such as `p95`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::P5 => "p5",
            Self::P50 => "p50",
            Self::P95 => "p95",
        }
    }
}

/// Written in words, such as `95th percentile`.
impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Mean => "mean",
            Self::P5 => "5th percentile",
            Self::P50 => "50th percentile",
            Self::P95 => "95th percentile",
        })
    }
}
