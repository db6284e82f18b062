//! Options beside a baseline, with the uncertainty of the difference.

use crate::{Footprint, SHEET_CORRELATION};
use co2_units::model::{Carbon, Energy, GridIntensity, carbon};
use co2_units::{Difference, Statistic};
use co2_units::{Estimate, EstimateError, Factor, Source, Stage};

/// An option beside a baseline.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Compared", into = "wire::Compared"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(with = "wire::Compared", description = "An option beside a baseline.")
)]
#[non_exhaustive]
pub struct Compared {
    /// The place of the option among those given.
    pub option: usize,
    /// Baseline less option: above zero the option saves. Where [`probability`](Self::probability) is not known,
    /// only its mean says something.
    pub saving: Difference,
    /// What the option was multiplied by, because its years of use are not those of the baseline; else 1.
    pub scaled: f64,
    /// How probable it is that the option saves at all, from 0 to 1; `None` where it is not known, because a
    /// stage that differs has no stated spread. Not to know is not to be certain.
    pub probability: Option<f64>,
}

impl Compared {
    /// The saving that is surpassed in 19 of 20 cases; `None` where no spread is known.
    pub fn cautious_saving(&self) -> Option<Carbon> {
        self.probability.map(|_| self.saving.at(Statistic::P5))
    }
}

/// Two amounts of a stage that differ by no more than this share are the same: dust of the doubles, no saving.
const SAME: f64 = 1e-12;

/// The options by their mean saving against the baseline, the largest first; equal ones in the order given.
///
/// What is compared is the baseline's years of use: an option that is used longer or shorter is multiplied by the
/// baseline's years / its own, so that a longer life counts as what it is ([`Compared::scaled`] says so).
///
/// The uncertainty is that of the *difference*: a stage that is the same in both (to a relative 10⁻¹²) cancels.
/// What is left of each side is summed as stages of a sheet are ([`SHEET_CORRELATION`]), and the errors of the
/// two sums correlate by `correlation` (1: one cause, such as one maker's model). So a stage that grows and one
/// that shrinks are not doubted twice. Where a stage that differs has no stated spread, the saving is ranked by
/// its mean, and how certain it is is not known.
///
/// A stage that one of the two does not know by itself counts as contained in its others; what the one counts
/// and the other leaves out (its assumptions say so) is not made good. Sheets of different makers are not
/// comparable: their models differ by more than their products.
///
/// # Errors
/// Returns an error if the correlation is not from 0 to 1, or an amount is too large.
pub fn compare(
    baseline: &Footprint,
    options: &[Footprint],
    correlation: f64,
) -> Result<Vec<Compared>, EstimateError> {
    let mut compared = Vec::with_capacity(options.len());
    for (option, footprint) in options.iter().enumerate() {
        let scaled = baseline.years().get() / footprint.years().get();
        let (saving, known) = difference(baseline, footprint, scaled, correlation)?;
        let probability = known.then(|| saving.probability_above_zero());
        compared.push(Compared { option, saving, scaled, probability });
    }
    compared.sort_by(|a, b| kilograms(b.saving.mean()).total_cmp(&kilograms(a.saving.mean())));
    Ok(compared)
}

/// The difference of what does not cancel, and whether its spread is known.
fn difference(
    a: &Footprint,
    b: &Footprint,
    scaled: f64,
    correlation: f64,
) -> Result<(Difference, bool), EstimateError> {
    let (mut own, mut other, mut known) = (Vec::new(), Vec::new(), true);
    for stage in Stage::ALL {
        let of = |footprint: &Footprint| footprint.stage(stage).unwrap_or(Estimate::ZERO);
        let (left, right) = (of(a), of(b).scale(scaled)?);
        if same(left, right) {
            continue;
        }
        for (footprint, estimate) in [(a, left), (b, right)] {
            let is_stated = footprint.has_spread() || kilograms(estimate.deviation()) > 0.0;
            known &= is_stated || estimate == Estimate::ZERO;
        }
        own.push(left);
        other.push(right);
    }
    let sum = |estimates: Vec<Estimate>| Estimate::sum(estimates, SHEET_CORRELATION);
    Ok((sum(own)?.difference(sum(other)?, correlation)?, known))
}

fn same(a: Estimate, b: Estimate) -> bool {
    let near = |a: Carbon, b: Carbon| {
        let (a, b) = (kilograms(a), kilograms(b));
        (a - b).abs() <= SAME * a.max(b)
    };
    near(a.mean(), b.mean()) && near(a.deviation(), b.deviation())
}

fn kilograms(amount: Carbon) -> f64 {
    amount.get::<carbon::kilogram>()
}

/// Emissions that somebody else does not have: electricity that is saved, times a named grid factor.
///
/// A type of its own, without addition and subtraction: avoided emissions are reported beside a footprint
/// and never netted against it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "wire::Avoided", into = "wire::Avoided"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Avoided",
        description = "Emissions that somebody else does not have; never netted against a footprint."
    )
)]
pub struct Avoided {
    amount: Carbon,
    source: Source,
}

impl Avoided {
    /// Electricity saved, on a grid; `None` when the energy or the factor is not above 0 or not
    /// finite: nothing is avoided on a grid of which nothing is known.
    ///
    /// ```
    /// use co2_lifecycle::{Avoided, grid};
    /// use co2_units::model::{Energy, carbon, energy};
    /// let sweden = grid::intensity("SE".parse()?, 2024)?;
    /// let saved = Energy::new::<energy::kilowatt_hour>(1_000.0);
    /// let avoided = Avoided::by_saved_electricity(saved, &sweden.figure.factor).unwrap();
    /// assert!((avoided.amount().get::<carbon::kilogram>() - 34.89).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_saved_electricity(saved: Energy, grid: &Factor<GridIntensity>) -> Option<Self> {
        let amount: Carbon = saved * grid.quantity();
        let is_real = saved.value > 0.0 && amount.value > 0.0 && amount.value.is_finite();
        is_real.then(|| Self { amount, source: grid.source().clone() })
    }

    /// How much.
    pub const fn amount(&self) -> Carbon {
        self.amount
    }

    /// The grid factor's source.
    pub const fn source(&self) -> &Source {
        &self.source
    }
}

#[cfg(feature = "serde")]
mod wire {
    use co2_units::model::{Carbon, carbon};
    use co2_units::{Difference, Source};
    use serde::{Deserialize, Serialize};

    /// An option beside a baseline.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Compared {
        /// The place of the option among those given.
        option: usize,
        /// Baseline less option; without a probability only its mean says something.
        saving: Difference,
        /// What the option was multiplied by, to have the years of use of the baseline.
        #[serde(deserialize_with = "crate::wire::above_zero")]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        scaled: f64,
        /// How probable it is that the option saves; left out when it is not known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0)))]
        probability: Option<f64>,
    }

    /// Emissions that somebody else does not have.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Avoided {
        /// How much, in kilograms of CO2e.
        #[serde(deserialize_with = "crate::wire::above_zero")]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        avoided_kg: f64,
        /// The grid factor's source.
        source: Source,
    }

    #[derive(Debug, thiserror::Error)]
    #[error("a probability is from 0 to 1: {value}")]
    pub(super) struct ProbabilityError {
        value: f64,
    }

    impl From<super::Compared> for Compared {
        fn from(own: super::Compared) -> Self {
            let super::Compared { option, saving, scaled, probability } = own;
            Self { option, saving, scaled, probability }
        }
    }

    impl TryFrom<Compared> for super::Compared {
        type Error = ProbabilityError;

        fn try_from(wire: Compared) -> Result<Self, Self::Error> {
            let Compared { option, saving, scaled, probability } = wire;
            match probability.filter(|value| !(0.0..=1.0).contains(value)) {
                Some(value) => Err(ProbabilityError { value }),
                None => Ok(Self { option, saving, scaled, probability }),
            }
        }
    }

    impl From<super::Avoided> for Avoided {
        fn from(own: super::Avoided) -> Self {
            Self { avoided_kg: own.amount.get::<carbon::kilogram>(), source: own.source }
        }
    }

    impl From<Avoided> for super::Avoided {
        fn from(wire: Avoided) -> Self {
            Self { amount: Carbon::new::<carbon::kilogram>(wire.avoided_kg), source: wire.source }
        }
    }
}
