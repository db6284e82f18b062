//! The schemas of what commands print with `--json`, each under the name of its command: `cli-log-verify` is what
//! `co2 log verify --json` prints.

use super::List;
use crate::{
    audit, backup, check, credits, equiv, export, footprint, import, keys, log, output, report,
    serial,
};
use crate::{tables, verify};
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value};

/// An example of each, by the schema's name.
const EXAMPLES: &str = include_str!("examples.json");

/// A schema's name, what it describes, and how it is made.
type Entry = (&'static str, &'static str, fn() -> Schema);

const ANSWERS: [Entry; 23] = [
    ("cli-audit", "what an audit of a ledger has found", of::<audit::Answer>),
    ("cli-backup", "a backup that was made", of::<backup::BackupAnswer>),
    ("cli-check", "whether a document is good", of::<check::Answer>),
    ("cli-claim", "whether a claim may be made; not legal advice", of::<co2::claims::Decision>),
    ("cli-credits-check", "what an import would make of a table", of::<credits::check::Answer>),
    (
        "cli-credits-reconcile",
        "how two lists of retirements agree",
        of::<co2::reconciled::Reconciled>,
    ),
    ("cli-equiv", "what an amount equals", of::<equiv::StateAnswer>),
    ("cli-equiv-reproduce", "in which editions a claim holds", of::<equiv::ReproduceAnswer>),
    ("cli-export", "a ledger that was exported", of::<export::Answer>),
    ("cli-footprint", "the footprints of the products in a file", of::<footprint::Products>),
    ("cli-import", "a ledger that was imported", of::<import::Answer>),
    ("cli-keys-rotate", "the keys of a DID document that was written", of::<keys::Answer>),
    (
        "cli-log-check",
        "what a receipt says of a certificate",
        of::<log::answer::Answer<log::answer::Checked>>,
    ),
    ("cli-log-prove", "a receipt that was made", of::<log::answer::Answer<log::answer::Proved>>),
    ("cli-log-verify", "whether a public log is sound", of::<log::answer::VerifyAnswer>),
    ("cli-refused", "any command: that a file is refused", of::<output::Refused>),
    ("cli-report", "the figures, duties and projects of a ledger", of::<report::content::Report>),
    ("cli-restore", "a ledger that was restored", of::<backup::RestoreAnswer>),
    ("cli-schema", "the schemas that there are", of::<List>),
    ("cli-serial", "what a line is read as; each answer is a line", of::<serial::Answer>),
    ("cli-status", "the same as cli-report", of::<report::content::Report>),
    ("cli-tables", "how far tables have come", of::<tables::Answer>),
    ("cli-verify", "whether certificates are verified", of::<verify::answer::Answer>),
];

fn of<T: JsonSchema>() -> Schema {
    co2::schema::written().into_generator().into_root_schema_for::<T>()
}

pub(super) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    ANSWERS.iter().map(|&(name, about, _)| (name, about))
}

pub(super) fn schema(name: &str) -> Option<Schema> {
    let &(.., make) = ANSWERS.iter().find(|&&(known, ..)| known == name)?;
    let mut examples: Map<String, Value> = serde_json::from_str(EXAMPLES).ok()?;
    Some(co2::schema::root(make(), name, examples.remove(name)))
}
