//! Confirming and cancelling orders.

use super::View;
use crate::command::{Cancel, Confirm};
use crate::error::OrderError;
use crate::ids::OrderId;
use crate::receipt::OrderStatus;
use crate::state::Order;

impl View<'_> {
    pub(super) fn confirm(&self, confirm: &Confirm) -> Result<(), OrderError> {
        let order = self.known(&confirm.order)?;
        match order.status_at(self.at) {
            // A confirmation that was given before is answered before it comes here.
            OrderStatus::Reserved | OrderStatus::Confirmed => Ok(()),
            OrderStatus::Expired => Err(expired(&confirm.order, order)),
            OrderStatus::Cancelled => Err(OrderError::Cancelled { order: confirm.order.clone() }),
        }
    }

    pub(super) fn cancel(&self, cancel: &Cancel) -> Result<(), OrderError> {
        let order = self.known(&cancel.order)?;
        match order.status_at(self.at) {
            OrderStatus::Expired => Err(expired(&cancel.order, order)),
            OrderStatus::Confirmed if order.assigned() > 0 => Err(OrderError::ProductsAssigned {
                order: cancel.order.clone(),
                products: order.assigned(),
            }),
            _ => Ok(()),
        }
    }

    fn known(&self, id: &OrderId) -> Result<&Order, OrderError> {
        self.state.order(id).ok_or_else(|| OrderError::UnknownOrder { order: id.clone() })
    }
}

fn expired(id: &OrderId, order: &Order) -> OrderError {
    let (held, until) = (order.amount(), order.until());
    OrderError::ReservationExpired { order: id.clone(), held, until }
}
