//! The free grams of a lot: disjoint half-open intervals, touching ones joined.

use co2_units::credit::GramSlice;
use std::collections::BTreeMap;

/// Start to end of each interval.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FreeSet {
    intervals: BTreeMap<u64, u64>,
    grams: u64,
}

impl FreeSet {
    /// All grams from 0 up to `size`.
    pub(crate) fn full(size: u64) -> Self {
        let intervals = (size > 0).then_some((0, size)).into_iter().collect();
        Self { intervals, grams: size }
    }

    /// How many grams.
    pub(crate) const fn grams(&self) -> u64 {
        self.grams
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.intervals.is_empty()
    }

    /// The intervals, lowest address first.
    pub(crate) fn intervals(&self) -> impl Iterator<Item = (u64, u64)> {
        self.intervals.iter().map(|(&start, &end)| (start, end))
    }

    /// The intervals as slices, lowest address first.
    pub(crate) fn slices(&self) -> impl Iterator<Item = GramSlice> {
        self.intervals().filter_map(|(start, end)| GramSlice::new(start, end).ok())
    }

    /// What of the intervals lies in a range, lowest address first.
    pub(crate) fn within(&self, range: GramSlice) -> impl Iterator<Item = GramSlice> {
        let before =
            self.intervals.range(..range.start()).next_back().map(|(&start, &end)| (start, end));
        let after =
            self.intervals.range(range.start()..range.end()).map(|(&start, &end)| (start, end));
        before.into_iter().chain(after).filter_map(move |(start, end)| {
            GramSlice::new(start.max(range.start()), end.min(range.end())).ok()
        })
    }

    /// Takes a slice out; `false`, and nothing changes, when a gram of it is not free.
    pub(crate) fn take(&mut self, slice: GramSlice) -> bool {
        let Some((&start, &end)) = self.intervals.range(..=slice.start()).next_back() else {
            return false;
        };
        if end < slice.end() {
            return false;
        }
        if start < slice.start() {
            self.intervals.insert(start, slice.start());
        } else {
            self.intervals.remove(&start);
        }
        if slice.end() < end {
            self.intervals.insert(slice.end(), end);
        }
        self.grams = self.grams.saturating_sub(slice.grams());
        true
    }

    /// Puts a slice back; `false`, and nothing changes, when a gram of it is free already.
    pub(crate) fn give(&mut self, slice: GramSlice) -> bool {
        let before = self.intervals.range(..=slice.start()).next_back().map(|(&s, &e)| (s, e));
        let after = self.intervals.range(slice.start()..).next().map(|(&s, &e)| (s, e));
        let (mut start, mut end) = (slice.start(), slice.end());
        if before.is_some_and(|(_, e)| e > start) || after.is_some_and(|(s, _)| s < end) {
            return false;
        }
        if let Some((s, e)) = before
            && e == start
        {
            start = s;
        }
        if let Some((s, e)) = after
            && s == end
        {
            self.intervals.remove(&s);
            end = e;
        }
        self.intervals.insert(start, end);
        self.grams = self.grams.saturating_add(slice.grams());
        true
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
            let mut set = FreeSet::full(40);
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
            }
        }
    }
}
