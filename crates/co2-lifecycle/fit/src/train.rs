//! From rows to coefficients.

use super::regression::{median, quantile, robust, weighted_median};
use super::sheet_row::Row;
use super::{SheetRow, groups, spread};
use co2_lifecycle::coefficients::{
    EditionFactor, Entry, Family, Inputs, Joint, PAIA_GRAMS_PER_KWH, Seen, Shares, Sheets, Term,
    Typical, Variable, Weighted, Z95, share_for, standardised,
};
use co2_lifecycle::{Category, Edition, Fact, Place, StatisticalModel, Years};
use std::collections::BTreeMap;

/// The fewest rows that a regression of their own is fitted to.
pub(crate) const MIN_ROWS: usize = 12;
/// The fewest rows of an edition among those of a regression for it to be a term.
const MIN_EDITION: usize = 5;
/// The fewest rows of a kind for it to be a term, or to have a share of use of its own.
const MIN_KIND: usize = 3;
/// The least share of rows that state a fact for it to be a term.
const MIN_SHARE: f64 = 0.03;
/// What is left for the other stages when a use phase is taken off, at least: less than on any sheet. Servers have
/// a sixth, so a higher floor would count their manufacture as more than the sheets do.
const MIN_REST: f64 = 0.05;
/// The years of use where no sheet of a kind states them: those of most of Dell's and HP's sheets.
const USUAL_YEARS: Years = Years::FOUR;
/// An entry whose interval is wider than a factor of seven either way says too little; what answers in its place is
/// an entry without the energy, or that of all makers.
const MAX_SPREAD: f64 = 1.2;
/// What is added to the variance of each fact: facts that go together too well could not be solved for.
const JITTER: f64 = 1e-4;
/// How often missing facts are completed until the means and covariances settle.
const ROUNDS: usize = 12;

/// Fits the statistical and the category tier. The order of the rows matters only to the last digits.
pub fn fit(rows: &[SheetRow]) -> StatisticalModel {
    let groups = groups(rows);
    let all: Vec<Row<'_>> =
        rows.iter().zip(groups).filter_map(|(row, group)| Row::new(row, group)).collect();
    let mut model = StatisticalModel::default();
    for family in Family::ALL {
        for maker in makers(&all).into_iter().map(Some).chain([None]) {
            for with_energy in [false, true] {
                let own = rows_of(&all, maker, family);
                let Some(mut entry) = coefficients(maker, family, with_energy, &own) else {
                    continue;
                };
                if spread::set(&mut entry, &own).is_some() && entry.spread < MAX_SPREAD {
                    model.entries.push(entry);
                }
            }
        }
    }
    complete_shares(&mut model.entries);
    spread::set_drift(&mut model.entries, &all);
    model.categories = categories(&all);
    model.editions = editions(&model, &all);
    model
}

/// The makers of some rows, in order.
pub(crate) fn makers<'a>(rows: &[Row<'a>]) -> Vec<&'a str> {
    let mut makers: Vec<&str> = rows.iter().map(|row| row.sheet.manufacturer.as_str()).collect();
    makers.sort_unstable();
    makers.dedup();
    makers
}

/// The rows that a regression is fitted to. Over all makers, only those of first editions count: a newer edition is
/// a factor on them.
pub(crate) fn rows_of<'a>(all: &[Row<'a>], maker: Option<&str>, family: Family) -> Vec<Row<'a>> {
    let is_first = |edition: Edition| edition == first_of_maker(edition);
    let own: Vec<Row<'a>> = all
        .iter()
        .filter(|row| row.family == family && !row.sheet.manufacture_only)
        .filter(|row| match maker {
            Some(maker) => row.sheet.manufacturer == maker,
            None => row.inputs.edition.is_none_or(is_first),
        })
        .copied()
        .collect();
    let count = |edition| own.iter().filter(|row| row.inputs.edition == Some(edition)).count();
    let enough = |edition: Edition| is_first(edition) || count(edition) >= MIN_EDITION;
    own.iter().filter(|row| row.inputs.edition.is_none_or(enough)).copied().collect()
}

/// The oldest edition of the same maker; [`Edition::ALL`] has them in that order.
fn first_of_maker(edition: Edition) -> Edition {
    let newest = |own: Edition| own.superseded_by().unwrap_or(own);
    Edition::ALL.into_iter().find(|own| newest(*own) == newest(edition)).unwrap_or(edition)
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

/// The facts of a row as a regression takes them: where the energy is to be known, the one that is stated or the
/// one that the use phase implies.
pub(crate) fn inputs_of(entry: &Entry, row: &Row<'_>) -> Inputs {
    let mut inputs = row.inputs;
    if entry.with_energy && inputs.yearly_energy_kwh.is_none() {
        let years = entry.years(&inputs).get();
        let implied = |share: f64| row.sheet.mean_kg * share / (entry.factor(inputs.place) * years);
        inputs.yearly_energy_kwh = row.use_share().map(implied);
    }
    inputs
}

/// The coefficients without the spread; `None` when there are too few rows.
pub(crate) fn coefficients(
    maker: Option<&str>,
    family: Family,
    with_energy: bool,
    own: &[Row<'_>],
) -> Option<Entry> {
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
    let mut entry =
        Entry::new(maker.map(str::to_owned), family, with_energy, typical_years(&usable));
    entry.rows = u32::try_from(usable.len()).ok()?;
    entry.groups = {
        let mut groups: Vec<usize> = usable.iter().map(|row| row.group).collect();
        groups.sort_unstable();
        groups.dedup();
        u32::try_from(groups.len()).ok()?
    };
    let factors = Factors::new(&usable);
    entry.shares = shares(&usable, entry.years, &factors);
    entry.kind_use = kind_use(family, &usable, entry.years, &factors);
    (entry.use_factors, entry.use_factor) = (factors.by_place, factors.all);
    let inputs: Vec<Inputs> = usable.iter().map(|row| inputs_of(&entry, row)).collect();
    entry.seen = Fact::numbers().filter_map(|fact| Some((fact, seen(fact, &inputs)?))).collect();
    entry.dated = sheets(inputs.iter());
    if maker.is_some() {
        for edition in Edition::ALL {
            let of_edition = inputs.iter().filter(|own| own.edition == Some(edition));
            if of_edition.clone().count() >= MIN_EDITION {
                entry.editions.insert(edition, sheets(of_edition));
            }
        }
    }
    entry.joint = joint(&entry, &inputs);
    let products: Vec<_> = inputs.iter().map(|inputs| entry.complete(inputs)).collect();
    let mut design = vec![vec![1.0]; usable.len()];
    let terms: Vec<Term> = Term::all().filter(|term| is_term(*term, &entry)).collect();
    for term in terms {
        let values: Vec<f64> = products.iter().map(|product| term.value(product)).collect();
        let (center, scale) = moments(&values);
        if scale <= 1e-9 {
            continue;
        }
        for (line, value) in design.iter_mut().zip(&values) {
            line.push(standardised(*value, center, scale));
        }
        entry.terms.push(Weighted::new(term, 0.0, center, scale));
    }
    let targets: Vec<f64> = usable.iter().map(|row| libm::log(target_kg(&entry, row))).collect();
    let mut found = robust(&design, &targets).into_iter();
    entry.intercept = found.next()?;
    for (term, coefficient) in entry.terms.iter_mut().zip(found) {
        term.coefficient = coefficient;
    }
    Some(entry)
}

/// What is fitted: the whole life, if it were of typical years, or what is not use.
pub(crate) fn target_kg(entry: &Entry, row: &Row<'_>) -> f64 {
    let rest = rest_kg(entry, row);
    if entry.with_energy {
        return rest;
    }
    let times = entry.years.get() / entry.years(&row.inputs).get();
    rest + (row.sheet.mean_kg - rest) * times
}

/// What of the published mean is not use: less the use phase by the stated energy, or by the stated or typical share.
fn rest_kg(entry: &Entry, row: &Row<'_>) -> f64 {
    let whole = row.sheet.mean_kg;
    let years = entry.years(&row.inputs).get();
    let in_use = if let Some(kwh) = row.inputs.yearly_energy_kwh {
        kwh * entry.factor(row.inputs.place) * years
    } else {
        let times = years / entry.years.get();
        whole * row.use_share().unwrap_or_else(|| share_for(entry.shares.in_use, times))
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

/// The number of some rows, and the years between which there are at least three: a single early or late sheet
/// says little of its year.
fn sheets<'a>(inputs: impl Iterator<Item = &'a Inputs>) -> Sheets {
    let (mut rows, mut years) = (0_u32, Vec::new());
    for own in inputs {
        rows = rows.saturating_add(1);
        years.extend(own.report_year);
    }
    years.sort_unstable();
    let third = |mut years: Box<dyn Iterator<Item = &u16> + '_>| years.nth(2).copied().unwrap_or(0);
    Sheets::new(rows, third(Box::new(years.iter())), third(Box::new(years.iter().rev())))
}

/// Whether an entry has a term. Over all makers the year stands for who wrote the sheet: only what the product is
/// counts.
fn is_term(term: Term, entry: &Entry) -> bool {
    let fact = term.fact();
    let known = |fact| match fact {
        Fact::ReportYear => entry.maker.is_some(),
        fact => entry.joint.variables.contains(&Variable::Fact(fact)),
    };
    fact.is_none_or(known)
        && match term {
            Term::Square(_) => entry.maker.is_some(),
            Term::Kind(kind) => entry.joint.variables.contains(&Variable::Kind(kind)),
            Term::Edition(edition) | Term::ScreenIn(edition) => {
                entry.joint.variables.contains(&Variable::Edition(edition))
            }
            _ => true,
        }
}

/// How the facts go together over the rows.
fn joint(entry: &Entry, inputs: &[Inputs]) -> Joint {
    let count = |is: &dyn Fn(&Inputs) -> bool| inputs.iter().filter(|own| is(own)).count();
    let varies = |number: usize| number >= MIN_KIND && number + MIN_KIND <= inputs.len();
    let facts = Fact::numbers().filter(|fact| match fact {
        Fact::ReportYear => entry.maker.is_some(),
        Fact::YearlyEnergy if !entry.with_energy => false,
        fact => is_stated(*fact, entry.family, inputs),
    });
    let kinds = entry.family.kinds().iter().copied();
    let kinds = kinds.filter(|kind| varies(count(&|own| own.kind == *kind)));
    // The first edition is the one beside which the others are.
    let editions = entry.editions.keys().copied();
    let editions = editions.filter(|own| {
        *own != first_of_maker(*own) && varies(count(&|row| row.edition == Some(*own)))
    });
    let variables: Vec<Variable> = facts
        .map(Variable::Fact)
        .filter(|variable| {
            let values: Vec<f64> = inputs.iter().filter_map(|own| variable.value(own)).collect();
            values.len() >= MIN_KIND && moments(&values).1 > 1e-6
        })
        .chain(kinds.map(Variable::Kind))
        .chain(editions.map(Variable::Edition))
        .collect();
    let given: Vec<Vec<Option<f64>>> = inputs
        .iter()
        .map(|own| variables.iter().map(|variable| variable.value(own)).collect())
        .collect();
    let mut joint = Joint::default();
    for round in 0..ROUNDS {
        let completed: Vec<Vec<f64>> = given
            .iter()
            .map(|own| if round == 0 { means_for(own, &given) } else { joint.completed(own) })
            .collect();
        joint = moments_of(variables.clone(), &completed);
    }
    joint
}

/// The given values, and for the missing ones the mean over the rows.
fn means_for(own: &[Option<f64>], all: &[Vec<Option<f64>>]) -> Vec<f64> {
    let mean = |at: usize| {
        let values: Vec<f64> =
            all.iter().filter_map(|row| row.get(at).copied().flatten()).collect();
        moments(&values).0
    };
    own.iter().enumerate().map(|(at, value)| value.unwrap_or_else(|| mean(at))).collect()
}

fn moments_of(variables: Vec<Variable>, rows: &[Vec<f64>]) -> Joint {
    let column =
        |at: usize| -> Vec<f64> { rows.iter().filter_map(|row| row.get(at).copied()).collect() };
    let columns: Vec<Vec<f64>> = (0..variables.len()).map(column).collect();
    let means: Vec<f64> = columns.iter().map(|column| moments(column).0).collect();
    let mut covariances = Vec::with_capacity(variables.len() * variables.len());
    for (a, (column_a, mean_a)) in columns.iter().zip(&means).enumerate() {
        for (b, (column_b, mean_b)) in columns.iter().zip(&means).enumerate() {
            let products = column_a.iter().zip(column_b).map(|(x, y)| (x - mean_a) * (y - mean_b));
            let covariance = products.sum::<f64>() / count_f64(rows.len());
            covariances.push(covariance + if a == b { JITTER } else { 0.0 });
        }
    }
    Joint::new(variables, means, covariances)
}

/// A fact of the configuration is a term only where at least half of the sheets state it. The capacity of a
/// server's drives is none: most are hard disks, for which it says little (fitted, more would have counted as
/// less).
fn is_stated(fact: Fact, family: Family, inputs: &[Inputs]) -> bool {
    if fact == Fact::Storage && family == Family::Server {
        return false;
    }
    let stated = inputs.iter().filter(|own| own.is_known(fact)).count();
    if fact.is_configuration() {
        stated * 2 >= inputs.len()
    } else {
        count_f64(stated) >= MIN_SHARE * count_f64(inputs.len())
    }
}

fn seen(fact: Fact, inputs: &[Inputs]) -> Option<Seen> {
    let values: Vec<f64> = inputs.iter().filter_map(|own| own.number(fact)).collect();
    Some(Seen::new(quantile(&values, 0.0)?, quantile(&values, 1.0)?, median(&values)?))
}

/// Mean and standard deviation.
pub(crate) fn moments(values: &[f64]) -> (f64, f64) {
    let count = count_f64(values.len());
    let mean = values.iter().sum::<f64>() / count;
    let square: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (mean, libm::sqrt(square / count))
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are small")]
pub(crate) fn count_f64(count: usize) -> f64 {
    count as f64
}

/// The fewest rows for a grid factor of one market.
const MIN_FACTORS: usize = 3;

/// The grid factors that sheets imply, by place and over all.
struct Factors {
    by_place: BTreeMap<Place, f64>,
    all: f64,
}

impl Factors {
    fn new(rows: &[Row<'_>]) -> Self {
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
        Self { by_place: by_place.collect(), all: weighted_median(&of(None)).unwrap_or(paia) }
    }

    fn of(&self, place: Option<Place>) -> f64 {
        place.and_then(|place| self.by_place.get(&place).copied()).unwrap_or(self.all)
    }
}

/// The share of use, as stated or as the energy gives it, and as it would be for so many years.
fn share_in_use(row: &Row<'_>, years: Years, factors: &Factors) -> Option<f64> {
    let of_energy = || {
        let energy = row.inputs.yearly_energy_kwh? * row.inputs.years?.get();
        let share = energy * factors.of(row.inputs.place) / row.sheet.mean_kg;
        Some(share.min(1.0 - MIN_REST))
    };
    let times = row.inputs.years.map_or(1.0, |own| years.get() / own.get());
    Some(share_for(row.use_share().or_else(of_energy)?, times))
}

/// The typical share of use of each kind of a family.
fn kind_use(
    family: Family,
    rows: &[Row<'_>],
    years: Years,
    factors: &Factors,
) -> BTreeMap<Category, f64> {
    if family.kinds().is_empty() {
        return BTreeMap::new();
    }
    let of = |kind: Category| {
        let own = rows.iter().filter(|row| row.inputs.kind == kind);
        let shares: Vec<f64> = own.filter_map(|row| share_in_use(row, years, factors)).collect();
        (shares.len() >= MIN_KIND).then(|| median(&shares)).flatten()
    };
    Category::ALL.into_iter().filter_map(|kind| Some((kind, of(kind)?))).collect()
}

/// Medians of the stated shares, of use as it would be for so many years; where a maker states none, what the
/// medians of published sheets are.
fn shares(rows: &[Row<'_>], years: Years, factors: &Factors) -> Shares {
    let of_rest = |share: fn(&SheetRow) -> Option<f64>| -> Vec<f64> {
        let ratio = |row: &Row<'_>| {
            let rest = 1.0 - row.use_share()?;
            Some(share(row.sheet).filter(|share| *share > 0.0)? / rest).filter(|ratio| *ratio < 1.0)
        };
        rows.iter().filter_map(ratio).collect()
    };
    let in_use: Vec<f64> =
        rows.iter().filter_map(|row| share_in_use(row, years, factors)).collect();
    let mut shares = Shares::default();
    shares.in_use = median(&in_use).unwrap_or_default();
    shares.transport = median(&of_rest(|sheet| sheet.transport_share)).unwrap_or_default();
    shares.end_of_life = median(&of_rest(|sheet| sheet.end_of_life_share)).unwrap_or_default();
    shares
}

/// Median and spread of each category that has rows.
fn categories(rows: &[Row<'_>]) -> BTreeMap<Category, Typical> {
    let mut found = BTreeMap::new();
    for wanted in Category::ALL {
        let own: Vec<Row<'_>> = rows
            .iter()
            .filter(|row| row.inputs.kind == wanted && !row.sheet.manufacture_only)
            .copied()
            .collect();
        let totals: Vec<f64> = own.iter().map(|row| row.sheet.mean_kg).collect();
        let Some(median_kg) = median(&totals).filter(|_| totals.len() >= MIN_ROWS) else {
            continue;
        };
        // From the middle nine tenths, as far as there are so many rows.
        let low = quantile(&totals, 0.05).unwrap_or(median_kg);
        let high = quantile(&totals, 0.95).unwrap_or(median_kg);
        // Of sheets that all say the same, no spread is known.
        let spread = libm::log(high / low) / (2.0 * Z95);
        if spread <= 0.0 {
            continue;
        }
        let years = typical_years(&own);
        let mut typical = Typical::new(years);
        typical.rows = u32::try_from(own.len()).unwrap_or(u32::MAX);
        typical.median_kg = median_kg;
        typical.spread = spread;
        let factors = Factors::new(&own);
        typical.use_factor = factors.all;
        typical.shares = shares(&own, years, &factors);
        found.insert(wanted, typical);
    }
    found
}

/// What the sheets of an edition are, beside what the first edition of the maker would say of the same products.
fn editions(model: &StatisticalModel, all: &[Row<'_>]) -> BTreeMap<Edition, EditionFactor> {
    let mut found = BTreeMap::new();
    for edition in Edition::ALL.into_iter().filter(|own| *own != first_of_maker(*own)) {
        let own = all.iter().filter(|row| row.inputs.edition == Some(edition));
        let (mut ratios, mut last_year) = (Vec::new(), 0);
        for row in own {
            let maker = Some(row.sheet.manufacturer.as_str());
            let mut inputs = row.inputs;
            inputs.edition = Some(first_of_maker(edition));
            let Some(entry) = model.best(maker, row.family, &inputs) else { continue };
            let rest = if row.sheet.manufacture_only {
                row.sheet.mean_kg / (1.0 - entry.shares.transport - entry.shares.end_of_life)
            } else if row.use_share().is_some() {
                rest_kg(entry, row)
            } else {
                // The sheet does not state its use phase, whose factor may differ by edition: the whole is compared.
                let whole = entry.parts(&inputs, &entry.complete(&inputs));
                whole.rest_kg * row.sheet.mean_kg / whole.total_kg()
            };
            let expected = entry.parts(&inputs, &entry.complete(&inputs)).rest_kg;
            ratios.push(libm::log(rest / expected));
            last_year = last_year.max(row.inputs.report_year.unwrap_or_default());
        }
        let Some(ln_factor) = median(&ratios).filter(|_| ratios.len() >= 3) else { continue };
        let away: Vec<f64> = ratios.iter().map(|own| (own - ln_factor).abs()).collect();
        let count = count_f64(ratios.len());
        let mut factor = EditionFactor::default();
        factor.sheets = u32::try_from(ratios.len()).unwrap_or(u32::MAX);
        factor.ln_factor = ln_factor;
        // Two of three are within the deviation of one sheet; the median of so few has one of its own.
        let one = quantile(&away, 0.68).unwrap_or_default();
        factor.spread = (one * libm::sqrt(1.0 + 3.0 / count)).max(MIN_EDITION_SPREAD);
        factor.last_year = last_year;
        found.insert(edition, factor);
    }
    found
}

/// The least spread of an edition's factor: three sheets that agree by chance do not make it certain.
const MIN_EDITION_SPREAD: f64 = 0.15;
