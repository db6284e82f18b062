//! A footprint with one stage replaced: another electricity, a route, repairs.

use super::{Electricity, Footprint, Tier};
use crate::circular::Allocation;
use crate::energy::{EnergyError, MIN_YEARLY_KWH, ServerUse};
use crate::statistical::share_for;
use crate::transport::{FuelScope, Leg, RouteError, emissions, factor};
use crate::{Assumption, Category, Years};
use co2_units::model::{
    Carbon, Energy, Mass, MaterialIntensity, carbon, energy, grid_intensity, mass,
};
use co2_units::{Estimate, EstimateError, Factor, Source, Stage};

/// The reason why a stage cannot be replaced.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// A path of the grid that falls by less than nothing or by all.
    #[error("the intensity falls by a share from 0 to less than 1 in a year: {share}")]
    Path {
        /// The share given.
        share: f64,
    },
    /// A reduction by less than nothing, by nothing, or by all.
    #[error("a reduction is a share above 0 and below 1: {share}")]
    Reduction {
        /// The share given.
        share: f64,
    },
    /// The stage to be changed is not known separately, or nothing would be left of it.
    #[error("the footprint has no {stage} from which so much can be taken")]
    NoStage {
        /// The stage.
        stage: Stage,
    },
    /// The work of a server gives no energy.
    #[error(transparent)]
    Energy(#[from] EnergyError),
    /// An intensity, a mass or a saving that is not above 0: missing is never zero.
    #[error("an intensity, a mass and what is saved are finite numbers above 0")]
    NotAboveZero,
    /// A yearly energy that is NaN, infinite, or below [`MIN_YEARLY_KWH`]: missing is never zero.
    #[error(
        "a yearly energy is a finite number of kilowatt hours from {MIN_YEARLY_KWH}: {kilowatt_hours}"
    )]
    YearlyEnergy {
        /// The value given, in kilowatt hours.
        kilowatt_hours: f64,
    },
    /// The use phase is on a grid whose intensity falls: its electricity must be given again for other years.
    #[error(
        "the use phase is on a grid that falls from year to year: give its electricity for the other years"
    )]
    Falling,
    /// The route gives no amount.
    #[error(transparent)]
    Route(#[from] RouteError),
    /// An amount is too large.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl Footprint {
    /// With a use phase of yearly energy × years × electricity, for the years of its scenario. What was said of
    /// the old use phase is no longer part of the account.
    ///
    /// Of a product for a data centre the result says that cooling and power supply are left out;
    /// [`with_server_use`](Self::with_server_use) takes them in.
    ///
    /// # Errors
    /// Returns an error if the energy or the electricity is not valid.
    pub fn with_use(self, yearly: Energy, electricity: &Electricity) -> Result<Self, ChangeError> {
        let basis = electricity.basis;
        let left_out = self.category.is_some_and(Category::is_for_data_centre);
        let notes = [
            Some(Assumption::ElectricityGiven { basis }),
            left_out.then_some(Assumption::DataCentreOverheadLeftOut),
        ];
        self.with_electricity(yearly, electricity, notes.into_iter().flatten().collect())
    }

    /// With the use phase of a server, whose work, data centre and cooling the result names.
    ///
    /// # Errors
    /// Returns an error if the work or the electricity is not valid.
    pub fn with_server_use(
        self,
        server: &ServerUse,
        electricity: &Electricity,
    ) -> Result<Self, ChangeError> {
        let mut notes = server.assumptions();
        notes.push(Assumption::ElectricityGiven { basis: electricity.basis });
        self.with_electricity(server.yearly_energy()?, electricity, notes)
    }

    pub(crate) fn with_electricity(
        mut self,
        yearly: Energy,
        electricity: &Electricity,
        more: Vec<Assumption>,
    ) -> Result<Self, ChangeError> {
        let kwh_per_year = yearly.get::<energy::kilowatt_hour>();
        if !(kwh_per_year.is_finite() && kwh_per_year >= MIN_YEARLY_KWH) {
            return Err(ChangeError::YearlyEnergy { kilowatt_hours: kwh_per_year });
        }
        let years = self.years();
        let intensity = electricity.mean_over(years)?;
        let mean: Carbon = yearly * years.get() * intensity;
        let source = electricity.intensity.source().clone();
        self.bound(Stage::Use, &source.boundary);
        let fallbacks = electricity.fallbacks.iter().copied().map(Assumption::GridFallback);
        let mut notes: Vec<Assumption> = fallbacks.collect();
        notes.push(Assumption::UseRecomputed {
            kwh_per_year,
            years,
            grams_per_kwh: intensity.get::<grid_intensity::gram_per_kilowatt_hour>(),
            falling: electricity.falls_by.is_some(),
            source,
        });
        notes.extend(more);
        if let Some((share, source)) = &electricity.falls_by {
            notes.push(Assumption::Parameter {
                stage: Some(Stage::Use),
                name: "the grid's intensity falls in a year by".to_owned(),
                value: format!("{:.1} %", share * 100.0),
                source: source.clone(),
            });
        }
        self.with_mean(Stage::Use, mean, notes)
    }

    /// Used for longer or shorter: the use phase in proportion, everything else as it is. Repairs and upgrades
    /// that a longer life needs are added [`with_service`](Self::with_service).
    ///
    /// Footprints of different years are [`compare`](crate::compare())d by the years of the baseline.
    ///
    /// # Errors
    /// Returns an error if the use phase is not known separately, its grid falls from year to year, or the amount is too
    /// large.
    pub fn with_years(mut self, years: Years) -> Result<Self, ChangeError> {
        let own = self.years();
        let no_use = ChangeError::NoStage { stage: Stage::Use };
        let used = self.stages.get_mut(&Stage::Use).ok_or(no_use)?;
        let falls = |one| matches!(one, &Assumption::UseRecomputed { falling: true, .. });
        if self.assumptions.iter().any(falls) {
            return Err(ChangeError::Falling);
        }
        *used = used.scale(years.get() / own.get())?;
        let mut said = years == own;
        for assumption in &mut self.assumptions {
            match assumption {
                Assumption::UseRecomputed { years: stated, .. } => {
                    *stated = years;
                    said = true;
                }
                Assumption::UseScaled { to, .. } => {
                    *to = years;
                    said = true;
                }
                Assumption::TypicalUseShare { share } => {
                    *share = share_for(*share, years.get() / own.get());
                }
                _ => {}
            }
        }
        if !said {
            self.assumptions.push(Assumption::UseScaled { from: own, to: years });
        }
        if years != own {
            self.assumptions.retain(|one| !matches!(one, Assumption::TypicalYears { .. }));
        }
        self.scenario.years = years;
        self.total = Estimate::sum(self.stages.values().copied(), super::SHEET_CORRELATION)?;
        Ok(self)
    }

    /// With the transport of a route, for goods of this mass with packaging.
    ///
    /// # Errors
    /// Returns an error if the route gives no amount.
    pub fn with_route(
        mut self,
        legs: &[Leg],
        mass: Mass,
        scope: FuelScope,
    ) -> Result<Self, ChangeError> {
        let mean = emissions(legs, mass, scope)?;
        let notes = legs.iter().filter_map(|leg| {
            let factor = factor(leg.mode, scope)?;
            let km = leg.distance.get::<co2_units::model::length::kilometer>();
            Some(Assumption::Parameter {
                stage: Some(Stage::Distribution),
                name: format!("{km:.0} km by {:?}", leg.mode),
                value: format!("{} {}", factor.published(), factor.unit()),
                source: factor.source().clone(),
            })
        });
        let notes = notes.collect();
        let counted = legs.first().and_then(|leg| factor(leg.mode, scope));
        if let Some(factor) = counted {
            self.bound(Stage::Distribution, &format!("{}, by leg", factor.source().boundary));
        }
        self.with_mean(Stage::Distribution, mean, notes)
    }

    /// With repairs and upgrades in use: all of them, in the place of those that were given before.
    ///
    /// # Errors
    /// Returns an error if the sum is too large.
    pub fn with_service(self, service: Estimate, what: &str) -> Result<Self, EstimateError> {
        let kg = service.mean().get::<carbon::kilogram>();
        let text = format!("service and upgrade: {what}, {kg:.2} kgCO2e");
        let note = Assumption::Note { stage: Some(Stage::Service), text };
        self.replaced(Stage::Service, service, vec![note])
    }

    /// With a manufacture that a better process makes smaller by a share, such as by low-temperature solder:
    /// a claim, which needs its source.
    ///
    /// # Errors
    /// Returns an error if the share is not above 0 and below 1, or the manufacture is not known separately.
    pub fn with_reduction(
        self,
        share: f64,
        what: &str,
        source: Source,
    ) -> Result<Self, ChangeError> {
        if !(share > 0.0 && share < 1.0) {
            return Err(ChangeError::Reduction { share });
        }
        let name = format!("manufacture, {what}");
        let value = format!("less {:.2} %", share * 100.0);
        self.with_made(
            |made| made * (1.0 - share),
            vec![Assumption::Parameter { stage: None, name, value, source }],
        )
    }

    /// With so much of a material from recycling: manufacture less mass × (virgin - recycled), by factors
    /// with their sources.
    ///
    /// # Errors
    /// Returns an error if the mass is not above 0, the recycled factor is not the lower one, or the manufacture is not
    /// known separately or not as large.
    pub fn with_recycled_content(
        self,
        what: &str,
        mass: Mass,
        virgin: &Factor<MaterialIntensity>,
        recycled: &Factor<MaterialIntensity>,
    ) -> Result<Self, ChangeError> {
        let saving: Carbon = mass * (virgin.quantity() - recycled.quantity());
        if !(mass.value > 0.0 && saving.value.is_finite() && saving.value > 0.0) {
            return Err(ChangeError::NotAboveZero);
        }
        let kilograms = mass.get::<mass::kilogram>();
        let note = |which: &str, factor: &Factor<MaterialIntensity>| Assumption::Parameter {
            stage: None,
            name: format!("{kilograms} kg of {what} are recycled; {which}"),
            value: format!("{} {}", factor.published(), factor.unit()),
            source: factor.source().clone(),
        };
        let notes = vec![note("new", virgin), note("recycled", recycled)];
        self.with_made(|made| made - saving, notes)
    }

    /// As the first of two lives, the second of so many years: with that part of the manufacture which the rule
    /// leaves to the first.
    ///
    /// # Errors
    /// Returns an error if the manufacture is not known separately.
    pub fn with_second_life(self, rule: Allocation, second: Years) -> Result<Self, ChangeError> {
        let share = 1.0 - rule.second_share(self.years(), second);
        let percent = share * 100.0;
        let text = format!(
            "a second life of {second} follows: the first carries {percent:.1} % of the manufacture"
        );
        let note = Assumption::Note { stage: Some(Stage::Manufacture), text };
        self.with_made(|made| made * share, vec![note])
    }

    /// With another manufacture, of the same relative deviation.
    fn with_made(
        self,
        change: impl FnOnce(Carbon) -> Carbon,
        notes: Vec<Assumption>,
    ) -> Result<Self, ChangeError> {
        let missing = ChangeError::NoStage { stage: Stage::Manufacture };
        let Some(made) = self.stage(Stage::Manufacture).filter(|made| made.mean().value > 0.0)
        else {
            return Err(missing);
        };
        let mean = change(made.mean());
        if mean.value.is_nan() || mean.value <= 0.0 {
            return Err(missing);
        }
        let relative = made.deviation().value / made.mean().value;
        Ok(self.with_stage(Stage::Manufacture, Estimate::new(mean, mean * relative)?, notes)?)
    }

    /// A stage with this mean and the relative deviation of the whole, where that is known.
    fn with_mean(
        self,
        stage: Stage,
        mean: Carbon,
        notes: Vec<Assumption>,
    ) -> Result<Self, ChangeError> {
        let total = self.total();
        let relative = if self.has_spread() && total.mean().value > 0.0 {
            total.deviation().value / total.mean().value
        } else {
            0.0
        };
        Ok(self.replaced(stage, Estimate::new(mean, mean * relative)?, notes)?)
    }

    /// With a stage in the place of another, of which nothing that was said still holds.
    fn replaced(
        mut self,
        stage: Stage,
        estimate: Estimate,
        notes: Vec<Assumption>,
    ) -> Result<Self, EstimateError> {
        let cited = |assumptions: &[Assumption]| -> Vec<Source> {
            assumptions.iter().filter_map(Assumption::source).cloned().collect()
        };
        let held_by = if self.stages.contains_key(&stage) {
            None
        } else {
            self.assumptions.iter().find_map(|one| one.holder_of(stage))
        };
        let before = cited(&self.assumptions);
        self.assumptions =
            self.assumptions.into_iter().filter_map(|one| one.after(stage)).collect();
        let after = cited(&self.assumptions);
        // What the footprint itself is from comes first and stays.
        let mut first = true;
        self.sources.retain(|source| {
            core::mem::take(&mut first) || !before.contains(source) || after.contains(source)
        });
        if let Some(held_by) = held_by {
            self.assumptions.push(Assumption::StillContained { stage, held_by });
        }
        self.with_stage(stage, estimate, notes)
    }

    /// Says what is counted in a stage, in the place of what was said of it.
    fn bound(&mut self, stage: Stage, what: &str) {
        let label = |stage: Stage| match stage {
            Stage::Use => "; use phase: ".to_owned(),
            other => format!("; {other}: "),
        };
        let own = label(stage);
        if let Some((before, old)) = self.boundary.split_once(&own) {
            let next = Stage::ALL.into_iter().filter_map(|other| old.find(&label(other))).min();
            let after = next.and_then(|next| old.get(next..)).unwrap_or_default();
            self.boundary = format!("{before}{after}");
        }
        self.boundary.push_str(&own);
        self.boundary.push_str(what);
    }

    pub(crate) fn with_stage(
        mut self,
        stage: Stage,
        estimate: Estimate,
        notes: Vec<Assumption>,
    ) -> Result<Self, EstimateError> {
        self.stages.insert(stage, estimate);
        for source in notes.iter().filter_map(Assumption::source) {
            if !self.sources.contains(source) {
                self.sources.push(source.clone());
            }
        }
        self.assumptions.extend(notes);
        self.total = Estimate::sum(self.stages.values().copied(), super::SHEET_CORRELATION)?;
        Ok(self)
    }

    #[cfg(feature = "products")]
    pub(crate) fn noting(mut self, assumption: Assumption) -> Self {
        self.assumptions.push(assumption);
        self
    }

    pub(crate) fn in_tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }
}
