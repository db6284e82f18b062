//! Registries whose ids end in a range of units.
//!
//! The scope of the numbers is what the id states before them: project, vintage and issuance. Marks that do
//! not identify units are not part of it (the unit type, which changes when a promised unit is verified, and
//! the registry's operator), so that a unit cannot be in two scopes.
//!
//! * Puro: `PURO_PR_CORC100+_FR_999856_2021_8646834b-ea59-4167-996e-16d8a084cfc1_266-494`; older
//!   issuances have GSRN numbers of 30 digits.
//! * `BioCarbon`, formerly `ProClima`: `BCR-CO-259-14-005-2-2301-2306-0037191-0037506`, also `PCR`.
//! * Social Carbon: `SCU-SOCIALCARBON-98-Brazil-2020-14052025145100-1-10121`.
//! * Plan Vivo, and Verra in the years of the Markit registry, in the same format:
//!   `PV-rPVC-MZ-110200000099034-01052022-30042023-2551-2904-SPG` and
//!   `VCS-VER-BR-100000000099142-01012007-15032007-4437872-4437999-MER-1-P`.
//! * ERS: type, project, country, unit, date or vintage, batch, first and last unit.

use super::Parsed;
use super::fields::{Field, Fields, ParseSerialError, ParseSerialErrorKind};
use super::range::{Block, fault, plain};
use co2_units::Country;
use co2_units::credit::Vintage;

/// Returns what a grammar reads, with its range.
fn parsed(
    (project, country, vintage): (String, Option<Country>, Option<Vintage>),
    scope: &str,
    (first, last): (Field<'_>, Field<'_>),
) -> Result<Parsed, ParseSerialError> {
    let column = first.column;
    let block = Block::new(first.long_digits()?, last.long_digits()?)
        .map_err(|kind| fault(kind, column))?;
    Ok(Parsed {
        project,
        country,
        vintage,
        scope: block.scope(scope),
        first: block.first,
        last: block.last,
        high: block.high,
    })
}

pub(super) fn puro(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::separated(text, 1, '_');
    fields.next("programme")?.is("PURO", "PURO")?;
    fields.next("mark of the programme")?.word("capitals or digits", 8)?;
    let unit = fields.next("unit type")?;
    let kind = unit.text.strip_prefix("CORC").unwrap_or("-");
    if kind.len() > 6 || !kind.bytes().all(|b| b.is_ascii_digit() || b == b'+') {
        return Err(unit.fail("CORC, with its years of storage", unit.column));
    }
    let country = fields.next("country")?;
    // `NA` also stands for a missing country, so it is read as none, not as Namibia.
    let country = if country.text == "NA" { None } else { Some(country.country()?) };
    let project = fields.next("project")?.digits()?;
    let vintage = Vintage::year(fields.next("year")?.year()?);
    let issuance = fields.next("issuance")?.uuid()?;
    let (first, last) = fields.next("units")?.halves("first and last unit, joined by a dash")?;
    fields.end()?;
    let digits = |field: &Field<'_>| field.text.trim_start_matches('0').len();
    // Numbers of the global series are in it wherever they were issued.
    let global = digits(&first) > 18 || digits(&last) > 18;
    let scope = if global { "puro:gsrn".to_owned() } else { format!("puro:{issuance}") };
    parsed((format!("PURO-{project}"), country, vintage), &scope, (first, last))
}

pub(super) fn biocarbon(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    let programme = fields.next("programme")?.one_of(&["BCR", "PCR"], "BCR or PCR")?;
    let country = fields.next("country")?.country()?;
    let project = fields.next("project")?.digits()?;
    let mut between = Vec::new();
    let mut ends = (fields.next("first unit")?, fields.next("last unit")?);
    while !fields.at_end() {
        between.push(ends.0.word("capitals or digits", 12)?);
        ends = (ends.1, fields.next("last unit")?);
    }
    if between.is_empty() {
        return Err(ends.0.fail("a field of the issuance", ends.0.column));
    }
    let vintage = match between.as_slice() {
        &[.., from, to] => months(from, to),
        _ => None,
    };
    let project = format!("{programme}-{country}-{project}");
    let scope = format!("biocarbon:{}", plain(&format!("{project}-{}", between.join("-"))));
    parsed((project, Some(country), vintage), &scope, ends)
}

/// Reads months: `2301` and `2306` are January to June 2023.
fn months(from: &str, to: &str) -> Option<Vintage> {
    use co2_units::Date;
    let month = |text: &str| -> Option<(i32, u32)> {
        let (year, month) = text.split_at_checked(2).filter(|(_, month)| month.len() == 2)?;
        Some((year.parse::<i32>().ok()?.checked_add(2000)?, month.parse().ok()?))
    };
    let ((year, first), (last_year, last)) = (month(from)?, month(to)?);
    let first = Date::from_ymd_opt(year, first, 1)?;
    let next =
        Date::from_ymd_opt(last_year, last, 1)?.checked_add_months(chrono::Months::new(1))?;
    Vintage::new(first, next.pred_opt()?).ok()
}

pub(super) fn social_carbon(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("programme")?.is("SCU", "SCU")?;
    fields.next("standard")?.is("SOCIALCARBON", "SOCIALCARBON")?;
    let project = fields.next("project")?.digits()?;
    let name = fields.next("country")?;
    let country = Country::from_name(name.text)
        .ok_or_else(|| name.fail("the English name of a country", name.column))?;
    let year = fields.next("vintage year")?.year()?;
    let issuance = fields.next("time of the issuance")?;
    if issuance.long_digits()?.len() != 14 {
        return Err(issuance.fail("14 digits", issuance.column));
    }
    let scope = format!("social-carbon:{}", plain(&format!("{project}-{year}-{}", issuance.text)));
    let ends = (fields.next("first unit")?, fields.next("last unit")?);
    fields.end()?;
    parsed((format!("SCU-{project}"), Some(country), Vintage::year(year)), &scope, ends)
}

/// Reads Verra's units from the years of the Markit registry.
pub(super) fn markit(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("programme")?.is("VCS", "VCS")?;
    fields.next("unit type")?.is("VER", "VER")?;
    let (project, country, vintage, ends) = markit_block(&mut fields)?;
    operator(&mut fields)?;
    fields.end()?;
    let scope = format!("verra:markit:{country}-{}-{vintage}", plain(project));
    // The registry's own number of a project follows twelve digits of the operator's.
    parsed((format!("VCS{}", own_number(project)), Some(country), Some(vintage)), &scope, ends)
}

pub(super) fn plan_vivo(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("programme")?.is("PV", "PV")?;
    fields.next("unit type")?.one_of(&["rPVC", "fPVC", "vPVC", "PVC"], "rPVC, fPVC or vPVC")?;
    let (project, country, vintage, ends) = markit_block(&mut fields)?;
    if !fields.at_end() {
        operator(&mut fields)?;
    }
    fields.end()?;
    let scope = format!("plan-vivo:{country}-{}-{vintage}", plain(project));
    parsed((format!("PV-{project}"), Some(country), Some(vintage)), &scope, ends)
}

/// The project, country and vintage, and the first and the last unit.
type MarkitBlock<'a> = (&'a str, Country, Vintage, (Field<'a>, Field<'a>));

/// Reads the operator of the registry, with or without a number and a mark of the unit: `MER-1-P`, `SPG`.
fn operator(fields: &mut Fields<'_>) -> Result<(), ParseSerialError> {
    fields.next("operator")?.one_of(&["MER", "SPG"], "MER or SPG")?;
    if fields.at_end() {
        return Ok(());
    }
    fields.next("number after the operator")?.digit()?;
    fields.next("mark of the unit")?.letters("a capital", 1).map(drop)
}

/// Reads country, project, first and last day, and first and last unit.
fn markit_block<'a>(fields: &mut Fields<'a>) -> Result<MarkitBlock<'a>, ParseSerialError> {
    let country = fields.next("country")?.country()?;
    let project = fields.next("project")?;
    let digits = project.long_digits()?;
    if digits.len() > 18 {
        return Err(project.fail("at most 18 digits", project.column));
    }
    let vintage = vintage(fields)?;
    Ok((digits, country, vintage, (fields.next("first unit")?, fields.next("last unit")?)))
}

/// Reads the first and the last day of a vintage, each written `ddMMyyyy`.
pub(super) fn vintage(fields: &mut Fields<'_>) -> Result<Vintage, ParseSerialError> {
    let from = fields.next("start of the vintage")?;
    let to = fields.next("end of the vintage")?;
    Vintage::new(from.day()?, to.day()?).map_err(|_| ParseSerialError {
        kind: ParseSerialErrorKind::Field {
            field: "end of the vintage",
            expected: "a day not before its start",
        },
        column: to.column,
    })
}

/// Returns a project's own number: `100000000000142` is project 142, because the operator numbers each
/// programme separately.
fn own_number(number: &str) -> &str {
    let own =
        number.split_at_checked(number.len().saturating_sub(12)).map_or(number, |(_, own)| own);
    let own = if number.len() == 15 { own.trim_start_matches('0') } else { number };
    if own.is_empty() { number } else { own }
}

pub(super) fn ers(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("programme")?.is("ERS", "ERS")?;
    let kind = fields.next("type")?.name("letters or digits", 16)?;
    let project = fields.next("project")?.name("letters or digits", 24)?;
    let country = fields.next("country")?.country()?;
    fields.next("unit type")?.name("letters or digits", 12)?;
    let mut between = Vec::new();
    let mut ends = (fields.next("first unit")?, fields.next("last unit")?);
    while !fields.at_end() {
        between.push(ends.0.name("letters or digits", 24)?);
        ends = (ends.1, fields.next("last unit")?);
    }
    let [period, ..] = between.as_slice() else {
        return Err(ends.0.fail("a vintage and a batch", ends.0.column));
    };
    let vintage = (period.len() == 4).then(|| Vintage::year(period.parse().ok()?)).flatten();
    let name = format!("{kind}-{project}-{country}-{}", between.join("-"));
    let scope = format!("ers:{}", plain(&name));
    parsed((format!("ERS-{project}"), Some(country), vintage), &scope, ends)
}
