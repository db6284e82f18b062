//! Scores the statistical tier on sheets that it was not fitted to, and the law of the use phase.
//!
//! ```sh
//! cargo run --release -p co2-lifecycle --example evaluate -- pcf_published.csv
//! ```

mod sheets;

use co2_lifecycle::fit::{Prediction, SheetRow, cross_validate, groups, weighted_median};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

const SEEDS: [u64; 5] = [1, 2, 3, 4, 5];

#[derive(Default)]
struct Score {
    rows: usize,
    errors: Vec<f64>,
    inside: usize,
    predicted: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path: PathBuf = std::env::args_os().nth(1).ok_or("usage: evaluate SHEETS.csv")?.into();
    let read = sheets::read(&path)?;
    let rows: Vec<SheetRow> = read.iter().map(|(row, _)| row.clone()).collect();
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "rows {}, groups {}",
        rows.len(),
        groups(&rows).iter().max().map_or(0, |last| last + 1)
    )?;

    let mut scores: BTreeMap<(String, String), Score> = BTreeMap::new();
    let mut overall = Score::default();
    for seed in SEEDS {
        let predictions = cross_validate(&rows, seed);
        let mut of_seed: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
        for ((row, kind), prediction) in read.iter().zip(predictions) {
            let Some(Prediction { mean_kg, p5_kg, p95_kg, .. }) = prediction else { continue };
            let key = (row.manufacturer.clone(), kind.clone());
            of_seed.entry(key.clone()).or_default().push((mean_kg / row.mean_kg - 1.0).abs());
            let inside = usize::from((p5_kg..=p95_kg).contains(&row.mean_kg));
            for score in [scores.entry(key).or_default(), &mut overall] {
                score.predicted += 1;
                score.inside += inside;
            }
        }
        for (key, mut errors) in of_seed {
            let score = scores.entry(key).or_default();
            score.rows = errors.len();
            score.errors.push(100.0 * median(&mut errors));
        }
    }
    writeln!(
        out,
        "\nmedian absolute percentage error of the mean total, and coverage of P5 to P95"
    )?;
    writeln!(out, "{:<12}{:<14}{:>5}{:>9}{:>10}", "maker", "category", "n", "error %", "inside %")?;
    for ((maker, kind), score) in &scores {
        if score.rows >= 20 {
            let error = score.errors.iter().sum::<f64>() / count(score.errors.len());
            writeln!(
                out,
                "{maker:<12}{kind:<14}{:>5}{error:>9.1}{:>10.1}",
                score.rows,
                inside(score)
            )?;
        }
    }
    writeln!(
        out,
        "{:<12}{:<14}{:>5}{:>9}{:>10.1}",
        "all",
        "",
        overall.predicted / SEEDS.len(),
        "",
        inside(&overall)
    )?;
    use_phase("PCs", &["laptop", "desktop", "workstation"], &rows, &mut out)?;
    use_phase("PCs and screens", &["laptop", "desktop", "workstation", "monitor"], &rows, &mut out)
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

fn inside(score: &Score) -> f64 {
    100.0 * count(score.inside) / count(score.predicted)
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
