//! What is wrong with a table, and where.

use core::fmt;

/// A place as an editor shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Place {
    /// The line, from 1.
    pub line: u64,
    /// The column, in characters from 1; `None` for the line as a whole.
    pub column: Option<u64>,
}

/// Why a table, or a row of it, cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}{}: {kind}", name.as_deref().map_or(String::new(), |name| format!(" ({name})")))]
#[non_exhaustive]
pub struct TableError {
    /// Where.
    pub place: Place,
    /// The name of the column at fault, when one is.
    pub name: Option<String>,
    /// What is wrong.
    pub kind: TableErrorKind,
}

/// What can be wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TableErrorKind {
    /// Nothing in it names columns.
    #[error("there is no header")]
    NoHeader,
    /// A column that must be there is missing.
    #[error("the header has no column {0:?}")]
    NoColumn(String),
    /// A column stands in the header twice.
    #[error("the header has the column {0:?} twice")]
    TwoColumns(String),
    /// A row has more or fewer fields than the header.
    #[error("the row has {found} fields, and the header {expected}")]
    Fields {
        /// How many it has.
        found: usize,
        /// How many the header has.
        expected: usize,
    },
    /// A quote that was opened is not closed.
    #[error("a quote is opened here and not closed")]
    Unclosed,
    /// Bytes that are no character of the table's encoding.
    #[error("there are bytes here that are not UTF-8, as the rest of the table is")]
    Bytes,
    /// A number is expected.
    #[error("{0:?} is not a number")]
    Number(String),
    /// A whole number from 0 is expected.
    #[error("{0:?} is not a whole number from 0 to 18446744073709551615")]
    Count(String),
    /// A number that can be read in two ways, and no other number of the table shows which.
    #[error(
        "{0:?} can mean two numbers: write it without a separator, or with a decimal mark and other \
         than three digits after it"
    )]
    AmbiguousNumber(String),
    /// One number shows a decimal point and another a decimal comma.
    #[error("the decimal mark is another one than in {other}")]
    TwoMarks {
        /// Where the other number stands.
        other: Place,
    },
    /// A date is expected.
    #[error("{0:?} is not a date such as 2026-04-13")]
    Date(String),
    /// A date that can be read in two ways, and nothing in the table shows which.
    #[error("{0:?} can be day/month or month/day: state the order, dmy or mdy")]
    AmbiguousDate(String),
    /// One date shows the day first, and another the month, or it contradicts what was stated.
    #[error("the order of day and month is another one than {}", other.map_or("stated".to_owned(), |place| format!("in {place}")))]
    TwoOrders {
        /// Where the other date stands; `None` when the order was stated.
        other: Option<Place>,
    },
    /// A value that is not what its column holds.
    #[error("{0}")]
    Value(String),
}

impl Place {
    /// The place of a byte, counted from a byte of which the line is known.
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

/// The line of a byte, counted from a byte of which the line is known: `\n`, `\r\n` and `\r` end one.
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
