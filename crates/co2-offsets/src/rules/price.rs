//! Prices as data.

use super::currency;
use super::percent::Percent;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Country, Currency, Money, RateTable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// From 0 to 10⁹, with at most six decimals.
#[cfg(feature = "schemars")]
const PRICE: &str = r"^(1000000000(\.0+)?|(0|[1-9][0-9]{0,8})(\.[0-9]{1,6}0*)?)$";

/// Kilograms above zero, with at most three decimals.
#[cfg(feature = "schemars")]
pub(super) const STEP: &str = r"^([1-9][0-9]{0,16}(\.[0-9]{0,2}[1-9])?|0\.[0-9]{0,2}[1-9])$";

/// The price charged in each market, before the host's tax.
///
/// A total is the exact price rounded half up, once, to the currency's minor unit. Its lines are
/// rounded so that they add up to it (largest remainder), so each differs from its exact price by
/// less than one minor unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceRule {
    /// The tariff for countries that are in none of the markets.
    pub tariff: Tariff,
    /// Markets with another tariff; a country is in at most one of them.
    #[serde(default)]
    pub markets: Vec<Market>,
}

/// Countries with a tariff of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Market {
    /// The countries of the buyers, at least one.
    #[serde(deserialize_with = "co2_units::serde::set")]
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub countries: BTreeSet<Country>,
    /// The tariff there.
    pub tariff: Tariff,
}

/// A way to compute the price, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
// Exhaustive, so that the ledger must handle each case.
pub enum Tariff {
    /// A price per tonne, charged by the gram, whichever credits are taken.
    PerTonne {
        /// The price of a tonne, from 0 to 10⁹, with at most six decimals.
        #[cfg_attr(
            feature = "schemars",
            schemars(extend("properties" = { "amount": { "pattern": PRICE } }))
        )]
        price: Money,
    },
    /// A price for each step that a product's amount begins, for makers that sell, for example, 500 kg at a time.
    PerStep {
        /// The step in kilograms, more than zero.
        #[cfg_attr(feature = "schemars", schemars(extend("pattern" = STEP)))]
        step_kg: Co2e,
        /// The price of a step, from 0 to 10⁹, with at most six decimals.
        #[cfg_attr(
            feature = "schemars",
            schemars(extend("properties" = { "amount": { "pattern": PRICE } }))
        )]
        price: Money,
    },
    /// The price of each lot that is taken, plus a margin. Lots whose price is not known, or is in another
    /// currency without an exchange rate, may then not be used.
    CostPlus {
        /// The currency.
        #[serde(with = "currency")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "currency::schema"))]
        currency: Currency,
        /// The margin, in percent of the lots' price.
        margin_percent: Percent,
    },
}

/// The highest price that a customer will pay for a reservation, and the customer's country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceCap {
    /// The buyer's country, which determines the tariff.
    pub market: Country,
    /// The highest total price, before tax.
    pub cap: Money,
}

/// The highest price of a tonne or step, in the currency's main unit.
const MAX_PRICE: u64 = 1_000_000_000;

impl PriceRule {
    /// Makes a rule with one tariff for all markets.
    pub const fn everywhere(tariff: Tariff) -> Self {
        Self { tariff, markets: Vec::new() }
    }

    /// Iterates over all tariffs, the general one first.
    pub fn tariffs(&self) -> impl Iterator<Item = &Tariff> {
        core::iter::once(&self.tariff).chain(self.markets.iter().map(|market| &market.tariff))
    }

    /// Returns the index in [`PriceRule::tariffs`] of the tariff that applies in a country.
    pub fn tariff_in(&self, country: Country) -> usize {
        let market = self.markets.iter().position(|market| market.countries.contains(&country));
        market.map_or(0, |place| place.saturating_add(1))
    }

    /// Returns the field that is not valid and what it must be, if there is one.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let mut seen = BTreeSet::new();
        for market in &self.markets {
            if market.countries.is_empty() || market.countries.iter().any(|c| !seen.insert(c)) {
                return Some(("price.markets", "sets of countries, each country in one at most"));
            }
        }
        self.tariffs().find_map(Tariff::fault)
    }
}

impl Tariff {
    /// Returns the currency.
    pub const fn currency(&self) -> Currency {
        match self {
            Self::PerTonne { price } | Self::PerStep { price, .. } => price.currency(),
            Self::CostPlus { currency, .. } => *currency,
        }
    }

    fn fault(&self) -> Option<(&'static str, &'static str)> {
        if self.currency().exponent().is_none_or(|digits| digits > 6) {
            return Some(("price.currency", "one with a minor unit, such as cents"));
        }
        match self {
            Self::PerTonne { price } if exact_micros(*price).is_none() => {
                Some(("price.per_tonne", "from 0 to 1000000000, with at most six decimals"))
            }
            Self::PerStep { price, .. } if exact_micros(*price).is_none() => {
                Some(("price.per_step", "from 0 to 1000000000, with at most six decimals"))
            }
            Self::PerStep { step_kg, .. } if step_kg.is_zero() => {
                Some(("price.per_step.step_kg", "more than 0"))
            }
            _ => None,
        }
    }
}

/// Converts a price to millionths of the currency's main unit; `None` below 0, above the highest price, or with
/// more than six decimals.
pub fn exact_micros(price: Money) -> Option<u64> {
    let amount = price.amount();
    if amount.is_sign_negative() || amount > Decimal::from(MAX_PRICE) {
        return None;
    }
    let micros = amount.checked_mul(Decimal::from(1_000_000_u32))?;
    if micros.fract().is_zero() { u64::try_from(micros).ok() } else { None }
}

/// Converts a price to another currency; `None` without an exchange rate, or if it is too large.
pub(super) fn price_in(
    price: Money,
    currency: Currency,
    rates: Option<&RateTable>,
) -> Option<Money> {
    if price.currency() == currency {
        return Some(price);
    }
    rates?.convert(price, currency).ok()
}

/// Converts a price to millionths of a currency's main unit, rounded half up; `None` if there is no exchange
/// rate, or if the amount is negative or too large.
pub fn micros_in(price: Money, currency: Currency, rates: Option<&RateTable>) -> Option<u64> {
    let amount = price_in(price, currency, rates)?.amount();
    if amount.is_sign_negative() || amount > Decimal::from(MAX_PRICE) {
        return None;
    }
    let micros = amount.checked_mul(Decimal::from(1_000_000_u32))?;
    let strategy = co2_units::rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    u64::try_from(micros.round_dp_with_strategy(0, strategy)).ok()
}

/// Adds a margin to a price in millionths, rounded half up.
pub fn with_margin(micros: u64, margin: Percent) -> Option<u64> {
    let factor = u128::from(margin.millionths()).checked_add(1_000_000)?;
    let exact = u128::from(micros).checked_mul(factor)?;
    u64::try_from(exact.checked_add(500_000)?.checked_div(1_000_000)?).ok()
}
