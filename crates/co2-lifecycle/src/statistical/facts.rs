//! What a shop knows about a product without a sheet.

use super::{Fact, Family, Inputs, Place};
use crate::{Category, Edition, Years};
use co2_units::Region;
use co2_units::model::{Energy, Mass, energy, mass};
use core::ops::RangeInclusive;

/// What is known about a product: its category, and any of the other facts.
///
/// ```
/// use co2_lifecycle::{Category, Facts, GridChoice};
/// use co2_units::Statistic;
/// use co2_units::model::{Mass, mass};
///
/// let facts = Facts::new(Category::Laptop)
///     .manufacturer("Lenovo")
///     .weight(Mass::new::<mass::kilogram>(1.4))?
///     .screen_inches(14.0)?
///     .location("SE".parse()?)
///     .report_year(2020)?;
/// let footprint = facts.footprint(GridChoice::AsPublished)?;
/// assert_eq!(footprint.tier().as_str(), "statistical");
/// println!("{}", footprint.explain());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::wire::Facts", into = "super::wire::Facts"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(with = "super::wire::Facts", description = "What is known about a product.")
)]
#[must_use]
pub struct Facts {
    pub(crate) category: Category,
    pub(crate) manufacturer: Option<String>,
    pub(crate) weight_kg: Option<f64>,
    pub(crate) screen_in: Option<f64>,
    pub(crate) yearly_energy_kwh: Option<f64>,
    pub(crate) memory_gb: Option<f64>,
    pub(crate) storage_gb: Option<f64>,
    pub(crate) processors: Option<u16>,
    pub(crate) years: Option<Years>,
    pub(crate) location: Option<Region>,
    pub(crate) report_year: Option<u16>,
    pub(crate) edition: Option<Edition>,
}

/// The error for a fact that is out of range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FactsError {
    /// A number is NaN or out of range.
    #[error(
        "the {fact} of a product is a number from {min} to {max}, or left out when not known: {value}"
    )]
    Number {
        /// The fact.
        fact: Fact,
        /// The value given.
        value: f64,
        /// The smallest value that is accepted.
        min: f64,
        /// The largest value that is accepted.
        max: f64,
    },
    /// A capacity is NaN or out of range.
    #[error("the {fact} of a product is a number of gigabytes from 0 to {max}: {value}")]
    Capacity {
        /// The fact.
        fact: Fact,
        /// The value given.
        value: f64,
        /// The largest value that is accepted.
        max: f64,
    },
    /// The year is not from 1990 to 2100.
    #[error("the year of a report is from 1990 to 2100: {year}")]
    ReportYear {
        /// The year given.
        year: u16,
    },
}

impl Facts {
    /// The smallest mass that is accepted: a gram, in kilograms.
    pub const MIN_WEIGHT_KG: f64 = 0.001;
    /// The smallest diagonal that is accepted: a tenth of an inch.
    pub const MIN_SCREEN_IN: f64 = 0.1;
    /// The smallest yearly energy that is accepted: a watt hour, in kilowatt hours
    /// ([`energy::MIN_YEARLY_KWH`](crate::energy::MIN_YEARLY_KWH)). Leave it out for a product without electricity.
    pub const MIN_YEARLY_ENERGY_KWH: f64 = crate::energy::MIN_YEARLY_KWH;
    /// The largest mass that is accepted: 10,000 kg.
    pub const MAX_WEIGHT_KG: f64 = 10_000.0;
    /// The largest diagonal that is accepted: 1,000 inches.
    pub const MAX_SCREEN_IN: f64 = 1_000.0;
    /// The largest yearly energy that is accepted: a million kilowatt hours.
    pub const MAX_YEARLY_ENERGY_KWH: f64 = 1e6;
    /// The largest capacity of memory or drives that is accepted: ten million gigabytes.
    pub const MAX_CAPACITY_GB: f64 = 1e7;

    /// A product of which only the category is known.
    pub const fn new(category: Category) -> Self {
        Self {
            category,
            manufacturer: None,
            weight_kg: None,
            screen_in: None,
            yearly_energy_kwh: None,
            memory_gb: None,
            storage_gb: None,
            processors: None,
            years: None,
            location: None,
            report_year: None,
            edition: None,
        }
    }

    /// The maker. A maker without coefficients of its own is not an error.
    pub fn manufacturer(mut self, name: impl Into<String>) -> Self {
        self.manufacturer = Some(name.into());
        self
    }

    /// The mass of the product.
    ///
    /// # Errors
    /// Returns an error if it is not from [`MIN_WEIGHT_KG`](Self::MIN_WEIGHT_KG) to
    /// [`MAX_WEIGHT_KG`](Self::MAX_WEIGHT_KG).
    pub fn weight(mut self, weight: Mass) -> Result<Self, FactsError> {
        let value = weight.get::<mass::kilogram>();
        self.weight_kg =
            Some(checked(Fact::Weight, value, Self::MIN_WEIGHT_KG..=Self::MAX_WEIGHT_KG)?);
        Ok(self)
    }

    /// The diagonal of the screen, in inches.
    ///
    /// # Errors
    /// Returns an error if it is not from [`MIN_SCREEN_IN`](Self::MIN_SCREEN_IN) to
    /// [`MAX_SCREEN_IN`](Self::MAX_SCREEN_IN).
    pub fn screen_inches(mut self, inches: f64) -> Result<Self, FactsError> {
        self.screen_in =
            Some(checked(Fact::Screen, inches, Self::MIN_SCREEN_IN..=Self::MAX_SCREEN_IN)?);
        Ok(self)
    }

    /// The electricity of a year of use; for computers the typical energy consumption (TEC) of the
    /// Energy Star programme.
    ///
    /// # Errors
    /// Returns an error if it is not from [`MIN_YEARLY_ENERGY_KWH`](Self::MIN_YEARLY_ENERGY_KWH) to
    /// [`MAX_YEARLY_ENERGY_KWH`](Self::MAX_YEARLY_ENERGY_KWH).
    pub fn yearly_energy(mut self, energy: Energy) -> Result<Self, FactsError> {
        let value = energy.get::<energy::kilowatt_hour>();
        let range = Self::MIN_YEARLY_ENERGY_KWH..=Self::MAX_YEARLY_ENERGY_KWH;
        self.yearly_energy_kwh = Some(checked(Fact::YearlyEnergy, value, range)?);
        Ok(self)
    }

    /// The capacity of its memory, in gigabytes; 0 for a product without memory.
    ///
    /// This fact and the next two change the result only if most sheets of the maker state them, as those of Dell's
    /// servers do; otherwise the result says that they change nothing. A product that is made to order is better
    /// described by [`component`](crate::component)s.
    ///
    /// # Errors
    /// Returns an error if it is below 0 or above [`MAX_CAPACITY_GB`](Self::MAX_CAPACITY_GB).
    pub fn memory_gigabytes(mut self, gigabytes: f64) -> Result<Self, FactsError> {
        self.memory_gb = Some(from_zero(Fact::Memory, gigabytes)?);
        Ok(self)
    }

    /// The capacity of its drives, in gigabytes; 0 for a product without drives.
    ///
    /// # Errors
    /// Returns an error if it is below 0 or above [`MAX_CAPACITY_GB`](Self::MAX_CAPACITY_GB).
    pub fn storage_gigabytes(mut self, gigabytes: f64) -> Result<Self, FactsError> {
        self.storage_gb = Some(from_zero(Fact::Storage, gigabytes)?);
        Ok(self)
    }

    /// The number of its processors; 0 for a product without processors.
    pub const fn processors(mut self, number: u16) -> Self {
        self.processors = Some(number);
        self
    }

    /// The years of use.
    pub const fn lifetime(mut self, years: Years) -> Self {
        self.years = Some(years);
        self
    }

    /// The place of use.
    pub const fn location(mut self, location: Region) -> Self {
        self.location = Some(location);
        self
    }

    /// The year of the report: that of the maker's sheet, or the one in which the product was released. Without a year
    /// the product is treated like those of the newest sheets.
    ///
    /// # Errors
    /// Returns an error if it is not from 1990 to 2100.
    pub fn report_year(mut self, year: u16) -> Result<Self, FactsError> {
        if !(1990..=2100).contains(&year) {
            return Err(FactsError::ReportYear { year });
        }
        self.report_year = Some(year);
        Ok(self)
    }

    /// The edition of the maker's method by which the footprint is stated. The default is the one in use in the year of
    /// the report, or the newest.
    pub const fn edition(mut self, edition: Edition) -> Self {
        self.edition = Some(edition);
        self
    }

    /// With another yearly energy: the one that a buyer has measured.
    #[cfg(feature = "products")]
    pub(crate) fn with_measured(mut self, energy: Energy) -> Self {
        self.yearly_energy_kwh = Some(energy.get::<energy::kilowatt_hour>());
        self
    }

    /// The place of use, if it is given.
    pub const fn place_of_use(&self) -> Option<Region> {
        self.location
    }

    /// The years of use, if they are given.
    pub const fn years_of_use(&self) -> Option<Years> {
        self.years
    }

    /// The year of the report, if it is given.
    pub const fn year_of_report(&self) -> Option<u16> {
        self.report_year
    }

    /// The electricity of a year of use, if it is given.
    pub fn yearly_energy_given(&self) -> Option<Energy> {
        self.yearly_energy_kwh.map(Energy::new::<energy::kilowatt_hour>)
    }

    /// The category.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// The family of products, and the inputs of the regression for this one; `None` if there are no sheets of the
    /// category.
    pub fn inputs(&self) -> Option<(Family, Inputs)> {
        let (family, kind) = Family::of(self.category, self.screen_in, self.weight_kg)?;
        let in_use = || Edition::in_use(self.manufacturer.as_deref()?, self.report_year);
        let inputs = Inputs {
            edition: self.edition.or_else(in_use).filter(|_| family.has_editions()),
            weight_kg: self.weight_kg,
            screen_in: self.screen_in,
            years: self.years,
            report_year: self.report_year,
            yearly_energy_kwh: self.yearly_energy_kwh,
            memory_gb: self.memory_gb,
            storage_gb: self.storage_gb,
            processors: self.processors.map(f64::from),
            place: self.location.map(Place::of),
            ..Inputs::new(kind)
        };
        Some((family, inputs))
    }
}

fn checked(fact: Fact, value: f64, range: RangeInclusive<f64>) -> Result<f64, FactsError> {
    if range.contains(&value) {
        return Ok(value);
    }
    let (min, max) = range.into_inner();
    Err(FactsError::Number { fact, value, min, max })
}

fn from_zero(fact: Fact, value: f64) -> Result<f64, FactsError> {
    let max = Facts::MAX_CAPACITY_GB;
    if (0.0..=max).contains(&value) {
        Ok(value)
    } else {
        Err(FactsError::Capacity { fact, value, max })
    }
}
