//! Every number in a table has publisher, edition, year, region, unit and licence.

use co2_lifecycle::component::Component;
use co2_lifecycle::{StatisticalModel, grid, publisher_factors, transport};
use co2_units::Source;

fn check(source: &Source) {
    for text in [
        &source.publisher,
        &source.edition,
        &source.region,
        &source.boundary,
        &source.licence,
        &source.locator,
    ] {
        assert!(!text.trim().is_empty(), "{source}");
    }
    assert!((1990..=2100).contains(&source.year), "{source}");
}

#[test]
fn every_number_in_a_table_has_a_source_and_a_unit() {
    let mut seen = 0;
    for figure in grid::figures() {
        check(figure.factor.source());
        assert_eq!(figure.factor.unit(), "gCO2e/kWh");
        seen += 1;
    }
    for (code, factor) in grid::subnational_figures() {
        check(factor.source());
        assert_eq!((factor.unit(), factor.source().region.as_ref()), ("g/kWh", code));
        seen += 1;
    }
    for figure in grid::consumption_figures() {
        let source = figure.factor.source();
        check(source);
        assert_eq!(figure.factor.unit(), "gCO2e/kWh");
        assert!(source.boundary.contains("consumed") && source.licence.contains("ODbL"));
        seen += 1;
    }
    for row in publisher_factors() {
        let source = row.factor.source();
        check(source);
        assert_eq!(row.factor.unit(), "kgCO2e/kWh");
        assert_eq!(source.region, row.use_location.to_string());
        assert_eq!(source.year, *row.report_years.end());
        assert!(source.licence.contains("ODbL 1.0") && source.locator.contains(row.manufacturer));
        seen += 1;
    }
    for factor in transport::factors() {
        check(factor.source());
        assert_eq!(factor.unit(), "kgCO2e/tkm");
        assert!(factor.source().licence.contains("Open Government Licence v3.0"));
        assert!(factor.source().locator.contains("27_"));
        seen += 1;
    }
    for component in [
        Component::Cpu { die_mm2: 1.0 },
        Component::Memory { gigabytes: 1.0, gb_per_cm2: Some(1.0) },
        Component::Ssd { gigabytes: 1.0, gb_per_cm2: Some(1.0) },
        Component::HardDisk,
        Component::Mainboard,
        Component::PowerSupply { kilograms: 1.0 },
        Component::RackChassis,
        Component::BladeChassis,
        Component::Battery { watt_hours: 1.0 },
        Component::Assembly,
    ] {
        let (amount, source) = component.figure().unwrap();
        check(&source);
        assert!(amount.value > 0.0, "{component}");
        seen += 1;
    }
    check(&StatisticalModel::source());
    assert!(StatisticalModel::source().licence.contains("ODbL 1.0"));
    let table = include_str!("../data/statistical_model.csv");
    let source = StatisticalModel::source();
    for text in [source.publisher, source.edition, source.licence] {
        assert!(table.contains(text.as_ref()), "{text}");
    }
    assert!(table.contains("unit: "));
    assert!(seen > 2_100, "{seen}");
}

/// The factor that stands in where sheets imply none is the one of the table of publishers.
#[test]
fn the_usual_factor_is_that_of_dells_sheets() {
    let usual = publisher_factors().next().unwrap();
    assert_eq!(
        (usual.manufacturer, usual.factor.published().to_string().as_str()),
        ("Dell", "0.524")
    );
    let table = StatisticalModel::shipped().to_string();
    // No sheet of Lenovo states its yearly energy.
    assert!(table.contains("Lenovo,laptop,total,use factor,0.5240,,"));
}
