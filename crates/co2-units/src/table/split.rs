//! Splitting a text into records and fields.
//!
//! This is our own code because it needs two things that the CSV readers we know do not have: the
//! position of every field, and fields whose quotes are not doubled. The tests compare it with the
//! crate `csv`.

use core::ops::Range;

/// One field: its range of bytes in the text, without the quotes around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) range: Range<usize>,
    /// Whether doubled quotes in the field stand for one quote.
    pub(super) doubled: bool,
}

/// The fields of one record, and where the next record begins.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) fields: Vec<Field>,
    pub(super) next: usize,
    /// The position of a quote that is opened and never closed.
    pub(super) unclosed: Option<usize>,
    /// Whether a quote inside a quoted field is not doubled.
    pub(super) irregular: bool,
}

/// How quotes inside a quoted field are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// Doubled, as in RFC 4180.
    Doubled,
    /// Verbatim: only a quote before a delimiter or the end of the line ends a field.
    Bare,
}

/// Returns where the first record after a position begins; line breaks before it are empty lines.
pub(super) fn skip_breaks(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b'\r' | b'\n')) {
        at = at.saturating_add(1);
    }
    at
}

/// Reads the record that begins at a position.
pub(super) fn record(text: &[u8], start: usize, delimiter: u8, quotes: Quotes) -> Record {
    let mut fields = Vec::new();
    let mut at = start;
    let ends = |at: usize| {
        let byte = text.get(at);
        byte.is_none_or(|&byte| byte == delimiter || matches!(byte, b'\r' | b'\n'))
    };
    let mut unclosed = None;
    let mut irregular = false;
    loop {
        if text.get(at) == Some(&b'"') {
            let open = at;
            let mut doubled = false;
            at = at.saturating_add(1);
            loop {
                let after = at.saturating_add(1);
                match (text.get(at), quotes) {
                    // A field without doubled quotes does not span lines.
                    (None, _) | (Some(b'\r' | b'\n'), Quotes::Bare) => {
                        unclosed = Some(open);
                        break;
                    }
                    (Some(b'"'), Quotes::Doubled) if text.get(after) == Some(&b'"') => {
                        doubled = true;
                        at = after;
                    }
                    (Some(b'"'), _) if ends(after) => break,
                    (Some(b'"'), _) => irregular = true,
                    _ => {}
                }
                at = at.saturating_add(1);
            }
            fields.push(Field { range: open.saturating_add(1)..at, doubled });
            if unclosed.is_none() {
                at = at.saturating_add(1);
            }
        } else {
            let open = at;
            while !ends(at) {
                at = at.saturating_add(1);
            }
            fields.push(Field { range: open..at, doubled: false });
        }
        match text.get(at) {
            Some(&byte) if byte == delimiter => at = at.saturating_add(1),
            _ => return Record { fields, next: at, unclosed, irregular },
        }
    }
}

/// Returns the most frequent of `,`, `;`, tab and `|` in the first record, outside quotes.
pub(super) fn delimiter(text: &[u8], start: usize) -> u8 {
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for &byte in text.get(start..).unwrap_or_default() {
        match byte {
            b'"' => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            _ if !quoted => {
                for (mark, count) in &mut counts {
                    *count = count.saturating_add(usize::from(*mark == byte));
                }
            }
            _ => {}
        }
    }
    // If several are equally frequent, the first.
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or_default();
    counts.iter().find(|(_, count)| *count == most).map_or(b',', |(mark, _)| *mark)
}

#[cfg(test)]
mod tests {
    use super::{Quotes, record, skip_breaks};
    use proptest::prelude::*;

    fn split(text: &str) -> Vec<Vec<String>> {
        let bytes = text.as_bytes();
        let mut at = skip_breaks(bytes, 0);
        let mut records = Vec::new();
        while at < bytes.len() {
            let record = record(bytes, at, b',', Quotes::Doubled);
            let value = |field: &super::Field| {
                let text = text.get(field.range.clone()).unwrap();
                if field.doubled { text.replace("\"\"", "\"") } else { text.to_owned() }
            };
            records.push(record.fields.iter().map(value).collect());
            at = skip_breaks(bytes, record.next);
        }
        records
    }

    proptest! {
        /// Records written by the crate `csv` are split as that crate splits them.
        #[test]
        fn as_the_csv_crate(
            rows in prop::collection::vec(prop::collection::vec("[a-c,\"\r\n é;]{0,6}", 1..5), 0..6)
        ) {
            let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            prop_assert_eq!(split(&text), rows);
        }

        #[test]
        fn no_text_makes_it_panic_or_stand_still(text in "[a,\"\r\n]{0,40}") {
            for quotes in [Quotes::Doubled, Quotes::Bare] {
                let mut at = 0;
                while at < text.len() {
                    let found = record(text.as_bytes(), at, b',', quotes);
                    at = skip_breaks(text.as_bytes(), found.next).max(at + 1);
                }
            }
        }
    }
}
