//! A sentence's worth of truth: an amount, a bound, a count, and the edition they hold in.

use crate::{Count, CountError, Edition, Equivalence, FactorSet, SignificantDigits};
use co2_units::Co2e;
use core::fmt;
use core::num::NonZeroU64;

/// How a shown count relates to the exact one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Bound {
    /// The exact count is strictly greater; the shown one is rounded down.
    MoreThan,
    /// The exact count is not smaller; the shown one is rounded down.
    AtLeast,
    /// The shown count is the nearest with its digits.
    About,
    /// They are equal.
    Exactly,
    /// The exact count is not greater; the shown one is rounded up.
    UpTo,
    /// The exact count is strictly less; the shown one is rounded up.
    LessThan,
    /// The exact count is less, by at most one unit of the last digit that is not zero and one tenth. Others
    /// write so; a [`Statement`] then says `UpTo`, which is true or false.
    Nearly,
}

impl Bound {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::MoreThan,
        Self::AtLeast,
        Self::About,
        Self::Exactly,
        Self::UpTo,
        Self::LessThan,
        Self::Nearly,
    ];

    /// In English words, such as `more than`.
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

    /// Whether a printed count is true of the exact one. `About` takes the count for rounded at its
    /// last digit that is not zero, the reading kindest to the claim.
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

    /// Whether a printed count is true of some exact count from the least to the most, both included.
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

/// In words, such as `more than`.
impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.words())
    }
}

/// What an amount is of. Nothing else is said about it: not that it was saved or is gone.
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

/// An amount of CO2e beside a count of things, true in the edition it pins.
///
/// Bound and count follow from the amount and the factor, in [`FactorSet::state`] and again when a
/// statement is read: so a false one cannot exist. The whole factor goes with it, and a new edition
/// changes no old statement.
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

/// Why a true [`Statement`] cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatementError {
    /// The edition has no such equivalence.
    #[error(transparent)]
    Unknown(#[from] crate::UnknownEquivalence),
    /// Less than one of the thing. A smaller thing says it better than "0.9 of a coat".
    #[error("the amount is only {count} of {id}; choose a smaller thing")]
    BelowOne {
        /// The equivalence.
        id: crate::EquivalenceId,
        /// The exact count.
        count: Count,
    },
    /// `Exactly` was asked for, and the exact count has a fraction or more digits.
    #[error("the count is not exactly {below} but {count}")]
    NotExact {
        /// The count to the digits asked for, rounded down.
        below: u64,
        /// The exact count.
        count: Count,
    },
    /// A derived factor is not known to its last digit, so nothing but "about" is known to be true.
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
    /// A statement that was read says something else than its own amount and factor.
    #[error("the statement says {bound} {count}, its factor says {true_bound} {true_count}")]
    Mismatch {
        /// The bound given.
        bound: Bound,
        /// The count given.
        count: u64,
        /// The bound that follows from amount and factor.
        true_bound: Bound,
        /// The count that follows.
        true_count: u64,
    },
}

impl FactorSet {
    /// States how many of a thing an amount equals.
    ///
    /// The count is whole and has at most the significant digits asked for, rounded as the bound needs.
    /// When nothing is rounded off, the statement says `Exactly`, whatever bound was asked for, and `UpTo` for
    /// `Nearly`;
    /// but a derived factor says only `About`, and not more digits than are known of it.
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
    /// When the edition does not have the equivalence, the count is below one or above
    /// [`Count::MAX_SHOWN`], `Exactly` would not be true, or the factor is derived and the bound is
    /// not `About`.
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

/// The true bound and count nearest to what is asked for, with digits that are known.
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
    /// What the amount is of.
    pub fn subject(&self) -> Subject {
        self.subject
    }

    /// The amount.
    pub fn amount(&self) -> Co2e {
        self.amount
    }

    /// How the shown count relates to the exact one.
    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// The count to be shown, from 1 to [`Count::MAX_SHOWN`].
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The exact count.
    pub fn exact_count(&self) -> Count {
        self.equivalence.count(self.amount)
    }

    /// How many significant digits are shown at most: those asked for, or, of a derived factor,
    /// those that are known.
    pub fn digits(&self) -> SignificantDigits {
        self.digits
    }

    /// The edition it holds in.
    pub fn edition(&self) -> &Edition {
        &self.edition
    }

    /// The thing and its factor.
    pub fn equivalence(&self) -> &Equivalence {
        &self.equivalence
    }

    /// Whether the set is its edition and has its factor, digit for digit and source for source.
    /// A statement that was read is true of the factor it brings along; this says whose that is.
    pub fn is_from(&self, set: &FactorSet) -> bool {
        // Equal numbers can differ in their digits: 4.60 says more than 4.6.
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

    /// An amount beside a count of things. Bound and count must follow from amount, factor and
    /// digits.
    #[derive(Serialize, Deserialize)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    #[serde(deny_unknown_fields)]
    pub(super) struct Statement {
        /// What the amount is of.
        subject: Subject,
        /// The amount.
        amount_kg: Co2e,
        /// How the shown count relates to the exact one.
        bound: Bound,
        /// The shown count.
        #[cfg_attr(
            feature = "schemars",
            schemars(range(min = 1, max = 1_000_000_000_000_000_u64))
        )]
        count: u64,
        /// How many significant digits are shown.
        digits: SignificantDigits,
        /// The edition it holds in.
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
