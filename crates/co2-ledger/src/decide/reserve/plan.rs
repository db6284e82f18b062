//! Choosing credits: which lots, which of their grams, and for which product. The lowest free address
//! of the first lot comes first, so that holes fill before new units open.

use super::super::View;
use super::MAX_SLICES;
use super::overlay::Overlay;
use crate::command::Line;
use crate::error::ReserveError;
use crate::event::LotSlice;
use crate::ids::LotIndex;
use crate::slices::Deal;
use crate::state::Which;
use co2_offsets::{Choice, Pooling, Rules, Shortfall, SpillOver};
use co2_units::Co2e;
use co2_units::credit::{GramSlice, ProjectId};
use smallvec::{SmallVec, smallvec};
use std::collections::BTreeMap;

/// As many as most orders have are in place.
type Few<T> = SmallVec<[T; 4]>;

/// So many equal products that need credits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    pub(crate) line: u32,
    pub(crate) each: u64,
    pub(crate) products: u32,
}

impl Need {
    pub(crate) const fn of(line: &Line) -> Self {
        Self { line: line.id, each: line.each.as_grams(), products: line.quantity }
    }

    /// The grams of so many of its products. They were checked to fit.
    fn grams(&self, products: u32) -> u64 {
        self.each.saturating_mul(products.into())
    }
}

/// Which grams, line by line, and how many products of each line they cover.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) slices: Vec<Vec<LotSlice>>,
    pub(crate) covered: Vec<u32>,
}

/// Where a choice leads: streams of lots, one beside the other.
struct Streams {
    /// Each stream takes from these, one after the other.
    shelves: Few<Few<Which>>,
    /// How each product is split over the streams; empty when there is only one.
    weights: Few<u64>,
    /// Whether all streams end in any eligible credits.
    spills: bool,
}

impl View<'_> {
    /// Chooses credits for what is needed, or for as much of it as the rules allow when there is not
    /// enough.
    pub(crate) fn plan(
        &self,
        rules: &Rules,
        shortfall: Shortfall,
        choice: &Choice,
        needs: &[Need],
    ) -> Result<Plan, ReserveError> {
        let streams = self.streams(rules, choice)?;
        // There is a stock whenever rules are in force.
        let Some(overlay) = self.overlay(rules.pooling == Pooling::UnitsPerOrder) else {
            return Err(short(needs, 0));
        };
        let parts = Parts::new(&streams, needs)?;
        let covered = cover(shortfall, &streams, &overlay, needs, &parts)?;
        let mut picked = Picked::default();
        let taken = picked.all(&overlay, &streams, &parts, needs, &covered);
        if taken.is_none() {
            // The running totals promised enough; an audit would find them wrong.
            return Err(short(needs, 0));
        }
        let slices = deal(&picked.streams, needs, &parts, &covered)?;
        Ok(Plan { slices, covered })
    }

    fn streams(&self, rules: &Rules, choice: &Choice) -> Result<Streams, ReserveError> {
        let one = |which| -> Few<Few<Which>> { smallvec![smallvec![which]] };
        let spills = rules.spill_over == SpillOver::AnyEligible;
        let mut weights = Few::new();
        let shelves = match choice {
            Choice::Any => one(Which::Eligible),
            Choice::Project(project) => one(self.shelf_of(rules, project)?),
            Choice::FirstOf(list) => {
                let shelves = list.projects().iter().map(|project| self.shelf_of(rules, project));
                smallvec![shelves.collect::<Result<_, _>>()?]
            }
            Choice::Portfolio(portfolio) => {
                let shares = portfolio.shares();
                if shares.len() > 1 {
                    weights = shares.iter().map(|share| share.weight.into()).collect();
                }
                let shelves =
                    shares.iter().map(|share| Ok(smallvec![self.shelf_of(rules, &share.project)?]));
                shelves.collect::<Result<_, ReserveError>>()?
            }
            Choice::Filter(name) => {
                let place = rules.filters.keys().position(|filter| filter == name);
                let unknown = || ReserveError::UnknownFilter { filter: name.clone() };
                one(Which::Filter(place.ok_or_else(unknown)?))
            }
        };
        Ok(Streams { shelves, weights, spills: spills && *choice != Choice::Any })
    }

    fn shelf_of(&self, rules: &Rules, id: &ProjectId) -> Result<Which, ReserveError> {
        // Mostly it has lots and may be chosen, and that is known by its number.
        let index = self.state.index();
        let known = index.project(id);
        if let (Some(number), Some(stock)) = (known, index.stock())
            && stock.is_open(number)
        {
            return Ok(Which::Project(number));
        }
        let project = self.state.project(id);
        let project =
            project.ok_or_else(|| ReserveError::UnknownProject { project: id.clone() })?;
        if !rules.eligibility.allows_project(project) {
            return Err(ReserveError::NotEligible { project: id.clone() });
        }
        // A project without lots has no number, and no shelf.
        Ok(Which::Project(known.unwrap_or(u32::MAX)))
    }
}

/// How one product of each line is split over the streams.
struct Parts {
    /// Line by line, stream by stream in each; empty when there is only one stream.
    each: Vec<u64>,
    streams: usize,
}

impl Parts {
    fn new(streams: &Streams, needs: &[Need]) -> Result<Self, ReserveError> {
        let (mut each, streams, weights) = (Vec::new(), streams.weights.len(), &streams.weights);
        if streams > 0 {
            each.reserve_exact(needs.len().saturating_mul(streams));
            for need in needs {
                let parts = Co2e::from_grams(need.each).split(weights);
                // The weights of a portfolio are above zero, and at most 16 numbers of 32 bits.
                let parts = parts.map_err(|_| ReserveError::TooLarge)?;
                each.extend(parts.into_iter().map(Co2e::as_grams));
            }
        }
        Ok(Self { each, streams })
    }

    /// What one product of a line needs of a stream.
    fn of(&self, line: usize, stream: usize, need: &Need) -> u64 {
        if self.each.is_empty() {
            return need.each;
        }
        let place = line.saturating_mul(self.streams).saturating_add(stream);
        self.each.get(place).copied().unwrap_or_default()
    }
}

/// How many products of each line can be covered: all of them, or as the rules say.
fn cover(
    shortfall: Shortfall,
    streams: &Streams,
    overlay: &Overlay<'_>,
    needs: &[Need],
    parts: &Parts,
) -> Result<Vec<u32>, ReserveError> {
    // What limits: one sum over everything, or one for each stream.
    let several = !parts.each.is_empty() && !streams.spills;
    let mut rooms: Few<u128> = if streams.spills {
        smallvec![overlay.room(Which::Eligible)]
    } else {
        let room = |shelves: &Few<Which>| {
            shelves.iter().map(|&which| overlay.room(which)).fold(0, u128::saturating_add)
        };
        streams.shelves.iter().map(room).collect()
    };
    let wants = |line: usize, stream: usize, need: &Need| {
        if several { parts.of(line, stream, need) } else { need.each }
    };
    let all = |stream: usize| {
        let grams = needs.iter().enumerate().map(|(line, need)| {
            u128::from(wants(line, stream, need)).saturating_mul(need.products.into())
        });
        grams.fold(0, u128::saturating_add)
    };
    if rooms.iter().enumerate().all(|(stream, &room)| all(stream) <= room) {
        return Ok(needs.iter().map(|need| need.products).collect());
    }
    let had = rooms.iter().enumerate().map(|(stream, &room)| all(stream).min(room));
    let had = had.fold(0, u128::saturating_add);
    if shortfall == Shortfall::Reject {
        return Err(short(needs, had));
    }
    let mut covered = Vec::with_capacity(needs.len());
    for (line, need) in needs.iter().enumerate() {
        let fits = rooms.iter().enumerate().filter_map(|(stream, room)| {
            // A part of nothing does not limit.
            room.checked_div(wants(line, stream, need).into())
        });
        let products = fits.fold(u128::from(need.products), u128::min);
        let products = u32::try_from(products).unwrap_or(need.products);
        for (stream, room) in rooms.iter_mut().enumerate() {
            let grams = u128::from(wants(line, stream, need)).saturating_mul(products.into());
            *room = room.saturating_sub(grams);
        }
        covered.push(products);
    }
    if covered.iter().all(|&products| products == 0) { Err(short(needs, had)) } else { Ok(covered) }
}

fn short(needs: &[Need], available: u128) -> ReserveError {
    let requested = needs.iter().fold(0_u64, |sum, n| sum.saturating_add(n.grams(n.products)));
    let available = Co2e::from_grams(u64::try_from(available).unwrap_or(u64::MAX));
    ReserveError::InsufficientStock { requested: Co2e::from_grams(requested), available }
}

/// Grams that were chosen, stream by stream.
#[derive(Default)]
struct Picked {
    streams: Few<Few<LotSlice>>,
}

impl Picked {
    /// Chooses for all streams; `None` when there is less than the totals said.
    fn all(
        &mut self,
        overlay: &Overlay<'_>,
        streams: &Streams,
        parts: &Parts,
        needs: &[Need],
        covered: &[u32],
    ) -> Option<()> {
        let none = BTreeMap::new();
        let mut missing = Few::new();
        for (stream, shelves) in streams.shelves.iter().enumerate() {
            let grams = needs.iter().zip(covered).enumerate().map(|(line, (need, &products))| {
                parts.of(line, stream, need).saturating_mul(products.into())
            });
            let mut left = grams.fold(0, u64::saturating_add);
            let mut slices = Few::new();
            for &which in shelves {
                take(overlay, which, &none, &mut left, &mut slices);
            }
            missing.push(left);
            self.streams.push(slices);
        }
        if missing.iter().all(|&left| left == 0) {
            return Some(());
        }
        if !streams.spills {
            return None;
        }
        for (stream, mut left) in missing.into_iter().enumerate() {
            if left > 0 {
                let reached = self.reached();
                take(overlay, Which::Eligible, &reached, &mut left, self.streams.get_mut(stream)?);
            }
            if left > 0 {
                return None;
            }
        }
        Some(())
    }

    /// Up to which address each lot is taken by this order.
    fn reached(&self) -> BTreeMap<LotIndex, u64> {
        let mut reached = BTreeMap::new();
        for slice in self.streams.iter().flatten() {
            let end = reached.entry(slice.lot).or_insert(0);
            *end = slice.grams.end().max(*end);
        }
        reached
    }
}

/// Takes grams from the lots meant, in order.
fn take(
    overlay: &Overlay<'_>,
    which: Which,
    reached: &BTreeMap<LotIndex, u64>,
    left: &mut u64,
    slices: &mut Few<LotSlice>,
) {
    if *left == 0 {
        return;
    }
    for (index, lot) in overlay.lots(which) {
        let from = reached.get(&index).copied().unwrap_or_default();
        for (start, end) in overlay.takeable(index, lot, from) {
            let end = end.min(start.saturating_add(*left));
            let Ok(grams) = GramSlice::new(start, end) else { return };
            *left = left.saturating_sub(grams.grams());
            slices.push(LotSlice { lot: index, grams });
            if *left == 0 {
                return;
            }
        }
    }
}

/// Deals out what was chosen, line by line, product by product.
fn deal(
    streams: &[Few<LotSlice>],
    needs: &[Need],
    parts: &Parts,
    covered: &[u32],
) -> Result<Vec<Vec<LotSlice>>, ReserveError> {
    let mut deals: Few<Deal<'_>> = streams.iter().map(|slices| Deal::new(slices)).collect();
    let mut lines = Vec::with_capacity(needs.len());
    for ((line, need), &products) in needs.iter().enumerate().zip(covered) {
        let mut held = Vec::with_capacity(streams.len());
        if let [deal] = deals.as_mut_slice() {
            deal.next(need.grams(products), |slice| held.push(slice));
            if held.len() > MAX_SLICES {
                check_slices(&held, need, products)?;
            }
        } else {
            for _ in 0..products {
                let before = held.len();
                for (stream, deal) in deals.iter_mut().enumerate() {
                    deal.next(parts.of(line, stream, need), |slice| held.push(slice));
                }
                let pieces = held.len().saturating_sub(before);
                if pieces > MAX_SLICES {
                    return Err(ReserveError::Fragmented { line: need.line, pieces });
                }
            }
        }
        lines.push(held);
    }
    Ok(lines)
}

/// Whether each product's grams can be named in a certificate.
fn check_slices(slices: &[LotSlice], need: &Need, products: u32) -> Result<(), ReserveError> {
    let mut deal = Deal::new(slices);
    for _ in 0..products {
        let mut pieces = 0_usize;
        deal.next(need.each, |_| pieces = pieces.saturating_add(1));
        if pieces > MAX_SLICES {
            return Err(ReserveError::Fragmented { line: need.line, pieces });
        }
    }
    Ok(())
}
