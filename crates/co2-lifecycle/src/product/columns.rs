//! The columns of a table of products, and the other names by which shops call them.

use crate::spelling::folded;
use co2_units::table::{Table, TableError};

/// A column of a table of products, which is also a field of a product in lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its other names. Case, spaces and punctuation make no difference: `Part No.` is `part no`.
    pub also: &'static [&'static str],
    /// What it has.
    pub has: &'static str,
}

const fn column(name: &'static str, has: &'static str, also: &'static [&'static str]) -> Column {
    Column { name, also, has }
}

/// The columns of a table of products. Only `id` and `category` are needed, and the order is free.
///
/// A name with another unit than that of the column, such as `Weight (g)`, is not among the others: its numbers would be
/// misread.
pub const COLUMNS: [Column; 30] = [
    column(
        "id",
        "the shop's own identifier",
        &[
            "SKU",
            "item",
            "item ID",
            "item number",
            "item no",
            "article",
            "article number",
            "article no",
            "product ID",
            "product number",
            "product code",
        ],
    ),
    column(
        "gtin",
        "the GS1 number of the article",
        &["GTIN-13", "GTIN-14", "EAN", "EAN-13", "EAN code", "UPC", "UPC-A", "UPC code", "barcode"],
    ),
    column(
        "part_number",
        "the maker's part number",
        &[
            "MPN",
            "P/N",
            "part no",
            "part #",
            "maker part number",
            "manufacturer part number",
            "manufacturer part no",
            "manufacturer number",
            "mfr part number",
            "mfg part number",
            "vendor part number",
        ],
    ),
    column(
        "manufacturer",
        "the maker",
        &["brand", "brand name", "maker", "make", "manufacturer name", "mfr", "mfg", "vendor"],
    ),
    column(
        "model",
        "the maker's name of the model",
        &["model name", "product", "product name", "name", "title", "designation"],
    ),
    column(
        "category",
        "what kind of product it is: `laptop`, `Notebook`, `AiO`",
        &["product category", "product type", "product group", "type", "device type", "kind"],
    ),
    column(
        "screen_in",
        "the diagonal of the screen, in inches or with its unit",
        &[
            "screen",
            "screen size",
            "screen size (in)",
            "screen size (inch)",
            "screen size (inches)",
            "screen (inch)",
            "screen (inches)",
            "display",
            "display size",
            "display size (in)",
            "display size (inch)",
            "display size (inches)",
            "diagonal",
            "screen diagonal",
        ],
    ),
    column(
        "weight_kg",
        "the mass, in kilograms or with its unit",
        &[
            "weight",
            "net weight",
            "net weight (kg)",
            "product weight",
            "product weight (kg)",
            "unit weight",
            "unit weight (kg)",
            "mass",
            "mass (kg)",
        ],
    ),
    column(
        "memory_gb",
        "the memory, in gigabytes or with its unit",
        &["memory", "RAM", "RAM (GB)", "memory size", "memory size (GB)", "installed memory"],
    ),
    column(
        "storage_gb",
        "the drives, in gigabytes or with their unit",
        &[
            "storage",
            "SSD",
            "SSD (GB)",
            "hard drive",
            "drive",
            "drives",
            "disk",
            "storage size",
            "storage capacity",
            "storage capacity (GB)",
        ],
    ),
    column(
        "cpu_count",
        "the number of processors",
        &["CPUs", "processors", "number of CPUs", "number of processors", "processor count"],
    ),
    column(
        "yearly_energy_kwh",
        "the electricity of a year of use, in kilowatt hours or with its unit",
        &[
            "yearly energy",
            "annual energy",
            "annual energy (kWh)",
            "annual energy consumption",
            "annual energy consumption (kWh)",
            "energy (kWh/year)",
            "energy (kWh/a)",
            "energy consumption (kWh/year)",
            "kWh/year",
            "kWh per year",
            "TEC",
            "TEC (kWh)",
            "TEC (kWh/year)",
            "typical energy consumption",
        ],
    ),
    column(
        "lifetime_years",
        "the years of use",
        &["lifetime", "life", "lifespan", "service life", "years of use", "use years"],
    ),
    column(
        "use_location",
        "the place of use: a code, or the English name of a country",
        &["country", "country of use", "place of use", "location", "region"],
    ),
    column(
        "report_year",
        "the year of the sheet, or of the product's release",
        &["year", "release year", "year of release", "model year", "launch year"],
    ),
    column("edition", "the edition of the maker's method, such as `hp_2022`", &["method"]),
    column(
        "configuration",
        "the components, such as `2x cpu 694 mm2; 16x memory 64 GB; mainboard; rack`",
        &["components", "parts"],
    ),
    column(
        "added",
        "components that are ordered beyond those of the sheet, as in `configuration`",
        &["added components", "upgrades"],
    ),
    column("removed", "components of the sheet that are not ordered", &["removed components"]),
    column(
        "sheet_mean_kg",
        "of the maker's sheet: the mean of the whole life, in kilograms of CO2e",
        &["sheet mean", "mean", "mean (kg)", "mean (kg CO2e)", "PCF mean", "PCF mean (kg)"],
    ),
    column(
        "sheet_sd_kg",
        "its standard deviation, in kilograms or in percent of the mean",
        &["sheet SD", "standard deviation", "standard deviation (kg)", "deviation"],
    ),
    column(
        "sheet_headline",
        "the statistic in large type: `mean` (as when it is left out), `p5`, `p50`, `p95`",
        &["headline", "statistic"],
    ),
    column(
        "sheet_year",
        "the year of the sheet",
        &["year of the sheet", "report date", "sheet date", "report"],
    ),
    column(
        "sheet_years_of_use",
        "the years of use that it is about",
        &["sheet lifetime", "sheet lifetime years", "years of use on the sheet"],
    ),
    column(
        "sheet_use_location",
        "the place of use that it is about",
        &["sheet country", "sheet place of use", "place of use on the sheet"],
    ),
    column(
        "sheet_source",
        "where the sheet was read: a file with its page, or an address",
        &["source", "document", "sheet document"],
    ),
    column(
        "share_manufacture",
        "the share of manufacture in the mean: `0.7`, `70 %`, or its kilograms `180 kg`",
        &[
            "manufacture",
            "manufacturing",
            "manufacturing share",
            "production",
            "materials and manufacturing",
        ],
    ),
    column(
        "share_transport",
        "the share of transport",
        &["transport", "transportation", "transport share", "distribution"],
    ),
    column("share_use", "the share of use", &["use", "use phase", "use share", "usage"]),
    column(
        "share_end_of_life",
        "the share of the end of life",
        &["end of life", "end-of-life share", "EoL", "disposal"],
    ),
];

/// The column that a name means.
pub(super) fn meaning(name: &str) -> Option<&'static str> {
    let wanted = folded(name);
    let is = |name: &&str| folded(name) == wanted;
    let means = |column: &&Column| is(&column.name) || column.also.iter().any(is);
    COLUMNS.iter().find(means).map(|column| column.name)
}

/// The names of all columns.
pub(super) fn names() -> [&'static str; COLUMNS.len()] {
    COLUMNS.map(|column| column.name)
}

/// The table of these bytes, with the columns of products.
pub(super) fn table(bytes: &[u8]) -> Result<Table<'_>, TableError> {
    let table = Table::read(bytes)?.with_meanings(meaning)?;
    table.allow(&names())?;
    table.require(&["id", "category"])?;
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn no_name_has_two_meanings() {
        let mut meanings: BTreeMap<String, &str> = BTreeMap::new();
        for column in COLUMNS {
            for name in column.also.iter().chain([&column.name]) {
                let before = meanings.insert(folded(name), column.name);
                assert_eq!(before, None, "{name}");
                assert_eq!(meaning(&name.to_uppercase()), Some(column.name), "{name}");
            }
        }
        assert_eq!(meaning("Weight (g)"), None);
    }

    /// The one table of the documentation has each column with all its names.
    #[test]
    fn each_column_is_documented_with_its_names() {
        let docs = include_str!("../../../../docs/methods/footprints.md");
        for column in COLUMNS {
            let row =
                format!("| `{}` | {} | {} |\n", column.name, column.also.join(", "), column.has);
            assert!(docs.contains(&row), "{row}");
        }
    }
}
