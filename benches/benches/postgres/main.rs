//! W1 on PostgreSQL, beside row locks: orders per second of one writer with 1, 64 and 1,024 commands in a batch, of eight
//! callers with one order at a time, and of two writers that share a stream. All in one run, on a server of the
//! bench's own that is thrown away; the ways take turns in each round.
//!
//! `cargo bench -p co2-benches --bench postgres [-- ORDERS [ROUNDS]]`; the server's data are below `TMPDIR`, which
//! should be on the disk that is meant, not in memory. Without PostgreSQL it says so and measures nothing. Under
//! `cargo test` each measurement is made once with few orders.

#![expect(clippy::print_stdout, reason = "a table for people")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

#[path = "../../../crates/co2-journal/tests/servers/cluster.rs"]
#[expect(dead_code, reason = "tests use the rest")]
#[expect(clippy::unwrap_used, clippy::panic, reason = "it belongs to tests")]
mod cluster;
mod row_locks;
#[path = "../../../crates/co2-journal/tests/servers/timeless.rs"]
mod timeless;

use cluster::Cluster;
use co2_benches::w1::W1;
use co2_journal::{Freshness, Ledger, Options, Postgres};
use co2_ledger::Request;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};
use timeless::Timeless;

/// An order as commands: reserve, and confirm.
type Order = (Request, Request);

/// A way to sell.
#[derive(Clone, Copy)]
enum Way {
    /// One transaction for each order and one for each confirmation, on so many connections.
    RowLocks(usize),
    /// The ledger, with so many commands submitted together.
    Together(usize),
    /// The ledger, with so many callers that submit one command at a time.
    Callers(usize),
}

/// The ways, of how many orders at most the time is taken, and how many times as fast as row locks it is to be.
const WAYS: [(Way, usize, Option<u32>); 6] = [
    (Way::RowLocks(1), 2_000, None),
    (Way::RowLocks(8), 4_000, None),
    (Way::Together(1), 4_000, Some(2)),
    (Way::Together(64), 64_000, Some(50)),
    (Way::Together(1_024), usize::MAX, Some(100)),
    (Way::Callers(8), 16_000, Some(5)),
];
/// How many commands a saturated writer submits together.
const SATURATED: usize = 1_024;

impl Way {
    fn name(self) -> String {
        match self {
            Self::RowLocks(connections) => format!("row locks, connections: {connections}"),
            Self::Together(commands) => format!("ledger, commands together: {commands}"),
            Self::Callers(callers) => format!("ledger, callers one by one: {callers}"),
        }
    }
}

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let real = std::env::args().any(|argument| argument == "--bench");
    let orders = numbers.first().copied().unwrap_or(if real { 200_000 } else { 60 });
    let rounds = numbers.get(1).copied().unwrap_or(if real { 5 } else { 1 });
    let Some(cluster) = Cluster::start() else {
        println!("SKIPPED: no PostgreSQL (initdb) on the path or in /usr/lib/postgresql");
        return;
    };
    let workload = W1::new(orders, false);
    let requests = workload.requests();
    let bench = Bench { cluster: &cluster, workload: &workload, requests: &requests };
    let (mut rates, mut shared) = (WAYS.map(|_| Vec::new()), Vec::new());
    for round in 0..rounds {
        for (number, ((way, most, _), rates)) in WAYS.into_iter().zip(&mut rates).enumerate() {
            rates.push(bench.rate(way, most, &format!("r{round}-{number}")));
        }
        shared.push(bench.share(&format!("r{round}-shared")));
    }
    println!("W1 on PostgreSQL, reserve and confirm; medians of {rounds} rounds (least of them)\n");
    println!(
        "{:>31} {:>9} {:>18} {:>18} {:>5}",
        "", "orders/s", "x 1 connection", "x 8 connections", "goal"
    );
    let [one, eight, ..] = &rates;
    for ((way, _, goal), of_way) in WAYS.iter().zip(&rates) {
        let beside = |locks: &[f64]| {
            let ratios = of_way.iter().zip(locks).map(|(rate, locks)| rate / locks);
            let (median, least) = median_and_least(ratios.collect());
            format!("{median:.1} ({least:.1})")
        };
        let (median, _) = median_and_least(of_way.clone());
        let goal = goal.map_or_else(String::new, |goal| format!(">={goal}"));
        let (name, one, eight) = (way.name(), beside(one), beside(eight));
        println!("{name:>31} {median:>9.0} {one:>18} {eight:>18} {goal:>5}");
    }
    println!("\ntwo writers on one stream, each with {SATURATED} commands at a time\n");
    println!("{:>9} {:>26}", "orders/s", "longest wait, ms (<100)");
    for (rate, longest) in shared {
        println!("{rate:>9.0} {:>26.1}", longest.as_secs_f64() * 1_000.0);
    }
}

/// The median and the least of some numbers.
fn median_and_least(mut numbers: Vec<f64>) -> (f64, f64) {
    numbers.sort_unstable_by(f64::total_cmp);
    let median = numbers.get(numbers.len() / 2).copied().unwrap_or_default();
    (median, numbers.first().copied().unwrap_or_default())
}

/// How many a second.
fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

struct Bench<'a> {
    cluster: &'a Cluster,
    workload: &'a W1,
    requests: &'a [Order],
}

impl Bench<'_> {
    /// How many orders a second are sold in a way, on a stream of its own.
    fn rate(&self, way: Way, most: usize, stream: &str) -> f64 {
        let count = self.requests.len().min(most);
        let requests = self.requests.get(..count).unwrap_or_default();
        let time = match way {
            Way::RowLocks(connections) => {
                let orders = self.workload.orders.get(..count).unwrap_or_default();
                row_locks::sell(&self.cluster.address("unused"), self.workload, orders, connections)
            }
            Way::Together(commands) => {
                let ledger = self.stocked(stream);
                let chunks = chunks(requests, commands);
                self.cluster.sql("CHECKPOINT");
                let start = Instant::now();
                for chunk in chunks {
                    sell(&ledger, chunk);
                }
                let time = start.elapsed();
                check(&ledger);
                time
            }
            Way::Callers(callers) => {
                let ledger = self.stocked(stream);
                self.cluster.sql("CHECKPOINT");
                let time = side_by_side(callers, |caller| {
                    let own = requests.iter().skip(caller).step_by(callers);
                    let own: Vec<Order> = own.cloned().collect();
                    let ledger = &ledger;
                    move || {
                        for (reserve, confirm) in own {
                            ledger.submit(reserve).expect("the stock is ample");
                            ledger.submit(confirm).expect("it was reserved");
                        }
                    }
                });
                check(&ledger);
                time
            }
        };
        rate(count, time)
    }

    /// How many orders a second two saturated writers sell from one stream, and the longest time that one of them
    /// waited for the answers to commands that it submitted together.
    fn share(&self, stream: &str) -> (f64, Duration) {
        let ledgers = [self.stocked(stream), self.stocked(stream)];
        let longest = [(); 2].map(|()| std::sync::Mutex::new(Duration::ZERO));
        self.cluster.sql("CHECKPOINT");
        let time = side_by_side(2, |writer| {
            let own = chunks(self.requests, SATURATED).into_iter().skip(writer).step_by(2);
            let (own, mut waits): (Vec<_>, _) = (own.collect(), Vec::new());
            let (ledger, longest) = (ledgers.get(writer), longest.get(writer));
            move || {
                for chunk in own {
                    waits.extend(sell(ledger.expect("two"), chunk));
                }
                let waited = waits.into_iter().max().unwrap_or_default();
                *longest.expect("two").lock().expect("nobody panicked") = waited;
            }
        });
        ledgers.iter().for_each(check);
        let longest = longest.map(|longest| longest.into_inner().expect("nobody panicked"));
        (rate(self.requests.len(), time), longest.into_iter().max().unwrap_or_default())
    }

    /// A ledger of a stream, with rules and stock.
    fn stocked(&self, stream: &str) -> Ledger {
        let journal = Postgres::open(&self.cluster.address(stream)).expect("a server");
        let options: Options = Ledger::options().queue(2 * SATURATED).snapshots(false);
        // The orders have times of their own, which the server's clock is not to judge.
        let ledger = options.open(Timeless(journal)).expect("a sound journal");
        for request in self.workload.stock() {
            ledger.submit(request).expect("the stock is accepted");
        }
        ledger
    }
}

/// Orders, so many at a time: the commands that reserve, and those that confirm.
fn chunks(requests: &[Order], size: usize) -> Vec<(Vec<Request>, Vec<Request>)> {
    requests.chunks(size).map(|chunk| chunk.iter().cloned().unzip()).collect()
}

/// Reserves and then confirms some orders; how long each of the two took.
fn sell(ledger: &Ledger, (reserve, confirm): (Vec<Request>, Vec<Request>)) -> [Duration; 2] {
    [reserve, confirm].map(|commands| {
        let start = Instant::now();
        for answer in ledger.submit_all(commands) {
            answer.expect("the stock is ample");
        }
        start.elapsed()
    })
}

/// Nothing is wrong in a ledger.
fn check(ledger: &Ledger) {
    let audit = ledger.read(Freshness::Latest, |state, _| state.audit());
    assert_eq!(audit.expect("it can be read").violations, []);
}

/// Does something on so many threads at once; how long it takes until all are done.
fn side_by_side<W: FnOnce() + Send>(threads: usize, work: impl Fn(usize) -> W) -> Duration {
    let barrier = Barrier::new(threads + 1);
    let mut start = Instant::now();
    thread::scope(|scope| {
        for thread in 0..threads {
            let (work, barrier) = (work(thread), &barrier);
            scope.spawn(move || {
                barrier.wait();
                work();
            });
        }
        barrier.wait();
        start = Instant::now();
    });
    start.elapsed()
}
