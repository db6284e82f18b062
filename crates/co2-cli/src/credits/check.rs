//! `co2 credits check FILE [--registry ID] [--kind stock|issued|retired] [--dates dmy|mdy] [--json]`

use super::source::{Kind, Reader, Reading, Whole, bytes, reason};
use crate::output::Failure;
use co2::ledger::State;
use co2::offsets::import::{
    BadRow, ExportRow, ReadTable, Stock, StockRow, import_issued_rows, read_export_rows,
    read_retirement_rows, read_stock_rows, stock_of,
};
use co2::offsets::{Label, RegistryAct, Serial, TheirRow};
use co2::units::Date;
use co2::units::credit::Vintage;
use co2::units::serde::large;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 every row can be read; 1 one cannot; 2 the table could not be read.\n\
    Reads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The table (CSV): the host's own, a registry's export, or a partner's report; - is the input.
    file: PathBuf,
    /// What the table holds [default: as its columns tell]
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    #[command(flatten)]
    reading: Reading,
    /// Print JSON for programs.
    #[arg(long)]
    json: bool,
}

impl Arguments {
    /// Nothing but the file is stated.
    pub(super) fn of(file: &Path, json: bool) -> Self {
        Self { file: file.to_owned(), kind: None, reading: Reading::default(), json }
    }
}

/// A row of a table of credits, good or bad.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct Row {
    /// Its line in the table, counted from 1.
    line: u64,
    /// The serial of its units.
    serial: Option<String>,
    /// The registry that issued them.
    registry: Option<String>,
    /// The first unit's number, as the registry prints it.
    first: Option<String>,
    /// The last unit's number, which belongs to it.
    last: Option<String>,
    /// How many units, as a text of digits where a number would be too large.
    #[serde(with = "large::option")]
    #[schemars(schema_with = "large::option::json_schema")]
    count: Option<u64>,
    /// The project that they are from.
    project: Option<String>,
    /// The project's country.
    country: Option<String>,
    /// What the project does.
    technology: Option<String>,
    /// Whether it reduces, avoids or removes emissions.
    mitigation: Option<String>,
    /// The labels of the project and of the units.
    labels: Vec<String>,
    /// The first day of the vintage.
    vintage_start: Option<String>,
    /// The last day of the vintage, which belongs to it.
    vintage_end: Option<String>,
    /// The day on which the registry issued or retired them.
    date: Option<String>,
    /// Why the row cannot be read or would not be imported; `null` for a good row.
    error: Option<String>,
}

/// What an import would make of a table of credits.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Answer {
    /// The rows, in the order of the table.
    rows: Vec<Row>,
    /// How many of them are good.
    good: usize,
    /// How many are bad.
    bad: usize,
}

/// What people see beside the rows.
struct Beside {
    ignored: Vec<String>,
    totals: Vec<u64>,
}

impl Row {
    fn good(line: u64, serial: &Serial, vintage: Option<Vintage>, date: Option<Date>) -> Self {
        let (first, last) = serial.printed_units();
        Self {
            line,
            serial: Some(serial.to_string()),
            registry: Some(serial.registry().to_string()),
            first: Some(first),
            last: Some(last),
            count: Some(serial.units().count()),
            project: Some(serial.project().to_string()),
            country: serial.country().map(|country| country.to_string()),
            technology: None,
            mitigation: None,
            labels: Vec::new(),
            vintage_start: vintage.map(|vintage| vintage.first().to_string()),
            vintage_end: vintage.map(|vintage| vintage.last().to_string()),
            date: date.map(|date| date.to_string()),
            error: None,
        }
    }

    fn bad(bad: BadRow) -> Self {
        let BadRow { serial, error, .. } = bad;
        Self { error: Some(reason(&error)), ..Self::empty(error.line, serial) }
    }

    fn empty(line: u64, serial: Option<String>) -> Self {
        Self {
            line,
            serial,
            registry: None,
            first: None,
            last: None,
            count: None,
            project: None,
            country: None,
            technology: None,
            mitigation: None,
            labels: Vec::new(),
            vintage_start: None,
            vintage_end: None,
            date: None,
            error: None,
        }
    }

    fn of_stock(row: &StockRow) -> Self {
        let (lot, project) = (&row.lot, &row.project);
        Self {
            country: Some(lot.country(project).to_string()),
            technology: Some(project.technology.as_str().to_owned()),
            mitigation: lot.mitigation(project).map(|one| one.to_string()),
            labels: names(&(&project.labels | &lot.labels)),
            ..Self::good(row.line, &lot.serial, Some(lot.vintage), None)
        }
    }

    fn of_export(row: &ExportRow) -> Self {
        Self {
            technology: Some(row.project.technology.as_str().to_owned()),
            mitigation: row.mitigation.map(|one| one.to_string()),
            labels: names(&row.labels),
            ..Self::good(row.line, &row.serial, Some(row.vintage), row.date)
        }
    }

    fn of_report(row: &TheirRow) -> Self {
        Self::good(row.line, &row.serial, row.serial.vintage(), row.date)
    }
}

fn names(labels: &BTreeSet<Label>) -> Vec<String> {
    labels.iter().map(|label| label.scheme.to_string()).collect()
}

impl Answer {
    /// Of a table that cannot be read as a whole: one bad row, which is the line at fault.
    fn of_none(whole: Whole) -> (Self, Beside) {
        let row = Row { error: Some(whole.reason), ..Row::empty(whole.line, None) };
        let beside = Beside { ignored: Vec::new(), totals: Vec::new() };
        (Self { rows: vec![row], good: 0, bad: 1 }, beside)
    }
}

/// The lines that an import into an empty ledger leaves out, and why: those whose rows contradict others, and
/// those whose lots the ledger refuses. `lines` are those of all rows that are lots.
fn refused(
    (stock, left): (Stock, Vec<BadRow>),
    lines: impl Iterator<Item = u64>,
) -> BTreeMap<u64, String> {
    let mut refused: BTreeMap<u64, String> =
        left.iter().map(|bad| (bad.error.line, reason(&bad.error))).collect();
    // The lots are in the order of their rows.
    let lines: Vec<u64> = lines.filter(|line| !refused.contains_key(line)).collect();
    let found = State::new().importable(stock.projects, stock.lots);
    let reasons = found.refused.into_iter();
    refused.extend(reasons.filter_map(|(at, error)| Some((*lines.get(at)?, error.to_string()))));
    refused
}

/// Good and bad rows in the order of the table. `refused` are lines that can be read, and that an import
/// leaves out; `into_stock` are the units that would come in.
fn answer<T>(
    read: ReadTable<T>,
    refused: &BTreeMap<u64, String>,
    row: impl Fn(&T) -> Row,
    of_another: impl Fn(&T) -> Option<String>,
    into_stock: impl Fn(&T) -> Option<(u64, &Serial)>,
) -> (Answer, Beside) {
    let ReadTable { good, bad, totals, ignored, .. } = read;
    let overlapping = overlaps(good.iter().filter_map(into_stock));
    let mut rows: Vec<Row> = Vec::new();
    let mut count = 0_usize;
    for one in &good {
        let row = row(one);
        if let Some(error) = of_another(one) {
            rows.push(Row { error: Some(error), ..Row::empty(row.line, row.serial) });
        } else if let Some(other) = overlapping.get(&row.line) {
            let error = format!("its units overlap those of line {other}");
            rows.push(Row { error: Some(error), ..Row::empty(row.line, row.serial) });
        } else if let Some(error) = refused.get(&row.line) {
            let error = Some(error.clone());
            rows.push(Row { error, ..Row::empty(row.line, row.serial) });
        } else {
            count = count.saturating_add(1);
            rows.push(row);
        }
    }
    rows.extend(bad.into_iter().map(Row::bad));
    rows.sort_by_key(|row| row.line);
    let bad = rows.len().saturating_sub(count);
    (Answer { rows, good: count, bad }, Beside { ignored, totals })
}

/// The lines whose units overlap those of an earlier line, and that line.
fn overlaps<'a>(blocks: impl Iterator<Item = (u64, &'a Serial)>) -> BTreeMap<u64, u64> {
    let mut blocks: Vec<_> = blocks.collect();
    blocks.sort_by_key(|(_, serial)| {
        let units = serial.units();
        (units.scope(), units.first(), units.last())
    });
    let mut found = BTreeMap::new();
    let mut reach: Option<(u64, &Serial)> = None;
    for (line, serial) in blocks {
        match reach {
            Some((before, block)) if block.units().overlaps(serial.units()) => {
                found.insert(line.max(before), line.min(before));
                if serial.units().last() > block.units().last() {
                    reach = Some((line, serial));
                }
            }
            _ => reach = Some((line, serial)),
        }
    }
    found
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &arguments.file;
    let bytes = bytes(path)?;
    let (answer, beside) = match look(arguments, &bytes) {
        Ok(answer) => answer,
        Err(whole) if arguments.json => Answer::of_none(whole),
        Err(whole) => return Err(whole.refused(path)),
    };
    if arguments.json {
        let json = serde_json::to_string(&answer).map_err(std::io::Error::from)?;
        writeln!(out, "{json}")?;
    } else {
        print(&answer, &beside, out)?;
    }
    Ok(if answer.bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// An import of no row is refused.
fn not_empty(found: (Answer, Beside)) -> Result<(Answer, Beside), Whole> {
    if found.0.rows.is_empty() {
        return Err(Whole::new("there are no credits in it".to_owned()));
    }
    Ok(found)
}

/// What an import would make of the table.
fn look(arguments: &Arguments, bytes: &[u8]) -> Result<(Answer, Beside), Whole> {
    let reading = &arguments.reading;
    let options = reading.options();
    Ok(match reading.reader(bytes, arguments.kind)? {
        Reader::Stock => {
            let read = read_stock_rows(bytes, options)?;
            let stock = stock_of(read.good.iter().cloned());
            let refused = refused(stock, read.good.iter().map(|row| row.line));
            let of_another = |row: &StockRow| reading.is_of_another(&row.lot.serial);
            not_empty(answer(read, &refused, Row::of_stock, of_another, |row| {
                Some((row.line, &row.lot.serial))
            }))?
        }
        Reader::Export(table) => {
            let mut read = read_export_rows(table, bytes, options)?;
            // Verra's one table has both.
            let keep = |row: &ExportRow| match arguments.kind {
                Some(Kind::Issued) => row.act == RegistryAct::Issuance,
                Some(Kind::Retired) => row.act != RegistryAct::Issuance,
                Some(Kind::Stock) | None => true,
            };
            read.good.retain(keep);
            let issued = |row: &ExportRow| row.act == RegistryAct::Issuance;
            let lines = read.good.iter().filter(|row| issued(row)).map(|row| row.line);
            let refused = refused(import_issued_rows(&read.good), lines);
            not_empty(answer(
                read,
                &refused,
                Row::of_export,
                |_| None,
                |row| issued(row).then_some((row.line, &row.serial)),
            ))?
        }
        Reader::Report => {
            let read = read_retirement_rows(bytes, options)?;
            let of_another = |row: &TheirRow| reading.is_of_another(&row.serial);
            answer(read, &BTreeMap::new(), Row::of_report, of_another, |_| None)
        }
    })
}

fn print(answer: &Answer, beside: &Beside, out: &mut dyn Write) -> Result<(), Failure> {
    let shown = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let mut units = 0_u128;
    for row in &answer.rows {
        if let Some(error) = &row.error {
            writeln!(out, "line {}: BAD {}: {error}", row.line, shown(&row.serial))?;
            continue;
        }
        let count = row.count.unwrap_or_default();
        units = units.saturating_add(count.into());
        writeln!(out, "line {}: {}", row.line, shown(&row.serial))?;
        writeln!(
            out,
            "  {count} units, {} to {}; project {}, {}, {}, {}; {}/{}{}{}",
            shown(&row.first),
            shown(&row.last),
            shown(&row.project),
            shown(&row.country),
            shown(&row.technology),
            shown(&row.mitigation),
            shown(&row.vintage_start),
            shown(&row.vintage_end),
            row.date.as_ref().map_or(String::new(), |date| format!("; {date}")),
            if row.labels.is_empty() {
                String::new()
            } else {
                format!("; {}", row.labels.join(", "))
            },
        )?;
    }
    for line in &beside.totals {
        writeln!(out, "line {line}: left out, it sums others up")?;
    }
    if !beside.ignored.is_empty() {
        writeln!(out, "columns not looked at: {}", beside.ignored.join(", "))?;
    }
    let verdict = if answer.bad == 0 { "OK" } else { "REFUSED" };
    let (good, bad) = (answer.good, answer.bad);
    writeln!(out, "\n{verdict} {good} good rows with {units} units, {bad} bad rows")?;
    Ok(())
}
