//! Large sorted sets that take little more than what is in them.

use std::collections::BTreeMap;

/// The most entries of a chunk.
const FULL: usize = 512;
/// How many more entries a chunk makes room for: what is empty at most.
const GROWTH: usize = 16;

/// A sorted set in chunks that hardly have room to spare. In a B-tree of the standard library a third
/// of the room is empty.
#[derive(Clone, Debug)]
pub(crate) struct Chunks<E> {
    /// By an entry that none of a chunk is below; none is empty.
    chunks: BTreeMap<E, Vec<E>>,
}

impl<E> Default for Chunks<E> {
    fn default() -> Self {
        Self { chunks: BTreeMap::new() }
    }
}

/// What is in them, however it is cut.
impl<E: Copy + Ord> PartialEq for Chunks<E> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<E: Copy + Ord> Eq for Chunks<E> {}

impl<E: Copy + Ord> Chunks<E> {
    pub(crate) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// The chunk that has an entry, or would have it if it were not below all.
    fn chunk(&self, entry: &E) -> Option<E> {
        self.chunks.range(..=*entry).next_back().map(|(first, _)| *first)
    }

    /// Adds an entry; `false` when it was there.
    pub(crate) fn insert(&mut self, entry: E) -> bool {
        let Some(first) = self.chunk(&entry) else {
            // Below all that is there: the first chunk begins earlier.
            let mut chunk = self.chunks.pop_first().map(|(_, chunk)| chunk).unwrap_or_default();
            room(&mut chunk);
            chunk.insert(0, entry);
            self.chunks.insert(entry, chunk);
            self.split(&entry);
            return true;
        };
        let Some(chunk) = self.chunks.get_mut(&first) else { return false };
        let Err(place) = chunk.binary_search(&entry) else { return false };
        room(chunk);
        chunk.insert(place, entry);
        self.split(&first);
        true
    }

    /// Cuts a chunk in two when it is too large.
    fn split(&mut self, first: &E) {
        let Some(chunk) = self.chunks.get_mut(first).filter(|chunk| chunk.len() > FULL) else {
            return;
        };
        let high = chunk.split_off(chunk.len().div_euclid(2));
        chunk.shrink_to_fit();
        if let Some(&middle) = high.first() {
            self.chunks.insert(middle, high);
        }
    }

    /// Takes an entry out; `false` when it was not there.
    pub(crate) fn remove(&mut self, entry: &E) -> bool {
        let Some(first) = self.chunk(entry) else { return false };
        let Some(chunk) = self.chunks.get_mut(&first) else { return false };
        let Ok(place) = chunk.binary_search(entry) else { return false };
        chunk.remove(place);
        if chunk.is_empty() {
            self.chunks.remove(&first);
        } else if chunk.capacity() > chunk.len().saturating_add(GROWTH.saturating_mul(2)) {
            chunk.shrink_to(chunk.len().saturating_add(GROWTH));
        }
        true
    }

    pub(crate) fn contains(&self, entry: &E) -> bool {
        let chunk = self.chunk(entry).and_then(|first| self.chunks.get(&first));
        chunk.is_some_and(|chunk| chunk.binary_search(entry).is_ok())
    }

    /// All entries, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &E> {
        self.chunks.values().flatten()
    }

    /// The entries that are not below one, in order.
    pub(crate) fn from(&self, lowest: E) -> impl Iterator<Item = &E> {
        let first = self.chunk(&lowest);
        let chunk = first.and_then(|first| self.chunks.get(&first)).map_or(&[][..], Vec::as_slice);
        let rest = chunk.partition_point(|entry| *entry < lowest);
        let later = self.chunks.range(lowest..).filter(move |&(key, _)| Some(*key) != first);
        chunk.iter().skip(rest).chain(later.flat_map(|(_, chunk)| chunk))
    }
}

#[cfg(test)]
impl<E> Chunks<E> {
    /// How many bytes it takes, with what a map and an allocator take beside each chunk.
    pub(crate) fn heap(&self) -> usize {
        let beside = 2 * (size_of::<E>() + size_of::<Vec<E>>()) + 16;
        self.chunks.values().map(|chunk| chunk.capacity() * size_of::<E>() + beside).sum()
    }
}

/// Makes room for another entry, and little more.
fn room<E>(chunk: &mut Vec<E>) {
    if chunk.len() == chunk.capacity() {
        chunk.reserve_exact(GROWTH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

        /// It is a sorted set, whichever way entries come and go, and little of it is empty.
        #[test]
        fn is_a_sorted_set(
            steps in prop::collection::vec((0_u8..4, 0_u32..3_000), 1..4_000),
            lows in prop::collection::vec(0_u32..3_100, 20),
            ascending in any::<bool>(),
        ) {
            let (mut chunks, mut plain) = (Chunks::default(), BTreeSet::new());
            for (number, (step, entry)) in (0_u32..).zip(steps) {
                let entry = if ascending { number } else { entry };
                if step == 0 {
                    prop_assert_eq!(chunks.remove(&entry), plain.remove(&entry));
                } else {
                    prop_assert_eq!(chunks.insert(entry), plain.insert(entry));
                }
            }
            prop_assert!(chunks.iter().eq(plain.iter()));
            for low in lows {
                prop_assert!(chunks.from(low).eq(plain.range(low..)));
                prop_assert_eq!(chunks.contains(&low), plain.contains(&low));
            }
            for (first, chunk) in &chunks.chunks {
                prop_assert!(first <= &chunk[0] && chunk.len() <= FULL);
                prop_assert!(chunk.capacity() <= chunk.len() + 2 * GROWTH);
            }
            let mut other = Chunks::default();
            for &entry in plain.iter().rev() {
                prop_assert!(other.insert(entry));
            }
            prop_assert_eq!(&other, &chunks);
            for entry in &plain {
                prop_assert!(other.remove(entry));
            }
            prop_assert!(other.is_empty() && other.chunks.is_empty());
        }
    }
}
