//! Distances travelled by a vehicle or by a passenger: exact lengths, as two types.
//!
//! A press release once gave one flight distance as the same number of miles, kilometres and
//! Swedish *mil*, of which only one can be true. A number with a unit is never translated; the
//! length is converted to another unit. And an aircraft's kilometre is not a passenger's kilometre:
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
//! A distance flown by an aircraft cannot be used as one flown by a passenger:
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
//! A passenger's distance works:
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

/// What travels: [`Vehicle`] or [`Passenger`].
pub trait Traveller: sealed::Sealed + Copy {
    /// The traveller as a value.
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

/// An exact distance travelled; see the [module](self) for examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel<T> {
    millimetres: Count,
    who: PhantomData<T>,
}

/// The error for a distance that cannot be represented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TravelError {
    /// The exact fraction needs more digits than can be kept.
    #[error("{count} times {times} has more digits than can be counted with")]
    TooManyDigits {
        /// The count given.
        count: Count,
        /// The multiplier.
        times: u64,
    },
}

impl<T: Traveller> Travel<T> {
    /// Makes a distance from a number of units.
    ///
    /// # Errors
    /// Returns an error if the exact length in millimetres has too many digits.
    pub fn new(count: impl Into<Count>, unit: DistanceUnit) -> Result<Self, TravelError> {
        let (count, times) = (count.into(), unit.millimetres().get());
        let millimetres = count
            .times(times, NonZeroU64::MIN)
            .ok_or(TravelError::TooManyDigits { count, times })?;
        Ok(Self { millimetres, who: PhantomData })
    }

    /// Returns the exact distance in a unit.
    ///
    /// # Errors
    /// Returns an error if the exact fraction has too many digits.
    pub fn in_unit(self, unit: DistanceUnit) -> Result<Count, TravelError> {
        let per = unit.millimetres();
        let count = self.millimetres;
        count.times(1, per).ok_or(TravelError::TooManyDigits { count, times: 1 })
    }
}

impl Travel<Vehicle> {
    /// Returns the total distance travelled by the passengers.
    ///
    /// # Errors
    /// Returns an error if the exact length has too many digits.
    pub fn with_passengers(self, passengers: NonZeroU32) -> Result<Travel<Passenger>, TravelError> {
        let (count, times) = (self.millimetres, u64::from(passengers.get()));
        let millimetres = count
            .times(times, NonZeroU64::MIN)
            .ok_or(TravelError::TooManyDigits { count, times })?;
        Ok(Travel { millimetres, who: PhantomData })
    }
}

/// Written in kilometres, to the metre.
impl<T: Traveller> fmt::Display for Travel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.in_unit(DistanceUnit::Kilometre) {
            Ok(kilometres) => write!(f, "{kilometres:.3} km of a {}", T::CARRIED),
            Err(_) => write!(f, "{} mm of a {}", self.millimetres, T::CARRIED),
        }
    }
}

/// A factor per distance of a known traveller.
#[derive(Clone, Copy, Debug)]
pub struct PerDistance<'a, T> {
    equivalence: &'a Equivalence,
    unit: DistanceUnit,
    who: PhantomData<T>,
}

impl Equivalence {
    /// Returns this as a factor per distance of a vehicle or of a passenger.
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
    /// Returns an error if the factor is per something else or for the other traveller.
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
    /// Returns the exact distance that an amount corresponds to.
    ///
    /// # Errors
    /// Returns an error if the exact length has too many digits.
    pub fn travel(self, amount: Co2e) -> Result<Travel<T>, TravelError> {
        Travel::new(self.equivalence.count(amount), self.unit)
    }

    /// Returns the amount for a distance, in whole grams. It counts the gases that the factor
    /// counts: see [`Boundary::gases`](crate::Boundary::gases) for whether that is CO2 alone.
    ///
    /// # Errors
    /// Returns an error if the amount is above [`Co2e::MAX`].
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
