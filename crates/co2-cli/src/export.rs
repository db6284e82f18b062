//! `co2 export LEDGER [--out FILE]`

use crate::output::{Failure, chain};
use crate::progress::Progress;
use co2::journal::export::{ExportError, export};
use co2::journal::{Anchor, Sqlite};
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file. It may be in use.
    ledger: PathBuf,
    /// Where to write it [default: to the output]. The file is replaced as a whole.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &arguments.ledger;
    let mut journal = Sqlite::open_existing(path).map_err(|error| Failure::file(path, &error))?;
    let progress = Progress::of("exporting", &mut journal);
    let show = |head: Anchor| progress.show(head);
    let exported = match &arguments.out {
        None => export(&mut journal, &mut BufWriter::new(&mut *out), show),
        Some(file) => whole(file, |out| export(&mut journal, out, show)),
    };
    progress.clear();
    match exported {
        Ok(exported) => {
            // With the export itself on the output, this is for whoever looks on.
            let told = format!("{} documents, anchor {}", exported.documents, exported.anchor);
            if arguments.out.is_some() {
                writeln!(out, "OK {told}")?;
            }
            if exported.missing > 0 {
                let _ = writeln!(io::stderr(), "{} documents are missing", exported.missing);
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(ExportError::Io(error)) => match &arguments.out {
            Some(file) => Err(Failure::Input(format!("{}: {error}", file.display()))),
            None => Err(Failure::Output(error)),
        },
        Err(ExportError::Journal(error)) if !error.damaged => Err(Failure::file(path, &error)),
        Err(error) => Err(Failure::Refused(chain(&error))),
    }
}

/// Writes a file beside its place and moves it there when it is whole.
fn whole<R>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<R, ExportError>,
) -> Result<R, ExportError> {
    let mut part = path.to_owned().into_os_string();
    part.push(".part");
    let mut file = BufWriter::new(File::create(&part)?);
    let done = write(&mut file).and_then(|done| {
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&part, path)?;
        Ok(done)
    });
    if done.is_err() {
        // What is left of it is of no use.
        let _ = fs::remove_file(&part);
    }
    done
}
