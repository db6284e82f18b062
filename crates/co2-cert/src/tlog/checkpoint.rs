//! Checkpoints (C2SP tlog-checkpoint): how large a log is, and the root of its tree, signed.

use super::hash::TreeHash;
use super::note::{self, NoteError, NoteKey, SignNoteError, Signatures};
use super::origin::Origin;
use crate::proof::Signer;
use core::fmt;
use core::str::FromStr;

/// The longest checkpoint that is read, in bytes.
pub(crate) const MAX_CHECKPOINT: usize = 64 << 10;

/// How large a log is, and the root of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log.
    pub origin: Origin,
    /// How many leaves it has.
    pub size: u64,
    /// The root of its tree.
    pub root: TreeHash,
}

/// Why a text is no checkpoint, or an unsigned one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// Not UTF-8, or more than 64 KiB.
    #[error("a checkpoint is a text of at most {max} bytes", max = MAX_CHECKPOINT)]
    Text,
    /// Not the three lines of a checkpoint.
    #[error("a checkpoint's line {line} is not {expected}")]
    Line {
        /// Which line, from 1.
        line: u8,
        /// What stands there.
        expected: &'static str,
    },
    /// The note's form or signature.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// The text that is signed.
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Signs it.
    ///
    /// # Errors
    /// When the signer fails, or its key is not the one given.
    pub fn sign(
        self,
        signer: &dyn Signer,
        key: &NoteKey,
    ) -> Result<SignedCheckpoint, SignNoteError> {
        let text = self.text();
        let signatures = Signatures::sign(&text, signer, key)?;
        Ok(SignedCheckpoint { checkpoint: self, text, signatures })
    }
}

/// A checkpoint with its signatures, not yet verified.
///
/// Printed, it is the file `checkpoint` of a log, byte for byte as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    text: String,
    signatures: Signatures,
}

impl SignedCheckpoint {
    /// Reads a checkpoint's file.
    ///
    /// # Errors
    /// When it is no signed note, or the note is no checkpoint.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        if bytes.len() > MAX_CHECKPOINT {
            return Err(CheckpointError::Text);
        }
        str::from_utf8(bytes).map_err(|_| CheckpointError::Text)?.parse()
    }

    /// Checks the signature and gives the checkpoint.
    ///
    /// # Errors
    /// When no known key signed it under the log's name, or a known key's signature does not fit.
    pub fn verify(&self, keys: &[NoteKey]) -> Result<&Checkpoint, NoteError> {
        let key = self.signatures.verify(&self.text, keys)?;
        // A witness's signature is no log's.
        if *key.name() != self.checkpoint.origin {
            return Err(NoteError::Unsigned { name: self.checkpoint.origin.to_string() });
        }
        Ok(&self.checkpoint)
    }

    /// The text that is signed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn signatures(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.signatures.iter()
    }

    pub(super) fn with_signature(&self, name: &Origin, bytes: Vec<u8>) -> Self {
        Self { signatures: self.signatures.with(name, bytes), ..self.clone() }
    }

    /// The checkpoint as it is written, whoever wrote it.
    pub const fn unverified(&self) -> &Checkpoint {
        &self.checkpoint
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(note: &str) -> Result<Self, Self::Err> {
        if note.len() > MAX_CHECKPOINT {
            return Err(CheckpointError::Text);
        }
        let (text, signatures) = note::read(note)?;
        let fail = |line, expected| CheckpointError::Line { line, expected };
        let mut lines = text.split_terminator('\n');
        let origin = lines.next().unwrap_or_default().parse();
        let origin = origin.map_err(|_| fail(1, "an origin"))?;
        let size = lines.next().unwrap_or_default();
        let number: Option<u64> = size.parse().ok();
        let number = number.filter(|number| number.to_string() == size);
        let size = number.ok_or_else(|| fail(2, "a number in one spelling"))?;
        let root = lines.next().unwrap_or_default().parse();
        let root = root.map_err(|_| fail(3, "a hash"))?;
        if lines.any(str::is_empty) {
            return Err(fail(4, "an extension"));
        }
        let checkpoint = Checkpoint { origin, size, root };
        Ok(Self { checkpoint, text: text.to_owned(), signatures })
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}", self.text, self.signatures)
    }
}
