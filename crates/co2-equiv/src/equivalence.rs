//! One equivalence: a thing, what is counted of it, and how much CO2e one of it stands for.
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::value::gcd;
use crate::{Count, Label, Value, kind};
use co2_units::doorway::Rounding;
use co2_units::{Co2e, Id, Source, Status};
use core::fmt;
use core::num::{NonZeroU8, NonZeroU64, NonZeroU128};

/// The name of an equivalence in every edition that has it, such as `gasoline_car_year`.
pub type EquivalenceId = Id<kind::Equivalence>;

/// What the CO2e of an equivalence is: only emissions may be called emissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Kind {
    /// Released by the thing.
    Emission,
    /// Not released, compared with a named alternative.
    Avoided,
    /// Taken up by growing plants.
    Sequestration,
}

impl Kind {
    /// The wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Emission => "emission",
            Self::Avoided => "avoided",
            Self::Sequestration => "sequestration",
        }
    }
}

/// In words.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Emission => "emission",
            Self::Avoided => "avoided emission",
            Self::Sequestration => "sequestration",
        })
    }
}

/// A unit of distance. A Swedish *mil* is no mile: numbers with a unit are never translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum DistanceUnit {
    /// 1,000 m
    Kilometre,
    /// The international mile, 1,609.344 m
    Mile,
}

/// What moves over a distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Carried {
    /// A whole vehicle.
    Vehicle,
    /// One passenger in it.
    Passenger,
}

/// A unit of energy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum EnergyUnit {
    /// 3.6 MJ
    KilowattHour,
}

/// What one of the thing is in time, distance or energy. A factor of ten can hang on it: a tree
/// over ten years is no tree in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Basis {
    /// Something burned, charged or recycled once.
    Event,
    /// One thing in use or growing during one year.
    Year,
    /// One tree planted, in total over its first years.
    Tree {
        /// How many years.
        years: NonZeroU8,
    },
    /// One unit of distance.
    Distance {
        /// The unit.
        unit: DistanceUnit,
        /// What moves.
        carried: Carried,
    },
    /// One unit of energy.
    Energy {
        /// The unit.
        unit: EnergyUnit,
    },
}

/// In words, such as `per mile of a vehicle`.
impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event => f.write_str("per event"),
            Self::Year => f.write_str("per year"),
            Self::Tree { years } => write!(f, "per tree over {years} years"),
            Self::Distance { unit, carried } => {
                let unit = match unit {
                    DistanceUnit::Kilometre => "kilometre",
                    DistanceUnit::Mile => "mile",
                };
                let carried = match carried {
                    Carried::Vehicle => "vehicle",
                    Carried::Passenger => "passenger",
                };
                write!(f, "per {unit} of a {carried}")
            }
            Self::Energy { unit } => match unit {
                EnergyUnit::KilowattHour => f.write_str("per kilowatt-hour"),
            },
        }
    }
}

/// Which gases a factor counts. A sentence says so: the CO2 of a thing is less than its CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Gases {
    /// Carbon dioxide only.
    Co2,
    /// Carbon dioxide and others, as CO2 equivalent.
    Co2e,
}

/// Where the gases are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Scope {
    /// At the tailpipe, chimney or stack; no production of fuels.
    Direct,
    /// At the power plants behind the electricity.
    Electricity,
    /// Both of these.
    DirectAndElectricity,
    /// Over a life cycle.
    LifeCycle,
    /// In growing plants.
    Uptake,
}

/// What a factor includes. Factors with different boundaries are not comparable.
///
/// ```
/// use co2_equiv::{Boundary, Gases, Scope};
/// let boundary = Boundary { gases: Gases::Co2e, scope: Scope::Direct };
/// assert_eq!(boundary.to_string(), "CO2e, at the tailpipe, chimney or stack");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write factors of their own as literals")]
pub struct Boundary {
    /// Which gases.
    pub gases: Gases,
    /// Where they are counted.
    pub scope: Scope,
}

/// In words.
impl fmt::Display for Boundary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.gases {
            Gases::Co2 => "CO2, ",
            Gases::Co2e => "CO2e, ",
        })?;
        f.write_str(match self.scope {
            Scope::Direct => "at the tailpipe, chimney or stack",
            Scope::Electricity => "at the power plants",
            Scope::DirectAndElectricity => "at the chimney and at the power plants",
            Scope::LifeCycle => "life cycle",
            Scope::Uptake => "taken up by plants",
        })
    }
}

/// What is counted, in English, so that a number can stand before it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write factors of their own as literals")]
pub struct Noun {
    /// After the number 1, such as `mile driven`.
    pub one: Label,
    /// After any other number, such as `miles driven`.
    pub other: Label,
}

/// A thing and how much CO2e one of it stands for, in one edition.
///
/// Every field checks itself; a [`FactorSet`](crate::FactorSet) checks the source. See there for an
/// example.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write factors of their own as literals")]
pub struct Equivalence {
    /// Its name.
    pub id: EquivalenceId,
    /// What is counted.
    pub noun: Noun,
    /// Whether that emits, avoids or takes up.
    pub kind: Kind,
    /// What one of it is.
    pub basis: Basis,
    /// What its number includes.
    pub boundary: Boundary,
    /// The number.
    pub value: Value,
    /// Where the number was read.
    pub source: Source,
    /// What a careful reader should know about the number.
    #[cfg_attr(feature = "serde", serde(default))]
    pub note: Option<Label>,
}

/// Why a count is no amount of CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AmountError {
    /// Above [`Co2e::MAX`], or (only for a count made by another equivalence) more digits than 128
    /// bits hold.
    #[error("{count} units are more CO2e than can be counted")]
    TooLarge {
        /// The count given.
        count: Count,
    },
}

impl Equivalence {
    /// How many of the thing the amount equals, exactly. It never fails and never rounds.
    ///
    /// ```
    /// use co2_equiv::editions;
    /// use co2_units::Co2e;
    /// let car = editions::epa_2020().require("gasoline_car_year")?;
    /// let amount: Co2e = "356411 t".parse()?;
    /// assert_eq!(car.count(amount).to_string(), "77480.652...");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn count(&self, amount: Co2e) -> Count {
        let (grams, per_units) = self.value.grams_per_unit();
        // Below 2^128: both factors are below 2^64.
        let above = u128::from(amount.as_grams()).saturating_mul(u128::from(per_units.get()));
        Count::lowest(above, grams)
    }

    /// The amount that so many of the thing stand for, to whole grams. For a count made by
    /// [`Equivalence::count`] no rounding is needed.
    ///
    /// # Errors
    /// When the amount is above [`Co2e::MAX`].
    ///
    /// ```
    /// use co2_equiv::{Count, editions};
    /// use co2_units::doorway::Rounding;
    /// let car = editions::epa_2020().require("gasoline_car_year")?;
    /// let amount = car.amount(Count::whole(3), Rounding::Up)?;
    /// assert_eq!(amount.to_string(), "13800 kg CO2e");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn amount(&self, count: Count, rounding: Rounding) -> Result<Co2e, AmountError> {
        let grams = self.grams(count, rounding);
        grams.map(Co2e::from_grams).ok_or(AmountError::TooLarge { count })
    }

    fn grams(&self, count: Count, rounding: Rounding) -> Option<u64> {
        let (above, below) = count.terms();
        let (grams, per_units) = self.value.grams_per_unit();
        let (above, per_units) = without_common(above, per_units);
        let (grams, below) = without_common(u128::from(grams.get()), below);
        let above = above.checked_mul(grams)?;
        // Below 2^128: both factors are below 2^64.
        let below = NonZeroU128::from(below).checked_mul(NonZeroU128::from(per_units))?;
        let (whole, rest) = (above / below, above % below);
        let up = match rounding {
            Rounding::Up => rest > 0,
            Rounding::Nearest => rest >= below.get().saturating_sub(rest),
            // Rounding down is also what an unknown rounding must not exceed.
            _ => false,
        };
        u64::try_from(whole.checked_add(u128::from(up))?).ok()
    }

    /// Whether kind, basis and boundary are the same, so that the numbers can be compared.
    pub fn is_comparable_to(&self, other: &Self) -> bool {
        self.kind == other.kind && self.basis == other.basis && self.boundary == other.boundary
    }

    /// Whether the number was computed from published ones, not printed itself.
    pub fn is_derived(&self) -> bool {
        self.source.status == Status::Derived
    }
}

/// Both divided by their greatest common divisor.
fn without_common(above: u128, below: NonZeroU64) -> (u128, NonZeroU64) {
    let reduced = gcd(above, u128::from(below.get()));
    // A divisor of `below` is at least 1 and at most `below`: no fallback here is ever taken.
    let divisor = u64::try_from(reduced).ok().and_then(NonZeroU64::new).unwrap_or(NonZeroU64::MIN);
    let divided = NonZeroU64::new(below.get() / divisor).unwrap_or(below);
    (above / NonZeroU128::from(divisor), divided)
}
