//! Credits and retirements as they come from outside: tables of the host's own, and what registries
//! publish.
//!
//! The functions `read_*` read a table whole or not at all. Beside each stands one that returns the good
//! rows and a list of the bad ones, each with line, column and reason: which of the two a host takes is
//! its decision. Tables are read as people have them: see [`co2_units::table`].

mod csv;
mod export;
mod json;
mod meaning;
mod rows;

pub use self::csv::{
    StockRow, read_csv, read_retirement_rows, read_retirements, read_stock_rows, stock_of,
};
pub use self::export::{
    ExportRow, ExportTable, RegistryAct, import_issued, import_issued_rows, read_export,
    read_export_rows,
};
pub use self::json::{Stock, read_json};
pub use self::rows::{BadRow, ReadOptions, ReadTable};

use co2_units::credit::ProjectId;
use co2_units::table::{TableError, TableErrorKind};

/// Why a text is not read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {kind}", column.as_deref().map_or(String::new(), |column| format!(", column {column}")))]
#[non_exhaustive]
pub struct ReadError {
    /// The line of the text, from 1.
    pub line: u64,
    /// The column at fault, when one is: its name in a table, its place in JSON.
    pub column: Option<String>,
    /// What is wrong.
    pub kind: ReadErrorKind,
}

/// What can be wrong with a text that should hold credits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// A column that must be there is not.
    #[error("the header has no column {0:?}")]
    NoColumn(String),
    /// A column that is not known: a misspelt one would be overlooked.
    #[error("the header has an unknown column {0:?}")]
    UnknownColumn(String),
    /// A column stands in the header twice.
    #[error("the header has the column {0:?} twice")]
    TwoColumns(String),
    /// Not a table, or a number or date that cannot be read.
    #[error(transparent)]
    Table(TableErrorKind),
    /// Not JSON, or not of the shape that the schema says.
    #[error("{0}")]
    Json(String),
    /// A value that is not what its column holds.
    #[error("{0}")]
    Value(String),
    /// No technology has this name.
    #[error("unknown technology {0:?}")]
    Technology(String),
    /// The row describes its project otherwise than an earlier row.
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
        /// The quantity of the row.
        quantity: u64,
        /// The units of its serial.
        units: u64,
    },
    /// There is no row.
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
