//! Credentials in SVG pictures: an element of the Open Badges namespace below the root.

use super::error::UnbakeError;
use crate::markup::is_harmful;
use core::fmt::Write;
use roxmltree::{Document, Node};

/// The namespace of Open Badges 3.0.
pub(crate) const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
const SVG: &str = "http://www.w3.org/2000/svg";

/// The largest picture that is read, in bytes.
const MAX_PICTURE: usize = 16 << 20;

/// JSON text that can stand in a CDATA section.
pub(crate) struct Cdata(String);

impl Cdata {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes compact JSON text safe for a CDATA section: `]]>` and characters that XML cannot carry or
/// that reorder text are written as JSON escapes. They occur only inside JSON strings, so the value,
/// and with it the signature, stays the same.
pub(crate) fn cdata(json: &str) -> Cdata {
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

/// The credential of an SVG picture: JSON, or a token in its compact form. It is not verified.
///
/// # Errors
/// When the picture is no XML, its root no SVG, or it has no credential or several. Document types
/// are refused: they could hide what is shown.
pub fn unbake_svg(picture: &str) -> Result<String, UnbakeError> {
    if picture.len() > MAX_PICTURE {
        return Err(UnbakeError::TooLarge { max: MAX_PICTURE });
    }
    let document =
        Document::parse(picture).map_err(|error| UnbakeError::Svg { reason: error.to_string() })?;
    let root = document.root_element();
    if !root.has_tag_name((SVG, "svg")) {
        return Err(UnbakeError::Root { root: root.tag_name().name().to_owned() });
    }
    let is_credential = |node: &Node<'_, '_>| node.has_tag_name((NAMESPACE, "credential"));
    let mut found = root.descendants().filter(is_credential);
    let one = found.next().ok_or(UnbakeError::None)?;
    let more = found.count();
    if more > 0 {
        return Err(UnbakeError::Several { count: more.saturating_add(1) });
    }
    // A token stands in the attribute, JSON in the element.
    if let Some(token) = one.attribute("verify").filter(|token| !token.is_empty()) {
        return Ok(token.to_owned());
    }
    let texts: String = one.children().filter_map(|node| node.text()).collect();
    match texts.trim() {
        "" => Err(UnbakeError::None),
        text => Ok(text.to_owned()),
    }
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
