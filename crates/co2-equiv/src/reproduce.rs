//! One amount in several editions, and the editions in which a published claim is true.

use crate::{
    Basis, Claim, ClaimedAmount, Count, Edition, Equivalence, FactorSet, Formula,
    SignificantDigits, Value,
};
use co2_units::Co2e;
use core::fmt;

/// An equivalence of one edition, and the count that an amount equals there.
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

/// Returns the count of an amount in every edition that has the equivalence, in the order given.
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

/// The result of checking a published claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Answer {
    /// No edition of the source that the claim names is included here, or none that has the thing,
    /// so nothing is known.
    SourceNotHere,
    /// The claim is false for the printed factor, and for every factor that rounds to it.
    Fails,
    /// The claim is false for the printed factor but true for a factor that rounds to it, because
    /// calculators compute with more digits than their pages print. The same applies to an amount
    /// that the claim gives as, for example, "more than 332 million pounds".
    WithinRounding,
    /// The claim is true for the printed factor and amount.
    Holds,
}

impl Answer {
    /// Returns the JSON form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SourceNotHere => "source_not_here",
            Self::Fails => "fails",
            Self::WithinRounding => "within_rounding",
            Self::Holds => "holds",
        }
    }

    /// Returns the answer for a source: the best answer of its editions, because a claim does not
    /// say which one it was made with. A factor that follows from an edition's own printed inputs
    /// also counts.
    ///
    /// ```
    /// use co2_equiv::{Answer, Claim, ClaimedAmount, editions, reproduce};
    /// // Published in 2024: 332 million pounds as the electricity of 29,312 homes. The calculator had 5.139 t
    /// // per home, which gives 29,315; with 5.1395 t, which is also printed as 5.139, it is 29,312.
    /// let amount: ClaimedAmount = "150649 t".parse()?;
    /// let claim: Claim = "29,312 homes".parse()?;
    /// let rows = reproduce(editions::all(), amount, claim, "home_electricity_year");
    /// assert_eq!(Answer::of(&rows), Answer::WithinRounding);
    /// assert_eq!(Answer::of(&[]), Answer::SourceNotHere);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(rows: &[Reproduced<'_>]) -> Self {
        let best = |row: &Reproduced<'_>| match row.recomputed {
            Some(recomputed) if recomputed.holds => Self::Holds,
            _ => row.answer,
        };
        rows.iter().map(best).max().unwrap_or(Self::SourceNotHere)
    }
}

/// Written in words.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SourceNotHere => "the source is not here",
            Self::Fails => "no",
            Self::WithinRounding => "within the rounding",
            Self::Holds => "yes",
        })
    }
}

/// The result of checking a claim with the factor computed from an edition's own printed inputs,
/// which can differ from the printed factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recomputed {
    /// The factor, to 12 significant digits.
    pub value: Value,
    /// The exact count with this factor.
    pub count: Count,
    /// Whether the claim is true with this factor.
    pub holds: bool,
}

/// The result of checking a [`Claim`] in one edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reproduced<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The thing and its factor.
    pub equivalence: &'a Equivalence,
    /// The exact count with the printed factor.
    pub count: Count,
    /// Whether the claim is true in this edition. Never [`Answer::SourceNotHere`].
    pub answer: Answer,
    /// The result with the factor computed from printed inputs, if those are known.
    pub recomputed: Option<Recomputed>,
}

impl Reproduced<'_> {
    /// Returns true if the claim is true for the printed factor; see
    /// [`Bound::holds`](crate::Bound::holds).
    pub fn holds(&self) -> bool {
        self.answer == Answer::Holds
    }

    /// Returns true if the factor was derived from published numbers, so that only some of its
    /// digits are known.
    pub fn is_derived(&self) -> bool {
        self.equivalence.is_derived()
    }
}

/// Checks a published claim about an amount in every edition that has the equivalence, in the order
/// given.
///
/// ```
/// use co2_equiv::{Answer, Bound, Claim, editions, reproduce};
/// use co2_units::Co2e;
///
/// let amount: Co2e = "356411 t".parse()?;
/// // Printed in October 2021. It is false in the edition before that time and in the one after it.
/// let claim = Claim::new(Bound::MoreThan, 77_000);
/// let rows = reproduce(editions::all(), amount, claim, "gasoline_car_year");
/// let answers: Vec<(&str, Answer)> =
///     rows.iter().map(|row| (row.edition.id.as_str(), row.answer)).collect();
/// assert_eq!(
///     answers[4..7],
///     [("epa-2019", Answer::Fails), ("epa-2020", Answer::Holds), ("epa-2022", Answer::Fails)]
/// );
/// # Ok::<(), co2_units::ParseCo2eError>(())
/// ```
pub fn reproduce<'a>(
    sets: impl IntoIterator<Item = &'a FactorSet>,
    amount: impl Into<ClaimedAmount>,
    claim: Claim,
    id: &str,
) -> Vec<Reproduced<'a>> {
    let amount = amount.into();
    sets.into_iter()
        .filter_map(|set| Some((set.edition(), set.get(id)?)))
        .map(|(edition, equivalence)| in_edition(edition, equivalence, amount, claim))
        .collect()
}

fn in_edition<'a>(
    edition: &'a Edition,
    equivalence: &'a Equivalence,
    amount: ClaimedAmount,
    claim: Claim,
) -> Reproduced<'a> {
    let (printed, step) = in_the_unit_of(equivalence, claim);
    let count = equivalence.value.count_of_grams(amount.grams());
    let holds = |count| claim.bound.admits((count, count), printed, step);
    let (least, most) = amount.range();
    // A derived factor is rounded to the digits that are known of it.
    let known = equivalence.is_derived().then(|| equivalence.digits_of(SignificantDigits::FIFTEEN));
    let (small, large) =
        equivalence.value.as_printed(known).unwrap_or((equivalence.value, equivalence.value));
    let possible = (large.count_of_grams(least), small.count_of_grams(most));
    let answer = if holds(count) {
        Answer::Holds
    } else if claim.bound.admits(possible, printed, step) {
        Answer::WithinRounding
    } else {
        Answer::Fails
    };
    let recomputed = equivalence.inputs.as_ref().and_then(Formula::value).map(|value| {
        let count = value.count_of_grams(amount.grams());
        Recomputed { value, count, holds: holds(count) }
    });
    Reproduced { edition, equivalence, count, answer, recomputed }
}

/// Returns the claimed count and one unit of its last digit, in the equivalence's unit of distance.
fn in_the_unit_of(equivalence: &Equivalence, claim: Claim) -> (Count, Count) {
    let (count, step) = (claim.count, claim.count.step());
    let converted = || {
        let Basis::Distance { unit, .. } = equivalence.basis else { return None };
        let (given, counted) = (claim.distance?.millimetres(), unit.millimetres());
        Some((count.times(given.get(), counted)?, step.times(given.get(), counted)?))
    };
    converted().unwrap_or((count, step))
}
