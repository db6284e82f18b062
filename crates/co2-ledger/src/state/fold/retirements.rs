//! Retirements: requested, and recorded, be it for other units.

use crate::CoverageId;
use crate::command::{RecordRetirement, RequestRetirement};
use crate::event::{LotSlice, UnitMove};
use crate::free::FreeSet;
use crate::ids::{LotIndex, OrderId};
use crate::state::coverages::Share;
use crate::state::lots::Fate;
use crate::state::retirements::Retirement;
use crate::state::steps::{Folded, Log};
use crate::state::{ClaimState, LotState, State};
use co2_offsets::Serial;
use co2_units::credit::GramSlice;
use std::collections::BTreeMap;

impl State {
    pub(super) fn apply_requested(&mut self, log: &mut Log, request: &RequestRetirement) -> Folded {
        let (index, lot) = self.lot_by_id(&request.lot).ok_or("the lot is not known")?;
        let (first, last) = (request.first_unit, request.last_unit);
        let serial =
            lot.lot().serial.part(first, last).map_err(|_| "the units are not the lot's")?;
        let operation = &request.operation;
        let fate = Fate::Requested { retirement: operation.clone() };
        self.set_fate(log, index, (first, last), Some(fate))?;
        let retirement = Retirement { request: request.clone(), lot: index, serial, record: None };
        self.put_retirement(log, operation, retirement);
        Ok(())
    }

    pub(super) fn apply_recorded(
        &mut self,
        log: &mut Log,
        record: &RecordRetirement,
        moved: &[UnitMove],
    ) -> Folded {
        let operation = &record.operation;
        let known = self.retirements.get(operation).ok_or("the retirement is not known")?;
        if known.record.is_some() || record.serials.is_empty() {
            return Err("the retirement is recorded already, or for no units");
        }
        let home = known.lot;
        let recorded = Retirement { record: Some(record.clone()), ..known.clone() };
        for (first, last) in self.requested_by(&recorded) {
            self.set_fate(log, home, (first, last), None)?;
        }
        for (place, serial) in (0..).zip(&record.serials) {
            let (index, first, last) = self.units_of(serial).ok_or("the units are not in stock")?;
            let fate = Fate::Retired { retirement: operation.clone(), serial: place };
            self.set_fate(log, index, (first, last), Some(fate))?;
        }
        self.put_retirement(log, operation, recorded);
        self.rehome(log, home, moved)
    }

    /// The units that are asked to be retired by a retirement: not those that have been lost since.
    pub(crate) fn requested_by(&self, retirement: &Retirement) -> Vec<(u64, u64)> {
        let (first, last) = (retirement.request.first_unit, retirement.request.last_unit);
        let operation = &retirement.request.operation;
        let fates = self.lot(retirement.lot).map(|lot| lot.fates(first, last));
        let asked = fates.into_iter().flatten().filter(|(_, _, fate)| {
            matches!(fate, Some(Fate::Requested { retirement }) if retirement == operation)
        });
        asked.map(|(first, last, _)| (first, last)).collect()
    }

    /// The lot that has all units of a serial, however it is spelled, and these units. Registries
    /// print a single unit in more ways than one: CDM serials with one half or with two equal ones.
    pub(crate) fn units_of(&self, serial: &Serial) -> Option<(LotIndex, u64, u64)> {
        let units = serial.units();
        let (first, last) = (units.first(), units.last());
        let index = self.index.overlap(units)?;
        let part = self.lot(index)?.lot().serial.part(first, last).ok()?;
        let same = serial.part(first, last).is_ok_and(|printed| printed == part);
        same.then_some((index, first, last))
    }

    /// Lets what is claimed in some units of a lot change places with what is claimed in others.
    fn rehome(&mut self, log: &mut Log, index: LotIndex, moved: &[UnitMove]) -> Folded {
        if moved.is_empty() {
            return Ok(());
        }
        let lot = self.lot(index).ok_or("the lot is not known")?;
        let swaps =
            Swaps::new(index, lot, moved).ok_or("a move is not within the lot, or twice")?;
        let named = self.named_in(index);
        if swaps.grams().any(|range| named.within(range).next().is_some()) {
            return Err("a published certificate names a gram that would move");
        }
        let (orders, coverages) = self.touched(&swaps);
        for id in orders {
            let Some(order) = self.orders.get(&id) else { continue };
            let mut order = order.into_owned();
            for line in &mut order.lines {
                line.slices = swaps.map(&line.slices);
            }
            self.put_order(log, order)?;
        }
        for id in coverages {
            self.change_covered(log, id, |covered| {
                let shares = covered.shares.iter().flat_map(|share| {
                    let named = share.named;
                    let slices = swaps.map(&[share.slice]);
                    slices.into_iter().map(move |slice| Share { slice, named })
                });
                covered.shares = shares.collect();
                covered.edition = covered.edition.saturating_add(1);
            })?;
        }
        let lot = self.lot(index).ok_or("the lot is not known")?;
        let mut free = lot.free_set().clone();
        let within = |range: GramSlice| lot.free_within(range);
        let before: Vec<GramSlice> = swaps.grams().flat_map(within).collect();
        let after: Vec<LotSlice> =
            before.iter().map(|&grams| LotSlice { lot: index, grams }).collect();
        let taken = before.iter().all(|&slice| free.take(slice));
        let given = swaps.map(&after).iter().all(|slice| free.give(slice.grams));
        if !taken || !given {
            return Err("a gram that would move is lost");
        }
        self.set_free(log, index, free);
        Ok(())
    }

    /// The grams of a lot that a published certificate names, or once named.
    pub(crate) fn named_in(&self, index: LotIndex) -> FreeSet {
        let mut named = FreeSet::default();
        for (_, covered) in self.coverages.iter() {
            for (slice, claim) in covered.claims() {
                if slice.lot == index && matches!(claim, ClaimState::Certified | ClaimState::Spent)
                {
                    // No gram is claimed twice.
                    let _ = named.give(slice.grams);
                }
            }
        }
        for (grams, _) in self.archive.claims(index) {
            let _ = named.give(grams);
        }
        named
    }

    /// The orders and coverages that have grams in these units.
    fn touched(&self, swaps: &Swaps) -> (Vec<OrderId>, Vec<CoverageId>) {
        let orders = self.orders.iter().filter(|order| {
            order.lines.iter().flat_map(|line| &line.slices).any(|slice| swaps.touch(slice))
        });
        let coverages = self.coverages.iter();
        let coverages = coverages
            .filter(|(_, c)| c.shares.iter().any(|share| swaps.touch(&share.slice)))
            .map(|(id, _)| id);
        (orders.map(|order| order.reserve.order.clone()).collect(), coverages.collect())
    }
}

/// Grams of a lot that change places.
struct Swaps {
    lot: LotIndex,
    /// Start -> end, and where the start goes.
    ranges: BTreeMap<u64, (u64, u64)>,
}

impl Swaps {
    /// `None` when units are not the lot's, or one would move twice.
    fn new(index: LotIndex, lot: &LotState, moves: &[UnitMove]) -> Option<Self> {
        let mut swaps = Self { lot: index, ranges: BTreeMap::new() };
        for step in moves {
            let more = step.units.checked_sub(1)?;
            let asked = lot.grams_of(step.asked, step.asked.checked_add(more)?)?;
            let retired = lot.grams_of(step.retired, step.retired.checked_add(more)?)?;
            for (from, to) in [(asked, retired), (retired, asked)] {
                if swaps.overlap(from) {
                    return None;
                }
                swaps.ranges.insert(from.start(), (from.end(), to.start()));
            }
        }
        Some(swaps)
    }

    /// All grams that move.
    fn grams(&self) -> impl Iterator<Item = GramSlice> {
        self.ranges.iter().filter_map(|(&start, &(end, _))| GramSlice::new(start, end).ok())
    }

    fn overlap(&self, grams: GramSlice) -> bool {
        let before = self.ranges.range(..grams.end()).next_back();
        before.is_some_and(|(_, &(end, _))| end > grams.start())
    }

    fn touch(&self, slice: &LotSlice) -> bool {
        slice.lot == self.lot && self.overlap(slice.grams)
    }

    /// Where some grams are after the change, in their order.
    fn map(&self, slices: &[LotSlice]) -> Vec<LotSlice> {
        let mut mapped = Vec::with_capacity(slices.len());
        for slice in slices {
            if slice.lot != self.lot {
                mapped.push(*slice);
                continue;
            }
            let (mut start, end) = (slice.grams.start(), slice.grams.end());
            while start < end {
                let (upto, to) = self.next(start, end);
                let length = upto.saturating_sub(start);
                let grams = GramSlice::new(to, to.saturating_add(length));
                mapped.extend(grams.map(|grams| LotSlice { lot: self.lot, grams }));
                start = upto;
            }
        }
        mapped
    }

    /// Up to where the grams from `start` on stay together, and where they go.
    fn next(&self, start: u64, end: u64) -> (u64, u64) {
        match self.ranges.range(..=start).next_back() {
            Some((&from, &(upto, to))) if start < upto => {
                (upto.min(end), to.saturating_add(start.saturating_sub(from)))
            }
            _ => {
                let next = self.ranges.range(start..).next().map_or(end, |(&next, _)| next);
                (next.min(end), start)
            }
        }
    }
}
