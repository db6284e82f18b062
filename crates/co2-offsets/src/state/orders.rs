//! Orders, their lines and the products they cover.

use super::State;
use crate::command::{Line, Reserve};
use crate::event::{LotSlice, cut};
use crate::ids::{CoverageId, Digest, LineId, OrderId};
use crate::receipt::OrderStatus;
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

/// Which order covers a product, and for which stages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Cover {
    pub(crate) order: OrderId,
    pub(crate) stages: StageSet,
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
    /// later event says that it expired; commands treat it as expired.
    pub const fn status(&self) -> OrderStatus {
        self.status
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

    /// Whether it has grams.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.status, OrderStatus::Reserved | OrderStatus::Confirmed)
    }

    pub(crate) fn line(&self, id: LineId) -> Option<(usize, &Line, &OrderLine)> {
        let place = self.reserve.lines.iter().position(|line| line.id == id)?;
        Some((place, self.reserve.lines.get(place)?, self.lines.get(place)?))
    }

    /// Where a product is.
    pub(super) fn place(&self, product: &ProductId) -> Option<Place> {
        self.lines.iter().enumerate().find_map(|(line, held)| {
            let item = held.items.iter().position(|item| item.product == *product)?;
            Some(Place { line, item: u32::try_from(item).ok()? })
        })
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
            for item in 0..line.quantity {
                let place = usize::try_from(item).unwrap_or(usize::MAX);
                let state = match held.items.get(place) {
                    None => rest,
                    Some(Item { certificate: None, .. }) => ClaimState::Assigned,
                    Some(Item { certificate: Some(_), .. }) => ClaimState::Certified,
                };
                claims.extend(held.share(line, item).into_iter().map(|slice| (slice, state)));
            }
        }
        claims
    }
}

impl OrderLine {
    /// The line's grams.
    pub fn slices(&self) -> &[LotSlice] {
        &self.slices
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
        let place = known.place(product)?;
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
}

/// A product's place in an order.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) line: usize,
    pub(super) item: u32,
}
