//! The ledger layer: exact, unsigned numbers of grams.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)]

mod decimal;
mod display;
mod parse;
mod signed;
mod split;
#[cfg(feature = "serde")]
mod wire;

pub use self::decimal::DecimalError;
pub use self::display::{Co2eUnit, DisplayCo2e};
pub use self::parse::{ParseCo2eError, ParseCo2eErrorKind};
pub use self::signed::{DisplaySignedCo2e, NegativeCo2eError, SignedCo2e};
pub use self::split::SplitError;

/// An amount of CO2 equivalent, counted in whole grams.
///
/// This is the unit of obligations, credits, allocations and certificates. It is never negative,
/// and it is not a mass of goods: those are [`crate::model`] quantities, which are converted to
/// this type only through the [`crate::doorway`], with a named rounding.
///
/// A registry's credit of one tonne is exactly 1,000,000 g. The largest amount, [`Co2e::MAX`], is
/// `u64::MAX` grams, about 1.8 × 10¹³ t: more than seven times the CO2 that humanity emitted from
/// 1850 to 2019 (2.39 × 10¹² t; IPCC AR6, WG I, Summary for Policymakers, table SPM.2).
///
/// In text formats it is a decimal string in kilograms with one canonical form (`"371.096"`), in
/// fields whose names end in `_kg`; in binary formats it is the number of grams.
///
/// ```
/// use co2_units::Co2e;
///
/// let laptop: Co2e = "371.096 kg CO2e".parse()?;
/// assert_eq!(laptop.as_grams(), 371_096);
/// assert_eq!(laptop.checked_add(Co2e::TONNE), Some(Co2e::from_grams(1_371_096)));
/// assert_eq!(laptop.to_string(), "371.096 kg CO2e");
/// # Ok::<(), co2_units::ParseCo2eError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Co2e(u64);

impl Co2e {
    /// Zero grams.
    pub const ZERO: Self = Self(0);
    /// One gram, the smallest amount.
    pub const GRAM: Self = Self(1);
    /// One kilogram: 1,000 g.
    pub const KILOGRAM: Self = Self(1_000);
    /// One metric tonne: 1,000,000 g, the size of a credit in most registries.
    pub const TONNE: Self = Self(1_000_000);
    /// The largest amount: `u64::MAX` grams.
    pub const MAX: Self = Self(u64::MAX);

    /// Makes an amount from whole grams. Every number is valid.
    pub const fn from_grams(grams: u64) -> Self {
        Self(grams)
    }

    /// Makes an amount from whole kilograms; returns `None` above [`Co2e::MAX`].
    pub const fn from_kilograms(kilograms: u64) -> Option<Self> {
        Self::KILOGRAM.checked_mul(kilograms)
    }

    /// Makes an amount from whole metric tonnes; returns `None` above [`Co2e::MAX`].
    pub const fn from_tonnes(tonnes: u64) -> Option<Self> {
        Self::TONNE.checked_mul(tonnes)
    }

    /// Returns the number of grams.
    pub const fn as_grams(self) -> u64 {
        self.0
    }

    /// Returns true if the amount is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Returns the sum, or `None` above [`Co2e::MAX`].
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(grams) => Some(Self(grams)),
            None => None,
        }
    }

    /// Returns the difference, or `None` if `other` is larger.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(grams) => Some(Self(grams)),
            None => None,
        }
    }

    /// Returns the difference, or zero if `other` is larger: how much `other` falls short of
    /// `self`.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Multiplies by a number; returns `None` above [`Co2e::MAX`].
    pub const fn checked_mul(self, count: u64) -> Option<Self> {
        match self.0.checked_mul(count) {
            Some(grams) => Some(Self(grams)),
            None => None,
        }
    }

    /// Returns the sum of many amounts, or `None` above [`Co2e::MAX`].
    ///
    /// ```
    /// use co2_units::Co2e;
    /// assert_eq!(Co2e::checked_sum([Co2e::GRAM, Co2e::KILOGRAM]), Some(Co2e::from_grams(1_001)));
    /// assert_eq!(Co2e::checked_sum([Co2e::MAX, Co2e::GRAM]), None);
    /// ```
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Returns the smallest multiple of `step` that is not below this amount. Manufacturers sell
    /// offsets in steps of, for example, 500 kg.
    ///
    /// Returns `None` if `step` is zero or the multiple is above [`Co2e::MAX`].
    ///
    /// ```
    /// use co2_units::Co2e;
    /// let step = Co2e::from_kilograms(500).unwrap();
    /// let estimate: Co2e = "508 kg CO2e".parse().unwrap();
    /// assert_eq!(estimate.round_up_to(step), Some(Co2e::TONNE));
    /// ```
    pub const fn round_up_to(self, step: Self) -> Option<Self> {
        match self.0.checked_next_multiple_of(step.0) {
            Some(grams) => Some(Self(grams)),
            None => None,
        }
    }
}
