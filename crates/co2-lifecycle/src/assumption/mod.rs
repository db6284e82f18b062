//! What had to be assumed on the way to a footprint. The sentences are in `sentence.rs`.

mod sentence;

use crate::grid::GridFallback;
use crate::{Basis, Category, Edition, Fact, Years};
use co2_units::{Region, Source, Stage, StageSet};

/// An assumption behind a footprint, or a fact about how it was computed; `Display` says it in a
/// sentence.
///
/// Where a number comes from outside the maker's sheet, its [`source`](Self::source) is part of the
/// assumption.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Assumption {
    /// The sheet states no share for some stages; what the others leave is kept under one of them.
    RemainderOfShares {
        /// What is left, as a share of the mean.
        share: f64,
        /// The stages without a stated share.
        missing: StageSet,
        /// The stage under which it is kept.
        held_by: Stage,
    },
    /// The sheet states no share for some stages, and the others leave nothing for them.
    NoRemainderOfShares {
        /// The stages without a stated share.
        missing: StageSet,
    },
    /// The shares did not sum to 1 and were divided by their sum.
    SharesScaled {
        /// What they summed to.
        sum: f64,
    },
    /// A stage was put in the place of one that the sheet left out, but what the sheet counts for it may still be
    /// contained in another.
    StillContained {
        /// The stage.
        stage: Stage,
        /// Where the sheet may count it.
        held_by: Stage,
    },
    /// A stage was replaced under which the sheet also kept others: they are no longer counted.
    WentWith {
        /// The stage that was replaced.
        stage: Stage,
        /// Those that were kept under it.
        others: StageSet,
    },
    /// Every stage of the sheet has the relative standard deviation that the sheet states for the whole.
    SpreadOfWhole {
        /// Standard deviation divided by mean.
        relative_sd: f64,
    },
    /// Manufacture and use have this relative standard deviation, an assumption: the sources of the components
    /// state none.
    SpreadOfComponents {
        /// Standard deviation divided by mean.
        relative_sd: f64,
    },
    /// The sheet states no standard deviation: only the mean is known.
    SpreadNotStated,
    /// The use phase was scaled from other years of use.
    UseScaled {
        /// The years that it was about.
        from: Years,
        /// The years of use.
        to: Years,
    },
    /// Stages that depend on the place were left as published for another place.
    PublishedForElsewhere {
        /// Those stages.
        stages: StageSet,
        /// The place that the sheet is about, when it states one.
        published_for: Option<Region>,
        /// The place of use.
        used_in: Region,
    },
    /// The electricity factor that the sheet's own use phase implies.
    ImpliedIntensity {
        /// Grams of CO2e per kilowatt hour.
        grams_per_kwh: f64,
    },
    /// The sheet states no yearly energy; it was inferred from the use phase and the maker's factor.
    YearlyEnergyInferred {
        /// Kilowatt hours in a year.
        kwh_per_year: f64,
        /// The factor, in grams of CO2e per kilowatt hour.
        grams_per_kwh: f64,
        /// Whether the factor is not the maker's own, but that of the model which most makers share.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "core::ops::Not::not"))]
        assumed: bool,
        /// Where the factor is from.
        source: Source,
    },
    /// The yearly energy was given for this use, in the place of what a sheet states or implies.
    YearlyEnergyGiven {
        /// Kilowatt hours in a year.
        kwh_per_year: f64,
    },
    /// The table of grid intensities did not have just what was asked for.
    GridFallback(GridFallback),
    /// The use phase was recomputed: energy × years × grid, the grid of one year for all years unless it is
    /// `falling`.
    UseRecomputed {
        /// Kilowatt hours in a year.
        kwh_per_year: f64,
        /// The years of use.
        years: Years,
        /// The intensity, in grams of CO2e per kilowatt hour.
        grams_per_kwh: f64,
        /// Whether the intensity is the mean over years in which it falls.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "core::ops::Not::not"))]
        falling: bool,
        /// Where the intensity is from.
        source: Source,
    },
    /// The electricity of the use phase was given for this footprint, whatever its scenario says.
    ElectricityGiven {
        /// What its factor counts.
        basis: Basis,
    },
    /// For data centre products: cooling and power supply are not in the yearly energy.
    DataCentreOverheadLeftOut,
    /// The result follows from a regression on published sheets.
    Fitted {
        /// Whose sheets; `None`: those of all makers.
        maker: Option<String>,
        /// Sheets of what.
        products: String,
        /// How many sheets.
        sheets: u32,
        /// In how many groups of nearly the same product.
        groups: u32,
        /// What the regression starts from, in kilograms of CO2e.
        typical_kg: f64,
        /// Whether the regression is about what is not use.
        without_use: bool,
    },
    /// The maker has too few sheets for a regression of its own: that of all makers, times a factor.
    MakerFactor {
        /// The maker.
        maker: String,
        /// How many sheets of it there are.
        sheets: u32,
        /// The factor beside all makers.
        factor: f64,
    },
    /// What a known fact does to the result of the regression.
    Contribution {
        /// The fact.
        fact: Fact,
        /// The factor beside a product that is average in it.
        factor: f64,
    },
    /// A fact that the regression uses is not known; the one to be expected from the others is taken.
    FactMissing {
        /// The fact.
        fact: Fact,
        /// The factor beside a product that is average in it.
        factor: f64,
    },
    /// What the kind of product does to the result of the regression.
    Kind {
        /// The kind, as the regression sees it.
        category: Category,
        /// The factor beside the mean over the sheets.
        factor: f64,
    },
    /// What the edition of the maker's method does to the result.
    Edition {
        /// The edition.
        edition: Edition,
        /// How many sheets of it there are.
        sheets: u32,
        /// The factor beside the mean over the sheets, or beside the first edition where there are few.
        factor: f64,
    },
    /// The edition of the maker's method is not its newest.
    Superseded {
        /// The edition of the result.
        edition: Edition,
        /// The newest edition of the same maker.
        by: Edition,
    },
    /// The year is outside of those of the sheets: the interval is wider for each of these years.
    YearsOutside {
        /// How many years.
        years: u16,
    },
    /// A fact is beyond those of the sheets; the nearest of theirs is taken.
    OutsideOfSheets {
        /// The fact.
        fact: Fact,
    },
    /// A fact is given, but nothing that was fitted uses it: it changes nothing.
    FactNotUsed {
        /// The fact.
        fact: Fact,
    },
    /// A fact is not given: the world is taken for the place of use.
    FactNotGiven {
        /// The fact.
        fact: Fact,
    },
    /// The years of use are not given: those usual on sheets are taken.
    TypicalYears {
        /// The years.
        years: f64,
    },
    /// The use phase is the share usual on sheets, for these years.
    TypicalUseShare {
        /// The share of the whole.
        share: f64,
    },
    /// A stage is the share usual on sheets, of what is not use. A share of 0: no sheet states it, so it is
    /// contained in manufacture.
    TypicalShare {
        /// The stage.
        stage: Stage,
        /// Its share of what is not use.
        share: f64,
    },
    /// The electricity factor that the sheets imply.
    SheetFactor {
        /// Grams of CO2e per kilowatt hour.
        grams_per_kwh: f64,
    },
    /// The interval holds the mean of a maker's sheet in nine of ten cases.
    IntervalOfSheets {
        /// The standard deviation of its logarithm.
        log_sd: f64,
    },
    /// Only the category is known: the median of its sheets.
    MedianOfCategory {
        /// The category.
        category: Category,
        /// How many sheets.
        sheets: u32,
        /// Their median, in kilograms of CO2e.
        median_kg: f64,
    },
    /// A number from a source that went into the result.
    Parameter {
        /// The stage that it makes up, and with which it goes; `None`: it stays.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        stage: Option<Stage>,
        /// What it is.
        name: String,
        /// The number, with its unit.
        value: String,
        /// Where it is from.
        source: Source,
    },
    /// What else was done, in a sentence.
    Note {
        /// The stage that it is about, and with which it goes; `None`: it stays.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        stage: Option<Stage>,
        /// The sentence.
        text: String,
    },
}

impl Assumption {
    /// Where the number behind it is from, when that is not the maker's sheet.
    pub const fn source(&self) -> Option<&Source> {
        match self {
            Self::YearlyEnergyInferred { source, .. }
            | Self::UseRecomputed { source, .. }
            | Self::Parameter { source, .. } => Some(source),
            _ => None,
        }
    }

    /// What is left to say when a stage is replaced: nothing of how the old one came about.
    pub(crate) fn after(self, replaced: Stage) -> Option<Self> {
        let is_use = replaced == Stage::Use;
        Some(match self {
            Self::UseScaled { .. }
            | Self::ImpliedIntensity { .. }
            | Self::YearlyEnergyInferred { .. }
            | Self::YearlyEnergyGiven { .. }
            | Self::GridFallback(_)
            | Self::UseRecomputed { .. }
            | Self::ElectricityGiven { .. }
            | Self::DataCentreOverheadLeftOut
            | Self::SheetFactor { .. }
                if is_use =>
            {
                return None;
            }
            Self::TypicalUseShare { share } if is_use => Self::Note {
                stage: None,
                text: format!(
                    "{:.1} % of what was fitted is use, as usual on sheets, and was replaced",
                    share * 100.0
                ),
            },
            Self::TypicalShare { stage, share } if stage == replaced => {
                if share > 0.0 {
                    return None;
                }
                Self::StillContained { stage, held_by: Stage::Manufacture }
            }
            Self::Parameter { stage, .. } | Self::Note { stage, .. } if stage == Some(replaced) => {
                return None;
            }
            Self::PublishedForElsewhere { stages, published_for, used_in } => {
                let stages = without(stages, replaced)?;
                Self::PublishedForElsewhere { stages, published_for, used_in }
            }
            Self::RemainderOfShares { missing, held_by, .. } if held_by == replaced => {
                Self::WentWith { stage: replaced, others: without(missing, replaced)? }
            }
            other => other,
        })
    }

    /// Where a sheet that is silent about a stage may count it.
    pub(crate) fn holder_of(&self, wanted: Stage) -> Option<Stage> {
        match self {
            Self::RemainderOfShares { missing, held_by, .. }
                if *held_by != wanted && missing.iter().any(|stage| stage == wanted) =>
            {
                Some(*held_by)
            }
            _ => None,
        }
    }
}

/// The other stages, if there are any.
fn without(stages: StageSet, stage: Stage) -> Option<StageSet> {
    let others: StageSet = stages.iter().filter(|other| *other != stage).collect();
    (!others.is_empty()).then_some(others)
}
