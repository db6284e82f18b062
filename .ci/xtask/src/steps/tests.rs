//! The README's test command.
#![expect(clippy::print_stdout, reason = "the output of the tests is the log")]

use crate::Outcome;
use crate::command::Run;
use crate::steps::readme::{clean_clone, command_of_readme};
use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace) -> Outcome {
    let clone = clean_clone(workspace)?;
    let words = command_of_readme(&clone.path().join("co2"), "cargo test ")?;
    let (mut passed, mut failed) = (0_u64, 0_u64);
    let status = Run::cargo(&clone.path().join("co2"))
        .args(words.split_whitespace().skip(1))
        .args(["--locked"])
        .env("CARGO_TARGET_DIR", workspace.target())
        .env("RUST_BACKTRACE", "1")
        // Elsewhere the tests of PostgreSQL say that they were skipped.
        .env("CO2_POSTGRES", "required")
        .lines(|line| {
            println!("{line}");
            if let Some(rest) = line.strip_prefix("test result:") {
                passed = passed.saturating_add(before(rest, " passed"));
                failed = failed.saturating_add(before(rest, " failed"));
            }
        })?;
    let counts = format!("{passed} passed, {failed} failed");
    if !status.success() || failed > 0 || passed == 0 {
        return Err(format!("{counts}; `{words}` ended with {status}"));
    }
    // Only one value is ever set: the step runs once.
    let _ = workspace.counts.set(counts);
    Ok(())
}

/// The number that stands before a word.
fn before(text: &str, word: &str) -> u64 {
    let number = text.split(word).next().and_then(|t| t.rsplit(' ').next());
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}
