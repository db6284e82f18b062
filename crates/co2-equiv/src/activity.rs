//! From energy, fuel and vehicles to CO2, or to CO2e if the factor counts it.

use crate::travel::{Travel, TravelError, Vehicle};
use crate::{
    AmountError, Basis, Boundary, Count, DistanceUnit, Equivalence, FactorSet, Gases, Kind,
    MisfitError, UnknownEquivalence,
};
use co2_units::Co2e;
use co2_units::doorway::Rounding;
use core::fmt;

/// A unit of volume for fuel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Volume {
    /// 1 dm³
    Litres,
    /// 3.785411784 L
    UsGallons,
}

/// A fuel sold by volume.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fuel {
    /// Motor gasoline, petrol.
    Gasoline,
    /// Diesel.
    Diesel,
}

/// An activity that causes emissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Activity {
    /// Electricity consumed, in kilowatt-hours.
    Electricity {
        /// The number of kilowatt-hours.
        kilowatt_hours: Count,
    },
    /// Fuel burned.
    Fuel {
        /// The fuel.
        fuel: Fuel,
        /// The quantity of fuel.
        quantity: Count,
        /// The unit of the quantity.
        unit: Volume,
    },
    /// Natural gas burned, in therms (US).
    NaturalGas {
        /// The number of therms.
        therms: Count,
    },
    /// Average gasoline cars, each driven for one year.
    CarYears {
        /// The number of vehicles.
        vehicles: Count,
    },
    /// A distance driven by an average car.
    Driven(Travel<Vehicle>),
}

/// The emissions of an activity by a factor, in whole grams, and what that factor includes.
///
/// EPA's factors for fuels and electricity count CO2 alone. The CO2e of the activity is then equal
/// or larger, but the factor does not say by how much. Therefore [`Emitted::co2e`] returns an
/// amount only if the factor counts CO2e.
///
/// ```
/// use co2_equiv::{Activity, Count, Gases, editions};
/// use co2_units::doorway::Rounding;
///
/// let set = editions::epa_2026();
/// let power = Activity::Electricity { kilowatt_hours: Count::whole(1_000) };
/// let power = set.emitted(power, Rounding::Up)?;
/// assert_eq!(power.to_string(), "394 kg CO2");
/// assert_eq!((power.boundary().gases, power.co2e()), (Gases::Co2, None));
/// assert_eq!(power.at_least().to_string(), "394 kg CO2e");
///
/// let cars = set.emitted(Activity::CarYears { vehicles: Count::whole(3) }, Rounding::Up)?;
/// assert_eq!(cars.co2e(), Some("12870 kg".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emitted<'a> {
    equivalence: &'a Equivalence,
    amount: Co2e,
}

impl<'a> Emitted<'a> {
    /// Returns the equivalence whose factor was used: its source, and whether it is derived.
    pub fn equivalence(self) -> &'a Equivalence {
        self.equivalence
    }

    /// Returns what the number includes.
    pub fn boundary(self) -> Boundary {
        self.equivalence.boundary
    }

    /// Returns the grams of the gases that the boundary counts: of CO2, or of CO2e.
    pub fn as_grams(self) -> u64 {
        self.amount.as_grams()
    }

    /// Returns the amount if the factor counts CO2e, and `None` if it counts CO2 alone.
    pub fn co2e(self) -> Option<Co2e> {
        (self.boundary().gases == Gases::Co2e).then_some(self.amount)
    }

    /// Returns a lower bound for the CO2e of the activity (apart from rounding), whichever gases
    /// the factor counts.
    pub fn at_least(self) -> Co2e {
        self.amount
    }
}

/// Written with the gases that are counted: `394 kg CO2`.
impl fmt::Display for Emitted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.amount.to_string();
        f.pad(match self.boundary().gases {
            Gases::Co2 => text.strip_suffix('e').unwrap_or(&text),
            Gases::Co2e => &text,
        })
    }
}

/// The error for an activity whose emissions cannot be computed in an edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActivityError {
    /// The edition has no factor for the activity. A similar factor is never used instead:
    /// electricity avoided is not electricity consumed.
    #[error(transparent)]
    Unknown(#[from] UnknownEquivalence),
    /// The factor of that name has a different kind or basis.
    #[error(transparent)]
    Misfit(#[from] MisfitError),
    /// The amount is larger than can be counted.
    #[error(transparent)]
    Amount(#[from] AmountError),
    /// A distance or volume has too many digits.
    #[error(transparent)]
    Travel(#[from] TravelError),
}

impl FactorSet {
    /// Computes the emissions of an activity, in whole grams, by the factor of this edition.
    ///
    /// ```
    /// use co2_equiv::{Activity, Count, Fuel, Volume, editions};
    /// use co2_units::doorway::Rounding;
    ///
    /// let (fuel, unit) = (Fuel::Diesel, Volume::Litres);
    /// let tank = Activity::Fuel { fuel, quantity: Count::whole(50), unit };
    /// let emitted = editions::epa_2026().emitted(tank, Rounding::Nearest)?;
    /// assert_eq!(emitted.to_string(), "134.464 kg CO2");
    /// # Ok::<(), co2_equiv::ActivityError>(())
    /// ```
    ///
    /// # Errors
    /// Returns an error if the edition has no factor for the activity, the factor does not fit, or
    /// a number has too many digits.
    pub fn emitted(
        &self,
        activity: Activity,
        rounding: Rounding,
    ) -> Result<Emitted<'_>, ActivityError> {
        let (equivalence, count) = match activity {
            Activity::Electricity { kilowatt_hours } => {
                let row = self.emission("kwh_consumed")?;
                if !matches!(row.basis, Basis::Energy { .. }) {
                    return Err(misfit(row, "per kilowatt-hour").into());
                }
                (row, kilowatt_hours)
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
                (once(row)?, gallons)
            }
            Activity::NaturalGas { therms } => (once(self.emission("gas_therm")?)?, therms),
            Activity::CarYears { vehicles } => {
                let row = self.emission("gasoline_car_year")?;
                if row.basis != Basis::Year {
                    return Err(misfit(row, "per year").into());
                }
                (row, vehicles)
            }
            Activity::Driven(distance) => {
                let row = self
                    .emission("gasoline_car_mile")
                    .or_else(|_| self.emission("car_average_unknown"))?;
                let amount = row.per_distance::<Vehicle>()?.amount(distance, rounding)?;
                return Ok(Emitted { equivalence: row, amount });
            }
        };
        Ok(Emitted { equivalence, amount: equivalence.amount(count, rounding)? })
    }

    /// Returns the equivalence with this id if it is an emission.
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

/// The nanolitres in a litre, and in a US gallon (231 cubic inches of 16.387064 mL).
const NANOLITRES: u64 = 1_000_000_000;
const GALLON: core::num::NonZeroU64 =
    core::num::NonZeroU64::new(3_785_411_784).expect("a gallon is not nothing");

fn once(row: &Equivalence) -> Result<&Equivalence, ActivityError> {
    match row.basis {
        Basis::Event => Ok(row),
        _ => Err(misfit(row, "per event").into()),
    }
}

fn misfit(row: &Equivalence, expected: &str) -> MisfitError {
    MisfitError::Basis { id: row.id.clone(), expected: expected.to_owned(), found: row.basis }
}

impl Activity {
    /// Makes a distance driven by an average car, in kilometres.
    ///
    /// # Errors
    /// Returns an error if the count has too many digits.
    pub fn kilometres_driven(count: impl Into<Count>) -> Result<Self, TravelError> {
        Travel::new(count, DistanceUnit::Kilometre).map(Self::Driven)
    }
}
