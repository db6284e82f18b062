//! A whole product from its components.

use super::{COMPONENT_DEVIATION, Component, ComponentError, Part, Sum, mass};
use crate::grid::GridError;
use crate::transport::{FuelScope, Leg, RouteError};
use crate::{
    Assumption, Basis, Category, ChangeError, Electricity, Footprint, GridChoice, StatisticalModel,
    Tier, UseScenario,
};
use co2_units::model::{Carbon, Energy, Mass, carbon, mass as mass_unit};
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
///         .with(modules, Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) })
///         .with(2, Component::Ssd { gigabytes: 960.0, gb_per_cm2: None })
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
    mass: Option<Mass>,
    year: Option<u16>,
}

/// The reason why a configuration gives no footprint.
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
    /// The name is missing.
    #[error("a configuration has a name")]
    Subject,
    /// There are no components besides the assembly.
    #[error("a configuration has at least one component")]
    Empty,
    /// There is no sheet whose use phase could be taken as published.
    #[error("a configuration has no published use phase: choose a grid and a year")]
    NothingPublished,
    /// A mass that is not above 0 and at most 10,000 kg.
    #[error("the mass of a product is above 0 and at most 10000 kg: {kilograms}")]
    Mass {
        /// The mass given, in kilograms.
        kilograms: f64,
    },
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
    /// A product without components. Its assembly is always counted, once.
    pub fn new(subject: impl Into<String>, category: Category) -> Self {
        Self {
            subject: subject.into(),
            category,
            components: Vec::new(),
            route: None,
            mass: None,
            year: None,
        }
    }

    /// Adds a number of components of one kind.
    pub fn with(mut self, number: u16, component: Component) -> Self {
        if number > 0 && component != Component::Assembly {
            self.components.push((number, component));
        }
        self
    }

    /// With the mass of the product, which transport and end of life follow. Without one it is that of a usual
    /// product of the category.
    pub const fn mass(mut self, mass: Mass) -> Self {
        self.mass = Some(mass);
        self
    }

    /// With the year in which the product was released: memory and drives of later years hold more on a die.
    pub const fn year(mut self, year: u16) -> Self {
        self.year = Some(year);
        self
    }

    /// The year in which the product was released, if it is given.
    pub const fn year_of_release(&self) -> Option<u16> {
        self.year
    }

    /// The name.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The category.
    pub const fn category(&self) -> Category {
        self.category
    }

    /// With a route to the buyer, for this mass with packaging. Without one, transport is what published sheets state
    /// for each kilogram of product.
    pub fn route(mut self, legs: &[Leg], mass: Mass, scope: FuelScope) -> Self {
        self.route = Some((legs.to_vec(), mass, scope));
        self
    }

    /// The whole life: manufacture by component with assembly, transport by route or by mass, end of life by mass, use by
    /// yearly energy × years × grid.
    ///
    /// Manufacture has the relative deviation [`COMPONENT_DEVIATION`] and that of what is not known of its components;
    /// use has [`COMPONENT_DEVIATION`]; all err together. A yearly energy of the scenario takes the place of `yearly`.
    ///
    /// # Errors
    /// Returns an error if products of the category are not described by component, there is no component, or a component, the
    /// energy, the route or the
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
        let assembly = Component::Assembly;
        let mut counted: Vec<(usize, &Component)> = Vec::new();
        let each =
            self.components.iter().map(|(number, component)| (usize::from(*number), component));
        for (number, component) in each.chain([(1, &assembly)]) {
            match counted.iter_mut().find(|(_, known)| *known == component) {
                Some((known, _)) => *known += number,
                None => counted.push((number, component)),
            }
        }
        let sum = Sum::of(&counted, self.year)?;
        let made = sum.estimate()?;
        let mut assumptions = sum.parameters("component");
        if !self.category.is_for_data_centre() {
            let text =
                "the figures of components are those of servers: for a PC they are a stand-in";
            assumptions.push(Assumption::Note { stage: None, text: text.to_owned() });
        }
        let missing = self.missing();
        if !missing.is_empty() {
            let text = format!("{NOT_COUNTED}: {}", missing.join(", "));
            assumptions.push(Assumption::Note { stage: Some(Stage::Manufacture), text });
        }
        assumptions.push(Assumption::SpreadOfComponents { relative_sd: COMPONENT_DEVIATION });
        let boundary = "CO2e; manufacture by component, cradle to gate".to_owned();
        let stages = BTreeMap::from([(Stage::Manufacture, made)]);
        let (subject, category) = (self.subject.clone(), Some(self.category));
        let (tier, none) = (Tier::Configured, Vec::new());
        let footprint =
            Footprint::new(subject, category, tier, scenario, boundary, stages, none, Vec::new())?
                .with_stage(Stage::Manufacture, made, assumptions)?;
        let footprint = self.by_mass(footprint)?;
        let footprint = match &self.route {
            Some((legs, mass, scope)) => footprint.with_route(legs, *mass, *scope)?,
            None => footprint,
        };
        let yearly = scenario.yearly_energy().unwrap_or(yearly);
        let left_out = self.category.is_for_data_centre();
        let notes = left_out.then_some(Assumption::DataCentreOverheadLeftOut);
        let footprint =
            footprint.with_electricity(yearly, &electricity, notes.into_iter().collect())?;
        // The energy of a configuration is as given: what is not known of its components is not in it.
        let used = footprint.stage(Stage::Use).map(Estimate::mean).unwrap_or_default();
        let used = Estimate::new(used, used * COMPONENT_DEVIATION)?;
        Ok(footprint.with_stage(Stage::Use, used, Vec::new())?)
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
        let kilograms = self.mass.map(|mass| mass.get::<mass_unit::kilogram>());
        if let Some(kilograms) = kilograms.filter(|kg| !(*kg > 0.0 && *kg <= 10_000.0)) {
            return Err(ConfigurationError::Mass { kilograms });
        }
        Ok(())
    }

    /// The mass, in kilograms, if it is given.
    #[cfg(feature = "products")]
    pub(crate) fn mass_kg(&self) -> Option<f64> {
        self.mass.map(|mass| mass.get::<mass_unit::kilogram>())
    }

    /// The capacities of memory and of drives, in gigabytes.
    #[cfg(feature = "products")]
    pub(crate) fn capacities_gb(&self) -> [f64; 2] {
        let (mut memory, mut storage) = (0.0, 0.0);
        for (number, component) in &self.components {
            match component {
                Component::Memory { gigabytes, .. } => memory += f64::from(*number) * gigabytes,
                Component::Ssd { gigabytes, .. } => storage += f64::from(*number) * gigabytes,
                _ => {}
            }
        }
        [memory, storage]
    }

    /// What each product of the category has, and this one has not.
    fn missing(&self) -> Vec<&'static str> {
        let has = |is: &dyn Fn(&Component) -> bool| self.components.iter().any(|(_, own)| is(own));
        // What a host gives with its own figure may be anything.
        if has(&|own| matches!(own, Component::Other { .. })) {
            return Vec::new();
        }
        let has_part = |wanted: Part| {
            has(&|own| matches!(own, Component::Part { part, .. } if *part == wanted))
        };
        // The mainboard of a sheet has processor and memory on it.
        let board = has_part(Part::Mainboard);
        let chassis = has(&|own| matches!(own, Component::RackChassis | Component::BladeChassis));
        let blade = has(&|own| matches!(own, Component::BladeChassis));
        let with_screen = matches!(
            self.category,
            Category::Laptop | Category::MobileWorkstation | Category::AllInOne
        );
        let carried = matches!(self.category, Category::Laptop | Category::MobileWorkstation);
        [
            ("processor", board || has(&|own| matches!(own, Component::Cpu { .. }))),
            ("memory", board || has(&|own| matches!(own, Component::Memory { .. }))),
            ("mainboard", board || has(&|own| matches!(own, Component::Mainboard))),
            ("chassis", chassis || has_part(Part::Chassis)),
            (
                "power supply",
                // That of a blade is a part of its enclosure.
                blade
                    || has_part(Part::PowerSupply)
                    || has(&|own| matches!(own, Component::PowerSupply { .. })),
            ),
            ("display", !with_screen || has_part(Part::Display)),
            (
                "battery",
                !carried
                    || has_part(Part::Battery)
                    || has(&|own| matches!(own, Component::Battery { .. })),
            ),
        ]
        .into_iter()
        .filter(|(_, is_there)| !is_there)
        .map(|(name, _)| name)
        .collect()
    }

    /// With end of life and, unless there is a route, transport by mass.
    fn by_mass(&self, mut footprint: Footprint) -> Result<Footprint, EstimateError> {
        let per = mass::of(self.category);
        let given = self.mass.or_else(|| self.route.as_ref().map(|(_, mass, _)| *mass));
        let kilograms = given.map_or(per.usual_kg, |mass| mass.get::<mass_unit::kilogram>());
        let whose = if given.is_some() { "" } else { ", the mass of a usual product" };
        for (stage, per_kg) in
            [(Stage::Distribution, per.transport), (Stage::EndOfLife, per.end_of_life)]
        {
            if stage == Stage::Distribution && self.route.is_some() {
                continue;
            }
            let mean = Carbon::new::<carbon::kilogram>(per_kg * kilograms);
            let mut source = StatisticalModel::source();
            source.locator = per.sheets.into();
            let note = Assumption::Parameter {
                stage: Some(stage),
                name: format!("{stage} of {kilograms} kg of product{whose}"),
                value: format!("{per_kg} kgCO2e/kg"),
                source,
            };
            let estimate = Estimate::new(mean, mean * mass::DEVIATION)?;
            footprint = footprint.with_stage(stage, estimate, vec![note])?;
        }
        Ok(footprint)
    }
}

/// How the note on components that are missing begins.
const NOT_COUNTED: &str = "not among the components, and so not counted";

/// Whether an assumption says that components are missing.
#[cfg(feature = "products")]
pub(crate) fn is_of_missing_parts(own: &Assumption) -> bool {
    matches!(own, Assumption::Note { text, .. } if text.starts_with(NOT_COUNTED))
}

const fn is_computer(category: Category) -> bool {
    matches!(
        category,
        Category::Laptop
            | Category::MobileWorkstation
            | Category::Desktop
            | Category::AllInOne
            | Category::Workstation
            | Category::ThinClient
            | Category::Server
            | Category::GpuServer
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

    #[cfg(feature = "schemars")]
    fn not_blank() -> String {
        use co2_units::schema::BLANKS;
        format!(r"[^\x09-\x0d\x85{BLANKS}]")
    }

    /// A product described by its components.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Configuration {
        /// The name of the product, not blank.
        #[cfg_attr(feature = "schemars", schemars(regex(pattern = not_blank())))]
        subject: String,
        /// What kind of product it is.
        category: Category,
        /// Its components; the assembly is always counted, once.
        #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
        components: Vec<Counted>,
        /// The route to the buyer; without it, transport follows the mass.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        route: Option<Route>,
        /// The mass of the product, in kilograms; without it, that of a usual product of the category.
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "co2_units::serde::kg::option"
        )]
        #[cfg_attr(
            feature = "schemars",
            schemars(schema_with = "co2_units::serde::kg::option::json_schema")
        )]
        mass_kg: Option<Mass>,
        /// The year in which the product was released.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemars", schemars(range(min = 1990, max = 2100)))]
        year: Option<u16>,
    }

    /// A number of components of one kind.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(
        feature = "schemars",
        derive(schemars::JsonSchema),
        schemars(rename = "CountedComponent")
    )]
    #[serde(deny_unknown_fields)]
    struct Counted {
        /// The number of components.
        number: NonZeroU16,
        /// The component.
        component: Component,
    }

    /// A route to the buyer.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    struct Route {
        /// Its legs.
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
                mass_kg: own.mass,
                year: own.year,
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
            (own.mass, own.year) = (wire.mass_kg, wire.year);
            own.check()?;
            Ok(own)
        }
    }
}
