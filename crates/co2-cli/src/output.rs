//! What every subcommand has in common: failures, and errors with their causes.

pub(crate) use co2::units::error::chain;
use std::error::Error;
use std::fmt;
use std::io;
use std::path::Path;

/// Why a subcommand could not do its work.
pub(crate) enum Failure {
    /// What was to be looked at could not be read.
    Input(String),
    /// What was looked at is not what it must be.
    Refused(String),
    /// The output could not be written.
    Output(io::Error),
}

impl Failure {
    /// A file that could not be read.
    pub(crate) fn file(path: &Path, error: &dyn Error) -> Self {
        Self::Input(format!("{}: {}", path.display(), chain(error)))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(message) => f.write_str(message),
            Self::Refused(message) => write!(f, "REFUSED {message}"),
            Self::Output(error) => write!(f, "the output cannot be written: {error}"),
        }
    }
}
