//! The small changes that folding an event is made of. Each is noted with what was there before, so
//! that an event can be taken back whole: when it turns out not to follow, or does not become
//! durable.

use super::answers::encode;
use super::coverages::{Covered, place};
use super::index::Index;
use super::lots::{Fate, Run};
use super::packed::{Reserved, Stand};
use super::retirements::Retirement;
use super::{ClaimState, Kept, LotState, Order, RegistryState, RegistryTotals, State, Suspension};
use crate::command::Content;
use crate::event::{Change, Event, LotSlice};
use crate::free::FreeSet;
use crate::ids::{CoverageId, LotIndex, OrderId};
use crate::receipt::OrderStatus;
use crate::slices::joined;
use co2_offsets::{OperationId, RulesId};
use co2_units::Timestamp;
use co2_units::credit::{GramSlice, ProjectId};
use smallvec::SmallVec;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is needed to take a folded event back; see [`State::undo`].
#[derive(Debug)]
#[must_use = "an event that does not become durable must be undone"]
pub struct Undo {
    event: Arc<Event>,
    time: Timestamp,
    steps: Log,
}

impl Undo {
    pub(super) const fn new(event: Arc<Event>, time: Timestamp, steps: Log) -> Self {
        Self { event, time, steps }
    }

    /// The event that would be taken back.
    pub fn event(&self) -> &Event {
        &self.event
    }
}

/// A small change, and what was there before.
#[derive(Debug)]
pub(super) enum Step {
    Projects(Vec<ProjectId>),
    /// A lot came in.
    Lot,
    Rules {
        in_force: Option<RulesId>,
        new: Option<RulesId>,
    },
    Order {
        id: OrderId,
        prior: Option<Box<Order>>,
    },
    Status {
        id: OrderId,
        prior: OrderStatus,
    },
    Until {
        id: OrderId,
        prior: Timestamp,
    },
    /// An order came in and was packed.
    Packed(OrderId),
    /// A packed order stands otherwise, and its grams went from one claim to another.
    Stood {
        id: OrderId,
        prior: Stand,
        from: ClaimState,
        to: ClaimState,
    },
    /// The order that was archived was packed.
    WasPacked,
    /// A packed order is kept in full from now on; its record.
    Unpacked {
        id: OrderId,
        record: Box<[u8]>,
    },
    Claims {
        slices: Vec<LotSlice>,
        from: ClaimState,
        to: ClaimState,
    },
    /// The front of a line's grams went to a product: the pieces that were touched, and whether a
    /// rest of the last one stayed.
    Dealt {
        id: OrderId,
        line: usize,
        touched: Vec<LotSlice>,
        rest: bool,
    },
    /// A coverage began.
    Coverage,
    Covered {
        id: CoverageId,
        prior: Box<Covered>,
    },
    /// A certificate was suspended, or is no longer.
    Suspension {
        id: CoverageId,
        prior: Option<Box<Suspension>>,
    },
    /// Boxed, since it is rare and much larger than the others, of which each event makes some.
    Runs(Box<Runs>),
    Retirement {
        operation: OperationId,
        prior: Option<Box<Retirement>>,
    },
    /// A lot's units are no longer known by their numbers.
    Unlisted {
        lot: LotIndex,
        first: u64,
        last: u64,
    },
    FreeSet {
        lot: LotIndex,
        prior: Box<FreeSet>,
    },
}

/// What became of units, and what was there before.
#[derive(Debug)]
pub(super) struct Runs {
    lot: LotIndex,
    inserted: u64,
    removed: Vec<(u64, Run)>,
    remainders: Vec<u64>,
    registry: RegistryTotals,
    lost: Vec<GramSlice>,
}

/// What was done of an event so far: mostly one step.
pub(super) type Log = SmallVec<[Step; 1]>;
/// Why an event does not follow.
pub(super) type Folded<T = ()> = Result<T, &'static str>;

impl State {
    /// Takes the event folded last back, as if it had never been folded.
    ///
    /// Undo events in the reverse order of folding, on the state that folded them; anything else
    /// gives a state that is not to be used.
    pub fn undo(&mut self, undo: Undo) {
        let Undo { event, time, steps } = undo;
        if let Some(content) = event.change.content()
            && !content.subject_order().is_some_and(|order| self.orders.is_packed(order))
        {
            self.forget_answer(content);
        }
        self.revision = self.revision.saturating_sub(1);
        self.time = time;
        self.index_time();
        let was_packed = steps.iter().any(|step| matches!(step, Step::WasPacked));
        self.roll_back(steps);
        match &event.change {
            Change::Archived(record) => self.bring_back(self.revision, record, was_packed),
            Change::Reopened { archived, record } => self.put_away(*archived, record),
            _ => {}
        }
    }

    /// Takes steps back, the last one first.
    pub(super) fn roll_back(&mut self, mut log: Log) {
        while let Some(step) = log.pop() {
            self.take_back(step);
        }
    }

    fn take_back(&mut self, step: Step) {
        match step {
            Step::Projects(new) => {
                for id in &new {
                    self.projects.remove(id);
                }
            }
            Step::Lot => {
                if let (Some(lot), Ok(place)) = (self.lots.pop(), u32::try_from(self.lots.len())) {
                    let (index, _, known) = self.index_mut();
                    index.remove_lot(known, LotIndex(place), &lot);
                }
            }
            Step::Rules { in_force, new } => {
                self.in_force = in_force;
                if let Some(id) = new {
                    self.rules.remove(&id);
                }
                self.index_rules();
            }
            Step::Order { id, prior } => drop(self.swap_order(&id, prior.map(|order| *order))),
            Step::Status { id, prior } => drop(self.change_status(&id, prior)),
            Step::Until { id, prior } => drop(self.change_until(&id, prior)),
            Step::Packed(id) => {
                let claims = (ClaimState::Reserved, ClaimState::Free);
                let stood = self.change_stand(&id, |_| Ok(None), claims);
                debug_assert!(stood.is_ok(), "the grams are where the step left them");
                self.orders.remove(&id);
            }
            Step::Stood { id, prior, from, to } => {
                let stood = self.change_stand(&id, |_| Ok(Some(prior)), (to, from));
                debug_assert!(stood.is_ok(), "the grams are where the step left them");
            }
            Step::WasPacked => {}
            Step::Unpacked { id, record } => {
                for event in self.orders.read(&record).events() {
                    let content = event.change.content();
                    if let Some(content) = content {
                        self.forget_answer(content);
                    }
                }
                self.orders.remove(&id);
                let packed = self.orders.insert_record(&record);
                debug_assert!(packed.is_some(), "what was packed can be packed");
            }
            Step::Claims { slices, from, to } => {
                let slices = slices.iter().rev().copied();
                let take = LotState::take_back;
                let moved = move_grams(&mut self.lots, &mut self.index, slices, (to, from), take);
                debug_assert!(moved.is_ok(), "the grams are where the step left them");
            }
            Step::Dealt { id, line, touched, rest } => {
                let order = self.orders.full_mut(&id);
                debug_assert!(order.is_some(), "grams were dealt from a known order");
                if let Some(line) = order.and_then(|order| order.lines.get_mut(line)) {
                    line.slices.splice(..usize::from(rest), touched);
                    debug_assert!(line.assigned > 0, "the product was counted");
                    line.assigned = line.assigned.saturating_sub(1);
                }
            }
            Step::Coverage => self.end_coverage(),
            Step::Covered { id, prior } => {
                let replaced = self.coverages.replace(id, &prior);
                debug_assert!(replaced.is_some(), "a coverage that was changed is known");
            }
            Step::Suspension { id, prior } => {
                self.swap_suspension(id, prior.map(|prior| *prior));
            }
            Step::Runs(runs) => {
                let Runs { lot, inserted, removed, remainders, registry, lost } = *runs;
                self.change_free(lot, |lot| {
                    for slice in &lost {
                        lot.unusable.take(*slice);
                        lot.free.give(*slice);
                    }
                    lot.runs.remove(&inserted);
                    for first in &remainders {
                        lot.runs.remove(first);
                    }
                    lot.runs.extend(removed);
                    lot.registry = registry;
                });
            }
            Step::Retirement { operation, prior } => match prior {
                Some(prior) => drop(self.retirements.insert(operation, *prior)),
                None => drop(self.retirements.remove(&operation)),
            },
            Step::Unlisted { lot, first, last } => {
                if let Some(known) = self.lots.get(place(lot.0)) {
                    self.index.list_units(lot, known, first, last);
                }
            }
            Step::FreeSet { lot, prior } => self.change_free(lot, |lot| lot.free = *prior),
        }
    }

    /// Puts an order in place of the one with its name; the one that was there.
    fn swap_order(&mut self, id: &OrderId, order: Option<Order>) -> Option<Order> {
        let deadline = order.as_ref().and_then(Order::deadline);
        let prior = match order {
            Some(order) => self.orders.insert(id.clone(), order),
            None => self.orders.remove(id),
        };
        if let Some((until, order)) = prior.as_ref().and_then(Order::deadline) {
            self.index.deadlines.remove(until, &order);
        }
        if let Some((until, order)) = deadline {
            self.index.deadlines.insert(until, order);
        }
        prior
    }

    fn change_status(&mut self, id: &OrderId, status: OrderStatus) -> Option<OrderStatus> {
        let order = self.orders.full_mut(id)?;
        let prior = core::mem::replace(&mut order.status, status);
        if status == OrderStatus::Reserved {
            self.index.deadlines.insert(order.until, id.clone());
        } else {
            self.index.deadlines.remove(order.until, id);
        }
        Some(prior)
    }

    /// Lets a packed order stand otherwise, or takes it out of the deadlines; its grams go from one claim
    /// to another.
    fn change_stand(
        &mut self,
        id: &OrderId,
        next: impl FnOnce(Stand) -> Folded<Option<Stand>>,
        (from, to): (ClaimState, ClaimState),
    ) -> Folded<Stand> {
        let place = self.orders.place(id).ok_or("the order is not packed")?;
        let packed = self.orders.packed(place);
        let prior = packed.stand().ok_or("the order cannot be read")?;
        let stand = next(prior)?;
        let slices = joined(packed.slices());
        // Grams that are lost are taken again when what freed them is taken back.
        let take = LotState::take_back;
        move_grams(&mut self.lots, &mut self.index, slices, (from, to), take)?;
        let deadline =
            |stand: Stand| (stand.status == OrderStatus::Reserved).then_some(stand.until);
        if let Some(until) = deadline(prior) {
            self.index.deadlines.remove(until, id);
        }
        if let Some(stand) = stand {
            if let Some(until) = deadline(stand) {
                self.index.deadlines.insert(until, id.clone());
            }
            self.orders.set_stand(place, &stand);
        }
        Ok(prior)
    }

    fn change_until(&mut self, id: &OrderId, until: Timestamp) -> Option<Timestamp> {
        let order = self.orders.full_mut(id)?;
        let prior = core::mem::replace(&mut order.until, until);
        self.index.deadlines.remove(prior, id);
        self.index.deadlines.insert(until, id.clone());
        Some(prior)
    }

    fn end_coverage(&mut self) {
        debug_assert!(self.next.0 > 0, "a coverage began");
        self.next = CoverageId(self.next.0.saturating_sub(1));
        let covered = self.coverages.remove(self.next);
        debug_assert!(covered.is_some(), "the coverage that began last is known");
        let Some(covered) = covered else { return };
        if let Some(order) = self.orders.full_mut(&covered.order) {
            order.coverages.pop();
        }
    }

    /// Puts a suspension, or none, in place of a coverage's; the one that was there.
    fn swap_suspension(
        &mut self,
        id: CoverageId,
        suspension: Option<Suspension>,
    ) -> Option<Suspension> {
        match suspension {
            Some(suspension) => self.suspended.insert(id, suspension),
            None => self.suspended.remove(&id),
        }
    }

    /// Changes what of a lot is free, and tells the index.
    fn change_free(&mut self, index: LotIndex, change: impl FnOnce(&mut LotState)) {
        let lot = self.lots.get_mut(place(index.0));
        debug_assert!(lot.is_some(), "grams are changed of known lots only");
        let Some(lot) = lot else { return };
        let before = lot.room();
        change(lot);
        self.index.room_changed(index, lot, before);
    }

    /// Moves grams from one claim to another: all of them, or none.
    fn move_grams(
        &mut self,
        slices: impl Iterator<Item = LotSlice> + Clone,
        from: ClaimState,
        to: ClaimState,
    ) -> Folded {
        move_grams(&mut self.lots, &mut self.index, slices, (from, to), LotState::take)
    }

    // --- answers ---

    /// Keeps the answer to a command; that of a packed order is in it.
    pub(super) fn keep_answer(&mut self, content: Content<'_>, event: Box<[u8]>) {
        let key = self.answers.hash(content);
        self.answers.insert(key, event);
        if let Some(order) = content.subject_order().and_then(|id| self.orders.full_mut(id)) {
            order.history.push(key);
        }
    }

    fn forget_answer(&mut self, content: Content<'_>) {
        let key = self.answers.hash(content);
        self.answers.remove(key, content);
        if let Some(order) = content.subject_order().and_then(|id| self.orders.full_mut(id)) {
            order.history.remove(key);
        }
    }

    // --- steps forward ---

    /// Keeps an order in full, whose parts are to be changed.
    fn unpack(&mut self, log: &mut Log, id: &OrderId) -> Folded {
        let Some(Kept::Packed(packed)) = self.orders.kept(id) else { return Ok(()) };
        let order = packed.order().ok_or("the order cannot be read")?;
        let events = packed.events();
        let record = self.orders.unpack(id).ok_or("the order is not known")?;
        self.orders.insert(id.clone(), order);
        for event in &events {
            if let (Some(content), Some(bytes)) = (event.change.content(), encode(event)) {
                self.keep_answer(content, bytes);
            }
        }
        log.push(Step::Unpacked { id: id.clone(), record });
        Ok(())
    }

    /// An order that is not known yet, with grams that were free.
    pub(super) fn put_packed(
        &mut self,
        log: &mut Log,
        reserved: &Reserved<'_>,
        until: Timestamp,
    ) -> Folded {
        let (from, to) = (ClaimState::Free, ClaimState::Reserved);
        self.move_grams(reserved.taken.joined(), from, to)?;
        if self.orders.pack(reserved, &Stand::reserved(until)).is_none() {
            self.move_grams(reserved.taken.joined(), to, from)?;
            return Err("it cannot be encoded");
        }
        let id = &reserved.reserve.order;
        self.index.deadlines.insert(until, id.clone());
        log.push(Step::Packed(id.clone()));
        Ok(())
    }

    /// Lets a packed order stand otherwise.
    pub(super) fn set_stand(
        &mut self,
        log: &mut Log,
        id: &OrderId,
        next: impl FnOnce(Stand) -> Folded<Stand>,
        (from, to): (ClaimState, ClaimState),
    ) -> Folded {
        let prior = self.change_stand(id, |stand| next(stand).map(Some), (from, to))?;
        log.push(Step::Stood { id: id.clone(), prior, from, to });
        Ok(())
    }

    /// Puts an order in place of the one with its name; what was answered stays so.
    pub(super) fn put_order(&mut self, log: &mut Log, mut order: Order) -> Folded {
        let id = order.reserve.order.clone();
        self.unpack(log, &id)?;
        if let Some(known) = self.orders.full_mut(&id) {
            order.history = known.history.clone();
        }
        let prior = self.swap_order(&id, Some(order)).map(Box::new);
        log.push(Step::Order { id, prior });
        Ok(())
    }

    pub(super) fn set_status(&mut self, log: &mut Log, id: &OrderId, status: OrderStatus) {
        if let Some(prior) = self.change_status(id, status) {
            log.push(Step::Status { id: id.clone(), prior });
        }
    }

    pub(super) fn set_until(&mut self, log: &mut Log, id: &OrderId, until: Timestamp) -> Folded {
        self.unpack(log, id)?;
        if let Some(prior) = self.change_until(id, until) {
            log.push(Step::Until { id: id.clone(), prior });
        }
        Ok(())
    }

    /// Moves grams from one claim to another.
    pub(super) fn claim<'a>(
        &mut self,
        log: &mut Log,
        slices: impl Into<Cow<'a, [LotSlice]>>,
        from: ClaimState,
        to: ClaimState,
    ) -> Folded {
        let slices = slices.into();
        if slices.is_empty() || from == to {
            return Ok(());
        }
        if !from.may_become(to) {
            return Err("a gram cannot go from its claim to that");
        }
        self.move_grams(slices.iter().copied(), from, to)?;
        log.push(Step::Claims { slices: slices.into_owned(), from, to });
        Ok(())
    }

    /// Takes the grams of one product from the front of a line.
    pub(super) fn deal(
        &mut self,
        log: &mut Log,
        id: &OrderId,
        line: usize,
        mut grams: u64,
    ) -> Folded<Vec<LotSlice>> {
        self.unpack(log, id)?;
        let order = self.orders.full_mut(id).ok_or("the order is not known")?;
        let held = order.lines.get_mut(line).ok_or("the line is not known")?;
        let (mut share, mut touched) = (Vec::new(), Vec::new());
        let mut rest = None;
        for &slice in &held.slices {
            if grams == 0 {
                break;
            }
            touched.push(slice);
            let (start, end) = (slice.grams.start(), slice.grams.end());
            let middle = start.saturating_add(grams).min(end);
            grams = grams.saturating_sub(middle.saturating_sub(start));
            let lay = |start, end| {
                let grams = GramSlice::new(start, end).ok();
                grams.map(|grams| LotSlice { lot: slice.lot, grams })
            };
            share.extend(lay(start, middle));
            rest = lay(middle, end);
        }
        if grams > 0 {
            return Err("the line has not as many grams");
        }
        held.assigned = held.assigned.checked_add(1).ok_or("too many products")?;
        held.slices.splice(..touched.len(), rest);
        let rest = rest.is_some();
        log.push(Step::Dealt { id: id.clone(), line, touched, rest });
        Ok(share)
    }

    pub(super) fn begin_coverage(&mut self, log: &mut Log, covered: &Covered) -> Folded {
        let id = self.next_coverage();
        let next = id.0.checked_add(1).ok_or("too many coverages")?;
        // What is decided brings it back first.
        if self.archived_cover(&covered.product).next().is_some() {
            return Err("an archived order may cover the product");
        }
        let order = self.orders.full_mut(&covered.order).ok_or("the order is not known")?;
        self.coverages.insert(id, covered).ok_or("it cannot be encoded")?;
        order.coverages.push(id);
        self.next = CoverageId(next);
        log.push(Step::Coverage);
        Ok(())
    }

    /// Changes a coverage.
    pub(super) fn change_covered(
        &mut self,
        log: &mut Log,
        id: CoverageId,
        change: impl FnOnce(&mut Covered),
    ) -> Folded {
        let prior = self.covered(id).ok_or("the coverage is not known")?;
        let mut covered = prior.clone();
        change(&mut covered);
        self.coverages.replace(id, &covered).ok_or("it cannot be encoded")?;
        let step = (prior.status, covered.status);
        log.push(Step::Covered { id, prior: Box::new(prior) });
        if step.0 == step.1 || step.0.may_become(step.1) {
            Ok(())
        } else {
            Err("a coverage cannot go from its status to that")
        }
    }

    /// Suspends the certificate of a coverage, or no longer.
    pub(super) fn set_suspension(
        &mut self,
        log: &mut Log,
        id: CoverageId,
        suspension: Option<Suspension>,
    ) {
        let prior = self.swap_suspension(id, suspension).map(Box::new);
        log.push(Step::Suspension { id, prior });
    }

    pub(super) fn put_retirement(
        &mut self,
        log: &mut Log,
        operation: &OperationId,
        retirement: Retirement,
    ) {
        let prior = self.retirements.insert(operation.clone(), retirement).map(Box::new);
        log.push(Step::Retirement { operation: operation.clone(), prior });
    }

    /// Gives units a fate; `None` for units that are held again.
    pub(super) fn set_fate(
        &mut self,
        log: &mut Log,
        index: LotIndex,
        (first, last): (u64, u64),
        fate: Option<Fate>,
    ) -> Folded {
        let lot = self.lots.get(place(index.0)).ok_or("a lot is not known")?;
        lot.grams_of(first, last).ok_or("the units are not the lot's")?;
        let state = fate.as_ref().map_or(RegistryState::Held, Fate::state);
        let mut registry = lot.registry;
        let (mut removed, mut kept): (Vec<(u64, Run)>, BTreeMap<u64, Run>) = Default::default();
        let mut lost = Vec::new();
        for (from, to, before) in lot.fates(first, last) {
            let before = before.map_or(RegistryState::Held, Fate::state);
            if !before.may_become(state) {
                return Err("the units cannot go from their registry state to that");
            }
            let grams = lot.grams_of(from, to).ok_or("the units are not the lot's")?;
            registry.shift(before, state, grams.grams()).ok_or("the totals have not as much")?;
            if state.is_lost() && !before.is_lost() {
                lost.extend(lot.free.within(grams));
            }
        }
        // Runs that are touched are cut.
        let mut at = last;
        while let Some((start, run)) = lot.run_within(first, at) {
            removed.push((start, run.clone()));
            if run.last > last
                && let Some(next) = last.checked_add(1)
            {
                kept.insert(next, run.clone());
            }
            if start < first {
                kept.insert(start, Run { last: first.saturating_sub(1), fate: run.fate.clone() });
            }
            match start.checked_sub(1) {
                Some(before) if before >= first => at = before,
                _ => break,
            }
        }
        let remainders = kept.keys().copied().collect();
        let prior = lot.registry;
        self.change_free(index, |lot| {
            for (start, _) in &removed {
                lot.runs.remove(start);
            }
            lot.runs.extend(kept);
            lot.runs.extend(fate.map(|fate| (first, Run { last, fate })));
            for slice in &lost {
                lot.free.take(*slice);
                lot.unusable.give(*slice);
            }
            lot.registry = registry;
        });
        let runs = Runs { lot: index, inserted: first, removed, remainders, registry: prior, lost };
        log.push(Step::Runs(Box::new(runs)));
        Ok(())
    }

    /// Forgets the numbers of units, so that they may come in again.
    pub(super) fn unlist_units(&mut self, log: &mut Log, lot: LotIndex, first: u64, last: u64) {
        if let Some(known) = self.lots.get(place(lot.0)) {
            self.index.unlist_units(lot, known, first, last);
            log.push(Step::Unlisted { lot, first, last });
        }
    }

    pub(super) fn set_free(&mut self, log: &mut Log, index: LotIndex, free: FreeSet) {
        let mut prior = None;
        self.change_free(index, |lot| {
            prior = Some(Box::new(core::mem::replace(&mut lot.free, free)));
        });
        log.extend(prior.map(|prior| Step::FreeSet { lot: index, prior }));
    }
}

/// Moves grams from one claim to another: all of them, or none.
fn move_grams(
    lots: &mut [LotState],
    index: &mut Index,
    slices: impl Iterator<Item = LotSlice> + Clone,
    (from, to): (ClaimState, ClaimState),
    take: fn(&mut LotState, GramSlice) -> bool,
) -> Folded {
    for (done, slice) in slices.clone().enumerate() {
        if let Err(reason) = move_slice(lots, index, slice, (from, to), take) {
            for slice in slices.take(done) {
                let moved = move_slice(lots, index, slice, (to, from), LotState::take_back);
                debug_assert!(moved.is_ok(), "the grams are where they were put");
            }
            return Err(reason);
        }
    }
    Ok(())
}

fn move_slice(
    lots: &mut [LotState],
    index: &mut Index,
    slice: LotSlice,
    (from, to): (ClaimState, ClaimState),
    take: fn(&mut LotState, GramSlice) -> bool,
) -> Folded {
    let lot = lots.get_mut(place(slice.lot.0)).ok_or("a lot is not known")?;
    let before = lot.room();
    if from == ClaimState::Free && !take(lot, slice.grams) {
        return Err("a gram is not free");
    }
    if to == ClaimState::Free && !lot.give(slice.grams) {
        return Err("a gram is free already");
    }
    if lot.claims.shift(from, to, slice.grams.grams()).is_none() {
        // The slice moved, the totals did not: put it back.
        let back = match (from, to) {
            (ClaimState::Free, _) => lot.give(slice.grams),
            (_, ClaimState::Free) => lot.take_back(slice.grams),
            _ => true,
        };
        debug_assert!(back, "the grams are where they were put");
        return Err("the totals do not have as much");
    }
    index.room_changed(slice.lot, lot, before);
    Ok(())
}
