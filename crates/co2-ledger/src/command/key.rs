//! What tells a command from others.

use crate::command::CommandKind;
use core::fmt;

/// What tells a command from others: its kind, its subject and the operation on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    kind: CommandKind,
    subject: Box<str>,
    operation: Box<str>,
}

impl Key {
    pub(crate) const fn new(kind: CommandKind, subject: Box<str>, operation: Box<str>) -> Self {
        Self { kind, subject, operation }
    }

    /// The kind of command.
    pub const fn kind(&self) -> CommandKind {
        self.kind
    }

    /// The order or operation it is about.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Which operation on the subject; empty where a subject has only one of the kind.
    pub fn operation(&self) -> &str {
        &self.operation
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.subject)?;
        if self.operation.is_empty() { Ok(()) } else { write!(f, " {}", self.operation) }
    }
}
