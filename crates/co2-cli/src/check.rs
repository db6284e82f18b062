//! `co2 check config|cart|catalogue|credits FILE [--json]`

use crate::credits;
use crate::io::read;
use crate::output::{Failure, chain, shorten, write_json};
use crate::products;
use clap::ValueEnum;
use co2::lifecycle::GridChoice;
use co2::lifecycle::product::{Catalogue, CatalogueError};
use co2::{Cart, Config};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    /// The products that are sold, as `co2 footprint --products` reads them; or makers' sheets as a JSON
    /// array.
    Catalogue,
    /// A table of credits: the same as `co2 credits check FILE`.
    Credits,
}

/// Whether a configuration, a cart or a catalogue is good. A table of credits has the answer of `co2 credits check`.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Answer {
    Good(Good),
    Bad(Bad),
}

/// A document that is good.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Good {
    /// That it is good.
    #[schemars(extend("const" = true))]
    good: bool,
    /// What the document would do, by name; the names depend on the kind of document.
    would: Map<String, Value>,
}

/// A document that is refused.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Bad {
    /// That it is not good.
    #[schemars(extend("const" = false))]
    good: bool,
    /// Why, with line and column where there are any.
    error: String,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let file = &arguments.file;
    let found = match arguments.kind {
        Kind::Config => config(file),
        Kind::Cart => cart(file),
        Kind::Catalogue => catalogue(file),
        Kind::Credits => return credits::check_file(file, arguments.json, out),
    };
    if arguments.json {
        return match found {
            Ok(facts) => {
                let would =
                    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
                write_json(&Answer::Good(Good { good: true, would }), out)?;
                Ok(ExitCode::SUCCESS)
            }
            Err(Failure::Refused(error)) => {
                write_json(&Answer::Bad(Bad { good: false, error }), out)?;
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
    let cart: Cart = co2::json::from_slice(&read(file)?).map_err(|error| refused(file, &error))?;
    let products: u64 = cart.lines.iter().map(|line| u64::from(line.quantity)).sum();
    let models: BTreeSet<String> = cart.lines.iter().map(|line| line.model.to_string()).collect();
    Ok(vec![
        ("lines", cart.lines.len().into()),
        ("products", products.into()),
        ("models", models.len().into()),
    ])
}

/// The products that a shop sells, each of which is found by its numbers and has a footprint.
fn catalogue(file: &Path) -> Result<Facts, Failure> {
    let at = |place: &str, what: &dyn Display| {
        Failure::Refused(format!("{}: {place}: {}", file.display(), shorten(&what.to_string())))
    };
    let read = match products::read(file) {
        // A file that is read and is no list of products is refused.
        Err(Failure::Input(what)) if readable(file) => return Err(Failure::Refused(what)),
        read => read?,
    };
    let (mut places, mut sold) = (Vec::new(), Vec::new());
    let mut tiers: BTreeMap<String, u64> = BTreeMap::new();
    for (place, product) in read {
        let product = product.map_err(|what| at(&place, &what))?;
        let footprint = product.footprint(GridChoice::AsPublished);
        let footprint = footprint.map_err(|error| at(&place, &chain(&error)))?;
        let tier = tiers.entry(footprint.tier().to_string()).or_default();
        *tier = tier.saturating_add(1);
        places.push(place);
        sold.push(product);
    }
    let catalogue = Catalogue::new(sold).map_err(|error| match &error {
        CatalogueError::Twice { key, value, first, second } => {
            let place = |at: &usize| places.get(at.saturating_sub(1)).cloned().unwrap_or_default();
            at(&place(second), &format!("the {key} {value:?} is also that of {}", place(first)))
        }
        other => at("the products", other),
    })?;
    let makers = catalogue.products().iter().filter_map(|own| own.manufacturer.as_deref());
    let makers: BTreeSet<&str> = makers.collect();
    Ok(vec![
        ("products", catalogue.products().len().into()),
        ("manufacturers", makers.len().into()),
        ("tiers", json!(tiers)),
    ])
}

/// Whether a file is there and can be read, so that what is wrong with it is what it holds.
fn readable(file: &Path) -> bool {
    file.as_os_str() == crate::io::STDIN || crate::io::open(file).is_ok()
}
