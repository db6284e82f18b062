//! The format of a journal: batches of events, each chained to the one before it.
//!
//! `docs/methods/journal.md` has it byte by byte.

use crate::anchor::{Anchor, Position};
use co2_ledger::Event;
use co2_offsets::Digest;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The version of the format that is written, and the only one that is read.
///
/// Version 2 added the revision to the header, by which an event is found without an index; version 3
/// added to orders the document that says more of them.
pub const FORMAT: u8 = 3;

/// A batch as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Its place.
    pub position: Position,
    /// The hash of the batch before it.
    pub previous: Digest,
    /// The encoded header and events.
    pub body: Vec<u8>,
    /// The hash of all this.
    pub hash: Digest,
}

/// What a batch says of itself, before its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// A nonce by which a writer knows its own batch when the answer to an append was lost.
    pub writer: u64,
    /// How many events the journal has before this batch.
    pub revision: u64,
}

/// Why a batch is damaged, or is not the next one of its chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("batch {position} is damaged: {fault}")]
#[non_exhaustive]
pub struct BatchError {
    /// The position that was to be read.
    pub position: Position,
    /// What does not fit.
    pub fault: BatchFault,
}

/// What does not fit in a batch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BatchFault {
    /// Another batch is in its place, or none.
    #[error("it is missing")]
    Missing,
    /// The hash it names as that before it is another.
    #[error("it does not follow the batch before it")]
    Order,
    /// Its content was changed after it was stored, or its hash was.
    #[error("its hash does not fit its content")]
    Hash,
    /// It is sound, but of another version.
    #[error("its format is of version {found}, not {supported}")]
    Version {
        /// The version found.
        found: u8,
        /// The version that is read: [`FORMAT`].
        supported: u8,
    },
    /// Its header or events cannot be read.
    #[error("its events cannot be read")]
    Events,
    /// Its header counts other events before it than there are.
    #[error("it counts {found} events before it, not {expected}")]
    Revision {
        /// What the header says.
        found: u64,
        /// How many events come before it.
        expected: u64,
    },
    /// An order comes back from the archive otherwise than it was archived.
    #[error("it brings an archived order back otherwise than it was archived")]
    Record,
    /// It was there, and now there is none or another one.
    #[error("it was cut or rewritten")]
    Rewritten,
}

impl BatchError {
    pub(crate) const fn new(position: Position, fault: BatchFault) -> Self {
        Self { position, fault }
    }
}

impl Batch {
    /// The batch of so many encoded events that follows `head`; `None` when there is no event, or when
    /// the journal is full.
    pub(crate) fn seal(head: Anchor, header: Header, count: u64, events: &[u8]) -> Option<Self> {
        let position = head.position.next().filter(|_| count > 0)?;
        let room = events.len().saturating_add(32);
        let mut start = Vec::with_capacity(room);
        start.push(FORMAT);
        let mut body = postcard::to_extend(&(header, count), start).ok()?;
        body.extend_from_slice(events);
        let hash = chain(FORMAT, position, &head.hash, &body);
        Some(Self { position, previous: head.hash, body, hash })
    }

    /// The batch of these events that follows `head`; `None` when there is no event, or when the
    /// journal is full, after 2⁶⁴ − 1 batches.
    pub fn encode(head: Anchor, header: Header, events: &[Arc<Event>]) -> Option<Self> {
        let mut encoded = Vec::new();
        for event in events {
            encoded = postcard::to_extend(&**event, encoded).ok()?;
        }
        Self::seal(head, header, u64::try_from(events.len()).ok()?, &encoded)
    }

    /// The events, once the batch is seen to follow `head`.
    ///
    /// # Errors
    /// When it is not the next batch, its hash does not fit, it is of another version, or its body
    /// cannot be read.
    pub fn decode(&self, head: Anchor) -> Result<Vec<Arc<Event>>, BatchError> {
        let next = head.position.next();
        let position = next.unwrap_or(head.position);
        if next != Some(self.position) {
            return Err(BatchError::new(position, BatchFault::Missing));
        }
        if self.previous != head.hash {
            return Err(BatchError::new(position, BatchFault::Order));
        }
        // A batch of another version hashes with that version's label: it is sound, but not ours.
        let version = self.body.first().copied().unwrap_or(FORMAT);
        if chain(version, self.position, &self.previous, &self.body) != self.hash {
            return Err(BatchError::new(position, BatchFault::Hash));
        }
        let unread = || BatchError::new(position, BatchFault::Events);
        let (_, events) = self.parts()?;
        let (events, rest): (Vec<Event>, &[u8]) =
            postcard::take_from_bytes(events).map_err(|_| unread())?;
        if !rest.is_empty() || events.is_empty() {
            return Err(unread());
        }
        Ok(events.into_iter().map(Arc::new).collect())
    }

    /// What the batch says of itself. Nothing is checked but that it can be read.
    ///
    /// # Errors
    /// When it is of another version, or ends too early.
    pub fn header(&self) -> Result<Header, BatchError> {
        self.parts().map(|(header, _)| header)
    }

    /// The header, and how many events there are.
    pub(crate) fn counted(&self) -> Result<(Header, u64), BatchError> {
        let (header, events) = self.parts()?;
        let count = postcard::take_from_bytes(events).map(|(count, _)| (header, count));
        count.map_err(|_| BatchError::new(self.position, BatchFault::Events))
    }

    /// The anchor at this batch.
    pub const fn anchor(&self) -> Anchor {
        Anchor { position: self.position, hash: self.hash }
    }

    /// The header and the encoded events.
    fn parts(&self) -> Result<(Header, &[u8]), BatchError> {
        let fail = |fault| BatchError::new(self.position, fault);
        let (&found, body) = self.body.split_first().ok_or_else(|| fail(BatchFault::Events))?;
        if found != FORMAT {
            return Err(fail(BatchFault::Version { found, supported: FORMAT }));
        }
        postcard::take_from_bytes(body).map_err(|_| fail(BatchFault::Events))
    }
}

fn chain(version: u8, position: Position, previous: &Digest, body: &[u8]) -> Digest {
    use sha2::Digest as _;
    let mut hasher = sha2::Sha256::new();
    hasher.update(format!("co2-journal batch v{version}\n"));
    hasher.update(position.as_u64().to_be_bytes());
    hasher.update(previous.as_bytes());
    hasher.update(body);
    Digest::from_bytes(hasher.finalize().into())
}
