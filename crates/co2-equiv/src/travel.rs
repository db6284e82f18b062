//! Distances that were travelled, by a vehicle or by a passenger: exact lengths, and two types.
//!
//! A press text once gave one flight distance as miles, kilometres and Swedish *mil*: three numbers
//! of which one is true. A number with a unit is never translated; a length is shown in another
//! unit. And an aircraft's kilometre is not a passenger's kilometre:
//!
//! ```
//! use co2_equiv::travel::{Travel, Vehicle};
//! use co2_equiv::{Count, DistanceUnit};
//! use core::num::NonZeroU32;
//!
//! let printed = Travel::<Vehicle>::new(1_700_000, DistanceUnit::Mile)?;
//! assert_eq!(printed.in_unit(DistanceUnit::Kilometre)?.to_string(), "2735884.8");
//! assert_eq!(printed.in_unit(DistanceUnit::SwedishMil)?.to_string(), "273588.48");
//! assert_eq!(printed.in_unit(DistanceUnit::NauticalMile)?.to_string(), "1477259.611...");
//!
//! let flight = Travel::<Vehicle>::new(1_730, DistanceUnit::Kilometre)?;
//! let passengers = flight.with_passengers(NonZeroU32::new(135).unwrap())?;
//! assert_eq!(passengers.in_unit(DistanceUnit::Kilometre)?, Count::whole(233_550));
//! # Ok::<(), co2_equiv::travel::TravelError>(())
//! ```
//!
//! What an aircraft flew does not count as what a passenger flew:
//!
//! ```compile_fail,E0308
//! use co2_equiv::travel::{Passenger, Travel, Vehicle};
//! use co2_equiv::{DistanceUnit, editions};
//! use co2_units::doorway::Rounding;
//!
//! let row = editions::desnz_2025().require("flight_short_haul_economy_rf").unwrap();
//! let per_passenger = row.per_distance::<Passenger>().unwrap();
//! let aircraft = Travel::<Vehicle>::new(1_730, DistanceUnit::Kilometre).unwrap();
//! per_passenger.amount(aircraft, Rounding::Up);
//! ```
//!
//! The same with a passenger's distance is fine:
//!
//! ```
//! use co2_equiv::travel::{Passenger, Travel};
//! use co2_equiv::{DistanceUnit, editions};
//! use co2_units::doorway::Rounding;
//!
//! let row = editions::desnz_2025().require("flight_short_haul_economy_rf").unwrap();
//! let per_passenger = row.per_distance::<Passenger>().unwrap();
//! let passenger = Travel::<Passenger>::new(1_730, DistanceUnit::Kilometre).unwrap();
//! let amount = per_passenger.amount(passenger, Rounding::Up).unwrap();
//! assert_eq!(amount.to_string(), "217.565 kg CO2e");
//! ```
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use crate::{AmountError, Basis, Carried, Count, DistanceUnit, Equivalence, MisfitError};
use co2_units::Co2e;
use co2_units::doorway::Rounding;
use core::fmt;
use core::marker::PhantomData;
use core::num::{NonZeroU32, NonZeroU64};

mod sealed {
    #[expect(unnameable_types, reason = "nobody else implements it")]
    pub trait Sealed {}
    impl Sealed for super::Vehicle {}
    impl Sealed for super::Passenger {}
}

/// Who travels: [`Vehicle`] or [`Passenger`].
pub trait Traveller: sealed::Sealed + Copy {
    /// As a value.
    const CARRIED: Carried;
}

/// A whole vehicle, vessel or aircraft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vehicle {}

/// One passenger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passenger {}

impl Traveller for Vehicle {
    const CARRIED: Carried = Carried::Vehicle;
}

impl Traveller for Passenger {
    const CARRIED: Carried = Carried::Passenger;
}

/// A distance travelled, exactly; see the [module](self) for examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel<T> {
    millimetres: Count,
    who: PhantomData<T>,
}

/// Why a distance cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TravelError {
    /// The exact fraction needs more digits than are kept.
    #[error("{count} times {times} has more digits than can be counted with")]
    TooManyDigits {
        /// The count given.
        count: Count,
        /// By what it was to be multiplied.
        times: u64,
    },
}

impl<T: Traveller> Travel<T> {
    /// A distance of a number of units.
    ///
    /// # Errors
    /// When the exact length in millimetres has too many digits.
    pub fn new(count: impl Into<Count>, unit: DistanceUnit) -> Result<Self, TravelError> {
        let (count, times) = (count.into(), unit.millimetres().get());
        let millimetres = count
            .times(times, NonZeroU64::MIN)
            .ok_or(TravelError::TooManyDigits { count, times })?;
        Ok(Self { millimetres, who: PhantomData })
    }

    /// How many of a unit it is, exactly.
    ///
    /// # Errors
    /// When the exact fraction has too many digits.
    pub fn in_unit(self, unit: DistanceUnit) -> Result<Count, TravelError> {
        let per = unit.millimetres();
        let count = self.millimetres;
        count.times(1, per).ok_or(TravelError::TooManyDigits { count, times: 1 })
    }
}

impl Travel<Vehicle> {
    /// What its passengers travelled, all together.
    ///
    /// # Errors
    /// When the exact length has too many digits.
    pub fn with_passengers(self, passengers: NonZeroU32) -> Result<Travel<Passenger>, TravelError> {
        let (count, times) = (self.millimetres, u64::from(passengers.get()));
        let millimetres = count
            .times(times, NonZeroU64::MIN)
            .ok_or(TravelError::TooManyDigits { count, times })?;
        Ok(Travel { millimetres, who: PhantomData })
    }
}

/// In kilometres, to the metre.
impl<T: Traveller> fmt::Display for Travel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.in_unit(DistanceUnit::Kilometre) {
            Ok(kilometres) => write!(f, "{kilometres:.3} km of a {}", T::CARRIED),
            Err(_) => write!(f, "{} mm of a {}", self.millimetres, T::CARRIED),
        }
    }
}

/// A factor per distance, of which it is known who travels.
#[derive(Clone, Copy, Debug)]
pub struct PerDistance<'a, T> {
    equivalence: &'a Equivalence,
    unit: DistanceUnit,
    who: PhantomData<T>,
}

impl Equivalence {
    /// This as a factor per distance of a vehicle or of a passenger.
    ///
    /// ```
    /// use co2_equiv::travel::{Passenger, Vehicle};
    /// use co2_equiv::{DistanceUnit, editions};
    ///
    /// let mile = editions::epa_2026().require("gasoline_car_mile")?;
    /// assert!(mile.per_distance::<Passenger>().is_err());
    /// let driven = mile.per_distance::<Vehicle>()?.travel("371.096 kg".parse()?)?;
    /// assert_eq!(driven.in_unit(DistanceUnit::Mile)?.to_string(), "944.264...");
    /// assert_eq!(driven.in_unit(DistanceUnit::Kilometre)?.to_string(), "1519.646...");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When it is per something else, or somebody else travels.
    pub fn per_distance<T: Traveller>(&self) -> Result<PerDistance<'_, T>, MisfitError> {
        match self.basis {
            Basis::Distance { unit, carried } if carried == T::CARRIED => {
                Ok(PerDistance { equivalence: self, unit, who: PhantomData })
            }
            found => Err(MisfitError::Basis {
                id: self.id.clone(),
                expected: format!("per distance of a {}", T::CARRIED),
                found,
            }),
        }
    }
}

impl<T: Traveller> PerDistance<'_, T> {
    /// How far the amount goes, exactly.
    ///
    /// # Errors
    /// When the exact length has too many digits.
    pub fn travel(self, amount: Co2e) -> Result<Travel<T>, TravelError> {
        Travel::new(self.equivalence.count(amount), self.unit)
    }

    /// The amount for a distance, to whole grams. It counts what the factor counts: see
    /// [`Boundary::gases`](crate::Boundary::gases) for whether that is CO2 alone.
    ///
    /// # Errors
    /// When the amount is above [`Co2e::MAX`].
    pub fn amount(self, travel: Travel<T>, rounding: Rounding) -> Result<Co2e, AmountError> {
        let count = travel
            .in_unit(self.unit)
            .map_err(|_| AmountError::TooLarge { count: travel.millimetres })?;
        self.equivalence.amount(count, rounding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::editions;

    #[test]
    fn too_many_digits_are_refused() {
        let count = Count::lowest(u128::MAX, NonZeroU64::MIN);
        let refused = Travel::<Vehicle>::new(count, DistanceUnit::Mile);
        assert_eq!(refused, Err(TravelError::TooManyDigits { count, times: 1_609_344 }));
        let below = NonZeroU64::new(u64::MAX).unwrap();
        let thin = Travel::<Vehicle> { millimetres: Count::lowest(1, below), who: PhantomData };
        assert!(thin.in_unit(DistanceUnit::Mile).is_err());
        assert!(thin.to_string().ends_with("mm of a vehicle"));
        let car = editions::desnz_2025().get("car_average_diesel").unwrap();
        let per = car.per_distance::<Vehicle>().unwrap();
        assert!(matches!(per.amount(thin, Rounding::Up), Err(AmountError::TooLarge { .. })));
    }

    #[test]
    fn somebody_else_or_no_distance_is_a_misfit() {
        let set = editions::epa_2026();
        let mile = set.get("gasoline_car_mile").unwrap();
        let refused = mile.per_distance::<Passenger>().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "gasoline_car_mile is per mile of a vehicle, not per distance of a passenger"
        );
        let year = set.get("gasoline_car_year").unwrap();
        assert!(year.per_distance::<Vehicle>().is_err());
    }
}
