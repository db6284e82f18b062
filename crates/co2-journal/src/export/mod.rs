//! A journal as a text file: to keep, to read with other programs, and to import into another store.
//!
//! The file has one JSON object per line: a header; then, for each batch, the documents that it is the first to
//! name and the batch itself; then an end line. [`Line`] is the type of a line. The line of a batch has the
//! bytes as they are stored, which the chain covers, and also the events in readable form, which is for people
//! and other programs and is not read back. A document that the store does not have is left out.
//!
//! The same journal always gives the same bytes, so the file of a later day begins with that of an
//! earlier day, except for its last line. Documents that no event names are not exported.
//!
//! ```
//! use co2_journal::{Journal, Ledger, Memory, Position, export};
//! use co2_ledger::{Command, PutRules, Request};
//! use co2_offsets::Rules;
//!
//! let mut journal = Memory::new();
//! let ledger = Ledger::open(journal.clone(), None)?;
//! let put = PutRules { operation: "rules-1".parse()?, rules: Rules::default().into() };
//! let now = "2026-11-21T12:00:00Z".parse()?;
//! ledger.submit(Request { now, command: Command::PutRules(put) })?;
//!
//! let mut file = Vec::new();
//! let exported = export::export(&mut journal, &mut file, |_| ())?;
//! let mut other = Memory::new();
//! let imported = export::import(&mut std::io::Cursor::new(file), &mut other, |_| ())?;
//! assert_eq!(imported.contents.anchor, exported.anchor);
//! assert_eq!(other.read_after(Position::START, 1)?, journal.read_after(Position::START, 1)?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod import;
mod line;
mod reader;

pub use self::import::{Imported, import, import_checked};
pub use self::line::{Bytes, Line};
pub use self::reader::{Contents, ImportError, ImportFault, check};

use crate::documents::new_documents;
use crate::{Anchor, BatchError, Journal, JournalError};
use co2_offsets::Digest;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The name of the format, which is in the first line.
pub const FORMAT: &str = "co2-journal-export";
/// The version of the format.
pub const VERSION: u32 = 1;

/// The greatest number of batches read at a time.
const CHUNK: usize = 64;

/// The result of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// The end of the journal that was exported.
    pub anchor: Anchor,
    /// The number of documents exported.
    pub documents: u64,
    /// The number of documents that are named but not in the store, and were left out.
    pub missing: u64,
}

/// An error from exporting a journal.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store cannot be read.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A batch is damaged or missing.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The bytes stored under a document's digest do not have that digest.
    #[error("the document {digest}, which batch {position} names, is damaged", position = .at.position)]
    Document {
        /// The document's digest.
        digest: Digest,
        /// The batch before the one that names it.
        at: Anchor,
    },
    /// The file cannot be written.
    #[error("the export cannot be written")]
    Io(#[from] io::Error),
}

/// Writes a journal as lines of JSON; `progress` is called after each batch.
///
/// Others may write to the journal meanwhile; the export includes what has been stored when it reaches the end.
///
/// # Errors
/// Returns an error if the journal cannot be read, or if a batch or document in it is damaged, with the
/// position; or if `out` cannot be written. A file without its last line is not accepted as complete.
pub fn export(
    journal: &mut dyn Journal,
    out: &mut dyn Write,
    mut progress: impl FnMut(Anchor),
) -> Result<Exported, ExportError> {
    let mut exported = Exported { anchor: Anchor::START, documents: 0, missing: 0 };
    let mut seen = BTreeSet::new();
    line::write::<()>(out, &Line::Header { format: FORMAT.to_owned(), version: VERSION })?;
    loop {
        let batches = journal.read_after(exported.anchor.position, CHUNK)?;
        if batches.is_empty() {
            break;
        }
        for batch in batches {
            let events = batch.decode(exported.anchor)?;
            for (_, digest) in new_documents(&events, &mut seen) {
                let at = exported.anchor;
                match journal.document(&digest)? {
                    Some(bytes) if Digest::of(&bytes) != digest => {
                        return Err(ExportError::Document { digest, at });
                    }
                    Some(bytes) => {
                        line::write::<()>(out, &Line::Document { digest, bytes: Bytes(bytes) })?;
                        exported.documents = exported.documents.saturating_add(1);
                    }
                    None => exported.missing = exported.missing.saturating_add(1),
                }
            }
            exported.anchor = batch.anchor();
            let written = Line::Batch {
                position: batch.position.as_u64(),
                previous: batch.previous,
                hash: batch.hash,
                body: Bytes(batch.body),
                events: &*events,
            };
            line::write(out, &written)?;
            progress(exported.anchor);
        }
    }
    let Anchor { position, hash } = exported.anchor;
    let documents = exported.documents;
    line::write::<()>(out, &Line::End { position: position.as_u64(), hash, documents })?;
    out.flush()?;
    Ok(exported)
}
