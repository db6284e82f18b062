//! Exchange rates of one day.

use super::{Currency, Money, MoneyError};
use crate::time::{Date, is_in_range};
use crate::{Source, SourceError};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// Exchange rates of one day, as a central bank publishes them: the value of one unit of the base
/// currency in other currencies.
///
/// This crate contains no rates: the table is an argument, with its day and its source. It says
/// nothing about other days; a caller that needs recent rates checks [`RateTable::date`].
///
/// ```
/// use co2_units::{Currency, Date, Money, RateTable, Source, Status};
/// use rust_decimal::Decimal;
///
/// let source = Source {
///     publisher: "A Central Bank".into(),
///     edition: "reference rates of 2026-11-20".into(),
///     year: 2026,
///     region: "EU".into(),
///     boundary: "mid rates, informational".into(),
///     licence: "reuse with attribution".into(),
///     locator: "daily table".into(),
///     status: Status::Published,
/// };
/// let day = Date::from_ymd_opt(2026, 11, 20).unwrap();
/// let rates = [(Currency::SEK, Decimal::new(11_25, 2)), (Currency::USD, Decimal::new(1_20, 2))];
/// let table = RateTable::new(day, Currency::EUR, rates, source)?;
///
/// let price = Money::new(Decimal::new(4_64, 2), Currency::EUR);
/// let in_crowns = table.convert(price, Currency::SEK)?.round_half_up();
/// assert_eq!(in_crowns.to_string(), "SEK 52.20");
/// assert!(table.convert(price, Currency::JPY).is_err());
/// # Ok::<(), co2_units::RateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::RateTable", into = "wire::RateTable"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::RateTable",
        description = "Exchange rates of one day: the value of one unit of the base currency in other currencies."
    )
)]
pub struct RateTable {
    date: Date,
    base: Currency,
    rates: BTreeMap<Currency, Decimal>,
    source: Source,
}

/// The error for rates that are not a valid table, or for a conversion that is not possible.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// The day is outside the years 1 to 9999.
    #[error("not a day in the years 1 to 9999")]
    Day,
    /// The rate is zero or negative.
    #[error("the rate of {} must be above zero: {rate}", currency.code())]
    NotPositive {
        /// The currency.
        currency: Currency,
        /// The rate given.
        rate: Decimal,
    },
    /// A currency is given twice, or is the base currency, whose rate is always one.
    #[error("there is a second rate of {}", currency.code())]
    Twice {
        /// The currency.
        currency: Currency,
    },
    /// The table has no rate for this currency.
    #[error("no rate of {} on {date}", currency.code())]
    Unknown {
        /// The currency asked for.
        currency: Currency,
        /// The day of the table.
        date: Date,
    },
    /// An amount or a currency cannot be read, or a result is too large.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A text of the source is blank or too long.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl RateTable {
    /// Makes a table of the rates of a day. The base currency must not be among the rates.
    ///
    /// # Errors
    /// Returns an error if a rate is not above zero, a currency appears twice, the day is outside
    /// the years 1 to 9999, or a text of the source is blank or too long ([`Source::check`]).
    pub fn new(
        date: Date,
        base: Currency,
        rates: impl IntoIterator<Item = (Currency, Decimal)>,
        source: Source,
    ) -> Result<Self, RateError> {
        if !is_in_range(date) {
            return Err(RateError::Day);
        }
        source.check()?;
        let mut table = BTreeMap::new();
        for (currency, rate) in rates {
            if rate <= Decimal::ZERO {
                return Err(RateError::NotPositive { currency, rate });
            }
            if currency == base || table.insert(currency, rate).is_some() {
                return Err(RateError::Twice { currency });
            }
        }
        Ok(Self { date, base, rates: table, source })
    }

    /// Returns the day of the rates.
    pub const fn date(&self) -> Date {
        self.date
    }

    /// Returns the base currency, of which one unit is worth the rates.
    pub const fn base(&self) -> Currency {
        self.base
    }

    /// Returns the source of the rates.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    /// Returns the value of one unit of the base currency in this currency, or `None` if the table
    /// has no rate for it.
    pub fn rate(&self, currency: Currency) -> Option<Decimal> {
        if currency == self.base {
            return Some(Decimal::ONE);
        }
        self.rates.get(&currency).copied()
    }

    /// Converts money to another currency: multiplies by the rate of `to`, then divides by the rate
    /// of the money's own currency. Each step is rounded to the precision of [`Decimal`] (at most
    /// 28 decimals; smaller values become zero), not to cents (see [`Money::round_half_up`]). Money
    /// in the same currency is returned unchanged.
    ///
    /// # Errors
    /// Returns an error if the table has no rate for one of the currencies, or if a result is too
    /// large.
    pub fn convert(&self, money: Money, to: Currency) -> Result<Money, RateError> {
        if money.currency() == to {
            return Ok(money);
        }
        let rate =
            |currency| self.rate(currency).ok_or(RateError::Unknown { currency, date: self.date });
        let (from_rate, to_rate) = (rate(money.currency())?, rate(to)?);
        let amount = money
            .amount()
            .checked_mul(to_rate)
            .and_then(|amount| amount.checked_div(from_rate))
            .ok_or(MoneyError::TooLarge)?;
        Ok(Money::new(amount, to))
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::super::wire::{currency, decimal};
    use super::RateError;
    use crate::Source;
    use crate::time::parse_date;
    use serde::{Deserialize, Deserializer, Serialize, de};
    use std::collections::BTreeMap;

    /// Rates of one day.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct RateTable {
        /// The day, such as `2026-11-20`.
        #[cfg_attr(
            feature = "schemars",
            schemars(regex(pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
        )]
        date: String,
        /// The ISO 4217 code of the base currency, of which one unit is worth the rates.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[A-Z]{3}$")))]
        base: String,
        /// The rates by ISO 4217 code, each above zero.
        #[serde(deserialize_with = "each_once")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "rates"))]
        rates: BTreeMap<String, String>,
        /// The source of the rates.
        source: Source,
    }

    /// Refuses a second rate for one currency, which would otherwise silently replace the first.
    fn each_once<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<String, String>, D::Error> {
        struct Rates;

        impl<'de> de::Visitor<'de> for Rates {
            type Value = BTreeMap<String, String>;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a map of currency codes to rates")
            }

            fn visit_map<A: de::MapAccess<'de>>(
                self,
                mut entries: A,
            ) -> Result<Self::Value, A::Error> {
                let mut rates = BTreeMap::new();
                while let Some((code, rate)) = entries.next_entry::<String, String>()? {
                    let currency = currency(&code).map_err(de::Error::custom)?;
                    if rates.insert(code, rate).is_some() {
                        return Err(de::Error::custom(RateError::Twice { currency }));
                    }
                }
                Ok(rates)
            }
        }

        deserializer.deserialize_map(Rates)
    }

    #[cfg(feature = "schemars")]
    fn rates(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "The rates by ISO 4217 code, each above zero.",
            "propertyNames": { "pattern": "^[A-Z]{3}$" },
            "additionalProperties": {
                "type": "string",
                "pattern": r"^([1-9][0-9]{0,28}(\.[0-9]{1,28})?|0\.0{0,27}[1-9][0-9]{0,27})$",
            },
        })
    }

    impl From<super::RateTable> for RateTable {
        fn from(table: super::RateTable) -> Self {
            let text = |(currency, rate): (&super::Currency, &super::Decimal)| {
                (currency.code().to_owned(), rate.to_string())
            };
            Self {
                date: table.date.to_string(),
                base: table.base.code().to_owned(),
                rates: table.rates.iter().map(text).collect(),
                source: table.source,
            }
        }
    }

    impl TryFrom<RateTable> for super::RateTable {
        type Error = RateError;

        fn try_from(wire: RateTable) -> Result<Self, Self::Error> {
            let rates: Vec<_> = wire
                .rates
                .iter()
                .map(|(code, rate)| Ok((currency(code)?, decimal(rate)?)))
                .collect::<Result<_, RateError>>()?;
            let date = parse_date(&wire.date).ok_or(RateError::Day)?;
            Self::new(date, currency(&wire.base)?, rates, wire.source)
        }
    }
}
