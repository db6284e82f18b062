//! What is wrong with a table, and where.

use core::fmt;

/// A position in a table, as a text editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Place {
    /// The line, counted from 1.
    pub line: u64,
    /// The column in characters, counted from 1; `None` for the whole line.
    pub column: Option<u64>,
}

/// The error for a table, or a row of a table, that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}{}: {kind}", name.as_deref().map_or(String::new(), |name| format!(" ({name})")))]
#[non_exhaustive]
pub struct TableError {
    /// The position of the error.
    pub place: Place,
    /// The name of the column with the error, if the error is in one column.
    pub name: Option<String>,
    /// What is wrong.
    pub kind: TableErrorKind,
}

/// What can be wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableErrorKind {
    /// The table has no line with names of columns.
    #[error("there is no header")]
    NoHeader,
    /// A required column is missing.
    #[error("the header has no column {0:?}")]
    NoColumn(String),
    /// The header names a column twice.
    #[error("the header has the column {0:?} twice")]
    TwoColumns(String),
    /// Two columns of the header have one meaning.
    #[error("the columns {first:?} and {second:?} both mean {meaning}; keep one of them")]
    SameMeaning {
        /// The name of the one, as printed.
        first: String,
        /// The name of the other.
        second: String,
        /// What both mean.
        meaning: &'static str,
    },
    /// The header names a column that is not known.
    #[error("unknown column {column:?}; there are {known}")]
    UnknownColumn {
        /// Its name, shortened to 40 characters.
        column: String,
        /// The known columns.
        known: String,
    },
    /// The header names too many columns.
    #[error("the header names more than {max} columns")]
    TooManyColumns {
        /// The maximum number.
        max: usize,
    },
    /// A row and the header have different numbers of fields.
    #[error("the row has {found} fields, but the header has {expected}")]
    Fields {
        /// The number of fields in the row.
        found: usize,
        /// The number of fields in the header.
        expected: usize,
    },
    /// A quote is opened and never closed.
    #[error("a quote is opened here but never closed")]
    Unclosed,
    /// Some bytes are not valid in the table's encoding.
    #[error("these bytes are not UTF-8, unlike the rest of the table")]
    Bytes,
    /// The value is not a number.
    #[error("{0:?} is not a number")]
    Number(String),
    /// The value is not a whole number from 0 to `u64::MAX`.
    #[error("{0:?} is not a whole number from 0 to 18446744073709551615")]
    Count(String),
    /// The number can be read in two ways, and no other number in the table shows which is meant.
    #[error(
        "{0:?} can mean two numbers: write it without a separator, or with a decimal mark and other \
         than three digits after it"
    )]
    AmbiguousNumber(String),
    /// One number has a decimal point and another a decimal comma.
    #[error("the decimal mark differs from the one in {other}")]
    TwoMarks {
        /// The position of the other number.
        other: Place,
    },
    /// The value is not a date.
    #[error("{0:?} is not a date such as 2026-04-13")]
    Date(String),
    /// The date can be read in two ways, and nothing in the table shows which is meant.
    #[error("{0:?} can be day/month or month/day; state the order, dmy or mdy")]
    AmbiguousDate(String),
    /// One date has the day first and another the month, or a date contradicts the stated order.
    #[error("the order of day and month differs from the one {}", other.map_or("stated".to_owned(), |place| format!("in {place}")))]
    TwoOrders {
        /// The position of the other date; `None` if the order was stated.
        other: Option<Place>,
    },
    /// The value does not have the type of its column.
    #[error("{0}")]
    Value(String),
}

impl TableError {
    /// An error in a line of a text that is not a table, at a named field.
    pub fn in_line(line: u64, name: Option<&str>, message: &dyn fmt::Display) -> Self {
        let kind = TableErrorKind::Value(message.to_string());
        Self { place: Place { line, column: None }, name: name.map(str::to_owned), kind }
    }
}

impl Place {
    /// Returns the position of a byte, counted from a byte whose line is known.
    pub(super) fn of(text: &str, start: usize, line: u64, at: usize) -> Self {
        let before = text.get(start..at).unwrap_or_default();
        let line = line_after(text, start, at, line);
        let from = before
            .rfind(['\n', '\r'])
            .map_or(start, |found| start.saturating_add(found).saturating_add(1));
        let column = text.get(from..at).unwrap_or_default().chars().count();
        let column = u64::try_from(column).unwrap_or(u64::MAX).saturating_add(1);
        Self { line, column: Some(column) }
    }
}

/// Returns the line of a byte, counted from a byte whose line is known: `\n`, `\r\n` and `\r` end a
/// line.
pub(super) fn line_after(text: &str, start: usize, at: usize, line: u64) -> u64 {
    let bytes = text.as_bytes();
    let mut line = line;
    for index in start..at {
        let ends = match bytes.get(index) {
            Some(b'\n') => true,
            Some(b'\r') => bytes.get(index.saturating_add(1)) != Some(&b'\n'),
            _ => false,
        };
        line = line.saturating_add(u64::from(ends));
    }
    line
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        self.column.map_or(Ok(()), |column| write!(f, ", column {column}"))
    }
}
