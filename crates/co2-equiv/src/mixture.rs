//! An amount written as several things and an exact remainder: "3 cars for a year, 2 homes, and
//! 14.2 kg CO2e".
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::english::{amount as amount_text, grouped};
use crate::value::gcd;
use crate::{
    Count, CountError, Edition, Equivalence, EquivalenceId, FactorSet, Gases, MisfitError,
};
use co2_units::Co2e;
use core::fmt;
use core::num::{NonZeroU64, NonZeroU128};

/// Whether things with different boundaries may be mixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Mixing {
    /// All things must have the same boundary.
    SameBoundary,
    /// Boundaries may differ; the text says so.
    AnyBoundary,
}

/// A whole number of things of one kind in a [`Mixture`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The thing.
    pub equivalence: &'a Equivalence,
    /// The count, at least one.
    pub count: u64,
}

/// An amount as whole things, the largest first, and an exact remainder that is less than one of
/// the smallest. Nothing is rounded: the parts and the remainder add up to the amount.
///
/// ```
/// use co2_equiv::{Mixing, Mixture, editions};
/// use co2_units::Co2e;
///
/// let set = editions::epa_2026();
/// let amount: Co2e = "100 t".parse()?;
/// let ids = [(set, "gasoline_car_mile"), (set, "gasoline_car_year")];
/// let mixture = Mixture::new(amount, ids, Mixing::SameBoundary)?;
/// assert_eq!(
///     mixture.to_string(),
///     "23 gasoline-powered passenger vehicles driven for one year, 3,384 miles driven by an average \
///      gasoline-powered passenger vehicle, and 88 g CO2e"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixture<'a> {
    amount: Co2e,
    parts: Vec<Part<'a>>,
    rest_grams: Count,
    mixed: bool,
}

/// The error for an amount that cannot be written as a [`Mixture`] of these things.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MixtureError {
    /// The edition has no such equivalence.
    #[error(transparent)]
    Unknown(#[from] crate::UnknownEquivalence),
    /// The kinds differ, or the boundaries differ and that was not allowed.
    #[error(transparent)]
    Misfit(#[from] MisfitError),
    /// A derived factor is not known to its last digit, so it leaves no exact remainder.
    #[error("the factor of {id} is derived, so it leaves no exact remainder")]
    Derived {
        /// The equivalence.
        id: EquivalenceId,
    },
    /// A thing is named twice.
    #[error("{id} is named twice")]
    Twice {
        /// The equivalence.
        id: EquivalenceId,
    },
    /// The amount is less than one of every thing, or no thing was named.
    #[error("{amount} is less than one of each thing")]
    BelowOne {
        /// The amount.
        amount: Co2e,
    },
    /// A count is too large to be shown.
    #[error(transparent)]
    Count(#[from] CountError),
    /// The exact remainder needs more digits than can be kept.
    #[error("the remainder after {id} has more digits than can be counted with")]
    TooManyDigits {
        /// The equivalence.
        id: EquivalenceId,
    },
}

impl<'a> Mixture<'a> {
    /// Takes as many as possible of the largest thing, then of the next, and so on.
    ///
    /// # Errors
    /// Returns an error if a thing is unknown, named twice or derived; if kinds (or boundaries,
    /// unless allowed) differ; if the amount is less than one of each thing; or if a number has too
    /// many digits.
    pub fn new(
        amount: Co2e,
        things: impl IntoIterator<Item = (&'a FactorSet, &'a str)>,
        mixing: Mixing,
    ) -> Result<Self, MixtureError> {
        let mut rows: Vec<(&Edition, &Equivalence)> = Vec::new();
        let mut mixed = false;
        for (set, id) in things {
            let row = set.require(id)?;
            let id = || row.id.clone();
            if row.is_derived() {
                return Err(MixtureError::Derived { id: id() });
            }
            if let Some((_, first)) = rows.first() {
                first.check_kind(row)?;
                match (first.check_boundary(row), mixing) {
                    (Err(misfit), Mixing::SameBoundary) => return Err(misfit.into()),
                    (Err(_), Mixing::AnyBoundary) => mixed = true,
                    (Ok(()), _) => {}
                }
            }
            if rows.iter().any(|(edition, other)| (*edition, &other.id) == (set.edition(), &row.id))
            {
                return Err(MixtureError::Twice { id: id() });
            }
            rows.push((set.edition(), row));
        }
        rows.sort_by(|(_, a), (_, b)| grams_of_one(b).cmp(&grams_of_one(a)).then(a.id.cmp(&b.id)));
        let mut rest = Rest { above: amount.as_grams().into(), below: NonZeroU128::MIN };
        let mut parts = Vec::new();
        for (edition, equivalence) in rows {
            let id = || equivalence.id.clone();
            let whole =
                rest.take(equivalence).ok_or_else(|| MixtureError::TooManyDigits { id: id() })?;
            let count =
                u64::try_from(whole).ok().filter(|&count| count <= Count::MAX_SHOWN).ok_or_else(
                    || CountError::TooLarge { count: Count::lowest(whole, NonZeroU64::MIN) },
                )?;
            if count > 0 {
                parts.push(Part { edition, equivalence, count });
            }
        }
        let Some(last) = parts.last() else {
            return Err(MixtureError::BelowOne { amount });
        };
        let rest_grams = rest
            .grams()
            .ok_or_else(|| MixtureError::TooManyDigits { id: last.equivalence.id.clone() })?;
        Ok(Self { amount, parts, rest_grams, mixed })
    }

    /// Returns the amount.
    pub fn amount(&self) -> Co2e {
        self.amount
    }

    /// Returns the things, the largest first.
    pub fn parts(&self) -> &[Part<'a>] {
        &self.parts
    }

    /// Returns the exact remainder in grams; it is less than one of the smallest thing asked for.
    pub fn rest_grams(&self) -> Count {
        self.rest_grams
    }

    /// Returns true if the mixture has things with different boundaries.
    pub fn is_mixed(&self) -> bool {
        self.mixed
    }
}

fn grams_of_one(equivalence: &Equivalence) -> Count {
    let (grams, per_units) = equivalence.value.grams_per_unit();
    Count::ratio(grams.get(), per_units)
}

/// Grams as a fraction.
struct Rest {
    above: u128,
    below: NonZeroU128,
}

impl Rest {
    /// Takes out as many whole things as possible and returns how many.
    fn take(&mut self, thing: &Equivalence) -> Option<u128> {
        let (grams, per_units) = thing.value.grams_per_unit();
        let (grams, per_units) = (u128::from(grams.get()), NonZeroU128::from(per_units));
        // The remainder and one of the thing, over a common denominator.
        let common = NonZeroU128::new(gcd(self.below.get(), per_units.get()))?;
        let widen = NonZeroU128::new(per_units.get() / common)?;
        let above = self.above.checked_mul(widen.get())?;
        let below = self.below.checked_mul(widen)?;
        let one = NonZeroU128::new(grams.checked_mul(self.below.get() / common)?)?;
        let (whole, left) = (above / one, above % one);
        let divisor = NonZeroU128::new(gcd(left, below.get()))?;
        self.above = left / divisor;
        self.below = NonZeroU128::new(below.get() / divisor)?;
        Some(whole)
    }

    fn grams(&self) -> Option<Count> {
        let below = NonZeroU64::try_from(self.below).ok()?;
        Some(Count::lowest(self.above, below))
    }
}

/// Written in English: the parts and the remainder, without editions. The text says if boundaries
/// differ and if factors count CO2 alone.
impl fmt::Display for Mixture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.parts.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            let noun = &part.equivalence.noun;
            let noun = if part.count == 1 { &noun.one } else { &noun.other };
            write!(f, "{} {noun}", grouped(&part.count.to_string()))?;
        }
        if self.rest_grams > Count::whole(0) {
            match u64::try_from(self.rest_grams.floor()) {
                Ok(grams) if self.rest_grams.is_whole() && grams >= 1_000 => {
                    write!(f, ", and {}", amount_text(Co2e::from_grams(grams)))?;
                }
                _ => write!(f, ", and {} g CO2e", grouped(&self.rest_grams.to_string()))?,
            }
        }
        let counts_co2 = |part: &Part<'_>| part.equivalence.boundary.gases == Gases::Co2;
        f.write_str(match (self.mixed, self.parts.iter().any(counts_co2)) {
            (true, false) => " (boundaries differ)",
            (true, true) => " (boundaries differ; some factors count CO2 alone)",
            (false, true) => " (the factors count CO2 alone)",
            (false, false) => "",
        })
    }
}
