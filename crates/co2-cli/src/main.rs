//! The `co2` command, for people and scripts. `docs/cli.md` says what each command reads and writes.

mod arguments;
mod audit;
mod backup;
mod check;
mod claim;
mod credits;
mod equiv;
mod export;
mod footprint;
mod generate;
mod import;
mod init;
mod io;
mod keys;
mod log;
mod output;
mod products;
mod progress;
mod report;
mod schema;
mod serial;
#[cfg(feature = "http")]
mod serve;
mod tables;
mod verify;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use output::{Failure, Output, write_json};
use std::io::Write;
use std::process::ExitCode;

/// Offset one individual product at the point of purchase.
#[derive(Parser)]
#[command(
    name = "co2",
    version,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 all is well; 1 what was looked at is refused; 2 it could not be looked at, \
    or the call is wrong; 3 no rule allows a claim. Each command's help says what they mean there."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Footprints of the products in a file (CSV, JSON or TOML).
    Footprint(footprint::Arguments),
    /// Print a JSON Schema, or the list of all.
    Schema(schema::Arguments),
    /// Verify a certificate without a network.
    Verify(verify::Arguments),
    /// How much of a thing an amount equals, and whether published claims hold.
    Equiv(equiv::Arguments),
    /// Read serials of credits, one a line.
    Serial(serial::Arguments),
    /// Rotate the keys of an issuer's DID document.
    Keys(keys::Arguments),
    /// Whether a claim may be made, by market, audience, day and form. Not legal advice.
    Claim(claim::Arguments),
    /// Write a commented configuration, secrets and samples into a folder.
    Init(init::Arguments),
    /// Check a configuration, a cart, a catalogue or a table of credits, before it is used.
    Check(check::Arguments),
    /// Check tables of credits before an import, and compare retirements with a registry.
    Credits(credits::Arguments),
    /// Replay a ledger and check what it promises.
    Audit(audit::Arguments),
    /// The figures and open duties of a ledger.
    Status(report::StatusArguments),
    /// Write a page with the figures, duties and projects of a ledger.
    Report(report::ReportArguments),
    /// Copy a ledger, which may be in use, into one checked file.
    Backup(backup::BackupArguments),
    /// Put a backup in the place of a ledger that nobody has open.
    Restore(backup::RestoreArguments),
    /// Write a ledger as lines of JSON.
    Export(export::Arguments),
    /// Make a ledger of what `export` has written.
    Import(import::Arguments),
    /// Run a programme as a server.
    #[cfg(feature = "http")]
    Serve(serve::Arguments),
    /// Write what a ledger has into tables for SQL, and keep them up to date.
    Tables(tables::Arguments),
    /// Verify a public log, and make and check receipts.
    Log(log::Arguments),
    /// Print a completion script for a shell.
    Completions(generate::Completions),
    /// Write the manual pages.
    Man(generate::Manual),
}

fn main() -> ExitCode {
    let parsed = Arguments::command().try_get_matches().and_then(|matches| {
        let arguments = Arguments::from_arg_matches(&matches)?;
        Ok((arguments, asks_for_json(&matches)))
    });
    let (arguments, json) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return usage(&error),
    };
    let mut out = Output::stdout();
    let result = match arguments.command {
        Command::Footprint(arguments) => footprint::run(&arguments, &mut out),
        Command::Schema(arguments) => schema::run(&arguments, &mut out),
        Command::Verify(arguments) => verify::run(&arguments, &mut out),
        Command::Equiv(arguments) => equiv::run(&arguments, &mut out),
        Command::Serial(arguments) => serial::run(&arguments, &mut out),
        Command::Keys(arguments) => keys::run(&arguments, &mut out),
        Command::Claim(arguments) => claim::run(&arguments, &mut out),
        Command::Init(arguments) => init::run(&arguments, &mut out),
        Command::Check(arguments) => check::run(&arguments, &mut out),
        Command::Credits(arguments) => credits::run(&arguments, &mut out),
        Command::Audit(arguments) => audit::run(&arguments, &mut out),
        Command::Status(arguments) => report::run_status(&arguments, &mut out),
        Command::Report(arguments) => report::run_report(&arguments, &mut out),
        Command::Backup(arguments) => backup::run_backup(&arguments, &mut out),
        Command::Restore(arguments) => backup::run_restore(&arguments, &mut out),
        Command::Export(arguments) => export::run(&arguments, &mut out),
        Command::Import(arguments) => import::run(&arguments, &mut out),
        #[cfg(feature = "http")]
        Command::Serve(arguments) => serve::run(&arguments, &mut out),
        Command::Tables(arguments) => tables::run(&arguments, &mut out),
        Command::Log(arguments) => log::run(&arguments, &mut out),
        Command::Completions(arguments) => {
            generate::completions(&arguments, Arguments::command(), &mut out)
        }
        Command::Man(arguments) => generate::manual(&arguments, Arguments::command(), &mut out),
    };
    match result.and_then(|code| Ok(out.flush().map(|()| code)?)) {
        Ok(code) => code,
        // The reader of our output has seen enough.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        // A verdict belongs to the output, in the form that was asked for.
        Err(Failure::Refused(error)) => {
            let told = if json {
                write_json(&output::Refused { refused: true, error }, &mut out)
            } else {
                writeln!(out, "REFUSED {error}").map_err(Failure::from)
            };
            match told.and_then(|()| Ok(out.flush()?)) {
                Ok(()) => ExitCode::FAILURE,
                Err(_) => ExitCode::from(2),
            }
        }
        Err(failure) => {
            // If even this cannot be written, the exit code tells.
            let _ = writeln!(Output::stderr(), "error: {failure}");
            ExitCode::from(2)
        }
    }
}

/// Whether the output is for programs.
fn asks_for_json(matches: &ArgMatches) -> bool {
    let own = matches.try_get_one::<bool>("json");
    own.is_ok_and(|json| json == Some(&true))
        || matches.subcommand().is_some_and(|(_, matches)| asks_for_json(matches))
}

/// Help is output; a call that is wrong is an error, which quotes what was given.
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let _ = write!(Output::stderr(), "{}", error.render());
    ExitCode::from(2)
}
