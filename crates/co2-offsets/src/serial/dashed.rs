//! Three registries whose serials have fields separated by dashes and end in a range: `... -30932 to 35143`.
//!
//! * ACR: `ACR-FR-1129-2025-2917-30932 to 35143` has programme, country, project, vintage year, batch
//!   and units; a dash instead of ` to ` is also accepted, because the registry's guides print it.
//! * CAR: `CAR-1-US-1335-31-983-KS-2025-9205-1 to 5000` has programme, credit type, country, project,
//!   project type, developer, state, vintage year, batch and units.
//! * ART, and FCPF in its registry: `FCPF-CI-130-2023-20-1 to 46404` has programme, country, project,
//!   vintage year, batch and units.
//!
//! Unit numbers start again with each batch, and batch numbers are unique in a registry.

use super::Parsed;
use super::fields::{Fields, ParseSerialError, RANGE, like};
use co2_units::credit::Vintage;

pub(super) fn acr(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("programme")?.is("ACR", "ACR")?;
    let country = fields.next("country")?.country()?;
    let project = fields.next("project")?.digits()?;
    let vintage = Vintage::year(fields.next("vintage year")?.year()?);
    let batch = fields.next("batch")?.number()?;
    let (first, last) = fields.range(true)?;
    Ok(Parsed {
        project: format!("ACR{project}"),
        country: Some(country),
        vintage,
        scope: format!("acr:{batch}"),
        first,
        last,
        high: String::new(),
    })
}

pub(super) fn car(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("programme")?.is("CAR", "CAR")?;
    fields.next("credit type")?.word("capitals or digits", 8)?;
    let country = fields.next("country")?.country()?;
    let project = fields.next("project")?.digits()?;
    fields.next("project type")?.digits()?;
    fields.next("developer")?.digits()?;
    fields.next("state")?.letters("two capitals", 2)?;
    let vintage = Vintage::year(fields.next("vintage year")?.year()?);
    let batch = fields.next("batch")?.number()?;
    let (first, last) = fields.range(false)?;
    Ok(Parsed {
        project: format!("CAR{project}"),
        country: Some(country),
        vintage,
        scope: format!("car:{batch}"),
        first,
        last,
        high: String::new(),
    })
}

pub(super) fn art(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    let programme = fields.next("programme")?.one_of(&["ART", "FCPF"], "ART or FCPF")?;
    let country = fields.next("country")?.country()?;
    let project = fields.next("project")?.digits()?;
    let vintage = Vintage::year(fields.next("vintage year")?.year()?);
    let batch = fields.next("batch")?.number()?;
    let (first, last) = fields.range(false)?;
    Ok(Parsed {
        project: format!("ART{project}"),
        country: Some(country),
        vintage,
        scope: format!("art:{programme}-{batch}"),
        first,
        last,
        high: String::new(),
    })
}

/// Returns the text with another range at its end, joined in the same way.
pub(super) fn part(text: &str, first: u64, last: u64) -> Option<String> {
    let joint = if text.contains(RANGE) { RANGE } else { "-" };
    let (head, printed_last) = text.rsplit_once(joint)?;
    let (head, printed_first) = head.rsplit_once('-')?;
    Some(format!("{head}-{}{joint}{}", like(printed_first, first), like(printed_last, last)))
}
