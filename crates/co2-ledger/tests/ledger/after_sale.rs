//! After the sale: products that are given up before they are shipped, and serial numbers that were
//! scanned wrongly.

use crate::stories::{id, take_back};
use crate::world::*;
use co2_ledger::error::{CoverageError, OrderError};
use co2_ledger::{
    CancelPart, Command, CommandError, CorrectSerial, CoverageStatus, OrderStatus, Part, Present,
};
use co2_offsets::{Choice, Digest};

fn cancel_part(order: &str, operation: &str, part: &[(u32, u32)]) -> Command {
    let part = part.iter().map(|&(line, quantity)| Part { line, quantity }).collect();
    Command::CancelPart(CancelPart { order: id(order), operation: id(operation), part })
}

fn correct(order: &str, operation: &str, serial: &str, by: &str) -> Command {
    let (order, operation) = (id(order), id(operation));
    Command::CorrectSerial(CorrectSerial {
        order,
        operation,
        product: product(serial),
        by: product(by),
    })
}

/// Products, assigned products, products given up, line by line.
fn counts(world: &World, order: &str) -> Vec<(u32, u32, u32)> {
    let order = world.state.order(&id(order)).unwrap();
    order.lines().map(|(_, l)| (l.quantity(), l.assigned(), l.cancelled())).collect()
}

/// One of three notebooks is refunded before they are shipped. Once, only the whole order could be given
/// up, and its name was used up by that.
#[test]
fn one_of_three_products_is_refunded() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 3, 7), line(2, 2, 4)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    let receipt = world.ok(cancel_part("o-1", "refund-1", &[(1, 1)]));
    assert_eq!(receipt.present, Present::Order(OrderStatus::Confirmed));
    assert_eq!(counts(&world, "o-1"), [(2, 1, 1), (2, 0, 0)]);
    let totals = world.sound().totals;
    // The grams of the last product of the line are free, and can be sold.
    assert_eq!(
        (totals.committed, totals.assigned),
        (u128::from(15 * GRAIN), u128::from(7 * GRAIN))
    );
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 28)]));
    // The others get their serial numbers as always, and no more than those.
    world.ok(assign("o-1", 1, "SN-2"));
    assert!(world.run(assign("o-1", 1, "SN-3")).is_err());
    world.ok(cancel_part("o-1", "refund-2", &[(2, 2)]));
    assert_eq!(counts(&world, "o-1"), [(2, 2, 1), (0, 0, 2)]);
    // The same refund again changes nothing; with other content it is refused.
    assert!(world.ok(cancel_part("o-1", "refund-1", &[(1, 1)])).replayed);
    let error = world.refused(cancel_part("o-1", "refund-1", &[(1, 2)]));
    assert!(matches!(error, CommandError::Conflict { field: "part", .. }), "{error}");
}

/// A customer takes a product out of the basket between reserving and paying.
#[test]
fn a_part_is_given_up_before_the_payment() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 3, 5), line(2, 1, 4)]));
    let receipt = world.ok(cancel_part("o-1", "out-1", &[(2, 1), (1, 1)]));
    assert_eq!(receipt.present, Present::Order(OrderStatus::Reserved));
    assert_eq!(world.sound().totals.reserved, u128::from(10 * GRAIN));
    // Paid too late, what was left is taken again.
    world.wait(900);
    let reallocate = co2_ledger::Reallocate { order: id("o-1"), attempt: 2 };
    world.ok(Command::Reallocate(reallocate));
    assert_eq!(counts(&world, "o-1"), [(2, 0, 1), (0, 0, 1)]);
    assert_eq!(world.sound().totals.committed, u128::from(10 * GRAIN));
}

#[test]
fn what_cannot_be_given_up_is_refused() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 3, 5), line(2, 1, 4)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    let mut refused = |part: &[(u32, u32)]| match world.refused(cancel_part("o-1", "r", part)) {
        CommandError::Order(error) => error,
        other => panic!("{other}"),
    };
    assert_eq!(refused(&[]), OrderError::EmptyPart { order: id("o-1") });
    let open = |line, asked, open| OrderError::PartOpen { order: id("o-1"), line, asked, open };
    assert_eq!(refused(&[(1, 3)]), open(1, 3, 2), "one has a serial number");
    assert_eq!(refused(&[(1, 0)]), open(1, 0, 2));
    assert_eq!(refused(&[(1, 1), (1, 1)]), open(1, 1, 2), "a line stands twice");
    assert_eq!(refused(&[(3, 1)]), open(3, 1, 0));
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 2, 5)]));
    let error = world.refused(cancel_part("o-2", "all", &[(1, 2)]));
    assert_eq!(error, OrderError::NothingLeft { order: id("o-2") }.into());
    world.ok(cancel("o-2"));
    let error = world.refused(cancel_part("o-2", "late", &[(1, 1)]));
    assert_eq!(error, OrderError::Cancelled { order: id("o-2") }.into());
    let error = world.refused(cancel_part("o-3", "r", &[(1, 1)]));
    assert_eq!(error, OrderError::UnknownOrder { order: id("o-3") }.into());
}

/// The wrong box was scanned, and it shows before the certificate is issued: the right product has the
/// same grams, the wrong one can be sold to somebody else.
#[test]
fn a_serial_number_is_corrected_before_its_certificate() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-WRONG"));
    let before = world.covered("o-1", "SN-WRONG");
    let free = world.sound().totals.free;
    world.ok(correct("o-1", "c-1", "SN-WRONG", "SN-RIGHT"));
    let after = world.covered("o-1", "SN-RIGHT");
    assert_eq!((after.slices, after.replaces), (before.slices, None));
    assert_eq!(world.sound().totals.free, free, "no gram is taken and none is freed");
    assert_eq!(world.covered("o-1", "SN-WRONG").status, CoverageStatus::Replaced(after.id));
    assert!(world.ok(correct("o-1", "c-1", "SN-WRONG", "SN-RIGHT")).replayed);
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.ok(confirm("o-2"));
    world.ok(assign("o-2", 1, "SN-WRONG"));
    world.certify("o-1", "SN-RIGHT", b"right");
    world.ok(take_back("o-1", "r-1", "SN-RIGHT"));
}

/// It shows later: the certificate of the right product replaces the one that named the wrong product.
#[test]
fn a_serial_number_is_corrected_after_its_certificate() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-WRONG"));
    world.certify("o-1", "SN-WRONG", b"wrong");
    let free = world.sound().totals.free;
    world.ok(correct("o-1", "c-1", "SN-WRONG", "SN-RIGHT"));
    let covered = world.covered("o-1", "SN-RIGHT");
    assert_eq!((covered.certificate, covered.replaces), (None, Some(Digest::of(b"wrong"))));
    assert_eq!(world.sound().totals.free, free, "no gram is taken and none is freed");
    world.certify("o-1", "SN-RIGHT", b"right");
    // What a certificate named stays out of stock when the product comes back.
    world.ok(take_back("o-1", "r-1", "SN-RIGHT"));
    assert_eq!(world.sound().totals.spent, u128::from(5 * GRAIN));
}

#[test]
fn a_correction_needs_a_coverage_and_a_product_without_one() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 2, 5)]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-1", 1, "SN-2"));
    let error = world.refused(correct("o-1", "c-1", "SN-1", "SN-2"));
    let covered = Box::new(product("SN-2"));
    assert_eq!(error, CoverageError::AlreadyCovered { product: covered, order: id("o-1") }.into());
    let error = world.refused(correct("o-1", "c-1", "SN-3", "SN-4"));
    let unknown = Box::new(product("SN-3"));
    assert_eq!(error, CoverageError::NotAssigned { product: unknown, order: id("o-1") }.into());
}
