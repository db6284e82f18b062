//! The host's own table of credits.

use super::report::Report;
use super::rows::{self, BadRow, ReadOptions, ReadTable, read_rows, yes_or_no};
use super::{ReadError, ReadErrorKind, Stock};
use crate::lot::{Custodian, Lot, Price, PricePer};
use crate::project::{
    AdjustmentDeclaration, AdjustmentStatus, CorrespondingAdjustment, CorsiaPhase, Label,
    LabelScope, Methodology, Mitigation, Project, Sdg, Technology, Validity,
};
use crate::reconcile::TheirRow;
use crate::serial::{Hint, Serial, is_same_project};
use co2_units::rust_decimal::Decimal;
use co2_units::table::{Row, Table, TableError};
use co2_units::text::Reference;
use co2_units::text::ShortText as Text;
use co2_units::{Co2e, Country, Currency, Money};
use core::str::FromStr;
use std::collections::{BTreeMap, BTreeSet};

/// The required columns, in any order.
const REQUIRED: &[&str] =
    &["lot", "serial", "vintage", "unit_size", "project_name", "country", "technology"];

/// The optional columns.
const OPTIONAL: &[&str] = &[
    "registry",
    "project",
    "first_unit",
    "last_unit",
    "mitigation",
    "standard",
    "methodology",
    "sdgs",
    "project_labels",
    "legal_surplus",
    "price",
    "price_per",
    "buffer_units",
    "ex_ante",
    "labels",
    "adjustment",
    "adjustment_status",
    "corsia",
    "custodian",
    "custodian_reference",
    "converted_from",
];

/// Reads a table of credits (CSV with a header): all rows, or an error with its place.
///
/// These columns are required, in any order:
///
/// | column | content |
/// | --- | --- |
/// | `lot` | the host's id of the lot |
/// | `serial` | the units, as the registry prints them |
/// | `vintage` | two days, both included: `2020-01-01/2020-12-31` |
/// | `unit_size` | the size of one unit at the registry: `1 t CO2e` |
/// | `project_name` | the project's name |
/// | `country` | its host country, ISO 3166-1 alpha-2 |
/// | `technology` | a [`Technology`] such as `landfill_gas` |
///
/// These columns are optional, and an empty field means that nothing is stated:
///
/// | column | content |
/// | --- | --- |
/// | `registry`, `project`, `first_unit`, `last_unit` | what the serial itself does not state ([`Hint`]) |
/// | `mitigation` | `avoidance`, `removal` or `mixed` |
/// | `standard`, `methodology` | as the registry prints them |
/// | `sdgs` | Sustainable Development Goals: `7;13` |
/// | `project_labels`, `labels` | labels of the project and of these units: `CCP Approved;CCB Gold` |
/// | `legal_surplus`, `ex_ante` | `yes` or `no` |
/// | `price`, `price_per` | `EUR 12.50`, and `unit` or `tonne` (default: tonne) |
/// | `buffer_units` | the number of units at the block's end that are in the buffer |
/// | `adjustment`, `adjustment_status` | [`AdjustmentDeclaration`], [`AdjustmentStatus`] |
/// | `corsia` | phases: `pilot;first` |
/// | `custodian`, `custodian_reference` | a partner's name (default: own account) and reference |
/// | `converted_from` | the serial of the units of another programme that these replaced |
///
/// # Errors
/// Returns an error, and none of the rows, if the table or a value is not as described, or if there is any
/// other column. [`read_stock_rows`] returns the rows that can be read.
///
/// ```
/// let table = "\
/// lot,serial,vintage,unit_size,project_name,country,technology
/// gs-1,GS1-1-UG-GS99999-16-2024-99999-1-500,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
/// ";
/// let stock = co2_offsets::read_csv(table)?;
/// assert_eq!(stock.lots[0].serial.units().count(), 500);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_csv(text: impl AsRef<[u8]>) -> Result<Stock, ReadError> {
    let options = ReadOptions::new().with_strict(true);
    let (stock, mut left) = stock_of(read_stock_rows(text, options)?.all()?);
    if !left.is_empty() {
        return Err(left.swap_remove(0).error);
    }
    if stock.lots.is_empty() {
        return Err(ReadError { line: 1, column: None, kind: ReadErrorKind::Empty });
    }
    Ok(stock)
}

/// A row of a table of credits: a lot and its project.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StockRow {
    /// The line in the table, counted from 1.
    pub line: u64,
    /// The lot.
    pub lot: Lot,
    /// Its project.
    pub project: Project,
}

/// Reads a table of credits as [`read_csv`] does, but returns the good rows, and the bad ones with the reason.
///
/// # Errors
/// Returns an error if the table as a whole cannot be read: a column is missing, or a column is unknown and the
/// options are strict.
///
/// ```
/// use co2_offsets::import::{ReadOptions, read_stock_rows, stock_of};
///
/// let table = "\
/// lot,serial,vintage,unit_size,project_name,country,technology
/// a,GS1-1-UG-GS99999-16-2024-99999-1-500,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
/// b,GS1-1-UG-GS99999-16-2024-99999-501,2024-01-01/2024-12-31,1 t,Example stoves,UG,cookstoves
/// ";
/// let read = read_stock_rows(table, ReadOptions::new())?;
/// assert_eq!((read.bad[0].error.line, read.bad[0].error.column.as_deref()), (3, Some("serial")));
/// let (stock, left) = stock_of(read.good);
/// assert_eq!((stock.lots.len(), left.len()), (1, 0));
/// # Ok::<(), co2_offsets::import::ReadError>(())
/// ```
pub fn read_stock_rows(
    text: impl AsRef<[u8]>,
    options: ReadOptions,
) -> Result<ReadTable<StockRow>, ReadError> {
    let table = Table::read(text.as_ref())?;
    table.require(REQUIRED)?;
    read_rows(&table, ("serial", "project"), &[REQUIRED, OPTIONAL].concat(), options, |row| {
        let serial = read_serial(row)?;
        let project = read_project(row, &serial)?;
        let lot = read_lot(row, serial)?;
        Ok(StockRow { line: row.line(), lot, project })
    })
}

/// Collects rows into stock. Rows that describe a project differently from an earlier row are left out and
/// returned beside it.
pub fn stock_of(rows: impl IntoIterator<Item = StockRow>) -> (Stock, Vec<BadRow>) {
    let mut projects: BTreeMap<_, Project> = BTreeMap::new();
    let (mut lots, mut left) = (Vec::new(), Vec::new());
    for StockRow { line, lot, project } in rows {
        let known = projects.entry(project.id.clone()).or_insert_with(|| project.clone());
        if let Some(field) = known.differs_from(&project) {
            let kind = ReadErrorKind::ProjectDiffers { project: project.id, field };
            let error = ReadError { line, column: None, kind };
            left.push(BadRow { serial: Some(lot.serial.to_string()), error });
        } else {
            lots.push(lot);
        }
    }
    (Stock { projects: projects.into_values().collect(), lots }, left)
}

/// Reads what a partner or a registry reports about retirements (CSV with a header): all rows, or
/// an error with its place.
///
/// The public tables of retirements of Cercarbono and Isometric are recognised by their columns. In any other
/// table, the column `serial` is required. The columns `registry`, `project`, `first_unit` and `last_unit` are
/// optional, as in [`read_csv`], and so are `act` (`retirement`, `cancellation` or `conversion`; default:
/// retirement), `date` and `reference`.
///
/// # Errors
/// Returns an error, and none of the rows, if the table or a value is not as described, or if there is any
/// other column. [`read_retirement_rows`] returns the rows that can be read.
pub fn read_retirements(text: impl AsRef<[u8]>) -> Result<Vec<TheirRow>, ReadError> {
    read_retirement_rows(text, ReadOptions::new().with_strict(true))?.all()
}

/// Reads what a partner or a registry reports about retirements as [`read_retirements`] does, but returns the
/// good rows, and the bad ones with the reason.
///
/// # Errors
/// Returns an error if the table as a whole cannot be read: it has no column `serial`, as many dates show one
/// order as the other, or a column is unknown and the options are strict.
pub fn read_retirement_rows(
    text: impl AsRef<[u8]>,
    options: ReadOptions,
) -> Result<ReadTable<TheirRow>, ReadError> {
    let table = Table::read(text.as_ref())?;
    let form = Report::of(&table);
    table.require(&[form.serial()])?;
    let dates = table.dates(&[form.date()]).decide_by_most(options.dates, None)?;
    read_rows(&table, (form.serial(), form.project()), form.columns(), options, |row| {
        form.read(row, dates)
    })
}

/// Reads the units of a row: the serial, and what is stated beside it.
pub(super) fn read_serial(row: &Row<'_>) -> Result<Serial, TableError> {
    let text = row.text("serial");
    let units = match (row.optional("first_unit")?, row.optional("last_unit")?) {
        (Some(first), Some(last)) => Some((first, last)),
        (None, None) => None,
        (None, Some(_)) => return Err(row.fail("first_unit", "say the first unit as well")),
        (Some(_), None) => return Err(row.fail("last_unit", "say the last unit as well")),
    };
    let country = row.optional("country")?;
    let own: Result<Serial, _> = text.parse();
    // A project given only as a number is compared with the number in the serial's project.
    let named = own.as_ref().ok().map(Serial::project);
    let project = match named.filter(|named| is_same_project(row.text("project"), named.as_str())) {
        Some(named) => Some(named.clone()),
        None => row.optional("project")?,
    };
    let registry = match (row.optional("registry")?, &own) {
        (None, Ok(own)) => Some(own.registry().clone()),
        (stated, _) => stated,
    };
    let serial = match registry {
        None => own,
        Some(registry) => Serial::parse_with(text, &Hint { registry, project, country, units }),
    };
    serial.map_err(|error| row.fail("serial", error))
}

fn read_project(row: &Row<'_>, serial: &Serial) -> Result<Project, ReadError> {
    let country: Country = row.value("country")?;
    let technology = row.text("technology");
    let technology = Technology::from_name(technology).ok_or_else(|| {
        let name = technology.chars().take(40).collect();
        rows::error(row, "technology", ReadErrorKind::Technology(name))
    })?;
    let (id, registry) = (serial.project().clone(), serial.registry().clone());
    let project = Project {
        mitigation: word(row, "mitigation", Mitigation::from_name)?,
        standard: row.optional("standard")?,
        methodology: row.optional("methodology")?.map(Methodology::read),
        sdgs: row.list("sdgs", ';').map(|goal| read_sdg(row, goal)).collect::<Result<_, _>>()?,
        labels: labels(row, "project_labels", LabelScope::Project)?,
        legal_surplus: yes_or_no(row, "legal_surplus")?,
        ..Project::new(id, registry, row.text("project_name"), country, technology)
    };
    if !project.has_name() {
        let expected = "a project's name is a printable line of 1 to 200 bytes";
        return Err(row.fail("project_name", expected).into());
    }
    Ok(project)
}

fn read_lot(row: &Row<'_>, serial: Serial) -> Result<Lot, TableError> {
    let unit_size: Co2e = row.value("unit_size")?;
    if let Some(expected) = serial.unit_size().filter(|&expected| unit_size != expected) {
        let registry = serial.registry();
        return Err(row.fail("unit_size", format!("a unit of {registry} is {expected}")));
    }
    let vintage = row.value("vintage")?;
    if let Some(carried) = serial.vintage().filter(|_| !serial.admits(vintage)) {
        return Err(row.fail("vintage", format!("the serial is of {carried}")));
    }
    let lot = Lot::new(row.value("lot")?, serial, vintage, unit_size);
    let custodian = match (row.optional("custodian")?, row.text("custodian_reference")) {
        (None, "") => Custodian::OwnAccount,
        (None, _) => return Err(row.fail("custodian", "whose reference is it?")),
        (Some(name), "") => Custodian::Partner { name, reference: None },
        (Some(name), text) => {
            let fail = |error| row.fail("custodian_reference", error);
            Custodian::Partner { name, reference: Some(Reference::new(text).map_err(fail)?) }
        }
    };
    let declaration = word(row, "adjustment", AdjustmentDeclaration::from_name)?;
    let status = word(row, "adjustment_status", AdjustmentStatus::from_name)?;
    let phase =
        |name| CorsiaPhase::from_name(name).ok_or_else(|| row.fail("corsia", unknown_word(name)));
    Ok(Lot {
        price: read_price(row)?,
        buffer_units: row.optional("buffer_units")?.unwrap_or_default(),
        ex_ante: yes_or_no(row, "ex_ante")?.unwrap_or_default(),
        labels: labels(row, "labels", LabelScope::Unit)?,
        adjustment: CorrespondingAdjustment {
            declaration: declaration.unwrap_or_default(),
            status: status.unwrap_or_default(),
        },
        corsia: row.list("corsia", ';').map(phase).collect::<Result<_, _>>()?,
        custodian,
        converted_from: row.optional("converted_from")?,
        ..lot
    })
}

fn read_sdg(row: &Row<'_>, goal: &str) -> Result<Sdg, TableError> {
    let number: u8 = goal.parse().map_err(|error| row.fail("sdgs", error))?;
    Sdg::new(number).map_err(|error| row.fail("sdgs", error))
}

fn read_price(row: &Row<'_>) -> Result<Option<Price>, TableError> {
    let per = word(row, "price_per", |name| match name {
        "unit" => Some(PricePer::Unit),
        "tonne" => Some(PricePer::Tonne),
        _ => None,
    })?;
    let text = row.text("price");
    if text.is_empty() {
        return Ok(None);
    }
    let money = || {
        let (currency, amount) = text.split_once(' ')?;
        let amount = Decimal::from_str_exact(amount).ok()?;
        Some(Money::new(amount, Currency::from_str(currency).ok()?))
    };
    let money = money().ok_or_else(|| row.fail("price", "write a price as EUR 12.50"))?;
    let price = Price::new(money, per.unwrap_or(PricePer::Tonne));
    price.map(Some).map_err(|error| row.fail("price", error))
}

fn labels(row: &Row<'_>, column: &str, scope: LabelScope) -> Result<BTreeSet<Label>, TableError> {
    row.list(column, ';')
        .map(|scheme| {
            let scheme: Text = Text::new(scheme).map_err(|error| row.fail(column, error))?;
            Ok(Label { scheme, scope, validity: Validity::ALWAYS, evidence: None })
        })
        .collect()
}

/// Reads a word of a list; an empty field gives `None`.
pub(super) fn word<T>(
    row: &Row<'_>,
    column: &str,
    from_name: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, TableError> {
    match row.text(column) {
        "" => Ok(None),
        name => {
            let word = from_name(&name.to_ascii_lowercase());
            word.map(Some).ok_or_else(|| row.fail(column, unknown_word(name)))
        }
    }
}

fn unknown_word(name: &str) -> String {
    format!("unknown word {:?}", name.chars().take(40).collect::<String>())
}
