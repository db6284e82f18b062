//! The table of grid intensities.

use co2_lifecycle::grid::{self, FIRST_YEAR, GridError, GridFallback, GridLookup};
use co2_units::model::grid_intensity::gram_per_kilowatt_hour;
use co2_units::{Country, Region};
use std::collections::BTreeSet;

fn region(code: &str) -> Region {
    code.parse().expect("a region")
}

fn lookup(code: &str, year: u16) -> GridLookup {
    grid::intensity(region(code), year).expect("a figure")
}

fn grams(lookup: &GridLookup) -> f64 {
    lookup.figure.factor.quantity().get::<gram_per_kilowatt_hour>()
}

/// Rounded figures as Our World in Data shows them.
#[test]
fn figures_are_those_published() {
    for (code, year, rounded) in [
        ("SE", 2024, 35),
        ("SE", 2015, 41),
        ("EU", 2024, 212),
        ("EU", 2015, 348),
        ("WW", 2024, 472),
        ("WW", 2020, 492),
        ("NO", 2025, 29),
        ("DK", 2019, 204),
        ("IN", 2024, 707),
        ("CN", 2022, 587),
        ("US", 2021, 424),
        ("BG", 2023, 338),
    ] {
        let found = lookup(code, year);
        let difference = grams(&found) - f64::from(rounded);
        assert!(difference.abs() <= 0.5, "{code} {year}: {difference}");
        assert!(found.fallbacks.is_empty(), "{code} {year}");
    }
}

#[test]
fn namibia_is_a_country_and_no_missing_value() {
    let namibia = lookup("NA", 2023);
    assert_eq!(namibia.figure.factor.published().to_string(), "47.62");
    assert_eq!(namibia.figure.region, region("NA"));
}

#[test]
fn every_figure_is_plausible_and_has_its_source() {
    let mut regions = BTreeSet::new();
    for figure in grid::figures() {
        let grams = figure.factor.quantity().get::<gram_per_kilowatt_hour>();
        assert!((10.0..1_500.0).contains(&grams), "{figure:?}");
        let published: f64 = figure.factor.published().to_string().parse().unwrap();
        assert!((grams - published).abs() < 1e-9, "{figure:?}");
        assert_eq!(figure.factor.unit(), "gCO2e/kWh");
        let source = figure.factor.source();
        assert_eq!(source.year, figure.year);
        assert_eq!(source.region, figure.region.to_string());
        assert_eq!(source.licence, "CC BY 4.0");
        assert!(
            source.publisher.contains("Ember") && source.publisher.contains("Our World in Data")
        );
        assert!((FIRST_YEAR..=2025).contains(&figure.year));
        regions.insert(figure.region);
    }
    // 213 countries less the Central African Republic and Kosovo, the EU and the world.
    assert_eq!(regions.len(), 213);
    assert_eq!(grid::figures().count(), 2_004);
}

#[test]
fn a_year_without_figure_falls_back_to_the_newest_before_it() {
    let sweden = lookup("SE", 2026);
    assert_eq!(sweden.figure.year, 2025);
    assert_eq!(
        sweden.fallbacks,
        [GridFallback::OlderYear { region: region("SE"), asked: 2026, used: 2025 }]
    );
    assert_eq!(lookup("IS", 2025).figure.year, 2023);
    assert_eq!(lookup("EU", u16::MAX).figure.year, 2024);
}

/// Its published figure is 0.0: all hydropower, rounded away. That is no free electricity.
#[test]
fn the_central_african_republic_falls_back_to_the_world() {
    let found = lookup("CF", 2025);
    assert_eq!(found.figure.region, Region::World);
    assert_eq!(found.figure.year, 2024);
    assert_eq!(
        found.fallbacks,
        [
            GridFallback::WiderRegion { from: region("CF"), to: Region::World },
            GridFallback::OlderYear { region: Region::World, asked: 2025, used: 2024 }
        ]
    );
    assert_eq!(found.fallbacks[0].to_string(), "no figure for the grid of CF: that of WW is taken");
}

#[test]
fn years_before_the_table_are_refused() {
    for code in ["SE", "EU", "WW", "CF"] {
        let error = grid::intensity(region(code), 2014).unwrap_err();
        assert_eq!(error, GridError::TooEarly { region: region(code), year: 2014, first: 2015 });
    }
}

/// Every country there is gets an answer, and only from itself or a region around it.
#[test]
fn every_country_has_an_answer() {
    let mut countries = 0;
    for first in 'A'..='Z' {
        for second in 'A'..='Z' {
            let Ok(country) = format!("{first}{second}").parse::<Country>() else {
                continue;
            };
            countries += 1;
            let found = grid::intensity(country.region(), 2025).unwrap();
            assert!(country.region().chain().any(|region| region == found.figure.region));
            assert_eq!(
                found.fallbacks.is_empty(),
                found.figure.region == country.region() && found.figure.year == 2025
            );
        }
    }
    assert!(countries > 240, "{countries}");
}

/// Parts of a country by their ISO codes; bidding zones have none, and are asked for by their own.
#[test]
fn provinces_have_codes_and_bidding_zones_names() {
    let sichuan = lookup("CN-SC", 2024);
    assert_eq!(sichuan.figure.factor.published().to_string(), "156.4");
    assert!(sichuan.figure.factor.source().boundary.contains("CO2 only"));
    let zones = ["SE1", "SE2", "SE3", "SE4", "NO1", "NO2", "NO3", "NO4", "NO5"];
    for zone in zones {
        assert!(zone.parse::<Region>().is_err());
        assert_eq!(grid::subnational(zone).unwrap().source().year, 2025);
    }
}
