//! The checks of this workspace, step by step.
//!
//! `cargo xtask ci` runs every step in order and stops at the first that fails; `cargo xtask ci STEP...`
//! runs only the named ones; `cargo xtask api --bless` writes the public-API snapshots again.
#![expect(clippy::print_stdout, reason = "a program for people and for the log of a CI run")]

mod command;
#[cfg(test)]
mod links;
#[cfg(test)]
mod promises;
mod steps;
mod workspace;

use std::process::ExitCode;
use std::time::Instant;

use self::steps::{STEPS, Step};
use self::workspace::Workspace;

/// What a step answers: nothing, or why it failed.
type Outcome = Result<(), String>;

fn main() -> ExitCode {
    // Cargo calls this program as its `rustdoc` while the step `api` runs.
    if std::env::var_os(steps::api::WRAPPED).is_some() {
        return steps::api::run_as_rustdoc();
    }
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let answer = match words.as_slice() {
        ["ci"] => run(STEPS),
        ["ci", names @ ..] => find(names).and_then(|steps| run(&steps)),
        ["api"] => Workspace::find().and_then(|w| steps::api::check(&w)),
        ["api", "--bless"] => Workspace::find().and_then(|w| steps::api::bless(&w)),
        _ => {
            help();
            return if matches!(words.as_slice(), [] | ["help" | "--help"]) {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(2)
            };
        }
    };
    match answer {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            println!("FAILED: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn help() {
    println!("cargo xtask ci            every step, in this order:");
    for step in STEPS {
        println!("    {:10} {}", step.name, step.about);
    }
    println!("cargo xtask ci STEP...    only these steps");
    println!("cargo xtask api           what changed in the public API since docs/api/*.txt");
    println!("cargo xtask api --bless   write docs/api/*.txt from the code");
}

fn find(names: &[&str]) -> Result<Vec<Step>, String> {
    let one = |name: &&str| {
        let step = STEPS.iter().find(|step| step.name == *name);
        step.copied()
            .ok_or_else(|| format!("there is no step `{name}`; `cargo xtask help` lists them"))
    };
    names.iter().map(one).collect()
}

fn run(steps: &[Step]) -> Outcome {
    let workspace = Workspace::find()?;
    let all = now();
    for step in steps {
        println!("\n=== {}: {}", step.name, step.about);
        let start = now();
        (step.run)(&workspace).map_err(|reason| format!("{}: {reason}", step.name))?;
        println!("--- {}: {:.1} min", step.name, start.elapsed().as_secs_f64() / 60.0);
    }
    println!("--- all: {:.1} min", all.elapsed().as_secs_f64() / 60.0);
    // The counts of the tests are the last line, where people and machines look for them.
    if let Some(counts) = workspace.counts.get() {
        println!("{counts}");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "a program's `main` may read the clock")]
fn now() -> Instant {
    Instant::now()
}
