//! Which orders are closed, what is known of them, and how that is put away and brought back.

use super::record::Answer;
use super::{Archived, Grams, Named};
use crate::command::{Confirm, Content};
use crate::decide::MAX_ARCHIVED;
use crate::error::FoldError;
use crate::event::{Change, Event, LotSlice};
use crate::ids::{CoverageId, OrderId};
use crate::receipt::OrderStatus;
use crate::state::answers::encode;
use crate::state::coverages::{CoverageStatus, Covered, place};
use crate::state::orders::History;
use crate::state::steps::Folded;
use crate::state::{ClaimState, Fate, Kept, Order, RegistryState, State};
use co2_units::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

impl State {
    /// The records of closed orders all of which happened before a time: so many at most, and no more
    /// than fit a batch.
    pub(crate) fn closed(&self, before: Timestamp, most: u32) -> Vec<Archived> {
        let (mut records, mut seen, mut weight) = (Vec::new(), BTreeSet::new(), 0_usize);
        let most = place(most);
        let mut take = |kept: Kept<'_>| {
            let full = records.len() >= most || weight >= MAX_ARCHIVED;
            if full || self.last_act(kept) >= before {
                return !full;
            }
            let order = kept.order();
            let order = order.filter(|order| self.is_closed(order) && self.has_kept_word(order));
            if let Some(order) = order {
                let record = self.record(&order);
                weight = weight.saturating_add(record.weight());
                records.push(record);
            }
            !full
        };
        // Closed orders leave this list: however many were archived, the next are found soon.
        for (_, covered) in self.coverages.iter() {
            let kept = self.orders.kept(&covered.order);
            if seen.insert(covered.order) && !kept.is_none_or(&mut take) {
                return records;
            }
        }
        for order in self.orders.sorted() {
            if order.is_over() && order.coverages().is_empty() && !take(order) {
                break;
            }
        }
        records
    }

    /// Whether nothing more is to happen to an order in the ordinary course of things.
    fn is_closed(&self, order: &Order) -> bool {
        match order.status {
            OrderStatus::Reserved => false,
            OrderStatus::Expired | OrderStatus::Cancelled => order.coverages.is_empty(),
            OrderStatus::Confirmed => {
                let assigned = order.lines.iter().all(|line| line.assigned == line.quantity);
                let is_final = |&id: &CoverageId| {
                    let covered = self.covered(id);
                    self.suspension(id).is_none() && covered.is_some_and(|c| self.is_final(&c))
                };
                assigned && !self.is_fillable(order) && order.coverages.iter().all(is_final)
            }
        }
    }

    /// Whether a coverage is over, or a certificate of its own names all its grams and their units are
    /// retired.
    fn is_final(&self, covered: &Covered) -> bool {
        if covered.status != CoverageStatus::Live {
            return true;
        }
        covered.certificate.is_some()
            && covered.shares.iter().all(|share| share.named && self.is_retired(share.slice))
    }

    fn is_retired(&self, slice: LotSlice) -> bool {
        self.all_units(slice, |state| state == RegistryState::Retired)
    }

    /// Whether the units are retired, or lost, that certificates of an order name and that serve nothing any more.
    /// Those certificates may have said that they will be retired. Orders of which this is not so were archived
    /// once, so folding does not ask for it.
    fn has_kept_word(&self, order: &Order) -> bool {
        let spent = order.coverages.iter().filter_map(|&id| self.covered(id));
        let spent = spent.filter(|covered| covered.status == CoverageStatus::Spent);
        spent.flat_map(|covered| covered.shares).all(|share| {
            self.all_units(share.slice, |state| state == RegistryState::Retired || state.is_lost())
        })
    }

    /// Whether all units that have some of these grams are so.
    fn all_units(&self, slice: LotSlice, are: impl Fn(RegistryState) -> bool) -> bool {
        let Some(lot) = self.lot(slice.lot) else { return false };
        let last = slice.grams.end().checked_sub(1).and_then(|last| lot.unit_at(last));
        let units = lot.unit_at(slice.grams.start()).zip(last);
        units.is_some_and(|(first, last)| {
            let mut fates = lot.fates(first, last);
            fates.all(|(.., fate)| are(fate.map_or(RegistryState::Held, Fate::state)))
        })
    }

    /// All that is known of an order.
    fn record(&self, order: &Order) -> Archived {
        let answers = self.events_of(&order.reserve.order);
        let coverages = order.coverages.iter();
        let coverages = coverages.filter_map(|&id| Some((id, self.covered(id)?)));
        Archived {
            reserve: order.reserve.clone(),
            until: order.until,
            status: order.status,
            cap: order.cap,
            lines: order.lines.clone(),
            coverages: coverages.collect(),
            answers: answers.iter().filter_map(Answer::of).collect(),
        }
    }

    /// That a record is what is known of a closed order.
    pub(in crate::state) fn check_archived(&self, record: &Archived) -> Folded {
        let order = self.orders.get(record.order()).ok_or("the order is not known")?;
        if !self.is_closed(&order) {
            return Err("the order is not closed");
        }
        if self.record(&order) != *record {
            return Err("the record is not what is known of the order");
        }
        let counts = &self.archive.counts;
        counts.orders.checked_add(1).ok_or("too many orders")?;
        Ok(())
    }

    /// Shrinks a closed order to fingerprints that lead to a record, after so many events.
    pub(in crate::state) fn put_away(&mut self, revision: u64, record: &Archived) {
        let id = record.order();
        self.orders.remove(id);
        self.orders.shrink();
        for &(number, _) in &record.coverages {
            self.coverages.remove(number);
        }
        self.coverages.shrink();
        for answer in &record.answers {
            let event = answer.event();
            if let Some(content) = event.change.content() {
                self.answers.remove(self.answers.hash(content), content);
            }
        }
        self.answers.shrink();
        let archive = &mut self.archive;
        archive.names.insert(Named::record(Named::Order(id).fingerprint(), revision));
        for covered in record.live() {
            let fingerprint = Named::Product(&covered.product).fingerprint();
            archive.names.insert(Named::record(fingerprint, revision));
        }
        for slice in record.grams(ClaimState::Certified) {
            let (start, end) = (slice.grams.start(), slice.grams.end());
            let kept = archive.lots.entry(slice.lot).or_default();
            kept.certified.insert(Grams { start, end, record: revision });
        }
        for slice in record.grams(ClaimState::Spent) {
            archive.lots.entry(slice.lot).or_default().spent.give(slice.grams);
        }
        archive.replaced.extend(record.replaced());
        let counts = &mut archive.counts;
        let coverages = u64::try_from(record.coverages.len()).unwrap_or(u64::MAX);
        counts.orders = counts.orders.saturating_add(1);
        counts.coverages = counts.coverages.saturating_add(coverages);
        counts.certificates = counts.certificates.saturating_add(record.certificates());
    }

    /// That fingerprints lead to this record, and that it fits what is known.
    pub(in crate::state) fn check_reopened(&self, revision: u64, record: &Archived) -> Folded {
        let (id, archive) = (record.order(), &self.archive);
        if self.orders.contains(id) || !archive.has_name(Named::Order(id), revision) {
            return Err("the order is not archived there");
        }
        if !record.live().all(|c| archive.has_name(Named::Product(&c.product), revision)) {
            return Err("a product is not archived there");
        }
        for slice in record.grams(ClaimState::Certified) {
            let (start, end) = (slice.grams.start(), slice.grams.end());
            let kept = archive.lots.get(&slice.lot).ok_or("grams are not archived there")?;
            if !kept.certified.contains(&Grams { start, end, record: revision }) {
                return Err("grams are not archived there");
            }
        }
        for slice in record.grams(ClaimState::Spent) {
            let kept = archive.lots.get(&slice.lot).ok_or("grams are not archived there")?;
            if kept.spent.within(slice.grams).next() != Some(slice.grams) {
                return Err("grams are not archived there");
            }
        }
        if !record.replaced().all(|id| archive.replaced.contains(&id)) {
            return Err("a replaced product is not archived there");
        }
        let counts = &archive.counts;
        let coverages = u64::try_from(record.coverages.len()).unwrap_or(u64::MAX);
        if counts.coverages < coverages || counts.certificates < record.certificates() {
            return Err("there are not as many coverages");
        }
        self.check_record(record)
    }

    /// That the parts of a record fit together, and what is known beside it.
    fn check_record(&self, record: &Archived) -> Folded {
        let closed = match record.status {
            OrderStatus::Reserved => false,
            OrderStatus::Expired | OrderStatus::Cancelled => record.coverages.is_empty(),
            OrderStatus::Confirmed => record.lines.iter().all(|l| l.assigned == l.quantity),
        };
        let empty = record.lines.iter().all(|line| line.slices.is_empty());
        if !closed || !empty || record.lines.len() != record.reserve.lines.len() {
            return Err("the order is not closed");
        }
        let (mut least, mut counted) = (CoverageId(0), vec![0_u32; record.lines.len()]);
        for (number, covered) in &record.coverages {
            let line = record.reserve.lines.get(place(covered.line)).ok_or("no such line")?;
            let known = self.coverages.contains(*number) || *number >= self.next;
            if *number < least || known || covered.order != *record.order() {
                return Err("a coverage is not the order's");
            }
            least = CoverageId(number.0.saturating_add(1));
            if let CoverageStatus::Replaced(by) = covered.status {
                // They are in order, or the record is refused.
                let found = record.coverages.binary_search_by_key(&by, |(id, _)| *id);
                found.map_err(|_| "a coverage is replaced by an unknown one")?;
            } else if let Some(count) = counted.get_mut(place(covered.line)) {
                // What took another's place was no product of its own.
                *count = count.saturating_add(1);
            }
            let certified = covered.certificate.is_some() && covered.shares.iter().all(|s| s.named);
            let fits = covered.fits(line.each.as_grams());
            if !fits || (covered.status == CoverageStatus::Live && !certified) {
                return Err("a coverage is not final");
            }
            if covered.status == CoverageStatus::Live
                && self.cover_of(&covered.product, line.stages).is_some()
            {
                return Err("the product is covered already");
            }
        }
        if !record.lines.iter().map(|line| line.assigned).eq(counted) {
            return Err("a line has other products");
        }
        let mut before = None;
        for answer in &record.answers {
            let event = answer.event();
            let content = event.change.content().ok_or("an answer is to no command")?;
            let key = content.key();
            if content.order() != Some(record.order()) || event.at > self.time {
                return Err("an answer is not the order's");
            }
            if self.answered(content).is_some()
                || before.as_ref().is_some_and(|before| *before >= key)
            {
                return Err("a command has two answers");
            }
            before = Some(key);
        }
        Ok(())
    }

    /// Brings an order back that was put away after so many events; packed, if it is asked for and can be.
    pub(in crate::state) fn bring_back(&mut self, revision: u64, record: &Archived, pack: bool) {
        let id = record.order().clone();
        let archive = &mut self.archive;
        archive.names.remove(&Named::record(Named::Order(&id).fingerprint(), revision));
        for covered in record.live() {
            let fingerprint = Named::Product(&covered.product).fingerprint();
            archive.names.remove(&Named::record(fingerprint, revision));
        }
        for slice in record.grams(ClaimState::Certified) {
            let (start, end) = (slice.grams.start(), slice.grams.end());
            if let Some(kept) = archive.lots.get_mut(&slice.lot) {
                kept.certified.remove(&Grams { start, end, record: revision });
            }
        }
        for slice in record.grams(ClaimState::Spent) {
            if let Some(kept) = archive.lots.get_mut(&slice.lot) {
                kept.spent.take(slice.grams);
            }
        }
        archive.lots.retain(|_, kept| !kept.certified.is_empty() || kept.spent.grams() > 0);
        for number in record.replaced() {
            archive.replaced.remove(&number);
        }
        let counts = &mut archive.counts;
        let coverages = u64::try_from(record.coverages.len()).unwrap_or(u64::MAX);
        counts.orders = counts.orders.saturating_sub(1);
        counts.coverages = counts.coverages.saturating_sub(coverages);
        counts.certificates = counts.certificates.saturating_sub(record.certificates());
        for (number, covered) in &record.coverages {
            let kept = self.coverages.insert(*number, covered);
            debug_assert!(kept.is_some(), "what was read can be encoded");
        }
        let order = Order {
            reserve: record.reserve.clone(),
            until: record.until,
            status: record.status,
            cap: record.cap,
            lines: record.lines.clone(),
            coverages: record.coverages.iter().map(|&(number, _)| number).collect(),
            history: History::default(),
        };
        let events: Vec<Event> = record.answers.iter().map(Answer::event).collect();
        if pack && self.orders.insert_packed(&order, &events).is_some() {
            return;
        }
        self.orders.insert(id, order);
        for event in &events {
            let kept = event.change.content().zip(encode(event));
            debug_assert!(kept.is_some(), "an answer that was read can be encoded");
            if let Some((content, bytes)) = kept {
                self.keep_answer(content, bytes);
            }
        }
    }

    /// The event by which an archived order is known in full again, from the one that archived it:
    /// what [`State::archived`] and [`CommandError::Earlier`](crate::CommandError::Earlier) say where
    /// to find.
    ///
    /// # Errors
    /// When no fingerprint leads to that event, or what it says does not fit the rest.
    pub fn reopen(&self, archived: u64, event: &Event) -> Result<Arc<Event>, FoldError> {
        let fail = |reason| FoldError { revision: self.revision, reason };
        let Change::Archived(record) = &event.change else {
            return Err(fail("the event that is asked for archives no order"));
        };
        self.check_reopened(archived, record).map_err(fail)?;
        let change = Change::Reopened { archived, record: Arc::clone(record) };
        Ok(Arc::new(Event { at: self.time, change }))
    }
}

impl State {
    /// When something happened to an order last by a command of its own, or its reservation ended.
    fn last_act(&self, kept: Kept<'_>) -> Timestamp {
        let ended = kept.has_expired().then(|| kept.until());
        let newest = match kept {
            Kept::Packed(packed) => packed.newest(),
            Kept::Full(order) => order.history.times(&self.answers).max(),
        };
        ended.max(newest).unwrap_or(Timestamp::MIN)
    }

    /// The answers to the commands on an order, in the order of their keys.
    pub(in crate::state) fn events_of(&self, id: &OrderId) -> Vec<Event> {
        let mut events = match self.kept(id) {
            Some(Kept::Packed(packed)) => packed.events(),
            Some(Kept::Full(order)) => order.history.events(&self.answers, id),
            None => Vec::new(),
        };
        events.sort_by_cached_key(|event| event.change.key());
        events
    }

    /// Whether an order may still get credits for products that it lacks.
    pub(crate) fn is_fillable(&self, order: &Order) -> bool {
        let id: &OrderId = &order.reserve.order;
        let quoted = self.rules.get(&order.reserve.rules);
        let stays_open =
            quoted.is_some_and(|r| r.shortfall == co2_offsets::rules::Shortfall::Backorder);
        let confirm = Confirm::whole(id.clone());
        let confirm = self.answered(Content::Confirm(&confirm));
        let in_part = confirm.is_some_and(
            |event| matches!(&event.change, Change::Confirmed(confirm) if confirm.part.is_some()),
        );
        stays_open && !in_part && order.lines().any(|(line, held)| held.waiting(line) > 0)
    }
}
