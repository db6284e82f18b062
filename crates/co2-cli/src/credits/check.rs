//! `co2 credits check FILE [--registry ID] [--kind stock|issued|retired] [--dates dmy|mdy] [--json]`

use super::source::{Kind, Reader, Reading, bytes, reason, refused};
use crate::output::Failure;
use co2::offsets::import::{
    BadRow, ExportRow, ReadError, ReadTable, StockRow, read_export_rows, read_retirement_rows,
    read_stock_rows,
};
use co2::offsets::{Label, RegistryAct, Serial, TheirRow};
use co2::units::Date;
use co2::units::credit::Vintage;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 every row can be read; 1 one cannot; 2 the table could not be read.\n\
    Reads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The table (CSV): the host's own, a registry's export, or a partner's report.
    file: PathBuf,
    /// What the table holds [default: as its columns tell]
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    #[command(flatten)]
    reading: Reading,
    /// Answer in JSON.
    #[arg(long)]
    json: bool,
}

/// One row, good or bad.
#[derive(Serialize)]
struct Row {
    line: u64,
    serial: Option<String>,
    registry: Option<String>,
    first: Option<String>,
    last: Option<String>,
    count: Option<u64>,
    project: Option<String>,
    country: Option<String>,
    technology: Option<String>,
    mitigation: Option<String>,
    labels: Vec<String>,
    vintage_start: Option<String>,
    vintage_end: Option<String>,
    date: Option<String>,
    error: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    rows: Vec<Row>,
    good: usize,
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
        Self {
            line: error.line,
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
            error: Some(reason(&error)),
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

/// Good and bad rows in the order of the table.
fn answer<T>(
    read: ReadTable<T>,
    row: impl Fn(&T) -> Row,
    keep: impl Fn(&T) -> bool,
) -> (Answer, Beside) {
    let ReadTable { good, bad, totals, ignored, .. } = read;
    let mut rows: Vec<Row> = good.iter().filter(|one| keep(one)).map(row).collect();
    let (good, bad_rows) = (rows.len(), bad.len());
    rows.extend(bad.into_iter().map(Row::bad));
    rows.sort_by_key(|row| row.line);
    (Answer { rows, good, bad: bad_rows }, Beside { ignored, totals })
}

pub(super) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &arguments.file;
    let bytes = bytes(path)?;
    let reader = arguments.reading.reader(&bytes, arguments.kind);
    let reader =
        reader.map_err(|reason| Failure::Refused(format!("{}: {reason}", path.display())))?;
    let whole = |error: ReadError| refused(path, &error);
    let options = arguments.reading.options();
    let (answer, beside) = match reader {
        Reader::Stock => {
            let read = read_stock_rows(&bytes, options).map_err(whole)?;
            answer(read, Row::of_stock, |_| true)
        }
        Reader::Export(table) => {
            let read = read_export_rows(table, &bytes, options).map_err(whole)?;
            // Verra's one table has both.
            let keep = |row: &ExportRow| match arguments.kind {
                Some(Kind::Issued) => row.act == RegistryAct::Issuance,
                Some(Kind::Retired) => row.act != RegistryAct::Issuance,
                Some(Kind::Stock) | None => true,
            };
            answer(read, Row::of_export, keep)
        }
        Reader::Report => {
            let read = read_retirement_rows(&bytes, options).map_err(whole)?;
            answer(read, Row::of_report, |_| true)
        }
    };
    if arguments.json {
        let json = serde_json::to_string(&answer).map_err(std::io::Error::from)?;
        writeln!(out, "{json}")?;
    } else {
        print(&answer, &beside, out)?;
    }
    Ok(if answer.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
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
    writeln!(out, "\n{} good rows with {units} units, {} bad rows", answer.good, answer.bad)?;
    Ok(())
}
