//! Positions in a journal, and anchors.

use co2_offsets::Digest;
use std::fmt;

/// A batch's position in the journal, counted from 1. Position 0 is that of the empty journal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(u64);

impl Position {
    /// The position before the first batch.
    pub const START: Self = Self(0);

    /// Makes the position with this number.
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Returns the number.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// Returns the next position; `None` after 2⁶⁴ − 1.
    pub const fn next(self) -> Option<Self> {
        match self.0.checked_add(1) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Returns the position before this one; for [`Position::START`], itself.
    pub(crate) const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A position of a journal, and the hash of its chain there.
///
/// An anchor that is kept elsewhere shows if a journal was cut or rewritten, which the chain alone cannot show.
/// It is written and parsed as `42:` followed by 64 hexadecimal digits; white space around it is ignored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

impl Default for Anchor {
    fn default() -> Self {
        Self::START
    }
}

/// An error from parsing an [`Anchor`].
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
