//! Running programs, with the error that a reader of the log needs.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A command to run in a folder.
pub(crate) struct Run {
    command: Command,
    words: Vec<String>,
}

impl Run {
    pub(crate) fn new(program: impl AsRef<OsStr>, folder: &Path) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null());
        Self { command, words: vec![program.to_string_lossy().into_owned()] }
    }

    /// `cargo`, the one that runs this program.
    pub(crate) fn cargo(folder: &Path) -> Self {
        Self::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), folder)
    }

    pub(crate) fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        for arg in args {
            self.words.push(arg.as_ref().to_string_lossy().into_owned());
            self.command.arg(arg);
        }
        self
    }

    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Runs it with its output shown; anything but success is an error.
    pub(crate) fn run(mut self) -> Result<(), String> {
        let status = self.command.status().map_err(|e| self.failed(&e.to_string()))?;
        if status.success() { Ok(()) } else { Err(self.failed(&status.to_string())) }
    }

    /// Runs it and answers whether it succeeded; its output is not shown.
    pub(crate) fn succeeds(mut self) -> Result<bool, String> {
        self.command.stdout(Stdio::null()).stderr(Stdio::null());
        let status = self.command.status().map_err(|e| self.failed(&e.to_string()))?;
        Ok(status.success())
    }

    /// Runs it and answers what it printed; anything but success is an error.
    pub(crate) fn output(mut self) -> Result<String, String> {
        self.command.stderr(Stdio::inherit());
        let output = self.command.output().map_err(|e| self.failed(&e.to_string()))?;
        if !output.status.success() {
            return Err(self.failed(&output.status.to_string()));
        }
        String::from_utf8(output.stdout).map_err(|_| self.failed("its output is not UTF-8"))
    }

    /// The standard output as it comes, for a reader that also shows it.
    pub(crate) fn lines(
        mut self,
        mut each: impl FnMut(&str),
    ) -> Result<std::process::ExitStatus, String> {
        use std::io::{BufRead as _, BufReader};
        self.command.stdout(Stdio::piped());
        let mut child = self.command.spawn().map_err(|e| self.failed(&e.to_string()))?;
        if let Some(out) = child.stdout.take() {
            for line in BufReader::new(out).lines() {
                each(&line.map_err(|e| self.failed(&e.to_string()))?);
            }
        }
        child.wait().map_err(|e| self.failed(&e.to_string()))
    }

    fn failed(&self, why: &str) -> String {
        format!("`{}`: {why}", self.words.join(" "))
    }
}

/// Whether a program is on the path.
pub(crate) fn exists(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// Installs a Rust program at a version, unless that version is there.
pub(crate) fn cargo_install(program: &str, version: &str, folder: &Path) -> Result<(), String> {
    let listed = Run::cargo(folder).args(["install", "--list"]).output()?;
    if listed.lines().any(|line| line.starts_with(&format!("{program} v{version}:"))) {
        return Ok(());
    }
    Run::cargo(folder).args(["install", "--quiet", "--locked", program, "--version", version]).run()
}
