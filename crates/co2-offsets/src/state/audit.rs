//! Counting everything anew: does the state keep what it promises?

use super::index::{Index, Known};
use super::{ClaimTotals, LotState, RegistryTotals, State};
use crate::ids::{LotId, LotIndex};
use co2_units::credit::GramSlice;
use std::collections::BTreeMap;

/// What an audit found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Audit {
    /// The totals over all lots.
    pub totals: Totals,
    /// Every broken promise; none in a sound ledger.
    pub violations: Vec<Violation>,
}

/// Totals over all lots, in grams, and counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Lots.
    pub lots: u64,
    /// Units of all lots.
    pub units: u128,
    /// Grams of all lots.
    pub issued: u128,
    /// Free grams.
    pub free: u128,
    /// Grams held for orders that are not paid.
    pub reserved: u128,
    /// Grams kept for orders that are paid.
    pub committed: u128,
    /// Grams that cover products.
    pub assigned: u128,
    /// Grams named in certificates.
    pub certified: u128,
    /// Grams in units that are held.
    pub held: u128,
    /// Grams in units whose retirement is requested.
    pub requested: u128,
    /// Grams in units that are retired.
    pub retired: u128,
    /// Orders, closed ones too.
    pub orders: u64,
    /// Products that are covered.
    pub coverages: u64,
    /// Certificates that are recorded.
    pub certificates: u64,
}

/// A promise that a state breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// A lot's running totals by claim differ from its grams.
    #[error("lot {lot}: the totals by claim are {kept:?}, counted anew {counted:?}")]
    Claims {
        /// The lot.
        lot: LotId,
        /// What the ledger keeps.
        kept: ClaimTotals,
        /// What its grams say.
        counted: ClaimTotals,
    },
    /// A lot's running totals by registry state differ from its units.
    #[error("lot {lot}: the totals by registry state are {kept:?}, counted anew {counted:?}")]
    Registry {
        /// The lot.
        lot: LotId,
        /// What the ledger keeps.
        kept: RegistryTotals,
        /// What its units say.
        counted: RegistryTotals,
    },
    /// A gram of a lot has no place, or two.
    #[error("lot {lot}: grams {slice} are used twice, or are missing before it")]
    Grams {
        /// The lot.
        lot: LotId,
        /// The slice at which it shows.
        slice: GramSlice,
    },
    /// A lot's grams do not fill it.
    #[error("lot {lot}: its grams end at {end}, not at its size {size}")]
    Size {
        /// The lot.
        lot: LotId,
        /// Where they end.
        end: u64,
        /// The lot's size in grams.
        size: u64,
    },
    /// An order's grams do not sum to what it was reserved for.
    #[error("order {order}: its grams do not sum to its lines")]
    Order {
        /// The order.
        order: crate::OrderId,
    },
    /// What is derived from the state for speed differs from it.
    #[error("the index differs from the state: {what}")]
    Index {
        /// What differs.
        what: &'static str,
    },
}

impl State {
    /// Counts everything anew from orders, free grams and retirements, and compares: every gram of
    /// every lot has exactly one place, both sums hold in each lot, every order has what it was
    /// reserved for, and the running totals agree.
    pub fn audit(&self) -> Audit {
        let mut violations = Vec::new();
        let mut places: BTreeMap<LotIndex, Vec<GramSlice>> = BTreeMap::new();
        let mut claims: BTreeMap<LotIndex, ClaimTotals> = BTreeMap::new();
        let mut totals = Totals::default();
        for (id, order) in &self.orders {
            totals.orders = totals.orders.saturating_add(1);
            let held = order.claims();
            let sum = held.iter().fold(0_u128, |sum, (slice, _)| {
                sum.saturating_add(u128::from(slice.grams.grams()))
            });
            if order.is_live() && sum != u128::from(order.held().as_grams()) {
                violations.push(Violation::Order { order: id.clone() });
            }
            for (slice, claim) in held {
                places.entry(slice.lot).or_default().push(slice.grams);
                // A total that overflows differs from the one kept.
                let _ = claims.entry(slice.lot).or_default().add(claim, slice.grams.grams());
            }
            for item in order.lines.iter().flat_map(|line| &line.items) {
                totals.coverages = totals.coverages.saturating_add(1);
                let certificates = u64::from(item.certificate.is_some());
                totals.certificates = totals.certificates.saturating_add(certificates);
            }
        }
        for (index, lot) in self.lots() {
            let mut counted = claims.remove(&index).unwrap_or_default();
            let mut slices = places.remove(&index).unwrap_or_default();
            for free in lot.free() {
                counted.free = counted.free.saturating_add(free.grams());
                slices.push(free);
            }
            audit_lot(lot, counted, slices, &mut violations);
            self.audit_registry(lot, &mut violations);
            totals.add(lot);
        }
        if !places.is_empty() {
            violations.push(Violation::Index { what: "an order has grams of an unknown lot" });
        }
        self.audit_index(&mut violations);
        Audit { totals, violations }
    }

    fn audit_registry(&self, lot: &LotState, violations: &mut Vec<Violation>) {
        let mut counted = RegistryTotals { held: lot.size().as_grams(), ..Default::default() };
        let unit_size = lot.lot().unit_size.as_grams();
        for (&first, run) in &lot.runs {
            let units = run.last.saturating_sub(first).saturating_add(1);
            let grams = units.saturating_mul(unit_size);
            counted.held = counted.held.saturating_sub(grams);
            let retired = self.retirements.get(&run.retirement).is_some_and(|r| r.record.is_some());
            let total = if retired { &mut counted.retired } else { &mut counted.requested };
            *total = total.saturating_add(grams);
        }
        if counted != lot.registry {
            let (lot, kept) = (lot.lot().id.clone(), lot.registry);
            violations.push(Violation::Registry { lot, kept, counted });
        }
    }

    fn audit_index(&self, violations: &mut Vec<Violation>) {
        let mut what = |what| violations.push(Violation::Index { what });
        let known = Known {
            rules: self.current_rules().map(|(_, rules)| rules),
            projects: &self.projects,
            at: self.time,
        };
        if Index::anew(known, &self.lots, self.index.deadlines.clone()) != self.index {
            what("lots, projects and free grams as the rules see them");
        }
        let reserved = self.orders.values().filter(|o| o.status == crate::OrderStatus::Reserved);
        if reserved.count() != self.index.deadlines.len() {
            what("the deadlines of reservations");
        }
        let covers = self.products.values().map(Vec::len).fold(0, usize::saturating_add);
        let assigned =
            self.orders.values().map(super::Order::assigned).fold(0, usize::saturating_add);
        if covers != assigned {
            what("the products that are covered");
        }
    }
}

fn audit_lot(
    lot: &LotState,
    counted: ClaimTotals,
    mut slices: Vec<GramSlice>,
    violations: &mut Vec<Violation>,
) {
    let id = &lot.lot().id;
    if counted != lot.claims || counted.sum() != u128::from(lot.size().as_grams()) {
        violations.push(Violation::Claims { lot: id.clone(), kept: lot.claims, counted });
    }
    slices.sort_unstable();
    let mut end = 0;
    for slice in slices {
        if slice.start() != end {
            violations.push(Violation::Grams { lot: id.clone(), slice });
        }
        end = slice.end();
    }
    let size = lot.size().as_grams();
    if end != size {
        violations.push(Violation::Size { lot: id.clone(), end, size });
    }
}

impl Totals {
    fn add(&mut self, lot: &LotState) {
        let (claims, registry) = (&lot.claims, &lot.registry);
        let pairs = [
            (&mut self.issued, lot.size().as_grams()),
            (&mut self.units, lot.lot().serial.units().count()),
            (&mut self.free, claims.free),
            (&mut self.reserved, claims.reserved),
            (&mut self.committed, claims.committed),
            (&mut self.assigned, claims.assigned),
            (&mut self.certified, claims.certified),
            (&mut self.held, registry.held),
            (&mut self.requested, registry.requested),
            (&mut self.retired, registry.retired),
        ];
        for (total, grams) in pairs {
            *total = total.saturating_add(u128::from(grams));
        }
        self.lots = self.lots.saturating_add(1);
    }
}
