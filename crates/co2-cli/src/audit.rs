//! `co2 audit LEDGER [--anchor FILE] [--json]`

use crate::io::{not_read, open_ledger, read_text};
use crate::output::{Failure, chain, write_json};
use crate::progress::Progress;
use co2::journal::{
    Anchor, DocumentAudit, DocumentFault, ReplayError, SnapshotFinding, Verified, audit_documents,
    verify,
};
use co2::ledger::Totals;
use co2::location::Opened;
use co2::programme::can_be_made_again;
use co2::units::{Co2e, Digest, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many broken promises are listed for people; JSON has all.
const LISTED: usize = 20;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 the ledger is sound; 1 it is refused; 2 it could not be looked at.\n\
    Reads LEDGER and its -wal; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The ledger: a SQLite file, or the address of a PostgreSQL database. It is only read, and may be in use.
    ledger: PathBuf,
    /// A file with an anchor that an earlier audit printed and that was kept elsewhere. The ledger
    /// must have it, so a ledger that was cut or rewritten since is refused.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

/// What an audit has found.
struct Findings {
    verified: Verified,
    documents: DocumentAudit,
    totals: Totals,
    anchor: Option<Anchor>,
    torn_copy: bool,
    /// Every promise that is not kept.
    broken: Vec<String>,
}

/// What an audit of a ledger has found.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Answer {
    Read(Box<Read>),
    Refused(Refused),
}

/// A ledger that was replayed to its end.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Read {
    /// Whether it keeps every promise.
    sound: bool,
    /// Every promise that is not kept, in words.
    broken: Vec<String>,
    /// How many batches it has, each chained to the one before.
    batches: u64,
    /// How many events.
    events: u64,
    /// When the latest event happened.
    latest_event: Timestamp,
    /// The last batch, as `position:hash`: keep it elsewhere.
    anchor: String,
    /// The anchor that was given, which is there.
    anchor_given: Option<String>,
    /// The digest of the state, as hexadecimal digits.
    state_digest: String,
    /// The batch to which the snapshot leads, `none` or `unreadable`.
    snapshot: String,
    /// How many documents the events name.
    documents: u64,
    /// Whether the file seems to be a copy of a ledger in use without its newest batches.
    looks_like_a_torn_copy: bool,
    /// Amounts in kilograms of CO2e and counts, as texts.
    #[schemars(schema_with = "totals_schema")]
    totals: Map<String, Value>,
}

/// A ledger that cannot be replayed.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Refused {
    /// That it is not sound.
    #[schemars(extend("const" = false))]
    sound: bool,
    /// What is wrong with it.
    broken: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let anchor = arguments.anchor.as_deref().map(read_anchor).transpose()?;
    let findings = match audit(&arguments.ledger, anchor) {
        Err(Failure::Refused(broken)) if arguments.json => {
            let refused = Answer::Refused(Refused { sound: false, broken: vec![broken] });
            write_json(&refused, out)?;
            return Ok(ExitCode::FAILURE);
        }
        findings => findings?,
    };
    let sound = findings.broken.is_empty();
    if arguments.json {
        write_json(&Answer::Read(Box::new(Read::of(findings))), out)?;
        return Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    report(&findings, out)?;
    if sound {
        let state = &findings.verified.state;
        writeln!(out, "OK {} events, state digest {}", state.revision(), state.digest())?;
        return Ok(ExitCode::SUCCESS);
    }
    for broken in findings.broken.iter().take(LISTED) {
        writeln!(out, "  {broken}")?;
    }
    let more = findings.broken.len().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "  and {more} more; --json lists all")?;
    }
    Err(Failure::Refused(format!("{} broken promises", findings.broken.len())))
}

/// An anchor in a file, or on standard input.
pub(crate) fn read_anchor(path: &Path) -> Result<Anchor, Failure> {
    read_text(path)?.parse().map_err(|error| Failure::file(path, &error))
}

fn audit(path: &Path, anchor: Option<Anchor>) -> Result<Findings, Failure> {
    let failed = |error: ReplayError| match error {
        ReplayError::Journal(error) => not_read(path, &error),
        error => Failure::Refused(format!("{}: {}", path.display(), chain(&error))),
    };
    let Opened { mut journal, torn_copy } = open_ledger(path)?;
    let progress = Progress::of("replaying", &mut journal);
    let verified = verify(&mut journal, anchor, |head| progress.show(head));
    progress.clear();
    let verified = verified.map_err(failed)?;
    let progress = Progress::new("reading documents of", Some(verified.head.position));
    let documents = audit_documents(&mut journal, |head| progress.show(head));
    progress.clear();
    let documents = documents.map_err(failed)?;
    let audit = verified.state.audit();
    let mut broken: Vec<String> = audit.violations.iter().map(ToString::to_string).collect();
    broken.extend(snapshot_of(&verified.snapshot).1);
    let again = can_be_made_again(&verified.state, &documents);
    broken.extend(documents.faults.iter().map(|fault| in_words(fault, &again)));
    Ok(Findings { verified, documents, totals: audit.totals, anchor, torn_copy, broken })
}

/// A missing or damaged document, and whether a host can have it again.
fn in_words(fault: &DocumentFault, again: &BTreeSet<Digest>) -> String {
    if again.contains(&fault.digest) {
        return format!(
            "{fault}; `resume` can make it again, with the configuration and keys of then"
        );
    }
    fault.to_string()
}

fn report(findings: &Findings, out: &mut dyn Write) -> io::Result<()> {
    let Findings { verified, documents, totals, anchor, torn_copy, .. } = findings;
    let (state, head) = (&verified.state, verified.head);
    writeln!(out, "{:<22} {:>20} batches, each chained to the one before", "chain", head.position)?;
    writeln!(out, "{:<22} {:>20} events, each follows", "replay", state.revision())?;
    let (place, broken) = snapshot_of(&verified.snapshot);
    let worth = match (&verified.snapshot, broken) {
        (SnapshotFinding::Right(_), _) => " it is what the replay gives",
        (SnapshotFinding::Wrong { .. }, _) => " WRONG",
        _ => "",
    };
    writeln!(out, "{:<22} {place:>20}{worth}", "snapshot")?;
    let worth = match documents.faults.len() {
        0 => " each is there and has its digest".to_owned(),
        faults => format!(" {faults} MISSING OR DAMAGED"),
    };
    writeln!(out, "{:<22} {:>20}{worth}", "documents", documents.named)?;
    if let Some(anchor) = anchor {
        writeln!(out, "{:<22} {:>20} it is there", "anchor given", anchor.position)?;
    }
    writeln!(out, "{:<22} {:>20}", "latest event", state.time().to_string())?;
    for (what, _, count) in counts(totals) {
        writeln!(out, "{what:<22} {count:>20}")?;
    }
    for (what, _, grams, rare) in amounts(totals) {
        // What is rare is left out where there is none.
        if grams > 0 || !rare {
            writeln!(out, "{what:<22} {:>20} kg CO2e", kilograms(grams))?;
        }
    }
    writeln!(out, "\nanchor {head}")?;
    if *torn_copy {
        writeln!(
            out,
            "WARNING the file seems to be a copy of a ledger in use, without its -wal: what was newest \
             then is not in it. Make copies with `co2 backup`, and compare an anchor with --anchor."
        )?;
    }
    Ok(())
}

/// Where the ledger's snapshot stands, and what is wrong with it.
fn snapshot_of(finding: &SnapshotFinding) -> (String, Option<String>) {
    match finding {
        SnapshotFinding::None => ("none".to_owned(), None),
        SnapshotFinding::Right(at) => (at.position.to_string(), None),
        SnapshotFinding::Wrong { at, reason } => {
            let wrong = format!("the snapshot at batch {} is wrong: {reason}", at.position);
            (at.position.to_string(), Some(wrong))
        }
        SnapshotFinding::Unread { reason } => {
            ("unreadable".to_owned(), Some(format!("the snapshot cannot be read: {reason}")))
        }
        _ => ("unknown".to_owned(), Some("the snapshot was not judged".to_owned())),
    }
}

/// What is counted: for people, for programs, how many.
fn counts(totals: &Totals) -> [(&'static str, &'static str, u128); 5] {
    [
        ("lots", "lots", totals.lots.into()),
        ("units", "units", totals.units),
        ("orders", "orders", totals.orders.into()),
        ("products covered", "coverages", totals.coverages.into()),
        ("certificates", "certificates", totals.certificates.into()),
    ]
}

/// Amounts in grams: for people, for programs, how much, whether it is rare. By registry state they sum to
/// what was issued, by claim to that less the buffer.
fn amounts(totals: &Totals) -> [(&'static str, &'static str, u128, bool); 17] {
    [
        ("issued", "issued", totals.issued, false),
        ("  free", "free", totals.free, false),
        ("  unclaimed, unusable", "unusable", totals.unusable, true),
        ("  reserved", "reserved", totals.reserved, false),
        ("  committed", "committed", totals.committed, false),
        ("  assigned", "assigned", totals.assigned, false),
        ("  certified", "certified", totals.certified, false),
        ("  spent", "spent", totals.spent, true),
        ("  held", "held", totals.held, false),
        ("  to be retired", "requested", totals.requested, false),
        ("  retired", "retired", totals.retired, false),
        ("  converted", "converted", totals.converted, true),
        ("  cancelled", "cancelled", totals.cancelled, true),
        ("  transferred", "transferred", totals.transferred, true),
        ("  invalidated", "invalidated", totals.invalidated, true),
        ("  in the buffer", "buffer", totals.buffer, true),
        ("to be made good", "shortfall", totals.shortfall, true),
    ]
}

impl Read {
    fn of(findings: Findings) -> Self {
        let Findings { verified, documents, totals, anchor, torn_copy, broken } = findings;
        let state = &verified.state;
        let (snapshot, _) = snapshot_of(&verified.snapshot);
        // Amounts are texts: a number of grams may be larger than a double holds.
        let amounts = amounts(&totals)
            .map(|(_, name, grams, _)| (format!("{name}_kg"), kilograms(grams).into()));
        let counts =
            counts(&totals).map(|(_, name, count)| (name.to_owned(), count.to_string().into()));
        Self {
            sound: broken.is_empty(),
            broken,
            batches: verified.head.position.as_u64(),
            events: state.revision(),
            latest_event: state.time(),
            anchor: verified.head.to_string(),
            anchor_given: anchor.map(|anchor| anchor.to_string()),
            state_digest: state.digest().to_string(),
            snapshot,
            documents: documents.named,
            looks_like_a_torn_copy: torn_copy,
            totals: amounts.into_iter().chain(counts).collect(),
        }
    }
}

/// The totals by the names that [`amounts`] and [`counts`] give them.
fn totals_schema(_: &mut SchemaGenerator) -> Schema {
    let none = Totals::default();
    let text = |about: String, pattern: &str| json!({ "type": "string", "pattern": pattern, "description": about });
    let amounts = amounts(&none).map(|(words, name, ..)| {
        let about = format!("How much is {}, in kilograms of CO2e.", words.trim());
        (format!("{name}_kg"), text(about, "^[0-9]+\\.[0-9]{3}$"))
    });
    let counts = counts(&none).map(|(words, name, _)| {
        (name.to_owned(), text(format!("The number of {words}."), "^[0-9]+$"))
    });
    let properties: Map<String, Value> = amounts.into_iter().chain(counts).collect();
    let required: Vec<&String> = properties.keys().collect();
    schemars::json_schema!({
        "type": "object", "required": required, "properties": properties, "additionalProperties": false,
    })
}

fn kilograms(grams: u128) -> String {
    match u64::try_from(grams) {
        Ok(grams) => format!("{:.3}", Co2e::from_grams(grams).to_decimal_kilograms()),
        // More than any amount can be: to the gram all the same.
        Err(_) => format!("{}.{:03}", grams / 1_000, grams % 1_000),
    }
}
