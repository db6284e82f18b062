//! `co2 audit LEDGER [--anchor FILE]`

use crate::output::{Failure, chain};
use crate::progress::Progress;
use co2::journal::{Anchor, ReplayError, SnapshotFinding, Sqlite, Verified, verify};
use co2::ledger::Totals;
use co2::units::Co2e;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file. It is only read.
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
    let mut journal = Sqlite::open_read_only(path).map_err(|error| Failure::file(path, &error))?;
    let progress = Progress::of("replaying", &mut journal);
    let verified = verify(&mut journal, anchor, |head| progress.show(head));
    progress.clear();
    let Verified { state, head, snapshot, .. } = match verified {
        Ok(verified) => verified,
        Err(ReplayError::Journal(error)) if !error.damaged => {
            return Err(Failure::file(path, &error));
        }
        Err(error) => return Err(Failure::Refused(chain(&error))),
    };
    let audit = state.audit();
    writeln!(out, "{:<22} {:>20} batches, each chained to the one before", "chain", head.position)?;
    writeln!(out, "{:<22} {:>20} events, each follows", "replay", state.revision())?;
    let snapshot = snapshot_told(&snapshot, out)?;
    if let Some(anchor) = anchor {
        writeln!(out, "{:<22} {:>20} it is there", "anchor given", anchor.position)?;
    }
    writeln!(out, "{:<22} {:>20}", "latest event", state.time().to_string())?;
    totals(&audit.totals, head, out)?;
    let mut broken: Vec<String> = audit.violations.iter().map(ToString::to_string).collect();
    broken.extend(snapshot);
    if broken.is_empty() {
        writeln!(out, "OK {} events, state digest {}", state.revision(), state.digest())?;
        return Ok(ExitCode::SUCCESS);
    }
    for violation in &broken {
        writeln!(out, "  {violation}")?;
    }
    Err(Failure::Refused(format!("{} broken promises", broken.len())))
}

/// Tells what the ledger's snapshot is worth; if it is wrong, why.
fn snapshot_told(finding: &SnapshotFinding, out: &mut dyn Write) -> io::Result<Option<String>> {
    let (place, worth, wrong) = match finding {
        SnapshotFinding::None => ("none".to_owned(), "", None),
        SnapshotFinding::Right(at) => {
            (at.position.to_string(), " it is what the replay gives", None)
        }
        SnapshotFinding::Wrong { at, reason } => {
            let wrong = format!("the snapshot at batch {} is wrong: {reason}", at.position);
            (at.position.to_string(), " WRONG", Some(wrong))
        }
        SnapshotFinding::Unread { reason } => {
            let wrong = format!("the snapshot cannot be read: {reason}");
            ("unreadable".to_owned(), "", Some(wrong))
        }
        _ => ("unknown".to_owned(), "", Some("the snapshot was not judged".to_owned())),
    };
    writeln!(out, "{:<22} {place:>20}{worth}", "snapshot")?;
    Ok(wrong)
}

fn totals(totals: &Totals, head: Anchor, out: &mut dyn Write) -> io::Result<()> {
    for (what, count) in [
        ("lots", u128::from(totals.lots)),
        ("units", totals.units),
        ("orders", u128::from(totals.orders)),
        ("products covered", u128::from(totals.coverages)),
        ("certificates", u128::from(totals.certificates)),
    ] {
        writeln!(out, "{what:<22} {count:>20}")?;
    }
    // By registry state they sum to what was issued, by claim to that less the buffer. What is rare is
    // left out where there is none.
    for (what, grams, rare) in [
        ("issued", totals.issued, false),
        ("  free", totals.free, false),
        ("    of no use, lost", totals.unusable, true),
        ("  reserved", totals.reserved, false),
        ("  committed", totals.committed, false),
        ("  assigned", totals.assigned, false),
        ("  certified", totals.certified, false),
        ("  spent", totals.spent, true),
        ("  held", totals.held, false),
        ("  to be retired", totals.requested, false),
        ("  retired", totals.retired, false),
        ("  converted", totals.converted, true),
        ("  cancelled", totals.cancelled, true),
        ("  transferred", totals.transferred, true),
        ("  invalidated", totals.invalidated, true),
        ("  buffer", totals.buffer, true),
        ("to be made good", totals.shortfall, true),
    ] {
        if grams > 0 || !rare {
            writeln!(out, "{what:<22} {:>20} kg CO2e", kilograms(grams))?;
        }
    }
    writeln!(out, "\nanchor {head}")
}

fn kilograms(grams: u128) -> String {
    match u64::try_from(grams) {
        Ok(grams) => format!("{:.3}", Co2e::from_grams(grams).to_decimal_kilograms()),
        Err(_) => format!("{grams} g"),
    }
}
