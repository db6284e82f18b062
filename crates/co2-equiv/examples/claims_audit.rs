//! Writes `docs/claims-audit.md`: thirty published claims, and the editions in which each is true.
//!
//! ```text
//! cargo run -p co2-equiv --example claims_audit > docs/claims-audit.md
//! ```
//!
//! A test compares the file with the output of this program.

use co2_equiv::travel::{Travel, Vehicle};
use co2_equiv::{Answer, Bound, Claim, DistanceUnit, Reproduced, editions, reproduce};
use co2_units::Co2e;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;

/// The claims, one in each row.
const CLAIMS: &str = include_str!("../data/claims.txt");

const INTRODUCTION: &str = "# Audit of published claims

This page checks thirty claims that one computer manufacturer made in five press releases about its CO2 offset
service (2020 to 2023, in Swedish, Bulgarian, English, Chinese and Dutch) against the factors of each edition.
Quotations are short and, except for the English text, translated. This file is written by
`cargo run -p co2-equiv --example claims_audit`. The claims and verdicts are in
`crates/co2-equiv/data/claims.txt`; the counts are computed.

Verdicts:

* *true*: the claim is true in the edition of its time, or another text confirms it.
* *false*: it is wrong with any factor, or in every edition of the source that it names.
* *unit error*: a number has the wrong unit.
* *unverifiable*: it names no factor or source that would decide it. Some published number may fit.

What it shows: an equivalence without its edition is not a fact, and a number with a unit must not be
translated. A factor marked *derived* was computed from published numbers and is not known to its last
digit: a count near the claimed one decides nothing by itself. *Within the rounding* means that the claim is false
with the printed factor but true with another factor that would be printed the same.

";

fn main() -> Result<(), Box<dyn Error>> {
    Ok(std::io::stdout().write_all(render()?.as_bytes())?)
}

/// One claim of the list.
struct Row<'a> {
    id: &'a str,
    text: &'a str,
    quotation: &'a str,
    numbers: Option<Numbers<'a>>,
    verdict: &'a str,
    why: &'a str,
}

struct Numbers<'a> {
    amount: Co2e,
    claim: Claim,
    equivalence: &'a str,
}

fn read() -> Result<Vec<Row<'static>>, Box<dyn Error>> {
    let lines = CLAIMS.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [id, text, quotation, amount, claim, equivalence, verdict, why] =
                <[&str; 8]>::try_from(cells).map_err(|_| format!("not eight cells: {line}"))?;
            if !["true", "false", "unit error", "unverifiable"].contains(&verdict) {
                return Err(format!("no verdict: {line}").into());
            }
            let numbers = if amount.is_empty() {
                None
            } else {
                let (amount, claim) = (amount.parse()?, claim.parse::<Claim>()?);
                Some(Numbers { amount, claim, equivalence })
            };
            Ok(Row { id, text, quotation, numbers, verdict, why })
        })
        .collect()
}

/// Renders the whole file.
///
/// # Errors
/// Returns an error if a row of the list cannot be read.
pub(crate) fn render() -> Result<String, Box<dyn Error>> {
    let rows = read()?;
    let mut out = INTRODUCTION.to_owned();
    let count = |verdict: &str| rows.iter().filter(|row| row.verdict == verdict).count();
    writeln!(
        out,
        "Of {} claims {} are true, {} false, {} have a unit error, {} are unverifiable.\n",
        rows.len(),
        count("true"),
        count("false"),
        count("unit error"),
        count("unverifiable"),
    )?;
    out.push_str("| claim | text | quotation | implied factor | verdict | why |\n");
    out.push_str("| --- | --- | --- | --- | --- | --- |\n");
    for Row { id, text, quotation, numbers, verdict, why } in &rows {
        let implied = numbers.as_ref().map_or_else(|| "-".to_owned(), implied_factor);
        writeln!(out, "| {id} | {text} | {quotation} | {implied} | **{verdict}** | {why} |")?;
    }
    for Row { id, quotation, numbers, .. } in &rows {
        let Some(Numbers { amount, claim, equivalence }) = numbers else { continue };
        if equivalence.is_empty() {
            continue;
        }
        writeln!(out, "\n## {id}: {quotation}\n")?;
        writeln!(out, "{amount} as \"{claim}\" of `{equivalence}`:\n")?;
        out.push_str("| edition | factor | count | holds | with its printed inputs |\n");
        out.push_str("| --- | --- | --- | --- | --- |\n");
        for row in reproduce(editions::all(), *amount, *claim, equivalence) {
            edition_line(&mut out, &row)?;
        }
    }
    out.push_str(&miles()?);
    Ok(out)
}

/// Returns the grams per unit. For "more than" they are rounded up by less than a gram so that
/// "less than" stays true; for a number without a bound they are rounded to the nearest.
fn implied_factor(numbers: &Numbers<'_>) -> String {
    let Numbers { amount, claim, .. } = numbers;
    // The claims in the list count whole things.
    let count = u64::try_from(claim.count.floor()).unwrap_or(u64::MAX).max(1);
    let (sign, grams) = match claim.bound {
        Bound::MoreThan => ("< ", amount.as_grams().div_ceil(count)),
        Bound::AtLeast => ("<= ", amount.as_grams().div_ceil(count)),
        _ => ("", nearest(amount.as_grams(), count)),
    };
    format!("{sign}{} per unit", Co2e::from_grams(grams))
}

/// Divides and rounds to the nearest whole number, halves up.
fn nearest(above: u64, below: u64) -> u64 {
    let (whole, rest) = (above / below, above % below);
    whole.saturating_add(u64::from(rest >= below - rest))
}

fn edition_line(out: &mut String, row: &Reproduced<'_>) -> std::fmt::Result {
    let inputs = row.recomputed.map_or_else(
        || "-".to_owned(),
        |recomputed| {
            let answer = if recomputed.holds { Answer::Holds } else { Answer::Fails };
            format!("{:.1}: {answer}", recomputed.count)
        },
    );
    let Reproduced { edition, equivalence, count, answer, .. } = row;
    let derived = if row.is_derived() { ", derived" } else { "" };
    let (edition, value) = (&edition.id, equivalence.value);
    writeln!(out, "| {edition} | {value}{derived} | {count:.1} | {answer} | {inputs} |")
}

/// Kilometre, mil and mile: one printed number, three lengths.
fn miles() -> Result<String, Box<dyn Error>> {
    let mut out = "\n## 000-1, 000-2, 000-4: kilometre, mil and mile\n\n".to_owned();
    out.push_str("1.7 million of each unit, and kilometres per flight for 1,789 flights:\n\n");
    out.push_str("| unit | kilometres | per flight | kg CO2 per kilometre of the aircraft |\n");
    out.push_str("| --- | --- | --- | --- |\n");
    let amount: Co2e = "26000 t".parse()?;
    for (name, unit) in [
        ("kilometre (Swedish text, once)", DistanceUnit::Kilometre),
        ("mil (Swedish text, once)", DistanceUnit::SwedishMil),
        ("mile (English text)", DistanceUnit::Mile),
    ] {
        let flown = Travel::<Vehicle>::new(1_700_000, unit)?;
        let kilometres = flown.in_unit(DistanceUnit::Kilometre)?;
        let whole = u64::try_from(kilometres.floor())?;
        let per_flight = nearest(whole, 1_789);
        let grams = nearest(amount.as_grams(), whole);
        let (kg, rest) = (grams / 1_000, grams % 1_000);
        writeln!(out, "| {name} | {kilometres} | {per_flight} | {kg}.{rest:03} |")?;
    }
    out.push_str("\nOnly the miles make flights of a length that is flown within Europe.\n");
    Ok(out)
}
