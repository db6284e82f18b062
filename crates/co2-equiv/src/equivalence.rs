//! One equivalence: a thing, what is counted, and how much CO2e one unit stands for.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::value::gcd;
use crate::{
    Audience, Basis, Boundary, Count, Formula, Kind, Label, SignificantDigits, Value, kind,
};
use co2_units::doorway::Rounding;
use co2_units::{Co2e, Id, Source, Status};
use core::num::{NonZeroU64, NonZeroU128};
use rust_decimal::Decimal;

/// The name of an equivalence in every edition that contains it, such as `gasoline_car_year`.
pub type EquivalenceId = Id<kind::Equivalence>;

/// The English name of what is counted, to be placed after a number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Noun {
    /// After the number 1, such as `mile driven`.
    pub one: Label,
    /// After any other number, such as `miles driven`.
    pub other: Label,
}

/// A thing, and how much CO2e one unit of it stands for in one edition.
///
/// Every field validates itself; a [`FactorSet`](crate::FactorSet) checks the source and has an
/// example.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Equivalence {
    /// The id.
    pub id: EquivalenceId,
    /// What is counted.
    pub noun: Noun,
    /// Whether the thing emits, avoids or takes up.
    pub kind: Kind,
    /// What one unit of the thing is.
    pub basis: Basis,
    /// What the number includes.
    pub boundary: Boundary,
    /// The published factor.
    pub value: Value,
    /// The tonnes per unit computed again from the inputs that the publisher prints, if those are
    /// known.
    #[cfg_attr(feature = "serde", serde(default))]
    pub inputs: Option<Formula>,
    /// The number of significant digits known of a derived number: that of the least precise number
    /// it was derived from; one if not stated. A printed number is used as printed.
    #[cfg_attr(feature = "serde", serde(default))]
    pub digits: Option<SignificantDigits>,
    /// The readers who know the thing.
    #[cfg_attr(feature = "serde", serde(default))]
    pub known_to: Audience,
    /// The source of the number.
    pub source: Source,
    /// What a careful reader should know about the number.
    #[cfg_attr(feature = "serde", serde(default))]
    pub note: Option<Label>,
}

/// The error for a count that cannot be converted to an amount of CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// The amount is above [`Co2e::MAX`], or (only for a count made by another equivalence) it
    /// needs more digits than 128 bits hold.
    #[error("{count} units are more CO2e than can be counted")]
    TooLarge {
        /// The count given.
        count: Count,
    },
}

impl Equivalence {
    /// Returns the exact count of the thing that the amount equals. It never fails and never
    /// rounds.
    ///
    /// ```
    /// use co2_equiv::editions;
    /// use co2_units::Co2e;
    /// let car = editions::epa_2020().require("gasoline_car_year")?;
    /// let amount: Co2e = "356411 t".parse()?;
    /// assert_eq!(car.count(amount).to_string(), "77480.652...");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&self, amount: Co2e) -> Count {
        self.value.count(amount)
    }

    /// Returns the amount that a count of the thing stands for, in whole grams. A count made by
    /// [`Equivalence::count`] needs no rounding. The amount counts the gases that the factor
    /// counts: see [`Boundary::gases`] for whether that is CO2 alone.
    ///
    /// # Errors
    /// Returns an error if the amount is above [`Co2e::MAX`].
    ///
    /// ```
    /// use co2_equiv::{Count, editions};
    /// use co2_units::doorway::Rounding;
    /// let car = editions::epa_2020().require("gasoline_car_year")?;
    /// let amount = car.amount(Count::whole(3), Rounding::Up)?;
    /// assert_eq!(amount.to_string(), "13800 kg CO2e");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn amount(&self, count: Count, rounding: Rounding) -> Result<Co2e, AmountError> {
        let grams = self.grams(count, rounding);
        grams.map(Co2e::from_grams).ok_or(AmountError::TooLarge { count })
    }

    fn grams(&self, count: Count, rounding: Rounding) -> Option<u64> {
        let (above, below) = count.terms();
        let (grams, per_units) = self.value.grams_per_unit();
        let (above, per_units) = without_common(above, per_units);
        let (grams, below) = without_common(u128::from(grams.get()), below);
        let above = above.checked_mul(grams)?;
        // Below 2^128: both factors are below 2^64.
        let below = NonZeroU128::from(below).checked_mul(NonZeroU128::from(per_units))?;
        let (whole, rest) = (above / below, above % below);
        let up = match rounding {
            Rounding::Up => rest > 0,
            Rounding::Nearest => rest >= below.get().saturating_sub(rest),
            // An unknown rounding is treated as rounding down.
            _ => false,
        };
        u64::try_from(whole.checked_add(u128::from(up))?).ok()
    }

    /// Returns how far the tonnes per unit computed from the printed inputs differ from the printed
    /// result: 0.01 if they are one per cent more. Returns `None` if no inputs are known.
    ///
    /// ```
    /// use co2_equiv::editions;
    /// // A copy of 2012 prints 5.1 t per car beside an equation that gives 5.245.
    /// let car = editions::get("epa-2011").unwrap().require("gasoline_car_year")?;
    /// assert_eq!(car.gap().unwrap().round_dp(4).to_string(), "0.0285");
    /// # Ok::<(), co2_equiv::UnknownEquivalence>(())
    /// ```
    pub fn gap(&self) -> Option<Decimal> {
        let printed = self.value.tonnes().checked_div(self.value.units())?;
        self.inputs.as_ref()?.tonnes().checked_div(printed)?.checked_sub(Decimal::ONE)
    }

    /// Returns true if the number was computed from published numbers instead of printed itself.
    pub fn is_derived(&self) -> bool {
        self.source.status == Status::Derived
    }

    /// Returns how many of the digits asked for may be shown of a count: for a derived number, at
    /// most as many as are known.
    ///
    /// ```
    /// use co2_equiv::{SignificantDigits, editions};
    /// // 83 g x 135 passengers x 1,730 km: about 19 t, not 19.38465.
    /// let flight = editions::get("eaer-2025").unwrap().require("flight_departing_aircraft")?;
    /// assert_eq!(flight.digits_of(SignificantDigits::THREE), SignificantDigits::TWO);
    /// # Ok::<(), co2_equiv::UnknownEquivalence>(())
    /// ```
    pub fn digits_of(&self, asked: SignificantDigits) -> SignificantDigits {
        if self.is_derived() {
            asked.min(self.digits.unwrap_or(SignificantDigits::ONE))
        } else {
            asked
        }
    }
}

/// Divides both by their greatest common divisor.
fn without_common(above: u128, below: NonZeroU64) -> (u128, NonZeroU64) {
    let reduced = gcd(above, u128::from(below.get()));
    // A divisor of `below` is at least 1 and at most `below`, so no fallback here is ever used.
    let divisor = u64::try_from(reduced).ok().and_then(NonZeroU64::new).unwrap_or(NonZeroU64::MIN);
    let divided = NonZeroU64::new(below.get() / divisor).unwrap_or(below);
    (above / NonZeroU128::from(divisor), divided)
}
