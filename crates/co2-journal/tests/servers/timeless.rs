//! A journal without its server's clock.

use co2_journal::{Anchor, AppendError, Batch, Journal, JournalError, Position, Postgres};
use co2_offsets::Digest;

/// A store without the server's clock: the commands of tests have times of their own.
pub(crate) struct Timeless(pub(crate) Postgres);

impl Journal for Timeless {
    fn lock(&mut self) -> Result<(), JournalError> {
        self.0.lock()
    }

    fn unlock(&mut self) {
        self.0.unlock();
    }

    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        self.0.read_after(position, limit)
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.0.append(batch)
    }

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        self.0.append_with(documents, batch)
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.put_document(digest, bytes)
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        self.0.document(digest)
    }

    fn has_document(&mut self, digest: &Digest) -> Result<bool, JournalError> {
        self.0.has_document(digest)
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        self.0.reader()
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.0.put_snapshot(at, bytes)
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        self.0.snapshot()
    }
}
