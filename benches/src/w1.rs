//! The allocation workload W1: a shop's orders against a stock of lots, the same on every machine.
//!
//! Seed 42; 1,000 lots of 1,000 to 100,000 t, 50 projects, vintages 2012 to 2023; orders of 1 to 5
//! lines of 150 to 450 kg, 2 % of them sent twice; 70 % choose a project (the first ones most often),
//! 30 % a portfolio of 2 or 3; oldest vintage first, then any project. `scarce` divides the lots by
//! 100, so that at a million orders nearly half are refused.

use crate::Numbers;
use co2_ledger::{Command, Confirm, Import, Line, OrderId, PutRules, Request, Reserve, State};
use co2_offsets::{Choice, Lot, Portfolio, Project, Rules, SpillOver, Technology};
use co2_units::credit::{ProjectId, Vintage};
use co2_units::{Co2e, StageSet, Timestamp};

/// How many projects the lots belong to.
pub const PROJECTS: u32 = 50;
const LOTS: u32 = 1_000;
/// The instant at which everything happens.
const NOW: i64 = 1_795_262_400;

/// A lot in plain numbers.
#[derive(Clone, Copy, Debug)]
pub struct PlainLot {
    /// Its project.
    pub project: u32,
    /// The year of its vintage.
    pub year: u16,
    /// Its size, in tonnes.
    pub tonnes: u64,
}

/// An order in plain numbers.
#[derive(Clone, Debug)]
pub struct PlainOrder {
    /// Its number; a repeated order has the number of the first.
    pub id: u32,
    /// One project, or two or three with weights.
    pub shares: Vec<(u32, u32)>,
    /// The grams of each line.
    pub lines: Vec<u64>,
}

impl PlainOrder {
    /// The grams of all lines.
    pub fn total(&self) -> u64 {
        self.lines.iter().sum()
    }
}

/// A workload.
#[derive(Clone, Debug)]
pub struct W1 {
    /// The lots, as they come in.
    pub lots: Vec<PlainLot>,
    /// The orders, as they come in.
    pub orders: Vec<PlainOrder>,
}

impl W1 {
    /// So many orders, and 2 % more that repeat earlier ones, with ample or scarce stock.
    ///
    /// # Panics
    /// Never: years and counts are small.
    pub fn new(orders: u32, scarce: bool) -> Self {
        let mut numbers = Numbers::new(42);
        let divisor = if scarce { 100 } else { 1 };
        let lots = (0..LOTS).map(|n| PlainLot {
            project: n % PROJECTS,
            year: 2012 + u16::try_from(numbers.between(0, 12)).expect("a year"),
            tonnes: numbers.between(1_000, 100_001) / divisor,
        });
        let lots = lots.collect();
        let mut made: Vec<PlainOrder> = Vec::new();
        for id in 0..orders {
            let order = Self::order(&mut numbers, id);
            made.push(order);
            if numbers.between(0, 50) == 0 {
                let earlier = numbers.between(0, u64::try_from(made.len()).expect("a count"));
                made.extend(made.get(usize::try_from(earlier).expect("a count")).cloned());
            }
        }
        Self { lots, orders: made }
    }

    fn order(numbers: &mut Numbers, id: u32) -> PlainOrder {
        let mut skewed = || {
            let of_50 = numbers.between(0, 50) * numbers.between(0, 50) / 50;
            u32::try_from(of_50).expect("small")
        };
        let first = skewed();
        let shares = match numbers.between(0, 10) {
            0..7 => vec![(first, 1)],
            portfolio => {
                let count = 2 + u32::try_from(portfolio % 2).expect("small");
                // Neighbours, so that they differ.
                (0..count).map(|n| ((first + n) % PROJECTS, 1 + n)).collect()
            }
        };
        let lines =
            (0..=numbers.between(0, 5)).map(|_| numbers.between(150_000, 450_001)).collect();
        PlainOrder { id, shares, lines }
    }

    /// A ledger with rules and stock.
    ///
    /// # Panics
    /// Never: the stock is accepted.
    pub fn ledger(&self) -> State {
        let mut state = State::new();
        for request in self.stock() {
            crate::run(&mut state, &request);
        }
        state
    }

    /// The commands that give a new ledger rules and stock.
    ///
    /// # Panics
    /// Never: all names are valid by construction.
    pub fn stock(&self) -> [Request; 2] {
        let projects = (0..PROJECTS).map(|n| {
            Project::new(
                project(n),
                "gold-standard".parse().expect("a valid id"),
                format!("Workload project {n}"),
                "UG".parse().expect("a country"),
                Technology::Cookstoves,
            )
        });
        let lots = (0_u32..).zip(&self.lots).map(|(n, lot)| {
            let (owner, year, units) = (90_000 + lot.project, lot.year, lot.tonnes);
            let text = format!("GS1-1-UG-GS{owner}-16-{year}-{}-1-{units}", 100_000 + n);
            Lot::new(
                format!("lot-{n}").parse().expect("a valid id"),
                text.parse().expect("a valid serial"),
                Vintage::year(year).expect("a year"),
                Co2e::TONNE,
            )
        });
        let operation = "stock".parse().expect("a valid id");
        let import = Import { operation, projects: projects.collect(), lots: lots.collect() };
        let operation = "rules".parse().expect("a valid id");
        let put = PutRules { operation, rules: rules().into() };
        [Command::Import(import), Command::PutRules(put)].map(at_now)
    }

    /// The orders as commands: reserve, and confirm.
    ///
    /// # Panics
    /// Never: the ids are valid.
    pub fn requests(&self) -> Vec<(Request, Request)> {
        let rules = rules().id();
        let orders = self.orders.iter().map(|order| {
            let id: OrderId = format!("order-{:08}", order.id).parse().expect("a valid id");
            let choice = match order.shares.as_slice() {
                &[(one, _)] => Choice::Project(project(one)),
                several => {
                    let shares = several.iter().map(|&(n, weight)| (project(n), weight));
                    Choice::Portfolio(Portfolio::new(shares).expect("different projects"))
                }
            };
            let lines = (1..).zip(&order.lines).map(|(id, &grams)| Line {
                id,
                quantity: 1,
                each: Co2e::from_grams(grams),
                stages: StageSet::ALL,
                basis: None,
            });
            let reserve = Reserve {
                order: id.clone(),
                attempt: 1,
                rules,
                choice,
                lines: lines.collect(),
                hold_seconds: 900,
                price: None,
                about: None,
            };
            let confirm = Confirm::whole(id);
            (at_now(Command::Reserve(reserve)), at_now(Command::Confirm(confirm)))
        });
        orders.collect()
    }
}

fn rules() -> Rules {
    Rules { spill_over: SpillOver::AnyEligible, ..Rules::default() }
}

fn project(n: u32) -> ProjectId {
    format!("GS{}", 90_000 + n).parse().expect("a valid id")
}

fn at_now(command: Command) -> Request {
    Request { now: Timestamp::from_unix_seconds(NOW).expect("in range"), command }
}
