//! A small world of invented credits whose units are ten grams, so that a test can look at each gram.

use co2_ledger::error::ReserveError;
use co2_ledger::{Command, CommandError, Import, Line, PutRules, Receipt, Request, Reserve, State};
use co2_offsets::{
    Choice, Hint, Label, LabelScope, Lot, Price, PricePer, Project, Rules, Serial, Technology,
    Validity,
};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Currency, Money, StageSet, Timestamp};

pub(crate) struct World {
    pub(crate) state: State,
    pub(crate) now: Timestamp,
    rules_put: u32,
}

pub(crate) fn money(text: &str) -> Money {
    let (code, amount) = text.split_once(' ').unwrap();
    Money::new(amount.parse().unwrap(), Currency::from_code(code).unwrap())
}

/// A price for a tonne.
pub(crate) fn per_tonne(text: &str) -> Price {
    Price::new(money(text), PricePer::Tonne).unwrap()
}

pub(crate) fn project(id: &str, country: &str, technology: Technology) -> Project {
    let registry = "example".parse().unwrap();
    Project::new(id.parse().unwrap(), registry, id, country.parse().unwrap(), technology)
}

/// A lot of units of ten grams.
pub(crate) fn lot(id: &str, project: &str, years: (u16, u16), units: u64) -> Lot {
    let hint = Hint {
        project: Some(project.parse().unwrap()),
        units: Some((1, units.into())),
        ..Hint::registry("example".parse().unwrap())
    };
    let serial = Serial::parse_with(&format!("blk-{id}"), &hint).unwrap();
    let vintage = format!("{:04}-01-01/{:04}-12-31", years.0, years.1).parse().unwrap();
    Lot::new(id.parse().unwrap(), serial, vintage, Co2e::from_grams(10))
}

pub(crate) fn label(scheme: &str, from: Option<&str>, to: Option<&str>) -> Label {
    let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
    Label {
        scheme: scheme.parse().unwrap(),
        scope: LabelScope::Unit,
        validity: Validity::new(day(from), day(to)).unwrap(),
        evidence: None,
    }
}

pub(crate) fn line(id: u32, quantity: u32, grams: u64) -> Line {
    let each = Co2e::from_grams(grams);
    Line { id, quantity, each, stages: StageSet::ALL, basis: None }
}

pub(crate) fn chosen(project: &str) -> Choice {
    Choice::Project(project.parse().unwrap())
}

pub(crate) fn portfolio(shares: &[(&str, u32)]) -> Choice {
    let shares = shares.iter().map(|(id, weight)| (id.parse().unwrap(), *weight));
    Choice::Portfolio(co2_offsets::Portfolio::new(shares).unwrap())
}

pub(crate) fn first_of(projects: &[&str]) -> Choice {
    let projects = projects.iter().map(|id| id.parse().unwrap());
    Choice::FirstOf(co2_offsets::rules::ProjectList::new(projects).unwrap())
}

pub(crate) fn euros(cents: u32) -> Money {
    Money::new(Decimal::new(cents.into(), 2), Currency::EUR)
}

impl World {
    /// Three projects: A (wind, two lots), B (biochar, two lots) and C (cookstoves, one lot).
    pub(crate) fn new() -> Self {
        let mut world = Self::empty();
        let mut a = project("A", "IN", Technology::Wind);
        a.legal_surplus = Some(true);
        let mut b = project("B", "SE", Technology::Biochar);
        b.standard = Some("Example Removals 1".parse().unwrap());
        let c = project("C", "UG", Technology::Cookstoves);
        let lots = vec![
            Lot { price: Some(per_tonne("EUR 12")), ..lot("a-1", "A", (2019, 2019), 6) },
            Lot { price: Some(per_tonne("EUR 9.50")), ..lot("a-2", "A", (2016, 2017), 4) },
            Lot {
                price: Some(per_tonne("USD 140")),
                labels: [label("Permanent", Some("2026-01-01"), Some("2026-12-31"))].into(),
                ..lot("b-1", "B", (2024, 2024), 5)
            },
            Lot { price: Some(per_tonne("EUR 180")), ..lot("b-2", "B", (2023, 2024), 3) },
            lot("c-1", "C", (2018, 2018), 7),
        ];
        world.import(vec![a, b, c], lots);
        world
    }

    pub(crate) fn empty() -> Self {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        Self { state: State::new(), now, rules_put: 0 }
    }

    pub(crate) fn under(rules: &Rules) -> Self {
        let mut world = Self::new();
        world.put(rules);
        world
    }

    pub(crate) fn import(&mut self, projects: Vec<Project>, lots: Vec<Lot>) {
        let operation = format!("stock-{}", self.state.revision()).parse().unwrap();
        self.ok(Command::Import(Import { operation, projects, lots }));
    }

    pub(crate) fn put(&mut self, rules: &Rules) {
        self.rules_put += 1;
        let operation = format!("rules-{}", self.rules_put).parse().unwrap();
        self.ok(Command::PutRules(PutRules { operation, rules: rules.clone().into() }));
    }

    pub(crate) fn run(&mut self, command: Command) -> Result<Receipt, CommandError> {
        let decision = self.state.decide(&Request { now: self.now, command })?;
        for event in &decision.events {
            drop(self.state.fold(event).expect("decided events fold"));
        }
        Ok(decision.receipt)
    }

    pub(crate) fn ok(&mut self, command: Command) -> Receipt {
        let receipt = self.run(command).expect("the command is accepted");
        assert_eq!(self.state.audit().violations, []);
        receipt
    }

    /// A reservation under the rules in force.
    pub(crate) fn reservation(&self, order: &str, choice: Choice, lines: Vec<Line>) -> Reserve {
        Reserve {
            order: order.parse().unwrap(),
            attempt: 1,
            rules: self.state.rules_in_force().unwrap(),
            choice,
            lines,
            hold_seconds: 900,
            price: None,
            about: None,
        }
    }

    pub(crate) fn reserve(&mut self, order: &str, choice: Choice, lines: Vec<Line>) -> Receipt {
        let reserve = self.reservation(order, choice, lines);
        self.ok(Command::Reserve(reserve))
    }

    pub(crate) fn refused(&mut self, reserve: Reserve) -> ReserveError {
        let before = self.state.digest();
        let error = self.run(Command::Reserve(reserve)).expect_err("it is refused");
        assert_eq!(self.state.digest(), before, "a refused command leaves no trace");
        match error {
            CommandError::Reserve(error) => error,
            other => panic!("{other}"),
        }
    }

    /// (lot, start, end) of an order's grams.
    pub(crate) fn slices(&self, order: &str) -> Vec<(String, u64, u64)> {
        let order = self.state.order(&order.parse().unwrap()).unwrap();
        let slices = order.lines().flat_map(|(_, line)| line.slices());
        let named = slices.map(|slice| {
            let lot = self.state.lot(slice.lot).unwrap().lot().id.to_string();
            (lot, slice.grams.start(), slice.grams.end())
        });
        named.collect()
    }

    pub(crate) fn on(&mut self, day: &str) {
        self.now = format!("{day}T00:00:00Z").parse().unwrap();
    }
}
