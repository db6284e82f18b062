//! Exact percentages in one spelling.

use co2_units::Co2e;
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Serialize};

/// A percentage from 0 to 1,000 with at most four decimals, such as `12.5`.
///
/// In JSON it is a decimal string in one spelling: no sign, no leading zero, and no trailing zero
/// after the point.
///
/// ```
/// use co2_offsets::Percent;
/// let margin: Percent = "12.5".parse()?;
/// assert_eq!(margin.to_string(), "12.5 %");
/// assert!("12.50".parse::<Percent>().is_err());
/// # Ok::<(), co2_offsets::rules::PercentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Percent {
    /// In millionths of the whole, that is, ten-thousandths of a percent.
    millionths: u32,
}

/// An error from parsing a [`Percent`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a percentage from 0 to 1000 with at most four decimals, such as 12.5")]
#[non_exhaustive]
pub struct PercentError;

/// 1,000 percent, in millionths.
const MAX: u32 = 10_000_000;
const DECIMALS: usize = 4;

impl Percent {
    /// 0 %.
    pub const ZERO: Self = Self { millionths: 0 };
    /// 100 %.
    pub const HUNDRED: Self = Self { millionths: 1_000_000 };

    /// Makes a percentage from millionths of the whole; `None` above 1,000 %.
    pub const fn from_millionths(millionths: u32) -> Option<Self> {
        if millionths <= MAX { Some(Self { millionths }) } else { None }
    }

    /// Returns the share in millionths: 12.5 % is 125,000.
    pub const fn millionths(self) -> u32 {
        self.millionths
    }

    /// Returns this share of an amount, rounded up to the gram, so that rounding never reduces an obligation.
    /// `None` above [`Co2e::MAX`].
    pub fn of_rounded_up(self, amount: Co2e) -> Option<Co2e> {
        let product = u128::from(amount.as_grams()).checked_mul(self.millionths.into())?;
        let grams = product.div_ceil(1_000_000);
        u64::try_from(grams).ok().map(Co2e::from_grams)
    }

    /// Writes the number without the percent sign, in its one spelling.
    fn spelling(self) -> String {
        let text = format!("{:0>5}", self.millionths);
        let (whole, decimals) =
            text.split_at_checked(text.len().saturating_sub(DECIMALS)).unwrap_or((&text, ""));
        let decimals = decimals.trim_end_matches('0');
        if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }
    }
}

impl FromStr for Percent {
    type Err = PercentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > 9 {
            return Err(PercentError);
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || decimals.len() > DECIMALS || !digits(whole) || !digits(decimals) {
            return Err(PercentError);
        }
        let millionths = format!("{whole}{decimals:0<4}").parse().map_err(|_| PercentError)?;
        let read = Self { millionths };
        // Only one spelling is accepted: what is read must be what would be printed.
        if millionths <= MAX && read.spelling() == text { Ok(read) } else { Err(PercentError) }
    }
}

impl TryFrom<String> for Percent {
    type Error = PercentError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Percent> for String {
    fn from(percent: Percent) -> Self {
        percent.spelling()
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} %", self.spelling()))
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Percent {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "a percentage from 0 to 1000 with at most four decimals",
            "pattern": "^(1000|(0|[1-9][0-9]{0,2})(\\.[0-9]{0,3}[1-9])?)$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for (text, millionths) in
            [("0", 0), ("0.0001", 1), ("12.5", 125_000), ("100", 1_000_000), ("1000", MAX)]
        {
            let percent: Percent = text.parse().unwrap();
            assert_eq!(percent.millionths(), millionths);
            assert_eq!(String::from(percent), text);
        }
        for bad in
            ["", ".", ".5", "5.", "05", "1.50", "-1", "+1", "1e2", "0.00001", "1000.1", "1001"]
        {
            assert_eq!(bad.parse::<Percent>(), Err(PercentError), "{bad}");
        }
    }

    #[test]
    fn shares_round_up() {
        let third: Percent = "33.3333".parse().unwrap();
        assert_eq!(third.of_rounded_up(Co2e::from_grams(10)), Some(Co2e::from_grams(4)));
        assert_eq!(Percent::HUNDRED.of_rounded_up(Co2e::MAX), Some(Co2e::MAX));
        let double: Percent = "200".parse().unwrap();
        assert_eq!(double.of_rounded_up(Co2e::MAX), None);
    }
}
