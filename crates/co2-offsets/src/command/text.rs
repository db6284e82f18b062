//! Days and references, as registries write them.

use crate::text::is_printable;
use co2_units::Date;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A calendar day, written `2026-11-21`.
///
/// Only days of the years 1 to 9999 can be read back; the ledger takes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(pub Date);

impl TryFrom<String> for Day {
    type Error = co2_units::credit::VintageError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let vintage: co2_units::credit::Vintage = format!("{text}/{text}").parse()?;
        Ok(Self(vintage.first()))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

/// A registry's reference of a retirement: a printable line of 1 to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(Box<str>);

/// A text that is no [`Reference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registry's reference is a printable line of 1 to 200 characters")]
#[non_exhaustive]
pub struct ReferenceError;

impl Reference {
    /// Takes a text as a reference.
    ///
    /// # Errors
    /// When it is empty, longer than 200 characters, or has a character that no document can print: a
    /// control character, a separator of lines, U+FFFE or U+FFFF.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, ReferenceError> {
        let text = text.into();
        let fits = text.len() <= 800 && (1..=200).contains(&text.chars().count());
        if fits && text.chars().all(is_printable) { Ok(Self(text)) } else { Err(ReferenceError) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0.into()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
