//! Amounts and orders as large as they come.

use crate::world::*;
use co2_ledger::CommandError;
use co2_ledger::error::ReserveError;
use co2_offsets::Choice;
use co2_units::Co2e;

/// The largest lots that a u64 of grams can count.
const LARGE: [&str; 2] = [
    "GS1-1-UG-GS90003-16-2018-99103-1-18446744073709",
    "GS1-1-UG-GS90003-16-2018-99104-1-18446744073709",
];
const LARGE_GRAMS: u64 = 18_446_744_073_709_000_000;

/// Once, the total over all lots stopped at the largest u64, and was wrong from then on.
#[test]
fn stock_beyond_a_u64_of_grams_is_counted() {
    let mut world = World::small();
    world.ok(import("large", vec![lot("l-0", LARGE[0]), lot("l-1", LARGE[1])]));
    let all = Choice::Project("GS90003".parse().unwrap());
    let whole = co2_ledger::Line { each: Co2e::from_grams(LARGE_GRAMS), ..line(1, 1, 1) };
    world.ok(reserve("o-1", 1, all.clone(), vec![whole]));
    world.ok(reserve("o-2", 1, all, vec![whole]));
    let error = world.refused(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 51)]));
    let (requested, available) = (grains(51), grains(50));
    let expected = ReserveError::InsufficientStock { requested, available };
    assert_eq!(error, CommandError::Reserve(expected));
    world.ok(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 50)]));
    assert_eq!(world.state.free_of(&"GS90003".parse().unwrap()), Co2e::ZERO);
}

/// A retirement is one block, however many units it has.
#[test]
fn a_retirement_of_all_units_of_a_large_lot() {
    let mut world = World::small();
    world.ok(import("large", vec![lot("l-0", LARGE[0])]));
    let chosen = Choice::Project("GS90003".parse().unwrap());
    let whole = co2_ledger::Line { each: Co2e::from_grams(LARGE_GRAMS), ..line(1, 1, 1) };
    world.ok(reserve("o-1", 1, chosen, vec![whole]));
    world.ok(request_retirement("r-1", "l-0", 2, 18_446_744_073_708));
    let order = world.state.order(&"o-1".parse().unwrap()).unwrap();
    let slices: Vec<_> = order.lines().flat_map(|(_, line)| line.slices().to_vec()).collect();
    let units: Vec<_> =
        world.state.credits(&slices).iter().map(|c| (c.first_unit, c.last_unit)).collect();
    let last = 18_446_744_073_709;
    assert_eq!(units, [(1, 1), (2, last - 1), (last, last)]);
    assert_eq!(world.sound().totals.requested, u128::from(LARGE_GRAMS) - 2_000_000);
}

/// Work per product does not grow with the size of its order; once, each was looked for among all.
#[test]
fn an_order_of_many_products_is_fulfilled() {
    const PRODUCTS: u32 = 20_000;
    let mut world = World::small();
    let serial = "GS1-1-UG-GS90003-16-2018-99103-1-100000";
    world.ok(import("more", vec![lot("c", serial)]));
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, PRODUCTS, 1)]));
    world.ok(confirm("o-1"));
    for n in 0..PRODUCTS {
        let serial = format!("SN-{n}");
        world.give(assign("o-1", 1, &serial));
        world.give(world.certificate("o-1", &serial, b"certificate"));
    }
    let totals = world.sound().totals;
    assert_eq!((totals.coverages, totals.certificates), (20_000, 20_000));
    assert_eq!(totals.certified, u128::from(20_000 * GRAIN));
}

/// The same for lines and slices, when stock is in many pieces.
#[test]
fn an_order_takes_many_pieces() {
    const PIECES: u32 = 10_000;
    let mut world = World::small();
    let serial = "GS1-1-UG-GS90003-16-2018-99103-1-100000";
    world.ok(import("more", vec![lot("c", serial)]));
    for n in 0..2 * PIECES {
        world.give(reserve(&format!("o-{n}"), 1, Choice::Any, vec![line(1, 1, 1)]));
    }
    for n in 0..PIECES {
        world.give(cancel(&format!("o-{}", 2 * n)));
    }
    world.give(reserve("whole", 1, Choice::Any, vec![line(1, PIECES, 1)]));
    world.give(confirm("whole"));
    let whole = world.state.order(&"whole".parse().unwrap()).unwrap();
    // The last two of the pieces touch stock that was never taken.
    assert_eq!(whole.lines().next().unwrap().1.slices().len(), 10_000);
    assert_eq!(world.sound().totals.committed, u128::from(10_000 * GRAIN));
}
