//! `co2 backup LEDGER TO [--json]` and `co2 restore BACKUP LEDGER [--anchor FILE] [--json]`

use crate::audit::read_anchor;
use crate::io::file_not_opened;
use crate::output::{Failure, chain, write_json};
use co2::journal::{Backup, CopyError, ReplayError, Restored, backup, restore};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the backup is made and checked; 1 the ledger is damaged; 2 it could not be \
    read, or the backup not be written.\n\
    Reads LEDGER and its -wal; creates TO, and never replaces a file."
)]
pub(crate) struct BackupArguments {
    /// The ledger: a SQLite file. It is only read, and may be in use.
    ledger: PathBuf,
    /// Where the backup goes: a new file.
    to: PathBuf,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 it is restored; 1 the backup is damaged or lacks the anchor; 2 it could not \
    be read, or a process has the ledger open.\n\
    Reads BACKUP; replaces LEDGER in one step, and keeps what was there, with its -wal, as \
    LEDGER.before-restore-1 and so on."
)]
pub(crate) struct RestoreArguments {
    /// The backup: a ledger that `co2 backup` has made.
    backup: PathBuf,
    /// The ledger that it becomes. Nobody may have it open.
    ledger: PathBuf,
    /// A file with an anchor that the backup must have: the one that was kept with it.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// A backup that was made and checked.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct BackupAnswer {
    /// Its last batch, as `position:hash`: keep it elsewhere.
    anchor: String,
    /// How many documents it has.
    documents: u64,
}

/// A ledger that was restored.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct RestoreAnswer {
    /// Its last batch, as `position:hash`.
    anchor: String,
    /// The file in which what was there before is kept.
    kept: Option<String>,
}

pub(crate) fn run_backup(
    arguments: &BackupArguments,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let Backup { anchor, documents, .. } =
        backup(&arguments.ledger, &arguments.to).map_err(|error| failure(&error))?;
    if arguments.json {
        write_json(&BackupAnswer { anchor: anchor.to_string(), documents }, out)?;
    } else {
        writeln!(out, "documents  {documents}")?;
        writeln!(out, "\nanchor {anchor}")?;
        writeln!(out, "OK {} is whole; keep the anchor elsewhere", arguments.to.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn run_restore(
    arguments: &RestoreArguments,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let anchor = arguments.anchor.as_deref().map(read_anchor).transpose()?;
    let Restored { backup, kept, .. } =
        restore(&arguments.backup, &arguments.ledger, anchor).map_err(|error| failure(&error))?;
    let anchor = backup.anchor;
    if arguments.json {
        let kept = kept.map(|kept| kept.display().to_string());
        write_json(&RestoreAnswer { anchor: anchor.to_string(), kept }, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(kept) = kept {
        writeln!(out, "what was there is kept as {}", kept.display())?;
    }
    writeln!(out, "\nanchor {anchor}")?;
    writeln!(
        out,
        "OK {} is restored; before you sell, compare it with your newest anchor and run publish",
        arguments.ledger.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

fn failure(error: &CopyError) -> Failure {
    match error {
        CopyError::Open(error) => file_not_opened(error),
        CopyError::Replay(ReplayError::Journal(cause)) if !cause.damaged => Failure::input(error),
        CopyError::Replay(_) | CopyError::Document(_) => Failure::Refused(chain(error)),
        error => Failure::input(error),
    }
}
