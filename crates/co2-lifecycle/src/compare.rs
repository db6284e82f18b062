//! Options beside a baseline, with the uncertainty of the difference.

use crate::Footprint;
use co2_units::model::{Carbon, Energy, GridIntensity, carbon};
use co2_units::{Difference, Statistic};
use co2_units::{Estimate, EstimateError, Factor, Source, Stage};

/// An option beside a baseline.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Compared {
    /// The place of the option among those given.
    pub option: usize,
    /// Baseline less option: above zero the option saves.
    pub saving: Difference,
    /// What the option was multiplied by, because its years of use are not those of the baseline; else 1.
    pub scaled: f64,
    /// How probable it is that the option saves at all, from 0 to 1.
    pub probability: f64,
}

impl Compared {
    /// The saving that is surpassed in 19 of 20 cases.
    pub fn cautious_saving(&self) -> Carbon {
        self.saving.at(Statistic::P5)
    }
}

/// The options by their mean saving against the baseline, the largest first; equal ones in the order given.
///
/// What is compared is the baseline's years of use: an option that is used longer or shorter is multiplied by the
/// baseline's years / its own, so that a longer life counts as what it is ([`Compared::scaled`] says so).
///
/// The uncertainty is that of the *difference*: a stage that is the same in both (to the bit) cancels; of
/// the others the errors correlate by `correlation` (1: one cause, such as one maker's model), and the
/// differences of the stages are summed as fully correlated, as the stages themselves are.
///
/// A stage that one of the two does not know by itself counts as contained in its others; what the one counts
/// and the other leaves out (its assumptions say so) is not made good. Sheets of different makers are not
/// comparable: their models differ by more than their products.
///
/// # Errors
/// When the correlation is not from 0 to 1, or an amount is too large.
pub fn compare(
    baseline: &Footprint,
    options: &[Footprint],
    correlation: f64,
) -> Result<Vec<Compared>, EstimateError> {
    let mut compared = Vec::with_capacity(options.len());
    for (option, footprint) in options.iter().enumerate() {
        let scaled = baseline.years().get() / footprint.years().get();
        let saving = difference(baseline, footprint, scaled, correlation)?;
        let probability = saving.probability_above_zero();
        compared.push(Compared { option, saving, scaled, probability });
    }
    compared.sort_by(|a, b| kilograms(b.saving.mean()).total_cmp(&kilograms(a.saving.mean())));
    Ok(compared)
}

fn difference(
    a: &Footprint,
    b: &Footprint,
    scaled: f64,
    correlation: f64,
) -> Result<Difference, EstimateError> {
    let (mut mean_kg, mut sd_kg) = (0.0, 0.0);
    for stage in Stage::ALL {
        let of = |footprint: &Footprint| footprint.stage(stage).unwrap_or(Estimate::ZERO);
        let (own, other) = (of(a), of(b).scale(scaled)?);
        // Checks the correlation even where a stage cancels.
        let difference = own.difference(other, correlation)?;
        if own != other {
            mean_kg += kilograms(difference.mean());
            sd_kg += kilograms(difference.deviation());
        }
    }
    let kg = Carbon::new::<carbon::kilogram>;
    Difference::new(kg(mean_kg), kg(sd_kg))
}

fn kilograms(amount: Carbon) -> f64 {
    amount.get::<carbon::kilogram>()
}

/// Emissions that somebody else does not have: electricity that is saved, times a named grid factor.
///
/// A type of its own, without addition and subtraction: avoided emissions are reported beside a footprint
/// and never netted against it.
#[derive(Clone, Debug, PartialEq)]
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
