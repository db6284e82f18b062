//! How many serials and rows of a table are read in a second.

use co2_benches::Numbers;
use co2_ledger::{Command, Import, Request, State};
use co2_offsets::serial::Grammar;
use co2_offsets::{ExportTable, Hint, Methodology, Serial, Text, read_csv, read_export};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::collections::BTreeSet;
use std::hint::black_box;

/// How many of each are read at once.
const COUNT: u64 = 1_000;

/// Serials of every form of every grammar with invented projects: whole blocks and parts, in equal shares, each
/// with its registry where the text does not say it.
fn serials() -> Vec<(String, Option<&'static str>)> {
    let mut numbers = Numbers::new(42);
    let id = "d4257227-d51e-4f45-81ef-a50d86368965";
    (0..COUNT)
        .map(|n| {
            let (first, units) = (numbers.between(1, 1_000_000), numbers.between(1, 20_000));
            let (last, project) = (first + units, 90_000 + n % 50);
            let text = match n % 18 {
                0 => format!("9{n}-{first}-{last}-VCS-VCU-1507-VER-ET-14-{project}-01012020-31122020-1"),
                1 => format!("GS1-1-UG-GS{project}-16-2024-9{n}-{first}-{last}"),
                2 => format!("RW-5-{first}-2-2-0-{project} - RW-5-{last}-2-2-0-{project}"),
                3 => format!("ACR-FR-{project}-2025-9{n}-{first} to {last}"),
                4 => format!("CAR-1-US-{project}-31-983-KS-2025-9{n}-{first} to {last}"),
                5 => format!("ART-GY-{project}-2021-9{n}-{first} to {last}"),
                6 => format!("9{n}-{first}-{last}-VCU-005-APX-BR-14-{project}-01072014-31122014-1"),
                7 => format!("9{n}-{first}-{last}-VCS-VCU-500-VER-US-{project}-01012024-31122024-0"),
                8 => format!("VCS-VER-BR-1000000000{project}-01012007-15032007-{first}-{last}-MER-1-P"),
                9 => format!("CDC_{project}_3_1_323_14_CO_1_2_2019-{first}-{last}"),
                10 => format!("PURO_PR_CORC100+_NA_{project}_2025_{id}_{first}-{last}"),
                11 => format!(
                    "PURO_PR_CORC_FR_{project}_2021_{id}_64300240655590{first:016}-64300240655590{last:016}"
                ),
                12 => format!("BCR-CO-{project}-14-005-2-2301-2306-{first:07}-{last:07}"),
                13 => format!("SCU-SOCIALCARBON-{project}-Brazil-2020-14052025145100-{first}-{last}"),
                14 => format!("PV-rPVC-MZ-1102000000{project}-01052022-30042023-{first}-{last}-SPG"),
                15 => format!("ERS-ARR-{project}-BR-ERU-2024-001-{first}-{last}"),
                16 => format!("ISO-1-VAULT-USA-99P4-2026-{first}-{last}"),
                _ => return (format!("BLK-{project}-{first}-{last}"), Some("my-registry")),
            };
            (text, None)
        })
        .collect()
}

fn read(c: &mut Criterion) {
    let mut group = c.benchmark_group("serials");
    group.throughput(Throughput::Elements(COUNT));
    let texts: Vec<(String, Option<Hint>)> = serials()
        .into_iter()
        .map(|(text, registry)| {
            let hint = registry.map(|registry| Hint {
                project: Some("P1".parse().expect("an id")),
                ..Hint::registry(registry.parse().expect("an id"))
            });
            (text, hint)
        })
        .collect();
    let parse = |(text, hint): &(String, Option<Hint>)| match hint {
        None => text.parse::<Serial>(),
        Some(hint) => Serial::parse_with(text, hint),
    };
    let blocks: Vec<Serial> = texts.iter().map(|one| parse(one).expect("a serial")).collect();
    let grammars: BTreeSet<Grammar> = blocks.iter().map(Serial::grammar).collect();
    assert_eq!(grammars, Grammar::ALL.into_iter().collect(), "every grammar is measured");
    group.bench_function("parse", |b| {
        b.iter(|| {
            let read = texts.iter().filter(|one| parse(one).is_ok());
            assert_eq!(black_box(read.count()), texts.len());
        });
    });
    let damaged: Vec<String> = texts
        .iter()
        .filter(|(_, hint)| hint.is_none())
        .map(|(text, _)| format!(" {} ", text.replace("20", "2O")))
        .collect();
    group.throughput(Throughput::Elements(damaged.len().try_into().expect("a count")));
    group.bench_function("parse_lenient", |b| {
        b.iter(|| {
            let read = damaged.iter().filter(|text| Serial::parse_lenient(text).is_ok());
            black_box(read.count())
        });
    });
    group.throughput(Throughput::Elements(COUNT));
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

/// A table of lots in two countries for each project, those of one country first.
fn two_countries(rows: u64) -> String {
    let half = rows / 2;
    let lots = (0..rows).map(|n| {
        let (project, country) = (100_000 + n % half, if n < half { "RW" } else { "CD" });
        let (first, last) = (n * 10 + 1, n * 10 + 10);
        format!(
            "l{n},1-{first}-{last}-VCS-VCU-1507-VER-{country}-3-{project}-01012023-31122023-0,\
             2023-01-01/2023-12-31,1 t,Stoves,{country},cookstoves\n"
        )
    });
    let header = "lot,serial,vintage,unit_size,project_name,country,technology\n";
    std::iter::once(header.to_owned()).chain(lots).collect()
}

/// What an import takes for each row must not grow with their number.
fn imports(c: &mut Criterion) {
    let mut group = c.benchmark_group("imports");
    group.sample_size(10);
    for rows in [1_000, 10_000, 100_000] {
        let table = two_countries(rows);
        group.throughput(Throughput::Elements(rows));
        group.bench_function(format!("read_csv/{rows}"), |b| {
            b.iter(|| read_csv(black_box(&table)).expect("a table"));
        });
        let stock = read_csv(&table).expect("a table");
        let import = Import::new("import".parse().expect("an id"), stock);
        let now = "2026-11-21T12:00:00Z".parse().expect("a time");
        let request = Request { now, command: Command::Import(import) };
        let state = State::new();
        group.bench_function(format!("decide/{rows}"), |b| {
            b.iter(|| state.decide(black_box(&request)).expect("an import"));
        });
    }
    group.finish();
}

criterion_group!(benches, read, tables, imports);
criterion_main!(benches);
