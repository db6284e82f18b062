//! `co2 check config|cart|catalogue|credits FILE [--json]`

use crate::io::{read, read_at_most};
use crate::output::{Failure, chain, write_json};
use clap::ValueEnum;
use co2::lifecycle::PublishedSheet;
use co2::offsets::read_csv;
use co2::units::Co2e;
use co2::{Cart, Config};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The largest table of credits that is read, in bytes: as much as a programme takes.
const MAX_TABLE: u64 = 64 << 20;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the document is good; 1 it is refused, with line and column; 2 it could not \
    be read.\n\
    Reads FILE; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// What the document is.
    #[arg(value_enum)]
    kind: Kind,
    /// The document; - is the input.
    file: PathBuf,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// How a programme is run: TOML.
    Config,
    /// The products in a cart: JSON.
    Cart,
    /// Makers' published footprints: a JSON array of sheets.
    Catalogue,
    /// Credits that come into stock: CSV.
    Credits,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let file = &arguments.file;
    let found = match arguments.kind {
        Kind::Config => config(file),
        Kind::Cart => cart(file),
        Kind::Catalogue => catalogue(file),
        Kind::Credits => credits(file),
    };
    if arguments.json {
        return match found {
            Ok(facts) => {
                let facts: serde_json::Map<String, Value> =
                    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                write_json(&json!({"good": true, "would": facts}), out)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(Failure::Refused(error)) => {
                write_json(&json!({"good": false, "error": error}), out)?;
                Ok(ExitCode::FAILURE)
            }
            Err(failure) => Err(failure),
        };
    }
    for (name, value) in found? {
        let name = name.replace('_', " ");
        match value {
            Value::String(text) => writeln!(out, "{name:<24} {text}")?,
            value => writeln!(out, "{name:<24} {value}")?,
        }
    }
    writeln!(out, "OK {}", file.display())?;
    Ok(ExitCode::SUCCESS)
}

/// What a document would do, by name.
type Facts = Vec<(&'static str, Value)>;

fn refused(file: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::Refused(format!("{}: {}", file.display(), chain(error)))
}

fn text(file: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        let line = before.split(|byte| *byte == b'\n').count();
        Failure::Refused(format!("{}: line {line}: the text is not UTF-8", file.display()))
    })
}

fn config(file: &Path) -> Result<Facts, Failure> {
    let config =
        Config::from_toml(&text(file, read(file)?)?).map_err(|error| refused(file, &error))?;
    let mut facts = vec![
        ("issuer", Value::from(config.issuer.name.as_str())),
        ("host", config.issuer.host.to_string().into()),
        ("years_of_use", config.footprint.years.get().into()),
        ("electricity", config.footprint.grid.to_string().into()),
        ("rules", config.rules.id().to_string().into()),
    ];
    if let Some(notice) = &config.certificate.demonstration {
        facts.push(("demonstration", notice.as_str().into()));
    }
    Ok(facts)
}

fn cart(file: &Path) -> Result<Facts, Failure> {
    let cart: Cart = serde_json::from_slice(&read(file)?).map_err(|error| refused(file, &error))?;
    let products: u64 = cart.lines.iter().map(|line| u64::from(line.quantity)).sum();
    let models: BTreeSet<String> = cart.lines.iter().map(|line| line.model.to_string()).collect();
    Ok(vec![
        ("lines", cart.lines.len().into()),
        ("products", products.into()),
        ("models", models.len().into()),
    ])
}

fn catalogue(file: &Path) -> Result<Facts, Failure> {
    let sheets: Vec<PublishedSheet> = serde_json::from_slice(&read_at_most(file, MAX_TABLE)?)
        .map_err(|error| refused(file, &error))?;
    let mut products = BTreeSet::new();
    for (place, sheet) in (1_u64..).zip(&sheets) {
        if !products.insert((sheet.manufacturer(), sheet.product())) {
            return Err(Failure::Refused(format!(
                "{}: sheet {place}: {:?} of {:?} stands there twice",
                file.display(),
                sheet.product(),
                sheet.manufacturer()
            )));
        }
    }
    let manufacturers: BTreeSet<&str> = sheets.iter().map(PublishedSheet::manufacturer).collect();
    Ok(vec![("sheets", sheets.len().into()), ("manufacturers", manufacturers.len().into())])
}

fn credits(file: &Path) -> Result<Facts, Failure> {
    let text = text(file, read_at_most(file, MAX_TABLE)?)?;
    let import = read_csv(&text).map_err(|error| refused(file, &error))?;
    let grams: u128 = import
        .lots
        .iter()
        .map(|lot| lot.size().map_or(0, |size| u128::from(size.as_grams())))
        .sum();
    let total = u64::try_from(grams).map_or(Co2e::MAX, Co2e::from_grams);
    Ok(vec![
        ("projects", import.projects.len().into()),
        ("lots", import.lots.len().into()),
        ("amount", total.to_string().into()),
    ])
}
