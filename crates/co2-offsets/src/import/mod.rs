//! Reading credits and retirements from outside: tables of the host's own, and those that registries
//! publish.
//!
//! The functions `read_*` read a whole table or nothing. For each there is another that returns the good
//! rows and a list of the bad ones, each with line, column and reason; the host decides which of the two to use.
//! Tables are read as people have them: see [`co2_units::table`].

mod csv;
mod export;
mod json;
mod meaning;
mod report;
mod rows;

pub use self::csv::{
    StockRow, read_csv, read_retirement_rows, read_retirements, read_stock_rows, stock_of,
};
pub use self::export::{
    ExportRow, ExportTable, RegistryAct, import_issued, import_issued_rows, read_export,
    read_export_rows,
};
pub use self::json::{Stock, read_json};
pub use self::report::is_report;
pub use self::rows::{BadRow, ReadOptions, ReadTable};

use co2_units::credit::ProjectId;
use co2_units::table::{TableError, TableErrorKind};

/// An error from reading a text, and its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {kind}", column.as_deref().map_or(String::new(), |column| format!(", column {column}")))]
#[non_exhaustive]
pub struct ReadError {
    /// The line of the text, counted from 1.
    pub line: u64,
    /// The column at fault, if there is one: its name in a table, or the place in JSON.
    pub column: Option<String>,
    /// What is wrong.
    pub kind: ReadErrorKind,
}

/// The kinds of [`ReadError`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// A required column is missing.
    #[error("the header has no column {0:?}")]
    NoColumn(String),
    /// A column is unknown. It is refused, because a misspelt column would be overlooked.
    #[error("the header has an unknown column {0:?}")]
    UnknownColumn(String),
    /// The header has the same column twice.
    #[error("the header has the column {0:?} twice")]
    TwoColumns(String),
    /// The text is not a table, or has a number or date that cannot be read.
    #[error(transparent)]
    Table(TableErrorKind),
    /// The text is not JSON, or not in the form of the schema.
    #[error("{0}")]
    Json(String),
    /// A value does not belong in its column.
    #[error("{0}")]
    Value(String),
    /// No technology has this name.
    #[error("unknown technology {0:?}")]
    Technology(String),
    /// The row describes its project differently from an earlier row.
    #[error("project {project} was described with another {field} on an earlier line")]
    ProjectDiffers {
        /// The project.
        project: ProjectId,
        /// The first field that differs.
        field: &'static str,
    },
    /// A registry's quantity is not the number of units in the serial.
    #[error("a quantity of {quantity}, but {units} units in the serial")]
    Quantity {
        /// The quantity in the row.
        quantity: u64,
        /// The number of units in its serial.
        units: u64,
    },
    /// Units of an issuance were used or given up, as another row says.
    #[error("line {line} says that some of these units were retired or cancelled")]
    Used {
        /// The line of that row.
        line: u64,
    },
    /// There are no rows.
    #[error("there are no credits in it")]
    Empty,
}

impl From<TableError> for ReadError {
    fn from(error: TableError) -> Self {
        let TableError { place, name, kind, .. } = error;
        let kind = match kind {
            TableErrorKind::NoHeader => ReadErrorKind::Empty,
            TableErrorKind::NoColumn(column) => ReadErrorKind::NoColumn(column),
            TableErrorKind::TwoColumns(column) => ReadErrorKind::TwoColumns(column),
            TableErrorKind::Value(message) => ReadErrorKind::Value(message),
            kind => ReadErrorKind::Table(kind),
        };
        Self { line: place.line, column: name, kind }
    }
}
