//! Verra's serials from all years.
//!
//! * Since July 2020: `19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1` has batch,
//!   first and last unit, programme, unit type, a number, `VER`, country, sectoral scope, project, first and
//!   last day of the vintage (`ddMMyyyy`), and a flag that is 1 with additional certification. The newest
//!   (2026) have no sectoral scope.
//! * Until April 2020: `7855-433048162-433051732-VCU-005-APX-BR-14-99686-01072014-31122014-1`, or `MER` instead of
//!   the operator `APX`. Their unit numbers, from 56 to 462 million, are a separate series: the newer format
//!   started again at 14 million.
//! * In the years of the Markit registry: see [`super::printed`].

use super::Parsed;
use super::fields::{Fields, ParseSerialError, replace};
use super::printed::{markit, vintage};
use super::range::Located;

pub(super) fn parse(text: &str) -> Result<Parsed, ParseSerialError> {
    if is_markit(text) {
        return markit(text);
    }
    let mut fields = Fields::new(text, 1);
    fields.next("batch")?.digits()?;
    let first = fields.next("first unit")?.number()?;
    let last = fields.next("last unit")?.number()?;
    let programme = fields.next("programme")?;
    let is_old = programme.text == "VCU";
    if is_old {
        fields.next("number after the unit type")?.digits()?;
        fields.next("operator")?.one_of(&["APX", "MER"], "APX or MER")?;
    } else {
        programme.is("VCS", "VCS, or VCU until 2020")?;
        fields.next("unit type")?.is("VCU", "VCU")?;
        fields.next("number after the unit type")?.digits()?;
        fields.next("mark before the country")?.is("VER", "VER")?;
    }
    let country = fields.next("country")?.country()?;
    let mut project = fields.next("sectoral scope or project")?.digits()?;
    // The newest serials have no sectoral scope: the vintage follows the project.
    let vintage_follows = fields.peek().is_some_and(|next| next.len() == 8);
    if is_old || !vintage_follows {
        project = fields.next("project")?.digits()?;
    }
    let vintage = vintage(&mut fields)?;
    fields.next("flag of additional certification")?.digit()?;
    fields.end()?;
    Ok(Parsed {
        project: format!("VCS{project}"),
        country: Some(country),
        vintage: Some(vintage),
        // Unit numbers are unique within a series.
        scope: if is_old { "verra:VCU:2020" } else { "verra:VCU" }.to_owned(),
        first,
        last,
        high: String::new(),
    })
}

fn is_markit(text: &str) -> bool {
    text.starts_with("VCS-")
}

pub(super) fn part(text: &str, first: u64, last: u64, high: &str) -> Option<String> {
    if is_markit(text) {
        return Located::any(text)?.reprint(text, high, first, last);
    }
    replace(text, &[(1, first), (2, last)])
}
