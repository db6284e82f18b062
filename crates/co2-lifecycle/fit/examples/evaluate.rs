//! Scores the statistical tier on sheets that it was not fitted to: left-out groups, and later years; and the law of
//! the use phase.
//!
//! ```sh
//! cargo run --release -p co2-lifecycle-fit --example evaluate -- SHEETS.csv...
//! ```

use co2_lifecycle::Edition;
use co2_lifecycle_fit::{
    Left, Prediction, SheetRow, cross_validate, groups, later_years, sheets, weighted_median,
};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

const SEEDS: [u64; 2] = [1, 2];
const LEFT: [Left; 3] = [Left::All, Left::WithoutEnergy, Left::MakerAndCategory];

/// Signed relative errors, and whether the published mean was inside.
#[derive(Clone, Default)]
struct Score(Vec<(f64, bool)>);

impl Score {
    fn add(&mut self, row: &SheetRow, prediction: &Prediction) {
        let Prediction { mean_kg, p5_kg, p95_kg, .. } = *prediction;
        self.0.push((mean_kg / row.mean_kg - 1.0, (p5_kg..=p95_kg).contains(&row.mean_kg)));
    }

    fn error(&self) -> f64 {
        100.0 * median(&mut self.0.iter().map(|(error, _)| error.abs()).collect::<Vec<f64>>())
    }

    fn bias(&self) -> f64 {
        100.0 * median(&mut self.0.iter().map(|(error, _)| *error).collect::<Vec<f64>>())
    }

    fn inside(&self) -> f64 {
        100.0 * count(self.0.iter().filter(|(_, inside)| *inside).count()) / count(self.0.len())
    }
}

fn edition(row: &SheetRow) -> &'static str {
    let in_use = || Edition::in_use(&row.manufacturer, row.report_year);
    row.edition.or_else(in_use).map_or("-", Edition::as_str)
}

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    if paths.is_empty() {
        return Err("usage: evaluate SHEETS.csv...".into());
    }
    let rows: Vec<SheetRow> = sheets::read_all(&paths)?.into_iter().map(|(row, _)| row).collect();
    let mut out = io::stdout().lock();
    let groups = groups(&rows).iter().max().map_or(0, |last| last + 1);
    writeln!(out, "rows {}, groups {groups}", rows.len())?;
    by_group(&rows, &mut out)?;
    by_time(&rows, &mut out)?;
    use_phase("PCs", &["laptop", "mobile_workstation", "desktop", "workstation"], &rows, &mut out)?;
    let with_screens =
        ["laptop", "mobile_workstation", "desktop", "workstation", "all_in_one", "monitor"];
    use_phase("PCs and screens", &with_screens, &rows, &mut out)
}

/// Five-fold cross-validation over groups, by maker, category and edition.
fn by_group(rows: &[SheetRow], out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut scores: BTreeMap<[&str; 3], [Score; 3]> = BTreeMap::new();
    for seed in SEEDS {
        for (row, predictions) in rows.iter().zip(cross_validate(rows, seed, &LEFT)) {
            let by = [&row.manufacturer, row.category.as_str(), edition(row)];
            let new = row.report_year.is_some_and(|year| year >= 2023);
            let recent = new.then_some(["since 2023", "*", "*"]);
            let keys = [by, [by[0], by[1], "*"], ["*", by[1], "*"], ["*", "*", "*"]];
            for key in keys.into_iter().chain(recent) {
                let of_key = scores.entry(key).or_default();
                for (score, prediction) in of_key.iter_mut().zip(&predictions) {
                    if let Some(prediction) = prediction {
                        score.add(row, prediction);
                    }
                }
            }
        }
    }
    writeln!(out, "\nleft-out groups: error %, bias %, inside P5 to P95 %")?;
    writeln!(
        out,
        "{:<11}{:<19}{:<12}{:>5}  {:<20}{:<20}{:<20}",
        "maker", "category", "edition", "n", "all facts", "without energy", "maker and category"
    )?;
    for ([maker, category, edition], of_key) in &scores {
        let rows = of_key[0].0.len() / SEEDS.len();
        if rows < 3 {
            continue;
        }
        write!(out, "{maker:<11}{category:<19}{edition:<12}{rows:>5}  ")?;
        for score in of_key {
            write!(out, "{:>5.1} {:>+6.1} {:>5.1}  ", score.error(), score.bias(), score.inside())?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Fitted until a year, scored on the sheets after it.
fn by_time(rows: &[SheetRow], out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    for until in [2018, 2019, 2020, 2021, 2022] {
        for (at, prediction) in later_years(rows, until) {
            let Some(row) = rows.get(at) else { continue };
            let years = row.report_year.unwrap_or_default() - until;
            let years = if years > 3 { "4 or more".to_owned() } else { years.to_string() };
            for key in [
                (format!("until {until}"), "*".to_owned()),
                (format!("until {until}"), row.manufacturer.clone()),
                ("years later".to_owned(), years.clone()),
                (row.category.as_str().to_owned(), "*".to_owned()),
                ("all".to_owned(), "*".to_owned()),
            ] {
                scores.entry(key).or_default().add(row, &prediction);
            }
        }
    }
    writeln!(out, "\nlater years than the fit: n, error %, bias %, inside %")?;
    for ((of, by), score) in &scores {
        writeln!(
            out,
            "{of:<20}{by:<12}{:>5}{:>7.1}{:>+7.1}{:>7.1}",
            score.0.len(),
            score.error(),
            score.bias(),
            score.inside()
        )?;
    }
    Ok(())
}

/// The implied factor of a sheet, its share of use, and what the share would be with a factor of 1 kg/kWh.
#[derive(Clone, Copy)]
struct Implied {
    factor: f64,
    share: f64,
    per_factor: f64,
}

/// Use phase = energy × years × one constant per maker and place, fitted on every second row of Dell's
/// and HP's products and scored on the others. The constant is the median of the implied factors, weighted with
/// the share of use: the smaller a share, the more its rounding moves the factor.
fn use_phase(
    what: &str,
    categories: &[&str],
    rows: &[SheetRow],
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let mut implied: BTreeMap<String, (Vec<Implied>, Vec<Implied>)> = BTreeMap::new();
    let mut number = 0_usize;
    for row in rows {
        let known = (row.use_share, row.yearly_energy_kwh, row.years, row.place);
        let (Some(share), Some(energy), Some(years), Some(place)) = known else { continue };
        let maker = row.manufacturer.as_str();
        if !["Dell", "HP"].contains(&maker) || !categories.contains(&row.category.as_str()) {
            continue;
        }
        let (fitted, scored) = implied.entry(format!("{maker} {}", place.as_str())).or_default();
        let per_factor = energy * years / row.mean_kg;
        let own = Implied { factor: share / per_factor, share, per_factor };
        if number.is_multiple_of(2) {
            fitted.push(own);
        } else {
            scored.push(own);
        }
        number += 1;
    }
    writeln!(
        out,
        "\nuse phase of {what} by one constant per maker and place (fitted on every second row);"
    )?;
    writeln!(
        out,
        "share: how many of the scored have their published share of use within half a percent point"
    )?;
    writeln!(
        out,
        "{:<12}{:>9}{:>8}{:>8}{:>9}{:>8}",
        "maker", "kg/kWh", "fitted", "scored", "error %", "share"
    )?;
    let mut all = Vec::new();
    for (maker, (fitted, scored)) in implied {
        let weighted: Vec<(f64, f64)> = fitted.iter().map(|own| (own.factor, own.share)).collect();
        let Some(constant) = weighted_median(&weighted).filter(|_| !scored.is_empty()) else {
            continue;
        };
        let mut errors: Vec<f64> =
            scored.iter().map(|own| (constant / own.factor - 1.0).abs()).collect();
        all.extend_from_slice(&errors);
        let error = 100.0 * median(&mut errors);
        let near = |own: &&Implied| (constant * own.per_factor - own.share).abs() <= 0.005 + 1e-9;
        let share = scored.iter().filter(near).count();
        writeln!(
            out,
            "{maker:<12}{constant:>9.3}{:>8}{:>8}{error:>9.2}{share:>8}",
            fitted.len(),
            scored.len()
        )?;
    }
    let scored = all.len();
    writeln!(out, "{:<12}{:>9}{:>8}{scored:>8}{:>9.2}", "all", "", "", 100.0 * median(&mut all))?;
    Ok(())
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are small")]
fn count(count: usize) -> f64 {
    count as f64
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let (Some(&high), Some(&low)) = (values.get(middle), values.get(middle.saturating_sub(1)))
    else {
        return f64::NAN;
    };
    if values.len().is_multiple_of(2) { f64::midpoint(low, high) } else { high }
}
