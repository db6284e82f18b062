//! From rows to coefficients.

use super::regression::{median, quantile, robust, weighted_median};
use super::validate::{Shuffle, folds_of};
use super::{SheetRow, groups};
use crate::publisher::PAIA_GRAMS_PER_KWH;
use crate::statistical::features::{Fact, Family, Inputs, Place, Range as _, Seen, Term};
use crate::statistical::model::{
    Entry, Shares, StatisticalModel, Typical, Weighted, Z95, share_for, standardised,
};
use crate::{Category, Years};
use std::collections::BTreeMap;

/// The fewest rows that a regression of their own is fitted to.
const MIN_ROWS: usize = 20;
/// The part of the interval's residuals that are inside.
const COVERAGE: f64 = 0.9;
/// The least share of rows that lack (or have) a fact for its absence to be a term.
const MIN_SHARE: f64 = 0.03;
/// What is left for the other stages when a use phase is taken off, at least: less than on any sheet. Servers have
/// a sixth, so a higher floor would count their manufacture as more than the sheets do.
const MIN_REST: f64 = 0.05;
/// The years of use where no sheet of a kind states them: those of most of Dell's and HP's sheets.
const USUAL_YEARS: Years = Years::FOUR;
/// The seeds of the inner cross-validations that find the spread.
const SEEDS: [u64; 2] = [11, 12];

/// Fits the statistical and the category tier. The order of the rows matters only to the last digits.
pub fn fit(rows: &[SheetRow]) -> StatisticalModel {
    let groups = groups(rows);
    let all: Vec<Row<'_>> = rows
        .iter()
        .zip(groups)
        .filter(|(row, _)| row.mean_kg > 0.0 && row.mean_kg.is_finite())
        .map(|(row, group)| Row::new(row, group))
        .collect();
    let mut makers: Vec<&str> = all.iter().map(|row| row.sheet.manufacturer.as_str()).collect();
    makers.sort_unstable();
    makers.dedup();
    let mut entries = Vec::new();
    for family in Family::ALL {
        for maker in makers.iter().copied().map(Some).chain([None]) {
            let own = |row: &&Row<'_>| {
                row.family == family && maker.is_none_or(|maker| row.sheet.manufacturer == maker)
            };
            let own: Vec<Row<'_>> = all.iter().filter(own).copied().collect();
            for with_energy in [false, true] {
                entries.extend(entry(maker, family, with_energy, &own));
            }
        }
    }
    complete_shares(&mut entries);
    StatisticalModel { entries, categories: categories(&all) }
}

/// A maker that states no shares of transport and end of life gets those of all makers.
fn complete_shares(entries: &mut [Entry]) {
    let all: Vec<(Family, Shares)> = entries
        .iter()
        .filter(|entry| entry.maker.is_none())
        .map(|entry| (entry.family, entry.shares))
        .collect();
    for entry in entries {
        for (_, shares) in all.iter().filter(|(family, _)| *family == entry.family) {
            if entry.shares.transport == 0.0 {
                entry.shares.transport = shares.transport;
            }
            if entry.shares.end_of_life == 0.0 {
                entry.shares.end_of_life = shares.end_of_life;
            }
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) sheet: &'a SheetRow,
    pub(super) inputs: Inputs,
    pub(super) family: Family,
    pub(super) group: usize,
}

impl<'a> Row<'a> {
    pub(super) fn new(sheet: &'a SheetRow, group: usize) -> Self {
        let family = Family::of(sheet.category, sheet.screen_in, sheet.weight_kg);
        let inputs = Inputs {
            weight_kg: above_zero(sheet.weight_kg),
            screen_in: above_zero(sheet.screen_in),
            years: sheet.years.and_then(|years| Years::new(years).ok()),
            report_year: sheet.report_year,
            yearly_energy_kwh: above_zero(sheet.yearly_energy_kwh),
            memory_gb: above_zero(sheet.memory_gb),
            storage_gb: above_zero(sheet.storage_gb),
            processors: above_zero(sheet.processors),
            place: sheet.place,
            all_in_one: Inputs::is_all_in_one(sheet.category, family, above_zero(sheet.screen_in)),
        };
        Self { sheet, inputs, family, group }
    }

    /// The use share, where it is stated and can be one.
    fn use_share(&self) -> Option<f64> {
        self.sheet.use_share.filter(|share| *share > 0.0 && *share < 1.0)
    }

    /// The grid factor that the sheet implies, with its weight: the share of use, of whose rounding the relative
    /// error is the inverse.
    fn implied_factor(&self) -> Option<(f64, f64)> {
        let energy = self.inputs.yearly_energy_kwh? * self.inputs.years?.get();
        let share = self.use_share()?;
        Some((self.sheet.mean_kg * share / energy, share))
    }
}

/// What is zero, negative or no number has no logarithm, and counts as not stated.
fn above_zero(value: Option<f64>) -> Option<f64> {
    value.filter(|value| *value > 0.0 && value.is_finite())
}

/// The entry of one maker and family, if there are enough rows.
fn entry(maker: Option<&str>, family: Family, with_energy: bool, own: &[Row<'_>]) -> Option<Entry> {
    let usable: Vec<Row<'_>> = own
        .iter()
        .filter(|row| {
            !with_energy || row.use_share().is_some() || row.inputs.yearly_energy_kwh.is_some()
        })
        .copied()
        .collect();
    if usable.len() < MIN_ROWS {
        return None;
    }
    let mut entry = coefficients(maker, family, with_energy, &usable)?;
    let mut ready: Vec<f64> = Vec::new();
    let mut without: BTreeMap<Fact, Vec<f64>> = BTreeMap::new();
    for seed in SEEDS {
        let fold = folds_of(usable.iter().map(|row| row.group), Shuffle::new(seed));
        left_out(&entry, &usable, &fold, 5, &mut ready, &mut without);
    }
    entry.spread = spread(&ready)?;
    if maker.is_none() {
        // For a maker that was never seen: what leaving out each of the makers costs.
        let mut makers: Vec<&str> =
            usable.iter().map(|row| row.sheet.manufacturer.as_str()).collect();
        makers.sort_unstable();
        makers.dedup();
        let number = |row: &Row<'_>| {
            makers.iter().position(|maker| *maker == row.sheet.manufacturer).unwrap_or_default()
        };
        let fold: Vec<usize> = usable.iter().map(number).collect();
        let mut strange = Vec::new();
        left_out(&entry, &usable, &fold, makers.len(), &mut strange, &mut BTreeMap::new());
        entry.spread = spread(&strange).unwrap_or_default().max(entry.spread);
    }
    entry.spread_without = without
        .into_iter()
        .filter_map(|(fact, residuals)| Some((fact, spread(&residuals)?)))
        .filter(|(_, wide)| *wide > entry.spread)
        .collect();
    Some(entry)
}

/// The residuals of rows that were not fitted, with all facts and without each of them.
fn left_out(
    like: &Entry,
    rows: &[Row<'_>],
    fold: &[usize],
    folds: usize,
    ready: &mut Vec<f64>,
    without: &mut BTreeMap<Fact, Vec<f64>>,
) {
    for left in 0..folds {
        let pick = |is: bool| -> Vec<Row<'_>> {
            let chosen = rows.iter().zip(fold).filter(|(_, fold)| (**fold == left) == is);
            chosen.map(|(row, _)| *row).collect()
        };
        let (train, test) = (pick(false), pick(true));
        let Some(model) =
            coefficients(like.maker.as_deref(), like.family, like.with_energy, &train)
        else {
            continue;
        };
        for row in &test {
            // Where the use phase is computed, the error is in the rest.
            let residual = |inputs: &Inputs| {
                if like.with_energy {
                    libm::log(rest_kg(&model, row, inputs) / model.fitted_kg(inputs))
                } else {
                    libm::log(row.sheet.mean_kg / model.total_kg(inputs))
                }
            };
            ready.push(residual(&row.inputs));
            for fact in Fact::ALL {
                let needs_it = like.with_energy && fact == Fact::YearlyEnergy
                    || fact.is_configuration() && !model.uses(fact);
                if row.inputs.is_known(fact) && !needs_it {
                    without.entry(fact).or_default().push(residual(&row.inputs.without(fact)));
                }
            }
        }
    }
}

/// The smallest spread whose interval from the 5th to the 95th percentile around the mean holds nine
/// of ten residuals (of logarithms).
fn spread(residuals: &[f64]) -> Option<f64> {
    let needed: Vec<f64> = residuals
        .iter()
        .map(|&residual| {
            // Of a log-normal with mean 1, ln P95 = Z s - s²/2 and ln P5 = -Z s - s²/2.
            let square = (Z95 * Z95 - 2.0 * residual).max(0.0);
            (Z95 - libm::sqrt(square)).abs()
        })
        .collect();
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are small")]
    let count = needed.len() as f64;
    quantile(&needed, (COVERAGE * (count + 1.0) / count).min(1.0))
}

/// The coefficients without the spread.
fn coefficients(
    maker: Option<&str>,
    family: Family,
    with_energy: bool,
    rows: &[Row<'_>],
) -> Option<Entry> {
    let (use_factors, use_factor) = use_factors(rows);
    let years = typical_years(rows);
    let mut entry = Entry {
        maker: maker.map(str::to_owned),
        family,
        with_energy,
        rows: u32::try_from(rows.len()).ok()?,
        groups: {
            let mut groups: Vec<usize> = rows.iter().map(|row| row.group).collect();
            groups.sort_unstable();
            groups.dedup();
            u32::try_from(groups.len()).ok()?
        },
        intercept: 0.0,
        terms: Vec::new(),
        years,
        seen: Fact::numbers().filter_map(|fact| Some((fact, seen(fact, rows)?))).collect(),
        places: places(rows),
        spread: 0.0,
        spread_without: BTreeMap::new(),
        use_factors,
        use_factor,
        shares: shares(rows, years),
    };
    let columns = columns(&entry, rows);
    let mut design = vec![vec![1.0]; rows.len()];
    for (term, values) in columns {
        let (center, scale) = match term {
            Term::Missing(_) => (0.0, 1.0),
            _ => moments(&values),
        };
        for (line, value) in design.iter_mut().zip(&values) {
            line.push(standardised(*value, center, scale));
        }
        entry.terms.push(Weighted { term, coefficient: 0.0, center, scale });
    }
    let targets: Vec<f64> = rows.iter().map(|row| target(&entry, row)).collect();
    let mut found = robust(&design, &targets).into_iter();
    entry.intercept = found.next()?;
    for (term, coefficient) in entry.terms.iter_mut().zip(found) {
        term.coefficient = coefficient;
    }
    Some(entry)
}

/// The logarithm of what is fitted: the whole life, if it were of typical years, or what is not use.
fn target(entry: &Entry, row: &Row<'_>) -> f64 {
    let whole = row.sheet.mean_kg;
    if !entry.with_energy {
        let times = entry.years.get() / entry.years(&row.inputs).get();
        let share = row.use_share().unwrap_or_else(|| share_for(entry.shares.in_use, 1.0 / times));
        return libm::log(whole * (1.0 - share + share * times));
    }
    libm::log(rest_kg(entry, row, &row.inputs))
}

/// What of the published mean is not use: less the computed use phase, or the stated share.
fn rest_kg(entry: &Entry, row: &Row<'_>, inputs: &Inputs) -> f64 {
    let whole = row.sheet.mean_kg;
    let in_use = match row.inputs.yearly_energy_kwh {
        Some(_) => entry.parts(inputs).1,
        None => whole * row.use_share().unwrap_or_default(),
    };
    (whole - in_use).max(MIN_REST * whole)
}

/// The median of the years of use that sheets state; where none does, the usual ones.
fn typical_years(rows: &[Row<'_>]) -> Years {
    let stated: Vec<f64> = rows.iter().filter_map(|row| row.inputs.years).map(Years::get).collect();
    // The table has two decimals.
    let median = median(&stated).map(|years| libm::round(years * 100.0) / 100.0);
    median.and_then(|years| Years::new(years).ok()).unwrap_or(USUAL_YEARS)
}

/// The share of the rows about each place, where it is not too small.
fn places(rows: &[Row<'_>]) -> BTreeMap<Place, f64> {
    let share = |place: Place| {
        let own: Vec<f64> =
            rows.iter().map(|row| f64::from(u8::from(row.inputs.place == Some(place)))).collect();
        moments(&own).0
    };
    let shares = Place::ALL.map(|place| (place, share(place)));
    shares.into_iter().filter(|(_, share)| *share > MIN_SHARE).collect()
}

/// The terms that vary among the rows, with their values.
fn columns(entry: &Entry, rows: &[Row<'_>]) -> Vec<(Term, Vec<f64>)> {
    Term::all()
        .filter(|term| entry.with_energy || term.fact() != Some(Fact::YearlyEnergy))
        .filter(|term| entry.maker.is_some() || is_physical(*term))
        .filter(|term| term.fact().is_none_or(|fact| is_stated(fact, entry.family, rows)))
        // Of a place that all rows are about, the terms would be copies of others.
        .filter(|term| {
            let share = |place| entry.share(place).is_some_and(|share| share < 1.0 - MIN_SHARE);
            term.place().is_none_or(share)
        })
        .map(|term| {
            (term, rows.iter().map(|row| term.value(&row.inputs, entry)).collect::<Vec<f64>>())
        })
        .filter(|(term, values)| {
            let (mean, scale) = moments(values);
            match term {
                Term::Missing(_) => mean > MIN_SHARE && mean < 1.0 - MIN_SHARE,
                _ => scale > 1e-9,
            }
        })
        .collect()
}

/// A fact of the configuration is a term only where at least half of the sheets state it. The capacity of a
/// server's drives is none: most are hard disks, for which it says little (fitted, more would have counted as
/// less).
fn is_stated(fact: Fact, family: Family, rows: &[Row<'_>]) -> bool {
    if fact == Fact::Storage && family == Family::Server {
        return false;
    }
    let stated = rows.iter().filter(|row| row.inputs.is_known(fact)).count();
    !fact.is_configuration() || stated * 2 >= rows.len()
}

/// Over all makers, year and market of a sheet stand for who wrote it: only what the product is counts.
fn is_physical(term: Term) -> bool {
    match term {
        Term::Linear(fact) => fact != Fact::ReportYear,
        Term::Missing(fact) => matches!(fact, Fact::Weight | Fact::Screen),
        Term::AllInOne => true,
        _ => false,
    }
}

fn seen(fact: Fact, rows: &[Row<'_>]) -> Option<Seen> {
    let values: Vec<f64> = rows.iter().filter_map(|row| row.inputs.number(fact)).collect();
    Some(Seen {
        low: quantile(&values, 0.0)?,
        high: quantile(&values, 1.0)?,
        fill: median(&values)?,
    })
}

/// Mean and standard deviation.
fn moments(values: &[f64]) -> (f64, f64) {
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are small")]
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, libm::sqrt(square / count))
}

/// The fewest rows for a grid factor of one market.
const MIN_FACTORS: usize = 3;
fn use_factors(rows: &[Row<'_>]) -> (BTreeMap<Place, f64>, f64) {
    let of = |place: Option<Place>| -> Vec<(f64, f64)> {
        rows.iter()
            .filter(|row| place.is_none() || row.inputs.place == place)
            .filter_map(Row::implied_factor)
            .collect()
    };
    // Where no sheet implies one.
    let paia = f64::from(PAIA_GRAMS_PER_KWH) / 1_000.0;
    let by_place = Place::ALL.into_iter().filter_map(|place| {
        let factors = of(Some(place));
        (factors.len() >= MIN_FACTORS).then_some(())?;
        Some((place, weighted_median(&factors)?))
    });
    (by_place.collect(), weighted_median(&of(None)).unwrap_or(paia))
}

/// Medians of the stated shares, of use as it would be for so many years; where a maker states none, what the
/// medians of published sheets are.
fn shares(rows: &[Row<'_>], years: Years) -> Shares {
    let in_use = |row: &Row<'_>| {
        let times = row.inputs.years.map_or(1.0, |own| years.get() / own.get());
        Some(share_for(row.use_share()?, times))
    };
    let typical = |values: Vec<f64>, otherwise: f64| median(&values).unwrap_or(otherwise);
    let of_rest = |share: fn(&SheetRow) -> Option<f64>| -> Vec<f64> {
        let ratio = |row: &Row<'_>| {
            let rest = 1.0 - row.use_share()?;
            Some(share(row.sheet).filter(|share| *share > 0.0)? / rest).filter(|ratio| *ratio < 1.0)
        };
        rows.iter().filter_map(ratio).collect()
    };
    Shares {
        in_use: typical(rows.iter().filter_map(in_use).collect(), 0.0),
        transport: typical(of_rest(|sheet| sheet.transport_share), 0.0),
        end_of_life: typical(of_rest(|sheet| sheet.end_of_life_share), 0.0),
    }
}

/// Median and spread of each category that has rows.
fn categories(rows: &[Row<'_>]) -> BTreeMap<Category, Typical> {
    let category = |row: &Row<'_>| match row.family {
        Family::Laptop if row.sheet.category != Category::Workstation => Category::Laptop,
        Family::Desktop if row.inputs.all_in_one => Category::AllInOne,
        _ => row.sheet.category,
    };
    let mut found = BTreeMap::new();
    for wanted in Category::ALL {
        let own: Vec<Row<'_>> =
            rows.iter().filter(|row| category(row) == wanted).copied().collect();
        let totals: Vec<f64> = own.iter().map(|row| row.sheet.mean_kg).collect();
        let Some(median_kg) = median(&totals) else { continue };
        // From the middle nine tenths, as far as there are so many rows.
        let low = quantile(&totals, 0.05).unwrap_or(median_kg);
        let high = quantile(&totals, 0.95).unwrap_or(median_kg);
        // Of sheets that all say the same, no spread is known.
        let spread = libm::log(high / low) / (2.0 * Z95);
        if spread <= 0.0 {
            continue;
        }
        let years = typical_years(&own);
        let typical = Typical {
            rows: u32::try_from(own.len()).unwrap_or(u32::MAX),
            median_kg,
            spread,
            years,
            use_factor: use_factors(&own).1,
            shares: shares(&own, years),
        };
        found.insert(wanted, typical);
    }
    found
}
