//! A published sheet as the fit sees it.

use crate::Category;
use crate::statistical::Place;

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
    /// The mass of the product, in kilograms.
    pub weight_kg: Option<f64>,
    /// The diagonal of the screen, in inches.
    pub screen_in: Option<f64>,
    /// The years of use; what is no [`Years`](crate::Years) counts as not stated.
    pub years: Option<f64>,
    /// The year of the sheet.
    pub report_year: Option<u16>,
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
            weight_kg: None,
            screen_in: None,
            years: None,
            report_year: None,
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
