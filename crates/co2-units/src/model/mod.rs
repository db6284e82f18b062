//! The model layer: quantities with dimensions, in `f64`, where CO2e is a base dimension of its own.
//!
//! Length, mass (of goods), time and CO2e are the base dimensions. So a grid intensity (CO2e per
//! energy), a freight intensity (CO2e per mass and distance) and a material factor (CO2e per mass)
//! are different types, and kilograms of goods can never be added to kilograms of CO2e:
//!
//! ```compile_fail,E0308
//! use co2_units::model::{Carbon, Mass, carbon, mass};
//! let goods = Mass::new::<mass::kilogram>(1.4);
//! let footprint = Carbon::new::<carbon::kilogram>(371.0);
//! let nonsense = goods + footprint;
//! ```
//!
//! ```
//! use co2_units::model::{Carbon, Energy, GridIntensity, carbon, energy, grid_intensity};
//!
//! let yearly = Energy::new::<energy::kilowatt_hour>(20.0);
//! let grid = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(35.0);
//! let use_phase: Carbon = yearly * 5.0 * grid;
//! assert!((use_phase.get::<carbon::kilogram>() - 3.5).abs() < 1e-12);
//! ```
//!
//! # Reading the compiler's message
//! A wrong unit is named (`` the trait bound `carbon::kilogram: mass::Unit` is not satisfied ``). A
//! wrong *dimension* shows as `expected Quantity<..., _, f64>, found Quantity<..., ..., f64>`
//! (E0308): the two sides of the operator the compiler points at are different quantities. Write
//! their types down (`let x: Carbon = ...`) and the first line that fails is the wrong one.
//!
//! Values of these types may be negative, infinite or NaN, as floats are. Whatever enters the
//! ledger passes the [`crate::doorway`], which refuses those.
#![expect(clippy::exhaustive_structs, reason = "uom's units are empty structs")]
#![expect(clippy::disallowed_methods, reason = "uom's powi and cbrt; nothing here calls them")]

pub mod carbon;
pub mod energy;
pub mod freight;
pub mod freight_intensity;
pub mod grid_intensity;
pub mod length;
pub mod mass;
pub mod material_intensity;
pub mod power;
pub mod ratio;
pub mod time;

system! {
    /// Base dimensions: length, mass of goods, time, CO2e.
    quantities: Q {
        length: meter, L;
        mass: kilogram, M;
        time: second, T;
        carbon: kilogram, C;
    }

    /// All quantities of the model layer.
    units: U {
        mod length::Length,
        mod mass::Mass,
        mod time::Time,
        mod carbon::Carbon,
        mod energy::Energy,
        mod power::Power,
        mod freight::Freight,
        mod ratio::Ratio,
        mod grid_intensity::GridIntensity,
        mod freight_intensity::FreightIntensity,
        mod material_intensity::MaterialIntensity,
    }
}

/// The quantities with `f64` values.
mod double {
    mod base {
        pub(super) use super::super::*;
    }
    Q!(self::base, f64);
}

pub use self::double::{
    Carbon, Energy, Freight, FreightIntensity, GridIntensity, Length, Mass, MaterialIntensity,
    Power, Ratio, Time,
};
