//! From a published sheet to the footprint for one buyer: years and grid of the use phase.

use crate::grid::{self, GridError};
use crate::publisher;
use crate::sheet::{Shares, resolve};
use crate::{Assumption, Footprint, GridChoice, PublishedSheet, Tier, UseScenario, Years};
use co2_units::model::{Carbon, Energy, GridIntensity, energy, grid_intensity};
use co2_units::{Estimate, EstimateError, Region, Source, Stage, StageSet};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// The reason why a sheet gives no footprint for a scenario.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LocaliseError {
    /// The sheet does not say how much of its mean is the use phase.
    #[error(
        "the sheet does not state the share of its use phase, nor do its other shares imply it"
    )]
    UseShareUnknown,
    /// The published use phase is to be scaled, but the sheet states no years of use.
    #[error("the sheet does not state for how many years of use it holds")]
    LifetimeUnknown,
    /// The use phase is to be recomputed, but the yearly energy is not known. The scenario can give it
    /// ([`UseScenario::with_yearly_energy`]).
    #[error(
        "the sheet states no yearly energy, and its use phase does not imply one: give the yearly energy, such as that of ENERGY STAR (sheet of {manufacturer}, {report_year})"
    )]
    EnergyUnknown {
        /// The maker of the sheet.
        manufacturer: String,
        /// The place of use that the sheet is about.
        use_location: Option<Region>,
        /// The year of the sheet.
        report_year: u16,
    },
    /// There is no grid intensity for the scenario.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// An amount is too large to compute with.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl PublishedSheet {
    /// The footprint of this product for one buyer.
    ///
    /// Manufacture, distribution and end of life stay as the sheet has them. The use phase is
    /// * *as published*: mean × use share × years / lifetime of the sheet; or
    /// * *on the current grid*: yearly energy × years × intensity of the buyer's grid ([`grid`]), with the energy of
    ///   the scenario, else that stated by the sheet, else the one inferred from its use phase. The grid factor inside
    ///   of the sheet is then the maker's own where it is known; for other computers and screens that of PAIA is
    ///   assumed, and the use phase gets the deviation of that assumption on top.
    ///
    /// Makers state one standard deviation, that of the whole. Every stage takes the same ratio of
    /// deviation to mean, a recomputed use phase too, and the stages are summed as fully correlated
    /// ([`SHEET_CORRELATION`](crate::SHEET_CORRELATION)).
    ///
    /// # Errors
    /// Returns an error if the sheet does not state what the computation needs, or there is no grid figure; see
    /// [`LocaliseError`].
    pub fn footprint(&self, scenario: UseScenario) -> Result<Footprint, LocaliseError> {
        let (shares, mut assumptions) =
            resolve(self.shares()).ok_or(LocaliseError::UseShareUnknown)?;
        let use_share = shares.get(&Stage::Use).copied();
        let published_use = self.mean() * use_share.ok_or(LocaliseError::UseShareUnknown)?;
        let mut sources = vec![self.source().clone()];
        let mut boundary = self.source().boundary.clone().into_owned();

        let mut assumed_deviation = 0.0;
        let use_phase = match scenario.grid {
            GridChoice::AsPublished => {
                let energy = scenario.yearly_energy();
                self.use_as_published(published_use, scenario.years, energy, &mut assumptions)?
            }
            GridChoice::Current { year } => {
                let (energy, own) =
                    self.energy_of_a_year(published_use, scenario, &mut assumptions, &mut sources)?;
                assumed_deviation = own;
                let lookup = grid::intensity(scenario.location, year)?;
                let steps = lookup.fallbacks.into_iter();
                assumptions.extend(steps.map(Assumption::GridFallback));
                let intensity = lookup.figure.factor.quantity();
                let published = lookup.figure.factor.published();
                let grams_per_kwh = published.to_f64().unwrap_or_else(|| grams_of(intensity));
                let source = lookup.figure.factor.source().clone();
                boundary.push_str("; use phase: ");
                boundary.push_str(&source.boundary);
                add(&mut sources, &source);
                assumptions.push(Assumption::UseRecomputed {
                    kwh_per_year: energy.get::<energy::kilowatt_hour>(),
                    years: scenario.years,
                    grams_per_kwh,
                    falling: false,
                    source,
                });
                if self.category().is_for_data_centre() {
                    assumptions.push(Assumption::DataCentreOverheadLeftOut);
                }
                energy * scenario.years.get() * intensity
            }
        };
        assumptions.extend(self.left_elsewhere(&shares, scenario));
        assumptions.push(match self.relative_deviation() {
            Some(relative_sd) => Assumption::SpreadOfWhole { relative_sd },
            None => Assumption::SpreadNotStated,
        });

        let spread = self.relative_deviation().unwrap_or_default();
        let mut stages = BTreeMap::new();
        for (stage, share) in shares {
            let is_use = stage == Stage::Use;
            let mean = if is_use { use_phase } else { self.mean() * share };
            let relative = if is_use && spread > 0.0 {
                libm::sqrt(spread * spread + assumed_deviation * assumed_deviation)
            } else {
                spread
            };
            stages.insert(stage, Estimate::new(mean, mean * relative)?);
        }
        Ok(Footprint::new(
            format!("{} {}", self.manufacturer(), self.product()),
            Some(self.category()),
            Tier::Published,
            scenario,
            boundary,
            stages,
            assumptions,
            sources,
        )?)
    }

    fn use_as_published(
        &self,
        published_use: Carbon,
        years: Years,
        scenario_energy: Option<Energy>,
        assumptions: &mut Vec<Assumption>,
    ) -> Result<Carbon, LocaliseError> {
        if let Some(energy) = scenario_energy {
            // On the electricity of the sheet, where that is known.
            let factor = match (self.yearly_energy(), self.lifetime()) {
                (Some(own), Some(lifetime)) => Some(published_use / (own * lifetime.get())),
                _ => publisher::intensity(self).map(|found| found.factor.quantity()),
            };
            if let Some(intensity) = factor.filter(|own: &GridIntensity| own.value > 0.0) {
                let kwh_per_year = energy.get::<energy::kilowatt_hour>();
                assumptions.push(Assumption::YearlyEnergyGiven { kwh_per_year });
                let grams_per_kwh = grams_of(intensity);
                assumptions.push(Assumption::ImpliedIntensity { grams_per_kwh });
                return Ok(energy * years.get() * intensity);
            }
        }
        let lifetime = self.lifetime().ok_or(LocaliseError::LifetimeUnknown)?;
        if let Some(energy) = self.yearly_energy() {
            assumptions.push(implied(published_use, energy, lifetime));
        }
        if years == lifetime {
            return Ok(published_use);
        }
        assumptions.push(Assumption::UseScaled { from: lifetime, to: years });
        Ok(published_use * (years.get() / lifetime.get()))
    }

    /// The yearly energy of the scenario, or that of the sheet, or the one that its use phase implies; and the relative
    /// deviation of what was assumed for it.
    fn energy_of_a_year(
        &self,
        published_use: Carbon,
        scenario: UseScenario,
        assumptions: &mut Vec<Assumption>,
        sources: &mut Vec<Source>,
    ) -> Result<(Energy, f64), LocaliseError> {
        if let Some(energy) = scenario.yearly_energy() {
            let kwh_per_year = energy.get::<energy::kilowatt_hour>();
            assumptions.push(Assumption::YearlyEnergyGiven { kwh_per_year });
            return Ok((energy, 0.0));
        }
        if let Some(energy) = self.yearly_energy() {
            if let Some(lifetime) = self.lifetime() {
                assumptions.push(implied(published_use, energy, lifetime));
            }
            return Ok((energy, 0.0));
        }
        // A use phase of zero says nothing about the energy.
        let found =
            publisher::intensity(self).filter(|_| published_use.value > 0.0).ok_or_else(|| {
                LocaliseError::EnergyUnknown {
                    manufacturer: self.manufacturer().to_owned(),
                    use_location: self.use_location(),
                    report_year: self.report_year(),
                }
            })?;
        let lifetime = self.lifetime().ok_or(LocaliseError::LifetimeUnknown)?;
        let factor = found.factor;
        let energy: Energy = published_use / factor.quantity() / lifetime.get();
        add(sources, factor.source());
        assumptions.push(Assumption::YearlyEnergyInferred {
            kwh_per_year: energy.get::<energy::kilowatt_hour>(),
            grams_per_kwh: grams_of(factor.quantity()),
            assumed: found.assumed,
            source: factor.source().clone(),
        });
        Ok((energy, if found.assumed { publisher::ASSUMED_DEVIATION } else { 0.0 }))
    }

    /// The stages that depend on the place of use and were left as published for another one.
    fn left_elsewhere(&self, shares: &Shares, scenario: UseScenario) -> Option<Assumption> {
        if self.use_location() == Some(scenario.location) {
            return None;
        }
        let as_published = scenario.grid == GridChoice::AsPublished;
        let depends_on_place = |stage: &Stage| match stage {
            Stage::Distribution | Stage::EndOfLife => true,
            Stage::Use => as_published,
            _ => false,
        };
        let stages: StageSet = shares.keys().copied().filter(depends_on_place).collect();
        (!stages.is_empty()).then_some(Assumption::PublishedForElsewhere {
            stages,
            published_for: self.use_location(),
            used_in: scenario.location,
        })
    }
}

fn implied(published_use: Carbon, energy: Energy, lifetime: Years) -> Assumption {
    let intensity: GridIntensity = published_use / (energy * lifetime.get());
    Assumption::ImpliedIntensity { grams_per_kwh: grams_of(intensity) }
}

fn grams_of(intensity: GridIntensity) -> f64 {
    intensity.get::<grid_intensity::gram_per_kilowatt_hour>()
}

fn add(sources: &mut Vec<Source>, source: &Source) {
    if !sources.contains(source) {
        sources.push(source.clone());
    }
}
