//! The grid factors inside published sheets, where they can be derived.
//!
//! A sheet that states its use share but not its yearly energy can be re-localised only when the
//! factor it was computed with is known. The factors here are the median of mean × use share /
//! (yearly energy × lifetime) over sheets that state all four. Other makers' sheets do not state them (Lenovo:
//! no yearly energy), are too few for one year and place, or (Google, Microsoft) name no place of use: for them the
//! factor of PAIA is an assumption, which the result names.

use crate::{PublishedSheet, maker};
use co2_units::model::{GridIntensity, grid_intensity};
use co2_units::{Factor, Region, Source, Status};
use core::ops::RangeInclusive;
use rust_decimal::Decimal;

/// A factor that one maker's sheets of some years were computed with.
struct Row {
    manufacturer: &'static str,
    use_location: &'static str,
    report_years: RangeInclusive<u16>,
    grams_per_kwh: u16,
    locator: &'static str,
}

/// Computers and screens only: server sheets of the same maker imply just twice the factor.
const TABLE: [Row; 4] = [
    Row {
        manufacturer: "Dell",
        use_location: "EU",
        report_years: 2018..=2021,
        grams_per_kwh: 524,
        locator: "boavizta-data-us.csv, commit 61323eb: median over 334 Dell sheets of 2018-2021 for the EU",
    },
    Row {
        manufacturer: "Dell",
        use_location: "EU",
        report_years: 2022..=2022,
        grams_per_kwh: 500,
        locator: "boavizta-data-us.csv, commit 61323eb: median over 54 Dell sheets of 2022 for the EU",
    },
    Row {
        manufacturer: "HP",
        use_location: "WW",
        report_years: 2015..=2021,
        grams_per_kwh: 475,
        locator: "branch data-explorer: median over 19 HP sheets of 2016-2020 for the world",
    },
    // No region here is North America; a sheet for it counts as one for the United States.
    Row {
        manufacturer: "HP",
        use_location: "US",
        report_years: 2022..=2022,
        grams_per_kwh: 536,
        locator: "boavizta-data-us.csv, commit 61323eb: median over 27 HP sheets of 2022 for North America",
    },
];

/// The factor of the model (PAIA) that most makers share, for sheets that imply none: that of Dell's of 2018 to
/// 2021 for the EU.
pub const PAIA_GRAMS_PER_KWH: u16 = 524;

/// A grid factor inside published sheets, as [`publisher_factors`] lists them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PublisherFactor {
    /// Whose sheets it is in.
    pub manufacturer: &'static str,
    /// The place of use that they are about.
    pub use_location: Region,
    /// The years of the sheets.
    pub report_years: RangeInclusive<u16>,
    /// The factor with its source.
    pub factor: Factor<GridIntensity>,
}

/// The grid factors that makers' sheets of computers and screens were computed with, where they can be derived.
/// A sheet without its yearly energy gets it from its use phase and one of these.
pub fn publisher_factors() -> impl Iterator<Item = PublisherFactor> {
    TABLE.iter().filter_map(|row| {
        Some(PublisherFactor {
            manufacturer: row.manufacturer,
            use_location: row.use_location.parse().ok()?,
            report_years: row.report_years.clone(),
            factor: factor(row),
        })
    })
}

/// The grid factor that a sheet was computed with.
pub(crate) struct SheetIntensity {
    pub(crate) factor: Factor<GridIntensity>,
    /// Whether it is not the maker's own, but assumed.
    pub(crate) assumed: bool,
}

/// How far makers' own factors are from the assumed one, as a standard deviation divided by the mean: the medians
/// over the sheets of Google, Dell, HP and Microsoft are from 475 to 571 g/kWh.
pub(crate) const ASSUMED_DEVIATION: f64 = 0.1;

/// The grid factor that the sheet was computed with, where it is known; for other sheets of computers and screens, that
/// of the model (PAIA) which most makers share, as an assumption. Sheets of other products imply none.
pub(crate) fn intensity(sheet: &PublishedSheet) -> Option<SheetIntensity> {
    if !sheet.category().is_computer_or_screen() {
        return None;
    }
    let own = TABLE.iter().find(|row| {
        maker::same(row.manufacturer, sheet.manufacturer())
            && row.use_location.parse().ok() == sheet.use_location()
            && row.report_years.contains(&sheet.report_year())
    });
    Some(match own {
        Some(row) => SheetIntensity { factor: factor(row), assumed: false },
        None => SheetIntensity { factor: factor(&TABLE[0]), assumed: true },
    })
}

fn factor(row: &Row) -> Factor<GridIntensity> {
    let source = Source {
        publisher: "Boavizta".into(),
        edition: "environmental-footprint-data, 2023-02-23".into(),
        year: *row.report_years.end(),
        region: row.use_location.into(),
        boundary: "CO2e per kWh used, as implied by the maker's sheets (PAIA)".into(),
        licence: "Contains information from Boavizta environmental-footprint-data, made available \
                  under the ODbL 1.0"
            .into(),
        locator: row.locator.into(),
        status: Status::Derived,
    };
    Factor::new(
        GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(f64::from(row.grams_per_kwh)),
        Decimal::new(i64::from(row.grams_per_kwh), 3).normalize(),
        "kgCO2e/kWh",
        source,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_number_and_quantity_agree_and_the_notice_is_there() {
        assert_eq!(publisher_factors().count(), TABLE.len());
        assert_eq!(TABLE[0].grams_per_kwh, PAIA_GRAMS_PER_KWH);
        for row in &TABLE {
            let factor = factor(row);
            let kg = factor.quantity().get::<grid_intensity::kilogram_per_kilowatt_hour>();
            let published: f64 = factor.published().to_string().parse().unwrap();
            assert!((kg - published).abs() < 1e-12);
            assert!(factor.source().licence.contains("ODbL"));
            assert_eq!(factor.source().status, Status::Derived);
            assert!((1990..=2100).contains(row.report_years.start()));
        }
    }
}
