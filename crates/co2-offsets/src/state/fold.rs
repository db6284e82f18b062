//! Folding events into the state.

use super::orders::{Cover, Item, Order, OrderLine, Place};
use super::retirements::Retirement;
use super::stock::Room;
use super::undo::{Prior, Undo};
use super::{ClaimState, LotState, State};
use crate::command::{
    Assign, Confirm, Import, PutRules, RecordCertificate, RecordRetirement, RequestRetirement,
    Reserve,
};
use crate::error::FoldError;
use crate::event::{Change, Event, LotSlice};
use crate::ids::{CoverageId, LotIndex, OrderId};
use crate::receipt::OrderStatus;
use crate::rules::Rules;
use crate::state::lots::Run;
use co2_units::{Co2e, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

type Folded = Result<Prior, &'static str>;

impl State {
    /// Takes an event over into the state.
    ///
    /// This never fails for events that were decided on this state, in their order.
    ///
    /// # Errors
    /// When the event does not follow from the state. The state has not changed then.
    pub fn fold(&mut self, event: &Arc<Event>) -> Result<Undo, FoldError> {
        let before = self.revision;
        let fail = |reason| FoldError { revision: before, reason };
        if event.at < self.time {
            return Err(fail("it is older than the event before it"));
        }
        let expires = matches!(event.change, Change::Expired { .. });
        if !expires && self.index.due(event.at).next().is_some() {
            return Err(fail("a reservation that is due by then has not expired"));
        }
        let key = event.change.key();
        if key.as_ref().is_some_and(|key| self.keys.contains_key(key)) {
            return Err(fail("its command was answered before"));
        }
        let revision = before.checked_add(1).ok_or_else(|| fail("too many events"))?;
        let prior = self.apply(event).map_err(fail)?;
        let time = core::mem::replace(&mut self.time, event.at);
        self.index_time();
        self.revision = revision;
        if let Some(key) = key {
            self.keys.insert(key, Arc::clone(event));
        }
        Ok(Undo::new(Arc::clone(event), time, prior))
    }

    fn apply(&mut self, event: &Event) -> Folded {
        match &event.change {
            Change::Imported(import) => self.apply_import(import),
            Change::RulesPut(put) => Ok(self.apply_rules(put)),
            Change::Reserved { reserve, until, slices, covered, .. } => {
                self.apply_reserved(reserve, *until, slices, covered)
            }
            Change::Expired { order } => {
                if self.orders.get(order).is_none_or(|order| order.until > event.at) {
                    return Err("the reservation is not due");
                }
                self.release(order, OrderStatus::Expired)
            }
            Change::Confirmed(Confirm { order }) => self.apply_confirmed(order),
            Change::Cancelled(cancel) => self.release(&cancel.order, OrderStatus::Cancelled),
            Change::Assigned { assign, item, coverage } => {
                self.apply_assigned(assign, *item, *coverage, event.at)
            }
            Change::RetirementRequested(request) => self.apply_requested(request),
            Change::RetirementRecorded(record) => self.apply_recorded(record),
            Change::CertificateRecorded(record) => self.apply_certificate(record),
            Change::Advanced => Ok(Prior::Nothing),
        }
    }

    fn apply_import(&mut self, import: &Import) -> Folded {
        let mut new = BTreeMap::new();
        for project in &import.projects {
            match self.projects.get(&project.id).or_else(|| new.get(&project.id).copied()) {
                Some(known) if known != project => return Err("a project is known otherwise"),
                Some(_) => {}
                None => drop(new.insert(project.id.clone(), project)),
            }
        }
        let ids: Vec<_> = new.keys().cloned().collect();
        self.projects.extend(new.into_iter().map(|(id, project)| (id, project.clone())));
        for (done, lot) in import.lots.iter().enumerate() {
            if let Err(reason) = self.add_lot(lot) {
                self.remove_lots(done);
                for id in &ids {
                    self.projects.remove(id);
                }
                return Err(reason);
            }
        }
        Ok(Prior::Projects(ids))
    }

    fn add_lot(&mut self, lot: &crate::Lot) -> Result<(), &'static str> {
        let index = u32::try_from(self.lots.len()).map_err(|_| "too many lots")?;
        if !self.projects.contains_key(lot.project()) {
            return Err("a project is not known");
        }
        if self.index.knows_lot(&lot.id) {
            return Err("a lot is known already");
        }
        if self.index.overlap(lot.serial.units()).is_some() {
            return Err("a lot overlaps units that are held");
        }
        let lot = LotState::new(lot.clone()).ok_or("a lot is empty or too large")?;
        let (derived, _, known) = self.index_mut();
        derived.add_lot(known, LotIndex(index), &lot);
        self.lots.push(lot);
        Ok(())
    }

    /// Takes the lots that came in last out again.
    pub(super) fn remove_lots(&mut self, count: usize) {
        for _ in 0..count {
            if let (Some(lot), Ok(place)) = (self.lots.pop(), u32::try_from(self.lots.len())) {
                let (index, _, known) = self.index_mut();
                index.remove_lot(known, LotIndex(place), &lot);
            }
        }
    }

    fn apply_rules(&mut self, put: &PutRules) -> Prior {
        let id = put.rules.id();
        let new = self.rules.insert(id, Rules::clone(&put.rules)).is_none();
        let in_force = self.in_force.replace(id);
        self.index_rules();
        Prior::Rules { in_force, new }
    }

    fn apply_reserved(
        &mut self,
        reserve: &Reserve,
        until: Timestamp,
        slices: &[Vec<LotSlice>],
        covered: &[u32],
    ) -> Folded {
        if self.orders.get(&reserve.order).is_some_and(Order::is_live) {
            return Err("the order holds credits already");
        }
        if slices.len() != reserve.lines.len() || covered.len() != reserve.lines.len() {
            return Err("the slices do not fit the lines");
        }
        if covered.iter().all(|&products| products == 0) {
            return Err("no product is covered");
        }
        for ((line, slices), &products) in reserve.lines.iter().zip(slices).zip(covered) {
            if line.quantity == 0 || line.each.is_zero() || line.stages.is_empty() {
                return Err("a line is empty");
            }
            if products > line.quantity {
                return Err("more products are covered than a line has");
            }
            let total = line.each.checked_mul(u64::from(products)).map(Co2e::as_grams);
            let sum = slices.iter().try_fold(0_u64, |sum, s| sum.checked_add(s.grams.grams()));
            if total.is_none() || total != sum {
                return Err("the slices do not sum to their line");
            }
        }
        let flat: Vec<LotSlice> = slices.iter().flatten().copied().collect();
        self.take(&flat, ClaimState::Reserved)?;
        let lines = slices.iter().cloned().zip(covered);
        let order = Order {
            reserve: reserve.clone(),
            until,
            status: OrderStatus::Reserved,
            lines: lines
                .map(|(slices, &covered)| OrderLine { slices, covered, items: Vec::new() })
                .collect(),
        };
        self.index.deadlines.insert((until, reserve.order.clone()));
        let prior = self.orders.insert(reserve.order.clone(), order);
        Ok(Prior::Order(prior.map(Box::new)))
    }

    /// Frees the grams of an order of which no product is assigned.
    fn release(&mut self, id: &OrderId, status: OrderStatus) -> Folded {
        let order = self.orders.get_mut(id).ok_or("the order is not known")?;
        let claim = match (order.status, status) {
            (OrderStatus::Reserved, _) => ClaimState::Reserved,
            (OrderStatus::Confirmed, OrderStatus::Cancelled) if order.assigned() == 0 => {
                ClaimState::Committed
            }
            _ => return Err("the order has nothing that can be freed"),
        };
        let prior = order.clone();
        order.status = status;
        let lines = core::mem::take(&mut order.lines);
        order.lines = vec![OrderLine::default(); lines.len()];
        let until = order.until;
        let flat: Vec<LotSlice> = lines.into_iter().flat_map(|line| line.slices).collect();
        self.index.deadlines.remove(&(until, id.clone()));
        self.give(&flat, claim);
        Ok(Prior::Order(Some(Box::new(prior))))
    }

    fn apply_confirmed(&mut self, id: &OrderId) -> Folded {
        let order = self.orders.get_mut(id).ok_or("the order is not known")?;
        if order.status != OrderStatus::Reserved {
            return Err("the order is not reserved");
        }
        order.status = OrderStatus::Confirmed;
        let deadline = (order.until, id.clone());
        let flat = order.slices();
        self.index.deadlines.remove(&deadline);
        self.shift(&flat, ClaimState::Reserved, ClaimState::Committed);
        Ok(Prior::Nothing)
    }

    fn apply_assigned(
        &mut self,
        assign: &Assign,
        item: u32,
        coverage: CoverageId,
        at: Timestamp,
    ) -> Folded {
        let next = coverage.0.checked_add(1).ok_or("too many coverages")?;
        let order = self.orders.get_mut(&assign.order).ok_or("the order is not known")?;
        if order.status != OrderStatus::Confirmed || coverage != self.next_coverage {
            return Err("the order is not confirmed, or the coverage is not the next");
        }
        let (place, line, held) = order.line(assign.line).ok_or("the line is not known")?;
        if u32::try_from(held.items.len()) != Ok(item) || item >= held.covered {
            return Err("the product is not the line's next");
        }
        let (share, stages) = (held.share(line, item), line.stages);
        let mut covers = self.products.get(&assign.product).into_iter().flatten();
        if covers.any(|cover| cover.stages.intersects(stages)) {
            return Err("the product is covered already");
        }
        let product = assign.product.clone();
        if let Some(held) = order.lines.get_mut(place) {
            let certificate = None;
            held.items.push(Item { product, coverage, assigned_at: at, certificate });
        }
        self.next_coverage = CoverageId(next);
        let cover =
            Cover { order: assign.order.clone(), place: Place { line: place, item }, stages };
        self.products.entry(assign.product.clone()).or_default().push(cover);
        self.shift(&share, ClaimState::Committed, ClaimState::Assigned);
        Ok(Prior::Nothing)
    }

    fn apply_requested(&mut self, request: &RequestRetirement) -> Folded {
        let (index, lot) = self.lot_by_id(&request.lot).ok_or("the lot is not known")?;
        let (first, last) = (request.first_unit, request.last_unit);
        let serial =
            lot.lot().serial.part(first, last).map_err(|_| "the units are not the lot's")?;
        if lot.run_within(first, last).is_some() {
            return Err("the units are part of another retirement");
        }
        let grams = grams_of(lot, first, last).ok_or("the units are not the lot's")?;
        let retirement = Retirement { request: request.clone(), lot: index, serial, record: None };
        let operation = request.operation.clone();
        if let Some(lot) = self.lot_mut(index) {
            lot.runs.insert(first, Run { last, retirement: operation.clone() });
            lot.registry.held = lot.registry.held.saturating_sub(grams);
            lot.registry.requested = lot.registry.requested.saturating_add(grams);
        }
        self.retirements.insert(operation, retirement);
        Ok(Prior::Nothing)
    }

    fn apply_recorded(&mut self, record: &RecordRetirement) -> Folded {
        let retirement =
            self.retirements.get_mut(&record.operation).ok_or("the retirement is not known")?;
        if retirement.record.is_some() || !retirement.is_of(&record.serial) {
            return Err("the retirement is recorded already, or for other units");
        }
        retirement.record = Some(record.clone());
        let (first, last) = (retirement.request.first_unit, retirement.request.last_unit);
        let index = retirement.lot;
        if let Some(lot) = self.lot_mut(index) {
            let grams = grams_of(lot, first, last).unwrap_or_default();
            lot.registry.requested = lot.registry.requested.saturating_sub(grams);
            lot.registry.retired = lot.registry.retired.saturating_add(grams);
        }
        Ok(Prior::Nothing)
    }

    fn apply_certificate(&mut self, record: &RecordCertificate) -> Folded {
        let coverage =
            self.coverage(&record.order, &record.product).ok_or("the product is not covered")?;
        if coverage.certificate.is_some() {
            return Err("the coverage has a certificate");
        }
        self.set_certificate(record, Some(record.digest));
        self.shift(&coverage.slices, ClaimState::Assigned, ClaimState::Certified);
        Ok(Prior::Nothing)
    }

    pub(super) fn set_certificate(
        &mut self,
        record: &RecordCertificate,
        digest: Option<crate::Digest>,
    ) {
        let Some(place) = self.place(&record.order, &record.product) else { return };
        let Some(order) = self.orders.get_mut(&record.order) else {
            return;
        };
        let items = order.lines.get_mut(place.line).map(|line| &mut line.items);
        let number = usize::try_from(place.item).unwrap_or(usize::MAX);
        if let Some(item) = items.and_then(|items| items.get_mut(number)) {
            item.certificate = digest;
        }
    }

    /// Claims free grams; nothing changes when one of them is not free.
    pub(super) fn take(
        &mut self,
        slices: &[LotSlice],
        claim: ClaimState,
    ) -> Result<(), &'static str> {
        for (done, slice) in slices.iter().enumerate() {
            if !self.claim(slice, claim) {
                let (taken, _) = slices.split_at(done);
                self.give(taken, claim);
                return Err("a gram is not free");
            }
        }
        Ok(())
    }

    fn claim(&mut self, slice: &LotSlice, claim: ClaimState) -> bool {
        let Some(lot) = self.lot_mut(slice.lot) else {
            return false;
        };
        let before = lot.room();
        if !lot.free.take(slice.grams) {
            return false;
        }
        // The grams were free, so the totals hold them.
        let _ = lot.claims.shift(ClaimState::Free, claim, slice.grams.grams());
        self.free_changed(slice.lot, before);
        true
    }

    /// Frees grams that are claimed.
    pub(super) fn give(&mut self, slices: &[LotSlice], claim: ClaimState) {
        for slice in slices {
            let Some(lot) = self.lot_mut(slice.lot) else {
                continue;
            };
            let before = lot.room();
            if lot.free.give(slice.grams) {
                let _ = lot.claims.shift(claim, ClaimState::Free, slice.grams.grams());
                self.free_changed(slice.lot, before);
            }
        }
    }

    fn free_changed(&mut self, index: LotIndex, before: Room) {
        let place = usize::try_from(index.0).unwrap_or(usize::MAX);
        if let Some(lot) = self.lots.get(place) {
            self.index.room_changed(index, lot, before);
        }
    }

    /// Moves claimed grams to another claim.
    pub(super) fn shift(&mut self, slices: &[LotSlice], from: ClaimState, to: ClaimState) {
        for slice in slices {
            if let Some(lot) = self.lot_mut(slice.lot) {
                let _ = lot.claims.shift(from, to, slice.grams.grams());
            }
        }
    }

    pub(super) fn lot_mut(&mut self, index: LotIndex) -> Option<&mut LotState> {
        self.lots.get_mut(usize::try_from(index.0).ok()?)
    }
}

/// How many grams the units from `first` to `last` of a lot are.
pub(super) fn grams_of(lot: &LotState, first: u64, last: u64) -> Option<u64> {
    let units = last.checked_sub(first)?.checked_add(1)?;
    units.checked_mul(lot.lot().unit_size.as_grams())
}
