//! One amount in several editions, and in which of them a published claim holds.

use crate::{Bound, Count, Edition, Equivalence, FactorSet, Value};
use co2_units::Co2e;
use core::fmt;
use core::str::FromStr;

/// An equivalence as one edition has it, and how many of it an amount is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InEdition<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The thing and its factor.
    pub equivalence: &'a Equivalence,
    /// The exact count.
    pub count: Count,
    /// Whether kind, basis and boundary are those of the first edition in the list. If not, the
    /// counts differ for other reasons than the factor.
    pub comparable: bool,
}

/// An amount in every edition that has the equivalence, in the order given.
///
/// ```
/// use co2_equiv::{compare_editions, editions};
/// use co2_units::Co2e;
///
/// let amount: Co2e = "356411 t".parse()?;
/// let counts: Vec<String> = compare_editions(editions::all(), "gasoline_car_year", amount)
///     .iter()
///     .map(|row| format!("{}: {:.1}", row.edition.id, row.count))
///     .collect();
/// assert_eq!(counts.first().unwrap(), "epa-2008: 65276.7...");
/// assert_eq!(counts.last().unwrap(), "epa-2026: 83079.4...");
/// # Ok::<(), co2_units::ParseCo2eError>(())
/// ```
pub fn compare_editions<'a>(
    sets: impl IntoIterator<Item = &'a FactorSet>,
    id: &str,
    amount: Co2e,
) -> Vec<InEdition<'a>> {
    let mut first = None;
    sets.into_iter()
        .filter_map(|set| Some((set.edition(), set.get(id)?)))
        .map(|(edition, equivalence)| InEdition {
            edition,
            equivalence,
            count: equivalence.count(amount),
            comparable: equivalence.is_comparable_to(first.get_or_insert(equivalence)),
        })
        .collect()
}

/// A count as somebody published it, such as "more than 77,000".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Claim {
    /// The words before the number.
    pub bound: Bound,
    /// The number.
    pub count: u64,
}

/// Why a text is no [`Claim`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClaimError {
    /// It does not begin with the words of a bound.
    #[error(
        "a claim begins with \"more than\", \"at least\", \"about\", \"exactly\" or \"up to\": {text:?}"
    )]
    Bound {
        /// What was given, at most its first 40 characters.
        text: String,
    },
    /// The rest is no whole number, or above [`Count::MAX_SHOWN`].
    #[error("not a whole number of at most 10^15: {text:?}; write digits, with commas if you like")]
    Count {
        /// What was given, at most its first 40 characters.
        text: String,
    },
}

/// In words: `more than 77000`, with or without commas between groups of three digits.
///
/// ```
/// use co2_equiv::{Bound, Claim};
/// let claim = Claim { bound: Bound::MoreThan, count: 77_000 };
/// assert_eq!("more than 77000".parse(), Ok(claim));
/// assert_eq!("more than 77,000".parse(), Ok(claim));
/// assert!("77,000".parse::<Claim>().is_err());
/// assert_eq!(claim.to_string(), "more than 77000");
/// ```
impl FromStr for Claim {
    type Err = ClaimError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let start = |text: &str| text.chars().take(40).collect();
        let (bound, number) = Bound::ALL
            .into_iter()
            .find_map(|bound| Some((bound, text.strip_prefix(bound.words())?.strip_prefix(' ')?)))
            .ok_or_else(|| ClaimError::Bound { text: start(text) })?;
        let count = whole_number(number)
            .filter(|&count| count <= Count::MAX_SHOWN)
            .ok_or_else(|| ClaimError::Count { text: start(number) })?;
        Ok(Self { bound, count })
    }
}

/// Digits, or groups of three of them between commas.
fn whole_number(text: &str) -> Option<u64> {
    let mut groups = text.split(',');
    let first = groups.next()?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    let plain = !first.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok())?
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.bound, self.count)
    }
}

/// A claim against the factor that an edition's own printed inputs give, which can differ from the
/// printed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recomputed {
    /// The factor, to 12 significant digits.
    pub value: Value,
    /// The exact count with it.
    pub count: Count,
    /// Whether the claim would be true.
    pub holds: bool,
}

/// What becomes of a [`Claim`] in one edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reproduced<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// Its factor.
    pub value: Value,
    /// The exact count there.
    pub count: Count,
    /// Whether the claim is true there; see [`Bound::holds`].
    pub holds: bool,
    /// Whether the factor was derived from published numbers. Then the count is not known to its last
    /// digit, and neither is a verdict on a number near to it.
    pub derived: bool,
    /// The same with the factor recomputed from printed inputs, where those are known.
    pub recomputed: Option<Recomputed>,
}

/// In which editions a published claim about an amount is true, in the order given. Editions
/// without the equivalence say nothing and are left out.
///
/// ```
/// use co2_equiv::{Bound, Claim, editions, reproduce};
/// use co2_units::Co2e;
///
/// let amount: Co2e = "356411 t".parse()?;
/// // Printed in October 2021. The edition before that of its time makes it false, and so does the next.
/// let claim = Claim { bound: Bound::MoreThan, count: 77_000 };
/// let verdicts = reproduce(editions::all(), amount, claim, "gasoline_car_year");
/// let holds: Vec<(&str, bool)> =
///     verdicts.iter().map(|row| (row.edition.id.as_str(), row.holds)).collect();
/// assert_eq!(holds[4..7], [("epa-2019", false), ("epa-2020", true), ("epa-2022", false)]);
/// # Ok::<(), co2_units::ParseCo2eError>(())
/// ```
pub fn reproduce<'a>(
    sets: impl IntoIterator<Item = &'a FactorSet>,
    amount: Co2e,
    claim: Claim,
    id: &str,
) -> Vec<Reproduced<'a>> {
    compare_editions(sets, id, amount)
        .into_iter()
        .map(|row| Reproduced {
            edition: row.edition,
            value: row.equivalence.value,
            count: row.count,
            holds: claim.bound.holds(row.count, claim.count),
            derived: row.equivalence.is_derived(),
            recomputed: row.equivalence.inputs.as_ref().and_then(|inputs| {
                let (value, count) = (inputs.value()?, inputs.count(amount)?);
                Some(Recomputed { value, count, holds: claim.bound.holds(count, claim.count) })
            }),
        })
        .collect()
}
