//! Checkpoints (C2SP tlog-checkpoint): the signed size of a log and the root of its tree.

use super::hash::TreeHash;
use super::note::{self, NoteError, NoteKey, SignNoteError, Signatures};
use super::origin::Origin;
use crate::proof::Signer;
use core::fmt;
use core::str::FromStr;

/// The greatest length of a checkpoint, in bytes.
pub(crate) const MAX_CHECKPOINT: usize = 64 << 10;

/// The size of a log and the root of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The name of the log.
    pub origin: Origin,
    /// The number of leaves.
    pub size: u64,
    /// The root of the tree.
    pub root: TreeHash,
}

/// An error from reading a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The bytes are not UTF-8, or are more than 64 KiB.
    #[error("a checkpoint is a text of at most {max} bytes", max = MAX_CHECKPOINT)]
    Text,
    /// The text does not have the three lines of a checkpoint.
    #[error("a checkpoint's line {line} is not {expected}")]
    Line {
        /// The line, counted from 1.
        line: u8,
        /// What the line should be.
        expected: &'static str,
    },
    /// The note is malformed, or its signature is refused.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl Checkpoint {
    /// Returns the text that is signed.
    fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, self.root)
    }

    /// Signs the checkpoint.
    ///
    /// # Errors
    /// Returns an error if the signer fails, or if its key is not the one given.
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

/// A checkpoint with its signatures, which have not been verified.
///
/// Displaying it gives the bytes of a log's file `checkpoint` exactly as they were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    text: String,
    signatures: Signatures,
}

impl SignedCheckpoint {
    /// Reads a checkpoint from its file's bytes.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a signed note, or if the note is not a checkpoint.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CheckpointError> {
        if bytes.len() > MAX_CHECKPOINT {
            return Err(CheckpointError::Text);
        }
        str::from_utf8(bytes).map_err(|_| CheckpointError::Text)?.parse()
    }

    /// Checks the signature and returns the checkpoint.
    ///
    /// # Errors
    /// Returns an error if no known key signed it under the log's name, or if a known key's signature does
    /// not match.
    pub fn verify(&self, keys: &[NoteKey]) -> Result<&Checkpoint, NoteError> {
        let key = self.signatures.verify(&self.text, keys)?;
        // The signature of a witness is not that of the log.
        if *key.name() != self.checkpoint.origin {
            return Err(NoteError::Unsigned { name: self.checkpoint.origin.to_string() });
        }
        Ok(&self.checkpoint)
    }

    /// Returns the text that is signed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn signatures(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.signatures.iter()
    }

    pub(super) fn with_signature(&self, name: &Origin, bytes: Vec<u8>) -> Self {
        Self { signatures: self.signatures.with(name, bytes), ..self.clone() }
    }

    /// Returns the checkpoint as written, without checking who wrote it.
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
