//! `co2 export LEDGER [--out FILE] [--json]`

use crate::io::{not_read, open_ledger, write};
use crate::output::{Failure, Output, chain, write_json};
use crate::progress::Progress;
use co2::files::FileError;
use co2::journal::Anchor;
use co2::journal::export::{ExportError, export};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it is exported; 1 the ledger is damaged; 2 it could not be read, or the \
    file not be written.\n\
    Reads LEDGER and its -wal; writes FILE, as a whole, and never the ledger."
)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file, or the address of a PostgreSQL database. It is only read, and may be in use.
    ledger: PathBuf,
    /// Where to write it [default: to the output]. The file is replaced as a whole.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Print JSON for programs about the file that was written.
    #[arg(long, requires = "out")]
    json: bool,
}

/// A ledger that was exported.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Answer {
    /// The last batch of the export, as `position:hash`.
    anchor: String,
    /// How many documents it has.
    documents: u64,
    /// How many documents the ledger names and does not have.
    missing: u64,
}

/// Why nothing is exported.
enum Why {
    Export(ExportError),
    File(FileError),
}

impl From<FileError> for Why {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

pub(crate) fn run(
    arguments: &Arguments,
    out: &mut Output<StdoutLock<'static>>,
) -> Result<ExitCode, Failure> {
    let path = &arguments.ledger;
    let mut journal = open_ledger(path)?.journal;
    let progress = Progress::of("exporting", &mut journal);
    let file = arguments.out.as_deref();
    let exported = write(file, &[path], out, |out| {
        let mut out = BufWriter::with_capacity(1 << 16, out);
        export(&mut journal, &mut out, |head: Anchor| progress.show(head)).map_err(Why::Export)
    });
    progress.clear();
    let exported = exported.map_err(|why| match why {
        Why::File(error) => Failure::input(&error),
        Why::Export(ExportError::Io(error)) => match file {
            Some(file) => Failure::file(file, &error),
            None => Failure::Output(error),
        },
        Why::Export(ExportError::Journal(error)) => not_read(path, &error),
        Why::Export(error) => Failure::Refused(format!("{}: {}", path.display(), chain(&error))),
    })?;
    let (anchor, documents, missing) = (exported.anchor, exported.documents, exported.missing);
    if missing > 0 {
        let _ = writeln!(io::stderr(), "{missing} documents are missing; co2 audit names them");
    }
    if arguments.json {
        write_json(&Answer { anchor: anchor.to_string(), documents, missing }, out)?;
    } else if file.is_some() {
        writeln!(out, "OK {documents} documents, anchor {anchor}")?;
    }
    Ok(ExitCode::SUCCESS)
}
