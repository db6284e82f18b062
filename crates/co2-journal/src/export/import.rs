//! Importing an export into a journal.

use super::CHUNK;
use super::reader::{Contents, ImportError, ImportFault, Item, Lines, check};
use crate::{Anchor, Batch, Journal};
use std::collections::VecDeque;
use std::io::{BufRead, Seek, SeekFrom};

/// The result of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// What the file contains, and now the journal too.
    pub contents: Contents,
    /// The end of the journal before the import.
    pub before: Anchor,
}

/// Imports an export into a journal that is empty, or that has the beginning of it, for example after an import
/// that was interrupted; then it continues there. Afterwards the journal has the same batches, the same
/// anchor and the same documents. `progress` is called after each batch that is in the journal.
///
/// The whole file is [checked](check) first; if it has a fault, nothing is written. If you have checked
/// it already, call [`import_checked`].
///
/// # Errors
/// Returns an error if something is wrong with the file, with the line; if the journal has batches that the
/// file does not have; or if the journal cannot be read or written. What has been written until then is the
/// sound beginning of the file.
pub fn import<File: BufRead + Seek>(
    file: &mut File,
    journal: &mut dyn Journal,
    progress: impl FnMut(Anchor),
) -> Result<Imported, ImportError> {
    let io = |error| ImportError { line: 0, fault: ImportFault::Io(error) };
    let start = file.stream_position().map_err(io)?;
    let contents = check(file, |_| ())?;
    file.seek(SeekFrom::Start(start)).map_err(io)?;
    import_checked(file, contents, journal, progress)
}

/// Imports an export as [`import`] does; `contents` is what [`check`] has just found in the same file.
///
/// # Errors
/// Returns the errors of [`import`], and an error if the file is not the one that was checked.
pub fn import_checked(
    file: &mut dyn BufRead,
    contents: Contents,
    journal: &mut dyn Journal,
    mut progress: impl FnMut(Anchor),
) -> Result<Imported, ImportError> {
    let mut lines = Lines::open(file)?;
    let (mut documents, mut before) = (Vec::new(), Anchor::START);
    let mut known = Known { batches: VecDeque::new(), ended: false };
    while let Some(item) = lines.next()? {
        let batch = match item {
            Item::Document(digest, bytes) => {
                documents.push((digest, bytes));
                continue;
            }
            Item::Batch(batch) => batch,
        };
        let fault = |fault| lines.fault(fault);
        let found = known.after(lines.head(), journal).map_err(fault)?;
        if let Some(found) = &found
            && *found != batch
        {
            let (found, expected) = (found.anchor(), batch.anchor());
            return Err(fault(ImportFault::Other { found, expected }));
        }
        // Documents come before the batch that names them, as when they were first stored.
        for (digest, bytes) in documents.drain(..) {
            let stored = journal.put_document(digest, &bytes);
            stored.map_err(|error| fault(ImportFault::Journal(error)))?;
        }
        if found.is_some() {
            before = batch.anchor();
        } else {
            // The events were checked before; here it is checked that the file has not changed since.
            batch.decode(lines.head()).map_err(|error| fault(error.into()))?;
            journal.append(&batch).map_err(|error| fault(ImportFault::Append(error)))?;
        }
        lines.take(&batch);
        progress(lines.head());
    }
    match known.after(lines.head(), journal).map_err(|fault| lines.fault(fault))? {
        Some(found) => Err(lines.fault(ImportFault::Longer { found: found.anchor() })),
        None if lines.head() == contents.anchor => Ok(Imported { contents, before }),
        None => Err(lines.fault(ImportFault::Changed)),
    }
}

/// The batches that a journal already has.
struct Known {
    batches: VecDeque<Batch>,
    ended: bool,
}

impl Known {
    /// Returns the next batch after a position, if there is one.
    fn after(
        &mut self,
        head: Anchor,
        journal: &mut dyn Journal,
    ) -> Result<Option<Batch>, ImportFault> {
        if self.batches.is_empty() && !self.ended {
            self.batches =
                journal.read_after(head.position, CHUNK).map_err(ImportFault::Journal)?.into();
            self.ended = self.batches.is_empty();
        }
        Ok(self.batches.pop_front())
    }
}
