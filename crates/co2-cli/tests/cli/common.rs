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
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
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
