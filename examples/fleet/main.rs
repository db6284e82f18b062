//! The footprint of a fleet of 100,000 devices from a table.
//!
//! ```text
//! cargo run --release --example fleet [-- FILE.csv]
//! ```
//!
//! Without a file, an invented table of 100,000 rows is made in memory. The columns are those of
//! `co2 footprint --products`.
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

use co2::lifecycle::product::{Product, read_table};
use co2::lifecycle::{Footprint, GridChoice, SHEET_CORRELATION};
use co2::units::model::carbon;
use co2::units::{Estimate, Statistic};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::process::ExitCode;

/// How many devices the invented table has.
const DEVICES: usize = 100_000;

fn main() -> ExitCode {
    shop::run(|| match std::env::args().nth(1) {
        Some(path) => fleet(&fs::read(path)?),
        None => fleet(invented(DEVICES)?.as_bytes()),
    })
}

/// Devices of three kinds in four countries.
pub(crate) fn invented(devices: usize) -> Result<String, std::fmt::Error> {
    let mut table =
        String::from("id,category,manufacturer,screen_in,weight_kg,lifetime_years,use_location\n");
    let kinds = ["laptop,Lenovo,14,1.4", "monitor,Dell,27,5.5", "desktop,HP,,6"];
    let places = ["SE", "NO", "DE", "US"];
    for (number, (kind, place)) in
        (1..=devices).zip(kinds.into_iter().cycle().zip(places.into_iter().cycle()))
    {
        writeln!(table, "device-{number},{kind},4,{place}")?;
    }
    Ok(table)
}

pub(crate) fn fleet(table: &[u8]) -> shop::Told {
    let grid = GridChoice::Current { year: 2024 };
    // Devices of one kind have one footprint: it is computed once.
    let mut kinds: BTreeMap<String, (usize, Footprint)> = BTreeMap::new();
    let mut faults = Vec::new();
    for (line, product) in read_table(table)? {
        let mut product: Product = match product {
            Ok(product) => product,
            Err(error) => {
                faults.push(error.to_string());
                continue;
            }
        };
        product.id.clear();
        let kind = serde_json::to_string(&product)?;
        if let Some((count, _)) = kinds.get_mut(&kind) {
            *count += 1;
            continue;
        }
        match product.footprint(grid) {
            Ok(footprint) => drop(kinds.insert(kind, (1, footprint))),
            Err(error) => faults.push(format!("line {line}: {error}")),
        }
    }

    let mut told = String::new();
    writeln!(told, "{:<22} {:>7} {:>8} {:>10}", "kind", "devices", "kg each", "t CO2e")?;
    let mut all = Vec::new();
    for (count, footprint) in kinds.values() {
        let count_f64 = f64::from(u32::try_from(*count)?);
        let each = footprint.total().mean().get::<carbon::kilogram>();
        let category = footprint.category().map(|own| own.to_string()).unwrap_or_default();
        let kind = format!("{category} in {}", footprint.location());
        let tonnes = each * count_f64 / 1_000.0;
        writeln!(told, "{kind:<22} {count:>7} {each:>8.1} {tonnes:>10.1}")?;
        all.push(footprint.total().scale(count_f64)?);
    }
    // One maker's model is behind many devices, so their errors have one cause: the widest interval.
    let fleet = Estimate::sum(all, SHEET_CORRELATION)?;
    let tonnes = |statistic| fleet.at(statistic).get::<carbon::kilogram>() / 1_000.0;
    let devices: usize = kinds.values().map(|(count, _)| count).sum();
    writeln!(told, "{:<22} {devices:>7} {:>8} {:>10.1}", "all", "", tonnes(Statistic::Mean))?;
    writeln!(
        told,
        "nine of ten such fleets have {:.0} to {:.0} t; {} rows were left out",
        tonnes(Statistic::P5),
        tonnes(Statistic::P95),
        faults.len()
    )?;
    for fault in faults.iter().take(10) {
        writeln!(told, "  {fault}")?;
    }
    Ok(told)
}
