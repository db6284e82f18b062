//! A whole product from its components.

use super::{COMPONENT_DEVIATION, Component, ComponentError, parameters, sum};
use crate::grid::GridError;
use crate::transport::{FuelScope, Leg, RouteError};
use crate::{
    Assumption, Basis, Category, ChangeError, Electricity, Footprint, GridChoice, StatisticalModel,
    Tier, UseScenario,
};
use co2_units::model::{Energy, Mass};
use co2_units::{Estimate, EstimateError, Stage};
use std::collections::BTreeMap;

/// A server, workstation or PC described by its components.
///
/// ```
/// use co2_lifecycle::component::{Component, Configuration};
/// use co2_lifecycle::{Category, GridChoice, UseScenario, Years};
/// use co2_units::model::{Energy, energy};
///
/// let server = |modules| {
///     Configuration::new("rack server", Category::Server)
///         .with(2, Component::Cpu { die_mm2: 694.0 })
///         .with(modules, Component::Memory { gigabytes: 32.0, gb_per_cm2: 1.25 })
///         .with(2, Component::Ssd { gigabytes: 960.0, gb_per_cm2: 57.0 })
///         .with(1, Component::Mainboard)
///         .with(2, Component::PowerSupply { kilograms: 1.2 })
///         .with(1, Component::RackChassis)
/// };
/// let scenario =
///     UseScenario::new("SE".parse()?, Years::new(4.0)?, GridChoice::Current { year: 2025 });
/// let energy = Energy::new::<energy::kilowatt_hour>(1_800.0);
/// let small = server(4).footprint(energy, scenario)?;
/// let large = server(16).footprint(energy, scenario)?;
/// assert_eq!(small.tier().as_str(), "configured");
/// assert!(large.total().mean() > small.total().mean());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "wire::Configuration", into = "wire::Configuration")
)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        with = "wire::Configuration",
        description = "A server, workstation or PC described by its components."
    )
)]
#[must_use]
pub struct Configuration {
    subject: String,
    category: Category,
    /// Each kind with its number.
    components: Vec<(u16, Component)>,
    route: Option<(Vec<Leg>, Mass, FuelScope)>,
}

/// Why a configuration gives no footprint.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// The components are those of computers.
    #[error(
        "a {category} is not described by components; servers, storage, workstations and PCs are"
    )]
    Category {
        /// The category.
        category: Category,
    },
    /// It has no name.
    #[error("a configuration has a name")]
    Subject,
    /// There is nothing but the assembly.
    #[error("a configuration has at least one component")]
    Empty,
    /// There is no sheet whose use phase could be taken as published.
    #[error("a configuration has no published use phase: choose a grid and a year")]
    NothingPublished,
    /// A component has no amount.
    #[error(transparent)]
    Component(#[from] ComponentError),
    /// There is no grid intensity for the place of use.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The energy or the route gives no amount.
    #[error(transparent)]
    Change(#[from] ChangeError),
}

impl From<EstimateError> for ConfigurationError {
    fn from(error: EstimateError) -> Self {
        Self::Component(error.into())
    }
}

impl From<RouteError> for ConfigurationError {
    fn from(error: RouteError) -> Self {
        Self::Change(error.into())
    }
}

impl Configuration {
    /// A product without a component yet. Its assembly is always counted, once.
    pub fn new(subject: impl Into<String>, category: Category) -> Self {
        Self { subject: subject.into(), category, components: Vec::new(), route: None }
    }

    /// With so many more of a component.
    pub fn with(mut self, number: u16, component: Component) -> Self {
        if number > 0 && component != Component::Assembly {
            self.components.push((number, component));
        }
        self
    }

    /// With a route to the buyer, for this mass with packaging. Without one, transport is the share that is
    /// usual on published sheets.
    pub fn route(mut self, legs: &[Leg], mass: Mass, scope: FuelScope) -> Self {
        self.route = Some((legs.to_vec(), mass, scope));
        self
    }

    /// The whole life: manufacture by component with assembly, transport by route, use by yearly energy ×
    /// years × grid, end of life (and, without a route, transport) as the share that is usual on published
    /// sheets of the category. A share that no sheet states is left out, and the result says so.
    ///
    /// Every stage has the relative deviation [`COMPONENT_DEVIATION`], and all err together.
    ///
    /// # Errors
    /// When the category has no components, there is none, or a component, the energy, the route or the
    /// grid gives no amount.
    pub fn footprint(
        &self,
        yearly: Energy,
        scenario: UseScenario,
    ) -> Result<Footprint, ConfigurationError> {
        self.check()?;
        let GridChoice::Current { year } = scenario.grid else {
            return Err(ConfigurationError::NothingPublished);
        };
        let electricity = Electricity::of_grid(scenario.location, year, Basis::Generation)?;
        let each = |(number, component): &(u16, Component)| {
            core::iter::repeat_n(component.clone(), usize::from(*number))
        };
        let mut components: Vec<Component> = self.components.iter().flat_map(each).collect();
        components.push(Component::Assembly);
        let made = sum(&components)?;
        let made = Estimate::new(made, made * COMPONENT_DEVIATION)?;
        let mut assumptions = parameters("component", &components)?;
        if !self.category.is_for_data_centre() {
            let text =
                "the figures of components are those of servers: for a PC they are a stand-in";
            assumptions.push(Assumption::Note { stage: None, text: text.to_owned() });
        }
        assumptions.push(Assumption::SpreadOfComponents { relative_sd: COMPONENT_DEVIATION });
        let boundary = "CO2e; manufacture by component, cradle to gate".to_owned();
        let stages = BTreeMap::from([(Stage::Manufacture, made)]);
        let (subject, category) = (self.subject.clone(), Some(self.category));
        let (tier, none) = (Tier::Configured, Vec::new());
        let footprint =
            Footprint::new(subject, category, tier, scenario, boundary, stages, none, Vec::new())?
                .with_stage(Stage::Manufacture, made, assumptions)?;
        let footprint = self.with_usual_shares(footprint, made)?;
        let footprint = match &self.route {
            Some((legs, mass, scope)) => footprint.with_route(legs, *mass, *scope)?,
            None => footprint,
        };
        let left_out = self.category.is_for_data_centre();
        let notes = left_out.then_some(Assumption::DataCentreOverheadLeftOut);
        Ok(footprint.with_electricity(yearly, &electricity, notes.into_iter().collect())?)
    }

    fn check(&self) -> Result<(), ConfigurationError> {
        if !is_computer(self.category) {
            return Err(ConfigurationError::Category { category: self.category });
        }
        if self.subject.trim().is_empty() {
            return Err(ConfigurationError::Subject);
        }
        if self.components.is_empty() {
            return Err(ConfigurationError::Empty);
        }
        Ok(())
    }

    /// With end of life and, unless there is a route, transport as on published sheets.
    fn with_usual_shares(
        &self,
        mut footprint: Footprint,
        made: Estimate,
    ) -> Result<Footprint, EstimateError> {
        let (transport, end_of_life) = StatisticalModel::shipped().shares_of(self.category);
        let rest = 1.0 - transport - end_of_life;
        for (stage, share) in [(Stage::Distribution, transport), (Stage::EndOfLife, end_of_life)] {
            if stage == Stage::Distribution && self.route.is_some() {
                continue;
            }
            footprint = if share > 0.0 && rest > 0.0 {
                let note = Assumption::Parameter {
                    stage: Some(stage),
                    name: format!("{stage}, of what is not use, as usual on sheets"),
                    value: format!("{:.2} %", share * 100.0),
                    source: StatisticalModel::source(),
                };
                footprint.with_stage(stage, made.scale(share / rest)?, vec![note])?
            } else {
                let text = format!("no sheet states {stage}: it is left out");
                footprint.noting(Assumption::Note { stage: Some(stage), text })
            };
        }
        Ok(footprint)
    }
}

const fn is_computer(category: Category) -> bool {
    matches!(
        category,
        Category::Laptop
            | Category::Desktop
            | Category::AllInOne
            | Category::Workstation
            | Category::Server
            | Category::Storage
    )
}

#[cfg(feature = "serde")]
mod wire {
    use super::{Component, ConfigurationError};
    use crate::Category;
    use crate::transport::{FuelScope, Leg};
    use co2_units::model::Mass;
    use core::num::NonZeroU16;
    use serde::{Deserialize, Serialize};

    /// A product described by its components.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Configuration {
        /// The name of the product.
        #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
        subject: String,
        /// What kind of product it is.
        category: Category,
        /// Its components; the assembly is always counted, once.
        #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
        components: Vec<Counted>,
        /// The route to the buyer; without it, transport is the share usual on sheets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        route: Option<Route>,
    }

    /// So many of a component.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    struct Counted {
        /// How many.
        number: NonZeroU16,
        /// Of what.
        component: Component,
    }

    /// A route to the buyer.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    struct Route {
        /// Its legs.
        #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
        legs: Vec<Leg>,
        /// The mass with packaging, in kilograms.
        #[serde(with = "co2_units::serde::kg")]
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "co2_units::serde::kg::json_schema")
        )]
        mass_kg: Mass,
        /// Which part of the fuel's life is counted.
        fuel: FuelScope,
    }

    impl From<super::Configuration> for Configuration {
        fn from(own: super::Configuration) -> Self {
            // What is counted is above 0.
            let counted =
                |(number, component)| Some(Counted { number: NonZeroU16::new(number)?, component });
            Self {
                subject: own.subject,
                category: own.category,
                components: own.components.into_iter().filter_map(counted).collect(),
                route: own.route.map(|(legs, mass_kg, fuel)| Route { legs, mass_kg, fuel }),
            }
        }
    }

    impl TryFrom<Configuration> for super::Configuration {
        type Error = ConfigurationError;

        fn try_from(wire: Configuration) -> Result<Self, Self::Error> {
            let mut own = Self::new(wire.subject, wire.category);
            for Counted { number, component } in wire.components {
                own = own.with(number.get(), component);
            }
            own.route = wire.route.map(|Route { legs, mass_kg, fuel }| (legs, mass_kg, fuel));
            own.check()?;
            Ok(own)
        }
    }
}
