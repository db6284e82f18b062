//! Blocks of units by scope, and their overlaps.

use crate::serial::Serial;
use co2_units::credit::UnitRange;
use std::collections::BTreeMap;

/// The first and last unit, both included.
type Range = (u64, u64);

/// A block, the largest last unit of it and all before it, and its index in the input.
#[derive(Clone, Copy)]
struct Block {
    range: Range,
    reach: u64,
    place: usize,
}

/// Blocks by the scope of their numbers, in the order of their first units.
pub(super) struct Blocks(BTreeMap<Box<str>, Vec<Block>>);

impl Blocks {
    pub(super) fn new<'a>(units: impl Iterator<Item = &'a UnitRange>) -> Self {
        let mut scopes: BTreeMap<Box<str>, Vec<Block>> = BTreeMap::new();
        for (place, units) in units.enumerate() {
            let block = Block { range: (units.first(), units.last()), reach: 0, place };
            scopes.entry(units.scope().into()).or_default().push(block);
        }
        for blocks in scopes.values_mut() {
            blocks.sort_unstable_by_key(|block| (block.range, block.place));
            let mut reach = 0;
            for block in blocks {
                reach = reach.max(block.range.1);
                block.reach = reach;
            }
        }
        Self(scopes)
    }

    /// Returns the blocks that have a unit of a range, and perhaps some that have none.
    fn near(&self, units: &UnitRange) -> &[Block] {
        let blocks = self.0.get(units.scope()).map_or(&[][..], Vec::as_slice);
        let start = blocks.partition_point(|block| block.reach < units.first());
        let end = blocks.partition_point(|block| block.range.0 <= units.last());
        blocks.get(start..end).unwrap_or_default()
    }

    /// Returns the parts of blocks that are in a range, in the order of their first units.
    fn parts(&self, units: &UnitRange) -> impl Iterator<Item = (Range, usize)> {
        let (first, last) = (units.first(), units.last());
        self.near(units)
            .iter()
            .filter(move |block| block.range.1 >= first)
            .map(move |block| ((block.range.0.max(first), block.range.1.min(last)), block.place))
    }

    /// Returns the indexes of the blocks that have a unit of a range.
    pub(super) fn touching(&self, units: &UnitRange) -> impl Iterator<Item = usize> {
        self.parts(units).map(|(_, place)| place)
    }

    /// Returns true if a unit of a range is in two blocks.
    pub(super) fn names_twice(&self, units: &UnitRange) -> bool {
        let mut reach = None;
        self.parts(units).any(|((first, last), _)| {
            let twice = reach.is_some_and(|reach| first <= reach);
            reach = reach.max(Some(last));
            twice
        })
    }

    /// Returns the units of a block that are in none of these blocks, as the registry would print them.
    pub(super) fn lacking(&self, serial: &Serial) -> Vec<Serial> {
        let units = serial.units();
        let parts: Vec<Range> = self.parts(units).map(|(range, _)| range).collect();
        let rest = minus((units.first(), units.last()), &parts);
        rest.into_iter().filter_map(|(first, last)| serial.part(first, last).ok()).collect()
    }
}

/// Subtracts ranges, given in the order of their first units, from a range.
fn minus(range: Range, others: &[Range]) -> Vec<Range> {
    let mut left = Vec::new();
    let (mut next, last) = (Some(range.0), range.1);
    for &(first, end) in others {
        let Some(start) = next.filter(|&start| start <= last) else { return left };
        if start < first {
            left.push((start, first.saturating_sub(1).min(last)));
        }
        if end >= start {
            next = end.checked_add(1);
        }
    }
    left.extend(next.filter(|&start| start <= last).map(|start| (start, last)));
    left
}

/// Returns the parts of a block that are in one of some blocks, which must not overlap.
pub(super) fn common(units: &UnitRange, held: &[UnitRange]) -> Vec<Range> {
    let both =
        |block: &UnitRange| (units.first().max(block.first()), units.last().min(block.last()));
    held.iter().filter(|block| block.overlaps(units)).map(both).collect()
}

#[cfg(test)]
mod tests {
    use super::minus;

    #[test]
    fn what_is_left_of_a_range() {
        assert_eq!(minus((1, 10), &[(3, 4), (7, 20)]), [(1, 2), (5, 6)]);
        assert_eq!(minus((1, 10), &[]), [(1, 10)]);
        assert_eq!(minus((0, u64::MAX), &[(0, u64::MAX)]), []);
        assert_eq!(minus((5, 6), &[(1, 5)]), [(6, 6)]);
    }
}
