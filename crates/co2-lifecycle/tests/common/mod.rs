//! Sheets and scenarios for the tests.
#![allow(dead_code, reason = "each test file uses its own part")]

use co2_lifecycle::{Category, GridChoice, SheetBuilder, UseScenario, Years};
use co2_lifecycle::{Footprint, PublishedSheet};
use co2_units::model::{Carbon, Energy, carbon, energy};
use co2_units::{Estimate, Source, Stage, Statistic, Status};

pub(crate) fn kg(value: f64) -> Carbon {
    Carbon::new::<carbon::kilogram>(value)
}

pub(crate) fn kwh(value: f64) -> Energy {
    Energy::new::<energy::kilowatt_hour>(value)
}

pub(crate) fn years(value: f64) -> Years {
    Years::new(value).unwrap()
}

pub(crate) fn source(publisher: &str) -> Source {
    Source {
        publisher: publisher.to_owned().into(),
        edition: "Product carbon footprint".into(),
        year: 2021,
        region: "EU".into(),
        boundary: "CO2e, life cycle".into(),
        licence: "Contains information from Boavizta environmental-footprint-data, made available \
                  under the ODbL 1.0"
            .into(),
        locator: "sheet.pdf".into(),
        status: Status::Transcribed,
    }
}

/// Dell's sheet of the Latitude 5320 (January 2021), without its yearly energy.
pub(crate) fn without_energy() -> SheetBuilder {
    PublishedSheet::builder()
        .manufacturer("Dell")
        .product("Latitude 5320")
        .category(Category::Laptop)
        .mean(kg(348.0))
        .relative_deviation(0.2098)
        .headline(Statistic::Mean)
        .share(Stage::Manufacture, 0.865)
        .share(Stage::Use, 0.107)
        .lifetime(years(4.0))
        .use_location("EU".parse().unwrap())
        .report_year(2021)
        .source(source("Dell"))
}

/// Dell's sheet of the Latitude 5320 (January 2021).
pub(crate) fn latitude() -> SheetBuilder {
    without_energy().yearly_energy(kwh(17.87))
}

pub(crate) fn as_published(location: &str, time: f64) -> UseScenario {
    UseScenario::new(location.parse().unwrap(), years(time), GridChoice::AsPublished)
}

pub(crate) fn current(location: &str, time: f64, year: u16) -> UseScenario {
    UseScenario::new(location.parse().unwrap(), years(time), GridChoice::Current { year })
}

/// Whether two footprints give the same account and, but for dust of the doubles, the same amounts.
#[track_caller]
pub(crate) fn assert_same(found: &Footprint, expected: &Footprint) {
    assert_eq!(found.assumptions(), expected.assumptions());
    assert_eq!(found.sources(), expected.sources());
    assert_eq!((found.boundary(), found.method()), (expected.boundary(), expected.method()));
    assert_eq!(found.scenario(), expected.scenario());
    let same = |(a, b): ((Stage, Estimate), (Stage, Estimate))| {
        let near = |a: Carbon, b: Carbon| (a.value - b.value).abs() <= 1e-12 * b.value;
        a.0 == b.0 && near(a.1.mean(), b.1.mean()) && near(a.1.deviation(), b.1.deviation())
    };
    assert_eq!(found.stages().len(), expected.stages().len());
    assert!(found.stages().zip(expected.stages()).all(same));
}

/// Whether two numbers agree to a relative difference.
#[track_caller]
pub(crate) fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} is not {expected}");
}
