//! Test ledgers and live ones, which never mix.

use crate::config::Config;
use co2_ledger::{Change, Event};
use core::fmt;
use std::sync::Arc;

/// How the name of the operation begins that puts the first rules of a test in force.
const TEST: &str = "test-";

/// Whether a programme sells, or is a test.
///
/// A configuration with a notice of a demonstration (`certificate.demonstration`) is a test: all its certificates,
/// pages and badges bear the notice. The first rules of a ledger say for ever which of the two it is, and a
/// programme of the other mode does not open it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Its certificates count.
    Live,
    /// It is a test or a demonstration.
    Test,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Live => "live",
            Self::Test => "a test",
        })
    }
}

impl Mode {
    pub(super) const fn of(config: &Config) -> Self {
        match config.certificate.demonstration {
            Some(_) => Self::Test,
            None => Self::Live,
        }
    }

    /// How the name of the operation begins that puts a ledger's first rules in force.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Live => "",
            Self::Test => TEST,
        }
    }
}

/// Whether a configuration may be used with a ledger of which these are the first events; the ledger's mode if it
/// may not.
pub(super) fn check(first: &[Arc<Event>], config: &Config) -> Result<(), Mode> {
    let is_test = first.iter().find_map(|event| match &event.change {
        Change::RulesPut(put) => Some(put.operation.as_str().starts_with(TEST)),
        _ => None,
    });
    let Some(is_test) = is_test else { return Ok(()) };
    let ledger = if is_test { Mode::Test } else { Mode::Live };
    if ledger == Mode::of(config) { Ok(()) } else { Err(ledger) }
}
