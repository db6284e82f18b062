//! A ledger for tests: commands in, receipts out, everything that happened kept.

use co2_ledger::command::OnDifference;
use co2_ledger::{
    Assign, Audit, Cancel, Command, CommandError, Confirm, Coverage, Event, FoldError, Import,
    Line, PutRules, Receipt, RecordCertificate, RecordRetirement, Request, RequestRetirement,
    Reserve, State, Tentative,
};
use co2_offsets::{Choice, Digest, Lot, Project, Reference, Rules, SpillOver, Technology};
use co2_units::credit::GramSlice;
use co2_units::product::{Model, ProductId};
use co2_units::{Co2e, StageSet, Timestamp};
use std::sync::Arc;

pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) events: Vec<Arc<Event>>,
    pub(crate) now: Timestamp,
}

/// A tenth of a tonne, in grams: small worlds count in these.
pub(crate) const GRAIN: u64 = 100_000;

pub(crate) const GS_A: &str = "GS1-1-UG-GS90001-16-2020-99001-1-3";
pub(crate) const GS_B: &str = "GS1-1-IN-GS90002-12-2021-99002-11-12";

/// Rules that spill over to any project.
pub(crate) fn spill() -> Rules {
    Rules { spill_over: SpillOver::AnyEligible, ..Rules::default() }
}

pub(crate) fn project(serial: &str, technology: Technology) -> Project {
    let serial: co2_offsets::Serial = serial.parse().unwrap();
    Project::new(
        serial.project().clone(),
        serial.registry().clone(),
        format!("Demonstration {technology}"),
        serial.country().unwrap(),
        technology,
    )
}

pub(crate) fn lot(id: &str, serial: &str) -> Lot {
    let serial: co2_offsets::Serial = serial.parse().unwrap();
    let vintage = serial.vintage().unwrap_or_else(|| "2012-01-01/2012-12-31".parse().unwrap());
    Lot::new(id.parse().unwrap(), serial, vintage, Co2e::TONNE)
}

pub(crate) fn import(operation: &str, lots: Vec<Lot>) -> Command {
    let projects = lots.iter().map(|lot| project(lot.serial.units().printed(), Technology::Wind));
    let mut projects: Vec<Project> = projects.collect();
    projects.dedup_by(|a, b| a.id == b.id);
    Command::Import(Import { operation: operation.parse().unwrap(), projects, lots })
}

/// An amount of so many tenths of a tonne.
pub(crate) const fn grains(count: u64) -> Co2e {
    Co2e::from_grams(count.saturating_mul(GRAIN))
}

/// Where a slice starts and ends, counted in grains.
pub(crate) fn in_grains(slice: GramSlice) -> (u64, u64) {
    assert_eq!((slice.start() % GRAIN, slice.end() % GRAIN), (0, 0));
    (slice.start() / GRAIN, slice.end() / GRAIN)
}

pub(crate) fn line(id: u32, quantity: u32, count: u64) -> Line {
    Line { id, quantity, each: grains(count), stages: StageSet::ALL, basis: None }
}

pub(crate) fn reserve(order: &str, attempt: u32, choice: Choice, lines: Vec<Line>) -> Command {
    Command::Reserve(Reserve {
        order: order.parse().unwrap(),
        attempt,
        rules: spill().id(),
        choice,
        lines,
        hold_seconds: 900,
        price: None,
        about: None,
    })
}

pub(crate) fn confirm(order: &str) -> Command {
    Command::Confirm(Confirm::whole(order.parse().unwrap()))
}

pub(crate) fn cancel(order: &str) -> Command {
    Command::Cancel(Cancel { order: order.parse().unwrap() })
}

pub(crate) fn product(serial: &str) -> ProductId {
    ProductId::new(Model::Gtin("09506000134352".parse().unwrap()), serial.parse().unwrap())
}

pub(crate) fn assign(order: &str, line: u32, serial: &str) -> Command {
    Command::Assign(Assign { order: order.parse().unwrap(), product: product(serial), line })
}

/// The first certificate of the first coverage that there is, for a product that may have none.
pub(crate) fn certify_unassigned(order: &str, serial: &str) -> Command {
    let first = serde_json::from_str("0").unwrap();
    Command::RecordCertificate(RecordCertificate {
        order: order.parse().unwrap(),
        product: product(serial),
        coverage: first,
        edition: 0,
        replaces: None,
        digest: Digest::of(b""),
    })
}

pub(crate) fn request_retirement(
    operation: &str,
    lot: &str,
    first_unit: u64,
    last_unit: u64,
) -> Command {
    Command::RequestRetirement(RequestRetirement {
        operation: operation.parse().unwrap(),
        lot: lot.parse().unwrap(),
        first_unit,
        last_unit,
    })
}

pub(crate) fn record_retirement(operation: &str, serial: &str, date: &str) -> Command {
    Command::RecordRetirement(RecordRetirement {
        operation: operation.parse().unwrap(),
        reference: Reference::new("DEMO-1").unwrap(),
        date: date.parse().unwrap(),
        serials: vec![serial.parse().unwrap()],
        on_difference: OnDifference::Report,
    })
}

impl World {
    pub(crate) fn empty() -> Self {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        Self { state: State::new(), events: Vec::new(), now }
    }

    /// Two lots, `a` (2020, 3 units) and `b` (2021, 2 units), each unit of 10 grains, and rules that
    /// spill.
    pub(crate) fn small() -> Self {
        let mut world = Self::empty();
        world.ok(import("stock", vec![lot("a", GS_A), lot("b", GS_B)]));
        let operation = "rules".parse().unwrap();
        world.ok(Command::PutRules(PutRules { operation, rules: spill().into() }));
        world
    }

    pub(crate) fn run(&mut self, command: Command) -> Result<Receipt, CommandError> {
        let request = Request { now: self.now, command };
        let before = self.state.digest();
        let _ = self.state.decide(&request);
        assert_eq!(self.state.digest(), before, "deciding does not change the state");
        let batch = self.tentative(&request);
        self.events.extend_from_slice(batch.events());
        batch.into_answers().pop().expect("one answer")
    }

    /// Decides and folds a command; archived orders are looked up as who has a journal does.
    pub(crate) fn tentative(&mut self, request: &Request) -> Tentative {
        let mut batch = Tentative::default();
        let event =
            |place| Ok::<_, FoldError>(self.events[usize::try_from(place).unwrap()].clone());
        let decided = self.state.decide_recalling(&mut batch, request, event);
        decided.expect("decided events fold");
        batch
    }

    /// The state with these archived orders in full, without an event.
    pub(crate) fn recalled(&self, records: &[u64]) -> State {
        let mut state = self.state.clone();
        let event =
            |place| Ok::<_, FoldError>(self.events[usize::try_from(place).unwrap()].clone());
        let mut recalled = state.clone();
        let batch = recalled.recall(records, event).unwrap();
        state.catch_up(batch.events()).unwrap();
        assert_eq!(state, recalled);
        let full = recalled.clone();
        recalled.undo_all(batch);
        assert_eq!(recalled, self.state, "a look leaves no trace");
        full
    }

    /// The command is accepted; nothing is looked at.
    pub(crate) fn give(&mut self, command: Command) {
        let request = Request { now: self.now, command };
        for event in self.state.decide(&request).unwrap().events {
            drop(self.state.fold(&event).unwrap());
        }
    }

    pub(crate) fn ok(&mut self, command: Command) -> Receipt {
        let receipt = self.run(command).expect("the command is accepted");
        self.sound();
        receipt
    }

    pub(crate) fn refused(&mut self, command: Command) -> CommandError {
        let before = self.state.digest();
        let error = self.run(command).expect_err("the command is refused");
        assert_eq!(self.state.digest(), before, "a refused command leaves no trace");
        error
    }

    /// The newest coverage of a product in an order.
    pub(crate) fn covered(&self, order: &str, serial: &str) -> Coverage {
        let found = self.state.coverage(&order.parse().unwrap(), &product(serial));
        found.expect("it is covered")
    }

    /// A certificate for a product as it is covered now, that replaces the one it has, if any.
    pub(crate) fn certificate(&self, order: &str, serial: &str, bytes: &[u8]) -> Command {
        let covered = self.covered(order, serial);
        Command::RecordCertificate(RecordCertificate {
            order: covered.order,
            product: covered.product,
            coverage: covered.id,
            edition: covered.edition,
            replaces: covered.replaces,
            digest: Digest::of(bytes),
        })
    }

    pub(crate) fn certify(&mut self, order: &str, serial: &str, bytes: &[u8]) -> Receipt {
        let command = self.certificate(order, serial, bytes);
        self.ok(command)
    }

    pub(crate) fn wait(&mut self, seconds: u32) {
        self.now = self.now.checked_add_seconds(seconds).unwrap();
    }

    pub(crate) fn sound(&self) -> Audit {
        let audit = self.state.audit();
        assert_eq!(audit.violations, []);
        audit
    }

    /// (lot number, start, end) of an order's grams, counted in grains.
    pub(crate) fn slices(&self, order: &str) -> Vec<(u32, u64, u64)> {
        self.state
            .slices_of(&order.parse().unwrap())
            .into_iter()
            .map(|s| (s.lot, in_grains(s.grams)))
            .map(|(lot, (start, end))| (lot.as_u32(), start, end))
            .collect()
    }
}
