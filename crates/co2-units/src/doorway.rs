//! The doorway: the only conversion from a model quantity to whole grams, always with a named
//! rounding.
//!
//! Obligations round **up** and supply rounds **down**, so that rounding never works against the
//! climate. Float arithmetic leaves small errors ("dust"): 371.096 kg may compute as
//! 371,096.0000000001 g. Dust of up to [`DUST_G`] is removed before rounding, so it never adds or
//! removes a gram.

use crate::Co2e;
use crate::model::{Carbon, carbon};

/// The largest distance from a whole gram that counts as float dust: a thousandth of a gram.
///
/// Quantities are kept in kilograms. Neighbouring doubles are closer together than this up to 2³³
/// kg (8.59 million tonnes), and a thousand times closer up to 2²³ kg (8,388 t), which is far above
/// any product.
pub const DUST_G: f64 = 1e-3;

/// 2⁶⁴, the smallest double above `u64::MAX`.
const ABOVE_MAX: f64 = 4_294_967_296.0 * 4_294_967_296.0;

/// A direction in which a fraction of a gram is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Rounding {
    /// Up to the next whole gram: for obligations.
    Up,
    /// Down to the next whole gram: for supply.
    Down,
    /// To the nearest whole gram, with halves away from zero: for statements.
    Nearest,
}

/// The error for a model quantity that is not a valid amount of CO2e.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DoorwayError {
    /// The value is NaN.
    #[error("the amount of CO2e is not a number")]
    NotANumber,
    /// The value is infinite.
    #[error("the amount of CO2e is infinite")]
    Infinite,
    /// The value is below zero by more than dust.
    #[error("an amount of CO2e cannot be negative: {grams} g")]
    Negative {
        /// The value in grams.
        grams: f64,
    },
    /// The value is above [`Co2e::MAX`].
    #[error("the amount of CO2e is too large: {grams} g")]
    TooLarge {
        /// The value in grams.
        grams: f64,
    },
}

impl Co2e {
    /// Converts a model quantity to whole grams.
    ///
    /// # Errors
    /// Returns an error if the value is NaN, infinite, negative by more than dust, or above
    /// [`Co2e::MAX`].
    ///
    /// ```
    /// use co2_units::Co2e;
    /// use co2_units::doorway::{DoorwayError, Rounding};
    /// use co2_units::model::{Carbon, carbon};
    ///
    /// let computed = Carbon::new::<carbon::kilogram>(0.1 + 0.2);
    /// assert_eq!(Co2e::from_model(computed, Rounding::Up), Ok(Co2e::from_grams(300)));
    ///
    /// let unknown = Carbon::new::<carbon::kilogram>(f64::NAN);
    /// assert_eq!(Co2e::from_model(unknown, Rounding::Up), Err(DoorwayError::NotANumber));
    /// ```
    pub fn from_model(amount: Carbon, rounding: Rounding) -> Result<Self, DoorwayError> {
        let grams = amount.get::<carbon::gram>();
        if grams.is_nan() {
            return Err(DoorwayError::NotANumber);
        }
        if amount.get::<carbon::kilogram>().is_infinite() {
            return Err(DoorwayError::Infinite);
        }
        if grams < -DUST_G {
            return Err(DoorwayError::Negative { grams });
        }
        let nearest = libm::round(grams);
        let whole = if libm::fabs(grams - nearest) <= DUST_G {
            nearest
        } else {
            match rounding {
                Rounding::Up => libm::ceil(grams),
                Rounding::Down => libm::floor(grams),
                Rounding::Nearest => nearest,
            }
        };
        if whole >= ABOVE_MAX {
            return Err(DoorwayError::TooLarge { grams });
        }
        Ok(Self::from_grams(whole_to_u64(whole)))
    }

    /// Converts the amount to a model quantity: a double in kilograms with a relative error below
    /// 2⁻⁵².
    ///
    /// Up to 2⁴² g (4.4 million tonnes) this error is smaller than dust, so [`Co2e::from_model`]
    /// returns the same amount with every rounding.
    pub fn to_model(self) -> Carbon {
        Carbon::new::<carbon::gram>(grams_to_f64(self.as_grams()))
    }
}

#[expect(clippy::as_conversions, reason = "there is no From for this pair; checked by the caller")]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole in range")]
fn whole_to_u64(whole: f64) -> u64 {
    whole as u64
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "loss is documented")]
fn grams_to_f64(grams: u64) -> f64 {
    grams as f64
}
