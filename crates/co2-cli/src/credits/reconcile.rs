//! `co2 credits reconcile LEDGER EXPORT`

use super::source::{Kind, Reader, Reading, Whole, bytes, reason};
use crate::output::{Failure, chain, write_json};
use crate::progress::Progress;
use co2::journal::{ReplayError, verify};
use co2::ledger::State;
use co2::offsets::import::{BadRow, ReadTable, read_export_rows, read_retirement_rows};
use co2::offsets::{OwnRetirement, TheirRow, Whose, reconcile};
use co2::reconciled::{Reconciled, Unread, What};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 both say the same; 1 they differ, or a row cannot be read; 2 one of them could \
    not be read.\nReads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file. It is only read.
    ledger: PathBuf,
    /// What a registry or partner says was retired (CSV); - is the input. Of a registry's table, which holds
    /// everybody's units, only what it says of units of this ledger is looked at.
    export: PathBuf,
    #[command(flatten)]
    reading: Reading,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// What they say, the rows that cannot be read, and whether the table holds everybody's units.
struct Theirs {
    rows: Vec<TheirRow>,
    bad: Vec<BadRow>,
    everybodys: bool,
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let export = bytes(&arguments.export)?;
    let theirs = theirs(arguments, &export).map_err(|whole| whole.refused(&arguments.export))?;
    let state = state(arguments)?;
    let ours: Vec<OwnRetirement> =
        state.retirements().filter_map(co2::ledger::Retirement::reported).collect();
    let held: Vec<_> = state.lots().map(|(_, lot)| lot.lot().serial.units().clone()).collect();
    let whose = if theirs.everybodys { Whose::Everybodys(&held) } else { Whose::Ours };
    let found = reconcile(&ours, &theirs.rows, whose);
    let bad = theirs.bad.iter().map(|bad| Unread {
        line: bad.error.line,
        serial: bad.serial.clone(),
        error: reason(&bad.error),
    });
    let found = Reconciled::new(&found, bad.collect());
    if arguments.json {
        write_json(&found, out)?;
    } else {
        print(&found, out)?;
    }
    Ok(if found.agrees { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn theirs(arguments: &Arguments, bytes: &[u8]) -> Result<Theirs, Whole> {
    let options = arguments.reading.options();
    Ok(match arguments.reading.reader(bytes, Some(Kind::Retired))? {
        Reader::Export(table) => {
            let ReadTable { good, bad, .. } = read_export_rows(table, bytes, options)?;
            let rows = good.into_iter().map(TheirRow::from).collect();
            Theirs { rows, bad, everybodys: true }
        }
        Reader::Stock | Reader::Report => {
            let ReadTable { good, bad, .. } = read_retirement_rows(bytes, options)?;
            Theirs { rows: good, bad, everybodys: false }
        }
    })
}

fn state(arguments: &Arguments) -> Result<State, Failure> {
    let path = &arguments.ledger;
    let mut journal = crate::io::open_ledger(path)?.journal;
    let progress = Progress::of("replaying", &mut journal);
    let verified = verify(&mut journal, None, |head| progress.show(head));
    progress.clear();
    match verified {
        Ok(verified) => Ok(verified.state),
        Err(ReplayError::Journal(error)) => Err(crate::io::not_read(path, &error)),
        Err(error) => Err(Failure::Refused(format!("{}: {}", path.display(), chain(&error)))),
    }
}

fn print(found: &Reconciled, out: &mut dyn Write) -> Result<(), Failure> {
    for one in &found.matched {
        let date = one.other_date.map_or(String::new(), |date| format!(", they say on {date}"));
        let word = if one.confirmed { "retired" } else { "retired or cancelled" };
        writeln!(out, "same       {} ({word}, lines {:?}{date})", one.operation, one.lines)?;
    }
    for operation in &found.missing {
        writeln!(out, "MISSING    {operation}: they do not have it")?;
    }
    for one in &found.differing {
        let what = match one.difference {
            What::OtherUnits => "they have its reference for other units:",
            What::UnitsMissing => "they do not have all of its units:",
            _ => "they say that its units are not retired",
        };
        let (operation, lines, serials) = (&one.operation, &one.lines, one.serials.join(", "));
        writeln!(out, "DIFFERENT  {operation} (lines {lines:?}): {what} {serials}")?;
    }
    for one in &found.ambiguous {
        writeln!(
            out,
            "AMBIGUOUS  {} (lines {:?}): units are named twice",
            one.operation, one.lines
        )?;
    }
    for one in &found.surplus {
        writeln!(out, "SURPLUS    line {}: the ledger has not retired {}", one.line, one.serial)?;
    }
    for bad in &found.bad {
        let serial = bad.serial.as_deref().unwrap_or("-");
        writeln!(out, "BAD        line {}: {serial}: {}", bad.line, bad.error)?;
    }
    writeln!(
        out,
        "\n{} {} the same, {} missing, {} different, {} ambiguous, {} surplus, {} bad rows",
        if found.agrees { "OK" } else { "REFUSED" },
        found.matched.len(),
        found.missing.len(),
        found.differing.len(),
        found.ambiguous.len(),
        found.surplus.len(),
        found.bad.len(),
    )?;
    Ok(())
}
