//! What registries publish: tables of issuances, retirements and cancellations.
//!
//! The columns are those of the public exports as of 2026-04; the mappings of
//! `offsets-db-data` 2026.5.6 (carbonplan, MIT) name the same ones. Names of beneficiaries and free texts are not
//! read: they can be personal data.

use super::table::{Row, Table};
use super::{ReadError, ReadErrorKind, Stock};
use crate::ids::LotId;
use crate::lot::Lot;
use crate::project::{
    AdjustmentDeclaration, CorrespondingAdjustment, CorsiaPhase, Label, LabelScope, Methodology,
    Mitigation, Project, Sdg, Technology, Validity,
};
use crate::serial::{Hint, Serial};
use co2_units::credit::{RegistryId, Vintage};
use co2_units::text::ShortText as Text;
use co2_units::{Co2e, Date};
use std::collections::{BTreeMap, BTreeSet};

/// A table that a registry publishes.
///
/// ACR and CAR publish issuances without serials, so only what happened to units later is read of
/// them.
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
}

/// What happened to units at their registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RegistryAct {
    /// They were issued.
    Issuance,
    /// They were retired: used.
    Retirement,
    /// They were given up without use, which is no retirement.
    Cancellation,
    /// They were given up for units of another programme, where they appear under another serial.
    Conversion,
    /// One of retirement and cancellation: the registry's table does not say which.
    RetirementOrCancellation,
}

impl RegistryAct {
    /// Whether the registry's word can be that the units were used.
    pub const fn may_be_retirement(self) -> bool {
        matches!(self, Self::Retirement | Self::RetirementOrCancellation)
    }
}

/// A row of a registry's table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExportRow {
    /// Its line in the table, from 1.
    pub line: u64,
    /// What happened.
    pub act: RegistryAct,
    /// To which units.
    pub serial: Serial,
    /// When the reductions happened.
    pub vintage: Vintage,
    /// When it happened, if the table says.
    pub date: Option<Date>,
    /// The project as far as the table describes it, with its methodology and labels of its own.
    pub project: Project,
    /// Labels of these units.
    pub labels: BTreeSet<Label>,
    /// What the host country has said, as far as the table says.
    pub adjustment: CorrespondingAdjustment,
    /// The phases of CORSIA in which the units may be used.
    pub corsia: BTreeSet<CorsiaPhase>,
}

/// Where a table keeps what.
struct Columns {
    registry: &'static str,
    serial: &'static str,
    quantity: &'static str,
    project: &'static str,
    name: &'static str,
    date: &'static str,
    methodology: &'static str,
}

const VERRA: Columns = Columns {
    registry: "verra",
    serial: "Serial Number",
    quantity: "Quantity Issued",
    project: "ID",
    name: "Name",
    date: "Issuance Date",
    methodology: "Methodology",
};
const GOLD_STANDARD: Columns = Columns {
    registry: "gold-standard",
    serial: "Serial Number",
    quantity: "Quantity",
    project: "GSID",
    name: "Project Name",
    date: "Issuance Date",
    methodology: "Methodology",
};
const ACR: Columns = Columns {
    registry: "acr",
    serial: "Credit Serial Numbers",
    quantity: "Quantity of Credits",
    project: "Project ID",
    name: "Project Name",
    date: "Status Effective (GMT)",
    methodology: "Project Methodology/Protocol",
};
const CAR: Columns = Columns {
    registry: "car",
    serial: "Offset Credit Serial Numbers",
    quantity: "Quantity of Offset Credits",
    project: "Project ID",
    name: "Project Name",
    date: "Status Effective",
    methodology: "Project Type",
};

/// When Verra's units were used or given up; empty while they are neither.
const VERRA_USED: &str = "Retirement/Cancellation Date";
/// Why units were cancelled.
const ACR_REASON: &str = "Cancellation Type";
const CAR_REASON: &str = "Cancellation Reason";
/// CAR names the programme whose units took their place.
const CAR_PROGRAMMES: [&str; 2] = ["ARB", "WA ECO"];

impl ExportTable {
    const fn columns(self) -> Columns {
        match self {
            Self::VerraUnits => VERRA,
            Self::GoldStandardIssuances => GOLD_STANDARD,
            Self::GoldStandardRetirements => Columns { date: "Retirement Date", ..GOLD_STANDARD },
            Self::AcrRetirements | Self::AcrCancellations => ACR,
            Self::CarRetirements | Self::CarCancellations => CAR,
        }
    }
}

/// Reads a table that a registry publishes (CSV, UTF-8): all rows, or an error that says where.
///
/// Columns that are not needed are not looked at. A row's quantity must be the number of units of its
/// serial, and its project the one the serial names.
///
/// # Errors
/// When a column is missing or a value is not what its column holds; nothing is returned then.
pub fn read_export(table: ExportTable, text: &str) -> Result<Vec<ExportRow>, ReadError> {
    let columns = table.columns();
    let mut rows = Table::new(text)?;
    let Columns { serial, quantity, project, name, date, methodology, .. } = columns;
    rows.require(&[serial, quantity, project, name, date, methodology])?;
    // Without these, what is used or converted could not be told from what is not.
    match table {
        ExportTable::VerraUnits => rows.require(&[VERRA_USED])?,
        ExportTable::AcrCancellations => rows.require(&[ACR_REASON])?,
        ExportTable::CarCancellations => rows.require(&[CAR_REASON])?,
        _ => {}
    }
    let mut read = Vec::new();
    while let Some(row) = rows.next_row()? {
        read.push(read_row(table, &columns, &row)?);
    }
    Ok(read)
}

fn read_row(table: ExportTable, columns: &Columns, row: &Row<'_>) -> Result<ExportRow, ReadError> {
    let registry =
        RegistryId::new(columns.registry).map_err(|error| row.fail(columns.serial, error))?;
    let serial = Serial::parse_with(row.text(columns.serial), &Hint::registry(registry))
        .map_err(|error| row.fail(columns.serial, error))?;
    let quantity = row.text(columns.quantity).replace(',', "");
    let quantity: u64 = quantity.parse().map_err(|error| row.fail(columns.quantity, error))?;
    let units = serial.units().count();
    if quantity != units {
        return Err(row.error(columns.quantity, ReadErrorKind::Quantity { quantity, units }));
    }
    let id = row.text(columns.project);
    // Some tables give the number alone; one made by a spreadsheet may write it as a decimal.
    let number = id.strip_suffix(".0").unwrap_or(id);
    if !serial.project().as_str().ends_with(number) || number.is_empty() {
        let serial = serial.project();
        return Err(row.fail(columns.project, format!("the serial is of project {serial}")));
    }
    let (act, date) = read_act(table, columns, row)?;
    let mut labels = BTreeSet::new();
    let mut adjustment = CorrespondingAdjustment::default();
    let mut corsia = BTreeSet::new();
    let mut mitigation = None;
    for (column, separator) in [("Additional Certifications", ';'), ("Label", ',')] {
        for text in row.list(column, separator) {
            match text {
                "Emission Reduction" => mitigation = Some(Mitigation::Avoidance),
                "Emission Removal" | "Carbon Dioxide Removals" => {
                    mitigation = Some(Mitigation::Removal);
                }
                _ => add_label(&mut labels, text),
            }
            if text.starts_with("Article 6 Authorized") {
                adjustment.declaration = AdjustmentDeclaration::Committed;
            }
            if text.starts_with("CORSIA - First Phase") {
                corsia.insert(CorsiaPhase::First);
            } else if text.starts_with("CORSIA - Pilot Phase") {
                corsia.insert(CorsiaPhase::Pilot);
            }
        }
    }
    for (column, phase) in [
        ("Eligible for CORSIA 2021-2023 Compliance Period (Pilot Phase)", CorsiaPhase::Pilot),
        ("Eligible for CORSIA 2021-2023 Compliance Period", CorsiaPhase::Pilot),
        ("Eligible for CORSIA 2024-2026 Compliance Period (First Phase)", CorsiaPhase::First),
        ("Eligible for CORSIA 2024-2026 Compliance Period", CorsiaPhase::First),
    ] {
        if row.text(column).eq_ignore_ascii_case("yes") {
            corsia.insert(phase);
        }
    }
    if row.text("CCP Approved").eq_ignore_ascii_case("yes") {
        add_label(&mut labels, "CCP Approved");
    }
    if row.text("Corresponding Adjustment").eq_ignore_ascii_case("yes") {
        adjustment.declaration = AdjustmentDeclaration::Committed;
    }
    match row.text("Reduction/Removal") {
        "Reduction" => mitigation = Some(Mitigation::Avoidance),
        "Removal" => mitigation = Some(Mitigation::Removal),
        _ => {}
    }
    if row.text("Verified Removal").eq_ignore_ascii_case("yes") {
        mitigation = Some(Mitigation::Removal);
    }
    let methodology = row.note(columns.methodology).map(Methodology::read);
    let country = serial.country().ok_or_else(|| row.fail(columns.serial, "no country in it"))?;
    let technology = technology(row, methodology.as_ref());
    let name = row.note(columns.name).map_or(String::new(), String::from);
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
        return Err(row.fail(columns.name, "a project has a name"));
    }
    let vintage = read_vintage(row, &serial)?;
    Ok(ExportRow {
        line: row.line,
        act,
        serial,
        vintage,
        date,
        project,
        labels,
        adjustment,
        corsia,
    })
}

fn read_act(
    table: ExportTable,
    columns: &Columns,
    row: &Row<'_>,
) -> Result<(RegistryAct, Option<Date>), ReadError> {
    let date = row.day(columns.date)?;
    Ok(match table {
        ExportTable::VerraUnits => match row.day(VERRA_USED)? {
            None => (RegistryAct::Issuance, date),
            used => (RegistryAct::RetirementOrCancellation, used),
        },
        ExportTable::GoldStandardIssuances => (RegistryAct::Issuance, date),
        ExportTable::GoldStandardRetirements
        | ExportTable::AcrRetirements
        | ExportTable::CarRetirements => (RegistryAct::Retirement, date),
        ExportTable::AcrCancellations if row.text(ACR_REASON).starts_with("Convert to") => {
            (RegistryAct::Conversion, date)
        }
        ExportTable::CarCancellations if CAR_PROGRAMMES.contains(&row.text(CAR_REASON)) => {
            (RegistryAct::Conversion, date)
        }
        ExportTable::AcrCancellations | ExportTable::CarCancellations => {
            (RegistryAct::Cancellation, date)
        }
    })
}

/// The days of the vintage where the table says them, within the serial's; else the serial's.
fn read_vintage(row: &Row<'_>, serial: &Serial) -> Result<Vintage, ReadError> {
    let pairs = [
        ("Vintage Start", "Vintage End"),
        ("Vintage Assignment Period Start Date", "Vintage Assignment Period End Date"),
    ];
    for (from, to) in pairs {
        if let (Some(first), Some(last)) = (row.day(from)?, row.day(to)?) {
            return Vintage::new(first, last).map_err(|error| row.fail(to, error));
        }
    }
    serial.vintage().ok_or_else(|| row.fail("Vintage", "no vintage in the row or its serial"))
}

/// A name that fits: some registries' are longer than what a certificate prints.
fn shortened(name: &str) -> &str {
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    name.get(..end).unwrap_or_default().trim_end()
}

fn add_label(labels: &mut BTreeSet<Label>, scheme: &str) {
    if let Ok(scheme) = Text::new(scheme) {
        let (scope, validity) = (LabelScope::Unit, Validity::ALWAYS);
        labels.insert(Label { scheme, scope, validity, evidence: None });
    }
}

/// `03: Good Health and Well-Being;13: Climate Action`, or numbers alone.
fn sdgs(row: &Row<'_>) -> BTreeSet<Sdg> {
    ["Sustainable Development Goal(s)", "Sustainable Development Goals"]
        .into_iter()
        .flat_map(|column| row.list(column, ';'))
        .filter_map(|goal| {
            let number = goal.split(':').next()?.trim();
            Sdg::new(number.parse().ok()?).ok()
        })
        .collect()
}

/// What the project does: by the registry's own word for it, or else by its methodology.
fn technology(row: &Row<'_>, methodology: Option<&Methodology>) -> Technology {
    let kind = row.text("Project Type").to_ascii_lowercase();
    let by_word = PROJECT_TYPES.iter().find(|(word, _)| kind.contains(word));
    let by_methodology = || methodology.and_then(Methodology::technology);
    by_word.map(|&(_, technology)| technology).or_else(by_methodology).unwrap_or(Technology::Other)
}

/// Words in project types, as Gold Standard, ACR and CAR print them (exports of 2026-04). Verra's
/// are sectoral scopes, which do not say what a project does.
const PROJECT_TYPES: &[(&str, Technology)] = &[
    ("energy efficiency - domestic", Technology::Cookstoves),
    ("biogas", Technology::Biogas),
    ("biomass", Technology::Biomass),
    ("wind", Technology::Wind),
    ("solar", Technology::Solar),
    ("pv", Technology::Solar),
    ("geothermal", Technology::Geothermal),
    ("small, low-impact hydro", Technology::Hydro),
    ("hydro", Technology::Hydro),
    ("a/r", Technology::Afforestation),
    ("landfill", Technology::LandfillGas),
    ("mine methane", Technology::MineMethane),
    ("nitric acid", Technology::IndustrialGases),
    ("adipic acid", Technology::IndustrialGases),
    ("ozone depleting", Technology::Refrigerants),
    ("livestock", Technology::Livestock),
    ("grassland", Technology::Grassland),
    ("forest", Technology::Forestry),
    ("energy efficiency", Technology::EnergyEfficiency),
    ("organic waste", Technology::Waste),
    ("soil enrichment", Technology::Agriculture),
    ("rice", Technology::Agriculture),
    ("cement", Technology::Industry),
];

/// The issued units of a registry's table as stock: one lot a row, named after its project and
/// line. Rows that say units were used or given up are left out. What rows say of one project is put
/// together: its goals, and whether it avoids or removes.
///
/// A registry's table holds everybody's units: choose the rows first.
///
/// # Errors
/// When no row is an issuance, or two rows describe a project differently.
pub fn import_issued<'a>(
    rows: impl IntoIterator<Item = &'a ExportRow>,
) -> Result<Stock, ReadError> {
    let mut projects: BTreeMap<_, Project> = BTreeMap::new();
    let mut lots = Vec::new();
    for row in rows.into_iter().filter(|row| row.act == RegistryAct::Issuance) {
        let fail = |kind| ReadError { line: row.line, column: None, kind };
        let known = projects.entry(row.project.id.clone()).or_insert_with(|| row.project.clone());
        known.sdgs.extend(&row.project.sdgs);
        if known.mitigation != row.project.mitigation {
            known.mitigation = Some(Mitigation::Mixed);
        }
        let (sdgs, mitigation) = (known.sdgs.clone(), known.mitigation);
        let described = Project { mitigation, sdgs, ..row.project.clone() };
        if let Some(field) = known.differs_from(&described) {
            let project = described.id;
            return Err(fail(ReadErrorKind::ProjectDiffers { project, field }));
        }
        let id = LotId::new(format!("{}-{}", row.project.id, row.line))
            .map_err(|error| fail(ReadErrorKind::Value(error.to_string())))?;
        let unit_size = row.serial.unit_size().unwrap_or(Co2e::TONNE);
        lots.push(Lot {
            labels: row.labels.clone(),
            adjustment: row.adjustment,
            corsia: row.corsia.clone(),
            ..Lot::new(id, row.serial.clone(), row.vintage, unit_size)
        });
    }
    if lots.is_empty() {
        return Err(ReadError { line: 1, column: None, kind: ReadErrorKind::Empty });
    }
    Ok(Stock { projects: projects.into_values().collect(), lots })
}
