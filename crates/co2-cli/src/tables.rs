//! `co2 tables LEDGER TO [--schema NAME] [--rebuild] [--every SECONDS] [--json]`

use crate::io::{not_read, open_ledger};
use crate::output::{Failure, chain, write_json};
use crate::progress::Progress;
use co2::journal::{Anchor, ReplayError};
use co2::location;
use co2::tables::{SCHEMA, Tables, TablesError};
use schemars::JsonSchema;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the tables have what the ledger has; 1 the ledger is damaged, or the tables are \
    of another ledger; 2 one of them could not be read or written.\n\
    Reads LEDGER and its -wal; writes TO, which is created if it is missing, and never the ledger.\n\
    Example: co2 tables ledger.db tables.db && sqlite3 tables.db 'SELECT * FROM totals_by_month'"
)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file, or the address of a PostgreSQL database. It is only read, and may be in use.
    ledger: PathBuf,
    /// The database with the tables: a SQLite file of its own, or the address of a PostgreSQL database.
    to: PathBuf,
    /// The schema in a PostgreSQL database.
    #[arg(long, value_name = "NAME", default_value = SCHEMA)]
    schema: String,
    /// Remove all rows first, and write them again.
    #[arg(long)]
    rebuild: bool,
    /// Go on, and look for news so often, until the command is stopped.
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    every: Option<u64>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// How far tables have come.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Answer {
    /// The number of the last batch whose content they have.
    batch: u64,
    /// That batch, as `position:hash`.
    anchor: String,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let refused = |error: &TablesError| failure(arguments, error);
    let mut tables =
        Tables::open_in(&arguments.to, &arguments.schema).map_err(|error| refused(&error))?;
    let mut rebuild = arguments.rebuild;
    loop {
        // A file at rest is read without its lock, so it is opened again for news.
        let mut journal = open_ledger(&arguments.ledger)?.journal;
        let progress = Progress::of("following", &mut journal);
        if std::mem::take(&mut rebuild) {
            tables.clear().map_err(|error| refused(&error))?;
        }
        let followed = tables.follow_with(&mut journal, |head| progress.show(head));
        progress.clear();
        let head = followed.map_err(|error| refused(&error))?;
        report(arguments, head, out)?;
        let Some(seconds) = arguments.every else { return Ok(ExitCode::SUCCESS) };
        out.flush()?;
        thread::sleep(Duration::from_secs(seconds));
    }
}

fn report(arguments: &Arguments, head: Anchor, out: &mut dyn Write) -> Result<(), Failure> {
    let (batch, to) = (head.position.as_u64(), location::shown(&arguments.to));
    if arguments.json {
        write_json(&Answer { batch, anchor: head.to_string() }, out)
    } else {
        Ok(writeln!(out, "OK {to} has batch {batch} of the ledger and all before it")?)
    }
}

fn failure(arguments: &Arguments, error: &TablesError) -> Failure {
    match error {
        TablesError::Journal(ReplayError::Journal(cause)) => not_read(&arguments.ledger, cause),
        TablesError::Journal(_) => {
            Failure::Refused(format!("{}: {}", location::shown(&arguments.ledger), chain(error)))
        }
        TablesError::OtherLedger { .. } | TablesError::Damaged => {
            Failure::Refused(format!("{}: {}", location::shown(&arguments.to), chain(error)))
        }
        error => Failure::Input(format!("{}: {}", location::shown(&arguments.to), chain(error))),
    }
}
