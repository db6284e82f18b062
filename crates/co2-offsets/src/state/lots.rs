//! Lots: where every gram is.

use super::stock::Room;
use crate::free::FreeSet;
use crate::ids::OperationId;
use crate::lot::Lot;
use co2_units::Co2e;
use co2_units::credit::GramSlice;
use serde::Serialize;
use std::collections::BTreeMap;

/// What a gram is claimed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ClaimState {
    /// Nothing.
    Free,
    /// Held for an order that is not paid.
    Reserved,
    /// Kept for an order that is paid.
    Committed,
    /// Covers a product.
    Assigned,
    /// Named in a certificate.
    Certified,
}

/// Grams by claim state. They sum to what the lot has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClaimTotals {
    /// Claimed by nothing.
    pub free: u64,
    /// Held for orders that are not paid.
    pub reserved: u64,
    /// Kept for orders that are paid.
    pub committed: u64,
    /// Covering products.
    pub assigned: u64,
    /// Named in certificates.
    pub certified: u64,
}

impl ClaimTotals {
    fn of(&mut self, state: ClaimState) -> &mut u64 {
        match state {
            ClaimState::Free => &mut self.free,
            ClaimState::Reserved => &mut self.reserved,
            ClaimState::Committed => &mut self.committed,
            ClaimState::Assigned => &mut self.assigned,
            ClaimState::Certified => &mut self.certified,
        }
    }

    /// Adds grams to a state; `None` on overflow.
    pub(super) fn add(&mut self, state: ClaimState, grams: u64) -> Option<()> {
        let total = self.of(state);
        *total = total.checked_add(grams)?;
        Some(())
    }

    /// Moves grams between states; `None`, and nothing changes, when there are not as many.
    pub(super) fn shift(&mut self, from: ClaimState, to: ClaimState, grams: u64) -> Option<()> {
        let rest = self.of(from).checked_sub(grams)?;
        let sum = self.of(to).checked_add(grams)?;
        *self.of(from) = rest;
        *self.of(to) = sum;
        Some(())
    }

    /// The sum over all states.
    pub fn sum(&self) -> u128 {
        [self.free, self.reserved, self.committed, self.assigned, self.certified]
            .into_iter()
            .fold(0, |sum, grams| sum.saturating_add(u128::from(grams)))
    }
}

/// Grams by the registry state of their units. They sum to what the lot has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RegistryTotals {
    /// In units that are held.
    pub held: u64,
    /// In units whose retirement is requested.
    pub requested: u64,
    /// In units that are retired.
    pub retired: u64,
}

impl RegistryTotals {
    /// The sum over all states.
    pub fn sum(&self) -> u128 {
        [self.held, self.requested, self.retired]
            .into_iter()
            .fold(0, |sum, grams| sum.saturating_add(u128::from(grams)))
    }
}

/// Consecutive units that belong to one retirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Run {
    pub(crate) last: u64,
    pub(crate) retirement: OperationId,
}

/// A lot and where its grams are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LotState {
    lot: Lot,
    size: u64,
    pub(super) free: FreeSet,
    pub(super) claims: ClaimTotals,
    pub(super) registry: RegistryTotals,
    /// First unit -> retirement; units between them are held.
    pub(super) runs: BTreeMap<u64, Run>,
}

impl LotState {
    /// A lot that came in; `None` when it is too large to count.
    pub(super) fn new(lot: Lot) -> Option<Self> {
        let size = lot.size().filter(|size| !size.is_zero())?.as_grams();
        let unit = lot.unit_size.as_grams();
        Some(Self {
            lot,
            size,
            free: FreeSet::full(size, unit),
            claims: ClaimTotals { free: size, ..ClaimTotals::default() },
            registry: RegistryTotals { held: size, ..RegistryTotals::default() },
            runs: BTreeMap::new(),
        })
    }

    /// The lot as it came in.
    pub const fn lot(&self) -> &Lot {
        &self.lot
    }

    /// How much all its units are.
    pub const fn size(&self) -> Co2e {
        Co2e::from_grams(self.size)
    }

    /// Its grams by claim state.
    pub const fn claims(&self) -> &ClaimTotals {
        &self.claims
    }

    /// Its grams by the registry state of their units.
    pub const fn registry(&self) -> &RegistryTotals {
        &self.registry
    }

    /// Its free grams, lowest address first.
    pub fn free(&self) -> impl Iterator<Item = GramSlice> {
        self.free.intervals().filter_map(|(start, end)| GramSlice::new(start, end).ok())
    }

    pub(crate) const fn free_set(&self) -> &FreeSet {
        &self.free
    }

    /// How much of it is free.
    pub(super) const fn room(&self) -> Room {
        Room { free: self.claims.free, whole: self.free.whole() }
    }

    /// The number of the unit that has the gram at this offset.
    pub(crate) fn unit_at(&self, offset: u64) -> Option<u64> {
        let place = offset.checked_div(self.lot.unit_size.as_grams())?;
        self.lot.serial.units().first().checked_add(place)
    }

    /// The offset after the last gram of a unit.
    pub(crate) fn end_of_unit(&self, unit: u64) -> Option<u64> {
        let place = unit.checked_sub(self.lot.serial.units().first())?;
        place.checked_add(1)?.checked_mul(self.lot.unit_size.as_grams())
    }

    /// The run that has a unit of this range.
    pub(crate) fn run_within(&self, first: u64, last: u64) -> Option<(u64, &Run)> {
        let (&start, run) = self.runs.range(..=last).next_back()?;
        (run.last >= first).then_some((start, run))
    }
}
