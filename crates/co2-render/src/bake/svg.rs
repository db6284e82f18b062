//! Credentials in SVG pictures: an element of the Open Badges namespace, directly below the root.

use super::error::UnbakeError;
use crate::markup::is_harmful;
use core::fmt::Write;
use roxmltree::{Document, Node};

/// The namespace of Open Badges 3.0.
pub(crate) const NAMESPACE: &str = "https://purl.imsglobal.org/ob/v3p0";
const SVG: &str = "http://www.w3.org/2000/svg";

/// The greatest size of a picture that is read, in bytes.
const MAX_PICTURE: usize = 16 << 20;

/// The greatest number of attributes of one element, and of namespace declarations in a picture. The parser
/// compares each attribute with all those before it in its element, and passes declarations down to child
/// elements: a picture of 2 MB took 22 s.
const MAX_ATTRIBUTES: usize = 512;

/// JSON text that may stand in a CDATA section.
pub(crate) struct Cdata(String);

impl Cdata {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Makes compact JSON text safe for a CDATA section: `]]>` and characters that XML cannot contain or
/// that reorder text are written as JSON escapes. They occur only inside JSON strings, so the value,
/// and with it the signature, does not change.
pub(crate) fn cdata(json: &str) -> Cdata {
    let mut out = String::with_capacity(json.len());
    for character in json.chars() {
        if (character == '>' && out.ends_with("]]")) || is_harmful(character) {
            // All of these are in the basic multilingual plane, so one escape is enough.
            write!(out, "\\u{:04x}", u32::from(character))
                .expect("writing to a string does not fail");
        } else {
            out.push(character);
        }
    }
    Cdata(out)
}

/// Returns the credential of an SVG picture: JSON, or a token in compact form. It is not verified.
///
/// # Errors
/// Returns an error if the picture is not well-formed XML, if its root is not that of an SVG, or if it does not
/// have exactly one credential. Document type declarations are refused, because they could hide what is shown.
pub fn unbake_svg(picture: &str) -> Result<String, UnbakeError> {
    if picture.len() > MAX_PICTURE {
        return Err(UnbakeError::TooLarge { max: MAX_PICTURE });
    }
    if has_many_attributes(picture) {
        let reason = format!("more than {MAX_ATTRIBUTES} attributes or namespaces");
        return Err(UnbakeError::Svg { reason });
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
    // A token is in the attribute, JSON in the element. Of both, other software may read the other one.
    let token = one.attribute("verify").filter(|token| !token.is_empty());
    let texts: String = one.children().filter_map(|node| node.text()).collect();
    match (token, texts.trim()) {
        (None, "") => Err(UnbakeError::None),
        (Some(token), "") => Ok(token.to_owned()),
        (None, text) => Ok(text.to_owned()),
        (Some(_), _) => Err(UnbakeError::Several { count: 2 }),
    }
}

/// Returns true if an element has more attributes, or the picture more namespace declarations, than the limit. It
/// looks at each byte once, and may be wrong about text that is not XML, which the parser refuses.
fn has_many_attributes(picture: &str) -> bool {
    let mut rest = picture;
    let mut namespaces = 0_usize;
    while let Some(start) = rest.find('<') {
        let (_, tag) = rest.split_at(start);
        // The content of these is text.
        let quoted = [("<!--", "-->"), ("<![CDATA[", "]]>")].into_iter();
        if let Some((_, end)) = quoted.clone().find(|(start, _)| tag.starts_with(start)) {
            let Some(at) = tag.find(end) else { return false };
            rest = tag.split_at(at).1;
            continue;
        }
        let (mut attributes, mut quote, mut end) = (0_usize, None, tag.len());
        for (at, byte) in tag.bytes().enumerate() {
            match (quote, byte) {
                (None, b'>') => {
                    end = at;
                    break;
                }
                (None, b'=') => attributes = attributes.saturating_add(1),
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), byte) if open == byte => quote = None,
                _ => {}
            }
        }
        let (tag, after) = tag.split_at(end);
        // This also counts the word inside values; a picture with that many of them is refused as well.
        namespaces = namespaces.saturating_add(tag.matches("xmlns").count());
        if attributes > MAX_ATTRIBUTES || namespaces > MAX_ATTRIBUTES {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{MAX_ATTRIBUTES, UnbakeError, cdata, has_many_attributes, unbake_svg};
    use serde_json::{Value, json};

    #[test]
    fn what_would_take_the_parser_long_is_refused() {
        let attributes = |count: usize| -> String {
            let all: Vec<String> = (0..count).map(|n| format!("a{n}=\"x=y>z\"")).collect();
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" {}/>", all.join(" "))
        };
        assert!(matches!(unbake_svg(&attributes(100_000)), Err(UnbakeError::Svg { .. })));
        assert!(!has_many_attributes(&attributes(MAX_ATTRIBUTES - 1)));
        assert!(has_many_attributes(&attributes(MAX_ATTRIBUTES)));
        let nested = "<g xmlns:a=\"b\">".repeat(MAX_ATTRIBUTES + 1);
        assert!(matches!(unbake_svg(&nested), Err(UnbakeError::Svg { .. })));
        // Text may contain any number of them.
        let text =
            format!("<svg><!-- {0} --><![CDATA[<a {0}>]]>{0}</svg>", "a=1 xmlns ".repeat(1_000));
        assert!(!has_many_attributes(&text));
    }

    #[test]
    fn the_value_stays_the_same_and_the_section_does_not_end() {
        let value = json!({"a": ["]]>", "]]]>\\]]>", "\u{7f}\u{fffe}\u{202e}é>"]});
        let text = cdata(&value.to_string()).0;
        assert_eq!(text, r#"{"a":["]]\u003e","]]]\u003e\\]]\u003e","\u007f\ufffe\u202eé>"]}"#);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
