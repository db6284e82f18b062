//! Lots: where every gram is, and what every unit is.

use super::claims::{ClaimState, ClaimTotals, RegistryState, RegistryTotals};
use super::stock::Room;
use crate::command::Units;
use crate::free::FreeSet;
use co2_offsets::{Lot, OperationId};
use co2_units::Co2e;
use co2_units::credit::GramSlice;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What has become of units that are not simply held, and by which operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fate {
    Requested {
        retirement: OperationId,
    },
    /// With the place of the serial among those that the registry printed.
    Retired {
        retirement: OperationId,
        serial: u32,
    },
    Converted {
        operation: OperationId,
    },
    Cancelled {
        operation: OperationId,
    },
    Transferred {
        operation: OperationId,
    },
    /// With the retirement that they were part of.
    Invalidated {
        operation: OperationId,
        retirement: Option<OperationId>,
    },
    Buffer {
        operation: OperationId,
    },
}

impl Fate {
    pub(crate) const fn state(&self) -> RegistryState {
        match self {
            Self::Requested { .. } => RegistryState::Requested,
            Self::Retired { .. } => RegistryState::Retired,
            Self::Converted { .. } => RegistryState::Converted,
            Self::Cancelled { .. } => RegistryState::Cancelled,
            Self::Transferred { .. } => RegistryState::Transferred,
            Self::Invalidated { .. } => RegistryState::Invalidated,
            Self::Buffer { .. } => RegistryState::Buffer,
        }
    }

    /// The operation by which they came to be so.
    pub(crate) const fn operation(&self) -> &OperationId {
        match self {
            Self::Requested { retirement } | Self::Retired { retirement, .. } => retirement,
            Self::Converted { operation }
            | Self::Cancelled { operation }
            | Self::Transferred { operation }
            | Self::Invalidated { operation, .. }
            | Self::Buffer { operation } => operation,
        }
    }

    /// The retirement that they are or were part of.
    pub(crate) const fn retirement(&self) -> Option<&OperationId> {
        match self {
            Self::Requested { retirement } | Self::Retired { retirement, .. } => Some(retirement),
            Self::Invalidated { retirement, .. } => retirement.as_ref(),
            _ => None,
        }
    }
}

/// Consecutive units with one fate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Run {
    pub(crate) last: u64,
    pub(crate) fate: Fate,
}

/// A lot and where its grams are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotState {
    lot: Lot,
    size: u64,
    /// Free grams that can be allocated.
    pub(super) free: FreeSet,
    /// Free grams of units that are lost.
    pub(super) unusable: FreeSet,
    pub(super) claims: ClaimTotals,
    pub(super) registry: RegistryTotals,
    /// First unit -> what became of it and those after it; units between runs are held.
    pub(super) runs: BTreeMap<u64, Run>,
}

impl LotState {
    /// A lot that came in by an operation, with what of it stands in the registry's buffer; `None`
    /// when it is too large to count, or its buffer is more than it has.
    pub(super) fn new(lot: Lot, operation: &OperationId) -> Option<Self> {
        let buffer = lot.buffer_units;
        Self::held(lot)?.with_buffer(buffer, operation)
    }

    /// A lot all units of which are held; `None` when it is too large to count.
    pub(super) fn held(lot: Lot) -> Option<Self> {
        let size = lot.size().filter(|size| !size.is_zero())?.as_grams();
        let unit = lot.unit_size.as_grams();
        Some(Self {
            lot,
            size,
            free: FreeSet::full(size, unit),
            unusable: FreeSet::none(unit),
            claims: ClaimTotals::all(ClaimState::Free, size),
            registry: RegistryTotals::all(RegistryState::Held, size),
            runs: BTreeMap::new(),
        })
    }

    /// A lot of units in a registry's buffer.
    pub(super) fn buffer(lot: Lot, operation: &OperationId) -> Option<Self> {
        let units = lot.serial.units().count();
        Self::held(lot)?.with_buffer(units, operation)
    }

    /// A lot that is held, with so many units at its end in the registry's buffer.
    fn with_buffer(mut self, units: u64, operation: &OperationId) -> Option<Self> {
        let Some(fewer) = units.checked_sub(1) else { return Some(self) };
        let last = self.lot.serial.units().last();
        let first = last.checked_sub(fewer)?;
        let grams = self.grams_of(first, last)?;
        let _ = self.free.take(grams);
        self.claims.free = self.claims.free.checked_sub(grams.grams())?;
        self.registry.shift(RegistryState::Held, RegistryState::Buffer, grams.grams())?;
        let fate = Fate::Buffer { operation: operation.clone() };
        self.runs.insert(first, Run { last, fate });
        Some(self)
    }

    /// Whether the units of which the lot says so stand in the registry's buffer.
    pub(super) fn has_its_buffer(&self) -> bool {
        let units = self.lot.serial.units();
        let Some(fewer) = self.lot.buffer_units.checked_sub(1) else { return true };
        units.last().checked_sub(fewer).is_some_and(|first| {
            let run = self.run_within(first, first);
            run.is_some_and(|(_, run)| {
                run.last == units.last() && run.fate.state() == RegistryState::Buffer
            })
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

    /// Its free grams that can be allocated, lowest address first.
    pub fn free(&self) -> impl Iterator<Item = GramSlice> {
        self.free.slices()
    }

    /// Its free grams that are of no use, because their units are lost; lowest address first.
    pub fn unusable(&self) -> impl Iterator<Item = GramSlice> {
        self.unusable.slices()
    }

    pub(crate) const fn free_set(&self) -> &FreeSet {
        &self.free
    }

    /// How many grams can be allocated.
    pub(super) const fn room(&self) -> Room {
        Room { free: self.free.grams(), whole: self.free.whole() }
    }

    /// The units that another stream has, first and last of each run.
    pub(super) fn transferred(&self) -> impl Iterator<Item = (u64, u64)> {
        let runs = self.runs.iter();
        let given = runs.filter(|(_, run)| run.fate.state() == RegistryState::Transferred);
        given.map(|(&first, run)| (first, run.last))
    }

    /// What a unit is in the registry; `None` when it is not the lot's.
    pub fn registry_state(&self, unit: u64) -> Option<RegistryState> {
        let units = self.lot.serial.units();
        if !(units.first()..=units.last()).contains(&unit) {
            return None;
        }
        let run = self.run_within(unit, unit);
        Some(run.map_or(RegistryState::Held, |(_, run)| run.fate.state()))
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

    /// The grams of the units from `first` to `last`; `None` when they are not the lot's.
    pub(crate) fn grams_of(&self, first: u64, last: u64) -> Option<GramSlice> {
        let units = self.lot.serial.units();
        if first > last || first < units.first() || last > units.last() {
            return None;
        }
        let start = first.checked_sub(units.first())?;
        let start = start.checked_mul(self.lot.unit_size.as_grams())?;
        GramSlice::new(start, self.end_of_unit(last)?).ok()
    }

    /// One of some new lots that says that it was converted from other units than those of this lot that
    /// end.
    pub(crate) fn not_from<'a>(&self, ending: &Units, new: &'a [Lot]) -> Option<&'a Lot> {
        let ended = self.lot.serial.units();
        let (first, last) = (ending.first_unit, ending.last_unit);
        new.iter().find(|new| {
            new.converted_from.as_ref().is_some_and(|origin| {
                let origin = origin.units();
                let within = first <= origin.first() && origin.last() <= last;
                origin.scope() != ended.scope() || !within
            })
        })
    }

    /// The first run that has a unit of this range, looked for from its end.
    pub(crate) fn run_within(&self, first: u64, last: u64) -> Option<(u64, &Run)> {
        let (&start, run) = self.runs.range(..=last).next_back()?;
        (run.last >= first).then_some((start, run))
    }

    /// A range of units cut where their fate changes: first and last unit of each piece.
    pub(crate) fn fates(
        &self,
        first: u64,
        last: u64,
    ) -> impl Iterator<Item = (u64, u64, Option<&Fate>)> {
        let mut next = (first <= last).then_some(first);
        core::iter::from_fn(move || {
            let unit = next?;
            let (end, fate) = match self.run_within(unit, unit) {
                Some((_, run)) => (run.last, Some(&run.fate)),
                // Held up to the next run.
                None => match self.runs.range(unit..).next() {
                    Some((&start, _)) => (start.saturating_sub(1), None),
                    None => (last, None),
                },
            };
            let end = end.min(last);
            next = end.checked_add(1).filter(|&unit| unit <= last);
            Some((unit, end, fate))
        })
    }

    /// A slice cut where its units begin or cease to be lost.
    pub(crate) fn pieces(&self, slice: GramSlice) -> Vec<(GramSlice, bool)> {
        if self.runs.is_empty() {
            return vec![(slice, false)];
        }
        let units = slice
            .end()
            .checked_sub(1)
            .and_then(|last| Some((self.unit_at(slice.start())?, self.unit_at(last)?)));
        let Some((first, last)) = units else { return Vec::new() };
        let mut pieces: Vec<(GramSlice, bool)> = Vec::new();
        let (mut start, whole) = (slice.start(), slice.end());
        for (_, end, fate) in self.fates(first, last) {
            let lost = fate.is_some_and(|fate| fate.state().is_lost());
            let end = self.end_of_unit(end).map_or(whole, |end| end.min(whole));
            match pieces.last_mut() {
                Some((piece, before)) if *before == lost => {
                    *piece = GramSlice::new(piece.start(), end).unwrap_or(*piece);
                }
                _ => pieces.extend(GramSlice::new(start, end).ok().map(|piece| (piece, lost))),
            }
            start = end;
        }
        pieces
    }

    /// Takes grams out of those that can be allocated; `false`, and nothing changes, when one of
    /// them is not.
    pub(super) fn take(&mut self, slice: GramSlice) -> bool {
        self.free.take(slice)
    }

    /// Puts grams among the free ones, whether they are of use or not; `false`, and nothing changes,
    /// when one of them is free already.
    pub(super) fn give(&mut self, slice: GramSlice) -> bool {
        self.each_piece(slice, FreeSet::give, FreeSet::take)
    }

    /// Takes grams out of the free ones, whether they are of use or not.
    pub(super) fn take_back(&mut self, slice: GramSlice) -> bool {
        self.each_piece(slice, FreeSet::take, FreeSet::give)
    }

    fn each_piece(
        &mut self,
        slice: GramSlice,
        step: fn(&mut FreeSet, GramSlice) -> bool,
        back: fn(&mut FreeSet, GramSlice) -> bool,
    ) -> bool {
        if slice.end() > self.size {
            return false;
        }
        if self.runs.is_empty() {
            return step(&mut self.free, slice);
        }
        let pieces = self.pieces(slice);
        for (done, &(piece, lost)) in pieces.iter().enumerate() {
            let set = if lost { &mut self.unusable } else { &mut self.free };
            if !step(set, piece) {
                for &(piece, lost) in pieces.iter().take(done) {
                    let set = if lost { &mut self.unusable } else { &mut self.free };
                    back(set, piece);
                }
                return false;
            }
        }
        true
    }

    /// The free grams, of use or not, that lie in a range.
    pub(super) fn free_within(&self, range: GramSlice) -> Vec<GramSlice> {
        self.free.within(range).chain(self.unusable.within(range)).collect()
    }
}
