//! The configured tier: manufacture by component.
//!
//! The factors are single figures of the German Environment Agency (UBA, Texte 94/2021, "Green Cloud
//! Computing"), made for servers; for PCs they are a stand-in that the result names. The densities of
//! memory are the caller's choice, because they move the result more than anything else.

use crate::{Assumption, Footprint, Tier};
use co2_units::model::{Carbon, carbon};
use co2_units::{Estimate, EstimateError, Source, Stage, Status};
use core::fmt;

/// A part of a computer, with what its making depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Component {
    /// A processor.
    Cpu {
        /// The area of its die, in square millimetres.
        die_mm2: f64,
    },
    /// A module of memory.
    Memory {
        /// Its capacity.
        gigabytes: f64,
        /// Gigabytes on a square centimetre of die.
        gb_per_cm2: f64,
    },
    /// A solid-state drive.
    Ssd {
        /// Its capacity.
        gigabytes: f64,
        /// Gigabytes on a square centimetre of die.
        gb_per_cm2: f64,
    },
    /// A hard disk.
    HardDisk,
    /// A mainboard.
    Mainboard,
    /// A power supply.
    PowerSupply {
        /// Its mass, in kilograms.
        kilograms: f64,
    },
    /// A chassis for a rack.
    RackChassis,
    /// Putting it together.
    Assembly,
    /// Anything else, such as a display, battery or graphics card, with a figure of the caller's.
    Other {
        /// What its making emits, in kilograms of CO2e.
        kilograms: f64,
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
/// project, for the source states none.
pub const COMPONENT_DEVIATION: f64 = 0.3;

impl Component {
    /// What making it emits, in kilograms of CO2e.
    ///
    /// # Errors
    /// When a number is not above 0.
    pub fn manufacture(self) -> Result<Carbon, ComponentError> {
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
            Self::Cpu { die_mm2 } => 0.0197 * positive("die", die_mm2)? + 9.14,
            Self::Memory { gigabytes, gb_per_cm2 } => dies(gigabytes, gb_per_cm2)? + 5.22,
            Self::Ssd { gigabytes, gb_per_cm2 } => dies(gigabytes, gb_per_cm2)? + 6.34,
            Self::HardDisk => 31.11,
            Self::Mainboard => 66.1,
            Self::PowerSupply { kilograms } => 24.3 * positive("mass", kilograms)?,
            Self::RackChassis => 150.0,
            Self::Assembly => 6.68,
            Self::Other { kilograms } => positive("amount", kilograms)?,
        };
        Ok(Carbon::new::<carbon::kilogram>(kilograms))
    }

    /// Where its factors are from; `None` for a figure of the caller's.
    pub fn source(self) -> Option<Source> {
        (!matches!(self, Self::Other { .. })).then(|| Source {
            publisher: "Umweltbundesamt (UBA)".into(),
            edition: "Texte 94/2021, Green Cloud Computing".into(),
            year: 2021,
            region: "world".into(),
            boundary: "CO2e, cradle to gate, server components".into(),
            licence: "single figures quoted".into(),
            locator: "factors of server components".into(),
            status: Status::Transcribed,
        })
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu { die_mm2 } => write!(f, "processor of {die_mm2} mm2"),
            Self::Memory { gigabytes, .. } => write!(f, "memory of {gigabytes} GB"),
            Self::Ssd { gigabytes, .. } => write!(f, "solid-state drive of {gigabytes} GB"),
            Self::HardDisk => f.write_str("hard disk"),
            Self::Mainboard => f.write_str("mainboard"),
            Self::PowerSupply { kilograms } => write!(f, "power supply of {kilograms} kg"),
            Self::RackChassis => f.write_str("rack chassis"),
            Self::Assembly => f.write_str("assembly"),
            Self::Other { .. } => f.write_str("another component"),
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

impl Footprint {
    /// The published footprint of another configuration: what is `added` to the one that the sheet
    /// describes, less what is `removed`, by component. The tier becomes `published+configured`.
    ///
    /// The stage keeps the sheet's ratio of deviation to mean.
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
            .filter(|_| matches!(self.tier(), Tier::Published | Tier::PublishedConfigured))
            .ok_or(ComponentError::NotPublished)?;
        let mean = manufacture.mean() + sum(added)? - sum(removed)?;
        if mean.value.is_nan() || mean.value <= 0.0 {
            return Err(ComponentError::BelowZero { kilograms: mean.value });
        }
        let relative = manufacture.deviation().value / manufacture.mean().value;
        let estimate = Estimate::new(mean, mean * relative)?;
        let mut notes = Vec::new();
        for (sign, list) in [("added", added), ("removed", removed)] {
            for component in list {
                let kg = component.manufacture()?.get::<carbon::kilogram>();
                let name = format!("{sign}: {component}");
                let value = format!("{kg:.2} kgCO2e");
                notes.push(match component.source() {
                    Some(source) => Assumption::Parameter { name, value, source },
                    None => Assumption::Note { text: format!("{name}: {value}, as given") },
                });
            }
        }
        let changed = self.with_stage(Stage::Manufacture, estimate, notes)?;
        Ok(changed.in_tier(Tier::PublishedConfigured))
    }
}
