//! `co2 import FILE LEDGER`

use crate::output::{Failure, chain};
use crate::progress::Progress;
use co2::journal::Sqlite;
use co2::journal::export::{ImportError, ImportFault, check, import_checked};
use std::fs::File;
use std::io::{BufReader, Seek, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What `co2 export` has written.
    file: PathBuf,
    /// The ledger: a SQLite file, which is made when missing. It is empty, or has the beginning of the
    /// export, as after an import that was interrupted.
    ledger: PathBuf,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let (path, ledger) = (&arguments.file, &arguments.ledger);
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    let mut file = BufReader::with_capacity(1 << 20, file);
    let progress = Progress::new("checking", None);
    let contents = check(&mut file, |head| progress.show(head));
    progress.clear();
    let contents = contents.map_err(|error| failure(arguments, &error))?;
    file.rewind().map_err(|error| Failure::file(path, &error))?;
    // Only now, so that nothing is made of a file with a fault.
    let mut journal = Sqlite::open(ledger).map_err(|error| Failure::file(ledger, &error))?;
    let progress = Progress::new("importing", Some(contents.anchor.position));
    let show = |head| progress.show(head);
    let imported = import_checked(&mut file, contents, &mut journal, show);
    progress.clear();
    let imported = imported.map_err(|error| failure(arguments, &error))?;
    let (batches, before) = (contents.anchor.position, imported.before.position);
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
        ImportFault::Journal(cause) if !cause.damaged => Failure::file(ledger, error),
        ImportFault::Append(_) => Failure::file(ledger, error),
        _ => Failure::Refused(format!("{}: {}", file.display(), chain(error))),
    }
}
