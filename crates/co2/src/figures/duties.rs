//! What a programme still has to do.

use super::Figures;
use crate::programme::{Needs, RetirementDuty};
use co2_journal::Position;
use co2_ledger::State;
use co2_ledger::state::Lack;
use co2_units::credit::ProjectId;
use co2_units::{Co2e, Date, Digest, Timestamp};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is open at a position of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duties {
    /// The journal's position.
    pub position: Position,
    /// Units that paid orders need and whose retirement is not requested, with the day by which they must
    /// be: the earliest first, then those without a day.
    pub retire: Vec<RetirementDuty>,
    /// Grams that are claimed and lost in the registry, by order and product.
    pub shortfalls: Vec<Lack>,
    /// Projects whose stock is short at the rate at which they were sold, the shortest first.
    pub low_stock: Vec<LowStock>,
}

impl Duties {
    /// The same with what is to be retired, the earliest first.
    pub(crate) fn with(mut self, needs: Needs, days: &BTreeMap<Digest, Date>) -> Self {
        self.retire = needs.duties(days);
        self.retire.sort_by_key(|duty| (duty.due.is_none(), duty.due));
        self
    }
}

/// A project whose stock is short.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct LowStock {
    /// For how many whole days it lasts at that rate.
    pub days: u64,
    /// The project.
    pub project: ProjectId,
    /// What is free of it.
    #[serde(rename = "free_kg")]
    pub free: Co2e,
    /// How much of it was sold in the days that were looked at.
    #[serde(rename = "sold_kg")]
    pub sold: Co2e,
}

/// For how many days stock must last, and of which days the rate is taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Watch {
    /// Stock that lasts less is short.
    pub(crate) stock_days: u32,
    /// How many whole days before today are looked at.
    pub(crate) rate_days: u32,
}

/// The projects whose stock is short on a day.
pub(crate) fn low_stock(
    state: &State,
    figures: &Figures,
    watch: Watch,
    now: Timestamp,
) -> Vec<LowStock> {
    let days = chrono::Days::new;
    let today = now.date();
    let window = today.pred_opt().zip(today.checked_sub_days(days(watch.rate_days.into())));
    let sold =
        window.map_or_else(BTreeMap::new, |(last, first)| figures.covered_between(first, last));
    let low = state.projects().filter_map(|project| {
        let (free, sold) = (state.free_of(&project.id), *sold.get(&project.id)?);
        let days = u128::from(free.as_grams())
            .checked_mul(watch.rate_days.into())?
            .checked_div(sold.as_grams().into())?;
        let days = u64::try_from(days).unwrap_or(u64::MAX);
        (days < watch.stock_days.into()).then(|| LowStock {
            days,
            project: project.id.clone(),
            free,
            sold,
        })
    });
    let mut low: Vec<LowStock> = low.collect();
    low.sort_unstable();
    low
}
