//! JSON read strictly and written canonically.
//!
//! A signature is over the canonical form (RFC 8785, the JSON Canonicalization Scheme), so two
//! readings of one text would be two documents under one signature. [`read`] therefore refuses what
//! JSON readers disagree about: members named twice, floats, and whole numbers beyond ±(2⁵³ - 1),
//! which a double cannot tell apart.

mod canonical;
mod strict;

pub(crate) use self::canonical::{MAX_SAFE, known_bytes};
pub use self::canonical::{NumberError, canonical};
pub(crate) use self::canonical::{known, sorted_bytes};
pub(crate) use self::strict::read_any_number;
pub use self::strict::{JsonError, JsonErrorKind, Limits, read};
