//! Short texts that become part of sentences.

use core::fmt;
use core::str::FromStr;
use std::borrow::Cow;

/// A line of text: 1 to [`Label::MAX_LEN`] characters with no space at either end. Control
/// characters, line breaks and characters that change the direction of the following text are
/// refused, because a sentence must be read in the order in which it is written.
///
/// ```
/// use co2_equiv::{Label, LabelError};
/// assert_eq!(Label::new("cup of coffee")?.as_str(), "cup of coffee");
/// assert_eq!(Label::new("cup\nof coffee"), Err(LabelError::Control { column: 4 }));
/// # Ok::<(), LabelError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Label(Cow<'static, str>);

/// The error for a text that is not a valid [`Label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// The text is empty.
    #[error("a label cannot be empty")]
    Empty,
    /// The text has too many characters.
    #[error("a label has at most {max} characters")]
    TooLong {
        /// The maximum number of characters.
        max: usize,
    },
    /// The text has a line break, tab or other control character, or a character that changes the
    /// direction of text.
    #[error("unexpected control character at column {column}")]
    Control {
        /// The position, counted in characters from 1.
        column: usize,
    },
    /// The text begins or ends with a space.
    #[error("a label has no space at its ends")]
    Space,
}

impl Label {
    /// The maximum length, in characters.
    pub const MAX_LEN: usize = 300;

    /// Makes a label from a text.
    ///
    /// # Errors
    /// Returns an error if the text is empty or too long, has a character that is not allowed, or
    /// begins or ends with a space.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Result<Self, LabelError> {
        let text = text.into();
        if text.is_empty() {
            return Err(LabelError::Empty);
        }
        if text.chars().nth(Self::MAX_LEN).is_some() {
            return Err(LabelError::TooLong { max: Self::MAX_LEN });
        }
        if let Some((_, column)) = text.chars().zip(1..).find(|&(c, _)| is_control(c)) {
            return Err(LabelError::Control { column });
        }
        if text.starts_with(' ') || text.ends_with(' ') {
            return Err(LabelError::Space);
        }
        Ok(Self(text))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns true for control characters, for the separators of lines and paragraphs, and for
/// embeddings and overrides of direction.
fn is_control(character: char) -> bool {
    character.is_control() || ('\u{2028}'..='\u{202e}').contains(&character)
}

impl FromStr for Label {
    type Err = LabelError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text.to_owned())
    }
}

impl TryFrom<String> for Label {
    type Error = LabelError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0.into_owned()
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Label {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Label".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // The characters above U+00FF stand for themselves: no escape of theirs is known to every engine.
        let end = "[^\\x00-\\x20\\x7f-\\x9f\u{2028}-\u{202e}]";
        let inside = "[^\\x00-\\x1f\\x7f-\\x9f\u{2028}-\u{202e}]";
        schemars::json_schema!({
            "type": "string",
            "pattern": format!("^{end}({inside}*{end})?$"),
            "minLength": 1,
            "maxLength": Self::MAX_LEN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_refusal_is_reached() {
        assert_eq!(Label::new(""), Err(LabelError::Empty));
        assert_eq!(Label::new("x".repeat(301)), Err(LabelError::TooLong { max: 300 }));
        assert!(Label::new("\u{e5}".repeat(300)).is_ok());
        assert_eq!("a\tb".parse::<Label>(), Err(LabelError::Control { column: 2 }));
        assert_eq!(Label::new("a\u{85}"), Err(LabelError::Control { column: 2 }));
        for turned in ["a\u{2028}", "a\u{2029}b", "1\u{202e}000", "1\u{202a}0"] {
            assert_eq!(Label::new(turned), Err(LabelError::Control { column: 2 }), "{turned:?}");
        }
        // A narrow space, a directional mark for one character, and isolates are ordinary text.
        assert!(Label::new("a\u{202f}b\u{200f} \u{2067}c\u{2069}").is_ok());
        assert_eq!(Label::try_from(" a".to_owned()), Err(LabelError::Space));
        assert_eq!(Label::new("a "), Err(LabelError::Space));
    }
}
