//! The quality of the data behind a footprint.

use super::{Footprint, Tier};
use crate::Assumption;
use co2_units::Stage;
use core::fmt;

/// A rating of one indicator, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Rating {
    /// Of this very product.
    VeryGood,
    /// Near to it.
    Good,
    /// Of similar products, or some years old.
    Fair,
    /// Of what is usual, or old.
    Poor,
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::VeryGood => "very good",
            Self::Good => "good",
            Self::Fair => "fair",
            Self::Poor => "poor",
        })
    }
}

/// The quality of the data behind a footprint: the five indicators that the GHG Protocol's product standard names, by
/// rules of this project, and how much of the mean rests on data of this very product.
///
/// The names of the indicators are the standard's; its text was not checked line by line, and how each is rated here
/// is said at each field.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DataQuality {
    /// Technology: a sheet of the product is very good, of another configuration or by component good, of similar products
    /// fair, of the category poor.
    pub technology: Rating,
    /// Geography: very good where every stage is for the place of use, fair where some are as published for
    /// another, poor where no place of use is known.
    pub geography: Rating,
    /// Time: by the age of the oldest source of a stage: up to 2 years very good, up to 5 good, up to 10 fair.
    pub time: Rating,
    /// Completeness: very good if each of the four stages is known separately, fair where one is contained in
    /// another, poor where one is left out.
    pub completeness: Rating,
    /// Reliability: very good where the buyer has measured the use and a sheet states its deviation, good with a
    /// sheet that does, fair with an interval from similar products, poor where no spread is known.
    pub reliability: Rating,
    /// The age of the oldest source, in years.
    pub age_years: u16,
    /// The share of the mean, from 0 to 1, that rests on data of this product: on its maker's sheet, or a yearly
    /// energy that was given for it. It is no share of primary data in the strict sense, because a sheet is itself
    /// the result of its maker's model.
    pub product_specific_share: f64,
}

impl fmt::Display for DataQuality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "technology {}, geography {}, time {} ({} years), completeness {}, reliability {}; {:.0} % rests on data of this product",
            self.technology,
            self.geography,
            self.time,
            self.age_years,
            self.completeness,
            self.reliability,
            self.product_specific_share * 100.0
        )
    }
}

impl Footprint {
    /// The quality of the data behind it, as seen in a year; nothing here reads a clock.
    ///
    /// ```
    /// use co2_lifecycle::{Category, Facts, GridChoice, Rating};
    /// let footprint = Facts::new(Category::Laptop).footprint(GridChoice::AsPublished)?;
    /// let quality = footprint.data_quality(2026);
    /// assert_eq!(quality.technology, Rating::Poor);
    /// assert_eq!(quality.product_specific_share, 0.0);
    /// # Ok::<(), co2_lifecycle::StatisticalError>(())
    /// ```
    pub fn data_quality(&self, year: u16) -> DataQuality {
        let said = |is: &dyn Fn(&Assumption) -> bool| self.assumptions.iter().any(is);
        let technology = match self.tier {
            Tier::Published => Rating::VeryGood,
            Tier::PublishedConfigured | Tier::Configured => Rating::Good,
            Tier::Statistical => Rating::Fair,
            Tier::Category => Rating::Poor,
        };
        let geography = if said(&|one| matches!(one, Assumption::FactNotGiven { .. })) {
            Rating::Poor
        } else if said(&|one| matches!(one, Assumption::PublishedForElsewhere { .. })) {
            Rating::Fair
        } else {
            Rating::VeryGood
        };
        let oldest = self.sources.iter().map(|source| source.year).min();
        let age_years = oldest.map_or(0, |oldest| year.saturating_sub(oldest));
        let time = match age_years {
            0..=2 => Rating::VeryGood,
            3..=5 => Rating::Good,
            6..=10 => Rating::Fair,
            _ => Rating::Poor,
        };
        let contained = said(&|one| {
            matches!(
                one,
                Assumption::RemainderOfShares { .. }
                    | Assumption::NoRemainderOfShares { .. }
                    | Assumption::StillContained { .. }
            )
        });
        let missing = [Stage::Manufacture, Stage::Distribution, Stage::Use, Stage::EndOfLife]
            .into_iter()
            .any(|stage| self.stage(stage).is_none());
        let completeness = match (missing, contained) {
            (false, false) => Rating::VeryGood,
            (_, true) => Rating::Fair,
            (true, false) => Rating::Poor,
        };
        let measured = said(&|one| matches!(one, Assumption::YearlyEnergyGiven { .. }));
        let reliability = match (self.technology_is_of_sheet(), self.has_spread(), measured) {
            (true, true, true) => Rating::VeryGood,
            (true, true, false) => Rating::Good,
            (_, true, _) => Rating::Fair,
            (_, false, _) => Rating::Poor,
        };
        let product_specific_share = if self.technology_is_of_sheet() {
            1.0
        } else {
            let of_energy = measured
                || said(&|one| matches!(one, Assumption::Fitted { without_use: true, .. }));
            let used = self.stage(Stage::Use).filter(|_| of_energy);
            used.map_or(0.0, |used| self.share(used))
        };
        let product_specific_share =
            if product_specific_share.is_finite() { product_specific_share } else { 0.0 };
        DataQuality {
            technology,
            geography,
            time,
            completeness,
            reliability,
            age_years,
            product_specific_share,
        }
    }

    const fn technology_is_of_sheet(&self) -> bool {
        matches!(self.tier, Tier::Published | Tier::PublishedConfigured)
    }
}
