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
use co2_units::{Currency, Date, RateTable};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::BTreeMap;

/// The most filters in a set of rules.
pub const MAX_FILTERS: usize = 63;

/// The rules by which credits are chosen and priced.
///
/// Rules are data: the set in force is an event of the ledger, and a reservation names the set it
/// was quoted under by its [`Rules::id`].
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
    /// What customers may choose by name: credits that are eligible and pass the filter. At most
    /// [`MAX_FILTERS`].
    #[cfg_attr(feature = "schemars", schemars(extend("maxProperties" = MAX_FILTERS)))]
    pub filters: BTreeMap<FilterId, Eligibility>,
    /// Which lots are taken first.
    pub order: LotOrder,
    /// What happens when what was chosen has not enough.
    pub spill_over: SpillOver,
    /// What happens when there is not enough after that.
    pub shortfall: Shortfall,
    /// Who may share a unit.
    pub pooling: Pooling,
    /// How much of a footprint is covered. Hosts ask it ([`Obligation::of`]); the ledger keeps it as
    /// part of what was agreed.
    pub coverage: Option<Obligation>,
    /// What is charged.
    pub price: Option<PriceRule>,
    /// Rates of one day, for lots whose price is in another currency.
    pub rates: Option<RateTable>,
    /// How many days ago a purchase may be that is covered retroactively; none is when this is not
    /// set.
    pub retroactive_days: Option<u32>,
    /// By how many seconds the time of a command may be ahead of the ledger's time and of the clock that
    /// the ledger is compared with; [`CLOCK_AHEAD_SECONDS`] when this is not set.
    pub clock_ahead_seconds: Option<u32>,
}

/// By how many seconds the time of a command may be ahead when the rules do not say: five minutes.
pub const CLOCK_AHEAD_SECONDS: u32 = 300;

/// Which lots are taken first. Ties go to the older vintage, then to the lot that came in first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
// Exhaustive: the ledger says of each what it does.
pub enum LotOrder {
    /// The oldest vintage: its first day, then its last.
    #[default]
    OldestVintage,
    /// The newest vintage.
    NewestVintage,
    /// The lowest price for a tonne in this currency; lots whose price is not known, or in another
    /// currency without a rate, come last.
    Cheapest {
        /// The currency in which prices are compared.
        #[serde(with = "currency")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "currency::schema"))]
        currency: Currency,
    },
    /// The lot that came in first.
    AsImported,
}

/// What happens when what was chosen has not enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SpillOver {
    /// Nothing else is taken.
    #[default]
    Refuse,
    /// The rest is substituted by any eligible credits, in the order of the rules.
    AnyEligible,
}

/// What happens when there is not enough, after any spill-over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Shortfall {
    /// The reservation is refused.
    #[default]
    Reject,
    /// As many whole products are covered as there are credits for, line by line, at least one. The
    /// event says how many; the others are not part of the order.
    Partial,
    /// As with `Partial`, but the order stays open for the other products, and
    /// the ledger's command `Fill` covers them once there are credits.
    Backorder,
}

/// Who may share a unit of a registry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Pooling {
    /// Everybody: the lowest free address first, so holes fill before new units open.
    #[default]
    Shared,
    /// Only products of one order: it takes units of which nothing is taken. What it leaves of its last
    /// unit in a lot stays free, and can be had under rules that share.
    UnitsPerOrder,
}

/// The name of a set of rules: the hash of its content.
pub type RulesId = Digest;

/// Why rules are refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}{} must be {expected}", filter.as_ref().map_or(String::new(), |f| format!(" of filter {f}")))]
#[non_exhaustive]
pub struct RulesError {
    /// The field that is wrong.
    pub field: &'static str,
    /// The filter it is in, if it is in one.
    pub filter: Option<FilterId>,
    /// What it must be.
    pub expected: &'static str,
}

impl Rules {
    /// The name of this set of rules.
    pub fn id(&self) -> RulesId {
        // Encoding plain data into memory does not fail.
        Digest::of(&postcard::to_allocvec(self).unwrap_or_default())
    }

    /// A lot, to be judged by a filter of these rules.
    pub const fn candidate<'a>(
        &'a self,
        project: &'a Project,
        lot: &'a Lot,
        day: Date,
    ) -> Candidate<'a> {
        Candidate { project, lot, day, rates: self.rates.as_ref() }
    }

    /// Every rule by which a lot may not be used at all; none when it may.
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

    /// Whether all values are what they must be. Reading rules and putting them in force check it.
    ///
    /// # Errors
    /// With the first field that is not.
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
        let rules = Self::deserialize(deserializer)?;
        rules.check().map_err(de::Error::custom)?;
        Ok(rules)
    }
}
