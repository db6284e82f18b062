//! Published factors, exactly as printed: tonnes of CO2e per unit of a thing, or units per tonne.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::{Count, SignificantDigits};
use co2_units::Co2e;
use core::fmt;
use core::num::NonZeroU64;
use rust_decimal::Decimal;

/// A published factor: tonnes of CO2e (or of CO2, as its boundary says) for a number of units of a
/// thing.
///
/// Some publishers print tonnes per unit (4.60 t per vehicle and year), some units per tonne (0.215
/// vehicles per tonne), some a total (1,000 t for 134 homes). Both numbers are kept as printed and
/// never divided, because a rounded inverse can turn "exactly" into "more than".
///
/// As grams per unit, the fraction in lowest terms must fit two 64-bit integers, so that counting
/// never overflows. This allows tonnes per unit from 10⁻¹² to 10⁶ with up to 12 significant digits,
/// and units per tonne with up to 18 digits, 13 of them after the point.
///
/// ```
/// use co2_equiv::Value;
/// use rust_decimal::Decimal;
///
/// let car = Value::tonnes_per_unit(Decimal::new(4_60, 2))?;
/// assert_eq!(car.to_string(), "4.60 t per unit");
/// let inverse = Value::units_per_tonne(Decimal::new(215, 3))?;
/// assert_eq!(inverse.to_string(), "0.215 units per t");
/// assert!(Value::tonnes_per_unit(Decimal::ZERO).is_err());
/// # Ok::<(), co2_equiv::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Value", into = "wire::Value"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Value"))]
pub struct Value {
    tonnes: Decimal,
    units: Decimal,
    /// Grams per unit, in lowest terms.
    grams: NonZeroU64,
    per_units: NonZeroU64,
}

/// The error for two numbers that are not a valid [`Value`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// The number is zero or negative.
    #[error("a factor must be above zero, not {number}")]
    NotPositive {
        /// The number given.
        number: Decimal,
    },
    /// The numerator or denominator of the grams per unit needs more than 64 bits.
    #[error("{tonnes} t per {units} units has more digits than can be counted with")]
    TooManyDigits {
        /// The tonnes given.
        tonnes: Decimal,
        /// The units given.
        units: Decimal,
    },
    /// The text is not digits with at most one point between them, or has more than 28 digits.
    #[error("not a plain decimal number: {text:?}; write digits and a point, such as 0.00000822")]
    Number {
        /// The text given, at most its first 40 characters.
        text: String,
    },
}

impl Value {
    /// Makes a factor in tonnes per unit.
    ///
    /// # Errors
    /// Returns an error if the number is not above zero or has too many digits.
    pub fn tonnes_per_unit(tonnes: Decimal) -> Result<Self, ValueError> {
        Self::ratio(tonnes, Decimal::ONE)
    }

    /// Makes a factor in kilograms per unit.
    ///
    /// ```
    /// use co2_equiv::Value;
    /// use rust_decimal::Decimal;
    /// let rail = Value::kilograms_per_unit(Decimal::new(3_546, 5))?;
    /// assert_eq!(rail.to_string(), "0.03546 kg per unit");
    /// # Ok::<(), co2_equiv::ValueError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the number is not above zero or has too many digits.
    pub fn kilograms_per_unit(kilograms: Decimal) -> Result<Self, ValueError> {
        Self::ratio(kilograms, Decimal::ONE_THOUSAND)
    }

    /// Makes a factor in units per tonne.
    ///
    /// # Errors
    /// Returns an error if the number is not above zero or has too many digits.
    pub fn units_per_tonne(units: Decimal) -> Result<Self, ValueError> {
        Self::ratio(Decimal::ONE, units)
    }

    /// Makes a factor from tonnes for a number of units.
    ///
    /// # Errors
    /// Returns an error if a number is not above zero, or if the two have too many digits.
    pub fn ratio(tonnes: Decimal, units: Decimal) -> Result<Self, ValueError> {
        for number in [tonnes, units] {
            if number.is_sign_negative() || number.is_zero() {
                return Err(ValueError::NotPositive { number });
            }
        }
        let (grams, per_units) =
            grams_per_unit(tonnes, units).ok_or(ValueError::TooManyDigits { tonnes, units })?;
        Ok(Self { tonnes, units, grams, per_units })
    }

    /// Returns the tonnes as printed.
    pub const fn tonnes(self) -> Decimal {
        self.tonnes
    }

    /// Returns the number of units as printed.
    pub const fn units(self) -> Decimal {
        self.units
    }

    /// Returns grams per unit as a fraction in lowest terms.
    pub const fn grams_per_unit(self) -> (NonZeroU64, NonZeroU64) {
        (self.grams, self.per_units)
    }

    /// Returns the exact count of units that an amount equals.
    pub(crate) fn count(self, amount: Co2e) -> Count {
        let (grams, per_units) = self.grams_per_unit();
        // Below 2^128: both factors are below 2^64.
        let above = u128::from(amount.as_grams()).saturating_mul(u128::from(per_units.get()));
        Count::lowest(above, grams)
    }

    /// Returns the exact count of units that a fraction of grams equals. If that has too many
    /// digits, whole grams are used.
    pub(crate) fn count_of_grams(self, grams: Count) -> Count {
        let (per_unit, units) = self.grams_per_unit();
        grams.times(units.get(), per_unit).unwrap_or_else(|| {
            let whole = u64::try_from(grams.floor()).unwrap_or(u64::MAX);
            self.count(Co2e::from_grams(whole))
        })
    }

    /// Returns the smallest and the largest factor that round to this one: half a unit of the last
    /// printed digit away, or for a derived factor of its last known digit. Zeros at the end of a
    /// whole number do not count as printed digits. Returns `None` if the smallest would not be
    /// above zero.
    pub(crate) fn as_printed(self, known: Option<SignificantDigits>) -> Option<(Self, Self)> {
        // For one unit, the tonnes are the printed number; otherwise they were the input and the
        // units are the result.
        let is_per_unit = [Decimal::ONE, Decimal::ONE_THOUSAND, MILLION].contains(&self.units);
        let half = half_a_step(if is_per_unit { self.tonnes } else { self.units }, known)?;
        let pair = |number: Decimal| Some((number.checked_sub(half)?, number.checked_add(half)?));
        if is_per_unit {
            let (least, most) = pair(self.tonnes)?;
            Some((Self::ratio(least, self.units).ok()?, Self::ratio(most, self.units).ok()?))
        } else {
            let (fewest, most) = pair(self.units)?;
            Some((Self::ratio(self.tonnes, most).ok()?, Self::ratio(self.tonnes, fewest).ok()?))
        }
    }

    /// Returns true if the factor is printed as units per tonne, so that counting multiplies by it.
    pub(crate) fn is_per_tonne(self) -> bool {
        let per_unit = [Decimal::ONE, Decimal::ONE_THOUSAND, MILLION];
        self.tonnes == Decimal::ONE && !per_unit.contains(&self.units)
    }

    /// Reads the form used in tables: `4.60 t`, `0.12786 kg`, `83 g`, `1000 t / 134`.
    pub(crate) fn from_printed(text: &str) -> Result<Self, ValueError> {
        let refused = || ValueError::Number { text: text.chars().take(40).collect() };
        if let Some((tonnes, units)) = text.split_once(" t / ") {
            return Self::from_texts(tonnes, units);
        }
        let (number, unit) = text.split_once(' ').ok_or_else(refused)?;
        match unit {
            "t" => Self::tonnes_per_unit(plain(number)?),
            "kg" => Self::kilograms_per_unit(plain(number)?),
            "g" => Self::ratio(plain(number)?, MILLION),
            _ => Err(refused()),
        }
    }

    /// Reads two texts of plain digits, such as `4.60` and `1`.
    pub(crate) fn from_texts(tonnes: &str, units: &str) -> Result<Self, ValueError> {
        Self::ratio(plain(tonnes)?, plain(units)?)
    }
}

/// Written with the numbers as printed.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tonnes, units, .. } = self;
        if *units == Decimal::ONE {
            write!(f, "{tonnes} t per unit")
        } else if *units == Decimal::ONE_THOUSAND {
            write!(f, "{tonnes} kg per unit")
        } else if *units == MILLION {
            write!(f, "{tonnes} g per unit")
        } else if self.is_per_tonne() {
            write!(f, "{units} units per t")
        } else {
            write!(f, "{tonnes} t per {units} units")
        }
    }
}

/// Tonnes per million units are grams per unit.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);

/// Returns half a unit of the last printed digit of a number, or of its last known digit.
fn half_a_step(number: Decimal, known: Option<SignificantDigits>) -> Option<Decimal> {
    let plain = number.normalize();
    // The power of ten of the first digit, for a mantissa that is not zero.
    let length = i64::from(plain.mantissa().unsigned_abs().checked_ilog10()?);
    let first = length.checked_sub(i64::from(plain.scale()))?;
    let last = match known {
        Some(digits) => first.checked_sub(i64::from(digits.get()))?.checked_add(1)?,
        None if number.scale() > 0 => i64::from(number.scale()).checked_neg()?,
        // For a whole number: from its first digit down to its last non-zero digit.
        None => {
            let whole = plain.mantissa().unsigned_abs();
            let zeros = (0..28_u32).take_while(|zeros| {
                10_u128
                    .checked_pow(zeros.saturating_add(1))
                    .is_some_and(|power| whole.checked_rem(power) == Some(0))
            });
            i64::try_from(zeros.count()).ok()?
        }
    };
    // Five units of the next smaller power of ten.
    let below = last.checked_sub(1)?;
    if let Ok(power) = u32::try_from(below) {
        return Some(Decimal::from(10_u64.checked_pow(power)?.checked_mul(5)?));
    }
    Decimal::try_new(5, u32::try_from(below.checked_neg()?).ok()?).ok()
}

/// Returns tonnes × 10⁶ / units in lowest terms if both sides fit.
fn grams_per_unit(tonnes: Decimal, units: Decimal) -> Option<(NonZeroU64, NonZeroU64)> {
    let (tonnes, units) = (tonnes.normalize(), units.normalize());
    let (above, below) = lowest(tonnes.mantissa().unsigned_abs(), units.mantissa().unsigned_abs())?;
    let tens_above = units.scale().checked_add(6)?;
    let tens_below = tonnes.scale();
    let above = above.checked_mul(10_u128.checked_pow(tens_above.saturating_sub(tens_below))?)?;
    let below = below.checked_mul(10_u128.checked_pow(tens_below.saturating_sub(tens_above))?)?;
    let (above, below) = lowest(above, below)?;
    let fit = |term: u128| u64::try_from(term).ok().and_then(NonZeroU64::new);
    Some((fit(above)?, fit(below)?))
}

fn lowest(above: u128, below: u128) -> Option<(u128, u128)> {
    let divisor = gcd(above, below);
    Some((above.checked_div(divisor)?, below.checked_div(divisor)?))
}

/// Returns the greatest common divisor; it is zero only if both are zero.
pub(crate) fn gcd(mut a: u128, mut b: u128) -> u128 {
    // Most steps are between numbers of 64 bits, which a processor divides ten times as fast.
    while let (Err(_), _) | (_, Err(_)) = (u64::try_from(a), u64::try_from(b)) {
        let Some(rest) = a.checked_rem(b) else { return a };
        (a, b) = (b, rest);
    }
    match (u64::try_from(a), u64::try_from(b)) {
        (Ok(a), Ok(b)) => short_gcd(a, b).into(),
        _ => a,
    }
}

/// Uses halving and subtraction; only the first step divides.
fn short_gcd(a: u64, b: u64) -> u64 {
    let Some(mut a) = a.checked_rem(b) else { return a };
    let mut b = b;
    if a == 0 {
        return b;
    }
    let twos = (a | b).trailing_zeros();
    a = a.wrapping_shr(a.trailing_zeros());
    while b != 0 {
        b = b.wrapping_shr(b.trailing_zeros());
        (a, b) = (a.min(b), a.abs_diff(b));
    }
    a.wrapping_shl(twos)
}

/// Reads digits with at most one point and digits on both sides of it: no sign, exponent or
/// separator.
fn plain(text: &str) -> Result<Decimal, ValueError> {
    let refused = || ValueError::Number { text: text.chars().take(40).collect() };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if text.len() > 40 || !digits(whole) || !digits(fraction) {
        return Err(refused());
    }
    Decimal::from_str_exact(text).map_err(|_| refused())
}

#[cfg(feature = "serde")]
mod wire {
    use super::ValueError;
    use serde::{Deserialize, Serialize};

    /// Digits with at most one point, not all zero.
    #[cfg(feature = "schemars")]
    const ABOVE_ZERO: &str = r"^(0+\.[0-9]*[1-9][0-9]*|0*[1-9][0-9]*(\.[0-9]+)?)$";

    /// Tonnes for a number of units, both above zero, digits as printed. As grams per unit the
    /// fraction in lowest terms has at most 64 bits on either side.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Value {
        /// Tonnes, such as `4.60`.
        #[cfg_attr(feature = "schemars", schemars(length(max = 40), regex(pattern = ABOVE_ZERO)))]
        tonnes: String,
        /// Units, such as `1`.
        #[cfg_attr(feature = "schemars", schemars(length(max = 40), regex(pattern = ABOVE_ZERO)))]
        units: String,
    }

    impl From<super::Value> for Value {
        fn from(value: super::Value) -> Self {
            Self { tonnes: value.tonnes.to_string(), units: value.units.to_string() }
        }
    }

    impl TryFrom<Value> for super::Value {
        type Error = ValueError;

        fn try_from(wire: Value) -> Result<Self, Self::Error> {
            Self::from_texts(&wire.tonnes, &wire.units)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(tonnes: &str, units: &str) -> (u64, u64) {
        let (above, below) = Value::from_texts(tonnes, units).unwrap().grams_per_unit();
        (above.get(), below.get())
    }

    #[test]
    fn fractions_are_exact_and_in_lowest_terms() {
        assert_eq!(terms("4.60", "1"), (4_600_000, 1));
        assert_eq!(terms("0.00000822", "1"), (411, 50));
        assert_eq!(terms("1", "0.215"), (200_000_000, 43));
        assert_eq!(terms("1000", "134"), (500_000_000, 67));
        assert_eq!(terms("0.000000000000000001", "1"), (1, 1_000_000_000_000));
        assert_eq!(terms("18446744073709.551615", "1"), (u64::MAX, 1));
    }

    #[test]
    fn common_divisors() {
        let wide = u128::from(u64::MAX) * 12;
        for (a, b, divisor) in [
            (0, 0, 0),
            (0, 7, 7),
            (7, 0, 7),
            (12, 18, 6),
            (18, 12, 6),
            (1, 1, 1),
            (48, 48, 48),
            (wide, 18, 18),
            (18, wide, 18),
            (wide, wide, wide),
            (u128::MAX, u128::MAX - 1, 1),
        ] {
            assert_eq!(gcd(a, b), divisor, "{a} {b}");
        }
    }

    #[test]
    fn what_the_docs_promise_fits() {
        for (tonnes, units) in [
            ("0.00000000000199999999999", "1"),
            ("1000000", "1"),
            ("999999.999999", "1"),
            ("1", "99999.9999999999999"),
            ("1", "0.0000000000001"),
            ("1", "999999999999999999"),
        ] {
            let value = Value::from_texts(tonnes, units);
            assert!(value.is_ok(), "{tonnes} {units}: {value:?}");
        }
    }

    #[test]
    fn too_many_digits_are_refused_and_not_rounded() {
        for (tonnes, units) in [
            ("18446744073709.551616", "1"),
            ("1.000000000000000000000000001", "1"),
            ("1", "79228162514264337593543950335"),
            ("79228162514264337593543950335", "0.0000000000000000000000000001"),
            ("0.0000000000000000000000000001", "79228162514264337593543950335"),
        ] {
            let refused = Value::from_texts(tonnes, units);
            assert!(
                matches!(refused, Err(ValueError::TooManyDigits { .. })),
                "{tonnes} {units}: {refused:?}"
            );
        }
    }

    #[test]
    fn only_positive_plain_numbers() {
        let minus = Decimal::new(-1, 0);
        assert_eq!(Value::units_per_tonne(minus), Err(ValueError::NotPositive { number: minus }));
        assert!(matches!(Value::from_texts("0.00", "1"), Err(ValueError::NotPositive { .. })));
        let long = "0.00000000000000000000000000001";
        for text in ["", "-1", "+1", "1e3", "1_000", "1,5", ".5", "5.", "1.2.3", " 1", long] {
            assert!(
                matches!(Value::from_texts(text, "1"), Err(ValueError::Number { .. })),
                "{text}"
            );
        }
    }
}
