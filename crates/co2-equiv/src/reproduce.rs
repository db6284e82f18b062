//! One amount in several editions, and in which of them a published claim holds.

use crate::{Bound, Count, Edition, Equivalence, FactorSet, Value};
use co2_units::Co2e;

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
/// assert_eq!(counts, ["epa-2020: 77480.6...", "epa-2026: 83079.4..."]);
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
#[expect(clippy::exhaustive_structs, reason = "two plain facts about a text, written as a literal")]
pub struct Claim {
    /// The words before the number.
    pub bound: Bound,
    /// The number.
    pub count: u64,
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
}

/// In which editions a published claim about an amount is true, in the order given. Editions
/// without the equivalence say nothing and are left out.
///
/// ```
/// use co2_equiv::{Bound, Claim, editions, reproduce};
/// use co2_units::Co2e;
///
/// let amount: Co2e = "356411 t".parse()?;
/// let claim = Claim { bound: Bound::MoreThan, count: 80_000 };
/// let verdicts = reproduce(editions::all(), amount, claim, "gasoline_car_year");
/// let holds: Vec<(&str, bool)> =
///     verdicts.iter().map(|row| (row.edition.id.as_str(), row.holds)).collect();
/// assert_eq!(holds, [("epa-2020", false), ("epa-2026", true)]);
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
        })
        .collect()
}
