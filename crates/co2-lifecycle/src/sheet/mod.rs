//! A maker's published product carbon footprint.

mod builder;
mod shares;
#[cfg(feature = "serde")]
mod wire;

pub use self::builder::{SheetBuilder, SheetError};
pub(crate) use self::shares::{Shares, resolve};

use crate::{Category, Years};
use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
use co2_units::{Estimate, Region, Source, Stage, Statistic};

/// How far the stage shares of a sheet may sum from 1: 0.03.
///
/// Makers round them to whole percents. Of 376 published sheets with all four shares, 287 are
/// within; the rest have a share of zero that should be a missing one, or slipped digits.
pub const SHARE_TOLERANCE: f64 = 0.03;

/// A maker's published product carbon footprint: the facts of one sheet, checked.
///
/// Built by [`PublishedSheet::builder`] or read from JSON. What a sheet does not state is left out,
/// never zero: a missing share of a stage, the yearly energy, the place of use.
///
/// The *mean* is the amount that everything starts from. Take care: some makers headline another
/// statistic (Lenovo the 95th percentile, about 1.3 to 1.5 times the mean), and the headline does
/// not belong into `mean`.
///
/// ```
/// use co2_lifecycle::{Category, PublishedSheet, Years};
/// use co2_units::model::{Carbon, carbon};
/// use co2_units::{Source, Stage, Statistic, Status};
///
/// let kg = |value| Carbon::new::<carbon::kilogram>(value);
/// let sheet = PublishedSheet::builder()
///     .manufacturer("Lenovo")
///     .product("E41-45")
///     .category(Category::Laptop)
///     .mean(kg(257.0))
///     .deviation(kg(46.0))
///     .headline(Statistic::P95)
///     .share(Stage::Use, 0.26)
///     .lifetime(Years::new(5.0)?)
///     .use_location("US".parse()?)
///     .report_year(2020)
///     .source(Source {
///         publisher: "Lenovo".into(),
///         edition: "Product carbon footprint E41-45, 2020".into(),
///         year: 2020,
///         region: "US".into(),
///         boundary: "CO2e, life cycle (PAIA)".into(),
///         licence: "single facts quoted".into(),
///         locator: "pcf-lenovo-e41-45.pdf".into(),
///         status: Status::Published,
///     })
///     .build()?;
///
/// // The sheet's headline is 336 kg, its 95th percentile.
/// let p95 = sheet.estimate().unwrap().at(Statistic::P95).get::<carbon::kilogram>();
/// assert!((p95 / 336.0 - 1.0).abs() < 0.015);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "wire::PublishedSheet", into = "wire::PublishedSheet")
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::PublishedSheet",
        description = "A maker's published product carbon footprint: the facts of one sheet."
    )
)]
pub struct PublishedSheet {
    manufacturer: String,
    product: String,
    category: Category,
    mean_kg: f64,
    spread: Option<Spread>,
    headline: Statistic,
    shares: Shares,
    yearly_energy_kwh: Option<f64>,
    lifetime: Option<Years>,
    use_location: Option<Region>,
    weight_kg: Option<f64>,
    report_year: u16,
    source: Source,
}

/// The standard deviation, in the form in which the maker states it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spread {
    Kilograms(f64),
    Relative(f64),
}

impl PublishedSheet {
    /// The largest relative standard deviation that is accepted: 2.
    ///
    /// The largest credible one of about 1,000 published sheets is 1.15 (a server). Above it lie slips
    /// and percents that were not divided by a hundred.
    pub const MAX_RELATIVE_DEVIATION: f64 = 2.0;

    /// Starts a sheet.
    pub fn builder() -> SheetBuilder {
        SheetBuilder::default()
    }

    /// The maker of the product.
    pub fn manufacturer(&self) -> &str {
        &self.manufacturer
    }

    /// The maker's name of the product.
    pub fn product(&self) -> &str {
        &self.product
    }

    /// What kind of product it is.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// The mean of the whole life.
    pub fn mean(&self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.mean_kg)
    }

    /// The standard deviation of the whole life, when the maker states one.
    pub fn deviation(&self) -> Option<Carbon> {
        self.deviation_kg().map(Carbon::new::<carbon::kilogram>)
    }

    /// Mean and standard deviation of the whole life, when the maker states both.
    ///
    /// `None` rather than an estimate without spread, of which the 95th percentile would be the mean.
    pub fn estimate(&self) -> Option<Estimate> {
        // The builder has tried this, so `ok` drops nothing.
        Estimate::new(self.mean(), self.deviation()?).ok()
    }

    /// Which statistic the maker puts in large type; of a range, its upper end.
    pub const fn headline(&self) -> Statistic {
        self.headline
    }

    /// The share of a stage in the mean, from 0 to 1; `None` when the sheet does not state it.
    pub fn share(&self, stage: Stage) -> Option<f64> {
        self.shares.get(&stage).copied()
    }

    /// The electricity of one year of use, when stated; for computers the typical energy
    /// consumption (TEC) of the Energy Star programme.
    pub fn yearly_energy(&self) -> Option<Energy> {
        self.yearly_energy_kwh.map(Energy::new::<energy::kilowatt_hour>)
    }

    /// The time of use that the sheet is about, when stated.
    pub const fn lifetime(&self) -> Option<Years> {
        self.lifetime
    }

    /// The place of use that the sheet is about, when stated as a country, the EU or the world.
    pub const fn use_location(&self) -> Option<Region> {
        self.use_location
    }

    /// The mass of the product, when stated.
    pub fn weight(&self) -> Option<Mass> {
        self.weight_kg.map(Mass::new::<mass::kilogram>)
    }

    /// The year in which the sheet was made.
    pub const fn report_year(&self) -> u16 {
        self.report_year
    }

    /// Where the sheet is from.
    pub const fn source(&self) -> &Source {
        &self.source
    }

    pub(crate) const fn shares(&self) -> &Shares {
        &self.shares
    }

    /// The standard deviation divided by the mean; `None` when the maker states none.
    pub fn relative_deviation(&self) -> Option<f64> {
        match self.spread? {
            Spread::Kilograms(sd) => Some(sd / self.mean_kg),
            Spread::Relative(ratio) => Some(ratio),
        }
    }

    fn deviation_kg(&self) -> Option<f64> {
        match self.spread? {
            Spread::Kilograms(sd) => Some(sd),
            Spread::Relative(ratio) => Some(ratio * self.mean_kg),
        }
    }
}
