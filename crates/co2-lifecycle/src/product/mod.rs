//! Products as a shop describes them, in one file for all tiers.
//!
//! A [`Product`] has what is known of it: its maker's sheet, its configuration by component, or facts. Its
//! footprint comes from the best of them. [`read_table`] reads products from a CSV table and [`read_lines`] from lines
//! of text, with names of columns ([`COLUMNS`]) and values ([`shop`]) as shops write them; JSON and TOML go through
//! `serde`. A [`Catalogue`] finds a product by its GTIN, its manufacturer's part number or its model name.

mod catalogue;
mod columns;
mod lines;
mod parts;
mod plausible;
mod record;
pub mod shop;
mod table;

pub use self::catalogue::{Catalogue, CatalogueError, FindError};
pub use self::columns::{COLUMNS, Column};
pub use self::lines::{TEMPLATE, is_in_lines, read_lines};
pub use self::plausible::Implausible;
pub use self::table::{ProductRow, read_table};

use crate::component::{
    Component, ComponentError, Configuration, ConfigurationError, is_of_missing_parts,
};
use crate::{
    Assumption, Facts, Footprint, GridChoice, LocaliseError, PublishedSheet, ScenarioError,
    StatisticalError, UseScenario, Years, grid,
};
use co2_units::model::{Energy, Mass, energy, mass};
use co2_units::product::Gtin;
use co2_units::{Region, Stage};
use serde::{Deserialize, Serialize};

/// A product, with whatever is known of its footprint.
///
/// ```
/// use co2_lifecycle::product::Product;
/// use co2_lifecycle::GridChoice;
/// let product: Product = serde_json::from_str(r#"{
///     "id": "nb-1",
///     "manufacturer": "Lenovo",
///     "facts": { "category": "laptop", "manufacturer": "Lenovo", "screen_in": 14 }
/// }"#)?;
/// let footprint = product.footprint(GridChoice::AsPublished)?;
/// assert_eq!(footprint.tier().as_str(), "statistical");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Product {
    /// The shop's own identifier.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The GS1 number of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gtin: Option<Gtin>,
    /// The manufacturer's part number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_number: Option<String>,
    /// The maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manufacturer: Option<String>,
    /// The maker's name of the model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The maker's sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<PublishedSheet>,
    /// A supplier's footprint from cradle to gate, in PACT's form.
    #[cfg(feature = "pact")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pact: Option<crate::pact::ProductFootprint>,
    /// What is ordered beyond what the sheet describes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<Counted>,
    /// What the sheet describes and is not ordered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<Counted>,
    /// The product by component.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Configuration>,
    /// What a shop knows without a sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Facts>,
    /// The electricity of a year of use, in kilowatt hours, as measured by the buyer or stated on a label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub yearly_energy_kwh: Option<f64>,
    /// The place of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_location: Option<Region>,
    /// The years of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime_years: Option<Years>,
}

/// A number of components of one kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Counted {
    /// The number of components.
    pub number: u16,
    /// The component.
    pub component: Component,
}

/// The reason why a product has no footprint.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProductFootprintError {
    /// Nothing is known from which a footprint follows.
    #[error("a product needs a sheet, a supplier's footprint, a configuration or facts")]
    Nothing,
    /// A configuration needs its energy.
    #[error("a configuration needs the electricity of a year of use: give yearly_energy_kwh")]
    EnergyMissing,
    /// Components are added to or removed from something else than a sheet.
    #[error("what is added and removed is beside a sheet: give one, or a whole configuration")]
    NoSheet,
    /// More components are added or removed than a product has.
    #[error("at most {MAX_PARTS} components are added and removed")]
    TooManyParts,
    /// A value that no product of the category has.
    #[error(transparent)]
    Implausible(#[from] Implausible),
    /// The yearly energy is out of range.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The sheet gives no footprint.
    #[error(transparent)]
    Sheet(#[from] LocaliseError),
    /// The components give no footprint.
    #[error(transparent)]
    Components(#[from] ComponentError),
    /// The supplier's footprint cannot be used.
    #[cfg(feature = "pact")]
    #[error(transparent)]
    Pact(#[from] crate::pact::PactError),
    /// The configuration gives no footprint.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The facts give no footprint.
    #[error(transparent)]
    Facts(#[from] StatisticalError),
}

/// How many components can be added and removed.
const MAX_PARTS: u32 = 10_000;

impl Product {
    /// A product of which only the shop's identifier is known.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// The footprint from the best that is known: the sheet, with what is added and removed; else a supplier's footprint;
    /// else the configuration; else the facts.
    ///
    /// A configuration and a supplier's footprint have no published use phase: where the grid is to be as published, that of the newest year
    /// counts, and the scenario says so.
    ///
    /// # Errors
    /// Returns an error if nothing is known, a value is far from what products of the category have, or what is known gives no
    /// footprint.
    pub fn footprint(&self, grid: GridChoice) -> Result<Footprint, ProductFootprintError> {
        if let Some(far) = self.warnings().into_iter().find(|one| one.far) {
            return Err(far.into());
        }
        let facts = self.facts.as_ref();
        let place = self.use_location.or_else(|| facts.and_then(Facts::place_of_use));
        let years = self.lifetime_years.or_else(|| facts.and_then(Facts::years_of_use));
        let energy = self.yearly_energy_kwh.map(Energy::new::<energy::kilowatt_hour>);
        let scenario = |usual: Option<Years>, grid| {
            let place = place.unwrap_or(Region::World);
            let scenario = UseScenario::new(place, years.or(usual).unwrap_or(Years::FOUR), grid);
            energy.map_or(Ok(scenario), |energy| scenario.with_yearly_energy(energy))
        };
        if let Some(sheet) = &self.sheet {
            let footprint = sheet.footprint(scenario(sheet.lifetime(), grid)?)?;
            if self.added.is_empty() && self.removed.is_empty() {
                return Ok(footprint);
            }
            let parts = self.added.iter().chain(&self.removed).map(|own| u32::from(own.number));
            if parts.sum::<u32>() > MAX_PARTS {
                return Err(ProductFootprintError::TooManyParts);
            }
            return Ok(footprint.configured(&each(&self.added), &each(&self.removed))?);
        }
        if !(self.added.is_empty() && self.removed.is_empty()) {
            return Err(ProductFootprintError::NoSheet);
        }
        let energy_known = energy.or_else(|| facts.and_then(Facts::yearly_energy_given));
        let current = match grid {
            GridChoice::AsPublished => GridChoice::Current { year: grid::LAST_YEAR },
            chosen => chosen,
        };
        #[cfg(feature = "pact")]
        if let Some(supplier) = &self.pact {
            let scenario = scenario(None, current)?;
            let scenario =
                energy_known.map_or(Ok(scenario), |energy| scenario.with_yearly_energy(energy))?;
            let category = facts.map(Facts::category);
            return Ok(supplier.footprint(category, self.mass(), scenario)?);
        }
        if let Some(configuration) = &self.configuration {
            let grid = current;
            let energy = energy_known.ok_or(ProductFootprintError::EnergyMissing)?;
            let mut footprint = configuration.footprint(energy, scenario(None, grid)?)?;
            if place.is_none() {
                footprint =
                    footprint.noting(Assumption::FactNotGiven { fact: crate::Fact::Location });
            }
            return Ok(footprint);
        }
        let mut facts = facts.ok_or(ProductFootprintError::Nothing)?.clone();
        if let Some(place) = self.use_location {
            facts = facts.location(place);
        }
        if let Some(years) = self.lifetime_years {
            facts = facts.lifetime(years);
        }
        let footprint = facts.footprint(grid)?;
        let Some(energy) = energy else { return Ok(footprint) };
        // A measured energy replaces the one that the facts state.
        let kwh_per_year = scenario(None, grid)?.yearly_energy().unwrap_or(energy);
        let facts = facts.with_measured(kwh_per_year);
        let given = Assumption::YearlyEnergyGiven {
            kwh_per_year: kwh_per_year.get::<energy::kilowatt_hour>(),
        };
        Ok(facts.footprint(grid)?.noting(given))
    }

    /// The mass, where the facts have it.
    pub fn mass(&self) -> Option<Mass> {
        self.facts.as_ref().and_then(|facts| facts.weight_kg).map(Mass::new::<mass::kilogram>)
    }

    /// The latest year of what is known, to be compared with the present one.
    pub fn latest_year(&self) -> Option<u16> {
        let facts = self.facts.as_ref().and_then(Facts::year_of_report);
        let sheet = self.sheet.as_ref().map(PublishedSheet::report_year);
        let parts = self.configuration.as_ref().and_then(Configuration::year_of_release);
        #[cfg(feature = "pact")]
        let supplier = self.pact.as_ref().and_then(|own| own.year().ok());
        #[cfg(not(feature = "pact"))]
        let supplier = None;
        facts.max(sheet).max(parts).max(supplier)
    }

    /// What would make the interval narrower, in the order in which a shop should look for it.
    pub fn what_would_help(footprint: &Footprint) -> Vec<&'static str> {
        use crate::Tier;
        let mut help = Vec::new();
        let missing = |fact: crate::Fact| {
            footprint
                .assumptions()
                .iter()
                .any(|one| matches!(one, Assumption::FactMissing { fact: own, .. } if *own == fact))
        };
        match footprint.tier() {
            Tier::Published | Tier::PublishedConfigured => {}
            Tier::Configured => help.push("the density of memory and drives, or the year"),
            Tier::Statistical | Tier::Category => help.push("the maker's sheet"),
        }
        if matches!(footprint.tier(), Tier::Statistical | Tier::Category)
            && footprint.category().is_some_and(crate::Category::is_for_data_centre)
        {
            help.push("the configuration by component, with the yearly energy");
        }
        if footprint.tier() == Tier::Category {
            help.push("the maker, the weight and the screen");
        }
        if footprint.assumptions().iter().any(is_of_missing_parts) {
            help.push("the components that are not in the configuration");
        }
        for (fact, words) in [
            (crate::Fact::YearlyEnergy, "the yearly energy, such as that of ENERGY STAR"),
            (crate::Fact::Weight, "the weight"),
            (crate::Fact::Screen, "the diagonal of the screen"),
            (crate::Fact::ReportYear, "the year"),
        ] {
            if missing(fact) {
                help.push(words);
            }
        }
        let typical = |one: &Assumption| matches!(one, Assumption::TypicalUseShare { .. });
        if footprint.assumptions().iter().any(typical) && footprint.stage(Stage::Use).is_some() {
            help.push("the yearly energy, such as that of ENERGY STAR");
        }
        help
    }
}

fn each(counted: &[Counted]) -> Vec<Component> {
    let one = |own: &Counted| core::iter::repeat_n(own.component.clone(), usize::from(own.number));
    counted.iter().flat_map(one).collect()
}
