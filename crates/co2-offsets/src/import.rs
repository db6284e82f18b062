//! Reading credits from a table.

use crate::command::Import;
use crate::ids::{LotId, OperationId};
use crate::lot::Lot;
use crate::project::{Project, Technology};
use crate::serial::Serial;
use co2_units::credit::Vintage;
use co2_units::{Co2e, IdError};
use std::collections::BTreeMap;

/// The columns, in this order.
const HEADER: [&str; 7] =
    ["lot", "serial", "vintage", "unit_size", "project_name", "country", "technology"];

/// Why a table of credits is not read, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}{}: {kind}", column.map_or(String::new(), |column| format!(", column {column}")))]
#[non_exhaustive]
pub struct ReadError {
    /// The line of the text, from 1.
    pub line: u64,
    /// The name of the column, when one is at fault.
    pub column: Option<&'static str>,
    /// What is wrong.
    pub kind: ReadErrorKind,
}

/// What can be wrong with a table of credits.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The first line is not the header.
    #[error("the header is not {}", HEADER.join(","))]
    Header,
    /// Not a table: wrong number of fields, or a quote that does not end.
    #[error("{0}")]
    Table(String),
    /// A value that is not what its column holds.
    #[error("{0}")]
    Value(String),
    /// No technology has this name.
    #[error("unknown technology {0:?}")]
    Technology(String),
    /// The row describes its project otherwise than an earlier row.
    #[error("project {project} was described otherwise on an earlier line")]
    ProjectDiffers {
        /// The project.
        project: co2_units::credit::ProjectId,
    },
    /// There is no row.
    #[error("there are no credits in the table")]
    Empty,
}

/// Reads a table of credits (CSV with a header, UTF-8): all rows, or an error that says where.
///
/// Columns: `lot` (the host's name of it), `serial` (as the registry prints it), `vintage`
/// (`2020-01-01/2020-12-31`), `unit_size` (`1 t CO2e`; what a unit of the registry is), `project_name`, `country` (ISO 3166-1
/// alpha-2) and `technology` (such as `landfill_gas`). Registry and project id are in the serial.
///
/// # Errors
/// When the table or a value is not as described; nothing of it is returned then.
///
/// ```
/// let table = "\
/// lot,serial,vintage,unit_size,project_name,country,technology
/// gs-1,GS1-1-UG-GS99999-16-2024-99999-1-500,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
/// ";
/// let import = co2_offsets::read_csv("credits-2026-11".parse()?, table)?;
/// assert_eq!(import.lots[0].serial.units().count(), 500);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_csv(operation: OperationId, text: &str) -> Result<Import, ReadError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let mut rows = reader.records();
    let header = rows.next().transpose().map_err(|error| table_error(&error))?;
    if !header.is_some_and(|header| header.iter().eq(HEADER)) {
        return Err(ReadError { line: 1, column: None, kind: ReadErrorKind::Header });
    }
    let mut projects: BTreeMap<_, Project> = BTreeMap::new();
    let mut lots = Vec::new();
    for row in rows {
        let row = row.map_err(|error| table_error(&error))?;
        let line = row.position().map_or(0, csv::Position::line);
        let (lot, project) = read_row(&row, line)?;
        let known = projects.entry(project.id.clone()).or_insert_with(|| project.clone());
        if *known != project {
            let kind = ReadErrorKind::ProjectDiffers { project: project.id };
            return Err(ReadError { line, column: None, kind });
        }
        lots.push(lot);
    }
    if lots.is_empty() {
        return Err(ReadError { line: 1, column: None, kind: ReadErrorKind::Empty });
    }
    Ok(Import { operation, projects: projects.into_values().collect(), lots })
}

fn read_row(row: &csv::StringRecord, line: u64) -> Result<(Lot, Project), ReadError> {
    let field = |column: &'static str| {
        let place = HEADER.iter().position(|&name| name == column).unwrap_or_default();
        row.get(place).unwrap_or_default()
    };
    let fail = |column, message: String| ReadError {
        line,
        column: Some(column),
        kind: ReadErrorKind::Value(message),
    };
    let serial: Serial = field("serial")
        .parse()
        .map_err(|error: crate::ParseSerialError| fail("serial", error.to_string()))?;
    let id: LotId =
        field("lot").parse().map_err(|error: IdError| fail("lot", error.to_string()))?;
    let vintage: Vintage = field("vintage")
        .parse()
        .map_err(|error: co2_units::credit::VintageError| fail("vintage", error.to_string()))?;
    let unit_size: Co2e = field("unit_size")
        .parse()
        .map_err(|error: co2_units::ParseCo2eError| fail("unit_size", error.to_string()))?;
    if let Some(expected) = serial.unit_size().filter(|&expected| unit_size != expected) {
        let registry = serial.registry();
        return Err(fail("unit_size", format!("a unit of {registry} is {expected}")));
    }
    let country = field("country")
        .parse()
        .map_err(|error: co2_units::PlaceError| fail("country", error.to_string()))?;
    let technology = field("technology");
    let technology = Technology::from_name(technology).ok_or_else(|| ReadError {
        line,
        column: Some("technology"),
        kind: ReadErrorKind::Technology(technology.chars().take(40).collect()),
    })?;
    let name = field("project_name").trim().to_owned();
    let (project, registry) = (serial.project().clone(), serial.registry().clone());
    let project = Project::new(project, registry, name, country, technology);
    if !project.has_name() {
        let expected = "a project's name is a printable line of 1 to 200 bytes";
        return Err(fail("project_name", expected.to_owned()));
    }
    Ok((Lot::new(id, serial, vintage, unit_size), project))
}

fn table_error(error: &csv::Error) -> ReadError {
    let line = error.position().map_or(1, csv::Position::line);
    ReadError { line, column: None, kind: ReadErrorKind::Table(error.to_string()) }
}
