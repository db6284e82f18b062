//! The canonical form's bytes.
//!
//! RFC 8785, for values whose numbers are whole: members sorted by UTF-16 code units, no white
//! space, one spelling of each text. Written here, and not taken from a library, since
//! canonicalisation is a large part of the time in which a certificate is signed or verified;
//! tests compare it with such a library.

use core::cmp::Ordering;
use serde_json::{Map, Number, Value};

/// The canonical bytes of a value.
pub(super) fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(4096);
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend(b"null"),
        Value::Bool(true) => out.extend(b"true"),
        Value::Bool(false) => out.extend(b"false"),
        Value::Number(number) => write_number(number, out),
        Value::String(text) => write_text(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Object(members) => write_object(members, out),
    }
}

fn write_object(members: &Map<String, Value>, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut pair = |index: usize, name: &str, member: &Value| {
        if index > 0 {
            out.push(b',');
        }
        write_text(name, out);
        out.push(b':');
        write(member, out);
    };
    // Mostly they are in order: `serde_json` keeps them by bytes, unless some crate turned its
    // feature `preserve_order` on, and ASCII has the same order in UTF-16.
    if members.keys().is_sorted_by(|a, b| utf16(a, b).is_lt()) {
        for (index, (name, member)) in members.iter().enumerate() {
            pair(index, name, member);
        }
    } else {
        let mut sorted: Vec<_> = members.iter().collect();
        sorted.sort_unstable_by(|(a, _), (b, _)| utf16(a, b));
        for (index, (name, member)) in sorted.into_iter().enumerate() {
            pair(index, name, member);
        }
    }
    out.push(b'}');
}

/// The order of two names by UTF-16 code units. It is that of their bytes unless a name has a
/// character beyond U+FFFF, whose surrogates sort before U+E000.
fn utf16(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// A whole number; whoever writes has refused all others. Not `Number`'s own text, which may be
/// `-0` or `1e2` where some crate turned `arbitrary_precision` on.
fn write_number(number: &Number, out: &mut Vec<u8>) {
    let text = number.as_i64().map_or_else(|| number.to_string(), |number| number.to_string());
    out.extend(text.as_bytes());
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(plain) = rest.iter().position(|byte| must_escape(*byte)) {
        let (before, from) = rest.split_at(plain);
        out.extend(before);
        if let Some((byte, after)) = from.split_first() {
            write_escaped(*byte, out);
            rest = after;
        }
    }
    out.extend(rest);
    out.push(b'"');
}

const fn must_escape(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

fn write_escaped(byte: u8, out: &mut Vec<u8>) {
    match byte {
        b'"' | b'\\' => out.extend([b'\\', byte]),
        0x08 => out.extend(b"\\b"),
        0x09 => out.extend(b"\\t"),
        0x0a => out.extend(b"\\n"),
        0x0c => out.extend(b"\\f"),
        0x0d => out.extend(b"\\r"),
        // A control character has two hexadecimal digits, the first of which is 0 or 1.
        _ => {
            out.extend(b"\\u00");
            out.push(if byte < 0x10 { b'0' } else { b'1' });
            out.push(match byte & 0x0f {
                digit @ 0..=9 => b'0' | digit,
                digit => (b'a' - 10).wrapping_add(digit),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bytes;
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn text(value: &Value) -> String {
        String::from_utf8(bytes(value)).unwrap()
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

    #[test]
    fn each_control_character_is_written_as_the_library_writes_it() {
        for character in '\0'..='\u{a0}' {
            let value = json!(format!("a{character}b"));
            assert_eq!(bytes(&value), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }

    /// Texts in which each kind of character is frequent: ASCII, controls, both sides of the
    /// surrogates, and surrogate pairs.
    fn any_text() -> impl Strategy<Value = String> {
        let character = prop_oneof![
            prop::char::range('\0', '\u{7f}'),
            prop::char::range('\u{80}', '\u{7ff}'),
            prop::char::range('\u{d000}', '\u{d7ff}'),
            prop::char::range('\u{e000}', '\u{ffff}'),
            prop::char::range('\u{10000}', '\u{10ffff}'),
        ];
        vec(character, 0..6).prop_map(String::from_iter)
    }

    fn any_value() -> impl Strategy<Value = Value> {
        const MAX: i64 = 9_007_199_254_740_991;
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-MAX..=MAX).prop_map(Value::from),
            any_text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 64, 8, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..8).prop_map(Value::from),
                btree_map(any_text(), inner, 0..8)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_equals_the_library(value in any_value()) {
            prop_assert_eq!(bytes(&value), serde_json_canonicalizer::to_vec(&value).unwrap());
        }
    }
}
