//! Products from a table.

use super::{Product, shop};
use crate::component::{Component, Configuration, GpuModel};
use crate::{Category, Edition, Facts, PublishedSheet};
use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
use co2_units::table::{Numbers, Row, Table, TableError};
use co2_units::{Source, Stage, Statistic, Status};
use rust_decimal::prelude::ToPrimitive;

/// The columns of a table of products; only `id` and `category` are needed, and the order is free.
pub const COLUMNS: [&str; 27] = [
    "id",
    "gtin",
    "part_number",
    "manufacturer",
    "model",
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
    "edition",
    "configuration",
    "sheet_mean_kg",
    "sheet_sd_kg",
    "sheet_headline",
    "sheet_year",
    "sheet_years_of_use",
    "sheet_use_location",
    "share_manufacture",
    "share_transport",
    "share_use",
    "share_end_of_life",
];

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

/// A row of a table: its line, and the product or what is wrong with it.
pub type ProductRow = (u64, Result<Product, TableError>);

/// Reads products, one a row: the ones that can be read, with their lines, and what is wrong with the others.
///
/// A row with `sheet_mean_kg` has a maker's sheet, one with `configuration` is described by component, such as
/// `2x cpu 694 mm2; 16x memory 64 GB; 8x ssd 3.84 TB; mainboard; 2x psu 1.2 kg; rack`. Shares are from 0 to 1 or
/// in percent (`23 %`).
///
/// # Errors
/// Returns an error if the table has no header, lacks `id` or `category`, has a column that is not known, or two numbers in it have
/// different decimal marks.
pub fn read_table(table: &Table<'_>) -> Result<Vec<ProductRow>, TableError> {
    table.require(&["id", "category"])?;
    let numbers = table.numbers(&NUMBERS)?;
    let mut products: Vec<ProductRow> = Vec::new();
    let mut ids = std::collections::BTreeMap::new();
    for row in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                products.push((error.place.line, Err(error)));
                continue;
            }
        };
        let id = row.text("id").to_owned();
        let product = match ids.insert(id, row.line()) {
            Some(first) => Err(row.fail("id", format_args!("this id is also in line {first}"))),
            None => product(&row, numbers),
        };
        products.push((row.line(), product));
    }
    Ok(products)
}

/// A number, plain or with a unit.
fn number(
    row: &Row<'_>,
    column: &str,
    numbers: Numbers,
    with_unit: impl FnOnce(&str) -> Result<f64, shop::ShopError>,
) -> Result<Option<f64>, TableError> {
    let text = row.text(column);
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || "+-.,' ".contains(c));
    if text.is_empty() {
        Ok(None)
    } else if is_plain {
        let value = row.decimal(column, numbers)?;
        Ok(value.and_then(|value| value.to_f64()))
    } else {
        with_unit(text).map(Some).map_err(|error| row.fail(column, error))
    }
}

fn text(row: &Row<'_>, column: &str) -> Option<String> {
    Some(row.text(column)).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn product(row: &Row<'_>, numbers: Numbers) -> Result<Product, TableError> {
    let mut product = Product::new(row.text("id"));
    if product.id.is_empty() {
        return Err(row.fail("id", "a value is needed"));
    }
    if row.text("category").is_empty() {
        return Err(row.fail("category", "a value is needed"));
    }
    product.gtin = row.optional("gtin")?;
    product.part_number = text(row, "part_number");
    product.manufacturer = text(row, "manufacturer");
    product.model = text(row, "model");
    let category: Category = row.value("category")?;
    let fail = |column: &str, error: &dyn std::fmt::Display| row.fail(column, error);
    let mut facts = Facts::new(category);
    if let Some(maker) = &product.manufacturer {
        facts = facts.manufacturer(maker.as_str());
    }
    if let Some(inches) = number(row, "screen_in", numbers, shop::inches)? {
        facts = facts.screen_inches(inches).map_err(|error| fail("screen_in", &error))?;
    }
    if let Some(kg) = number(row, "weight_kg", numbers, shop::kilograms)? {
        let weight = Mass::new::<mass::kilogram>(kg);
        facts = facts.weight(weight).map_err(|error| fail("weight_kg", &error))?;
    }
    if let Some(gb) = number(row, "memory_gb", numbers, shop::gigabytes)? {
        facts = facts.memory_gigabytes(gb).map_err(|error| fail("memory_gb", &error))?;
    }
    if let Some(gb) = number(row, "storage_gb", numbers, shop::gigabytes)? {
        facts = facts.storage_gigabytes(gb).map_err(|error| fail("storage_gb", &error))?;
    }
    if let Some(count) = row.optional::<u16>("cpu_count")? {
        facts = facts.processors(count);
    }
    if let Some(kwh) = number(row, "yearly_energy_kwh", numbers, shop::kilowatt_hours)? {
        let energy = Energy::new::<energy::kilowatt_hour>(kwh);
        facts = facts.yearly_energy(energy).map_err(|error| fail("yearly_energy_kwh", &error))?;
    }
    if let Some(years) =
        number(row, "lifetime_years", numbers, |text| shop::years(text).map(crate::Years::get))?
    {
        let years = crate::Years::new(years).map_err(|error| fail("lifetime_years", &error))?;
        facts = facts.lifetime(years);
    }
    if let Some(place) = text(row, "use_location") {
        facts = facts.location(shop::place(&place).map_err(|error| fail("use_location", &error))?);
    }
    if let Some(year) = row.optional::<u16>("report_year")? {
        facts = facts.report_year(year).map_err(|error| fail("report_year", &error))?;
    }
    if let Some(edition) = row.optional::<Edition>("edition")? {
        facts = facts.edition(edition);
    }
    if let Some(implausible) = facts.implausible().into_iter().find(|one| one.far) {
        return Err(row.whole_fail(&implausible));
    }
    if let Some(configuration) = text(row, "configuration") {
        let own = configured(&product, category, &facts, &configuration);
        product.configuration = Some(own.map_err(|error| fail("configuration", &error))?);
    }
    product.sheet = sheet(row, numbers, &product, &facts)?;
    product.facts = Some(facts);
    Ok(product)
}

/// A place for what is wrong with a row as a whole.
trait WholeFail {
    fn whole_fail(&self, error: &dyn std::fmt::Display) -> TableError;
}

impl WholeFail for Row<'_> {
    fn whole_fail(&self, error: &dyn std::fmt::Display) -> TableError {
        self.whole(co2_units::table::TableErrorKind::Value(error.to_string()))
    }
}

fn configured(
    product: &Product,
    category: Category,
    facts: &Facts,
    text: &str,
) -> Result<Configuration, String> {
    let name = product.model.clone().unwrap_or_else(|| product.id.clone());
    let mut own = Configuration::new(name, category);
    for part in text.split([';', '+']).map(str::trim).filter(|part| !part.is_empty()) {
        let (number, component) = component(part)?;
        own = own.with(number, component);
    }
    if let Some(kg) = facts.weight_kg {
        own = own.mass(Mass::new::<mass::kilogram>(kg));
    }
    if let Some(year) = facts.report_year {
        own = own.year(year);
    }
    Ok(own)
}

/// One part of a configuration: `16x memory 64 GB`.
fn component(text: &str) -> Result<(u16, Component), String> {
    let lower = text.to_lowercase();
    let digits = lower.find(|c: char| !c.is_ascii_digit()).unwrap_or(lower.len());
    let (count, rest) = lower.split_at_checked(digits).unwrap_or(("", &lower));
    let rest = rest.trim_start();
    let after = rest.strip_prefix('x').or_else(|| rest.strip_prefix('\u{d7}'));
    let (number, rest) = match (count.parse::<u16>(), after) {
        (Ok(number), Some(rest)) if number > 0 => (number, rest.trim()),
        _ if count.is_empty() => (1, lower.trim()),
        _ => {
            return Err(format!(
                "{text:?} is not a number of components, such as 16x memory 64 GB"
            ));
        }
    };
    let (kind, size) = rest.split_once(' ').map_or((rest, ""), |(kind, size)| (kind, size.trim()));
    let gigabytes = || shop::gigabytes(size).map_err(|error| error.to_string());
    let component = match kind {
        "cpu" | "processor" => {
            let size = size.trim_end_matches("mm2").trim_end_matches("mm\u{b2}").trim();
            let die_mm2 = size.replace(',', ".").parse();
            let die_mm2 = die_mm2.map_err(|_| {
                format!("{text:?}: a processor has the area of its die, such as cpu 694 mm2")
            })?;
            Component::Cpu { die_mm2 }
        }
        "memory" | "ram" | "dimm" => {
            Component::Memory { gigabytes: gigabytes()?, gb_per_cm2: None }
        }
        "ssd" | "nvme" => Component::Ssd { gigabytes: gigabytes()?, gb_per_cm2: None },
        "hdd" | "disk" => Component::HardDisk,
        "mainboard" | "motherboard" => Component::Mainboard,
        "psu" => Component::PowerSupply {
            kilograms: shop::kilograms(size).map_err(|error| error.to_string())?,
        },
        "rack" | "chassis" => Component::RackChassis,
        "blade" => Component::BladeChassis,
        "gpu" => Component::Gpu {
            model: match size.split_whitespace().next().unwrap_or_default() {
                "a100" => GpuModel::A100Sxm,
                "h100" => GpuModel::H100Sxm,
                "b200" => GpuModel::B200Sxm,
                other => {
                    return Err(format!(
                        "no figure is known of the GPU {other:?}; there are a100, h100, b200"
                    ));
                }
            },
        },
        other => {
            return Err(format!(
                "unknown component {other:?}; there are cpu, memory, ssd, hdd, mainboard, psu, rack, blade, gpu"
            ));
        }
    };
    component.figure().map_err(|error| error.to_string())?;
    Ok((number, component))
}

/// A share: `0.23`, `23 %`.
fn share(text: &str) -> Result<f64, shop::ShopError> {
    match text.strip_suffix('%') {
        Some(percent) => Ok(shop::gigabytes(percent.trim())? / 100.0),
        None => shop::gigabytes(text),
    }
}

fn sheet(
    row: &Row<'_>,
    numbers: Numbers,
    product: &Product,
    facts: &Facts,
) -> Result<Option<PublishedSheet>, TableError> {
    let kilograms = |column| number(row, column, numbers, shop::kilograms);
    let Some(mean) = kilograms("sheet_mean_kg")? else { return Ok(None) };
    let fail = |column: &str, error: &dyn std::fmt::Display| row.fail(column, error);
    let maker = product
        .manufacturer
        .clone()
        .ok_or_else(|| fail("manufacturer", &"a sheet needs its maker"))?;
    let model = product.model.clone().unwrap_or_else(|| product.id.clone());
    let year = row.optional::<u16>("sheet_year")?.or(facts.report_year);
    let year =
        year.ok_or_else(|| fail("sheet_year", &"a sheet needs the year in which it was made"))?;
    let headline = match row.text("sheet_headline").to_lowercase().as_str() {
        "" | "mean" => Statistic::Mean,
        "p95" => Statistic::P95,
        "p50" | "median" => Statistic::P50,
        "p5" => Statistic::P5,
        other => {
            return Err(fail("sheet_headline", &format!("{other:?} is not mean, p5, p50 or p95")));
        }
    };
    let mut builder = PublishedSheet::builder()
        .manufacturer(maker.as_str())
        .product(model.as_str())
        .category(facts.category())
        .mean(Carbon::new::<carbon::kilogram>(mean))
        .headline(headline)
        .report_year(year)
        .source(Source {
            publisher: maker.into(),
            edition: format!("product carbon footprint {model}, {year}").into(),
            year,
            region: "as on the sheet".into(),
            boundary: "CO2e, life cycle, as stated by the maker".into(),
            licence: "single facts quoted".into(),
            locator: format!("line {} of the table of products", row.line()).into(),
            status: Status::Transcribed,
        });
    if let Some(sd) = kilograms("sheet_sd_kg")? {
        builder = builder.deviation(Carbon::new::<carbon::kilogram>(sd));
    }
    for (column, stage) in [
        ("share_manufacture", Stage::Manufacture),
        ("share_transport", Stage::Distribution),
        ("share_use", Stage::Use),
        ("share_end_of_life", Stage::EndOfLife),
    ] {
        if let Some(share) = number(row, column, numbers, share)? {
            builder = builder.share(stage, share);
        }
    }
    if let Some(kwh) = facts.yearly_energy_kwh {
        builder = builder.yearly_energy(Energy::new::<energy::kilowatt_hour>(kwh));
    }
    let years = number(row, "sheet_years_of_use", numbers, |text| {
        shop::years(text).map(crate::Years::get)
    })?;
    if let Some(years) = years {
        let years = crate::Years::new(years).map_err(|error| fail("sheet_years_of_use", &error))?;
        builder = builder.lifetime(years);
    }
    if let Some(place) = text(row, "sheet_use_location") {
        let place = shop::place(&place).map_err(|error| fail("sheet_use_location", &error))?;
        builder = builder.use_location(place);
    }
    if let Some(kg) = facts.weight_kg {
        builder = builder.weight(Mass::new::<mass::kilogram>(kg));
    }
    builder.build().map(Some).map_err(|error| fail("sheet_mean_kg", &error))
}
