//! The way back: from energy, fuel and vehicles to CO2e.

use crate::travel::{Travel, TravelError, Vehicle};
use crate::{
    AmountError, Basis, Count, DistanceUnit, Equivalence, FactorSet, Kind, MisfitError,
    UnknownEquivalence,
};
use co2_units::Co2e;
use co2_units::doorway::Rounding;

/// A unit of volume of a fuel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Volume {
    /// 1 dm³
    Litres,
    /// 3.785411784 L
    UsGallons,
}

/// A fuel that is bought by volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fuel {
    /// Motor gasoline, petrol.
    Gasoline,
    /// Diesel.
    Diesel,
}

/// Something that emits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activity {
    /// Kilowatt-hours of electricity consumed.
    Electricity {
        /// How many.
        kilowatt_hours: Count,
    },
    /// Fuel burned.
    Fuel {
        /// Which.
        fuel: Fuel,
        /// How much.
        quantity: Count,
        /// In which unit.
        unit: Volume,
    },
    /// Natural gas burned, in therms (US).
    NaturalGas {
        /// How many.
        therms: Count,
    },
    /// Average gasoline cars, each driven for one year.
    CarYears {
        /// How many.
        vehicles: Count,
    },
    /// A distance driven by an average car.
    Driven(Travel<Vehicle>),
}

/// Why an activity has no CO2e in an edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActivityError {
    /// The edition has no factor for it. It never takes one for something similar: electricity
    /// avoided is not electricity consumed.
    #[error(transparent)]
    Unknown(#[from] UnknownEquivalence),
    /// The factor of that name is of another kind or basis.
    #[error(transparent)]
    Misfit(#[from] MisfitError),
    /// More CO2e than can be counted.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// A distance or volume with too many digits.
    #[error(transparent)]
    Travel(#[from] TravelError),
}

impl FactorSet {
    /// What an activity emits, to whole grams, by the factor of this edition.
    ///
    /// ```
    /// use co2_equiv::{Activity, Count, Fuel, Volume, editions};
    /// use co2_units::doorway::Rounding;
    ///
    /// let kilowatt_hours = Count::whole(1_000);
    /// let electricity = Activity::Electricity { kilowatt_hours };
    /// let emitted = editions::epa_2026().emitted(electricity, Rounding::Up)?;
    /// assert_eq!(emitted.to_string(), "394 kg CO2e");
    ///
    /// let (fuel, unit) = (Fuel::Diesel, Volume::Litres);
    /// let tank = Activity::Fuel { fuel, quantity: Count::whole(50), unit };
    /// assert_eq!(editions::epa_2026().emitted(tank, Rounding::Nearest)?.as_grams(), 134_464);
    /// # Ok::<(), co2_equiv::ActivityError>(())
    /// ```
    ///
    /// # Errors
    /// When the edition has no factor for it, the factor does not fit, or there are too many digits.
    pub fn emitted(&self, activity: Activity, rounding: Rounding) -> Result<Co2e, ActivityError> {
        match activity {
            Activity::Electricity { kilowatt_hours } => {
                let row = self.emission("kwh_consumed")?;
                if !matches!(row.basis, Basis::Energy { .. }) {
                    return Err(misfit(row, "per kilowatt-hour").into());
                }
                Ok(row.amount(kilowatt_hours, rounding)?)
            }
            Activity::Fuel { fuel, quantity, unit } => {
                let row = self.emission(match fuel {
                    Fuel::Gasoline => "gasoline_gallon",
                    Fuel::Diesel => "diesel_gallon",
                })?;
                let gallons = match unit {
                    Volume::UsGallons => Some(quantity),
                    Volume::Litres => quantity.times(NANOLITRES, GALLON),
                };
                let gallons = gallons
                    .ok_or(TravelError::TooManyDigits { count: quantity, times: NANOLITRES })?;
                once(row, gallons, rounding)
            }
            Activity::NaturalGas { therms } => once(self.emission("gas_therm")?, therms, rounding),
            Activity::CarYears { vehicles } => {
                let row = self.emission("gasoline_car_year")?;
                if row.basis != Basis::Year {
                    return Err(misfit(row, "per year").into());
                }
                Ok(row.amount(vehicles, rounding)?)
            }
            Activity::Driven(distance) => {
                let row = self
                    .emission("gasoline_car_mile")
                    .or_else(|_| self.emission("car_average_unknown"))?;
                Ok(row.per_distance::<Vehicle>()?.amount(distance, rounding)?)
            }
        }
    }

    /// The row of this id, if it is of an emission.
    fn emission(&self, id: &str) -> Result<&Equivalence, ActivityError> {
        let row = self.require(id)?;
        match row.kind {
            Kind::Emission => Ok(row),
            found => {
                let (id, expected) = (row.id.clone(), Kind::Emission);
                Err(MisfitError::Kind { id, expected, found }.into())
            }
        }
    }
}

/// Nanolitres of a litre, and of a US gallon (231 cubic inches of 16.387064 mL).
const NANOLITRES: u64 = 1_000_000_000;
const GALLON: core::num::NonZeroU64 =
    core::num::NonZeroU64::new(3_785_411_784).expect("a gallon is not nothing");

fn once(row: &Equivalence, count: Count, rounding: Rounding) -> Result<Co2e, ActivityError> {
    if row.basis != Basis::Event {
        return Err(misfit(row, "per event").into());
    }
    Ok(row.amount(count, rounding)?)
}

fn misfit(row: &Equivalence, expected: &str) -> MisfitError {
    MisfitError::Basis { id: row.id.clone(), expected: expected.to_owned(), found: row.basis }
}

impl Activity {
    /// So many kilometres driven by an average car.
    ///
    /// # Errors
    /// When the count has too many digits.
    pub fn kilometres_driven(count: impl Into<Count>) -> Result<Self, TravelError> {
        Travel::new(count, DistanceUnit::Kilometre).map(Self::Driven)
    }
}
