//! `Co2e` beside a bare `u64` and `rust_decimal`: add, compare, split, parse, print.
//!
//! 1,024 amounts of 5 to 3,000 kg from a fixed generator; a time is that of all of them together.

use co2_units::Co2e;
use co2_units::rust_decimal::Decimal;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const COUNT: u32 = 1_024;

/// Grams, from a linear congruential generator (MMIX by Donald Knuth).
fn grams() -> Vec<u64> {
    let mut state = 2_026_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        5_000 + (state >> 33) % 2_995_000
    };
    (0..COUNT).map(|_| next()).collect()
}

struct Amounts {
    u64: Vec<u64>,
    co2e: Vec<Co2e>,
    decimal: Vec<Decimal>,
}

fn amounts() -> Amounts {
    let u64 = grams();
    let co2e: Vec<Co2e> = u64.iter().copied().map(Co2e::from_grams).collect();
    let decimal = co2e.iter().map(|amount| amount.to_decimal_kilograms()).collect();
    Amounts { u64, co2e, decimal }
}

fn add(criterion: &mut Criterion) {
    let Amounts { u64, co2e, decimal } = amounts();
    let mut group = criterion.benchmark_group("add");
    group.throughput(Throughput::Elements(u64::from(COUNT)));
    group.bench_function("u64", |bench| {
        bench.iter(|| black_box(&u64).iter().try_fold(0_u64, |sum, &grams| sum.checked_add(grams)));
    });
    group.bench_function("Co2e", |bench| {
        bench.iter(|| Co2e::checked_sum(black_box(&co2e).iter().copied()));
    });
    group.bench_function("Decimal", |bench| {
        bench.iter(|| {
            black_box(&decimal).iter().try_fold(Decimal::ZERO, |sum, &kg| sum.checked_add(kg))
        });
    });
    group.finish();
}

fn compare(criterion: &mut Criterion) {
    let Amounts { u64, co2e, decimal } = amounts();
    let mut group = criterion.benchmark_group("compare");
    group.throughput(Throughput::Elements(u64::from(COUNT)));
    group.bench_function("u64", |bench| bench.iter(|| black_box(&u64).iter().max().copied()));
    group.bench_function("Co2e", |bench| bench.iter(|| black_box(&co2e).iter().max().copied()));
    group.bench_function("Decimal", |bench| {
        bench.iter(|| black_box(&decimal).iter().max().copied());
    });
    group.finish();
}

/// Splits each amount by weights. The rivals take the floor of each share and give what is left to
/// the first, which is less fair and less work.
fn split(criterion: &mut Criterion) {
    let Amounts { u64, co2e, decimal } = amounts();
    let mut group = criterion.benchmark_group("split");
    group.throughput(Throughput::Elements(u64::from(COUNT)));
    for parts in [2_usize, 5, 50] {
        let weights: Vec<u64> = (1_u64..).take(parts).collect();
        let total: u64 = weights.iter().sum();
        group.bench_function(BenchmarkId::new("u64 floors", parts), |bench| {
            bench.iter(|| {
                for &grams in black_box(&u64) {
                    let mut shares: Vec<u64> =
                        weights.iter().map(|weight| grams * weight / total).collect();
                    let left = grams - shares.iter().sum::<u64>();
                    shares.iter_mut().take(1).for_each(|share| *share += left);
                    black_box(shares);
                }
            });
        });
        group.bench_function(BenchmarkId::new("Co2e", parts), |bench| {
            bench.iter(|| {
                for amount in black_box(&co2e) {
                    black_box(amount.split(&weights)).expect("weights");
                }
            });
        });
        group.bench_function(BenchmarkId::new("Decimal floors", parts), |bench| {
            let weights: Vec<Decimal> = weights.iter().copied().map(Decimal::from).collect();
            let total = Decimal::from(total);
            bench.iter(|| {
                for &kg in black_box(&decimal) {
                    let mut shares: Vec<Decimal> = weights
                        .iter()
                        .map(|&weight| (kg * weight / total).trunc_with_scale(3))
                        .collect();
                    let left = kg - shares.iter().sum::<Decimal>();
                    shares.iter_mut().take(1).for_each(|share| *share += left);
                    black_box(shares);
                }
            });
        });
    }
    group.finish();
}

fn parse(criterion: &mut Criterion) {
    let Amounts { u64, co2e, decimal } = amounts();
    let u64: Vec<String> = u64.iter().map(ToString::to_string).collect();
    let co2e: Vec<String> = co2e.iter().map(ToString::to_string).collect();
    let decimal: Vec<String> = decimal.iter().map(ToString::to_string).collect();
    let mut group = criterion.benchmark_group("parse");
    group.throughput(Throughput::Elements(u64::from(COUNT)));
    group.bench_function("u64", |bench| {
        bench.iter(|| black_box(&u64).iter().all(|text| text.parse::<u64>().is_ok()));
    });
    group.bench_function("Co2e with unit", |bench| {
        bench.iter(|| black_box(&co2e).iter().all(|text| text.parse::<Co2e>().is_ok()));
    });
    group.bench_function("Decimal", |bench| {
        bench.iter(|| black_box(&decimal).iter().all(|text| text.parse::<Decimal>().is_ok()));
    });
    group.finish();
}

fn print(criterion: &mut Criterion) {
    let Amounts { u64, co2e, decimal } = amounts();
    let mut group = criterion.benchmark_group("print");
    group.throughput(Throughput::Elements(u64::from(COUNT)));
    group.bench_function("u64", |bench| {
        bench.iter(|| black_box(&u64).iter().map(|grams| grams.to_string().len()).sum::<usize>());
    });
    group.bench_function("Co2e with unit", |bench| {
        bench
            .iter(|| black_box(&co2e).iter().map(|amount| amount.to_string().len()).sum::<usize>());
    });
    group.bench_function("Decimal", |bench| {
        bench.iter(|| black_box(&decimal).iter().map(|kg| kg.to_string().len()).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, add, compare, split, parse, print);
criterion_main!(benches);
