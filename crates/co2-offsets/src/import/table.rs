//! Tables: a header, and rows that know their line.

use super::{ReadError, ReadErrorKind};
use co2_units::Date;
use co2_units::text::ShortText as Text;
use core::fmt::Display;
use core::str::FromStr;
use std::collections::{BTreeMap, BTreeSet};

/// A table with its header read.
pub(super) struct Table<'a> {
    columns: BTreeMap<String, usize>,
    rows: csv::StringRecordsIntoIter<&'a [u8]>,
    lines: Lines<'a>,
}

/// In which line of a text a record stands. A reader of CSV knows where one *may* start: before the
/// second half of the line break that ends the one before, and before empty lines.
struct Lines<'a> {
    rest: core::iter::Enumerate<core::slice::Iter<'a, u8>>,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text.as_bytes().iter().enumerate(), line: 1 }
    }

    /// The line of the record that starts at a byte or after line breaks there. Records are asked for
    /// in order.
    fn at(&mut self, position: Option<&csv::Position>) -> u64 {
        let start =
            position.and_then(|place| usize::try_from(place.byte()).ok()).unwrap_or_default();
        let rest = self.rest.clone();
        for (place, byte) in rest {
            if place >= start && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line = self.line.saturating_add(u64::from(*byte == b'\n'));
            self.rest.next();
        }
        self.line
    }
}

/// A row of a table.
pub(super) struct Row<'a> {
    columns: &'a BTreeMap<String, usize>,
    record: csv::StringRecord,
    pub(super) line: u64,
}

impl<'a> Table<'a> {
    /// Reads the header (UTF-8, with or without a byte order mark). Blanks in names are read as one.
    pub(super) fn new(text: &'a str) -> Result<Self, ReadError> {
        let reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let mut rows = reader.into_records();
        let header = rows.next().transpose().map_err(|error| table_error(&error))?;
        let mut columns = BTreeMap::new();
        for (name, place) in header.unwrap_or_default().iter().zip(0..) {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            // Columns without a name come from programs that make tables of their own.
            if !name.is_empty() && columns.insert(name.clone(), place).is_some() {
                return Err(header_error(ReadErrorKind::TwoColumns(name)));
            }
        }
        Ok(Self { columns, rows, lines: Lines::new(text) })
    }

    /// Whether a column is there.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.contains_key(column)
    }

    /// Asks for columns.
    pub(super) fn require(&self, columns: &[&'static str]) -> Result<(), ReadError> {
        match columns.iter().find(|column| !self.has(column)) {
            Some(column) => Err(header_error(ReadErrorKind::NoColumn(column))),
            None => Ok(()),
        }
    }

    /// Refuses columns that are none of these.
    pub(super) fn refuse_others(&self, known: &[&[&str]]) -> Result<(), ReadError> {
        let known: BTreeSet<&str> = known.iter().flat_map(|names| names.iter().copied()).collect();
        match self.columns.keys().find(|name| !known.contains(name.as_str())) {
            Some(name) => {
                let name = name.chars().take(40).collect();
                Err(header_error(ReadErrorKind::UnknownColumn(name)))
            }
            None => Ok(()),
        }
    }

    /// The next row, if there is one.
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, ReadError> {
        let Some(record) = self.rows.next() else { return Ok(None) };
        let record = record.map_err(|error| {
            let line = self.lines.at(error.position());
            ReadError { line, ..table_error(&error) }
        })?;
        let line = self.lines.at(record.position());
        Ok(Some(Row { columns: &self.columns, record, line }))
    }
}

impl Row<'_> {
    /// What stands in a column; nothing where the column is not there.
    pub(super) fn text(&self, column: &str) -> &str {
        let place = self.columns.get(column);
        place.and_then(|&place| self.record.get(place)).unwrap_or_default().trim()
    }

    /// A value that must be there.
    pub(super) fn value<T: FromStr<Err: Display>>(&self, column: &str) -> Result<T, ReadError> {
        self.text(column).parse().map_err(|error: T::Err| self.fail(column, error))
    }

    /// A value that may be missing.
    pub(super) fn optional<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, ReadError> {
        if self.text(column).is_empty() { Ok(None) } else { self.value(column).map(Some) }
    }

    /// The parts of a list, without blanks around them.
    pub(super) fn list(&self, column: &str, separator: char) -> impl Iterator<Item = &str> {
        self.text(column).split(separator).map(str::trim).filter(|part| !part.is_empty())
    }

    /// A text shortened to what documents can print; what is too long is cut.
    pub(super) fn note(&self, column: &str) -> Option<Text> {
        let text = self.text(column);
        let plain: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let cut: String = plain.chars().take(Text::MAX).collect();
        Text::new(cut.trim()).ok()
    }

    /// `yes` or `no`, or nothing.
    pub(super) fn yes_or_no(&self, column: &str) -> Result<Option<bool>, ReadError> {
        match self.text(column).to_ascii_lowercase().as_str() {
            "" => Ok(None),
            "yes" | "true" => Ok(Some(true)),
            "no" | "false" => Ok(Some(false)),
            _ => Err(self.fail(column, "write yes or no")),
        }
    }

    /// A day as registries write it: `2026-04-13`, or month first as `4/13/2026` with or without a
    /// time after it.
    pub(super) fn day(&self, column: &str) -> Result<Option<Date>, ReadError> {
        let text = self.text(column);
        if text.is_empty() {
            return Ok(None);
        }
        let day =
            read_day(text).ok_or_else(|| self.fail(column, "not a day such as 2026-04-13"))?;
        Ok(Some(day))
    }

    /// An error in a column.
    pub(super) fn fail(&self, column: &str, message: impl Display) -> ReadError {
        self.error(column, ReadErrorKind::Value(message.to_string()))
    }

    pub(super) fn error(&self, column: &str, kind: ReadErrorKind) -> ReadError {
        ReadError { line: self.line, column: Some(column.to_owned()), kind }
    }

    /// An error of the row as a whole.
    pub(super) const fn whole(&self, kind: ReadErrorKind) -> ReadError {
        ReadError { line: self.line, column: None, kind }
    }
}

fn read_day(text: &str) -> Option<Date> {
    let day = text.split([' ', 'T']).next()?;
    let part = |text: &str, most: usize| {
        let digits = text.len() <= most && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok())?
    };
    let (year, month, day) = if let Some((month, rest)) = day.split_once('/') {
        let (day, year) = rest.split_once('/')?;
        (part(year, 4)?, part(month, 2)?, part(day, 2)?)
    } else {
        let (year, rest) = day.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        (part(year, 4)?, part(month, 2)?, part(day, 2)?)
    };
    let year = i32::try_from(year).ok().filter(|year| (1900..2200).contains(year))?;
    Date::from_ymd_opt(year, month, day)
}

fn header_error(kind: ReadErrorKind) -> ReadError {
    ReadError { line: 1, column: None, kind }
}

fn table_error(error: &csv::Error) -> ReadError {
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} values, not {expected_len}")
        }
        _ => error.to_string(),
    };
    ReadError { line: 1, column: None, kind: ReadErrorKind::Table(message) }
}
