//! Amounts from text, refusing whatever could be misread.

use super::{Co2e, Co2eUnit};
use core::str::FromStr;

/// The longest text that is read as an amount, in bytes.
const MAX_LEN: usize = 64;

/// Why a text is no amount of CO2e, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at column {column}")]
#[non_exhaustive]
pub struct ParseCo2eError {
    /// What is wrong.
    pub kind: ParseCo2eErrorKind,
    /// Where, counted in characters from 1.
    pub column: usize,
}

/// What can be wrong with a text that should be an amount of CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCo2eErrorKind {
    /// More than 64 bytes.
    #[error("text is too long for an amount of CO2e")]
    TooLong,
    /// No digit where one must be.
    #[error("expected a digit")]
    ExpectedDigit,
    /// A comma: `1,5` is one and a half to some and fifteen to others.
    #[error("a comma could mean decimals or thousands; write a point")]
    Comma,
    /// A minus sign.
    #[error("an amount of CO2e cannot be negative")]
    Negative,
    /// A zero before another digit, as in `0371`.
    #[error("unexpected leading zero")]
    LeadingZero,
    /// More decimals than the unit has down to one gram.
    #[error("more decimals than one gram")]
    FractionOfGram,
    /// Above [`Co2e::MAX`].
    #[error("amount is too large")]
    TooLarge,
    /// The text ends after the number.
    #[error("the unit is missing; write g, kg, t, kt or Mt")]
    MissingUnit,
    /// Not a unit of CO2e, or one that could be misread, such as `ton`.
    #[error("unknown unit; write g, kg, t, kt or Mt")]
    UnknownUnit,
    /// Something stands after the amount.
    #[error("unexpected text after the amount")]
    TrailingText,
    /// A zero at the end of the decimals; only the wire form, which has one spelling, refuses it.
    #[error("unexpected trailing zero")]
    TrailingZero,
    /// A minus before a zero; only differences have a sign, and their zero has none.
    #[error("a zero has no sign")]
    NegativeZero,
}

/// Reads a number, one space or none, a unit (`g`, `kg`, `t`, `kt`, `Mt`), and optionally ` CO2e`.
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

/// A number with its unit.
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

/// The one spelling of a count of kilograms: no sign, no leading zeros, no trailing zeros.
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
    /// Refuses what is too long, before anything else looks at it.
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
            // After the whole part, the point and the decimals that are allowed.
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
