//! The `co2` command, for people: JSON Schemas, verification of certificates and logs, audit of ledgers,
//! their export and import, serials of credits, equivalences, claims.

mod audit;
mod claim;
mod equiv;
mod export;
mod footprint;
mod import;
mod keys;
mod lines;
mod log;
mod output;
mod progress;
mod schema;
mod serial;
mod verify;

use clap::{Parser, Subcommand};
use output::Failure;
use std::io::{self, Write};
use std::process::ExitCode;

/// Offset one individual product at the point of purchase.
#[derive(Parser)]
#[command(name = "co2", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Footprints of the products in a CSV file.
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
    /// Replay a ledger and check what it promises.
    Audit(audit::Arguments),
    /// Write a ledger as lines of JSON.
    Export(export::Arguments),
    /// Make a ledger of what `export` has written.
    Import(import::Arguments),
    /// Verify a public log, and make and check receipts.
    Log(log::Arguments),
}

/// 0: all is well; 1: the certificate, ledger, log, serial or claim is refused; 2: it could not be looked at;
/// 3: no rule allows the claim.
fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut out = io::stdout().lock();
    let result = match arguments.command {
        Command::Footprint(arguments) => footprint::run(&arguments, &mut out),
        Command::Schema(arguments) => schema::run(&arguments, &mut out),
        Command::Verify(arguments) => verify::run(&arguments, &mut out),
        Command::Equiv(arguments) => equiv::run(&arguments, &mut out),
        Command::Serial(arguments) => serial::run(&arguments, &mut out),
        Command::Keys(arguments) => keys::run(&arguments, &mut out),
        Command::Claim(arguments) => claim::run(&arguments, &mut out),
        Command::Audit(arguments) => audit::run(&arguments, &mut out),
        Command::Export(arguments) => export::run(&arguments, &mut out),
        Command::Import(arguments) => import::run(&arguments, &mut out),
        Command::Log(arguments) => log::run(&arguments, &mut out),
    };
    match result.and_then(|code| Ok(out.flush().map(|()| code)?)) {
        Ok(code) => code,
        // Whoever reads our output has seen enough.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        // A verdict belongs to the output.
        Err(failure @ Failure::Refused(_)) => match writeln!(out, "{failure}") {
            Ok(()) => ExitCode::FAILURE,
            Err(_) => ExitCode::from(2),
        },
        Err(failure) => {
            // If even this cannot be written, the exit code tells.
            let _ = writeln!(io::stderr(), "error: {failure}");
            ExitCode::from(2)
        }
    }
}
