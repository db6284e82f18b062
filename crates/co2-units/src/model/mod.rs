//! The model layer: quantities with dimensions, in `f64`, where CO2e is a base dimension of its own.
//!
//! The base dimensions are length, mass (of goods), time, CO2e and items. A grid intensity (CO2e
//! per energy), a freight intensity (CO2e per mass and distance) and a material factor (CO2e per
//! mass) are therefore different types, and each of them multiplied by what it is *per* gives CO2e:
//!
//! ```
//! use co2_units::model::{Carbon, Count, Energy, GridIntensity, ItemIntensity};
//! use co2_units::model::{carbon, count, energy, grid_intensity, item_intensity};
//!
//! let yearly = Energy::new::<energy::kilowatt_hour>(20.0);
//! let grid = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(35.0);
//! let use_phase: Carbon = yearly * 5.0 * grid;
//! assert!((use_phase.get::<carbon::kilogram>() - 3.5).abs() < 1e-12);
//!
//! let board = ItemIntensity::new::<item_intensity::kilogram_per_item>(30.0);
//! let boards: Carbon = board * Count::new::<count::item>(2.0);
//! assert_eq!(boards.get::<carbon::kilogram>(), 60.0);
//! ```
//!
//! # What the compiler refuses
//! Kilograms of goods can never be added to kilograms of CO2e:
//!
//! ```compile_fail,E0308
//! use co2_units::model::{Carbon, Mass, carbon, mass};
//! let goods = Mass::new::<mass::kilogram>(1.4);
//! let footprint = Carbon::new::<carbon::kilogram>(371.0);
//! let nonsense = goods + footprint;
//! ```
//!
//! Nor can energy, even if one number happens to follow from the other:
//!
//! ```compile_fail,E0308
//! use co2_units::model::{Carbon, Energy, carbon, energy};
//! let used = Energy::new::<energy::kilowatt_hour>(20.0);
//! let nonsense = used + Carbon::new::<carbon::kilogram>(0.7);
//! ```
//!
//! A factor of the wrong kind does not give CO2e, here energy times a freight intensity:
//!
//! ```compile_fail,E0308
//! use co2_units::model::{Carbon, Energy, FreightIntensity, energy, freight_intensity};
//! let used = Energy::new::<energy::kilowatt_hour>(20.0);
//! let air = FreightIntensity::new::<freight_intensity::kilogram_per_tonne_kilometer>(0.6);
//! let nonsense: Carbon = used * air;
//! ```
//!
//! A factor per item is not a total; it must be multiplied by a [`Count`] first:
//!
//! ```compile_fail,E0308
//! use co2_units::model::{Carbon, ItemIntensity, item_intensity};
//! let board = ItemIntensity::new::<item_intensity::kilogram_per_item>(30.0);
//! let nonsense: Carbon = board * 2.0;
//! ```
//!
//! A unit of another quantity is refused, and the message names it:
//!
//! ```compile_fail,E0277
//! use co2_units::model::{Mass, carbon};
//! let nonsense = Mass::new::<carbon::kilogram>(1.0);
//! ```
//!
//! A global warming potential is not a material factor, although both are CO2e per mass:
//!
//! ```compile_fail,E0308
//! use co2_units::model::{Gwp, MaterialIntensity, gwp};
//! let methane = Gwp::new::<gwp::kilogram_per_kilogram>(29.8);
//! let nonsense: MaterialIntensity = methane;
//! ```
//!
//! # Reading the compiler's message
//! A wrong *unit* is named: `` the trait bound `carbon::kilogram: mass::Unit` is not satisfied ``
//! (E0277), followed by the units that are possible. A wrong *dimension* appears as one of
//!
//! * `expected Quantity<..., _, f64>, found Quantity<..., ..., f64>` (E0308): the two sides of the
//!   operator the compiler points at are different quantities;
//! * `expected typenum::Z0, found PInt<UInt<UTerm, B1>>` (E0308): the product has an exponent it
//!   should not have. The five parameters of the dimension are length, mass, time, CO2e, items, in this
//!   order; `Z0` is an exponent of 0, `P1` (`PInt<UInt<UTerm, B1>>`) of 1, `N1` (`NInt<..>`) of -1.
//!
//! Both say *where* the error is, but neither says *what* is wrong. Write down the types of the
//! steps (`let x: Carbon = ...`): the first line that fails is the wrong one.
//!
//! # Items
//! A factor per item must be multiplied by something. With a bare number, a factor per item would
//! have the same type as a total, so items are a dimension: [`Count`] and [`ItemIntensity`]. What
//! an item is (a laptop, a hotel night, a parcel) is not part of the type.
//!
//! # Gases
//! A [`Gwp`] has the dimension of a [`MaterialIntensity`] but a *kind* of its own, so that one
//! cannot be used as the other. A kind is lost in a product: the mass it is multiplied by is any
//! [`Mass`].
//!
//! # Values
//! Values of these types may be negative, infinite or NaN, as floats are. Values that enter the
//! ledger go through the [`crate::doorway`], which refuses all of these. Values read from files go
//! through the modules of `co2_units::serde` (feature `serde`), which refuse NaN, infinities and,
//! where they make no sense, negative numbers. With the feature `si`, quantities convert from and
//! to `uom`'s ISQ where both have the dimension; CO2e has no counterpart there.
#![expect(clippy::disallowed_methods, reason = "uom's powi and cbrt; nothing here calls them")]

pub mod area;
pub mod area_intensity;
pub mod carbon;
pub mod count;
pub mod energy;
pub mod freight;
pub mod freight_intensity;
pub mod grid_intensity;
pub mod gwp;
pub mod item_intensity;
pub mod length;
pub mod mass;
pub mod material_intensity;
pub mod power;
pub mod ratio;
pub mod time;
pub mod volume;
pub mod volume_intensity;

#[cfg(feature = "si")]
mod si;

/// The kind of [`Gwp`], which distinguishes it from other CO2e per mass.
pub trait GwpKind: uom::Kind {}

system! {
    /// The base dimensions: length, mass of goods, time, CO2e, items.
    quantities: Q {
        length: meter, L;
        mass: kilogram, M;
        time: second, T;
        carbon: kilogram, C;
        count: item, N;
    }

    /// All quantities of the model layer.
    units: U {
        mod length::Length,
        mod mass::Mass,
        mod time::Time,
        mod carbon::Carbon,
        mod count::Count,
        mod area::Area,
        mod volume::Volume,
        mod energy::Energy,
        mod power::Power,
        mod freight::Freight,
        mod ratio::Ratio,
        mod grid_intensity::GridIntensity,
        mod freight_intensity::FreightIntensity,
        mod material_intensity::MaterialIntensity,
        mod area_intensity::AreaIntensity,
        mod volume_intensity::VolumeIntensity,
        mod item_intensity::ItemIntensity,
        mod gwp::Gwp,
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
    Area, AreaIntensity, Carbon, Count, Energy, Freight, FreightIntensity, GridIntensity, Gwp,
    ItemIntensity, Length, Mass, MaterialIntensity, Power, Ratio, Time, Volume, VolumeIntensity,
};
