//! Good rows and bad rows, and what all readers of tables here have in common.

use super::{ReadError, ReadErrorKind};
use co2_units::Date;
use co2_units::credit::Vintage;
use co2_units::table::{DayOrder, Row, Table, TableError};
use co2_units::text::ShortText as Text;

/// Options for reading a table.
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
    /// The order of day and month, if the host knows it.
    pub dates: Option<DayOrder>,
    /// Whether an unknown column is refused, because a misspelt one would be overlooked.
    pub strict: bool,
}

impl ReadOptions {
    /// Makes options without an order of day and month, with which unknown columns are listed rather than refused.
    pub const fn new() -> Self {
        Self { dates: None, strict: false }
    }

    /// Sets the order of day and month.
    #[must_use]
    pub const fn with_dates(self, dates: Option<DayOrder>) -> Self {
        Self { dates, ..self }
    }

    /// Sets whether unknown columns are refused.
    #[must_use]
    pub const fn with_strict(self, strict: bool) -> Self {
        Self { strict, ..self }
    }
}

/// The result of reading a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadTable<T> {
    /// The rows that could be read, in the table's order.
    pub good: Vec<T>,
    /// The rows that could not be read, in the table's order.
    pub bad: Vec<BadRow>,
    /// The lines of rows that only state totals.
    pub totals: Vec<u64>,
    /// The columns that were ignored.
    pub ignored: Vec<String>,
}

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BadRow {
    /// The content of the column of serials, if there is any.
    pub serial: Option<String>,
    /// The place and the reason.
    pub error: ReadError,
}

impl<T> ReadTable<T> {
    /// Returns all rows.
    ///
    /// # Errors
    /// Returns the error of the first bad row, if there is one.
    pub fn all(self) -> Result<Vec<T>, ReadError> {
        match self.bad.into_iter().next() {
            Some(bad) => Err(bad.error),
            None => Ok(self.good),
        }
    }
}

/// Reads every row of a table, and collects the bad ones separately. A row with a
/// project is never a total.
pub(super) fn read_rows<T>(
    table: &Table<'_>,
    (serial, project): (&str, &str),
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
        if (text.is_empty() || says_total(text)) && is_total(&row, project) {
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

/// Returns true if a row without a serial states totals: it names no project, and beside numbers it has only a word
/// for a sum.
fn is_total(row: &Row<'_>, project: &str) -> bool {
    let is_number = |text: &str| {
        !text.contains(|c: char| {
            !(c.is_ascii_digit() || matches!(c, ',' | '.' | '\'' | ' ' | '\u{a0}'))
        })
    };
    let project = row.text(project);
    (project.is_empty() || says_total(project))
        && row.values().all(|text| is_number(text) || says_total(text))
}

/// Whether a text is a word for a sum, or begins with one and goes on in small letters or with a number, as
/// `Total credits: 500` does, and `Total Forest Carbon` does not.
fn says_total(text: &str) -> bool {
    const SUMS: [&str; 11] = [
        "total", "totals", "sum", "subtotal", "summe", "gesamt", "somme", "suma", "totaal",
        "totale", "summa",
    ];
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut first = words.next().unwrap_or_default();
    if first.eq_ignore_ascii_case("grand") || first.eq_ignore_ascii_case("sub") {
        first = words.next().unwrap_or_default();
    }
    SUMS.iter().any(|sum| sum.eq_ignore_ascii_case(first))
        && words.all(|word| word.chars().all(char::is_lowercase))
}

/// Checks that units were not used before the first day of their vintage: otherwise the date or the serial is wrong.
pub(super) fn check_use(
    row: &Row<'_>,
    column: &str,
    date: Option<Date>,
    vintage: Option<Vintage>,
) -> Result<(), TableError> {
    match (date, vintage) {
        (Some(date), Some(vintage)) if date < vintage.first() => {
            Err(row.fail(column, format!("{date} is before the vintage of the units, {vintage}")))
        }
        _ => Ok(()),
    }
}

/// Reads `yes` or `no`; an empty field gives `None`.
pub(super) fn yes_or_no(row: &Row<'_>, column: &str) -> Result<Option<bool>, TableError> {
    match row.text(column).to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "true" => Ok(Some(true)),
        "no" | "false" => Ok(Some(false)),
        _ => Err(row.fail(column, "write yes or no")),
    }
}

/// Shortens a text to what documents can print.
pub(super) fn note(row: &Row<'_>, column: &str) -> Option<Text> {
    let plain: String = row.text(column).split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = plain.chars().take(Text::MAX).collect();
    Text::new(cut.trim()).ok()
}

/// Makes an error of a given kind for a column.
pub(super) fn error(row: &Row<'_>, column: &str, kind: ReadErrorKind) -> ReadError {
    ReadError { kind, ..row.fail(column, "").into() }
}
