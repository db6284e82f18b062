//! From rows to coefficients.

use super::regression::{median, quantile, robust, weighted_median};
use super::sheet_row::Row;
use super::{SheetRow, groups, spread};
use co2_lifecycle::coefficients::{
    Completed, EditionFactor, Entry, Family, Inputs, Joint, PAIA_GRAMS_PER_KWH, Seen, Shares,
    Sheets, Term, Typical, Variable, Weighted, Z95, share_for, standardised,
};
use co2_lifecycle::{Category, Edition, Fact, Place, StatisticalModel, Years};
use std::collections::BTreeMap;

/// The fewest rows that a regression of their own is fitted to.
pub(crate) const MIN_ROWS: usize = 12;
/// The penalties on the coefficients of standardised terms that are tried.
const RIDGES: [f64; 3] = [1.0, 4.0, 16.0];
/// The penalty on the coefficients of kinds and editions.
const KIND_RIDGE: f64 = 0.1;
/// That of the intercept, which only keeps the equations solvable.
const FREE: f64 = 1e-9;
/// From so many rows on, those of a maker are a large part of those of all makers: the regression of all would know
/// the left-out ones, and its error flatter.
const FEW_ROWS: usize = 24;
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
    let bases: Vec<(Entry, Basis<'_>)> = Family::ALL
        .into_iter()
        .flat_map(|family| [false, true].map(|with_energy| (family, with_energy)))
        .filter_map(|(family, with_energy)| {
            best(None, family, with_energy, None, &rows_of(&all, None, family))
        })
        .collect();
    let mut found: Vec<(Entry, Basis<'_>)> = Vec::new();
    for family in Family::ALL {
        for maker in makers(&all) {
            let own = rows_of(&all, Some(maker), family);
            for with_energy in [false, true] {
                let is_base =
                    |entry: &&Entry| (entry.family, entry.with_energy) == (family, with_energy);
                let base = bases.iter().map(|(entry, _)| entry).find(is_base);
                found.extend(best(Some(maker), family, with_energy, base, &own));
            }
        }
    }
    found.extend(bases.iter().cloned());
    let (entries, fitted_by): (Vec<Entry>, Vec<Basis<'_>>) = found.into_iter().unzip();
    let mut model = StatisticalModel::default();
    model.entries = entries;
    complete_shares(&mut model.entries);
    spread::set_drift(&mut model.entries, &fitted_by, &all);
    model.categories = categories(&all);
    model.editions = editions(&model, &all);
    model
}

/// The regression that is nearest to left-out groups.
///
/// A term of its own for each year helps where a maker revises its figures from year to year; elsewhere it follows
/// chance, as small coefficients of few sheets do. Of a maker with few sheets the regression of all makers, with a
/// factor, may say more than one of its own.
fn best<'a>(
    maker: Option<&'a str>,
    family: Family,
    with_energy: bool,
    base: Option<&'a Entry>,
    own: &[Row<'_>],
) -> Option<(Entry, Basis<'a>)> {
    let basis =
        |each_year, ridge| Basis { maker, family, with_energy, each_year, ridge, base: None };
    let own_terms =
        [true, false].into_iter().flat_map(|each_year| RIDGES.map(|ridge| basis(each_year, ridge)));
    let with_factor = base
        .filter(|_| own.len() < FEW_ROWS)
        .map(|base| Basis { base: Some(base), ..basis(false, 1.0) });
    let fitted = own_terms.chain(with_factor).filter_map(|basis| {
        let mut entry = coefficients(basis, own)?;
        let error = spread::set(&mut entry, basis, own, base)?;
        (entry.spread < MAX_SPREAD).then_some((error, entry, basis))
    });
    fitted.min_by(|(a, ..), (b, ..)| a.total_cmp(b)).map(|(_, entry, basis)| (entry, basis))
}

/// What a regression is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Basis<'a> {
    /// `None`: all makers together.
    pub(crate) maker: Option<&'a str>,
    pub(crate) family: Family,
    pub(crate) with_energy: bool,
    /// Whether each year has a term.
    pub(crate) each_year: bool,
    /// The penalty on each coefficient of a standardised term.
    pub(crate) ridge: f64,
    /// The regression of all makers, on which the maker has no more than a factor.
    pub(crate) base: Option<&'a Entry>,
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
pub(crate) fn coefficients(basis: Basis<'_>, own: &[Row<'_>]) -> Option<Entry> {
    let Basis { maker, family, with_energy, each_year, ridge, base } = basis;
    let usable: Vec<Row<'_>> = own
        .iter()
        .filter(|row| {
            !with_energy || row.use_share().is_some() || row.inputs.yearly_energy_kwh.is_some()
        })
        .copied()
        .collect();
    if usable.len() < if base.is_some() { MIN_KIND } else { MIN_ROWS } {
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
    if let Some(base) = base {
        return Some(with_factor(entry, base, &usable, &inputs));
    }
    entry.joint = joint(&entry, &inputs);
    let products: Vec<_> = inputs.iter().map(|inputs| entry.complete(inputs)).collect();
    let targets: Vec<f64> = usable.iter().map(|row| libm::log(target_kg(&entry, row))).collect();
    let mut terms: Vec<Term> = Term::all()
        .filter(|term| is_term(*term, &entry))
        .filter(|term| each_year || !matches!(term, Term::InYear(_)))
        .collect();
    // Of servers without the terms of weight, memory, drives or processors of which more would be less, as few sheets by
    // chance have it.
    loop {
        regress(&mut entry, &terms, &products, &targets, ridge)?;
        let of_server = |fact: &Fact| {
            family == Family::Server && (fact.is_configuration() || *fact == Fact::Weight)
        };
        let mut facts = Fact::numbers().filter(of_server);
        let Some(fact) = facts.find(|fact| entry.falls(*fact)) else { break };
        terms.retain(|term| term.fact() != Some(fact));
    }
    Some(entry)
}

/// Finds the intercept and the coefficients of these terms, as far as they vary.
fn regress(
    entry: &mut Entry,
    terms: &[Term],
    products: &[Completed],
    targets: &[f64],
    ridge: f64,
) -> Option<()> {
    let mut design = vec![vec![1.0]; products.len()];
    let mut penalties = vec![FREE];
    entry.terms.clear();
    for &term in terms {
        let values: Vec<f64> = products.iter().map(|product| term.value(product)).collect();
        let (center, scale) = moments(&values);
        if scale <= 1e-9 {
            continue;
        }
        for (line, value) in design.iter_mut().zip(&values) {
            line.push(standardised(*value, center, scale));
        }
        // What a product is, and by which method its sheet was made, is no small correction to draw towards nothing.
        let is_kind = matches!(term, Term::Kind(_) | Term::Edition(_));
        penalties.push(if is_kind { KIND_RIDGE } else { ridge });
        entry.terms.push(Weighted::new(term, 0.0, center, scale));
    }
    let mut found = robust(&design, targets, &penalties).into_iter();
    entry.intercept = found.next()?;
    for (term, coefficient) in entry.terms.iter_mut().zip(found) {
        term.coefficient = coefficient;
    }
    Some(())
}

/// The regression of all makers, with a factor for one of them.
fn with_factor(mut entry: Entry, base: &Entry, rows: &[Row<'_>], inputs: &[Inputs]) -> Entry {
    entry.joint = base.joint.clone();
    entry.seen.clone_from(&base.seen);
    entry.terms.clone_from(&base.terms);
    let away: Vec<f64> = rows
        .iter()
        .zip(inputs)
        .map(|(row, inputs)| {
            libm::log(target_kg(&entry, row)) - libm::log(base.fitted_kg(&entry.complete(inputs)))
        })
        .collect();
    // As if one more sheet were just as those of all makers.
    let count = count_f64(away.len());
    entry.intercept = base.intercept + median(&away).unwrap_or_default() * count / (count + 1.0);
    entry
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
///
/// Of few sheets the median says little. It is drawn towards what the re-issues of other makers were, the more the
/// fewer there are; one that is known to exist has a factor even so.
fn editions(model: &StatisticalModel, all: &[Row<'_>]) -> BTreeMap<Edition, EditionFactor> {
    let newer = || Edition::ALL.into_iter().filter(|own| *own != first_of_maker(*own));
    let found: Vec<(Edition, Vec<f64>, u16)> =
        newer().map(|edition| ratios(model, all, edition)).collect();
    let center = |of: &[f64]| median(of).filter(|_| of.len() >= MIN_EDITION);
    let away = |of: &[f64], from: f64| of.iter().map(|own| own - from).collect::<Vec<f64>>();
    // How far sheets of one edition are from its factor: two of three within a deviation.
    let within: Vec<f64> = found
        .iter()
        .filter_map(|(_, of, _)| Some(away(of, center(of)?)))
        .flatten()
        .map(f64::abs)
        .collect();
    let one = quantile(&within, 0.68).unwrap_or(USUAL_WITHIN).max(MIN_EDITION_SPREAD);
    let mut factors = BTreeMap::new();
    for (edition, of, last_year) in &found {
        let others = found.iter().filter(|(other, ..)| other != edition);
        let known: Vec<f64> = others.filter_map(|(_, of, _)| center(of)).collect();
        let Some(own) = median(of) else { continue };
        let (usual, between) = (median(&known).unwrap_or(own), BETWEEN_EDITIONS);
        let far: Vec<f64> = away(of, own).into_iter().map(f64::abs).collect();
        let one = spread::pooled(quantile(&far, 0.68).unwrap_or_default(), of.len(), one);
        // Inverse variances: of the median of the sheets, and of what re-issues usually are.
        let of_sheets = count_f64(of.len()) / (one * one);
        let of_others = if known.is_empty() { 0.0 } else { 1.0 / (between * between) };
        let mut factor = EditionFactor::default();
        factor.sheets = u32::try_from(of.len()).unwrap_or(u32::MAX);
        factor.ln_factor = (own * of_sheets + usual * of_others) / (of_sheets + of_others);
        factor.spread = libm::sqrt(one * one + 1.0 / (of_sheets + of_others));
        factor.last_year = *last_year;
        factors.insert(*edition, factor);
    }
    factors
}

/// The logarithms of how much the sheets of an edition have of what the first edition would, and their last year.
fn ratios(model: &StatisticalModel, all: &[Row<'_>], edition: Edition) -> (Edition, Vec<f64>, u16) {
    let (mut ratios, mut last_year) = (Vec::new(), 0);
    for row in all.iter().filter(|row| row.inputs.edition == Some(edition)) {
        let maker = Some(row.sheet.manufacturer.as_str());
        let mut inputs = row.inputs;
        inputs.edition = Some(first_of_maker(edition));
        let Some(entry) = model.best(maker, row.family, &inputs) else { continue };
        let expected = entry.parts(&inputs, &entry.complete(&inputs));
        let rest = if row.sheet.manufacture_only {
            row.sheet.mean_kg / (1.0 - entry.shares.transport - entry.shares.end_of_life)
        } else if row.use_share().is_some() {
            rest_kg(entry, row)
        } else {
            // The sheet does not state its use phase, whose factor may differ by edition: the whole is compared.
            expected.rest_kg * row.sheet.mean_kg / expected.total_kg()
        };
        ratios.push(libm::log(rest / expected.rest_kg));
        last_year = last_year.max(row.inputs.report_year.unwrap_or_default());
    }
    (edition, ratios, last_year)
}

/// The deviation of the factors of re-issues from one maker to the next: HP's halved its sheets and Dell's left four
/// tenths. Two are too few for an estimate.
const BETWEEN_EDITIONS: f64 = 0.4;
/// The deviation of sheets from the factor of their edition, where no edition has enough of them.
const USUAL_WITHIN: f64 = 0.4;
/// The least spread of an edition's factor: three sheets that agree by chance do not make it certain.
const MIN_EDITION_SPREAD: f64 = 0.15;
