//! A credential inside a picture, as Open Badges 3.0 bakes it.

use super::markup::is_harmful;
use core::fmt::Write;

/// JSON text that can stand in a CDATA section.
pub(super) struct Cdata(String);

impl Cdata {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes compact JSON text safe for a CDATA section: `]]>` and characters that XML cannot carry or
/// that reorder text are written as JSON escapes. They occur only inside JSON strings, so the value,
/// and with it the signature, stays the same.
pub(super) fn cdata(json: &str) -> Cdata {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if (character == '>' && out.ends_with("]]")) || is_harmful(character) {
            // None of these is beyond the basic plane, so one escape is enough.
            write!(out, "\\u{:04x}", u32::from(character))
                .expect("writing to a string does not fail");
        } else {
            out.push(character);
        }
    }
    Cdata(out)
}

#[cfg(test)]
mod tests {
    use super::cdata;
    use serde_json::{Value, json};

    #[test]
    fn the_value_stays_the_same_and_the_section_does_not_end() {
        let value = json!({"a": ["]]>", "]]]>\\]]>", "\u{7f}\u{fffe}\u{202e}é>"]});
        let text = cdata(&value.to_string()).0;
        assert_eq!(text, r#"{"a":["]]\u003e","]]]\u003e\\]]\u003e","\u007f\ufffe\u202eé>"]}"#);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
