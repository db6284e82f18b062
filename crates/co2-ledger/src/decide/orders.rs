//! Extending, confirming, reallocating and cancelling orders.

use super::reserve::Extent;
use super::{Plan, View};
use crate::command::{Cancel, CancelPart, Confirm, Extend, Fill, Line, Reallocate, Reserve};
use crate::error::{CommandError, OrderError};
use crate::event::Change;
use crate::ids::OrderId;
use crate::receipt::{OrderStatus, Present};
use crate::state::Order;
use std::borrow::Cow;
use std::collections::BTreeSet;

impl View<'_> {
    pub(super) fn extend(&self, extend: &Extend) -> Result<Change, OrderError> {
        let order = self.held(&extend.order)?;
        if order.status() == OrderStatus::Confirmed {
            return Err(OrderError::Confirmed { order: extend.order.clone() });
        }
        let until = self.at.checked_add_seconds(extend.hold_seconds);
        match until.filter(|&until| until > order.until()) {
            Some(until) => Ok(Change::Extended { extend: extend.clone(), until }),
            None => {
                Err(OrderError::NotLonger { order: extend.order.clone(), until: order.until() })
            }
        }
    }

    pub(super) fn confirm(&self, confirm: &Confirm) -> Result<(), OrderError> {
        if self.status(&confirm.order)? == OrderStatus::Confirmed {
            // The confirmation of a reservation is answered before it comes here; this order was
            // confirmed in another way.
            return Err(OrderError::Confirmed { order: confirm.order.clone() });
        }
        let Some(part) = &confirm.part else { return Ok(()) };
        let order = self.known(&confirm.order)?;
        if part.is_empty() {
            return Err(OrderError::EmptyPart { order: confirm.order.clone() });
        }
        let mut seen = BTreeSet::new();
        for part in part {
            let reserved = order.line(part.line).map(|(.., held)| held.quantity());
            let fits = reserved.is_some_and(|reserved| (1..=reserved).contains(&part.quantity));
            if !fits || !seen.insert(part.line) {
                let (order, line) = (confirm.order.clone(), part.line);
                let reserved = reserved.unwrap_or_default();
                return Err(OrderError::Part { order, line, asked: part.quantity, reserved });
            }
        }
        Ok(())
    }

    pub(super) fn reallocate(&self, reallocate: &Reallocate) -> Result<Change, CommandError> {
        let order = self.known(&reallocate.order)?;
        match order.status_at(self.at) {
            OrderStatus::Expired => {}
            OrderStatus::Cancelled => {
                return Err(OrderError::Cancelled { order: reallocate.order.clone() }.into());
            }
            _ => return Err(OrderError::NotExpired { order: reallocate.order.clone() }.into()),
        }
        // It may cost what the customer agreed to pay in all: for the reservation and for what was
        // added to it later.
        let (attempt, price) = (reallocate.attempt, order.cap());
        let reserve = Reserve { attempt, price, ..order.reserve().clone() };
        self.check_order(&reserve)?;
        // It is paid: what was held is needed again, no less and no more.
        let held = order.lines();
        let held = held.map(|(line, held)| Line { quantity: held.quantity(), ..*line });
        let held: Vec<Line> = held.collect();
        let (Plan { slices, covered }, price) = self.plan_priced(&reserve, &held, Extent::All)?;
        let reallocate = reallocate.clone();
        Ok(Change::Reallocated { reallocate, slices, covered, price })
    }

    pub(super) fn fill(&self, fill: &Fill) -> Result<(Change, Present), CommandError> {
        let order = self.held(&fill.order)?;
        let reserve = order.reserve();
        let open = order.lines().map(|(line, held)| Line { quantity: held.waiting(line), ..*line });
        let open: Vec<Line> = open.collect();
        if !self.state.is_fillable(&order) {
            let order = fill.order.clone();
            return Err(OrderError::NothingOpen { order }.into());
        }
        order
            .cap_with(fill.price)
            .map_err(|_| OrderError::OtherCap { order: fill.order.clone() })?;
        let now = Reserve { rules: fill.rules, price: fill.price, ..reserve.clone() };
        let (Plan { slices, covered }, price) =
            self.plan_priced(&now, &open, Extent::AsRulesSay)?;
        let change = Change::Filled { fill: fill.clone(), slices, covered, price };
        Ok((change, Present::Order(order.status())))
    }

    pub(super) fn cancel(&self, cancel: &Cancel) -> Result<(), OrderError> {
        let order = self.held(&cancel.order)?;
        if order.status() == OrderStatus::Confirmed && order.assigned() > 0 {
            return Err(OrderError::ProductsAssigned {
                order: cancel.order.clone(),
                products: order.assigned(),
            });
        }
        Ok(())
    }

    /// Some products are given up.
    pub(super) fn cancel_part(&self, cancel: &CancelPart) -> Result<(Change, Present), OrderError> {
        let order = self.held(&cancel.order)?;
        let id = || cancel.order.clone();
        if cancel.part.is_empty() {
            return Err(OrderError::EmptyPart { order: id() });
        }
        let mut seen = BTreeSet::new();
        for part in &cancel.part {
            let open = self.state.can_be_cancelled(&order, part.line).unwrap_or_default();
            if !(1..=open).contains(&part.quantity) || !seen.insert(part.line) {
                let (order, line, asked) = (id(), part.line, part.quantity);
                return Err(OrderError::PartOpen { order, line, asked, open });
            }
        }
        match self.state.without(&order, &cancel.part) {
            Some((.., price)) => {
                let change = Change::PartCancelled { cancel: cancel.clone(), price };
                Ok((change, Present::Order(order.status())))
            }
            None => Err(OrderError::NothingLeft { order: id() }),
        }
    }

    fn known(&self, id: &OrderId) -> Result<Cow<'_, Order>, OrderError> {
        self.state.order(id).ok_or_else(|| OrderError::UnknownOrder { order: id.clone() })
    }

    /// An order that is reserved or confirmed.
    pub(super) fn held(&self, id: &OrderId) -> Result<Cow<'_, Order>, OrderError> {
        self.status(id)?;
        self.known(id)
    }

    /// Whether an order is reserved or confirmed.
    fn status(&self, id: &OrderId) -> Result<OrderStatus, OrderError> {
        match self.state.kept(id).map(|order| order.status_at(self.at)) {
            Some(status @ (OrderStatus::Reserved | OrderStatus::Confirmed)) => Ok(status),
            Some(OrderStatus::Cancelled) => Err(OrderError::Cancelled { order: id.clone() }),
            Some(OrderStatus::Expired) | None => {
                let order = self.known(id)?;
                let (held, until) = (order.held(), order.until());
                Err(OrderError::ReservationExpired { order: id.clone(), held, until })
            }
        }
    }
}
