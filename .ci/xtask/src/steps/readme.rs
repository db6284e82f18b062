//! The README's main job, as a newcomer runs it: in a clean clone, twice, and judged by the command `co2`.
#![expect(clippy::print_stdout, reason = "progress in the log")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::command::Run;
use crate::workspace::{Workspace, read};

/// A folder that goes away with the value.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What cannot be removed is left to the system's own cleaning of temporary files.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The last commit of the checkout, cloned into `co2` below a folder of its own.
pub(crate) fn clean_clone(workspace: &Workspace) -> Result<Scratch, String> {
    let made = Run::new("mktemp", &workspace.root).args(["-d"]).output()?;
    let scratch = Scratch(PathBuf::from(made.trim()));
    Run::new("git", &workspace.root)
        .args(["clone", "-q"])
        .args([&workspace.root, &scratch.path().join("co2")])
        .run()?;
    Ok(scratch)
}

/// The command of the README that starts with these words, without its comment.
pub(crate) fn command_of_readme(clone: &Path, start: &str) -> Result<String, String> {
    let readme = read(&clone.join("README.md"))?;
    let line = readme.lines().find(|line| line.starts_with(start));
    let line = line.ok_or_else(|| format!("the README has no line that starts with `{start}`"))?;
    Ok(line.split('#').next().unwrap_or(line).trim().to_owned())
}

pub(crate) fn check(workspace: &Workspace) -> Outcome {
    let scratch = clean_clone(workspace)?;
    let job = Job { workspace, clone: scratch.path().join("co2"), out: scratch.path().join("out") };
    job.buys_twice(&scratch)?;
    job.certificates_hold(&scratch)?;
    job.ledger_holds(&scratch)
}

struct Job<'a> {
    workspace: &'a Workspace,
    clone: PathBuf,
    out: PathBuf,
}

impl Job<'_> {
    fn cargo(&self) -> Run {
        Run::cargo(&self.clone).env("CARGO_TARGET_DIR", self.workspace.target())
    }

    /// The command `co2`, as the README calls it.
    fn co2(&self) -> Run {
        self.cargo().args(["run", "-q", "--locked", "--bin", "co2", "--"])
    }

    fn file(&self, name: &str) -> String {
        self.out.join(name).display().to_string()
    }

    /// A second run repeats every step and gives the same files.
    fn buys_twice(&self, scratch: &Scratch) -> Outcome {
        let words = command_of_readme(&self.clone, "cargo run --example checkout")?;
        let run = || {
            let words = words.split_whitespace().skip(1);
            self.cargo().args(words).args(["--locked", "--", "--out"]).args([&self.out])
        };
        run().run()?;
        let first = scratch.path().join("first");
        copy(&self.out.join("certificates"), &first)?;
        let second = run().output()?;
        if !second.contains("nothing was allocated anew") {
            return Err(format!("a second run does not say that nothing was allocated: {second}"));
        }
        Run::new("diff", &self.clone)
            .args(["-r"])
            .args([&first, &self.out.join("certificates")])
            .run()
    }

    /// Each certificate and receipt is verified, and refused after one digit was changed.
    fn certificates_hold(&self, scratch: &Scratch) -> Outcome {
        let public = self.file("public");
        let mut seen = 0_u32;
        for path in files(&self.out.join("certificates"), "json")? {
            let certificate = path.display().to_string();
            self.verified(&["verify", &certificate, "--public", &public])?;
            let receipt = path.with_extension("tlog-proof").display().to_string();
            self.verified(&[
                "log",
                "check",
                &certificate,
                "--receipt",
                &receipt,
                "--public",
                &public,
            ])?;

            let changed = scratch.path().join("changed.json");
            let text = read(&path)?.replacen("\"amount_kg\":\"", "\"amount_kg\":\"9", 1);
            fs::write(&changed, text).map_err(|e| e.to_string())?;
            let changed = changed.display().to_string();
            if self.co2().args(["verify", &changed, "--public", &public]).succeeds()? {
                return Err(format!("a changed copy of {certificate} was verified"));
            }
            seen = seen.saturating_add(1);
        }
        if seen == 0 {
            return Err("the example made no certificate".to_owned());
        }
        self.verified(&["log", "verify", &public])
    }

    fn verified(&self, arguments: &[&str]) -> Outcome {
        let text = self.co2().args(arguments).output()?;
        let last = text.lines().last().unwrap_or_default();
        println!("{last}");
        let good = last.starts_with("VERIFIED") || last.starts_with("LOGGED");
        if good { Ok(()) } else { Err(format!("{arguments:?}: {text}")) }
    }

    /// The ledger as text and back, and its chain of hashes computed by a program in another language.
    fn ledger_holds(&self, scratch: &Scratch) -> Outcome {
        let ledger = self.file("ledger.db");
        let audit = self.co2().args(["audit", &ledger]).output()?;
        if !audit.lines().last().unwrap_or_default().starts_with("OK ") {
            return Err(format!("the audit does not end with OK: {audit}"));
        }
        let at = |name: &str| scratch.path().join(name).display().to_string();
        let (text, copy) = (at("ledger.jsonl"), at("copy.db"));
        self.co2().args(["export", &ledger, "--out", &text]).run()?;
        self.co2().args(["import", &text, &copy]).run()?;
        if self.co2().args(["export", &copy]).output()? != read(Path::new(&text))? {
            return Err("an export, imported and exported again, is another text".to_owned());
        }
        let anchors = |line: &&str| {
            line.strip_prefix("anchor ")
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        let ours: Vec<&str> = audit.lines().filter(anchors).collect();
        let theirs = Run::new("python3", &self.workspace.root)
            .args(["crates/co2-journal/interop/chain.py", &text])
            .output()?;
        if ours.is_empty() || theirs.lines().collect::<Vec<_>>() != ours {
            return Err(format!("the chain is {theirs} by other means, and {ours:?} by ours"));
        }
        Ok(())
    }
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry.map_err(|e| e.to_string())?.path();
        if path.extension().is_some_and(|e| e == extension) {
            all.push(path);
        }
    }
    all.sort();
    Ok(all)
}

fn copy(from: &Path, to: &Path) -> Outcome {
    let done = Command::new("cp").arg("-r").args([from, to]).status().map_err(|e| e.to_string())?;
    if done.success() { Ok(()) } else { Err(format!("{} cannot be copied", from.display())) }
}
