//! Identifiers, with a separate type for each kind of thing.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;
use core::str::FromStr;
use smol_str::SmolStr;

/// What an [`Id`] names. Implement it on an empty enum to make your own id type.
pub trait IdKind {
    /// What is named, in words, for error messages and schemas.
    const NAME: &'static str;
    /// The maximum length of an id, in bytes.
    const MAX_LEN: usize = 64;
    /// The ASCII punctuation that is allowed in addition to ASCII letters and digits. Other
    /// characters in this text have no effect.
    const PUNCTUATION: &'static str = "._:-";
    /// The letter case in which the id is kept.
    const CASE: Case = Case::Verbatim;
}

/// The letter case in which an id is kept.
///
/// Where people write the same name in different cases, one case is chosen so that one thing does
/// not get two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Case {
    /// As given: `a` and `A` are two different ids.
    Verbatim,
    /// Lower case.
    Lower,
    /// Upper case.
    Upper,
}

/// An identifier of a thing of kind `K`: 1 to [`IdKind::MAX_LEN`] ASCII letters, digits and the
/// punctuation that the kind allows (`.`, `_`, `:` and `-` by default).
///
/// Ids of different kinds are different types, so a serial number cannot be passed where a project
/// is expected. The characters allowed by default need no escaping in the path of a URL, in JSON or
/// in CSV. Code that makes file names of ids must still handle `..`, `/` where the kind allows it
/// and, on some systems, `:`.
///
/// ```
/// use co2_units::credit::ProjectId;
/// use co2_units::IdErrorKind;
///
/// let project: ProjectId = "GS11236".parse()?;
/// assert_eq!(project.as_str(), "GS11236");
///
/// let error = "GS 11236".parse::<ProjectId>().unwrap_err();
/// assert_eq!(error.kind, IdErrorKind::Character { character: ' ', column: 3 });
/// # Ok::<(), co2_units::IdError>(())
/// ```
pub struct Id<K> {
    /// Up to 23 bytes are stored inline, and copies of longer ids share them, because ledgers copy
    /// ids often.
    text: SmolStr,
    kind: PhantomData<fn() -> K>,
}

/// The error for a text that is not a valid [`Id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {name}: {kind}")]
#[non_exhaustive]
pub struct IdError {
    /// What the text should have named.
    pub name: &'static str,
    /// What is wrong with the text.
    pub kind: IdErrorKind,
}

/// What can be wrong with a text that should be an [`Id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdErrorKind {
    /// The text is empty.
    #[error("it is empty")]
    Empty,
    /// The text has too many bytes.
    #[error("it is longer than {max} bytes")]
    TooLong {
        /// The maximum number of bytes.
        max: usize,
    },
    /// The text has a character that is not allowed.
    #[error("unexpected character {character:?} at column {column}")]
    Character {
        /// The character.
        character: char,
        /// Its position, counted in characters from 1.
        column: usize,
    },
}

/// Checks the length first, then each character.
pub(crate) fn check(
    name: &'static str,
    text: &str,
    max: usize,
    allowed: impl Fn(char) -> bool,
) -> Result<(), IdError> {
    let fail = |kind| Err(IdError { name, kind });
    if text.is_empty() {
        return fail(IdErrorKind::Empty);
    }
    if text.len() > max {
        return fail(IdErrorKind::TooLong { max });
    }
    match text.chars().zip(1..).find(|&(character, _)| !allowed(character)) {
        Some((character, column)) => fail(IdErrorKind::Character { character, column }),
        None => Ok(()),
    }
}

impl<K: IdKind> Id<K> {
    /// Makes an id from a text.
    ///
    /// # Errors
    /// Returns an error if the text is empty, is too long, or has a character that is not allowed.
    pub fn new(text: impl AsRef<str>) -> Result<Self, IdError> {
        let text = text.as_ref();
        let allowed = |c: char| c.is_ascii_alphanumeric() || punctuation::<K>().any(|p| p == c);
        check(K::NAME, text, K::MAX_LEN, allowed)?;
        let text = match K::CASE {
            Case::Verbatim => SmolStr::new(text),
            Case::Lower => SmolStr::new(text.to_ascii_lowercase()),
            Case::Upper => SmolStr::new(text.to_ascii_uppercase()),
        };
        Ok(Self { text, kind: PhantomData })
    }
}

/// Returns the punctuation that a kind allows.
pub(crate) fn punctuation<K: IdKind>() -> impl Iterator<Item = char> {
    K::PUNCTUATION.chars().filter(char::is_ascii_punctuation)
}

impl<K> Id<K> {
    /// Returns the id as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K: IdKind> FromStr for Id<K> {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text)
    }
}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

#[cfg(feature = "serde")]
mod wire {
    #[cfg(feature = "schemars")]
    use super::punctuation;
    use super::{Id, IdKind};
    use core::fmt;
    use core::marker::PhantomData;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    impl<K> Serialize for Id<K> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(&self.text)
        }
    }

    impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            /// Reads the text without copying it first.
            struct Text<K>(PhantomData<fn() -> K>);

            impl<K: IdKind> de::Visitor<'_> for Text<K> {
                type Value = Id<K>;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a string")
                }

                fn visit_str<E: de::Error>(self, text: &str) -> Result<Id<K>, E> {
                    Id::new(text).map_err(E::custom)
                }
            }

            deserializer.deserialize_str(Text(PhantomData))
        }
    }

    #[cfg(feature = "schemars")]
    impl<K: IdKind> schemars::JsonSchema for Id<K> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            K::NAME.into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            // In a character class a hyphen must come last, and these characters have a special
            // meaning.
            let mut class = String::from("A-Za-z0-9");
            for character in punctuation::<K>().filter(|&c| c != '-') {
                if matches!(character, '\\' | '[' | ']' | '^') {
                    class.push('\\');
                }
                class.push(character);
            }
            if punctuation::<K>().any(|c| c == '-') {
                class.push('-');
            }
            schemars::json_schema!({
                "type": "string",
                "pattern": format!("^[{class}]+$"),
                "minLength": 1,
                "maxLength": K::MAX_LEN,
                "description": K::NAME,
            })
        }
    }
}
