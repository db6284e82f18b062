//! Strict reading of JSON.

use super::canonical::MAX_SAFE;
use core::cell::Cell;
use core::fmt;
use serde::de::{self, DeserializeSeed, Deserializer, Visitor};
use serde_json::{Map, Number, Value};

/// Limits on the size and depth of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The greatest length of the text, in bytes.
    pub bytes: usize,
    /// The greatest nesting depth of objects and lists, at most 100.
    pub depth: usize,
}

impl Limits {
    /// The limits for a certificate: 256 KiB, 16 levels.
    pub const CERTIFICATE: Self = Self { bytes: 256 * 1024, depth: 16 };
    /// The limits for a DID document: 256 KiB, 16 levels.
    pub const DID_DOCUMENT: Self = Self::CERTIFICATE;
    /// The limits for a status list credential: 4 MiB, 16 levels.
    pub const STATUS_LIST: Self = Self { bytes: 4 * 1024 * 1024, depth: 16 };
}

/// An error from reading JSON, and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at line {line}, column {column}")]
#[non_exhaustive]
pub struct JsonError {
    /// What is wrong.
    pub kind: JsonErrorKind,
    /// The line, counted from 1; 0 if the text was refused before it was parsed.
    pub line: usize,
    /// The column in bytes, counted from 1; 0 if the text was refused before it was parsed.
    pub column: usize,
}

/// The kinds of [`JsonError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// The text is longer than allowed.
    #[error("the text has {bytes} bytes, more than {max}")]
    TooLarge {
        /// The length of the text, in bytes.
        bytes: usize,
        /// The greatest length allowed, in bytes.
        max: usize,
    },
    /// Objects and lists are nested more deeply than allowed.
    #[error("the text is nested more than {max} levels deep")]
    TooDeep {
        /// The greatest depth allowed.
        max: usize,
    },
    /// An object has two members with the same name.
    #[error("the member {name:?} occurs twice")]
    DuplicateKey {
        /// The name, at most its first 64 characters.
        name: String,
    },
    /// A number has a fraction or an exponent, or is `-0`.
    #[error("a number has a fraction or exponent; such values are written as strings")]
    Float,
    /// An integer is beyond ±(2⁵³ - 1).
    #[error("an integer is too large for every reader to represent it exactly")]
    UnsafeInteger,
    /// A member has a name with a special meaning in `serde_json`. With its feature
    /// `arbitrary_precision`, which any crate in the build can turn on, every JSON number arrives as such a member.
    #[error("the member {name:?} is reserved")]
    ReservedKey {
        /// The name, at most its first 64 characters.
        name: String,
    },
    /// The text is not JSON.
    #[error("not JSON: {message}")]
    Syntax {
        /// The reader's message.
        message: String,
    },
}

/// Reads a JSON text, refusing whatever readers interpret differently.
///
/// # Errors
/// Returns an error if the text is not JSON, is too large or nested too deeply, names a member twice, or has a
/// float or an integer beyond ±(2⁵³ - 1).
///
/// ```
/// use co2_cert::json::{self, JsonErrorKind, Limits};
/// let error = json::read(br#"{"a": "1", "a": "2"}"#, Limits::CERTIFICATE).unwrap_err();
/// assert_eq!(error.kind, JsonErrorKind::DuplicateKey { name: "a".into() });
/// ```
pub fn read(text: &[u8], limits: Limits) -> Result<Value, JsonError> {
    read_with(text, limits, false)
}

/// Reads JSON with numbers of any kind, for a text that nobody signed and whose numbers are not used.
pub(crate) fn read_any_number(text: &[u8], limits: Limits) -> Result<Value, JsonError> {
    read_with(text, limits, true)
}

fn read_with(text: &[u8], limits: Limits, any_number: bool) -> Result<Value, JsonError> {
    if text.len() > limits.bytes {
        let (bytes, max) = (text.len(), limits.bytes);
        return Err(JsonError { kind: JsonErrorKind::TooLarge { bytes, max }, line: 0, column: 0 });
    }
    let fault = Cell::new(None);
    let max = limits.depth.min(100);
    let strict = Strict { left: max, max, any_number, fault: &fault };
    let mut reader = serde_json::Deserializer::from_slice(text);
    strict.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value)).map_err(
        |error| JsonError {
            kind: fault
                .take()
                .unwrap_or_else(|| JsonErrorKind::Syntax { message: message(&error) }),
            line: error.line(),
            column: error.column(),
        },
    )
}

/// Returns `serde_json`'s message without its " at line 1 column 2", which [`JsonError`] states itself.
fn message(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or_else(|| text.clone(), |(message, _)| message.to_owned())
}

/// Reads one value with a number of levels left. A fault is kept aside, because `serde_json`'s error
/// carries only text.
#[derive(Clone, Copy)]
struct Strict<'a> {
    left: usize,
    max: usize,
    any_number: bool,
    fault: &'a Cell<Option<JsonErrorKind>>,
}

impl Strict<'_> {
    fn fail<E: de::Error>(self, kind: JsonErrorKind) -> E {
        let error = E::custom(&kind);
        self.fault.set(Some(kind));
        error
    }

    fn inner<E: de::Error>(self) -> Result<Self, E> {
        let max = self.max;
        let left =
            self.left.checked_sub(1).ok_or_else(|| self.fail(JsonErrorKind::TooDeep { max }))?;
        Ok(Self { left, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        if value > MAX_SAFE && !self.any_number {
            return Err(self.fail(JsonErrorKind::UnsafeInteger));
        }
        Ok(Value::Number(Number::from(value)))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > MAX_SAFE && !self.any_number {
            return Err(self.fail(JsonErrorKind::UnsafeInteger));
        }
        Ok(Value::Number(Number::from(value)))
    }

    // Integers beyond 64 bits arrive here too.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        if self.any_number {
            return Ok(Number::from_f64(value).map_or(Value::Null, Value::Number));
        }
        Err(self.fail(JsonErrorKind::Float))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let shown = || name.chars().take(64).collect();
            if name.starts_with("$serde_json::private::") {
                return Err(self.fail(JsonErrorKind::ReservedKey { name: shown() }));
            }
            if members.contains_key(&name) {
                return Err(self.fail(JsonErrorKind::DuplicateKey { name: shown() }));
            }
            let value = object.next_value_seed(inner)?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonErrorKind, Limits, read};

    const SMALL: Limits = Limits { bytes: 100, depth: 2 };

    fn kind(text: &str) -> JsonErrorKind {
        read(text.as_bytes(), SMALL).unwrap_err().kind
    }

    #[test]
    fn each_fault_has_its_kind_and_place() {
        assert_eq!(kind(&" ".repeat(101)), JsonErrorKind::TooLarge { bytes: 101, max: 100 });
        assert_eq!(kind("[[[]]]"), JsonErrorKind::TooDeep { max: 2 });
        assert_eq!(kind(r#"{"a":0,"\u0061":0}"#), JsonErrorKind::DuplicateKey { name: "a".into() });
        for float in ["1.0", "1e2", "-0", "18446744073709551616"] {
            assert_eq!(kind(float), JsonErrorKind::Float, "{float}");
        }
        for number in ["9007199254740992", "-9007199254740992"] {
            assert_eq!(kind(number), JsonErrorKind::UnsafeInteger, "{number}");
        }
        let reserved = r#"{"$serde_json::private::Number":"1"}"#;
        assert!(matches!(kind(reserved), JsonErrorKind::ReservedKey { .. }));
        for text in ["", "{", "[1,]", "\"\\ud800\"", "{} {}", "NaN", "01", "\u{feff}{}"] {
            assert!(matches!(kind(text), JsonErrorKind::Syntax { .. }), "{text}");
        }
        let error = read(b"{\n\"a\":0.5}", SMALL).unwrap_err();
        assert_eq!((error.line, error.kind), (2, JsonErrorKind::Float));
    }

    #[test]
    fn bytes_that_are_no_utf8_are_refused() {
        assert!(read(b"\"\xff\"", SMALL).is_err());
    }

    #[test]
    fn good_values_are_what_serde_json_reads() {
        let text = br#" {"a": [null, true, -3, 9007199254740991], "b": "\u00e9"} "#;
        let expected: serde_json::Value = serde_json::from_slice(text).unwrap();
        assert_eq!(read(text, SMALL).unwrap(), expected);
    }
}
