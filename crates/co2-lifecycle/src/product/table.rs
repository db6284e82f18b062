//! Products from a table.

use super::record::{Cells, Record};
use super::{Counted, Implausible, Product, columns, parts, shop};
use crate::component::Configuration;
use crate::{Category, Edition, Facts, PublishedSheet, SheetError, Years};
use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
use co2_units::table::TableError;
use co2_units::{Source, Stage, Statistic, Status};
use std::collections::BTreeMap;

/// Columns that hold numbers.
const NUMBERS: [&str; 13] = [
    "screen_in",
    "weight_kg",
    "memory_gb",
    "storage_gb",
    "yearly_energy_kwh",
    "lifetime_years",
    "sheet_mean_kg",
    "sheet_sd_kg",
    "sheet_years_of_use",
    "share_manufacture",
    "share_transport",
    "share_use",
    "share_end_of_life",
];

/// The shares of a sheet.
const SHARES: [(&str, Stage); 4] = [
    ("share_manufacture", Stage::Manufacture),
    ("share_transport", Stage::Distribution),
    ("share_use", Stage::Use),
    ("share_end_of_life", Stage::EndOfLife),
];

/// A product, with the line where it begins, or what is wrong with it.
pub type ProductRow = (u64, Result<Product, TableError>);

/// Reads the products of a table (CSV), one a row: the ones that can be read, with their lines, and what is wrong with the
/// others.
///
/// Columns have the names of [`COLUMNS`](super::COLUMNS), or one of their others. A row with `sheet_mean_kg` has a
/// maker's sheet, one with `configuration` is described by component, such as
/// `2x cpu 694 mm2; 16x memory 64 GB; 8x ssd 3.84 TB; mainboard; 2x psu 1.2 kg; rack`. Shares are from 0 to 1, in
/// percent (`23 %`) or in kilograms (`60 kg`).
///
/// ```
/// use co2_lifecycle::product::read_table;
///
/// let rows = read_table(b"SKU,Brand,Type,Weight\nnb-1,Lenovo,Notebook,1.4 kg\nnb-2,Lenovo,Notebook,1460\n")?;
/// assert_eq!(rows[0].1.as_ref().unwrap().manufacturer.as_deref(), Some("Lenovo"));
/// assert!(rows[1].1.as_ref().unwrap_err().to_string().starts_with("line 3, column 22 (Weight): the weight"));
/// # Ok::<(), co2_units::table::TableError>(())
/// ```
///
/// # Errors
/// Returns an error if the bytes are no table with a header, it lacks `id` or `category`, has a column that is not known, two
/// that mean the same, or two numbers with different decimal marks.
pub fn read_table(bytes: &[u8]) -> Result<Vec<ProductRow>, TableError> {
    let table = columns::table(bytes)?;
    let numbers = table.numbers(&NUMBERS)?;
    let mut seen = Seen::new();
    let rows = table.rows().map(|row| match row {
        Ok(row) => (row.line(), product(&Cells { row: &row, numbers }, &mut seen)),
        Err(error) => (error.place.line, Err(error)),
    });
    Ok(rows.collect())
}

/// The lines of the ids so far.
pub(super) type Seen = BTreeMap<String, u64>;

pub(super) fn product(record: &impl Record, seen: &mut Seen) -> Result<Product, TableError> {
    let needed = |column| match record.text(column) {
        "" => Err(record.fail(column, &"a value is needed")),
        text => Ok(text),
    };
    let mut product = Product::new(needed("id")?);
    let first = *seen.entry(product.id.clone()).or_insert_with(|| record.line());
    if first != record.line() {
        return Err(record.fail("id", &format_args!("this id is also in line {first}")));
    }
    let category: Category =
        needed("category")?.parse().map_err(|error| record.fail("category", &error))?;
    product.gtin = record.read("gtin", shop::gtin)?;
    product.part_number = record.given("part_number").map(str::to_owned);
    product.manufacturer = record.given("manufacturer").map(str::to_owned);
    product.model = record.given("model").map(str::to_owned);
    let facts = facts(record, category, product.manufacturer.as_deref())?;
    plausible(record, facts.implausible())?;
    product.sheet = sheet(record, &product, &facts)?;
    let maker = product.manufacturer.as_deref();
    if let Some(parts) = components(record, "configuration", category, maker)? {
        if product.sheet.is_some() {
            let message = "a sheet is there too: what differs from it is in added and removed";
            return Err(record.fail("configuration", &message));
        }
        product.configuration = Some(configuration(&product, &facts, parts));
    }
    for (column, list) in [("added", &mut product.added), ("removed", &mut product.removed)] {
        *list = components(record, column, category, maker)?.unwrap_or_default();
        if product.sheet.is_none() && !list.is_empty() {
            return Err(record.fail(column, &"components are added to and removed from a sheet"));
        }
    }
    product.facts = Some(facts);
    plausible(record, product.warnings())?;
    Ok(product)
}

/// A list of components in a cell.
fn components(
    record: &impl Record,
    column: &str,
    category: Category,
    maker: Option<&str>,
) -> Result<Option<Vec<Counted>>, TableError> {
    let Some(text) = record.given(column) else { return Ok(None) };
    let text = record.with_points(column, text)?;
    let list = parts::list(&text, category, maker);
    list.map(Some).map_err(|error| record.fail(column, &error))
}

fn configuration(product: &Product, facts: &Facts, parts: Vec<Counted>) -> Configuration {
    let name = product.model.as_ref().unwrap_or(&product.id);
    let mut own = Configuration::new(name.as_str(), facts.category());
    for Counted { number, component } in parts {
        own = own.with(number, component);
    }
    if let Some(kg) = facts.weight_kg {
        own = own.mass(Mass::new::<mass::kilogram>(kg));
    }
    if let Some(year) = facts.report_year {
        own = own.year(year);
    }
    own
}

/// What is far from what products of the category have is an error.
fn plausible(record: &impl Record, found: Vec<Implausible>) -> Result<(), TableError> {
    match found.into_iter().find(|one| one.far) {
        Some(far) => Err(record.fail(far.field, &far)),
        None => Ok(()),
    }
}

fn facts(
    record: &impl Record,
    category: Category,
    maker: Option<&str>,
) -> Result<Facts, TableError> {
    let fail = |column: &str, error: &dyn core::fmt::Display| record.fail(column, error);
    let mut facts = Facts::new(category);
    if let Some(maker) = maker {
        facts = facts.manufacturer(maker);
    }
    if let Some(inches) = record.number("screen_in", shop::inches)? {
        facts = facts.screen_inches(inches).map_err(|error| fail("screen_in", &error))?;
    }
    if let Some(kg) = record.number("weight_kg", shop::kilograms)? {
        let weight = Mass::new::<mass::kilogram>(kg);
        facts = facts.weight(weight).map_err(|error| fail("weight_kg", &error))?;
    }
    if let Some(gb) = record.number("memory_gb", shop::gigabytes)? {
        facts = facts.memory_gigabytes(gb).map_err(|error| fail("memory_gb", &error))?;
    }
    if let Some(gb) = record.number("storage_gb", shop::gigabytes)? {
        facts = facts.storage_gigabytes(gb).map_err(|error| fail("storage_gb", &error))?;
    }
    if let Some(count) = record.read("cpu_count", shop::count)? {
        facts = facts.processors(count);
    }
    if let Some(kwh) = record.number("yearly_energy_kwh", shop::kilowatt_hours)? {
        let energy = Energy::new::<energy::kilowatt_hour>(kwh);
        facts = facts.yearly_energy(energy).map_err(|error| fail("yearly_energy_kwh", &error))?;
    }
    if let Some(years) = years(record, "lifetime_years")? {
        facts = facts.lifetime(years);
    }
    if let Some(place) = record.read("use_location", shop::place)? {
        facts = facts.location(place);
    }
    let year = record.read("report_year", shop::year)?;
    if let Some(year) = year.or(record.read("sheet_year", shop::year)?) {
        facts = facts.report_year(year).map_err(|error| fail("report_year", &error))?;
    }
    if let Some(edition) = record.optional::<Edition>("edition")? {
        facts = facts.edition(edition);
    }
    Ok(facts)
}

fn years(record: &impl Record, column: &str) -> Result<Option<Years>, TableError> {
    let years = record.number(column, |text| shop::years(text).map(Years::get))?;
    years.map(Years::new).transpose().map_err(|error| record.fail(column, &error))
}

/// A share of the mean: `0.23`, `23 %`, or its kilograms.
fn share(text: &str, mean_kg: f64) -> Result<f64, shop::ShopError> {
    if let Some(percent) = text.strip_suffix('%') {
        return Ok(shop::plain_number(percent)? / 100.0);
    }
    shop::plain_number(text).or_else(|_| Ok(shop::kilograms_co2e(text)? / mean_kg))
}

fn headline(text: &str) -> Result<Statistic, String> {
    match text.to_lowercase().as_str() {
        "mean" => Ok(Statistic::Mean),
        "p95" => Ok(Statistic::P95),
        "p50" | "median" => Ok(Statistic::P50),
        "p5" => Ok(Statistic::P5),
        other => Err(format!("{other:?} is not mean, p5, p50 or p95")),
    }
}

fn sheet(
    record: &impl Record,
    product: &Product,
    facts: &Facts,
) -> Result<Option<PublishedSheet>, TableError> {
    let needed = |column, what: &'static str| record.fail(column, &what);
    let Some(mean) = record.number("sheet_mean_kg", shop::kilograms_co2e)? else {
        // Its year alone is that of the product.
        let is_of_sheet = |name: &&str| {
            (name.starts_with("sheet_") || name.starts_with("share_")) && *name != "sheet_year"
        };
        let mut names = columns::names().into_iter().filter(is_of_sheet);
        return match names.find(|name| record.given(name).is_some()) {
            Some(name) => Err(needed(name, "a maker's sheet needs its mean, sheet_mean_kg")),
            None => Ok(None),
        };
    };
    let maker = product.manufacturer.as_deref();
    let maker = maker.ok_or_else(|| needed("manufacturer", "a sheet needs its maker"))?;
    let model = product.model.as_deref().unwrap_or(&product.id);
    let year = record.read("sheet_year", shop::year)?.or(facts.report_year);
    let year =
        year.ok_or_else(|| needed("sheet_year", "a sheet needs the year in which it was made"))?;
    let place = || format!("line {} of the table of products", record.line());
    let locator = record.given("sheet_source").map_or_else(place, str::to_owned);
    let mut builder = PublishedSheet::builder()
        .manufacturer(maker)
        .product(model)
        .category(facts.category())
        .mean(Carbon::new::<carbon::kilogram>(mean))
        .headline(record.read("sheet_headline", headline)?.unwrap_or(Statistic::Mean))
        .report_year(year)
        .source(Source {
            publisher: maker.to_owned().into(),
            edition: format!("product carbon footprint {model}, {year}").into(),
            year,
            region: "as on the sheet".into(),
            boundary: "CO2e, life cycle, as stated by the maker".into(),
            licence: "single facts quoted".into(),
            locator: locator.into(),
            status: Status::Transcribed,
        });
    builder = match record.text("sheet_sd_kg").strip_suffix('%') {
        Some(percent) => {
            let ratio = shop::plain_number(percent);
            let ratio = ratio.map_err(|error| record.fail("sheet_sd_kg", &error))?;
            builder.relative_deviation(ratio / 100.0)
        }
        None => match record.number("sheet_sd_kg", shop::kilograms_co2e)? {
            Some(sd) => builder.deviation(Carbon::new::<carbon::kilogram>(sd)),
            None => builder,
        },
    };
    for (column, stage) in SHARES {
        if let Some(share) = record.number(column, |text| share(text, mean))? {
            builder = builder.share(stage, share);
        }
    }
    if let Some(kwh) = facts.yearly_energy_kwh {
        builder = builder.yearly_energy(Energy::new::<energy::kilowatt_hour>(kwh));
    }
    if let Some(years) = years(record, "sheet_years_of_use")? {
        builder = builder.lifetime(years);
    }
    if let Some(place) = record.read("sheet_use_location", shop::place)? {
        builder = builder.use_location(place);
    }
    if let Some(kg) = facts.weight_kg {
        builder = builder.weight(Mass::new::<mass::kilogram>(kg));
    }
    builder.build().map(Some).map_err(|error| record.fail(column_of(&error), &error))
}

/// The column whose value makes no sheet.
fn column_of(error: &SheetError) -> &'static str {
    match error {
        SheetError::Deviation { .. } | SheetError::DeviationTwice => "sheet_sd_kg",
        SheetError::Share { stage, .. } => {
            SHARES.iter().find(|(_, own)| own == stage).map_or("sheet_mean_kg", |(name, _)| name)
        }
        SheetError::ShareSum { .. } => "share_manufacture",
        SheetError::YearlyEnergy { .. } => "yearly_energy_kwh",
        SheetError::Weight { .. } => "weight_kg",
        SheetError::ReportYear { .. } => "sheet_year",
        SheetError::Text { field: "manufacturer" } => "manufacturer",
        SheetError::Text { field: "source's locator" } => "sheet_source",
        SheetError::Text { .. } => "model",
        SheetError::Mean { .. } | SheetError::Missing { .. } | SheetError::Stage { .. } => {
            "sheet_mean_kg"
        }
    }
}
