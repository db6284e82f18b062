//! What tells a command from others.

use crate::command::{
    Assign, Cancel, Command, Confirm, Import, PutRules, RecordCertificate, RecordRetirement,
    RequestRetirement, Reserve,
};
use core::fmt;
use serde::Serialize;

/// The kind of a command, as part of its [`Key`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub enum CommandKind {
    /// [`Command::Import`]
    Import,
    /// [`Command::PutRules`]
    PutRules,
    /// [`Command::Reserve`]
    Reserve,
    /// [`Command::Confirm`]
    Confirm,
    /// [`Command::Cancel`]
    Cancel,
    /// [`Command::Assign`]
    Assign,
    /// [`Command::RequestRetirement`]
    RequestRetirement,
    /// [`Command::RecordRetirement`]
    RecordRetirement,
    /// [`Command::RecordCertificate`]
    RecordCertificate,
}

/// In words, such as `record retirement`.
impl fmt::Display for CommandKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Import => "import",
            Self::PutRules => "put rules",
            Self::Reserve => "reserve",
            Self::Confirm => "confirm",
            Self::Cancel => "cancel",
            Self::Assign => "assign",
            Self::RequestRetirement => "request retirement",
            Self::RecordRetirement => "record retirement",
            Self::RecordCertificate => "record certificate",
        })
    }
}

/// What tells a command from others: its kind, its subject and the operation on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Key {
    kind: CommandKind,
    subject: Box<str>,
    operation: Box<str>,
}

impl Key {
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

/// Contents of commands that have a key.
macro_rules! keys {
    ($($content:ident: $subject:ident, $operation:expr;)*) => {$(
        impl $content {
            /// What tells this command from others.
            pub fn key(&self) -> Key {
                let operation: fn(&Self) -> Box<str> = $operation;
                let (kind, subject) = (CommandKind::$content, self.$subject.as_str().into());
                Key { kind, subject, operation: operation(self) }
            }
        }
    )*};
}

keys! {
    Import: operation, |_| Box::default();
    PutRules: operation, |_| Box::default();
    Reserve: order, |reserve| reserve.attempt.to_string().into();
    Confirm: order, |_| Box::default();
    Cancel: order, |_| Box::default();
    Assign: order, |assign| assign.product.to_string().into();
    RequestRetirement: operation, |_| Box::default();
    RecordRetirement: operation, |_| Box::default();
    RecordCertificate: order, |record| record.product.to_string().into();
}

impl Command {
    /// What tells this command from others; `None` for [`Command::Advance`], which may be given any
    /// number of times.
    pub fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Import(import) => import.key(),
            Self::PutRules(put) => put.key(),
            Self::Reserve(reserve) => reserve.key(),
            Self::Confirm(confirm) => confirm.key(),
            Self::Cancel(cancel) => cancel.key(),
            Self::Assign(assign) => assign.key(),
            Self::RequestRetirement(request) => request.key(),
            Self::RecordRetirement(record) => record.key(),
            Self::RecordCertificate(record) => record.key(),
            Self::Advance => return None,
        })
    }
}
