//! Random commands against an independent, naive model: a plain map from every grain of stock (a
//! tenth of a tonne; all amounts here are whole grains) to what it is used for. The model knows
//! nothing of intervals, running totals or indices.

use crate::world::*;
use co2_ledger::error::ReserveError;
use co2_ledger::{
    Change, Command, CommandError, Event, LotSlice, OrderStatus, PutRules, Receipt, Reserve, State,
};
use co2_offsets::{Choice, Eligibility, Rules, SpillOver};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What one grain is used for: an order, and the product once one is assigned.
type Use = (String, Option<String>);

#[derive(Default)]
struct Model {
    /// (lot, grain) -> the product whose certificate named it, for ever.
    certified: BTreeMap<(u32, u64), String>,
}

/// The addresses of a slice's grains.
fn addresses(slice: &LotSlice) -> impl Iterator<Item = (u32, u64)> {
    let (lot, (start, end)) = (slice.lot.as_u32(), in_grains(slice.grams));
    (start..end).map(move |grain| (lot, grain))
}

impl Model {
    /// Reads the ledger's public answers gram by gram and compares with what was there before.
    fn observe(&mut self, state: &State, orders: &[String], serials: &[String]) {
        let mut now: BTreeMap<(u32, u64), Use> = BTreeMap::new();
        for order in orders {
            let id = order.parse().unwrap();
            for slice in state.slices_of(&id) {
                for address in addresses(&slice) {
                    let other = now.insert(address, (order.clone(), None));
                    assert_eq!(other, None, "a grain has two orders");
                }
            }
            for serial in serials {
                let Some(covered) = state.coverage(&id, &product(serial)) else { continue };
                let mut count = 0;
                for address in covered.slices.iter().flat_map(addresses) {
                    let used = now.get_mut(&address).expect("the order's");
                    assert_eq!(used.1.replace(serial.clone()), None, "a grain has two products");
                    count += 1;
                    if covered.certificate.is_some() {
                        let before = self.certified.insert(address, serial.clone());
                        assert!(before.is_none_or(|b| b == *serial), "certified for another");
                    }
                }
                assert_eq!(grains(count), covered.amount, "a coverage has its whole amount");
            }
        }
        for (key, serial) in &self.certified {
            let used = now.get(key).and_then(|used| used.1.as_ref());
            assert_eq!(used, Some(serial), "a certified grain stays with its product");
        }
        for (index, lot) in state.lots() {
            let used = now.keys().filter(|(lot, _)| *lot == index.as_u32()).count();
            let free: u64 = lot.free().map(in_grains).map(|(start, end)| end - start).sum();
            assert_eq!(grains(free + u64::try_from(used).unwrap()), lot.size());
        }
    }
}

/// Every grain that a reservation may have, in the order in which grains are to be taken: the chosen
/// project first, then the oldest vintage, then the lot that came in first, then the lowest address.
fn candidates(world: &World, reserve: &Reserve) -> Vec<(u32, u64)> {
    let (state, at) = (&world.state, world.state.time().max(world.now));
    let rules = state.rules(&state.rules_in_force().unwrap()).unwrap();
    let free = state.lots().flat_map(|(index, lot)| {
        let grains = lot.free().map(in_grains).flat_map(|(start, end)| start..end);
        grains.map(move |grain| (index.as_u32(), grain))
    });
    let due = orders().into_iter().filter_map(|order| state.order(&order.parse().unwrap()));
    let due = due.filter(|order| order.status() == OrderStatus::Reserved && order.until() <= at);
    let due = due.flat_map(|order| {
        order.lines().flat_map(|(_, line)| line.slices()).flat_map(addresses).collect::<Vec<_>>()
    });
    let mut found = BTreeSet::new();
    for (index, grain) in free.chain(due) {
        let (_, lot) = state.lots().find(|(place, _)| place.as_u32() == index).unwrap();
        let project = lot.lot().project();
        let chosen = matches!(&reserve.choice, Choice::Project(chosen) if chosen == project);
        let spills = reserve.choice == Choice::Any || rules.spill_over == SpillOver::AnyEligible;
        if chosen || spills && !rules.eligibility.excluded_projects.contains(project) {
            let new = found.insert((!chosen, lot.lot().vintage, index, grain));
            assert!(new, "a grain is free twice");
        }
    }
    found.into_iter().map(|(_, _, index, grain)| (index, grain)).collect()
}

/// A reservation takes the first grains that it may have, and is refused only for the lack of them.
fn check_allocation(
    reserve: &Reserve,
    candidates: &[(u32, u64)],
    answer: &Result<Receipt, CommandError>,
) {
    match answer {
        Ok(receipt) if !receipt.replayed => {
            let Change::Reserved { slices, .. } = &receipt.first.change else {
                panic!("{receipt:?}")
            };
            let taken: Vec<_> = slices.iter().flatten().flat_map(addresses).collect();
            assert_eq!(taken, candidates[..taken.len()]);
            for (line, slices) in reserve.lines.iter().zip(slices) {
                let count = slices.iter().flat_map(addresses).count();
                let count = u64::try_from(count).unwrap();
                assert_eq!(Some(grains(count)), line.each.checked_mul(line.quantity.into()));
            }
        }
        Err(CommandError::Reserve(ReserveError::InsufficientStock { requested, available })) => {
            assert_eq!(*available, grains(u64::try_from(candidates.len()).unwrap()));
            assert!(available < requested);
        }
        _ => {}
    }
}

#[derive(Clone, Debug)]
enum Step {
    Give(Command),
    /// A certificate for a product of an order, as it is covered then.
    Certify(String, String, u8),
    /// Given under the rules in force.
    Reserve(Command),
    Wait(u32),
}

fn orders() -> Vec<String> {
    (0..4).map(|n| format!("o-{n}")).collect()
}

fn serials() -> Vec<String> {
    (0..6).map(|n| format!("SN-{n}")).collect()
}

/// A few rules; which one is in force changes what may be taken.
fn some_rules(which: u8) -> Rules {
    let excluded_projects = ["GS90002".parse().unwrap()].into();
    match which {
        0 => spill(),
        1 => Rules::default(),
        _ => Rules {
            eligibility: Eligibility { excluded_projects, ..Eligibility::default() },
            ..spill()
        },
    }
}

fn step() -> impl Strategy<Value = Step> {
    let order = || (0..4).prop_map(|n| format!("o-{n}"));
    let serial = || (0..6).prop_map(|n| format!("SN-{n}"));
    let choice = prop_oneof![
        Just(Choice::Any),
        Just(Choice::Project("GS90001".parse().unwrap())),
        Just(Choice::Project("GS90002".parse().unwrap())),
    ];
    let lines = prop::collection::vec((1_u32..3, 1_u64..9), 1..3).prop_map(|lines| {
        (1..)
            .zip(lines)
            .map(|(id, (quantity, grains))| line(id, quantity, grains))
            .collect::<Vec<_>>()
    });
    prop_oneof![
        8 => (order(), 1_u32..4, choice, lines).prop_map(|(o, attempt, choice, lines)| {
            Step::Reserve(reserve(&o, attempt, choice, lines))
        }),
        6 => order().prop_map(|o| Step::Give(confirm(&o))),
        2 => order().prop_map(|o| Step::Give(cancel(&o))),
        8 => (order(), 1_u32..3, serial()).prop_map(|(o, l, s)| Step::Give(assign(&o, l, &s))),
        4 => (order(), serial(), any::<u8>())
            .prop_map(|(o, s, byte)| Step::Certify(o, s, byte)),
        4 => (0..3, 0_u64..4, 0_u64..4)
            .prop_map(|(r, a, b)| Step::Give(request_retirement(&format!("r-{r}"), "a", a, b))),
        2 => (0..3, 1_u64..4, 1_u64..4).prop_map(|(r, a, b)| {
            let serial = format!("GS1-1-UG-GS90001-16-2020-99001-{}-{}", a.min(b), a.max(b));
            Step::Give(record_retirement(&format!("r-{r}"), &serial, "2026-11-20"))
        }),
        1 => (0..3, 90_001..90_004, 2019..2022, 1_u64..3).prop_map(|(n, project, year, units)| {
            let serial = format!("GS1-1-UG-GS{project}-16-{year}-9910{n}-1-{units}");
            Step::Give(import(&format!("more-{n}"), vec![lot(&format!("c-{n}"), &serial)]))
        }),
        1 => (0_u8..5, 0_u8..3).prop_map(|(n, which)| {
            let operation = format!("rules-{n}").parse().unwrap();
            Step::Give(Command::PutRules(PutRules { operation, rules: some_rules(which).into() }))
        }),
        2 => Just(Step::Give(Command::Advance)),
        4 => (1_u32..1_000).prop_map(Step::Wait),
    ]
}

/// The command of a step; waiting is done at once and gives none.
fn command_of(world: &mut World, step: Step) -> Option<Command> {
    match step {
        Step::Wait(seconds) => {
            world.wait(seconds);
            None
        }
        Step::Certify(order, serial, byte) => {
            let known = world.state.coverage(&order.parse().unwrap(), &product(&serial));
            Some(match known {
                Some(_) => world.certificate(&order, &serial, &[byte]),
                None => certify_unassigned(&order, &serial),
            })
        }
        Step::Reserve(Command::Reserve(content)) => {
            let rules = world.state.rules_in_force().unwrap();
            Some(Command::Reserve(Reserve { rules, ..content }))
        }
        Step::Give(command) | Step::Reserve(command) => Some(command),
    }
}

fn replay(events: &[Arc<Event>]) -> State {
    let mut state = State::new();
    for event in events {
        let _undo = state.fold(event).unwrap();
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Both sums hold, grams are used once, and certified grams never serve another product.
    #[test]
    fn no_gram_is_used_twice(steps in prop::collection::vec(step(), 1..60)) {
        let mut world = World::small();
        let mut model = Model::default();
        for step in steps {
            let Some(command) = command_of(&mut world, step) else { continue };
            match &command {
                Command::Reserve(content) => {
                    let candidates = candidates(&world, content);
                    let answer = world.run(command.clone());
                    check_allocation(content, &candidates, &answer);
                }
                _ => drop(world.run(command)),
            }
            let audit = world.state.audit();
            prop_assert_eq!(audit.violations, []);
            model.observe(&world.state, &orders(), &serials());
        }
        prop_assert_eq!(replay(&world.events).digest(), world.state.digest(), "replay is the state");
    }

    /// Deciding, folding and undoing leaves no trace, for every command in every state.
    #[test]
    fn undo_leaves_no_trace(steps in prop::collection::vec(step(), 1..40)) {
        let mut world = World::small();
        for step in steps {
            let Some(command) = command_of(&mut world, step) else { continue };
            let before = world.state.clone();
            let request = co2_ledger::Request { now: world.now, command: command.clone() };
            if let Ok(decision) = world.state.decide(&request) {
                let mut undo = Vec::new();
                for event in &decision.events {
                    undo.push(world.state.fold(event).unwrap());
                }
                while let Some(last) = undo.pop() {
                    world.state.undo(last);
                }
            }
            // Equal in everything, derived indices too.
            prop_assert_eq!(&world.state, &before);
            drop(world.run(command));
        }
    }

    /// Events in another order, twice, or damaged are refused and leave no trace.
    #[test]
    fn foreign_events_are_refused(steps in prop::collection::vec(step(), 1..40), pick in any::<prop::sample::Index>()) {
        let mut world = World::small();
        for step in steps {
            if let Some(command) = command_of(&mut world, step) {
                drop(world.run(command));
            }
        }
        let event = Arc::clone(pick.get(&world.events));
        let before = world.state.clone();
        match world.state.fold(&event) {
            Err(_) => prop_assert_eq!(&world.state, &before),
            Ok(undo) => {
                // Only passing time can happen again.
                let repeatable = matches!(event.change, Change::Advanced);
                prop_assert!(repeatable, "{event:?}");
                world.state.undo(undo);
                prop_assert_eq!(&world.state, &before);
            }
        }
    }
}
