//! A published sheet as the fit sees it.

use co2_lifecycle::coefficients::{Family, Inputs};
use co2_lifecycle::{Category, Edition, Place, Years};

/// What a fit takes from one published sheet. What is not stated is `None`, never zero.
#[derive(Clone, Debug, PartialEq)]
pub struct SheetRow {
    /// Who makes the product.
    pub manufacturer: String,
    /// The maker's name of the product; only [`groups`](super::groups) looks at it.
    pub name: String,
    /// What kind of product it is.
    pub category: Category,
    /// The published mean of the whole life, in kilograms of CO2e.
    pub mean_kg: f64,
    /// Whether `mean_kg` is that of manufacture alone: such a row counts for editions only.
    pub manufacture_only: bool,
    /// The mass of the product, in kilograms.
    pub weight_kg: Option<f64>,
    /// The diagonal of the screen, in inches.
    pub screen_in: Option<f64>,
    /// The years of use; a value that [`Years`] refuses counts as not stated.
    pub years: Option<f64>,
    /// The year of the sheet.
    pub report_year: Option<u16>,
    /// The edition of the maker's method; `None`: the one in use in the year of the sheet.
    pub edition: Option<Edition>,
    /// The electricity of a year of use, in kilowatt hours.
    pub yearly_energy_kwh: Option<f64>,
    /// The capacity of the memory, in gigabytes.
    pub memory_gb: Option<f64>,
    /// The capacity of the drives, in gigabytes.
    pub storage_gb: Option<f64>,
    /// The number of processors.
    pub processors: Option<f64>,
    /// The market that the sheet is about.
    pub place: Option<Place>,
    /// The share of the use phase in the mean.
    pub use_share: Option<f64>,
    /// The share of transport in the mean.
    pub transport_share: Option<f64>,
    /// The share of the end of life in the mean.
    pub end_of_life_share: Option<f64>,
}

impl SheetRow {
    /// A row of which nothing but these four is known yet.
    pub fn new(manufacturer: &str, name: &str, category: Category, mean_kg: f64) -> Self {
        Self {
            manufacturer: manufacturer.to_owned(),
            name: name.to_owned(),
            category,
            mean_kg,
            manufacture_only: false,
            weight_kg: None,
            screen_in: None,
            years: None,
            report_year: None,
            edition: None,
            yearly_energy_kwh: None,
            memory_gb: None,
            storage_gb: None,
            processors: None,
            place: None,
            use_share: None,
            transport_share: None,
            end_of_life_share: None,
        }
    }
}

/// A row with its facts as the regression takes them.
#[derive(Clone, Copy)]
pub(crate) struct Row<'a> {
    pub(crate) sheet: &'a SheetRow,
    pub(crate) inputs: Inputs,
    pub(crate) family: Family,
    pub(crate) group: usize,
}

impl<'a> Row<'a> {
    /// `None` for a row without a footprint, or of a category without a family.
    pub(crate) fn new(sheet: &'a SheetRow, group: usize) -> Option<Self> {
        let screen = above_zero(sheet.screen_in);
        let weight = above_zero(sheet.weight_kg);
        let (family, kind) = Family::of(sheet.category, screen, weight)?;
        if !(sheet.mean_kg > 0.0 && sheet.mean_kg.is_finite()) {
            return None;
        }
        let mut inputs = Inputs::new(kind);
        let in_use = || Edition::in_use(&sheet.manufacturer, sheet.report_year);
        inputs.edition = sheet.edition.or_else(in_use).filter(|_| family.has_editions());
        inputs.weight_kg = weight;
        inputs.screen_in = screen;
        inputs.years = sheet.years.and_then(|years| Years::new(years).ok());
        inputs.report_year = sheet.report_year;
        inputs.yearly_energy_kwh = above_zero(sheet.yearly_energy_kwh);
        inputs.memory_gb = above_zero(sheet.memory_gb);
        inputs.storage_gb = above_zero(sheet.storage_gb);
        inputs.processors = above_zero(sheet.processors);
        inputs.place = sheet.place;
        Some(Self { sheet, inputs, family, group })
    }

    /// The use share, where it is stated and can be one.
    pub(crate) fn use_share(&self) -> Option<f64> {
        self.sheet.use_share.filter(|share| *share > 0.0 && *share < 1.0)
    }

    /// The grid factor that the sheet implies, with its weight: the share of use, because the relative error of a
    /// rounded share is inverse to it.
    pub(crate) fn implied_factor(&self) -> Option<(f64, f64)> {
        let energy = self.inputs.yearly_energy_kwh? * self.inputs.years?.get();
        let share = self.use_share()?;
        Some((self.sheet.mean_kg * share / energy, share))
    }
}

/// What is zero, negative or no number has no logarithm, and counts as not stated.
fn above_zero(value: Option<f64>) -> Option<f64> {
    value.filter(|value| *value > 0.0 && value.is_finite())
}
