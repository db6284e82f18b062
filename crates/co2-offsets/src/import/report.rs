//! What partners and registries report of retirements, in tables without the facts of projects.

use super::csv::{read_serial, word};
use super::rows;
use super::{ReadError, ReadErrorKind, RegistryAct};
use crate::reconcile::TheirRow;
use crate::serial::{Hint, Serial};
use co2_units::credit::RegistryId;
use co2_units::table::{Dates, DecimalMark, Numbers, Row, Table, TableError};
use co2_units::text::Reference;

/// Whose table of retirements it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Report {
    /// A partner's, with the columns that are documented.
    Own,
    /// Cercarbono's (`EcoRegistry`): the units stand beside the serial.
    Cercarbono,
    /// Isometric's: batches of credits.
    Isometric,
}

impl Report {
    pub(super) fn of(table: &Table<'_>) -> Self {
        let has = |columns: &[&str]| columns.iter().all(|column| table.has(column));
        if has(&["serial", "project_id", "quantity", "from", "to", "date"]) {
            Self::Cercarbono
        } else if has(&["serial_number", "retirement_id", "retired_at", "size.credit_kgs"]) {
            Self::Isometric
        } else {
            Self::Own
        }
    }

    pub(super) const fn serial(self) -> &'static str {
        match self {
            Self::Own | Self::Cercarbono => "serial",
            Self::Isometric => "serial_number",
        }
    }

    pub(super) const fn date(self) -> &'static str {
        match self {
            Self::Own | Self::Cercarbono => "date",
            Self::Isometric => "retired_at",
        }
    }

    pub(super) const fn project(self) -> &'static str {
        match self {
            Self::Own => "project",
            Self::Cercarbono | Self::Isometric => "project_id",
        }
    }

    /// The columns that are looked at.
    pub(super) const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Own => &[
                "serial",
                "registry",
                "project",
                "first_unit",
                "last_unit",
                "act",
                "date",
                "reference",
            ],
            Self::Cercarbono => &["serial", "project_id", "quantity", "from", "to", "date"],
            Self::Isometric => &[
                "serial_number",
                "project_id",
                "size.credit_kgs",
                "status",
                "retired_at",
                "retirement_id",
            ],
        }
    }

    pub(super) fn read(self, row: &Row<'_>, dates: Dates) -> Result<TheirRow, ReadError> {
        let (act, serial, reference) = match self {
            Self::Own => {
                let act = word(row, "act", |name| match name {
                    "retirement" => Some(RegistryAct::Retirement),
                    "cancellation" => Some(RegistryAct::Cancellation),
                    "conversion" => Some(RegistryAct::Conversion),
                    _ => None,
                })?;
                let act = act.unwrap_or(RegistryAct::Retirement);
                (act, read_serial(row)?, reference(row, "reference")?)
            }
            Self::Cercarbono => {
                let units = (row.value("from")?, row.value("to")?);
                (RegistryAct::Retirement, stated(row, "cercarbono", self, Some(units))?, None)
            }
            Self::Isometric => {
                let act = word(row, "status", |name| match name {
                    "retired" => Some(RegistryAct::Retirement),
                    "cancelled" => Some(RegistryAct::Cancellation),
                    _ => None,
                })?;
                let act =
                    act.ok_or_else(|| row.fail("status", "whether they are retired is missing"))?;
                (act, stated(row, "isometric", self, None)?, reference(row, "retirement_id")?)
            }
        };
        let quantity = match self {
            Self::Own => None,
            Self::Cercarbono => Some("quantity"),
            Self::Isometric => Some("size.credit_kgs"),
        };
        if let Some(column) = quantity {
            check_quantity(row, column, serial.units().count())?;
        }
        let date = row.date(self.date(), dates)?;
        rows::check_use(row, self.date(), date, serial.vintage())?;
        Ok(TheirRow { line: row.line(), act, serial, date, reference })
    }
}

/// The units of a row of a registry that names the project beside the serial.
fn stated(
    row: &Row<'_>,
    registry: &str,
    report: Report,
    units: Option<(u128, u128)>,
) -> Result<Serial, TableError> {
    let column = report.serial();
    let registry = RegistryId::new(registry).map_err(|error| row.fail(column, error))?;
    // The number alone, in Cercarbono's table, is the project of the serial.
    let project = match report {
        Report::Isometric => row.optional("project_id")?,
        _ => None,
    };
    let hint = Hint { project, units, ..Hint::registry(registry) };
    let serial = Serial::parse_with(row.text(column), &hint);
    let serial = serial.map_err(|error| row.fail(column, error))?;
    let named = row.text("project_id");
    if !crate::serial::is_same_project(named, serial.project().as_str()) {
        let project = serial.project();
        return Err(row.fail("project_id", format!("the serial is of project {project}")));
    }
    Ok(serial)
}

fn reference(row: &Row<'_>, column: &str) -> Result<Option<Reference>, TableError> {
    match row.text(column) {
        "" => Ok(None),
        text => Reference::new(text).map(Some).map_err(|error| row.fail(column, error)),
    }
}

fn check_quantity(row: &Row<'_>, column: &str, units: u64) -> Result<(), ReadError> {
    match row.count(column, Numbers::with(DecimalMark::Point))? {
        Some(quantity) if quantity == units => Ok(()),
        Some(quantity) => {
            Err(rows::error(row, column, ReadErrorKind::Quantity { quantity, units }))
        }
        None => Err(row.fail(column, "the quantity is missing").into()),
    }
}

/// Whether a table has the columns of a report of retirements, so that
/// [`read_retirement_rows`](super::read_retirement_rows) reads it.
pub fn is_report(table: &Table<'_>) -> bool {
    Report::of(table) != Report::Own || table.has("serial")
}
