//! An offer: footprints, amounts, price and equivalences. It holds no stock.

use crate::about::About;
use crate::basis::{Basis, BasisError};
use crate::cart::{Buyer, BuyerError, Cart, CartLine};
use crate::config::Config;
use crate::line::NoFootprint;
use crate::programme::PutRulesError;
use co2_equiv::{Bound, SignificantDigits, Statement, Subject, editions};
use co2_journal::SubmitError;
use co2_ledger::error::ReserveError;
use co2_ledger::{LineId, QuoteRequest};
use co2_lifecycle::product::{Catalogue, FindError, ProductFootprintError};
use co2_lifecycle::{Category, Footprint};
use co2_offsets::rules::Obligation;
use co2_offsets::{Choice, Rules, RulesId};
use co2_units::text::ShortText;
use co2_units::{Co2e, Money, Timestamp};
use serde::{Deserialize, Serialize};

/// The equivalences that a quote states, in this order. Those that cannot be stated truly of the amount
/// are left out.
const STATED: [&str; 3] = ["gasoline_car_year", "gasoline_car_mile", "smartphone_charge"];

/// An offer to cover the products of a cart: the ledger's quote with footprints beside it.
///
/// It binds the grams of each product, the rules and the price until [`Quote::valid_until`], but
/// holds no stock: credits are chosen again when it is reserved. Amounts and price come from the
/// rules in force and from the stock, as a reservation's do, so the two agree as long as neither
/// changes.
///
/// It can be written as JSON, for a page or a log. It is not read back: a reservation takes the grams that
/// the quote says, so one that came from a browser must not be trusted. Keep the cart, and make the
/// quote again; or keep its [`Terms`] as well, and reserve by them.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Quote {
    /// The lines, as in the cart.
    pub lines: Vec<QuoteLine>,
    /// The sum of what can be covered on all lines, in kilograms.
    #[serde(rename = "total_kg")]
    pub total: Co2e,
    /// The price of that, before tax; the lines' prices sum to it.
    pub price: Money,
    /// Until when it can be reserved: at that second it cannot any more.
    pub valid_until: Timestamp,
    /// What the total equals.
    pub equivalences: Vec<Statement>,
    /// The rules under which it was made.
    pub rules: RulesId,
    /// The choice for which it was priced.
    pub choice: Choice,
    /// For whom it was made.
    pub buyer: Buyer,
}

/// What a buyer was promised with a quote: what is to be kept of one to reserve it with
/// [`Programme::reserve_quoted`](crate::Programme::reserve_quoted). The fields are those of a [`Quote`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(
        description = "What a buyer was promised with a quote; the fields are those of a quote."
    )
)]
pub struct Terms {
    /// The rules under which it was made.
    pub rules: RulesId,
    /// The price, before tax: the most that is to be paid.
    pub price: Money,
    /// Until when it can be reserved: at that second it cannot any more.
    pub valid_until: Timestamp,
}

/// A line of an offer.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct QuoteLine {
    /// The host's number of the line.
    pub id: LineId,
    /// How many products the cart has of it.
    pub quantity: u32,
    /// How many of them can be covered: all, unless there is a shortfall that the rules allow.
    pub covered: u32,
    /// The footprint of each product.
    pub footprint: Footprint,
    /// What is kept of it.
    pub basis: Basis,
    /// The product line under which figures count it.
    pub product_line: ShortText,
    /// How much covers each product, in kilograms.
    #[serde(rename = "each_kg")]
    pub each: Co2e,
    /// The price of the products that can be covered, before tax.
    pub price: Money,
}

/// Why there is no offer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QuoteError {
    /// The cart has no lines.
    #[error("the cart is empty")]
    EmptyCart,
    /// Somebody that cannot be a buyer.
    #[error(transparent)]
    Buyer(#[from] BuyerError),
    /// A line has no products.
    #[error("line {line} has no products")]
    NoProducts {
        /// The line.
        line: LineId,
    },
    /// A line has more products than the configuration allows.
    #[error("line {line} has {quantity} products, and at most {max} are allowed")]
    TooMany {
        /// The line.
        line: LineId,
        /// How many it has.
        quantity: u32,
        /// `offer.quantity_max` of the configuration.
        max: u32,
    },
    /// The catalogue has no product of this name, or several.
    #[error("line {line}: in the catalogue, {reason}")]
    NotInCatalogue {
        /// The line.
        line: LineId,
        /// Why, with the products that could be meant.
        reason: FindError,
    },
    /// A footprint cannot be computed for this buyer.
    #[error("line {line}: the footprint cannot be computed for this buyer")]
    Footprint {
        /// The line.
        line: LineId,
        /// Why.
        source: ProductFootprintError,
    },
    /// A footprint does not have the statistic, cannot be printed, or does not have the stages that are to be
    /// covered; or the part that is to be covered is none.
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
    /// What covers a product is too large.
    #[error("line {line}: the amount is too large")]
    TooLarge {
        /// The line.
        line: LineId,
    },
    /// The budget buys nothing of the cart.
    #[error("{budget} buys nothing of this cart")]
    Budget {
        /// The most that was to be paid.
        budget: Money,
    },
    /// The rules in force say nothing about it. Those of a configuration always do; other programs on
    /// the ledger can put other rules in force.
    #[error("the rules in force have no {field}")]
    Rules {
        /// The field that is missing.
        field: &'static str,
    },
    /// It could not be reserved either: there is too little stock for the choice, or the choice, the
    /// lines or the price are refused.
    #[error(transparent)]
    Refused(#[from] ReserveError),
    /// The configuration's rules cannot be put in force.
    #[error(transparent)]
    PutRules(#[from] PutRulesError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Ledger(#[from] SubmitError),
}

/// A line whose footprint is known.
#[derive(Clone, Debug)]
pub(crate) struct Footed {
    id: LineId,
    quantity: u32,
    footprint: Footprint,
    basis: Basis,
    product_line: ShortText,
    each: Co2e,
}

impl Footed {
    pub(crate) const fn id(&self) -> LineId {
        self.id
    }

    pub(crate) const fn quantity(&self) -> u32 {
        self.quantity
    }

    pub(crate) const fn basis(&self) -> &Basis {
        &self.basis
    }

    /// The product line under which figures count it.
    pub(crate) const fn product_line(&self) -> &ShortText {
        &self.product_line
    }

    /// How much covers one of its products.
    pub(crate) const fn each(&self) -> Co2e {
        self.each
    }
}

/// The footprints of a cart under a set of rules, and what covers them. It takes no ledger, so the
/// caller's thread does it.
pub(crate) fn foot(
    config: &Config,
    catalogue: &Catalogue,
    rules: &Rules,
    cart: &Cart,
    buyer: &Buyer,
) -> Result<Vec<Footed>, QuoteError> {
    buyer.clone().checked()?;
    let obligation = rules.coverage.ok_or(QuoteError::Rules { field: "coverage" })?;
    if cart.lines.is_empty() {
        return Err(QuoteError::EmptyCart);
    }
    cart.lines.iter().map(|line| foot_line(config, catalogue, obligation, line, buyer)).collect()
}

/// The footprint of a line's product for a buyer.
pub(crate) fn footprint(
    config: &Config,
    catalogue: &Catalogue,
    line: &CartLine,
    buyer: &Buyer,
) -> Result<Footprint, QuoteError> {
    let (id, usual, grid) = (line.id, config.footprint.years, config.footprint.grid);
    let footprint = line.footprint.footprint(catalogue, buyer.country, line.years, usual, grid);
    footprint.map_err(|why| match why {
        NoFootprint::NotInCatalogue(reason) => QuoteError::NotInCatalogue { line: id, reason },
        NoFootprint::Product(source) => QuoteError::Footprint { line: id, source },
    })
}

fn foot_line(
    config: &Config,
    catalogue: &Catalogue,
    obligation: Obligation,
    line: &CartLine,
    buyer: &Buyer,
) -> Result<Footed, QuoteError> {
    let id = line.id;
    if line.quantity == 0 {
        return Err(QuoteError::NoProducts { line: id });
    }
    let max = config.offer.quantity_max;
    if line.quantity > max {
        return Err(QuoteError::TooMany { line: line.id, quantity: line.quantity, max });
    }
    let footprint = footprint(config, catalogue, line, buyer)?;
    let unstated = |source| QuoteError::Basis { line: id, source };
    let market = config.market(buyer.country);
    let statistic = market.and_then(|market| market.statistic).unwrap_or(obligation.statistic);
    let basis = Basis::new(line.name.clone(), line.model.clone(), &footprint, statistic);
    let basis = basis.and_then(|basis| basis.of_part(line.stages, line.share)).map_err(unstated)?;
    let owed = basis.owed();
    if owed.is_zero() {
        return Err(QuoteError::Nothing { line: id });
    }
    let each = obligation.rule.cover(owed).ok_or(QuoteError::TooLarge { line: id })?;
    let category = footprint.category().map_or("other", Category::as_str);
    let category = ShortText::new(category).map_err(|error| unstated(error.into()))?;
    let product_line = line.product_line.clone().unwrap_or(category);
    Ok(Footed { id, quantity: line.quantity, footprint, basis, product_line, each })
}

/// What the ledger is asked for these lines.
pub(crate) fn request(
    config: &Config,
    lines: &[Footed],
    buyer: &Buyer,
    choice: Choice,
) -> QuoteRequest {
    let line = |line: &Footed| co2_ledger::Line {
        id: line.id,
        quantity: line.quantity,
        each: line.each,
        stages: line.basis.stages(),
        basis: None,
    };
    QuoteRequest {
        choice,
        lines: lines.iter().map(line).collect(),
        market: Some(buyer.country),
        valid_seconds: config.offer.quote_seconds,
    }
}

impl Quote {
    /// The ledger's quote with footprints beside it.
    pub(crate) fn join(
        lines: Vec<Footed>,
        quoted: &co2_ledger::Quote,
        buyer: &Buyer,
        choice: Choice,
    ) -> Result<Self, QuoteError> {
        let price = quoted.price.ok_or(QuoteError::Rules { field: "price" })?;
        let join = |(line, quoted): (Footed, &co2_ledger::quote::QuotedLine)| {
            let Footed { id, quantity, footprint, basis, product_line, each } = line;
            let price = quoted.price.ok_or(QuoteError::Rules { field: "price" })?;
            let covered = quoted.covered;
            Ok(QuoteLine { id, quantity, covered, footprint, basis, product_line, each, price })
        };
        let lines = lines.into_iter().zip(&quoted.lines).map(join);
        Ok(Self {
            lines: lines.collect::<Result<_, QuoteError>>()?,
            total: quoted.amount,
            price,
            valid_until: quoted.valid_until,
            equivalences: equivalences(quoted.amount),
            rules: quoted.rules,
            choice,
            buyer: buyer.clone(),
        })
    }

    /// What is to be kept of it to reserve it later.
    pub const fn terms(&self) -> Terms {
        Terms { rules: self.rules, price: self.price, valid_until: self.valid_until }
    }

    /// What is kept of an order of it.
    pub(crate) fn about(&self) -> About {
        About::new(&self.buyer, self.lines.iter().map(|line| (line.id, line.product_line.clone())))
    }
}

fn equivalences(total: Co2e) -> Vec<Statement> {
    let newest = editions::epa_2026();
    STATED
        .iter()
        .filter_map(|id| {
            let digits = SignificantDigits::THREE;
            newest.state(id, Subject::Footprint, total, Bound::MoreThan, digits).ok()
        })
        .collect()
}
