//! The terms that the regression is made of.

use super::Fact;
use crate::{Category, Edition};
use core::fmt;

/// What a number of a product is taken to be where it is outside of what was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Seen {
    /// The smallest that was seen, as the terms take it.
    pub low: f64,
    /// The largest.
    pub high: f64,
    /// The middle one.
    pub middle: f64,
}

impl Seen {
    /// From the smallest, the largest and the middle number.
    pub const fn new(low: f64, high: f64, middle: f64) -> Self {
        Self { low, high, middle }
    }

    pub(crate) const fn clamp(self, value: f64) -> f64 {
        value.max(self.low).min(self.high)
    }
}

/// The first and the last year with a term of their own.
const YEARS: core::ops::RangeInclusive<u16> = 2015..=2026;

/// A term of the regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Term {
    /// A number.
    Linear(Fact),
    /// Its square.
    Square(Fact),
    /// Whether the product is of this kind.
    Kind(Category),
    /// Whether its sheet is of this edition.
    Edition(Edition),
    /// The diagonal of the screen, in an edition.
    ScreenIn(Edition),
    /// Whether its sheet is of this year.
    InYear(u16),
}

/// The completed facts of a product: nothing is missing any more.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Completed {
    pub(crate) numbers: [f64; 7],
    /// The kind of product.
    pub kind: Category,
    /// The edition of its sheet.
    pub edition: Option<Edition>,
    pub(crate) middle_screen: f64,
}

impl Completed {
    /// A number, as the terms take it.
    pub fn number(&self, fact: Fact) -> f64 {
        fact.index().and_then(|at| self.numbers.get(at).copied()).unwrap_or_default()
    }
}

impl Term {
    /// All terms; a fit uses those that vary among its rows.
    pub fn all() -> impl Iterator<Item = Self> {
        Fact::numbers()
            .map(Self::Linear)
            .chain(
                [Fact::Weight, Fact::Screen, Fact::ReportYear, Fact::YearlyEnergy]
                    .map(Self::Square),
            )
            .chain(Category::ALL.map(Self::Kind))
            .chain(Edition::ALL.map(Self::Edition))
            .chain(Edition::ALL.map(Self::ScreenIn))
            .chain(YEARS.map(Self::InYear))
    }

    /// The fact whose contribution it is.
    pub const fn fact(self) -> Option<Fact> {
        match self {
            Self::Linear(fact) | Self::Square(fact) => Some(fact),
            Self::InYear(_) => Some(Fact::ReportYear),
            Self::ScreenIn(_) => Some(Fact::Screen),
            Self::Kind(_) | Self::Edition(_) => None,
        }
    }

    /// The value of the term.
    pub fn value(self, product: &Completed) -> f64 {
        let flag = |is: bool| if is { 1.0 } else { 0.0 };
        match self {
            Self::Linear(fact) => product.number(fact),
            Self::Square(fact) => {
                let value = product.number(fact);
                value * value
            }
            Self::Kind(kind) => flag(product.kind == kind),
            Self::Edition(edition) => flag(product.edition == Some(edition)),
            Self::ScreenIn(edition) => {
                let away = product.number(Fact::Screen) - product.middle_screen;
                flag(product.edition == Some(edition)) * away
            }
            // All years are whole numbers.
            Self::InYear(year) => {
                let distance = product.number(Fact::ReportYear) - super::year_number(year);
                flag(distance.abs() < 0.5)
            }
        }
    }
}

/// As in the table of coefficients, such as `weight squared`.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear(fact) => f.write_str(fact.as_str()),
            Self::Square(fact) => write!(f, "{} squared", fact.as_str()),
            Self::Kind(kind) => write!(f, "kind {}", kind.as_str()),
            Self::Edition(edition) => write!(f, "edition {}", edition.as_str()),
            Self::ScreenIn(edition) => write!(f, "screen in {}", edition.as_str()),
            Self::InYear(year) => write!(f, "report of {year}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_terms_are_all_different() {
        let names: std::collections::BTreeSet<String> =
            Term::all().map(|term| term.to_string()).collect();
        assert_eq!(names.len(), Term::all().count());
    }

    #[test]
    fn a_term_is_of_its_edition_and_year_alone() {
        let mut numbers = [0.0; 7];
        numbers[Fact::Screen.index().unwrap()] = 3.5;
        let (kind, edition) = (Category::Monitor, Some(Edition::Hp2022));
        let product = Completed { numbers, kind, edition, middle_screen: 3.0 };
        assert!((Term::ScreenIn(Edition::Hp2022).value(&product) - 0.5).abs() < 1e-12);
        for (term, value) in [
            (Term::ScreenIn(Edition::HpPaia), 0.0),
            (Term::Edition(Edition::Hp2022), 1.0),
            (Term::InYear(2019), 1.0),
            (Term::InYear(2020), 0.0),
            (Term::Kind(Category::Monitor), 1.0),
        ] {
            assert!((term.value(&product) - value).abs() < 1e-12, "{term}");
        }
    }
}
