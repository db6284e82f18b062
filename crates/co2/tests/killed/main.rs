//! A process is killed at every step of a programme, and the next one finishes its work.
//!
//! This is a program of its own: called with a task it is the process that is killed.

#[cfg(test)]
mod publishing;
#[cfg(test)]
mod restoring;
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
        let left = left.parse().unwrap_or(u64::MAX);
        match task.as_str() {
            "child-publish" => publishing::child(path.as_ref(), left),
            task @ ("child-sell" | "child-restore") => restoring::child(task, path.as_ref()),
            task => steps::child(task, path.as_ref(), left),
        }
        return ExitCode::SUCCESS;
    }
    let tests = steps::tests().into_iter().chain(publishing::tests());
    let tests = tests.chain(restoring::tests()).collect();
    libtest_mimic::run(&libtest_mimic::Arguments::from_args(), tests).exit_code()
}
