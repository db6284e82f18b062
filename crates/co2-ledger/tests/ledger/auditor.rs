//! Random commands against an independent, naive auditor: its [`books`](crate::books) say beforehand
//! whether each command will be accepted, and are then compared with everything that the ledger says.

use crate::acts::{Act, Raw, Scope, Stock, act, rules, stock};
use crate::books::Auditor;
use crate::world::*;
use co2_ledger::{
    Change, ClaimState, Command, CommandError, CoverageStatus, LotSlice, PutRules, RegistryState,
    Request, State,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A small ledger and the books of it.
pub(crate) struct Audited {
    pub(crate) world: World,
    books: Auditor,
    pub(crate) requests: Vec<Request>,
}

impl Audited {
    /// A ledger with two lots and one set of rules.
    pub(crate) fn new(scope: Scope) -> Self {
        let (world, books) = (World::empty(), Auditor::new(scope.stock.grain()));
        let mut audited = Self { world, books, requests: Vec::new() };
        audited.step(stock("stock", scope.stock.first()));
        let operation = "rules".parse().unwrap();
        audited.step(Command::PutRules(PutRules { operation, rules: rules().into() }));
        audited
    }

    pub(crate) fn small() -> Self {
        Self::new(SMALL)
    }

    fn step(&mut self, command: Command) {
        let expected = self.books.expect(&command, self.world.now);
        let request = Request { now: self.world.now, command };
        let answer = self.world.run(request.command.clone());
        let command = &request.command;
        match (&answer, expected) {
            (Ok(receipt), Some(new)) => assert_eq!(receipt.replayed, !new, "{command:?}"),
            (Err(error), None) => assert_readable(error),
            (answer, expected) => panic!("{expected:?} was expected, but {answer:?}\n{command:?}"),
        }
        self.requests.push(request);
    }

    pub(crate) fn act(&mut self, raw: Raw, scope: Scope) {
        match act(raw, scope, &self.world.state) {
            Act::Wait(seconds) => self.world.wait(seconds),
            Act::Give(command) => self.step(command),
        }
    }
}

/// What is said to a person is one plain sentence.
fn assert_readable(error: &CommandError) {
    let text = error.to_string();
    assert!(!text.contains("  ") && !text.ends_with('.') && !text.contains('\n'), "{text}");
}

pub(crate) const SMALL: Scope = Scope { units: 4, names: 4, epoch: 0, stock: Stock::Tonnes };

/// Units of 1 to 50 g, and rules that change.
pub(crate) const GRAMS: Scope = Scope { stock: Stock::Grams, ..SMALL };

fn scope() -> impl Strategy<Value = Scope> {
    prop_oneof![1 => Just(SMALL), 2 => Just(GRAMS)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Invariants 1 to 6 and 11, for every command: see the books above.
    #[test]
    fn the_ledger_says_what_naive_books_say(scope in scope(), raws in prop::collection::vec(any::<Raw>(), 1..120)) {
        let mut audited = Audited::new(scope);
        for raw in raws {
            audited.act(raw, scope);
            audited.books.compare(&audited.world.state);
            prop_assert_eq!(audited.world.state.audit().violations, []);
        }
    }

    /// Deciding, folding and undoing leaves no trace, and neither does a refusal: for every command.
    #[test]
    fn every_command_can_be_taken_back(scope in scope(), raws in prop::collection::vec(any::<Raw>(), 1..100)) {
        let mut audited = Audited::new(scope);
        for raw in raws {
            let before = audited.world.state.clone();
            if let Act::Give(command) = act(raw, scope, &before) {
                let request = Request { now: audited.world.now, command };
                let state = &mut audited.world.state;
                let batch = state.decide_batch([&request]).unwrap();
                if batch.answers()[0].is_err() {
                    prop_assert_eq!(&*state, &before);
                }
                state.undo_all(batch);
                // Equal in everything, derived indices too.
                prop_assert_eq!(&*state, &before);
                prop_assert_eq!(state.digest(), before.digest());
            }
            audited.act(raw, scope);
        }
    }

    /// One by one, as a batch, replayed, and from a snapshot with the events after it: the same.
    #[test]
    fn every_way_there_gives_the_same_state(
        scope in scope(),
        raws in prop::collection::vec(any::<Raw>(), 1..100),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut audited = Audited::new(scope);
        for raw in raws {
            audited.act(raw, scope);
        }
        let Audited { world: World { state, events, .. }, requests, .. } = audited;
        let mut batched = State::new();
        let batch = batched.decide_batch(&requests).unwrap();
        prop_assert_eq!(batch.events(), &events[..]);
        prop_assert_eq!(&batched, &state);
        prop_assert_eq!(&State::replay(&events).unwrap(), &state);
        let cut = cut.index(events.len() + 1);
        let then = State::state_at(&events, u64::try_from(cut).unwrap()).unwrap();
        let mut restored = State::from_snapshot(&then.snapshot_bytes().unwrap()).unwrap();
        prop_assert_eq!(&restored, &then);
        prop_assert_eq!(&State::from_own_snapshot(&then.snapshot_bytes().unwrap()).unwrap(), &then);
        restored.catch_up(&events[cut..]).unwrap();
        prop_assert_eq!(&restored, &state);
        prop_assert_eq!(restored.digest(), state.digest());
        prop_assert!(State::state_at(&events, state.revision() + 1).is_err());
        batched.undo_all(batch);
        prop_assert_eq!(batched, State::new());
    }

    /// A snapshot with a changed byte is refused, or is another sound state: never a panic, and never
    /// the same state in two forms.
    #[test]
    fn a_damaged_snapshot_is_refused_or_sound(
        scope in scope(),
        raws in prop::collection::vec(any::<Raw>(), 1..60),
        place in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let mut audited = Audited::new(scope);
        for raw in raws {
            audited.act(raw, scope);
        }
        let mut bytes = audited.world.state.snapshot_bytes().unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= 1 << bit;
        // Not for such bytes; but no panic either.
        drop(State::from_own_snapshot(&bytes));
        if let Ok(other) = State::from_snapshot(&bytes) {
            prop_assert_ne!(&other, &audited.world.state);
            prop_assert_eq!(other.snapshot_bytes().unwrap(), bytes);
            prop_assert_eq!(other.audit().violations, []);
        }
        let bytes = audited.world.state.snapshot_bytes().unwrap();
        prop_assert!(State::from_snapshot(&bytes[..place]).is_err());
    }

    /// Events in another order, twice, or of another ledger are refused and leave no trace.
    #[test]
    fn foreign_events_leave_no_trace(
        scope in scope(),
        raws in prop::collection::vec(any::<Raw>(), 1..80),
        others in prop::collection::vec(any::<Raw>(), 1..80),
    ) {
        let (mut one, mut other) = (Audited::new(scope), Audited::new(scope));
        for raw in raws {
            one.act(raw, scope);
        }
        for raw in others {
            other.act(raw, scope);
        }
        let state = &mut one.world.state;
        let before = state.clone();
        for event in one.world.events.iter().chain(&other.world.events) {
            let event = Arc::new(co2_ledger::Event::clone(event));
            if let Ok(undo) = state.fold(&event) {
                prop_assert_eq!(state.audit().violations, []);
                state.undo(undo);
            }
            prop_assert_eq!(&*state, &before);
        }
    }
}

/// A generator of numbers that is the same everywhere (xorshift64*).
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn raw(&mut self) -> Raw {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d).to_be_bytes()
    }
}

/// A million commands on one ledger: both sums after each, and at the end a sweep over all slices in
/// order, which shows that none overlap and that together they are the lots.
#[test]
fn a_million_commands_keep_both_sums() {
    const COMMANDS: u32 = 1_000_000;
    let serials = [
        ("a", "GS1-1-UG-GS90001-16-2020-99001-1-60000"),
        ("b", "GS1-1-IN-GS90002-12-2021-99002-11-60010"),
    ];
    let mut world = World::empty();
    let lots = serials.iter().map(|(name, serial)| lot(name, serial)).collect();
    world.give(import("stock", lots));
    let operation = "rules".parse().unwrap();
    world.give(Command::PutRules(PutRules { operation, rules: rules().into() }));
    let mut numbers = Numbers(42);
    let (mut accepted, mut kinds) = (0_u32, BTreeMap::new());
    for given in 0..COMMANDS {
        let units = u64::from(20 + given / 100);
        let scope = Scope { units, names: 10, epoch: given / 60, stock: Stock::Tonnes };
        let command = loop {
            match act(numbers.raw(), scope, &world.state) {
                Act::Wait(seconds) => world.wait(seconds),
                Act::Give(command) => break command,
            }
        };
        let key = command.key();
        let request = Request { now: world.now, command };
        let Ok(decision) = world.state.decide(&request) else { continue };
        for event in &decision.events {
            drop(world.state.fold(event).expect("decided events fold"));
        }
        accepted += 1;
        *kinds.entry(key.map(|key| key.kind())).or_insert(0_u32) += 1;
        for (_, lot) in world.state.lots() {
            let size = u128::from(lot.size().as_grams());
            assert_eq!(lot.registry().sum(), size);
            assert_eq!(lot.claims().sum() + u128::from(lot.registry().buffer), size);
        }
    }
    // The rules are put in force before, and time passes without a key.
    assert_eq!(kinds.len(), 26, "every kind of command was accepted: {kinds:?}");
    assert!(accepted > COMMANDS / 10, "{accepted}");
    let audit = world.sound();
    assert!(audit.totals.spent > 0 && audit.totals.shortfall > 0 && audit.totals.unusable > 0);
    sweep(&world.state);
    let restored = State::from_snapshot(&world.state.snapshot_bytes().unwrap()).unwrap();
    assert_eq!(restored, world.state);
}

/// All slices in order, from the ledger's public answers alone.
fn sweep(state: &State) {
    let mut slices: Vec<(u32, u64, u64)> = Vec::new();
    let mut add = |slice: &LotSlice| {
        slices.push((slice.lot.as_u32(), slice.grams.start(), slice.grams.end()));
    };
    for (index, lot) in state.lots() {
        let free = lot.free().chain(lot.unusable());
        free.for_each(|grams| add(&LotSlice { lot: index, grams }));
    }
    for (_, order) in state.orders() {
        order.lines().for_each(|(_, line)| line.slices().iter().for_each(&mut add));
    }
    state.coverages().for_each(|covered| {
        covered.slices.iter().chain(&covered.spent).for_each(&mut add);
    });
    slices.sort_unstable();
    let mut ends: BTreeMap<u32, u64> = BTreeMap::new();
    for (lot, start, end) in slices {
        let before = ends.insert(lot, end).unwrap_or_default();
        assert_eq!(before, start, "lot {lot}: slices meet");
    }
    for (index, lot) in state.lots() {
        let end = ends.get(&index.as_u32()).copied().unwrap_or_default();
        assert_eq!(end + lot.registry().buffer, lot.size().as_grams());
    }
}

/// Each step in the tables of lives is taken by some command; that no other is, folding sees to.
#[test]
fn every_step_of_a_life_is_taken() {
    let mut numbers = Numbers(7);
    let (mut claims, mut registry, mut covers) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..400 {
        let mut audited = Audited::small();
        for _ in 0..100 {
            let before = audited.books.clone();
            audited.act(numbers.raw(), SMALL);
            let after = &audited.books;
            let (was, is) = (before.claims(), after.claims());
            let free = ClaimState::Free;
            for address in was.keys().chain(is.keys()) {
                let of = |claims: &BTreeMap<_, _>| claims.get(address).copied().unwrap_or(free);
                claims.insert((of(&was), of(&is)));
            }
            for (was, is) in before.lots.iter().zip(&after.lots) {
                let units = was.units.iter().zip(&is.units);
                registry.extend(units.map(|(was, is)| (was.0, is.0)));
            }
            for (was, is) in before.covers.iter().zip(&after.covers) {
                covers.insert((was.status.as_str(), is.status.as_str()));
            }
        }
    }
    for (from, to, by) in ClaimState::STEPS {
        assert!(claims.contains(&(from, to)), "{from} to {to} by {by}");
    }
    for (from, to, by) in RegistryState::STEPS {
        assert!(registry.contains(&(from, to)), "{from} to {to} by {by}");
    }
    for (from, to, by) in CoverageStatus::STEPS {
        assert!(covers.contains(&(from, to)), "{from} to {to} by {by}");
    }
}

/// What is new in the small worlds of grams does happen there: under every set of rules orders are
/// refused, covered in part and whole, filled, paid too late and given up.
#[test]
fn the_worlds_of_grams_are_not_dull() {
    let mut numbers = Numbers(11);
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..400 {
        let mut audited = Audited::new(GRAMS);
        let mut known = 0;
        for _ in 0..120 {
            audited.act(numbers.raw(), GRAMS);
            let state = &audited.world.state;
            let rules = state.rules(&state.rules_in_force().unwrap()).unwrap();
            for event in &audited.world.events[known..] {
                let (kind, covered, price) = match &event.change {
                    Change::Reserved { covered, price, reserve, .. } => {
                        let choice = format!("{:?}", reserve.choice);
                        let choice = choice.split('(').next().unwrap_or_default();
                        *seen.entry(format!("choice {choice}")).or_default() += 1;
                        let asked = reserve.lines.iter().map(|line| line.quantity);
                        let whole = asked.eq(covered.iter().copied());
                        (if whole { "whole" } else { "part" }, covered, price)
                    }
                    Change::Filled { covered, price, .. } => ("filled", covered, price),
                    Change::Reallocated { covered, price, .. } => ("reallocated", covered, price),
                    _ => continue,
                };
                assert!(covered.iter().any(|&products| products > 0));
                let (shortfall, pooling) = (rules.shortfall, rules.pooling);
                *seen.entry(format!("{kind} {shortfall:?} {pooling:?}")).or_default() += 1;
                if price.is_some() {
                    *seen.entry(format!("{kind} priced")).or_default() += 1;
                }
            }
            known = audited.world.events.len();
        }
    }
    for choice in ["Any", "Project", "FirstOf", "Portfolio", "Filter"] {
        assert!(seen.contains_key(&format!("choice {choice}")), "{choice}: {seen:?}");
    }
    for kind in ["part", "whole", "reallocated", "filled"] {
        for shortfall in ["Partial", "Backorder"] {
            for pooling in ["Shared", "UnitsPerOrder"] {
                let met = format!("{kind} {shortfall} {pooling}");
                assert!(seen.contains_key(&met), "{met}: {seen:?}");
            }
        }
    }
    for kind in ["part", "whole", "filled"] {
        assert!(seen.contains_key(&format!("{kind} priced")), "{kind}: {seen:?}");
    }
}
