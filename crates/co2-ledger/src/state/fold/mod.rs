//! Folding events into the state.

mod coverages;
mod orders;
mod retirements;
mod stock;

use super::State;
use super::answers::encode;
use super::orders::Taken;
use super::steps::{Folded, Log, Step, Undo};
use crate::command::{CorrectSerial, Replace};
use crate::error::FoldError;
use crate::event::{Change, Event};
use crate::receipt::OrderStatus;
use core::borrow::Borrow;
use std::sync::Arc;

impl State {
    /// Takes an event over into the state.
    ///
    /// This never fails for events that were decided on this state, in their order.
    ///
    /// # Errors
    /// When the event does not follow from the state. The state has not changed then.
    pub fn fold(&mut self, event: &Arc<Event>) -> Result<Undo, FoldError> {
        self.fold_with(event, encode)
    }

    /// An event that plain data never is.
    pub(crate) const fn not_encoded(&self) -> FoldError {
        FoldError { revision: self.revision, reason: "it cannot be encoded" }
    }

    /// Takes an event over; its encoded form is asked for when it is to be kept.
    pub(crate) fn fold_with(
        &mut self,
        event: &Arc<Event>,
        encoded: impl FnOnce(&Event) -> Option<Box<[u8]>>,
    ) -> Result<Undo, FoldError> {
        let before = self.revision;
        let fail = |reason| FoldError { revision: before, reason };
        if event.at < self.time {
            return Err(fail("it is older than the event before it"));
        }
        event.check().map_err(fail)?;
        let expires = matches!(event.change, Change::Expired { .. });
        if !expires && self.index.deadlines.any_due(event.at) {
            return Err(fail("a reservation that is due by then has not expired"));
        }
        let content = event.change.content();
        if content.is_some_and(|content| self.has_answered(content)) {
            return Err(fail("its command was answered before"));
        }
        let revision = before.checked_add(1).ok_or_else(|| fail("too many events"))?;
        let mut log = Log::new();
        let applied = self.apply(&mut log, event).and_then(|()| {
            let Some(content) = content else { return Ok(()) };
            // A packed order has its answers in itself.
            if matches!(log.last(), Some(Step::Packed(_) | Step::Stood { .. })) {
                debug_assert!(self.has_answered(content), "the order says when it was answered");
                return Ok(());
            }
            self.keep_answer(content, encoded(event).ok_or("it cannot be encoded")?);
            Ok(())
        });
        if let Err(reason) = applied {
            self.roll_back(log);
            return Err(fail(reason));
        }
        let time = core::mem::replace(&mut self.time, event.at);
        if time != event.at {
            self.index_time();
        }
        self.revision = revision;
        Ok(Undo::new(Arc::clone(event), time, log))
    }

    /// The state that events lead to from an empty ledger.
    ///
    /// # Errors
    /// When an event does not follow from those before it.
    pub fn replay(
        events: impl IntoIterator<Item = impl Borrow<Arc<Event>>>,
    ) -> Result<Self, FoldError> {
        let mut state = Self::new();
        state.catch_up(events)?;
        Ok(state)
    }

    /// The state after the first so many of the events: as it was then.
    ///
    /// # Errors
    /// When there are fewer, or one of them does not follow from those before it.
    pub fn state_at(
        events: impl IntoIterator<Item = impl Borrow<Arc<Event>>>,
        revision: u64,
    ) -> Result<Self, FoldError> {
        let mut state = Self::new();
        let mut events = events.into_iter();
        while state.revision < revision {
            let reason = "there is none";
            let event = events.next().ok_or(FoldError { revision: state.revision, reason })?;
            drop(state.fold(event.borrow())?);
        }
        Ok(state)
    }

    /// Folds events that will not be undone, such as those after a snapshot.
    ///
    /// # Errors
    /// When an event does not follow from those before it; those are folded.
    pub fn catch_up(
        &mut self,
        events: impl IntoIterator<Item = impl Borrow<Arc<Event>>>,
    ) -> Result<(), FoldError> {
        events.into_iter().try_for_each(|event| self.fold(event.borrow()).map(drop))
    }

    fn apply(&mut self, log: &mut Log, event: &Event) -> Folded {
        let at = event.at;
        match &event.change {
            Change::Imported(content) => {
                self.apply_lots(log, &content.projects, &content.lots, &content.operation)
            }
            Change::RulesPut(put) => {
                self.apply_rules(log, put);
                Ok(())
            }
            Change::Reserved { reserve, until, slices, covered, price } => {
                let taken = Taken { slices, covered, price: price.as_ref() };
                self.apply_reserved(log, reserve, (at, *until), &taken)
            }
            Change::Expired { order } => {
                if self.kept(order).is_none_or(|order| order.until() > at) {
                    return Err("the reservation is not due");
                }
                self.release(log, order, OrderStatus::Expired, at)
            }
            Change::Extended { extend, until } => self.apply_extended(log, extend, at, *until),
            Change::Confirmed(confirm) => self.apply_confirmed(log, confirm, at),
            Change::Reallocated { reallocate, slices, covered, price } => {
                let taken = Taken { slices, covered, price: price.as_ref() };
                self.apply_reallocated(log, reallocate, at, &taken)
            }
            Change::Filled { fill, slices, covered, price } => {
                let taken = Taken { slices, covered, price: price.as_ref() };
                self.apply_filled(log, fill, &taken)
            }
            Change::Cancelled(cancel) => {
                self.release(log, &cancel.order, OrderStatus::Cancelled, at)
            }
            Change::PartCancelled { cancel, price } => {
                self.apply_part_cancelled(log, cancel, *price)
            }
            Change::Assigned { assign, item, coverage } => {
                self.apply_assigned(log, assign, *item, *coverage, at)
            }
            Change::CertificateRecorded(record) => self.apply_certificate(log, record),
            Change::Returned(content) => {
                self.end_coverage_of(log, &content.order, &content.product)
            }
            Change::Revoked(content) => self.apply_revoked(log, content),
            Change::Replaced { replace, coverage } => {
                let Replace { order, product, by, .. } = replace;
                self.apply_moved(log, order, (product, by), (*coverage, at))
            }
            Change::SerialCorrected { correct, coverage } => {
                let CorrectSerial { order, product, by, .. } = correct;
                self.apply_moved(log, order, (product, by), (*coverage, at))
            }
            Change::CoveredRetroactively { cover, slices, first } => {
                self.apply_retroactive(log, cover, slices, *first, at)
            }
            Change::MadeGood { make_good, slices } => self.apply_made_good(log, make_good, slices),
            Change::Suspended(content) => self.apply_suspended(log, content, at),
            Change::Reinstated(content) => self.apply_reinstated(log, content),
            Change::RetirementRequested(request) => self.apply_requested(log, request),
            Change::RetirementRecorded { record, moved } => self.apply_recorded(log, record, moved),
            Change::BufferRecorded(content) => self.apply_buffer(log, content),
            Change::Converted(convert) => self.apply_converted(log, convert),
            Change::UnitsCancelled(cancel) => self.apply_units_cancelled(log, cancel),
            Change::Invalidated(content) => self.apply_invalidated(log, content),
            Change::TransferredOut(transfer) => self.apply_transferred_out(log, transfer),
            Change::TransferredIn(content) => {
                self.apply_lots(log, &content.projects, &content.lots, &content.operation)
            }
            Change::Advanced => Ok(()),
            Change::Archived(record) => {
                self.check_archived(record)?;
                if self.orders.is_packed(record.order()) {
                    log.push(Step::WasPacked);
                }
                self.put_away(self.revision, record);
                Ok(())
            }
            Change::Reopened { archived, record } => {
                self.check_reopened(*archived, record)?;
                self.bring_back(*archived, record, true);
                Ok(())
            }
        }
    }
}
