//! Orders per second: reserving and confirming, in memory and durable.

use co2_benches::{Scale, orders, run, stock};
use co2_journal::{Ledger, Sqlite};
use co2_offsets::State;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const ORDERS: u32 = 10_000;

fn stocked(scale: Scale) -> State {
    let mut state = State::new();
    for request in stock(scale) {
        run(&mut state, &request);
    }
    state
}

/// One thread, no journal: what the state machine itself costs.
fn in_memory(criterion: &mut Criterion) {
    let scale = Scale::ample(ORDERS);
    let state = stocked(scale);
    let orders: Vec<_> = orders(scale).collect();
    let mut group = criterion.benchmark_group("in memory");
    group.throughput(Throughput::Elements(u64::from(ORDERS))).sample_size(10);
    group.bench_function("reserve", |bencher| {
        let fresh = || state.clone();
        let work = |mut state: State| {
            for (reserve, _) in &orders {
                run(&mut state, reserve);
            }
            state
        };
        bencher.iter_batched(fresh, work, BatchSize::LargeInput);
    });
    group.bench_function("reserve and confirm", |bencher| {
        let fresh = || state.clone();
        let work = |mut state: State| {
            for (reserve, confirm) in &orders {
                run(&mut state, reserve);
                run(&mut state, confirm);
            }
            state
        };
        bencher.iter_batched(fresh, work, BatchSize::LargeInput);
    });
    group.finish();
    assert_eq!(state.audit().violations, []);
}

/// SQLite, synchronous=FULL: answered means stored. Each size is how many commands wait at once.
fn durable(criterion: &mut Criterion) {
    let scale = Scale::ample(1_024);
    let orders: Vec<_> = orders(scale).collect();
    let mut group = criterion.benchmark_group("durable (SQLite)");
    group.sample_size(10);
    for waiting in [1, 64, 1_024] {
        let count = if waiting == 1 { 64 } else { orders.len() };
        group.throughput(Throughput::Elements(u64::try_from(count).unwrap_or_default()));
        group.bench_function(format!("reserve and confirm, {waiting} waiting"), |bencher| {
            let fresh = || {
                let folder = tempfile::tempdir().expect("a temporary folder");
                let journal = Sqlite::open(folder.path().join("ledger.db")).expect("a new file");
                let ledger = Ledger::open(journal, None).expect("an empty journal");
                for request in stock(scale) {
                    ledger.submit(request).expect("the stock is accepted");
                }
                (folder, ledger)
            };
            let work = |(folder, ledger): (tempfile::TempDir, Ledger)| {
                for chunk in orders.iter().take(count).collect::<Vec<_>>().chunks(waiting) {
                    let reserves = chunk.iter().map(|(reserve, _)| reserve.clone());
                    let confirms = chunk.iter().map(|(_, confirm)| confirm.clone());
                    for answer in ledger.submit_all(reserves) {
                        answer.expect("reserved");
                    }
                    for answer in ledger.submit_all(confirms) {
                        answer.expect("confirmed");
                    }
                }
                (folder, ledger)
            };
            bencher.iter_batched(fresh, work, BatchSize::PerIteration);
        });
    }
    group.finish();
}

criterion_group!(benches, in_memory, durable);
criterion_main!(benches);
