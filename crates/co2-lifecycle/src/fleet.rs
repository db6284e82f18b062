//! Many products at once: columns in, columns out.

use crate::statistical::{Memo, Stages, StatisticalModel};
use crate::{Category, Facts, FactsError, GridChoice, SHEET_CORRELATION, StatisticalError, Tier};
use crate::{Years, YearsError};
use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
use co2_units::{Estimate, EstimateError, Region, Stage};

/// What is known about many products, in one column for each fact, with the units of [`Facts`]. An empty column means
/// that the fact is not known for any of them; the other columns are as long as [`category`](Self::category).
///
/// ```
/// use co2_lifecycle::{Category, Columns, GridChoice, fleet};
/// let fleet = fleet(
///     &Columns {
///         category: &[Category::Laptop, Category::Monitor],
///         manufacturer: &[Some("Lenovo"), None],
///         weight_kg: &[Some(1.4), Some(4.8)],
///         ..Columns::default()
///     },
///     GridChoice::AsPublished,
/// )?;
/// assert!(fleet.errors.is_empty());
/// assert!(fleet.mean_kg[1].unwrap() > fleet.mean_kg[0].unwrap());
/// # Ok::<(), co2_lifecycle::FleetError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// What kind of product each is.
    pub category: &'a [Category],
    /// The maker.
    pub manufacturer: &'a [Option<&'a str>],
    /// The mass, in kilograms.
    pub weight_kg: &'a [Option<f64>],
    /// The diagonal of the screen, in inches.
    pub screen_in: &'a [Option<f64>],
    /// The electricity of a year of use, in kilowatt hours.
    pub yearly_energy_kwh: &'a [Option<f64>],
    /// The capacity of the memory, in gigabytes.
    pub memory_gb: &'a [Option<f64>],
    /// The capacity of the drives, in gigabytes.
    pub storage_gb: &'a [Option<f64>],
    /// The number of processors.
    pub processors: &'a [Option<u16>],
    /// The years of use.
    pub lifetime_years: &'a [Option<f64>],
    /// The place of use.
    pub location: &'a [Option<Region>],
    /// The year in which the product was released.
    pub report_year: &'a [Option<u16>],
}

/// The error for columns that do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FleetError {
    /// A column is neither empty nor as long as that of the categories.
    #[error(
        "column {column} has {found} rows, not {expected}; leave it empty when nothing is known"
    )]
    Length {
        /// The column.
        column: &'static str,
        /// How many categories there are.
        expected: usize,
        /// How many rows it has.
        found: usize,
    },
}

/// The reason why one product of a fleet has no footprint.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProductError {
    /// A fact is out of range.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// The years of use are out of range.
    #[error(transparent)]
    Years(#[from] YearsError),
    /// The facts give no footprint.
    #[error(transparent)]
    Statistical(#[from] StatisticalError),
}

/// The amounts of a fleet in kilograms of CO2e, in one column for each number, in the order of the products. A product
/// without a footprint has `None` in all of them, and [`errors`](Self::errors) has the reason.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Fleet {
    /// The tier of each result.
    pub tier: Vec<Option<Tier>>,
    /// The means.
    pub mean_kg: Vec<Option<f64>>,
    /// The standard deviations.
    pub deviation_kg: Vec<Option<f64>>,
    /// The 5th percentiles.
    pub p5_kg: Vec<Option<f64>>,
    /// The medians.
    pub p50_kg: Vec<Option<f64>>,
    /// The 95th percentiles.
    pub p95_kg: Vec<Option<f64>>,
    /// The mean of manufacture.
    pub manufacture_kg: Vec<Option<f64>>,
    /// The mean of distribution.
    pub distribution_kg: Vec<Option<f64>>,
    /// The mean of the use phase.
    pub use_kg: Vec<Option<f64>>,
    /// The mean of the end of life.
    pub end_of_life_kg: Vec<Option<f64>>,
    /// The products without a footprint, by their index, each with the reason.
    pub errors: Vec<(usize, ProductError)>,
    totals: Vec<Estimate>,
}

impl Fleet {
    /// The whole fleet except the products in [`errors`](Self::errors): the sum of the estimates. `correlation` is the
    /// correlation of their errors (0: independent; 1: a common cause, such as one maker's model).
    ///
    /// Its percentiles are those of the fleet. Percentiles of products cannot be added: their sum would be too wide
    /// unless the correlation is 1. The mean and the deviation of the sum are exact. The sum is assumed to be
    /// log-normal, which is an approximation for a few independent products with a wide spread (for four products of the
    /// category tier the 5th percentile is 8 % too low), and for fully correlated products with different spreads (5 % too
    /// low for spreads from 0.1 to 0.5).
    ///
    /// # Errors
    /// Returns an error if the correlation is not from 0 to 1, or the sum is too large.
    ///
    /// ```
    /// use co2_lifecycle::{Category, Columns, GridChoice, fleet};
    /// use co2_units::Statistic;
    /// let category = [Category::Laptop; 100];
    /// let fleet = fleet(&Columns { category: &category, ..Columns::default() }, GridChoice::AsPublished)?;
    /// let p95 = |correlation| fleet.total(correlation).map(|total| total.at(Statistic::P95));
    /// assert!(p95(0.0)? < p95(1.0)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn total(&self, correlation: f64) -> Result<Estimate, EstimateError> {
        Estimate::sum(self.totals.iter().copied(), correlation)
    }

    /// An empty fleet with room for so many products.
    fn with_capacity(products: usize) -> Self {
        fn room<T>(products: usize) -> Vec<T> {
            Vec::with_capacity(products)
        }
        Self {
            tier: room(products),
            mean_kg: room(products),
            deviation_kg: room(products),
            p5_kg: room(products),
            p50_kg: room(products),
            p95_kg: room(products),
            manufacture_kg: room(products),
            distribution_kg: room(products),
            use_kg: room(products),
            end_of_life_kg: room(products),
            errors: Vec::new(),
            totals: room(products),
        }
    }

    fn push(&mut self, index: usize, row: Result<Row, ProductError>) {
        let row = row.map_err(|error| self.errors.push((index, error))).ok();
        let total = row.as_ref().map(|row| row.total);
        let [p5, p50, p95] = match total {
            Some(total) => total.percentiles().map(|own| Some(kilograms(own))),
            None => [None; 3],
        };
        let stage = |wanted| {
            let stages = &row.as_ref()?.stages;
            let (_, own) = stages.iter().find(|(stage, _)| *stage == wanted)?;
            Some(kilograms(own.mean()))
        };
        self.tier.push(row.as_ref().map(|row| row.tier));
        self.mean_kg.push(total.map(|total| kilograms(total.mean())));
        self.deviation_kg.push(total.map(|total| kilograms(total.deviation())));
        self.p5_kg.push(p5);
        self.p50_kg.push(p50);
        self.p95_kg.push(p95);
        self.manufacture_kg.push(stage(Stage::Manufacture));
        self.distribution_kg.push(stage(Stage::Distribution));
        self.use_kg.push(stage(Stage::Use));
        self.end_of_life_kg.push(stage(Stage::EndOfLife));
        self.totals.extend(total);
    }
}

/// The numbers of one product.
struct Row {
    tier: Tier,
    stages: Stages,
    total: Estimate,
}

/// Computes the footprints of many products. The results have the same bits as those of [`Facts::footprint`], without its
/// account. With the feature `rayon` it uses all processors, and the bits are still the same.
///
/// # Errors
/// Returns an error if a column is neither empty nor as long as the others. An error of one product is in
/// [`Fleet::errors`], and the other products are computed.
pub fn fleet(products: &Columns<'_>, grid: GridChoice) -> Result<Fleet, FleetError> {
    products.check()?;
    let model = StatisticalModel::shipped();
    let row = |(facts, memo): &mut (Facts, Memo<'static>), index: usize, category: Category| {
        row(products, (facts, memo), index, category, model, grid)
    };
    let empty = || (Facts::new(Category::Accessory), Memo::default());
    let mut fleet = Fleet::with_capacity(products.category.len());
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        let rows: Vec<_> = products
            .category
            .par_iter()
            .enumerate()
            .map_init(empty, |before, (index, category)| row(before, index, *category))
            .collect();
        for (index, row) in rows.into_iter().enumerate() {
            fleet.push(index, row);
        }
    }
    #[cfg(not(feature = "rayon"))]
    {
        let mut before = empty();
        for (index, category) in products.category.iter().enumerate() {
            fleet.push(index, row(&mut before, index, *category));
        }
    }
    Ok(fleet)
}

fn row<'m>(
    products: &Columns<'_>,
    (facts, memo): (&mut Facts, &mut Memo<'m>),
    index: usize,
    category: Category,
    model: &'m StatisticalModel,
    grid: GridChoice,
) -> Result<Row, ProductError> {
    products.read(facts, index, category)?;
    let mut outcome = facts.outcome(model, memo)?;
    outcome.on_grid(facts.place(), grid).map_err(StatisticalError::from)?;
    let stages = outcome.stages().map_err(StatisticalError::from)?;
    let total = Estimate::sum(stages.map(|(_, own)| own), SHEET_CORRELATION);
    Ok(Row { tier: outcome.tier(), stages, total: total.map_err(StatisticalError::from)? })
}

impl Columns<'_> {
    fn check(&self) -> Result<(), FleetError> {
        let expected = self.category.len();
        for (column, found) in [
            ("manufacturer", self.manufacturer.len()),
            ("weight_kg", self.weight_kg.len()),
            ("screen_in", self.screen_in.len()),
            ("yearly_energy_kwh", self.yearly_energy_kwh.len()),
            ("memory_gb", self.memory_gb.len()),
            ("storage_gb", self.storage_gb.len()),
            ("processors", self.processors.len()),
            ("lifetime_years", self.lifetime_years.len()),
            ("location", self.location.len()),
            ("report_year", self.report_year.len()),
        ] {
            if found != 0 && found != expected {
                return Err(FleetError::Length { column, expected, found });
            }
        }
        Ok(())
    }

    /// Reads the facts of a product in the place of those of the one before, whose maker it mostly shares.
    fn read(
        &self,
        facts: &mut Facts,
        index: usize,
        category: Category,
    ) -> Result<(), ProductError> {
        fn at<T: Copy>(column: &[Option<T>], index: usize) -> Option<T> {
            column.get(index).copied().flatten()
        }
        let mut own = Facts::new(category);
        own.manufacturer = match (facts.manufacturer.take(), at(self.manufacturer, index)) {
            (Some(before), Some(maker)) if before == maker => Some(before),
            (_, maker) => maker.map(str::to_owned),
        };
        if let Some(kg) = at(self.weight_kg, index) {
            own = own.weight(Mass::new::<mass::kilogram>(kg))?;
        }
        if let Some(inches) = at(self.screen_in, index) {
            own = own.screen_inches(inches)?;
        }
        if let Some(kwh) = at(self.yearly_energy_kwh, index) {
            own = own.yearly_energy(Energy::new::<energy::kilowatt_hour>(kwh))?;
        }
        if let Some(gigabytes) = at(self.memory_gb, index) {
            own = own.memory_gigabytes(gigabytes)?;
        }
        if let Some(gigabytes) = at(self.storage_gb, index) {
            own = own.storage_gigabytes(gigabytes)?;
        }
        if let Some(number) = at(self.processors, index) {
            own = own.processors(number);
        }
        if let Some(years) = at(self.lifetime_years, index) {
            own = own.lifetime(Years::new(years)?);
        }
        if let Some(place) = at(self.location, index) {
            own = own.location(place);
        }
        if let Some(year) = at(self.report_year, index) {
            own = own.report_year(year)?;
        }
        *facts = own;
        Ok(())
    }
}

fn kilograms(amount: Carbon) -> f64 {
    amount.get::<carbon::kilogram>()
}
