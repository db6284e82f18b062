//! Names and what they stand for.

use core::borrow::Borrow;
use core::fmt;
use core::hash::{BuildHasher, Hash};
use foldhash::quality::RandomState;
use hashbrown::HashTable;

/// Names and what they stand for: found at once, however many there are, and walked in the order of
/// the names, so that the seeds of hashing show nowhere. The seeds are random, since strangers choose
/// names.
///
/// A place in the table is a hash and a pointer. So it grows without hashing the names again, which
/// are somewhere in memory, and without moving what they stand for.
#[derive(Clone)]
pub(crate) struct Table<K, V> {
    seeds: RandomState,
    places: HashTable<Place<K, V>>,
}

#[derive(Clone)]
struct Place<K, V> {
    hash: u64,
    entry: Box<(K, V)>,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { seeds: RandomState::default(), places: HashTable::new() }
    }
}

impl<K, V> Table<K, V> {
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Gives room back when three quarters of it are empty.
    pub(crate) fn shrink(&mut self) {
        if self.places.len() < self.places.capacity().div_euclid(4) {
            let room = self.places.len().saturating_mul(2);
            self.places.shrink_to(room, |place| place.hash);
        }
    }

    /// What all of them stand for, in an order that must not show.
    pub(crate) fn unordered(&self) -> impl Iterator<Item = &V> {
        self.places.iter().map(|place| &place.entry.1)
    }
}

impl<K: Eq + Hash + Ord, V> Table<K, V> {
    fn find<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&(K, V)>
    where
        K: Borrow<Q>,
    {
        let hash = self.seeds.hash_one(key);
        let is_it = |place: &Place<K, V>| place.hash == hash && place.entry.0.borrow() == key;
        self.places.find(hash, is_it).map(|place| &*place.entry)
    }

    pub(crate) fn get<Q: Eq + Hash + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.find(key).map(|(_, value)| value)
    }

    pub(crate) fn get_mut<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let hash = self.seeds.hash_one(key);
        let is_it = |place: &Place<K, V>| place.hash == hash && place.entry.0.borrow() == key;
        self.places.find_mut(hash, is_it).map(|place| &mut place.entry.1)
    }

    pub(crate) fn insert(&mut self, key: K, value: V) -> Option<V> {
        if let Some(known) = self.get_mut(&key) {
            return Some(core::mem::replace(known, value));
        }
        let hash = self.seeds.hash_one(&key);
        let place = Place { hash, entry: Box::new((key, value)) };
        self.places.insert_unique(hash, place, |place| place.hash);
        None
    }

    pub(crate) fn remove<Q: Eq + Hash + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let hash = self.seeds.hash_one(key);
        let is_it = |place: &Place<K, V>| place.hash == hash && place.entry.0.borrow() == key;
        let (place, _) = self.places.find_entry(hash, is_it).ok()?.remove();
        Some(place.entry.1)
    }

    /// What a name stands for, from now on at least the default.
    pub(crate) fn get_or_default(&mut self, key: &K) -> &mut V
    where
        K: Clone,
        V: Default,
    {
        let hash = self.seeds.hash_one(key);
        let is_it = |place: &Place<K, V>| place.hash == hash && place.entry.0 == *key;
        let place = self
            .places
            .entry(hash, is_it, |place| place.hash)
            .or_insert_with(|| Place { hash, entry: Box::new((key.clone(), V::default())) });
        &mut place.into_mut().entry.1
    }

    /// All of them, in the order of the names, which is made anew each time.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        let mut all: Vec<_> =
            self.places.iter().map(|place| (&place.entry.0, &place.entry.1)).collect();
        all.sort_unstable_by_key(|&(key, _)| key);
        all.into_iter()
    }

    /// What all of them stand for, in the order of the names.
    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K: Eq + Hash + Ord, V: PartialEq> PartialEq for Table<K, V> {
    fn eq(&self, other: &Self) -> bool {
        let same = |place: &Place<K, V>| other.get(&place.entry.0) == Some(&place.entry.1);
        self.len() == other.len() && self.places.iter().all(same)
    }
}

impl<K: Eq + Hash + Ord, V: Eq> Eq for Table<K, V> {}

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
