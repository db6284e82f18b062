//! Good rows, bad rows, and what every reader of tables here does with them.

use super::{ReadError, ReadErrorKind};
use co2_units::table::{DayOrder, Row, Table, TableError};
use co2_units::text::ShortText as Text;

/// How a table is read.
///
/// ```
/// use co2_offsets::import::{ReadOptions, read_retirement_rows};
/// use co2_units::table::DayOrder;
///
/// let table = "serial,date\nGS1-1-UG-GS99999-16-2024-99999-1-500,07/08/2026\n";
/// let read = read_retirement_rows(table, ReadOptions::new())?;
/// assert!(read.bad[0].error.to_string().contains("day/month or month/day"));
/// let options = ReadOptions::new().with_dates(Some(DayOrder::DayFirst));
/// let read = read_retirement_rows(table, options)?;
/// assert_eq!(read.good[0].date.unwrap().to_string(), "2026-08-07");
/// # Ok::<(), co2_offsets::import::ReadError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadOptions {
    /// The order of day and month, where the host knows it.
    pub dates: Option<DayOrder>,
    /// Whether a column that is not known is refused: a misspelt one would be overlooked.
    pub strict: bool,
}

impl ReadOptions {
    /// Nothing is known, and columns that are not known are listed.
    pub const fn new() -> Self {
        Self { dates: None, strict: false }
    }

    /// With this order of day and month.
    #[must_use]
    pub const fn with_dates(self, dates: Option<DayOrder>) -> Self {
        Self { dates, ..self }
    }

    /// Whether columns that are not known are refused.
    #[must_use]
    pub const fn with_strict(self, strict: bool) -> Self {
        Self { strict, ..self }
    }
}

/// What was read of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadTable<T> {
    /// The rows that could be read, in the table's order.
    pub good: Vec<T>,
    /// The rows that could not, in the table's order.
    pub bad: Vec<BadRow>,
    /// The lines of rows that only sum others up.
    pub totals: Vec<u64>,
    /// The columns that were not looked at.
    pub ignored: Vec<String>,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadRow {
    /// What stands in the column of serials, if anything.
    pub serial: Option<String>,
    /// Where and why.
    pub error: ReadError,
}

impl<T> ReadTable<T> {
    /// All rows.
    ///
    /// # Errors
    /// When one is bad: the first.
    pub fn all(self) -> Result<Vec<T>, ReadError> {
        match self.bad.into_iter().next() {
            Some(bad) => Err(bad.error),
            None => Ok(self.good),
        }
    }
}

/// Reads every row of a table, and keeps the bad ones apart.
pub(super) fn read_rows<T>(
    table: &Table<'_>,
    serial: &str,
    known: &[&str],
    options: ReadOptions,
    mut read: impl FnMut(&Row<'_>) -> Result<T, ReadError>,
) -> Result<ReadTable<T>, ReadError> {
    let ignored: Vec<String> = table.unknown(known).into_iter().map(str::to_owned).collect();
    if options.strict
        && let Some(name) = ignored.first()
    {
        let name = name.chars().take(40).collect();
        let kind = ReadErrorKind::UnknownColumn(name);
        return Err(ReadError { line: 1, column: None, kind });
    }
    let mut found = ReadTable { good: Vec::new(), bad: Vec::new(), totals: Vec::new(), ignored };
    for row in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                found.bad.push(BadRow { serial: None, error: error.into() });
                continue;
            }
        };
        let text = row.text(serial);
        if text.is_empty() && is_total(&row) {
            found.totals.push(row.line());
            continue;
        }
        match read(&row) {
            Ok(value) => found.good.push(value),
            Err(error) => {
                let serial = (!text.is_empty()).then(|| text.chars().take(200).collect());
                found.bad.push(BadRow { serial, error });
            }
        }
    }
    Ok(found)
}

/// Whether a row without a serial sums others up: it says so, or has nothing but numbers.
fn is_total(row: &Row<'_>) -> bool {
    let says_so = |text: &str| {
        let text = text.trim_start_matches("Grand ").trim_start_matches("grand ");
        let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        ["total", "totals", "sum", "subtotal"].iter().any(|sum| word.eq_ignore_ascii_case(sum))
    };
    let is_number = |text: &str| {
        !text.contains(|c: char| {
            !(c.is_ascii_digit() || matches!(c, ',' | '.' | '\'' | ' ' | '\u{a0}'))
        })
    };
    row.values().any(says_so) || row.values().all(is_number)
}

/// `yes` or `no`, or nothing.
pub(super) fn yes_or_no(row: &Row<'_>, column: &str) -> Result<Option<bool>, TableError> {
    match row.text(column).to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "true" => Ok(Some(true)),
        "no" | "false" => Ok(Some(false)),
        _ => Err(row.fail(column, "write yes or no")),
    }
}

/// A text shortened to what documents can print; what is too long is cut.
pub(super) fn note(row: &Row<'_>, column: &str) -> Option<Text> {
    let plain: String = row.text(column).split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = plain.chars().take(Text::MAX).collect();
    Text::new(cut.trim()).ok()
}

/// An error of a kind of its own in a column.
pub(super) fn error(row: &Row<'_>, column: &str, kind: ReadErrorKind) -> ReadError {
    ReadError { kind, ..row.fail(column, "").into() }
}
