//! Credits and retirements as they come from outside: tables of the host's own, and what registries
//! publish.
//!
//! Whatever is read is read whole or not at all; an error says in which line and column.

mod csv;
mod export;
mod json;
mod table;

pub use self::csv::{read_csv, read_retirements};
pub use self::export::{ExportRow, ExportTable, RegistryAct, import_issued, read_export};
pub use self::json::{Stock, read_json};

use co2_units::credit::ProjectId;

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
    NoColumn(&'static str),
    /// A column that is not known: a misspelt one would be overlooked.
    #[error("the header has an unknown column {0:?}")]
    UnknownColumn(String),
    /// A column stands in the header twice.
    #[error("the header has the column {0:?} twice")]
    TwoColumns(String),
    /// Not a table: wrong number of fields, or a quote that does not end.
    #[error("{0}")]
    Table(String),
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
