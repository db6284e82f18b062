//! How many serials and rows of a table are read in a second.

use co2_benches::Numbers;
use co2_offsets::{ExportTable, Methodology, Serial, Text, read_csv, read_export};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// How many of each are read at once.
const COUNT: u64 = 1_000;

/// Serials of six registries with invented projects: whole blocks and parts, in equal shares.
fn serials() -> Vec<String> {
    let mut numbers = Numbers::new(42);
    (0..COUNT)
        .map(|n| {
            let (first, units) = (numbers.between(1, 1_000_000), numbers.between(1, 20_000));
            let (last, project) = (first + units, 90_000 + n % 50);
            match n % 6 {
                0 => format!(
                    "9{n}-{first}-{last}-VCS-VCU-1507-VER-ET-14-{project}-01012020-31122020-1"
                ),
                1 => format!("GS1-1-UG-GS{project}-16-2024-9{n}-{first}-{last}"),
                2 => format!("RW-5-{first}-2-2-0-{project} - RW-5-{last}-2-2-0-{project}"),
                3 => format!("ACR-FR-{project}-2025-9{n}-{first} to {last}"),
                4 => format!("CAR-1-US-{project}-31-983-KS-2025-9{n}-{first} to {last}"),
                _ => format!("ART-GY-{project}-2021-9{n}-{first} to {last}"),
            }
        })
        .collect()
}

fn read(c: &mut Criterion) {
    let mut group = c.benchmark_group("serials");
    group.throughput(Throughput::Elements(COUNT));
    let texts = serials();
    group.bench_function("parse", |b| {
        b.iter(|| {
            let read = texts.iter().filter(|text| text.parse::<Serial>().is_ok());
            assert_eq!(black_box(read.count()), texts.len());
        });
    });
    let damaged: Vec<String> =
        texts.iter().map(|text| format!(" {} ", text.replace("20", "2O"))).collect();
    group.bench_function("parse_lenient", |b| {
        b.iter(|| {
            let read = damaged.iter().filter(|text| Serial::parse_lenient(text).is_ok());
            black_box(read.count())
        });
    });
    let blocks: Vec<Serial> = texts.iter().map(|text| text.parse().expect("a serial")).collect();
    group.bench_function("part", |b| {
        b.iter(|| {
            let parts = blocks.iter().filter(|block| {
                let units = block.units();
                block.part(units.first(), units.first()).is_ok()
            });
            assert_eq!(black_box(parts.count()), blocks.len());
        });
    });
    group.finish();
}

fn tables(c: &mut Criterion) {
    let mut group = c.benchmark_group("tables");
    group.throughput(Throughput::Elements(COUNT));
    let lots = (0..COUNT).map(|n| {
        format!(
            "gs-{n},GS1-1-UG-GS90001-16-2024-9{n}-1-500,2024-01-01/2024-12-31,1 t,Stoves,UG,cookstoves\n"
        )
    });
    let header = "lot,serial,vintage,unit_size,project_name,country,technology\n";
    let stock: String = std::iter::once(header.to_owned()).chain(lots).collect();
    let rows = (0..COUNT).map(|n| {
        let (first, last) = (1 + n * 500, 500 + n * 500);
        format!(
            "2026-03-19,90001,Example,VMR0006; VM0050,500,\
             9-{first}-{last}-VCS-VCU-1491-VER-RW-3-90001-01102024-31122024-1,2026-04-01\n"
        )
    });
    let header = "Issuance Date,ID,Name,Methodology,Quantity Issued,Serial Number,\
        Retirement/Cancellation Date\n";
    let export: String = std::iter::once(header.to_owned()).chain(rows).collect();
    group.bench_function("read_csv", |b| {
        b.iter(|| read_csv(black_box(&stock)).expect("a table"));
    });
    group.bench_function("read_export", |b| {
        b.iter(|| read_export(ExportTable::VerraUnits, black_box(&export)).expect("a table"));
    });
    let printed: Text =
        "AMS-I.D.: Grid connected renewable electricity generation - Version 18.0, AMS-III.G.: Landfill \
         methane recovery"
            .parse()
            .expect("a line");
    group.throughput(Throughput::Elements(1));
    group.bench_function("methodology", |b| {
        b.iter(|| Methodology::read(black_box(&printed).clone()));
    });
    group.finish();
}

criterion_group!(benches, read, tables);
criterion_main!(benches);
