//! Model quantities in files: one module per unit, for `#[serde(with = "..")]`.
//!
//! In a file, a quantity is a plain number, and the *name of the field* states the unit:
//!
#![cfg_attr(feature = "schemars", doc = "```")]
#![cfg_attr(not(feature = "schemars"), doc = "```ignore")]
//! use co2_units::model::{GridIntensity, Power};
//!
//! #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
//! struct UsePhase {
//!     #[serde(with = "co2_units::serde::kwh_per_year")]
//!     #[schemars(schema_with = "co2_units::serde::kwh_per_year::json_schema")]
//!     energy_kwh_per_year: Power,
//!
//!     #[serde(with = "co2_units::serde::kg_per_kwh::option", default)]
//!     #[schemars(schema_with = "co2_units::serde::kg_per_kwh::option::json_schema")]
//!     grid_kg_per_kwh: Option<GridIntensity>,
//! }
//!
//! let text = r#"{"energy_kwh_per_year":20.5,"grid_kg_per_kwh":0.35}"#;
//! let read: UsePhase = serde_json::from_str(text)?;
//! assert_eq!(serde_json::to_string(&read)?, text);
//!
//! let error = serde_json::from_str::<UsePhase>(r#"{"energy_kwh_per_year":-1}"#).err().unwrap();
//! assert!(error.to_string().contains("kilowatt hours per year cannot be negative: -1"));
//!
//! let schema = schemars::schema_for!(UsePhase).to_value();
//! assert_eq!(schema["properties"]["energy_kwh_per_year"]["minimum"], 0.0);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # What is read and written
//! * NaN, infinities and magnitudes above [`MAX`] are neither read nor written.
//! * Negative numbers are refused where they make no sense: for energy, goods, distances, times,
//!   items, grids, freight and gases. They are accepted for amounts of CO2e in a model and for
//!   factors per mass, area, volume and item: wood stores carbon, and recycling earns a credit.
//! * A number of up to 15 significant digits is written as it was read. Any other number is written
//!   so that reading it gives the same quantity if a double in that unit can, and otherwise the
//!   nearest one.
//!
//! Each module has `serialize` and `deserialize`, and with the feature `schemars` also
//! `json_schema`. Its module `option` has the same functions for fields that may be missing (with
//! `#[serde(default)]`) or `null`.

use crate::model::{
    Area, AreaIntensity, Carbon, Count, Energy, Freight, FreightIntensity, GridIntensity, Gwp,
    ItemIntensity, Length, Mass, MaterialIntensity, Power, Ratio, Time, Volume, VolumeIntensity,
};

pub mod large;
mod strict;

pub use self::strict::{MAX_INTEGER, Strict, set, strict};

/// The largest magnitude that is read and written, in each unit: 10²⁴.
///
/// It is far above any amount on Earth, and far below the largest double of the base units.
pub const MAX: f64 = 1e24;

/// The minimum in units for which negative numbers make no sense.
const FROM_ZERO: f64 = 0.0;
/// The minimum in units for which negative numbers make sense.
const SIGNED: f64 = -MAX;

/// The error for a number that cannot be read or written as a quantity.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// The number is NaN.
    #[error("{unit} must be a number")]
    NotANumber {
        /// The unit, in words.
        unit: &'static str,
    },
    /// The number is infinite or its magnitude is above [`MAX`].
    #[error("{unit} must be from -1e24 to 1e24: {value}")]
    TooLarge {
        /// The unit, in words.
        unit: &'static str,
        /// The number given.
        value: f64,
    },
    /// The number is negative where that makes no sense.
    #[error("{unit} cannot be negative: {value}")]
    Negative {
        /// The unit, in words.
        unit: &'static str,
        /// The number given.
        value: f64,
    },
}

/// Returns the number if it is within the limits, and zero without a sign.
fn check(value: f64, min: f64, unit: &'static str) -> Result<f64, QuantityError> {
    if value.is_nan() {
        Err(QuantityError::NotANumber { unit })
    } else if !(-MAX..=MAX).contains(&value) {
        Err(QuantityError::TooLarge { unit, value })
    } else if value < min {
        Err(QuantityError::Negative { unit, value })
    } else {
        Ok(value + 0.0)
    }
}

/// Returns a number near `value` that reads as the same quantity, preferably one with 15 digits.
fn written(value: f64, is_same: impl Fn(f64) -> bool) -> f64 {
    let short = format!("{value:.14e}").parse().unwrap_or(value);
    [short, value, value.next_up(), value.next_down()]
        .into_iter()
        .find(|&number| is_same(number))
        .unwrap_or(value)
}

/// Defines a module for each line `name: Quantity, module::unit, minimum, "unit in words";`.
macro_rules! units {
    ($($name:ident: $quantity:ident, $module:ident::$unit:ident, $min:ident, $words:literal;)*) => {$(
        #[doc = concat!("A [`", stringify!($quantity), "`] in ", $words, ".")]
        pub mod $name {
            use super::{$min, $quantity, check, written};
            use crate::model::$module;
            use serde::{Deserialize, Deserializer, Serializer, de, ser};

            fn number<E: ser::Error>(quantity: $quantity) -> Result<f64, E> {
                let is_same = |number| $quantity::new::<$module::$unit>(number) == quantity;
                let number = written(quantity.get::<$module::$unit>(), is_same);
                check(number, $min, $words).map_err(E::custom)
            }

            fn quantity<E: de::Error>(number: f64) -> Result<$quantity, E> {
                let number = check(number, $min, $words).map_err(E::custom)?;
                Ok($quantity::new::<$module::$unit>(number))
            }

            #[doc = concat!("Writes the number of ", $words, ".")]
            ///
            /// # Errors
            /// Returns an error if the number is outside the limits.
            pub fn serialize<S: Serializer>(
                value: &$quantity,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_f64(number(*value)?)
            }

            #[doc = concat!("Reads a number of ", $words, ".")]
            ///
            /// # Errors
            /// Returns an error if the value is not a number or is outside the limits.
            pub fn deserialize<'de, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<$quantity, D::Error> {
                quantity(f64::deserialize(deserializer)?)
            }

            /// Returns the schema of a number with the limits that [`deserialize`] checks.
            #[cfg(feature = "schemars")]
            pub fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                super::schema("number", $min, $words)
            }

            #[doc = concat!("A [`", stringify!($quantity), "`] in ", $words, ", or none.")]
            pub mod option {
                use super::{$quantity, number, quantity};
                use serde::{Deserialize, Deserializer, Serializer};

                #[doc = concat!("Writes the number of ", $words, ", or null.")]
                ///
                /// # Errors
                /// Returns an error if the number is outside the limits.
                pub fn serialize<S: Serializer>(
                    value: &Option<$quantity>,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    match value {
                        Some(value) => serializer.serialize_some(&number::<S::Error>(*value)?),
                        None => serializer.serialize_none(),
                    }
                }

                #[doc = concat!("Reads a number of ", $words, ", or null.")]
                ///
                /// # Errors
                /// Returns an error if the value is neither null nor a number, or is outside the
                /// limits.
                pub fn deserialize<'de, D: Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Option<$quantity>, D::Error> {
                    Option::<f64>::deserialize(deserializer)?.map(quantity).transpose()
                }

                /// Returns the schema of null or a number with the limits that [`deserialize`]
                /// checks.
                #[cfg(feature = "schemars")]
                pub fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                    super::super::schema(["number", "null"], super::$min, $words)
                }
            }
        }
    )*};
}

#[cfg(feature = "schemars")]
fn schema(types: impl serde::Serialize, min: f64, words: &str) -> schemars::Schema {
    schemars::json_schema!({
        "type": types,
        "minimum": min,
        "maximum": MAX,
        "description": words,
    })
}

units! {
    g_co2e: Carbon, carbon::gram, SIGNED, "grams of CO2e";
    kg_co2e: Carbon, carbon::kilogram, SIGNED, "kilograms of CO2e";
    t_co2e: Carbon, carbon::tonne, SIGNED, "tonnes of CO2e";

    wh: Energy, energy::watt_hour, FROM_ZERO, "watt hours";
    kwh: Energy, energy::kilowatt_hour, FROM_ZERO, "kilowatt hours";
    mwh: Energy, energy::megawatt_hour, FROM_ZERO, "megawatt hours";
    gwh: Energy, energy::gigawatt_hour, FROM_ZERO, "gigawatt hours";
    mj: Energy, energy::megajoule, FROM_ZERO, "megajoules";
    w: Power, power::watt, FROM_ZERO, "watts";
    kwh_per_year: Power, power::kilowatt_hour_per_year, FROM_ZERO, "kilowatt hours per year";

    g: Mass, mass::gram, FROM_ZERO, "grams";
    kg: Mass, mass::kilogram, FROM_ZERO, "kilograms";
    t: Mass, mass::tonne, FROM_ZERO, "tonnes";
    lb: Mass, mass::pound, FROM_ZERO, "pounds";
    short_ton: Mass, mass::short_ton, FROM_ZERO, "short tons";
    km: Length, length::kilometer, FROM_ZERO, "kilometers";
    mi: Length, length::mile, FROM_ZERO, "miles";
    nmi: Length, length::nautical_mile, FROM_ZERO, "nautical miles";
    tkm: Freight, freight::tonne_kilometer, FROM_ZERO, "tonne kilometers";
    cm2: Area, area::square_centimeter, FROM_ZERO, "square centimeters";
    m2: Area, area::square_meter, FROM_ZERO, "square meters";
    l: Volume, volume::liter, FROM_ZERO, "liters";
    m3: Volume, volume::cubic_meter, FROM_ZERO, "cubic meters";
    hours: Time, time::hour, FROM_ZERO, "hours";
    years: Time, time::year, FROM_ZERO, "years";
    items: Count, count::item, FROM_ZERO, "items";
    ratio: Ratio, ratio::ratio, FROM_ZERO, "parts of a whole";
    percent: Ratio, ratio::percent, FROM_ZERO, "percent";

    kg_per_kwh: GridIntensity, grid_intensity::kilogram_per_kilowatt_hour, FROM_ZERO,
        "kilograms of CO2e per kilowatt hour";
    g_per_kwh: GridIntensity, grid_intensity::gram_per_kilowatt_hour, FROM_ZERO,
        "grams of CO2e per kilowatt hour";
    lb_per_mwh: GridIntensity, grid_intensity::pound_per_megawatt_hour, FROM_ZERO,
        "pounds of CO2e per megawatt hour";
    t_per_mwh: GridIntensity, grid_intensity::tonne_per_megawatt_hour, FROM_ZERO,
        "tonnes of CO2e per megawatt hour";
    kg_per_tkm: FreightIntensity, freight_intensity::kilogram_per_tonne_kilometer, FROM_ZERO,
        "kilograms of CO2e per tonne kilometer";
    g_per_tkm: FreightIntensity, freight_intensity::gram_per_tonne_kilometer, FROM_ZERO,
        "grams of CO2e per tonne kilometer";
    kg_per_short_ton_mile: FreightIntensity, freight_intensity::kilogram_per_short_ton_mile, FROM_ZERO,
        "kilograms of CO2e per short ton mile";
    kg_per_kg: MaterialIntensity, material_intensity::kilogram_per_kilogram, SIGNED,
        "kilograms of CO2e per kilogram";
    kg_per_t: MaterialIntensity, material_intensity::kilogram_per_tonne, SIGNED,
        "kilograms of CO2e per tonne";
    kg_per_m2: AreaIntensity, area_intensity::kilogram_per_square_meter, SIGNED,
        "kilograms of CO2e per square meter";
    kg_per_cm2: AreaIntensity, area_intensity::kilogram_per_square_centimeter, SIGNED,
        "kilograms of CO2e per square centimeter";
    kg_per_m3: VolumeIntensity, volume_intensity::kilogram_per_cubic_meter, SIGNED,
        "kilograms of CO2e per cubic meter";
    kg_per_l: VolumeIntensity, volume_intensity::kilogram_per_liter, SIGNED,
        "kilograms of CO2e per liter";
    kg_per_item: ItemIntensity, item_intensity::kilogram_per_item, SIGNED,
        "kilograms of CO2e per item";
    gwp_kg_per_kg: Gwp, gwp::kilogram_per_kilogram, FROM_ZERO, "kilograms of CO2e per kilogram of gas";
}
