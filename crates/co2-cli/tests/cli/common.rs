//! What all tests of the command use.

use crate::example::checkout;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Exit code, output and errors.
pub(crate) fn co2(arguments: &[&str]) -> (i32, String, String) {
    co2_reading("", arguments)
}

/// The same, run in a folder.
pub(crate) fn co2_in(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    run(Command::new(env!("CARGO_BIN_EXE_co2")).current_dir(folder), "", arguments)
}

/// The same, with something on standard input.
pub(crate) fn co2_reading(input: impl AsRef<[u8]>, arguments: &[&str]) -> (i32, String, String) {
    run(&mut Command::new(env!("CARGO_BIN_EXE_co2")), input, arguments)
}

fn run(
    command: &mut Command,
    input: impl AsRef<[u8]>,
    arguments: &[&str],
) -> (i32, String, String) {
    let mut child = command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_ref());
    let done = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, errors) = (text(done.stdout), text(done.stderr));
    let speaks_json = arguments.contains(&"--json") || arguments.first() == Some(&"serial");
    if speaks_json && !out.is_empty() && !arguments.contains(&"--help") {
        is_described(arguments, &out);
    }
    (done.status.code().unwrap(), out, errors)
}

/// A schema of `docs/schemas`, if there is one of this name.
fn schema(name: &str) -> Option<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    let text = std::fs::read(folder.join(format!("{name}.json"))).ok()?;
    Some(serde_json::from_slice(&text).unwrap())
}

/// Asserts that what a command printed for programs is as its schema says, or that it refuses a file. A command whose
/// schema has a refusal prints that.
fn is_described(arguments: &[&str], out: &str) {
    let words = match arguments {
        ["check", "credits", ..] => vec!["credits", "check"],
        words => words.iter().copied().take(2).collect(),
    };
    let of_command = schema(&format!("cli-{}", words.join("-")));
    let of_command = of_command.or_else(|| schema(&format!("cli-{}", words[0])));
    let of_command = of_command.unwrap_or_else(|| panic!("{arguments:?} has no schema"));
    let has_refusal = of_command.to_string().contains("\"const\":false");
    let validators = [of_command, schema("cli-refused").unwrap()]
        .map(|schema| jsonschema::validator_for(&schema).unwrap());
    for answer in serde_json::Deserializer::from_str(out).into_iter::<Value>() {
        let answer = answer.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}"));
        let errors: Vec<String> =
            validators[0].iter_errors(&answer).map(|e| e.to_string()).collect();
        let fits = errors.is_empty() || !has_refusal && validators[1].is_valid(&answer);
        assert!(fits, "{arguments:?}: {errors:?}: {answer:#}");
    }
}

/// Exit code and answer of a command that speaks JSON.
pub(crate) fn json(arguments: &[&str]) -> (i32, Value) {
    let (code, out, errors) = co2(arguments);
    let answer = serde_json::from_str(&out);
    (code, answer.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {out}{errors}")))
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What the `checkout` example has written, and its ledger.
pub(crate) fn sold() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    checkout(folder.path()).unwrap();
    let ledger = folder.path().join("ledger.db");
    (folder, ledger)
}
