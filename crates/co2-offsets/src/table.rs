//! Names and what they stand for.

use core::borrow::Borrow;
use core::fmt;
use core::hash::Hash;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Names and what they stand for: found at once, however many there are, and walked in the order of
/// the names, so that the seeds of hashing show nowhere. The seeds are random, since strangers choose
/// names.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Table<K: Eq + Hash, V>(HashMap<K, V>);

impl<K: Eq + Hash, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash + Ord, V> Table<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn contains_key<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains_key(key)
    }

    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(key)
    }

    pub(crate) fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        self.0.get_mut(key)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        self.0.insert(key, value)
    }

    pub(crate) fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        self.0.remove(key)
    }

    /// Gives room back when three quarters of it are empty.
    pub(crate) fn shrink(&mut self) {
        if self.0.len() < self.0.capacity().div_euclid(4) {
            self.0.shrink_to(self.0.len().saturating_mul(2));
        }
    }

    /// What all of them stand for, in an order that must not show.
    pub(crate) fn unordered(&self) -> impl Iterator<Item = &V> {
        self.0.values()
    }

    pub(crate) fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        self.0.entry(key)
    }

    /// All of them, in the order of the names, which is made anew each time.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut all: Vec<_> = self.0.iter().collect();
        all.sort_unstable_by_key(|&(key, _)| key);
        all.into_iter()
    }

    /// What all of them stand for, in the order of the names.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Eq + Hash + Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Table;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Two tables with seeds of their own are walked as a sorted map is.
        #[test]
        fn no_order_shows_but_that_of_the_names(
            steps in prop::collection::vec((any::<bool>(), 0_u8..50, any::<u8>()), 0..200)
        ) {
            let (mut one, mut other) = (Table::default(), Table::default());
            let mut sorted = BTreeMap::new();
            for (inserts, key, value) in steps {
                if inserts {
                    let before = sorted.insert(key, value);
                    prop_assert_eq!(one.insert(key, value), before);
                    prop_assert_eq!(other.insert(key, value), before);
                } else {
                    let before = sorted.remove(&key);
                    prop_assert_eq!(one.remove(&key), before);
                    prop_assert_eq!(other.remove(&key), before);
                }
            }
            let expected: Vec<_> = sorted.iter().collect();
            prop_assert_eq!(one.iter().collect::<Vec<_>>(), expected.clone());
            prop_assert_eq!(other.iter().collect::<Vec<_>>(), expected);
            prop_assert_eq!(one.len(), sorted.len());
            prop_assert_eq!(one, other);
        }
    }
}
