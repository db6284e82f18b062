//! What can be derived from the rest of the state, kept so that commands need no scans.

use super::LotState;
use crate::ids::{LotId, LotIndex, OrderId};
use co2_units::Timestamp;
use co2_units::credit::{ProjectId, UnitRange, Vintage};
use std::collections::{BTreeMap, BTreeSet};

/// Lots in the order in which they are taken: oldest vintage first, then as they came in.
pub(crate) type LotOrder = BTreeSet<(Vintage, LotIndex)>;

/// The lots of a project that have free grams, and how many.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    /// In grams. Each lot fits a u64, but all together may not.
    free: u128,
    lots: LotOrder,
}

impl Shelf {
    pub(crate) const fn free(&self) -> u128 {
        self.free
    }

    /// A lot's free grams went from `before` to `after`.
    fn changed(&mut self, entry: (Vintage, LotIndex), before: u64, after: u64) {
        self.free = self.free.saturating_sub(before.into()).saturating_add(after.into());
        if after == 0 {
            self.lots.remove(&entry);
        } else if before == 0 {
            self.lots.insert(entry);
        }
    }

    pub(crate) const fn lots(&self) -> &LotOrder {
        &self.lots
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    pub(super) lot_ids: BTreeMap<LotId, LotIndex>,
    /// Scope of unit numbers -> first unit -> last unit and lot. Units that another stream has are not
    /// among them.
    scopes: BTreeMap<Box<str>, BTreeMap<u64, (u64, LotIndex)>>,
    /// Only projects that have free grams have a shelf.
    pub(super) shelves: BTreeMap<ProjectId, Shelf>,
    /// All projects' lots together.
    all: Shelf,
    /// Reservations by the second at which they expire.
    pub(super) deadlines: BTreeSet<(Timestamp, OrderId)>,
}

impl Index {
    pub(crate) const fn all(&self) -> &Shelf {
        &self.all
    }

    pub(crate) fn shelf(&self, project: &ProjectId) -> Option<&Shelf> {
        self.shelves.get(project)
    }

    pub(crate) fn shelves(&self) -> impl Iterator<Item = (&ProjectId, &Shelf)> {
        self.shelves.iter()
    }

    pub(crate) fn knows_lot(&self, id: &LotId) -> bool {
        self.lot_ids.contains_key(id)
    }

    /// Orders whose reservation has expired at this time.
    pub(crate) fn due(&self, at: Timestamp) -> impl Iterator<Item = &OrderId> {
        self.deadlines.iter().take_while(move |(until, _)| *until <= at).map(|(_, order)| order)
    }

    /// The lot that has a unit of this block.
    pub(crate) fn overlap(&self, units: &UnitRange) -> Option<LotIndex> {
        let blocks = self.scopes.get(units.scope())?;
        let (_, &(last, lot)) = blocks.range(..=units.last()).next_back()?;
        (last >= units.first()).then_some(lot)
    }

    pub(super) fn add_lot(&mut self, index: LotIndex, lot: &LotState) {
        let (id, units) = (lot.lot().id.clone(), lot.lot().serial.units());
        self.lot_ids.insert(id, index);
        let blocks = self.scopes.entry(units.scope().into()).or_default();
        blocks.insert(units.first(), (units.last(), index));
        self.free_changed(index, lot, 0, lot.allocatable());
    }

    pub(super) fn remove_lot(&mut self, index: LotIndex, lot: &LotState) {
        self.free_changed(index, lot, lot.allocatable(), 0);
        self.lot_ids.remove(&lot.lot().id);
        let units = lot.lot().serial.units();
        if let Some(blocks) = self.scopes.get_mut(units.scope()) {
            blocks.remove(&units.first());
            if blocks.is_empty() {
                self.scopes.remove(units.scope());
            }
        }
    }

    /// Units of a lot may come in again: another stream has them.
    pub(super) fn unlist_units(&mut self, index: LotIndex, lot: &LotState, first: u64, last: u64) {
        let scope = lot.lot().serial.units().scope();
        let Some(blocks) = self.scopes.get_mut(scope) else { return };
        while let Some((&start, &(end, owner))) = blocks.range(..=last).next_back()
            && end >= first
            && owner == index
        {
            blocks.remove(&start);
            if let Some(next) = last.checked_add(1).filter(|&next| next <= end) {
                blocks.insert(next, (end, index));
            }
            if let Some(before) = first.checked_sub(1).filter(|&before| before >= start) {
                blocks.insert(start, (before, index));
            }
        }
        if blocks.is_empty() {
            self.scopes.remove(scope);
        }
    }

    /// Units of a lot are known by their numbers again.
    pub(super) fn list_units(&mut self, index: LotIndex, lot: &LotState, first: u64, last: u64) {
        let blocks = self.scopes.entry(lot.lot().serial.units().scope().into()).or_default();
        let (mut first, mut last) = (first, last);
        if let Some((&start, &(end, owner))) = blocks.range(..first).next_back()
            && owner == index
            && end.checked_add(1) == Some(first)
        {
            first = start;
        }
        if let Some(next) = last.checked_add(1)
            && let Some(&(end, owner)) = blocks.get(&next)
            && owner == index
        {
            blocks.remove(&next);
            last = end;
        }
        blocks.insert(first, (last, index));
    }

    /// A lot's free grams went from `before` to `after`.
    pub(super) fn free_changed(
        &mut self,
        index: LotIndex,
        lot: &LotState,
        before: u64,
        after: u64,
    ) {
        let (entry, project) = ((lot.lot().vintage, index), lot.lot().project());
        self.all.changed(entry, before, after);
        if let Some(shelf) = self.shelves.get_mut(project) {
            shelf.changed(entry, before, after);
            if shelf.lots.is_empty() {
                self.shelves.remove(project);
            }
        } else if after > 0 {
            let mut shelf = Shelf::default();
            shelf.changed(entry, before, after);
            self.shelves.insert(project.clone(), shelf);
        }
    }
}
