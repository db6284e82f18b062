//! The free grams of a lot: disjoint half-open intervals, touching ones joined.

use co2_units::credit::GramSlice;
use core::iter::Peekable;
use core::ops::Bound;
use std::collections::BTreeMap;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FreeSet {
    /// End to start of each interval: so grams that are taken from the front of one, as nearly all are,
    /// change a value in place.
    intervals: BTreeMap<u64, u64>,
    /// The sum of their lengths.
    grams: u64,
    /// How many grams a unit has.
    unit: u64,
    /// Free grams in units that are free as a whole.
    whole: u64,
}

/// The part of an interval that is whole units; its end is not above its start when there is none.
pub(crate) fn whole_units((start, end): (u64, u64), unit: u64) -> (u64, u64) {
    let end = end.saturating_sub(end.checked_rem(unit).unwrap_or_default());
    (start.checked_next_multiple_of(unit).unwrap_or(u64::MAX), end)
}

impl FreeSet {
    /// No grams, in units of so many.
    pub(crate) fn none(unit: u64) -> Self {
        Self { unit, ..Self::default() }
    }

    /// All grams from 0 up to `size`, in units of so many.
    pub(crate) fn full(size: u64, unit: u64) -> Self {
        let intervals = (size > 0).then_some((size, 0)).into_iter().collect();
        let mut set = Self { intervals, grams: size, unit, whole: 0 };
        set.whole = set.whole_in((0, size));
        set
    }

    /// How many grams.
    pub(crate) const fn grams(&self) -> u64 {
        self.grams
    }

    /// The intervals, lowest address first.
    pub(crate) fn intervals(&self) -> impl Iterator<Item = (u64, u64)> {
        self.intervals.iter().map(|(&end, &start)| (start, end))
    }

    /// The intervals as slices, lowest address first.
    pub(crate) fn slices(&self) -> impl Iterator<Item = GramSlice> {
        self.intervals().filter_map(|(start, end)| GramSlice::new(start, end).ok())
    }

    /// What of the intervals lies in a range, lowest address first.
    pub(crate) fn within(&self, range: GramSlice) -> impl Iterator<Item = GramSlice> {
        let from = self.after(range.start());
        let within = from.take_while(move |&(start, _)| start < range.end());
        within.filter_map(move |(start, end)| {
            GramSlice::new(start.max(range.start()), end.min(range.end())).ok()
        })
    }

    /// The intervals that end after an address.
    fn after(&self, address: u64) -> impl Iterator<Item = (u64, u64)> {
        let range = (Bound::Excluded(address), Bound::Unbounded);
        self.intervals.range(range).map(|(&end, &start)| (start, end))
    }

    /// The intervals from an address on.
    pub(crate) fn intervals_from(&self, from: u64) -> impl Iterator<Item = (u64, u64)> {
        self.after(from).map(move |(start, end)| (start.max(from), end))
    }

    /// Free grams in units that are free as a whole.
    pub(crate) const fn whole(&self) -> u64 {
        self.whole
    }

    /// How many grams a unit has.
    pub(crate) const fn unit(&self) -> u64 {
        self.unit
    }

    fn whole_in(&self, interval: (u64, u64)) -> u64 {
        let (start, end) = whole_units(interval, self.unit);
        end.saturating_sub(start)
    }

    /// Takes a slice out; `false`, and nothing changes, when a gram of it is not free.
    pub(crate) fn take(&mut self, slice: GramSlice) -> bool {
        let range = (Bound::Excluded(slice.start()), Bound::Unbounded);
        let Some((&end, first)) = self.intervals.range_mut(range).next() else {
            return false;
        };
        let start = *first;
        if start > slice.start() || end < slice.end() {
            return false;
        }
        if slice.end() < end {
            *first = slice.end();
        } else {
            self.intervals.remove(&end);
        }
        if start < slice.start() {
            self.intervals.insert(slice.start(), start);
        }
        debug_assert!(self.grams >= slice.grams(), "the interval is in the sum");
        self.grams = self.grams.saturating_sub(slice.grams());
        let rest =
            self.whole_in((start, slice.start())).saturating_add(self.whole_in((slice.end(), end)));
        let gone = self.whole_in((start, end)).saturating_sub(rest);
        debug_assert!(self.whole >= gone, "the interval's whole units are in the sum");
        self.whole = self.whole.saturating_sub(gone);
        true
    }

    /// Puts a slice back; `false`, and nothing changes, when a gram of it is free already.
    pub(crate) fn give(&mut self, slice: GramSlice) -> bool {
        let before = self.intervals.range(..=slice.start()).next_back().map(|(&e, &s)| (s, e));
        let after = self.after(slice.start()).next();
        if after.is_some_and(|(s, _)| s < slice.end()) {
            return false;
        }
        let (mut start, mut end) = (slice.start(), slice.end());
        let mut known = 0_u64;
        if let Some((s, e)) = before
            && e == start
        {
            known = known.saturating_add(self.whole_in((s, e)));
            self.intervals.remove(&e);
            start = s;
        }
        if let Some((s, e)) = after
            && s == end
        {
            known = known.saturating_add(self.whole_in((s, e)));
            end = e;
        }
        self.intervals.insert(end, start);
        self.grams = self.grams.saturating_add(slice.grams());
        let more = self.whole_in((start, end)).saturating_sub(known);
        self.whole = self.whole.saturating_add(more);
        true
    }
}

/// Two sets of disjoint intervals, each in order, as one: touching ones are joined.
pub(crate) struct Joined<A: Iterator, B: Iterator> {
    left: Peekable<A>,
    right: Peekable<B>,
}

impl<A: Iterator<Item = (u64, u64)>, B: Iterator<Item = (u64, u64)>> Joined<A, B> {
    pub(crate) fn new(left: A, right: B) -> Self {
        Self { left: left.peekable(), right: right.peekable() }
    }

    /// The next interval of either that starts at or before `start`.
    fn next_by(&mut self, start: u64) -> Option<(u64, u64)> {
        let left = self.left.peek().map(|&(s, _)| s).filter(|&s| s <= start);
        let right = self.right.peek().map(|&(s, _)| s).filter(|&s| s <= start);
        match (left, right) {
            (Some(l), Some(r)) if r < l => self.right.next(),
            (Some(_), _) => self.left.next(),
            (None, _) => right.and_then(|_| self.right.next()),
        }
    }
}

impl<A: Iterator<Item = (u64, u64)>, B: Iterator<Item = (u64, u64)>> Iterator for Joined<A, B> {
    type Item = (u64, u64);

    fn next(&mut self) -> Option<(u64, u64)> {
        let (start, mut end) = self.next_by(u64::MAX)?;
        while let Some((_, further)) = self.next_by(end) {
            end = end.max(further);
        }
        Some((start, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The set does what a plain list of grams does.
        #[test]
        fn is_a_set_of_grams(steps in prop::collection::vec((any::<bool>(), 0_u64..40, 1_u64..12), 0..60)) {
            let mut set = FreeSet::full(40, 10);
            let mut grams = [false; 60];
            grams[..40].fill(true);
            for (take, start, len) in steps {
                let slice = GramSlice::new(start, start + len).unwrap();
                let range = usize::try_from(start).unwrap()..usize::try_from(start + len).unwrap();
                let expected = grams[range.clone()].iter().all(|&free| free == take);
                let done = if take { set.take(slice) } else { set.give(slice) };
                prop_assert_eq!(done, expected);
                if done {
                    grams[range].fill(!take);
                }
                let mut from_set = [false; 60];
                let mut previous_end = None;
                for (s, e) in set.intervals() {
                    prop_assert!(s < e && previous_end.is_none_or(|end| end < s), "joined and in order");
                    previous_end = Some(e);
                    from_set[usize::try_from(s).unwrap()..usize::try_from(e).unwrap()].fill(true);
                }
                prop_assert_eq!(from_set, grams);
                prop_assert_eq!(set.grams(), grams.iter().map(|&free| u64::from(free)).sum::<u64>());
                let range = GramSlice::new(start, start + len).unwrap();
                let within: u64 = set.within(range).map(GramSlice::grams).sum();
                let range = usize::try_from(start).unwrap()..usize::try_from(start + len).unwrap();
                prop_assert_eq!(within, grams[range].iter().map(|&free| u64::from(free)).sum::<u64>());
                let whole = grams.chunks(10).filter(|unit| unit.iter().all(|&free| free));
                prop_assert_eq!(set.whole(), u64::try_from(whole.count()).unwrap() * 10);
            }
        }

        /// From an address on, there is what lies there; two sets joined are one.
        #[test]
        fn parts_and_unions(taken in prop::collection::vec((0_u64..40, 1_u64..6), 0..12), from in 0_u64..41) {
            let (mut set, mut gone) = (FreeSet::full(40, 10), Vec::new());
            for (start, len) in taken {
                let slice = GramSlice::new(start, start + len).unwrap();
                if set.take(slice) {
                    gone.push((slice.start(), slice.end()));
                }
            }
            let cut = |(start, end): (u64, u64)| (start.max(from), end);
            let expected: Vec<_> = set.intervals().filter(|i| i.1 > from).map(cut).collect();
            prop_assert_eq!(set.intervals_from(from).collect::<Vec<_>>(), expected);
            gone.sort_unstable();
            let all: Vec<_> = Joined::new(set.intervals(), gone.into_iter()).collect();
            prop_assert_eq!(all, [(0, 40)]);
        }
    }
}
