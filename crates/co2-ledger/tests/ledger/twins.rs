//! Two ledgers that are asked the same: one archives whatever is closed at random moments, the other
//! never does. They must answer the same.

use crate::acts::{Act, Raw, Scope, act, reference, rules, stock};
use crate::auditor::{GRAMS, Numbers, SMALL};
use crate::world::*;
use co2_ledger::command::OnDifference;
use co2_ledger::{
    Change, Command, Confirm, CoverageStatus, OrderStatus, Present, PutRules, RecordRetirement,
    RegistryState, Request, RequestRetirement, State,
};
use proptest::prelude::*;
use std::borrow::Cow;
use std::collections::BTreeMap;

struct Twins {
    plain: World,
    archiving: World,
    /// What was archived, and what came back.
    seen: BTreeMap<String, u32>,
}

impl Twins {
    fn new(scope: Scope) -> Self {
        let (plain, archiving) = (World::empty(), World::empty());
        let mut twins = Self { plain, archiving, seen: BTreeMap::new() };
        twins.give(stock("stock", scope.stock.first()));
        let operation = "rules".parse().unwrap();
        twins.give(Command::PutRules(PutRules { operation, rules: rules().into() }));
        twins
    }

    /// Both are asked, and answer the same.
    fn give(&mut self, command: Command) {
        let expected = self.plain.run(command.clone());
        let before = self.archiving.state.clone();
        let request = Request { now: self.archiving.now, command };
        let tried = self.archiving.tentative(&request);
        assert_eq!(tried.answers(), [expected], "{request:?}");
        if tried.events().is_empty() {
            assert_eq!(self.archiving.state, before, "no trace");
        }
        self.archiving.state.undo_all(tried);
        assert_eq!(self.archiving.state, before);
        let _ = self.archiving.run(request.command);
    }

    /// One archives, for the other time passes.
    fn archive(&mut self, before: u32, most: u32) {
        let before = self.plain.now.checked_add_seconds(before).unwrap();
        let receipt = self.archiving.run(Command::Archive { before, most }).unwrap();
        let Present::Archived { orders } = receipt.present else { panic!("{receipt:?}") };
        assert!(orders <= most);
        self.plain.run(Command::Advance).unwrap();
    }

    fn wait(&mut self, seconds: u32) {
        self.plain.wait(seconds);
        self.archiving.wait(seconds);
    }

    /// What closes an order, as its shop would go on.
    fn finish(&mut self, raw: Raw) {
        let state = &self.plain.state;
        let orders: Vec<_> = state.orders().map(|(id, _)| id).collect();
        let Some(order) = orders.get(usize::from(raw[1]) % orders.len().max(1)) else { return };
        let known = state.order(order).unwrap();
        let status = known.status_at(self.plain.now.max(state.time()));
        if status == OrderStatus::Reserved && raw[4].is_multiple_of(4) {
            self.wait(900);
            self.give(Command::Advance);
        } else if status == OrderStatus::Reserved {
            self.give(Command::Confirm(Confirm::whole(order.clone())));
        }
        let Some(known) = self.plain.state.order(order).map(Cow::into_owned) else { return };
        let mut open = Vec::new();
        for (line, held) in known.lines() {
            for n in held.assigned()..held.quantity() {
                open.push((line.id, format!("SN-{order}-{}-{n}", line.id)));
            }
        }
        for (line, serial) in open {
            self.give(assign(order.as_str(), line, &serial));
        }
        let state = &self.plain.state;
        let live = |c: &co2_ledger::Coverage| c.order == *order && c.status == CoverageStatus::Live;
        let live: Vec<_> = state.coverages().filter(live).collect();
        let mut retire = Vec::new();
        for credit in state.credits(&state.slices_of(order)) {
            if credit.state == RegistryState::Held {
                let (lot, first_unit, last_unit) =
                    (credit.lot.lot().id.clone(), credit.first_unit, credit.last_unit);
                let operation = format!("r-{}", self.plain.events.len() + retire.len());
                let operation = operation.parse().unwrap();
                retire.push(RequestRetirement { operation, lot, first_unit, last_unit });
            }
        }
        for request in retire {
            let operation = request.operation.clone();
            self.give(Command::RequestRetirement(request));
            let Some(asked) = self.plain.state.retirement(&operation) else { continue };
            self.give(Command::RecordRetirement(RecordRetirement {
                operation,
                reference: reference(),
                date: "2026-11-20".parse().unwrap(),
                serials: vec![asked.serial().clone()],
                on_difference: OnDifference::Report,
            }));
        }
        for covered in live {
            let serial = covered.product.serial.as_str().to_owned();
            if raw[2].is_multiple_of(4) && covered.certificate.is_none() {
                self.give(crate::stories::take_back(order.as_str(), "back", &serial));
            } else {
                let bytes = [raw[3]];
                self.give(self.plain.certificate(order.as_str(), &serial, &bytes));
            }
        }
    }

    /// What comes later, to an order that may be archived.
    fn later(&mut self, raw: Raw) {
        let live =
            |c: &co2_ledger::Coverage| c.status == CoverageStatus::Live && c.certificate.is_some();
        let live: Vec<_> = self.plain.state.coverages().filter(live).collect();
        let Some(covered) = live.get(usize::from(raw[1]) % live.len().max(1)) else { return };
        let (order, serial) = (covered.order.as_str(), covered.product.serial.as_str());
        if raw[2].is_multiple_of(2) {
            self.give(crate::stories::take_back(order, &format!("back-{serial}"), serial));
        } else {
            let by = format!("R-{}", self.plain.state.coverage_count());
            self.give(crate::stories::replace(order, &format!("swap-{serial}"), serial, &by));
            if self.plain.state.coverage(&covered.order, &product(&by)).is_some() {
                self.give(self.plain.certificate(order, &by, &[raw[3]]));
            }
        }
    }

    /// Everything that they say is the same, once archived orders are known in full.
    fn compare(&self) {
        let (plain, archiving) = (&self.plain.state, &self.archiving.state);
        assert_eq!(archiving.audit(), plain.audit());
        assert!(archiving.replaced().eq(plain.replaced()));
        assert_eq!(archiving.coverage_count(), plain.coverage_count());
        assert!(archiving.lots().eq(plain.lots()));
        let lacking = self.archiving.recalled(&archiving.archived_shortfalls());
        assert_eq!(lacking.shortfalls(), plain.shortfalls());
        let archived = plain.orders().flat_map(|(id, _)| archiving.archived(&id));
        let archived: Vec<u64> = archived.collect();
        assert_eq!(archived.len(), usize::try_from(archiving.archived_count()).unwrap());
        let full = self.archiving.recalled(&archived);
        assert_eq!(full.audit().violations, []);
        assert!(full.orders().eq(plain.orders()) && full.coverages().eq(plain.coverages()));
        assert!(full.retirements().eq(plain.retirements()));
    }

    /// Notes what was archived and what came back.
    fn note(&mut self, from: usize) {
        for event in &self.archiving.events[from..] {
            let (what, record) = match &event.change {
                Change::Archived(record) => ("archived", record),
                Change::Reopened { record, .. } => ("reopened", record),
                _ => continue,
            };
            let stored = serde_json::to_value(&**record).unwrap();
            let status = stored["status"].as_str().unwrap();
            *self.seen.entry(format!("{what} {status}")).or_default() += 1;
            for covered in stored["coverages"].as_array().unwrap() {
                let status = &covered[1]["status"];
                let status = status.as_str().unwrap_or("replaced");
                *self.seen.entry(format!("{what} {status}")).or_default() += 1;
            }
        }
    }

    fn act(&mut self, raw: Raw, scope: Scope) {
        let from = self.archiving.events.len();
        match raw[7] % 8 {
            0 => self.archive(u32::from(raw[6] % 2), u32::from(raw[5] % 4) + 1),
            1 | 2 => self.finish(raw),
            3 => self.later(raw),
            _ => match act(raw, scope, &self.plain.state) {
                Act::Wait(seconds) => self.wait(seconds),
                Act::Give(command) => self.give(command),
            },
        }
        self.note(from);
    }
}

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![1 => Just(SMALL), 2 => Just(GRAMS)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// A ledger that archives answers every command as one that never does, whatever came before.
    #[test]
    fn archiving_changes_no_answer(scope in scope(), raws in prop::collection::vec(any::<Raw>(), 1..100)) {
        let mut twins = Twins::new(scope);
        for raw in raws {
            twins.act(raw, scope);
            twins.compare();
        }
    }

    /// Replayed, batched, and from a snapshot with the events after it: the same state, whether orders
    /// are archived in it or not. A damaged snapshot is refused or sound.
    #[test]
    fn archiving_ledgers_are_read_back(
        scope in scope(),
        raws in prop::collection::vec(any::<Raw>(), 1..100),
        cut in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let mut twins = Twins::new(scope);
        for raw in raws {
            twins.act(raw, scope);
        }
        let World { state, events, .. } = twins.archiving;
        prop_assert_eq!(&State::replay(&events).unwrap(), &state);
        let place = cut.index(events.len() + 1);
        let then = State::state_at(&events, u64::try_from(place).unwrap()).unwrap();
        let mut restored = State::from_snapshot(&then.snapshot_bytes().unwrap()).unwrap();
        prop_assert_eq!(&restored, &then);
        prop_assert_eq!(restored.snapshot_bytes().unwrap(), then.snapshot_bytes().unwrap());
        restored.catch_up(&events[place..]).unwrap();
        prop_assert_eq!(&restored, &state);
        prop_assert_eq!(restored.digest(), state.digest());
        let mut bytes = state.snapshot_bytes().unwrap();
        let place = cut.index(bytes.len());
        bytes[place] ^= 1 << bit;
        if let Ok(other) = State::from_snapshot(&bytes) {
            prop_assert_ne!(&other, &state);
            prop_assert_eq!(other.snapshot_bytes().unwrap(), bytes);
            prop_assert_eq!(other.audit().violations, []);
        }
        // Taken back one by one, from the last to the first.
        let (mut again, mut undo) = (State::new(), Vec::new());
        for event in &events {
            undo.push(again.fold(event).unwrap());
        }
        undo.into_iter().rev().for_each(|undo| again.undo(undo));
        prop_assert_eq!(again, State::new());
    }

    /// Records of another ledger are refused, or leave a sound state.
    #[test]
    fn foreign_records_leave_no_trace(
        scope in scope(),
        raws in prop::collection::vec(any::<Raw>(), 1..80),
        others in prop::collection::vec(any::<Raw>(), 1..80),
    ) {
        let (mut one, mut other) = (Twins::new(scope), Twins::new(scope));
        for raw in raws {
            one.act(raw, scope);
        }
        for raw in others {
            other.act(raw, scope);
        }
        let state = &mut one.archiving.state;
        let before = state.clone();
        for event in one.archiving.events.iter().chain(&other.archiving.events) {
            if let Ok(undo) = state.fold(event) {
                prop_assert_eq!(state.audit().violations, []);
                state.undo(undo);
            }
            prop_assert_eq!(&*state, &before);
        }
    }
}

/// What may be archived is, and comes back.
#[test]
fn the_twins_are_not_dull() {
    let (mut numbers, mut seen) = (Numbers(5), BTreeMap::new());
    for round in 0..60 {
        let scope = if round % 2 == 0 { SMALL } else { GRAMS };
        let mut twins = Twins::new(scope);
        (0..100).for_each(|_| twins.act(numbers.raw(), scope));
        twins.compare();
        for (what, count) in twins.seen {
            *seen.entry(what).or_insert(0) += count;
        }
    }
    for what in ["archived", "reopened"] {
        for kind in ["expired", "cancelled", "confirmed", "live", "returned", "spent", "replaced"] {
            let count = seen.get(&format!("{what} {kind}")).copied().unwrap_or_default();
            // No command on a cancelled order is ever accepted.
            let expected = (what, kind) != ("reopened", "cancelled");
            assert_eq!(count > 0, expected, "{what} {kind}: {seen:?}");
        }
    }
}
