//! Building and checking a sheet. Every way to make a sheet uses this builder.

use super::shares::{self, Shares};
use super::{PublishedSheet, SHARE_TOLERANCE, Spread};
use crate::energy::MIN_YEARLY_KWH;
use crate::{Category, Years};
use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
use co2_units::{Estimate, Region, Source, Stage, Statistic};
use core::ops::RangeInclusive;

/// The longest text of a sheet, in characters.
pub(super) const MAX_TEXT: usize = 200;
/// The years in which a sheet can be made.
pub(super) const REPORT_YEARS: RangeInclusive<u16> = 1990..=2100;

/// Builds a [`PublishedSheet`]. If a fact is given twice, the last value counts.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct SheetBuilder {
    manufacturer: Option<String>,
    product: Option<String>,
    category: Option<Category>,
    mean_kg: Option<f64>,
    sd_kg: Option<f64>,
    relative_sd: Option<f64>,
    headline: Option<Statistic>,
    shares: Shares,
    yearly_energy_kwh: Option<f64>,
    lifetime: Option<Years>,
    use_location: Option<Region>,
    weight_kg: Option<f64>,
    report_year: Option<u16>,
    source: Option<Source>,
}

/// The reason why facts make no [`PublishedSheet`].
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SheetError {
    /// A fact that every sheet needs is missing.
    #[error("a sheet needs its {field}")]
    Missing {
        /// The fact.
        field: &'static str,
    },
    /// A text is empty, longer than 200 characters, has outer spaces or control characters.
    #[error(
        "the {field} of a sheet is 1 to {MAX_TEXT} characters, without outer spaces or control characters"
    )]
    Text {
        /// The text.
        field: &'static str,
    },
    /// The mean is not above 0, or NaN, or infinite.
    #[error("the mean of a sheet is a finite number above 0: {kilograms} kg")]
    Mean {
        /// The value given, in kilograms.
        kilograms: f64,
    },
    /// The standard deviation is not above 0, NaN, or implausibly large beside the mean.
    #[error(
        "the standard deviation divided by the mean is above 0 and at most {max}, or left out when the maker states none: {relative}",
        max = PublishedSheet::MAX_RELATIVE_DEVIATION
    )]
    Deviation {
        /// The value given, divided by the mean.
        relative: f64,
    },
    /// The standard deviation is given in kilograms and also relative to the mean.
    #[error("the standard deviation is given twice: in kilograms and relative to the mean")]
    DeviationTwice,
    /// A share is NaN, negative or above 1 (with [`SHARE_TOLERANCE`]).
    #[error("the share of {stage} is a number from 0 to 1: {value}")]
    Share {
        /// The stage.
        stage: Stage,
        /// The value given.
        value: f64,
    },
    /// A stage of which makers' sheets have no share.
    #[error("makers' sheets have no stage {stage}")]
    Stage {
        /// The stage.
        stage: Stage,
    },
    /// The shares of all four stages do not sum to 1, or those of some already exceed it.
    #[error(
        "the shares sum to {sum}, further than {SHARE_TOLERANCE} from 1; leave out a share that the sheet does not state"
    )]
    ShareSum {
        /// Their sum.
        sum: f64,
    },
    /// The yearly energy is below [`MIN_YEARLY_KWH`], or NaN, or infinite.
    #[error(
        "the yearly energy is a finite number from {MIN_YEARLY_KWH}, or left out when not known: {kilowatt_hours} kWh"
    )]
    YearlyEnergy {
        /// The value given, in kilowatt hours.
        kilowatt_hours: f64,
    },
    /// The weight is not above 0, or NaN, or infinite.
    #[error("the weight is a finite number above 0, or left out when not known: {kilograms} kg")]
    Weight {
        /// The value given, in kilograms.
        kilograms: f64,
    },
    /// The year of the report is not from 1990 to 2100.
    #[error("the year of a report is from {first} to {last}: {year}", first = REPORT_YEARS.start(), last = REPORT_YEARS.end())]
    ReportYear {
        /// The year given.
        year: u16,
    },
}

impl SheetBuilder {
    /// The maker of the product (required).
    pub fn manufacturer(mut self, name: impl Into<String>) -> Self {
        self.manufacturer = Some(name.into());
        self
    }

    /// The maker's name of the product (required).
    pub fn product(mut self, name: impl Into<String>) -> Self {
        self.product = Some(name.into());
        self
    }

    /// What kind of product it is (required).
    pub fn category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }

    /// The mean of the whole life (required): not the headline, where that is another statistic.
    pub fn mean(self, mean: Carbon) -> Self {
        self.mean_kg(mean.get::<carbon::kilogram>())
    }

    /// The standard deviation of the whole life.
    pub fn deviation(self, deviation: Carbon) -> Self {
        self.deviation_kg(deviation.get::<carbon::kilogram>())
    }

    /// The standard deviation divided by the mean: 0.179 for 17.9 %.
    pub fn relative_deviation(mut self, ratio: f64) -> Self {
        self.relative_sd = Some(ratio);
        self
    }

    /// Which statistic the maker puts in large type (required); of a range, its upper end.
    pub fn headline(mut self, statistic: Statistic) -> Self {
        self.headline = Some(statistic);
        self
    }

    /// The share of a stage in the mean, from 0 to 1: manufacture, distribution, use or end of life.
    ///
    /// Leave out what the sheet does not state; a zero says that the maker found the stage to be
    /// nothing.
    pub fn share(mut self, stage: Stage, share: f64) -> Self {
        self.shares.insert(stage, share);
        self
    }

    /// The electricity of one year of use.
    pub fn yearly_energy(self, energy: Energy) -> Self {
        self.yearly_energy_kwh(energy.get::<energy::kilowatt_hour>())
    }

    /// The time of use that the sheet is about.
    pub fn lifetime(mut self, years: Years) -> Self {
        self.lifetime = Some(years);
        self
    }

    /// The place of use that the sheet is about. Leave out what is no country, bloc or world: `NA`
    /// is Namibia, not North America.
    pub fn use_location(mut self, region: Region) -> Self {
        self.use_location = Some(region);
        self
    }

    /// The mass of the product.
    pub fn weight(self, weight: Mass) -> Self {
        self.weight_kg(weight.get::<mass::kilogram>())
    }

    /// The year in which the sheet was made (required), from 1990 to 2100.
    pub fn report_year(mut self, year: u16) -> Self {
        self.report_year = Some(year);
        self
    }

    /// Where the sheet is from (required).
    pub fn source(mut self, source: Source) -> Self {
        self.source = Some(source);
        self
    }

    pub(super) fn mean_kg(mut self, kilograms: f64) -> Self {
        self.mean_kg = Some(kilograms);
        self
    }

    pub(super) fn deviation_kg(mut self, kilograms: f64) -> Self {
        self.sd_kg = Some(kilograms);
        self
    }

    pub(super) fn yearly_energy_kwh(mut self, kilowatt_hours: f64) -> Self {
        self.yearly_energy_kwh = Some(kilowatt_hours);
        self
    }

    pub(super) fn weight_kg(mut self, kilograms: f64) -> Self {
        self.weight_kg = Some(kilograms);
        self
    }

    /// Checks all facts and builds the sheet.
    ///
    /// # Errors
    /// Returns an error if a required fact is missing or a fact is out of its range; see [`SheetError`].
    pub fn build(self) -> Result<PublishedSheet, SheetError> {
        let missing = |field| SheetError::Missing { field };
        let sheet = PublishedSheet {
            manufacturer: self.manufacturer.ok_or_else(|| missing("manufacturer"))?,
            product: self.product.ok_or_else(|| missing("product"))?,
            category: self.category.ok_or_else(|| missing("category"))?,
            mean_kg: self.mean_kg.ok_or_else(|| missing("mean"))?,
            spread: match (self.sd_kg, self.relative_sd) {
                (Some(_), Some(_)) => return Err(SheetError::DeviationTwice),
                (Some(sd), None) => Some(Spread::Kilograms(sd)),
                (None, ratio) => ratio.map(Spread::Relative),
            },
            headline: self.headline.ok_or_else(|| missing("headline"))?,
            shares: self.shares,
            yearly_energy_kwh: self.yearly_energy_kwh,
            lifetime: self.lifetime,
            use_location: self.use_location,
            weight_kg: self.weight_kg,
            report_year: self.report_year.ok_or_else(|| missing("report year"))?,
            source: self.source.ok_or_else(|| missing("source"))?,
        };
        check(&sheet)?;
        Ok(sheet)
    }
}

fn check(sheet: &PublishedSheet) -> Result<(), SheetError> {
    for (field, text) in [
        ("manufacturer", sheet.manufacturer.as_str()),
        ("product", &sheet.product),
        ("source's publisher", &sheet.source.publisher),
        ("source's edition", &sheet.source.edition),
        ("source's locator", &sheet.source.locator),
    ] {
        let length = text.chars().count();
        let plain = text.trim() == text && !text.chars().any(char::is_control);
        if length == 0 || length > MAX_TEXT || !plain {
            return Err(SheetError::Text { field });
        }
    }
    if !is_positive(sheet.mean_kg) {
        return Err(SheetError::Mean { kilograms: sheet.mean_kg });
    }
    if let (Some(relative), Some(deviation)) = (sheet.relative_deviation(), sheet.deviation()) {
        let in_range = relative > 0.0 && relative <= PublishedSheet::MAX_RELATIVE_DEVIATION;
        if !in_range || Estimate::new(sheet.mean(), deviation).is_err() {
            return Err(SheetError::Deviation { relative });
        }
    }
    shares::check(&sheet.shares)?;
    if let Some(kilowatt_hours) =
        sheet.yearly_energy_kwh.filter(|kwh| !(kwh.is_finite() && *kwh >= MIN_YEARLY_KWH))
    {
        return Err(SheetError::YearlyEnergy { kilowatt_hours });
    }
    if let Some(kilograms) = sheet.weight_kg.filter(|&kg| !is_positive(kg)) {
        return Err(SheetError::Weight { kilograms });
    }
    if !REPORT_YEARS.contains(&sheet.report_year) {
        return Err(SheetError::ReportYear { year: sheet.report_year });
    }
    Ok(())
}

fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}
