//! A customer's fleet: its emissions today, what options would save, and in whose books they stand.
//!
//! Three things are reported apart and never netted, because they are different things:
//!
//! | what | what it is |
//! | --- | --- |
//! | savings | emissions of the fleet that an option avoids, with their uncertainty |
//! | avoided emissions | emissions that somebody else does not have, such as of saved electricity elsewhere |
//! | credits | units that were retired for the fleet; they make no footprint smaller |
//!
//! See [`Programme::workshop`](crate::Programme::workshop).

mod report;

pub use self::report::{AvoidedRow, OptionRow, Report, ScopeRow};

use co2_lifecycle::scope::{Scope, Side, scope};
use co2_lifecycle::{Avoided, ChangeError, Footprint, Years, compare};
use co2_offsets::Percent;
use co2_units::model::{Carbon, carbon};
use co2_units::{Co2e, EstimateError};
use std::collections::BTreeMap;

/// The errors of two footprints of one product have one cause.
const ONE_CAUSE: f64 = 1.0;

/// Some equal devices of a fleet.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Device {
    /// What people call it.
    pub name: String,
    /// How many there are.
    pub quantity: u32,
    /// The footprint of each.
    pub footprint: Footprint,
}

impl Device {
    /// So many devices of this footprint.
    pub fn new(name: impl Into<String>, quantity: u32, footprint: Footprint) -> Self {
        Self { name: name.into(), quantity, footprint }
    }
}

/// Why a report cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorkshopError {
    /// The fleet has no devices.
    #[error("the fleet is empty")]
    Empty,
    /// An option cannot be applied to a device.
    #[error("option {option:?} cannot be applied to {device:?}")]
    Option {
        /// The option.
        option: String,
        /// The device.
        device: String,
        /// Why.
        source: ChangeError,
    },
    /// The part of the fleet to which an option applies is not above 0 and at most 100 percent.
    #[error(
        "option {option:?} applies to {share} of the fleet, which must be above 0 and at most 100 percent"
    )]
    Share {
        /// The option.
        option: String,
        /// The part given.
        share: Percent,
    },
    /// A device is added after an option, which changed only those that were there.
    #[error("the device {device:?} comes after an option, which would not change it")]
    Late {
        /// The device.
        device: String,
    },
    /// An amount is too large.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// What is reported of a fleet.
///
/// An option is any change of a footprint that [`lifecycle`](crate::lifecycle) knows: keeping devices longer
/// ([`Footprint::with_years`]), a second life ([`Footprint::with_second_life`]), efficient cooling
/// ([`Footprint::with_server_use`]), recycled material ([`Footprint::with_recycled_content`]), another route or
/// packaging ([`Footprint::with_route`]), a better process ([`Footprint::with_reduction`]).
///
/// ```
/// use co2::lifecycle::{Category, Facts, GridChoice, Years};
/// use co2::workshop::{Device, Workshop};
///
/// let laptop = Facts::new(Category::Laptop).location("SE".parse()?).lifetime(Years::FOUR);
/// let laptop = laptop.footprint(GridChoice::Current { year: 2024 })?;
/// let mut workshop = Workshop::new(Years::new(12.0)?);
/// workshop.add(Device::new("laptop", 100, laptop))?;
/// let six = Years::new(6.0)?;
/// workshop.option("keep for six years", |device| device.with_years(six))?;
///
/// let report = workshop.report()?;
/// // Twelve years of service take two laptops in place of three.
/// assert!(report.options[0].saving_kg > report.today_kg / 4.0);
/// assert!(report.to_string().contains("do not count towards science-based targets"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Workshop {
    devices: Vec<Device>,
    /// For how many years of service emissions are counted: devices that are used for a shorter time are
    /// replaced by equal ones.
    pub years: Years,
    /// The amount of credits that were retired for the fleet.
    pub credits: Co2e,
    options: Vec<Changed>,
    avoided: Vec<(String, Avoided)>,
}

/// An option, applied to each of the devices.
#[derive(Debug)]
struct Changed {
    name: String,
    share: Percent,
    footprints: Vec<Footprint>,
}

impl Workshop {
    /// A fleet without devices yet.
    pub const fn new(years: Years) -> Self {
        Self::of(Vec::new(), years)
    }

    pub(crate) const fn of(devices: Vec<Device>, years: Years) -> Self {
        Self { devices, years, credits: Co2e::ZERO, options: Vec::new(), avoided: Vec::new() }
    }

    /// Adds a device.
    ///
    /// # Errors
    /// When there are options already: they changed the devices that were there.
    pub fn add(&mut self, device: Device) -> Result<&mut Self, WorkshopError> {
        if !self.options.is_empty() {
            return Err(WorkshopError::Late { device: device.name });
        }
        self.devices.push(device);
        Ok(self)
    }

    /// The devices.
    pub fn devices(&self) -> &[Device] {
        &self.devices
    }

    /// Adds an option that changes every device. Options stand beside each other: each is compared with today.
    ///
    /// # Errors
    /// When it cannot be applied to one of the devices.
    pub fn option<E: Into<ChangeError>>(
        &mut self,
        name: impl Into<String>,
        change: impl Fn(Footprint) -> Result<Footprint, E>,
    ) -> Result<&mut Self, WorkshopError> {
        self.option_for(Percent::HUNDRED, name, change)
    }

    /// Adds an option that changes a part of the devices of each kind, such as those that are delivered as a
    /// service.
    ///
    /// # Errors
    /// As [`option`](Self::option); when the part is not above 0 and at most 100 percent.
    pub fn option_for<E: Into<ChangeError>>(
        &mut self,
        share: Percent,
        name: impl Into<String>,
        change: impl Fn(Footprint) -> Result<Footprint, E>,
    ) -> Result<&mut Self, WorkshopError> {
        let name = name.into();
        if share == Percent::ZERO || share > Percent::HUNDRED {
            return Err(WorkshopError::Share { option: name, share });
        }
        let apply = |device: &Device| {
            change(device.footprint.clone()).map_err(|source| WorkshopError::Option {
                option: name.clone(),
                device: device.name.clone(),
                source: source.into(),
            })
        };
        let footprints = self.devices.iter().map(apply).collect::<Result<_, _>>()?;
        self.options.push(Changed { name, share, footprints });
        Ok(self)
    }

    /// Adds emissions that somebody else does not have, such as by an efficiency project. They are reported
    /// apart.
    pub fn avoided(&mut self, name: impl Into<String>, avoided: Avoided) -> &mut Self {
        self.avoided.push((name.into(), avoided));
        self
    }

    /// The report.
    ///
    /// # Errors
    /// When there are no devices, or an amount is too large.
    pub fn report(&self) -> Result<Report, WorkshopError> {
        let today: f64 = self.devices.iter().map(|device| self.kilograms(device)).sum();
        if self.devices.is_empty() {
            return Err(WorkshopError::Empty);
        }
        if !today.is_finite() {
            return Err(EstimateError::Mean { kilograms: today }.into());
        }
        Ok(Report {
            devices: self.devices.iter().map(|device| u64::from(device.quantity)).sum(),
            years: self.years,
            today_kg: today,
            scopes: self.scopes(),
            options: self.options.iter().map(|o| self.compared(o)).collect::<Result<_, _>>()?,
            avoided: self.avoided.iter().map(|(name, own)| AvoidedRow::new(name, own)).collect(),
            credits: self.credits,
            notes: report::NOTES.map(str::to_owned).to_vec(),
        })
    }

    /// How many of a device serve the years that are counted.
    fn served(&self, device: &Device) -> f64 {
        f64::from(device.quantity) * self.years.get() / device.footprint.years().get()
    }

    fn kilograms(&self, device: &Device) -> f64 {
        kilograms(device.footprint.total().mean()) * self.served(device)
    }

    /// The emissions by scope, from both sides.
    fn scopes(&self) -> Vec<ScopeRow> {
        let mut rows: BTreeMap<(bool, Scope), f64> = BTreeMap::new();
        for device in &self.devices {
            for (stage, estimate) in device.footprint.stages() {
                for side in [Side::Buyer, Side::Maker] {
                    let row = rows.entry((side == Side::Maker, scope(stage, side))).or_default();
                    *row += kilograms(estimate.mean()) * self.served(device);
                }
            }
        }
        let row = |((is_maker, scope), kg)| {
            let side = if is_maker { Side::Maker } else { Side::Buyer };
            ScopeRow { side, scope, kg }
        };
        rows.into_iter().map(row).collect()
    }

    fn compared(&self, option: &Changed) -> Result<OptionRow, WorkshopError> {
        let share = f64::from(option.share.millionths()) / 1e6;
        let (mut saving, mut cautious) = (0.0, Some(0.0));
        for (device, changed) in self.devices.iter().zip(&option.footprints) {
            let changed = core::slice::from_ref(changed);
            let compared = compare(&device.footprint, changed, ONE_CAUSE)?;
            // There is one for each option.
            let Some(compared) = compared.first() else { continue };
            let times = self.served(device) * share;
            saving += kilograms(compared.saving.mean()) * times;
            // Errors of devices add up at worst, so the sum is no less cautious than each.
            cautious = cautious
                .zip(compared.cautious_saving())
                .map(|(sum, more)| sum + kilograms(more) * times);
        }
        Ok(OptionRow {
            name: option.name.clone(),
            share: option.share,
            saving_kg: saving,
            cautious_saving_kg: cautious,
        })
    }
}

fn kilograms(amount: Carbon) -> f64 {
    amount.get::<carbon::kilogram>()
}
