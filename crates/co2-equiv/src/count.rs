//! Counts of a thing as exact fractions. They are divided only when they are shown, and then with a
//! named rounding.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::value::gcd;
use core::cmp::Ordering;
use core::fmt;
use core::num::{NonZeroU8, NonZeroU64, NonZeroU128};
use rust_decimal::Decimal;

/// An exact, non-negative count of a thing: a fraction in lowest terms.
///
/// [`Equivalence::count`](crate::Equivalence::count) computes one from an amount and a factor
/// without rounding. Counts are compared by cross-multiplication. `Display` truncates after 3
/// decimals (or as many as the precision says, at most 30) and then ends in `...`.
///
/// ```
/// use co2_equiv::{Count, SignificantDigits};
/// use core::num::NonZeroU64;
///
/// let count = Count::ratio(1_782_055, NonZeroU64::new(23).unwrap());
/// assert_eq!(count.to_string(), "77480.652...");
/// assert_eq!(count.floor_to_significant(SignificantDigits::new(3)?), Ok(77_400));
/// assert_eq!(count.ceil_to_significant(SignificantDigits::new(3)?), Ok(77_500));
/// assert!(count > Count::whole(77_400));
/// # Ok::<(), co2_equiv::SignificantDigitsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Count {
    above: u128,
    below: NonZeroU64,
}

/// The error for a [`Count`] that cannot be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The count is above [`Count::MAX_SHOWN`].
    #[error("a count of {count:.0} is above {max}; choose a larger unit", max = Count::MAX_SHOWN)]
    TooLarge {
        /// The count.
        count: Count,
    },
}

impl Count {
    /// The largest count that is shown: 10¹⁵. JSON readers still read it exactly.
    pub const MAX_SHOWN: u64 = 1_000_000_000_000_000;

    /// Makes a whole count.
    pub fn whole(count: u64) -> Self {
        Self { above: u128::from(count), below: NonZeroU64::MIN }
    }

    /// Makes a fraction of two whole numbers.
    pub fn ratio(above: u64, below: NonZeroU64) -> Self {
        Self::lowest(u128::from(above), below)
    }

    pub(crate) fn lowest(above: u128, below: NonZeroU64) -> Self {
        let divisor = gcd(above, u128::from(below.get()));
        // A divisor of `below` is at least 1 and at most `below`, so no fallback here is ever used.
        let divisor = NonZeroU64::try_from(NonZeroU128::new(divisor).unwrap_or(NonZeroU128::MIN))
            .unwrap_or(NonZeroU64::MIN);
        Self {
            above: above / NonZeroU128::from(divisor),
            below: NonZeroU64::new(below.get() / divisor).unwrap_or(below),
        }
    }

    /// Returns the whole part and the remainder.
    fn parts(self) -> (u128, u128) {
        let below = NonZeroU128::from(self.below);
        (self.above / below, self.above % below)
    }

    /// Multiplies by `above` / `below`; returns `None` if the exact fraction has too many digits.
    pub(crate) fn times(self, above: u64, below: NonZeroU64) -> Option<Self> {
        let one = Self::ratio(above, below);
        let first = Self::lowest(self.above, one.below);
        let second = Self::lowest(one.above, self.below);
        let above = first.above.checked_mul(second.above)?;
        Some(Self { above, below: first.below.checked_mul(second.below)? })
    }

    pub(crate) fn terms(self) -> (u128, NonZeroU64) {
        (self.above, self.below)
    }

    /// Returns true if the count is a whole number.
    pub fn is_whole(self) -> bool {
        self.below.get() == 1
    }

    /// Returns the largest whole number that is not above the count.
    pub fn floor(self) -> u128 {
        self.parts().0
    }

    /// Returns the largest whole number with at most this many significant digits that is not above
    /// the count.
    ///
    /// # Errors
    /// Returns an error if the count is above [`Count::MAX_SHOWN`].
    pub fn floor_to_significant(self, digits: SignificantDigits) -> Result<u64, CountError> {
        let (whole, step) = self.whole_and_step(digits)?;
        whole
            .checked_rem(step)
            .and_then(|rest| whole.checked_sub(rest))
            .ok_or(CountError::TooLarge { count: self })
    }

    /// Returns the smallest whole number with at most this many significant digits that is not
    /// below the count.
    ///
    /// # Errors
    /// Returns an error if that number is above [`Count::MAX_SHOWN`].
    pub fn ceil_to_significant(self, digits: SignificantDigits) -> Result<u64, CountError> {
        let below = self.floor_to_significant(digits)?;
        if self == Self::whole(below) {
            return Ok(below);
        }
        let (_, step) = self.whole_and_step(digits)?;
        below
            .checked_add(step)
            .filter(|&above| above <= Self::MAX_SHOWN)
            .ok_or(CountError::TooLarge { count: self })
    }

    /// Returns the nearest whole number with at most this many significant digits, with halves
    /// rounded up. The step follows from the number of digits in the count: 99,951 to three digits
    /// is 100,000.
    ///
    /// # Errors
    /// Returns an error if that number is above [`Count::MAX_SHOWN`].
    pub fn nearest_to_significant(self, digits: SignificantDigits) -> Result<u64, CountError> {
        let below = self.floor_to_significant(digits)?;
        let above = self.ceil_to_significant(digits)?;
        // This cannot overflow, because both are at most 10^15.
        let middle = Self::ratio(below.saturating_add(above), TWO);
        Ok(if self < middle { below } else { above })
    }

    fn whole_and_step(self, digits: SignificantDigits) -> Result<(u64, u64), CountError> {
        let too_large = CountError::TooLarge { count: self };
        let whole = u64::try_from(self.floor())
            .ok()
            .filter(|&whole| whole <= Self::MAX_SHOWN)
            .ok_or(too_large)?;
        let length = whole.checked_ilog10().unwrap_or(0).saturating_add(1);
        let step =
            10_u64.checked_pow(length.saturating_sub(u32::from(digits.get()))).ok_or(too_large)?;
        Ok((whole, step))
    }

    /// Adds another count; returns `None` if the exact fraction has too many digits.
    pub(crate) fn plus(self, other: Self) -> Option<Self> {
        let (first, second) = (self.crossed(other)?, other.crossed(self)?);
        let below = self.below.checked_mul(other.below)?;
        Some(Self::lowest(first.checked_add(second)?, below))
    }

    /// Subtracts another count; returns zero if the other is greater, and this count if the exact
    /// fraction has too many digits.
    pub(crate) fn minus(self, other: Self) -> Self {
        let difference = || {
            let (first, second) = (self.crossed(other)?, other.crossed(self)?);
            let below = self.below.checked_mul(other.below)?;
            Some(Self::lowest(first.saturating_sub(second), below))
        };
        difference().unwrap_or(self)
    }

    fn crossed(self, other: Self) -> Option<u128> {
        self.above.checked_mul(u128::from(other.below.get()))
    }

    /// Returns one unit of the last non-zero digit as it would be printed: 1,000 for 77,000, and
    /// 0.1 for 2.5. For a fraction whose decimals do not end, returns half of one part.
    pub(crate) fn step(self) -> Self {
        let below = u128::from(self.below.get());
        let power = |exponent| 10_u64.checked_pow(exponent).and_then(NonZeroU64::new);
        // In lowest terms, the decimals end if the denominator divides a power of ten.
        let ends = |exponent: u32| {
            power(exponent).filter(|power| u128::from(power.get()).checked_rem(below) == Some(0))
        };
        match (0..=19).find_map(ends) {
            None => Self { above: 1, below: self.below.saturating_mul(TWO) },
            Some(power) if power.get() > 1 => Self { above: 1, below: power },
            Some(_) => {
                let mut unit = 1_u128;
                while self.above != 0
                    && let Some(next) = unit.checked_mul(10)
                    && self.above.checked_rem(next) == Some(0)
                {
                    unit = next;
                }
                Self { above: unit, below: NonZeroU64::MIN }
            }
        }
    }

    /// Returns half of the count.
    pub(crate) fn half(self) -> Self {
        self.times(1, TWO).unwrap_or(self)
    }
}

const TWO: NonZeroU64 = NonZeroU64::new(2).expect("two is not zero");
/// The error for a decimal number that is not a valid [`Count`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CountFromDecimalError {
    /// The number is negative.
    #[error("a count is never negative, not {number}")]
    Negative {
        /// The number given.
        number: Decimal,
    },
    /// The number has more than 18 digits after the point.
    #[error("{number} has more digits than can be counted with")]
    TooManyDigits {
        /// The number given.
        number: Decimal,
    },
}

impl TryFrom<Decimal> for Count {
    type Error = CountFromDecimalError;

    fn try_from(number: Decimal) -> Result<Self, Self::Error> {
        if number.is_sign_negative() && !number.is_zero() {
            return Err(CountFromDecimalError::Negative { number });
        }
        let digits = number.normalize();
        let below = 10_u64.checked_pow(digits.scale()).and_then(NonZeroU64::new);
        let below = below.ok_or(CountFromDecimalError::TooManyDigits { number })?;
        Ok(Self::lowest(digits.mantissa().unsigned_abs(), below))
    }
}

impl From<u64> for Count {
    fn from(count: u64) -> Self {
        Self::whole(count)
    }
}

impl PartialOrd for Count {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Count {
    fn cmp(&self, other: &Self) -> Ordering {
        let ((whole, rest), (other_whole, other_rest)) = (self.parts(), other.parts());
        // The fractions are cross-multiplied; every factor is below 2^64.
        let cross = |rest: u128, below: NonZeroU64| rest.saturating_mul(u128::from(below.get()));
        whole
            .cmp(&other_whole)
            .then_with(|| cross(rest, other.below).cmp(&cross(other_rest, self.below)))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let below = NonZeroU128::from(self.below);
        let (whole, mut rest) = self.parts();
        let mut text = whole.to_string();
        for place in 0..f.precision().unwrap_or(3).min(30) {
            if rest == 0 {
                break;
            }
            if place == 0 {
                text.push('.');
            }
            // Below 2^68, because the remainder is below 2^64.
            let tenfold = rest.saturating_mul(10);
            text.push_str(&(tenfold / below).to_string());
            rest = tenfold % below;
        }
        if rest != 0 {
            text.push_str("...");
        }
        f.write_str(&text)
    }
}

/// The number of significant digits of a count that are shown: 1 to 15.
///
/// ```
/// use co2_equiv::SignificantDigits;
/// assert_eq!(SignificantDigits::new(3)?, SignificantDigits::THREE);
/// assert!(SignificantDigits::new(0).is_err());
/// # Ok::<(), co2_equiv::SignificantDigitsError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u8", into = "u8"))]
pub struct SignificantDigits(NonZeroU8);

/// The error for a number that is not from 1 to 15.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("significant digits are {min} to {max}, not {given}", min = SignificantDigits::MIN, max = SignificantDigits::MAX)]
#[non_exhaustive]
pub struct SignificantDigitsError {
    /// The number given.
    pub given: u8,
}

impl SignificantDigits {
    /// The minimum number of digits.
    const MIN: u8 = 1;
    /// The maximum number of digits, which shows all digits below [`Count::MAX_SHOWN`].
    pub const MAX: u8 = 15;
    /// One digit, as in 80,000.
    pub const ONE: Self = Self(NonZeroU8::MIN);
    /// Two digits, as in 77,000.
    pub const TWO: Self = Self(NonZeroU8::new(2).expect("two is not zero"));
    /// Three digits, as in 77,400.
    pub const THREE: Self = Self(NonZeroU8::new(3).expect("three is not zero"));

    /// The maximum.
    pub(crate) const FIFTEEN: Self = Self(NonZeroU8::new(Self::MAX).expect("fifteen is not zero"));

    /// Makes a number of significant digits from 1 to 15.
    ///
    /// # Errors
    /// Returns an error if the number is zero or above 15.
    pub const fn new(digits: u8) -> Result<Self, SignificantDigitsError> {
        match NonZeroU8::new(digits) {
            Some(number) if digits <= Self::MAX => Ok(Self(number)),
            _ => Err(SignificantDigitsError { given: digits }),
        }
    }

    /// Returns the number of digits.
    pub const fn get(self) -> u8 {
        self.0.get()
    }
}

impl TryFrom<u8> for SignificantDigits {
    type Error = SignificantDigitsError;

    fn try_from(digits: u8) -> Result<Self, Self::Error> {
        Self::new(digits)
    }
}

impl From<SignificantDigits> for u8 {
    fn from(digits: SignificantDigits) -> Self {
        digits.get()
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for SignificantDigits {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SignificantDigits".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "integer",
            "minimum": Self::MIN,
            "maximum": Self::MAX,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(above: u64, below: u64) -> Count {
        Count::ratio(above, NonZeroU64::new(below).unwrap())
    }

    fn digits(digits: u8) -> SignificantDigits {
        SignificantDigits::new(digits).unwrap()
    }

    #[test]
    fn fractions_are_kept_in_lowest_terms() {
        assert_eq!(ratio(6, 4), ratio(3, 2));
        assert_eq!(ratio(0, 7), Count::whole(0));
        assert!(ratio(14, 7).is_whole());
        assert!(!ratio(15, 7).is_whole());
        assert_eq!(ratio(u64::MAX, u64::MAX), Count::whole(1));
    }

    #[test]
    fn order_is_exact_where_floats_are_not() {
        let below = ratio(u64::MAX - 2, u64::MAX - 1);
        let above = ratio(u64::MAX - 1, u64::MAX);
        assert!(below < above);
        assert!(Count::lowest(u128::MAX, NonZeroU64::MIN) > above);
        assert_eq!(ratio(1, 3).cmp(&ratio(2, 6)), Ordering::Equal);
    }

    #[test]
    fn rounding_keeps_its_direction() {
        let count = ratio(77_480_652, 1_000);
        assert_eq!(count.floor_to_significant(digits(1)), Ok(70_000));
        assert_eq!(count.nearest_to_significant(digits(1)), Ok(80_000));
        assert_eq!(count.nearest_to_significant(digits(3)), Ok(77_500));
        assert_eq!(count.nearest_to_significant(digits(2)), Ok(77_000));
        assert_eq!(count.ceil_to_significant(digits(15)), Ok(77_481));
        assert_eq!(ratio(77_450, 1).nearest_to_significant(digits(3)), Ok(77_500));
        assert_eq!(ratio(99_951, 1).nearest_to_significant(digits(3)), Ok(100_000));
        assert_eq!(ratio(1, 3).floor_to_significant(digits(3)), Ok(0));
        assert_eq!(ratio(1, 3).ceil_to_significant(digits(3)), Ok(1));
    }

    #[test]
    fn what_cannot_be_shown_is_an_error() {
        let most = Count::whole(Count::MAX_SHOWN);
        assert_eq!(most.ceil_to_significant(digits(1)), Ok(Count::MAX_SHOWN));
        let count = Count::lowest(u128::from(Count::MAX_SHOWN) * 2 + 1, TWO);
        assert_eq!(count.floor_to_significant(digits(1)), Ok(Count::MAX_SHOWN));
        let refused = Err(CountError::TooLarge { count });
        assert_eq!(count.ceil_to_significant(digits(1)), refused);
        assert_eq!(count.nearest_to_significant(digits(1)), refused);
        let count = Count::lowest(u128::MAX, NonZeroU64::MIN);
        assert_eq!(count.floor_to_significant(digits(2)), Err(CountError::TooLarge { count }));
    }

    #[test]
    fn a_step_is_one_of_the_last_digit() {
        for (count, step) in [
            (Count::whole(77_000), Count::whole(1_000)),
            (Count::whole(7), Count::whole(1)),
            (Count::whole(0), Count::whole(1)),
            (ratio(5, 2), ratio(1, 10)),
            (ratio(1, 4), ratio(1, 100)),
            (ratio(1, 3), ratio(1, 6)),
        ] {
            assert_eq!(count.step(), step, "{count}");
        }
        assert_eq!(ratio(1, 3).plus(ratio(1, 6)), Some(ratio(1, 2)));
        assert_eq!(ratio(1, 3).minus(ratio(1, 2)), Count::whole(0));
    }

    #[test]
    fn decimals_are_taken_exactly() {
        let count = |text| Count::try_from(Decimal::from_str_exact(text).unwrap());
        assert_eq!(count("2.50"), Ok(ratio(5, 2)));
        assert_eq!(count("-0"), Ok(Count::whole(0)));
        let number = Decimal::NEGATIVE_ONE;
        assert_eq!(Count::try_from(number), Err(CountFromDecimalError::Negative { number }));
        let number = Decimal::new(1, 20);
        assert_eq!(Count::try_from(number), Err(CountFromDecimalError::TooManyDigits { number }));
    }

    #[test]
    fn products_are_exact_or_none() {
        let two = NonZeroU64::new(2).unwrap();
        assert_eq!(ratio(3, 4).times(2, two), Some(ratio(3, 4)));
        assert_eq!(ratio(3, 4).times(8, NonZeroU64::MIN), Some(Count::whole(6)));
        assert_eq!(Count::lowest(u128::MAX, NonZeroU64::MIN).times(2, NonZeroU64::MIN), None);
        assert_eq!(ratio(1, u64::MAX).times(1, two), None);
    }

    #[test]
    fn display_cuts_and_says_so() {
        assert_eq!(ratio(2, 3).to_string(), "0.666...");
        assert_eq!(ratio(5, 2).to_string(), "2.5");
        assert_eq!(format!("{:.0}", ratio(5, 2)), "2...");
        assert_eq!(Count::whole(7).to_string(), "7");
        assert_eq!(ratio(1, 1_000).to_string(), "0.001");
    }

    #[test]
    fn significant_digits_are_checked() {
        assert_eq!(SignificantDigits::new(0), Err(SignificantDigitsError { given: 0 }));
        assert_eq!(SignificantDigits::try_from(16), Err(SignificantDigitsError { given: 16 }));
        assert_eq!(u8::from(digits(15)), 15);
    }
}
