//! Texts that a document can print.

use core::fmt;
use serde::{Deserialize, Serialize};

/// A printable line of 1 to 200 characters, without a blank at either end: a standard, a name, a
/// registry's word for a label.
///
/// ```
/// use co2_offsets::Text;
/// assert_eq!(Text::new("Gold Standard for the Global Goals")?.as_str().len(), 34);
/// assert!(Text::new("two\nlines").is_err());
/// assert!(Text::new(" ").is_err());
/// # Ok::<(), co2_offsets::TextError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text(Box<str>);

/// A text that is no [`Text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a printable line of 1 to {} characters without blanks at its ends", Text::MAX)]
#[non_exhaustive]
pub struct TextError;

impl Text {
    /// The most characters.
    pub const MAX: usize = 200;

    /// Takes a text as it is.
    ///
    /// # Errors
    /// When it is empty, longer than 200 characters, begins or ends with a blank, or has a character
    /// that no document can print: a control character, a separator of lines, U+FFFE or U+FFFF.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, TextError> {
        let text = text.into();
        // At most four bytes a character: the count of a very long text is not taken.
        let fits = text.len() <= Self::MAX.saturating_mul(4)
            && (1..=Self::MAX).contains(&text.chars().count());
        let trimmed = text.trim().len() == text.len();
        if fits && trimmed && text.chars().all(is_printable) {
            Ok(Self(text))
        } else {
            Err(TextError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl core::str::FromStr for Text {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl TryFrom<String> for Text {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0.into()
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "minLength": 1,
            "maxLength": Self::MAX,
            "pattern": r"^\S(.*\S)?$",
            "description": "a printable line without blanks at its ends",
        })
    }
}

/// Whether a character can stand in a line of text, whatever the format of the document: no control
/// character, no separator of lines or paragraphs, and not U+FFFE or U+FFFF.
pub(crate) fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}
