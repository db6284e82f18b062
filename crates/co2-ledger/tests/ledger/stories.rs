//! Stories of what comes after an order, told as scripts: one command a line, the answer beside it.

use crate::acts::{reference, units};
use crate::world::*;
use co2_ledger::command::{
    CancelUnits, Convert, CoverRetroactively, EarlierProduct, Invalidate, Invalidated, MakeGood,
    OnDifference, Part, RecordBuffer, ReplaceCause, TransferIn, TransferOut,
};
use co2_ledger::error::{
    AssignError, CertificateError, CoverageError, MakeGoodError, OrderError, ReserveError,
    RetirementError, RetroactiveError, UnitsError,
};
use co2_ledger::{
    Command, CommandError, Confirm, CoverageStatus, Extend, Line, OrderStatus, Present, PutRules,
    Reallocate, RecordRetirement, RegistryState, Replace, Return,
};
use co2_offsets::{Choice, Rules};
use co2_units::{Stage, StageSet};

pub(crate) fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn extend(order: &str, operation: &str, hold_seconds: u32) -> Command {
    Command::Extend(Extend { order: id(order), operation: id(operation), hold_seconds })
}

fn confirm_part(order: &str, parts: &[(u32, u32)]) -> Command {
    let parts = parts.iter().map(|&(line, quantity)| Part { line, quantity });
    Command::Confirm(Confirm { order: id(order), part: Some(parts.collect()) })
}

fn reallocate(order: &str, attempt: u32) -> Command {
    Command::Reallocate(Reallocate { order: id(order), attempt })
}

pub(crate) fn take_back(order: &str, operation: &str, serial: &str) -> Command {
    let (order, operation, product) = (id(order), id(operation), product(serial));
    Command::Return(Return { order, operation, product })
}

pub(crate) fn replace(order: &str, operation: &str, serial: &str, by: &str) -> Command {
    Command::Replace(Replace {
        order: id(order),
        operation: id(operation),
        product: product(serial),
        by: product(by),
        cause: ReplaceCause::Warranty,
    })
}

pub(crate) fn invalidate(operation: &str, lot: &str, first: u64, last: u64) -> Command {
    let what = Invalidated::Units(units(lot, first, last));
    Command::Invalidate(Invalidate { operation: id(operation), what, reference: reference() })
}

pub(crate) fn make_good(operation: &str, order: &str, serial: Option<&str>, from: &str) -> Command {
    Command::MakeGood(MakeGood {
        operation: id(operation),
        order: id(order),
        product: serial.map(product),
        from: id(from),
    })
}

fn transfer_out(operation: &str, lot: &str, first: u64, last: u64) -> Command {
    let units = units(lot, first, last);
    Command::TransferOut(TransferOut { operation: id(operation), units, to: id("north") })
}

/// An order of one line of products, paid.
pub(crate) fn sold(world: &mut World, order: &str, quantity: u32, each: u64) {
    world.ok(reserve(order, 1, Choice::Any, vec![line(1, quantity, each)]));
    world.ok(confirm(order));
}

/// Grams in the states that stories tell of, in grains.
fn claims(world: &World) -> [u64; 6] {
    let totals = world.sound().totals;
    let all = [
        totals.free + totals.unusable,
        totals.reserved,
        totals.committed,
        totals.assigned,
        totals.certified,
        totals.spent,
    ];
    all.map(|grams| u64::try_from(grams).unwrap() / GRAIN)
}

#[test]
fn a_reservation_is_held_longer() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.wait(800);
    let error = world.refused(extend("o-1", "more", 100));
    assert!(matches!(error, CommandError::Order(OrderError::NotLonger { .. })), "it ends then");
    world.ok(extend("o-1", "more", 900));
    world.wait(899);
    assert!(world.ok(extend("o-1", "more", 900)).replayed, "once");
    world.ok(confirm("o-1"));
    let error = world.refused(extend("o-1", "again", 9_000));
    assert!(matches!(error, CommandError::Order(OrderError::Confirmed { .. })));
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.wait(900);
    let error = world.refused(extend("o-2", "late", 900));
    assert!(matches!(error, CommandError::Order(OrderError::ReservationExpired { .. })));
}

#[test]
fn a_part_is_paid_and_the_rest_returns() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 3, 4), line(2, 1, 9)]));
    assert_eq!(claims(&world), [29, 21, 0, 0, 0, 0]);
    for (part, reserved) in
        [(&[(1, 4)][..], 3), (&[(9, 1)], 0), (&[(1, 0)], 3), (&[(1, 1), (1, 1)], 3)]
    {
        let error = world.refused(confirm_part("o-1", part));
        let CommandError::Order(OrderError::Part { reserved: found, .. }) = error else {
            panic!("{error}")
        };
        assert_eq!(found, reserved);
    }
    let error = world.refused(confirm_part("o-1", &[]));
    assert!(matches!(error, CommandError::Order(OrderError::EmptyPart { .. })));
    world.ok(confirm_part("o-1", &[(1, 2)]));
    assert_eq!(claims(&world), [42, 0, 8, 0, 0, 0]);
    assert_eq!(world.slices("o-1"), [(0, 0, 8)]);
    let error = world.refused(confirm("o-1"));
    assert!(matches!(error, CommandError::Conflict { field: "part", .. }), "{error}");
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-1", 1, "SN-2"));
    world.refused(assign("o-1", 1, "SN-3"));
    world.refused(assign("o-1", 2, "SN-3"));
}

/// The payment comes late; the same lines are taken anew, wherever there is something left.
#[test]
fn a_payment_after_expiry_is_allocated_anew() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 2, 6)]));
    let error = world.refused(reallocate("o-1", 2));
    assert!(matches!(error, CommandError::Order(OrderError::NotExpired { .. })));
    world.wait(900);
    sold(&mut world, "o-2", 1, 3);
    world.refused(confirm("o-1"));
    let error = world.refused(reallocate("o-1", 3));
    assert!(matches!(error, CommandError::Reserve(ReserveError::Attempt { expected: 2, .. })));
    let receipt = world.ok(reallocate("o-1", 2));
    assert_eq!(receipt.present, Present::Order(OrderStatus::Confirmed));
    assert_eq!(world.slices("o-1"), [(0, 3, 15)]);
    assert!(world.ok(reallocate("o-1", 2)).replayed);
    // The first attempt's answer stays what it was.
    let first = world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 2, 6)]));
    assert_eq!(first.present, Present::Order(OrderStatus::Expired));
    // When there is nothing left, it is refused, and can be tried again.
    world.ok(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 30)]));
    world.wait(900);
    sold(&mut world, "o-4", 1, 10);
    let error = world.refused(reallocate("o-3", 2));
    assert!(error.is_transient(), "{error}");
    assert_eq!(error.to_string(), "3000 kg CO2e requested, but 2500 kg CO2e available");
}

/// The line is the publication of a certificate.
#[test]
fn a_return_before_the_certificate_frees_and_after_it_spends() {
    let mut world = World::small();
    sold(&mut world, "o-1", 2, 5);
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-1", 1, "SN-2"));
    world.certify("o-1", "SN-2", b"certificate");
    assert_eq!(claims(&world), [40, 0, 0, 5, 5, 0]);

    let receipt = world.ok(take_back("o-1", "rma-1", "SN-1"));
    let (status, certificate) = (CoverageStatus::Returned, None);
    assert_eq!(receipt.present, Present::Coverage { status, certificate, suspended: false });
    let receipt = world.ok(take_back("o-1", "rma-2", "SN-2"));
    assert!(matches!(receipt.present, Present::Coverage { status: CoverageStatus::Spent, .. }));
    assert_eq!(claims(&world), [45, 0, 0, 0, 0, 5]);

    // What was free is sold again; what is spent never is.
    sold(&mut world, "o-2", 1, 45);
    let error = world.refused(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 1)]));
    assert!(error.to_string().ends_with("but 0 kg CO2e available"), "{error}");
    assert_eq!(world.slices("o-2"), [(0, 0, 5), (0, 10, 30), (1, 0, 20)]);

    let error = world.refused(take_back("o-1", "rma-3", "SN-1"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::Over { .. })));
    let certificate = world.certificate("o-1", "SN-1", b"too late");
    assert!(matches!(world.refused(certificate), CommandError::Coverage(_)));
    // The line's place is used up: a returned product is not assigned anew in its order.
    assert!(world.ok(assign("o-1", 1, "SN-1")).replayed);
    // But in another order it is.
    world.ok(assign("o-2", 1, "SN-1"));
}

#[test]
fn a_replacement_under_warranty_takes_no_grams() {
    let mut world = World::small();
    sold(&mut world, "o-1", 2, 5);
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(assign("o-1", 1, "SN-2"));
    let first = world.certify("o-1", "SN-1", b"first");
    let before = (claims(&world), world.covered("o-1", "SN-1").slices);

    let error = world.refused(replace("o-1", "rma-1", "SN-1", "SN-2"));
    assert!(matches!(error, CommandError::Coverage(CoverageError::AlreadyCovered { .. })));
    world.ok(replace("o-1", "rma-1", "SN-1", "SN-9"));
    let covered = world.covered("o-1", "SN-9");
    assert_eq!((claims(&world), covered.slices.clone()), before);
    assert_eq!((covered.id.as_u64(), covered.certificate), (2, None));
    let old = world.covered("o-1", "SN-1");
    assert_eq!(old.status, CoverageStatus::Replaced(covered.id));
    assert!(world.state.covering(&product("SN-1")).next().is_none(), "it has no live coverage");
    let replaced = world.ok(first_command(&first)).present;
    assert!(matches!(replaced, Present::Coverage { status: CoverageStatus::Replaced(_), .. }));

    // The next certificate names the one that it replaces.
    assert_eq!(covered.replaces, old.certificate);
    // It comes back before it has a certificate of its own, but its grams were named in one.
    world.ok(take_back("o-1", "rma-2", "SN-9"));
    assert_eq!(claims(&world), [40, 0, 0, 5, 0, 5]);
}

/// The command that a receipt is of.
fn first_command(receipt: &co2_ledger::Receipt) -> Command {
    match &receipt.first.change {
        co2_ledger::Change::CertificateRecorded(record) => {
            Command::RecordCertificate(record.clone())
        }
        other => panic!("{other:?}"),
    }
}

/// A and B change places and back: each time a coverage of its own.
#[test]
fn a_product_may_come_back_in_place_of_its_replacement() {
    let mut world = World::small();
    sold(&mut world, "o-1", 1, 5);
    world.ok(assign("o-1", 1, "A"));
    world.certify("o-1", "A", b"1");
    world.ok(replace("o-1", "r-1", "A", "B"));
    world.certify("o-1", "B", b"2");
    world.ok(replace("o-1", "r-2", "B", "A"));
    assert_eq!(world.covered("o-1", "A").replaces, Some(co2_offsets::Digest::of(b"2")));
    world.certify("o-1", "A", b"3");
    assert!(world.ok(replace("o-1", "r-1", "A", "B")).replayed);
    assert_eq!(claims(&world), [45, 0, 0, 0, 5, 0]);
}

/// An allocated certificate is superseded when the retirement is recorded. Of two that replace the
/// same one, the first counts.
#[test]
fn a_certificate_is_issued_anew() {
    let mut world = World::small();
    sold(&mut world, "o-1", 1, 5);
    world.ok(assign("o-1", 1, "SN-1"));
    let allocated = world.certificate("o-1", "SN-1", b"allocated");
    world.ok(allocated.clone());
    let (retired, other) =
        (world.certificate("o-1", "SN-1", b"retired"), world.certificate("o-1", "SN-1", b"other"));
    let same = world.certificate("o-1", "SN-1", b"allocated");
    let error = world.refused(same);
    assert!(matches!(error, CommandError::Certificate(CertificateError::Same { .. })));
    world.ok(retired);
    let error = world.refused(other);
    assert!(matches!(error, CommandError::Conflict { field: "digest", .. }));
    let newest = Some(co2_offsets::Digest::of(b"retired"));
    assert_eq!(world.covered("o-1", "SN-1").certificate, newest);
    let receipt = world.ok(allocated.clone());
    let status = CoverageStatus::Live;
    assert!(receipt.replayed);
    let present = Present::Coverage { status, certificate: newest, suspended: false };
    assert_eq!(receipt.present, present);
    // A first certificate comes too late.
    let Command::RecordCertificate(mut late) = allocated else { panic!() };
    late.replaces = Some(co2_offsets::Digest::of(b"never"));
    let error = world.refused(Command::RecordCertificate(late.clone()));
    assert!(matches!(error, CommandError::Certificate(CertificateError::Superseded { .. })));
    late.coverage = serde_json::from_str("7").unwrap();
    let error = world.refused(Command::RecordCertificate(late));
    assert!(matches!(error, CommandError::Certificate(CertificateError::OtherCoverage { .. })));
    assert_eq!(claims(&world), [45, 0, 0, 0, 5, 0]);
}

fn record(operation: &str, serials: &[&str], on_difference: OnDifference) -> Command {
    Command::RecordRetirement(RecordRetirement {
        operation: id(operation),
        reference: reference(),
        date: "2026-11-20".parse().unwrap(),
        serials: serials.iter().map(|serial| serial.parse().unwrap()).collect(),
        on_difference,
    })
}

/// The registry was asked for units 1 to 2 and retired 2 to 3.
#[test]
fn a_registry_retires_other_units() {
    let mut world = World::small();
    // SN-1 has grains 0 to 5 (unit 1), o-2 has grains 5 to 15 (units 1 and 2).
    sold(&mut world, "o-1", 1, 5);
    world.ok(assign("o-1", 1, "SN-1"));
    sold(&mut world, "o-2", 1, 10);
    world.ok(request_retirement("r-1", "a", 1, 2));
    let given = ["GS1-1-UG-GS90001-16-2020-99001-2-2", "GS1-1-UG-GS90001-16-2020-99001-3-3"];
    let error = world.refused(record("r-1", &given, OnDifference::Report));
    assert_eq!(
        error.to_string(),
        "retirement r-1 was requested for GS1-1-UG-GS90001-16-2020-99001-1-2, but recorded for \
         GS1-1-UG-GS90001-16-2020-99001-2-2, GS1-1-UG-GS90001-16-2020-99001-3-3"
    );
    world.ok(record("r-1", &given, OnDifference::Rehome));
    // What was in unit 1 is in unit 3 now, and its coverage is of another edition.
    assert_eq!(world.slices("o-1"), [(0, 20, 25)]);
    assert_eq!(world.slices("o-2"), [(0, 25, 30), (0, 10, 15)]);
    assert_eq!(world.covered("o-1", "SN-1").edition, 1);
    let (_, lot) = world.state.lot_by_id(&id("a")).unwrap();
    let states = [1, 2, 3].map(|unit| lot.registry_state(unit).unwrap());
    let retired = RegistryState::Retired;
    assert_eq!(states, [RegistryState::Held, retired, retired]);
    let retirement = world.state.retirement(&id("r-1")).unwrap();
    assert_eq!(retirement.is_as_asked(), Some(false));
    let credits = world.state.credits(&world.covered("o-1", "SN-1").slices);
    assert_eq!(credits[0].printed.unwrap().to_string(), given[1]);
    // Unit 1 can be asked for again.
    world.ok(request_retirement("r-2", "a", 1, 1));
    world.ok(record("r-2", &["GS1-1-UG-GS90001-16-2020-99001-1-1"], OnDifference::Report));
    assert_eq!(world.state.retirement(&id("r-2")).unwrap().is_as_asked(), Some(true));
    world.sound();
}

/// A certificate that is published names its grams: they do not move under it.
#[test]
fn what_a_certificate_names_does_not_move() {
    let mut world = World::small();
    sold(&mut world, "o-1", 1, 5);
    world.ok(assign("o-1", 1, "SN-1"));
    world.certify("o-1", "SN-1", b"allocated");
    world.ok(request_retirement("r-1", "a", 1, 1));
    let given = ["GS1-1-UG-GS90001-16-2020-99001-2-2"];
    world.ok(record("r-1", &given, OnDifference::Rehome));
    assert_eq!(world.slices("o-1"), [(0, 0, 5)]);
    let credits = world.state.credits(&world.covered("o-1", "SN-1").slices);
    assert_eq!(credits[0].state, RegistryState::Held);
    // A retirement from another lot is a fact as well; nothing moves there.
    world.ok(request_retirement("r-2", "a", 1, 1));
    let other = ["GS1-1-IN-GS90002-12-2021-99002-11-11"];
    let error = world.refused(record("r-2", &other, OnDifference::Report));
    assert!(matches!(error, CommandError::Retirement(RetirementError::SerialsDiffer { .. })));
    world.ok(record("r-2", &other, OnDifference::Rehome));
    assert_eq!(world.sound().totals.retired, u128::from(20 * GRAIN));
}

#[test]
fn what_a_registry_cannot_have_retired_is_refused() {
    let mut world = World::small();
    world.ok(request_retirement("r-1", "a", 1, 1));
    world.ok(request_retirement("r-2", "a", 3, 3));
    let kind = |error| match error {
        CommandError::Retirement(error) => error,
        other => panic!("{other}"),
    };
    let serial = |units: &str| format!("GS1-1-UG-GS90001-16-2020-99001-{units}");
    let give = |world: &mut World, serials: &[&str]| {
        kind(world.refused(record("r-1", serials, OnDifference::Rehome)))
    };
    assert!(matches!(give(&mut world, &[]), RetirementError::Serials { .. }));
    let error = give(&mut world, &[&serial("1-4")]);
    assert!(matches!(error, RetirementError::UnknownUnits { .. }), "{error}");
    let error = give(&mut world, &[&serial("2-3")]);
    let requested = RegistryState::Requested;
    assert!(matches!(error, RetirementError::UnitsTaken { state, .. } if state == requested));
    let error = give(&mut world, &[&serial("1-2"), &serial("2-2")]);
    assert!(matches!(error, RetirementError::UnitsTaken { .. }), "twice: {error}");
    world.ok(invalidate("bad", "a", 2, 2));
    let error = kind(world.refused(request_retirement("r-3", "a", 2, 2)));
    assert!(matches!(error, RetirementError::NotHeld { .. }), "{error}");
}

/// Units that were certified are invalidated: who is affected is listed, and it is made good.
#[test]
fn an_invalidated_project_is_listed_and_made_good() {
    let mut world = World::small();
    sold(&mut world, "o-1", 2, 7);
    world.ok(assign("o-1", 1, "SN-1"));
    world.certify("o-1", "SN-1", b"certificate");
    world.ok(request_retirement("r-1", "a", 1, 1));
    world.ok(record_retirement("r-1", "GS1-1-UG-GS90001-16-2020-99001-1-1", "2026-11-20"));
    let error = world.refused(make_good("m-0", "o-1", Some("SN-1"), "b"));
    assert!(matches!(error, CommandError::MakeGood(MakeGoodError::NothingLacks { .. })));

    let what = Invalidated::Project(id("GS90001"));
    let command =
        Command::Invalidate(Invalidate { operation: id("reversal"), what, reference: reference() });
    world.ok(command);
    let shortfalls = world.state.shortfalls();
    let found: Vec<_> = shortfalls
        .iter()
        .map(|short| (short.product.clone(), short.claim.as_str(), short.amount()))
        .collect();
    let expected =
        [(None, "committed", grains(7)), (Some(product("SN-1")), "certified", grains(7))];
    assert_eq!(found, expected);
    assert_eq!(claims(&world), [36, 0, 7, 0, 7, 0]);
    assert_eq!(world.sound().totals.unusable, u128::from(16 * GRAIN));
    let error = world.refused(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 21)]));
    assert!(error.to_string().ends_with("but 2000 kg CO2e available"), "lost grams are not sold");
    // A new certificate waits until it is made good.
    let certificate = world.certificate("o-1", "SN-1", b"new");
    let error = world.refused(certificate);
    assert!(matches!(error, CommandError::Certificate(CertificateError::Shortfall { .. })));

    sold(&mut world, "o-3", 1, 5);
    let error = world.refused(make_good("m-0", "o-1", Some("SN-1"), "z"));
    assert!(matches!(error, CommandError::MakeGood(MakeGoodError::UnknownLot { .. })));
    let error = world.refused(make_good("m-0", "o-1", Some("SN-1"), "a"));
    assert!(error.is_transient(), "{error}");
    world.ok(make_good("m-1", "o-1", Some("SN-1"), "b"));
    // What the certificate named is spent; what takes its place is not named yet.
    assert_eq!(claims(&world), [24, 0, 12, 7, 0, 7]);
    let covered = world.covered("o-1", "SN-1");
    assert_eq!(covered.edition, 1);
    assert_eq!(covered.spent.iter().map(|s| in_grains(s.grams)).collect::<Vec<_>>(), [(0, 7)]);
    let mut stale = world.certificate("o-1", "SN-1", b"new");
    if let Command::RecordCertificate(record) = &mut stale {
        record.edition = 0;
    }
    let error = world.refused(stale);
    assert!(matches!(error, CommandError::Certificate(CertificateError::Stale { .. })));
    world.certify("o-1", "SN-1", b"new");
    world.ok(make_good("m-2", "o-1", None, "b"));
    assert_eq!(world.slices("o-1"), [(1, 12, 19), (1, 5, 12)]);
    assert_eq!(world.state.shortfalls(), []);
    assert_eq!(claims(&world), [24, 0, 12, 0, 7, 7]);
}

/// A reservation whose units are lost expires: its grams are of no use to anybody.
#[test]
fn lost_grams_that_expire_are_not_sold() {
    let mut world = World::small();
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 25)]));
    world.ok(invalidate("bad", "a", 2, 2));
    world.wait(900);
    let error = world.refused(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 41)]));
    assert!(error.to_string().ends_with("but 4000 kg CO2e available"), "{error}");
    world.ok(reserve("o-2", 1, Choice::Any, vec![line(1, 1, 40)]));
    assert_eq!(world.slices("o-2"), [(0, 0, 10), (0, 20, 30), (1, 0, 20)]);
}

#[test]
fn units_become_another_programmes_units() {
    let mut world = World::small();
    sold(&mut world, "o-1", 1, 5);
    let convert = |operation: &str, first, last, serial: &str| {
        let lots = vec![lot(operation, serial)];
        let projects = vec![project(serial, co2_offsets::Technology::Wind)];
        let (units, reference) = (units("a", first, last), reference());
        Command::Convert(Convert { operation: id(operation), units, reference, projects, lots })
    };
    let error = world.refused(convert("c", 2, 3, "GS1-1-UG-GS90007-16-2020-99777-1-3"));
    let CommandError::Units(UnitsError::MoreThanEnded { became, ended }) = error else {
        panic!("{error}")
    };
    assert_eq!((became, ended), (grains(30), grains(20)));
    world.ok(convert("c", 2, 3, "GS1-1-UG-GS90007-16-2020-99777-1-2"));
    let totals = world.sound().totals;
    assert_eq!(
        (totals.converted, totals.unusable),
        (u128::from(20 * GRAIN), u128::from(20 * GRAIN))
    );
    let (_, new) = world.state.lot_by_id(&id("c")).unwrap();
    assert_eq!(new.claims().free, 20 * GRAIN);
    let error = world.refused(convert("d", 3, 3, "GS1-1-UG-GS90007-16-2020-99778-1-1"));
    let converted = RegistryState::Converted;
    assert!(
        matches!(error, CommandError::Units(UnitsError::State { state, .. }) if state == converted)
    );
    let error = world.refused(convert("d", 1, 1, "GS1-1-UG-GS90007-16-2020-99777-2-2"));
    assert!(matches!(error, CommandError::Import(_)), "the new units are there already: {error}");
    assert_eq!(world.state.shortfalls(), []);
}

#[test]
fn units_are_given_up_and_buffer_units_are_never_held() {
    let mut world = World::small();
    let cancel = |operation: &str, lot: &str, first, last| {
        let (operation, units) = (id(operation), units(lot, first, last));
        Command::CancelUnits(CancelUnits { operation, units, reference: reference() })
    };
    world.ok(cancel("x-1", "a", 3, 3));
    for (lot, first, last) in [("a", 3, 3), ("a", 2, 3)] {
        let error = world.refused(cancel("x-2", lot, first, last));
        assert!(matches!(error, CommandError::Units(UnitsError::State { .. })), "{error}");
    }
    let error = world.refused(cancel("x-2", "z", 1, 1));
    assert!(matches!(error, CommandError::Units(UnitsError::UnknownLot { .. })));
    let error = world.refused(cancel("x-2", "a", 3, 4));
    assert!(matches!(error, CommandError::Units(UnitsError::NotInLot { .. })));
    let invalidate = |project: &str| {
        let (operation, what) = (id("x-3"), Invalidated::Project(id(project)));
        Command::Invalidate(Invalidate { operation, what, reference: reference() })
    };
    let error = world.refused(invalidate("GS1"));
    assert!(matches!(error, CommandError::Units(UnitsError::UnknownProject { .. })));

    let serial = "GS1-1-UG-GS90008-16-2020-99888-1-4";
    let projects = vec![project(serial, co2_offsets::Technology::Forestry)];
    let lots = vec![lot("pool", serial)];
    world.ok(Command::RecordBuffer(RecordBuffer { operation: id("pool"), projects, lots }));
    let totals = world.sound().totals;
    assert_eq!(totals.buffer, u128::from(40 * GRAIN));
    assert_eq!(totals.issued - totals.buffer, totals.free + totals.unusable);
    let error =
        world.refused(reserve("o-1", 1, Choice::Project(id("GS90008")), vec![line(1, 1, 41)]));
    assert!(error.to_string().ends_with("but 4000 kg CO2e available"), "none of it: {error}");
    let error = world.refused(invalidate("GS90008"));
    assert!(matches!(error, CommandError::Units(UnitsError::NothingInUse { .. })));
    world.refused(request_retirement("r-1", "pool", 1, 1));
    let again = vec![lot("again", "GS1-1-UG-GS90008-16-2020-99888-4-5")];
    assert!(matches!(world.refused(import("again", again)), CommandError::Import(_)));
}

/// Only free grams in whole units go to another stream, and they may come back.
#[test]
fn stock_moves_between_streams() {
    let mut world = World::small();
    sold(&mut world, "o-1", 1, 5);
    let error = world.refused(transfer_out("t-1", "a", 1, 2));
    let CommandError::Units(UnitsError::Claimed { requested, available, .. }) = error else {
        panic!("{error}")
    };
    assert_eq!((requested, available), (grains(20), grains(15)));
    world.ok(transfer_out("t-1", "a", 2, 3));
    assert_eq!(world.sound().totals.transferred, u128::from(20 * GRAIN));

    let into = |operation: &str, name: &str, units: &str| {
        let lots = vec![lot(name, &format!("GS1-1-UG-GS90001-16-2020-99001-{units}"))];
        let (operation, from) = (id(operation), id("south"));
        Command::TransferIn(TransferIn { operation, from, projects: Vec::new(), lots })
    };
    // The other stream has them now.
    let mut north = World::empty();
    north.ok(import("stock", vec![lot("x", GS_A.replace("99001", "99009").as_str())]));
    north.ok(into("t-1", "from-south", "2-3"));
    assert_eq!(north.sound().totals.free, u128::from(50 * GRAIN));
    // And gives one of them back.
    assert!(matches!(world.refused(into("t-2", "back", "1-2")), CommandError::Import(_)));
    world.ok(into("t-2", "back", "3-3"));
    assert!(matches!(world.refused(into("t-3", "more", "3-3")), CommandError::Import(_)));
    sold(&mut world, "o-2", 1, 15);
    assert_eq!(world.slices("o-2"), [(0, 5, 10), (2, 0, 10)]);
    // Grams of a reservation that is due count as free.
    world.ok(reserve("o-3", 1, Choice::Any, vec![line(1, 1, 20)]));
    world.refused(transfer_out("t-4", "b", 11, 12));
    world.wait(900);
    world.ok(transfer_out("t-4", "b", 11, 12));
}

#[test]
fn earlier_purchases_are_covered_within_a_limit_of_age() {
    let mut world = World::small();
    let cover = |order: &str, rules: &Rules, purchased: &str, serials: &[&str]| {
        let products = serials.iter().map(|serial| EarlierProduct {
            product: product(serial),
            each: grains(4),
            stages: StageSet::ALL,
            basis: None,
        });
        Command::CoverRetroactively(CoverRetroactively {
            order: id(order),
            purchased: purchased.parse().unwrap(),
            rules: rules.id(),
            choice: Choice::Any,
            products: products.collect(),
            about: None,
        })
    };
    let kind = |error| match error {
        CommandError::Retroactive(error) => error,
        other => panic!("{other}"),
    };
    let error = kind(world.refused(cover("o-1", &spill(), "2026-11-01", &["SN-1"])));
    assert_eq!(error, RetroactiveError::NotAllowed);
    let rules = Rules { retroactive_days: Some(30), ..spill() };
    let error = world.refused(cover("o-1", &rules, "2026-11-01", &["SN-1"]));
    assert!(matches!(error, CommandError::Reserve(ReserveError::RulesNotInForce { .. })));
    world.ok(Command::PutRules(PutRules { operation: id("retro"), rules: rules.clone().into() }));
    let error = kind(world.refused(cover("o-1", &rules, "2026-10-21", &["SN-1"])));
    assert!(matches!(error, RetroactiveError::TooOld { limit_days: 30, .. }));
    let future = world.refused(cover("o-1", &rules, "2026-11-22", &["SN-1"]));
    assert!(future.is_transient());
    assert!(matches!(kind(future), RetroactiveError::InFuture { .. }));
    let error = kind(world.refused(cover("o-1", &rules, "2026-11-01", &["SN-1", "SN-1"])));
    assert!(matches!(error, RetroactiveError::Twice { .. }));
    let receipt = world.ok(cover("o-1", &rules, "2026-10-22", &["SN-1", "SN-2"]));
    assert_eq!(receipt.present, Present::Order(OrderStatus::Confirmed));
    assert_eq!(claims(&world), [42, 0, 0, 8, 0, 0]);
    assert!(world.ok(cover("o-1", &rules, "2026-10-22", &["SN-1", "SN-2"])).replayed);
    let error = world.refused(cover("o-2", &rules, "2026-11-01", &["SN-2"]));
    assert!(matches!(error, CommandError::Coverage(CoverageError::AlreadyCovered { .. })));
    let error = world.refused(cover("o-2", &rules, "2026-11-01", &[]));
    assert!(matches!(error, CommandError::Reserve(ReserveError::Lines)));
    world.certify("o-1", "SN-2", b"certificate");
}

/// Time that passes while nothing is due writes nothing.
#[test]
fn time_is_written_only_when_something_is_due() {
    let mut world = World::small();
    let events = world.events.len();
    world.wait(5);
    let receipt = world.ok(Command::Advance);
    assert!(!receipt.replayed);
    assert_eq!(world.events.len(), events);
    world.ok(reserve("o-1", 1, Choice::Any, vec![line(1, 1, 5)]));
    world.wait(900);
    world.ok(Command::Advance);
    world.ok(Command::Advance);
    assert_eq!(world.events.len(), events + 3, "reserved, expired, and once that time has passed");
}

/// Free grams in crumbs: no certificate could name those of one product.
#[test]
fn a_product_in_too_many_pieces_is_refused_before_it_is_paid() {
    let mut world = World::empty();
    world.give(import("stock", vec![lot("a", "GS1-1-UG-GS90001-16-2020-99001-1-60")]));
    let operation = id("rules");
    world.give(Command::PutRules(PutRules { operation, rules: spill().into() }));
    for n in 0..600 {
        world.give(reserve(&format!("o-{n}"), 1, Choice::Any, vec![line(1, 1, 1)]));
    }
    for n in 0..300 {
        world.give(cancel(&format!("o-{}", 2 * n)));
    }
    let error = world.refused(reserve("big", 1, Choice::Any, vec![line(1, 1, 257)]));
    assert!(error.is_transient());
    let CommandError::Reserve(ReserveError::Fragmented { line: 1, pieces: 257 }) = error else {
        panic!("{error}")
    };
    // As two products, each can be named.
    world.ok(reserve("big", 1, Choice::Any, vec![line(1, 2, 128)]));
}

/// A product has at most one coverage in an order, also when its lines are for other stages: commands
/// name a coverage by its order and product.
#[test]
fn a_replacement_is_not_covered_by_another_line() {
    let mut world = World::small();
    let for_stage = |stage, line| Line { stages: StageSet::from_iter([stage]), ..line };
    let made = for_stage(Stage::Manufacture, line(1, 1, 2));
    let used = for_stage(Stage::Use, line(2, 1, 3));
    world.ok(reserve("o-1", 1, Choice::Any, vec![made, used]));
    world.ok(confirm("o-1"));
    world.ok(assign("o-1", 1, "SN-1"));
    world.ok(replace("o-1", "r-1", "SN-1", "SN-2"));
    let error = world.refused(assign("o-1", 2, "SN-2"));
    let product = Box::new(product("SN-2"));
    let expected = AssignError::AlreadyCovered { product, order: id("o-1") };
    assert_eq!(error, CommandError::Assign(expected));
    world.ok(assign("o-1", 2, "SN-3"));
}
