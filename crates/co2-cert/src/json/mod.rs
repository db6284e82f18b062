//! Strict reading and canonical writing of JSON.
//!
//! A signature covers the canonical form (RFC 8785, the JSON Canonicalization Scheme). If one text could be
//! read in two ways, two documents would share one signature. [`read`] therefore refuses what JSON readers
//! interpret differently: duplicate members, floats, and integers beyond ±(2⁵³ - 1), which a double cannot
//! represent exactly.

mod canonical;
mod strict;

pub(crate) use self::canonical::{MAX_SAFE, known_bytes};
pub use self::canonical::{NumberError, canonical};
pub(crate) use self::canonical::{known, sorted_bytes};
pub(crate) use self::strict::read_any_number;
pub use self::strict::{JsonError, JsonErrorKind, Limits, read};
