//! Several processes on one ledger, in a file or in PostgreSQL, and processes that are killed.
//!
//! This is also a program: called with a task, it is one of those processes. The long versions
//! are ignored unless requested: `cargo test -p co2-journal --test processes -- --ignored --nocapture`.

#[cfg(test)]
mod child;
#[cfg(test)]
#[path = "../servers/cluster.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod cluster;
#[cfg(test)]
mod killed;
#[cfg(test)]
mod place;
#[cfg(test)]
mod relay;
#[cfg(test)]
mod sales;
#[cfg(test)]
#[path = "../servers/timeless.rs"]
mod timeless;
#[cfg(test)]
#[path = "../journal/world.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod world;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match &*arguments {
        ["child-killed", path, seed, round] => killed::child(path, seed, round),
        ["child-sales", path, name, seconds, batch] => sales::child(path, name, seconds, batch),
        ["child-relay", path] => relay::child(path),
        _ => {
            let tests = [killed::tests(), sales::tests(), relay::tests()];
            let tests = tests.into_iter().flatten().collect();
            return libtest_mimic::run(&libtest_mimic::Arguments::from_args(), tests).exit_code();
        }
    }
    ExitCode::SUCCESS
}
