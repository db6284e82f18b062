//! Coverages: which grams cover a product, from its serial number to its return.

use super::{ClaimState, Kept, State, Suspension};
use crate::event::LotSlice;
use crate::ids::{CoverageId, LineId, OrderId};
use co2_units::Digest;
use co2_units::{Co2e, Money, ProductId, StageSet, Timestamp};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Where a coverage is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum CoverageStatus {
    /// It covers its product.
    Live,
    /// Its product came back before any certificate named its grams; they are free again.
    Returned,
    /// Its product came back after a certificate named it, or that was revoked; the grams it names are spent.
    Spent,
    /// Another product took its product's place, and the grams: this coverage.
    Replaced(CoverageId),
}

impl CoverageStatus {
    /// How a coverage can end, and by what; names as [`CoverageStatus::as_str`] has them.
    pub const STEPS: [(&'static str, &'static str, &'static str); 3] = [
        ("live", "returned", "return, revoke, when no certificate names a gram of it"),
        ("live", "spent", "return, revoke, when a certificate names grams of it"),
        ("live", "replaced", "replace, correct serial: another coverage takes its grams"),
    ];

    /// The name, such as `live`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Returned => "returned",
            Self::Spent => "spent",
            Self::Replaced(_) => "replaced",
        }
    }

    /// Whether a coverage can go from this to another.
    pub fn may_become(self, next: Self) -> bool {
        let step = (self.as_str(), next.as_str());
        Self::STEPS.iter().any(|&(from, to, _)| (from, to) == step)
    }
}

impl fmt::Display for CoverageStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Replaced(by) => write!(f, "replaced by coverage {by}"),
            other => f.pad(other.as_str()),
        }
    }
}

/// Grams of a coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Share {
    pub(crate) slice: LotSlice,
    /// Whether a published certificate names them, of this product or of one it replaces.
    pub(crate) named: bool,
}

/// A coverage as the state keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Covered {
    pub(super) order: OrderId,
    /// The line's place among the order's lines.
    pub(super) line: u32,
    /// Which of the line's products it is, from 0.
    pub(super) item: u32,
    pub(super) product: ProductId,
    pub(super) assigned_at: Timestamp,
    pub(super) status: CoverageStatus,
    /// Its grams: those that cover the product, or once it is spent, those that did.
    pub(super) shares: Vec<Share>,
    /// Grams that a certificate named and that were lost in the registry and made good.
    pub(super) lost: Vec<LotSlice>,
    /// How often it got other grams.
    pub(super) edition: u32,
    pub(super) certificate: Option<Digest>,
    /// The certificate of the product that it replaces.
    pub(super) supersedes: Option<Digest>,
}

/// The coverage of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Its number.
    pub id: CoverageId,
    /// The order.
    pub order: OrderId,
    /// The line of the order.
    pub line: LineId,
    /// The product.
    pub product: ProductId,
    /// The stages of its life that are covered.
    pub stages: StageSet,
    /// How much.
    pub amount: Co2e,
    /// The price of the product before tax, when the order has one: what to pay back when the product
    /// is returned.
    pub price: Option<Money>,
    /// Which grams. While it is live they sum to the amount.
    pub slices: Vec<LotSlice>,
    /// Grams that a certificate of it named, that were lost in the registry and made good. They are
    /// spent.
    pub spent: Vec<LotSlice>,
    /// How often it got other grams: after a shortfall was made good, or when a registry retired
    /// other units than those it was asked to.
    pub edition: u32,
    /// The digest of the document that says how the amount came about.
    pub basis: Option<Digest>,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// Where it is in its life.
    pub status: CoverageStatus,
    /// The digest of its newest certificate, once one is recorded.
    pub certificate: Option<Digest>,
    /// The certificate that the next one replaces: its newest, or that of the product it took the
    /// place of.
    pub replaces: Option<Digest>,
    /// Since when its certificate is suspended, and why, if it is.
    pub suspended: Option<Suspension>,
}

/// Grams that are claimed and lost in the registry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Lack {
    /// The order that lacks them.
    pub order: OrderId,
    /// The product that lacks them; `None` when they are kept for products without a serial number.
    pub product: Option<ProductId>,
    /// Its coverage.
    pub coverage: Option<CoverageId>,
    /// What they are claimed for.
    pub claim: ClaimState,
    /// Which grams.
    pub slices: Vec<LotSlice>,
}

impl Lack {
    /// How much is lacking.
    pub fn amount(&self) -> Co2e {
        let grams = self.slices.iter().map(|slice| Co2e::from_grams(slice.grams.grams()));
        Co2e::checked_sum(grams).unwrap_or(Co2e::MAX)
    }
}

impl Share {
    pub(super) const fn claim(self) -> ClaimState {
        if self.named { ClaimState::Certified } else { ClaimState::Assigned }
    }
}

impl Covered {
    /// All its grams with what they are claimed for.
    pub(super) fn claims(&self) -> impl Iterator<Item = (LotSlice, ClaimState)> {
        let spent = self.status == CoverageStatus::Spent;
        let claim = move |share: &Share| if spent { ClaimState::Spent } else { share.claim() };
        let shares = self.shares.iter().map(move |share| (share.slice, claim(share)));
        shares.chain(self.lost.iter().map(|&slice| (slice, ClaimState::Spent)))
    }

    pub(super) const fn replaces(&self) -> Option<Digest> {
        match self.certificate {
            None => self.supersedes,
            certificate => certificate,
        }
    }

    /// Whether it has what a coverage of so many grams must have.
    pub(super) fn fits(&self, amount: u64) -> bool {
        let grams = self
            .shares
            .iter()
            .fold(0_u128, |sum, share| sum.saturating_add(u128::from(share.slice.grams.grams())));
        match self.status {
            CoverageStatus::Live => grams == u128::from(amount),
            CoverageStatus::Spent => {
                grams > 0
                    && grams <= u128::from(amount)
                    && self.shares.iter().all(|share| share.named)
            }
            CoverageStatus::Returned | CoverageStatus::Replaced(_) => grams == 0,
        }
    }

    /// Whether its certificate is void because another product took the place.
    pub(super) const fn is_replaced(&self) -> bool {
        self.certificate.is_some() && matches!(self.status, CoverageStatus::Replaced(_))
    }

    /// Whether a published certificate names one of its grams.
    pub(crate) fn is_named(&self) -> bool {
        self.shares.iter().any(|share| share.named)
    }
}

/// A number as a place in a list; beyond any list where it does not fit.
pub(super) fn place(number: impl TryInto<usize>) -> usize {
    number.try_into().unwrap_or(usize::MAX)
}

impl State {
    /// The newest coverage of a product in an order, be it live or over.
    pub fn coverage(&self, order: &OrderId, product: &ProductId) -> Option<Coverage> {
        self.coverage_by_id(self.newest(order, product)?)
    }

    /// A coverage.
    pub fn coverage_by_id(&self, id: CoverageId) -> Option<Coverage> {
        let covered = self.covered(id)?;
        let order = self.orders.get(&covered.order)?;
        let line = order.reserve.lines.get(place(covered.line))?;
        Some(Coverage {
            id,
            line: line.id,
            stages: line.stages,
            amount: line.each,
            price: order.lines.get(place(covered.line)).and_then(|l| l.price_of(covered.item)),
            slices: covered.shares.iter().map(|share| share.slice).collect(),
            edition: covered.edition,
            basis: line.basis,
            assigned_at: covered.assigned_at,
            status: covered.status,
            certificate: covered.certificate,
            replaces: covered.replaces(),
            suspended: self.suspension(id).cloned(),
            order: covered.order,
            product: covered.product,
            spent: covered.lost,
        })
    }

    /// All coverages in the order of their numbers, those that are over too, but none of archived
    /// orders.
    pub fn coverages(&self) -> impl Iterator<Item = Coverage> {
        self.coverages.ids().filter_map(|id| self.coverage_by_id(id))
    }

    /// The coverages of an order in the order of their numbers, those that are over too.
    ///
    /// ```
    /// # let ledger = co2_ledger::State::new();
    /// let order = "order-1042".parse()?;
    /// let serials = ledger.coverages_in(&order).map(|coverage| coverage.product.serial);
    /// assert_eq!(serials.count(), 0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn coverages_in(&self, order: &OrderId) -> impl Iterator<Item = Coverage> {
        let ids = self.kept(order).map(Kept::coverages);
        ids.unwrap_or_default().iter().filter_map(|&id| self.coverage_by_id(id))
    }

    /// How many coverages there are, those that are over and those of archived orders too.
    pub fn coverage_count(&self) -> u64 {
        self.next_coverage().as_u64()
    }

    /// The orders that cover a product now; archived ones are not among them.
    pub fn covering(&self, product: &ProductId) -> impl Iterator<Item = OrderId> {
        let live = self.of_product(product).filter_map(|id| self.covered(id));
        live.filter(|covered| covered.status == CoverageStatus::Live).map(|covered| covered.order)
    }

    /// All grams that an order has: those of products without a serial number, and those of its
    /// coverages. Grams that are spent are not among them.
    pub fn slices_of(&self, order: &OrderId) -> Vec<LotSlice> {
        let mut slices = self.order(order).map(|order| order.slices()).unwrap_or_default();
        let live = self.coverages_of(order).filter(|c| c.status == CoverageStatus::Live);
        slices.extend(live.flat_map(|c| c.shares.into_iter().map(|share| share.slice)));
        slices
    }

    /// What is claimed and lost in the registry: by products without a serial number in the order of
    /// their orders, then by coverages in the order of their numbers. It looks at all of them, but for
    /// archived orders: see [`State::archived_shortfalls`].
    pub fn shortfalls(&self) -> Vec<Lack> {
        let mut shortfalls = Vec::new();
        if self.lots.iter().all(|lot| lot.runs.is_empty()) {
            return shortfalls;
        }
        for order in self.orders.iter() {
            let Some(claim) = order.claim() else { continue };
            let lost = self.lost(order.lines.iter().flat_map(|line| &line.slices));
            let id = &order.reserve.order;
            let entry =
                |slices| Lack { order: id.clone(), product: None, coverage: None, claim, slices };
            shortfalls.extend((!lost.is_empty()).then(|| entry(lost)));
        }
        for (number, covered) in self.coverages.iter() {
            if covered.status != CoverageStatus::Live {
                continue;
            }
            let lost = self.lost(covered.shares.iter().map(|share| &share.slice));
            let entry = |slices| Lack {
                order: covered.order.clone(),
                product: Some(covered.product.clone()),
                coverage: Some(number),
                claim: match covered.certificate {
                    Some(_) => ClaimState::Certified,
                    None => ClaimState::Assigned,
                },
                slices,
            };
            shortfalls.extend((!lost.is_empty()).then(|| entry(lost)));
        }
        shortfalls
    }

    /// Those of some grams whose units are lost.
    pub(crate) fn lost<'a>(&self, slices: impl Iterator<Item = &'a LotSlice>) -> Vec<LotSlice> {
        let lost = slices.flat_map(|slice| {
            let pieces = self.lot(slice.lot).map(|lot| lot.pieces(slice.grams));
            let lost = pieces.unwrap_or_default().into_iter().filter(|&(_, lost)| lost);
            lost.map(|(grams, _)| LotSlice { lot: slice.lot, grams })
        });
        lost.collect()
    }

    /// Those of some grams whose units are not lost: what can be allocated once they are free.
    pub(crate) fn usable(&self, slice: LotSlice) -> impl Iterator<Item = LotSlice> {
        let pieces = self.lot(slice.lot).map(|lot| lot.pieces(slice.grams));
        let usable = pieces.unwrap_or_default().into_iter().filter(|&(_, lost)| !lost);
        usable.map(move |(grams, _)| LotSlice { lot: slice.lot, grams })
    }

    pub(crate) fn covered(&self, id: CoverageId) -> Option<Covered> {
        self.coverages.get(id)
    }

    /// The numbers of a product's coverages, oldest first.
    pub(crate) fn of_product(&self, product: &ProductId) -> impl Iterator<Item = CoverageId> {
        self.coverages.of_product(product).into_iter()
    }

    /// The number of the newest coverage of a product in an order.
    pub(crate) fn newest(&self, order: &OrderId, product: &ProductId) -> Option<CoverageId> {
        let ids = self.coverages.of_product(product);
        let of_order =
            |id: &CoverageId| self.covered(*id).is_some_and(|covered| covered.order == *order);
        ids.into_iter().rev().find(of_order)
    }

    /// The order that covers a product for one of these stages now.
    pub(crate) fn cover_of(&self, product: &ProductId, stages: StageSet) -> Option<OrderId> {
        self.of_product(product).find_map(|id| {
            let covered = self.covered(id)?;
            // What has coverages is kept in full.
            let Kept::Full(order) = self.kept(&covered.order)? else { return None };
            let line = order.reserve.lines.get(place(covered.line))?;
            let live = covered.status == CoverageStatus::Live;
            (live && line.stages.intersects(stages)).then_some(covered.order)
        })
    }

    /// The coverages of an order.
    fn coverages_of(&self, order: &OrderId) -> impl Iterator<Item = Covered> {
        let ids = self.kept(order).map(Kept::coverages);
        ids.unwrap_or_default().iter().filter_map(|&id| self.covered(id))
    }

    pub(crate) const fn next_coverage(&self) -> CoverageId {
        self.next
    }
}
