//! The electricity of a year of use, where no sheet states it.

use crate::Assumption;
use co2_units::model::{Energy, Power, energy, power};
use co2_units::{Source, Stage};

/// Hours in a year of 365.25 days.
pub const HOURS_PER_YEAR: f64 = 8_766.0;

/// The least yearly energy that is accepted: a watt hour, in kilowatt hours. What uses less, or is said to, is not
/// known to use anything.
pub const MIN_YEARLY_KWH: f64 = 0.001;

/// Hours of a year that are spent with a power.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Mode {
    /// Hours in a year.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::from_zero"))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = HOURS_PER_YEAR)))]
    pub hours: f64,
    /// The power from the wall, in watts.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::from_zero"))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0)))]
    pub watts: f64,
}

/// A load of a server and the power that it draws with it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LoadPoint {
    /// The load, from 0 (idle) to 1.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::load"))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0)))]
    pub load: f64,
    /// The power of the server at the wall, in watts, including its own fans.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::above_zero"))]
    #[cfg_attr(feature = "schemars", schemars(extend("exclusiveMinimum" = 0)))]
    pub watts: f64,
}

/// How a server is cooled. None has a number of its own: what a vendor claims is given with its source
/// (`saving`), and is never a default.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Cooling {
    /// By air: the curve as measured.
    Air,
    /// By water on the components; `saving` is the share of the server's own power that it is claimed to
    /// save (fans).
    DirectWater {
        /// From 0 to less than 1.
        #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::saving"))]
        #[cfg_attr(feature = "schemars", schemars(range(min = 0.0), extend("exclusiveMaximum" = 1)))]
        saving: f64,
        /// The source of the claim.
        source: Source,
    },
}

/// The reason why numbers give no yearly energy.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EnergyError {
    /// A number of hours that is negative or NaN, or all of them are more than a year has.
    #[error("the hours of the modes are from 0 and sum to at most a year: {sum}")]
    Hours {
        /// Their sum.
        sum: f64,
    },
    /// A power that is negative, NaN or infinite, or all are zero.
    #[error("a power is a finite number of watts from 0, and not all are 0: {watts}")]
    Power {
        /// The value given.
        watts: f64,
    },
    /// The points of a curve are not in ascending order from load 0 to load 1.
    #[error("a load-power curve has ascending loads, the first 0 and the last 1")]
    Curve,
    /// The energy of a year is below [`MIN_YEARLY_KWH`].
    #[error("the energy of a year is at least {MIN_YEARLY_KWH} kWh: {kilowatt_hours}")]
    TooLittle {
        /// What the hours and powers give, in kilowatt hours.
        kilowatt_hours: f64,
    },
    /// A load outside 0 to 1.
    #[error("a load is from 0 to 1: {load}")]
    Load {
        /// The value given.
        load: f64,
    },
    /// A power usage effectiveness below 1 or above 10.
    #[error("a power usage effectiveness is from 1 to 10: {pue}")]
    Pue {
        /// The value given.
        pue: f64,
    },
    /// A saving outside 0 to 1.
    #[error("a saving is from 0 to less than 1: {saving}")]
    Saving {
        /// The value given.
        saving: f64,
    },
}

/// The yearly energy of a profile of modes: Σ hours × power. The remaining hours of the year are
/// counted as off and without power.
///
/// # Errors
/// Returns an error if hours or powers are out of range.
///
/// ```
/// use co2_lifecycle::energy::{Mode, of_modes};
/// use co2_units::model::energy::kilowatt_hour;
/// let year = of_modes(&[
///     Mode { hours: 2_000.0, watts: 8.0 },
///     Mode { hours: 6_766.0, watts: 0.5 },
/// ])?;
/// assert!((year.get::<kilowatt_hour>() - 19.383).abs() < 1e-9);
/// # Ok::<(), co2_lifecycle::energy::EnergyError>(())
/// ```
pub fn of_modes(modes: &[Mode]) -> Result<Energy, EnergyError> {
    let sum: f64 = modes.iter().map(|mode| mode.hours).sum();
    if !modes.iter().all(|mode| mode.hours >= 0.0) || !(0.0..=HOURS_PER_YEAR).contains(&sum) {
        return Err(EnergyError::Hours { sum });
    }
    if let Some(bad) = modes.iter().find(|mode| !(mode.watts.is_finite() && mode.watts >= 0.0)) {
        return Err(EnergyError::Power { watts: bad.watts });
    }
    let kwh: f64 = modes.iter().map(|mode| mode.hours * mode.watts).sum::<f64>() / 1_000.0;
    if kwh > 0.0 && kwh < MIN_YEARLY_KWH {
        Err(EnergyError::TooLittle { kilowatt_hours: kwh })
    } else if kwh > 0.0 && kwh.is_finite() {
        Ok(Energy::new::<energy::kilowatt_hour>(kwh))
    } else {
        Err(EnergyError::Power { watts: kwh })
    }
}

/// The power of a server at a load: between the points of its curve in a straight line.
///
/// # Errors
/// Returns an error if the curve or the load is not valid.
pub fn power_at(curve: &[LoadPoint], load: f64) -> Result<Power, EnergyError> {
    if let Some(bad) = curve.iter().find(|point| !(point.watts.is_finite() && point.watts > 0.0)) {
        return Err(EnergyError::Power { watts: bad.watts });
    }
    let ends = (curve.first().map(|point| point.load), curve.last().map(|point| point.load));
    if ends != (Some(0.0), Some(1.0)) || !curve.is_sorted_by(|a, b| a.load < b.load) {
        return Err(EnergyError::Curve);
    }
    if !(0.0..=1.0).contains(&load) {
        return Err(EnergyError::Load { load });
    }
    let between = curve.windows(2).find_map(|pair| match pair {
        [low, high] if load <= high.load => {
            let part = (load - low.load) / (high.load - low.load);
            Some(low.watts + part * (high.watts - low.watts))
        }
        _ => None,
    });
    Ok(Power::new::<power::watt>(between.ok_or(EnergyError::Curve)?))
}

/// The use of a server: its load-power curve, a mean load, and the overhead of the data centre.
///
/// ```
/// use co2_lifecycle::energy::{Cooling, LoadPoint, ServerUse};
/// use co2_units::model::energy::kilowatt_hour;
/// let server = ServerUse {
///     curve: vec![LoadPoint { load: 0.0, watts: 120.0 }, LoadPoint { load: 1.0, watts: 400.0 }],
///     load: 0.5,
///     pue: 1.5,
///     cooling: Cooling::Air,
/// };
/// let year = server.yearly_energy()?.get::<kilowatt_hour>();
/// assert!((year - 0.260 * 1.5 * 8_766.0).abs() < 1e-9);
/// # Ok::<(), co2_lifecycle::energy::EnergyError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(
        description = "How a server works: its load-power curve, a mean load, and what the data centre needs."
    )
)]
pub struct ServerUse {
    /// The power at some loads, from idle to full.
    #[cfg_attr(feature = "schemars", schemars(length(min = 2)))]
    pub curve: Vec<LoadPoint>,
    /// The mean load, from 0 to 1, all year round.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::load"))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0, max = 1.0)))]
    pub load: f64,
    /// The power usage effectiveness of the data centre, from 1 to 10.
    #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::wire::pue"))]
    #[cfg_attr(feature = "schemars", schemars(range(min = 1.0, max = 10.0)))]
    pub pue: f64,
    /// How it is cooled.
    pub cooling: Cooling,
}

impl ServerUse {
    /// The energy of a year, with what the data centre needs: power × (1 - saving) × PUE × hours.
    ///
    /// # Errors
    /// Returns an error if a number is out of range.
    pub fn yearly_energy(&self) -> Result<Energy, EnergyError> {
        let pue = self.pue;
        if !(1.0..=10.0).contains(&pue) {
            return Err(EnergyError::Pue { pue });
        }
        let saving = match &self.cooling {
            Cooling::Air => 0.0,
            Cooling::DirectWater { saving, .. } => *saving,
        };
        if !(0.0..1.0).contains(&saving) {
            return Err(EnergyError::Saving { saving });
        }
        let watts = power_at(&self.curve, self.load)?.get::<power::watt>() * (1.0 - saving) * pue;
        Ok(Energy::new::<energy::kilowatt_hour>(watts * HOURS_PER_YEAR / 1_000.0))
    }

    /// What a result that uses it says.
    pub(crate) fn assumptions(&self) -> Vec<Assumption> {
        let (load, pue) = (self.load * 100.0, self.pue);
        let text = format!("a server at {load:.0} % load in a data centre of PUE {pue}, as given");
        let mut assumptions = vec![Assumption::Note { stage: Some(Stage::Use), text }];
        if let Cooling::DirectWater { saving, source } = &self.cooling {
            assumptions.push(Assumption::Parameter {
                stage: Some(Stage::Use),
                name: "direct water cooling is claimed to save of the server's power".to_owned(),
                value: format!("{:.1} %", saving * 100.0),
                source: source.clone(),
            });
        }
        assumptions
    }
}
