//! Slices of a block of units, and the addresses of their grams.

use super::{GramSlice, UnitRange};
use crate::Co2e;

/// A slice of a block of units: the block, the size of one unit, and the range of grams.
///
/// Each gram has an address: the scope and size of its unit, and its position counted from gram 0
/// of unit 0. Two slices can therefore be compared even if one block was printed before a split and
/// the other after it.
///
/// ```
/// use co2_units::Co2e;
/// use co2_units::credit::{GramSlice, UnitRange, UnitSlice};
///
/// let block = |first, last| UnitRange::new("registry:1", first, last, format!("1-{first}-{last}"));
/// let whole = UnitSlice::new(block(1, 9)?, Co2e::TONNE, GramSlice::new(1_500_000, 4_000_000)?)?;
/// assert_eq!(whole.units(), (2, 4));
/// // The registry later printed the units from the third on as a separate block.
/// let part = UnitSlice::new(block(3, 9)?, Co2e::TONNE, GramSlice::new(0, 1_000_000)?)?;
/// let rest = whole.without(&[part]);
/// assert_eq!(rest[0].grams(), GramSlice::new(1_500_000, 2_000_000)?);
/// assert_eq!(rest[1].grams(), GramSlice::new(3_000_000, 4_000_000)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitSlice {
    block: UnitRange,
    unit_size: Co2e,
    grams: GramSlice,
}

/// The error for grams that are not a valid slice of a block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitSliceError {
    /// The size of a unit is zero.
    #[error("the units of {block} have no grams")]
    NoUnit {
        /// The block, as printed.
        block: String,
    },
    /// The grams are not inside the block.
    #[error("the grams {grams} are not inside the units of {block}")]
    OutsideBlock {
        /// The grams.
        grams: GramSlice,
        /// The block, as printed.
        block: String,
    },
}

impl UnitSlice {
    /// Makes a slice of a block whose units have this size, counted from the first gram of its
    /// first unit.
    ///
    /// # Errors
    /// Returns an error if the size of a unit is zero, or if the slice ends after the block's last
    /// gram.
    pub fn new(
        block: UnitRange,
        unit_size: Co2e,
        grams: GramSlice,
    ) -> Result<Self, UnitSliceError> {
        let size = u128::from(unit_size.as_grams());
        if size == 0 {
            return Err(UnitSliceError::NoUnit { block: block.to_string() });
        }
        // Below 2¹²⁸: both factors are below 2⁶⁴.
        let held = u128::from(block.count()).saturating_mul(size);
        if u128::from(grams.end()) > held {
            return Err(UnitSliceError::OutsideBlock { grams, block: block.to_string() });
        }
        Ok(Self { block, unit_size, grams })
    }

    /// Returns the block of units.
    pub const fn block(&self) -> &UnitRange {
        &self.block
    }

    /// Returns the size of one unit, above zero.
    pub const fn unit_size(&self) -> Co2e {
        self.unit_size
    }

    /// Returns the grams, counted from the first gram of the block's first unit.
    pub const fn grams(&self) -> GramSlice {
        self.grams
    }

    /// Returns the range counted from gram 0 of unit 0 of the scope: its first gram, and the gram
    /// after its last.
    pub fn address(&self) -> (u128, u128) {
        let size = u128::from(self.unit_size.as_grams());
        // At most (2⁶⁴ - 1)² + 2⁶⁴ - 1, which is below 2¹²⁸.
        let block = u128::from(self.block.first()).saturating_mul(size);
        let at = |gram: u64| block.saturating_add(u128::from(gram));
        (at(self.grams.start()), at(self.grams.end()))
    }

    /// Returns the numbers of the first and the last unit that the slice has a gram of.
    pub fn units(&self) -> (u64, u64) {
        let size = self.unit_size.as_grams();
        let unit = |gram: u64| {
            let nth = gram.checked_div(size).unwrap_or_default();
            self.block.first().saturating_add(nth).min(self.block.last())
        };
        // A slice has at least one gram.
        (unit(self.grams.start()), unit(self.grams.end().saturating_sub(1)))
    }

    /// Returns true if the slices have a gram in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let ((start, end), (their_start, their_end)) = (self.address(), other.address());
        self.is_comparable(other) && start < their_end && their_start < end
    }

    /// Returns the parts of this slice that are in none of the others, in order of address. Only
    /// grams of units of the same scope and size can be equal.
    #[must_use]
    pub fn without(&self, others: &[Self]) -> Vec<Self> {
        let (mut at, end) = self.address();
        let base = at.saturating_sub(self.grams.start().into());
        let mut taken: Vec<_> =
            others.iter().filter(|other| self.is_comparable(other)).map(Self::address).collect();
        taken.sort_unstable();
        // The part after the last of them ends where the slice ends.
        taken.push((end, end));
        let mut rests = Vec::new();
        for (first, after) in taken {
            let offset = |address: u128| u64::try_from(address.saturating_sub(base)).ok();
            let rest = (at < first.min(end)).then(|| (offset(at), offset(first.min(end))));
            if let Some((Some(start), Some(end))) = rest {
                let grams = GramSlice::new(start, end).ok();
                rests.extend(grams.map(|grams| Self { grams, ..self.clone() }));
            }
            at = at.max(after);
        }
        rests
    }

    /// Returns true if both have the same scope and unit size; other grams have no common address.
    fn is_comparable(&self, other: &Self) -> bool {
        self.block.scope() == other.block.scope() && self.unit_size == other.unit_size
    }
}

#[cfg(test)]
mod tests {
    use super::{UnitSlice, UnitSliceError};
    use crate::Co2e;
    use crate::credit::{GramSlice, UnitRange};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn slice(first: u64, count: u64, start: u64, len: u64) -> Result<UnitSlice, UnitSliceError> {
        let block = UnitRange::new("scope", first, first + count - 1, "serial").unwrap();
        UnitSlice::new(block, Co2e::from_grams(7), GramSlice::new(start, start + len).unwrap())
    }

    #[test]
    fn grams_outside_of_the_block_are_refused() {
        assert!(slice(5, 2, 0, 14).is_ok());
        assert!(matches!(slice(5, 2, 0, 15), Err(UnitSliceError::OutsideBlock { .. })));
        let block = UnitRange::new("scope", 1, 1, "serial").unwrap();
        let none = UnitSlice::new(block, Co2e::ZERO, GramSlice::new(0, 1).unwrap());
        assert!(matches!(none, Err(UnitSliceError::NoUnit { .. })));
    }

    #[test]
    fn the_last_unit_of_all_has_an_address() {
        let block = UnitRange::new("scope", 1, u64::MAX, "serial").unwrap();
        let last = GramSlice::new(u64::MAX - 1, u64::MAX).unwrap();
        let slice = UnitSlice::new(block, Co2e::MAX, last).unwrap();
        assert_eq!(slice.units(), (1, 1));
        let (start, end) = slice.address();
        assert_eq!(end - start, 1);
    }

    proptest! {
        /// Compares with a set of grams: what is left, what overlaps, which units are touched.
        #[test]
        fn as_a_set_of_grams(
            own in (0_u64..4, 1_u64..5, 0_u64..20, 1_u64..20),
            others in prop::collection::vec((0_u64..4, 1_u64..5, 0_u64..20, 1_u64..20), 0..5),
        ) {
            let make = |(first, count, start, len)| slice(first, count, start, len);
            let own = make(own);
            prop_assume!(own.is_ok());
            let own = own.unwrap();
            let others: Vec<UnitSlice> = others.into_iter().filter_map(|o| make(o).ok()).collect();
            let grams = |slice: &UnitSlice| (slice.address().0..slice.address().1).collect::<BTreeSet<_>>();
            let mut left = grams(&own);
            for other in &others {
                prop_assert_eq!(own.overlaps(other), !grams(&own).is_disjoint(&grams(other)));
                left = &left - &grams(other);
            }
            let found: Vec<u128> = own.without(&others).iter().flat_map(grams).collect();
            prop_assert_eq!(found, left.into_iter().collect::<Vec<_>>());
            let units: BTreeSet<u128> = grams(&own).into_iter().map(|gram| gram / 7).collect();
            let (first, last) = own.units();
            prop_assert_eq!(units.first().copied(), Some(first.into()));
            prop_assert_eq!(units.last().copied(), Some(last.into()));
        }
    }
}
