//! Receipts (C2SP tlog-proof), which prove without a network that a certificate is in the log.

use super::directory::{
    BrokenLog, LogError, LogFiles, TileTree, find_certificate, read_checkpoint,
};
use super::leaf::{Leaf, LeafError, MAX_LEAF, slices_of};
use crate::base64;
use crate::certificate::{Certificate, ReadError};
use crate::record::DocumentDigest;
use crate::tlog::{
    Checkpoint, CheckpointError, MAX_CHECKPOINT, NoteError, NoteKey, Origin, ProofError,
    SignedCheckpoint, TreeHash, inclusion_proof, root_at, verify_inclusion,
};
use co2_units::credit::GramSlice;
use core::fmt;
use core::str::FromStr;
use data_encoding::BASE64;

/// The first line of a receipt.
const HEADER: &str = "c2sp.org/tlog-proof@v1";
/// The greatest length of a receipt, in bytes: a leaf in Base64, 64 hashes and a checkpoint.
const MAX_RECEIPT: usize = MAX_LEAF * 2 + MAX_CHECKPOINT;
/// The greatest number of hashes, because a tree has at most 2⁶⁴ leaves.
const MAX_HASHES: usize = 64;

/// A proof that a certificate is in the log, kept as a file beside the certificate, usually with the extension
/// `.tlog-proof`.
///
/// It shows that the certificate was logged. Whether the certificate is still valid is answered by its status list
/// and the log's newer entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The leaf, if it does not follow from the certificate alone.
    leaf: Option<Vec<u8>>,
    index: u64,
    proof: Vec<TreeHash>,
    checkpoint: SignedCheckpoint,
}

/// An error from reading or verifying a [`Receipt`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiptError {
    /// The text is not a receipt.
    #[error("not a receipt: line {line} is not {expected}")]
    Form {
        /// The line, counted from 1.
        line: usize,
        /// What the line should be.
        expected: &'static str,
    },
    /// The checkpoint in the receipt is malformed.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint is not signed by a known key.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The bytes given are not a certificate.
    #[error(transparent)]
    Certificate(#[from] ReadError),
    /// The leaf in the receipt is not valid.
    #[error(transparent)]
    Leaf(#[from] LeafError),
    /// The receipt belongs to another certificate.
    #[error("the receipt is for the certificate {found}, not for {expected}")]
    Other {
        /// The digest of the certificate given.
        expected: DocumentDigest,
        /// The digest of the receipt's certificate.
        found: DocumentDigest,
    },
    /// The log's entry and the certificate do not name the same grams.
    #[error("the log's entry and the certificate differ on grams {slice} of {block}")]
    Grams {
        /// The grams that only one of them names.
        slice: GramSlice,
        /// The printed serial of their block.
        block: String,
    },
    /// The receipt is from another log than the one that the certificate names.
    #[error("the certificate names the log {named}, but the receipt is from {found}")]
    OtherLog {
        /// The log that the certificate names.
        named: Origin,
        /// The log that the receipt is from.
        found: Origin,
    },
    /// The hashes do not lead from the certificate to the signed root.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl Receipt {
    /// Makes the receipt of a certificate from the log's files; returns `None` if the log does not contain it.
    ///
    /// # Errors
    /// Returns an error if a file cannot be read, if the checkpoint is not signed by a known key, or if the
    /// files do not match the checkpoint.
    pub fn from_log(
        files: &impl LogFiles,
        keys: &[NoteKey],
        cert: DocumentDigest,
    ) -> Result<Option<Self>, LogError> {
        let checkpoint = read_checkpoint(files, keys)?;
        let Some((index, leaf)) = find_certificate(files, checkpoint.unverified().size, cert)?
        else {
            return Ok(None);
        };
        Self::at(files, keys, index, &leaf).map(Some)
    }

    /// Makes the receipt of a leaf whose index in the log is known.
    ///
    /// # Errors
    /// Returns an error in the cases of [`Receipt::from_log`], or if the leaf is not at that index.
    pub fn at(
        files: &impl LogFiles,
        keys: &[NoteKey],
        index: u64,
        leaf: &Leaf,
    ) -> Result<Self, LogError> {
        let checkpoint = read_checkpoint(files, keys)?;
        let Checkpoint { size, root, .. } = *checkpoint.unverified();
        let tree = TileTree::new(files, size);
        let broken = |source| BrokenLog::Leaf { index, source };
        let bytes = leaf.to_bytes().map_err(|error| broken(error.into()))?;
        let proof = inclusion_proof(&tree, index, size)?;
        if verify_inclusion(TreeHash::of_leaf(&bytes), index, size, root, &proof).is_err() {
            let found = root_at(&tree, size)?;
            return Err(BrokenLog::Root { size, signed: root, found }.into());
        }
        let leaf = (!matches!(leaf, Leaf::Issue { .. })).then_some(bytes);
        Ok(Self { leaf, index, proof, checkpoint })
    }

    /// Checks that the log contains the certificate; returns its leaf and the checkpoint that proves it.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a certificate, if the receipt belongs to another certificate or
    /// another log, if its entry names other grams, if no known key signed the checkpoint, or if the hashes do
    /// not lead to its root.
    pub fn verify(
        &self,
        certificate: &[u8],
        keys: &[NoteKey],
    ) -> Result<(Leaf, &Checkpoint), ReceiptError> {
        let checkpoint = self.checkpoint.verify(keys)?;
        let read = Certificate::from_json(certificate)?;
        let leaf = match &self.leaf {
            // The leaf in a receipt is not trusted: it must lead to the signed root, be about this
            // certificate, and name no other grams.
            Some(bytes) => Leaf::from_bytes(bytes)?,
            None => Leaf::issue(&read, certificate)?,
        };
        let (expected, found) = (DocumentDigest::of(certificate), leaf.cert());
        if expected != found || !leaf.is_issue() {
            return Err(ReceiptError::Other { expected, found });
        }
        let named = slices_of(&read);
        let foreign = leaf.slices().iter().find_map(|logged| logged.without(&named).pop());
        // An issue must name all the certificate's grams.
        let issued = matches!(leaf, Leaf::Issue { .. });
        let unlogged = || named.iter().find_map(|one| one.without(leaf.slices()).pop());
        if let Some(other) = foreign.or_else(|| issued.then(unlogged).flatten()) {
            let (slice, block) = (other.grams(), other.block().to_string());
            return Err(ReceiptError::Grams { slice, block });
        }
        if let Some(log) = read.log().filter(|log| **log != checkpoint.origin) {
            let (named, found) = (log.clone(), checkpoint.origin.clone());
            return Err(ReceiptError::OtherLog { named, found });
        }
        let Checkpoint { size, root, .. } = *checkpoint;
        verify_inclusion(leaf.hash()?, self.index, size, root, &self.proof)?;
        Ok((leaf, checkpoint))
    }

    /// Returns the leaf's index in the log, counted from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Returns the checkpoint in the receipt; its signature is not checked.
    pub const fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// Reads a receipt from its file's bytes.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a receipt.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let text = str::from_utf8(bytes);
        text.map_err(|_| ReceiptError::Form { line: 1, expected: "a text" })?.parse()
    }
}

impl FromStr for Receipt {
    type Err = ReceiptError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = |line, expected| ReceiptError::Form { line, expected };
        let head = || fail(1, "c2sp.org/tlog-proof@v1");
        if text.len() > MAX_RECEIPT {
            return Err(fail(1, "the start of a receipt of a possible length"));
        }
        let (lines, note) = text.split_once("\n\n").ok_or_else(|| fail(1, "followed by others"))?;
        let mut lines = (1_usize..).zip(lines.split('\n')).peekable();
        let (_, first) = lines.next().ok_or_else(head)?;
        if first != HEADER {
            return Err(head());
        }
        let extra = lines.next_if(|(_, line)| line.starts_with("extra "));
        let leaf = extra.map(|(number, line)| {
            let data = line.strip_prefix("extra ").unwrap_or_default();
            base64::decode(data).ok_or_else(|| fail(number, "extra and Base64"))
        });
        let leaf = leaf.transpose()?;
        let (number, line) = lines.next().ok_or_else(|| fail(2, "an index"))?;
        let digits = line.strip_prefix("index ");
        let index: Option<u64> = digits.and_then(|digits| digits.parse().ok());
        let index = index.filter(|index| digits == Some(index.to_string().as_str()));
        let index = index.ok_or_else(|| fail(number, "an index"))?;
        let mut proof = Vec::new();
        for (number, line) in lines {
            let hash = line.parse().ok().filter(|_| proof.len() < MAX_HASHES);
            proof.push(hash.ok_or_else(|| fail(number, "one of at most 64 hashes"))?);
        }
        Ok(Self { leaf, index, proof, checkpoint: note.parse()? })
    }
}

impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(leaf) = &self.leaf {
            writeln!(f, "extra {}", BASE64.encode(leaf))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}
