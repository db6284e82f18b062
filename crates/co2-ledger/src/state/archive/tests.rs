//! What shows only from within: names with one fingerprint, and how much is kept.

use super::{Grams, Name, Named};
use crate::command::{
    Assign, Command, Confirm, Import, Line, OnDifference, PutRules, RecordCertificate,
    RecordRetirement, Request, RequestRetirement, Reserve, Return,
};
use crate::decide::Tentative;
use crate::error::{CommandError, FoldError};
use crate::event::Event;
use crate::receipt::{Present, Receipt};
use crate::state::State;
use co2_offsets::{Choice, Lot, Project, Rules, Serial, Technology};
use co2_units::Digest;
use co2_units::product::Model;
use co2_units::text::Reference;
use co2_units::{Co2e, ProductId, StageSet, Timestamp};
use std::sync::Arc;

struct Shop {
    state: State,
    events: Vec<Arc<Event>>,
}

const LOT: &str = "GS1-1-UG-GS90001-16-2020-99001-1-100000";

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: impl AsRef<str>) -> T {
    text.as_ref().parse().unwrap()
}

fn product(serial: &str) -> ProductId {
    ProductId::new(Model::Gtin(id("09506000134352")), id(serial))
}

impl Shop {
    /// A shop with a lot that is retired ahead.
    fn new() -> Self {
        let mut shop = Self { state: State::new(), events: Vec::new() };
        let serial: Serial = id(LOT);
        let (project, registry) = (serial.project().clone(), serial.registry().clone());
        let country = serial.country().unwrap();
        let project = Project::new(project, registry, "Demo", country, Technology::Wind);
        let vintage = serial.vintage().unwrap();
        let lots = vec![Lot::new(id("a"), serial.clone(), vintage, Co2e::TONNE)];
        shop.ok(Command::Import(Import { operation: id("in"), projects: vec![project], lots }));
        let rules = Box::new(Rules::default());
        shop.ok(Command::PutRules(PutRules { operation: id("rules"), rules }));
        shop.ok(Command::RequestRetirement(RequestRetirement {
            operation: id("r"),
            lot: id("a"),
            first_unit: 1,
            last_unit: 100_000,
        }));
        shop.ok(Command::RecordRetirement(RecordRetirement {
            operation: id("r"),
            reference: Reference::new("DEMO-1").unwrap(),
            date: id("2026-11-20"),
            serials: vec![serial],
            on_difference: OnDifference::Report,
        }));
        shop
    }

    fn give(&mut self, command: Command) -> Result<Receipt, CommandError> {
        let now = id("2026-11-21T12:00:00Z");
        let mut batch = Tentative::default();
        let event =
            |place| Ok::<_, FoldError>(self.events[usize::try_from(place).unwrap()].clone());
        self.state.decide_recalling(&mut batch, &Request { now, command }, event).unwrap();
        self.events.extend_from_slice(batch.events());
        batch.into_answers().pop().unwrap()
    }

    fn ok(&mut self, command: Command) -> Receipt {
        self.give(command).unwrap()
    }

    fn reserve(&mut self, order: &str) -> Result<Receipt, CommandError> {
        let each = Co2e::from_grams(371_096);
        let line = Line { id: 1, quantity: 1, each, stages: StageSet::ALL, basis: None };
        self.give(Command::Reserve(Reserve {
            order: id(order),
            attempt: 1,
            rules: Rules::default().id(),
            choice: Choice::Any,
            lines: vec![line],
            hold_seconds: 900,
            price: None,
            about: None,
        }))
    }

    fn assign(&mut self, order: &str, serial: &str) -> Result<Receipt, CommandError> {
        let (order, product) = (id(order), product(serial));
        self.give(Command::Assign(Assign { order, product, line: 1 }))
    }

    fn fulfilled(&mut self, order: &str, serial: &str) {
        self.reserve(order).unwrap();
        self.ok(Command::Confirm(Confirm::whole(id(order))));
        self.assign(order, serial).unwrap();
        let covered = self.state.coverage(&id(order), &product(serial)).unwrap();
        self.ok(Command::RecordCertificate(RecordCertificate {
            order: id(order),
            product: product(serial),
            coverage: covered.id,
            edition: 0,
            replaces: None,
            digest: Digest::of(serial.as_bytes()),
        }));
    }

    fn archive(&mut self) -> u32 {
        let receipt = self.ok(Command::Archive { before: Timestamp::MAX, most: 10_000 });
        let Present::Archived { orders } = receipt.present else { panic!("{receipt:?}") };
        orders
    }
}

/// Names that differ only after `-twin-` have one fingerprint in these tests.
#[test]
fn a_collision_never_gives_a_wrong_answer() {
    let mut shop = Shop::new();
    let fingerprint = |name: &str| Named::Order(&id(name)).fingerprint();
    assert_eq!(fingerprint("o-twin-1"), fingerprint("o-twin-2"));
    assert_ne!(fingerprint("o-1"), fingerprint("o-2"));
    shop.fulfilled("o-twin-1", "SN-twin-1");
    assert_eq!(shop.archive(), 1);
    // Its twin is another order, and the product's twin another product.
    let unknown = shop.give(Command::Confirm(Confirm::whole(id("o-twin-2"))));
    assert!(unknown.unwrap_err().to_string().contains("o-twin-2"));
    assert!(shop.state.order(&id("o-twin-1")).is_none(), "nothing came of it");
    shop.reserve("o-twin-2").unwrap();
    shop.ok(Command::Confirm(Confirm::whole(id("o-twin-2"))));
    assert!(shop.assign("o-twin-2", "SN-twin-1").unwrap_err().to_string().contains("o-twin-1"));
    shop.assign("o-twin-2", "SN-twin-2").unwrap();
    shop.fulfilled("o-twin-3", "SN-twin-3");
    // Both are archived under one fingerprint, and each command finds its own.
    assert_eq!(shop.archive(), 2);
    let record = |name: &str| shop.state.archived(&id(name));
    assert_eq!(record("o-twin-1"), record("o-twin-3"));
    assert_eq!(record("o-twin-3").len(), 2);
    let state = State::from_snapshot(&shop.state.snapshot_bytes().unwrap()).unwrap();
    assert_eq!(state, shop.state);
    for (order, serial) in [("o-twin-1", "SN-twin-1"), ("o-twin-3", "SN-twin-3")] {
        let receipt = shop.assign(order, serial).unwrap();
        assert!(receipt.replayed);
        let certificate = Some(Digest::of(serial.as_bytes()));
        let status = crate::CoverageStatus::Live;
        assert_eq!(receipt.present, Present::Coverage { status, certificate, suspended: false });
    }
    let back = |order: &str, serial: &str| {
        let (order, operation, product) = (id(order), id("back"), product(serial));
        Command::Return(Return { order, operation, product })
    };
    assert!(shop.give(back("o-twin-1", "SN-twin-3")).is_err());
    shop.ok(back("o-twin-3", "SN-twin-3"));
    assert_eq!(shop.archive(), 2);
    assert_eq!(shop.state.audit().violations, []);
    assert_eq!(State::replay(&shop.events).unwrap(), shop.state);
}

const ORDERS: usize = 3_000;

/// What an order of one product in one slice or two takes.
#[test]
fn a_closed_order_takes_less_than_96_bytes() {
    assert_eq!((size_of::<Name>(), size_of::<Grams>()), (20, 24));
    let mut shop = Shop::new();
    for n in 0..ORDERS {
        shop.fulfilled(&format!("order-{n}"), &format!("SN-{n}"));
    }
    while shop.archive() > 0 {}
    let archive = &shop.state.archive;
    assert_eq!(shop.state.archived_count(), u64::try_from(ORDERS).unwrap());
    assert_eq!(shop.state.orders.len(), 0);
    let kept = archive.lots.values().next().unwrap();
    assert_eq!((archive.names.iter().count(), kept.certified.iter().count()), (6_000, 3_000));
    // Two names, and a slice or two.
    let (names, slice) = (archive.names.heap() / ORDERS, kept.certified.heap() / ORDERS);
    assert!(names + slice < 70 && names + 2 * slice < 96, "{names} {slice}");
}
