//! Individual real serials of every registry, with the quantity that their registry published.
//!
//! `tests/vectors/serials.csv`: blocks of the registries' exports of 2026-04 and of the UN registry,
//! one row each. A larger set is read if `CO2_CREDIT_RECORDS` names a folder with
//! `registry_units.csv`, whose columns are `registry`, `event`, `project_id`, `quantity`, `serial`,
//! `block_start`, `block_end` and `labels`.

use co2_offsets::import::{ReadOptions, read_export_rows, read_retirement_rows};
use co2_offsets::serial::Grammar;
use co2_offsets::serial::ParseSerialErrorKind as Kind;
use co2_offsets::{ExportTable, Hint, Serial};
use co2_units::table::Table;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn vectors() -> Vec<(String, String, u64)> {
    let mut table = csv::Reader::from_reader(include_str!("../vectors/serials.csv").as_bytes());
    table.deserialize().collect::<Result<_, _>>().unwrap()
}

#[test]
fn each_is_of_exactly_one_registry_with_the_published_quantity() {
    let mut registries = BTreeMap::new();
    for (registry, text, quantity) in vectors() {
        let serial: Serial = text.parse().unwrap();
        assert_eq!((serial.registry().as_str(), serial.units().count()), (&*registry, quantity));
        assert_eq!(serial.to_string(), text);
        assert_eq!(serial.unit_size(), Some(co2_units::Co2e::TONNE));
        let readers = Grammar::ALL.into_iter().filter(|grammar| {
            let hint = Hint {
                project: Some(serial.project().clone()),
                units: Some((serial.units().first().into(), serial.units().last().into())),
                ..Hint::registry(grammar.registry().parse().unwrap())
            };
            Serial::parse_with(&text, &hint).is_ok()
        });
        assert_eq!(readers.collect::<Vec<_>>(), [serial.grammar()], "{text}");
        *registries.entry(registry).or_insert(0) += 1;
    }
    assert_eq!(registries.len(), 6);
}

/// A block can be split anywhere and joined again.
#[test]
fn split_and_join_give_the_block_back() {
    for (_, text, quantity) in vectors() {
        let block: Serial = text.parse().unwrap();
        let (first, last) = (block.units().first(), block.units().last());
        assert!(block.split(first).is_err() && block.split(last + 1).is_err());
        if quantity == 1 {
            continue;
        }
        for at in [first + 1, first + quantity / 2, last] {
            let (head, tail) = block.split(at).unwrap();
            assert!(head.is_followed_by(&tail) && !tail.is_followed_by(&head));
            assert!(!head.units().overlaps(tail.units()));
            assert_eq!(head.units().count() + tail.units().count(), quantity);
            assert_eq!(head.join(&tail).unwrap(), block);
            assert!(tail.join(&head).is_err());
            // Read again, each half is unchanged.
            assert_eq!(head.to_string().parse::<Serial>().unwrap(), head);
        }
    }
}

/// Reads a folder of records, if one is named.
pub(crate) fn records(file: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let Some(folder) = std::env::var_os("CO2_CREDIT_RECORDS") else {
        eprintln!("skipped: CO2_CREDIT_RECORDS names no folder with {file}");
        return None;
    };
    let mut table = csv::Reader::from_path(PathBuf::from(folder).join(file)).unwrap();
    Some(table.deserialize().collect::<Result<_, _>>().unwrap())
}

#[test]
fn records_of_the_registries_are_read() {
    let Some(rows) = records("registry_units.csv") else { return };
    let (mut read, mut stated) = (0, 0);
    let mut blocks: BTreeMap<(bool, String), Vec<(u64, u64)>> = BTreeMap::new();
    for row in rows {
        let (text, registry) = (row["serial"].as_str(), row["registry"].as_str());
        let quantity: u64 = row["quantity"].parse().unwrap();
        if !matches!(registry, "cercarbono" | "isometric") {
            let serial: Serial = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!((serial.units().count(), serial.to_string().as_str()), (quantity, text));
            let event = row["event"] == "issuance";
            let scope = (event, serial.units().scope().to_owned());
            blocks.entry(scope).or_default().push((serial.units().first(), serial.units().last()));
            read += 1;
            continue;
        }
        let kind = text.parse::<Serial>().unwrap_err().kind;
        let expected = match registry {
            "cercarbono" => Kind::Missing { field: "first and last unit" },
            _ => Kind::Ambiguous,
        };
        assert_eq!(kind, expected, "{text}");
        let units = match (row["block_start"].parse(), row["block_end"].parse()) {
            (Ok(first), Ok(last)) => (first, last),
            _ => (1, u128::from(quantity)),
        };
        let hint = Hint {
            project: Some(row["project_id"].parse().unwrap()),
            units: Some(units),
            ..Hint::registry(registry.parse().unwrap())
        };
        let serial = Serial::parse_with(text, &hint).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(serial.units().count(), quantity);
        assert_eq!(serial.is_buffer(), row["labels"] == "buffer", "{text}");
        stated += 1;
    }
    for (scope, mut blocks) in blocks {
        blocks.sort_unstable();
        assert!(blocks.windows(2).all(|pair| pair[0].1 < pair[1].0), "{scope:?} overlaps");
    }
    println!("{read} serials read without a hint, {stated} with their registry stated");
    assert!(read > 0 && stated > 0);
}

/// Public tables of registries, whole, when `CO2_REGISTRY_TABLES` names a folder with them: one folder for each
/// registry, as in `tests/data` of the source distribution of the Python package `offsets-db-data`
/// (version 2026.5.6). Every row is read, or listed with what is wrong; the counts are printed.
#[test]
fn public_tables_are_read_whole() {
    let Some(folder) = std::env::var_os("CO2_REGISTRY_TABLES") else {
        eprintln!("skipped: CO2_REGISTRY_TABLES names no folder with registries' tables");
        return;
    };
    let mut tables = 0;
    for name in [
        "verra/transactions.csv",
        "gold-standard/issuances.csv",
        "gold-standard/retirements.csv",
        "american-carbon-registry/retirements.csv",
        "american-carbon-registry/cancellations.csv",
        "climate-action-reserve/retirements.csv",
        "climate-action-reserve/cancellations.csv",
        "art-trees/retirements.csv",
        "art-trees/cancellations.csv",
        "cercarbono/retirements.csv",
        "isometric/batches.csv",
    ] {
        let Ok(bytes) = std::fs::read(PathBuf::from(&folder).join(name)) else {
            eprintln!("{name}: not there");
            continue;
        };
        let table = Table::read(&bytes).unwrap();
        let rows = table.rows().count();
        let options = ReadOptions::new();
        let (good, bad, totals) = if let Some(kind) = ExportTable::of(&table) {
            let read = read_export_rows(kind, &bytes, options).unwrap();
            (read.good.len(), read.bad, read.totals.len())
        } else {
            let read = read_retirement_rows(&bytes, options).unwrap();
            (read.good.len(), read.bad, read.totals.len())
        };
        println!("{name}: {rows} rows, {good} good, {} bad, {totals} totals", bad.len());
        for bad in &bad {
            println!("  {}: {}", bad.serial.as_deref().unwrap_or("-"), bad.error);
        }
        assert_eq!(good + bad.len() + totals, rows, "{name}");
        assert!(good * 100 >= rows * 95, "{name}");
        tables += 1;
    }
    assert!(tables > 0, "no table is there");
}
