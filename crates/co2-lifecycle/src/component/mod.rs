//! The configured tier: by component, so that what is ordered changes the result.
//!
//! [`Footprint::configured`] adds the difference to the configuration that a maker's sheet describes;
//! [`Configuration`] is a whole product from its components alone.
//!
//! The factors are single figures of the German Environment Agency (UBA, Texte 94/2021, "Green Cloud
//! Computing"), made for servers; for PCs they are a stand-in that the result names. The battery's is the
//! middle of a range of IVL (report C 444) for vehicles. For a graphics processor, a display and the chassis
//! of a PC no figure with a primary source is known: they are an error, and a host gives its own with
//! [`Component::Other`]. The densities of memory are the caller's choice, because they move the result more
//! than anything else.

mod configuration;

pub use self::configuration::{Configuration, ConfigurationError};

use crate::{Assumption, Footprint, Tier};
use co2_units::model::{Carbon, carbon};
use co2_units::{Estimate, EstimateError, Source, Stage, Status};
use core::fmt;

/// A part of a computer, with what its making depends on.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Component {
    /// A processor.
    Cpu {
        /// The area of its die, in square millimetres.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        die_mm2: f64,
    },
    /// A module of memory.
    Memory {
        /// Its capacity.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gigabytes: f64,
        /// Gigabytes on a square centimetre of die.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gb_per_cm2: f64,
    },
    /// A solid-state drive.
    Ssd {
        /// Its capacity.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gigabytes: f64,
        /// Gigabytes on a square centimetre of die.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gb_per_cm2: f64,
    },
    /// A hard disk.
    HardDisk,
    /// A mainboard.
    Mainboard,
    /// A power supply.
    PowerSupply {
        /// Its mass.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        kilograms: f64,
    },
    /// A chassis for a rack.
    RackChassis,
    /// A blade, with its part of an enclosure for sixteen.
    BladeChassis,
    /// A lithium-ion battery.
    Battery {
        /// Its capacity.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        watt_hours: f64,
    },
    /// Putting it together.
    Assembly,
    /// A graphics processor with its card: no figure is known.
    Gpu,
    /// A display: no figure is known.
    Display,
    /// A chassis of a PC: no figure is known.
    PcChassis,
    /// Anything else, or a figure that the caller knows better.
    Other {
        /// What it is, such as `display of 14 inches`.
        name: String,
        /// What making it emits, in kilograms of CO2e.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        kilograms: f64,
        /// Who says so.
        source: Source,
    },
}

/// Why components give no amount.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ComponentError {
    /// A size, density or amount that is not a finite number above 0.
    #[error("the {what} of a component is a finite number above 0: {value}")]
    Number {
        /// Which number.
        what: &'static str,
        /// The value given.
        value: f64,
    },
    /// A component for which no figure with a primary source is known.
    #[error(
        "no figure with a primary source is known for a {component}: give one as another component"
    )]
    NoFigure {
        /// The component, such as `display`.
        component: &'static str,
    },
    /// What is taken out is more than there is.
    #[error("without what is taken out, the manufacture would be below zero: {kilograms} kg")]
    BelowZero {
        /// What would be left, in kilograms.
        kilograms: f64,
    },
    /// The footprint has no manufacture of its own, or is not a published one.
    #[error("only a published footprint with a stage of manufacture can be configured")]
    NotPublished,
    /// An amount is too large.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// The relative standard deviation that is taken for a sum of components: 30 %, an assumption of this
/// project, for the sources state none.
pub const COMPONENT_DEVIATION: f64 = 0.3;

const GPU: &str = "graphics processor";
const DISPLAY: &str = "display";
const PC_CHASSIS: &str = "PC chassis";

impl Component {
    /// What making it emits, and who says so.
    ///
    /// # Errors
    /// When a number is not above 0, or no figure is known.
    ///
    /// ```
    /// use co2_lifecycle::component::{Component, ComponentError};
    /// use co2_units::model::carbon::kilogram;
    /// let (memory, source) = Component::Memory { gigabytes: 32.0, gb_per_cm2: 1.25 }.figure()?;
    /// assert!((memory.get::<kilogram>() - (2.2 * 32.0 / 1.25 + 5.22)).abs() < 1e-9);
    /// assert!(source.publisher.contains("UBA"));
    /// assert!(matches!(Component::Display.figure(), Err(ComponentError::NoFigure { .. })));
    /// # Ok::<(), ComponentError>(())
    /// ```
    pub fn figure(&self) -> Result<(Carbon, Source), ComponentError> {
        let positive = |what, value: f64| {
            if value.is_finite() && value > 0.0 {
                Ok(value)
            } else {
                Err(ComponentError::Number { what, value })
            }
        };
        let dies = |gigabytes, density| -> Result<f64, ComponentError> {
            Ok(2.2 * positive("capacity", gigabytes)? / positive("density", density)?)
        };
        let kilograms = match self {
            Self::Cpu { die_mm2 } => 0.0197 * positive("die", *die_mm2)? + 9.14,
            Self::Memory { gigabytes, gb_per_cm2 } => dies(*gigabytes, *gb_per_cm2)? + 5.22,
            Self::Ssd { gigabytes, gb_per_cm2 } => dies(*gigabytes, *gb_per_cm2)? + 6.34,
            Self::HardDisk => 31.11,
            Self::Mainboard => 66.1,
            Self::PowerSupply { kilograms } => 24.3 * positive("mass", *kilograms)?,
            Self::RackChassis => 150.0,
            Self::BladeChassis => 30.9 + 880.0 / 16.0,
            Self::Assembly => 6.68,
            Self::Battery { watt_hours } => {
                // The middle of 61 to 106 kg/kWh.
                let amount = 0.0835 * positive("capacity", *watt_hours)?;
                return Ok((Carbon::new::<carbon::kilogram>(amount), battery()));
            }
            Self::Gpu => return Err(ComponentError::NoFigure { component: GPU }),
            Self::Display => return Err(ComponentError::NoFigure { component: DISPLAY }),
            Self::PcChassis => return Err(ComponentError::NoFigure { component: PC_CHASSIS }),
            Self::Other { kilograms, source, .. } => {
                let amount = positive("amount", *kilograms)?;
                return Ok((Carbon::new::<carbon::kilogram>(amount), source.clone()));
            }
        };
        Ok((Carbon::new::<carbon::kilogram>(kilograms), uba()))
    }

    fn manufacture(&self) -> Result<Carbon, ComponentError> {
        Ok(self.figure()?.0)
    }
}

fn uba() -> Source {
    Source {
        publisher: "Umweltbundesamt (UBA)".into(),
        edition: "Texte 94/2021, Green Cloud Computing".into(),
        year: 2021,
        region: "world".into(),
        boundary: "CO2e, cradle to gate, server components".into(),
        licence: "single figures quoted".into(),
        locator: "factors of server components, read second-hand; the page was not checked".into(),
        status: Status::Transcribed,
    }
}

fn battery() -> Source {
    Source {
        publisher: "IVL Swedish Environmental Research Institute".into(),
        edition: "Report C 444 (November 2019), Emilsson and Dahllöf, Lithium-Ion Vehicle Battery \
                  Production"
            .into(),
        year: 2019,
        region: "world".into(),
        boundary: "CO2e, cradle to gate, NMC batteries of vehicles".into(),
        licence: "single figures quoted".into(),
        locator:
            "the middle of its range of 61 to 106 kgCO2e/kWh for NMC batteries; the range was \
                  read in a report on it (electrive.com, 2019-12-03), its page was not checked"
                .into(),
        status: Status::Derived,
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu { die_mm2 } => write!(f, "processor of {die_mm2} mm2"),
            Self::Memory { gigabytes, gb_per_cm2 } => {
                write!(f, "memory of {gigabytes} GB at {gb_per_cm2} GB/cm2")
            }
            Self::Ssd { gigabytes, gb_per_cm2 } => {
                write!(f, "solid-state drive of {gigabytes} GB at {gb_per_cm2} GB/cm2")
            }
            Self::HardDisk => f.write_str("hard disk"),
            Self::Mainboard => f.write_str("mainboard"),
            Self::PowerSupply { kilograms } => write!(f, "power supply of {kilograms} kg"),
            Self::RackChassis => f.write_str("rack chassis"),
            Self::BladeChassis => f.write_str("blade with a sixteenth of its enclosure"),
            Self::Battery { watt_hours } => write!(f, "battery of {watt_hours} Wh"),
            Self::Assembly => f.write_str("assembly"),
            Self::Gpu => f.write_str(GPU),
            Self::Display => f.write_str(DISPLAY),
            Self::PcChassis => f.write_str(PC_CHASSIS),
            Self::Other { name, .. } => f.write_str(name),
        }
    }
}

/// The manufacture of a configuration: the sum of its components, with [`COMPONENT_DEVIATION`].
///
/// # Errors
/// When a component has no amount.
pub fn manufacture(components: &[Component]) -> Result<Estimate, ComponentError> {
    let sum = sum(components)?;
    Ok(Estimate::new(sum, sum * COMPONENT_DEVIATION)?)
}

fn sum(components: &[Component]) -> Result<Carbon, ComponentError> {
    let mut sum = Carbon::default();
    for component in components {
        sum += component.manufacture()?;
    }
    Ok(sum)
}

/// Each kind of component with its number and figure; `how` says what is done with it.
fn parameters(how: &str, components: &[Component]) -> Result<Vec<Assumption>, ComponentError> {
    let mut kinds: Vec<(&Component, usize)> = Vec::new();
    for component in components {
        match kinds.iter_mut().find(|(known, _)| *known == component) {
            Some((_, number)) => *number += 1,
            None => kinds.push((component, 1)),
        }
    }
    let parameter = |(component, number): (&Component, usize)| {
        let (amount, source) = component.figure()?;
        let kg = amount.get::<carbon::kilogram>();
        let name = format!("{how}: {number} × {component}");
        Ok(Assumption::Parameter {
            stage: None,
            name,
            value: format!("{kg:.2} kgCO2e each"),
            source,
        })
    };
    kinds.into_iter().map(parameter).collect()
}

impl Footprint {
    /// The published footprint of another configuration: what is `added` to the one that the sheet
    /// describes, less what is `removed`, by component; what stands in both lists cancels, so the two may be
    /// the configuration ordered and the one described. The tier becomes `published+configured`.
    ///
    /// The stage keeps the sheet's ratio of deviation to mean. Transport and use are left as they are; a
    /// configuration that needs other energy gets it by [`with_use`](Self::with_use).
    ///
    /// # Errors
    /// When the footprint is not published, a component has no amount, or nothing would be left.
    pub fn configured(
        self,
        added: &[Component],
        removed: &[Component],
    ) -> Result<Self, ComponentError> {
        let manufacture = self
            .stage(Stage::Manufacture)
            .filter(|made| made.mean().value > 0.0)
            .filter(|_| matches!(self.tier(), Tier::Published | Tier::PublishedConfigured))
            .ok_or(ComponentError::NotPublished)?;
        let mean = manufacture.mean() + sum(added)? - sum(removed)?;
        if mean.value.is_nan() || mean.value <= 0.0 {
            return Err(ComponentError::BelowZero { kilograms: mean.get::<carbon::kilogram>() });
        }
        let relative = manufacture.deviation().value / manufacture.mean().value;
        let estimate = Estimate::new(mean, mean * relative)?;
        let mut notes = parameters("added", added)?;
        notes.extend(parameters("removed", removed)?);
        let changed = self.with_stage(Stage::Manufacture, estimate, notes)?;
        Ok(changed.in_tier(Tier::PublishedConfigured))
    }
}
