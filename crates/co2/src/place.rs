//! Where a field stands in the text of a configuration.

use core::fmt;
use toml::de::{DeTable, DeValue};

/// A place in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The column, counted in characters from 1.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Place {
    /// The place of a byte.
    pub(crate) fn of(text: &str, byte: usize) -> Option<Self> {
        let before = text.get(..byte)?;
        let last = before.rsplit('\n').next().unwrap_or_default();
        let line = before.split('\n').count();
        Some(Self { line, column: last.chars().count().saturating_add(1) })
    }
}

/// The place of a field such as `offer.quote_seconds` in TOML that can be read; when it is missing, that of
/// the table that lacks it.
pub(crate) fn in_toml(text: &str, field: &str) -> Option<Place> {
    let document = DeTable::parse(text).ok()?;
    let (mut table, mut found) = (document.get_ref(), None);
    for name in field.split('.') {
        let Some((key, value)) = table.iter().find(|(key, _)| key.get_ref() == name) else { break };
        found = Some(key.span().start);
        let DeValue::Table(inner) = value.get_ref() else { break };
        table = inner;
    }
    Place::of(text, found?)
}

/// The same in JSON that can be read.
pub(crate) fn in_json(text: &str, field: &str) -> Option<Place> {
    let (mut scan, mut found) = (Scan { text, at: 0 }, None);
    for name in field.split('.') {
        let Some(key) = scan.enter(name) else { break };
        found = Some(key);
    }
    Place::of(text, found?)
}

/// A look at JSON that was read without a fault.
struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, mut wanted: impl FnMut(u8) -> bool) {
        while self.byte().is_some_and(&mut wanted) {
            self.at = self.at.saturating_add(1);
        }
    }

    /// Passes one byte, and blanks around it.
    fn pass(&mut self, byte: u8) -> Option<()> {
        self.skip(|byte| byte.is_ascii_whitespace());
        (self.byte()? == byte).then_some(())?;
        self.at = self.at.saturating_add(1);
        self.skip(|byte| byte.is_ascii_whitespace());
        Some(())
    }

    /// Goes to the value of a member of the object here, and gives the place of its name.
    fn enter(&mut self, name: &str) -> Option<usize> {
        self.pass(b'{')?;
        loop {
            let key = self.at;
            self.string()?;
            let found = self.text.get(key..self.at)?.trim_matches('"') == name;
            self.pass(b':')?;
            if found {
                return Some(key);
            }
            self.value()?;
            self.pass(b',')?;
        }
    }

    /// Passes a string.
    fn string(&mut self) -> Option<()> {
        (self.byte()? == b'"').then_some(())?;
        let mut escaped = true;
        self.skip(|byte| {
            let ends = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            !ends
        });
        self.at = self.at.checked_add(1)?;
        Some(())
    }

    /// Passes a value.
    fn value(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.byte()? {
                b'"' => self.string()?,
                b'{' | b'[' => {
                    depth = depth.saturating_add(1);
                    self.at = self.at.checked_add(1)?;
                }
                b'}' | b']' | b',' if depth == 0 => return Some(()),
                b'}' | b']' => {
                    depth = depth.saturating_sub(1);
                    self.at = self.at.checked_add(1)?;
                }
                _ => self.at = self.at.checked_add(1)?,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(found: Option<Place>) -> Option<(usize, usize)> {
        found.map(|place| (place.line, place.column))
    }

    #[test]
    fn a_field_is_found_in_toml() {
        let text = "# é\n[a]\nb = 1\n\"c\" = { d = 2, e = \"x\" }\n[rules.price]\nf = 3\n";
        assert_eq!(at(in_toml(text, "a.b")), Some((3, 1)));
        assert_eq!(at(in_toml(text, "a.c.e")), Some((4, 16)));
        assert_eq!(at(in_toml(text, "rules.price.f")), Some((6, 1)));
        // The table that lacks it.
        assert_eq!(at(in_toml(text, "a.c.z")), Some((4, 1)));
        assert_eq!(at(in_toml(text, "a.z")), Some((2, 2)));
        assert_eq!(in_toml(text, "z"), None);
        assert_eq!(in_toml("no toml", "a"), None);
    }

    #[test]
    fn a_field_is_found_in_json() {
        let text = "{\n  \"x\": [\"a\", {\"b\": \"}\\\\\\\",\"}],\n  \"é\": null, \"a\": {\"c\": -1.5e3,\n \"b\" : {\"d\":true}}}";
        serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(at(in_json(text, "a")), Some((3, 14)));
        assert_eq!(at(in_json(text, "a.b")), Some((4, 2)));
        assert_eq!(at(in_json(text, "a.b.d")), Some((4, 9)));
        assert_eq!(at(in_json(text, "a.z")), Some((3, 14)));
        assert_eq!(in_json(text, "z"), None);
        assert_eq!(in_json("[1]", "a"), None);
        assert_eq!(in_json("", "a"), None);
    }
}
