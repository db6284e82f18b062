//! Allocation rules as data, named by the hash of their content.

mod choice;
mod continent;
mod coverage;
mod currency;
mod eligibility;
mod percent;
pub mod price;

pub use self::choice::{
    Choice, ChoiceError, FilterId, FilterKind, MAX_CHOSEN, Portfolio, ProjectList, Share,
};
pub use self::continent::Continent;
pub use self::coverage::{CoverageRule, Obligation, ObligationError};
pub use self::eligibility::{Candidate, Custody, Eligibility, Refusal};
pub use self::percent::{Percent, PercentError};
pub use self::price::{Market, PriceCap, PriceRule, Tariff};

use crate::lot::Lot;
use crate::project::Project;
use co2_units::Digest;
use co2_units::serde::Strict;
use co2_units::{Currency, Date, RateTable};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeMap;

/// The greatest number of filters in a set of rules.
pub const MAX_FILTERS: usize = 63;

/// The rules by which credits are chosen and priced.
///
/// Rules are data: the set in force is an event of the ledger, and a reservation names the set under which it
/// was quoted by its [`Rules::id`].
///
/// ```
/// use co2_offsets::{Rules, SpillOver};
/// let rules = Rules { spill_over: SpillOver::AnyEligible, ..Rules::default() };
/// assert_ne!(rules.id(), Rules::default().id());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Rules {
    /// Which credits may be used at all.
    pub eligibility: Eligibility,
    /// The filters that customers may choose by name. Credits must be eligible and also pass the filter. At most
    /// [`MAX_FILTERS`].
    #[cfg_attr(feature = "schemars", schemars(extend("maxProperties" = MAX_FILTERS)))]
    pub filters: BTreeMap<FilterId, Eligibility>,
    /// The order in which lots are taken.
    pub order: LotOrder,
    /// What happens if the chosen credits are not enough.
    pub spill_over: SpillOver,
    /// What happens if there are still not enough after that.
    pub shortfall: Shortfall,
    /// Which orders may share a unit.
    pub pooling: Pooling,
    /// How much of a footprint is covered. Hosts compute it; the ledger keeps it as part of what was agreed.
    ///
    /// See [`Obligation::of`].
    pub coverage: Option<Obligation>,
    /// The price that is charged.
    pub price: Option<PriceRule>,
    /// Exchange rates of one day, for lots whose price is in another currency.
    pub rates: Option<RateTable>,
    /// The greatest age, in days, of a purchase that is covered retroactively; if it is not set, none
    /// is.
    pub retroactive_days: Option<u32>,
    /// The number of seconds by which the time of a command may be ahead of the ledger's time and of the clock
    /// with which the ledger is compared; [`CLOCK_AHEAD_SECONDS`] if it is not set.
    pub clock_ahead_seconds: Option<u32>,
}

/// The number of seconds by which the time of a command may be ahead if the rules do not set it: five minutes.
pub const CLOCK_AHEAD_SECONDS: u32 = 300;

/// The order in which lots are taken. Ties go to the older vintage, then to the lot imported first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
// Exhaustive, so that the ledger must handle each case.
pub enum LotOrder {
    /// The oldest vintage first: by its first day, then its last.
    #[default]
    OldestVintage,
    /// The newest vintage first.
    NewestVintage,
    /// The lowest price per tonne in this currency first; lots whose price is not known, or is in another
    /// currency without an exchange rate, come last.
    Cheapest {
        /// The currency in which prices are compared.
        #[serde(with = "currency")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "currency::schema"))]
        currency: Currency,
    },
    /// The lot imported first.
    AsImported,
}

/// What happens if the chosen credits are not enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SpillOver {
    /// Nothing else is taken.
    #[default]
    Refuse,
    /// Any eligible credits make up the rest, in the order of the rules.
    AnyEligible,
}

/// What happens if there are not enough credits after any spill-over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Shortfall {
    /// The reservation is refused.
    #[default]
    Reject,
    /// As many whole products are covered as there are credits for, line by line, and at least one. The
    /// event states how many; the others are not part of the order.
    Partial,
    /// As with `Partial`, but the order stays open for the other products, and
    /// the ledger's command `Fill` covers them once there are credits.
    Backorder,
}

/// Which orders may share a unit of a registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Pooling {
    /// All orders: the lowest free address is taken first, so gaps are filled before new units are used.
    #[default]
    Shared,
    /// Only products of one order: the order takes units of which nothing has been taken. What it leaves of its
    /// last unit in a lot stays free, and is available under rules that share units.
    UnitsPerOrder,
}

/// The name of a set of rules, which is the hash of its content.
pub type RulesId = Digest;

/// An error from checking [`Rules`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}{} must be {expected}", filter.as_ref().map_or(String::new(), |f| format!(" of filter {f}")))]
#[non_exhaustive]
pub struct RulesError {
    /// The name of the field that is not valid.
    pub field: &'static str,
    /// The filter that has the field, if it is in a filter.
    pub filter: Option<FilterId>,
    /// What the field must be.
    pub expected: &'static str,
}

impl Rules {
    /// Returns the name of this set of rules.
    pub fn id(&self) -> RulesId {
        // Encoding plain data into memory does not fail.
        Digest::of(&postcard::to_allocvec(self).unwrap_or_default())
    }

    /// Makes a candidate from a lot, to be checked by a filter of these rules.
    pub const fn candidate<'a>(
        &'a self,
        project: &'a Project,
        lot: &'a Lot,
        day: Date,
    ) -> Candidate<'a> {
        Candidate { project, lot, day, rates: self.rates.as_ref() }
    }

    /// Iterates over the rules that forbid a lot to be used at all; none if it may be used.
    pub fn refusals(&self, candidate: &Candidate<'_>) -> impl Iterator<Item = Refusal> {
        let tariffs = self.price.iter().flat_map(PriceRule::tariffs);
        let unknown = tariffs.filter_map(|tariff| match tariff {
            Tariff::CostPlus { currency, .. } => {
                let price = candidate.lot.price_per_tonne();
                let micros = price.and_then(|p| price::micros_in(p, *currency, candidate.rates));
                micros.is_none().then_some(Refusal::PriceUnknown { currency: *currency })
            }
            _ => None,
        });
        self.eligibility.refusals(candidate).chain(unknown)
    }

    /// Checks that all values are valid. Reading rules and putting them in force do this too.
    ///
    /// # Errors
    /// Returns an error for the first field that is not valid.
    pub fn check(&self) -> Result<(), RulesError> {
        let fault = |filter: Option<&FilterId>, fault: Option<(&'static str, &'static str)>| {
            let filter = filter.cloned();
            match fault {
                Some((field, expected)) => Err(RulesError { field, filter, expected }),
                None => Ok(()),
            }
        };
        fault(None, self.eligibility.fault())?;
        if self.filters.len() > MAX_FILTERS {
            fault(None, Some(("filters", "at most 63")))?;
        }
        for (name, filter) in &self.filters {
            fault(Some(name), filter.fault())?;
        }
        fault(None, self.coverage.and_then(|obligation| obligation.rule.fault()))?;
        fault(None, self.price.as_ref().and_then(PriceRule::fault))
    }
}

impl Serialize for Rules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rules = Self::deserialize(Strict(deserializer))?;
        rules.check().map_err(de::Error::custom)?;
        Ok(rules)
    }
}
