//! Reading an export line by line, and its errors.

use super::{Bytes, FORMAT, Line, VERSION};
use crate::documents::new_documents;
use crate::{Anchor, AppendError, Batch, BatchError, BatchFault, JournalError, Position};
use co2_ledger::{FoldError, State};
use co2_offsets::Digest;
use co2_units::serde::Strict;
use serde::Deserialize as _;
use serde::de::IgnoredAny;
use std::collections::{BTreeSet, VecDeque};
use std::io::{self, BufRead, Read};

/// The greatest length of a line, in bytes.
const MAX_LINE: u64 = 1 << 30;

/// The contents of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Contents {
    /// The end of its journal.
    pub anchor: Anchor,
    /// The number of documents.
    pub documents: u64,
    /// The digest of the ledger's state at the end.
    pub digest: Digest,
}

/// An error about a line of an export, or from importing it into a journal.
#[derive(Debug, thiserror::Error)]
#[error("line {line}")]
#[non_exhaustive]
pub struct ImportError {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong.
    #[source]
    pub fault: ImportFault,
}

/// The reason why an export is refused or cannot be imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportFault {
    /// The file cannot be read.
    #[error("the file cannot be read")]
    Io(#[source] io::Error),
    /// The line is too long.
    #[error("it has more than {max} bytes")]
    TooLong {
        /// The greatest length allowed, in bytes.
        max: u64,
    },
    /// The line is not a line of an export.
    #[error("it is not a line of an export")]
    Json(#[source] serde_json::Error),
    /// The file does not begin with the header of an export.
    #[error("the file does not begin with the header of a journal export")]
    NoHeader,
    /// The file is of another version.
    #[error("the export is of version {found}, not {supported}")]
    Version {
        /// The version found.
        found: u32,
        /// The version that is read: [`VERSION`].
        supported: u32,
    },
    /// There is a second header.
    #[error("a header in the middle")]
    Header,
    /// A batch is damaged, or is not the next one of the chain.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// A batch's events do not follow from those before it.
    #[error("batch {position} is refused")]
    Event {
        /// The batch's position.
        position: Position,
        /// The reason.
        source: FoldError,
    },
    /// A document's bytes do not have its digest.
    #[error("the document {digest} is damaged")]
    Document {
        /// The digest that it should have.
        digest: Digest,
    },
    /// No event of the next batch is the first to name the document.
    #[error("the document {digest} does not belong to the next batch")]
    Stray {
        /// The document's digest.
        digest: Digest,
    },
    /// The last line does not match the contents of the file.
    #[error(
        "the file has {found} and {documents} documents, which is not what this last line states"
    )]
    End {
        /// The end of the file's journal.
        found: Anchor,
        /// The number of documents in the file.
        documents: u64,
    },
    /// The file has no last line, so it was cut.
    #[error("the file ends without its last line")]
    Cut,
    /// There is text after the last line.
    #[error("there is more after the last line of the export")]
    AfterEnd,
    /// The journal has a different batch at this position: it is that of another ledger or of another history.
    #[error("the journal has {found} where the file has {expected}")]
    Other {
        /// What the journal has.
        found: Anchor,
        /// What the file has.
        expected: Anchor,
    },
    /// The journal is longer than the file.
    #[error("the journal goes on with {found} after the end of the file")]
    Longer {
        /// The journal's next batch.
        found: Anchor,
    },
    /// The file is not the one that was checked.
    #[error("the file has changed since it was checked")]
    Changed,
    /// The journal cannot be read or written.
    #[error(transparent)]
    Journal(JournalError),
    /// The journal did not accept the batch. What was imported before stays, and the import can be
    /// repeated; it continues there.
    #[error("the journal did not take the batch")]
    Append(#[source] AppendError),
}

/// A batch or document, in the order of the file.
pub(super) enum Item {
    Document(Digest, Vec<u8>),
    Batch(Batch),
}

/// The lines of a file, each checked to be in its place.
pub(super) struct Lines<'a> {
    file: &'a mut dyn BufRead,
    line: u64,
    text: Vec<u8>,
    head: Anchor,
    documents: u64,
    ended: bool,
}

impl<'a> Lines<'a> {
    /// Reads the header.
    pub(super) fn open(file: &'a mut dyn BufRead) -> Result<Self, ImportError> {
        let (line, text, head) = (0, Vec::new(), Anchor::START);
        let mut lines = Self { file, line, text, head, documents: 0, ended: false };
        match lines.read() {
            Ok(Some(Line::Header { format, version })) if format == FORMAT => {
                if version == VERSION {
                    return Ok(lines);
                }
                Err(lines.fault(ImportFault::Version { found: version, supported: VERSION }))
            }
            Ok(_) | Err(ImportError { fault: ImportFault::Json(_), .. }) => {
                Err(lines.fault(ImportFault::NoHeader))
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn fault(&self, fault: impl Into<ImportFault>) -> ImportError {
        ImportError { line: self.line, fault: fault.into() }
    }

    /// Returns the anchor of the last batch so far.
    pub(super) const fn head(&self) -> Anchor {
        self.head
    }

    /// Returns the number of documents so far.
    pub(super) const fn documents(&self) -> u64 {
        self.documents
    }

    fn read(&mut self) -> Result<Option<Line<IgnoredAny>>, ImportError> {
        self.line = self.line.saturating_add(1);
        self.text.clear();
        // One byte more than allowed shows that the line is too long.
        let mut limited = Read::take(&mut *self.file, MAX_LINE.saturating_add(1));
        let read = limited.read_until(b'\n', &mut self.text);
        read.map_err(|error| self.fault(ImportFault::Io(error)))?;
        if u64::try_from(self.text.len()).is_ok_and(|length| length > MAX_LINE) {
            return Err(self.fault(ImportFault::TooLong { max: MAX_LINE }));
        }
        if self.text.is_empty() {
            return Ok(None);
        }
        let mut json = serde_json::Deserializer::from_slice(&self.text);
        let line = Line::deserialize(Strict(&mut json)).and_then(|line| json.end().map(|()| line));
        line.map(Some).map_err(|error| self.fault(ImportFault::Json(error)))
    }

    /// Returns the next batch or document; `None` at the end of a complete file.
    pub(super) fn next(&mut self) -> Result<Option<Item>, ImportError> {
        if self.ended {
            return Ok(None);
        }
        match self.read()? {
            None => Err(self.fault(ImportFault::Cut)),
            Some(Line::Header { .. }) => Err(self.fault(ImportFault::Header)),
            Some(Line::Document { digest, bytes: Bytes(bytes) }) => {
                if Digest::of(&bytes) != digest {
                    return Err(self.fault(ImportFault::Document { digest }));
                }
                self.documents = self.documents.saturating_add(1);
                Ok(Some(Item::Document(digest, bytes)))
            }
            Some(Line::Batch { position, previous, hash, body: Bytes(body), .. }) => {
                let position = Position::new(position);
                let batch = Batch { position, previous, body, hash };
                Ok(Some(Item::Batch(batch)))
            }
            Some(Line::End { position, hash, documents }) => {
                let said = Anchor { position: Position::new(position), hash };
                if (said, documents) != (self.head, self.documents) {
                    let (found, documents) = (self.head, self.documents);
                    return Err(self.fault(ImportFault::End { found, documents }));
                }
                if self.read()?.is_some() {
                    return Err(self.fault(ImportFault::AfterEnd));
                }
                self.ended = true;
                Ok(None)
            }
        }
    }

    /// Records that the batch just read is the next one.
    pub(super) const fn take(&mut self, batch: &Batch) {
        self.head = batch.anchor();
    }
}

/// Reads an export and checks all of it: every batch against the chain and the events before it, every
/// document against its digest, and that the file is complete. `progress` is called after each batch.
///
/// # Errors
/// Returns the first error found, with the line.
pub fn check(
    file: &mut dyn BufRead,
    mut progress: impl FnMut(Anchor),
) -> Result<Contents, ImportError> {
    let mut lines = Lines::open(file)?;
    let (mut state, mut seen, mut waiting) = (State::new(), BTreeSet::new(), VecDeque::new());
    while let Some(item) = lines.next()? {
        match item {
            Item::Document(digest, _) => waiting.push_back((lines.line, digest)),
            Item::Batch(batch) => {
                let events = batch.decode(lines.head()).map_err(|error| lines.fault(error))?;
                // Documents come in the order in which they are named; some may be missing at the source.
                for (_, digest) in new_documents(&events, &mut seen) {
                    waiting.pop_front_if(|(_, next)| *next == digest);
                }
                stray(&mut waiting)?;
                let position = batch.position;
                let counted = batch.header().map_err(|error| lines.fault(error))?;
                let (found, expected) = (counted.revision, state.revision());
                if found != expected {
                    let fault = BatchFault::Revision { found, expected };
                    return Err(lines.fault(BatchError::new(position, fault)));
                }
                let folded = state.catch_up(events);
                folded.map_err(|source| lines.fault(ImportFault::Event { position, source }))?;
                lines.take(&batch);
                progress(lines.head());
            }
        }
    }
    stray(&mut waiting)?;
    Ok(Contents { anchor: lines.head(), documents: lines.documents(), digest: state.digest() })
}

/// Returns an error if there is a document that no event names.
fn stray(waiting: &mut VecDeque<(u64, Digest)>) -> Result<(), ImportError> {
    match waiting.pop_front() {
        Some((line, digest)) => Err(ImportError { line, fault: ImportFault::Stray { digest } }),
        None => Ok(()),
    }
}
