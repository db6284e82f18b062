//! The electricity of states, bidding zones and provinces.

use co2_units::model::{GridIntensity, grid_intensity};
use co2_units::{Factor, Source, Status};
use core::str::FromStr;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const DATA: &str = include_str!("../../data/grid_subnational.csv");

/// The intensity of a part of a country: a US state (`US-CA`), a Nordic bidding zone (`SE3`) or a
/// Chinese province (`CN-SC`); `None` when there is no figure, and for a whole country, which is asked of
/// [`intensity`](super::intensity). One year each: a US figure is of 2023 (eGRID), a Nordic one of 2025, a
/// Chinese one of 2023.
///
/// They do not count the same, and less than the figures of countries do; the boundary of each says what:
/// eGRID what the plants of a state emit, without making their fuel; the Nordic ones the life cycle of what a
/// zone generates, waste and biomass at nothing; the Chinese ones CO2 alone.
///
/// ```
/// use co2_lifecycle::grid;
/// let california = grid::subnational("US-CA").unwrap();
/// assert_eq!(california.source().year, 2023);
/// assert!(grid::subnational("US-XX").is_none());
/// ```
pub fn subnational(code: &str) -> Option<Factor<GridIntensity>> {
    subnational_figures().find_map(|(own, factor)| (own == code).then_some(factor))
}

/// All figures, with the codes of their places.
pub fn subnational_figures() -> impl Iterator<Item = (&'static str, Factor<GridIntensity>)> {
    DATA.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(row)
}

const CODECARBON: &str = "MIT, Copyright (c) codecarbon contributors";
const NORDIC: &str = "CO2e, life cycle of power plants by type, per kWh generated in the zone; waste, biomass and other types (at most 5.4 % there) count as nothing; without trade and losses of the grid";
const SE4: &str = "CO2e, life cycle of power plants by type, per kWh generated in the zone; a lower bound, for 15 % of it (mostly waste and biomass) count as nothing; without trade and losses of the grid";

fn row(line: &'static str) -> Option<(&'static str, Factor<GridIntensity>)> {
    let mut fields = line.split(',');
    let code = fields.next()?;
    let year: u16 = fields.next()?.parse().ok()?;
    let published = Decimal::from_str(fields.next()?).ok()?;
    let gases = fields.next()?;
    let grams = published.to_f64().filter(|grams| *grams > 0.0)?;
    let (publisher, edition, licence, boundary) = if code.starts_with("US-") {
        (
            "US EPA",
            "eGRID2023, state total output emission rates",
            "public domain; read in codecarbon 3.3.2 (MIT)",
            "CO2, CH4 and N2O of power plants in operation, per kWh that they deliver; without making their fuel, losses of the grid and trade",
        )
    } else if gases == "CO2" {
        let edition = "3.3.2, factors of Chinese provinces";
        ("codecarbon", edition, CODECARBON, "CO2 only, per kWh; what else it counts was not read")
    } else {
        (
            "codecarbon",
            "3.3.2, factors of Nordic bidding zones, on ENTSO-E generation by type",
            CODECARBON,
            if code == "SE4" { SE4 } else { NORDIC },
        )
    };
    let source = Source {
        publisher: publisher.into(),
        edition: edition.into(),
        year,
        region: code.into(),
        boundary: boundary.into(),
        licence: licence.into(),
        locator: "codecarbon 3.3.2, data folder".into(),
        status: Status::Transcribed,
    };
    let quantity = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(grams);
    Some((code, Factor::new(quantity, published, "g/kWh", source)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_is_lost_and_each_is_there_once() {
        let rows = DATA.lines().filter(|line| !line.starts_with('#')).count() - 1;
        let codes: std::collections::BTreeSet<&str> =
            subnational_figures().map(|(code, _)| code).collect();
        assert_eq!((subnational_figures().count(), codes.len()), (rows, rows));
        for (code, factor) in subnational_figures() {
            let grams = factor.quantity().get::<grid_intensity::gram_per_kilowatt_hour>();
            assert!((1.0..2_000.0).contains(&grams), "{code}");
            assert_eq!(factor.source().boundary.contains("CO2 only"), code.starts_with("CN-"));
        }
    }
}
