//! From facts to a footprint.

use super::Facts;
use super::features::{Fact, Inputs, Range as _};
use super::model::{Entry, Shares, StatisticalModel, Typical};
use crate::grid::{self, GridError, GridLookup};
use crate::{Assumption, Footprint, GridChoice, Tier, UseScenario, Years};
use co2_units::model::{Carbon, GridIntensity, carbon, grid_intensity};
use co2_units::{Estimate, EstimateError, Factor, Region, Source, Stage};
use std::collections::BTreeMap;

/// Why facts give no footprint.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatisticalError {
    /// No published sheet is known for anything like it.
    #[error("nothing is known of the category {category}")]
    Unknown {
        /// The category.
        category: crate::Category,
    },
    /// There is no grid intensity for the place of use.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// An amount is too large to compute with.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// What the coefficients say of a product, before it is divided into stages. A footprint and a fleet share it,
/// so that they agree to the bit.
pub(crate) struct Outcome<'a> {
    basis: Basis<'a>,
    inputs: Inputs,
    rest_kg: f64,
    use_kg: f64,
    /// The relative deviations of what is not use, and of use.
    relative: (f64, f64),
    years: Years,
    /// Kilowatt hours in a year, given or as the use phase says.
    energy_kwh: f64,
    /// What the sheets count for a kilowatt hour, in kilograms of CO2e.
    factor: f64,
    shares: Shares,
}

/// What it follows from.
enum Basis<'a> {
    Fitted(&'a Entry),
    Median(&'a Typical),
}

/// The stages, in the order of life.
pub(crate) type Stages = [(Stage, Estimate); 4];

impl Facts {
    /// The footprint by the coefficients in this crate ([`StatisticalModel::shipped`]).
    ///
    /// It says what the maker's sheet would have as its mean; the 5th and the 95th percentile hold that mean
    /// in nine of ten cases. The spread that makers state for their own models comes on top, and is not in it.
    ///
    /// # Errors
    /// When nothing is known of the category, or there is no grid figure.
    pub fn footprint(&self, grid: GridChoice) -> Result<Footprint, StatisticalError> {
        self.footprint_by(StatisticalModel::shipped(), &StatisticalModel::source(), grid)
    }

    /// The footprint by coefficients that a host has fitted.
    ///
    /// # Errors
    /// As for [`footprint`](Self::footprint).
    pub fn footprint_by(
        &self,
        model: &StatisticalModel,
        source: &Source,
        grid: GridChoice,
    ) -> Result<Footprint, StatisticalError> {
        let mut outcome = self.outcome(model)?;
        let mut assumptions = match outcome.basis {
            Basis::Fitted(entry) => of_entry(entry, &outcome),
            Basis::Median(typical) => self.of_median(typical, &outcome),
        };
        if self.location.is_none() {
            assumptions.push(Assumption::FactNotGiven { fact: Fact::Location });
        }
        if self.years.is_none() {
            assumptions.push(Assumption::TypicalYears { years: outcome.years.get() });
        }
        let mut sources = vec![source.clone()];
        let mut boundary = source.boundary.clone().into_owned();
        if let Some(lookup) = outcome.on_grid(self.place(), grid)? {
            assumptions.extend(lookup.fallbacks.into_iter().map(Assumption::GridFallback));
            let source = lookup.figure.factor.source().clone();
            boundary.push_str("; use phase: ");
            boundary.push_str(&source.boundary);
            sources.push(source.clone());
            assumptions.push(Assumption::UseRecomputed {
                kwh_per_year: outcome.energy_kwh,
                years: outcome.years,
                grams_per_kwh: grams(&lookup.figure.factor),
                falling: false,
                source,
            });
            if self.category.is_for_data_centre() {
                assumptions.push(Assumption::DataCentreOverheadLeftOut);
            }
        }
        let Shares { transport, end_of_life, .. } = outcome.shares;
        for (stage, share) in [(Stage::Distribution, transport), (Stage::EndOfLife, end_of_life)] {
            assumptions.push(Assumption::TypicalShare { stage, share });
        }
        let subject = match &self.manufacturer {
            Some(maker) => format!("{maker} {}", self.category),
            None => self.category.to_string(),
        };
        let scenario = UseScenario::new(self.place(), outcome.years, grid);
        let stages = BTreeMap::from(outcome.stages()?);
        let tier = outcome.tier();
        let category = Some(self.category);
        let footprint = Footprint::new(
            subject,
            category,
            tier,
            scenario,
            boundary,
            stages,
            assumptions,
            sources,
        );
        Ok(footprint?)
    }

    /// The place of use; where none is given, the world.
    pub(crate) fn place(&self) -> Region {
        self.location.unwrap_or(Region::World)
    }

    pub(crate) fn outcome<'a>(
        &self,
        model: &'a StatisticalModel,
    ) -> Result<Outcome<'a>, StatisticalError> {
        let (family, inputs) = self.inputs();
        let maker = self.manufacturer.as_deref();
        let knows_something = maker.is_some_and(|maker| {
            model.entry(Some(maker), family, false).is_some_and(|entry| entry.maker.is_some())
        }) || [Fact::Weight, Fact::Screen, Fact::YearlyEnergy]
            .into_iter()
            .any(|fact| inputs.is_known(fact));
        if let Some(entry) = model.best(maker, family, &inputs).filter(|_| knows_something) {
            return Ok(Outcome::fitted(entry, inputs));
        }
        let typical = model
            .categories
            .get(&self.category)
            .ok_or(StatisticalError::Unknown { category: self.category })?;
        Ok(Outcome::median(typical, inputs))
    }

    fn of_median(&self, typical: &Typical, outcome: &Outcome<'_>) -> Vec<Assumption> {
        let mut assumptions = vec![Assumption::MedianOfCategory {
            category: self.category,
            sheets: typical.rows,
            median_kg: typical.median_kg,
        }];
        if outcome.inputs.yearly_energy_kwh.is_none() {
            let share = outcome.use_kg / (outcome.rest_kg + outcome.use_kg);
            assumptions.push(Assumption::TypicalUseShare { share });
        }
        assumptions.extend(not_used(&outcome.inputs, |_| false));
        assumptions.push(Assumption::SheetFactor { grams_per_kwh: outcome.factor * 1_000.0 });
        assumptions.push(Assumption::IntervalOfSheets { log_sd: outcome.log_sd() });
        assumptions
    }
}

impl<'a> Outcome<'a> {
    fn fitted(entry: &'a Entry, inputs: Inputs) -> Self {
        let (rest_kg, use_kg) = entry.parts(&inputs);
        let basis = Basis::Fitted(entry);
        let relative = entry.relative(&inputs);
        let (years, factor) = (entry.years(&inputs), entry.factor(inputs.place));
        Self::new(basis, inputs, (rest_kg, use_kg), relative, (years, factor), entry.shares)
    }

    fn median(typical: &'a Typical, inputs: Inputs) -> Self {
        let spread = typical.spread;
        let times = inputs.years.map_or(1.0, |years| years.get() / typical.years.get());
        // The mean of a log-normal with this median.
        let mean_kg = typical.median_kg * libm::exp(spread * spread / 2.0);
        let years = inputs.years.unwrap_or(typical.years);
        let typical_use = mean_kg * typical.shares.in_use;
        let use_kg = match inputs.yearly_energy_kwh {
            Some(kwh) => typical.use_factor * kwh * years.get(),
            None => typical_use * times,
        };
        let parts = (mean_kg - typical_use, use_kg);
        let (basis, shares) = (Basis::Median(typical), typical.shares);
        let relative = libm::sqrt(libm::expm1(spread * spread));
        let factors = (years, typical.use_factor);
        Self::new(basis, inputs, parts, (relative, relative), factors, shares)
    }

    fn new(
        basis: Basis<'a>,
        inputs: Inputs,
        (rest_kg, use_kg): (f64, f64),
        relative: (f64, f64),
        (years, factor): (Years, f64),
        shares: Shares,
    ) -> Self {
        let energy_kwh = inputs.yearly_energy_kwh.unwrap_or_else(|| use_kg / factor / years.get());
        Self { basis, inputs, rest_kg, use_kg, relative, years, energy_kwh, factor, shares }
    }

    pub(crate) const fn tier(&self) -> Tier {
        match self.basis {
            Basis::Fitted(_) => Tier::Statistical,
            Basis::Median(_) => Tier::Category,
        }
    }

    /// Computes the use phase anew, where another grid than that of the sheets is asked for.
    pub(crate) fn on_grid(
        &mut self,
        place: Region,
        choice: GridChoice,
    ) -> Result<Option<GridLookup>, GridError> {
        let GridChoice::Current { year } = choice else { return Ok(None) };
        let lookup = grid::intensity(place, year)?;
        self.use_kg = self.energy_kwh * self.years.get() * grams(&lookup.figure.factor) / 1_000.0;
        Ok(Some(lookup))
    }

    /// The standard deviation of the logarithm of the whole, as long as the use phase is that of the sheets.
    fn log_sd(&self) -> f64 {
        log_sd((self.rest_kg, self.use_kg), self.relative)
    }

    pub(crate) fn stages(&self) -> Result<Stages, EstimateError> {
        let transport = self.rest_kg * self.shares.transport;
        let end_of_life = self.rest_kg * self.shares.end_of_life;
        let (rest, used) = self.relative;
        let stage = |stage, kg: f64, relative: f64| {
            let mean = Carbon::new::<carbon::kilogram>(kg);
            Ok((stage, Estimate::new(mean, mean * relative)?))
        };
        Ok([
            stage(Stage::Manufacture, self.rest_kg - transport - end_of_life, rest)?,
            stage(Stage::Distribution, transport, rest)?,
            stage(Stage::Use, self.use_kg, used)?,
            stage(Stage::EndOfLife, end_of_life, rest)?,
        ])
    }
}

/// The standard deviation of the logarithm of a sum of what is not use and what is, which err together.
pub(crate) fn log_sd((rest, used): (f64, f64), relative: (f64, f64)) -> f64 {
    let whole = (rest * relative.0 + used * relative.1) / (rest + used);
    libm::sqrt(libm::log1p(whole * whole))
}

fn of_entry(entry: &Entry, outcome: &Outcome<'_>) -> Vec<Assumption> {
    let inputs = &outcome.inputs;
    let mut assumptions = vec![Assumption::Fitted {
        maker: entry.maker.clone(),
        products: entry.family.as_str().to_owned(),
        sheets: entry.rows,
        groups: entry.groups,
        typical_kg: libm::exp(entry.intercept),
        without_use: entry.with_energy,
    }];
    for (fact, factor) in entry.contributions(inputs) {
        assumptions.push(if entry.knows(fact, inputs) {
            Assumption::Contribution { fact, factor }
        } else {
            Assumption::FactMissing { fact, factor }
        });
    }
    for fact in Fact::numbers().filter(|fact| entry.uses(*fact)) {
        let (seen, value) = (entry.seen(fact), inputs.number(fact));
        if value.is_some_and(|value| value < seen.low || value > seen.high) {
            assumptions.push(Assumption::OutsideOfSheets { fact });
        }
    }
    if inputs.place.is_some() && !entry.knows(Fact::Location, inputs) {
        assumptions.push(Assumption::OutsideOfSheets { fact: Fact::Location });
    }
    assumptions.extend(not_used(inputs, |fact| entry.uses(fact)));
    if inputs.yearly_energy_kwh.is_none() {
        assumptions.push(Assumption::TypicalUseShare { share: entry.use_share(inputs) });
        if outcome.years != entry.years {
            assumptions.push(Assumption::UseScaled { from: entry.years, to: outcome.years });
        }
    }
    assumptions.push(Assumption::SheetFactor { grams_per_kwh: outcome.factor * 1_000.0 });
    assumptions.push(Assumption::IntervalOfSheets { log_sd: outcome.log_sd() });
    assumptions
}

/// What is known and moves nothing. Years, energy and place are always used, for the use phase.
fn not_used(inputs: &Inputs, uses: impl Fn(Fact) -> bool) -> impl Iterator<Item = Assumption> {
    [Fact::Weight, Fact::Screen, Fact::ReportYear, Fact::Memory, Fact::Storage, Fact::Processors]
        .into_iter()
        .filter(move |fact| inputs.is_known(*fact) && !uses(*fact))
        .map(|fact| Assumption::FactNotUsed { fact })
}

fn grams(factor: &Factor<GridIntensity>) -> f64 {
    factor.quantity().get::<grid_intensity::gram_per_kilowatt_hour>()
}
