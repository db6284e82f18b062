//! What the regression sees of a product.

use super::{Fact, Place};
use crate::{Category, Edition, Years};

/// The facts of one product, in plain units.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Inputs {
    /// The kind of product within its family.
    pub kind: Category,
    /// The edition of the maker's method.
    pub edition: Option<Edition>,
    /// The mass, in kilograms.
    pub weight_kg: Option<f64>,
    /// The diagonal of the screen, in inches.
    pub screen_in: Option<f64>,
    /// The years of use.
    pub years: Option<Years>,
    /// The year of the report.
    pub report_year: Option<u16>,
    /// The electricity of a year of use, in kilowatt hours.
    pub yearly_energy_kwh: Option<f64>,
    /// The capacity of the memory, in gigabytes.
    pub memory_gb: Option<f64>,
    /// The capacity of the drives, in gigabytes.
    pub storage_gb: Option<f64>,
    /// The number of processors.
    pub processors: Option<f64>,
    /// The market of the place of use. It moves the use phase, never the manufacture.
    pub place: Option<Place>,
}

/// The year from which years are counted.
const ORIGIN: u16 = 2019;

/// A year as the regression takes it: the distance to 2019.
pub fn year_number(year: u16) -> f64 {
    f64::from(year) - f64::from(ORIGIN)
}

impl Inputs {
    /// A product of which only its kind is known.
    pub const fn new(kind: Category) -> Self {
        Self {
            kind,
            edition: None,
            weight_kg: None,
            screen_in: None,
            years: None,
            report_year: None,
            yearly_energy_kwh: None,
            memory_gb: None,
            storage_gb: None,
            processors: None,
            place: None,
        }
    }

    /// Whether a fact is given.
    pub fn is_known(&self, fact: Fact) -> bool {
        match fact {
            Fact::Location => self.place.is_some(),
            Fact::Years => self.years.is_some(),
            Fact::Weight => self.weight_kg.is_some(),
            Fact::Screen => self.screen_in.is_some(),
            Fact::ReportYear => self.report_year.is_some(),
            Fact::YearlyEnergy => self.yearly_energy_kwh.is_some(),
            Fact::Memory => self.memory_gb.is_some(),
            Fact::Storage => self.storage_gb.is_some(),
            Fact::Processors => self.processors.is_some(),
        }
    }

    /// Without one of the facts.
    #[must_use]
    pub fn without(mut self, fact: Fact) -> Self {
        match fact {
            Fact::Weight => self.weight_kg = None,
            Fact::Screen => self.screen_in = None,
            Fact::Years => self.years = None,
            Fact::ReportYear => self.report_year = None,
            Fact::YearlyEnergy => self.yearly_energy_kwh = None,
            Fact::Memory => self.memory_gb = None,
            Fact::Storage => self.storage_gb = None,
            Fact::Processors => self.processors = None,
            Fact::Location => self.place = None,
        }
        self
    }

    /// The fact as the terms take it: logarithms (of none at all: minus infinity, which counts as the least
    /// that was seen), but of the year the distance to 2019.
    pub fn number(&self, fact: Fact) -> Option<f64> {
        match fact {
            Fact::Weight => self.weight_kg.map(libm::log),
            Fact::Screen => self.screen_in.map(libm::log),
            Fact::ReportYear => self.report_year.map(year_number),
            Fact::YearlyEnergy => self.yearly_energy_kwh.map(libm::log),
            Fact::Memory => self.memory_gb.map(libm::log),
            Fact::Storage => self.storage_gb.map(libm::log),
            Fact::Processors => self.processors.map(libm::log),
            // Neither is a number of the regression.
            Fact::Years | Fact::Location => None,
        }
    }
}
