//! The stock as it is at the time of a command: what is due by then has happened, though no event
//! says so yet. Reservations that have expired are free, and verdicts that turn with time have turned.

use super::super::View;
use crate::free::{Joined, whole_units};
use crate::ids::LotIndex;
use crate::state::{LotState, Place, Shelf, Stock, Verdict, Which};
use std::collections::BTreeMap;

/// What differs from the stock as it is folded. Mostly nothing.
#[derive(Default)]
struct Due {
    /// Grams that became free, in order.
    freed: Vec<(u64, u64)>,
    /// The verdict, if it has turned.
    verdict: Option<Verdict>,
}

/// The stock as it is at the time of a command.
pub(crate) struct Overlay<'a> {
    view: &'a View<'a>,
    stock: &'a Stock,
    /// Whether only whole units can be taken.
    whole: bool,
    due: BTreeMap<LotIndex, Due>,
}

impl<'a> View<'a> {
    /// The stock at the time of the command; `None` while no rules are in force.
    pub(crate) fn overlay(&'a self, whole: bool) -> Option<Overlay<'a>> {
        let stock = self.state.index().stock()?;
        let mut due: BTreeMap<LotIndex, Due> = BTreeMap::new();
        for order in self.state.index().deadlines.due(self.at).filter_map(|id| self.state.order(id))
        {
            // Grams of units that were lost meanwhile are of no use to anybody.
            for slice in order.slices().into_iter().flat_map(|slice| self.state.usable(slice)) {
                let grams = (slice.grams.start(), slice.grams.end());
                due.entry(slice.lot).or_default().freed.push(grams);
            }
        }
        for due in due.values_mut() {
            due.freed.sort_unstable();
        }
        if !stock.holds_at(self.at) {
            for lot in stock.turning_by(self.at) {
                due.entry(lot).or_default().verdict = Some(self.state.verdict_at(lot, self.at));
            }
        }
        Some(Overlay { view: self, stock, whole, due })
    }
}

impl Overlay<'_> {
    /// How many grams of a lot can be taken.
    pub(crate) fn grams(&self, index: LotIndex, lot: &LotState) -> u64 {
        let lengths = self.takeable(index, lot, 0).map(|(start, end)| end.saturating_sub(start));
        lengths.fold(0, u64::saturating_add)
    }

    /// How many grams can be taken from the lots meant.
    pub(crate) fn room(&self, which: Which) -> u128 {
        let mut room = self.stock.shelf(which).map_or(0, |shelf| shelf.room(self.whole));
        for (&index, due) in &self.due {
            let Some(lot) = self.view.state.lot(index) else { continue };
            let before = self.stock.verdict(index);
            if self.stock.is_in(index, before, which) {
                let set = lot.free_set();
                let grams = if self.whole { set.whole() } else { set.grams() };
                room = room.saturating_sub(grams.into());
            }
            if self.stock.is_in(index, due.verdict.unwrap_or(before), which) {
                room = room.saturating_add(self.grams(index, lot).into());
            }
        }
        room
    }

    /// The lots meant that have something to take, in the order in which they are taken.
    pub(crate) fn lots(&self, which: Which) -> impl Iterator<Item = (LotIndex, &LotState)> {
        let shelved = self.stock.shelf(which).map(Shelf::lots).into_iter().flatten();
        let shelved = shelved.filter(|(_, lot)| !self.due.contains_key(lot)).copied();
        let due = self.due.iter().filter(move |&(&index, due)| {
            let verdict = due.verdict.unwrap_or_else(|| self.stock.verdict(index));
            self.stock.is_in(index, verdict, which)
        });
        let mut due: Vec<Place> = due.map(|(&index, _)| self.stock.place_of(index)).collect();
        due.sort_unstable();
        let (mut left, mut right) = (shelved.peekable(), due.into_iter().peekable());
        let merged = core::iter::from_fn(move || match (left.peek(), right.peek()) {
            (Some(l), Some(r)) if r < l => right.next(),
            (Some(_), _) => left.next(),
            (None, _) => right.next(),
        });
        merged.filter_map(|(_, index)| Some((index, self.view.state.lot(index)?)))
    }

    /// The intervals that can be taken from a lot, from an address on. An address other than 0 is
    /// where the same order has taken grams before: it may have the rest of that unit.
    pub(crate) fn takeable<'b>(
        &'b self,
        index: LotIndex,
        lot: &'b LotState,
        from: u64,
    ) -> impl Iterator<Item = (u64, u64)> + use<'b> {
        let set = lot.free_set();
        let freed = self.due.get(&index).map(|due| due.freed.as_slice()).unwrap_or_default();
        let freed = freed.iter().copied().filter(move |&(_, end)| end > from);
        let freed = freed.map(move |(start, end)| (start.max(from), end));
        let unit = set.unit();
        let whole = self.whole;
        Joined::new(set.intervals_from(from), freed).filter_map(move |(start, end)| {
            let (first, last) = if whole { whole_units((start, end), unit) } else { (start, end) };
            let first = if from > 0 && start == from { start } else { first };
            (first < last).then_some((first, last))
        })
    }
}
