//! Writing tables that cannot run formulas when a spreadsheet opens them.

use core::fmt::Display;
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a table: fields separated by commas, lines ended by a line feed.
///
/// Text from outside goes through [`Writer::text`], which makes sure that it cannot be a formula.
/// Values that the program itself makes, such as numbers, go through [`Writer::value`].
///
/// ```
/// use co2_units::table::Writer;
///
/// let mut table = Writer::new(Vec::new());
/// table.header(&["id", "mean_kg"])?;
/// table.text("=HYPERLINK(\"http://x.example\")")?.value("-1.5")?.end_row()?;
/// let text = String::from_utf8(table.into_inner()).unwrap();
/// assert_eq!(text, "id,mean_kg\n\"'=HYPERLINK(\"\"http://x.example\"\")\",-1.5\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    /// Whether the current row already has a field.
    begun: bool,
}

impl<W: Write> Writer<W> {
    /// Makes a writer to this output.
    pub const fn new(out: W) -> Self {
        Self { out, begun: false }
    }

    /// Writes a row with the names of the columns.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn header(&mut self, names: &[&str]) -> io::Result<()> {
        for name in names {
            self.value(name)?;
        }
        self.end_row()
    }

    /// Writes a text from outside, escaped by [`guarded`].
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn text(&mut self, text: &str) -> io::Result<&mut Self> {
        self.field(&guarded(text))
    }

    /// Writes a value that the program itself made, unchanged: a number, a date, a word from a
    /// fixed list.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn value(&mut self, value: impl Display) -> io::Result<&mut Self> {
        self.field(&value.to_string())
    }

    /// Ends the row.
    ///
    /// # Errors
    /// Returns an error if writing fails.
    pub fn end_row(&mut self) -> io::Result<()> {
        self.begun = false;
        self.out.write_all(b"\n")
    }

    /// Returns the output.
    pub fn into_inner(self) -> W {
        self.out
    }

    fn field(&mut self, text: &str) -> io::Result<&mut Self> {
        if self.begun {
            self.out.write_all(b",")?;
        }
        self.begun = true;
        // A spreadsheet that separates by semicolons or tabs must not read one field as two.
        if text.contains(['"', ',', ';', '\t', '\r', '\n']) {
            write!(self.out, "\"{}\"", text.replace('"', "\"\""))?;
        } else {
            self.out.write_all(text.as_bytes())?;
        }
        Ok(self)
    }
}

/// Returns a text that a spreadsheet does not interpret as a formula: anything that could begin one
/// (`=`, `+`, `-`, `@`, a tab or a line break, also after spaces) is preceded by a `'`.
///
/// Source: OWASP, "CSV Injection" (2024).
///
/// ```
/// use co2_units::table::guarded;
/// assert_eq!(guarded("-2+3"), "'-2+3");
/// assert_eq!(guarded("nb-1"), "nb-1");
/// ```
pub fn guarded(text: &str) -> Cow<'_, str> {
    let starts = |text: &str| {
        let marks =
            ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];
        text.starts_with(marks)
    };
    if starts(text) || starts(text.trim_start()) { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::Writer;
    use crate::table::Table;
    use proptest::prelude::*;

    proptest! {
        /// What is written is read back, including other delimiters in the texts, and no field can
        /// begin a formula.
        #[test]
        fn read_back(rows in prop::collection::vec(prop::array::uniform3("[a=+@,;\"\t\r\n -]{0,5}"), 1..5)) {
            let mut writer = Writer::new(Vec::new());
            writer.header(&["a", "b", "c"]).unwrap();
            for row in &rows {
                for text in row {
                    writer.text(text).unwrap();
                }
                writer.end_row().unwrap();
            }
            let bytes = writer.into_inner();
            let table = Table::read(&bytes).unwrap();
            let expected: Vec<Vec<String>> = rows
                .iter()
                .map(|row| row.iter().map(|text| super::guarded(text).trim().to_owned()).collect())
                .filter(|row: &Vec<String>| row.iter().any(|text| !text.is_empty()))
                .collect();
            let found: Vec<Vec<String>> = table
                .rows()
                .map(|row| row.unwrap().values().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(&found, &expected);
            for text in found.iter().flatten() {
                prop_assert!(!text.starts_with(['=', '+', '-', '@']), "{}", text);
            }
        }
    }
}
