//! Orders, their lines and the products they cover.

use super::State;
use crate::command::{Line, Reserve};
use crate::event::LotSlice;
use crate::ids::{CoverageId, Digest, LineId, OrderId};
use crate::receipt::OrderStatus;
use crate::slices::{Deal, cut};
use crate::state::ClaimState;
use co2_units::{Co2e, ProductId, StageSet, Timestamp};
use serde::Serialize;

/// An order and the grams it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Order {
    pub(super) reserve: Reserve,
    pub(super) until: Timestamp,
    pub(super) status: OrderStatus,
    pub(super) lines: Vec<OrderLine>,
}

/// A line of an order and the grams it has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct OrderLine {
    /// The line's grams, its products' shares laid end to end.
    pub(super) slices: Vec<LotSlice>,
    /// How many of its products the grams cover.
    pub(super) covered: u32,
    /// Its products, in the order in which they got their serial numbers.
    pub(super) items: Vec<Item>,
}

/// A product that is covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Item {
    /// The product.
    pub product: ProductId,
    /// The number of its coverage.
    pub coverage: CoverageId,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// The digest of its certificate, once one is recorded.
    pub certificate: Option<Digest>,
}

/// Which order covers a product, where in it the product is, and for which stages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Cover {
    pub(crate) order: OrderId,
    pub(super) place: Place,
    pub(crate) stages: StageSet,
}

/// A product's place in an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Place {
    /// The line's place among the order's lines.
    pub(super) line: usize,
    /// Which of the line's products it is.
    pub(super) item: u32,
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
    /// Which grams. They sum to the amount.
    pub slices: Vec<LotSlice>,
    /// The digest of the document that says how the amount came about.
    pub basis: Option<Digest>,
    /// When it was assigned.
    pub assigned_at: Timestamp,
    /// The digest of its certificate, once one is recorded.
    pub certificate: Option<Digest>,
}

impl Order {
    /// Where it is in its life. A reservation past its deadline is still `reserved` here until a
    /// later event says that it expired; see [`Order::status_at`].
    pub const fn status(&self) -> OrderStatus {
        self.status
    }

    /// Where it is in its life at a time, as commands see it: a reservation that is due by then has
    /// expired. The ledger's time never runs back, so ask for no time before [`State::time`].
    pub fn status_at(&self, at: Timestamp) -> OrderStatus {
        let due = self.status == OrderStatus::Reserved && self.until <= at;
        if due { OrderStatus::Expired } else { self.status }
    }

    /// What was asked when its credits were reserved.
    pub const fn reserve(&self) -> &Reserve {
        &self.reserve
    }

    /// Until when its reservation holds or held.
    pub const fn until(&self) -> Timestamp {
        self.until
    }

    /// Its lines with their grams; empty-handed once it expired or was cancelled.
    pub fn lines(&self) -> impl Iterator<Item = (&Line, &OrderLine)> {
        self.reserve.lines.iter().zip(&self.lines)
    }

    /// How much it was reserved for.
    pub fn amount(&self) -> Co2e {
        let lines = self.reserve.lines.iter();
        let amounts = lines.filter_map(|line| line.each.checked_mul(u64::from(line.quantity)));
        // The sum was checked when it was reserved.
        Co2e::checked_sum(amounts).unwrap_or(Co2e::MAX)
    }

    /// How much it holds: less than [`Order::amount`] after a shortfall, nothing once it expired or was
    /// cancelled.
    pub fn held(&self) -> Co2e {
        let lines = self.lines();
        let amounts = lines.filter_map(|(line, held)| line.each.checked_mul(held.covered.into()));
        // At most the amount, whose sum was checked when it was reserved.
        Co2e::checked_sum(amounts).unwrap_or(Co2e::MAX)
    }

    /// Whether it has grams.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.status, OrderStatus::Reserved | OrderStatus::Confirmed)
    }

    pub(crate) fn line(&self, id: LineId) -> Option<(usize, &Line, &OrderLine)> {
        let place = self.reserve.lines.iter().position(|line| line.id == id)?;
        Some((place, self.reserve.lines.get(place)?, self.lines.get(place)?))
    }

    /// All its grams.
    pub(super) fn slices(&self) -> Vec<LotSlice> {
        self.lines.iter().flat_map(|line| line.slices.iter().copied()).collect()
    }

    pub(crate) fn assigned(&self) -> usize {
        self.lines.iter().map(|line| line.items.len()).fold(0, usize::saturating_add)
    }

    /// All grams with what they are claimed for.
    pub(super) fn claims(&self) -> Vec<(LotSlice, ClaimState)> {
        let mut claims = Vec::new();
        if !self.is_live() {
            return claims;
        }
        for (line, held) in self.lines() {
            let rest = match self.status {
                OrderStatus::Reserved => ClaimState::Reserved,
                _ => ClaimState::Committed,
            };
            let mut deal = Deal::new(&held.slices);
            for item in &held.items {
                let state = match item.certificate {
                    None => ClaimState::Assigned,
                    Some(_) => ClaimState::Certified,
                };
                deal.next(line.each.as_grams(), |slice| claims.push((slice, state)));
            }
            deal.next(u64::MAX, |slice| claims.push((slice, rest)));
        }
        claims
    }
}

impl OrderLine {
    /// The line's grams.
    pub fn slices(&self) -> &[LotSlice] {
        &self.slices
    }

    /// How many of its products have credits: all, unless there was a shortfall.
    pub const fn covered(&self) -> u32 {
        self.covered
    }

    /// Its products that are covered, in the order in which they got their serial numbers.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The grams of the line's product number `item`, from 0.
    pub(crate) fn share(&self, line: &Line, item: u32) -> Vec<LotSlice> {
        let each = line.each.as_grams();
        // The line's grams were checked to fit when they were reserved.
        let start = each.saturating_mul(u64::from(item));
        cut(&self.slices, start, start.saturating_add(each))
    }
}

impl State {
    /// The coverage of a product in an order.
    pub fn coverage(&self, order: &OrderId, product: &ProductId) -> Option<Coverage> {
        let known = self.orders.get(order)?;
        let place = self.place(order, product)?;
        let (line, held) = known.lines().nth(place.line)?;
        let item = held.items.get(usize::try_from(place.item).ok()?)?;
        Some(Coverage {
            id: item.coverage,
            order: order.clone(),
            line: line.id,
            product: product.clone(),
            stages: line.stages,
            amount: line.each,
            slices: held.share(line, place.item),
            basis: line.basis,
            assigned_at: item.assigned_at,
            certificate: item.certificate,
        })
    }

    /// The orders that cover a product.
    pub fn covering(&self, product: &ProductId) -> impl Iterator<Item = &OrderId> {
        self.covers(product).map(|cover| &cover.order)
    }

    pub(crate) fn covers(&self, product: &ProductId) -> impl Iterator<Item = &Cover> {
        self.products.get(product).into_iter().flatten()
    }

    /// Where a product is in an order.
    pub(super) fn place(&self, order: &OrderId, product: &ProductId) -> Option<Place> {
        self.covers(product).find(|cover| cover.order == *order).map(|cover| cover.place)
    }
}
