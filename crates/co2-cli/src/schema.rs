//! `co2 schema [NAME] [--json] [--out DIR]`

mod answers;

use crate::arguments::did_you_mean;
use crate::output::{Failure, Output, write_json};
use schemars::{JsonSchema, Schema};
use serde::Serialize;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 it is printed; 2 there is no such schema.\n\
    Reads nothing; writes the output, or the files that --out asks for.\n\
    Such as: co2 schema --out schemas")]
pub(crate) struct Arguments {
    /// Which schema; without a name all are listed.
    name: Option<String>,
    /// Print the list as JSON for programs; a schema is JSON in any case.
    #[arg(long, conflicts_with = "out")]
    json: bool,
    /// Write the schema, or every schema without a name, to NAME.json in this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// The schemas that there are, in the order of their names.
#[derive(Serialize, JsonSchema)]
struct List(Vec<Listed>);

/// A schema and what it describes.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Listed {
    /// Its name.
    name: &'static str,
    /// What it describes.
    about: &'static str,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    match (&arguments.name, &arguments.out) {
        (Some(name), None) => write_json(&schema(name)?, out)?,
        (name, Some(folder)) => {
            let chosen: Vec<&str> = match name {
                Some(name) => vec![name],
                None => names().into_iter().map(|(name, _)| name).collect(),
            };
            for name in &chosen {
                write(name, folder)?;
            }
            writeln!(out, "OK {} schemas are in {}", chosen.len(), folder.display())?;
        }
        (None, None) if arguments.json => {
            let list = names().into_iter().map(|(name, about)| Listed { name, about });
            write_json(&List(list.collect()), out)?;
        }
        (None, None) => {
            for (name, about) in names() {
                writeln!(out, "{name:<22} {about}")?;
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The names of all schemas and what they describe, in the order of their names.
fn names() -> Vec<(&'static str, &'static str)> {
    let mut names: Vec<_> = co2::schema::names().chain(answers::names()).collect();
    names.sort_unstable();
    names
}

fn schema(name: &str) -> Result<Schema, Failure> {
    co2::schema::schema(name).or_else(|| answers::schema(name)).ok_or_else(|| {
        let meant = did_you_mean(name, names().into_iter().map(|(name, _)| name));
        Failure::Input(format!("there is no schema {name:?}{meant} (co2 schema lists all)"))
    })
}

/// Writes a schema to a file of its name.
fn write(name: &str, folder: &Path) -> Result<(), Failure> {
    let schema = schema(name)?;
    fs::create_dir_all(folder).map_err(|error| Failure::file(folder, &error))?;
    let path = folder.join(format!("{name}.json"));
    let mut text = Vec::new();
    write_json(&schema, &mut Output::to(&mut text))?;
    fs::write(&path, text).map_err(|error| Failure::file(&path, &error))
}
