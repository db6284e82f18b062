//! Statements: an amount, a bound, a count, and the edition in which they are true.

use crate::{Count, CountError, Edition, Equivalence, FactorSet, SignificantDigits};
use co2_units::Co2e;
use core::fmt;
use core::num::NonZeroU64;

/// How a shown count relates to the exact count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Bound {
    /// The exact count is strictly greater; the shown count is rounded down.
    MoreThan,
    /// The exact count is not smaller; the shown count is rounded down.
    AtLeast,
    /// The shown count is the nearest with its number of digits.
    About,
    /// The counts are equal.
    Exactly,
    /// The exact count is not greater; the shown count is rounded up.
    UpTo,
    /// The exact count is strictly less; the shown count is rounded up.
    LessThan,
    /// The exact count is less, by at most one unit of the last non-zero digit and at most one
    /// tenth. Other authors write this; a [`Statement`] uses `UpTo` instead, which is either true
    /// or false.
    Nearly,
}

impl Bound {
    /// All bounds.
    pub const ALL: [Self; 7] = [
        Self::MoreThan,
        Self::AtLeast,
        Self::About,
        Self::Exactly,
        Self::UpTo,
        Self::LessThan,
        Self::Nearly,
    ];

    /// Returns English words, such as `more than`.
    pub const fn words(self) -> &'static str {
        match self {
            Self::MoreThan => "more than",
            Self::AtLeast => "at least",
            Self::About => "about",
            Self::Exactly => "exactly",
            Self::UpTo => "up to",
            Self::LessThan => "less than",
            Self::Nearly => "nearly",
        }
    }

    /// Returns true if a printed count is true of the exact count. `About` assumes that the count
    /// was rounded at its last non-zero digit, which is the reading most favourable to the claim.
    ///
    /// ```
    /// use co2_equiv::{Bound, Count};
    /// let exact = Count::whole(215_000);
    /// assert!(Bound::AtLeast.holds(exact, 215_000));
    /// assert!(!Bound::MoreThan.holds(exact, 215_000));
    /// ```
    pub fn holds(self, exact: Count, printed: impl Into<Count>) -> bool {
        let printed = printed.into();
        self.admits((exact, exact), printed, printed.step())
    }

    /// Returns true if a printed count is true of some exact count in the given range, both ends
    /// included.
    pub(crate) fn admits(self, (least, most): (Count, Count), printed: Count, step: Count) -> bool {
        match self {
            Self::MoreThan => most > printed,
            Self::AtLeast => most >= printed,
            Self::About => {
                let half = step.half();
                least <= printed.plus(half).unwrap_or(printed) && most >= printed.minus(half)
            }
            Self::Exactly => least <= printed && printed <= most,
            Self::UpTo => least <= printed,
            Self::LessThan => least < printed,
            Self::Nearly => {
                let tenth = printed.times(1, TEN).unwrap_or(step);
                least < printed && most >= printed.minus(step.min(tenth))
            }
        }
    }
}

const TEN: NonZeroU64 = NonZeroU64::new(10).expect("ten is not zero");

/// Written in words, such as `more than`.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// What an amount belongs to. The sentence says nothing else about it, such as that it was saved or
/// removed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Subject {
    /// The footprint of a product.
    Footprint,
    /// Credits that were retired.
    RetiredCredits,
}

/// An amount of CO2e and an equal count of things, true in the stated edition.
///
/// Bound and count are computed from the amount and the factor in [`FactorSet::state`], and checked
/// again when a statement is read, so a false statement cannot exist. A statement contains the
/// whole factor, so a new edition does not change it.
///
/// ```
/// use co2_equiv::{Bound, SignificantDigits, Subject, editions};
/// use co2_units::Co2e;
///
/// let amount: Co2e = "356411 t".parse()?;
/// let (subject, digits) = (Subject::RetiredCredits, SignificantDigits::THREE);
/// let statement =
///     editions::epa_2020().state("gasoline_car_year", subject, amount, Bound::MoreThan, digits)?;
/// assert_eq!(
///     statement.to_string(),
///     "Credits for 356,411 t CO2e were retired, an amount equal to the emissions of more than \
///      77,400 gasoline-powered passenger vehicles driven for one year (US EPA, c. 2020-2021, 4.60 \
///      edition; region US)."
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "wire::Statement", into = "wire::Statement"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Statement"))]
pub struct Statement {
    subject: Subject,
    amount: Co2e,
    bound: Bound,
    count: u64,
    digits: SignificantDigits,
    edition: Edition,
    equivalence: Equivalence,
}

/// The error for a true [`Statement`] that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The edition has no such equivalence.
    #[error(transparent)]
    Unknown(#[from] crate::UnknownEquivalence),
    /// The amount is less than one of the thing. A smaller thing is clearer than "0.9 of a coat".
    #[error("the amount is only {count} of {id}; choose a smaller thing")]
    BelowOne {
        /// The equivalence.
        id: crate::EquivalenceId,
        /// The exact count.
        count: Count,
    },
    /// `Exactly` was asked for, but the exact count has a fraction or more digits.
    #[error("the count is not exactly {below} but {count}")]
    NotExact {
        /// The count to the digits asked for, rounded down.
        below: u64,
        /// The exact count.
        count: Count,
    },
    /// A derived factor is not known to its last digit, so only "about" is known to be true.
    #[error("the factor of {id} is derived, not printed; it supports \"about\", not {bound:?}")]
    Derived {
        /// The equivalence.
        id: crate::EquivalenceId,
        /// The bound asked for.
        bound: Bound,
    },
    /// A statement that was read shows more digits than are known of its derived factor.
    #[error("the factor of {id} is known to {} digits, not to {}", known.get(), digits.get())]
    Digits {
        /// The equivalence.
        id: crate::EquivalenceId,
        /// The digits given.
        digits: SignificantDigits,
        /// The digits that are known.
        known: SignificantDigits,
    },
    /// The count is too large to be shown.
    #[error(transparent)]
    Count(#[from] CountError),
    /// A statement that was read does not follow from its own amount and factor.
    #[error("the statement says {bound} {count}, but its factor gives {true_bound} {true_count}")]
    Mismatch {
        /// The bound given.
        bound: Bound,
        /// The count given.
        count: u64,
        /// The bound that follows from the amount and the factor.
        true_bound: Bound,
        /// The count that follows from the amount and the factor.
        true_count: u64,
    },
}

impl FactorSet {
    /// States how many of a thing an amount equals.
    ///
    /// The count is whole, has at most the significant digits asked for, and is rounded as the
    /// bound requires. If nothing is rounded off, the statement says `Exactly`, whatever bound was
    /// asked for; `Nearly` becomes `UpTo`. A derived factor allows only `About`, with at most the
    /// digits that are known of it.
    ///
    /// ```
    /// use co2_equiv::{Bound, SignificantDigits, Subject, editions};
    /// use co2_units::Co2e;
    ///
    /// let amount: Co2e = "26000 t".parse()?;
    /// let (id, subject) = ("flight_departing_aircraft", Subject::RetiredCredits);
    /// let set = editions::get("eaer-2025").unwrap();
    /// let flights = set.state(id, subject, amount, Bound::About, SignificantDigits::THREE)?;
    /// // 1,341.2... with a factor that is known to two digits.
    /// assert_eq!((flights.count(), flights.digits()), (1_300, SignificantDigits::TWO));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the edition does not have the equivalence, the count is below one or
    /// above [`Count::MAX_SHOWN`], `Exactly` would not be true, or the factor is derived and the
    /// bound is not `About`.
    pub fn state(
        &self,
        id: &str,
        subject: Subject,
        amount: Co2e,
        bound: Bound,
        digits: SignificantDigits,
    ) -> Result<Statement, StatementError> {
        let equivalence = self.require(id)?;
        let digits = equivalence.digits_of(digits);
        let (bound, count) = shown(equivalence, amount, bound, digits)?;
        Ok(Statement {
            subject,
            amount,
            bound,
            count,
            digits,
            edition: self.edition().clone(),
            equivalence: equivalence.clone(),
        })
    }
}

/// Returns the true bound and count closest to what is asked for, with digits that are known.
fn shown(
    equivalence: &Equivalence,
    amount: Co2e,
    bound: Bound,
    digits: SignificantDigits,
) -> Result<(Bound, u64), StatementError> {
    let id = || equivalence.id.clone();
    let count = equivalence.count(amount);
    if count < Count::whole(1) {
        return Err(StatementError::BelowOne { id: id(), count });
    }
    if equivalence.is_derived() {
        if bound != Bound::About {
            return Err(StatementError::Derived { id: id(), bound });
        }
        return Ok((Bound::About, count.nearest_to_significant(digits)?));
    }
    let below = count.floor_to_significant(digits)?;
    if count == Count::whole(below) {
        return Ok((Bound::Exactly, below));
    }
    match bound {
        Bound::MoreThan | Bound::AtLeast => Ok((bound, below)),
        Bound::About => Ok((bound, count.nearest_to_significant(digits)?)),
        Bound::UpTo | Bound::Nearly => Ok((Bound::UpTo, count.ceil_to_significant(digits)?)),
        Bound::LessThan => Ok((bound, count.ceil_to_significant(digits)?)),
        Bound::Exactly => Err(StatementError::NotExact { below, count }),
    }
}

impl Statement {
    /// Returns what the amount belongs to.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// Returns the amount.
    pub fn amount(&self) -> Co2e {
        self.amount
    }

    /// Returns how the shown count relates to the exact count.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// Returns the count to be shown, from 1 to [`Count::MAX_SHOWN`].
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the exact count.
    pub fn exact_count(&self) -> Count {
        self.equivalence.count(self.amount)
    }

    /// Returns the maximum number of significant digits shown: those asked for, or for a derived
    /// factor those that are known.
    pub fn digits(&self) -> SignificantDigits {
        self.digits
    }

    /// Returns the edition in which the statement is true.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// Returns the thing and its factor.
    pub fn equivalence(&self) -> &Equivalence {
        &self.equivalence
    }

    /// Returns true if the statement has the edition and the factor of this set, with the same
    /// digits and the same source. A statement that was read is true for the factor it contains;
    /// this method says whose factor that is.
    pub fn is_from(&self, set: &FactorSet) -> bool {
        // Equal numbers can differ in their digits: 4.60 is more precise than 4.6.
        let printed = |row: &Equivalence| row.value.to_string();
        *set.edition() == self.edition
            && set.get(self.equivalence.id.as_str()).is_some_and(|row| {
                *row == self.equivalence && printed(row) == printed(&self.equivalence)
            })
    }
}

#[cfg(feature = "serde")]
mod wire {
    use super::{Bound, StatementError, Subject, shown};
    use crate::{Edition, Equivalence, SignificantDigits};
    use co2_units::Co2e;
    use serde::{Deserialize, Serialize};

    /// An amount and an equal count of things. Bound and count must follow from amount, factor and
    /// digits.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Statement {
        /// What the amount belongs to.
        subject: Subject,
        /// The amount.
        amount_kg: Co2e,
        /// How the shown count relates to the exact count.
        bound: Bound,
        /// The shown count.
        #[cfg_attr(
            feature = "schemars",
            schemars(range(min = 1, max = 1_000_000_000_000_000_u64))
        )]
        count: u64,
        /// The number of significant digits that are shown.
        digits: SignificantDigits,
        /// The edition in which the statement is true.
        edition: Edition,
        /// The thing and its factor.
        equivalence: Equivalence,
    }

    impl From<super::Statement> for Statement {
        fn from(statement: super::Statement) -> Self {
            let super::Statement { subject, amount, bound, count, digits, edition, equivalence } =
                statement;
            Self { subject, amount_kg: amount, bound, count, digits, edition, equivalence }
        }
    }

    impl TryFrom<Statement> for super::Statement {
        type Error = StatementError;

        fn try_from(wire: Statement) -> Result<Self, Self::Error> {
            let Statement {
                subject,
                amount_kg: amount,
                bound,
                count,
                digits,
                edition,
                equivalence,
            } = wire;
            let known = equivalence.digits_of(digits);
            if known != digits {
                return Err(StatementError::Digits { id: equivalence.id, digits, known });
            }
            let (true_bound, true_count) = shown(&equivalence, amount, bound, digits)?;
            if (bound, count) != (true_bound, true_count) {
                return Err(StatementError::Mismatch { bound, count, true_bound, true_count });
            }
            Ok(Self { subject, amount, bound, count, digits, edition, equivalence })
        }
    }
}
