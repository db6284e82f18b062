//! Tables (CSV) as people have them: one reader and one writer for every crate.
//!
//! [`Table::read`] takes bytes: UTF-8, UTF-16 or Windows-1252, with or without a byte order mark;
//! separated by `,`, `;` or tabs, or as a first line `sep=` says; any line breaks; names of columns in any
//! case. What a table as a whole decides is decided once from all its rows: the decimal mark
//! ([`Table::numbers`]) and the order of day and month ([`Table::dates`]). What cannot be decided is an
//! error with line and column that says what would decide it. A row that cannot be read is an error of
//! its own; the rows after it are still read.
//!
//! ```
//! use co2_units::table::Table;
//!
//! let table = Table::read(b"ID;Weight_kg;Sold\nnb-1;1,4;13/04/2026\nnb-2;1.212,5;02/03/2026\n")?;
//! table.require(&["id", "weight_kg"])?;
//! assert_eq!(table.unknown(&["id", "weight_kg"]), ["Sold"]);
//! let numbers = table.numbers(&["weight_kg"])?;
//! let dates = table.dates(&["sold"]).decide(None, None)?;
//! let mut weights = Vec::new();
//! for row in table.rows() {
//!     let row = row?;
//!     weights.push(row.decimal("weight_kg", numbers)?.unwrap().to_string());
//!     assert!(row.date("sold", dates)?.unwrap().to_string().starts_with("2026-0"));
//! }
//! assert_eq!(weights, ["1.4", "1212.5"], "the decimal mark is a comma");
//! # Ok::<(), co2_units::table::TableError>(())
//! ```

mod bytes;
mod date;
mod error;
mod number;
mod row;
mod split;
mod write;

pub use self::bytes::Encoding;
pub use self::date::{DateEvidence, Dates, DayOrder};
pub use self::error::{Place, TableError, TableErrorKind};
pub use self::number::{DecimalMark, Numbers};
pub use self::row::{Row, Rows};
pub use self::write::{Writer, guarded};

use self::split::Quotes;
use std::borrow::Cow;

/// A table with its header read.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    text: Cow<'a, str>,
    encoding: Encoding,
    damaged: bool,
    delimiter: u8,
    columns: Vec<String>,
    /// Where the rows begin: byte and line.
    body: (usize, u64),
}

impl<'a> Table<'a> {
    /// Reads the bytes as text, and the header.
    ///
    /// Blanks in names of columns are read as one. Columns without a name are not looked at.
    ///
    /// # Errors
    /// When there is no header, or it names a column twice.
    pub fn read(bytes: &'a [u8]) -> Result<Self, TableError> {
        let (text, encoding, damaged) = bytes::decode(bytes);
        let bytes = text.as_bytes();
        let mut start = split::skip_breaks(bytes, 0);
        let mut line = error::line_after(&text, 0, start, 1);
        let mut delimiter = None;
        let first = text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        if let Some(mark) = stated_delimiter(first) {
            delimiter = Some(mark);
            let next = split::skip_breaks(bytes, start.saturating_add(first.len()));
            line = error::line_after(&text, start, next, line);
            start = next;
        }
        let delimiter = delimiter.unwrap_or_else(|| split::delimiter(bytes, start));
        let record = split::record(bytes, start, delimiter, Quotes::Doubled);
        let fail = |kind| Err(TableError { place: Place { line, column: None }, name: None, kind });
        if let Some(open) = record.unclosed {
            return Err(TableError {
                place: Place::of(&text, start, line, open),
                name: None,
                kind: TableErrorKind::Unclosed,
            });
        }
        let mut columns: Vec<String> = Vec::new();
        for field in &record.fields {
            let name = row::value(&text, field);
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if !name.is_empty() && columns.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                return fail(TableErrorKind::TwoColumns(name));
            }
            columns.push(name);
        }
        if columns.iter().all(String::is_empty) {
            return fail(TableErrorKind::NoHeader);
        }
        // Empty columns at the end of the header come from a delimiter at the end of each line.
        while columns.last().is_some_and(String::is_empty) {
            columns.pop();
        }
        let body = split::skip_breaks(bytes, record.next);
        let body = (body, error::line_after(&text, start, body, line));
        Ok(Self { text, encoding, damaged, delimiter, columns, body })
    }

    /// The names of the columns, as they are printed; those without a name are empty.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How the bytes were read as text.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// What separates fields: `,`, `;` or a tab.
    pub fn delimiter(&self) -> char {
        self.delimiter.into()
    }

    /// Whether a column is there, in whatever case.
    pub fn has(&self, column: &str) -> bool {
        self.index(column).is_some()
    }

    fn index(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| name.eq_ignore_ascii_case(column))
    }

    /// Asks for columns.
    ///
    /// # Errors
    /// When one is missing: the first.
    pub fn require(&self, columns: &[&str]) -> Result<(), TableError> {
        match columns.iter().find(|column| !self.has(column)) {
            None => Ok(()),
            Some(missing) => Err(TableError {
                place: Place { line: self.header_line(), column: None },
                name: None,
                kind: TableErrorKind::NoColumn((*missing).to_owned()),
            }),
        }
    }

    /// The columns with names that are none of these, as they are printed: a misspelt one is among
    /// them.
    pub fn unknown(&self, known: &[&str]) -> Vec<&str> {
        let is_known = |name: &str| known.iter().any(|known| known.eq_ignore_ascii_case(name));
        self.columns
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty() && !is_known(name))
            .collect()
    }

    fn header_line(&self) -> u64 {
        let head = self.text.get(..self.body.0).unwrap_or_default();
        // The header is the last line with something in it before the rows.
        error::line_after(head, 0, head.trim_end_matches(['\r', '\n']).len(), 1)
    }

    /// The rows, one by one; lines with nothing in any field are left out.
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(self)
    }

    /// The decimal mark, as the numbers in these columns show it.
    ///
    /// # Errors
    /// When one number shows a point and another a comma.
    pub fn numbers(&self, columns: &[&str]) -> Result<Numbers, TableError> {
        let mut shown: Option<(DecimalMark, Place)> = None;
        for row in self.rows().flatten() {
            for column in columns {
                let Some(mark) = number::shown(row.text(column)) else { continue };
                match shown {
                    Some((before, place)) if before != mark => {
                        return Err(row.error(column, TableErrorKind::TwoMarks { other: place }));
                    }
                    Some(_) => {}
                    None => shown = Some((mark, row.place(column))),
                }
            }
        }
        Ok(Numbers::new(shown.map(|(mark, _)| mark), self.delimiter))
    }

    /// What the dates in these columns show of the order of day and month.
    pub fn dates(&self, columns: &[&str]) -> DateEvidence {
        let mut evidence = DateEvidence::default();
        for row in self.rows().flatten() {
            for column in columns {
                evidence.look(row.text(column), || row.place(column));
            }
        }
        evidence
    }
}

/// The delimiter of a first line such as `sep=;`, which spreadsheets write and hide.
fn stated_delimiter(line: &str) -> Option<u8> {
    let line = line.trim_matches('"');
    let (name, mark) = line.split_once('=')?;
    let mark = match mark {
        "," => b',',
        ";" => b';',
        "\t" | "\\t" => b'\t',
        _ => return None,
    };
    name.eq_ignore_ascii_case("sep").then_some(mark)
}

#[cfg(test)]
mod tests;
