//! Values that no product of the category has.

use super::Product;
use crate::component::Configuration;
use crate::{Category, Facts, PublishedSheet, Years};
use co2_units::model::{carbon, energy, mass};

/// A value outside of what products of the category have.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "the {what} of a {} is usually from {low} to {high}{unit}: {}{}",
    category.map_or("product".to_owned(), |own| own.to_string()),
    short(*value),
    if *far { "; this is far outside, is it in another unit?" } else { "" }
)]
#[non_exhaustive]
pub struct Implausible {
    /// The field, by the name of its column in a table.
    pub field: &'static str,
    /// What it is, in words.
    pub what: &'static str,
    /// Its unit, with a space in front.
    pub unit: &'static str,
    /// The category, where it is known.
    pub category: Option<Category>,
    /// The value given.
    pub value: f64,
    /// The smallest usual value.
    pub low: f64,
    /// The largest usual value.
    pub high: f64,
    /// Whether it is more than three times outside: then it is an error rather than a warning.
    pub far: bool,
}

/// A number with few digits.
fn short(value: f64) -> String {
    if value < 1e9 { value.to_string() } else { format!("{value:e}") }
}

/// A field in words, and its unit.
fn words(field: &str) -> (&'static str, &'static str) {
    match field {
        "weight_kg" => ("weight", " kg"),
        "screen_in" => ("screen", " inches"),
        "yearly_energy_kwh" => ("yearly energy", " kWh"),
        "memory_gb" => ("memory", " GB"),
        "storage_gb" => ("storage", " GB"),
        "cpu_count" => ("number of processors", ""),
        "sheet_mean_kg" => ("whole life", " kg CO2e"),
        "sheet_sd_kg" => ("standard deviation", " kg CO2e"),
        "sheet_years_of_use" => ("time of use on the sheet", " years"),
        _ => ("time of use", " years"),
    }
}

/// A smallest and a largest value.
type Range = (f64, f64);

/// Whatever is given, where nothing is known.
const ANY: Range = (0.0, f64::INFINITY);
/// What any product has, from a cable to a rack: mass, diagonal, yearly energy, whole life.
const PRODUCT: [Range; 4] = [(0.005, 2_000.0), (0.5, 150.0), (0.05, 100_000.0), (0.1, 1e6)];

/// Mass in kilograms, diagonal in inches, yearly energy in kilowatt hours, and the whole life in kilograms of CO2e: ranges
/// somewhat wider than those of about 1,250 published sheets; of categories without sheets an assumption.
const fn usual(category: Category) -> [Range; 4] {
    match category {
        Category::Laptop => [(0.5, 5.0), (10.0, 19.0), (5.0, 120.0), (40.0, 1_500.0)],
        Category::MobileWorkstation => [(1.0, 7.0), (13.0, 19.0), (10.0, 200.0), (80.0, 1_500.0)],
        Category::Desktop => [(0.2, 30.0), ANY, (10.0, 500.0), (40.0, 4_000.0)],
        Category::AllInOne => [(2.0, 25.0), (14.0, 40.0), (20.0, 400.0), (100.0, 2_000.0)],
        Category::Workstation => [(1.5, 60.0), ANY, (30.0, 2_500.0), (150.0, 10_000.0)],
        Category::ThinClient => [(0.1, 8.0), ANY, (5.0, 150.0), (40.0, 500.0)],
        Category::Monitor => [(1.0, 40.0), (13.0, 65.0), (8.0, 400.0), (60.0, 5_000.0)],
        Category::Tablet => [(0.2, 2.0), (6.0, 15.0), (1.0, 60.0), (25.0, 400.0)],
        Category::EReader => [(0.1, 0.6), (5.0, 13.0), (0.2, 10.0), ANY],
        Category::Smartphone => [(0.08, 0.4), (3.5, 8.0), (1.0, 20.0), (10.0, 250.0)],
        Category::Server => [(2.0, 250.0), ANY, (200.0, 100_000.0), (500.0, 50_000.0)],
        Category::GpuServer | Category::Storage => [(2.0, 250.0), ANY, (200.0, 100_000.0), ANY],
        Category::Accessory => [(0.005, 30.0), ANY, (0.05, 700.0), (1.0, 1_500.0)],
        Category::Network => [(0.05, 100.0), ANY, (2.0, 20_000.0), ANY],
        Category::Printer => [(0.5, 300.0), ANY, (5.0, 2_000.0), (30.0, 40_000.0)],
        Category::Projector => [(0.2, 100.0), ANY, (5.0, 5_000.0), ANY],
        Category::Dock => [(0.03, 5.0), ANY, (1.0, 200.0), ANY],
    }
}

/// Memory and drives in gigabytes.
const fn usual_capacities(category: Category) -> [Range; 2] {
    match category {
        Category::Laptop
        | Category::Desktop
        | Category::AllInOne
        | Category::ThinClient
        | Category::Tablet
        | Category::Smartphone => [(1.0, 256.0), (8.0, 32_000.0)],
        Category::MobileWorkstation | Category::Workstation => [(4.0, 8_192.0), (64.0, 200_000.0)],
        Category::Server | Category::GpuServer => [(2.0, 65_536.0), (8.0, 4_000_000.0)],
        _ => [ANY; 2],
    }
}

/// Years of use: from a lease of a year to what is repaired for long.
const USUAL_YEARS: Range = (1.0, 15.0);

/// A value that is not usual.
fn implausible(
    category: Option<Category>,
    field: &'static str,
    value: Option<f64>,
    (low, high): Range,
) -> Option<Implausible> {
    let value = value?;
    let far = value < low / 3.0 || value > high * 3.0;
    let outside = value < low || value > high;
    let (what, unit) = words(field);
    outside.then_some(Implausible { field, what, unit, category, value, low, high, far })
}

impl Facts {
    /// The values that are outside of what products of the category have: a mass in grams, a laptop with the energy of
    /// a household.
    pub fn implausible(&self) -> Vec<Implausible> {
        let [weight, screen, energy, _] = usual(self.category);
        let [memory, storage] = usual_capacities(self.category);
        let one = |field, value, range| implausible(Some(self.category), field, value, range);
        let computes =
            !matches!(self.category, Category::Monitor | Category::Accessory | Category::Dock);
        let none = self.processors.filter(|number| *number == 0 && computes);
        [
            one("weight_kg", self.weight_kg, weight),
            one("screen_in", self.screen_in, screen),
            one("yearly_energy_kwh", self.yearly_energy_kwh, energy),
            one("lifetime_years", self.years.map(Years::get), USUAL_YEARS),
            one("memory_gb", self.memory_gb, memory),
            // A computer without drives of its own starts from the network.
            one("storage_gb", self.storage_gb.filter(|gigabytes| *gigabytes > 0.0), storage),
            one("cpu_count", none.map(f64::from), (1.0, 8.0)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl PublishedSheet {
    /// The values that are outside of what sheets of the category state: a laptop of 3 kg CO2e, or of 300 tonnes.
    pub fn implausible(&self) -> Vec<Implausible> {
        let category = self.category();
        let [weight, _, energy, total] = usual(category);
        let one = |field, value, range| implausible(Some(category), field, value, range);
        let mean = self.mean().get::<carbon::kilogram>();
        let sd = self.deviation().map(|own| own.get::<carbon::kilogram>());
        let kwh = self.yearly_energy().map(|own| own.get::<energy::kilowatt_hour>());
        let kg = self.weight().map(|own| own.get::<mass::kilogram>());
        [
            one("sheet_mean_kg", Some(mean), total),
            // Sheets state from 10 to 115 % of the mean.
            one("sheet_sd_kg", sd, (mean * 0.05, mean * 1.5)),
            one("weight_kg", kg, weight),
            one("yearly_energy_kwh", kwh, energy),
            one("sheet_years_of_use", self.lifetime().map(Years::get), USUAL_YEARS),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Configuration {
    /// The values that are outside of what products of the category have: a laptop with the memory of a server.
    pub fn implausible(&self) -> Vec<Implausible> {
        let category = self.category();
        let [weight, ..] = usual(category);
        let capacities = self.capacities_gb().into_iter().zip(usual_capacities(category));
        let larger = ["memory_gb", "storage_gb"].into_iter().zip(capacities);
        let larger = larger.filter_map(|(field, (own, (_, high)))| {
            let found = implausible(Some(category), field, Some(own), (0.0, high))?;
            Some(Implausible { field: "configuration", ..found })
        });
        let heavy = implausible(Some(category), "weight_kg", self.mass_kg(), weight);
        heavy.into_iter().chain(larger).collect()
    }
}

impl Product {
    /// Values of facts, sheet and configuration that are unusual for products of the category, each once. If one is far
    /// outside, the footprint is an error.
    pub fn warnings(&self) -> Vec<Implausible> {
        let of_sheet = self.sheet.as_ref().map(PublishedSheet::category);
        let of_parts = self.configuration.as_ref().map(Configuration::category);
        let category = self.facts.as_ref().map(Facts::category).or(of_sheet).or(of_parts);
        let [_, _, energy, _] = category.map_or(PRODUCT, usual);
        let years = self.lifetime_years.map(Years::get);
        let own = [
            implausible(category, "yearly_energy_kwh", self.yearly_energy_kwh, energy),
            implausible(category, "lifetime_years", years, USUAL_YEARS),
        ];
        let facts = self.facts.iter().flat_map(Facts::implausible);
        let sheet = self.sheet.iter().flat_map(PublishedSheet::implausible);
        let parts = self.configuration.iter().flat_map(Configuration::implausible);
        let mut found: Vec<Implausible> = Vec::new();
        for one in facts.chain(sheet).chain(parts).chain(own.into_iter().flatten()) {
            // Facts and sheet of a table have one weight and one energy.
            if !found.contains(&one) {
                found.push(one);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use co2_units::model::{Energy, Mass, energy, mass};

    fn sheet(category: Category, mean_kg: f64) -> PublishedSheet {
        let json = serde_json::json!({
            "manufacturer": "Example", "product": "One", "category": category, "mean_kg": mean_kg,
            "headline": "mean", "shares": { "use": 0.26 }, "report_year": 2024, "lifetime_years": 4, "weight_kg": 1.4,
            "source": {
                "publisher": "Example", "edition": "One", "year": 2024, "region": "EU", "boundary": "CO2e",
                "licence": "single facts", "locator": "one.pdf", "status": "transcribed"
            }
        });
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn the_whole_life_of_a_sheet_is_looked_at() {
        let mut product = Product::new("a");
        for (kg, far) in
            [(3.0, Some(true)), (30.0, Some(false)), (257.0, None), (257_000.0, Some(true))]
        {
            product.sheet = Some(sheet(Category::Laptop, kg));
            let found = product.warnings();
            let found: Vec<_> = found.iter().map(|one| (one.field, one.far)).collect();
            let expected: Vec<_> = far.map(|far| ("sheet_mean_kg", far)).into_iter().collect();
            assert_eq!(found, expected, "{kg}");
            let footprint = product.footprint(crate::GridChoice::AsPublished);
            assert_eq!(footprint.is_err(), far == Some(true), "{kg}");
        }
        // A value that facts and sheet share is one warning.
        product.sheet = Some(sheet(Category::Server, 5_000.0));
        let light = Facts::new(Category::Server).weight(Mass::new::<mass::kilogram>(1.4)).unwrap();
        product.facts = Some(light);
        assert_eq!(product.warnings().len(), 1);
    }

    #[test]
    fn grams_as_kilograms_and_a_household_in_a_laptop_are_seen() {
        let facts = Facts::new(Category::Laptop)
            .weight(Mass::new::<mass::kilogram>(1_460.0))
            .unwrap()
            .yearly_energy(Energy::new::<energy::kilowatt_hour>(20_000.0))
            .unwrap()
            .processors(0);
        let found = facts.implausible();
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|one| one.far));
        assert!(found[0].to_string().contains("another unit"));
        // What is given beside the facts is looked at as they are.
        let mut product = Product::new("a");
        product.facts = Some(Facts::new(Category::Laptop));
        product.yearly_energy_kwh = Some(20_000.0);
        product.lifetime_years = Some(Years::new(60.0).unwrap());
        let found = product.warnings();
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|one| one.far), "{found:?}");
        let server = Facts::new(Category::Server).memory_gigabytes(0.001).unwrap();
        assert!(server.implausible()[0].far);
        let diskless = server.memory_gigabytes(64.0).unwrap().storage_gigabytes(0.0).unwrap();
        assert!(diskless.implausible().is_empty());
        let heavy = Facts::new(Category::Laptop).weight(Mass::new::<mass::kilogram>(6.0)).unwrap();
        assert!(matches!(heavy.implausible()[..], [Implausible { far: false, .. }]));
    }
}
