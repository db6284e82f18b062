//! Scores from groups of rows that were left out, and from later years.

use super::sheet_row::Row;
use super::{SheetRow, fit, groups};
use co2_lifecycle::StatisticalModel;
use co2_lifecycle::coefficients::{Z95, log_sd};
use std::collections::BTreeMap;

/// A seeded order: the seed is an argument, so the same seed gives the same folds everywhere.
#[derive(Clone, Copy, Debug)]
pub struct Shuffle(u64);

impl Shuffle {
    /// From a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number: `SplitMix64`.
    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

/// What is predicted for a row by a model that never saw its group.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Prediction {
    /// The mean, in kilograms.
    pub mean_kg: f64,
    /// The 5th percentile, in kilograms.
    pub p5_kg: f64,
    /// The 95th percentile, in kilograms.
    pub p95_kg: f64,
}

/// Which facts of a row are left to the prediction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// All of them.
    All,
    /// All but the yearly energy.
    WithoutEnergy,
    /// Maker, category, edition and year.
    MakerAndCategory,
}

/// The number of the fold of each row, from 0 to 4: whole [`groups`], in a seeded order.
pub fn folds(rows: &[SheetRow], seed: u64) -> Vec<usize> {
    folds_of(groups(rows).into_iter(), Shuffle::new(seed))
}

pub(crate) fn folds_of(groups: impl Iterator<Item = usize>, mut shuffle: Shuffle) -> Vec<usize> {
    let groups: Vec<usize> = groups.collect();
    let mut order: BTreeMap<usize, u64> = BTreeMap::new();
    for &group in &groups {
        order.entry(group).or_insert_with(|| shuffle.next());
    }
    let mut shuffled: Vec<(u64, usize)> = order.iter().map(|(&group, &at)| (at, group)).collect();
    shuffled.sort_unstable();
    let fold: BTreeMap<usize, usize> =
        shuffled.iter().enumerate().map(|(place, &(_, group))| (group, place % FOLDS)).collect();
    groups.iter().map(|group| fold.get(group).copied().unwrap_or_default()).collect()
}

pub(crate) const FOLDS: usize = 5;

/// Five-fold cross-validation over whole groups: for each row the prediction of the model that was fitted without
/// the row's fold, once for each choice of facts; `None` where that model knows nothing of its kind.
pub fn cross_validate(rows: &[SheetRow], seed: u64, left: &[Left]) -> Vec<Vec<Option<Prediction>>> {
    let fold = folds(rows, seed);
    let mut predictions = vec![vec![None; left.len()]; rows.len()];
    for number in 0..FOLDS {
        let train: Vec<SheetRow> = rows
            .iter()
            .zip(&fold)
            .filter(|(_, fold)| **fold != number)
            .map(|(row, _)| row.clone())
            .collect();
        let model = fit(&train);
        for ((slots, row), fold) in predictions.iter_mut().zip(rows).zip(&fold) {
            if *fold == number {
                for (slot, left) in slots.iter_mut().zip(left) {
                    *slot = predict(&model, row, *left);
                }
            }
        }
    }
    predictions
}

/// The predictions of a model that was fitted to the sheets until a year for those after it, with their places
/// among the rows.
pub fn later_years(rows: &[SheetRow], until: u16) -> Vec<(usize, Prediction)> {
    let is_early = |row: &SheetRow| row.report_year.is_some_and(|year| year <= until);
    let train: Vec<SheetRow> = rows.iter().filter(|row| is_early(row)).cloned().collect();
    let model = fit(&train);
    let later =
        rows.iter().enumerate().filter(|(_, row)| !is_early(row) && row.report_year.is_some());
    later.filter_map(|(at, row)| Some((at, predict(&model, row, Left::All)?))).collect()
}

/// What the model says for the facts of a row, as [`Facts`](co2_lifecycle::Facts) would; of manufacture alone what
/// is not use.
pub fn predict(model: &StatisticalModel, row: &SheetRow, left: Left) -> Option<Prediction> {
    let row = Row::new(row, 0)?;
    let mut inputs = row.inputs;
    if left != Left::All {
        inputs.yearly_energy_kwh = None;
    }
    if left == Left::MakerAndCategory {
        (inputs.weight_kg, inputs.screen_in) = (None, None);
        (inputs.memory_gb, inputs.storage_gb, inputs.processors) = (None, None, None);
    }
    let maker = Some(row.sheet.manufacturer.as_str());
    let entry = model.best(maker, row.family, &inputs)?;
    let parts = model.parts(entry, &inputs);
    let relative = model.relative(entry, &inputs);
    let (mean_kg, spread) = if row.sheet.manufacture_only {
        let made = 1.0 - entry.shares.transport - entry.shares.end_of_life;
        (parts.rest_kg * made, log_sd((parts.rest_kg, 0.0), relative))
    } else {
        (parts.total_kg(), log_sd((parts.rest_kg, parts.use_kg), relative))
    };
    let at = |z: f64| mean_kg * libm::exp(z * spread - spread * spread / 2.0);
    Some(Prediction { mean_kg, p5_kg: at(-Z95), p95_kg: at(Z95) })
}
