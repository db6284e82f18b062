//! A fleet's emissions, what options save, and what is never netted.

use crate::world::{buyer, cart, stocked};
use co2::Programme;
use co2::lifecycle::circular::Allocation;
use co2::lifecycle::scope::{Scope, Side};
use co2::lifecycle::{Avoided, ChangeError, Years, grid};
use co2::quote::QuoteError;
use co2::units::Co2e;
use co2::units::model::{Energy, energy};
use co2::workshop::{Device, Report, Workshop, WorkshopError};

fn years(years: f64) -> Years {
    Years::new(years).unwrap()
}

/// Two laptops of 300 kg and a server of 1,500 kg, each for four years, seen over so many.
fn workshop(programme: &Programme, over: f64) -> Workshop {
    programme.workshop(&cart(), &buyer(), years(over)).unwrap()
}

fn near(left: f64, right: f64) {
    assert!((left - right).abs() <= 1e-9 * right.abs().max(1.0), "{left} {right}");
}

fn report(workshop: &Workshop) -> Report {
    let report = workshop.report().unwrap();
    // Each side has all of it, once.
    for side in [Side::Buyer, Side::Maker] {
        let rows = report.scopes.iter().filter(|row| row.side == side);
        near(rows.map(|row| row.kg).sum(), report.today_kg);
    }
    report
}

#[test]
fn today_is_the_sum_of_the_devices_over_the_years() {
    let programme = stocked();
    let four = report(&workshop(&programme, 4.0));
    assert_eq!(four.devices, 3);
    near(four.today_kg, 2_100.0);
    // Whoever keeps a device for four years needs three of them in twelve.
    near(report(&workshop(&programme, 12.0)).today_kg, 6_300.0);
    let of = |side, scope| {
        let row = four.scopes.iter().find(|row| (row.side, row.scope) == (side, scope));
        row.unwrap().kg
    };
    // Use: 15 % of two laptops and 57 % of a server.
    near(of(Side::Buyer, Scope::Two), 90.0 + 855.0);
    near(of(Side::Maker, Scope::Three { category: 11 }), 90.0 + 855.0);
    near(of(Side::Buyer, Scope::Three { category: 2 }), 480.0 + 600.0);
}

/// Once, a device that came after an option was in today's emissions and in no saving, and one that was taken out was
/// compared with another's.
#[test]
fn a_device_is_not_added_after_an_option() {
    let programme = stocked();
    let mut workshop = workshop(&programme, 12.0);
    let another = || {
        let laptop =
            &programme.workshop(&cart(), &buyer(), years(12.0)).unwrap().devices()[0].clone();
        Device::new("one more", 1, laptop.footprint.clone())
    };
    workshop.add(another()).unwrap();
    workshop.option("six years", |device| device.with_years(years(6.0))).unwrap();
    let before = report(&workshop);
    assert_eq!(before.devices, 4);
    let error = workshop.add(another()).unwrap_err();
    assert!(matches!(&error, WorkshopError::Late { device } if device == "one more"), "{error}");
    assert_eq!(report(&workshop), before);
}

#[test]
fn an_option_is_compared_over_the_same_years() {
    let programme = stocked();
    let mut workshop = workshop(&programme, 12.0);
    workshop
        .option("six years", |device| device.with_years(years(6.0)))
        .unwrap()
        .option_for("50".parse().unwrap(), "half of them", |device| device.with_years(years(6.0)))
        .unwrap()
        .option("nothing", Ok::<_, ChangeError>)
        .unwrap()
        .option("a second life", |d| d.with_second_life(Allocation::YearsOfUse, years(4.0)))
        .unwrap();
    let report = report(&workshop);
    let savings: Vec<f64> = report.options.iter().map(|option| option.saving_kg).collect();
    // Of what is not used up by use: a third less in twelve years.
    let without_use = 6_300.0 - 3.0 * 945.0;
    near(savings[0], without_use / 3.0);
    near(savings[1], without_use / 6.0);
    near(savings[2], 0.0);
    // Half of the manufacture goes to the second life.
    near(savings[3], 3.0 * 1_080.0 / 2.0);
    let cautious = report.options[0].cautious_saving_kg.unwrap();
    assert!(cautious > 0.0 && cautious < savings[0], "{cautious}");
}

#[test]
fn avoided_emissions_and_credits_change_no_footprint() {
    let programme = stocked();
    let plain = report(&workshop(&programme, 4.0));
    let mut workshop = workshop(&programme, 4.0);
    let sweden = grid::intensity("SE".parse().unwrap(), 2024).unwrap();
    let saved = Energy::new::<energy::kilowatt_hour>(1_000_000.0);
    let avoided = Avoided::by_saved_electricity(saved, &sweden.figure.factor).unwrap();
    workshop.avoided("efficient pumps", avoided);
    workshop.credits = Co2e::from_kilograms(2_100).unwrap();
    let report = report(&workshop);
    near(report.today_kg, plain.today_kg);
    assert_eq!(report.scopes, plain.scopes);
    near(report.avoided[0].avoided_kg, 34_890.0);
    assert_eq!(report.credits, Co2e::from_kilograms(2_100).unwrap());
    for text in [report.to_string(), serde_json::to_string(&report).unwrap()] {
        assert!(text.contains("do not count towards science-based targets"), "{text}");
        assert!(text.contains("not subtracted from each other"), "{text}");
    }
    assert!(report.to_string().contains("not part of its emissions: 2.1 t CO2e"), "{report}");
    #[cfg(feature = "schemars")]
    {
        let schema = co2::schema::schema("workshop-report").unwrap();
        let valid = jsonschema::validator_for(schema.as_value()).unwrap();
        valid.validate(&serde_json::to_value(&report).unwrap()).unwrap();
    }
}

#[test]
fn what_cannot_be_reported_is_an_error() {
    let programme = stocked();
    assert!(matches!(Workshop::new(years(1.0)).report(), Err(WorkshopError::Empty)));
    let mut workshop = workshop(&programme, 4.0);
    for share in ["0", "100.1"] {
        let wrong = workshop.option_for(share.parse().unwrap(), "x", Ok::<_, ChangeError>);
        assert!(matches!(wrong, Err(WorkshopError::Share { .. })), "{share}");
    }
    let saving = |device: co2::lifecycle::Footprint| {
        let source = device.sources()[0].clone();
        device.with_reduction(2.0, "magic", source)
    };
    let error = workshop.option("more than all", saving).unwrap_err();
    let WorkshopError::Option { option, device, .. } = error else { panic!("{error:?}") };
    assert_eq!((option.as_str(), device.as_str()), ("more than all", "Example Laptop 14"));
    // An option that failed is not among the others.
    assert!(workshop.report().unwrap().options.is_empty());
    let mut unknown = cart();
    unknown.lines[0].footprint = co2::FootprintSource::Catalogue("x".parse().unwrap());
    let error = programme.workshop(&unknown, &buyer(), years(4.0)).unwrap_err();
    assert!(matches!(error, QuoteError::NotInCatalogue { line: 1, .. }), "{error:?}");
}
