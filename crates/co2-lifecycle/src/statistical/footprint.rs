//! From facts to a footprint.

use super::Facts;
use super::features::{Fact, Inputs};
use super::model::{Entry, Shares, StatisticalModel, Typical, share_for};
use crate::grid::{self, GridError};
use crate::{Assumption, Footprint, GridChoice, Tier, UseScenario, Years};
use co2_units::model::{Carbon, carbon, grid_intensity};
use co2_units::{Estimate, EstimateError, Region, Source, Stage};
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

/// A prediction before it is divided into stages.
struct Outcome {
    tier: Tier,
    total_kg: f64,
    use_kg: f64,
    /// The standard deviation of the logarithm.
    spread: f64,
    years: f64,
    /// Kilowatt hours in a year, if the use phase says so.
    energy_kwh: f64,
    shares: Shares,
    assumptions: Vec<Assumption>,
}

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
        let (family, inputs) = self.inputs();
        let maker = self.manufacturer.as_deref();
        let knows_something = maker.is_some_and(|maker| {
            model.entry(Some(maker), family, false).is_some_and(|entry| entry.maker.is_some())
        }) || [Fact::Weight, Fact::Screen, Fact::YearlyEnergy]
            .into_iter()
            .any(|fact| inputs.is_known(fact));
        let outcome =
            if let Some(entry) = model.best(maker, family, &inputs).filter(|_| knows_something) {
                statistical(entry, &inputs)
            } else {
                let typical = model
                    .categories
                    .get(&self.category)
                    .ok_or(StatisticalError::Unknown { category: self.category })?;
                category(self.category, typical, &inputs)
            };
        self.stages_of(outcome, source, grid)
    }

    fn stages_of(
        &self,
        outcome: Outcome,
        source: &Source,
        choice: GridChoice,
    ) -> Result<Footprint, StatisticalError> {
        let Outcome {
            tier,
            total_kg,
            mut use_kg,
            spread,
            years,
            energy_kwh,
            shares,
            mut assumptions,
        } = outcome;
        let rest = (total_kg - use_kg).max(0.0);
        let location = self.location.unwrap_or(Region::World);
        if self.location.is_none() {
            assumptions.push(Assumption::FactNotGiven { fact: Fact::Location });
        }
        if self.years.is_none() {
            assumptions.push(Assumption::TypicalYears { years });
        }
        let mut sources = vec![source.clone()];
        let mut boundary = source.boundary.clone().into_owned();
        // Years of tables are above 0; those of a query are checked.
        let years = Years::new(years).unwrap_or(Years::ONE);
        if let GridChoice::Current { year } = choice {
            let lookup = grid::intensity(location, year)?;
            assumptions.extend(lookup.fallbacks.into_iter().map(Assumption::GridFallback));
            let intensity = lookup.figure.factor.quantity();
            let grams_per_kwh = intensity.get::<grid_intensity::gram_per_kilowatt_hour>();
            use_kg = energy_kwh * years.get() * grams_per_kwh / 1_000.0;
            let source = lookup.figure.factor.source().clone();
            boundary.push_str("; use phase: ");
            boundary.push_str(&source.boundary);
            sources.push(source.clone());
            assumptions.push(Assumption::UseRecomputed {
                kwh_per_year: energy_kwh,
                years,
                grams_per_kwh,
                source,
            });
            if self.category.is_for_data_centre() {
                assumptions.push(Assumption::DataCentreOverheadLeftOut);
            }
        }
        let transport = rest * shares.transport;
        let end_of_life = rest * shares.end_of_life;
        assumptions.push(Assumption::TypicalShares {
            transport: shares.transport,
            end_of_life: shares.end_of_life,
        });
        let relative = libm::sqrt(libm::expm1(spread * spread));
        let mut stages = BTreeMap::new();
        for (stage, kg) in [
            (Stage::Manufacture, rest - transport - end_of_life),
            (Stage::Distribution, transport),
            (Stage::Use, use_kg),
            (Stage::EndOfLife, end_of_life),
        ] {
            let mean = Carbon::new::<carbon::kilogram>(kg.max(0.0));
            stages.insert(stage, Estimate::new(mean, mean * relative)?);
        }
        let subject = match &self.manufacturer {
            Some(maker) => format!("{maker} {}", self.category),
            None => self.category.to_string(),
        };
        let scenario = UseScenario::new(location, years, choice);
        Ok(Footprint::new(subject, tier, scenario, boundary, stages, assumptions, sources)?)
    }
}

fn statistical(entry: &Entry, inputs: &Inputs) -> Outcome {
    let spread = entry.spread(inputs);
    let mut assumptions = vec![Assumption::Fitted {
        maker: entry.maker.clone(),
        products: entry.family.as_str().to_owned(),
        sheets: entry.rows,
        groups: entry.groups,
        typical_kg: libm::exp(entry.intercept),
        without_use: entry.with_energy,
    }];
    for (fact, factor) in entry.contributions(inputs) {
        assumptions.push(if inputs.is_known(fact) {
            Assumption::Contribution { fact, factor }
        } else {
            Assumption::FactMissing { fact, factor }
        });
    }
    for fact in Fact::NUMBERS {
        let (seen, value) = (entry.seen(fact), inputs.number(fact));
        if value.is_some_and(|value| value < seen.low || value > seen.high)
            && (entry.with_energy || fact != Fact::YearlyEnergy)
        {
            assumptions.push(Assumption::OutsideOfSheets { fact });
        }
    }
    let years = entry.years(inputs);
    let total_kg = entry.total_kg(inputs);
    let factor = entry.factor(inputs.place);
    let (use_kg, energy_kwh) = if let Some(use_kg) = entry.use_kg(inputs) {
        (use_kg, use_kg / factor / years)
    } else {
        let share = entry.use_share(inputs);
        assumptions.push(Assumption::TypicalUseShare { share });
        let use_kg = total_kg * share;
        (use_kg, use_kg / factor / years)
    };
    assumptions.push(Assumption::SheetFactor { grams_per_kwh: factor * 1_000.0 });
    assumptions.push(Assumption::IntervalOfSheets { log_sd: spread });
    Outcome {
        tier: Tier::Statistical,
        total_kg,
        use_kg,
        spread,
        years,
        energy_kwh,
        shares: entry.shares,
        assumptions,
    }
}

fn category(category: crate::Category, typical: &Typical, inputs: &Inputs) -> Outcome {
    let years = inputs.years.unwrap_or(typical.years);
    let times = years / typical.years;
    let spread = typical.spread;
    // The mean of a log-normal with this median.
    let mean_kg = typical.median_kg * libm::exp(spread * spread / 2.0);
    let typical_use = mean_kg * typical.shares.in_use;
    let use_kg = typical_use * times;
    let share = share_for(typical.shares.in_use, times);
    let factor = crate::fit::PAIA_FACTOR;
    Outcome {
        tier: Tier::Category,
        total_kg: mean_kg - typical_use + use_kg,
        use_kg,
        spread,
        years,
        energy_kwh: use_kg / factor / years,
        shares: typical.shares,
        assumptions: vec![
            Assumption::MedianOfCategory {
                category,
                sheets: typical.rows,
                median_kg: typical.median_kg,
            },
            Assumption::TypicalUseShare { share },
            Assumption::SheetFactor { grams_per_kwh: factor * 1_000.0 },
            Assumption::IntervalOfSheets { log_sd: spread },
        ],
    }
}
