//! Texts with limits, which can be stored in every document format.

use core::fmt;
use core::str::FromStr;

/// A text of 1 to `MAX` characters. With `LINES` it may contain line feeds; with `TRIMMED` it may
/// not begin or end with whitespace.
///
/// Control characters, line and paragraph separators, U+FFFE and U+FFFF are refused, because not
/// every document format can store them. Everything else is kept unchanged and escaped by the code
/// that prints it.
///
/// ```
/// use co2_units::text::{Reference, ShortText, Text};
///
/// let name: Text = "Improved cookstoves, Mbarara".parse()?;
/// assert_eq!(name.as_str(), "Improved cookstoves, Mbarara");
/// assert!("two\nlines".parse::<Text>().is_err());
/// // A text type with a longer limit accepts every shorter text.
/// let label: ShortText = "CCP Approved".parse()?;
/// assert_eq!(Text::from_shorter(label).as_str(), "CCP Approved");
/// assert!(ShortText::new("CCP Approved ").is_err());
/// assert!(Reference::new("R2323HK9K722").is_ok());
/// # Ok::<(), co2_units::text::TextError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextOf<const MAX: usize, const LINES: bool = false, const TRIMMED: bool = false>(
    Box<str>,
);

/// A text of one line and at most 500 characters.
pub type Text = TextOf<500>;

/// A text of any number of lines and at most 8,000 characters.
pub type LongText = TextOf<8_000, true>;

/// A text of one line that is compared with others, such as a label or a standard: at most 200
/// characters and without whitespace at either end, so that two texts that look alike are equal.
pub type ShortText = TextOf<200, false, true>;

/// A registry's or partner's reference for a retirement or transfer: one line of at most 200
/// characters.
pub type Reference = TextOf<200>;

/// The error for a text that is not accepted.
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
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// The text has too many characters.
    #[error("it has more than {max} characters")]
    TooLong {
        /// The maximum number of characters.
        max: usize,
    },
    /// The text has a character that some document formats cannot store.
    #[error("it has the character {character:?} at column {column}")]
    Character {
        /// The first such character.
        character: char,
        /// Its position, counted in characters from 1.
        column: usize,
    },
    /// The text begins or ends with whitespace.
    #[error("it begins or ends with whitespace, at column {column}")]
    Blank {
        /// Its position, counted in characters from 1.
        column: usize,
    },
}

impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> TextOf<MAX, LINES, TRIMMED> {
    /// The maximum number of characters.
    pub const MAX: usize = MAX;

    /// Checks a text against the limits of this type.
    ///
    /// # Errors
    /// Returns an error if the text is empty or too long, has a character that some document
    /// formats cannot store, or begins or ends with whitespace where that is not allowed.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, TextError> {
        let text = text.into();
        let fail = |kind| Err(TextError { kind });
        if text.is_empty() {
            return fail(TextErrorKind::Empty);
        }
        let mut last = (' ', 0_usize);
        for (index, character) in text.chars().enumerate() {
            let column = index.saturating_add(1);
            if index >= MAX {
                return fail(TextErrorKind::TooLong { max: MAX });
            }
            if !(is_printable(character) || LINES && character == '\n') {
                return fail(TextErrorKind::Character { character, column });
            }
            if TRIMMED && index == 0 && character.is_whitespace() {
                return fail(TextErrorKind::Blank { column });
            }
            last = (character, column);
        }
        match last {
            (character, column) if TRIMMED && character.is_whitespace() => {
                fail(TextErrorKind::Blank { column })
            }
            _ => Ok(Self(text)),
        }
    }

    /// Converts a text to a type with wider limits. Converting to narrower limits does not compile.
    ///
    /// ```compile_fail
    /// use co2_units::text::{Text, TextOf};
    /// let long: Text = "long".parse().unwrap();
    /// let short = TextOf::<10>::from_shorter(long);
    /// ```
    pub fn from_shorter<const LESS: usize, const THEIR_LINES: bool, const THEIR_TRIM: bool>(
        text: TextOf<LESS, THEIR_LINES, THEIR_TRIM>,
    ) -> Self {
        const {
            assert!(LESS <= MAX, "a text can be longer than the limit");
            assert!(LINES || !THEIR_LINES, "a text of several lines is not one line");
            assert!(THEIR_TRIM || !TRIMMED, "a text can have whitespace at its ends");
        }
        Self(text.0)
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns true if the character can be part of a line of text in every document format: it is not
/// a control character, not a line or paragraph separator, and not U+FFFE or U+FFFF.
pub fn is_printable(character: char) -> bool {
    !character.is_control()
        && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> FromStr
    for TextOf<MAX, LINES, TRIMMED>
{
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> TryFrom<String>
    for TextOf<MAX, LINES, TRIMMED>
{
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> From<TextOf<MAX, LINES, TRIMMED>>
    for String
{
    fn from(text: TextOf<MAX, LINES, TRIMMED>) -> Self {
        text.0.into()
    }
}

impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> fmt::Display
    for TextOf<MAX, LINES, TRIMMED>
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::TextOf;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> Serialize
        for TextOf<MAX, LINES, TRIMMED>
    {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&self.0)
        }
    }

    impl<'de, const MAX: usize, const LINES: bool, const TRIMMED: bool> Deserialize<'de>
        for TextOf<MAX, LINES, TRIMMED>
    {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Self::new(String::deserialize(deserializer)?).map_err(de::Error::custom)
        }
    }

    #[cfg(feature = "schemars")]
    impl<const MAX: usize, const LINES: bool, const TRIMMED: bool> schemars::JsonSchema
        for TextOf<MAX, LINES, TRIMMED>
    {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            if LINES { "LongText" } else { "Text" }.into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            use crate::schema::{BLANKS, UNPRINTABLE};

            if TRIMMED {
                let end = format!("[^{UNPRINTABLE}{BLANKS}]");
                return schemars::json_schema!({
                    "type": "string",
                    "minLength": 1,
                    "maxLength": MAX,
                    "pattern": format!("^{end}([^{UNPRINTABLE}]*{end})?$"),
                    "description": "a printable line without whitespace at its ends",
                });
            }
            let pattern = if LINES {
                // All but the line feed.
                let others = UNPRINTABLE.replacen(r"\x00-\x1f", r"\x00-\x09\x0b-\x1f", 1);
                format!("^[^{others}]+$")
            } else {
                format!("^[^{UNPRINTABLE}]+$")
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
    use super::{LongText, ShortText, Text, TextErrorKind};

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
        let kind = |text: &str| text.parse::<ShortText>().unwrap_err().kind;
        assert_eq!(kind(" a"), TextErrorKind::Blank { column: 1 });
        assert_eq!(kind("é\u{a0}"), TextErrorKind::Blank { column: 2 });
        assert_eq!(kind(" "), TextErrorKind::Blank { column: 1 });
    }

    #[test]
    fn the_longest_text_passes_and_long_texts_have_lines() {
        assert!("é".repeat(500).parse::<Text>().is_ok());
        assert!("é".repeat(200).parse::<ShortText>().is_ok());
        assert!("one\ntwo".parse::<LongText>().is_ok());
        assert!("one\r\ntwo".parse::<LongText>().is_err());
    }
}
