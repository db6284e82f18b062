//! W1: orders per second of the ledger, beside the limit and the straightforward version, and what a snapshot
//! of it costs, all in one run. Prints a table; `cargo bench -p co2-benches --bench ledger [-- ORDERS [ROUNDS]]`.
//!
//! Under `cargo test` each measurement is made once with few orders, and audited.

#![expect(clippy::print_stdout, reason = "a table for people")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the clock")]

use co2_benches::limit::Limit;
use co2_benches::plain::{Plain, Wanted};
use co2_benches::w1::W1;
use co2_ledger::{Request, State};
use std::time::{Duration, Instant};

/// What is measured: a name, and a run that returns the time and how many orders were placed.
type Measured<'a> = (&'static str, Box<dyn Fn() -> (Duration, usize) + 'a>);

fn main() {
    let numbers: Vec<u32> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let real = std::env::args().any(|argument| argument == "--bench");
    let orders = numbers.first().copied().unwrap_or(if real { 1_000_000 } else { 2_000 });
    let rounds = numbers.get(1).copied().unwrap_or(if real { 3 } else { 1 });
    println!(
        "W1, {orders} orders and 2 % replays, one thread, in memory, median of {rounds}; thousand orders/s\n"
    );
    println!("{:<44} {:>10} {:>10} {:>8} {:>9}", "", "ample", "scarce", "scarce/", "refused,");
    println!("{:<44} {:>10} {:>10} {:>8} {:>9}", "", "", "", "ample", "scarce %");
    let [ample, scarce] = [false, true].map(|scarce| Prepared::new(orders, scarce));
    // Replays too.
    let given = f64::from(u32::try_from(ample.workload.orders.len()).unwrap_or(u32::MAX));
    let pairs = ample.measured().into_iter().zip(scarce.measured());
    for ((name, ample), (_, scarce)) in pairs {
        let rate = |measured: &dyn Fn() -> (Duration, usize)| {
            let mut times = Vec::new();
            let mut placed = 0;
            for _ in 0..rounds {
                let (time, count) = measured();
                times.push(time);
                placed = count;
            }
            times.sort_unstable();
            let median = times.get(times.len() / 2).copied().unwrap_or_default();
            (given / median.as_secs_f64() / 1e3, placed)
        };
        let ((ample, _), (scarce, placed)) = (rate(&ample), rate(&scarce));
        let placed = f64::from(u32::try_from(placed).unwrap_or(u32::MAX));
        let refused = 100.0 - 100.0 * placed / given;
        println!(
            "{name:<44} {ample:>10.0} {scarce:>10.0} {:>8.2} {:>9.1}",
            scarce / ample,
            refused
        );
    }
    ample.snapshot();
}

/// A workload in the form in which each version takes it, so that making it is not measured.
struct Prepared {
    workload: W1,
    requests: Vec<(Request, Request)>,
    wanted: Vec<Wanted>,
    empty: State,
}

impl Prepared {
    fn new(orders: u32, scarce: bool) -> Self {
        let workload = W1::new(orders, scarce);
        let (requests, wanted) = (workload.requests(), Plain::wanted(&workload));
        let empty = workload.ledger();
        Self { workload, requests, wanted, empty }
    }

    fn measured(&self) -> Vec<Measured<'_>> {
        vec![
            ("limit: arrays, place", Box::new(|| self.limit(false))),
            ("limit: arrays, place and confirm", Box::new(|| self.limit(true))),
            ("ledger, reserve", Box::new(|| self.ledger(false))),
            ("ledger, reserve and confirm", Box::new(|| self.ledger(true))),
            ("ledger, reserve, 256 at a time", Box::new(|| self.batches(false))),
            ("ledger, reserve and confirm, 256 at a time", Box::new(|| self.batches(true))),
            ("straightforward: strings and decimals, place", Box::new(|| self.plain(false))),
            ("straightforward, place and confirm", Box::new(|| self.plain(true))),
        ]
    }

    /// Writes the state with all orders confirmed, and reads it back as a ledger that is opened does.
    fn snapshot(&self) {
        let mut state = self.empty.clone();
        for (reserve, confirm) in &self.requests {
            assert!(give(&mut state, reserve) && give(&mut state, confirm));
        }
        let start = Instant::now();
        let bytes = state.snapshot_bytes().expect("plain data is encoded");
        let written = start.elapsed();
        let start = Instant::now();
        let read = State::from_own_snapshot(&bytes).expect("it was written so");
        let time = start.elapsed();
        assert_eq!(read.revision(), state.revision());
        println!(
            "\nsnapshot: {} bytes an order, written in {:.2} s, read in {:.2} s",
            bytes.len() / self.requests.len(),
            written.as_secs_f64(),
            time.as_secs_f64()
        );
    }

    fn limit(&self, confirm: bool) -> (Duration, usize) {
        let mut limit = Limit::new(&self.workload);
        let mut placed = 0;
        let start = Instant::now();
        for order in &self.workload.orders {
            let done = limit.place(order.id, &order.shares, &order.lines);
            placed += usize::from(done);
            if confirm && done {
                assert!(limit.confirm(order.id));
            }
        }
        let time = start.elapsed();
        limit.audit();
        (time, placed)
    }

    fn plain(&self, confirm: bool) -> (Duration, usize) {
        let mut plain = Plain::new(&self.workload);
        let mut placed = 0;
        let start = Instant::now();
        for order in &self.wanted {
            let done = plain.place(order);
            placed += usize::from(done);
            if confirm && done {
                assert!(plain.confirm(&order.id));
            }
        }
        let time = start.elapsed();
        plain.audit();
        (time, placed)
    }

    fn batches(&self, confirm: bool) -> (Duration, usize) {
        let mut state = self.empty.clone();
        let mut placed = 0;
        let start = Instant::now();
        for chunk in self.requests.chunks(256) {
            let batch = state.decide_batch(chunk.iter().map(|(reserve, _)| reserve));
            let answers = batch.expect("decided events fold").into_answers();
            placed += answers.iter().filter(|answer| answer.is_ok()).count();
            if confirm {
                let paid = chunk.iter().zip(&answers).filter(|(_, answer)| answer.is_ok());
                let batch = state.decide_batch(paid.map(|((_, confirm), _)| confirm));
                let answers = batch.expect("decided events fold").into_answers();
                assert!(answers.iter().all(Result::is_ok));
            }
        }
        let time = start.elapsed();
        assert_eq!(state.audit().violations, []);
        (time, placed)
    }

    fn ledger(&self, confirm: bool) -> (Duration, usize) {
        let mut state = self.empty.clone();
        let mut placed = 0;
        let start = Instant::now();
        for (reserve, paid) in &self.requests {
            let done = give(&mut state, reserve);
            placed += usize::from(done);
            if confirm && done {
                assert!(give(&mut state, paid));
            }
        }
        let time = start.elapsed();
        assert_eq!(state.audit().violations, []);
        (time, placed)
    }
}

/// Decides a command and folds what happens; whether it was accepted.
fn give(state: &mut State, request: &Request) -> bool {
    let Ok(decision) = state.decide(request) else { return false };
    for event in &decision.events {
        drop(state.fold(event).expect("decided events fold"));
    }
    true
}
