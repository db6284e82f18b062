//! `co2 audit LEDGER [--anchor FILE]`

use crate::output::{Failure, chain};
use co2::journal::{Anchor, Sqlite, replay};
use co2::offsets::{State, Totals};
use co2::units::Co2e;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// After how many batches the progress is shown anew.
const SHOW_EVERY: u64 = 256;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file.
    ledger: PathBuf,
    /// A file with an anchor that an earlier audit printed and that was kept elsewhere. The ledger
    /// must have it, so a ledger that was cut or rewritten since is refused.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let anchor = arguments.anchor.as_ref().map(|path| {
        let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
        text.parse::<Anchor>().map_err(|error| Failure::file(path, &error))
    });
    let anchor = anchor.transpose()?;
    let path = &arguments.ledger;
    let mut journal = Sqlite::open_existing(path).map_err(|error| Failure::file(path, &error))?;
    let mut progress = Progress::new();
    let replayed = replay(&mut journal, anchor, |head| progress.show(head));
    progress.clear();
    let (state, head) = match replayed {
        Ok(replayed) => replayed,
        Err(error) => {
            writeln!(out, "REFUSED {}", chain(&error))?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let audit = state.audit();
    totals(&state, &audit.totals, head, out)?;
    if audit.violations.is_empty() {
        writeln!(out, "OK {} events, state digest {}", state.revision(), state.digest())?;
        return Ok(ExitCode::SUCCESS);
    }
    for violation in &audit.violations {
        writeln!(out, "  {violation}")?;
    }
    writeln!(out, "REFUSED {} broken promises", audit.violations.len())?;
    Ok(ExitCode::FAILURE)
}

fn totals(state: &State, totals: &Totals, head: Anchor, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:<22} {:>20}", "latest event", state.time().to_string())?;
    for (what, count) in [
        ("lots", u128::from(totals.lots)),
        ("units", totals.units),
        ("orders", u128::from(totals.orders)),
        ("products covered", u128::from(totals.coverages)),
        ("certificates", u128::from(totals.certificates)),
    ] {
        writeln!(out, "{what:<22} {count:>20}")?;
    }
    for (what, grams) in [
        ("issued", totals.issued),
        ("  free", totals.free),
        ("  reserved", totals.reserved),
        ("  committed", totals.committed),
        ("  assigned", totals.assigned),
        ("  certified", totals.certified),
        ("  held", totals.held),
        ("  to be retired", totals.requested),
        ("  retired", totals.retired),
    ] {
        writeln!(out, "{what:<22} {:>20} kg CO2e", kilograms(grams))?;
    }
    writeln!(out, "\nanchor {head}")
}

fn kilograms(grams: u128) -> String {
    match u64::try_from(grams) {
        Ok(grams) => format!("{:.3}", Co2e::from_grams(grams).to_decimal_kilograms()),
        Err(_) => format!("{grams} g"),
    }
}

/// A line on the terminal that tells how far the replay is; nothing when nobody looks.
struct Progress {
    shown: bool,
}

impl Progress {
    fn new() -> Self {
        Self { shown: io::stderr().is_terminal() }
    }

    fn show(&self, head: Anchor) {
        if self.shown && head.position.as_u64().is_multiple_of(SHOW_EVERY) {
            let _ = write!(io::stderr(), "\rreplaying batch {}", head.position);
        }
    }

    fn clear(&mut self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
