//! Rows and their values.

use super::split::{self, Field, Quotes};
use super::{Dates, Numbers, Place, Table, TableError, TableErrorKind};
use crate::Date;
use core::fmt::Display;
use core::str::FromStr;
use rust_decimal::Decimal;
use std::borrow::Cow;

/// The rows of a table, from the first to the last.
#[derive(Clone, Debug)]
pub struct Rows<'t> {
    table: &'t Table<'t>,
    at: usize,
    line: u64,
    /// A quote was never closed, so from there on each line is a row.
    bare: bool,
}

/// One row of a table.
#[derive(Clone, Debug)]
pub struct Row<'t> {
    table: &'t Table<'t>,
    fields: Vec<Field>,
    values: Vec<Cow<'t, str>>,
    start: usize,
    line: u64,
    bare: bool,
}

/// Returns the content of a field without surrounding whitespace.
pub(super) fn value<'t>(text: &'t str, field: &Field) -> Cow<'t, str> {
    let value = text.get(field.range.clone()).unwrap_or_default().trim();
    // `="007"`, by which spreadsheets are made to keep a text as it is.
    let kept = value.strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    if let Some(kept) = kept.filter(|text| !text.contains('"')) {
        return kept.into();
    }
    // The same inside of quotes.
    let kept = value.strip_prefix("=\"\"").and_then(|text| text.strip_suffix("\"\""));
    if let Some(kept) = kept.filter(|text| !text.contains('"')) {
        return kept.into();
    }
    if field.doubled { value.replace("\"\"", "\"").into() } else { value.into() }
}

impl<'t> Rows<'t> {
    pub(super) const fn new(table: &'t Table<'t>) -> Self {
        let (at, line) = table.body;
        Self { table, at, line, bare: false }
    }

    /// Returns the row that begins here, and where the next one begins.
    fn row_at(&mut self) -> (Result<Row<'t>, TableError>, usize) {
        let table = self.table;
        let (text, bytes) = (table.text.as_ref(), table.text.as_bytes());
        let (start, line) = (self.at, self.line);
        let expected = table.columns.len();
        let split = |quotes| {
            let record = split::record(bytes, start, table.delimiter, quotes);
            let row = Row {
                table,
                values: record.fields.iter().map(|field| value(text, field)).collect(),
                fields: record.fields,
                start,
                line,
                bare: quotes == Quotes::Bare,
            };
            (row, record.next, record.unclosed, record.irregular)
        };
        let fits = |row: &Row<'t>| {
            let more = row.values.get(expected..).unwrap_or_default();
            row.values.len() >= expected && more.iter().all(|value| value.is_empty())
        };
        let first = if self.bare { Quotes::Bare } else { Quotes::Doubled };
        let (mut row, mut next, mut unclosed, irregular) = split(first);
        // After a quote that was not doubled, a field can end too late, even in a later row.
        if !self.bare && (unclosed.is_some() || irregular || !fits(&row)) {
            let (bare, bare_next, open, _) = split(Quotes::Bare);
            if open.is_none() && fits(&bare) {
                (row, next, unclosed) = (bare, bare_next, open);
            }
        }
        if let Some(open) = unclosed {
            // Do not search to the end again: that would take time quadratic in the number of
            // lines.
            self.bare = true;
            let (_, end, _, _) = split(Quotes::Bare);
            // A quote in a later line is also in the row that begins there.
            let whole = Place { line, column: None };
            let place = if open < end { Place::of(text, start, line, open) } else { whole };
            let kind = TableErrorKind::Unclosed;
            return (Err(TableError { place, name: None, kind }), end);
        }
        if !fits(&row) && row.values.iter().any(|value| !value.is_empty()) {
            let found = row.values.len();
            return (Err(row.whole(TableErrorKind::Fields { found, expected })), next);
        }
        let harmed = table
            .damaged
            .then(|| bytes.get(start..next).and_then(|_| text.get(start..next)?.find('\u{fffd}')))
            .flatten();
        if let Some(harmed) = harmed {
            let place = Place::of(text, start, line, start.saturating_add(harmed));
            let kind = TableErrorKind::Bytes;
            return (Err(TableError { place, name: None, kind }), next);
        }
        (Ok(row), next)
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Result<Row<'t>, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        let text = self.table.text.as_ref();
        while self.at < text.len() {
            let (row, end) = self.row_at();
            let next = split::skip_breaks(text.as_bytes(), end);
            self.line = super::error::line_after(text, self.at, next, self.line);
            self.at = next;
            match row {
                Ok(row) if row.values.iter().all(|value| value.is_empty()) => {}
                row => return Some(row),
            }
        }
        None
    }
}

impl Row<'_> {
    /// Returns the line in which the row begins, counted from 1.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Returns true if quotes inside the row's fields were not doubled, so that the fields were
    /// identified by their number.
    pub const fn has_bare_quotes(&self) -> bool {
        self.bare
    }

    /// Returns the value of a column without surrounding whitespace, or an empty text if there is
    /// no such column.
    pub fn text(&self, column: &str) -> &str {
        let value = self.table.index(column).and_then(|index| self.values.get(index));
        value.map_or("", AsRef::as_ref)
    }

    /// Returns the values in the order of the table's columns.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(AsRef::as_ref)
    }

    /// Returns the position of a column's value, or the row's line if there is no such column.
    pub fn place(&self, column: &str) -> Place {
        let field = self.table.index(column).and_then(|index| self.fields.get(index));
        let whole = Place { line: self.line, column: None };
        let text = self.table.text.as_ref();
        field.map_or(whole, |field| Place::of(text, self.start, self.line, field.range.start))
    }

    /// Makes an error for a column.
    pub fn error(&self, column: &str, kind: TableErrorKind) -> TableError {
        let name = self.table.index(column).and_then(|index| self.table.columns.get(index));
        let name = Some(name.map_or_else(|| column.to_owned(), Clone::clone));
        TableError { place: self.place(column), name, kind }
    }

    /// Makes an error for a column from a message.
    pub fn fail(&self, column: &str, message: impl Display) -> TableError {
        self.error(column, TableErrorKind::Value(message.to_string()))
    }

    /// Makes an error for the whole row.
    pub const fn whole(&self, kind: TableErrorKind) -> TableError {
        TableError { place: Place { line: self.line, column: None }, name: None, kind }
    }

    /// Reads a required value.
    ///
    /// # Errors
    /// Returns an error if the value cannot be read.
    pub fn value<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, TableError> {
        self.text(column).parse().map_err(|error: T::Err| self.fail(column, error))
    }

    /// Reads an optional value.
    ///
    /// # Errors
    /// Returns an error if there is a value and it cannot be read.
    pub fn optional<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, TableError> {
        if self.text(column).is_empty() { Ok(None) } else { self.value(column).map(Some) }
    }

    /// Returns the items of a list without surrounding whitespace.
    pub fn list(&self, column: &str, separator: char) -> impl Iterator<Item = &str> {
        self.text(column).split(separator).map(str::trim).filter(|part| !part.is_empty())
    }

    /// Reads an optional number.
    ///
    /// # Errors
    /// Returns an error if the value is not a number or is ambiguous.
    pub fn decimal(&self, column: &str, numbers: Numbers) -> Result<Option<Decimal>, TableError> {
        self.read(column, |text| numbers.decimal(text))
    }

    /// Reads an optional whole number.
    ///
    /// # Errors
    /// Returns an error if the value is not a whole number from 0 or is ambiguous.
    pub fn count(&self, column: &str, numbers: Numbers) -> Result<Option<u64>, TableError> {
        self.read(column, |text| numbers.count(text))
    }

    /// Reads an optional date; a time after it is ignored.
    ///
    /// # Errors
    /// Returns an error if the value is not a date, or if it depends on an unknown order of day and
    /// month.
    pub fn date(&self, column: &str, dates: Dates) -> Result<Option<Date>, TableError> {
        self.read(column, |text| dates.read(text))
    }

    fn read<T>(
        &self,
        column: &str,
        read: impl FnOnce(&str) -> Result<T, TableErrorKind>,
    ) -> Result<Option<T>, TableError> {
        match self.text(column) {
            "" => Ok(None),
            text => read(text).map(Some).map_err(|kind| self.error(column, kind)),
        }
    }
}
