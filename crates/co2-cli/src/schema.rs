//! `co2 schema [NAME] [--json]`

use crate::arguments::did_you_mean;
use crate::output::{Failure, write_json};
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(after_help = "Exit codes: 0 it is printed; 2 there is no such schema.\n\
    Reads nothing and writes nothing but the output.")]
pub(crate) struct Arguments {
    /// Which schema; without a name all are listed.
    name: Option<String>,
    /// Print the list as JSON for programs; a schema is JSON in any case.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let names = co2::schema::names;
    match &arguments.name {
        None if arguments.json => {
            let list = names().map(|(name, about)| json!({"name": name, "about": about}));
            write_json(&list.collect::<Vec<_>>(), out)?;
        }
        None => {
            for (name, about) in names() {
                writeln!(out, "{name:<18} {about}")?;
            }
        }
        Some(name) => {
            let schema = co2::schema::schema(name).ok_or_else(|| {
                let meant = did_you_mean(name, names().map(|(name, _)| name));
                Failure::Input(format!("there is no schema {name:?}{meant} (co2 schema lists all)"))
            })?;
            write_json(&schema, out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
