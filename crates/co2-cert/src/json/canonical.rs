//! The canonical form of JSON.

use serde::Serialize;
use serde_json::{Number, Value};

/// The largest integer that every JSON reader represents exactly: 2⁵³ - 1 (RFC 7493, section 2.2).
pub(crate) const MAX_SAFE: u64 = 9_007_199_254_740_991;

/// An error from a number that readers interpret differently: a float, or an integer beyond ±(2⁵³ - 1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{number} at {pointer:?} is not an integer that every reader represents exactly; write it as a string"
)]
#[non_exhaustive]
pub struct NumberError {
    /// The place of the number, as a JSON pointer.
    pub pointer: String,
    /// The number as written.
    pub number: String,
}

/// Returns the canonical bytes of a value by RFC 8785: members sorted, no white space, one spelling.
///
/// # Errors
/// Returns an error if the value contains a float or an integer beyond ±(2⁵³ - 1), because its canonical form could
/// stand for another document.
///
/// ```
/// use co2_cert::json::canonical;
/// use co2_cert::serde_json::json;
/// assert_eq!(canonical(&json!({"b": [true, "é"], "a": 1}))?, r#"{"a":1,"b":[true,"é"]}"#.as_bytes());
/// assert!(canonical(&json!({"a": 0.5})).is_err());
/// # Ok::<(), co2_cert::json::NumberError>(())
/// ```
pub fn canonical(value: &Value) -> Result<Vec<u8>, NumberError> {
    // The place of a number is computed only if one is refused.
    if !all_safe(value) {
        check_numbers(value, &mut String::new())?;
    }
    Ok(bytes(value))
}

/// Writes the bytes with the library. Floats, the hard part of its rules, have been refused before.
fn bytes(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("a value is always JSON")
}

/// Converts one of our own documents, which consist of strings, lists and objects, into a value.
pub(crate) fn known(document: &impl Serialize) -> Value {
    serde_json::to_value(document).expect("strings, lists and objects are always JSON")
}

/// Returns the canonical bytes of one of our own documents, which contain no numbers.
pub(crate) fn known_bytes(document: &Value) -> Vec<u8> {
    bytes(document)
}

/// Returns the canonical bytes of one of our own types that contains no numbers and whose members have ASCII names
/// in alphabetical order: `serde_json` then writes canonical JSON directly, without building a value first.
pub(crate) fn sorted_bytes(document: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::with_capacity(4096);
    serde_json::to_writer(&mut out, document).expect("strings, lists and objects are always JSON");
    out
}

/// Returns true if the number is an integer that every reader represents exactly.
fn is_safe(number: &Number) -> bool {
    let magnitude = number.as_u64().or_else(|| number.as_i64().map(i64::unsigned_abs));
    magnitude.is_some_and(|magnitude| magnitude <= MAX_SAFE)
}

fn all_safe(value: &Value) -> bool {
    match value {
        Value::Number(number) => is_safe(number),
        Value::Array(items) => items.iter().all(all_safe),
        Value::Object(members) => members.values().all(all_safe),
        _ => true,
    }
}

fn check_numbers(value: &Value, pointer: &mut String) -> Result<(), NumberError> {
    let mut at = |step: &str, value: &Value| {
        let parent = pointer.len();
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        let checked = check_numbers(value, pointer);
        pointer.truncate(parent);
        checked
    };
    match value {
        Value::Number(number) => {
            if is_safe(number) {
                return Ok(());
            }
            Err(NumberError { pointer: pointer.clone(), number: number.to_string() })
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(index, item)| at(&index.to_string(), item))
        }
        Value::Object(members) => members.iter().try_for_each(|(name, member)| at(name, member)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_SAFE, canonical};
    use serde_json::{Value, json};

    #[test]
    fn unsafe_numbers_have_no_canonical_form_here() {
        for number in [json!(MAX_SAFE + 1), json!(-9_007_199_254_740_992_i64), json!(1.0)] {
            let error = canonical(&json!({"a/b": [0, number.clone()]})).unwrap_err();
            assert_eq!(error.pointer, "/a~1b/1");
            assert_eq!(error.number, number.to_string());
        }
        assert!(canonical(&json!([MAX_SAFE, -9_007_199_254_740_991_i64])).is_ok());
    }

    #[test]
    fn members_are_sorted_by_utf16() {
        // U+1F600 is a surrogate pair (D83D DE00) and sorts before U+FB33 in UTF-16, after it in UTF-8.
        let value = json!({"\u{fb33}": "b", "\u{1f600}": "a"});
        let text = String::from_utf8(canonical(&value).unwrap()).unwrap();
        assert_eq!(text, "{\"\u{1f600}\":\"a\",\"\u{fb33}\":\"b\"}");
    }

    fn text(value: &Value) -> String {
        String::from_utf8(super::bytes(value)).unwrap()
    }

    /// RFC 8785, section 3.2.3: the order of names, which is not that of UTF-8.
    #[test]
    fn names_are_sorted_as_the_standard_shows() {
        let value = json!({
            "\u{20ac}": "Euro Sign",
            "\r": "Carriage Return",
            "\u{fb33}": "Hebrew Letter Dalet With Dagesh",
            "1": "One",
            "\u{1f600}": "Emoji: Grinning Face",
            "\u{80}": "Control",
            "\u{f6}": "Latin Small Letter O With Diaeresis",
        });
        let expected = "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\
            \"\u{f6}\":\"Latin Small Letter O With Diaeresis\",\"\u{20ac}\":\"Euro Sign\",\
            \"\u{1f600}\":\"Emoji: Grinning Face\",\
            \"\u{fb33}\":\"Hebrew Letter Dalet With Dagesh\"}";
        assert_eq!(text(&value), expected);
    }

    /// RFC 8785, section 3.2.2: its example without the numbers that are refused here.
    #[test]
    fn texts_are_written_as_the_standard_shows() {
        let value = json!({
            "string": "\u{20ac}$\u{f}\nA'B\"\\\\\"/",
            "literals": [null, true, false],
        });
        let expected = "{\"literals\":[null,true,false],\
            \"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
        assert_eq!(text(&value), expected);
    }
}
