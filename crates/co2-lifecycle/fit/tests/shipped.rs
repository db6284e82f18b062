//! The fit against the coefficients that `co2-lifecycle` ships.

use co2_lifecycle::coefficients::{Family, Inputs};
use co2_lifecycle::{Category, Edition, StatisticalModel};
use co2_lifecycle_fit::{Left, SheetRow, Shuffle, fit, folds, predict, sheets};
use std::path::{Path, PathBuf};

/// Sheets as the shipped coefficients would state them: laptops and screens of two makers with editions, a tenth
/// more or less.
fn stated() -> Vec<SheetRow> {
    let model = StatisticalModel::shipped();
    let mut rows = Vec::new();
    for (maker, edition, year) in [
        ("Dell", Edition::DellPaia, 2021),
        ("HP", Edition::HpPaia, 2020),
        ("HP", Edition::Hp2022, 2022),
    ] {
        for (category, family, low, high) in [
            (Category::Laptop, Family::Laptop, 11.6, 17.3),
            (Category::Monitor, Family::Monitor, 21.5, 34.0),
        ] {
            for number in 0..40_u16 {
                let part = f64::from(number) / 39.0;
                let screen = low + (high - low) * part;
                let weight = screen * screen / 120.0 * (1.0 + f64::from(number % 7) / 20.0);
                let kwh = screen * screen / 12.0 * (1.0 + f64::from(number % 5) / 10.0);
                let noise = if number % 2 == 0 { 1.05 } else { 0.95 };
                let mut inputs = Inputs::new(category);
                inputs.edition = Some(edition);
                inputs.weight_kg = Some(weight);
                inputs.screen_in = Some(screen);
                inputs.report_year = Some(year);
                inputs.yearly_energy_kwh = Some(kwh);
                let entry = model.best(Some(maker), family, &inputs).expect("shipped");
                let parts = model.parts(entry, &inputs);
                let total = parts.rest_kg * noise + parts.use_kg;
                let name = format!("{maker} s{year}{}{number}", category.as_str());
                let mut row = SheetRow::new(maker, &name, category, total);
                row.weight_kg = Some(weight);
                row.screen_in = Some(screen);
                row.report_year = Some(year);
                row.edition = Some(edition);
                row.yearly_energy_kwh = Some(kwh);
                row.years = Some(entry.years.get());
                row.use_share = Some(parts.use_kg / total);
                rows.push(row);
            }
        }
    }
    rows
}

#[test]
fn sheets_by_the_shipped_coefficients_give_their_predictions_back() {
    let rows = stated();
    let model = fit(&rows);
    let mut worst = 0.0_f64;
    for row in &rows {
        let again = predict(&model, row, Left::All).expect("fitted").mean_kg;
        let shipped = predict(StatisticalModel::shipped(), row, Left::All).expect("fitted").mean_kg;
        worst = worst.max((again / shipped - 1.0).abs());
    }
    assert!(worst < 0.1, "{worst}");
}

/// The two editions of HP are distinguished by name, not by place or year: the same product has the ratio that the
/// shipped coefficients have.
#[test]
fn an_edition_is_found_again() {
    let rows = stated();
    let model = fit(&rows);
    let ratio = |model: &StatisticalModel| {
        let mut row = rows.iter().rfind(|row| row.category == Category::Laptop).unwrap().clone();
        let of = |row: &SheetRow| predict(model, row, Left::All).unwrap().mean_kg;
        let new = of(&row);
        row.edition = Some(Edition::HpPaia);
        of(&row) / new
    };
    let (found, shipped) = (ratio(&model), ratio(StatisticalModel::shipped()));
    assert!(shipped > 1.3, "{shipped}");
    assert!((found / shipped - 1.0).abs() < 0.1, "{found} {shipped}");
}

/// An extra over the data set, which is not in this repository: fitting it again gives the shipped table to the last
/// digit.
#[test]
fn the_shipped_table_is_what_the_data_set_gives() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // The shared data folder lies beside the checkout, or beside the folder of worktrees.
    let folders =
        ["../../../../shared/data", "../../../../../shared/data"].map(|path| here.join(path));
    let names = ["pcf_published.csv", "pcf_published_more.csv", "pcf_newest_quoted.csv"];
    let Some(folder) = folders.iter().find(|folder| folder.join(names[0]).exists()) else {
        println!("skipped: {} is not there", folders[0].join(names[0]).display());
        return;
    };
    let paths: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
    let rows: Vec<SheetRow> =
        sheets::read_all(&paths).unwrap().into_iter().map(|(row, _)| row).collect();
    assert_eq!(fit(&rows).to_string(), StatisticalModel::shipped().to_string());
    assert_eq!(folds(&rows, 1).len(), rows.len());
    assert_eq!(format!("{:?}", Shuffle::new(2)), "Shuffle(2)");
}
