//! The state as bytes, and back.
//!
//! A snapshot has what cannot be derived: contents of commands, what each order and coverage has, and
//! what became of units. Free grams, totals and indices are counted anew when it is read, so a
//! snapshot cannot contradict itself; what it says of orders, coverages and units is checked as an
//! audit does. It is the fold of some events only if a journal says so: compare
//! [`State::digest`](super::State::digest) with one that was noted there.

use super::answers::{Answers, encode};
use super::archive;
use super::coverages::{Covered, place};
use super::lots::Run;
use super::order_table::Orders;
use super::orders::{History, OrderLine};
use super::packed::Packed;
use super::retirements::Retirement;
use super::{ClaimState, Kept, LotState, Order, RegistryState, State, Suspension};
use crate::command::{RecordRetirement, RequestRetirement, Reserve};
use crate::event::{Change, Event, LotSlice};
use crate::facts;
use crate::ids::{CoverageId, LotIndex};
use crate::receipt::OrderStatus;
use crate::slices::joined;
use co2_offsets::{Lot, PriceCap, Project, Rules, RulesId};
use co2_units::credit::GramSlice;
use co2_units::{Digest, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The version of the snapshot format: its first byte.
pub const SNAPSHOT: u8 = 6;

/// The first byte of a snapshot of which the suspensions follow at once, and then what a snapshot without any has.
/// A state without suspensions has the bytes that it had before there were some.
const SUSPENDED: u8 = 7;

/// Why bytes are not a snapshot, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// It is of another version, or of none.
    #[error("a snapshot of version {SNAPSHOT} or {SUSPENDED} begins with that byte")]
    Version,
    /// It ends too early, or something in it cannot be.
    #[error("the snapshot cannot be read")]
    Form,
    /// What it says does not fit together.
    #[error("the snapshot contradicts itself: {reason}")]
    Content {
        /// What does not fit.
        reason: &'static str,
    },
    /// It is not the one form in which such a state is written.
    #[error("the snapshot is not in canonical form")]
    Canonical,
    /// The state cannot be written.
    #[error("the state cannot be encoded")]
    Encode,
}

/// Orders as a snapshot has them: packed if they can be, whichever way they are kept.
#[derive(Default)]
struct Apart<'a> {
    packed: Vec<(Cow<'a, [u8]>, RulesId)>,
    full: Vec<&'a Order>,
    /// The answers that are kept beside an order that is packed here.
    implied: BTreeSet<Box<[u8]>>,
}

impl<'a> Apart<'a> {
    fn add(&mut self, state: &State, kept: Kept<'a>) {
        let order = match kept {
            Kept::Packed(packed) => {
                let rules = packed.rules();
                debug_assert!(rules.is_some(), "what was packed can be read");
                let record = Cow::Borrowed(packed.record);
                return self.packed.extend(rules.map(|rules| (record, rules)));
            }
            Kept::Full(order) => order,
        };
        if Packed::may_hold(order) {
            let events = state.events_of(&order.reserve.order);
            if let Some(record) = Packed::of(order, &events, 0) {
                self.implied.extend(events.iter().filter_map(encode));
                return self.packed.push((record.into(), order.reserve.rules));
            }
        }
        self.full.push(order);
    }
}

/// Coverages whose certificates are suspended.
type Suspensions<S> = Vec<(CoverageId, S)>;

/// What was asked, until when it is held, where it is in its life, the most to be paid, and its lines.
type OrderOf<R, L> = (R, Timestamp, OrderStatus, Option<PriceCap>, L);

#[derive(Serialize)]
struct NewStored<'a> {
    time: Timestamp,
    revision: u64,
    projects: Vec<&'a Project>,
    rules: Vec<&'a Rules>,
    in_force: Option<RulesId>,
    lots: Vec<(&'a Lot, Vec<(u64, &'a Run)>)>,
    /// The rules that packed orders name, in the order of their ids.
    named: Vec<RulesId>,
    /// How many packed orders follow.
    packed: u64,
    /// The others.
    orders: Vec<OrderOf<&'a Reserve, &'a [OrderLine]>>,
    coverages: Vec<(CoverageId, Covered)>,
    next: CoverageId,
    retirements: Vec<(&'a RequestRetirement, Option<&'a RecordRetirement>)>,
    archive: archive::Stored,
    /// How many answers follow.
    answers: u64,
}

#[derive(Deserialize)]
struct Stored {
    time: Timestamp,
    revision: u64,
    projects: Vec<Project>,
    rules: Vec<Rules>,
    in_force: Option<RulesId>,
    lots: Vec<(Lot, Vec<(u64, Run)>)>,
    named: Vec<RulesId>,
    packed: u64,
    orders: Vec<OrderOf<Reserve, Vec<OrderLine>>>,
    coverages: Vec<(CoverageId, Covered)>,
    next: CoverageId,
    retirements: Vec<(RequestRetirement, Option<RecordRetirement>)>,
    archive: archive::Stored,
    answers: u64,
}

impl State {
    /// The state as canonical bytes: equal states, and only they, have equal bytes.
    ///
    /// # Errors
    /// [`SnapshotError::Encode`] when something in it cannot be encoded. Plain data always can.
    pub fn snapshot_bytes(&self) -> Result<Vec<u8>, SnapshotError> {
        let retirements = self.retirements.values();
        let mut apart = Apart::default();
        for kept in self.orders.sorted() {
            apart.add(self, kept);
        }
        let Apart { packed, full, implied } = apart;
        let named: BTreeSet<RulesId> = packed.iter().map(|(_, rules)| *rules).collect();
        let named: Vec<RulesId> = named.into_iter().collect();
        let mut answers = self.answers.sorted();
        answers.retain(|answer| !implied.contains(*answer));
        let stored = NewStored {
            time: self.time,
            revision: self.revision,
            projects: self.projects.values().collect(),
            rules: self.rules.values().collect(),
            in_force: self.in_force,
            lots: self
                .lots
                .iter()
                .map(|lot| (lot.lot(), lot.runs.iter().map(|(&first, run)| (first, run)).collect()))
                .collect(),
            named: named.clone(),
            packed: u64::try_from(packed.len()).unwrap_or(u64::MAX),
            orders: full
                .iter()
                .map(|order| {
                    let lines = order.lines.as_slice();
                    (&order.reserve, order.until, order.status, order.cap, lines)
                })
                .collect(),
            coverages: self.coverages.iter().collect(),
            next: self.next,
            retirements: retirements.map(|r| (&r.request, r.record.as_ref())).collect(),
            archive: self.archive.store(),
            answers: u64::try_from(answers.len()).unwrap_or(u64::MAX),
        };
        let encode = |_| SnapshotError::Encode;
        let front = if self.suspended.is_empty() {
            vec![SNAPSHOT]
        } else {
            let suspended: Suspensions<&Suspension> = self.suspended().collect();
            postcard::to_extend(&suspended, vec![SUSPENDED]).map_err(encode)?
        };
        let mut bytes = postcard::to_extend(&stored, front).map_err(encode)?;
        for (record, rules) in packed {
            let place = named.binary_search(&rules).unwrap_or_default();
            let stored = Packed { record: &record, rules: &[] }.store(place, &mut bytes);
            stored.ok_or(SnapshotError::Encode)?;
        }
        bytes.reserve(answers.iter().map(|answer| answer.len()).sum());
        for answer in answers {
            bytes.extend_from_slice(answer);
        }
        Ok(bytes)
    }

    /// The SHA-256 of [`State::snapshot_bytes`].
    pub fn digest(&self) -> Digest {
        let bytes = self.snapshot_bytes();
        debug_assert!(bytes.is_ok(), "plain data can be encoded");
        // A state without bytes has the digest of none, which no snapshot has.
        Digest::of(&bytes.unwrap_or_default())
    }

    /// The state of a snapshot.
    ///
    /// Nothing in it is trusted: what can be counted anew is, the rest is checked as
    /// [`State::audit`] does, and it must be in the one form in which [`State::snapshot_bytes`] writes
    /// such a state. That it is the state of a certain journal cannot be seen from it.
    ///
    /// # Errors
    /// When it is of another version, cannot be read, or contradicts itself.
    pub fn from_snapshot(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let state = Self::from_own_snapshot(bytes)?;
        state.check_answers().map_err(|reason| SnapshotError::Content { reason })?;
        if !state.audit().violations.is_empty() {
            return Err(SnapshotError::Content { reason: "an audit finds faults" });
        }
        if state.snapshot_bytes()? != bytes {
            return Err(SnapshotError::Canonical);
        }
        Ok(state)
    }

    /// The state of a snapshot that is known to be as [`State::snapshot_bytes`] wrote it, such as by a
    /// digest that was kept with it: without an audit, and so in half of the time.
    ///
    /// Of other bytes it may make a state that an audit finds fault with.
    ///
    /// # Errors
    /// When it is of another version or cannot be read. Grams that have two places are found, too.
    pub fn from_own_snapshot(bytes: &[u8]) -> Result<Self, SnapshotError> {
        let form = |_| SnapshotError::Form;
        let (version, body) = bytes.split_first().ok_or(SnapshotError::Version)?;
        let (suspended, body): (Suspensions<Suspension>, &[u8]) = match *version {
            SNAPSHOT => (Vec::new(), body),
            SUSPENDED => postcard::take_from_bytes(body).map_err(form)?,
            _ => return Err(SnapshotError::Version),
        };
        let (stored, rest): (Stored, &[u8]) = postcard::take_from_bytes(body).map_err(form)?;
        let mut state = stored.state(rest)?;
        state.suspended = suspended.into_iter().collect();
        Ok(state)
    }
}

impl Stored {
    fn state(mut self, rest: &[u8]) -> Result<State, SnapshotError> {
        let count = self.answers;
        let named = core::mem::take(&mut self.named);
        let (orders, answers) =
            Orders::restore(named, self.packed, rest).ok_or(SnapshotError::Form)?;
        let mut state =
            self.without_answers(orders).map_err(|reason| SnapshotError::Content { reason })?;
        read_answers(&mut state, count, answers)?;
        state.index_rules();
        state.check_facts().map_err(|reason| SnapshotError::Content { reason })?;
        Ok(state)
    }

    fn without_answers(self, orders: Orders) -> Result<State, &'static str> {
        let mut state = State { time: self.time, revision: self.revision, ..State::new() };
        for project in self.projects {
            facts::project(&project)?;
            state.projects.insert(project.id.clone(), project);
        }
        state.rules = self.rules.into_iter().map(|rules| (rules.id(), rules)).collect();
        state.in_force = self.in_force;
        if self.in_force.is_some_and(|id| !state.rules.contains_key(&id)) {
            return Err("the rules in force are not known");
        }
        for (lot, runs) in self.lots {
            add_lot(&mut state, lot, runs)?;
        }
        for (request, record) in self.retirements {
            add_retirement(&mut state, request, record)?;
        }
        let mut claims = Claims(vec![Vec::new(); state.lots.len()]);
        state.orders = orders;
        for packed in state.orders.unordered_packed() {
            let stand = packed.stand().ok_or("an order cannot be read")?;
            let claim = match stand.status {
                OrderStatus::Reserved => ClaimState::Reserved,
                OrderStatus::Confirmed => ClaimState::Committed,
                OrderStatus::Expired | OrderStatus::Cancelled => continue,
            };
            joined(packed.slices()).try_for_each(|slice| claims.push(slice, claim))?;
            if stand.status == OrderStatus::Reserved {
                let order = packed.id().ok_or("an order has no name")?;
                state.index.deadlines.insert(stand.until, order);
            }
        }
        for (reserve, until, status, cap, lines) in self.orders {
            if lines.len() != reserve.lines.len() {
                return Err("an order has other lines");
            }
            let id = reserve.order.clone();
            let (coverages, history) = (Vec::new(), History::default());
            let order = Order { reserve, until, status, cap, lines, coverages, history };
            if state.orders.contains(&id) {
                return Err("an order is there twice");
            }
            if let Some((until, id)) = order.deadline() {
                state.index.deadlines.insert(until, id);
            }
            for slice in order.slices() {
                let claim = order.claim().ok_or("an order that is over has grams")?;
                claims.push(slice, claim)?;
            }
            state.orders.insert(id, order);
        }
        let mut last = None;
        for (id, covered) in self.coverages {
            if last.replace(id).is_some_and(|last| last >= id) {
                return Err("coverages are not in the order of their numbers");
            }
            let order = state.orders.full_mut(&covered.order).ok_or("an order is not known")?;
            order.coverages.push(id);
            covered.claims().try_for_each(|(slice, claim)| claims.push(slice, claim))?;
            state.coverages.insert(id, &covered).ok_or("a coverage cannot be encoded")?;
        }
        state.next = self.next;
        state.archive = self.archive.archive(self.revision)?;
        for lot in state.archive.lots().collect::<Vec<_>>() {
            let mut archived = state.archive.claims(lot);
            archived.try_for_each(|(grams, claim)| claims.push(LotSlice { lot, grams }, claim))?;
        }
        claims.take(&mut state)?;
        Ok(state)
    }
}

/// The answers, which are events one after the other.
fn read_answers(state: &mut State, count: u64, mut bytes: &[u8]) -> Result<(), SnapshotError> {
    let fail = |reason| SnapshotError::Content { reason };
    if count > state.revision {
        return Err(fail("there are more answers than events"));
    }
    // No event is shorter than two bytes: a false count takes no more memory than the snapshot did.
    let room = place(count).min(bytes.len());
    state.answers = Answers::with_capacity(room);
    for _ in 0..count {
        let (event, rest): (Event, &[u8]) =
            postcard::take_from_bytes(bytes).map_err(|_| SnapshotError::Form)?;
        let length = bytes.len().saturating_sub(rest.len());
        let own = bytes.get(..length).ok_or(SnapshotError::Form)?;
        bytes = rest;
        let content = event.change.content().ok_or_else(|| fail("an answer is to no command"))?;
        if event.at > state.time {
            return Err(fail("an answer is from the future"));
        }
        let key = state.answers.hash(content);
        if state.answers.contains(content) {
            return Err(fail("a command has two answers"));
        }
        if let Some(order) = content.subject_order() {
            let order = state.orders.full_mut(order);
            order.ok_or_else(|| fail("an answer is to no order"))?.history.push(key);
        }
        state.answers.insert(key, own.into());
    }
    if bytes.is_empty() { Ok(()) } else { Err(SnapshotError::Form) }
}

/// A lot with what became of its units; all its grams are free as yet.
fn add_lot(state: &mut State, lot: Lot, runs: Vec<(u64, Run)>) -> Result<(), &'static str> {
    let index = LotIndex(u32::try_from(state.lots.len()).map_err(|_| "too many lots")?);
    let known = state.projects.get(lot.project()).ok_or("a project is not known")?;
    facts::lot(&lot, known)?;
    if state.index.knows_lot(&lot.id) {
        return Err("a lot is known already");
    }
    let mut lot = LotState::held(lot).ok_or("a lot is empty or too large")?;
    let mut registry = *lot.registry();
    let (mut taken, mut listed) = (Vec::new(), lot.lot().serial.units().first());
    for (first, run) in runs {
        let grams = lot.grams_of(first, run.last).ok_or("units are not their lot's")?;
        if lot.run_within(first, run.last).is_some() || first < listed {
            return Err("units have two fates");
        }
        listed = first;
        let fate = run.fate.state();
        registry.shift(RegistryState::Held, fate, grams.grams()).ok_or("too many units")?;
        if fate == RegistryState::Buffer {
            lot.free.take(grams);
            lot.claims.free = lot.claims.free.saturating_sub(grams.grams());
        } else if fate.is_lost() {
            lot.free.take(grams);
            lot.unusable.give(grams);
        }
        if fate == RegistryState::Transferred {
            taken.push((first, run.last));
        }
        lot.runs.insert(first, run);
    }
    lot.registry = registry;
    // Units that another stream has may have come in again, in this ledger too.
    let mut next = Some(lot.lot().serial.units().first());
    let end = lot.lot().serial.units().last();
    let mut own = Vec::new();
    for (first, last) in taken {
        if let Some(from) = next
            && let Some(before) = first.checked_sub(1).filter(|&before| before >= from)
        {
            own.push((from, before));
        }
        next = last.checked_add(1);
    }
    own.extend(next.filter(|&from| from <= end).map(|from| (from, end)));
    if !lot.has_its_buffer() {
        return Err("units of the buffer are held");
    }
    // When it came in nobody before it had a unit of it, and they have no more by now.
    if state.index.overlap(lot.lot().serial.units()).is_some() {
        return Err("two lots have one unit");
    }
    let (derived, _, known) = state.index_mut();
    derived.add_lot(known, index, &lot);
    let units = lot.lot().serial.units();
    state.index.unlist_units(index, &lot, units.first(), units.last());
    for (first, last) in own {
        state.index.list_units(index, &lot, first, last);
    }
    state.lots.push(lot);
    Ok(())
}

fn add_retirement(
    state: &mut State,
    request: RequestRetirement,
    record: Option<RecordRetirement>,
) -> Result<(), &'static str> {
    let (lot, known) = state.lot_by_id(&request.lot).ok_or("a lot is not known")?;
    let serial = known.lot().serial.part(request.first_unit, request.last_unit);
    let serial = serial.map_err(|_| "a retirement is not of its lot")?;
    if record.as_ref().is_some_and(|record| record.operation != request.operation) {
        return Err("a retirement has another's record");
    }
    let operation = request.operation.clone();
    state.retirements.insert(operation, Retirement { request, lot, serial, record });
    Ok(())
}

/// Grams that orders and coverages have, lot by lot.
struct Claims(Vec<Vec<(GramSlice, ClaimState)>>);

impl Claims {
    fn push(&mut self, slice: LotSlice, claim: ClaimState) -> Result<(), &'static str> {
        let lot = self.0.get_mut(place(slice.lot.0)).ok_or("a lot is not known")?;
        lot.push((slice.grams, claim));
        Ok(())
    }

    /// Takes them out of the free grams, whether they are of use or not.
    fn take(self, state: &mut State) -> Result<(), &'static str> {
        for (mut claims, index) in self.0.into_iter().zip(0..) {
            let lot = state.lots.get_mut(place(index)).ok_or("a lot is not known")?;
            let before = lot.room();
            // Mostly orders come in the order of their grams, and there is no gap between them.
            claims.sort_unstable();
            let mut run: Option<GramSlice> = None;
            for (slice, claim) in claims {
                let shifted = lot.claims.shift(ClaimState::Free, claim, slice.grams());
                shifted.ok_or("too many grams")?;
                let longer = run.filter(|run| run.end() == slice.start());
                let longer = longer.and_then(|run| GramSlice::new(run.start(), slice.end()).ok());
                if let (None, Some(run)) = (longer, run)
                    && !lot.take_back(run)
                {
                    return Err("a gram has two places");
                }
                run = longer.or(Some(slice));
            }
            if run.is_some_and(|run| !lot.take_back(run)) {
                return Err("a gram has two places");
            }
            state.index.room_changed(LotIndex(index), lot, before);
        }
        Ok(())
    }
}

impl State {
    /// That the answers are events that can be, and that reservations end when one of them says.
    fn check_answers(&self) -> Result<(), &'static str> {
        for event in self.answers.unordered() {
            event.check()?;
        }
        for kept in self.orders.sorted() {
            if let Kept::Packed(packed) = kept {
                packed.check()?;
            }
            let Some(order) = kept.order() else { continue };
            let events = self.events_of(&order.reserve.order);
            let mut ends = events.iter().map(|event| match &event.change {
                Change::Reserved { until, .. } | Change::Extended { until, .. } => *until,
                _ => event.at,
            });
            if !ends.any(|end| end == order.until) {
                return Err("a reservation ends when no event says");
            }
        }
        Ok(())
    }

    /// What an audit of the sums does not look at: what units and coverages refer to.
    fn check_facts(&self) -> Result<(), &'static str> {
        for lot in &self.lots {
            for run in lot.runs.values() {
                let Some(operation) = run.fate.retirement() else { continue };
                let retirement = self.retirements.get(operation);
                let retirement = retirement.ok_or("units are of an unknown retirement")?;
                let fits = match &run.fate {
                    super::Fate::Requested { .. } => retirement.record.is_none(),
                    super::Fate::Retired { serial, .. } => {
                        let record = retirement.record.as_ref();
                        record.is_some_and(|record| record.serials.get(place(*serial)).is_some())
                    }
                    _ => true,
                };
                if !fits {
                    return Err("units and their retirement differ");
                }
            }
        }
        for (_, covered) in self.coverages.iter() {
            if let super::CoverageStatus::Replaced(by) = covered.status
                && !self.coverages.contains(by)
            {
                return Err("a coverage is replaced by an unknown one");
            }
        }
        Ok(())
    }
}
