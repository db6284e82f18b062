//! The JSON form of electricity.

use super::{Basis, Electricity};
use crate::grid::GridFallback;
use co2_units::model::{GridIntensity, grid_intensity};
use co2_units::{Factor, Source};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The electricity of a use phase.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// The intensity in the first year, in grams of CO2e per kilowatt hour.
    #[serde(with = "co2_units::serde::g_per_kwh")]
    #[cfg_attr(
        feature = "schemars",
        schemars(extend("exclusiveMinimum" = 0, "maximum" = co2_units::serde::MAX), with = "f64")
    )]
    g_per_kwh: GridIntensity,
    /// The number as it was published, in `unit`.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = r"^[0-9]{1,20}(\.[0-9]{1,20})?$")))]
    published: String,
    /// The unit in which it was published, such as `kgCO2e/kWh`.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    unit: String,
    /// Who published it.
    source: Source,
    /// What it counts.
    basis: Basis,
    /// How it falls; without: it stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    falls_by: Option<Fall>,
    /// The steps from what was asked for to this intensity.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    fallbacks: Vec<GridFallback>,
}

/// How an intensity falls from year to year.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Fall {
    /// The share by which it falls from each year to the next.
    #[cfg_attr(feature = "schemars", schemars(range(min = 0.0), extend("exclusiveMaximum" = 1)))]
    share: f64,
    /// The scenario that says so.
    source: Source,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error("the intensity of electricity is above 0, or left out when not known")]
    Zero,
    #[error("the published number of an intensity is a decimal number above 0: {text:?}")]
    Published { text: String },
    #[error("an intensity has a unit")]
    Unit,
    #[error("{published} {unit} is not {grams:.3} g/kWh")]
    Differs { published: Decimal, unit: String, grams: f64 },
    #[error("an intensity falls by a share from 0 to less than 1 in a year: {share}")]
    Share { share: f64 },
}

impl From<Electricity> for Wire {
    fn from(electricity: Electricity) -> Self {
        let Electricity { intensity, basis, falls_by, fallbacks } = electricity;
        Self {
            g_per_kwh: intensity.quantity(),
            published: intensity.published().to_string(),
            unit: intensity.unit().to_owned(),
            source: intensity.source().clone(),
            basis,
            falls_by: falls_by.map(|(share, source)| Fall { share, source }),
            fallbacks,
        }
    }
}

impl TryFrom<Wire> for Electricity {
    type Error = ReadError;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        let grams = wire.g_per_kwh.get::<grid_intensity::gram_per_kilowatt_hour>();
        if grams <= 0.0 {
            return Err(ReadError::Zero);
        }
        let published = Decimal::from_str_exact(&wire.published)
            .ok()
            .filter(|published| *published > Decimal::ZERO)
            .ok_or(ReadError::Published { text: wire.published })?;
        if wire.unit.trim().is_empty() {
            return Err(ReadError::Unit);
        }
        // Of the units in use here the number is checked; others are the host's.
        let scale = match wire.unit.as_str() {
            "gCO2e/kWh" | "g/kWh" | "kgCO2e/MWh" => Some(1.0),
            "kgCO2e/kWh" => Some(1_000.0),
            _ => None,
        };
        let stated: f64 = published.to_string().parse().unwrap_or(f64::NAN);
        if !scale.is_none_or(|scale| (stated * scale / grams - 1.0).abs() < 1e-9) {
            return Err(ReadError::Differs { published, unit: wire.unit, grams });
        }
        if let Some(Fall { share, .. }) = &wire.falls_by
            && !(0.0..1.0).contains(share)
        {
            return Err(ReadError::Share { share: *share });
        }
        Ok(Self {
            intensity: Factor::new(wire.g_per_kwh, published, Cow::Owned(wire.unit), wire.source),
            basis: wire.basis,
            falls_by: wire.falls_by.map(|Fall { share, source }| (share, source)),
            fallbacks: wire.fallbacks,
        })
    }
}
