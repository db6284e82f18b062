//! All orders: most of them packed, the others in full.

use super::orders::Order;
use super::packed::{Packed, Reserved, Stand};
use crate::arena::{Arena, Place};
use crate::event::Event;
use crate::ids::{CoverageId, OrderId};
use crate::receipt::OrderStatus;
use co2_offsets::RulesId;
use co2_units::Timestamp;
use core::fmt;
use core::hash::BuildHasher;
use foldhash::quality::RandomState;
use hashbrown::HashTable;
use std::borrow::Cow;
use std::collections::HashMap;

/// All orders but archived ones, by their names.
#[derive(Clone, Default)]
pub(super) struct Orders {
    seeds: RandomState,
    places: HashTable<Slot>,
    records: Arena,
    /// The rules that packed orders name.
    rules: Vec<RulesId>,
    full: HashMap<OrderId, Box<Order>, RandomState>,
    /// Where a record is made.
    buffer: Vec<u8>,
}

/// Where a packed order is. Half of the hash of its name is enough to grow the table by.
#[derive(Clone, Copy)]
struct Slot {
    hash: u32,
    place: Place,
}

impl Slot {
    /// The half as a whole hash, spread by a multiplication.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// An order as it is kept.
#[derive(Clone, Copy)]
pub(crate) enum Kept<'a> {
    Packed(Packed<'a>),
    Full(&'a Order),
}

impl<'a> Kept<'a> {
    /// Its status, and until when its reservation holds or held.
    fn standing(self) -> (OrderStatus, Timestamp) {
        match self {
            Self::Full(order) => (order.status, order.until),
            Self::Packed(packed) => {
                let stand = packed.stand();
                debug_assert!(stand.is_some(), "what was packed can be read");
                stand.map_or((OrderStatus::Cancelled, Timestamp::MIN), |s| (s.status, s.until))
            }
        }
    }

    /// Until when its reservation holds or held.
    pub(crate) fn until(self) -> Timestamp {
        self.standing().1
    }

    pub(crate) fn attempt(self) -> u32 {
        match self {
            Self::Full(order) => order.reserve.attempt,
            Self::Packed(packed) => packed.attempt().unwrap_or_default(),
        }
    }

    pub(crate) fn status(self) -> OrderStatus {
        self.standing().0
    }

    pub(crate) fn has_expired(self) -> bool {
        self.status() == OrderStatus::Expired
    }

    /// Whether its products have no claim any more.
    pub(crate) fn is_over(self) -> bool {
        matches!(self.status(), OrderStatus::Expired | OrderStatus::Cancelled)
    }

    /// Its coverages, which packed orders have none of.
    pub(crate) fn coverages(self) -> &'a [CoverageId] {
        match self {
            Self::Full(order) => &order.coverages,
            Self::Packed(_) => &[],
        }
    }

    pub(crate) fn is_reserved(self) -> bool {
        self.status() == OrderStatus::Reserved
    }

    /// As [`Order::status_at`].
    pub(crate) fn status_at(self, at: Timestamp) -> OrderStatus {
        let (status, until) = self.standing();
        status.at(until, at)
    }

    fn name(self) -> &'a [u8] {
        match self {
            Self::Full(order) => order.reserve.order.as_str().as_bytes(),
            Self::Packed(packed) => packed.name().unwrap_or_default(),
        }
    }

    /// The order in full.
    pub(super) fn order(self) -> Option<Cow<'a, Order>> {
        match self {
            Self::Full(order) => Some(Cow::Borrowed(order)),
            Self::Packed(packed) => {
                let order = packed.order();
                debug_assert!(order.is_some(), "what was packed can be read");
                order.map(Cow::Owned)
            }
        }
    }
}

impl Orders {
    /// The packed orders of a snapshot, and what comes after them; `None` when they cannot be read, or
    /// are not in the order of their names.
    pub(super) fn restore(
        rules: Vec<RulesId>,
        count: u64,
        mut bytes: &[u8],
    ) -> Option<(Self, &[u8])> {
        // No record is shorter than ten bytes: a false count takes no more memory than the snapshot.
        let room = usize::try_from(count).ok()?.min(bytes.len().div_euclid(10));
        let mut orders = Self { rules, places: HashTable::with_capacity(room), ..Self::default() };
        let (mut record, mut last) = (Vec::new(), Vec::new());
        for _ in 0..count {
            bytes = Packed::restore(bytes, &mut record)?;
            let packed = orders.read(&record);
            packed.rules()?;
            let name = packed.name().filter(|&name| last.as_slice() < name)?;
            last.clear();
            last.extend_from_slice(name);
            orders.insert_record(&record)?;
        }
        Some((orders, bytes))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.places.len().saturating_add(self.full.len())
    }

    fn hash(&self, name: &[u8]) -> u32 {
        // Half of 64 bits fits.
        u32::try_from(self.seeds.hash_one(name) >> 32).unwrap_or_default()
    }

    /// Where an order is, if it is packed.
    pub(super) fn place(&self, id: &OrderId) -> Option<Place> {
        self.find(id.as_str().as_bytes()).map(|(_, place)| place)
    }

    fn find(&self, name: &[u8]) -> Option<(u32, Place)> {
        let hash = self.hash(name);
        let is_it = |slot: &Slot| slot.hash == hash && self.packed(slot.place).name() == Some(name);
        self.places.find(Slot::spread(hash), is_it).map(|slot| (hash, slot.place))
    }

    pub(super) fn packed(&self, place: Place) -> Packed<'_> {
        Packed { record: self.records.get(place), rules: &self.rules }
    }

    pub(super) fn kept(&self, id: &OrderId) -> Option<Kept<'_>> {
        match self.place(id) {
            Some(place) => Some(Kept::Packed(self.packed(place))),
            None => self.full.get(id).map(|order| Kept::Full(order)),
        }
    }

    pub(super) fn contains(&self, id: &OrderId) -> bool {
        self.kept(id).is_some()
    }

    pub(super) fn is_packed(&self, id: &OrderId) -> bool {
        self.place(id).is_some()
    }

    /// An order in full.
    pub(super) fn get(&self, id: &OrderId) -> Option<Cow<'_, Order>> {
        self.kept(id)?.order()
    }

    /// An order that is kept in full.
    pub(super) fn full_mut(&mut self, id: &OrderId) -> Option<&mut Order> {
        self.full.get_mut(id).map(Box::as_mut)
    }

    /// Puts an order in full in place of the one in full with its name; the one that was there.
    pub(super) fn insert(&mut self, id: OrderId, order: Order) -> Option<Order> {
        debug_assert!(self.find(id.as_str().as_bytes()).is_none(), "an order is kept once");
        self.full.insert(id, Box::new(order)).map(|order| *order)
    }

    /// The number of a set of rules among those that packed orders name.
    fn number(&mut self, rules: RulesId) -> Option<u32> {
        // The newest come last.
        let known = self.rules.iter().rposition(|known| *known == rules);
        let number = known.unwrap_or(self.rules.len());
        if known.is_none() {
            self.rules.push(rules);
        }
        u32::try_from(number).ok()
    }

    /// Packs an order that is not known yet; `None` when it cannot be encoded.
    pub(super) fn pack(&mut self, reserved: &Reserved<'_>, stand: &Stand) -> Option<()> {
        let rules = self.number(reserved.reserve.rules)?;
        let mut buffer = core::mem::take(&mut self.buffer);
        buffer.clear();
        let packed = reserved.pack(rules, stand, &mut buffer);
        let kept = packed.and_then(|()| self.insert_record(&buffer));
        self.buffer = buffer;
        kept
    }

    /// Packs an order that is not known yet, with the answers to its commands in the order of their keys;
    /// `None` when more is to be said of it.
    pub(super) fn insert_packed(&mut self, order: &Order, events: &[Event]) -> Option<()> {
        let rules = self.number(order.reserve.rules)?;
        self.insert_record(&Packed::of(order, events, rules)?)
    }

    /// Keeps a packed order that is not known yet.
    pub(super) fn insert_record(&mut self, record: &[u8]) -> Option<()> {
        let hash = self.hash(Packed { record, rules: &[] }.name()?);
        let place = self.records.push(record)?;
        self.places.insert_unique(Slot::spread(hash), Slot { hash, place }, |slot| {
            Slot::spread(slot.hash)
        });
        Some(())
    }

    /// Writes how a packed order stands.
    pub(super) fn set_stand(&mut self, place: Place, stand: &Stand) {
        stand.write(self.records.get_mut(place));
    }

    /// Takes a packed order out: its record.
    pub(super) fn unpack(&mut self, id: &OrderId) -> Option<Box<[u8]>> {
        let (hash, place) = self.find(id.as_str().as_bytes())?;
        let record = self.records.get(place).into();
        self.forget(hash, place);
        Some(record)
    }

    /// What was packed in a record that was taken out.
    pub(super) fn read<'a>(&'a self, record: &'a [u8]) -> Packed<'a> {
        Packed { record, rules: &self.rules }
    }

    pub(super) fn remove(&mut self, id: &OrderId) -> Option<Order> {
        match self.find(id.as_str().as_bytes()) {
            Some((hash, place)) => {
                self.forget(hash, place);
                None
            }
            None => self.full.remove(id).map(|order| *order),
        }
    }

    fn forget(&mut self, hash: u32, place: Place) {
        let is_it = |slot: &Slot| slot.place == place;
        if let Ok(entry) = self.places.find_entry(Slot::spread(hash), is_it) {
            entry.remove();
        }
        self.records.remove(place);
    }

    /// Gives room back when much of it is empty.
    pub(super) fn shrink(&mut self) {
        if self.full.len() < self.full.capacity().div_euclid(4) {
            self.full.shrink_to(self.full.len().saturating_mul(2));
        }
        if self.places.len() < self.places.capacity().div_euclid(4) {
            let room = self.places.len().saturating_mul(2);
            self.places.shrink_to(room, |slot| Slot::spread(slot.hash));
        }
        if !self.records.is_wasteful() {
            return;
        }
        let mut records = Arena::default();
        for slot in &mut self.places {
            // What was kept once fits.
            if let Some(place) = records.push(self.records.get(slot.place)) {
                slot.place = place;
            }
        }
        self.records = records;
    }

    /// The packed ones, in an order that must not show.
    pub(super) fn unordered_packed(&self) -> impl Iterator<Item = Packed<'_>> {
        self.records.iter().map(|record| self.read(record))
    }

    /// All of them, in the order of their names, which is made anew each time.
    pub(super) fn sorted(&self) -> Vec<Kept<'_>> {
        let packed = self.records.iter().map(|record| Kept::Packed(self.read(record)));
        let full = self.full.values().map(|order| Kept::Full(order));
        let mut all: Vec<(&[u8], Kept<'_>)> =
            packed.chain(full).map(|kept| (kept.name(), kept)).collect();
        // Mostly they came in this order, or nearly.
        all.sort_by_key(|(name, _)| *name);
        all.into_iter().map(|(_, kept)| kept).collect()
    }

    /// All of them in full, in the order of their names.
    pub(super) fn iter(&self) -> impl Iterator<Item = Cow<'_, Order>> {
        self.sorted().into_iter().filter_map(Kept::order)
    }
}

impl fmt::Debug for Orders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
