//! The fitted coefficients, and what they predict.

use super::joint::no_values;
use super::{Completed, Fact, Family, Inputs, Joint, Place, Seen, Term, Variable, year_number};
use crate::{Category, Edition, Years, maker};
use std::collections::BTreeMap;

/// The 95 % quantile of the standard normal distribution.
pub const Z95: f64 = 1.644_853_626_951_472_6;
/// A term further than so many standard deviations from its centre counts as just that far.
const REACH: f64 = 3.0;

/// The interval is wider for so many years outside of the sheets, and no wider beyond: of a year that is further away
/// nothing more is known, and an ever wider distribution with the same mean would have an ever lower median.
const MOST_YEARS: u16 = 10;

/// The coefficients of the statistical tier and the medians of the category tier.
///
/// [`StatisticalModel::shipped`] is the one in this crate. `Display` writes it as a table that [`str::parse`]
/// reads back, so a host can ship coefficients of its own; the program that fits them is the workspace member
/// `co2-lifecycle-fit`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct StatisticalModel {
    /// The regressions.
    pub entries: Vec<Entry>,
    /// What is typical of each category.
    pub categories: BTreeMap<Category, Typical>,
    /// What an edition multiplies, beside the first one of its maker.
    pub editions: BTreeMap<Edition, EditionFactor>,
}

/// What is typical of a category.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Typical {
    /// How many sheets there are.
    pub rows: u32,
    /// Their median, in kilograms.
    pub median_kg: f64,
    /// The standard deviation of the logarithm.
    pub spread: f64,
    /// The years of use of its median sheet.
    pub years: Years,
    /// What its sheets count for a kilowatt hour, in kilograms of CO2e.
    pub use_factor: f64,
    /// How it divides.
    pub shares: Shares,
}

impl Typical {
    /// An entry that starts with its years; the rest is filled in.
    pub const fn new(years: Years) -> Self {
        let shares = Shares { in_use: 0.0, transport: 0.0, end_of_life: 0.0 };
        Self { rows: 0, median_kg: 0.0, spread: 0.0, years, use_factor: 0.0, shares }
    }
}

/// What is not use in sheets of an edition, beside sheets of the first edition of the same maker.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct EditionFactor {
    /// How many sheets of the edition it is from.
    pub sheets: u32,
    /// The logarithm of the factor.
    pub ln_factor: f64,
    /// The standard deviation of that logarithm, from one sheet to the next.
    pub spread: f64,
    /// The last year of its sheets.
    pub last_year: u16,
}

/// How a total divides, by medians over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Shares {
    /// Of the whole, for the median years.
    pub in_use: f64,
    /// Of what is not use.
    pub transport: f64,
    /// Of what is not use.
    pub end_of_life: f64,
}

/// The sheets of an edition among the rows of a regression.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sheets {
    /// How many.
    pub rows: u32,
    /// The year from which on there are at least three.
    pub first_year: u16,
    /// The year until which there are at least three.
    pub last_year: u16,
}

impl Sheets {
    /// So many rows, from a year to a year.
    pub const fn new(rows: u32, first_year: u16, last_year: u16) -> Self {
        Self { rows, first_year, last_year }
    }
}

/// The regression of one maker's family of products.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// `None`: all makers together.
    pub maker: Option<String>,
    /// Which products.
    pub family: Family,
    /// Whether the use phase is computed from the yearly energy, and only the rest fitted.
    pub with_energy: bool,
    /// How many sheets.
    pub rows: u32,
    /// In how many groups of nearly the same product.
    pub groups: u32,
    /// The years of use of its median sheet, which its shares and its fitted total are about.
    pub years: Years,
    /// The logarithm of what is fitted, of an average product.
    pub intercept: f64,
    /// The terms.
    pub terms: Vec<Weighted>,
    /// How a missing fact follows from the known ones.
    pub joint: Joint,
    /// What was seen of each fact.
    pub seen: BTreeMap<Fact, Seen>,
    /// The editions that have terms of their own.
    pub editions: BTreeMap<Edition, Sheets>,
    /// The years of all rows.
    pub dated: Sheets,
    /// The standard deviation of the logarithm of what is fitted, from left-out groups.
    pub spread: f64,
    /// The same when one of the facts is not given.
    pub spread_without: BTreeMap<Fact, f64>,
    /// The same when neither weight nor screen, nor a configuration is given.
    pub spread_bare: f64,
    /// The same as `spread_bare` for kinds of which it is wider.
    pub spread_bare_kind: BTreeMap<Category, f64>,
    /// The same as `spread` for kinds of which it is wider.
    pub spread_kind: BTreeMap<Category, f64>,
    /// The same for editions of which it is wider.
    pub spread_edition: BTreeMap<Edition, f64>,
    /// The standard deviation that is added in the square for each year outside of the sheets.
    pub drift: f64,
    /// The grid factors that the sheets imply, in kilograms of CO2e per kilowatt hour.
    pub use_factors: BTreeMap<Place, f64>,
    /// The same over all places.
    pub use_factor: f64,
    /// How it divides.
    pub shares: Shares,
    /// The share of use of the kinds that differ.
    pub kind_use: BTreeMap<Category, f64>,
}

/// A term with its coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Weighted {
    /// The term.
    pub term: Term,
    /// Its coefficient, for a term divided by its scale.
    pub coefficient: f64,
    /// Its mean over the rows.
    pub center: f64,
    /// Its standard deviation over the rows.
    pub scale: f64,
}

impl Weighted {
    /// A term with its coefficient, centre and scale.
    pub const fn new(term: Term, coefficient: f64, center: f64, scale: f64) -> Self {
        Self { term, coefficient, center, scale }
    }

    /// What the term adds to the logarithm.
    fn adds(&self, product: &Completed) -> f64 {
        self.coefficient * standardised(self.term.value(product), self.center, self.scale)
    }
}

/// A value less its centre, in units of its scale, and at most three of them.
pub fn standardised(value: f64, center: f64, scale: f64) -> f64 {
    ((value - center) / scale).clamp(-REACH, REACH)
}

/// What is not use and what is, in kilograms.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Parts {
    /// What is not use.
    pub rest_kg: f64,
    /// The use phase.
    pub use_kg: f64,
}

impl Parts {
    /// The whole life, in kilograms.
    pub fn total_kg(self) -> f64 {
        self.rest_kg + self.use_kg
    }
}

/// What terms add to the logarithm; `None`: there is no such term.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Contributions {
    facts: [Option<f64>; 7],
    kind: Option<f64>,
    edition: Option<f64>,
}

impl Contributions {
    /// The factor of a fact.
    pub(crate) fn fact(&self, fact: Fact) -> Option<f64> {
        self.facts.get(fact.index()?).copied().flatten().map(libm::exp)
    }

    /// The factor of the kind.
    pub(crate) fn kind(&self) -> Option<f64> {
        self.kind.map(libm::exp)
    }

    /// The factor of the edition.
    pub(crate) fn edition(&self) -> Option<f64> {
        self.edition.map(libm::exp)
    }

    /// Whether a fact is among the terms.
    pub(crate) fn uses(&self, fact: Fact) -> bool {
        fact.index().and_then(|at| self.facts.get(at)).is_some_and(Option::is_some)
    }
}

impl StatisticalModel {
    /// The entry for a product: that of its maker if there is one, else that of all makers.
    pub fn entry(&self, maker: Option<&str>, family: Family, with_energy: bool) -> Option<&Entry> {
        // HP sells no servers since 2015: shops call HPE's by the old name.
        let is_hp = |asked: &str| family == Family::Server && maker::same(asked, "HP");
        let maker = maker.map(|asked| if is_hp(asked) { "HPE" } else { asked });
        let of_kind = || {
            self.entries.iter().filter(|one| (one.family, one.with_energy) == (family, with_energy))
        };
        let by = |is: &dyn Fn(&str) -> bool| {
            of_kind().find(|entry| entry.maker.as_deref().is_some_and(is))
        };
        maker
            .and_then(|asked| {
                by(&|own| own.eq_ignore_ascii_case(asked)).or_else(|| {
                    let folded = maker::folded(asked);
                    by(&|own| own.eq_ignore_ascii_case(&folded) || maker::folded(own) == folded)
                })
            })
            .or_else(|| of_kind().find(|entry| entry.maker.is_none()))
    }

    /// The entry that uses most of what is known: with the energy when it is given.
    pub fn best(&self, maker: Option<&str>, family: Family, inputs: &Inputs) -> Option<&Entry> {
        let with_energy = inputs.yearly_energy_kwh.is_some();
        self.entry(maker, family, with_energy).or_else(|| self.entry(maker, family, false))
    }

    /// The regression of all makers, where that of a maker is no more than a factor on it.
    pub(crate) fn base_of(&self, entry: &Entry) -> Option<&Entry> {
        let all = self.entry(None, entry.family, entry.with_energy)?;
        (entry.maker.is_some() && entry.terms == all.terms).then_some(all)
    }

    /// The factor of an edition that the entry's terms do not know.
    pub fn edition_factor(
        &self,
        entry: &Entry,
        inputs: &Inputs,
    ) -> Option<(Edition, EditionFactor)> {
        let edition = inputs.edition.filter(|edition| !entry.editions.contains_key(edition))?;
        self.editions.get(&edition).map(|factor| (edition, *factor))
    }

    /// What an entry predicts, with the factor of the edition.
    pub fn parts(&self, entry: &Entry, inputs: &Inputs) -> Parts {
        self.parts_of(entry, inputs, &entry.complete(inputs))
    }

    pub(crate) fn parts_of(&self, entry: &Entry, inputs: &Inputs, product: &Completed) -> Parts {
        let mut parts = entry.parts(inputs, product);
        if let Some((_, factor)) = self.edition_factor(entry, inputs) {
            parts.rest_kg *= libm::exp(factor.ln_factor);
        }
        parts
    }

    /// The relative deviations of what is not use and of use. Where the use phase is computed from the energy, all
    /// of the error is in the rest, however large or small the use phase is; else the two are shares of one amount.
    pub fn relative(&self, entry: &Entry, inputs: &Inputs) -> (f64, f64) {
        let factor = self.edition_factor(entry, inputs).map(|(_, factor)| factor);
        let spread = entry.spread(inputs, factor);
        let relative = libm::sqrt(libm::expm1(spread * spread));
        (relative, if entry.with_energy { 0.0 } else { relative })
    }
}

impl Entry {
    /// An entry that starts with its years; the rest is filled in.
    pub const fn new(
        maker: Option<String>,
        family: Family,
        with_energy: bool,
        years: Years,
    ) -> Self {
        Self {
            maker,
            family,
            with_energy,
            rows: 0,
            groups: 0,
            years,
            intercept: 0.0,
            terms: Vec::new(),
            joint: Joint { variables: Vec::new(), means: Vec::new(), covariances: Vec::new() },
            seen: BTreeMap::new(),
            editions: BTreeMap::new(),
            dated: Sheets::new(0, 0, 0),
            spread: 0.0,
            spread_without: BTreeMap::new(),
            spread_bare: 0.0,
            spread_bare_kind: BTreeMap::new(),
            spread_kind: BTreeMap::new(),
            spread_edition: BTreeMap::new(),
            drift: 0.0,
            use_factors: BTreeMap::new(),
            use_factor: 0.0,
            shares: Shares { in_use: 0.0, transport: 0.0, end_of_life: 0.0 },
            kind_use: BTreeMap::new(),
        }
    }

    fn seen(&self, fact: Fact) -> Seen {
        self.seen.get(&fact).copied().unwrap_or_default()
    }

    /// Whether a fact is among the terms.
    pub fn uses(&self, fact: Fact) -> bool {
        self.terms.iter().any(|term| term.term.fact() == Some(fact))
    }

    /// Whether a product with more of a fact would have less anywhere between the least and the most that was seen.
    pub fn falls(&self, fact: Fact) -> bool {
        const STEPS: u8 = 16;
        let Some(seen) = self.seen.get(&fact) else { return false };
        let adds = |value: f64| -> f64 {
            let of_term = |term: &Weighted| {
                let value = match term.term {
                    Term::Linear(own) if own == fact => value,
                    Term::Square(own) if own == fact => value * value,
                    _ => return 0.0,
                };
                term.coefficient * standardised(value, term.center, term.scale)
            };
            self.terms.iter().map(of_term).sum()
        };
        let at = |step: u8| seen.low + (seen.high - seen.low) * f64::from(step) / f64::from(STEPS);
        (0..STEPS).any(|step| adds(at(step + 1)) < adds(at(step)) - 1e-9)
    }

    /// The edition whose terms count: the own one, else the first one of its maker.
    fn edition(&self, inputs: &Inputs) -> Option<Edition> {
        let own = inputs.edition.filter(|own| self.editions.contains_key(own));
        own.or_else(|| inputs.edition.map(Edition::first_of_maker))
    }

    /// The sheets that a product is compared with: those of its edition, else all.
    fn sheets(&self, edition: Option<Edition>) -> Sheets {
        let own = edition.and_then(|own| self.editions.get(&own));
        own.copied().unwrap_or(self.dated)
    }

    /// All facts, the missing ones as they are to be expected from the known ones. Nothing is extrapolated: a
    /// fact outside of what was seen counts as the nearest. A year that is not given is that of the newest sheets.
    pub fn complete(&self, inputs: &Inputs) -> Completed {
        let edition = self.edition(inputs);
        let mut seen = [Seen::default(); 7];
        for (fact, own) in &self.seen {
            if let Some(slot) = fact.index().and_then(|at| seen.get_mut(at)) {
                *slot = *own;
            }
        }
        let mut known = [None; 7];
        for ((slot, fact), seen) in known.iter_mut().zip(Fact::NUMBERS).zip(seen) {
            let number = match inputs.number(fact) {
                None if fact == Fact::ReportYear => {
                    Some(year_number(self.sheets(inputs.edition).last_year))
                }
                number => number,
            };
            *slot = number.map(|number| seen.clamp(number));
            if fact == Fact::ReportYear && self.editions.len() > 1 {
                // A year of another edition would count for what the edition is.
                let sheets = self.sheets(edition);
                let (first, last) = (year_number(sheets.first_year), year_number(sheets.last_year));
                *slot = slot.map(|number| Seen::new(first, last, 0.0).clamp(number));
            }
        }
        let of = |fact: Fact| fact.index().and_then(|at| known.get(at).copied()).flatten();
        let is_missing = |own: &Variable| matches!(own, Variable::Fact(own) if of(*own).is_none());
        let mut expected = known;
        if self.joint.variables.iter().any(is_missing) {
            let mut values = no_values();
            for (slot, variable) in values.iter_mut().zip(&self.joint.variables) {
                *slot = match variable {
                    Variable::Fact(fact) => of(*fact),
                    Variable::Kind(kind) => Some(flag(inputs.kind == *kind)),
                    Variable::Edition(own) => Some(flag(edition == Some(*own))),
                };
            }
            self.joint.complete(&mut values);
            for (variable, value) in self.joint.variables.iter().zip(values) {
                let Variable::Fact(fact) = variable else { continue };
                if let Some(slot) = fact.index().and_then(|at| expected.get_mut(at)) {
                    *slot = slot.or(value);
                }
            }
        }
        let mut numbers = [0.0; 7];
        for ((slot, expected), seen) in numbers.iter_mut().zip(expected).zip(seen) {
            // What was given is clamped already, and stays.
            *slot = expected.map_or(seen.middle, |value| seen.clamp(value));
        }
        let middle_screen = self.seen(Fact::Screen).middle;
        Completed { numbers, kind: inputs.kind, edition, middle_screen }
    }

    /// The years of use, given or typical.
    pub fn years(&self, inputs: &Inputs) -> Years {
        inputs.years.unwrap_or(self.years)
    }

    /// What the maker's sheets count for a kilowatt hour, in kilograms of CO2e.
    pub fn factor(&self, place: Option<Place>) -> f64 {
        place.and_then(|place| self.use_factors.get(&place).copied()).unwrap_or(self.use_factor)
    }

    /// What is fitted, in kilograms: the whole life of typical years, or the part of it that is not use.
    pub fn fitted_kg(&self, product: &Completed) -> f64 {
        let sum: f64 = self.terms.iter().map(|term| term.adds(product)).sum();
        libm::exp(self.intercept + sum)
    }

    /// The share of use in the whole, for typical years.
    fn typical_use(&self, kind: Category) -> f64 {
        self.kind_use.get(&kind).copied().unwrap_or(self.shares.in_use)
    }

    /// What is not use and what is. What is not use depends neither on the years nor on the place; what is use is
    /// proportional to the years and to the factor of the place. A yearly energy that is given is always used for
    /// the use phase, also where the whole was fitted without it.
    pub fn parts(&self, inputs: &Inputs, product: &Completed) -> Parts {
        let fitted = self.fitted_kg(product);
        let years = self.years(inputs).get();
        let of_energy = inputs.yearly_energy_kwh.map(|kwh| self.factor(inputs.place) * kwh * years);
        if self.with_energy {
            // Such an entry is asked only where the energy is given.
            return Parts { rest_kg: fitted, use_kg: of_energy.unwrap_or_default() };
        }
        let typical = fitted * self.typical_use(inputs.kind);
        let place = self.factor(inputs.place) / self.use_factor;
        let use_kg = of_energy.unwrap_or_else(|| typical * place * (years / self.years.get()));
        Parts { rest_kg: fitted - typical, use_kg }
    }

    /// By which factor each fact, the kind and the edition move what is fitted, beside a product that is average in
    /// them, in one pass over the terms.
    pub(crate) fn contributions(&self, product: &Completed) -> Contributions {
        let mut own = Contributions::default();
        for term in &self.terms {
            let sum = match (term.term, term.term.fact().and_then(Fact::index)) {
                (_, Some(at)) => own.facts.get_mut(at),
                (Term::Kind(_), None) => Some(&mut own.kind),
                (_, None) => Some(&mut own.edition),
            };
            if let Some(sum) = sum {
                *sum = Some(sum.unwrap_or_default() + term.adds(product));
            }
        }
        own
    }

    /// How many years a product is outside of those of the sheets.
    pub fn years_outside(&self, inputs: &Inputs, factor: Option<EditionFactor>) -> u16 {
        let Some(year) = inputs.report_year else { return 0 };
        let sheets = self.sheets(inputs.edition);
        if let Some(factor) = factor {
            return year.saturating_sub(factor.last_year);
        }
        if sheets.last_year == 0 {
            return 0;
        }
        year.saturating_sub(sheets.last_year).max(sheets.first_year.saturating_sub(year))
    }

    /// The standard deviation of the logarithm of what is fitted: wider for each fact that is missing, for each
    /// year outside of the sheets, and for an edition of which there are few.
    pub fn spread(&self, inputs: &Inputs, factor: Option<EditionFactor>) -> f64 {
        let base = self.spread * self.spread;
        let outer = [Fact::Weight, Fact::Screen];
        let is_bare = self.spread_bare > 0.0
            && Fact::ALL
                .into_iter()
                .filter(|fact| outer.contains(fact) || fact.is_configuration())
                .all(|fact| !inputs.is_known(fact));
        let missing = self.spread_without.iter().filter(|(fact, _)| {
            let in_bare = is_bare && (outer.contains(fact) || fact.is_configuration());
            !in_bare && !inputs.is_known(**fact)
        });
        let more: f64 = missing.map(|(_, wide)| (wide * wide - base).max(0.0)).sum();
        let wider = |wide: Option<&f64>| wide.map_or(0.0, |wide| (wide * wide - base).max(0.0));
        let own_bare = self.spread_bare_kind.get(&inputs.kind).filter(|_| is_bare);
        let bare = wider(own_bare.or_else(|| is_bare.then_some(&self.spread_bare)));
        // Where nothing describes the product, what its kind adds is in the above.
        let kind = self.spread_kind.get(&inputs.kind).filter(|_| own_bare.is_none());
        let edition_wide = inputs.edition.and_then(|edition| self.spread_edition.get(&edition));
        let own = wider(kind) + wider(edition_wide);
        let years = f64::from(self.years_outside(inputs, factor).min(MOST_YEARS));
        let edition = factor.map_or(0.0, |factor| factor.spread * factor.spread);
        libm::sqrt(base + more + bare + own + self.drift * self.drift * years + edition)
    }

    /// What a product has beyond every sheet of memory and drives, in gigabytes: the terms count it as the largest of
    /// theirs.
    pub(crate) fn beyond_gb(&self, inputs: &Inputs) -> [f64; 2] {
        [(Fact::Memory, inputs.memory_gb), (Fact::Storage, inputs.storage_gb)].map(|(fact, own)| {
            let (Some(own), Some(seen)) = (own, self.seen.get(&fact)) else { return 0.0 };
            let most = libm::exp(seen.high);
            // The table has six decimals.
            if own > most * 1.0001 { own - most } else { 0.0 }
        })
    }

    /// The share of use in the whole for these years and this place; the rest does not depend on them.
    pub(crate) fn use_share(&self, inputs: &Inputs) -> f64 {
        let place = self.factor(inputs.place) / self.use_factor;
        let times = self.years(inputs).get() / self.years.get() * place;
        share_for(self.typical_use(inputs.kind), times)
    }
}

const fn flag(is: bool) -> f64 {
    if is { 1.0 } else { 0.0 }
}

/// A share of use, when the use phase is multiplied.
pub fn share_for(share: f64, times: f64) -> f64 {
    let ratio = share / (1.0 - share) * times;
    ratio / (1.0 + ratio)
}
