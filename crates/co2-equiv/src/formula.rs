//! Factors computed again from the inputs that their publisher prints.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::Value;
use core::fmt;
use core::str::FromStr;
use rust_decimal::Decimal;

/// A formula of plain numbers, `+ - * /` and brackets whose result is tonnes per unit.
///
/// It is kept as written and evaluated in decimals with 28 digits. It never replaces the published
/// number: publishers round, and some print results that do not follow from their own inputs.
/// [`Equivalence::gap`](crate::Equivalence::gap) returns the difference.
///
/// ```
/// use co2_equiv::Formula;
/// // US EPA, February 2008: tonnes per gallon, miles per year, miles per gallon, share of CO2.
/// let car: Formula = "0.00881 * 11856 / 19.7 / 0.971".parse()?;
/// assert_eq!(car.tonnes().round_dp(4).to_string(), "5.4605");
/// assert_eq!(car.to_string(), "0.00881 * 11856 / 19.7 / 0.971");
/// # Ok::<(), co2_equiv::FormulaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Formula {
    text: Box<str>,
    tonnes: Decimal,
}

/// The error for a text that is not a valid [`Formula`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormulaError {
    /// The text has more than [`Formula::MAX_LEN`] bytes.
    #[error("a formula has at most {max} characters", max = Formula::MAX_LEN)]
    TooLong,
    /// The text has something other than the expected number, operator or bracket.
    #[error("expected {expected} at byte {at}")]
    Expected {
        /// What was expected.
        expected: &'static str,
        /// The position, counted in bytes from 0.
        at: usize,
    },
    /// The formula divides by zero, or its result has too many digits.
    #[error("the formula has no result")]
    NoResult,
    /// The result is zero or negative.
    #[error("a factor must be above zero, but the formula gives {result}")]
    NotPositive {
        /// The result.
        result: Decimal,
    },
}

impl Formula {
    /// The maximum length of the text, in bytes.
    pub const MAX_LEN: usize = 200;
    /// The maximum nesting of brackets.
    const MAX_DEPTH: u8 = 8;

    /// Returns the formula as text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the result in tonnes per unit.
    pub const fn tonnes(&self) -> Decimal {
        self.tonnes
    }

    /// Returns the result, rounded to 12 significant digits, as a factor.
    pub fn value(&self) -> Option<Value> {
        Value::tonnes_per_unit(self.tonnes.round_sf(12)?.normalize()).ok()
    }
}

impl FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > Self::MAX_LEN {
            return Err(FormulaError::TooLong);
        }
        let mut reader = Reader { text, at: 0 };
        let tonnes = reader.sum(Self::MAX_DEPTH)?;
        if reader.peek().is_some() {
            return Err(reader.expected("an operator"));
        }
        if tonnes <= Decimal::ZERO {
            return Err(FormulaError::NotPositive { result: tonnes });
        }
        Ok(Self { text: text.into(), tonnes })
    }
}

impl TryFrom<String> for Formula {
    type Error = FormulaError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Formula> for String {
    fn from(formula: Formula) -> Self {
        formula.text.into()
    }
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

/// Reads sums of products of numbers and brackets, from left to right.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// Returns the next byte that is not a space.
    fn peek(&mut self) -> Option<u8> {
        while self.text.as_bytes().get(self.at) == Some(&b' ') {
            self.at = self.at.saturating_add(1);
        }
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    fn expected(&self, expected: &'static str) -> FormulaError {
        FormulaError::Expected { expected, at: self.at }
    }

    fn sum(&mut self, depth: u8) -> Result<Decimal, FormulaError> {
        let mut sum = self.product(depth)?;
        while let Some(operator @ (b'+' | b'-')) = self.peek() {
            self.take();
            let term = self.product(depth)?;
            let next = if operator == b'+' { sum.checked_add(term) } else { sum.checked_sub(term) };
            sum = next.ok_or(FormulaError::NoResult)?;
        }
        Ok(sum)
    }

    fn product(&mut self, depth: u8) -> Result<Decimal, FormulaError> {
        let mut product = self.number(depth)?;
        while let Some(operator @ (b'*' | b'/')) = self.peek() {
            self.take();
            let term = self.number(depth)?;
            let next = if operator == b'*' {
                product.checked_mul(term)
            } else {
                product.checked_div(term)
            };
            product = next.ok_or(FormulaError::NoResult)?;
        }
        Ok(product)
    }

    fn number(&mut self, depth: u8) -> Result<Decimal, FormulaError> {
        if self.peek() == Some(b'(') {
            let depth = depth.checked_sub(1).ok_or_else(|| self.expected("fewer brackets"))?;
            self.take();
            let inside = self.sum(depth)?;
            if self.peek() != Some(b')') {
                return Err(self.expected("a closing bracket"));
            }
            self.take();
            return Ok(inside);
        }
        let rest = self.text.get(self.at..).unwrap_or_default();
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let digits = rest.get(..end).unwrap_or_default();
        let starts_well = digits.starts_with(|c: char| c.is_ascii_digit());
        let number = Decimal::from_str_exact(digits)
            .ok()
            .filter(|_| starts_well && !digits.ends_with('.'))
            .ok_or_else(|| self.expected("a number"))?;
        self.at = self.at.saturating_add(end);
        Ok(number)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Formula {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Formula".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "plain numbers, + - * / and brackets; the result is tonnes per unit",
            "pattern": "^[0-9.+*/() -]+$",
            "maxLength": Self::MAX_LEN,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_from_left_to_right() {
        for (text, result) in [
            ("1", "1"),
            ("2 + 3 * 4", "14"),
            ("(2 + 3) * 4", "20"),
            ("8 / 4 / 2", "1"),
            ("8 - 4 - 2", "2"),
            ("((1.5))*2", "3.0"),
            ("1 - 0.051", "0.949"),
        ] {
            let formula: Formula = text.parse().unwrap();
            assert_eq!(formula.tonnes(), Decimal::from_str_exact(result).unwrap(), "{text}");
            assert_eq!(formula.as_str(), text);
        }
    }

    #[test]
    fn each_refusal_is_reached() {
        let refusal = |text: &str| text.parse::<Formula>().unwrap_err();
        assert_eq!(refusal(&"1".repeat(201)), FormulaError::TooLong);
        for (text, expected, at) in [
            ("", "a number", 0),
            ("1 +", "a number", 3),
            ("1 2", "an operator", 2),
            ("(1", "a closing bracket", 2),
            ("-1", "a number", 0),
            ("1..2", "a number", 0),
            ("1.", "a number", 0),
            (".1", "a number", 0),
            ("((((((((((1", "fewer brackets", 8),
            ("1 \u{d7} 2", "an operator", 2),
        ] {
            assert_eq!(refusal(text), FormulaError::Expected { expected, at }, "{text}");
        }
        assert_eq!(refusal("1 / (1 - 1)"), FormulaError::NoResult);
        let nines = "9".repeat(28);
        assert_eq!(refusal(&format!("{nines} * {nines}")), FormulaError::NoResult);
        assert_eq!(refusal("1 - 2"), FormulaError::NotPositive { result: Decimal::NEGATIVE_ONE });
        assert_eq!(Formula::try_from("x".to_owned()), Err(refusal("x")));
    }
}
