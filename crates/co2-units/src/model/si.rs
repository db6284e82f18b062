//! From and to `uom`'s International System of Quantities, base unit to base unit.
//!
//! An ISQ mass becomes a mass of *goods*. ISQ has no CO2e, so none can be taken for it.

use super::{
    Area, Energy, Length, Mass, Power, Ratio, Time, Volume, area, energy, length, mass, power,
    ratio, time, volume,
};
use uom::si;

/// `Quantity: module, unit here, unit in ISQ`, where the two units are the same.
macro_rules! isq {
    ($($quantity:ident: $module:ident, $unit:ident);* $(;)?) => {$(
        /// The same quantity, of `uom`'s ISQ.
        impl From<si::f64::$quantity> for $quantity {
            fn from(value: si::f64::$quantity) -> Self {
                Self::new::<$module::$unit>(value.get::<si::$module::$unit>())
            }
        }

        /// The same quantity, in `uom`'s ISQ.
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
