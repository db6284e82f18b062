//! Random commands against an independent, naive model: a plain map from every gram to what it is
//! used for. The model knows nothing of intervals, running totals or indices.

use crate::world::*;
use co2_offsets::{Choice, Command, Event, State};
use co2_units::credit::GramSlice;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one gram is used for: an order, and the product once one is assigned.
type Use = (String, Option<String>);

#[derive(Default)]
struct Model {
    /// (lot, gram) -> use; grams that are absent are free.
    grams: BTreeMap<(u32, u64), Use>,
    /// Grams that were named in a certificate, for ever.
    certified: BTreeMap<(u32, u64), String>,
}

impl Model {
    /// Reads the ledger's public answers gram by gram and compares with what was there before.
    fn observe(&mut self, state: &State, orders: &[String], serials: &[String]) {
        let mut now: BTreeMap<(u32, u64), Use> = BTreeMap::new();
        for order in orders {
            let id = order.parse().unwrap();
            let Some(known) = state.order(&id) else { continue };
            for slice in known.lines().flat_map(|(_, line)| line.slices()) {
                for gram in slice.grams.start()..slice.grams.end() {
                    let other = now.insert((slice.lot.as_u32(), gram), (order.clone(), None));
                    assert_eq!(other, None, "a gram has two orders");
                }
            }
            for serial in serials {
                let Some(covered) = state.coverage(&id, &product(serial)) else { continue };
                let mut sum = 0;
                for slice in &covered.slices {
                    for gram in slice.grams.start()..slice.grams.end() {
                        let used = now.get_mut(&(slice.lot.as_u32(), gram)).expect("the order's");
                        assert_eq!(used.1.replace(serial.clone()), None, "a gram has two products");
                        sum += 1;
                        if covered.certificate.is_some() {
                            let key = (slice.lot.as_u32(), gram);
                            let before = self.certified.insert(key, serial.clone());
                            assert!(before.is_none_or(|b| b == *serial), "certified for another");
                        }
                    }
                }
                assert_eq!(sum, covered.amount.as_grams(), "a coverage has its whole amount");
            }
        }
        for (key, serial) in &self.certified {
            let used = now.get(key).and_then(|used| used.1.as_ref());
            assert_eq!(used, Some(serial), "a certified gram stays with its product");
        }
        for (index, lot) in state.lots() {
            let used = now.keys().filter(|(lot, _)| *lot == index.as_u32()).count();
            let free: u64 = lot.free().map(GramSlice::grams).sum();
            assert_eq!(free + u64::try_from(used).unwrap(), lot.size().as_grams());
        }
        self.grams = now;
    }
}

#[derive(Clone, Debug)]
enum Step {
    Give(Command),
    Wait(u32),
}

fn orders() -> Vec<String> {
    (0..4).map(|n| format!("o-{n}")).collect()
}

fn serials() -> Vec<String> {
    (0..6).map(|n| format!("SN-{n}")).collect()
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
            .map(|(id, (quantity, grams))| line(id, quantity, grams))
            .collect::<Vec<_>>()
    });
    prop_oneof![
        4 => (order(), 1_u32..4, choice, lines)
            .prop_map(|(o, attempt, choice, lines)| Step::Give(reserve(&o, attempt, choice, lines))),
        3 => order().prop_map(|o| Step::Give(confirm(&o))),
        1 => order().prop_map(|o| Step::Give(cancel(&o))),
        4 => (order(), 1_u32..3, serial()).prop_map(|(o, l, s)| Step::Give(assign(&o, l, &s))),
        2 => (order(), serial(), any::<u8>())
            .prop_map(|(o, s, byte)| Step::Give(certify(&o, &s, &[byte]))),
        2 => (0..3, 0_u64..4, 0_u64..4)
            .prop_map(|(r, a, b)| Step::Give(request_retirement(&format!("r-{r}"), "a", a, b))),
        1 => (0..3, 1_u64..4, 1_u64..4).prop_map(|(r, a, b)| {
            let serial = format!("GS1-1-UG-GS90001-16-2020-99001-{}-{}", a.min(b), a.max(b));
            Step::Give(record_retirement(&format!("r-{r}"), &serial, "2026-11-20"))
        }),
        1 => Just(Step::Give(Command::Advance)),
        2 => (1_u32..1_000).prop_map(Step::Wait),
    ]
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
            match step {
                Step::Wait(seconds) => world.wait(seconds),
                Step::Give(command) => drop(world.run(command)),
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
            let command = match step {
                Step::Wait(seconds) => { world.wait(seconds); continue }
                Step::Give(command) => command,
            };
            let before = world.state.clone();
            let request = co2_offsets::Request { now: world.now, command: command.clone() };
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
            match step {
                Step::Wait(seconds) => world.wait(seconds),
                Step::Give(command) => drop(world.run(command)),
            }
        }
        let event = Arc::clone(pick.get(&world.events));
        let before = world.state.clone();
        match world.state.fold(&event) {
            Err(_) => prop_assert_eq!(&world.state, &before),
            Ok(undo) => {
                // Only passing time can happen again.
                let repeatable = matches!(event.change, co2_offsets::Change::Advanced);
                prop_assert!(repeatable, "{event:?}");
                world.state.undo(undo);
                prop_assert_eq!(&world.state, &before);
            }
        }
    }
}
