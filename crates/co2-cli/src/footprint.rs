//! `co2 footprint --products FILE.csv [--grid as-published|current] [--json]`

use crate::lines::Lines;
use crate::output::{Failure, Output, chain};
use clap::ValueEnum;
use co2::lifecycle::{Category, Facts, Footprint, GridChoice, Years, grid};
use co2::units::model::{Energy, Mass, energy, mass};
use co2::units::{Co2e, Region, Stage, Statistic};
use csv::StringRecord;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The columns of the products. Only `id` and `category` are needed; the order is free.
const COLUMNS: [&str; 12] = [
    "id",
    "manufacturer",
    "category",
    "screen_in",
    "weight_kg",
    "memory_gb",
    "storage_gb",
    "cpu_count",
    "yearly_energy_kwh",
    "lifetime_years",
    "use_location",
    "report_year",
];
/// The columns of the answer.
const ANSWER: [&str; 10] = [
    "id",
    "tier",
    "mean_kg",
    "p5_kg",
    "p50_kg",
    "p95_kg",
    "manufacture_kg",
    "transport_kg",
    "use_kg",
    "end_of_life_kg",
];

#[derive(clap::Args)]
#[command(
    after_help = "Exit codes: 0 every row has a footprint; 1 one has not; 2 they could not be read.\n\
    Reads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The products: a CSV file with the header `id,manufacturer,category,screen_in,weight_kg,memory_gb,
    /// storage_gb,cpu_count,yearly_energy_kwh,lifetime_years,use_location,report_year`. Only `id` and
    /// `category` are needed. Memory and processors move the result of servers, storage that of Apple's laptops
    /// and of smartphones; of other products too few sheets state them, and they change nothing.
    #[arg(long, value_name = "FILE")]
    products: PathBuf,
    /// The electricity of the use phase: as makers' sheets count it, or that of today's grid.
    #[arg(long, value_enum, default_value = "as-published")]
    grid: Grid,
    /// Write a JSON array instead of CSV.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Grid {
    AsPublished,
    Current,
}

impl From<Grid> for GridChoice {
    fn from(grid: Grid) -> Self {
        match grid {
            Grid::AsPublished => Self::AsPublished,
            Grid::Current => Self::Current { year: grid::LAST_YEAR },
        }
    }
}

/// What is wrong with one row, and where.
struct BadRow {
    column: Option<&'static str>,
    what: String,
}

impl BadRow {
    fn at(column: &'static str, error: &dyn std::error::Error) -> Self {
        Self { column: Some(column), what: chain(error) }
    }

    fn row(error: &dyn std::error::Error) -> Self {
        Self { column: None, what: chain(error) }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let path = &arguments.products;
    let file = co2::files::open_regular(path).map_err(|error| Failure::input(&error))?;
    let size = file.metadata().map_err(|error| Failure::file(path, &error))?.len();
    // Spaces at the ends are kept for messages, and taken off where a value is read.
    let lines = Lines::default();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(lines.of(file));
    let header = reader.headers().map_err(|error| Failure::file(path, &error))?.clone();
    let columns = columns(&header)
        .map_err(|what| Failure::Input(format!("{}: line 1: {what}", path.display())))?;

    let mut answer = Answer::start(arguments.json, out)?;
    let mut progress = Progress::new(size);
    let mut errors = io::stderr().lock();
    let mut bad = 0_usize;
    let mut record = StringRecord::new();
    loop {
        let start = reader.position().byte();
        let read = reader.read_record(&mut record);
        let line = lines.at(start);
        let result = match read {
            Ok(false) => break,
            Ok(true) if record.len() != header.len() => Err(BadRow {
                column: None,
                what: format!("{} fields under a header of {}", record.len(), header.len()),
            }),
            Ok(true) => product(&record, &columns, arguments.grid.into()),
            Err(error) if error.is_io_error() => return Err(Failure::file(path, &error)),
            Err(error) => Err(unreadable(&error, &columns)),
        };
        match result {
            Ok((id, amounts)) => answer.row(&id, &amounts, out)?,
            Err(BadRow { column, what }) => {
                bad += 1;
                progress.clear(&mut errors);
                let column = column.map(|name| format!(", column {name}")).unwrap_or_default();
                // If even this cannot be written, the exit code tells.
                let message = format!("{}: line {line}{column}: {what}", path.display());
                let _ = writeln!(Output::stderr(), "{message}");
            }
        }
        progress.show(reader.position().byte(), &mut errors);
    }
    progress.clear(&mut errors);
    answer.end(out)?;
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A row that is no text. The CSV reader's own message has another line in it.
fn unreadable(error: &csv::Error, columns: &[Option<usize>]) -> BadRow {
    let csv::ErrorKind::Utf8 { err, .. } = error.kind() else { return BadRow::row(error) };
    let mut places = COLUMNS.into_iter().zip(columns);
    let column = places.find(|(_, place)| **place == Some(err.field())).map(|(name, _)| name);
    BadRow { column, what: "the text is not UTF-8".to_owned() }
}

/// Where each of [`COLUMNS`] is.
fn columns(header: &StringRecord) -> Result<Vec<Option<usize>>, String> {
    let clean = |name: &str| name.trim().trim_start_matches('\u{feff}').to_owned();
    let names: Vec<String> = header.iter().map(clean).collect();
    for (place, name) in names.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            return Err(format!("unknown column {name:?}; there are {}", COLUMNS.join(",")));
        }
        if names.iter().take(place).any(|earlier| earlier == name) {
            return Err(format!("column {name} stands there twice"));
        }
    }
    let place = |column: &str| names.iter().position(|name| name == column);
    for needed in ["id", "category"] {
        if place(needed).is_none() {
            return Err(format!("column {needed} is missing"));
        }
    }
    Ok(COLUMNS.into_iter().map(place).collect())
}

struct Amounts {
    tier: String,
    statistics: [Co2e; 4],
    stages: [Co2e; 4],
}

fn product(
    record: &StringRecord,
    columns: &[Option<usize>],
    grid: GridChoice,
) -> Result<(String, Amounts), BadRow> {
    let field = |name: &'static str| {
        let column = COLUMNS.iter().zip(columns).find(|(column, _)| **column == name);
        let place = column.and_then(|(_, place)| *place);
        place.and_then(|place| record.get(place)).map(str::trim).filter(|text| !text.is_empty())
    };
    let number = |name: &'static str| {
        field(name)
            .map(|text| text.parse::<f64>().map_err(|error| bad(name, text, &error)))
            .transpose()
    };
    let id = field("id").ok_or_else(|| missing("id"))?.to_owned();
    let category = field("category").ok_or_else(|| missing("category"))?;
    let name = category.to_lowercase().replace([' ', '-'], "_");
    let known = Category::ALL.into_iter().find(|known| known.as_str() == name);
    let mut facts = Facts::new(known.ok_or_else(|| BadRow {
        column: Some("category"),
        what: format!(
            "unknown category {category:?}; there are {}",
            Category::ALL.map(Category::as_str).join(", ")
        ),
    })?);
    if let Some(maker) = field("manufacturer") {
        facts = facts.manufacturer(maker);
    }
    if let Some(inches) = number("screen_in")? {
        facts = facts.screen_inches(inches).map_err(|error| BadRow::at("screen_in", &error))?;
    }
    if let Some(kg) = number("weight_kg")? {
        let weight = Mass::new::<mass::kilogram>(kg);
        facts = facts.weight(weight).map_err(|error| BadRow::at("weight_kg", &error))?;
    }
    if let Some(gb) = number("memory_gb")? {
        facts = facts.memory_gigabytes(gb).map_err(|error| BadRow::at("memory_gb", &error))?;
    }
    if let Some(gb) = number("storage_gb")? {
        facts = facts.storage_gigabytes(gb).map_err(|error| BadRow::at("storage_gb", &error))?;
    }
    if let Some(text) = field("cpu_count") {
        let number: u16 = text.parse().map_err(|error| bad("cpu_count", text, &error))?;
        facts = facts.processors(number);
    }
    if let Some(kwh) = number("yearly_energy_kwh")? {
        let energy = Energy::new::<energy::kilowatt_hour>(kwh);
        let at = |error| BadRow::at("yearly_energy_kwh", &error);
        facts = facts.yearly_energy(energy).map_err(at)?;
    }
    if let Some(years) = number("lifetime_years")? {
        let years = Years::new(years).map_err(|error| BadRow::at("lifetime_years", &error))?;
        facts = facts.lifetime(years);
    }
    if let Some(text) = field("use_location") {
        let region: Region = text.parse().map_err(|error| BadRow::at("use_location", &error))?;
        facts = facts.location(region);
    }
    if let Some(text) = field("report_year") {
        let year: u16 = text.parse().map_err(|error| bad("report_year", text, &error))?;
        facts = facts.report_year(year).map_err(|error| BadRow::at("report_year", &error))?;
    }
    let footprint = facts.footprint(grid).map_err(|error| BadRow::row(&error))?;
    Ok((id, amounts(&footprint)?))
}

fn bad(column: &'static str, text: &str, error: &dyn std::error::Error) -> BadRow {
    BadRow { column: Some(column), what: format!("{text:?}: {}", chain(error)) }
}

fn missing(column: &'static str) -> BadRow {
    BadRow { column: Some(column), what: "a value is needed".to_owned() }
}

/// Everything to the gram; service is in use.
fn amounts(footprint: &Footprint) -> Result<Amounts, BadRow> {
    let at = |statistic| footprint.obligation(statistic).map_err(|error| BadRow::row(&error));
    let stages = footprint.stage_amounts(Statistic::Mean).map_err(|error| BadRow::row(&error))?;
    let of = |wanted: &[Stage]| {
        let own = stages.iter().filter(|(stage, _)| wanted.contains(stage));
        Co2e::checked_sum(own.map(|(_, amount)| *amount))
            .ok_or_else(|| BadRow { column: None, what: "the amount is too large".to_owned() })
    };
    Ok(Amounts {
        tier: footprint.tier().to_string(),
        statistics: [
            at(Statistic::Mean)?,
            at(Statistic::P5)?,
            at(Statistic::P50)?,
            at(Statistic::P95)?,
        ],
        stages: [
            of(&[Stage::Manufacture])?,
            of(&[Stage::Distribution])?,
            of(&[Stage::Use, Stage::Service])?,
            of(&[Stage::EndOfLife])?,
        ],
    })
}

/// Kilograms with three decimals.
fn kilograms(amount: Co2e) -> String {
    let grams = amount.as_grams();
    format!("{}.{:03}", grams / 1_000, grams % 1_000)
}

/// A field that a spreadsheet does not take for a formula: an apostrophe before it makes it a text.
fn no_formula(mut field: String) -> String {
    if field.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        field.insert(0, '\'');
    }
    field
}

/// The answer, row by row.
struct Answer {
    json: bool,
    rows: usize,
}

impl Answer {
    fn start(json: bool, out: &mut dyn Write) -> io::Result<Self> {
        if json {
            out.write_all(b"[")?;
        } else {
            writeln!(out, "{}", ANSWER.join(","))?;
        }
        Ok(Self { json, rows: 0 })
    }

    fn row(&mut self, id: &str, amounts: &Amounts, out: &mut dyn Write) -> io::Result<()> {
        let numbers = amounts.statistics.into_iter().chain(amounts.stages).map(kilograms);
        let fields = [id.to_owned(), amounts.tier.clone()].into_iter().chain(numbers);
        if self.json {
            let pairs = ANSWER.into_iter().zip(fields);
            let object: Vec<String> = pairs
                .map(|(name, value)| format!("\"{name}\":{}", serde_json::Value::from(value)))
                .collect();
            let comma = if self.rows == 0 { "" } else { "," };
            write!(out, "{comma}\n{{{}}}", object.join(","))?;
        } else {
            let mut writer = csv::WriterBuilder::new().from_writer(out);
            writer.write_record(fields.map(no_formula)).map_err(io::Error::from)?;
            writer.flush()?;
        }
        self.rows += 1;
        Ok(())
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.json { writeln!(out, "\n]") } else { Ok(()) }
    }
}

/// A bar on a terminal; nothing elsewhere.
struct Progress {
    size: u64,
    shown: u64,
    terminal: bool,
}

impl Progress {
    fn new(size: u64) -> Self {
        Self { size: size.max(1), shown: 0, terminal: io::stderr().is_terminal() }
    }

    fn show(&mut self, read: u64, errors: &mut dyn Write) {
        let percent = read.saturating_mul(100) / self.size;
        if !self.terminal || percent <= self.shown {
            return;
        }
        self.shown = percent;
        let full = usize::try_from(percent / 5).unwrap_or(20).min(20);
        let _ = write!(errors, "\r[{}{}] {percent:>3} %", "#".repeat(full), " ".repeat(20 - full));
        let _ = errors.flush();
    }

    fn clear(&self, errors: &mut dyn Write) {
        if self.terminal && self.shown > 0 {
            let _ = write!(errors, "\r\x1b[K");
        }
    }
}
