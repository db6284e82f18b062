//! `19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1`
//!
//! Batch, first and last unit, programme, unit type, a number, `VER`, country, sectoral scope,
//! project, vintage from and to (`ddMMyyyy`), a flag that is 1 with additional certification.

use super::Parsed;
use super::fields::{Fields, ParseSerialError, ParseSerialErrorKind, replace};
use co2_units::credit::Vintage;

pub(super) fn parse(text: &str) -> Result<Parsed, ParseSerialError> {
    let mut fields = Fields::new(text, 1);
    fields.next("batch")?.digits()?;
    let first = fields.next("first unit")?.number()?;
    let last = fields.next("last unit")?.number()?;
    fields.next("programme")?.is("VCS", "VCS")?;
    fields.next("unit type")?.is("VCU", "VCU")?;
    fields.next("number after the unit type")?.digits()?;
    fields.next("mark before the country")?.is("VER", "VER")?;
    let country = fields.next("country")?.country()?;
    fields.next("sectoral scope")?.digits()?;
    let project = fields.next("project")?.digits()?;
    let from = fields.next("start of the vintage")?;
    let to = fields.next("end of the vintage")?;
    let vintage = Vintage::new(from.day()?, to.day()?).map_err(|_| ParseSerialError {
        kind: ParseSerialErrorKind::Field {
            field: "end of the vintage",
            expected: "a day not before its start",
        },
        column: to.column,
    })?;
    fields.next("flag of additional certification")?.digit()?;
    fields.end()?;
    Ok(Parsed {
        project: format!("VCS{project}"),
        country: Some(country),
        vintage: Some(vintage),
        // Block numbers are given out once over all VCUs.
        scope: "verra:VCU".to_owned(),
        first,
        last,
    })
}

pub(super) fn part(text: &str, first: u64, last: u64) -> Option<String> {
    replace(text, &[(1, first), (2, last)])
}
