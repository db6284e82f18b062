//! What is left of archived orders: fingerprints of their names and of those of the products they
//! cover, and their grams.
//!
//! A fingerprint leads to the event that archived the order, which has all that was known of it. Two
//! names may have one fingerprint. That costs time, never a right answer: the records of both are read,
//! and what is decided is decided on orders in full, by their names.

mod closing;
mod record;

use super::{ClaimState, LotState, State};
use crate::chunks::Chunks;
use crate::free::FreeSet;
use crate::ids::{CoverageId, LotIndex, OrderId};
use co2_units::Digest;
use co2_units::ProductId;
use co2_units::credit::GramSlice;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use self::record::Archived;

/// 96 bits of the SHA-256 of a name and what it is the name of.
type Fingerprint = [u8; 12];

/// A name's fingerprint, and where the record is that has the name. 20 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Name {
    fingerprint: Fingerprint,
    /// How many events were folded before the one that has the record, the highest byte first. As
    /// bytes it takes no padding.
    record: [u8; 8],
}

/// Certified grams of a lot, and where the record is that has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Grams {
    start: u64,
    end: u64,
    record: u64,
}

/// What is left of archived orders. No seed and no order of events shows in it: the same orders
/// archived by the same events leave the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Archive {
    names: Chunks<Name>,
    /// Lots of which archived orders have grams.
    lots: BTreeMap<LotIndex, Kept>,
    /// Coverages whose certificates say what no longer is.
    pub(super) replaced: BTreeSet<CoverageId>,
    pub(super) counts: Counts,
}

/// How many there are in the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) orders: u64,
    pub(super) coverages: u64,
    pub(super) certificates: u64,
}

/// The grams of a lot that archived orders have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Kept {
    certified: Chunks<Grams>,
    /// Nobody asks whose they were.
    spent: FreeSet,
}

/// What [`Kept`] is, with start and end of spent grams.
type StoredKept = (LotIndex, Vec<Grams>, Vec<(u64, u64)>);

/// What is left of archived orders, as a snapshot has it.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    names: Vec<Name>,
    lots: Vec<StoredKept>,
    replaced: Vec<CoverageId>,
    counts: Counts,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug)]
enum Named<'a> {
    Order(&'a OrderId),
    Product(&'a ProductId),
}

impl Named<'_> {
    fn fingerprint(self) -> Fingerprint {
        let text = match self {
            Self::Order(id) => format!("order {id}"),
            Self::Product(id) => format!("product {id}"),
        };
        // Tests of this crate make twins, which nobody finds otherwise.
        #[cfg(test)]
        let text = text.split("-twin-").next().unwrap_or_default();
        let digest = Digest::of(text.as_bytes());
        digest.as_bytes().first_chunk().copied().unwrap_or_default()
    }

    const fn record(fingerprint: Fingerprint, revision: u64) -> Name {
        Name { fingerprint, record: revision.to_be_bytes() }
    }
}

impl Archive {
    /// The records that may have a name, the oldest first.
    fn records_of(&self, named: Named<'_>) -> impl Iterator<Item = u64> {
        let fingerprint = (!self.names.is_empty()).then(|| named.fingerprint());
        let names = fingerprint.into_iter().flat_map(|fingerprint| {
            let names = self.names.from(Named::record(fingerprint, 0));
            names.take_while(move |name| name.fingerprint == fingerprint)
        });
        names.map(|name| u64::from_be_bytes(name.record))
    }

    fn has_name(&self, named: Named<'_>, revision: u64) -> bool {
        self.names.contains(&Named::record(named.fingerprint(), revision))
    }

    /// The grams of a lot and what they are claimed for.
    pub(super) fn claims(
        &self,
        lot: LotIndex,
    ) -> impl Iterator<Item = (GramSlice, ClaimState)> + use<'_> {
        self.lots.get(&lot).into_iter().flat_map(|kept| {
            let certified = kept.certified.iter();
            let certified =
                certified.filter_map(|grams| GramSlice::new(grams.start, grams.end).ok());
            let certified = certified.map(|grams| (grams, ClaimState::Certified));
            certified.chain(kept.spent.slices().map(|grams| (grams, ClaimState::Spent)))
        })
    }

    /// The lots of which there are grams.
    pub(super) fn lots(&self) -> impl Iterator<Item = LotIndex> {
        self.lots.keys().copied()
    }

    pub(super) fn store(&self) -> Stored {
        let lots = self.lots.iter().map(|(&lot, kept)| {
            (lot, kept.certified.iter().copied().collect(), kept.spent.intervals().collect())
        });
        Stored {
            names: self.names.iter().copied().collect(),
            lots: lots.collect(),
            replaced: self.replaced.iter().copied().collect(),
            counts: self.counts,
        }
    }
}

impl Stored {
    /// What is left of archived orders, after so many events; their grams are claimed by the caller.
    pub(super) fn archive(self, revision: u64) -> Result<Archive, &'static str> {
        let mut archive = Archive { counts: self.counts, ..Archive::default() };
        archive.replaced = self.replaced.into_iter().collect();
        for name in self.names {
            if u64::from_be_bytes(name.record) >= revision || !archive.names.insert(name) {
                return Err("a name is there twice, or its record is not yet");
            }
        }
        for (lot, certified, spent) in self.lots {
            if certified.is_empty() && spent.is_empty() {
                return Err("an archived lot has no grams");
            }
            let mut kept = Kept::default();
            for grams in certified {
                let slice = GramSlice::new(grams.start, grams.end);
                if slice.is_err() || grams.record >= revision {
                    return Err("archived grams are none, or their record is not yet");
                }
                kept.certified.insert(grams);
            }
            for (start, end) in spent {
                let slice = GramSlice::new(start, end);
                if !slice.is_ok_and(|slice| kept.spent.give(slice)) {
                    return Err("spent grams are none, or there twice");
                }
            }
            archive.lots.insert(lot, kept);
        }
        Ok(archive)
    }
}

impl State {
    /// Where the records are that an order of this name may have: how many events were folded before
    /// each. None when there is no such order, or it is there in full. Rarely a record is another's.
    pub fn archived(&self, order: &OrderId) -> Vec<u64> {
        // Most ledgers begin without any, and then nothing is looked for.
        if self.archive.names.is_empty() || self.orders.contains(order) {
            return Vec::new();
        }
        self.archive.records_of(Named::Order(order)).collect()
    }

    /// The same for orders that may cover a product.
    pub(crate) fn archived_cover(&self, product: &ProductId) -> impl Iterator<Item = u64> {
        self.archive.records_of(Named::Product(product))
    }

    /// How many orders are archived.
    pub const fn archived_count(&self) -> u64 {
        self.archive.counts.orders
    }

    /// Where the records are of archived orders that lack grams, in ascending order: units of theirs
    /// were invalidated after all. Known in full again, they are among [`State::shortfalls`].
    pub fn archived_shortfalls(&self) -> Vec<u64> {
        let mut records = BTreeSet::new();
        for (&index, kept) in &self.archive.lots {
            let Some(lot) = self.lot(index).filter(|lot| lot.loses_claims()) else { continue };
            for grams in kept.certified.iter() {
                let slice = GramSlice::new(grams.start, grams.end);
                let pieces = slice.map(|slice| lot.pieces(slice)).unwrap_or_default();
                records.extend(pieces.iter().any(|&(_, lost)| lost).then_some(grams.record));
            }
        }
        records.into_iter().collect()
    }

    /// The coverages that have a certificate and that another product's took the place of, those of
    /// archived orders too, in the order of their numbers: their certificates are void.
    pub fn replaced(&self) -> impl Iterator<Item = CoverageId> {
        let here = self.coverages.iter().filter(|(_, covered)| covered.is_replaced());
        let mut all: Vec<CoverageId> = here.map(|(id, _)| id).collect();
        all.extend(&self.archive.replaced);
        all.sort_unstable();
        all.into_iter()
    }
}

impl LotState {
    /// Whether units of it are lost with grams that are claimed.
    fn loses_claims(&self) -> bool {
        self.runs.values().any(|run| run.fate.state() == super::RegistryState::Invalidated)
    }
}

#[cfg(test)]
mod tests;
