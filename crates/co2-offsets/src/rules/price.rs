//! What is charged, as data.

use super::currency;
use super::percent::Percent;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Country, Currency, Money, RateTable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is charged, before the host's tax, in each market.
///
/// A total is the exact price rounded half up, once, to the currency's minor unit. Its lines are
/// rounded so that they sum to it (largest remainder), so each is less than one minor unit away from
/// its exact price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceRule {
    /// What is charged where no market says otherwise.
    pub tariff: Tariff,
    /// Markets in which something else is charged; a country is in at most one of them.
    #[serde(default)]
    pub markets: Vec<Market>,
}

/// Countries in which a tariff holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Market {
    /// The countries of the buyers.
    pub countries: BTreeSet<Country>,
    /// What is charged there.
    pub tariff: Tariff,
}

/// What is charged, in one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
// Exhaustive: the ledger says of each what it does.
pub enum Tariff {
    /// A price for each tonne, by the gram, whatever credits are taken.
    PerTonne {
        /// The price of a tonne: from 0 to 10⁹ with at most six decimals.
        price: Money,
    },
    /// A price for each step that a product's amount begins: as a maker sells 500 kg at a time.
    PerStep {
        /// The step, in kilograms, more than nothing.
        #[cfg_attr(feature = "schemars", schemars(extend("not" = { "const": "0" })))]
        step_kg: Co2e,
        /// The price of a step: from 0 to 10⁹ with at most six decimals.
        price: Money,
    },
    /// The price of each lot that is taken, and a margin. Lots whose price is not known, or not in
    /// this currency and without a rate, may not be used then.
    CostPlus {
        /// The currency.
        #[serde(with = "currency")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "currency::schema"))]
        currency: Currency,
        /// How much more than the lots' price.
        margin_percent: Percent,
    },
}

/// The most that a customer will pay for a reservation, and where the customer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceCap {
    /// The buyer's country, which says the tariff.
    pub market: Country,
    /// The most to be paid in all, before tax.
    pub cap: Money,
}

/// The largest price of a tonne or step, in the currency's main unit.
const MAX_PRICE: u64 = 1_000_000_000;

impl PriceRule {
    /// One tariff for all markets.
    pub const fn everywhere(tariff: Tariff) -> Self {
        Self { tariff, markets: Vec::new() }
    }

    /// All tariffs, the general one first.
    pub fn tariffs(&self) -> impl Iterator<Item = &Tariff> {
        core::iter::once(&self.tariff).chain(self.markets.iter().map(|market| &market.tariff))
    }

    /// Which of [`PriceRule::tariffs`] holds in a country.
    pub fn tariff_in(&self, country: Country) -> usize {
        let market = self.markets.iter().position(|market| market.countries.contains(&country));
        market.map_or(0, |place| place.saturating_add(1))
    }

    /// What is wrong with it, if anything.
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
    /// The currency.
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

/// Millionths of the currency's main unit; `None` below 0, above the highest price, or with more than
/// six decimals.
pub fn exact_micros(price: Money) -> Option<u64> {
    let amount = price.amount();
    if amount.is_sign_negative() || amount > Decimal::from(MAX_PRICE) {
        return None;
    }
    let micros = amount.checked_mul(Decimal::from(1_000_000_u32))?;
    if micros.fract().is_zero() { u64::try_from(micros).ok() } else { None }
}

/// A price in another currency; `None` without a rate, or when it is too large.
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

/// Millionths of a currency's main unit, rounded half up; `None` when there is no rate, or the amount
/// is negative or too large.
pub fn micros_in(price: Money, currency: Currency, rates: Option<&RateTable>) -> Option<u64> {
    let amount = price_in(price, currency, rates)?.amount();
    if amount.is_sign_negative() || amount > Decimal::from(MAX_PRICE) {
        return None;
    }
    let micros = amount.checked_mul(Decimal::from(1_000_000_u32))?;
    let strategy = co2_units::rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    u64::try_from(micros.round_dp_with_strategy(0, strategy)).ok()
}

/// A price with a margin, in millionths, rounded half up.
pub fn with_margin(micros: u64, margin: Percent) -> Option<u64> {
    let factor = u128::from(margin.millionths()).checked_add(1_000_000)?;
    let exact = u128::from(micros).checked_mul(factor)?;
    u64::try_from(exact.checked_add(500_000)?.checked_div(1_000_000)?).ok()
}
