//! The JSON form of facts: the columns of `co2 footprint`, and what is not known left out.

use super::FactsError;
use crate::{Category, Edition, Years};
use co2_units::Region;
use co2_units::model::{Energy, Mass, energy, mass};
use serde::{Deserialize, Serialize};

/// What is known about a product.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    /// What kind of product it is.
    category: Category,
    /// The maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    manufacturer: Option<String>,
    /// The diagonal of its screen, in inches.
    #[cfg_attr(
        feature = "schemars",
        schemars(range(min = super::Facts::MIN_SCREEN_IN, max = super::Facts::MAX_SCREEN_IN))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    screen_in: Option<f64>,
    /// Its mass, in kilograms.
    #[cfg_attr(
        feature = "schemars",
        schemars(range(min = super::Facts::MIN_WEIGHT_KG, max = super::Facts::MAX_WEIGHT_KG))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weight_kg: Option<f64>,
    /// The capacity of its memory, in gigabytes.
    #[cfg_attr(
        feature = "schemars",
        schemars(range(min = 0.0, max = super::Facts::MAX_CAPACITY_GB))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memory_gb: Option<f64>,
    /// The capacity of its drives, in gigabytes.
    #[cfg_attr(
        feature = "schemars",
        schemars(range(min = 0.0, max = super::Facts::MAX_CAPACITY_GB))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    storage_gb: Option<f64>,
    /// The number of its processors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cpu_count: Option<u16>,
    /// The electricity of a year of use, in kilowatt hours.
    #[cfg_attr(
        feature = "schemars",
        schemars(range(
            min = super::Facts::MIN_YEARLY_ENERGY_KWH,
            max = super::Facts::MAX_YEARLY_ENERGY_KWH
        ))
    )]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    yearly_energy_kwh: Option<f64>,
    /// The years of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lifetime_years: Option<Years>,
    /// The place of use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    use_location: Option<Region>,
    /// The year of the report: that of the maker's sheet, or in which the product came out.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1990, max = 2100)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    report_year: Option<u16>,
    /// The edition of the maker's method; without it, the one in use in the year of the report, or the newest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edition: Option<Edition>,
}

impl From<super::Facts> for Facts {
    fn from(facts: super::Facts) -> Self {
        Self {
            category: facts.category,
            manufacturer: facts.manufacturer,
            screen_in: facts.screen_in,
            weight_kg: facts.weight_kg,
            memory_gb: facts.memory_gb,
            storage_gb: facts.storage_gb,
            cpu_count: facts.processors,
            yearly_energy_kwh: facts.yearly_energy_kwh,
            lifetime_years: facts.years,
            use_location: facts.location,
            report_year: facts.report_year,
            edition: facts.edition,
        }
    }
}

impl TryFrom<Facts> for super::Facts {
    type Error = FactsError;

    fn try_from(wire: Facts) -> Result<Self, Self::Error> {
        let mut facts = Self::new(wire.category);
        facts.manufacturer = wire.manufacturer;
        facts.processors = wire.cpu_count;
        facts.years = wire.lifetime_years;
        facts.location = wire.use_location;
        facts.edition = wire.edition;
        if let Some(inches) = wire.screen_in {
            facts = facts.screen_inches(inches)?;
        }
        if let Some(kg) = wire.weight_kg {
            facts = facts.weight(Mass::new::<mass::kilogram>(kg))?;
        }
        if let Some(gb) = wire.memory_gb {
            facts = facts.memory_gigabytes(gb)?;
        }
        if let Some(gb) = wire.storage_gb {
            facts = facts.storage_gigabytes(gb)?;
        }
        if let Some(kwh) = wire.yearly_energy_kwh {
            facts = facts.yearly_energy(Energy::new::<energy::kilowatt_hour>(kwh))?;
        }
        if let Some(year) = wire.report_year {
            facts = facts.report_year(year)?;
        }
        Ok(facts)
    }
}
