//! How far predictions are from sheets that were not fitted.

use super::regression::{median, quantile};
use super::sheet_row::Row;
use super::train::{Basis, coefficients, count_f64, inputs_of, makers, rows_of, target_kg};
use super::validate::{FOLDS, Shuffle, folds_of};
use co2_lifecycle::coefficients::{Entry, Family, Inputs, Z95};
use co2_lifecycle::{Category, Edition, Fact};
use std::collections::BTreeMap;

/// The part of the interval's residuals that are inside.
const COVERAGE: f64 = 0.9;
/// The seeds of the inner cross-validations that find the spread.
const SEEDS: [u64; 2] = [11, 12];
/// The fewest residuals of later years that a drift is found from.
const MIN_LATER: usize = 10;

/// The fewest residuals of a kind or an edition for a spread of its own.
const MIN_OWN: usize = 8;
/// As so many sheets the spread over all makers counts beside that of few sheets.
const FEW: f64 = 5.0;
/// From so many sheets of a kind on, they alone count.
const ENOUGH: usize = 12;
/// The least drift: the one with which nine of ten sheets of later years are inside when fits until 2018 to 2022 are
/// scored together. A family whose sheets have not changed so far may still change.
const MIN_DRIFT: f64 = 0.2;

/// The residuals of left-out rows, with all facts, without each of them, and with none that describes it.
#[derive(Default)]
struct Residuals {
    all: Vec<f64>,
    without: BTreeMap<Fact, Vec<f64>>,
    bare: Vec<f64>,
    bare_kinds: BTreeMap<Category, Vec<f64>>,
    kinds: BTreeMap<Category, Vec<f64>>,
    editions: BTreeMap<Edition, Vec<f64>>,
}

/// Finds the spreads of an entry by cross-validation over groups; over all makers by leaving out whole makers. The
/// median absolute residual of left-out groups comes back.
pub(crate) fn set(
    entry: &mut Entry,
    basis: Basis<'_>,
    own: &[Row<'_>],
    all_makers: Option<&Entry>,
) -> Option<f64> {
    let mut found = Residuals::default();
    for seed in SEEDS {
        let fold = folds_of(own.iter().map(|row| row.group), Shuffle::new(seed));
        left_out(basis, own, &fold, FOLDS, &mut found);
    }
    entry.spread = spread(&found.all)?;
    if let Some(base) = basis.base {
        entry.spread = pooled(entry.spread, own.len(), base.spread);
    }
    let away: Vec<f64> = found.all.iter().map(|own| own.abs()).collect();
    if entry.maker.is_none() {
        // For a maker that was never seen: what leaving out each of the makers costs.
        let makers = makers(own);
        let number = |row: &Row<'_>| {
            makers.iter().position(|maker| *maker == row.sheet.manufacturer).unwrap_or_default()
        };
        let fold: Vec<usize> = own.iter().map(number).collect();
        let mut strange = Residuals::default();
        left_out(basis, own, &fold, makers.len(), &mut strange);
        entry.spread = spread(&strange.all).unwrap_or_default().max(entry.spread);
        (found.bare, found.bare_kinds) = (strange.bare, strange.bare_kinds);
    }
    let base = entry.spread;
    let own = |residuals: Vec<f64>| {
        let wide = spread(&residuals).filter(|_| residuals.len() >= MIN_OWN)?;
        (wide > base).then_some(wide)
    };
    for kind in kinds_of(entry.family) {
        let found = found.kinds.remove(&kind).unwrap_or_default();
        let number = found.len() / SEEDS.len();
        let wide = spread(&found).unwrap_or_default();
        let wide = match all_makers {
            // Few sheets of a kind say little of it: how far whole makers are from each other counts beside them.
            Some(all) if number < ENOUGH => pooled(wide, number, all.spread),
            _ => wide,
        };
        if wide > base {
            entry.spread_kind.insert(kind, wide);
        }
    }
    let editions = found.editions.into_iter();
    entry.spread_edition =
        editions.filter_map(|(edition, found)| Some((edition, own(found)?))).collect();
    entry.spread_bare = spread(&found.bare).unwrap_or_default().max(entry.spread);
    let bare_kinds = found.bare_kinds.into_iter();
    entry.spread_bare_kind = bare_kinds
        .filter_map(|(kind, found)| Some((kind, own(found)?)))
        .filter(|(_, wide)| *wide > entry.spread_bare)
        .collect();
    entry.spread_without = found
        .without
        .into_iter()
        .filter_map(|(fact, residuals)| Some((fact, spread(&residuals)?)))
        .filter(|(_, wide)| *wide > entry.spread)
        .collect();
    median(&away)
}

/// A spread of so many sheets beside that of all makers: few that agree by chance do not make it certain.
pub(crate) fn pooled(own: f64, number: usize, all: f64) -> f64 {
    let count = count_f64(number);
    libm::sqrt((count * own * own + FEW * all * all) / (count + FEW))
}

/// The kinds of product of a family.
fn kinds_of(family: Family) -> impl Iterator<Item = Category> {
    let own = move |category: &Category| {
        Family::of(*category, None, None).is_some_and(|(of, _)| of == family)
    };
    Category::ALL.into_iter().filter(own)
}

fn left_out(
    basis: Basis<'_>,
    rows: &[Row<'_>],
    fold: &[usize],
    folds: usize,
    found: &mut Residuals,
) {
    for left in 0..folds {
        let pick = |is: bool| -> Vec<Row<'_>> {
            let chosen = rows.iter().zip(fold).filter(|(_, fold)| (**fold == left) == is);
            chosen.map(|(row, _)| *row).collect()
        };
        let (train, test) = (pick(false), pick(true));
        let Some(model) = coefficients(basis, &train) else { continue };
        for row in &test {
            let Some(inputs) = known(&model, row) else { continue };
            let all_facts = residual(&model, row, &inputs);
            found.all.push(all_facts);
            found.kinds.entry(inputs.kind).or_default().push(all_facts);
            if let Some(edition) = inputs.edition {
                found.editions.entry(edition).or_default().push(all_facts);
            }
            for fact in Fact::ALL {
                let needs_it = matches!(fact, Fact::Years | Fact::Location)
                    || basis.with_energy && fact == Fact::YearlyEnergy
                    || fact.is_configuration() && !model.uses(fact);
                if inputs.is_known(fact) && !needs_it {
                    let own = residual(&model, row, &inputs.without(fact));
                    found.without.entry(fact).or_default().push(own);
                }
            }
            let outer = [Fact::Weight, Fact::Screen, Fact::Memory, Fact::Storage, Fact::Processors];
            let bare = outer.into_iter().fold(inputs, Inputs::without);
            let bare = residual(&model, row, &bare);
            found.bare.push(bare);
            found.bare_kinds.entry(inputs.kind).or_default().push(bare);
        }
    }
}

/// The facts of a row that an entry can be asked about; `None`: it needs the energy, and there is none.
fn known(entry: &Entry, row: &Row<'_>) -> Option<Inputs> {
    let inputs = inputs_of(entry, row);
    (!entry.with_energy || inputs.yearly_energy_kwh.is_some()).then_some(inputs)
}

/// Where the use phase is computed, the error is in the rest; else in the whole, for the years of the sheet.
fn residual(entry: &Entry, row: &Row<'_>, inputs: &Inputs) -> f64 {
    let product = entry.complete(inputs);
    if entry.with_energy {
        return libm::log(target_kg(entry, row) / entry.fitted_kg(&product));
    }
    let mut inputs = *inputs;
    inputs.yearly_energy_kwh = None;
    libm::log(row.sheet.mean_kg / entry.parts(&inputs, &product).total_kg())
}

/// The smallest spread whose interval from the 5th to the 95th percentile around the mean holds a residual
/// (of logarithms).
fn needed(residual: f64) -> f64 {
    // Of a log-normal with mean 1, ln P95 = Z s - s²/2 and ln P5 = -Z s - s²/2.
    let square = (Z95 * Z95 - 2.0 * residual).max(0.0);
    (Z95 - libm::sqrt(square)).abs()
}

/// The smallest spread whose interval holds nine of ten residuals.
fn spread(residuals: &[f64]) -> Option<f64> {
    let needed: Vec<f64> = residuals.iter().copied().map(needed).collect();
    let count = count_f64(needed.len());
    quantile(&needed, (COVERAGE * (count + 1.0) / count).min(1.0))
}

/// The drift of each family, from sheets of later years than the fit: what is to be added to the variance for each
/// year so that nine of ten are inside. All makers of a family count together, and editions that had
/// not begun count too, because nobody knows which maker will change its method next.
pub(crate) fn set_drift(entries: &mut [Entry], fitted_by: &[Basis<'_>], all: &[Row<'_>]) {
    let mut by_basis: BTreeMap<(usize, bool), Vec<f64>> = BTreeMap::new();
    let of_makers = entries
        .iter()
        .zip(fitted_by)
        .filter(|(entry, basis)| entry.maker.is_some() && basis.base.is_none());
    for (entry, basis) in of_makers {
        let own = rows_of(all, entry.maker.as_deref(), entry.family);
        let mut years: Vec<u16> = own.iter().filter_map(|row| row.inputs.report_year).collect();
        years.sort_unstable();
        years.dedup();
        let found = by_basis.entry(key(entry)).or_default();
        for cut in years {
            let until = |row: &&Row<'_>| row.inputs.report_year.is_some_and(|year| year <= cut);
            let train: Vec<Row<'_>> = own.iter().filter(until).copied().collect();
            let Some(earlier) = coefficients(*basis, &train) else { continue };
            for row in own.iter().filter(|row| !until(row)) {
                let Some(inputs) = known(&earlier, row) else { continue };
                let outside = f64::from(earlier.years_outside(&inputs, None));
                if outside > 0.0 {
                    let wide = needed(residual(&earlier, row, &inputs));
                    let more = (wide * wide - entry.spread * entry.spread).max(0.0);
                    found.push(libm::sqrt(more / outside));
                }
            }
        }
    }
    let pooled: Vec<f64> = by_basis.values().flatten().copied().collect();
    let usual = quantile(&pooled, COVERAGE).unwrap_or_default();
    for entry in entries {
        let own = by_basis.get(&key(entry)).filter(|found| found.len() >= MIN_LATER);
        let drift = own.and_then(|found| quantile(found, COVERAGE)).unwrap_or(usual);
        entry.drift = drift.max(MIN_DRIFT);
    }
}

fn key(entry: &Entry) -> (usize, bool) {
    let family = Family::ALL.into_iter().position(|family| family == entry.family);
    (family.unwrap_or_default(), entry.with_energy)
}
