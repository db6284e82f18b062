//! What some countries consume, with what they import: single figures.

use super::{GridFallback, GridFigure, GridLookup, intensity};
use crate::Basis;
use crate::grid::GridError;
use co2_units::model::{GridIntensity, grid_intensity};
use co2_units::{Factor, Region, Source, Status};
use rust_decimal::Decimal;

/// The year of the figures.
const YEAR: u16 = 2025;

/// Grams of CO2e per kilowatt hour consumed: of countries whose trade with neighbours moves the figure most, or
/// of large markets. The whole data set is under a share-alike licence and is not in this crate.
const TABLE: [(&str, u16); 12] = [
    ("AT", 163),
    ("BG", 365),
    ("CH", 50),
    ("DE", 342),
    ("DK", 123),
    ("FI", 68),
    ("FR", 31),
    ("GB", 176),
    ("IN", 593),
    ("NL", 253),
    ("NO", 30),
    ("SE", 21),
];

/// The intensity of a region's electricity in a year, on a basis, and the basis of what was found.
///
/// On the basis of generation this is [`intensity`]. On that of consumption the crate has single figures, of
/// twelve countries in 2025; for other places and earlier years it takes what is generated, and the steps say so
/// ([`GridFallback::OtherBasis`]). A host that has consumption-based figures gives them as an
/// [`Electricity`](crate::Electricity) of its own.
///
/// # Errors
/// The errors are those of [`intensity`].
///
/// ```
/// use co2_lifecycle::{Basis, grid};
/// let (found, basis) = grid::intensity_on("BG".parse()?, 2025, Basis::Consumption)?;
/// assert_eq!((found.figure.factor.published().to_string().as_str(), basis), ("365", Basis::Consumption));
/// let (found, basis) = grid::intensity_on("US".parse()?, 2024, Basis::Consumption)?;
/// assert_eq!(basis, Basis::Generation);
/// assert_eq!(
///     found.fallbacks[0].to_string(),
///     "no figure for what is consumed in US in 2024: that for what is generated is taken"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn intensity_on(
    region: Region,
    year: u16,
    basis: Basis,
) -> Result<(GridLookup, Basis), GridError> {
    if basis == Basis::Consumption {
        let own = consumption_figures().find(|figure| figure.region == region);
        if let Some(figure) = own.filter(|figure| figure.year <= year) {
            let used = figure.year;
            let older = GridFallback::OlderYear { region, asked: year, used };
            let fallbacks = if used == year { Vec::new() } else { vec![older] };
            return Ok((GridLookup { figure, fallbacks }, basis));
        }
    }
    let mut lookup = intensity(region, year)?;
    let used = Basis::Generation;
    if basis != used {
        lookup.fallbacks.insert(0, GridFallback::OtherBasis { region, year, asked: basis, used });
    }
    Ok((lookup, used))
}

/// All figures of what is consumed.
pub fn consumption_figures() -> impl Iterator<Item = GridFigure> {
    TABLE.iter().filter_map(|&(code, grams)| {
        let region: Region = code.parse().ok()?;
        let source = Source {
            publisher: "Electricity Maps".into(),
            edition: "Yearly carbon intensity 2025, as in CO2.js 0.19.0".into(),
            year: YEAR,
            region: code.into(),
            boundary: "CO2e, life cycle of power plants, per kWh consumed: imports and exports are traced, losses of the grid are not counted"
                .into(),
            licence: "single figures quoted; the data set is Electricity Maps', under the ODbL 1.0".into(),
            locator: "CO2.js 0.19.0, data/output/electricity-maps".into(),
            status: Status::Transcribed,
        };
        let factor = Factor::new(
            GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(f64::from(grams)),
            Decimal::from(grams),
            "gCO2e/kWh",
            source,
        );
        Some(GridFigure { region, year: YEAR, factor })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_figure_is_lost_and_the_basis_is_never_silent() {
        assert_eq!(consumption_figures().count(), TABLE.len());
        let at = |code: &str, year, basis| {
            let (found, used) = intensity_on(code.parse().unwrap(), year, basis).unwrap();
            (found.figure.factor.published().to_string(), used, found.fallbacks)
        };
        let consumed = Basis::Consumption;
        assert_eq!(at("SE", 2025, consumed), ("21".to_owned(), consumed, Vec::new()));
        let (later, _, steps) = at("SE", 2026, consumed);
        assert_eq!(later, "21");
        assert!(matches!(steps[..], [GridFallback::OlderYear { asked: 2026, used: 2025, .. }]));
        for (code, year) in [("SE", 2024), ("ES", 2025), ("US-CA", 2025), ("WW", 2025)] {
            let (_, used, steps) = at(code, year, consumed);
            assert_eq!(used, Basis::Generation, "{code}");
            assert!(matches!(steps[0], GridFallback::OtherBasis { .. }), "{code}");
            let (_, _, own) = at(code, year, Basis::Generation);
            assert_eq!(steps[1..], own, "{code}");
        }
    }
}
