//! The configured tier: by component, so that what is ordered changes the result.
//!
//! [`Footprint::configured`] adds the difference to the configuration that a maker's sheet describes;
//! [`Configuration`] is a whole product from its components alone.
//!
//! The factors of server components are single figures of the German Environment Agency (UBA, Texte 94/2021, "Green
//! Cloud Computing"); for PCs they are a stand-in that the result names. The battery's is the middle of a range of IVL
//! (report C 444) for vehicles. Graphics processors are those of which reviewed footprints were published
//! ([`GpuModel`]); displays, mainboards, chassis and other parts of PCs and screens are medians over makers' sheets
//! ([`Part`]). For anything else a host gives its own figure with [`Component::Other`].
//!
//! How many gigabytes fit on a square centimetre of die moves memory and drives more than anything else. Where it is not
//! given, the range of the year counts, or the whole range, and the deviation of the result is that of the range.

mod configuration;
mod density;
mod mass;
mod parts;

#[cfg(feature = "products")]
pub(crate) use self::configuration::is_of_missing_parts;
pub use self::configuration::{Configuration, ConfigurationError};
pub use self::parts::{GpuModel, Part};

use self::density::Density;
use crate::{Assumption, Category, Footprint, Tier};
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
        /// Gigabytes on a square centimetre of die; `None`: not known.
        #[cfg_attr(
            feature = "serde",
            serde(
                default,
                skip_serializing_if = "Option::is_none",
                deserialize_with = "crate::wire::above_zero_option"
            )
        )]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gb_per_cm2: Option<f64>,
    },
    /// A solid-state drive.
    Ssd {
        /// Its capacity.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gigabytes: f64,
        /// Gigabytes on a square centimetre of die; `None`: not known.
        #[cfg_attr(
            feature = "serde",
            serde(
                default,
                skip_serializing_if = "Option::is_none",
                deserialize_with = "crate::wire::above_zero_option"
            )
        )]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        gb_per_cm2: Option<f64>,
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
    /// A graphics processor for a data centre.
    Gpu {
        /// Which one.
        model: GpuModel,
    },
    /// A part of a PC or a screen, as the maker's sheets list it.
    Part {
        /// The maker of the sheets.
        manufacturer: String,
        /// The product that it is a part of.
        product: Category,
        /// The part.
        part: Part,
    },
    /// Anything else, or a figure that the caller knows better.
    Other {
        /// What it is, such as `display of 14 inches`.
        name: String,
        /// What making it emits, in kilograms of CO2e.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
        #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
        kilograms: f64,
        /// The source of the figure.
        source: Source,
    },
}

/// The reason why components give no amount.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ComponentError {
    /// A size, density or amount that is not a finite number above 0.
    #[error("the {what} of a component is a finite number above 0: {value}")]
    Number {
        /// The number.
        what: &'static str,
        /// The value given.
        value: f64,
    },
    /// No sheet is known that lists the part.
    #[error(
        "no sheet of {manufacturer} is known that lists the {part} of a {product}: give a figure with its source as another component"
    )]
    NoFigure {
        /// The maker of the sheets.
        manufacturer: String,
        /// The product that it is a part of.
        product: Category,
        /// The part.
        part: Part,
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

/// The relative standard deviation that is assumed for a sum of components: 30 %, an assumption of this
/// project, for the sources state none.
pub const COMPONENT_DEVIATION: f64 = 0.3;

/// What making a component emits.
struct Figure {
    kilograms: f64,
    /// The deviation of what is not known of it, divided by its mean, beside [`COMPONENT_DEVIATION`].
    relative: f64,
    source: Source,
    /// The range of a density that was taken.
    density: Option<Density>,
}

impl Component {
    /// What making it emits, and who says so; memory and drives of unknown density with the mean over the whole range.
    ///
    /// # Errors
    /// Returns an error if a number is not above 0, or no figure is known.
    ///
    /// ```
    /// use co2_lifecycle::component::{Component, ComponentError, GpuModel};
    /// use co2_units::model::carbon::kilogram;
    /// let memory = Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) };
    /// let (amount, source) = memory.figure()?;
    /// assert!((amount.get::<kilogram>() - (2.2 * 32.0 / 1.25 + 5.22)).abs() < 1e-9);
    /// assert!(source.publisher.contains("UBA"));
    /// let (board, _) = Component::Gpu { model: GpuModel::H100Sxm }.figure()?;
    /// assert!((board.get::<kilogram>() * 8.0 - 1_312.0).abs() < 1e-9);
    /// # Ok::<(), ComponentError>(())
    /// ```
    pub fn figure(&self) -> Result<(Carbon, Source), ComponentError> {
        let figure = self.figure_of(None)?;
        Ok((Carbon::new::<carbon::kilogram>(figure.kilograms), figure.source))
    }

    fn figure_of(&self, year: Option<u16>) -> Result<Figure, ComponentError> {
        let positive = |what, value: f64| {
            if value.is_finite() && value > 0.0 {
                Ok(value)
            } else {
                Err(ComponentError::Number { what, value })
            }
        };
        let dies = |gigabytes: f64, given: Option<f64>, module: f64, usual: Density| {
            let area = DIE_KG_PER_CM2 * positive("capacity", gigabytes)?;
            let (kilograms, relative, density) = if let Some(density) = given {
                (area / positive("density", density)?, 0.0, None)
            } else {
                let (inverse, relative) = usual.inverse();
                (area * inverse, relative, Some(usual))
            };
            let whole = kilograms + module;
            let relative = relative * kilograms / whole;
            Ok::<_, ComponentError>(Figure { kilograms: whole, relative, source: uba(), density })
        };
        let plain = |kilograms, source| Figure { kilograms, relative: 0.0, source, density: None };
        Ok(match self {
            Self::Cpu { die_mm2 } => plain(0.0197 * positive("die", *die_mm2)? + 9.14, uba()),
            Self::Memory { gigabytes, gb_per_cm2 } => {
                dies(*gigabytes, *gb_per_cm2, 5.22, density::memory(year))?
            }
            Self::Ssd { gigabytes, gb_per_cm2 } => {
                dies(*gigabytes, *gb_per_cm2, 6.34, density::flash(year))?
            }
            Self::HardDisk => plain(31.11, uba()),
            Self::Mainboard => plain(66.1, uba()),
            Self::PowerSupply { kilograms } => plain(24.3 * positive("mass", *kilograms)?, uba()),
            Self::RackChassis => plain(150.0, uba()),
            Self::BladeChassis => plain(30.9 + 880.0 / 16.0, uba()),
            Self::Assembly => plain(6.68, uba()),
            // The middle of 61 to 106 kg/kWh.
            Self::Battery { watt_hours } => {
                plain(0.0835 * positive("capacity", *watt_hours)?, battery())
            }
            Self::Gpu { model } => {
                let (kilograms, source) = model.figure();
                plain(kilograms, source)
            }
            Self::Part { manufacturer, product, part } => {
                let found = parts::figure(manufacturer, *product, *part);
                let (kilograms, log_sd, source) =
                    found.ok_or_else(|| ComponentError::NoFigure {
                        manufacturer: manufacturer.clone(),
                        product: *product,
                        part: *part,
                    })?;
                let relative = libm::sqrt(libm::expm1(log_sd * log_sd));
                Figure { kilograms, relative, source, density: None }
            }
            Self::Other { kilograms, source, .. } => {
                plain(positive("amount", *kilograms)?, source.clone())
            }
        })
    }
}

/// What making memory and drives of these capacities emits, in kilograms of CO2e, with its standard deviation, for what a
/// product has beyond all sheets. All dies err together.
pub(crate) fn of_capacities([memory_gb, storage_gb]: [f64; 2], year: Option<u16>) -> (f64, f64) {
    let mut sum = (0.0, 0.0);
    for (gigabytes, density) in
        [(memory_gb, density::memory(year)), (storage_gb, density::flash(year))]
    {
        let (inverse, relative) = density.inverse();
        let kilograms = DIE_KG_PER_CM2 * gigabytes * inverse;
        sum.0 += kilograms;
        sum.1 += kilograms * libm::hypot(COMPONENT_DEVIATION, relative).min(MOST_RELATIVE);
    }
    sum
}

/// The largest relative deviation of what is beyond all sheets. With a larger one the 5th percentile of a sum, which is
/// taken to be log-normal, would fall when drives are added to a product that is known well.
const MOST_RELATIVE: f64 = 0.6;

/// What a square centimetre of die of memory and drives emits, in kilograms of CO2e.
const DIE_KG_PER_CM2: f64 = 2.2;

pub(crate) fn uba() -> Source {
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
                write!(f, "memory of {gigabytes} GB")?;
                at_density(f, *gb_per_cm2)
            }
            Self::Ssd { gigabytes, gb_per_cm2 } => {
                write!(f, "solid-state drive of {gigabytes} GB")?;
                at_density(f, *gb_per_cm2)
            }
            Self::HardDisk => f.write_str("hard disk"),
            Self::Mainboard => f.write_str("mainboard"),
            Self::PowerSupply { kilograms } => write!(f, "power supply of {kilograms} kg"),
            Self::RackChassis => f.write_str("rack chassis"),
            Self::BladeChassis => f.write_str("blade with a sixteenth of its enclosure"),
            Self::Battery { watt_hours } => write!(f, "battery of {watt_hours} Wh"),
            Self::Assembly => f.write_str("assembly"),
            Self::Gpu { model } => write!(f, "graphics processor {model}"),
            Self::Part { manufacturer, product, part } => {
                write!(f, "{part} of a {product} of {manufacturer}")
            }
            Self::Other { name, .. } => f.write_str(name),
        }
    }
}

fn at_density(f: &mut fmt::Formatter<'_>, density: Option<f64>) -> fmt::Result {
    density.map_or(Ok(()), |density| write!(f, " at {density} GB/cm2"))
}

/// The manufacture of a configuration: the sum of its components, with [`COMPONENT_DEVIATION`] and the deviation of
/// what is not known of them.
///
/// # Errors
/// Returns an error if a component has no amount.
pub fn manufacture(components: &[Component]) -> Result<Estimate, ComponentError> {
    Ok(Sum::of(&counted(components), None)?.estimate()?)
}

/// Each kind of component with its number, in the order of their first.
fn counted(components: &[Component]) -> Vec<(usize, &Component)> {
    let mut kinds: Vec<(usize, &Component)> = Vec::new();
    for component in components {
        match kinds.iter_mut().find(|(_, known)| *known == component) {
            Some((number, _)) => *number += 1,
            None => kinds.push((1, component)),
        }
    }
    kinds
}

/// Components with their figures, summed.
struct Sum {
    kilograms: f64,
    /// The deviation of what is not known of them: what one die does not hold, none does, so these add.
    unknown_kg: f64,
    parameters: Vec<(String, Figure)>,
}

impl Sum {
    fn of(counted: &[(usize, &Component)], year: Option<u16>) -> Result<Self, ComponentError> {
        let mut sum = Self { kilograms: 0.0, unknown_kg: 0.0, parameters: Vec::new() };
        for &(number, component) in counted {
            let figure = component.figure_of(year)?;
            let all = figure.kilograms * u32::try_from(number).map_or(f64::INFINITY, f64::from);
            sum.kilograms += all;
            sum.unknown_kg += all * figure.relative;
            sum.parameters.push((format!("{number} × {component}"), figure));
        }
        Ok(sum)
    }

    fn mean(&self) -> Carbon {
        Carbon::new::<carbon::kilogram>(self.kilograms)
    }

    /// The deviation, divided by the mean.
    fn relative(&self) -> f64 {
        if self.kilograms > 0.0 {
            libm::hypot(COMPONENT_DEVIATION, self.unknown_kg / self.kilograms)
        } else {
            COMPONENT_DEVIATION
        }
    }

    fn estimate(&self) -> Result<Estimate, EstimateError> {
        Estimate::new(self.mean(), self.mean() * self.relative())
    }

    /// Each kind of component with number and figure; `how` says what is done with it.
    fn parameters(&self, how: &str) -> Vec<Assumption> {
        let parameter = |(what, figure): &(String, Figure)| {
            let range = figure.density.map_or_else(String::new, |Density { low, high }| {
                format!(", for the density is not given: {low} to {high} GB/cm2 are taken")
            });
            Assumption::Parameter {
                stage: None,
                name: format!("{how}: {what}"),
                value: format!("{:.2} kgCO2e each{range}", figure.kilograms),
                source: figure.source.clone(),
            }
        };
        self.parameters.iter().map(parameter).collect()
    }
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
    /// Returns an error if the footprint is not published, a component has no amount, or nothing would be left.
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
        let added = Sum::of(&counted(added), None)?;
        let removed = Sum::of(&counted(removed), None)?;
        let mean = manufacture.mean() + added.mean() - removed.mean();
        if mean.value.is_nan() || mean.value <= 0.0 {
            return Err(ComponentError::BelowZero { kilograms: mean.get::<carbon::kilogram>() });
        }
        let relative = manufacture.deviation().value / manufacture.mean().value;
        // What is not known of the parts comes on top of what is not known of the sheet.
        let unknown = Carbon::new::<carbon::kilogram>(added.unknown_kg + removed.unknown_kg);
        let relative = if self.has_spread() {
            libm::hypot(relative, unknown.value / mean.value)
        } else {
            relative
        };
        let estimate = Estimate::new(mean, mean * relative)?;
        let mut notes = added.parameters("added");
        notes.extend(removed.parameters("removed"));
        let changed = self.with_stage(Stage::Manufacture, estimate, notes)?;
        Ok(changed.in_tier(Tier::PublishedConfigured))
    }
}
