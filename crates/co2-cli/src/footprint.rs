//! `co2 footprint --products FILE [--grid as-published|current] [--find TEXT] [--json|--table|--explain|--pact FILE]`

use crate::arguments;
use crate::output::{Failure, Output, chain, write_json};
use crate::products::{Read, read};
use clap::ValueEnum;
use co2::lifecycle::pact::{NOTICE, ProductFootprint};
use co2::lifecycle::product::{Catalogue, Product, TEMPLATE};
use co2::lifecycle::{DataQuality, Footprint, GridChoice, grid};
use co2::units::table::Writer;
use co2::units::{Co2e, Stage, Statistic};
use schemars::JsonSchema;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// The largest footprint in PACT's form that is read, in bytes.
const MAX_PACT: u64 = 4 << 20;
/// The footprints of the products in a file, in its order; products without one are left out.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used: products are written one by one")]
pub(crate) struct Products(Vec<Footprinted>);

/// A product and its footprint. Amounts are in kilograms with three decimals.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct Footprinted {
    /// The product, as the file names it.
    id: String,
    /// How the footprint was found, such as `published`.
    tier: String,
    /// The mean of the whole footprint.
    mean_kg: Kilograms,
    /// The amount below which one in twenty such products is; empty if the spread is not known.
    p5_kg: Kilograms,
    /// The median; empty if the spread is not known.
    p50_kg: Kilograms,
    /// The amount above which one in twenty such products is; empty if the spread is not known.
    p95_kg: Kilograms,
    /// The mean of the manufacture.
    manufacture_kg: Kilograms,
    /// The mean of the distribution.
    transport_kg: Kilograms,
    /// The mean of the use, with service.
    use_kg: Kilograms,
    /// The mean of the end of life.
    end_of_life_kg: Kilograms,
    /// The footprint by stage.
    footprint: Footprint,
    /// How good the data behind the footprint is, by the five indicators of the GHG Protocol's product standard.
    data_quality: DataQuality,
}

/// Kilograms of CO2e with three decimals; empty for what is not known.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "only its schema is used")]
struct Kilograms(#[schemars(regex(pattern = "^([0-9]+\\.[0-9]{3})?$"))] String);

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
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[command(
    after_help = "Exit codes: 0 every product has a footprint; 1 one has not; 2 they could not be read.\n\
    Reads what is named; writes nothing but the output."
)]
pub(crate) struct Arguments {
    /// The products. CSV: the columns `id` and `category`, and as many as are known of `gtin`, `part_number`,
    /// `manufacturer`, `model`, `screen_in`, `weight_kg`, `memory_gb`, `storage_gb`, `cpu_count`,
    /// `yearly_energy_kwh`, `lifetime_years`, `use_location`, `report_year`, `edition` (facts); `configuration`
    /// (such as `2x cpu 694 mm2; 16x memory 64 GB; 8x ssd 3.84 TB; mainboard; rack`); `sheet_mean_kg`,
    /// `sheet_sd_kg`, `sheet_headline`, `sheet_year`, `sheet_years_of_use`, `sheet_use_location`,
    /// `sheet_source`, `share_manufacture`, `share_transport`, `share_use`, `share_end_of_life` (the maker's sheet).
    /// Columns may have other usual names, such as `SKU`, `MPN`, `EAN`, `Brand`, `Weight`. Values may have
    /// units: `16 GB`, `14"`, `1,46 kg`, `3 years`. Lines of text: a column's name, a colon and its value in each,
    /// and `---` between products; --template writes one. JSON (`.json`): an array of products with `sheet`,
    /// `pact`, `configuration` or `facts`, or what a supplier sends in PACT's form, version 3 (one footprint, a list of
    /// them, or `{"data": [...]}`); TOML (`.toml`): products as tables `[[product]]`. - is the input, in any of them.
    #[arg(long, value_name = "FILE", required_unless_present_any = ["pact_notice", "template"])]
    products: Option<PathBuf>,
    /// The electricity of the use phase: as makers' sheets count it, or that of today's grid.
    #[arg(long, value_enum, default_value = "as-published")]
    grid: Grid,
    /// Only the product with this GTIN, part number or model name.
    #[arg(long, value_name = "TEXT")]
    find: Option<String>,
    /// Write a JSON array instead of CSV, in which each product also has its whole footprint, as in the schema
    /// `footprint`, and the quality of its data.
    #[arg(long, group = "form")]
    json: bool,
    /// Write a table for people: kilograms without decimals, in columns.
    #[arg(long, group = "form")]
    table: bool,
    /// Write an account of each product: stages, assumptions, sources, the quality of the data, and what would narrow the
    /// interval.
    #[arg(long, group = "form")]
    explain: bool,
    /// Write one product's manufacture as a footprint in PACT's form. FILE is a footprint in that form with what is
    /// yours in it (id, company, product, period); its amounts, mass and unit are replaced.
    #[arg(long, group = "form", value_name = "FILE")]
    pact: Option<PathBuf>,
    /// Print a maker's sheet as lines of text, with invented numbers: copy it, and fill in what your sheet says.
    #[arg(long, exclusive = true)]
    template: bool,
    /// Print the notice that the licence of PACT's specifications asks for.
    #[arg(long, exclusive = true)]
    pact_notice: bool,
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

pub(crate) fn run(arguments: &Arguments, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let Some(path) = arguments.products.as_deref() else {
        let text = if arguments.template { TEMPLATE } else { NOTICE };
        out.write_all(text.as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let products = read(path)?;
    let mut bad = 0_usize;
    let form = Form::of(arguments)?;
    // If even a message cannot be written, the exit code says that something was wrong.
    let report = |place: &str, what: &str| {
        let message = format!("{}: {place}: {what}", path.display());
        let _ = writeln!(Output::stderr(), "{message}");
    };
    let found = arguments.find.as_deref().map(|text| find(&products, text)).transpose()?;
    if matches!(form, Form::Pact(_)) && found.is_none() && products.len() != 1 {
        let what = "a footprint in PACT's form is of one product: name it with --find";
        return Err(Failure::Input(what.to_owned()));
    }
    let mut answer = Answer::start(form, out)?;
    for (index, (place, product)) in products.iter().enumerate() {
        if found.is_some_and(|found| found != index) {
            continue;
        }
        let done = product.as_ref().map_err(Clone::clone).and_then(|product| {
            for warning in product.warnings().iter().filter(|warning| !warning.far) {
                report(&format!("{place} ({})", warning.field), &format!("warning: {warning}"));
            }
            let year = product.latest_year();
            if let Some(year) = year.filter(|year| *year > this_year().saturating_add(1)) {
                return Err(format!("the year (report_year, sheet_year) is in the future: {year}"));
            }
            let footprint = product.footprint(arguments.grid.into());
            let footprint = footprint.map_err(|error| chain(&error))?;
            let amounts = amounts(&footprint)?;
            let written = match &answer.form {
                Form::Pact(own) => {
                    let own = ProductFootprint::clone(own);
                    let own = own.with_amounts_of(&footprint, product.mass());
                    Some(own.map_err(|error| chain(&error))?)
                }
                _ => None,
            };
            Ok((product, amounts, footprint, written))
        });
        match done {
            Ok((.., Some(written))) => write_json(&written, out)?,
            Ok((product, amounts, footprint, None)) => {
                answer.row(product, &amounts, &footprint, out)?;
            }
            Err(what) => {
                bad += 1;
                report(place, &what);
            }
        }
    }
    answer.end(out)?;
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The year, by the clock of this machine; without a clock every year is plausible.
fn this_year() -> u16 {
    let now = arguments::now().map(|now| now.to_string()).unwrap_or_default();
    now.get(..4).and_then(|year| year.parse().ok()).unwrap_or(u16::MAX)
}

/// The place of the product among all, that a text means.
fn find(products: &[Read], text: &str) -> Result<usize, Failure> {
    let good = products.iter().enumerate();
    let good =
        good.filter_map(|(index, (_, product))| Some((index, product.as_ref().ok()?.clone())));
    let (places, products): (Vec<usize>, Vec<Product>) = good.unzip();
    let input = |error: &dyn std::fmt::Display| Failure::Input(error.to_string());
    let catalogue = Catalogue::new(products).map_err(|error| input(&error))?;
    let found = catalogue.find(text).map_err(|error| input(&error))?;
    let at = catalogue.products().iter().position(|own| std::ptr::eq(own, found));
    let place = at.and_then(|at| places.get(at).copied());
    place.ok_or_else(|| input(&format_args!("no product is called {text:?}")))
}

struct Amounts {
    tier: String,
    statistics: [Option<Co2e>; 4],
    stages: [Co2e; 4],
}

/// Everything to the gram; service is in use. A percentile is left out where a sheet states no deviation.
fn amounts(footprint: &Footprint) -> Result<Amounts, String> {
    let mean = footprint.obligation(Statistic::Mean).map_err(|error| chain(&error))?;
    let at = |statistic| footprint.obligation(statistic).ok();
    let stages = footprint.stage_amounts(Statistic::Mean).map_err(|error| chain(&error))?;
    let of = |wanted: &[Stage]| {
        let own = stages.iter().filter(|(stage, _)| wanted.contains(stage));
        Co2e::checked_sum(own.map(|(_, amount)| *amount))
            .ok_or_else(|| "the amount is too large".to_owned())
    };
    Ok(Amounts {
        tier: footprint.tier().to_string(),
        statistics: [Some(mean), at(Statistic::P5), at(Statistic::P50), at(Statistic::P95)],
        stages: [
            of(&[Stage::Manufacture])?,
            of(&[Stage::Distribution])?,
            of(&[Stage::Use, Stage::Service])?,
            of(&[Stage::EndOfLife])?,
        ],
    })
}

/// Kilograms with three decimals; nothing for what is not known.
fn kilograms(amount: Option<Co2e>) -> String {
    let Some(amount) = amount else { return String::new() };
    let grams = amount.as_grams();
    format!("{}.{:03}", grams / 1_000, grams % 1_000)
}

/// Whole kilograms, for people.
fn rounded(amount: Option<Co2e>) -> String {
    let half_up = |amount: Co2e| (amount.as_grams().saturating_add(500) / 1_000).to_string();
    amount.map_or_else(|| "?".to_owned(), half_up)
}

/// The answer, row by row.
struct Answer {
    form: Form,
    rows: usize,
}

enum Form {
    Csv,
    Json,
    Table,
    Explain,
    /// With the footprint whose amounts are replaced.
    Pact(Box<ProductFootprint>),
}

impl Form {
    fn of(arguments: &Arguments) -> Result<Self, Failure> {
        if let Some(path) = &arguments.pact {
            let bytes =
                co2::files::read_at_most(path, MAX_PACT).map_err(|error| Failure::input(&error))?;
            let input =
                |error: serde_json::Error| Failure::Input(format!("{}: {error}", path.display()));
            return Ok(Self::Pact(serde_json::from_slice(&bytes).map_err(input)?));
        }
        Ok(match (arguments.json, arguments.table, arguments.explain) {
            (true, ..) => Self::Json,
            (_, true, _) => Self::Table,
            (_, _, true) => Self::Explain,
            _ => Self::Csv,
        })
    }
}

impl Answer {
    fn start(form: Form, out: &mut dyn Write) -> io::Result<Self> {
        match form {
            Form::Csv => Writer::new(&mut *out).header(&ANSWER)?,
            Form::Json => out.write_all(b"[")?,
            Form::Table => {
                writeln!(
                    out,
                    "{:<24} {:<22} {:>9} {:>19} {:>12} {:>10} {:>8} {:>12}",
                    "id",
                    "tier",
                    "mean (kg)",
                    "P5 to P95",
                    "manufacture",
                    "transport",
                    "use",
                    "end of life"
                )?;
            }
            Form::Explain | Form::Pact(_) => {}
        }
        Ok(Self { form, rows: 0 })
    }

    fn row(
        &mut self,
        product: &Product,
        amounts: &Amounts,
        footprint: &Footprint,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let all = || {
            let stages = amounts.stages.iter().map(|amount| Some(*amount));
            amounts.statistics.into_iter().chain(stages)
        };
        match &self.form {
            Form::Csv => {
                let mut writer = Writer::new(out);
                writer.text(&product.id)?.value(&amounts.tier)?;
                for amount in all() {
                    writer.value(kilograms(amount))?;
                }
                writer.end_row()?;
            }
            Form::Json => {
                let fields = [product.id.clone(), amounts.tier.clone()].into_iter();
                let pairs = ANSWER.into_iter().zip(fields.chain(all().map(kilograms)));
                let object: Vec<String> = pairs
                    .map(|(name, value)| format!("\"{name}\":{}", serde_json::Value::from(value)))
                    .collect();
                let comma = if self.rows == 0 { "" } else { "," };
                write!(out, "{comma}\n{{{},\"footprint\":", object.join(","))?;
                serde_json::to_writer(&mut *out, footprint)?;
                out.write_all(b",\"data_quality\":")?;
                serde_json::to_writer(&mut *out, &footprint.data_quality(this_year()))?;
                out.write_all(b"}")?;
            }
            Form::Table => {
                let [mean, p5, _, p95] = amounts.statistics.map(rounded);
                let [made, moved, used, ended] = amounts.stages.map(|amount| rounded(Some(amount)));
                let id: String = product.id.chars().take(24).collect();
                writeln!(
                    out,
                    "{id:<24} {:<22} {mean:>9} {:>19} {made:>12} {moved:>10} {used:>8} {ended:>12}",
                    amounts.tier,
                    format!("{p5} to {p95}"),
                )?;
            }
            Form::Pact(_) => {}
            Form::Explain => {
                if self.rows > 0 {
                    writeln!(out)?;
                }
                if !product.id.is_empty() {
                    writeln!(out, "{}", product.id)?;
                }
                write!(out, "{}", footprint.explain())?;
                writeln!(out, "\ndata quality: {}", footprint.data_quality(this_year()))?;
                let help = Product::what_would_help(footprint);
                if !help.is_empty() {
                    writeln!(out, "\nwhat would narrow the interval:")?;
                    for (number, what) in (1..).zip(help) {
                        writeln!(out, "{number}. {what}")?;
                    }
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        if matches!(self.form, Form::Json) { writeln!(out, "\n]") } else { Ok(()) }
    }
}
