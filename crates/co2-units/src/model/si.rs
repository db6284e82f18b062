//! Conversions from and to `uom`'s International System of Quantities, in base units.
//!
//! An ISQ mass becomes a mass of *goods*. ISQ has no CO2e, so nothing can be confused with it.

use super::{
    Area, Energy, Length, Mass, Power, Ratio, Time, Volume, area, energy, length, mass, power,
    ratio, time, volume,
};
use uom::si;

/// Implements conversions for `Quantity: module, unit here, unit in ISQ`, where both units are
/// equal.
macro_rules! isq {
    ($($quantity:ident: $module:ident, $unit:ident);* $(;)?) => {$(
        /// Converts the quantity from `uom`'s ISQ.
        impl From<si::f64::$quantity> for $quantity {
            fn from(value: si::f64::$quantity) -> Self {
                Self::new::<$module::$unit>(value.get::<si::$module::$unit>())
            }
        }

        /// Converts the quantity to `uom`'s ISQ.
        impl From<$quantity> for si::f64::$quantity {
            fn from(value: $quantity) -> Self {
                Self::new::<si::$module::$unit>(value.get::<$module::$unit>())
            }
        }
    )*};
}

isq! {
    Length: length, meter;
    Mass: mass, kilogram;
    Time: time, second;
    Area: area, square_meter;
    Volume: volume, cubic_meter;
    Energy: energy, joule;
    Power: power, watt;
    Ratio: ratio, ratio;
}
