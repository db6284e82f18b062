//! Amounts of CO2e as printed in texts.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use super::number::{NumberError, Point};
use super::words::{Found, Meaning, find};
use super::{Exact, MAX_LEN, Quantity, normal, quantity};
use crate::{Bound, Count};
use co2_units::Co2e;
use core::fmt;
use core::num::NonZeroU64;
use core::str::FromStr;

/// An amount of CO2e as published: "more than 332 million pounds", "1 million tonnes", "0.2 g".
///
/// It is kept as an exact fraction of grams: a pound is 453.59237 g, and a web search emits less
/// than one gram.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClaimedAmount {
    bound: Bound,
    grams: Count,
    /// One unit of the last printed digit: a million pounds of "332 million pounds".
    step: Count,
}

/// The error for a text that is not a valid [`ClaimedAmount`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimedAmountError {
    /// The text is longer than 300 characters.
    #[error("an amount has at most {max} characters", max = MAX_LEN)]
    TooLong,
    /// The text has no number where one is expected.
    #[error("no number in {text:?}; write an amount such as \"356,411 t\" or \"1 million tonnes\"")]
    Number {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The separators of the number could mean decimals or thousands, or no language uses them in
    /// this way.
    #[error("{text:?} can be read as two numbers; write digits without separators between them")]
    Ambiguous {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The number is not followed by a unit of mass.
    #[error("the unit of {text:?} is missing or unknown; write g, kg, t, pounds or short tons")]
    Unit {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The unit has two meanings.
    #[error("{reason}")]
    TwoMeanings {
        /// The meanings, and what to write instead.
        reason: &'static str,
    },
    /// "Tonnes of carbon" can mean the mass of the element; one tonne of carbon corresponds to 3.67
    /// t of CO2.
    #[error("\"carbon\" can be the element or its dioxide; write CO2 if that is meant: {text:?}")]
    Carbon {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The amount is of another gas, and how much CO2e that is depends on the gas.
    #[error("the amount is of another gas than CO2: {text:?}")]
    Gas {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The text says that the amount is not this one, in words that are not a bound.
    #[error(
        "{text:?} says what the amount is not; write a bound such as \"at most\" or \"at least\""
    )]
    Negated {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// Things are counted for a year, and the amount is for another time: "5 t a day".
    #[error("{text:?} is an amount for another time than a year")]
    Period {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The text has a second number.
    #[error("unexpected number after the amount in {text:?}")]
    SecondNumber {
        /// The text given, at most its first 40 characters.
        text: String,
    },
    /// The amount is zero or above [`Co2e::MAX`].
    #[error("a claimed amount must be above zero and at most 18,446,744,073,709 t")]
    OutOfRange,
}

impl ClaimedAmount {
    /// Returns the bound that the words before the number state; [`Bound::Exactly`] if there are
    /// none.
    pub const fn bound(self) -> Bound {
        self.bound
    }

    /// Returns the grams as an exact fraction.
    pub const fn grams(self) -> Count {
        self.grams
    }

    /// Returns the smallest and the largest amount that the words allow. A number alone is used as
    /// printed. "More than 332 million" means less than 333 million, because otherwise the last
    /// printed digit would differ; "nearly" is limited in the same way below its number. Neither
    /// end is more than one per cent away from the number.
    pub(crate) fn range(self) -> (Count, Count) {
        let hundredth = self.grams.times(1, HUNDRED);
        let off = hundredth.map_or(self.step, |hundredth| self.step.min(hundredth));
        let above = self.grams.plus(off).unwrap_or(self.grams);
        let below = self.grams.minus(off);
        match self.bound {
            Bound::MoreThan | Bound::AtLeast => (self.grams, above),
            Bound::LessThan | Bound::UpTo | Bound::Nearly => (below, self.grams),
            Bound::About => (below, above),
            Bound::Exactly => (self.grams, self.grams),
        }
    }
}

/// In grams.
const MEGATONNE: u64 = 1_000_000_000_000;
const TONNE: NonZeroU64 = NonZeroU64::new(1_000_000).expect("a million is not zero");
const THOUSAND: NonZeroU64 = NonZeroU64::new(1_000).expect("a thousand is not zero");
const HUNDRED: NonZeroU64 = NonZeroU64::new(100).expect("a hundred is not zero");

/// Other gases, in lower case. Those with a digit, such as CH4, are refused for their number.
const GASES: [&str; 8] =
    ["methane", "methan", "méthane", "metano", "metan", "nitrous", "monoxide", "nox"];

impl From<Co2e> for ClaimedAmount {
    fn from(amount: Co2e) -> Self {
        let step = Count::whole(1);
        Self { bound: Bound::Exactly, grams: Count::whole(amount.as_grams()), step }
    }
}

/// Reads an optional bound in words, a number, a unit of mass, and what the amount consists of.
///
/// ```
/// use co2_equiv::{Bound, ClaimedAmount};
/// let grams = |text: &str| text.parse::<ClaimedAmount>().map(|amount| amount.grams().to_string());
/// assert_eq!(grams("1 million metric tons of CO2e"), Ok("1000000000000".to_owned()));
/// assert_eq!(grams("100 万吨"), grams("1 million t"));
/// assert_eq!(grams("18 billion lb"), Ok("8164662660000".to_owned()));
/// assert_eq!(grams("0.2 g of CO2"), Ok("0.2".to_owned()));
/// // A ton is either 907 or 1,000 kg.
/// assert!(grams("26,000 tons").is_err());
/// assert_eq!(grams("över 26 000 ton"), grams("26,000 tonnes"));
/// assert_eq!("more than 332 million pounds".parse::<ClaimedAmount>()?.bound(), Bound::MoreThan);
/// # Ok::<(), co2_equiv::ClaimedAmountError>(())
/// ```
impl FromStr for ClaimedAmount {
    type Err = ClaimedAmountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.chars().nth(MAX_LEN).is_some() {
            return Err(ClaimedAmountError::TooLong);
        }
        let start = || -> String { text.chars().take(40).collect() };
        let normal = normal(text);
        let Quantity { bound, value, rest, languages } = quantity(&normal, Point::Decimal)
            .map_err(|error| match error {
                NumberError::Missing => ClaimedAmountError::Number { text: start() },
                NumberError::Negated => ClaimedAmountError::Negated { text: start() },
                _ => ClaimedAmountError::Ambiguous { text: start() },
            })?;
        // In a language without short tons, "ton" means the metric ton.
        let is_settled = !languages.is_open() && !languages.has_english();
        let mass = |meaning| match meaning {
            Meaning::Mass(grams) => Some(grams),
            _ => None,
        };
        let refused = |meaning| match meaning {
            Meaning::Refused(reason) => Some(reason),
            _ => None,
        };
        let (known, two) = (find(rest, languages, mass), find(rest, languages, refused));
        // Of a unit and a word with two meanings, the longer match wins: "MT CO2e" is not "MT".
        let is_longer = |two: &Found<'_, _>| {
            known.as_ref().is_none_or(|known| known.rest.len() >= two.rest.len())
        };
        let (unit, rest) = if let Some(rest) = megatonnes(rest) {
            (MEGATONNE.into(), rest)
        } else if let Some(two) = two.filter(|two| !is_settled && is_longer(two)) {
            return Err(ClaimedAmountError::TwoMeanings { reason: two.what });
        } else if let Some(Found { what, rest, .. }) = known {
            (what, rest)
        } else {
            return Err(ClaimedAmountError::Unit { text: start() });
        };
        let lower = rest.to_lowercase();
        let dioxide = ["dioxide", "co2", "equivalent"].iter().any(|word| lower.contains(word));
        if lower.contains("carbon") && !dioxide {
            return Err(ClaimedAmountError::Carbon { text: start() });
        }
        let words = || rest.split(|letter: char| !letter.is_alphanumeric());
        let is_gas = |word: &str| word == "CO" || GASES.contains(&word.to_lowercase().as_str());
        if !dioxide && words().any(is_gas) {
            return Err(ClaimedAmountError::Gas { text: start() });
        }
        if !super::is_without_number(rest, languages) {
            return Err(ClaimedAmountError::SecondNumber { text: start() });
        }
        if super::has_period(rest, languages) {
            return Err(ClaimedAmountError::Period { text: start() });
        }
        let (above, below) = unit.terms();
        let in_grams =
            |number: Count| u64::try_from(above).ok().and_then(|above| number.times(above, below));
        let grams = in_grams(value)
            .filter(|grams| *grams != Count::whole(0) && *grams <= Count::whole(u64::MAX))
            .ok_or(ClaimedAmountError::OutOfRange)?;
        let step = in_grams(value.step()).unwrap_or_else(|| Count::whole(1));
        Ok(Self { bound: bound.unwrap_or(Bound::Exactly), grams, step })
    }
}

/// Returns the text after `Mt`, which only its upper-case letter distinguishes from a metric ton.
fn megatonnes(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Mt")?;
    let ends = rest.is_empty() || rest.starts_with(' ') || rest.starts_with("CO");
    ends.then(|| rest.trim_start())
}

/// Written in grams, kilograms or tonnes with all digits and the bound before them:
/// `more than 150592.66684 t`.
impl fmt::Display for ClaimedAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (unit, grams) = [("t", TONNE), ("kg", THOUSAND)]
            .into_iter()
            .find(|(_, grams)| self.grams >= Count::whole(grams.get()))
            .unwrap_or(("g", NonZeroU64::MIN));
        let number = Exact(self.grams.times(1, grams).unwrap_or(self.grams));
        match self.bound {
            Bound::Exactly => write!(f, "{number} {unit}"),
            bound => write!(f, "{bound} {number} {unit}"),
        }
    }
}
