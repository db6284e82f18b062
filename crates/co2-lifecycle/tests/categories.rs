//! One published sheet for each category that a catalogue has: its mean is inside of the interval, with all facts and
//! with the maker and the category alone; where no sheets are known there is an error that says what helps.
//!
//! The sheets are single figures of makers, as collected in Boavizta's `environmental-footprint-data` (licence `ODbL-1.0`). They were
//! fitted: whether the intervals hold on sheets that were not is in `docs/methods/footprints.md`.

use co2_lifecycle::{Category, Facts, Footprint, GridChoice, StatisticalError, Years};
use co2_units::Statistic;
use co2_units::model::{Energy, Mass, carbon, energy, mass};

/// Maker, category, kilograms, inches, kilowatt hours in a year, years of use, year, place, and the published mean.
type Sheet = (
    &'static str,
    Category,
    Option<f64>,
    Option<f64>,
    Option<f64>,
    Option<f64>,
    Option<u16>,
    Option<&'static str>,
    f64,
);

const SHEETS: [Sheet; 14] = [
    (
        "Dell",
        Category::Laptop,
        Some(1.24),
        Some(13.3),
        Some(17.87),
        Some(4.0),
        Some(2021),
        Some("EU"),
        348.0,
    ),
    (
        "Dell",
        Category::MobileWorkstation,
        Some(3.01),
        Some(17.0),
        Some(22.52),
        Some(4.0),
        Some(2021),
        Some("EU"),
        533.0,
    ),
    (
        "HP",
        Category::MobileWorkstation,
        Some(2.4),
        Some(15.6),
        Some(20.5),
        Some(4.0),
        Some(2016),
        Some("WW"),
        365.0,
    ),
    ("Lenovo", Category::Desktop, Some(4.5), None, None, Some(5.0), Some(2019), Some("WW"), 883.0),
    (
        "Lenovo",
        Category::AllInOne,
        Some(6.0),
        Some(24.0),
        None,
        None,
        Some(2020),
        Some("WW"),
        616.21,
    ),
    (
        "HP",
        Category::AllInOne,
        Some(8.92),
        Some(24.0),
        Some(56.4),
        Some(5.0),
        Some(2015),
        Some("WW"),
        530.0,
    ),
    (
        "Dell",
        Category::Workstation,
        Some(21.7),
        None,
        Some(347.55),
        Some(4.0),
        Some(2018),
        Some("EU"),
        1_180.0,
    ),
    (
        "Dell",
        Category::Workstation,
        Some(4.6),
        None,
        Some(70.92),
        Some(4.0),
        Some(2020),
        Some("EU"),
        399.0,
    ),
    (
        "HP",
        Category::Workstation,
        Some(3.9),
        None,
        Some(112.7),
        Some(5.0),
        Some(2016),
        Some("WW"),
        715.0,
    ),
    (
        "Dell",
        Category::ThinClient,
        Some(0.24),
        None,
        Some(30.7),
        Some(2.0),
        Some(2020),
        Some("EU"),
        97.0,
    ),
    (
        "Lenovo",
        Category::Monitor,
        Some(10.21),
        Some(31.5),
        None,
        Some(5.0),
        Some(2020),
        None,
        545.0,
    ),
    ("Microsoft", Category::Tablet, None, None, Some(18.2), Some(3.0), Some(2020), None, 121.0),
    ("Apple", Category::Smartphone, None, None, None, Some(3.5), Some(2022), Some("WW"), 65.0),
    (
        "Dell",
        Category::Server,
        Some(26.3),
        None,
        Some(1_760.3),
        Some(4.0),
        Some(2019),
        Some("EU"),
        8_640.0,
    ),
];

fn facts(sheet: &Sheet, all: bool) -> Facts {
    let (maker, category, weight, screen, kwh, years, year, place, _) = *sheet;
    let mut own = Facts::new(category).manufacturer(maker);
    if let Some(kg) = weight.filter(|_| all) {
        own = own.weight(Mass::new::<mass::kilogram>(kg)).expect("a plausible value");
    }
    if let Some(inches) = screen.filter(|_| all) {
        own = own.screen_inches(inches).expect("a plausible value");
    }
    if let Some(kwh) = kwh.filter(|_| all) {
        own = own
            .yearly_energy(Energy::new::<energy::kilowatt_hour>(kwh))
            .expect("a plausible value");
    }
    if let Some(years) = years {
        own = own.lifetime(Years::new(years).expect("a plausible value"));
    }
    if let Some(place) = place {
        own = own.location(place.parse().expect("a plausible value"));
    }
    year.map_or_else(
        || own.clone(),
        |year| own.clone().report_year(year).expect("a plausible value"),
    )
}

fn at(footprint: &Footprint, statistic: Statistic) -> f64 {
    footprint.total().at(statistic).get::<carbon::kilogram>()
}

#[test]
fn a_published_mean_is_inside_with_all_facts_and_with_none() {
    for sheet in &SHEETS {
        let published = sheet.8;
        let mut widths = Vec::new();
        for all in [true, false] {
            let own = facts(sheet, all).footprint(GridChoice::AsPublished).unwrap();
            let (low, high) = (at(&own, Statistic::P5), at(&own, Statistic::P95));
            assert!((low..=high).contains(&published), "{sheet:?} {all}: {low} to {high}");
            widths.push(high / low);
        }
        // Who says less gets no narrower interval.
        assert!(widths[1] >= widths[0] * 0.999, "{sheet:?}: {widths:?}");
    }
}

/// By maker and category alone a workstation may be a small tower or one with eight drives: what is not known shows.
#[test]
fn a_workstation_of_which_nothing_is_known_has_a_wide_interval() {
    let own = Facts::new(Category::Workstation).manufacturer("Dell").report_year(2021).unwrap();
    let own = own.footprint(GridChoice::AsPublished).unwrap();
    let (low, high) = (at(&own, Statistic::P5), at(&own, Statistic::P95));
    assert!(low < 399.0 && high > 1_180.0, "{low} to {high}");
}

#[test]
fn each_other_category_of_a_catalogue_says_what_would_help() {
    let covered = |category| SHEETS.iter().any(|sheet| sheet.1 == category);
    let others = Category::ALL.into_iter().filter(|category| !covered(*category));
    for category in others.filter(|category| *category != Category::Accessory) {
        let error = Facts::new(category).footprint(GridChoice::AsPublished).unwrap_err();
        assert_eq!(error, StatisticalError::Unknown { category });
        assert!(error.to_string().contains("sheet"), "{error}");
    }
    let home = Facts::new(Category::Accessory).manufacturer("Google");
    let home = home.footprint(GridChoice::AsPublished).unwrap();
    assert!(at(&home, Statistic::P95) > 3.0 * at(&home, Statistic::P5));
}
