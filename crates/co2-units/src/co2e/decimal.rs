//! Lossless conversion to and from decimal numbers.

use super::Co2e;
use rust_decimal::Decimal;

/// The error for a decimal number that is not a valid amount of CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecimalError {
    /// The number is negative.
    #[error("an amount of CO2e cannot be negative: {value}")]
    Negative {
        /// The number given.
        value: Decimal,
    },
    /// The number is not a whole number of grams.
    #[error(
        "an amount of CO2e is a whole number of grams: {value} kg has more than three decimals"
    )]
    FractionOfGram {
        /// The number given, in kilograms.
        value: Decimal,
    },
    /// The number is above [`Co2e::MAX`].
    #[error("an amount of CO2e is at most {max} kg: {value}", max = Co2e::MAX.to_decimal_kilograms())]
    TooLarge {
        /// The number given.
        value: Decimal,
    },
}

impl Co2e {
    /// Converts an exact number of kilograms with at most three decimals (not counting trailing
    /// zeros).
    ///
    /// # Errors
    /// Returns an error if the number is negative, has a fraction of a gram, or is above
    /// [`Co2e::MAX`].
    ///
    /// ```
    /// use co2_units::{Co2e, DecimalError};
    /// use rust_decimal::Decimal;
    ///
    /// assert_eq!(Co2e::from_decimal_kilograms(Decimal::new(371_0960, 4)), Ok(Co2e::from_grams(371_096)));
    /// let negative = Decimal::new(-1, 0);
    /// assert_eq!(Co2e::from_decimal_kilograms(negative), Err(DecimalError::Negative { value: negative }));
    /// ```
    pub fn from_decimal_kilograms(value: Decimal) -> Result<Self, DecimalError> {
        if value.is_sign_negative() && !value.is_zero() {
            return Err(DecimalError::Negative { value });
        }
        let exact = value.normalize();
        let too_large = DecimalError::TooLarge { value };
        let missing_places =
            3_u32.checked_sub(exact.scale()).ok_or(DecimalError::FractionOfGram { value })?;
        let units = u128::try_from(exact.mantissa()).map_err(|_| too_large)?;
        let grams = units.checked_mul(10_u128.pow(missing_places)).ok_or(too_large)?;
        u64::try_from(grams).map(Self).map_err(|_| too_large)
    }

    /// Returns the exact number of kilograms, with three decimals.
    pub fn to_decimal_kilograms(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.0), 3)
    }

    /// Returns the exact number of metric tonnes, with six decimals.
    pub fn to_decimal_tonnes(self) -> Decimal {
        Decimal::from_i128_with_scale(i128::from(self.0), 6)
    }
}
