//! The fit, on sheets of which the law is known.

use co2_lifecycle::co2_units::Stage;
use co2_lifecycle::co2_units::model::{Energy, Mass, carbon, energy, mass};
use co2_lifecycle::{Category, Facts, GridChoice, StatisticalModel, Years};
use co2_lifecycle_fit::{Left, SheetRow, Shuffle, cross_validate, fit, folds, groups};

fn kg(value: f64) -> Mass {
    Mass::new::<mass::kilogram>(value)
}

fn kwh(value: f64) -> Energy {
    Energy::new::<energy::kilowatt_hour>(value)
}

/// Screens whose footprint is exp(5 + 0.8 ln(weight)), a tenth more or less.
fn screens() -> Vec<SheetRow> {
    (0..80_u16)
        .map(|number| {
            let weight = 3.0 + f64::from(number % 20) / 5.0;
            let noise = if number % 2 == 0 { 1.1 } else { 0.9 };
            let total = 148.4 * libm::pow(weight, 0.8) * noise;
            SheetRow {
                weight_kg: Some(weight + f64::from(number) * 1e-6),
                ..SheetRow::new("Maker", &format!("Screen s{number}"), Category::Monitor, total)
            }
        })
        .collect()
}

#[test]
fn a_known_law_is_found_and_nine_of_ten_are_inside() {
    let rows = screens();
    assert_eq!(groups(&rows).last(), Some(&79));
    let mut inside = 0;
    for (row, prediction) in rows.iter().zip(cross_validate(&rows, 7, &[Left::All])) {
        let prediction = prediction[0].unwrap();
        assert!((prediction.mean_kg / row.mean_kg - 1.0).abs() < 0.2);
        inside += usize::from((prediction.p5_kg..=prediction.p95_kg).contains(&row.mean_kg));
    }
    assert!(inside >= 68, "{inside} of 80");
    let facts = Facts::new(Category::Monitor).manufacturer("Maker").weight(kg(4.0)).unwrap();
    let footprint = facts
        .footprint_by(&fit(&rows), &StatisticalModel::source(), GridChoice::AsPublished)
        .unwrap();
    let found = footprint.total().mean().get::<carbon::kilogram>();
    assert!((found / (148.4 * libm::pow(4.0, 0.8)) - 1.0).abs() < 0.06, "{found}");
}

#[test]
fn folds_are_seeded_and_keep_groups_whole() {
    let mut rows = screens();
    for row in &mut rows[..10] {
        row.name = "One and the same".to_owned();
    }
    let fold = folds(&rows, 3);
    assert_eq!(fold, folds(&rows, 3));
    assert_ne!(fold, folds(&rows, 4));
    assert!(fold[..10].iter().all(|own| *own == fold[0]));
    assert_eq!((0..5).filter(|number| fold.contains(number)).count(), 5);
    assert_eq!(format!("{:?}", Shuffle::new(1)), "Shuffle(1)");
}

#[test]
fn a_fitted_model_is_written_and_read_back() {
    let model = fit(&screens());
    let text = model.to_string();
    let read: StatisticalModel = text.parse().unwrap();
    assert_eq!(read.to_string(), text);
}

#[test]
fn a_name_with_a_comma_does_not_break_the_table() {
    for maker in ["Maker, Inc.", "#1", "*", "50 % off", "two\nlines", "Ma%2Cker", "Büro"] {
        let mut rows = screens();
        for row in &mut rows {
            row.manufacturer = maker.to_owned();
        }
        let model = fit(&rows);
        let read: StatisticalModel = model.to_string().parse().unwrap();
        assert_eq!(read.to_string(), model.to_string(), "{maker:?}");
        let facts = Facts::new(Category::Monitor).manufacturer(maker).weight(kg(4.0)).unwrap();
        let of = |model| {
            let source = StatisticalModel::source();
            facts.footprint_by(model, &source, GridChoice::AsPublished).unwrap()
        };
        let text = of(&read).explain().to_string();
        assert!(text.contains(&format!("monitor, {maker})")), "{text}");
    }
}

/// Rows are public literals: what is no number in them is not stated.
#[test]
fn a_row_with_a_number_that_is_none_counts_as_one_without() {
    let mut without = screens();
    without[3].weight_kg = None;
    let table = fit(&without).to_string();
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let mut rows = screens();
        rows[3].weight_kg = Some(bad);
        rows[4].screen_in = Some(bad);
        rows[5].yearly_energy_kwh = Some(bad);
        assert_eq!(fit(&rows).to_string(), table, "{bad}");
    }
}

/// A tenth of the whole is not use, as it is half of that of servers.
#[test]
fn what_is_not_use_may_be_a_small_part() {
    let mut rows = screens();
    for row in &mut rows {
        let made = row.mean_kg;
        row.mean_kg = 10.0 * made;
        row.yearly_energy_kwh = Some(9.0 * made / (4.0 * 0.5));
        row.use_share = Some(0.9);
        row.years = Some(4.0);
    }
    let facts = Facts::new(Category::Monitor).manufacturer("Maker").weight(kg(4.0)).unwrap();
    let made = 148.4 * libm::pow(4.0, 0.8);
    let facts = facts.yearly_energy(kwh(9.0 * made / 2.0)).unwrap();
    let facts = facts.lifetime(Years::new(4.0).unwrap());
    let footprint = facts
        .footprint_by(&fit(&rows), &StatisticalModel::source(), GridChoice::AsPublished)
        .unwrap();
    let used = footprint.stage(Stage::Use).unwrap().mean();
    let rest = (footprint.total().mean() - used).get::<carbon::kilogram>();
    assert!((rest / made - 1.0).abs() < 0.1, "{rest} {made}");
}
