//! Covering products, and recording their certificates.

use super::View;
use crate::command::{Assign, RecordCertificate};
use crate::error::AssignError;
use crate::event::Change;
use crate::receipt::OrderStatus;

impl View<'_> {
    pub(super) fn assign(&self, assign: &Assign) -> Result<Change, AssignError> {
        let order = self.state.order(&assign.order);
        let order =
            order.ok_or_else(|| AssignError::UnknownOrder { order: assign.order.clone() })?;
        let status = order.status_at(self.at);
        if status != OrderStatus::Confirmed {
            return Err(AssignError::NotConfirmed { order: assign.order.clone(), status });
        }
        let Some((_, line, held)) = order.line(assign.line) else {
            let (order, line) = (assign.order.clone(), assign.line);
            return Err(AssignError::UnknownLine { order, line });
        };
        let next = u32::try_from(held.items().len()).ok().filter(|&item| item < held.covered());
        let item = next.ok_or_else(|| AssignError::LineFull {
            order: assign.order.clone(),
            line: assign.line,
            quantity: held.covered(),
        })?;
        let mut covers = self.state.covers(&assign.product);
        if let Some(other) = covers.find(|cover| cover.stages.intersects(line.stages)) {
            let product = Box::new(assign.product.clone());
            return Err(AssignError::AlreadyCovered { product, order: other.order.clone() });
        }
        let coverage = self.state.next_coverage();
        Ok(Change::Assigned { assign: assign.clone(), item, coverage })
    }

    pub(super) fn record_certificate(&self, record: &RecordCertificate) -> Result<(), AssignError> {
        if self.state.coverage(&record.order, &record.product).is_some() {
            return Ok(());
        }
        let (product, order) = (Box::new(record.product.clone()), record.order.clone());
        Err(AssignError::NotAssigned { product, order })
    }
}
