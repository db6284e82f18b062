//! `co2 schema [NAME]`

use crate::output::Failure;
use std::io::Write;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Which schema; without a name all are listed.
    name: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let Some(name) = &arguments.name else {
        for (name, about) in co2::schema::names() {
            writeln!(out, "{name:<18} {about}")?;
        }
        return Ok(ExitCode::SUCCESS);
    };
    let schema = co2::schema::schema(name).ok_or_else(|| {
        let names: Vec<&str> = co2::schema::names().map(|(name, _)| name).collect();
        Failure::Input(format!("there is no schema {name:?}; there are {}", names.join(", ")))
    })?;
    serde_json::to_writer_pretty(&mut *out, &schema).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(ExitCode::SUCCESS)
}
