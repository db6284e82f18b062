//! Coverages by their numbers, as some eighty bytes each, and the coverages of each product.

use super::coverages::Covered;
use crate::arena::{Arena, Place};
use crate::chunks::Chunks;
use crate::ids::{CoverageId, OrderId};
use co2_units::ProductId;
use core::fmt;
use core::hash::BuildHasher;
use foldhash::quality::RandomState;
use hashbrown::HashTable;

/// All coverages but those of archived orders. The seeds are random, since strangers choose names.
#[derive(Clone, Default)]
pub(super) struct Coverages {
    places: Chunks<Numbered>,
    records: Arena,
    seeds: RandomState,
    products: HashTable<Named>,
    count: usize,
}

/// A coverage's number, and where its record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Numbered {
    id: CoverageId,
    place: Place,
}

/// What comes first in a record, up to the product.
type Front = (OrderId, u32, u32, ProductId);

/// A hash of a product's name, and one of its coverages.
#[derive(Clone, Copy)]
struct Named {
    hash: u64,
    id: CoverageId,
}

impl Coverages {
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    fn place(&self, id: CoverageId) -> Option<Place> {
        let found = self.places.from(Numbered { id, place: Place::FIRST }).next();
        found.filter(|found| found.id == id).map(|found| found.place)
    }

    pub(super) fn contains(&self, id: CoverageId) -> bool {
        self.place(id).is_some()
    }

    pub(super) fn get(&self, id: CoverageId) -> Option<Covered> {
        self.read(self.place(id)?)
    }

    fn read(&self, place: Place) -> Option<Covered> {
        let covered = postcard::from_bytes(self.records.get(place));
        debug_assert!(covered.is_ok(), "a coverage that was encoded can be read");
        covered.ok()
    }

    fn product(&self, id: CoverageId) -> Option<ProductId> {
        let front = postcard::take_from_bytes::<Front>(self.records.get(self.place(id)?));
        front.ok().map(|((.., product), _)| product)
    }

    /// The numbers of a product's coverages, oldest first.
    pub(super) fn of_product(&self, product: &ProductId) -> Vec<CoverageId> {
        let hash = self.seeds.hash_one(product);
        let named = self.products.iter_hash(hash).filter(|named| named.hash == hash);
        let named = named.filter(|named| self.product(named.id).as_ref() == Some(product));
        let mut ids: Vec<CoverageId> = named.map(|named| named.id).collect();
        ids.sort_unstable();
        ids
    }

    /// Adds a coverage with a number that is not known yet; `None` when it cannot be encoded.
    pub(super) fn insert(&mut self, id: CoverageId, covered: &Covered) -> Option<()> {
        self.write(id, covered)?;
        let hash = self.seeds.hash_one(&covered.product);
        self.products.insert_unique(hash, Named { hash, id }, |named| named.hash);
        self.count = self.count.saturating_add(1);
        Some(())
    }

    /// Puts a coverage in place of the one with its number, which has the same product.
    pub(super) fn replace(&mut self, id: CoverageId, covered: &Covered) -> Option<()> {
        let place = self.place(id)?;
        self.write(id, covered)?;
        self.forget(id, place);
        self.shrink();
        Some(())
    }

    fn write(&mut self, id: CoverageId, covered: &Covered) -> Option<()> {
        let place = self.records.push(&postcard::to_allocvec(covered).ok()?)?;
        self.places.insert(Numbered { id, place });
        Some(())
    }

    fn forget(&mut self, id: CoverageId, place: Place) {
        self.places.remove(&Numbered { id, place });
        self.records.remove(place);
    }

    pub(super) fn remove(&mut self, id: CoverageId) -> Option<Covered> {
        let place = self.place(id)?;
        let covered = self.read(place)?;
        let hash = self.seeds.hash_one(&covered.product);
        if let Ok(found) = self.products.find_entry(hash, |named| named.id == id) {
            found.remove();
        }
        self.forget(id, place);
        self.count = self.count.saturating_sub(1);
        Some(covered)
    }

    /// Gives room back when much of it is empty.
    pub(super) fn shrink(&mut self) {
        if self.products.len() < self.products.capacity().div_euclid(4) {
            let room = self.products.len().saturating_mul(2);
            self.products.shrink_to(room, |named| named.hash);
        }
        if self.records.is_wasteful() {
            let (mut places, mut records) = (Chunks::default(), Arena::default());
            for &Numbered { id, place } in self.places.iter() {
                // What was kept once fits.
                if let Some(place) = records.push(self.records.get(place)) {
                    places.insert(Numbered { id, place });
                }
            }
            (self.places, self.records) = (places, records);
        }
    }

    /// The numbers, in order.
    pub(super) fn ids(&self) -> impl Iterator<Item = CoverageId> {
        self.places.iter().map(|numbered| numbered.id)
    }

    /// All of them, in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = (CoverageId, Covered)> {
        self.places.iter().filter_map(|numbered| Some((numbered.id, self.read(numbered.place)?)))
    }

    /// The products that have coverages, one after the other as often as they have some.
    pub(super) fn products(&self) -> impl Iterator<Item = (CoverageId, ProductId)> {
        self.ids().filter_map(|id| Some((id, self.product(id)?)))
    }
}

impl PartialEq for Coverages {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Coverages {}

impl fmt::Debug for Coverages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
