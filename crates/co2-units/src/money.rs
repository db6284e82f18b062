//! Money: a decimal amount with its ISO 4217 currency.

use core::fmt;
pub use iso_currency::Currency;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount of money. There is no arithmetic across currencies.
///
/// ```
/// use co2_units::{Currency, Money};
/// use rust_decimal::Decimal;
///
/// let per_tonne = Money::new(Decimal::new(12_50, 2), Currency::EUR);
/// let price = per_tonne.checked_mul(Decimal::new(371_096, 6))?.round_half_up();
/// assert_eq!(price.to_string(), "EUR 4.64");
/// assert!(price.checked_add(Money::new(Decimal::ONE, Currency::SEK)).is_err());
/// # Ok::<(), co2_units::MoneyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

/// Why amounts of money cannot be combined or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// Two currencies in one sum.
    #[error("cannot combine {left} with {right} without a rate")]
    Currencies {
        /// The one currency.
        left: Currency,
        /// The other.
        right: Currency,
    },
    /// The result has more digits than a decimal holds.
    #[error("the amount of money is too large")]
    TooLarge,
    /// Three letters that are no ISO 4217 code.
    #[error("unknown currency code")]
    UnknownCurrency,
}

impl Money {
    /// This much of a currency.
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The amount, in the currency's main unit.
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The sum.
    ///
    /// # Errors
    /// When the currencies differ or the sum is too large.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies { left: self.currency, right: other.currency });
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self { amount, currency: self.currency })
    }

    /// The amount times a number.
    ///
    /// # Errors
    /// When the product is too large.
    pub fn checked_mul(self, factor: Decimal) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(factor).ok_or(MoneyError::TooLarge)?;
        Ok(Self { amount, currency: self.currency })
    }

    /// Rounded half up (away from zero) to the currency's minor unit, such as cents.
    #[must_use]
    pub fn round_half_up(self) -> Self {
        let digits = u32::from(self.currency.exponent().unwrap_or(0));
        let strategy = RoundingStrategy::MidpointAwayFromZero;
        let mut amount = self.amount.round_dp_with_strategy(digits, strategy);
        amount.rescale(digits);
        Self { amount, currency: self.currency }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency.code(), self.amount)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{Currency, Money, MoneyError};
    use rust_decimal::Decimal;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    /// A decimal string and a currency code.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    struct Wire {
        /// The amount, in the currency's main unit.
        #[cfg_attr(
            feature = "schemars",
            schemars(regex(pattern = r"^-?[0-9]{1,28}(\.[0-9]{1,28})?$"))
        )]
        amount: String,
        /// The ISO 4217 code, such as `EUR`.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[A-Z]{3}$")))]
        currency: String,
    }

    impl Serialize for Money {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let wire =
                Wire { amount: self.amount.to_string(), currency: self.currency.code().to_owned() };
            wire.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Money {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let wire = Wire::deserialize(deserializer)?;
            let amount = Decimal::from_str_exact(&wire.amount).map_err(de::Error::custom)?;
            let currency = Currency::from_code(&wire.currency)
                .ok_or_else(|| de::Error::custom(MoneyError::UnknownCurrency))?;
            Ok(Self { amount, currency })
        }
    }

    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for Money {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Money".into()
        }

        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            Wire::json_schema(generator)
        }
    }
}
