//! Parsing amounts from text. Anything that could be misread is refused.

use super::{Co2e, Co2eUnit};
use core::str::FromStr;

/// The maximum length of a text that is parsed as an amount, in bytes.
const MAX_LEN: usize = 64;

/// The error for a text that is not a valid amount of CO2e.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at column {column}")]
#[non_exhaustive]
pub struct ParseCo2eError {
    /// What is wrong with the text.
    pub kind: ParseCo2eErrorKind,
    /// The position of the error, counted in characters from 1.
    pub column: usize,
}

/// What can be wrong with a text that should be an amount of CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCo2eErrorKind {
    /// The text has more than 64 bytes.
    #[error("text is too long for an amount of CO2e")]
    TooLong,
    /// A digit is missing.
    #[error("expected a digit")]
    ExpectedDigit,
    /// The text has a comma: `1,5` is one and a half to some readers and fifteen to others.
    #[error("a comma could mean decimals or thousands; write a point")]
    Comma,
    /// The text has a minus sign.
    #[error("an amount of CO2e cannot be negative")]
    Negative,
    /// The text has a zero before another digit, as in `0371`.
    #[error("unexpected leading zero")]
    LeadingZero,
    /// The number has more decimals than one gram needs in this unit.
    #[error("more decimals than one gram")]
    FractionOfGram,
    /// The amount is above [`Co2e::MAX`].
    #[error("amount is too large")]
    TooLarge,
    /// The text ends after the number, without a unit.
    #[error("the unit is missing; write g, kg, t, kt or Mt")]
    MissingUnit,
    /// The unit is not a unit of CO2e, or could be misread, such as `ton`.
    #[error("unknown unit; write g, kg, t, kt or Mt")]
    UnknownUnit,
    /// The text continues after the amount.
    #[error("unexpected text after the amount")]
    TrailingText,
    /// The decimals end in a zero. Only the wire form, which must be canonical, refuses this.
    #[error("unexpected trailing zero")]
    TrailingZero,
    /// There is a minus sign before a zero. Only differences can have a sign, and their zero has
    /// none.
    #[error("a zero has no sign")]
    NegativeZero,
}

/// Reads a number, an optional space, a unit (`g`, `kg`, `t`, `kt`, `Mt`), and optionally ` CO2e`.
///
/// ```
/// use co2_units::{Co2e, ParseCo2eErrorKind};
///
/// assert_eq!("0.5 t".parse(), Ok(Co2e::from_grams(500_000)));
/// assert_eq!("0.5t CO2e".parse(), Ok(Co2e::from_grams(500_000)));
///
/// let error = "1,5 kg".parse::<Co2e>().unwrap_err();
/// assert_eq!((error.kind, error.column), (ParseCo2eErrorKind::Comma, 2));
/// assert_eq!("371.096".parse::<Co2e>().unwrap_err().kind, ParseCo2eErrorKind::MissingUnit);
/// ```
impl FromStr for Co2e {
    type Err = ParseCo2eError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        with_unit(text)
    }
}

/// Reads a number with its unit.
pub(super) fn with_unit(text: &str) -> Result<Co2e, ParseCo2eError> {
    let fail = |kind, rest: &str| ParseCo2eError { kind, column: column_of(text, rest) };
    let digits = Digits::read(text)?;
    let rest = digits.rest.strip_prefix(' ').unwrap_or(digits.rest);
    let unit_end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (word, tail) = rest.split_at(unit_end);
    if rest.is_empty() {
        return Err(fail(ParseCo2eErrorKind::MissingUnit, rest));
    }
    let unit = Co2eUnit::ALL
        .into_iter()
        .find(|unit| unit.symbol() == word)
        .ok_or_else(|| fail(ParseCo2eErrorKind::UnknownUnit, rest))?;
    if !tail.is_empty() && tail != " CO2e" {
        return Err(fail(ParseCo2eErrorKind::TrailingText, tail));
    }
    digits.grams(unit)
}

/// Reads the canonical form of a number of kilograms: no sign, no leading zeros, no trailing zeros.
pub(super) fn kilograms(text: &str) -> Result<Co2e, ParseCo2eError> {
    let digits = Digits::read(text)?;
    if !digits.rest.is_empty() {
        let column = column_of(text, digits.rest);
        return Err(ParseCo2eError { kind: ParseCo2eErrorKind::TrailingText, column });
    }
    if digits.fraction.ends_with('0') {
        let column = text.len();
        return Err(ParseCo2eError { kind: ParseCo2eErrorKind::TrailingZero, column });
    }
    digits.grams(Co2eUnit::Kilogram)
}

fn column_of(text: &str, rest: &str) -> usize {
    let before = text.len().saturating_sub(rest.len());
    text.get(..before).unwrap_or(text).chars().count().saturating_add(1)
}

/// A plain decimal number at the start of a text.
pub(super) struct Digits<'a> {
    whole: &'a str,
    fraction: &'a str,
    rest: &'a str,
}

impl<'a> Digits<'a> {
    /// Refuses a text that is too long before it is looked at any further.
    pub(super) fn check_length(text: &str) -> Result<(), ParseCo2eError> {
        if text.len() > MAX_LEN {
            return Err(ParseCo2eError { kind: ParseCo2eErrorKind::TooLong, column: 1 });
        }
        Ok(())
    }

    fn read(text: &'a str) -> Result<Self, ParseCo2eError> {
        let fail = |kind, rest: &str| ParseCo2eError { kind, column: column_of(text, rest) };
        Self::check_length(text)?;
        let (whole, rest) = split_digits(text);
        if whole.is_empty() {
            let kind = match text.chars().next() {
                Some('-' | '\u{2212}') => ParseCo2eErrorKind::Negative,
                _ => ParseCo2eErrorKind::ExpectedDigit,
            };
            return Err(fail(kind, text));
        }
        if whole.len() > 1 && whole.starts_with('0') {
            return Err(fail(ParseCo2eErrorKind::LeadingZero, text));
        }
        if rest.starts_with(',') {
            return Err(fail(ParseCo2eErrorKind::Comma, rest));
        }
        let Some(after_point) = rest.strip_prefix('.') else {
            return Ok(Self { whole, fraction: "", rest });
        };
        let (fraction, rest) = split_digits(after_point);
        if fraction.is_empty() {
            return Err(fail(ParseCo2eErrorKind::ExpectedDigit, after_point));
        }
        if rest.starts_with(',') {
            return Err(fail(ParseCo2eErrorKind::Comma, rest));
        }
        Ok(Self { whole, fraction, rest })
    }

    fn grams(&self, unit: Co2eUnit) -> Result<Co2e, ParseCo2eError> {
        let fraction = self.fraction.trim_end_matches('0');
        let missing = unit.decimals().checked_sub(fraction.len()).ok_or_else(|| {
            // The column after the whole part, the point and the decimals that are allowed.
            let column = [self.whole.len(), 1, unit.decimals(), 1].iter().sum();
            ParseCo2eError { kind: ParseCo2eErrorKind::FractionOfGram, column }
        })?;
        self.whole
            .bytes()
            .chain(fraction.bytes())
            .chain(core::iter::repeat_n(b'0', missing))
            .try_fold(0_u64, |grams, digit| {
                grams.checked_mul(10)?.checked_add(u64::from(digit.wrapping_sub(b'0')))
            })
            .map(Co2e::from_grams)
            .ok_or(ParseCo2eError { kind: ParseCo2eErrorKind::TooLarge, column: 1 })
    }
}

fn split_digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}
