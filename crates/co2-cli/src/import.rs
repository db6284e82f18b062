//! `co2 import FILE LEDGER [--json]`

use crate::io::{not_opened, not_read, open};
use crate::output::{Failure, chain, write_json};
use crate::progress::Progress;
use co2::journal::export::{ImportError, ImportFault, check, import_checked};
use co2::location::{self, Purpose};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{Seek, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the ledger has what the file has; 1 the file or the ledger is refused; 2 \
    one of them could not be read or written.\n\
    Reads FILE; creates LEDGER or adds to it, and never changes what it has."
)]
pub(crate) struct Arguments {
    /// What `co2 export` has written. It is read twice, so it is a file and not the input.
    file: PathBuf,
    /// The ledger: a SQLite file, or the address of a PostgreSQL database, which is made when missing. It is empty, or
    /// has the beginning of the export, as after an import that was interrupted.
    ledger: PathBuf,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// A ledger that has what an export has.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Answer {
    /// How many batches the ledger has.
    batches: u64,
    /// How many of them it had before.
    before: u64,
    /// How many documents the export has.
    documents: u64,
    /// The last batch, as `position:hash`.
    anchor: String,
    /// The digest of the state to which the batches lead, as hexadecimal digits.
    state_digest: String,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let (path, ledger) = (&arguments.file, &arguments.ledger);
    let mut file = open(path)?;
    let progress = Progress::new("checking", None);
    let contents = check(&mut file, |head| progress.show(head));
    progress.clear();
    let contents = contents.map_err(|error| failure(arguments, &error))?;
    file.rewind().map_err(|error| Failure::file(path, &error))?;
    // Only now, so that nothing is made of a file with a fault.
    let opened = location::open(ledger, Purpose::Create).map_err(|error| not_opened(&error))?;
    let mut journal = opened.journal;
    let progress = Progress::new("importing", Some(contents.anchor.position));
    let show = |head| progress.show(head);
    let imported = import_checked(&mut file, contents, &mut journal, show);
    progress.clear();
    let imported = imported.map_err(|error| failure(arguments, &error))?;
    let (batches, before) = (contents.anchor.position.as_u64(), imported.before.position.as_u64());
    if arguments.json {
        let answer = Answer {
            batches,
            before,
            documents: contents.documents,
            anchor: contents.anchor.to_string(),
            state_digest: contents.digest.to_string(),
        };
        write_json(&answer, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "batches    {batches}, of which {before} were there")?;
    writeln!(out, "documents  {}", contents.documents)?;
    writeln!(out, "\nanchor {}", contents.anchor)?;
    writeln!(out, "OK state digest {}", contents.digest)?;
    Ok(ExitCode::SUCCESS)
}

/// A file or ledger that is not what it must be is refused; one that cannot be read or written is not
/// looked at.
fn failure(arguments: &Arguments, error: &ImportError) -> Failure {
    let (file, ledger) = (&arguments.file, &arguments.ledger);
    match &error.fault {
        ImportFault::Io(_) => Failure::file(file, error),
        ImportFault::Journal(cause) => not_read(ledger, cause),
        ImportFault::Append(_) => Failure::file(ledger, error),
        _ => Failure::Refused(format!("{}: {}", file.display(), chain(error))),
    }
}
