//! Tables (CSV) as people write them: one reader and one writer for every crate.
//!
//! [`Table::read`] accepts UTF-8, UTF-16 or Windows-1252 with or without a byte order mark, fields
//! separated by `,`, `;`, `|`, tabs or the delimiter in a first line `sep=`, any line breaks, and names
//! of columns in any case. The decimal mark ([`Table::numbers`]) and the order of day and month
//! ([`Table::dates`]) are decided once for the whole table, from all its rows. If something cannot
//! be decided, the error has a line and column and says what would decide it. A row that cannot be
//! read is a separate error, and the rows after it are still read.
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
use core::cmp::Ordering;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The maximum number of columns with a name, several times that of any known table.
const MAX_COLUMNS: usize = 2_000;

/// A table whose header has been read.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    text: Cow<'a, str>,
    encoding: Encoding,
    damaged: bool,
    delimiter: u8,
    columns: Vec<String>,
    /// The names by which the columns are looked up; those printed, unless they have another meaning.
    meanings: Vec<Cow<'static, str>>,
    /// The byte and line where the rows begin.
    body: (usize, u64),
}

impl<'a> Table<'a> {
    /// Decodes the bytes and reads the header.
    ///
    /// Runs of whitespace in names of columns are read as one space, and `_` as a space. Columns without a
    /// name are ignored.
    ///
    /// # Errors
    /// Returns an error if there is no header, or if it names a column twice or more than 2,000 columns.
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
        let mut known = BTreeSet::new();
        for field in &record.fields {
            let name = row::value(&text, field);
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            if !name.is_empty() && !known.insert(name.bytes().map(plain).collect::<Vec<u8>>()) {
                return fail(TableErrorKind::TwoColumns(name));
            }
            if known.len() > MAX_COLUMNS {
                return fail(TableErrorKind::TooManyColumns { max: MAX_COLUMNS });
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
        let meanings = columns.iter().cloned().map(Cow::Owned).collect();
        Ok(Self { text, encoding, damaged, delimiter, columns, meanings, body })
    }

    /// Gives columns another name, by which they are looked up from then on: that which `meaning` has for the printed
    /// name. A column without a meaning keeps its own. Errors name columns as printed.
    ///
    /// ```
    /// use co2_units::table::Table;
    ///
    /// let meaning = |name: &str| ["SKU", "item"].contains(&name).then_some("id");
    /// let table = Table::read(b"SKU,price\na,1\n")?.with_meanings(meaning)?;
    /// assert_eq!(table.rows().next().unwrap()?.text("id"), "a");
    /// assert!(Table::read(b"SKU,item\n")?.with_meanings(meaning).is_err());
    /// # Ok::<(), co2_units::table::TableError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error that names both columns if two have one meaning.
    pub fn with_meanings(
        mut self,
        meaning: impl Fn(&str) -> Option<&'static str>,
    ) -> Result<Self, TableError> {
        let mut known: BTreeMap<&'static str, &str> = BTreeMap::new();
        for (column, own) in self.columns.iter().zip(&mut self.meanings) {
            let Some(meaning) = meaning(column).filter(|_| !column.is_empty()) else { continue };
            if let Some(first) = known.insert(meaning, column) {
                let (first, second) = (first.to_owned(), column.clone());
                let kind = TableErrorKind::SameMeaning { first, second, meaning };
                return Err(self.in_header(kind));
            }
            *own = Cow::Borrowed(meaning);
        }
        Ok(self)
    }

    /// Returns the names of the columns as printed; a column without a name has an empty one.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Returns the encoding in which the bytes were read.
    pub const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the delimiter of fields: `,`, `;`, `|` or a tab.
    pub fn delimiter(&self) -> char {
        self.delimiter.into()
    }

    /// Returns true if there is a column with this name, in any case.
    pub fn has(&self, column: &str) -> bool {
        self.index(column).is_some()
    }

    fn index(&self, column: &str) -> Option<usize> {
        self.meanings.iter().position(|name| is_same(name, column))
    }

    /// Checks that the columns exist.
    ///
    /// # Errors
    /// Returns an error that names the first missing column.
    pub fn require(&self, columns: &[&str]) -> Result<(), TableError> {
        match columns.iter().find(|column| !self.has(column)) {
            None => Ok(()),
            Some(missing) => Err(self.in_header(TableErrorKind::NoColumn((*missing).to_owned()))),
        }
    }

    /// Checks that there are no other columns.
    ///
    /// # Errors
    /// Returns an error that names the first column that is not among `known`.
    pub fn allow(&self, known: &[&str]) -> Result<(), TableError> {
        let Some(column) = self.unknown(known).first().copied() else { return Ok(()) };
        let (column, known) = (column.chars().take(40).collect(), known.join(", "));
        Err(self.in_header(TableErrorKind::UnknownColumn { column, known }))
    }

    fn in_header(&self, kind: TableErrorKind) -> TableError {
        TableError { place: Place { line: self.header_line(), column: None }, name: None, kind }
    }

    /// Returns the named columns that are not among `known`, as printed. A misspelt column is among
    /// them.
    pub fn unknown(&self, known: &[&str]) -> Vec<&str> {
        let is_known = |name: &str| known.iter().any(|known| is_same(known, name));
        self.columns
            .iter()
            .zip(&self.meanings)
            .filter(|(_, meaning)| !meaning.is_empty() && !is_known(meaning))
            .map(|(name, _)| name.as_str())
            .collect()
    }

    fn header_line(&self) -> u64 {
        let head = self.text.get(..self.body.0).unwrap_or_default();
        // The header is the last non-empty line before the rows.
        error::line_after(head, 0, head.trim_end_matches(['\r', '\n']).len(), 1)
    }

    /// Returns the rows; lines whose fields are all empty are skipped.
    pub fn rows(&self) -> Rows<'_> {
        Rows::new(self)
    }

    /// Determines the decimal mark from the numbers in these columns.
    ///
    /// # Errors
    /// Returns an error if one number has a decimal point and another a decimal comma.
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

    /// Determines the decimal mark that most numbers in these columns show. The numbers that contradict it
    /// cannot be read.
    ///
    /// # Errors
    /// Returns an error if as many numbers show a point as a comma.
    pub fn numbers_of_most(&self, columns: &[&str]) -> Result<Numbers, TableError> {
        let (mut points, mut commas) = (0_usize, 0_usize);
        for row in self.rows().flatten() {
            for column in columns {
                match number::shown(row.text(column)) {
                    Some(DecimalMark::Point) => points = points.saturating_add(1),
                    Some(DecimalMark::Comma) => commas = commas.saturating_add(1),
                    None => {}
                }
            }
        }
        let mark = match points.cmp(&commas) {
            Ordering::Greater => DecimalMark::Point,
            Ordering::Less => DecimalMark::Comma,
            Ordering::Equal => return self.numbers(columns),
        };
        Ok(Numbers::new(Some(mark), self.delimiter))
    }

    /// Returns what the dates in these columns show about the order of day and month.
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

/// Returns true if two names mean the same column: in any case, with spaces or `_` between words.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().map(plain).eq(other.bytes().map(plain))
}

/// Maps a byte of a name for comparison.
const fn plain(byte: u8) -> u8 {
    if byte == b'_' { b' ' } else { byte.to_ascii_lowercase() }
}

/// Returns the delimiter stated by a first line such as `sep=;`, which spreadsheets write and hide.
fn stated_delimiter(line: &str) -> Option<u8> {
    let line = line.trim_matches('"');
    let (name, mark) = line.split_once('=')?;
    let mark = match mark {
        "," => b',',
        ";" => b';',
        "|" => b'|',
        "\t" | "\\t" => b'\t',
        _ => return None,
    };
    name.eq_ignore_ascii_case("sep").then_some(mark)
}

#[cfg(test)]
mod tests;
