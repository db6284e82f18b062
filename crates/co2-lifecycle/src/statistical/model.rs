//! The fitted coefficients, and what they predict.

use super::features::{Fact, Family, Inputs, Place, Range, Seen, Term};
use crate::{Category, Years, maker};
use std::collections::BTreeMap;

/// The 95 % quantile of the standard normal distribution.
pub(crate) const Z95: f64 = 1.644_853_626_951_472_6;
/// A term further than so many standard deviations from its centre counts as just that far.
pub(crate) const REACH: f64 = 3.0;

/// The coefficients of the statistical tier and the medians of the category tier.
///
/// [`StatisticalModel::shipped`] is the one in this crate; [`fit`](crate::fit::fit) makes others.
/// `Display` writes it as a table that [`str::parse`] reads back.
#[derive(Clone, Debug, PartialEq)]
pub struct StatisticalModel {
    pub(crate) entries: Vec<Entry>,
    pub(crate) categories: BTreeMap<Category, Typical>,
}

/// What is usual in a category.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Typical {
    pub(crate) rows: u32,
    pub(crate) median_kg: f64,
    /// The standard deviation of the logarithm.
    pub(crate) spread: f64,
    /// The years of use of its median sheet.
    pub(crate) years: Years,
    /// What its sheets count for a kilowatt hour, in kilograms of CO2e.
    pub(crate) use_factor: f64,
    pub(crate) shares: Shares,
}

/// How a total divides, by medians over the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Shares {
    /// Of the whole, for the median years.
    pub(crate) in_use: f64,
    /// Of what is not use.
    pub(crate) transport: f64,
    /// Of what is not use.
    pub(crate) end_of_life: f64,
}

/// The regression of one maker's family of products.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// `None`: all makers together.
    pub(crate) maker: Option<String>,
    pub(crate) family: Family,
    /// Whether the use phase is computed from the yearly energy, and only the rest fitted.
    pub(crate) with_energy: bool,
    pub(crate) rows: u32,
    pub(crate) groups: u32,
    /// The years of use of its median sheet, which its shares and its fitted total are about.
    pub(crate) years: Years,
    pub(crate) intercept: f64,
    pub(crate) terms: Vec<Weighted>,
    pub(crate) seen: BTreeMap<Fact, Seen>,
    /// The share of the rows that is about each place, where it is enough for the place to be known.
    pub(crate) places: BTreeMap<Place, f64>,
    /// The standard deviation of the logarithm of what is fitted, from left-out groups.
    pub(crate) spread: f64,
    /// The same when one of the facts is not given.
    pub(crate) spread_without: BTreeMap<Fact, f64>,
    /// The grid factors that the sheets imply, in kilograms of CO2e per kilowatt hour.
    pub(crate) use_factors: BTreeMap<Place, f64>,
    pub(crate) use_factor: f64,
    pub(crate) shares: Shares,
}

/// A term with its coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Weighted {
    pub(crate) term: Term,
    pub(crate) coefficient: f64,
    pub(crate) center: f64,
    pub(crate) scale: f64,
}

impl Weighted {
    /// What the term adds to the logarithm.
    fn adds(&self, inputs: &Inputs, range: &dyn Range) -> f64 {
        self.coefficient * standardised(self.term.value(inputs, range), self.center, self.scale)
    }
}

pub(crate) fn standardised(value: f64, center: f64, scale: f64) -> f64 {
    ((value - center) / scale).clamp(-REACH, REACH)
}

impl StatisticalModel {
    /// The entry for a product: that of its maker if there is one, else that of all makers.
    pub(crate) fn entry(
        &self,
        maker: Option<&str>,
        family: Family,
        with_energy: bool,
    ) -> Option<&Entry> {
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
}

impl StatisticalModel {
    /// The usual shares of transport and end of life in what is not use; 0 where no sheet states them.
    pub(crate) fn shares_of(&self, category: Category) -> (f64, f64) {
        let shares = self.categories.get(&category).map(|typical| typical.shares);
        shares.map_or((0.0, 0.0), |shares| (shares.transport, shares.end_of_life))
    }

    /// The entry that uses most of what is known: with the energy when it is given.
    pub(crate) fn best(
        &self,
        maker: Option<&str>,
        family: Family,
        inputs: &Inputs,
    ) -> Option<&Entry> {
        let with_energy = inputs.yearly_energy_kwh.is_some();
        self.entry(maker, family, with_energy).or_else(|| self.entry(maker, family, false))
    }
}

impl Range for Entry {
    fn seen(&self, fact: Fact) -> Seen {
        self.seen.get(&fact).copied().unwrap_or_default()
    }

    fn share(&self, place: Place) -> Option<f64> {
        self.places.get(&place).copied()
    }
}

impl Entry {
    /// Whether a fact is among the terms.
    pub(crate) fn uses(&self, fact: Fact) -> bool {
        self.terms.iter().any(|term| term.term.fact() == Some(fact))
    }

    /// Whether its rows say something of a fact: it is given, and of the places one of theirs.
    pub(crate) fn knows(&self, fact: Fact, inputs: &Inputs) -> bool {
        match fact {
            Fact::Location => inputs.place.is_some_and(|place| self.places.contains_key(&place)),
            other => inputs.is_known(other),
        }
    }

    /// The years of use, given or typical.
    pub(crate) fn years(&self, inputs: &Inputs) -> Years {
        inputs.years.unwrap_or(self.years)
    }

    /// What the maker's sheets count for a kilowatt hour, in kilograms of CO2e.
    pub(crate) fn factor(&self, place: Option<Place>) -> f64 {
        place.and_then(|place| self.use_factors.get(&place).copied()).unwrap_or(self.use_factor)
    }

    /// What is fitted, in kilograms: the whole life of typical years, or the part of it that is not use.
    pub(crate) fn fitted_kg(&self, inputs: &Inputs) -> f64 {
        let sum: f64 = self.terms.iter().map(|term| term.adds(inputs, self)).sum();
        libm::exp(self.intercept + sum)
    }

    /// What is not use and what is, in kilograms. What is not use does not depend on the years, and what is
    /// use is proportional to them. A yearly energy that is given is always used for the use phase, also where
    /// the whole was fitted without it.
    pub(crate) fn parts(&self, inputs: &Inputs) -> (f64, f64) {
        let fitted = self.fitted_kg(inputs);
        let years = self.years(inputs).get();
        let of_energy = inputs.yearly_energy_kwh.map(|kwh| self.factor(inputs.place) * kwh * years);
        if self.with_energy {
            // Such an entry is asked only where the energy is given.
            return (fitted, of_energy.unwrap_or_default());
        }
        let typical = fitted * self.shares.in_use;
        let used = of_energy.unwrap_or_else(|| typical * (years / self.years.get()));
        (fitted - typical, used)
    }

    /// The whole life, in kilograms.
    pub(crate) fn total_kg(&self, inputs: &Inputs) -> f64 {
        let (rest, used) = self.parts(inputs);
        rest + used
    }

    /// By which factor each fact moves what is fitted, beside a product that is average in it.
    pub(crate) fn contributions(&self, inputs: &Inputs) -> impl Iterator<Item = (Fact, f64)> {
        Fact::ALL.into_iter().filter_map(move |fact| {
            let mut own =
                self.terms.iter().filter(|term| term.term.fact() == Some(fact)).peekable();
            own.peek()?;
            Some((fact, libm::exp(own.map(|term| term.adds(inputs, self)).sum())))
        })
    }

    /// The standard deviation of the logarithm of what is fitted: wider for each fact that is missing, and for a place of which
    /// no sheet is.
    pub(crate) fn spread(&self, inputs: &Inputs) -> f64 {
        let base = self.spread * self.spread;
        let missing = self.spread_without.iter().filter(|(fact, _)| !self.knows(**fact, inputs));
        let more: f64 = missing.map(|(_, wide)| (wide * wide - base).max(0.0)).sum();
        libm::sqrt(base + more)
    }

    /// The relative deviations of what is not use and of use. Where the use phase is computed from the energy, all
    /// of the error is in the rest, however large or small the use phase is; else the two are shares of one amount.
    pub(crate) fn relative(&self, inputs: &Inputs) -> (f64, f64) {
        let spread = self.spread(inputs);
        let relative = libm::sqrt(libm::expm1(spread * spread));
        (relative, if self.with_energy { 0.0 } else { relative })
    }

    /// The share of use in the whole for these years; the rest does not depend on them.
    pub(crate) fn use_share(&self, inputs: &Inputs) -> f64 {
        share_for(self.shares.in_use, self.years(inputs).get() / self.years.get())
    }
}

/// A share of use, when the time of use is multiplied.
pub(crate) fn share_for(share: f64, times: f64) -> f64 {
    let ratio = share / (1.0 - share) * times;
    ratio / (1.0 + ratio)
}
