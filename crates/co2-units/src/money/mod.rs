//! Money: a decimal amount with its ISO 4217 currency.

mod rates;

pub use self::rates::{RateError, RateTable};
use core::fmt;
pub use iso_currency::Currency;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount of money. There is no arithmetic across currencies; [`RateTable::convert`] converts
/// from one currency to another.
///
/// The number of decimals given is kept: `EUR 12.5` and `EUR 12.50` are equal, but each is written
/// as it was given.
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

/// The error for amounts of money that cannot be combined or read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The amounts have different currencies.
    #[error("cannot combine {} with {} without a rate", left.code(), right.code())]
    Currencies {
        /// The first currency.
        left: Currency,
        /// The second currency.
        right: Currency,
    },
    /// The result has more digits than a decimal holds.
    #[error("the amount of money is too large")]
    TooLarge,
    /// The text is not an ISO 4217 code.
    #[error("unknown currency code")]
    UnknownCurrency,
    /// The text is not a plain decimal number in canonical form, such as `12.50` or `-3`.
    #[error("not a plain decimal number; write digits and a point, such as 12.50")]
    Amount,
}

impl Money {
    /// Makes an amount in a currency.
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        // A decimal zero can have a minus sign, which would be a second representation.
        let zero = Decimal::from_parts(0, 0, 0, false, amount.scale());
        Self { amount: if amount.is_zero() { zero } else { amount }, currency }
    }

    /// Returns the amount, in the currency's main unit.
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// Returns the currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Returns the sum.
    ///
    /// # Errors
    /// Returns an error if the currencies differ or if the sum is too large.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies { left: self.currency, right: other.currency });
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }

    /// Multiplies the amount by a number; decimals beyond the precision of [`Decimal`] are rounded.
    ///
    /// # Errors
    /// Returns an error if the product is too large.
    pub fn checked_mul(self, factor: Decimal) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_mul(factor).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency))
    }

    /// Rounds half up (away from zero) to the currency's minor unit, such as cents. An amount in a
    /// currency without a minor unit, such as gold, is unchanged.
    #[must_use]
    pub fn round_half_up(self) -> Self {
        let Some(digits) = self.currency.exponent().map(u32::from) else {
            return self;
        };
        let strategy = RoundingStrategy::MidpointAwayFromZero;
        let mut amount = self.amount.round_dp_with_strategy(digits, strategy);
        amount.rescale(digits);
        Self::new(amount, self.currency)
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
            schemars(regex(
                pattern = r"^(0(\.[0-9]{1,28})?|-?[1-9][0-9]{0,28}(\.[0-9]{1,28})?|-0\.0{0,27}[1-9][0-9]{0,27})$"
            ))
        )]
        amount: String,
        /// The ISO 4217 code, such as `EUR`.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[A-Z]{3}$")))]
        currency: String,
    }

    /// A minus sign, a point, and at most 29 digits with a zero before them.
    const MAX_LEN: usize = 32;

    /// Reads a decimal in canonical form.
    pub(super) fn decimal(text: &str) -> Result<Decimal, MoneyError> {
        Some(text)
            .filter(|text| text.len() <= MAX_LEN)
            .and_then(|text| Decimal::from_str_exact(text).ok())
            .filter(|amount| amount.to_string() == text)
            .ok_or(MoneyError::Amount)
    }

    pub(super) fn currency(code: &str) -> Result<Currency, MoneyError> {
        Currency::from_code(code).ok_or(MoneyError::UnknownCurrency)
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
            let amount = decimal(&wire.amount).map_err(de::Error::custom)?;
            let currency = currency(&wire.currency).map_err(de::Error::custom)?;
            Ok(Self::new(amount, currency))
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
