//! From a published sheet to the footprint for one buyer: years and grid of the use phase.

use crate::grid::{self, GridError};
use crate::publisher;
use crate::sheet::{Shares, resolve};
use crate::{Assumption, Footprint, GridChoice, PublishedSheet, Tier, UseScenario, Years};
use co2_units::model::{Carbon, Energy, GridIntensity, energy, grid_intensity};
use co2_units::{Estimate, EstimateError, Region, Source, Stage, StageSet};
use rust_decimal::prelude::ToPrimitive;
use std::collections::BTreeMap;

/// Why a sheet gives no footprint for a scenario.
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
    /// The use phase is to be computed anew, but the yearly energy is not known.
    #[error(
        "the sheet states no yearly energy, and the grid factor of {manufacturer}'s sheets of {report_year} is not known"
    )]
    EnergyUnknown {
        /// Whose sheet it is.
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
    /// * *on the current grid*: yearly energy × years × intensity of the buyer's grid ([`grid`]),
    ///   with the energy stated by the sheet or, for makers whose own grid factor is known, inferred
    ///   from its use phase.
    ///
    /// Makers state one standard deviation, that of the whole. Every stage takes the same ratio of
    /// deviation to mean, a recomputed use phase too, and the stages are summed as fully correlated
    /// ([`SHEET_CORRELATION`](crate::SHEET_CORRELATION)).
    ///
    /// # Errors
    /// When the sheet does not state what the computation needs, or there is no grid figure; see
    /// [`LocaliseError`].
    pub fn footprint(&self, scenario: UseScenario) -> Result<Footprint, LocaliseError> {
        let (shares, mut assumptions) =
            resolve(self.shares()).ok_or(LocaliseError::UseShareUnknown)?;
        let use_share = shares.get(&Stage::Use).copied();
        let published_use = self.mean() * use_share.ok_or(LocaliseError::UseShareUnknown)?;
        let mut sources = vec![self.source().clone()];
        let mut boundary = self.source().boundary.clone().into_owned();

        let use_phase = match scenario.grid {
            GridChoice::AsPublished => {
                self.use_as_published(published_use, scenario.years, &mut assumptions)?
            }
            GridChoice::Current { year } => {
                let energy =
                    self.energy_of_a_year(published_use, &mut assumptions, &mut sources)?;
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
            let mean = if stage == Stage::Use { use_phase } else { self.mean() * share };
            stages.insert(stage, Estimate::new(mean, mean * spread)?);
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
        assumptions: &mut Vec<Assumption>,
    ) -> Result<Carbon, LocaliseError> {
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

    /// The yearly energy that the sheet states, or the one that its use phase implies.
    fn energy_of_a_year(
        &self,
        published_use: Carbon,
        assumptions: &mut Vec<Assumption>,
        sources: &mut Vec<Source>,
    ) -> Result<Energy, LocaliseError> {
        if let Some(energy) = self.yearly_energy() {
            if let Some(lifetime) = self.lifetime() {
                assumptions.push(implied(published_use, energy, lifetime));
            }
            return Ok(energy);
        }
        // A use phase of zero says nothing about the energy.
        let factor =
            publisher::intensity(self).filter(|_| published_use.value > 0.0).ok_or_else(|| {
                LocaliseError::EnergyUnknown {
                    manufacturer: self.manufacturer().to_owned(),
                    use_location: self.use_location(),
                    report_year: self.report_year(),
                }
            })?;
        let lifetime = self.lifetime().ok_or(LocaliseError::LifetimeUnknown)?;
        let energy: Energy = published_use / factor.quantity() / lifetime.get();
        add(sources, factor.source());
        assumptions.push(Assumption::YearlyEnergyInferred {
            kwh_per_year: energy.get::<energy::kilowatt_hour>(),
            grams_per_kwh: grams_of(factor.quantity()),
            source: factor.source().clone(),
        });
        Ok(energy)
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
