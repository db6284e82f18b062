//! Scores from groups of rows that were left out.

use super::train::Row;
use super::{SheetRow, fit, groups};
use crate::statistical::features::Inputs;
use crate::statistical::log_sd;
use crate::statistical::model::{StatisticalModel, Z95};
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

/// The number of the fold of each row, from 0 to 4: whole [`groups`], in a seeded order.
pub fn folds(rows: &[SheetRow], seed: u64) -> Vec<usize> {
    folds_of(groups(rows).into_iter(), Shuffle::new(seed))
}

pub(super) fn folds_of(groups: impl Iterator<Item = usize>, mut shuffle: Shuffle) -> Vec<usize> {
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

const FOLDS: usize = 5;

/// Five-fold cross-validation over whole groups: for each row the prediction of the model that was
/// fitted without the row's fold; `None` where that model knows nothing of its kind.
pub fn cross_validate(rows: &[SheetRow], seed: u64) -> Vec<Option<Prediction>> {
    let fold = folds(rows, seed);
    let mut predictions = vec![None; rows.len()];
    for left in 0..FOLDS {
        let train: Vec<SheetRow> = rows
            .iter()
            .zip(&fold)
            .filter(|(_, fold)| **fold != left)
            .map(|(row, _)| row.clone())
            .collect();
        let model = fit(&train);
        for ((prediction, row), fold) in predictions.iter_mut().zip(rows).zip(&fold) {
            if *fold == left {
                *prediction = predict(&model, row);
            }
        }
    }
    predictions
}

/// What the model says for the facts of a row.
pub(crate) fn predict(model: &StatisticalModel, row: &SheetRow) -> Option<Prediction> {
    let row = Row::new(row, 0);
    let maker = Some(row.sheet.manufacturer.as_str());
    let (mean_kg, spread) = total(model, maker, row.family, &row.inputs)?;
    let at = |z: f64| mean_kg * libm::exp(z * spread - spread * spread / 2.0);
    Some(Prediction { mean_kg, p5_kg: at(-Z95), p95_kg: at(Z95) })
}

fn total(
    model: &StatisticalModel,
    maker: Option<&str>,
    family: crate::statistical::features::Family,
    inputs: &Inputs,
) -> Option<(f64, f64)> {
    let entry = model.best(maker, family, inputs)?;
    let (rest_kg, use_kg) = entry.parts(inputs);
    Some((rest_kg + use_kg, log_sd((rest_kg, use_kg), entry.relative(inputs))))
}
