//! Differences between amounts, exact to the gram.

use super::display::write_whole;
use super::parse::{self, Digits};
use super::{Co2e, Co2eUnit, DecimalError, ParseCo2eError, ParseCo2eErrorKind};
use core::fmt;
use core::str::FromStr;
use rust_decimal::Decimal;

/// A difference between two amounts of CO2e, in whole grams; it may be negative.
///
/// Obligations, credits and allocations are never negative and use [`Co2e`]. A comparison can be
/// negative: one product saves 12 kg compared with another, or emits 12 kg more. The range from
/// [`SignedCo2e::MIN`] to [`SignedCo2e::MAX`] holds the difference between *any* two amounts.
///
/// In text formats it is a decimal string in kilograms with one canonical form (`"-371.096"`, and
/// zero without a sign); in binary formats it is the number of grams, an `i128`.
///
/// ```
/// use co2_units::{Co2e, SignedCo2e};
///
/// let (old, new): (Co2e, Co2e) = ("371.096 kg".parse()?, "296 kg".parse()?);
/// let change = new.difference(old);
/// assert_eq!(change.to_string(), "-75.096 kg CO2e");
/// assert_eq!("-75.096 kg CO2e".parse(), Ok(change));
/// assert_eq!(old.checked_add_signed(change), Some(new));
/// assert_eq!(Co2e::ZERO.difference(Co2e::MAX), SignedCo2e::MIN);
/// # Ok::<(), co2_units::ParseCo2eError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SignedCo2e(i128);

/// `u64::MAX` as an `i128`.
const LIMIT: i128 = 0xFFFF_FFFF_FFFF_FFFF;

impl SignedCo2e {
    /// Zero grams.
    pub const ZERO: Self = Self(0);
    /// The largest difference, equal to [`Co2e::MAX`].
    pub const MAX: Self = Self(LIMIT);
    /// The smallest difference, equal to [`Co2e::MAX`] negated.
    pub const MIN: Self = Self(LIMIT.saturating_neg());

    /// Makes a difference from a number of grams; returns `None` outside [`SignedCo2e::MIN`] to
    /// [`SignedCo2e::MAX`].
    pub const fn from_grams(grams: i128) -> Option<Self> {
        if grams < Self::MIN.0 || grams > LIMIT { None } else { Some(Self(grams)) }
    }

    /// Returns the number of grams.
    pub const fn as_grams(self) -> i128 {
        self.0
    }

    /// Returns true if the difference is below zero.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Returns true if the difference is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Returns the difference without its sign.
    pub fn magnitude(self) -> Co2e {
        // In range by construction, so the fallback is never used.
        Co2e::from_grams(u64::try_from(self.0.unsigned_abs()).unwrap_or(u64::MAX))
    }

    /// Returns the difference with the opposite sign.
    #[must_use]
    pub const fn negated(self) -> Self {
        // The range is symmetric around zero, so this never saturates.
        Self(self.0.saturating_neg())
    }

    /// Returns the sum, or `None` outside the range.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(grams) => Self::from_grams(grams),
            None => None,
        }
    }

    /// Returns the difference, or `None` outside the range.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    /// Multiplies by a number; returns `None` outside the range.
    pub fn checked_mul(self, count: u64) -> Option<Self> {
        self.0.checked_mul(i128::from(count)).and_then(Self::from_grams)
    }

    /// Returns the sum of many differences, or `None` if it is outside the range.
    ///
    /// Only the final result must be in range. Intermediate sums may leave the range, so the order
    /// does not matter.
    pub fn checked_sum(differences: impl IntoIterator<Item = Self>) -> Option<Self> {
        differences
            .into_iter()
            .try_fold(0_i128, |sum, difference| sum.checked_add(difference.0))
            .and_then(Self::from_grams)
    }

    /// Converts an exact number of kilograms with at most three decimals (not counting trailing
    /// zeros).
    ///
    /// # Errors
    /// Returns an error if the number has a fraction of a gram, or if its magnitude is above
    /// [`Co2e::MAX`].
    pub fn from_decimal_kilograms(value: Decimal) -> Result<Self, DecimalError> {
        // The error names the number as given, with its sign.
        let magnitude = Co2e::from_decimal_kilograms(value.abs()).map_err(|error| match error {
            DecimalError::FractionOfGram { .. } => DecimalError::FractionOfGram { value },
            DecimalError::TooLarge { .. } => DecimalError::TooLarge { value },
            DecimalError::Negative { .. } => DecimalError::Negative { value },
        })?;
        Ok(Self::new(value.is_sign_negative(), magnitude))
    }

    /// The exact count of kilograms, with three decimals.
    pub fn to_decimal_kilograms(self) -> Decimal {
        // A decimal can hold these at most 20 digits.
        Decimal::from_i128_with_scale(self.0, 3)
    }

    /// Writes this difference exactly in the chosen unit.
    ///
    /// ```
    /// use co2_units::{Co2e, Co2eUnit, SignedCo2e};
    /// let saved = SignedCo2e::from(Co2e::TONNE).negated();
    /// assert_eq!(saved.display(Co2eUnit::Tonne).to_string(), "-1 t CO2e");
    /// ```
    pub const fn display(self, unit: Co2eUnit) -> DisplaySignedCo2e {
        DisplaySignedCo2e { difference: self, unit }
    }

    fn new(is_negative: bool, magnitude: Co2e) -> Self {
        let difference = Self::from(magnitude);
        if is_negative { difference.negated() } else { difference }
    }

    /// Writes the digits of this difference in `unit`, with a minus sign below zero: its canonical
    /// form.
    pub(super) fn write_digits(self, unit: Co2eUnit, out: &mut dyn fmt::Write) -> fmt::Result {
        if self.is_negative() {
            out.write_char('-')?;
        }
        self.magnitude().write_digits(unit, out)
    }
}

impl Co2e {
    /// Subtracts another amount; the result is always in range.
    pub fn difference(self, other: Self) -> SignedCo2e {
        // Both are at most 2⁶⁴ - 1, so this never saturates.
        SignedCo2e(i128::from(self.0).saturating_sub(i128::from(other.0)))
    }

    /// Adds a difference to this amount; returns `None` if the result is below zero or above
    /// [`Co2e::MAX`].
    pub fn checked_add_signed(self, difference: SignedCo2e) -> Option<Self> {
        if difference.is_negative() {
            self.checked_sub(difference.magnitude())
        } else {
            self.checked_add(difference.magnitude())
        }
    }
}

impl From<Co2e> for SignedCo2e {
    fn from(amount: Co2e) -> Self {
        Self(i128::from(amount.0))
    }
}

/// The error for a negative difference where an amount is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an amount of CO2e cannot be negative: {difference}")]
#[non_exhaustive]
pub struct NegativeCo2eError {
    /// The difference given.
    pub difference: SignedCo2e,
}

impl TryFrom<SignedCo2e> for Co2e {
    type Error = NegativeCo2eError;

    fn try_from(difference: SignedCo2e) -> Result<Self, Self::Error> {
        if difference.is_negative() {
            Err(NegativeCo2eError { difference })
        } else {
            Ok(difference.magnitude())
        }
    }
}

/// A difference together with the unit in which it is written; see [`SignedCo2e::display`].
///
/// Like [`DisplayCo2e`](super::DisplayCo2e) it is always written in full. With `{:+}` a difference
/// above zero gets a plus sign, for people; that form cannot be parsed back.
#[derive(Clone, Copy, Debug)]
pub struct DisplaySignedCo2e {
    difference: SignedCo2e,
    unit: Co2eUnit,
}

impl fmt::Display for DisplaySignedCo2e {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plus = f.sign_plus() && self.difference > SignedCo2e::ZERO;
        write_whole(f, |out| {
            if plus {
                out.write_char('+')?;
            }
            self.difference.write_digits(self.unit, out)?;
            write!(out, " {} CO2e", self.unit.symbol())
        })
    }
}

/// Written in kilograms, such as `-371.096 kg CO2e`; parses back to the same difference.
impl fmt::Display for SignedCo2e {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.display(Co2eUnit::Kilogram).fmt(f)
    }
}

/// Reads what [`Co2e`] reads, with an optional `-` before it. A zero must not have a sign.
impl FromStr for SignedCo2e {
    type Err = ParseCo2eError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        signed(text, parse::with_unit)
    }
}

/// Reads the canonical form of a number of kilograms below or above zero.
#[cfg_attr(not(feature = "serde"), expect(dead_code, reason = "the wire form is serde's"))]
pub(super) fn kilograms(text: &str) -> Result<SignedCo2e, ParseCo2eError> {
    signed(text, parse::kilograms)
}

fn signed(
    text: &str,
    amount: impl Fn(&str) -> Result<Co2e, ParseCo2eError>,
) -> Result<SignedCo2e, ParseCo2eError> {
    // The maximum length includes the sign.
    Digits::check_length(text)?;
    let Some(rest) = text.strip_prefix('-') else {
        return amount(text).map(SignedCo2e::from).map_err(no_second_sign);
    };
    let magnitude = amount(rest).map_err(|error| {
        let column = error.column.saturating_add(1);
        no_second_sign(ParseCo2eError { column, ..error })
    })?;
    if magnitude.is_zero() {
        return Err(ParseCo2eError { kind: ParseCo2eErrorKind::NegativeZero, column: 1 });
    }
    Ok(SignedCo2e::new(true, magnitude))
}

/// A first minus sign is allowed here, so this error is about a second one or a character that only
/// looks like one.
fn no_second_sign(error: ParseCo2eError) -> ParseCo2eError {
    match error.kind {
        ParseCo2eErrorKind::Negative => {
            ParseCo2eError { kind: ParseCo2eErrorKind::ExpectedDigit, ..error }
        }
        _ => error,
    }
}
