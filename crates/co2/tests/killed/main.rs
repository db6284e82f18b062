//! A process is killed at every step of a programme, and the next one finishes its work.
//!
//! This is a program of its own: called with a task it is the process that is killed.

#[cfg(test)]
mod steps;
#[cfg(test)]
#[path = "../programme/world.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [task, path, left] = &*arguments
        && task.starts_with("child-")
    {
        steps::child(task, path.as_ref(), left.parse().unwrap_or(u64::MAX));
        return ExitCode::SUCCESS;
    }
    libtest_mimic::run(&libtest_mimic::Arguments::from_args(), steps::tests()).exit_code()
}
