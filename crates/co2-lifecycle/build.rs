//! Turns `data/grid_intensity.csv` into a constant table. A bad row fails the build.

use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

#[path = "src/grid/parse.rs"]
mod parse;

const DATA: &str = "data/grid_intensity.csv";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={DATA}");
    println!("cargo::rerun-if-changed=src/grid/parse.rs");
    let text = fs::read_to_string(DATA)?;
    let rows = parse::rows(&text).map_err(|error| format!("{DATA}: {error}"))?;
    let mut table = String::from("[\n");
    for (code, year, milligrams) in rows {
        writeln!(table, "    (*b\"{code}\", {year}, {milligrams}),")?;
    }
    table.push_str("]\n");
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("grid_intensity.rs"), table)?;
    Ok(())
}
