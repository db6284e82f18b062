//! Values that no product of the category has.

use super::Product;
use crate::component::Configuration;
use crate::{Category, Fact, Facts, PublishedSheet, Years};

/// A value outside of what products of the category have.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "the {fact} of a {category} is usually from {low} to {high}{}: {value}{}",
    unit(*fact),
    if *far { "; this is far outside, is it in another unit?" } else { "" }
)]
#[non_exhaustive]
pub struct Implausible {
    /// The fact.
    pub fact: Fact,
    /// The category.
    pub category: Category,
    /// The value given.
    pub value: f64,
    /// The smallest usual value.
    pub low: f64,
    /// The largest usual value.
    pub high: f64,
    /// Whether it is more than three times outside: then it is an error rather than a warning.
    pub far: bool,
}

const fn unit(fact: Fact) -> &'static str {
    match fact {
        Fact::Weight => " kg",
        Fact::Screen => " inches",
        Fact::YearlyEnergy => " kWh",
        Fact::Memory | Fact::Storage => " GB",
        _ => "",
    }
}

/// Mass in kilograms, diagonal in inches, yearly energy in kilowatt hours: ranges somewhat wider than those of about
/// 1,250 published sheets.
const fn usual(category: Category) -> [Option<(f64, f64)>; 3] {
    match category {
        Category::Laptop => [Some((0.5, 5.0)), Some((10.0, 19.0)), Some((5.0, 120.0))],
        Category::MobileWorkstation => [Some((1.0, 7.0)), Some((13.0, 19.0)), Some((10.0, 200.0))],
        Category::Desktop => [Some((0.2, 30.0)), None, Some((10.0, 500.0))],
        Category::AllInOne => [Some((2.0, 25.0)), Some((14.0, 40.0)), Some((20.0, 400.0))],
        Category::Workstation => [Some((1.5, 60.0)), None, Some((30.0, 2_500.0))],
        Category::ThinClient => [Some((0.1, 8.0)), None, Some((5.0, 150.0))],
        Category::Monitor => [Some((1.0, 40.0)), Some((13.0, 65.0)), Some((8.0, 400.0))],
        Category::Tablet => [Some((0.2, 2.0)), Some((6.0, 15.0)), Some((1.0, 60.0))],
        Category::EReader => [Some((0.1, 0.6)), Some((5.0, 13.0)), Some((0.2, 10.0))],
        Category::Smartphone => [Some((0.08, 0.4)), Some((3.5, 8.0)), Some((1.0, 20.0))],
        Category::Server | Category::GpuServer | Category::Storage => {
            [Some((2.0, 250.0)), None, Some((200.0, 100_000.0))]
        }
        _ => [None, None, None],
    }
}

/// Memory and drives in gigabytes.
const fn usual_capacities(category: Category) -> [Option<(f64, f64)>; 2] {
    match category {
        Category::Laptop
        | Category::Desktop
        | Category::AllInOne
        | Category::ThinClient
        | Category::Tablet
        | Category::Smartphone => [Some((1.0, 256.0)), Some((8.0, 32_000.0))],
        Category::MobileWorkstation | Category::Workstation => {
            [Some((4.0, 8_192.0)), Some((64.0, 200_000.0))]
        }
        Category::Server | Category::GpuServer => [Some((2.0, 65_536.0)), Some((8.0, 4_000_000.0))],
        _ => [None, None],
    }
}

/// Years of use: from a lease of a year to what is repaired for long.
const USUAL_YEARS: (f64, f64) = (1.0, 15.0);

impl Facts {
    /// The values that are outside of what products of the category have: a mass in grams, a laptop with the energy of
    /// a household.
    pub fn implausible(&self) -> Vec<Implausible> {
        let [weight, screen, energy] = usual(self.category);
        let [memory, storage] = usual_capacities(self.category);
        let one = |fact, value, range| implausible(self.category, fact, value, range);
        let computes =
            !matches!(self.category, Category::Monitor | Category::Accessory | Category::Dock);
        let none = self.processors.filter(|number| *number == 0 && computes);
        let processors = none.map(|_| Implausible {
            fact: Fact::Processors,
            category: self.category,
            value: 0.0,
            low: 1.0,
            high: 8.0,
            far: true,
        });
        [
            one(Fact::Weight, self.weight_kg, weight),
            one(Fact::Screen, self.screen_in, screen),
            one(Fact::YearlyEnergy, self.yearly_energy_kwh, energy),
            one(Fact::Years, self.years.map(Years::get), Some(USUAL_YEARS)),
            one(Fact::Memory, self.memory_gb, memory),
            // A computer without drives of its own starts from the network.
            one(Fact::Storage, self.storage_gb.filter(|gigabytes| *gigabytes > 0.0), storage),
            processors,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn implausible(
    category: Category,
    fact: Fact,
    value: Option<f64>,
    range: Option<(f64, f64)>,
) -> Option<Implausible> {
    let (value, (low, high)) = (value?, range?);
    let far = value < low / 3.0 || value > high * 3.0;
    let outside = value < low || value > high;
    outside.then_some(Implausible { fact, category, value, low, high, far })
}

impl Product {
    /// The values of the product itself, beside those of its facts.
    pub(super) fn own_implausible(&self) -> impl Iterator<Item = Implausible> {
        let of_sheet = || self.sheet.as_ref().map(PublishedSheet::category);
        let of_parts = || self.configuration.as_ref().map(Configuration::category);
        let category = self.facts.as_ref().map(Facts::category).or_else(of_sheet).or_else(of_parts);
        let energy = category.and_then(|category| {
            let [_, _, range] = usual(category);
            implausible(category, Fact::YearlyEnergy, self.yearly_energy_kwh, range)
        });
        let years = category.and_then(|category| {
            let years = self.lifetime_years.map(Years::get);
            implausible(category, Fact::Years, years, Some(USUAL_YEARS))
        });
        energy.into_iter().chain(years)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use co2_units::model::{Energy, Mass, energy, mass};

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
