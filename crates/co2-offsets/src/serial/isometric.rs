//! `ISO-1-VAULT-USA-01P4-2026-40170350-40182796`
//!
//! Registry, a digit, supplier, country (ISO 3166-1 alpha-3), project, year, and two numbers between which the
//! units stand, each a kilogram: what is counted begins at the first and ends *before* the second. In the
//! registry's export of 2026-04 the second less the first is the `credit_kgs` of every batch, and the next
//! batch begins where the one before and its part of the buffer end.
//!
//! Ids of issuances and batches (`iss_…`, `ctb_…`) say nothing of their units, which are stated beside them.

use super::fields::{Field, Fields, ParseSerialError, ParseSerialErrorKind};
use super::range::{Block, Located};
use super::{Hint, Parsed, stated};
use co2_units::Country;
use co2_units::credit::Vintage;

/// What the registry's serials begin with.
const MARK: &str = "ISO-1-";

pub(super) fn parse(text: &str, hint: Option<&Hint>) -> Result<Parsed, ParseSerialError> {
    if !text.starts_with(MARK) {
        let missing = ParseSerialErrorKind::Ambiguous;
        let hint = hint.ok_or(ParseSerialError { kind: missing, column: 1 })?;
        check_id(text)?;
        return stated::id(text, hint);
    }
    let mut fields = Fields::new(text, 1);
    fields.next("mark of the registry")?.is("ISO", "ISO")?;
    fields.next("number after the mark")?.is("1", "1")?;
    let supplier = fields.next("supplier")?.word("capitals or digits", 16)?;
    let country = country(fields.next("country")?)?;
    let project = fields.next("project")?.word("capitals or digits", 8)?;
    let year = fields.next("year")?;
    let vintage = Vintage::year(year.year()?);
    let (start, end) = (fields.next("start of the units")?, fields.next("end of the units")?);
    fields.end()?;
    let column = end.column;
    let fail = |kind| ParseSerialError { kind, column };
    let block = Block::new(start.long_digits()?, end.long_digits()?).map_err(fail)?;
    let last = block.last.checked_sub(1).filter(|last| *last >= block.first);
    let last = last.ok_or_else(|| end.fail("a number above the start of the units", column))?;
    let own = format!("ISO-{supplier}-{project}");
    // Its tables name the project by another id, which no serial has.
    let stated = hint.and_then(|hint| hint.project.as_ref());
    Ok(Parsed {
        project: stated.map_or(own, |stated| stated.as_str().to_owned()),
        country: Some(country),
        vintage,
        scope: block.scope(&format!("isometric:{supplier}-{country}-{project}-{}", year.text)),
        first: block.first,
        last,
        high: block.high,
    })
}

/// Checks that an id is a word in lower case and a code, such as `iss_…`. Nothing else is an id: a serial in lower
/// case would be a second name of its units.
fn check_id(text: &str) -> Result<(), ParseSerialError> {
    let (kind, code) = text.split_once('_').unwrap_or_default();
    let is_kind = (1..=8).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_lowercase());
    let is_code = (1..=64).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_alphanumeric());
    if is_kind && is_code {
        return Ok(());
    }
    let expected = "ISO-1- and the fields of a serial, or an id such as iss_1KN4715T51S0BCKZ";
    let kind = ParseSerialErrorKind::Field { field: "serial of Isometric", expected };
    Err(ParseSerialError { kind, column: 1 })
}

fn country(field: Field<'_>) -> Result<Country, ParseSerialError> {
    Country::from_alpha3(field.text).ok_or_else(|| ParseSerialError {
        kind: ParseSerialErrorKind::Country { code: field.text.chars().take(16).collect() },
        column: field.column,
    })
}

/// Whether a text has the range in it, and not beside it.
pub(super) fn has_range(text: &str) -> bool {
    text.starts_with(MARK)
}

/// The text with other units: the second number is the place after the last.
pub(super) fn part(text: &str, first: u64, last: u64, high: &str) -> Option<String> {
    Located::any(text)?.reprint(text, high, first, last.checked_add(1)?)
}
