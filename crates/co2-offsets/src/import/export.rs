//! Tables that registries publish: issuances, retirements and cancellations.
//!
//! The columns are those of the public exports as of 2026-04 (ART's: before its registry moved in 2026); the
//! mappings of `offsets-db-data` 2026.5.6 (carbonplan, MIT) name the same ones. Names of beneficiaries and free
//! texts are not read, because they can be personal data.

use super::meaning::{self, Meaning, sdgs, technology};
use super::rows::{self, ReadOptions, ReadTable, read_rows};
use super::{BadRow, ReadError, ReadErrorKind, Stock};
use crate::ids::LotId;
use crate::lot::Lot;
use crate::project::{
    CorrespondingAdjustment, CorsiaPhase, Label, Methodology, Mitigation, Project, Technology,
};
use crate::serial::{Grammar, Hint, Serial, is_same_project};
use co2_units::credit::{RegistryId, Vintage};
use co2_units::table::{
    DateEvidence, Dates, DayOrder, DecimalMark, Numbers, Row, Table, TableError,
};
use co2_units::{Co2e, Date};
use std::collections::{BTreeMap, BTreeSet};

/// A table that a registry publishes.
///
/// ACR and CAR publish issuances without serials, so only what happened to the units later is read from
/// their tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ExportTable {
    /// Verra: all VCUs.
    VerraUnits,
    /// Gold Standard: issuances.
    GoldStandardIssuances,
    /// Gold Standard: retirements.
    GoldStandardRetirements,
    /// ACR: retirements.
    AcrRetirements,
    /// ACR: cancellations.
    AcrCancellations,
    /// CAR: retirements.
    CarRetirements,
    /// CAR: cancellations.
    CarCancellations,
    /// ART, with the units of the Forest Carbon Partnership Facility: retirements.
    ArtRetirements,
    /// The same: cancellations.
    ArtCancellations,
}

/// What happened to units at their registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RegistryAct {
    /// They were issued.
    Issuance,
    /// They were retired, that is, used.
    Retirement,
    /// They were given up without use, which is not a retirement.
    Cancellation,
    /// They were exchanged for units of another programme, where they have another serial.
    Conversion,
    /// They were retired or cancelled: the registry's table does not distinguish the two.
    RetirementOrCancellation,
}

impl RegistryAct {
    /// Returns true if the registry's statement can mean that the units were used.
    pub const fn may_be_retirement(self) -> bool {
        matches!(self, Self::Retirement | Self::RetirementOrCancellation)
    }
}

/// A row of a registry's table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportRow {
    /// The line in the table, counted from 1.
    pub line: u64,
    /// What happened to the units.
    pub act: RegistryAct,
    /// The units.
    pub serial: Serial,
    /// The period of the reductions.
    pub vintage: Vintage,
    /// The day on which it happened, if the table states it.
    pub date: Option<Date>,
    /// The project as far as the table describes it, including its methodology and its own labels.
    pub project: Project,
    /// Whether these units avoid or remove emissions, as far as the table states it.
    pub mitigation: Option<Mitigation>,
    /// Labels of these units.
    pub labels: BTreeSet<Label>,
    /// The host country's statement, as far as the table has it.
    pub adjustment: CorrespondingAdjustment,
    /// The phases of CORSIA in which the units may be used.
    pub corsia: BTreeSet<CorsiaPhase>,
}

/// The columns in which a table keeps its data.
struct Columns {
    registry: &'static str,
    serial: &'static str,
    quantity: &'static str,
    project: &'static str,
    name: &'static str,
    /// The possible names, newest first.
    date: &'static [&'static str],
    methodology: &'static str,
    /// The technology of all its projects, if they have the same one.
    technology: Option<Technology>,
    /// The order of day and month that the registry is known to use.
    order: Option<DayOrder>,
    /// Whether its project types state what a project does.
    words_tell: bool,
}

const VERRA: Columns = Columns {
    registry: "verra",
    serial: "Serial Number",
    quantity: "Quantity Issued",
    project: "ID",
    name: "Name",
    date: &["Issuance Date"],
    methodology: "Methodology",
    technology: None,
    order: None,
    words_tell: false,
};
const GOLD_STANDARD: Columns = Columns {
    registry: "gold-standard",
    serial: "Serial Number",
    quantity: "Quantity",
    project: "GSID",
    name: "Project Name",
    date: &["Issuance Date"],
    methodology: "Methodology",
    technology: None,
    order: None,
    words_tell: true,
};
const ACR: Columns = Columns {
    registry: "acr",
    serial: "Credit Serial Numbers",
    quantity: "Quantity of Credits",
    project: "Project ID",
    name: "Project Name",
    date: &["Status Effective (GMT)", "Status Effective"],
    methodology: "Project Methodology/Protocol",
    technology: None,
    order: Some(DayOrder::MonthFirst),
    words_tell: true,
};
const CAR: Columns = Columns {
    registry: "car",
    serial: "Offset Credit Serial Numbers",
    quantity: "Quantity of Offset Credits",
    project: "Project ID",
    name: "Project Name",
    date: &["Status Effective", "Status Effective (GMT)"],
    methodology: "Project Type",
    technology: None,
    order: Some(DayOrder::MonthFirst),
    words_tell: true,
};

/// All programmes here keep forests of a whole jurisdiction: a rule that forbids avoided deforestation must
/// find them.
const ART: Columns = Columns {
    registry: "art",
    serial: "Credit Serial Numbers",
    quantity: "Quantity of Credits",
    project: "Program ID",
    name: "Program Name",
    date: &["Status Effective", "Status Effective (GMT)"],
    methodology: "Crediting Program and Standard",
    technology: Some(Technology::AvoidedDeforestation),
    order: Some(DayOrder::MonthFirst),
    words_tell: false,
};

/// The date on which Verra's units were used or given up; empty for other units.
const VERRA_USED: &str = "Retirement/Cancellation Date";
/// The reason for which units were cancelled.
const ACR_REASON: &str = "Cancellation Type";
const CAR_REASON: &str = "Cancellation Reason";
const ART_REASON: &str = CAR_REASON;
/// The programmes to which units can be converted, as CAR names them in the reason.
const CAR_PROGRAMMES: [&str; 2] = ["ARB", "WA ECO"];

impl ExportTable {
    const fn columns(self) -> Columns {
        match self {
            Self::VerraUnits => VERRA,
            Self::GoldStandardIssuances => GOLD_STANDARD,
            Self::GoldStandardRetirements => {
                Columns { date: &["Retirement Date"], ..GOLD_STANDARD }
            }
            Self::AcrRetirements | Self::AcrCancellations => ACR,
            Self::CarRetirements | Self::CarCancellations => CAR,
            Self::ArtRetirements | Self::ArtCancellations => ART,
        }
    }
}

/// Pairs of columns with the first and the last day of a vintage.
const PERIODS: [(&str, &str); 3] = [
    ("Vintage Start", "Vintage End"),
    ("Vintage Assignment Period Start Date", "Vintage Assignment Period End Date"),
    ("Monitoring Period Start", "Monitoring Period End"),
];

impl ExportTable {
    /// All tables.
    pub const ALL: [Self; 9] = [
        Self::VerraUnits,
        Self::GoldStandardIssuances,
        Self::GoldStandardRetirements,
        Self::AcrRetirements,
        Self::AcrCancellations,
        Self::CarRetirements,
        Self::CarCancellations,
        Self::ArtRetirements,
        Self::ArtCancellations,
    ];

    /// Returns the registry that publishes it.
    pub const fn registry(self) -> &'static str {
        self.columns().registry
    }

    /// Returns the table whose columns match those given.
    ///
    /// ```
    /// use co2_offsets::ExportTable;
    /// use co2_units::table::Table;
    ///
    /// let table = Table::read(b"GSID;Serial Number;Retirement Date\n")?;
    /// assert_eq!(ExportTable::of(&table), Some(ExportTable::GoldStandardRetirements));
    /// # Ok::<(), co2_units::table::TableError>(())
    /// ```
    pub fn of(table: &Table<'_>) -> Option<Self> {
        let has = |columns: Columns| table.has(columns.serial) && table.has(columns.quantity);
        if table.has(GOLD_STANDARD.project) && table.has(GOLD_STANDARD.serial) {
            let retired = table.has("Retirement Date");
            return Some(if retired {
                Self::GoldStandardRetirements
            } else {
                Self::GoldStandardIssuances
            });
        }
        if has(ART) && table.has(ART.project) {
            let cancelled = table.has(ART_REASON);
            return Some(if cancelled { Self::ArtCancellations } else { Self::ArtRetirements });
        }
        if has(VERRA) {
            return Some(Self::VerraUnits);
        }
        if has(ACR) {
            let cancelled = table.has(ACR_REASON);
            return Some(if cancelled { Self::AcrCancellations } else { Self::AcrRetirements });
        }
        let cancelled = table.has(CAR_REASON);
        has(CAR).then_some(if cancelled { Self::CarCancellations } else { Self::CarRetirements })
    }
}

/// Reads a table that a registry publishes (CSV): all rows, or an error with its place.
///
/// Columns that are not needed are ignored. A row's quantity must be the number of units in its serial, its
/// project must be the one that the serial names, and its vintage must be that of the serial or a part of its
/// year. The order of day and month is decided for the whole table: from its dates, from those that serials
/// contain, or from what is known about the registry.
///
/// # Errors
/// Returns an error, and none of the rows, if a column is missing or a value does not belong in its column.
pub fn read_export(
    table: ExportTable,
    text: impl AsRef<[u8]>,
) -> Result<Vec<ExportRow>, ReadError> {
    read_export_rows(table, text, ReadOptions::new())?.all()
}

/// Reads a table that a registry publishes, and returns the good rows, and the bad ones with the reason.
///
/// # Errors
/// Returns an error if the table as a whole cannot be read: a column is missing, or as many of its dates or
/// quantities are written in one way as in the other.
///
/// ```
/// use co2_offsets::ExportTable;
/// use co2_offsets::import::{ReadOptions, read_export_rows};
///
/// let table = "\
/// Serial Number,Quantity,GSID,Project Name,Methodology,Issuance Date
/// GS1-1-UG-GS99999-16-2024-99999-1-500,500,99999,Example stoves,,2026-04-13
/// GS1-1-UG-GS99999-16-2024-99999-501-900,500,99999,Example stoves,,2026-04-13
/// ";
/// let read = read_export_rows(ExportTable::GoldStandardIssuances, table, ReadOptions::new())?;
/// assert_eq!((read.good.len(), read.bad.len()), (1, 1));
/// assert_eq!(
///     read.bad[0].error.to_string(),
///     "line 3, column Quantity: a quantity of 500, but 400 units in the serial"
/// );
/// # Ok::<(), co2_offsets::import::ReadError>(())
/// ```
pub fn read_export_rows(
    table: ExportTable,
    text: impl AsRef<[u8]>,
    options: ReadOptions,
) -> Result<ReadTable<ExportRow>, ReadError> {
    let columns = table.columns();
    let rows = Table::read(text.as_ref())?;
    let Columns { serial, quantity, project, name, methodology, .. } = columns;
    rows.require(&[serial, quantity, project, name])?;
    let date = columns.date.iter().copied().find(|column| rows.has(column));
    let date = match (date, columns.date.first()) {
        (Some(date), _) => date,
        (None, newest) => {
            rows.require(newest.map_or(&[][..], core::slice::from_ref))?;
            ""
        }
    };
    rows.require(&[methodology])?;
    // Without these columns, units that were used or converted could not be distinguished from others.
    match table {
        ExportTable::VerraUnits => rows.require(&[VERRA_USED])?,
        ExportTable::AcrCancellations => rows.require(&[ACR_REASON])?,
        ExportTable::CarCancellations => rows.require(&[CAR_REASON])?,
        ExportTable::ArtCancellations => rows.require(&[ART_REASON])?,
        _ => {}
    }
    let mut in_rows = vec![date, VERRA_USED];
    in_rows.extend(PERIODS.iter().flat_map(|(from, to)| [*from, *to]));
    let mut evidence = rows.dates(&in_rows);
    if !evidence.is_decided() {
        serials_show(&rows, &columns, &mut evidence);
    }
    let context = Context {
        table,
        registry: RegistryId::new(columns.registry).map_err(|error| {
            let kind = ReadErrorKind::Value(error.to_string());
            ReadError { line: 1, column: None, kind }
        })?,
        dates: evidence.decide_by_most(options.dates, columns.order)?,
        quantities: rows.numbers_of_most(&[quantity])?,
        date,
        columns,
    };
    let mut known = in_rows;
    known.extend([serial, quantity, project, name, methodology]);
    known.extend([ACR_REASON, CAR_REASON, "Vintage"]);
    known.extend(meaning::columns());
    read_rows(&rows, (serial, project), &known, options, |row| read_row(&context, row))
}

/// Takes the days that serials contain as evidence for the order of day and month.
fn serials_show(rows: &Table<'_>, columns: &Columns, evidence: &mut DateEvidence) {
    for row in rows.rows().flatten() {
        let Ok(serial) = row.text(columns.serial).parse::<Serial>() else { continue };
        let Some(vintage) = serial.vintage().filter(|_| serial.grammar().has_days()) else {
            continue;
        };
        let (from, to) = ("Vintage Start", "Vintage End");
        evidence.compare(row.text(from), vintage.first(), || row.place(from));
        evidence.compare(row.text(to), vintage.last(), || row.place(to));
        if evidence.is_decided() {
            return;
        }
    }
}

/// What is known about a table when its rows are read.
struct Context {
    table: ExportTable,
    columns: Columns,
    registry: RegistryId,
    date: &'static str,
    dates: Dates,
    quantities: Numbers,
}

fn read_row(context: &Context, row: &Row<'_>) -> Result<ExportRow, ReadError> {
    let Context { columns, .. } = context;
    let serial = read_serial(context, row)?;
    let is_cer = serial.grammar() == Grammar::Cdm && context.registry.as_str() != "cdm";
    check_quantity(context, row, &serial)?;
    let id = row.text(columns.project);
    // Gold Standard lists CERs under its own number for the project, but their serial has the CDM's.
    if !is_cer && !is_same_project(id, serial.project().as_str()) {
        let serial = serial.project();
        return Err(row.fail(columns.project, format!("the serial is of project {serial}")).into());
    }
    let (act, date) = read_act(context, row)?;
    let Meaning { labels, adjustment, corsia, mitigation } = Meaning::of(row);
    let methodology = rows::note(row, columns.methodology).map(Methodology::read);
    let country = serial.country().ok_or_else(|| row.fail(columns.serial, "no country in it"))?;
    let by_words = || technology(row, methodology.as_ref(), columns.words_tell);
    let technology = columns.technology.unwrap_or_else(by_words);
    let name = rows::note(row, columns.name).map_or(String::new(), String::from);
    let project = Project {
        mitigation: mitigation.filter(|_| technology.mitigation().is_none()),
        methodology,
        sdgs: sdgs(row),
        ..Project::new(
            serial.project().clone(),
            serial.registry().clone(),
            shortened(&name),
            country,
            technology,
        )
    };
    if !project.has_name() {
        return Err(row.fail(columns.name, "a project has a name").into());
    }
    let vintage = read_vintage(row, &serial, context.dates)?;
    if act != RegistryAct::Issuance {
        let used = if context.table == ExportTable::VerraUnits { VERRA_USED } else { context.date };
        rows::check_use(row, used, date, Some(vintage))?;
    }
    Ok(ExportRow {
        line: row.line(),
        act,
        mitigation: mitigation.or_else(|| technology.mitigation()),
        serial,
        vintage,
        date,
        project,
        labels,
        adjustment,
        corsia,
    })
}

fn read_serial(context: &Context, row: &Row<'_>) -> Result<Serial, TableError> {
    let column = context.columns.serial;
    let text = row.text(column);
    let read = Serial::parse_with(text, &Hint::registry(context.registry.clone()));
    // Gold Standard's tables contain CERs as well.
    let cer = || {
        let holds_cers = context.registry.as_str() == "gold-standard";
        text.parse::<Serial>().ok().filter(|one| holds_cers && one.grammar() == Grammar::Cdm)
    };
    read.or_else(|error| cer().ok_or(error)).map_err(|error| row.fail(column, error))
}

/// Checks that the quantity is the number of units. A number that can be read in two ways is read as the one
/// that matches.
fn check_quantity(context: &Context, row: &Row<'_>, serial: &Serial) -> Result<(), ReadError> {
    let column = context.columns.quantity;
    let units = serial.units().count();
    let usual = match context.quantities.mark() {
        Some(_) => context.quantities,
        None => Numbers::with(DecimalMark::Point),
    };
    let other = Numbers::with(DecimalMark::Comma);
    let read = row.count(column, usual);
    let shown = context.quantities.mark().is_some();
    let fits = !shown && row.count(column, other) == Ok(Some(units));
    match read {
        Ok(Some(quantity)) if quantity == units || fits => Ok(()),
        Ok(Some(quantity)) => {
            Err(rows::error(row, column, ReadErrorKind::Quantity { quantity, units }))
        }
        Ok(None) => Err(row.fail(column, "the quantity is missing").into()),
        Err(_) if fits => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn read_act(context: &Context, row: &Row<'_>) -> Result<(RegistryAct, Option<Date>), TableError> {
    let date = row.date(context.date, context.dates)?;
    Ok(match context.table {
        ExportTable::VerraUnits => match row.date(VERRA_USED, context.dates)? {
            None => (RegistryAct::Issuance, date),
            used => (RegistryAct::RetirementOrCancellation, used),
        },
        ExportTable::GoldStandardIssuances => (RegistryAct::Issuance, date),
        ExportTable::GoldStandardRetirements
        | ExportTable::AcrRetirements
        | ExportTable::CarRetirements
        | ExportTable::ArtRetirements => (RegistryAct::Retirement, date),
        ExportTable::AcrCancellations if row.text(ACR_REASON).starts_with("Convert to") => {
            (RegistryAct::Conversion, date)
        }
        ExportTable::CarCancellations if CAR_PROGRAMMES.contains(&row.text(CAR_REASON)) => {
            (RegistryAct::Conversion, date)
        }
        ExportTable::AcrCancellations
        | ExportTable::CarCancellations
        | ExportTable::ArtCancellations => (RegistryAct::Cancellation, date),
    })
}

/// Returns the days of the vintage that the table states, checked against the serial; otherwise those of the
/// serial.
///
/// A serial with days states the whole vintage. A serial with a year has units from a part of it; a
/// period that extends beyond the year, as monitoring periods do, is cut to it.
fn read_vintage(row: &Row<'_>, serial: &Serial, dates: Dates) -> Result<Vintage, TableError> {
    let of_serial = serial.vintage();
    for (from, to) in PERIODS {
        let (Some(first), Some(last)) = (row.date(from, dates)?, row.date(to, dates)?) else {
            continue;
        };
        let stated = Vintage::new(first, last).map_err(|error| row.fail(to, error))?;
        let Some(carried) = of_serial else { return Ok(stated) };
        let part = Vintage::new(first.max(carried.first()), last.min(carried.last()));
        let fits = part
            .ok()
            .filter(|part| !serial.grammar().has_days() || *part == carried && stated == carried);
        return fits.ok_or_else(|| row.fail(from, format!("the serial is of {carried}")));
    }
    let vintage =
        of_serial.ok_or_else(|| row.fail("Vintage", "no vintage in the row or its serial"))?;
    let year = row.text("Vintage").parse::<u16>().ok().and_then(Vintage::year);
    if year.is_some_and(|year| vintage.last() < year.first() || year.last() < vintage.first()) {
        return Err(row.fail("Vintage", format!("the serial is of {vintage}")));
    }
    Ok(vintage)
}

/// Shortens a name: those of some registries are longer than what a certificate prints.
fn shortened(name: &str) -> &str {
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    name.get(..end).unwrap_or_default().trim_end()
}

/// Makes stock from the issued units in a registry's table: one lot per row, named after its project and line.
/// Rows which state that units were used or given up are left out. What the rows state about a project is
/// combined: its goals, and whether it avoids or removes emissions.
///
/// A registry's table contains the units of all holders, so select the rows first.
///
/// # Errors
/// Returns an error if no row is an issuance, if two rows describe a project differently, or if units of an
/// issuance were used or given up according to another row.
pub fn import_issued<'a>(
    rows: impl IntoIterator<Item = &'a ExportRow>,
) -> Result<Stock, ReadError> {
    let (stock, mut left) = import_issued_rows(rows);
    if !left.is_empty() {
        return Err(left.swap_remove(0).error);
    }
    if stock.lots.is_empty() {
        return Err(ReadError { line: 1, column: None, kind: ReadErrorKind::Empty });
    }
    Ok(stock)
}

/// Does the same, but leaves out rows that describe a project differently from an earlier row or have units that
/// were used or given up according to another row, and returns those rows.
pub fn import_issued_rows<'a>(
    rows: impl IntoIterator<Item = &'a ExportRow>,
) -> (Stock, Vec<BadRow>) {
    let mut projects: BTreeMap<_, Project> = BTreeMap::new();
    let mut lots = Vec::new();
    let mut left = Vec::new();
    let is_issued = |row: &&ExportRow| row.act == RegistryAct::Issuance;
    let (issuances, others): (Vec<&ExportRow>, Vec<&ExportRow>) =
        rows.into_iter().partition(is_issued);
    let used = Used::new(others);
    for row in issuances {
        let lot = match used.line(&row.serial) {
            Some(line) => Err(ReadErrorKind::Used { line }),
            None => issued(row, &mut projects),
        };
        match lot {
            Ok(lot) => lots.push(lot),
            Err(kind) => left.push(BadRow {
                serial: Some(row.serial.to_string()),
                error: ReadError { line: row.line, column: None, kind },
            }),
        }
    }
    (Stock { projects: projects.into_values().collect(), lots }, left)
}

/// Units that are not there any more, as rows say: blocks that do not overlap, with a line that says so.
struct Used<'a>(BTreeMap<(&'a str, u64), (u64, u64)>);

impl<'a> Used<'a> {
    fn new(mut rows: Vec<&'a ExportRow>) -> Self {
        rows.sort_by_key(|row| {
            let units = row.serial.units();
            (units.scope(), units.first(), units.last())
        });
        let mut blocks: BTreeMap<(&str, u64), (u64, u64)> = BTreeMap::new();
        for row in rows {
            let units = row.serial.units();
            // The blocks come in their order: only the one before can reach into this one.
            let before = blocks.last_entry().filter(|before| {
                before.key().0 == units.scope() && before.get().0 >= units.first()
            });
            if let Some(mut before) = before {
                let last = before.get().0.max(units.last());
                before.get_mut().0 = last;
            } else {
                blocks.insert((units.scope(), units.first()), (units.last(), row.line));
            }
        }
        Self(blocks)
    }

    /// A line that says of some of these units that they were used.
    fn line(&self, serial: &Serial) -> Option<u64> {
        let units = serial.units();
        let ((scope, _), (last, line)) =
            self.0.range(..=(units.scope(), units.last())).next_back()?;
        (*scope == units.scope() && *last >= units.first()).then_some(*line)
    }
}

fn issued(
    row: &ExportRow,
    projects: &mut BTreeMap<co2_units::credit::ProjectId, Project>,
) -> Result<Lot, ReadErrorKind> {
    let known = projects.entry(row.project.id.clone()).or_insert_with(|| row.project.clone());
    let sdgs = &known.sdgs | &row.project.sdgs;
    let mitigation = match known.mitigation {
        before if before == row.project.mitigation => before,
        _ => Some(Mitigation::Mixed),
    };
    let merged = Project { mitigation, sdgs, ..known.clone() };
    let described = Project { mitigation, sdgs: merged.sdgs.clone(), ..row.project.clone() };
    if let Some(field) = merged.differs_from(&described) {
        return Err(ReadErrorKind::ProjectDiffers { project: described.id, field });
    }
    *known = merged;
    let id = LotId::new(format!("{}-{}", row.project.id, row.line))
        .map_err(|error| ReadErrorKind::Value(error.to_string()))?;
    let unit_size = row.serial.unit_size().unwrap_or(Co2e::TONNE);
    Ok(Lot {
        labels: row.labels.clone(),
        adjustment: row.adjustment,
        corsia: row.corsia.clone(),
        mitigation: row.mitigation,
        ..Lot::new(id, row.serial.clone(), row.vintage, unit_size)
    })
}
