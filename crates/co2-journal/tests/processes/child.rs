//! Starting this program again, as another process.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, Stdio};

/// A process that was given a task.
pub(crate) struct Process {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

pub(crate) fn start(arguments: &[&str]) -> Process {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    Process { process, lines }
}

impl Process {
    /// Returns the next line that it prints.
    pub(crate) fn hear(&mut self) -> String {
        self.lines.next().expect("it has not ended").unwrap()
    }

    pub(crate) fn tell(&mut self, line: &str) {
        writeln!(self.process.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// The process, and what it will print.
    pub(crate) fn parts(self) -> (Child, Lines<BufReader<ChildStdout>>) {
        (self.process, self.lines)
    }

    /// Waits until it has ended successfully.
    pub(crate) fn end(mut self) {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
    }
}

/// Prints a line for the process that started this one. A line is written at once, so a process that is
/// killed has either printed it or not.
pub(crate) fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    out.write_all(format!("{line}\n").as_bytes()).unwrap();
    out.flush().unwrap();
}

/// A number from the environment, if it is there.
pub(crate) fn wanted(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// Returns the seed of a run, from `CO2_SEED` or a new one, and prints it.
pub(crate) fn seed() -> u64 {
    let seed = wanted("CO2_SEED").unwrap_or_else(|| RandomState::new().build_hasher().finish());
    println!("CO2_SEED={seed}");
    seed
}

/// A generator of numbers that follow from a seed (splitmix64).
#[derive(Clone, Debug)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }
}
