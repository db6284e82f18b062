//! A journal in memory, for tests and trials. It is durable only in that it cannot lose power
//! without its process.

use crate::anchor::{Anchor, Position};
use crate::batch::Batch;
use crate::journal::{AppendError, Journal, JournalError};
use co2_offsets::Digest;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A journal in memory. Clones share it, as writers on several hosts would share a database.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    batches: Vec<Batch>,
    documents: BTreeMap<Digest, Vec<u8>>,
    snapshot: Option<(Anchor, Vec<u8>)>,
}

impl Memory {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<R>(&self, work: impl FnOnce(&mut Shared) -> R) -> R {
        // A thread that panicked with the lock held has not left a batch half written.
        work(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        let head = self.batches.last().map_or(Anchor::START, Batch::anchor);
        if head.position.next() != Some(batch.position) || head.hash != batch.previous {
            return Err(AppendError::Conflict);
        }
        self.batches.push(batch.clone());
        Ok(())
    }

    fn keep(&mut self, digest: Digest, bytes: &[u8]) {
        self.documents.entry(digest).or_insert_with(|| bytes.to_vec());
    }
}

impl Journal for Memory {
    fn read_after(&mut self, position: Position, limit: usize) -> Result<Vec<Batch>, JournalError> {
        let skip = usize::try_from(position.as_u64()).unwrap_or(usize::MAX);
        Ok(self.with(|shared| shared.batches.iter().skip(skip).take(limit).cloned().collect()))
    }

    fn append(&mut self, batch: &Batch) -> Result<(), AppendError> {
        self.with(|shared| shared.append(batch))
    }

    fn append_with(
        &mut self,
        documents: &[(Digest, &[u8])],
        batch: &Batch,
    ) -> Result<(), AppendError> {
        self.with(|shared| {
            shared.append(batch)?;
            for (digest, bytes) in documents {
                shared.keep(*digest, bytes);
            }
            Ok(())
        })
    }

    fn put_document(&mut self, digest: Digest, bytes: &[u8]) -> Result<(), JournalError> {
        self.with(|shared| shared.keep(digest, bytes));
        Ok(())
    }

    fn document(&mut self, digest: &Digest) -> Result<Option<Vec<u8>>, JournalError> {
        Ok(self.with(|shared| shared.documents.get(digest).cloned()))
    }

    fn reader(&self) -> Result<Option<Box<dyn Journal>>, JournalError> {
        Ok(Some(Box::new(self.clone())))
    }

    fn put_snapshot(&mut self, at: Anchor, bytes: &[u8]) -> Result<(), JournalError> {
        self.with(|shared| {
            let newer =
                shared.snapshot.as_ref().is_some_and(|(kept, _)| kept.position > at.position);
            if !newer {
                shared.snapshot = Some((at, bytes.to_vec()));
            }
        });
        Ok(())
    }

    fn snapshot(&mut self) -> Result<Option<(Anchor, Vec<u8>)>, JournalError> {
        Ok(self.with(|shared| shared.snapshot.clone()))
    }
}
