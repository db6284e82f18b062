//! How the facts of similar products go together, so that a missing one is expected from those that are known.

use super::{Fact, Inputs};
use crate::{Category, Edition};
use core::fmt;

/// What the facts of a product are expected from, and what is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Variable {
    /// A fact that may be missing.
    Fact(Fact),
    /// Whether the product is of this kind.
    Kind(Category),
    /// Whether its sheet is of this edition.
    Edition(Edition),
}

/// As in the table of coefficients, such as `kind all_in_one`.
impl fmt::Display for Variable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact(fact) => f.write_str(fact.as_str()),
            Self::Kind(kind) => write!(f, "kind {}", kind.as_str()),
            Self::Edition(edition) => write!(f, "edition {}", edition.as_str()),
        }
    }
}

impl Variable {
    /// All that there are.
    pub fn all() -> impl Iterator<Item = Self> {
        Fact::numbers()
            .map(Self::Fact)
            .chain(Category::ALL.map(Self::Kind))
            .chain(Edition::ALL.map(Self::Edition))
    }

    /// The value, where it is known. A year that is not given is not known here.
    pub fn value(self, inputs: &Inputs) -> Option<f64> {
        let flag = |is: bool| Some(if is { 1.0 } else { 0.0 });
        match self {
            Self::Fact(fact) => inputs.number(fact),
            Self::Kind(kind) => flag(inputs.kind == kind),
            Self::Edition(edition) => flag(inputs.edition == Some(edition)),
        }
    }
}

/// The most variables: seven facts, three kinds, two editions.
const MAX: usize = 12;

/// Means and covariances of the variables over a maker's sheets: a missing fact is its mean, given the known
/// ones, of a normal distribution.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Joint {
    /// The variables, at most twelve.
    pub variables: Vec<Variable>,
    /// Their means, in their order.
    pub means: Vec<f64>,
    /// The covariances, row by row: the value of variables `i` and `j` is at `i * len + j`.
    pub covariances: Vec<f64>,
}

impl Joint {
    /// The variables with their means and covariances; more than twelve variables are cut off.
    pub fn new(variables: Vec<Variable>, means: Vec<f64>, covariances: Vec<f64>) -> Self {
        Self { variables, means, covariances }
    }

    /// The number of variables.
    fn len(&self) -> usize {
        self.variables.len().min(MAX)
    }

    pub(crate) fn covariance(&self, a: usize, b: usize) -> f64 {
        self.covariances.get(a * self.variables.len() + b).copied().unwrap_or_default()
    }

    fn mean(&self, at: usize) -> f64 {
        self.means.get(at).copied().unwrap_or_default()
    }

    /// The values of the variables, in their order: those that are `None` as their means given the others.
    pub fn completed(&self, given: &[Option<f64>]) -> Vec<f64> {
        let mut values = no_values();
        for (slot, value) in values.iter_mut().zip(given) {
            *slot = *value;
        }
        self.complete(&mut values);
        values.iter().take(self.len()).map(|value| value.unwrap_or_default()).collect()
    }

    /// Completes values, in the order of the variables: what is `None` becomes its conditional mean.
    pub(crate) fn complete(&self, values: &mut [Option<f64>; MAX]) {
        let len = self.len();
        let missing = |at: &usize| values.get(*at).copied().flatten().is_none();
        if !(0..len).any(|at| missing(&at)) {
            return;
        }
        // Cholesky's decomposition of the covariance of the known ones, in place.
        let (mut known, mut count) = ([0_usize; MAX], 0);
        for at in (0..len).filter(|at| !missing(at)) {
            if let Some(slot) = known.get_mut(count) {
                *slot = at;
                count += 1;
            }
        }
        let known = known.get(..count).unwrap_or_default();
        let mut lower = [[0.0_f64; MAX]; MAX];
        let mut weights = [0.0_f64; MAX];
        for (row, &a) in known.iter().enumerate() {
            for (column, &b) in known.iter().enumerate().take(row + 1) {
                let dot: f64 =
                    (0..column).map(|k| at2(&lower, row, k) * at2(&lower, column, k)).sum();
                let rest = self.covariance(a, b) - dot;
                let value = if row == column {
                    // The fit keeps the covariance positive definite; a table read from elsewhere may not.
                    libm::sqrt(rest.max(1e-9))
                } else {
                    rest / at2(&lower, column, column)
                };
                if let Some(slot) = lower.get_mut(row).and_then(|line| line.get_mut(column)) {
                    *slot = value;
                }
            }
        }
        // Forward, then backward: the weights of the known deviations.
        for (row, &a) in known.iter().enumerate() {
            let deviation = values.get(a).copied().flatten().unwrap_or_default() - self.mean(a);
            let dot: f64 = (0..row).map(|k| at2(&lower, row, k) * at1(&weights, k)).sum();
            if let Some(slot) = weights.get_mut(row) {
                *slot = (deviation - dot) / at2(&lower, row, row);
            }
        }
        for row in (0..known.len()).rev() {
            let dot: f64 =
                (row + 1..known.len()).map(|k| at2(&lower, k, row) * at1(&weights, k)).sum();
            let value = (at1(&weights, row) - dot) / at2(&lower, row, row);
            if let Some(slot) = weights.get_mut(row) {
                *slot = value;
            }
        }
        for at in 0..len {
            let given = known.contains(&at);
            let shift: f64 = known
                .iter()
                .enumerate()
                .map(|(k, &b)| self.covariance(at, b) * at1(&weights, k))
                .sum();
            if let Some(slot) = values.get_mut(at).filter(|_| !given) {
                *slot = Some(self.mean(at) + shift);
            }
        }
    }
}

/// The values of a product, in the order of the variables.
pub(crate) type Values = [Option<f64>; MAX];

pub(crate) const fn no_values() -> Values {
    [None; MAX]
}

fn at1(values: &[f64; MAX], at: usize) -> f64 {
    values.get(at).copied().unwrap_or_default()
}

fn at2(values: &[[f64; MAX]; MAX], row: usize, column: usize) -> f64 {
    values.get(row).map_or(0.0, |line| at1(line, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_fact_follows_from_the_known_ones() {
        let joint = Joint::new(
            vec![
                Variable::Fact(Fact::Weight),
                Variable::Fact(Fact::Screen),
                Variable::Fact(Fact::YearlyEnergy),
            ],
            vec![1.0, 2.0, 3.0],
            vec![4.0, 2.0, 1.0, 2.0, 3.0, 0.5, 1.0, 0.5, 2.0],
        );
        let mut values = no_values();
        values[0] = Some(3.0);
        joint.complete(&mut values);
        assert!((values[1].unwrap() - (2.0 + 2.0 / 4.0 * 2.0)).abs() < 1e-12);
        assert!((values[2].unwrap() - (3.0 + 1.0 / 4.0 * 2.0)).abs() < 1e-12);
        // Of two known ones: the covariances solved by hand.
        let mut values = no_values();
        values[0] = Some(3.0);
        values[1] = Some(1.0);
        joint.complete(&mut values);
        // [4 2; 2 3] w = [2, -1]: w = (1, -1).
        assert!((values[2].unwrap() - (3.0 + 1.0 - 0.5)).abs() < 1e-12);
        let mut values = no_values();
        joint.complete(&mut values);
        assert_eq!(values[..3], [Some(1.0), Some(2.0), Some(3.0)]);
    }
}
