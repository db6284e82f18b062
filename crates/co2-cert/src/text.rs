//! Free texts with limits.

use core::fmt;
use core::str::FromStr;

/// A free text of 1 to `MAX` characters; with `LINES` it may hold line feeds.
///
/// Control characters, line and paragraph separators and U+FFFE and U+FFFF are refused: no document
/// format carries them all. Everything else is kept as it is; whoever prints it escapes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextOf<const MAX: usize, const LINES: bool>(Box<str>);

/// A free text in one line, at most 500 characters.
///
/// ```
/// use co2_cert::Text;
/// let name: Text = "Improved cookstoves, Mbarara".parse()?;
/// assert_eq!(name.as_str(), "Improved cookstoves, Mbarara");
/// assert!("two\nlines".parse::<Text>().is_err());
/// # Ok::<(), co2_cert::TextError>(())
/// ```
pub type Text = TextOf<500, false>;

/// A free text of any number of lines, at most 8,000 characters.
pub type LongText = TextOf<8_000, true>;

/// Why something is no [`Text`] or [`LongText`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid text: {kind}")]
#[non_exhaustive]
pub struct TextError {
    /// What is wrong.
    pub kind: TextErrorKind,
}

/// What can be wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TextErrorKind {
    /// No character at all.
    #[error("it is empty")]
    Empty,
    /// Too many characters.
    #[error("it has more than {max} characters")]
    TooLong {
        /// The most allowed.
        max: usize,
    },
    /// A character that is no text.
    #[error("it has the character {character:?} at column {column}")]
    Character {
        /// The first such character.
        character: char,
        /// Where, counted in characters from 1.
        column: usize,
    },
}

impl<const MAX: usize, const LINES: bool> TextOf<MAX, LINES> {
    /// Checks a text.
    ///
    /// # Errors
    /// When it is empty, too long, or has a character that is no text.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, TextError> {
        let text = text.into();
        let fail = |kind| Err(TextError { kind });
        if text.is_empty() {
            return fail(TextErrorKind::Empty);
        }
        for (index, character) in text.chars().enumerate() {
            if index >= MAX {
                return fail(TextErrorKind::TooLong { max: MAX });
            }
            if !(allowed(character) || LINES && character == '\n') {
                let column = index.saturating_add(1);
                return fail(TextErrorKind::Character { character, column });
            }
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn allowed(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

impl<const MAX: usize, const LINES: bool> FromStr for TextOf<MAX, LINES> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl<const MAX: usize, const LINES: bool> TryFrom<String> for TextOf<MAX, LINES> {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl<const MAX: usize, const LINES: bool> fmt::Display for TextOf<MAX, LINES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

mod wire {
    use super::TextOf;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    impl<const MAX: usize, const LINES: bool> Serialize for TextOf<MAX, LINES> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&self.0)
        }
    }

    impl<'de, const MAX: usize, const LINES: bool> Deserialize<'de> for TextOf<MAX, LINES> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
        }
    }

    #[cfg(feature = "schemars")]
    impl<const MAX: usize, const LINES: bool> schemars::JsonSchema for TextOf<MAX, LINES> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            if LINES { "LongText" } else { "Text" }.into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            let pattern = if LINES {
                r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+$"
            } else {
                r"^[^\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffe\uffff]+$"
            };
            schemars::json_schema!({
                "type": "string",
                "minLength": 1,
                "maxLength": MAX,
                "pattern": pattern,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LongText, Text, TextErrorKind};

    #[test]
    fn each_fault_has_its_kind() {
        let kind = |text: &str| text.parse::<Text>().unwrap_err().kind;
        assert_eq!(kind(""), TextErrorKind::Empty);
        assert_eq!(kind(&"é".repeat(501)), TextErrorKind::TooLong { max: 500 });
        for character in ['\n', '\0', '\u{85}', '\u{2028}', '\u{fffe}'] {
            let text = format!("é{character}");
            let column = 2;
            assert_eq!(kind(&text), TextErrorKind::Character { character, column });
        }
    }

    #[test]
    fn the_longest_text_passes_and_long_texts_have_lines() {
        assert!("é".repeat(500).parse::<Text>().is_ok());
        assert!("one\ntwo".parse::<LongText>().is_ok());
        assert!("one\r\ntwo".parse::<LongText>().is_err());
    }
}
