//! Arrows run one way: a crate uses only crates below it, and the computing crates bring no database, no
//! runtime, no network and no randomness.
#![expect(clippy::print_stdout, reason = "progress in the log")]

use std::collections::BTreeSet;

use crate::Outcome;
use crate::command::Run;
use crate::workspace::Workspace;

/// Each crate, and the crates of this workspace that it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("co2-units", &[]),
    ("co2-l10n", &["co2-units"]),
    ("co2-lifecycle", &["co2-units"]),
    ("co2-equiv", &["co2-l10n", "co2-units"]),
    ("co2-offsets", &["co2-units"]),
    ("co2-cert", &["co2-units"]),
    ("co2-claims", &["co2-units"]),
    ("co2-render", &["co2-cert", "co2-claims", "co2-l10n", "co2-units"]),
    ("co2-ledger", &["co2-offsets", "co2-units"]),
    ("co2-journal", &["co2-ledger", "co2-offsets", "co2-units"]),
    ("co2", BELOW_THE_COMMAND),
    ("co2-http", BELOW_THE_COMMAND),
    ("co2-cli", BELOW_THE_COMMAND),
];

/// All that the command may use. The facade and the server may use the same: what stands above them uses them, and
/// Cargo allows no cycles.
const BELOW_THE_COMMAND: &[&str] = &[
    "co2",
    "co2-cert",
    "co2-claims",
    "co2-equiv",
    "co2-http",
    "co2-journal",
    "co2-l10n",
    "co2-ledger",
    "co2-lifecycle",
    "co2-offsets",
    "co2-render",
    "co2-units",
];

/// They compute: the same input gives the same output, on every machine.
const COMPUTING: &[&str] = &[
    "co2-units",
    "co2-l10n",
    "co2-lifecycle",
    "co2-equiv",
    "co2-offsets",
    "co2-ledger",
    "co2-cert",
    "co2-claims",
    "co2-render",
];

/// What would bring a database, a runtime or a network.
const OUTSIDE: &[&str] = &["rusqlite", "libsqlite3-sys", "tokio", "reqwest", "mio", "socket2"];

pub(crate) fn check(workspace: &Workspace) -> Outcome {
    for name in workspace.crates()? {
        let Some((_, allowed)) = MAY_USE.iter().find(|(one, _)| *one == name) else {
            return Err(format!("{name} is in no row of the arrows"));
        };
        let used: Vec<String> = tree(workspace, &name, true)?
            .into_iter()
            .filter(|other| *other != name && (other == "co2" || other.starts_with("co2-")))
            .collect();
        for other in &used {
            if !allowed.contains(&other.as_str()) {
                return Err(format!("{name} must not use {other}"));
            }
        }
        println!("{name}: {}", used.join(" "));
    }
    for name in COMPUTING {
        if let Some(found) = tree(workspace, name, true)?.iter().find(|c| OUTSIDE.contains(&&***c))
        {
            return Err(format!("{name} must not bring {found}"));
        }
        // Generators for the property tests of others (feature `proptest`) do draw.
        let plain = tree(workspace, name, false)?;
        if let Some(found) = plain.iter().find(|c| *c == "rand" || *c == "getrandom") {
            return Err(format!("{name} must not bring {found}"));
        }
    }
    Ok(())
}

/// The names of all crates that one is built from.
fn tree(workspace: &Workspace, name: &str, all_features: bool) -> Result<BTreeSet<String>, String> {
    let mut run = Run::cargo(&workspace.root).args([
        "tree",
        "-p",
        name,
        "-e",
        "normal,build",
        "--prefix",
        "none",
        "--locked",
    ]);
    if all_features {
        run = run.args(["--all-features"]);
    }
    let text = run.output()?;
    Ok(text.lines().filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect())
}
