//! Markup in which only our own constants are tags, and everything else is text.

use super::bake::Cdata;
use core::fmt::{Display, Write};

/// A document being written. Tags are `'static`, so that nothing of a certificate becomes one.
pub(super) struct Markup(String);

impl Markup {
    pub(super) fn new() -> Self {
        Self(String::new())
    }

    /// Markup of ours, as it is.
    pub(super) fn tag(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text, with every character that could be anything else made harmless.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        write!(Escaped(&mut self.0), "{text}").expect("writing to a string does not fail");
        self
    }

    /// The inside of a CDATA section, made safe by [`cdata`](super::bake::cdata).
    pub(super) fn section(&mut self, cdata: &Cdata) -> &mut Self {
        self.0.push_str(cdata.as_str());
        self
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
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

/// Characters that XML cannot carry, and those that reorder the text around them.
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
