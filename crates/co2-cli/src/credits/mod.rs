//! `co2 credits check FILE` and `co2 credits reconcile LEDGER EXPORT`

pub(crate) mod check;
mod reconcile;
mod source;

use crate::output::Failure;
use clap::Subcommand;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 all is well; 1 a row cannot be read, or they differ; 2 it could not be looked at."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// What an import would make of a table of credits, before it is made.
    Check(check::Arguments),
    /// Compare the retirements of a ledger with a registry's or partner's table.
    Reconcile(reconcile::Arguments),
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments, out),
        Command::Reconcile(arguments) => reconcile::run(arguments, out),
    }
}

/// `co2 check credits FILE`: the same as `co2 credits check FILE`.
pub(crate) fn check_file(
    file: &Path,
    json: bool,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    check::run(&check::Arguments::of(file, json), out)
}
