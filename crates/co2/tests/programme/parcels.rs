//! Goods ship: products are covered once, whatever is repeated.

use crate::world::{
    CREDITS, LATER, ORDER, PAID, PLACED, SHIPPED, all, at, buyer, cart, config, config_with,
    digest, host, host_with_module, json_of, laptop, order_id, ordered, position, server, sold,
    state, stocked, wind,
};
use co2::basis::{Basis, BasisError};
use co2::cert::BuildError;
use co2::journal::{Ledger, Memory, SubmitError};
use co2::ledger::error::AssignError;
use co2::ledger::{
    Assign, Command, CommandError, Confirm, Line, OrderStatus, RecordCertificate, Request, Reserve,
};
use co2::offsets::{Choice, Digest};
use co2::programme::{CertifyError, FulfilError, ParcelError};
use co2::units::product::ProductId;
use co2::units::{Co2e, StageSet};
use co2::{Issued, Programme, Shipped};
use std::error::Error as _;

/// The product of a parcel, as an order for the cart has it.
pub(crate) fn product(shipped: &Shipped) -> ProductId {
    let line = cart().lines.into_iter().find(|line| line.id == shipped.line).unwrap();
    ProductId::new(line.model, shipped.serial.clone())
}

/// Assigns a product and goes no further, as a host that crashes then.
pub(crate) fn assign(programme: &Programme, shipped: &Shipped) {
    let assign = Assign { order: order_id(), product: product(shipped), line: shipped.line };
    let command = Command::Assign(assign);
    programme.ledger().submit(Request { now: at(SHIPPED), command }).unwrap();
}

fn record(programme: &Programme, shipped: &Shipped, digest: Digest) {
    let product = product(shipped);
    let asked = product.clone();
    let covered = state(programme, move |state| state.coverage(&order_id(), &asked)).unwrap();
    let record = RecordCertificate {
        order: order_id(),
        product,
        coverage: covered.id,
        edition: covered.edition,
        replaces: covered.replaces,
        digest,
    };
    let command = Command::RecordCertificate(record);
    programme.ledger().submit(Request { now: at(SHIPPED), command }).unwrap();
}

/// Why the only product of a parcel has no certificate.
pub(crate) fn why(answer: Result<Vec<Issued>, ParcelError>) -> FulfilError {
    let mut error = answer.unwrap_err();
    assert_eq!((error.issued.len(), error.unfulfilled.len()), (0, 1), "{error:?}");
    error.unfulfilled.remove(0).error
}

fn refused(error: FulfilError) -> CommandError {
    let FulfilError::Ledger(SubmitError::Refused(error)) = error else {
        panic!("{error:?}");
    };
    error
}

/// The certificates of all products when nothing goes wrong.
fn undisturbed() -> Vec<Issued> {
    sold().fulfil(ORDER, &all(), at(SHIPPED)).unwrap()
}

/// One batch has one sync. With a key in memory a parcel needs one, and gets the same certificates as with
/// two.
#[test]
fn a_parcel_is_one_batch() {
    let batches = |programme: &Programme| {
        let before = position(programme).as_u64();
        let issued = programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
        assert_eq!(issued.len(), all().len());
        (position(programme).as_u64() - before, issued)
    };
    let (one, issued) = batches(&sold());
    assert_eq!(one, 1);
    for issued in &issued {
        assert_eq!(issued.digest, Digest::of(&issued.json));
    }

    let programme = host_with_module(Memory::new());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    assert_eq!(batches(&programme), (2, issued));
}

#[test]
fn a_repeated_or_enlarged_parcel_assigns_only_what_is_new() {
    let programme = sold();
    let first = programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let before = (position(&programme), digest(&programme));
    assert_eq!(programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)).unwrap(), first);
    assert_eq!((position(&programme), digest(&programme)), before);

    let enlarged = programme.fulfil(ORDER, &all(), at(LATER)).unwrap();
    assert_eq!(enlarged[0], first[0]);
    assert_eq!(enlarged[1].certificate.valid_from(), at(LATER));
    let totals = state(&programme, |state| state.audit().totals);
    assert_eq!((totals.coverages, totals.certificates), (3, 3));
    // An empty parcel is one.
    assert_eq!(programme.fulfil(ORDER, &[], at(LATER)).unwrap(), []);
}

#[test]
fn one_serial_number_is_one_product() {
    let programme = sold();
    // Scanned twice, once in small letters.
    let twice = [laptop("DEMO0001"), laptop(" demo0001 ")];
    let issued = programme.fulfil(ORDER, &twice, at(SHIPPED)).unwrap();
    assert_eq!(issued[0], issued[1]);
    assert_eq!(state(&programme, |state| state.audit().totals.coverages), 1);
    // Another model may have the same serial number.
    let other = programme.fulfil(ORDER, &[server("DEMO0001")], at(SHIPPED)).unwrap();
    assert_ne!(other[0].certificate.id(), issued[0].certificate.id());
}

#[test]
fn certificates_do_not_share_addresses_or_places_in_the_status_list() {
    let issued = undisturbed();
    for (place, one) in issued.iter().enumerate() {
        for other in &issued[place + 1..] {
            assert_ne!(one.certificate.id(), other.certificate.id());
            assert_ne!(one.certificate.status(), other.certificate.status());
        }
        let id = one.certificate.id().as_str();
        assert!(!id.contains("DEMO"), "the address tells the serial number: {id}");
    }
}

#[test]
fn what_does_not_belong_to_the_order_is_refused() {
    let programme = sold();
    let fail =
        |order: &str, shipped: Shipped| why(programme.fulfil(order, &[shipped], at(SHIPPED)));
    assert!(matches!(fail("no order", laptop("A")), FulfilError::Name(_)));
    assert!(matches!(fail("order-2", laptop("A")), FulfilError::UnknownOrder { .. }));
    let error = fail(ORDER, Shipped::line(3, "A").unwrap());
    assert!(matches!(error, FulfilError::UnknownLine { line: 3, .. }), "{error:?}");
    assert!(Shipped::line(1, "").is_err());
    assert!(Shipped::line(1, "Ä").is_err());
}

#[test]
fn an_order_must_be_paid() {
    let programme = stocked();
    let quote = programme.quote(&cart(), &buyer(), at(PLACED)).unwrap();
    programme.reserve(ORDER, &quote, wind(), at(PLACED)).unwrap();
    for (now, status) in [(PAID, OrderStatus::Reserved), (SHIPPED, OrderStatus::Expired)] {
        let error = refused(why(programme.fulfil(ORDER, &[laptop("A")], at(now))));
        let order = order_id();
        assert_eq!(error, AssignError::NotConfirmed { order, status }.into());
    }
}

#[test]
fn a_line_has_as_many_products_as_were_sold() {
    let programme = sold();
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let before = digest(&programme);
    let error = why(programme.fulfil(ORDER, &[laptop("DEMO0009")], at(LATER)));
    let expected = AssignError::LineFull { order: order_id(), line: 1, quantity: 2 };
    assert_eq!(refused(error), expected.into());
    assert_eq!(digest(&programme), before);
}

/// A product at fault made its whole parcel fail once: the certificates before it were lost, and the
/// products after it waited.
#[test]
fn a_product_at_fault_does_not_keep_the_others_waiting() {
    let programme = sold();
    let parcel =
        [laptop("DEMO0001"), Shipped::line(3, "X").unwrap(), laptop("DEMO0002"), server(".")];
    let error = programme.fulfil(ORDER, &parcel, at(SHIPPED)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "2 of 4 products of the parcel have no certificate, the first is X"
    );
    assert_eq!(error.source().unwrap().to_string(), "order order-1 has no line 3");
    let expected = undisturbed();
    assert_eq!(error.issued, expected[..2]);
    let places: Vec<&Shipped> = error.unfulfilled.iter().map(|one| &one.shipped).collect();
    assert_eq!(places, [&parcel[1], &parcel[3]]);
    assert_eq!(programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap(), expected);
}

#[test]
fn a_product_is_covered_once_in_all_orders() {
    let programme = sold();
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    let quote = programme.quote(&cart(), &buyer(), at(SHIPPED)).unwrap();
    programme.reserve("order-2", &quote, Choice::Any, at(SHIPPED)).unwrap();
    programme.confirm("order-2", at(SHIPPED)).unwrap();
    let error = why(programme.fulfil("order-2", &[laptop("DEMO0001")], at(LATER)));
    let product = Box::new(product(&laptop("DEMO0001")));
    assert_eq!(refused(error), AssignError::AlreadyCovered { product, order: order_id() }.into());
}

#[test]
fn a_serial_number_that_has_no_address_is_not_assigned() {
    // GS1 allows these; as the last part of an address they would be resolved away.
    let programme = sold();
    let before = position(&programme);
    for serial in [".", ".."] {
        let error = why(programme.fulfil(ORDER, &[laptop(serial)], at(SHIPPED)));
        let FulfilError::Certify { serial: named, source } = error else {
            panic!("{error:?}");
        };
        assert_eq!(named, serial);
        assert!(matches!(source, CertifyError::Build(BuildError::Subject(_))), "{source:?}");
    }
    assert_eq!(position(&programme), before);
}

#[test]
fn a_crash_after_the_assignment_is_finished_by_calling_again() {
    let programme = sold();
    for shipped in all() {
        assign(&programme, &shipped);
    }
    let finished = programme.fulfil(ORDER, &all(), at(LATER)).unwrap();
    // As if nothing had happened: the certificate is of the time of the assignment.
    assert_eq!(json_of(&finished), json_of(&undisturbed()));
}

#[test]
fn a_crash_before_the_certificate_is_recorded_is_finished_by_calling_again() {
    let programme = sold();
    let expected = undisturbed();
    for (shipped, issued) in all().iter().zip(&expected) {
        assign(&programme, shipped);
        programme.ledger().put_document(issued.json.clone()).unwrap();
    }
    let finished = programme.fulfil(ORDER, &all(), at(LATER)).unwrap();
    assert_eq!(finished, expected);
}

#[test]
fn the_first_certificate_is_the_one() {
    let memory = Memory::new();
    let one = host(memory.clone(), config());
    one.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&one);
    let other = host(memory, config_with("Example Computers", "Another Name"));
    let first = other.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    assert!(first[0].certificate.issuer().name().as_str().starts_with("Another Name"));
    assert_eq!(one.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap(), first);
}

#[test]
fn a_recorded_certificate_that_is_lost_is_said_to_be() {
    let programme = sold();
    let lost = Digest::of(b"a certificate that was never stored");
    assign(&programme, &laptop("DEMO0001"));
    record(&programme, &laptop("DEMO0001"), lost);
    let error = why(programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)));
    assert!(matches!(error, FulfilError::Lost { digest } if digest == lost), "{error:?}");
    // Nor is something else a certificate.
    let other = programme.ledger().put_document(b"{}".to_vec()).unwrap();
    assign(&programme, &laptop("DEMO0002"));
    record(&programme, &laptop("DEMO0002"), other);
    let error = why(programme.fulfil(ORDER, &[laptop("DEMO0002")], at(LATER)));
    assert!(matches!(error, FulfilError::Lost { digest } if digest == other), "{error:?}");
}

#[test]
fn a_document_that_was_changed_is_not_used() {
    // The documents of a ledger are not in its chain: their digests are.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let programme = crate::world::open_file(&path);
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    programme.fulfil(ORDER, &[laptop("DEMO0001")], at(SHIPPED)).unwrap();
    drop(programme);
    let database = co2::journal::rusqlite::Connection::open(&path).unwrap();
    let change =
        "UPDATE documents SET bytes = CAST(replace(CAST(bytes AS TEXT), '300', '200') AS BLOB)";
    assert!(database.execute(change, []).unwrap() >= 3);
    drop(database);

    let programme = crate::world::open_file(&path);
    let damaged = || {
        let error = why(programme.fulfil(ORDER, &[laptop("DEMO0001")], at(LATER)));
        let FulfilError::Ledger(SubmitError::DamagedDocument { digest }) = error else {
            panic!("{error:?}");
        };
        digest
    };
    let basis = crate::world::quote(&stocked()).lines[0].basis.to_json().unwrap();
    assert_eq!(damaged(), Digest::of(&basis));
    // With the basis as it was, the certificate is seen to be damaged, too.
    let database = co2::journal::rusqlite::Connection::open(&path).unwrap();
    let mend = "UPDATE documents SET bytes = ?1 WHERE digest = ?2";
    database.execute(mend, (&basis, Digest::of(&basis).as_bytes())).unwrap();
    assert_eq!(damaged(), undisturbed()[0].digest);
}

/// An order that another program reserved and confirmed on the ledger, with this basis.
pub(crate) fn foreign_order(ledger: &Ledger, order: &str, basis: Option<Digest>) {
    let order: co2::ledger::OrderId = order.parse().unwrap();
    let line = Line {
        id: 1,
        quantity: 1,
        each: Co2e::from_kilograms(1).unwrap(),
        stages: StageSet::ALL,
        basis,
    };
    let reserve = Reserve {
        order: order.clone(),
        attempt: 1,
        rules: config().rules.id(),
        choice: Choice::Any,
        lines: vec![line],
        hold_seconds: 900,
        price: None,
        about: None,
    };
    for command in [Command::Reserve(reserve), Command::Confirm(Confirm::whole(order))] {
        ledger.submit(Request { now: at(PAID), command }).unwrap();
    }
}

#[test]
fn without_a_basis_nothing_is_assigned() {
    let programme = sold();
    let ledger = programme.ledger().clone();
    let unreadable = ledger.put_document(b"{}".to_vec()).unwrap();
    let mut later = quote_basis(&programme);
    later["version"] = 2.into();
    let later = ledger.put_document(serde_json::to_vec(&later).unwrap()).unwrap();
    foreign_order(&ledger, "none", None);
    foreign_order(&ledger, "missing", Some(Digest::of(b"never stored")));
    foreign_order(&ledger, "unreadable", Some(unreadable));
    foreign_order(&ledger, "later", Some(later));
    let before = position(&programme);
    let fail = |order| why(programme.fulfil(order, &[laptop("A")], at(SHIPPED)));
    assert!(matches!(fail("none"), FulfilError::NoBasis { line: 1, .. }));
    assert!(matches!(fail("missing"), FulfilError::NoBasis { line: 1, .. }));
    assert!(matches!(fail("unreadable"), FulfilError::Basis(BasisError::Document(_))));
    assert!(matches!(fail("later"), FulfilError::Basis(BasisError::Version)));
    assert_eq!(position(&programme), before);
}

fn quote_basis(programme: &Programme) -> serde_json::Value {
    serde_json::to_value(&crate::world::quote(programme).lines[0].basis).unwrap()
}

#[test]
fn a_basis_is_checked_at_every_door() {
    let programme = stocked();
    let quote = crate::world::quote(&programme);
    let basis = &quote.lines[0].basis;
    let bytes = basis.to_json().unwrap();
    assert_eq!(Basis::from_json(&bytes).unwrap(), *basis);
    assert_eq!(serde_json::from_slice::<Basis>(&bytes).unwrap(), *basis);
    assert_eq!(
        (basis.name().as_str(), basis.model()),
        ("Example Laptop 14", &cart().lines[0].model)
    );
    for years in ["0", "-4", "100.5", "four", ""] {
        let mut changed = quote_basis(&programme);
        changed["years"] = years.into();
        let bytes = serde_json::to_vec(&changed).unwrap();
        assert!(matches!(Basis::from_json(&bytes), Err(BasisError::Years)), "{years}");
        assert!(serde_json::from_slice::<Basis>(&bytes).is_err(), "{years}");
    }
    let mut changed = quote_basis(&programme);
    changed["version"] = 2.into();
    assert!(serde_json::from_value::<Basis>(changed).is_err());
    let mut changed = quote_basis(&programme);
    changed["more"] = 1.into();
    assert!(serde_json::from_value::<Basis>(changed).is_err());
}

#[test]
fn a_part_may_be_covered_by_whoever_reserves_less() {
    // The facade covers whole footprints; a program on the ledger may take less, and the
    // certificate says so.
    let programme = sold();
    let ledger = programme.ledger().clone();
    let basis = crate::world::quote(&programme).lines[0].basis.to_json().unwrap();
    let basis = ledger.put_document(basis).unwrap();
    foreign_order(&ledger, "part", Some(basis));
    let issued = programme.fulfil("part", &[laptop("P1")], at(SHIPPED)).unwrap();
    let record = issued[0].certificate.record();
    assert_eq!(record.amount().to_string(), "1 kg CO2e");
    assert!(matches!(record.coverage(), co2::cert::record::Coverage::Part { .. }));
    let whole = undisturbed();
    let coverage = whole[0].certificate.record().coverage();
    assert!(matches!(coverage, co2::cert::record::Coverage::Whole));
}

#[test]
fn a_sale_is_refused_after_which_nothing_could_be_reserved() {
    let programme = stocked();
    let end = at("9999-12-31T12:00:00Z");
    let quote = programme.quote(&cart(), &buyer(), end).unwrap();
    let error = programme.reserve(ORDER, &quote, wind(), end).unwrap_err();
    let co2::programme::ReserveError::Ledger(SubmitError::Refused(refused)) = &error else {
        panic!("{error:?}")
    };
    assert!(matches!(refused, CommandError::Time(_)), "{error:?}");
}
