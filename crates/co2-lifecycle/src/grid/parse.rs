//! Reads the data file of grid intensities. Shared by the build script and the tests.

/// The line above the rows.
const HEADER: &str = "code,year,g_per_kwh";
/// No grid of the world is outside these, in milligrams of CO2e per kWh (1 to 2,000 g).
const PLAUSIBLE_MG: core::ops::RangeInclusive<u32> = 1_000..=2_000_000;

/// A code of two capitals, a year, and milligrams of CO2e per kWh.
pub(crate) type Row<'a> = (&'a str, u16, u32);

/// The rows, in strictly ascending order of code and year; or what is wrong in which line.
pub(crate) fn rows(text: &str) -> Result<Vec<Row<'_>>, String> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
    match lines.next() {
        Some((_, HEADER)) => {}
        other => return Err(format!("expected the header {HEADER:?}, found {other:?}")),
    }
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (number, line) in lines {
        let row = row(line).map_err(|what| format!("line {number}: {what}: {line:?}"))?;
        if rows.last().is_some_and(|last| (last.0, last.1) >= (row.0, row.1)) {
            return Err(format!("line {number}: out of order or twice: {line:?}"));
        }
        rows.push(row);
    }
    Ok(rows)
}

fn row(line: &str) -> Result<Row<'_>, &'static str> {
    let mut fields = line.split(',');
    let (Some(code), Some(year), Some(figure), None) =
        (fields.next(), fields.next(), fields.next(), fields.next())
    else {
        return Err("expected three fields");
    };
    if code.len() != 2 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err("expected a code of two capitals");
    }
    let year: u16 = year.parse().map_err(|_| "expected a year")?;
    if !(2015..=2100).contains(&year) {
        return Err("year out of range");
    }
    let milligrams = milligrams(figure).ok_or("expected grams with at most three decimals")?;
    if !PLAUSIBLE_MG.contains(&milligrams) {
        return Err("not plausible; leave out what is not known");
    }
    Ok((code, year, milligrams))
}

/// `35`, `34.9`, `34.89`, `34.889`: nothing else.
fn milligrams(figure: &str) -> Option<u32> {
    let (whole, fraction) = figure.split_once('.').unwrap_or((figure, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let whole: u32 = whole.parse().ok()?;
    let fraction: u32 = format!("{fraction:0<3}").parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(fraction)
}
