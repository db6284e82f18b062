//! What can be derived from the rest of the state, kept so that commands need no scans.

use super::LotState;
use super::coverages::place;
use super::deadlines::Deadlines;
use super::stock::{Basis, Room, Stock};
use crate::ids::LotIndex;
use co2_offsets::{LotId, Project, Rules};
use co2_units::Timestamp;
use co2_units::credit::{ProjectId, UnitRange};
use std::collections::BTreeMap;

/// A project that has lots.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Numbered {
    lots: u32,
    /// The free grams of all its lots, whether they may be used or not.
    free: u128,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    pub(super) lot_ids: BTreeMap<LotId, LotIndex>,
    /// Scope of unit numbers -> first unit -> last unit and lot. Units that another stream has are not
    /// among them.
    scopes: BTreeMap<Box<str>, BTreeMap<u64, (u64, LotIndex)>>,
    /// Projects are numbered as their first lots come in.
    numbers: BTreeMap<ProjectId, u32>,
    /// By their numbers.
    projects: Vec<Numbered>,
    /// The number of each lot's project.
    of_lots: Vec<u32>,
    pub(crate) deadlines: Deadlines,
    /// None while no rules are in force.
    stock: Option<Stock>,
}

/// What the index needs to know beside the lots.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) rules: Option<&'a Rules>,
    pub(super) projects: &'a BTreeMap<ProjectId, Project>,
    pub(super) at: Timestamp,
}

impl Index {
    /// Free grams as the rules in force see them.
    pub(crate) const fn stock(&self) -> Option<&Stock> {
        self.stock.as_ref()
    }

    /// The number of a project that has lots.
    pub(crate) fn project(&self, id: &ProjectId) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// The free grams of a project, whether they may be used or not.
    pub(crate) fn free_of(&self, id: &ProjectId) -> u128 {
        let numbered = self.project(id).and_then(|number| self.projects.get(place(number)));
        numbered.map_or(0, |numbered| numbered.free)
    }

    pub(crate) fn knows_lot(&self, id: &LotId) -> bool {
        self.lot_ids.contains_key(id)
    }

    /// The lot that has a unit of this block.
    pub(crate) fn overlap(&self, units: &UnitRange) -> Option<LotIndex> {
        let blocks = self.scopes.get(units.scope())?;
        let (_, &(last, lot)) = blocks.range(..=units.last()).next_back()?;
        (last >= units.first()).then_some(lot)
    }

    pub(super) fn add_lot(&mut self, known: Known<'_>, index: LotIndex, lot: &LotState) {
        let (id, units) = (lot.lot().id.clone(), lot.lot().serial.units());
        self.lot_ids.insert(id, index);
        let blocks = self.scopes.entry(units.scope().into()).or_default();
        blocks.insert(units.first(), (units.last(), index));
        let project = lot.lot().project();
        let number = self.project(project).unwrap_or_else(|| {
            // There are at most as many as lots, whose number fits.
            let next = u32::try_from(self.projects.len()).unwrap_or(u32::MAX);
            self.numbers.insert(project.clone(), next);
            self.projects.push(Numbered::default());
            next
        });
        self.of_lots.push(number);
        if let Some(numbered) = self.projects.get_mut(place(number)) {
            numbered.lots = numbered.lots.saturating_add(1);
            numbered.free = numbered.free.saturating_add(lot.room().free.into());
        }
        if let (Some(stock), Some(rules)) = (&mut self.stock, known.rules) {
            let numbers = &self.numbers;
            let basis = Basis { rules, projects: known.projects, numbers, at: known.at };
            stock.add(basis, index, lot);
        }
    }

    /// Takes the lot out that came in last.
    pub(super) fn remove_lot(&mut self, known: Known<'_>, index: LotIndex, lot: &LotState) {
        self.lot_ids.remove(&lot.lot().id);
        let units = lot.lot().serial.units();
        if let Some(blocks) = self.scopes.get_mut(units.scope()) {
            blocks.remove(&units.first());
            if blocks.is_empty() {
                self.scopes.remove(units.scope());
            }
        }
        let number = self.of_lots.pop();
        debug_assert!(number.is_some(), "each lot has a project with a number");
        if let Some(numbered) = number.and_then(|number| self.projects.get_mut(place(number))) {
            debug_assert!(numbered.lots > 0, "a project with a number has lots");
            debug_assert!(numbered.free >= lot.room().free.into(), "what a lot has is in the sum");
            numbered.lots = numbered.lots.saturating_sub(1);
            numbered.free = numbered.free.saturating_sub(lot.room().free.into());
            if numbered.lots == 0 {
                // Lots go in the reverse order of their coming: no later project has a number.
                self.numbers.remove(lot.lot().project());
                self.projects.pop();
            }
        }
        if let (Some(stock), Some(rules)) = (&mut self.stock, known.rules) {
            let numbers = &self.numbers;
            let basis = Basis { rules, projects: known.projects, numbers, at: known.at };
            stock.remove(basis, index, lot);
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

    /// A lot's free grams have changed.
    pub(super) fn room_changed(&mut self, index: LotIndex, lot: &LotState, before: Room) {
        let after = lot.room();
        if before == after {
            return;
        }
        let number = self.of_lots.get(place(index.0));
        debug_assert!(number.is_some(), "each lot has a project with a number");
        if let Some(numbered) = number.and_then(|&number| self.projects.get_mut(place(number))) {
            debug_assert!(numbered.free >= before.free.into(), "what a lot had is in the sum");
            let rest = numbered.free.saturating_sub(before.free.into());
            numbered.free = rest.saturating_add(after.free.into());
        }
        if let Some(stock) = &mut self.stock {
            stock.room_changed(index, before, after);
        }
    }

    /// Other rules are in force.
    pub(super) fn rules_changed(&mut self, known: Known<'_>, lots: &[LotState]) {
        let numbers = &self.numbers;
        self.stock = known.rules.map(|rules| {
            Stock::new(Basis { rules, projects: known.projects, numbers, at: known.at }, lots)
        });
    }

    /// The ledger's time moved, forth or back.
    pub(super) fn time_changed(&mut self, known: Known<'_>, lots: &[LotState]) {
        if let (Some(stock), Some(rules)) = (&mut self.stock, known.rules) {
            let numbers = &self.numbers;
            let basis = Basis { rules, projects: known.projects, numbers, at: known.at };
            stock.time_changed(basis, lots);
        }
    }

    /// What the index would be if it were made anew.
    pub(super) fn anew(known: Known<'_>, lots: &[LotState], deadlines: Deadlines) -> Self {
        let mut index = Self { deadlines, ..Self::default() };
        for (lot, number) in lots.iter().zip(0..) {
            let number = LotIndex(number);
            index.add_lot(known, number, lot);
            for (first, last) in lot.transferred() {
                index.unlist_units(number, lot, first, last);
            }
        }
        index.rules_changed(known, lots);
        index
    }
}
