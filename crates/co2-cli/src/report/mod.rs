//! `co2 status LEDGER [--config FILE] [--json]`, `co2 report LEDGER [--config FILE] [--out FILE] [--json]`

mod chart;
pub(crate) mod content;
mod page;
mod table;

use self::content::Report;
use crate::arguments::{moment, now};
use crate::io::{not_read, open_ledger, read_text, write};
use crate::output::{Failure, Output, chain, write_json};
use crate::progress::Progress;
use co2::Config;
use co2::figures::{Review, ReviewError, ReviewOptions};
use co2::files::FileError;
use co2::journal::ReplayError;
use co2::units::Timestamp;
use std::io::{StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the ledger was read; 1 it is refused; 2 it could not be looked at.\n\
    Reads LEDGER, its -wal and the file of --config; writes nothing but the output.\n\n\
    Example: co2 status shop/ledger.db --config shop/co2.toml"
)]
pub(crate) struct StatusArguments {
    #[command(flatten)]
    source: Source,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the report is made; 1 the ledger is refused; 2 it could not be looked at.\n\
    Reads LEDGER, its -wal and the file of --config; writes the file of --out, as a whole.\n\n\
    Example: co2 report shop/ledger.db --config shop/co2.toml --out report.html"
)]
pub(crate) struct ReportArguments {
    #[command(flatten)]
    source: Source,
    /// Where to write the page [default: to the output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write JSON for programs in place of a page.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct Source {
    /// The ledger: a SQLite file, or the address of a PostgreSQL database. It is only read, and may be in use.
    ledger: PathBuf,
    /// The programme's configuration, for the fiscal year and the stock that must be kept.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The present time, from which stock is judged [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Timestamp>,
}

pub(crate) fn run_status(
    arguments: &StatusArguments,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let report = arguments.source.report()?;
    if arguments.json {
        write_json(&report, out)?;
    } else {
        table::write(&report, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn run_report(
    arguments: &ReportArguments,
    out: &mut Output<StdoutLock<'static>>,
) -> Result<ExitCode, Failure> {
    let source = &arguments.source;
    let report = source.report()?;
    let sources: Vec<&Path> =
        [Some(&*source.ledger), source.config.as_deref()].into_iter().flatten().collect();
    let mut bytes = Vec::new();
    if arguments.json {
        write_json(&report, &mut bytes)?;
    } else {
        bytes.extend(page::html(&report).into_bytes());
    }
    let file = arguments.out.as_deref();
    let written = write(file, &sources, out, |out| {
        let path = file.unwrap_or_else(|| Path::new("the output")).to_owned();
        out.write_all(&bytes).map_err(|source| FileError::Io { path, source })
    });
    written.map_err(|error| Failure::input(&error))?;
    Ok(ExitCode::SUCCESS)
}

impl Source {
    fn report(&self) -> Result<Report, Failure> {
        let mut options = ReviewOptions::new(self.at.map_or_else(now, Ok).map_err(Failure::Input)?);
        let config = self.config.as_deref().map(read_config).transpose()?;
        if let Some(config) = &config {
            options.figures = config.figures;
        }
        let ledger = &*self.ledger;
        let mut journal = open_ledger(ledger)?.journal;
        let progress = Progress::of("reading", &mut journal);
        let review = Review::read(&mut *journal, &options, |head| progress.show(head));
        progress.clear();
        let review = review.map_err(|error| match error {
            ReviewError::Replay(ReplayError::Journal(error)) => not_read(ledger, &error),
            error => {
                Failure::Refused(format!("{}: {}", co2::location::shown(ledger), chain(&error)))
            }
        })?;
        Ok(Report::new(&review, config.as_ref(), &options))
    }
}

fn read_config(file: &Path) -> Result<Config, Failure> {
    let text = read_text(file)?;
    let is_json = file.extension().is_some_and(|extension| extension == "json");
    let config = if is_json { Config::from_json(&text) } else { Config::from_toml(&text) };
    config.map_err(|error| Failure::file(file, &error))
}
