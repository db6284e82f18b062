//! Rules as a host lives with them.

use crate::world::*;
use co2_ledger::command::Part;
use co2_ledger::error::{AssignError, OrderError, ReserveError};
use co2_ledger::explain::Fate;
use co2_ledger::{
    Assign, Change, Command, CommandError, Confirm, Fill, OrderPrice, PutRules, QuoteRequest,
    Reallocate, RegistryState, State, UnitPrice,
};
use co2_offsets::rules::Refusal;
use co2_offsets::{
    Choice, Eligibility, Lot, LotOrder, Mitigation, Pooling, PriceCap, PriceRule, Rules, Shortfall,
    SpillOver, Tariff,
};
use co2_units::product::{Model, ProductId};
use co2_units::{Co2e, Currency};

fn lots(slices: &[(&str, u64, u64)]) -> Vec<(String, u64, u64)> {
    slices.iter().map(|&(lot, start, end)| (lot.to_owned(), start, end)).collect()
}

fn assign(order: &str, serial: &str) -> Command {
    let product =
        ProductId::new(Model::Gtin("09506000134352".parse().unwrap()), serial.parse().unwrap());
    Command::Assign(Assign { order: order.parse().unwrap(), product, line: 1 })
}

#[test]
fn lots_are_taken_in_the_order_of_the_rules() {
    for (order, expected) in [
        (LotOrder::OldestVintage, [("a-2", 0, 40), ("c-1", 0, 5)]),
        (LotOrder::NewestVintage, [("b-1", 0, 45), ("", 0, 0)]),
        (LotOrder::Cheapest { currency: Currency::EUR }, [("a-2", 0, 40), ("a-1", 0, 5)]),
        (LotOrder::AsImported, [("a-1", 0, 45), ("", 0, 0)]),
    ] {
        let mut world = World::under(&Rules { order, ..Rules::default() });
        world.reserve("o-1", Choice::Any, vec![line(1, 1, 45)]);
        let expected: Vec<_> = expected.into_iter().filter(|(lot, ..)| !lot.is_empty()).collect();
        let expected = match order {
            LotOrder::NewestVintage | LotOrder::AsImported if expected[0].2 > 45 => unreachable!(),
            // The newest lot has 50 g, the first one 60 g.
            _ => lots(&expected),
        };
        assert_eq!(world.slices("o-1"), expected, "{order:?}");
    }
}

/// Every product carries the whole portfolio, to the gram.
#[test]
fn a_portfolio_covers_each_product() {
    let mut world = World::under(&Rules::default());
    let choice = portfolio(&[("A", 3), ("B", 2), ("C", 2)]);
    world.reserve("o-1", choice, vec![line(1, 2, 10)]);
    // 10 g by 3 : 2 : 2 are 4.29, 2.86 and 2.86 g: 4 + 3 + 3.
    let each = [("a-2", 0, 4), ("b-2", 0, 3), ("c-1", 0, 3)];
    let next = [("a-2", 4, 8), ("b-2", 3, 6), ("c-1", 3, 6)];
    assert_eq!(world.slices("o-1"), lots(&[each, next].concat()));
}

/// What one project of a portfolio has not, others give only where the rules say so.
#[test]
fn a_portfolio_spills_over_where_the_rules_say_so() {
    let choice = portfolio(&[("B", 1), ("C", 1)]);
    let mut world = World::under(&Rules::default());
    let reserve = world.reservation("o-1", choice.clone(), vec![line(1, 1, 150)]);
    let (requested, available) = (Co2e::from_grams(150), Co2e::from_grams(75 + 70));
    assert_eq!(world.refused(reserve), ReserveError::InsufficientStock { requested, available });
    let mut world = World::under(&Rules { spill_over: SpillOver::AnyEligible, ..Rules::default() });
    world.reserve("o-1", choice, vec![line(1, 1, 150)]);
    let expected = [("b-2", 0, 30), ("b-1", 0, 45), ("c-1", 0, 70), ("a-2", 0, 5)];
    assert_eq!(world.slices("o-1"), lots(&expected));
}

#[test]
fn fall_backs_come_one_after_the_other() {
    let mut world = World::under(&Rules::default());
    world.reserve("o-1", first_of(&["B", "C"]), vec![line(1, 1, 85)]);
    assert_eq!(world.slices("o-1"), lots(&[("b-2", 0, 30), ("b-1", 0, 50), ("c-1", 0, 5)]));
    let reserve = world.reservation("o-2", first_of(&["B", "C"]), vec![line(1, 1, 66)]);
    let (requested, available) = (Co2e::from_grams(66), Co2e::from_grams(65));
    assert_eq!(world.refused(reserve), ReserveError::InsufficientStock { requested, available });
}

#[test]
fn a_filter_is_chosen_by_name() {
    let removals = Eligibility { mitigation: Some(Mitigation::Removal), ..Eligibility::default() };
    let rules =
        Rules { filters: [("removals".parse().unwrap(), removals)].into(), ..Rules::default() };
    let mut world = World::under(&rules);
    let choice = |name: &str| Choice::Filter(name.parse().unwrap());
    world.reserve("o-1", choice("removals"), vec![line(1, 1, 31)]);
    assert_eq!(world.slices("o-1"), lots(&[("b-2", 0, 30), ("b-1", 0, 1)]));
    let reserve = world.reservation("o-2", choice("forests"), vec![line(1, 1, 1)]);
    let unknown = ReserveError::UnknownFilter { filter: "forests".parse().unwrap() };
    assert_eq!(world.refused(reserve), unknown);
    let request = QuoteRequest {
        choice: choice("removals"),
        lines: vec![line(1, 1, 1)],
        market: None,
        valid_seconds: 1,
    };
    let explained = world.state.explain(&request, world.now).unwrap();
    assert!(matches!(&explained.lots[0].fate,
        Fate::Filtered(refused) if matches!(refused.as_slice(), [Refusal::Mitigation { .. }])));
    assert_eq!(explained.lots[2].fate, Fate::Taken { amount: Co2e::GRAM });
    assert_eq!(explained.lots[3].fate, Fate::NothingFree);
}

/// As many whole products as there are credits for; the event says how many.
#[test]
fn a_partial_reservation_covers_whole_products() {
    let mut world = World::under(&Rules { shortfall: Shortfall::Partial, ..Rules::default() });
    let lines = vec![line(1, 5, 30), line(2, 2, 200), line(3, 1, 9)];
    let receipt = world.reserve("o-1", chosen("A"), lines);
    let Change::Reserved { covered, .. } = &receipt.first.change else { panic!("{receipt:?}") };
    // A has 100 g: three products of 30 g, none of 200 g, and one of 9 g.
    assert_eq!(covered, &[3, 0, 1]);
    let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
    assert_eq!((order.amount().as_grams(), order.held().as_grams()), (559, 99));
    world.ok(Command::Confirm(Confirm::whole("o-1".parse().unwrap())));
    for serial in ["SN-1", "SN-2", "SN-3"] {
        world.ok(assign("o-1", serial));
    }
    let error = world.run(assign("o-1", "SN-4")).unwrap_err();
    assert!(matches!(error, CommandError::Assign(AssignError::LineFull { quantity: 3, .. })));

    let reserve = world.reservation("o-2", chosen("A"), vec![line(1, 9, 2)]);
    let (requested, available) = (Co2e::from_grams(18), Co2e::GRAM);
    assert_eq!(world.refused(reserve), ReserveError::InsufficientStock { requested, available });
}

fn fill(world: &World, operation: &str) -> Command {
    Command::Fill(Fill {
        order: "o-1".parse().unwrap(),
        operation: operation.parse().unwrap(),
        rules: world.state.rules_in_force().unwrap(),
        price: None,
    })
}

/// An order that falls short stays open, is paid, and gets its credits as they come in.
#[test]
fn a_back_order_is_filled_as_credits_come_in() {
    let mut world = World::under(&Rules { shortfall: Shortfall::Backorder, ..Rules::default() });
    world.reserve("o-1", chosen("A"), vec![line(1, 5, 30), line(2, 1, 15)]);
    let held = |world: &World| {
        let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
        order.lines().map(|(_, held)| held.quantity()).collect::<Vec<_>>()
    };
    // A has 100 g: three products of 30 g, and then none of 15 g.
    assert_eq!(held(&world), [3, 0]);
    let command = fill(&world, "f-1");
    let error = world.run(command.clone()).unwrap_err();
    let short = CommandError::Reserve(ReserveError::InsufficientStock {
        requested: Co2e::from_grams(75),
        available: Co2e::from_grams(10),
    });
    assert_eq!(error, short);
    assert!(error.is_transient(), "credits may come in");
    world.ok(Command::Confirm(Confirm::whole("o-1".parse().unwrap())));
    world.import(vec![], vec![lot("a-3", "A", (2020, 2020), 4)]);
    let receipt = world.ok(command.clone());
    let Change::Filled { covered, .. } = &receipt.first.change else { panic!("{receipt:?}") };
    // 50 g: one product of 30 g, and that of 15 g.
    assert_eq!(covered, &[1, 1]);
    assert_eq!(held(&world), [4, 1]);
    assert!(world.ok(command).replayed, "once is once");
    assert_eq!(world.state.audit().totals.committed, 135);
    for serial in ["SN-1", "SN-2", "SN-3", "SN-4"] {
        world.ok(assign("o-1", serial));
    }
    world.import(vec![], vec![lot("a-4", "A", (2020, 2020), 9)]);
    let command = fill(&world, "f-2");
    world.ok(command);
    world.ok(assign("o-1", "SN-5"));
    let error = world.run(fill(&world, "f-3")).unwrap_err();
    let nothing =
        |error: &CommandError| matches!(error, CommandError::Order(OrderError::NothingOpen { .. }));
    assert!(nothing(&error), "all products have credits");

    // Under other rules, and after a part was paid, nothing stays open.
    let mut world = World::under(&Rules { shortfall: Shortfall::Partial, ..Rules::default() });
    world.reserve("o-1", chosen("A"), vec![line(1, 5, 30)]);
    let command = fill(&world, "f-1");
    assert!(nothing(&world.run(command).unwrap_err()));
    let mut world = World::under(&Rules { shortfall: Shortfall::Backorder, ..Rules::default() });
    world.reserve("o-1", chosen("A"), vec![line(1, 5, 30)]);
    let part = Some(vec![Part { line: 1, quantity: 2 }]);
    world.ok(Command::Confirm(Confirm { order: "o-1".parse().unwrap(), part }));
    let command = fill(&world, "f-1");
    assert!(nothing(&world.run(command).unwrap_err()));
}

/// What is filled is taken back whole, and a damaged filling is refused.
#[test]
fn a_filling_can_be_undone_and_not_be_forged() {
    let mut world = World::under(&Rules { shortfall: Shortfall::Backorder, ..Rules::default() });
    world.reserve("o-1", chosen("A"), vec![line(1, 5, 30)]);
    world.import(vec![], vec![lot("a-3", "A", (2020, 2020), 4)]);
    let before = world.state.clone();
    let request = co2_ledger::Request { now: world.now, command: fill(&world, "f-1") };
    let event = world.state.decide(&request).unwrap().events.remove(0);
    let forgeries: [fn(&mut Vec<u32>); 4] =
        [|c| c[0] = 0, |c| c[0] = 3, |c| c.clear(), |c| c[0] = u32::MAX];
    for forge in forgeries {
        let mut forged = co2_ledger::Event::clone(&event);
        let Change::Filled { covered, .. } = &mut forged.change else { panic!("{forged:?}") };
        forge(covered);
        assert!(world.state.fold(&std::sync::Arc::new(forged)).is_err());
        assert_eq!(world.state, before);
    }
    let undo = world.state.fold(&event).unwrap();
    assert_eq!(world.state.audit().violations, []);
    world.state.undo(undo);
    assert_eq!(world.state, before);
}

/// No unit serves two orders; what an order leaves of its last unit stays free.
#[test]
fn units_are_not_shared_where_the_rules_say_so() {
    let alone = Rules { pooling: Pooling::UnitsPerOrder, ..Rules::default() };
    let mut world = World::under(&alone);
    world.reserve("o-1", chosen("B"), vec![line(1, 1, 7), line(2, 1, 7)]);
    world.reserve("o-2", chosen("B"), vec![line(1, 1, 9)]);
    assert_eq!(world.slices("o-1"), lots(&[("b-2", 0, 7), ("b-2", 7, 14)]));
    assert_eq!(world.slices("o-2"), lots(&[("b-2", 20, 29)]));
    // Of b-2 nothing whole is left, of b-1 five units.
    let reserve = world.reservation("o-3", chosen("B"), vec![line(1, 1, 51)]);
    let (requested, available) = (Co2e::from_grams(51), Co2e::from_grams(50));
    assert_eq!(world.refused(reserve), ReserveError::InsufficientStock { requested, available });
    // Rules that share fill the holes first.
    world.put(&Rules::default());
    world.reserve("o-3", chosen("B"), vec![line(1, 1, 8)]);
    assert_eq!(world.slices("o-3"), lots(&[("b-2", 14, 20), ("b-2", 29, 30), ("b-1", 0, 1)]));
}

/// A label ends between two orders; nothing but time has passed.
#[test]
fn what_may_be_used_turns_with_time() {
    let labels = ["Permanent".parse().unwrap()].into();
    let eligibility = Eligibility { labels, ..Eligibility::default() };
    let mut world = World::under(&Rules { eligibility, ..Rules::default() });
    world.on("2026-12-31");
    world.reserve("o-1", Choice::Any, vec![line(1, 1, 10)]);
    world.on("2027-01-01");
    let reserve = world.reservation("o-2", Choice::Any, vec![line(1, 1, 10)]);
    let (requested, available) = (Co2e::from_grams(10), Co2e::ZERO);
    assert_eq!(
        world.refused(reserve.clone()),
        ReserveError::InsufficientStock { requested, available }
    );
    let request =
        QuoteRequest { choice: Choice::Any, lines: reserve.lines, market: None, valid_seconds: 1 };
    let explained = world.state.explain(&request, world.now).unwrap();
    assert!(matches!(&explained.lots[2].fate,
        Fate::Refused(refused) if matches!(refused.as_slice(), [Refusal::Label { .. }])));
    // An hour before midnight of the last day it is still good.
    let before = world.state.explain(&request, "2026-12-31T23:00:00Z".parse().unwrap()).unwrap();
    assert_eq!(before.lots[2].fate, Fate::Taken { amount: Co2e::from_grams(10) });
}

/// A product in more pieces than a certificate names would be sold, but never certified.
#[test]
fn a_product_lies_in_at_most_256_slices() {
    let mut world = World::empty();
    let technology = co2_offsets::Technology::Wind;
    world.import(vec![project("A", "IN", technology)], vec![lot("a", "A", (2020, 2020), 60)]);
    world.put(&Rules::default());
    for n in 0..600 {
        world
            .run(Command::Reserve(world.reservation(
                &format!("o-{n}"),
                Choice::Any,
                vec![line(1, 1, 1)],
            )))
            .unwrap();
    }
    for n in (0..600).step_by(2) {
        let order = format!("o-{n}").parse().unwrap();
        world.run(Command::Cancel(co2_ledger::Cancel { order })).unwrap();
    }
    let refused = |world: &mut World, lines| {
        let reserve = world.reservation("last", Choice::Any, lines);
        world.refused(reserve)
    };
    let error = refused(&mut world, vec![line(1, 1, 257)]);
    assert_eq!(error, ReserveError::Fragmented { line: 1, pieces: 257 });
    let error = refused(&mut world, vec![line(1, 3, 1), line(7, 1, 257)]);
    assert_eq!(error, ReserveError::Fragmented { line: 7, pieces: 257 });
    world.reserve("last", Choice::Any, vec![line(1, 1, 256), line(2, 44, 1)]);
}

#[test]
fn nothing_is_quoted_without_rules() {
    let world = World::new();
    let request = QuoteRequest {
        choice: Choice::Any,
        lines: vec![line(1, 1, 1)],
        market: None,
        valid_seconds: 1,
    };
    assert_eq!(world.state.quote(&request, world.now), Err(ReserveError::NoRules));
    assert_eq!(world.state.explain(&request, world.now), Err(ReserveError::NoRules));
    let mut world = world;
    world.put(&Rules::default());
    let forever = QuoteRequest { valid_seconds: 0, ..request.clone() };
    assert_eq!(world.state.quote(&forever, world.now), Err(ReserveError::Hold));
    let nothing = QuoteRequest { lines: vec![], ..request };
    assert_eq!(world.state.quote(&nothing, world.now), Err(ReserveError::Lines));
}

#[test]
fn wrong_rules_are_not_put_in_force() {
    let mut world = World::new();
    let rules = Rules {
        eligibility: Eligibility { vintage_from: Some(0), ..Eligibility::default() },
        ..Rules::default()
    };
    let put = PutRules { operation: "wrong".parse().unwrap(), rules: rules.into() };
    let error = world.run(Command::PutRules(put)).unwrap_err();
    assert!(matches!(error, CommandError::Rules(error) if error.field.starts_with("vintage")));
}

/// What is paid too late is taken anew as it was held: a partial reservation is neither confirmed
/// with fewer products than were paid, nor with more.
#[test]
fn a_late_payment_gets_what_was_held_or_nothing() {
    let held = |world: &World| {
        let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
        order.lines().map(|(_, held)| held.quantity()).collect::<Vec<_>>()
    };
    let again = Command::Reallocate(Reallocate { order: "o-1".parse().unwrap(), attempt: 2 });
    for shortfall in [Shortfall::Partial, Shortfall::Backorder] {
        let mut world = World::under(&Rules { shortfall, ..Rules::default() });
        // A has 100 g: three of five products.
        world.reserve("o-1", chosen("A"), vec![line(1, 5, 30), line(2, 1, 45)]);
        assert_eq!(held(&world), [3, 0]);
        world.now = world.now.checked_add_seconds(900).unwrap();
        world.reserve("o-2", chosen("A"), vec![line(1, 1, 20)]);
        let before = world.state.digest();
        let error = world.run(again.clone()).unwrap_err();
        let short = CommandError::Reserve(ReserveError::InsufficientStock {
            requested: Co2e::from_grams(90),
            available: Co2e::from_grams(80),
        });
        assert_eq!(error, short, "two products would be less than was paid");
        assert!(error.is_transient());
        assert_eq!(world.state.digest(), before, "a refused command leaves no trace");
        world.import(vec![], vec![lot("a-3", "A", (2020, 2020), 20)]);
        let receipt = world.ok(again.clone());
        let Change::Reallocated { covered, .. } = &receipt.first.change else {
            panic!("{receipt:?}")
        };
        assert_eq!(covered, &[3, 0], "there is more by now, but three were paid");
        assert_eq!(held(&world), [3, 0]);
    }
}

/// Units of a lot that stand in the registry's buffer are recorded, and never held or allocated.
#[test]
fn units_of_the_buffer_are_not_allocated() {
    let mut world = World::under(&Rules::default());
    let before = world.state.audit().totals;
    let mixed = Lot { buffer_units: 2, ..lot("c-2", "C", (2017, 2017), 5) };
    let all = Lot { buffer_units: 3, ..lot("c-3", "C", (2017, 2017), 3) };
    world.import(vec![], vec![mixed, all]);
    let totals = world.state.audit().totals;
    assert_eq!(
        (totals.issued - before.issued, totals.buffer, totals.free - before.free),
        (80, 50, 30)
    );
    let (_, state) = world.state.lot_by_id(&"c-2".parse().unwrap()).unwrap();
    let unit = |unit| state.registry_state(unit);
    assert_eq!((unit(3), unit(4)), (Some(RegistryState::Held), Some(RegistryState::Buffer)));
    assert_eq!((state.claims().free, state.registry().buffer), (30, 20));
    // C has 70 g in its old lot, and 30 g of the new ones are for sale.
    world.reserve("o-1", chosen("C"), vec![line(1, 1, 100)]);
    let reserve = world.reservation("o-2", chosen("C"), vec![line(1, 1, 1)]);
    let (requested, available) = (Co2e::GRAM, Co2e::ZERO);
    assert_eq!(world.refused(reserve), ReserveError::InsufficientStock { requested, available });
    let restored = State::from_snapshot(&world.state.snapshot_bytes().unwrap()).unwrap();
    assert_eq!(restored, world.state);
}

/// Products that wait for credits are given up first: they have nothing to lose. What is given up is
/// not filled later.
#[test]
fn what_waits_for_credits_is_given_up_first() {
    let mut world = World::under(&Rules { shortfall: Shortfall::Backorder, ..Rules::default() });
    // A has 100 g: three of five products.
    world.reserve("o-1", chosen("A"), vec![line(1, 5, 30)]);
    let give_up = |operation: &str, quantity| {
        Command::CancelPart(co2_ledger::CancelPart {
            order: "o-1".parse().unwrap(),
            operation: operation.parse().unwrap(),
            part: vec![Part { line: 1, quantity }],
        })
    };
    let held = |world: &World| {
        let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
        order.lines().map(|(_, l)| (l.quantity(), l.cancelled())).collect::<Vec<_>>()
    };
    world.ok(give_up("r-1", 1));
    assert_eq!(held(&world), [(3, 1)]);
    world.ok(Command::Confirm(Confirm::whole("o-1".parse().unwrap())));
    world.ok(give_up("r-2", 2));
    assert_eq!(held(&world), [(2, 3)]);
    world.import(vec![], vec![lot("a-3", "A", (2020, 2020), 40)]);
    let command = fill(&world, "f-1");
    let nothing = OrderError::NothingOpen { order: "o-1".parse().unwrap() };
    assert_eq!(world.run(command).unwrap_err(), nothing.into(), "nothing waits any more");
}

/// An order of three products for one euro: each product has a price in whole cents, they sum to that of
/// the order, and a part or a product that comes back has the price that it was sold for.
#[test]
fn a_part_and_a_product_have_a_price() {
    // 21 g at EUR 47,619 a tonne are EUR 0.999999.
    let tariff = Tariff::PerTonne { price: money("EUR 47619") };
    let price = Some(PriceRule::everywhere(tariff));
    let mut world = World::under(&Rules { price, ..Rules::default() });
    let request = QuoteRequest {
        choice: chosen("A"),
        lines: vec![line(1, 3, 7)],
        market: Some("SE".parse().unwrap()),
        valid_seconds: 60,
    };
    let quote = world.state.quote(&request, world.now).unwrap();
    let rows = |prices: &[UnitPrice]| -> Vec<_> {
        prices.iter().map(|row| (row.quantity, row.each)).collect()
    };
    let expected = [(1, euros(34)), (2, euros(33))];
    assert_eq!(rows(&quote.lines[0].unit_prices()), expected);
    let cap = PriceCap { market: "SE".parse().unwrap(), cap: euros(100) };
    let reserve = world.reservation("o-1", chosen("A"), vec![line(1, 3, 7)]);
    world.ok(Command::Reserve(co2_ledger::Reserve { price: Some(cap), ..reserve }));
    let id = "o-1".parse().unwrap();
    let order = |world: &World| world.state.order(&id).unwrap().into_owned();
    assert_eq!(order(&world).price(), Some(euros(100)));
    assert_eq!(rows(order(&world).lines().next().unwrap().1.prices()), expected);
    world.ok(Command::Confirm(Confirm::whole("o-1".parse().unwrap())));
    let receipt = world.ok(Command::CancelPart(co2_ledger::CancelPart {
        order: "o-1".parse().unwrap(),
        operation: "refund-1".parse().unwrap(),
        part: vec![Part { line: 1, quantity: 1 }],
    }));
    let Change::PartCancelled { price, .. } = &receipt.first.change else { panic!("{receipt:?}") };
    assert_eq!(*price, Some(euros(33)), "what is paid back");
    assert_eq!(order(&world).price(), Some(euros(67)));
    for (serial, price) in [("SN-1", 34), ("SN-2", 33)] {
        let command = assign("o-1", serial);
        let Command::Assign(content) = &command else { panic!("{command:?}") };
        let product = content.product.clone();
        world.ok(command);
        let covered = |world: &World| world.state.coverage(&id, &product).unwrap();
        assert_eq!(covered(&world).price, Some(euros(price)));
        let (order, operation) = (id.clone(), format!("r-{serial}").parse().unwrap());
        world.ok(Command::Return(co2_ledger::Return {
            order,
            operation,
            product: product.clone(),
        }));
        assert_eq!(covered(&world).price, Some(euros(price)), "what is paid back for it");
    }
    // The state that is read back knows the same.
    let restored = State::from_snapshot(&world.state.snapshot_bytes().unwrap()).unwrap();
    assert_eq!(restored, world.state);
}

/// Once, what was filled under a cap of its own had to be had for the first cap alone when the order was
/// paid too late.
#[test]
fn an_order_that_was_filled_has_both_caps() {
    let tariff = Tariff::PerTonne { price: money("EUR 100000") };
    let price = Some(PriceRule::everywhere(tariff));
    let rules = Rules { price, shortfall: Shortfall::Backorder, ..Rules::default() };
    let mut world = World::under(&rules);
    let cap =
        |market: &str, cents| Some(PriceCap { market: market.parse().unwrap(), cap: euros(cents) });
    // A has 100 g: three of five products of 30 g, for EUR 3.00 each.
    let reserve = world.reservation("o-1", chosen("A"), vec![line(1, 5, 30)]);
    world.ok(Command::Reserve(co2_ledger::Reserve { price: cap("SE", 900), ..reserve }));
    world.import(vec![], vec![lot("a-3", "A", (2020, 2020), 20)]);
    let filled = |world: &World, price| match fill(world, "f-1") {
        Command::Fill(content) => Command::Fill(Fill { price, ..content }),
        other => panic!("{other:?}"),
    };
    let other = OrderError::OtherCap { order: "o-1".parse().unwrap() };
    for price in
        [None, cap("DE", 600), Some(PriceCap { cap: money("USD 6"), ..cap("SE", 0).unwrap() })]
    {
        let command = filled(&world, price);
        assert_eq!(world.run(command).unwrap_err(), other.clone().into());
    }
    let command = filled(&world, cap("SE", 600));
    world.ok(command);
    world.now = world.now.checked_add_seconds(900).unwrap();
    world.ok(Command::Reallocate(Reallocate { order: "o-1".parse().unwrap(), attempt: 2 }));
    let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
    assert_eq!((order.price(), order.cap()), (Some(euros(1_500)), cap("SE", 1_500)));
}

/// A price that does not follow from the lines, or is above the cap, is no event of this ledger.
#[test]
fn a_price_cannot_be_forged() {
    let tariff = Tariff::PerTonne { price: money("EUR 100000") };
    let price = Some(PriceRule::everywhere(tariff));
    let mut world = World::under(&Rules { price, ..Rules::default() });
    let cap = PriceCap { market: "SE".parse().unwrap(), cap: euros(300) };
    let reserve = world.reservation("o-1", chosen("A"), vec![line(1, 1, 20), line(2, 1, 10)]);
    let command = Command::Reserve(co2_ledger::Reserve { price: Some(cap), ..reserve });
    let request = co2_ledger::Request { now: world.now, command };
    let event = world.state.decide(&request).unwrap().events.remove(0);
    let forgeries: [fn(&mut Option<OrderPrice>); 5] = [
        |price| *price = None,
        |price| price.as_mut().unwrap().total = euros(299),
        |price| price.as_mut().unwrap().lines.truncate(1),
        |price| {
            let price = price.as_mut().unwrap();
            price.lines[0] = euros(201);
            price.total = euros(301);
        },
        |price| price.as_mut().unwrap().lines[0] = money("USD 2"),
    ];
    let before = world.state.clone();
    for forge in forgeries {
        let mut forged = co2_ledger::Event::clone(&event);
        let Change::Reserved { price, .. } = &mut forged.change else { panic!("{forged:?}") };
        forge(price);
        assert!(world.state.fold(&std::sync::Arc::new(forged)).is_err());
        assert_eq!(world.state, before);
    }
    assert!(world.state.fold(&event).is_ok());
}

/// Where no unit serves two orders, what is made good takes units of which nothing is taken, too.
#[test]
fn what_is_made_good_shares_no_unit_where_the_rules_say_so() {
    for pooling in [Pooling::Shared, Pooling::UnitsPerOrder] {
        let mut world = World::under(&Rules { pooling, ..Rules::default() });
        world.reserve("o-1", chosen("A"), vec![line(1, 1, 5)]);
        world.reserve("o-2", chosen("C"), vec![line(1, 1, 5)]);
        let lot = "a-2".parse().unwrap();
        let units = co2_ledger::command::Units { lot, first_unit: 1, last_unit: 1 };
        world.ok(Command::Invalidate(co2_ledger::command::Invalidate {
            operation: "lost".parse().unwrap(),
            what: co2_ledger::command::Invalidated::Units(units),
            reference: co2_offsets::Reference::new("DEMO-1").unwrap(),
        }));
        world.ok(Command::MakeGood(co2_ledger::command::MakeGood {
            operation: "good".parse().unwrap(),
            order: "o-1".parse().unwrap(),
            product: None,
            from: "c-1".parse().unwrap(),
        }));
        let start = if pooling == Pooling::Shared { 5 } else { 10 };
        assert_eq!(world.slices("o-1"), lots(&[("c-1", start, start + 5)]), "{pooling:?}");
    }
}
