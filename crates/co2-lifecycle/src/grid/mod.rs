//! The greenhouse gas intensity of electricity, by country and year.
//!
//! The figures are Ember's and the Energy Institute's, processed by Our World in Data, under CC BY
//! 4.0: the life-cycle CO2e of a region's power plants per kilowatt hour they *generate*. What a
//! country *consumes* differs by its trade with neighbours (for Bulgaria in 2024 by a quarter):
//! [`intensity_on`] takes the basis, and has figures of what is consumed for twelve countries.
//!
//! Where a country has no figure for a year, the newest one before it is taken; where it has none at
//! all, that of its bloc, then of the world. No step is silent: [`GridLookup::fallbacks`] lists them.

mod consumption;
#[cfg(test)]
mod parse;
mod subnational;

pub use self::consumption::{consumption_figures, intensity_on};
pub use self::subnational::{subnational, subnational_figures};

use crate::Basis;
use co2_units::model::{GridIntensity, grid_intensity};
use co2_units::{Factor, Region, Source, Status};
use core::fmt;
use rust_decimal::Decimal;

/// Two letters, a year, milligrams of CO2e per kWh; in ascending order.
type Row = ([u8; 2], u16, u32);

/// Written by the build script from `data/grid_intensity.csv`.
#[expect(clippy::unreadable_literal, reason = "a generated table")]
const TABLE: &[Row] = &include!(concat!(env!("OUT_DIR"), "/grid_intensity.rs"));

/// The first year of which there are figures.
pub const FIRST_YEAR: u16 = 2015;
/// The last year of which there are figures, of some regions.
pub const LAST_YEAR: u16 = 2025;

/// A figure of the table: the intensity of one region's electricity in one year.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GridFigure {
    /// The region that the figure describes.
    pub region: Region,
    /// The year that it describes.
    pub year: u16,
    /// The figure with its source.
    pub factor: Factor<GridIntensity>,
}

/// The answer of [`intensity`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GridLookup {
    /// The figure found.
    pub figure: GridFigure,
    /// The steps from what was asked to what was found; none when the table had just that.
    pub fallbacks: Vec<GridFallback>,
}

/// A step from the figure that was asked for to one that the table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum GridFallback {
    /// The region has no figure for the year or any year before: the one around it is taken.
    WiderRegion {
        /// The region without a figure.
        from: Region,
        /// The region that is looked up instead.
        to: Region,
    },
    /// The region has no figure for the year: its newest one before is taken.
    OlderYear {
        /// The region.
        region: Region,
        /// The year asked for.
        asked: u16,
        /// The year of the figure.
        used: u16,
    },
    /// There is no figure on the basis asked for: that on the other one is taken.
    OtherBasis {
        /// The region asked for.
        region: Region,
        /// The year asked for.
        year: u16,
        /// The basis asked for.
        asked: Basis,
        /// The basis of the figure.
        used: Basis,
    },
}

impl fmt::Display for GridFallback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WiderRegion { from, to } => {
                write!(f, "no figure for the grid of {from}: that of {to} is taken")
            }
            Self::OtherBasis { region, year, asked, used } => write!(
                f,
                "no figure for what is {} in {region} in {year}: that for what is {} is taken",
                asked.verb(),
                used.verb()
            ),
            Self::OlderYear { region, asked, used } => {
                write!(f, "no figure for the grid of {region} in {asked}: that of {used} is taken")
            }
        }
    }
}

/// The reason why there is no grid intensity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GridError {
    /// The year is before all figures of the region and of those around it.
    #[error("no grid intensity for {region} in {year} or before; the figures begin in {first}")]
    TooEarly {
        /// The region asked for.
        region: Region,
        /// The year asked for.
        year: u16,
        /// The first year of the table.
        first: u16,
    },
}

/// The intensity of a region's electricity in a year, or the nearest that is known.
///
/// Regions are tried from the smallest ([`Region::chain`]); of each, the newest figure that is not
/// after `year` counts.
///
/// # Errors
/// Returns an error if the year is before [`FIRST_YEAR`].
///
/// ```
/// use co2_lifecycle::grid;
/// use co2_units::Region;
///
/// let sweden: Region = "SE".parse()?;
/// let lookup = grid::intensity(sweden, 2024)?;
/// assert_eq!(lookup.figure.factor.published().to_string(), "34.89");
/// assert!(lookup.fallbacks.is_empty());
///
/// // India's figure of 2025 is not out yet.
/// let india = grid::intensity("IN".parse()?, 2025)?;
/// assert_eq!(
///     india.fallbacks[0].to_string(),
///     "no figure for the grid of IN in 2025: that of 2024 is taken"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn intensity(region: Region, year: u16) -> Result<GridLookup, GridError> {
    let mut fallbacks = Vec::new();
    let mut narrower = None;
    for candidate in region.chain() {
        if let Some(from) = narrower.replace(candidate) {
            fallbacks.push(GridFallback::WiderRegion { from, to: candidate });
        }
        let Some(figure) = part(candidate, year)
            .or_else(|| newest(candidate, year).map(|(used, mg)| figure(candidate, used, mg)))
        else {
            continue;
        };
        let used = figure.year;
        if used != year {
            fallbacks.push(GridFallback::OlderYear { region: candidate, asked: year, used });
        }
        return Ok(GridLookup { figure, fallbacks });
    }
    Err(GridError::TooEarly { region, year, first: FIRST_YEAR })
}

/// All figures of the table, in the order of their codes and years.
pub fn figures() -> impl Iterator<Item = GridFigure> {
    TABLE.iter().filter_map(|&(code, year, milligrams)| {
        let code = core::str::from_utf8(&code).ok()?;
        Some(figure(code.parse().ok()?, year, milligrams))
    })
}

/// The figure of a part of a country, if it is not after `year`.
fn part(region: Region, year: u16) -> Option<GridFigure> {
    let Region::Subdivision(_) = region else { return None };
    let factor = subnational(&region.to_string())?;
    let used = factor.source().year;
    (used <= year).then_some(GridFigure { region, year: used, factor })
}

/// The newest row of the region that is not after `year`.
fn newest(region: Region, year: u16) -> Option<(u16, u32)> {
    let text = region.to_string();
    let code: [u8; 2] = text.as_bytes().try_into().ok()?;
    let end =
        TABLE.partition_point(|&(row_code, row_year, _)| (row_code, row_year) <= (code, year));
    let &(found, used, milligrams) = TABLE.get(end.checked_sub(1)?)?;
    (found == code).then_some((used, milligrams))
}

fn figure(region: Region, year: u16, milligrams: u32) -> GridFigure {
    let grams = f64::from(milligrams) / 1_000.0;
    let factor = Factor::new(
        GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(grams),
        Decimal::new(i64::from(milligrams), 3).normalize(),
        "gCO2e/kWh",
        source(region, year),
    );
    GridFigure { region, year, factor }
}

fn source(region: Region, year: u16) -> Source {
    Source {
        publisher: "Ember and Energy Institute, processed by Our World in Data".into(),
        edition: "Carbon intensity of electricity generation, copy of 2026-05-05".into(),
        year,
        region: region.to_string().into(),
        boundary: "CO2e, life cycle of power plants, per kWh generated; without trade and losses of the grid".into(),
        licence: "CC BY 4.0".into(),
        locator: "https://ourworldindata.org/grapher/carbon-intensity-electricity".into(),
        status: Status::Transcribed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_names_a_region_and_is_in_order() {
        assert_eq!(figures().count(), TABLE.len());
        assert!(TABLE.is_sorted_by(|a, b| (a.0, a.1) < (b.0, b.1)));
        assert_eq!(TABLE.iter().map(|row| row.1).min(), Some(FIRST_YEAR));
        assert_eq!(TABLE.iter().map(|row| row.1).max(), Some(LAST_YEAR));
    }

    #[test]
    fn the_world_has_a_figure_for_the_first_year_so_only_earlier_years_fail() {
        assert!(newest(Region::World, FIRST_YEAR).is_some());
        assert!(newest(Region::World, FIRST_YEAR - 1).is_none());
    }

    #[test]
    fn a_state_has_its_own_figure_and_its_country_is_the_fallback() {
        let california: Region = "US-CA".parse().unwrap();
        let lookup = intensity(california, 2023).unwrap();
        assert_eq!((lookup.figure.region, lookup.fallbacks.len()), (california, 0));
        let earlier = intensity(california, 2020).unwrap();
        assert_eq!(earlier.figure.region, "US".parse().unwrap());
        assert!(matches!(earlier.fallbacks[..], [GridFallback::WiderRegion { .. }]));
        let later = intensity(california, 2025).unwrap();
        assert!(matches!(later.fallbacks[..], [GridFallback::OlderYear { used: 2023, .. }]));
    }

    #[test]
    fn a_bad_row_of_the_data_file_is_refused_with_its_line() {
        let read = |row: &str| {
            parse::rows(&format!("# note\ncode,year,g_per_kwh\n{row}\n")).map(|rows| rows.len())
        };
        assert_eq!(read("SE,2024,34.89"), Ok(1));
        for bad in [
            "SE,2024",
            "SE,2024,34.89,x",
            "se,2024,34.89",
            "SWE,2024,34.89",
            "SE,1024,34.89",
            "SE,x,34.89",
            "SE,2024,-34.89",
            "SE,2024,3e1",
            "SE,2024,NaN",
            "SE,2024,",
            "SE,2024,34.8901",
            "SE,2024,99999999999",
            "CF,2015,0.0",
            "SE,2024,34.89\nSE,2024,34.89",
            "SE,2024,34.89\nNO,2024,31",
        ] {
            let error = read(bad).expect_err(bad);
            assert!(error.starts_with("line "), "{error}");
        }
        assert!(parse::rows("SE,2024,34.89").is_err());
    }
}
