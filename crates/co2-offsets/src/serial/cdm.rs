//! `RW-5-1463953-2-2-0-7014 - RW-5-1467609-2-2-0-7014`, or one half for a single unit.
//!
//! The fields are party, unit type (5 is a CER), unit, original and applicable commitment period, land-use code and
//! project. Both halves agree in all fields but the unit. The serial does not state the vintage.

use super::Parsed;
use super::fields::{Fields, ParseSerialError, ParseSerialErrorKind, replace};
use co2_units::Country;

const SEPARATOR: &str = " - ";

#[derive(PartialEq, Eq)]
struct Half<'a> {
    country: Country,
    unit: u64,
    original: &'a str,
    applicable: &'a str,
    land_use: &'a str,
    project: &'a str,
}

fn half(text: &str, column: usize) -> Result<Half<'_>, ParseSerialError> {
    let mut fields = Fields::new(text, column);
    let country = fields.next("party")?.country()?;
    fields.next("unit type")?.is("5", "5, a CER")?;
    let unit = fields.next("unit")?.number()?;
    let original = fields.next("original commitment period")?.digit()?;
    let applicable = fields.next("applicable commitment period")?.digit()?;
    let land_use = fields.next("land-use code")?.digit()?;
    let project = fields.next("project")?.digits()?;
    fields.end()?;
    Ok(Half { country, unit, original, applicable, land_use, project })
}

pub(super) fn parse(text: &str) -> Result<Parsed, ParseSerialError> {
    let (head, tail) = match text.split_once(SEPARATOR) {
        Some((head, tail)) => (head, Some(tail)),
        None => (text, None),
    };
    let from = half(head, 1)?;
    let last = match tail {
        None => from.unit,
        Some(tail) => {
            let column = head.chars().count().saturating_add(SEPARATOR.len()).saturating_add(1);
            let to = half(tail, column)?;
            let differs = [
                (from.country != to.country, "party"),
                (from.original != to.original, "original commitment period"),
                (from.applicable != to.applicable, "applicable commitment period"),
                (from.land_use != to.land_use, "land-use code"),
                (from.project != to.project, "project"),
            ];
            if let Some((_, field)) = differs.into_iter().find(|&(differs, _)| differs) {
                return Err(ParseSerialError {
                    kind: ParseSerialErrorKind::Halves { field },
                    column,
                });
            }
            to.unit
        }
    };
    Ok(Parsed {
        project: format!("CDM{}", from.project),
        country: Some(from.country),
        vintage: None,
        scope: format!("cdm:{}-5-{}", from.country, from.original),
        first: from.unit,
        last,
        high: String::new(),
    })
}

pub(super) fn part(text: &str, first: u64, last: u64) -> Option<String> {
    let head = text.split_once(SEPARATOR).map_or(text, |(head, _)| head);
    let from = replace(head, &[(2, first)])?;
    if first == last {
        return Some(from);
    }
    Some(format!("{from}{SEPARATOR}{}", replace(head, &[(2, last)])?))
}
