//! The assumptions as sentences.

use super::Assumption;
use crate::Fact;
use crate::fixed::Fixed;
use co2_units::StageSet;
use core::fmt;

/// The names of stages, with commas.
struct Names(StageSet);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, stage) in self.0.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{stage}")?;
        }
        Ok(())
    }
}

/// A figure of a table as it is printed there: 471.84, where a conversion of units has left 471.8399999999999.
fn without_dust(value: f64) -> f64 {
    libm::round(value * 1e6) / 1e6
}

impl fmt::Display for Assumption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RemainderOfShares { share, missing, held_by } => write!(
                f,
                "the sheet states no share for {}: the {:.1} % that the other stages leave is kept under {held_by}",
                Names(*missing),
                share * 100.0
            ),
            Self::NoRemainderOfShares { missing } => write!(
                f,
                "the sheet states no share for {}, and its other shares leave nothing: it is contained in them or negligible",
                Names(*missing)
            ),
            Self::SharesScaled { sum } => {
                write!(f, "the sheet's shares sum to {sum:.3} and were scaled to 1")
            }
            Self::StillContained { stage, held_by } => write!(
                f,
                "the sheet states no {stage} by itself: what it counts for it may still be contained in {held_by}, and is then counted twice"
            ),
            Self::WentWith { stage, others } => write!(
                f,
                "the sheet kept {} under {stage}, which was replaced: no longer counted",
                Names(*others)
            ),
            Self::SpreadOfWhole { relative_sd } => write!(
                f,
                "every stage of the sheet has its relative standard deviation, {:.1} %, and all err together",
                relative_sd * 100.0
            ),
            Self::SpreadOfComponents { relative_sd } => write!(
                f,
                "the figures of components come without a deviation: {:.0} % is assumed for manufacture and use, and all err together",
                relative_sd * 100.0
            ),
            Self::SpreadNotStated => {
                f.write_str("the sheet states no standard deviation: only the mean is known")
            }
            Self::UseScaled { from, to } => {
                write!(f, "the use phase of {from} was scaled to {to}, in proportion")
            }
            Self::PublishedForElsewhere { stages, published_for, used_in } => {
                write!(f, "{} as published for ", Names(*stages))?;
                match published_for {
                    Some(region) => write!(f, "{region}")?,
                    None => f.write_str("a place that the sheet does not state")?,
                }
                write!(f, ", not for {used_in}")
            }
            Self::ImpliedIntensity { grams_per_kwh } => write!(
                f,
                "the sheet's own use phase implies electricity of {grams_per_kwh:.0} gCO2e/kWh"
            ),
            Self::YearlyEnergyInferred { kwh_per_year, grams_per_kwh, assumed, source } => {
                let whose = if *assumed {
                    "an assumed factor, for the maker's own is not known,"
                } else {
                    "the maker's factor"
                };
                write!(
                    f,
                    "the sheet states no yearly energy: {kwh_per_year:.2} kWh follow from its use phase and {whose} of {grams_per_kwh:.0} gCO2e/kWh [{source}]"
                )
            }
            Self::YearlyEnergyGiven { kwh_per_year } => {
                write!(f, "the yearly energy of {kwh_per_year:.2} kWh is as given for this use")
            }
            Self::GridFallback(step) => step.fmt(f),
            _ => self.of_electricity(f),
        }
    }
}

impl Assumption {
    /// Those of electricity that is not the sheet's.
    fn of_electricity(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UseRecomputed {
                kwh_per_year,
                years,
                grams_per_kwh,
                falling,
                source,
            } => {
                let how = if *falling { "and falling, their mean" } else { "for the whole time" };
                write!(
                    f,
                    "use: {} kWh a year for {years} at {} gCO2e/kWh, the grid of {} in {} {how} [{source}]",
                    Fixed::<2>(*kwh_per_year),
                    without_dust(*grams_per_kwh),
                    source.region,
                    source.year
                )
            }
            Self::ElectricityGiven { basis } => write!(
                f,
                "the electricity of the use phase is as given; its factor counts what is {} there",
                basis.verb()
            ),
            Self::DataCentreOverheadLeftOut => f.write_str(
                "the yearly energy is that of the device: cooling and power supply of a data centre, which published server sheets seem to double it for, are left out",
            ),
            _ => self.of_a_model(f),
        }
    }

    /// Those of the statistical and the category tier, and of what is added to a footprint.
    fn of_a_model(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fitted { maker, products, sheets, groups, typical_kg, without_use } => {
                let whose = maker.as_deref().unwrap_or("all makers");
                let what = if *without_use {
                    "without its use phase, which follows from the yearly energy and adds no deviation"
                } else {
                    "with its use phase"
                };
                write!(
                    f,
                    "fitted to {sheets} published sheets ({products}, {whose}) of {groups} groups of products: an average one has {} kg {what}",
                    Fixed::<0>(*typical_kg)
                )
            }
            Self::MakerFactor { maker, sheets, factor } => write!(
                f,
                "the {sheets} published sheets of {maker} make it {} times what those of all makers say",
                Fixed::<3>(*factor)
            ),
            Self::Contribution { fact, factor } => {
                let factor = Fixed::<3>(*factor);
                write!(f, "its {fact} makes it {factor} times the average one")
            }
            Self::FactMissing { fact: Fact::ReportYear, factor } => write!(
                f,
                "no year of the report is given: that of the newest sheets makes it {} times the average one",
                Fixed::<3>(*factor)
            ),
            Self::FactMissing { fact, factor } => write!(
                f,
                "its {fact} is not given; the one expected from the other facts makes it {} times the average one",
                Fixed::<3>(*factor)
            ),
            Self::Kind { category, factor } => {
                let factor = Fixed::<3>(*factor);
                write!(f, "being a {category} makes it {factor} times the mean of the sheets")
            }
            Self::Edition { edition, sheets, factor } => write!(
                f,
                "stated by the edition \"{edition}\" ({sheets} sheets), a factor of {}",
                Fixed::<3>(*factor)
            ),
            Self::Superseded { edition, by } => {
                write!(f, "the edition \"{edition}\" is superseded by \"{by}\"")
            }
            Self::YearsOutside { years } => write!(
                f,
                "its year is {years} {} outside of those of the sheets: the interval is wider for it",
                if *years == 1 { "year" } else { "years" }
            ),
            Self::OutsideOfSheets { fact } => write!(
                f,
                "its {fact} is beyond that of all sheets: the nearest of theirs is taken, nothing is extrapolated"
            ),
            Self::FactNotUsed { fact } => write!(
                f,
                "its {fact} is given, but too few sheets of the kind state it: it changes nothing"
            ),
            Self::FactNotGiven { fact } => {
                write!(f, "the {fact} is not given: the world is taken")
            }
            Self::TypicalYears { years } => {
                write!(
                    f,
                    "the years of use are not given: {}, as usual on sheets, are taken",
                    Fixed::<1>(*years)
                )
            }
            Self::TypicalUseShare { share } => write!(
                f,
                "no yearly energy is known: the use phase is {} % of the whole, as usual on sheets for these years",
                Fixed::<1>(share * 100.0)
            ),
            Self::TypicalShare { stage, share } if *share > 0.0 => write!(
                f,
                "of what is not use, {stage} is {} %, as usual on sheets",
                Fixed::<1>(share * 100.0)
            ),
            Self::TypicalShare { stage, .. } => {
                write!(f, "no sheet of the kind states {stage}: it is contained in manufacture")
            }
            Self::SheetFactor { grams_per_kwh } => {
                let grams = Fixed::<0>(*grams_per_kwh);
                write!(f, "sheets of this kind count {grams} gCO2e for a kWh")
            }
            Self::IntervalOfSheets { log_sd } => write!(
                f,
                "as published, P5 to P95 holds the mean of a maker's sheet in nine of ten cases (standard deviation of the logarithm {}); the spread of the maker's own model comes on top",
                Fixed::<3>(*log_sd)
            ),
            Self::MedianOfCategory { category, sheets, median_kg } => write!(
                f,
                "only the category is known: the median of {sheets} published sheets ({category}) is {} kg",
                Fixed::<0>(*median_kg)
            ),
            Self::Parameter { name, value, source, .. } => write!(f, "{name}: {value} [{source}]"),
            Self::Note { text, .. } => f.write_str(text),
            _ => Ok(()),
        }
    }
}
