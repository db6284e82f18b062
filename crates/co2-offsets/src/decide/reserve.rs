//! Choosing credits for an order: lowest free address first, so that holes fill before new units
//! open.

use super::View;
use crate::command::{Line, Reserve};
use crate::error::ReserveError;
use crate::event::{Change, LotSlice};
use crate::free::FreeSet;
use crate::ids::LotIndex;
use crate::receipt::OrderStatus;
use crate::rules::{Rules, SpillOver};
use crate::slices::Deal;
use crate::state::{LotState, Shelf};
use co2_units::Co2e;
use co2_units::credit::{GramSlice, ProjectId};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines an order has.
pub const MAX_LINES: usize = 1_000;
/// The most products an order has.
pub const MAX_PRODUCTS: u64 = 100_000;

/// The most slices of grams that cover one product: as many as a certificate can name.
pub const MAX_SLICES: usize = 256;

/// Grams that are free at the time of the command because their reservation has expired.
type Freed = BTreeMap<LotIndex, Vec<GramSlice>>;

impl View<'_> {
    pub(super) fn reserve(&self, reserve: &Reserve) -> Result<Change, ReserveError> {
        let total = check_lines(reserve)?;
        let until = Some(reserve.hold_seconds).filter(|&seconds| seconds > 0);
        let until = until.and_then(|seconds| self.at.checked_add_seconds(seconds));
        let until = until.ok_or(ReserveError::Hold)?;
        self.check_order(reserve)?;
        let (in_force, rules) = self.state.current_rules().unzip();
        let rules = rules.filter(|_| in_force == Some(reserve.rules));
        let rules =
            rules.ok_or(ReserveError::RulesNotInForce { quoted: reserve.rules, in_force })?;
        if let Some(id) = reserve.choice.project() {
            let project = self.state.project(id);
            let project =
                project.ok_or_else(|| ReserveError::UnknownProject { project: id.clone() })?;
            if !rules.eligibility.allows(project) {
                return Err(ReserveError::NotEligible { project: id.clone() });
            }
        }
        let all = self.allocate(total, reserve, rules)?;
        let mut deal = Deal::new(&all);
        let mut slices = Vec::with_capacity(reserve.lines.len());
        for line in &reserve.lines {
            let mut held = Vec::new();
            // The lines sum to the total, which fits.
            let grams = line.each.as_grams().saturating_mul(line.quantity.into());
            deal.next(grams, |slice| held.push(slice));
            check_pieces(line, &held)?;
            slices.push(held);
        }
        Ok(Change::Reserved { reserve: reserve.clone(), until, slices })
    }

    fn check_order(&self, reserve: &Reserve) -> Result<(), ReserveError> {
        let order = reserve.order.clone();
        let expected = match self.state.order(&order) {
            None => 1,
            Some(known) => match known.status_at(self.at) {
                // An attempt after the last possible one is never the next.
                OrderStatus::Expired => known.reserve().attempt.saturating_add(1),
                status => return Err(ReserveError::OrderKnown { order, status }),
            },
        };
        if reserve.attempt == expected {
            Ok(())
        } else {
            Err(ReserveError::Attempt { order, given: reserve.attempt, expected })
        }
    }

    fn allocate(
        &self,
        total: Co2e,
        reserve: &Reserve,
        rules: &Rules,
    ) -> Result<Vec<LotSlice>, ReserveError> {
        let freed = self.freed();
        let preferred = reserve.choice.project();
        let spills = preferred.is_none() || rules.spill_over == SpillOver::AnyEligible;
        let allowed = |project: &ProjectId| {
            rules.eligibility.is_open()
                || self.state.project(project).is_some_and(|p| rules.eligibility.allows(p))
        };
        let in_scope =
            |project: &ProjectId| preferred == Some(project) || (spills && allowed(project));
        let available = self.available(&freed, preferred, spills, rules, in_scope);
        if available < u128::from(total.as_grams()) {
            let available = Co2e::from_grams(u64::try_from(available).unwrap_or(u64::MAX));
            return Err(ReserveError::InsufficientStock { requested: total, available });
        }
        let mut pick = Pick { missing: total.as_grams(), slices: Vec::new() };
        let index = self.state.index();
        if let Some(project) = preferred {
            self.pick(&mut pick, index.shelf(project), &freed, |lot| {
                lot.lot().project() == project
            });
        }
        if spills {
            self.pick(&mut pick, Some(index.all()), &freed, |lot| {
                preferred != Some(lot.lot().project()) && allowed(lot.lot().project())
            });
        }
        if pick.missing > 0 {
            // The running totals promised enough; an audit would find them wrong.
            let available = Co2e::from_grams(total.as_grams().saturating_sub(pick.missing));
            return Err(ReserveError::InsufficientStock { requested: total, available });
        }
        Ok(pick.slices)
    }

    /// How many grams can be had.
    fn available(
        &self,
        freed: &Freed,
        preferred: Option<&ProjectId>,
        spills: bool,
        rules: &Rules,
        in_scope: impl Fn(&ProjectId) -> bool,
    ) -> u128 {
        let index = self.state.index();
        let stocked = if spills && rules.eligibility.is_open() {
            index.all().free()
        } else if spills {
            let shelves = index.shelves().filter(|(project, _)| in_scope(project));
            shelves.map(|(_, shelf)| shelf.free()).fold(0, u128::saturating_add)
        } else {
            preferred.and_then(|p| index.shelf(p)).map_or(0, Shelf::free)
        };
        let back = freed.iter().filter(|&(&lot, _)| {
            self.state.lot(lot).is_some_and(|lot| in_scope(lot.lot().project()))
        });
        let back = back.flat_map(|(_, slices)| slices).map(|slice| u128::from(slice.grams()));
        back.fold(stocked, u128::saturating_add)
    }

    fn freed(&self) -> Freed {
        let mut freed = Freed::new();
        for order in self.state.index().due(self.at).filter_map(|id| self.state.order(id)) {
            // Grams of units that were lost meanwhile are of no use to anybody.
            let usable = order.lines().flat_map(|(_, line)| line.slices());
            for slice in usable.flat_map(|&slice| self.state.usable(slice)) {
                freed.entry(slice.lot).or_default().push(slice.grams);
            }
        }
        freed
    }

    /// Takes from the lots of a shelf, and from those whose grams have just become free.
    fn pick(
        &self,
        pick: &mut Pick,
        shelf: Option<&Shelf>,
        freed: &Freed,
        wanted: impl Fn(&LotState) -> bool,
    ) {
        let lots = shelf.map(Shelf::lots);
        let lots = if freed.is_empty() {
            lots.map(Cow::Borrowed).unwrap_or_default()
        } else {
            let back =
                freed.keys().filter_map(|&lot| Some((self.state.lot(lot)?.lot().vintage, lot)));
            let lots: BTreeSet<_> = lots.into_iter().flatten().copied().chain(back).collect();
            Cow::Owned(lots)
        };
        for &(_, index) in lots.iter() {
            if pick.missing == 0 {
                return;
            }
            let Some(lot) = self.state.lot(index).filter(|lot| wanted(lot)) else {
                continue;
            };
            match freed.get(&index) {
                None => pick.take(index, lot.free_set()),
                Some(slices) => {
                    let mut free = lot.free_set().clone();
                    for &slice in slices {
                        // Reserved grams are not free, so each can be given back once.
                        let _ = free.give(slice);
                    }
                    pick.take(index, &free);
                }
            }
        }
    }
}

/// An allocation in the making.
struct Pick {
    missing: u64,
    slices: Vec<LotSlice>,
}

impl Pick {
    fn take(&mut self, lot: LotIndex, free: &FreeSet) {
        for (start, end) in free.intervals() {
            let end = end.min(start.saturating_add(self.missing));
            let Ok(grams) = GramSlice::new(start, end) else {
                return;
            };
            self.missing = self.missing.saturating_sub(grams.grams());
            self.slices.push(LotSlice { lot, grams });
        }
    }
}

/// Whether a certificate can name the grams of each product of a line. Refused here, before anybody
/// pays: later, a product would be covered and could get no certificate.
fn check_pieces(line: &Line, slices: &[LotSlice]) -> Result<(), ReserveError> {
    if slices.len() <= MAX_SLICES {
        return Ok(());
    }
    let mut deal = Deal::new(slices);
    for _ in 0..line.quantity {
        let mut pieces: usize = 0;
        deal.next(line.each.as_grams(), |_| pieces = pieces.saturating_add(1));
        if pieces > MAX_SLICES {
            return Err(ReserveError::Fragmented { line: line.id, pieces });
        }
    }
    Ok(())
}

/// Checks the lines of an order; their sum.
fn check_lines(reserve: &Reserve) -> Result<Co2e, ReserveError> {
    if reserve.lines.is_empty() || reserve.lines.len() > MAX_LINES {
        return Err(ReserveError::Lines);
    }
    let mut seen = BTreeSet::new();
    let mut products = 0_u64;
    let mut total = Co2e::ZERO;
    for line in &reserve.lines {
        if !seen.insert(line.id) {
            return Err(ReserveError::LineTwice { line: line.id });
        }
        let lacks = [
            (line.quantity == 0, "products"),
            (line.each.is_zero(), "amount"),
            (line.stages.is_empty(), "stages"),
        ];
        if let Some((_, what)) = lacks.into_iter().find(|&(lacks, _)| lacks) {
            return Err(ReserveError::EmptyLine { line: line.id, what });
        }
        products = products.saturating_add(u64::from(line.quantity));
        let amount = line.each.checked_mul(u64::from(line.quantity));
        total = amount.and_then(|a| total.checked_add(a)).ok_or(ReserveError::TooLarge)?;
    }
    if products > MAX_PRODUCTS {
        return Err(ReserveError::TooManyProducts);
    }
    Ok(total)
}
