//! Workloads shared by the benches: fixed, seeded, and the same on every machine.

pub mod certificate;

pub mod limit;
pub mod plain;
pub mod w1;

use co2_offsets::{
    Choice, Command, Confirm, Import, Line, Lot, Project, PutRules, Request, Reserve, Rules,
    SpillOver, State, Technology,
};
use co2_units::credit::{ProjectId, RegistryId, Vintage};
use co2_units::{Co2e, StageSet, Timestamp};

/// A small generator of pseudo-random numbers (xorshift64*), so that a workload needs no crate and
/// stays the same for ever.
#[derive(Clone, Copy, Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// Numbers that follow from a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number from `low` up to, but not including, `high`.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d);
        low + mixed % (high - low)
    }
}

/// How much stock and how many orders.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Scale {
    /// Lots of credits.
    pub lots: u32,
    /// The largest lot, in tonnes; the smallest is a hundredth of it.
    pub largest_lot_t: u64,
    /// Orders.
    pub orders: u32,
}

impl Scale {
    /// Ample stock: 1,000 lots of 1,000 to 100,000 t.
    pub const fn ample(orders: u32) -> Self {
        Self { lots: 1_000, largest_lot_t: 100_000, orders }
    }
}

/// How many projects the lots belong to.
const PROJECTS: u32 = 50;
/// The instant at which everything happens.
const NOW: i64 = 1_795_262_400;

/// A command at the workload's instant.
///
/// # Panics
/// Never: the instant is a constant in range.
pub fn request(command: Command) -> Request {
    Request { now: Timestamp::from_unix_seconds(NOW).expect("in range"), command }
}

/// The rules of the workload: any project, if the chosen one has not enough.
pub fn rules() -> Rules {
    Rules { spill_over: SpillOver::AnyEligible, ..Rules::default() }
}

/// The commands that fill a new ledger.
///
/// # Panics
/// Never: all names are valid by construction.
pub fn stock(scale: Scale) -> [Request; 2] {
    let mut numbers = Numbers::new(42);
    let projects = (0..PROJECTS).map(|n| {
        Project::new(
            project(n),
            RegistryId::new("gold-standard").expect("a valid id"),
            format!("Workload project {n}"),
            "UG".parse().expect("a country"),
            Technology::Cookstoves,
        )
    });
    let lots = (0..scale.lots).map(|n| {
        let (owner, year) = (n % PROJECTS, 2012 + numbers.between(0, 12));
        let units = numbers.between(scale.largest_lot_t / 100, scale.largest_lot_t + 1);
        let text = format!("GS1-1-UG-GS{}-16-{year}-{}-1-{units}", 90_000 + owner, 100_000 + n);
        Lot::new(
            format!("lot-{n}").parse().expect("a valid id"),
            text.parse().expect("a valid serial"),
            Vintage::year(u16::try_from(year).expect("a year")).expect("a year"),
            Co2e::TONNE,
        )
    });
    let operation = "stock".parse().expect("a valid id");
    let import = Import { operation, projects: projects.collect(), lots: lots.collect() };
    let operation = "rules".parse().expect("a valid id");
    let put = PutRules { operation, rules: rules().into() };
    [request(Command::Import(import)), request(Command::PutRules(put))]
}

/// Orders of 1 to 5 lines of 150 to 450 kg; 70 % choose one of the projects, the first ones most
/// often.
///
/// # Panics
/// Never: all names are valid by construction.
pub fn orders(scale: Scale) -> impl Iterator<Item = (Request, Request)> {
    let mut numbers = Numbers::new(4_242);
    let rules = rules().id();
    (0..scale.orders).map(move |n| {
        let order: co2_offsets::OrderId = format!("order-{n}").parse().expect("a valid id");
        let choice = if numbers.between(0, 10) < 7 {
            let skewed = numbers.between(0, 50) * numbers.between(0, 50) / 50;
            Choice::Project(project(u32::try_from(skewed).unwrap_or_default()))
        } else {
            Choice::Any
        };
        let lines = 1 + u32::try_from(numbers.between(0, 5)).unwrap_or_default();
        let lines = (1..=lines).map(|id| Line {
            id,
            quantity: 1,
            each: Co2e::from_grams(numbers.between(150_000, 450_001)),
            stages: StageSet::ALL,
            basis: None,
        });
        let lines = lines.collect();
        let reserve = Reserve {
            order: order.clone(),
            attempt: 1,
            rules,
            choice,
            lines,
            hold_seconds: 900,
            price: None,
        };
        (request(Command::Reserve(reserve)), request(Command::Confirm(Confirm::whole(order))))
    })
}

/// Decides a command and folds what happens.
///
/// # Panics
/// When the ledger refuses the command.
pub fn run(state: &mut State, request: &Request) {
    let decision = state.decide(request).expect("the workload fits its stock");
    for event in &decision.events {
        drop(state.fold(event).expect("decided events fold"));
    }
}

fn project(n: u32) -> ProjectId {
    format!("GS{}", 90_000 + n).parse().expect("a valid id")
}
