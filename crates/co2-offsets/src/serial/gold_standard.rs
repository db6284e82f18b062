//! `GS1-1-UG-GS11236-16-2024-30307-1-19149`
//!
//! The fields are `GS1`, a digit, country, project, project type, vintage year, issuance, and the first and
//! last unit. Unit numbers start again with each issuance.

use super::Parsed;
use super::fields::{Fields, ParseSerialError, ParseSerialErrorKind, replace};
use co2_units::credit::Vintage;

pub(super) fn parse(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    let head = fields.next("mark of the registry")?;
    let wrong = |field, expected, column| ParseSerialError {
        kind: ParseSerialErrorKind::Field { field, expected },
        column,
    };
    if !matches!(head.text.strip_prefix("GS"), Some(digit) if is_digits(digit, 1)) {
        return Err(wrong("mark of the registry", "GS and a digit", head.column));
    }
    fields.next("product type")?.digit()?;
    let country = fields.next("country")?.country()?;
    let project = fields.next("project")?;
    if !matches!(project.text.strip_prefix("GS"), Some(digits) if is_digits(digits, 12)) {
        return Err(wrong("project", "GS and digits", project.column));
    }
    fields.next("project type")?.digits()?;
    let year = fields.next("vintage year")?;
    let vintage = Vintage::year(year.year()?);
    let issuance = fields.next("issuance")?.number()?;
    let first = fields.next("first unit")?.number()?;
    let last = fields.next("last unit")?.number()?;
    fields.end()?;
    Ok(Parsed {
        project: project.text.to_owned(),
        country: Some(country),
        vintage,
        scope: format!("gold-standard:{issuance}"),
        first,
        last,
        high: String::new(),
    })
}

fn is_digits(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

pub(super) fn part(text: &str, first: u64, last: u64) -> Option<String> {
    replace(text, &[(7, first), (8, last)])
}
