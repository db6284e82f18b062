//! Fits the statistical tier to published sheets and writes the table that the crate ships.
//!
//! ```sh
//! cargo run --release -p co2-lifecycle-fit --example fit -- SHEETS.csv... > crates/co2-lifecycle/data/statistical_model.csv
//! ```

use co2_lifecycle::StatisticalModel;
use co2_lifecycle_fit::{fit, groups, sheets};
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        return Err("usage: fit SHEETS.csv...".into());
    }
    let rows: Vec<_> = sheets::read_all(&paths)?.into_iter().map(|(row, _)| row).collect();
    let model = fit(&rows);
    let source = StatisticalModel::source();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "# Coefficients of the statistical tier and medians of the category tier, fitted by co2-lifecycle-fit"
    )?;
    writeln!(
        out,
        "# to {} published sheets ({} groups of nearly the same product). No row of the data set is here.",
        rows.len(),
        groups(&rows).iter().max().map_or(0, |last| last + 1)
    )?;
    writeln!(out, "# Source: {}, {}; {}", source.publisher, source.edition, source.locator)?;
    writeln!(
        out,
        "# Year {}, region {}, unit: ln(kg CO2e) per standard deviation of the term; use factors kg CO2e/kWh; medians kg CO2e",
        source.year, source.region
    )?;
    writeln!(out, "# Boundary: {}", source.boundary)?;
    writeln!(out, "# {}", source.licence)?;
    writeln!(
        out,
        "# value, a, b: of a term its coefficient, centre and scale; of `seen` the middle, lowest and highest; of `sheets` their number, first and last year; of `covariance` also the place of the other variable"
    )?;
    write!(out, "{model}")?;
    Ok(())
}
