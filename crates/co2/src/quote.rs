//! An offer: footprints, amounts, price and equivalences. It holds no stock.

use crate::basis::{Basis, BasisError};
use crate::cart::{Buyer, Cart, CartLine};
use crate::config::Config;
use co2_equiv::{Bound, SignificantDigits, Statement, Subject, editions};
use co2_lifecycle::{Footprint, LocaliseError, UseScenario};
use co2_offsets::{LineId, RulesId};
use co2_units::{Co2e, Country, Money, MoneyError, Timestamp};

/// The equivalences that a quote tells, in this order. Those that cannot be said truly of the amount
/// are left out.
const TOLD: [&str; 3] = ["gasoline_car_year", "gasoline_car_mile", "smartphone_charge"];

/// An offer to cover the products of a cart.
///
/// It binds the grams of each product and the price until [`Quote::valid_until`], but holds no
/// stock: credits are chosen when it is reserved.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Quote {
    /// The lines, as in the cart.
    pub lines: Vec<QuoteLine>,
    /// The sum of all lines.
    pub total: Co2e,
    /// The price of all lines: their exact sum.
    pub price: Money,
    /// Until when it can be reserved: at that second it cannot any more.
    pub valid_until: Timestamp,
    /// What the total equals.
    pub equivalences: Vec<Statement>,
    /// Under which rules credits would be chosen.
    pub rules: RulesId,
    /// The buyer's country.
    pub market: Country,
}

/// A line of an offer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct QuoteLine {
    /// The host's number of the line.
    pub id: LineId,
    /// How many products.
    pub quantity: u32,
    /// The footprint of each product.
    pub footprint: Footprint,
    /// What is kept of it.
    pub basis: Basis,
    /// How much covers each product.
    pub each: Co2e,
    /// The price of the line.
    pub price: Money,
}

/// Why there is no offer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuoteError {
    /// The cart has no lines.
    #[error("the cart is empty")]
    EmptyCart,
    /// A line has no products.
    #[error("line {line} has no products")]
    NoProducts {
        /// The line.
        line: LineId,
    },
    /// A footprint cannot be re-localised.
    #[error("line {line}: the footprint cannot be computed for this buyer")]
    Footprint {
        /// The line.
        line: LineId,
        /// Why.
        source: LocaliseError,
    },
    /// A footprint does not have the statistic, or cannot be printed.
    #[error("line {line}: the footprint cannot be stated")]
    Basis {
        /// The line.
        line: LineId,
        /// Why.
        source: BasisError,
    },
    /// A footprint of nothing: there is nothing to offset.
    #[error("line {line}: there is nothing to cover")]
    Nothing {
        /// The line.
        line: LineId,
    },
    /// An amount or a time is too large.
    #[error("the {what} is too large")]
    TooLarge {
        /// What.
        what: &'static str,
    },
    /// The price cannot be computed.
    #[error("the price cannot be computed")]
    Price(#[from] MoneyError),
}

impl Quote {
    /// Makes an offer. The same arguments give the same offer.
    ///
    /// # Errors
    /// When the cart is empty, or a footprint or price cannot be computed; with the line.
    pub fn new(
        config: &Config,
        cart: &Cart,
        buyer: &Buyer,
        now: Timestamp,
    ) -> Result<Self, QuoteError> {
        let lines: Vec<QuoteLine> = cart
            .lines
            .iter()
            .map(|line| quote_line(config, line, *buyer))
            .collect::<Result<_, _>>()?;
        let (first, rest) = lines.split_first().ok_or(QuoteError::EmptyCart)?;
        let price = rest.iter().try_fold(first.price, |sum, line| sum.checked_add(line.price))?;
        let amounts = lines.iter().map(|line| line.each.checked_mul(line.quantity.into()));
        let total = amounts.collect::<Option<Vec<_>>>().and_then(Co2e::checked_sum);
        let total = total.ok_or(QuoteError::TooLarge { what: "amount" })?;
        let valid_until = now.checked_add_seconds(config.offer.quote_seconds);
        let valid_until = valid_until.ok_or(QuoteError::TooLarge { what: "time" })?;
        let (equivalences, rules) = (equivalences(total), config.rules.id());
        let market = buyer.country;
        Ok(Self { lines, total, price, valid_until, equivalences, rules, market })
    }
}

fn quote_line(config: &Config, line: &CartLine, buyer: Buyer) -> Result<QuoteLine, QuoteError> {
    let id = line.id;
    if line.quantity == 0 {
        return Err(QuoteError::NoProducts { line: id });
    }
    let (statistic, years, grid) =
        (config.footprint.statistic, config.footprint.years, config.footprint.grid);
    let scenario = UseScenario::new(buyer.country.region(), years, grid);
    let footprint = line.sheet.footprint(scenario);
    let footprint = footprint.map_err(|source| QuoteError::Footprint { line: id, source })?;
    let basis = |source| QuoteError::Basis { line: id, source };
    let kept = Basis::new(line.name.clone(), line.model.clone(), &footprint, statistic);
    let kept = kept.map_err(basis)?;
    let obligation = footprint.obligation(statistic).map_err(|error| basis(error.into()))?;
    if obligation.is_zero() {
        return Err(QuoteError::Nothing { line: id });
    }
    let each = config.offer.coverage.cover(obligation);
    let each = each.ok_or(QuoteError::TooLarge { what: "amount" })?;
    let price = line_price(config, each, line.quantity)?;
    Ok(QuoteLine { id, quantity: line.quantity, footprint, basis: kept, each, price })
}

/// The price of so many equal products, half up to the currency's minor unit.
pub(crate) fn line_price(config: &Config, each: Co2e, quantity: u32) -> Result<Money, QuoteError> {
    let amount =
        each.checked_mul(quantity.into()).ok_or(QuoteError::TooLarge { what: "amount" })?;
    let price = config.offer.price_per_tonne.checked_mul(amount.to_decimal_tonnes())?;
    Ok(price.round_half_up())
}

fn equivalences(total: Co2e) -> Vec<Statement> {
    let newest = editions::epa_2026();
    TOLD.iter()
        .filter_map(|id| {
            let digits = SignificantDigits::THREE;
            newest.state(id, Subject::Footprint, total, Bound::MoreThan, digits).ok()
        })
        .collect()
}
