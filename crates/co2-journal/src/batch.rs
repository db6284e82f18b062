//! The format of a journal: batches of events, each chained to the one before it.
//!
//! The body of a batch is its format version (one byte, [`FORMAT`]), then, in the postcard
//! encoding, the writer's nonce and the list of events. Its hash is the SHA-256 of a fixed label,
//! its position (eight bytes, big end first), the hash of the batch before it, and the body.

use co2_offsets::{Digest, Event};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The version of the format that is written.
pub const FORMAT: u8 = 1;

const LABEL: &[u8] = b"co2-journal batch v1\n";

/// A batch's place in the journal, from 1. Position 0 is the empty journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u64);

impl Position {
    /// Before the first batch.
    pub const START: Self = Self(0);

    /// The place with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// The number.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The next place; `None` after 2⁶⁴ − 1.
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A position of a journal and the hash of its chain there.
///
/// Kept elsewhere, an anchor shows that a journal was cut or rewritten: what the chain alone cannot.
/// It is written `42:` and 64 hexadecimal digits, and read so; white space around it is not minded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_structs, reason = "an anchor is a position and a hash")]
pub struct Anchor {
    /// The position.
    pub position: Position,
    /// The hash of the batch there.
    pub hash: Digest,
}

impl Anchor {
    /// The anchor of the empty journal.
    pub const START: Self = Self { position: Position::START, hash: Digest::from_bytes([0; 32]) };
}

/// A text that is no [`Anchor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an anchor; write a position, a colon and 64 hexadecimal digits")]
#[non_exhaustive]
pub struct ParseAnchorError;

impl std::str::FromStr for Anchor {
    type Err = ParseAnchorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (position, hash) = text.trim().split_once(':').ok_or(ParseAnchorError)?;
        let number: u64 = position.parse().map_err(|_| ParseAnchorError)?;
        let hash = hash.parse().map_err(|_| ParseAnchorError)?;
        // One spelling: no plus sign, no leading zeros.
        if number.to_string() != position {
            return Err(ParseAnchorError);
        }
        Ok(Self { position: Position(number), hash })
    }
}

impl fmt::Display for Anchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.position, self.hash)
    }
}

/// A batch as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "journals of other crates store these fields")]
pub struct Batch {
    /// Its place.
    pub position: Position,
    /// The hash of the batch before it.
    pub previous: Digest,
    /// The encoded events.
    pub body: Vec<u8>,
    /// The hash of all this.
    pub hash: Digest,
}

/// Why a batch is damaged, or is not the next one of its chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("batch {position} is damaged: {reason}")]
#[non_exhaustive]
pub struct BatchError {
    /// The position that was to be read.
    pub position: Position,
    /// What does not fit.
    pub reason: &'static str,
}

#[derive(Serialize)]
struct NewBody<'a> {
    writer: u64,
    events: &'a [Arc<Event>],
}

#[derive(Deserialize)]
struct Body {
    #[expect(dead_code, reason = "it only tells equal batches of two writers apart")]
    writer: u64,
    events: Vec<Event>,
}

impl Batch {
    /// The batch of these events that follows `head`; `None` when there is no event, or when the
    /// journal is full, after 2⁶⁴ − 1 batches.
    ///
    /// `writer` is a nonce by which a writer knows its own batch when the answer to an append was
    /// lost.
    pub fn encode(head: Anchor, writer: u64, events: &[Arc<Event>]) -> Option<Self> {
        let position = head.position.next().filter(|_| !events.is_empty())?;
        let body = postcard::to_extend(&NewBody { writer, events }, vec![FORMAT]).ok()?;
        let hash = chain(position, &head.hash, &body);
        Some(Self { position, previous: head.hash, body, hash })
    }

    /// The events, once the batch is seen to follow `head`.
    ///
    /// # Errors
    /// When it is not the next batch, its hash does not fit, or its body cannot be read.
    pub fn decode(&self, head: Anchor) -> Result<Vec<Arc<Event>>, BatchError> {
        let next = head.position.next();
        let fail = |reason| BatchError { position: next.unwrap_or(head.position), reason };
        if next != Some(self.position) {
            return Err(fail("it is missing"));
        }
        if self.previous != head.hash {
            return Err(fail("it does not follow the batch before it"));
        }
        if chain(self.position, &self.previous, &self.body) != self.hash {
            return Err(fail("its hash does not fit its content"));
        }
        let (version, body) = self.body.split_first().ok_or_else(|| fail("it is empty"))?;
        if *version != FORMAT {
            return Err(fail("its format is of another version"));
        }
        let (body, rest): (Body, &[u8]) =
            postcard::take_from_bytes(body).map_err(|_| fail("its events cannot be read"))?;
        if !rest.is_empty() || body.events.is_empty() {
            return Err(fail("its events cannot be read"));
        }
        Ok(body.events.into_iter().map(Arc::new).collect())
    }

    /// The anchor at this batch.
    pub const fn anchor(&self) -> Anchor {
        Anchor { position: self.position, hash: self.hash }
    }
}

fn chain(position: Position, previous: &Digest, body: &[u8]) -> Digest {
    use sha2::Digest as _;
    let mut hasher = sha2::Sha256::new();
    hasher.update(LABEL);
    hasher.update(position.0.to_be_bytes());
    hasher.update(previous.as_bytes());
    hasher.update(body);
    Digest::from_bytes(hasher.finalize().into())
}
