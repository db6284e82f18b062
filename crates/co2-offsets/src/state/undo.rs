//! Taking folded events back while they are not durable.

use super::fold::grams_of;
use super::{ClaimState, Order, State};
use crate::command::{Assign, RecordCertificate, RecordRetirement, RequestRetirement};
use crate::event::{Change, Event, LotSlice};
use crate::ids::{CoverageId, OrderId};
use crate::receipt::OrderStatus;
use crate::rules::RulesId;
use co2_units::Timestamp;
use co2_units::credit::ProjectId;
use std::sync::Arc;

/// What is needed to take a folded event back; see [`State::undo`].
#[derive(Debug)]
#[must_use = "an event that does not become durable must be undone"]
pub struct Undo {
    event: Arc<Event>,
    time: Timestamp,
    prior: Prior,
}

/// What was there before, where the event does not tell.
#[derive(Debug)]
pub(super) enum Prior {
    Nothing,
    Order(Option<Box<Order>>),
    Projects(Vec<ProjectId>),
    Rules { in_force: Option<RulesId>, new: bool },
}

impl Undo {
    pub(super) const fn new(event: Arc<Event>, time: Timestamp, prior: Prior) -> Self {
        Self { event, time, prior }
    }

    /// The event that would be taken back.
    pub fn event(&self) -> &Event {
        &self.event
    }
}

impl State {
    /// Takes the event folded last back, as if it had never been folded.
    ///
    /// Undo events in the reverse order of folding, on the state that folded them; anything else
    /// gives a state that is not to be used.
    pub fn undo(&mut self, undo: Undo) {
        let Undo { event, time, prior } = undo;
        if let Some(key) = event.change.key() {
            self.keys.remove(&key);
        }
        self.revision = self.revision.saturating_sub(1);
        self.time = time;
        self.index_time();
        match (&event.change, prior) {
            (Change::Imported(import), Prior::Projects(new)) => {
                self.remove_lots(import.lots.len());
                for project in new {
                    self.projects.remove(&project);
                }
            }
            (Change::RulesPut(put), Prior::Rules { in_force, new }) => {
                self.in_force = in_force;
                if new {
                    self.rules.remove(&put.rules.id());
                }
                self.index_rules();
            }
            (Change::Reserved { reserve, .. }, Prior::Order(order)) => {
                self.undo_reserved(&reserve.order, order);
            }
            (Change::Expired { order: id }, Prior::Order(Some(order))) => {
                self.undo_release(id, *order);
            }
            (Change::Cancelled(cancel), Prior::Order(Some(order))) => {
                self.undo_release(&cancel.order, *order);
            }
            (Change::Confirmed(confirm), _) => self.undo_confirmed(&confirm.order),
            (Change::Assigned { assign, coverage, .. }, _) => {
                self.undo_assigned(assign, *coverage);
            }
            (Change::RetirementRequested(request), _) => self.undo_requested(request),
            (Change::RetirementRecorded(record), _) => self.undo_recorded(record),
            (Change::CertificateRecorded(record), _) => self.undo_certificate(record),
            // Time is back already; no other pair of change and prior is made.
            _ => {}
        }
    }

    fn undo_reserved(&mut self, id: &OrderId, prior: Option<Box<Order>>) {
        if let Some(order) = self.orders.remove(id) {
            self.give(&order.slices(), ClaimState::Reserved);
            self.index.deadlines.remove(&(order.until, id.clone()));
        }
        if let Some(prior) = prior {
            self.orders.insert(id.clone(), *prior);
        }
    }

    fn undo_release(&mut self, id: &OrderId, prior: Order) {
        let claim = if prior.status == OrderStatus::Confirmed {
            ClaimState::Committed
        } else {
            self.index.deadlines.insert((prior.until, id.clone()));
            ClaimState::Reserved
        };
        // The grams were freed by this very event, so they are free.
        let _ = self.take(&prior.slices(), claim);
        self.orders.insert(id.clone(), prior);
    }

    fn undo_confirmed(&mut self, id: &OrderId) {
        let Some(order) = self.orders.get_mut(id) else { return };
        order.status = OrderStatus::Reserved;
        let (deadline, slices) = ((order.until, id.clone()), order.slices());
        self.index.deadlines.insert(deadline);
        self.shift(&slices, ClaimState::Committed, ClaimState::Reserved);
    }

    fn undo_assigned(&mut self, assign: &Assign, coverage: CoverageId) {
        let share = self.coverage(&assign.order, &assign.product).map(|covered| covered.slices);
        self.next_coverage = coverage;
        if let Some(covers) = self.products.get_mut(&assign.product) {
            covers.pop();
            if covers.is_empty() {
                self.products.remove(&assign.product);
            }
        }
        if let Some(order) = self.orders.get_mut(&assign.order)
            && let Some((place, ..)) = order.line(assign.line)
            && let Some(line) = order.lines.get_mut(place)
        {
            line.items.pop();
        }
        let share: Vec<LotSlice> = share.unwrap_or_default();
        self.shift(&share, ClaimState::Assigned, ClaimState::Committed);
    }

    fn undo_requested(&mut self, request: &RequestRetirement) {
        let retirement = self.retirements.remove(&request.operation);
        let Some(lot) = retirement.and_then(|r| self.lot_mut(r.lot)) else { return };
        lot.runs.remove(&request.first_unit);
        let grams = grams_of(lot, request.first_unit, request.last_unit).unwrap_or_default();
        lot.registry.requested = lot.registry.requested.saturating_sub(grams);
        lot.registry.held = lot.registry.held.saturating_add(grams);
    }

    fn undo_recorded(&mut self, record: &RecordRetirement) {
        let Some(retirement) = self.retirements.get_mut(&record.operation) else { return };
        retirement.record = None;
        let (first, last) = (retirement.request.first_unit, retirement.request.last_unit);
        let index = retirement.lot;
        let Some(lot) = self.lot_mut(index) else { return };
        let grams = grams_of(lot, first, last).unwrap_or_default();
        lot.registry.retired = lot.registry.retired.saturating_sub(grams);
        lot.registry.requested = lot.registry.requested.saturating_add(grams);
    }

    fn undo_certificate(&mut self, record: &RecordCertificate) {
        let coverage = self.coverage(&record.order, &record.product);
        self.set_certificate(record, None);
        let slices = coverage.map(|coverage| coverage.slices).unwrap_or_default();
        self.shift(&slices, ClaimState::Certified, ClaimState::Assigned);
    }
}
