//! Counting everything anew: does the state keep what it promises?

use super::coverages::CoverageStatus;
use super::index::{Index, Known};
use super::lots::Fate;
use super::{ClaimState, ClaimTotals, Kept, LotState, Pair, RegistryState, RegistryTotals, State};
use crate::event::LotSlice;
use crate::ids::LotIndex;
use co2_offsets::LotId;
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
    /// Free grams that can be sold: those of no use are [`Totals::unusable`].
    pub free: u128,
    /// Grams held for orders that are not paid.
    pub reserved: u128,
    /// Grams kept for orders that are paid.
    pub committed: u128,
    /// Grams that cover products.
    pub assigned: u128,
    /// Grams named in certificates.
    pub certified: u128,
    /// Grams named in certificates that no longer cover anything.
    pub spent: u128,
    /// Claimed grams in units that are lost: to be made good.
    pub shortfall: u128,
    /// Free grams in units that are lost: of no use.
    pub unusable: u128,
    /// Grams in units that are held.
    pub held: u128,
    /// Grams in units whose retirement is requested.
    pub requested: u128,
    /// Grams in units that are retired.
    pub retired: u128,
    /// Grams in units that have become other units.
    pub converted: u128,
    /// Grams in units that were given up.
    pub cancelled: u128,
    /// Grams in units that another stream has.
    pub transferred: u128,
    /// Grams in units that have lost their worth.
    pub invalidated: u128,
    /// Grams in units that the registry holds back.
    pub buffer: u128,
    /// Orders, closed and archived ones too.
    pub orders: u64,
    /// Coverages, those that are over and those of archived orders too.
    pub coverages: u64,
    /// Coverages that have a certificate.
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
    /// A coverage's grams do not sum to what it covers, or it has grams while it is over.
    #[error("coverage {coverage}: its grams do not sum to its amount")]
    Coverage {
        /// The coverage.
        coverage: crate::CoverageId,
    },
    /// A suspension is of a coverage that is over or has no certificate.
    #[error("coverage {coverage}: it is suspended, but has no certificate that holds")]
    Suspension {
        /// The coverage.
        coverage: crate::CoverageId,
    },
    /// A gram has a claim that its unit's registry state does not allow, or is free where it is not
    /// looked for.
    #[error("lot {lot}: grams {slice} are {claim} in a unit that is {registry}")]
    Pair {
        /// The lot.
        lot: LotId,
        /// The grams.
        slice: GramSlice,
        /// What they are claimed for.
        claim: ClaimState,
        /// What their unit is.
        registry: RegistryState,
    },
    /// What is derived from the state for speed differs from it.
    #[error("the index differs from the state: {what}")]
    Index {
        /// What differs.
        what: &'static str,
    },
}

/// A gram's place: its slice and its claim.
type Places = BTreeMap<LotIndex, Vec<(GramSlice, ClaimState)>>;

impl State {
    /// Counts everything anew from orders, coverages, free grams and retirements, and compares: every
    /// gram of every lot has exactly one place, both sums hold in each lot, every pair of claim and
    /// registry state is one that may be, every order and coverage has what it must have, and the
    /// running totals agree.
    pub fn audit(&self) -> Audit {
        let mut violations = Vec::new();
        let mut places = Places::new();
        let mut totals = Totals::default();
        self.audit_orders(&mut totals, &mut places, &mut violations);
        self.audit_coverages(&mut totals, &mut places, &mut violations);
        self.audit_archive(&mut totals, &mut places, &mut violations);
        for (index, lot) in self.lots() {
            let mut slices = places.remove(&index).unwrap_or_default();
            slices.extend(lot.free().map(|slice| (slice, ClaimState::Free)));
            slices.extend(lot.unusable().map(|slice| (slice, ClaimState::Free)));
            audit_lot(lot, slices, &mut totals, &mut violations);
            audit_registry(lot, &mut violations);
            totals.add(lot);
        }
        if !places.is_empty() {
            violations.push(Violation::Index { what: "an order has grams of an unknown lot" });
        }
        self.audit_index(&mut violations);
        Audit { totals, violations }
    }

    fn audit_orders(
        &self,
        totals: &mut Totals,
        places: &mut Places,
        violations: &mut Vec<Violation>,
    ) {
        for order in self.orders.iter() {
            let id = &order.reserve.order;
            totals.orders = totals.orders.saturating_add(1);
            let claim = order.claim();
            let has_its_due = order.lines().all(|(line, held)| {
                let due = if claim.is_some() { held.due(line) } else { Some(0) };
                let priced = held.is_priced(order.cap.as_ref());
                priced && due.map(u128::from) == Some(sum(held.slices().iter()))
            });
            let places_known = order.lines.len() == order.reserve().lines.len();
            if !has_its_due || !places_known {
                violations.push(Violation::Order { order: id.clone() });
            }
            for slice in order.slices() {
                let claim = claim.unwrap_or(ClaimState::Free);
                places.entry(slice.lot).or_default().push((slice.grams, claim));
            }
        }
    }

    fn audit_coverages(
        &self,
        totals: &mut Totals,
        places: &mut Places,
        violations: &mut Vec<Violation>,
    ) {
        let mut assigned: BTreeMap<(crate::OrderId, u32), u32> = BTreeMap::new();
        for coverage in self.coverages() {
            totals.coverages = totals.coverages.saturating_add(1);
            let certificates = u64::from(coverage.certificate.is_some());
            totals.certificates = totals.certificates.saturating_add(certificates);
            let Some(covered) = self.covered(coverage.id) else { continue };
            if !covered.fits(coverage.amount.as_grams()) {
                violations.push(Violation::Coverage { coverage: coverage.id });
            }
            // What took another's place was no product of its own.
            let count = assigned.entry((covered.order.clone(), covered.line)).or_default();
            let new = u32::from(!matches!(coverage.status, CoverageStatus::Replaced(_)));
            *count = count.saturating_add(new);
            for (slice, claim) in covered.claims() {
                places.entry(slice.lot).or_default().push((slice.grams, claim));
            }
        }
        for order in self.orders.iter() {
            let id = &order.reserve.order;
            for (place, held) in (0..).zip(&order.lines) {
                let counted = assigned.remove(&(id.clone(), place)).unwrap_or_default();
                if counted != held.assigned() {
                    violations.push(Violation::Order { order: id.clone() });
                }
            }
        }
        let unfounded = self.unfounded_suspensions();
        violations.extend(unfounded.map(|coverage| Violation::Suspension { coverage }));
        let here = u64::try_from(self.coverages.len());
        if Ok(totals.coverages) != here || !assigned.is_empty() {
            violations.push(Violation::Index { what: "a coverage is of no order" });
        }
    }

    /// What is left of archived orders.
    fn audit_archive(
        &self,
        totals: &mut Totals,
        places: &mut Places,
        violations: &mut Vec<Violation>,
    ) {
        let counts = &self.archive.counts;
        totals.orders = totals.orders.saturating_add(counts.orders);
        totals.coverages = totals.coverages.saturating_add(counts.coverages);
        totals.certificates = totals.certificates.saturating_add(counts.certificates);
        for lot in self.archive.lots() {
            places.entry(lot).or_default().extend(self.archive.claims(lot));
        }
        let numbers = self.coverages.ids().chain(self.archive.replaced.iter().copied());
        if totals.coverages != self.coverage_count()
            || counts.certificates > counts.coverages
            || numbers.max().is_some_and(|number| number >= self.next)
        {
            violations.push(Violation::Index { what: "the numbers of coverages" });
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
        let orders = self.orders.sorted();
        let reserved = orders.iter().filter(|order| order.is_reserved());
        if reserved.count() != self.index.deadlines.len() {
            what("the deadlines of reservations");
        }
        let products: Vec<_> = self.coverages.products().collect();
        let found = products.iter().filter(|(id, p)| self.of_product(p).any(|its| its == *id));
        let by_product = found.count();
        let full = orders.iter().filter_map(|kept| match kept {
            Kept::Full(order) => Some(*order),
            Kept::Packed(_) => None,
        });
        let by_order = count_of(full.clone().map(|order| order.coverages.len()));
        if by_product != self.coverages.len() || by_order != self.coverages.len() {
            what("the coverages of products and orders");
        }
        let histories = count_of(full.map(|order| order.history.len()));
        let of_orders = self.answers.unordered().filter(|event| {
            event.change.content().is_some_and(|content| content.subject_order().is_some())
        });
        if histories != of_orders.count() {
            what("the answers to commands on orders");
        }
        let doubly = products.iter().any(|(_, product)| {
            let covered = self.of_product(product).filter_map(|id| self.coverage_by_id(id));
            let live = covered.filter(|covered| covered.status == CoverageStatus::Live);
            let live: Vec<_> = live.collect();
            let pairs = live
                .iter()
                .enumerate()
                .flat_map(|(n, a)| live.iter().skip(n.saturating_add(1)).map(move |b| (a, b)));
            pairs.into_iter().any(|(a, b)| a.stages.intersects(b.stages) || a.order == b.order)
        });
        if doubly {
            what("a product is covered twice for one stage");
        }
    }
}

fn count_of(counts: impl Iterator<Item = usize>) -> usize {
    counts.fold(0, usize::saturating_add)
}

fn sum<'a>(slices: impl Iterator<Item = &'a LotSlice>) -> u128 {
    slices.fold(0, |sum, slice| sum.saturating_add(u128::from(slice.grams.grams())))
}

fn audit_registry(lot: &LotState, violations: &mut Vec<Violation>) {
    let mut counted = RegistryTotals::default();
    let units = lot.lot().serial.units();
    for (first, last, fate) in lot.fates(units.first(), units.last()) {
        let state = fate.map_or(RegistryState::Held, Fate::state);
        let grams = lot.grams_of(first, last).map_or(0, GramSlice::grams);
        // A total that overflows differs from the one kept.
        let _ = counted.add(state, grams);
    }
    if counted != lot.registry || counted.sum() != u128::from(lot.size().as_grams()) {
        let (lot, kept) = (lot.lot().id.clone(), lot.registry);
        violations.push(Violation::Registry { lot, kept, counted });
    }
}

fn audit_lot(
    lot: &LotState,
    mut slices: Vec<(GramSlice, ClaimState)>,
    totals: &mut Totals,
    violations: &mut Vec<Violation>,
) {
    let id = &lot.lot().id;
    let mut counted = ClaimTotals::default();
    for &(slice, claim) in &slices {
        // A total that overflows differs from the one kept.
        let _ = counted.add(claim, slice.grams());
    }
    let buffer = u128::from(lot.registry().buffer);
    let size = lot.size().as_grams();
    if counted != lot.claims || counted.sum().checked_add(buffer) != Some(u128::from(size)) {
        violations.push(Violation::Claims { lot: id.clone(), kept: lot.claims, counted });
    }
    slices.sort_unstable();
    let mut end = 0;
    for &(slice, claim) in &slices {
        // Only a buffer's grams have no place, and a lot is a buffer as a whole.
        if slice.start() != end {
            violations.push(Violation::Grams { lot: id.clone(), slice });
        }
        end = slice.end();
        audit_pairs(lot, slice, claim, totals, violations);
    }
    if u128::from(end).checked_add(buffer) != Some(u128::from(size)) {
        violations.push(Violation::Size { lot: id.clone(), end, size });
    }
}

/// Whether grams with a claim may be in their units.
fn audit_pairs(
    lot: &LotState,
    slice: GramSlice,
    claim: ClaimState,
    totals: &mut Totals,
    violations: &mut Vec<Violation>,
) {
    let last = slice.end().checked_sub(1).and_then(|last| lot.unit_at(last));
    let (Some(first), Some(last)) = (lot.unit_at(slice.start()), last) else { return };
    for (from, to, fate) in lot.fates(first, last) {
        let registry = fate.map_or(RegistryState::Held, Fate::state);
        let pair = claim.beside(registry);
        let units = lot.grams_of(from, to).map_or((0, 0), |units| (units.start(), units.end()));
        let piece = GramSlice::new(units.0.max(slice.start()), units.1.min(slice.end()));
        let grams = piece.map_or(0, GramSlice::grams);
        let total = match pair {
            Pair::Shortfall => Some(&mut totals.shortfall),
            Pair::Unusable => Some(&mut totals.unusable),
            _ => None,
        };
        if let Some(total) = total {
            *total = total.saturating_add(u128::from(grams));
        }
        // Free grams are kept apart by whether they are of use.
        let kept = piece.map(|piece| lot.unusable.within(piece).next().is_some());
        let misplaced = claim == ClaimState::Free && kept != Ok(pair == Pair::Unusable);
        if pair == Pair::Never || misplaced {
            violations.push(Violation::Pair { lot: lot.lot().id.clone(), slice, claim, registry });
        }
    }
}

impl Totals {
    fn add(&mut self, lot: &LotState) {
        let (claims, registry) = (&lot.claims, &lot.registry);
        let pairs = [
            (&mut self.issued, lot.size().as_grams()),
            (&mut self.units, lot.lot().serial.units().count()),
            (&mut self.free, lot.free.grams()),
            (&mut self.reserved, claims.reserved),
            (&mut self.committed, claims.committed),
            (&mut self.assigned, claims.assigned),
            (&mut self.certified, claims.certified),
            (&mut self.spent, claims.spent),
            (&mut self.held, registry.held),
            (&mut self.requested, registry.requested),
            (&mut self.retired, registry.retired),
            (&mut self.converted, registry.converted),
            (&mut self.cancelled, registry.cancelled),
            (&mut self.transferred, registry.transferred),
            (&mut self.invalidated, registry.invalidated),
            (&mut self.buffer, registry.buffer),
        ];
        for (total, grams) in pairs {
            *total = total.saturating_add(u128::from(grams));
        }
        self.lots = self.lots.saturating_add(1);
    }
}
