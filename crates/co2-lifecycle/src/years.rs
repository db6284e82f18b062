//! How long a product is used.

use core::fmt;

/// A time of use in years: from [`Years::MIN`] to [`Years::MAX`]; fractions are allowed, as on sheets.
///
/// ```
/// use co2_lifecycle::Years;
/// let years = Years::new(5.0)?;
/// assert_eq!(years.to_string(), "5 years");
/// assert!(Years::new(0.0).is_err());
/// # Ok::<(), co2_lifecycle::YearsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        description = "A time of use in years; fractions are allowed.",
        extend("minimum" = Self::MIN, "maximum" = Self::MAX)
    )
)]
pub struct Years(f64);

/// The reason why a number is no time of use.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum YearsError {
    /// NaN, below [`Years::MIN`] or above [`Years::MAX`].
    #[error("a time of use is a number of years from {min} to {max}: {value}", min = Years::MIN, max = Years::MAX)]
    Range {
        /// The number given.
        value: f64,
    },
}

impl Years {
    /// The shortest time that is accepted: a thousandth of a year, not quite nine hours. What is divided by a time
    /// below it (a share of a life, a yearly energy) says nothing of a product.
    pub const MIN: f64 = 0.001;
    /// The longest time that is accepted: 100 years.
    pub const MAX: f64 = 100.0;

    /// Four years, as on most sheets of Dell's and HP's laptops.
    pub const FOUR: Self = Self(4.0);

    /// A time of use of this number of years.
    ///
    /// # Errors
    /// Returns an error if the number is below [`Years::MIN`], above [`Years::MAX`], or NaN.
    pub fn new(value: f64) -> Result<Self, YearsError> {
        if (Self::MIN..=Self::MAX).contains(&value) {
            Ok(Self(value))
        } else {
            Err(YearsError::Range { value })
        }
    }

    /// The number of years.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl TryFrom<f64> for Years {
    type Error = YearsError;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl From<Years> for f64 {
    fn from(years: Years) -> Self {
        years.0
    }
}

/// Such as `5 years`, `1 year`, `1.5 years`.
impl fmt::Display for Years {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = if *self == Self(1.0) { "year" } else { "years" };
        write!(f, "{} {unit}", self.0)
    }
}
