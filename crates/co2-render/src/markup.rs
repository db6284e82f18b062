//! Markup in which only our own constants are tags and everything else is text.

use super::bake::Cdata;
use core::fmt::{Display, Write};

/// A document being written. Tags are `'static`, so nothing from a certificate can become a tag.
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    /// Appends our own markup unchanged.
    pub(super) fn tag(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Appends a text, with every character escaped or replaced that could be anything else.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        write!(Escaped(&mut self.0), "{text}").expect("writing to a string does not fail");
        self
    }

    /// Appends the rules of a style, which are our own.
    pub(super) fn style(&mut self, rules: &str) -> &mut Self {
        self.0.push_str(rules);
        self
    }

    /// Appends the content of a CDATA section, which [`cdata`](super::bake::cdata) has made safe.
    pub(super) fn section(&mut self, cdata: &Cdata) -> &mut Self {
        self.0.push_str(cdata.as_str());
        self
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

/// Escapes a text for HTML and SVG, where it may be the text of an element or the value of an attribute in quotation
/// marks. Characters that change the order of the text around them, and invisible ones, become U+FFFD.
///
/// ```
/// assert_eq!(co2_render::escaped("<b> & \u{202e}"), "&lt;b&gt; &amp; \u{fffd}");
/// ```
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing into memory does not fail.
    let _ = Escaped(&mut out).write_str(text);
    out
}

struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' => self.0.push('\n'),
                _ if is_harmful(character) => self.0.push(char::REPLACEMENT_CHARACTER),
                _ => self.0.push(character),
            }
        }
        Ok(())
    }
}

/// Returns true for characters that XML cannot contain, and for those that reorder the text around them.
pub(super) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{fffe}'
                | '\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn texts_cannot_leave_their_place() {
        let mut markup = Markup::new();
        markup.tag("<a>").text("</a>&\"'\u{0}\u{202e}\u{2066}\u{ffff}é").tag("</a>");
        assert_eq!(
            markup.finish(),
            "<a>&lt;/a&gt;&amp;&quot;&#39;\u{fffd}\u{fffd}\u{fffd}\u{fffd}é</a>"
        );
    }
}
