//! What a number measures: its kind, what one unit of the thing is, and what is included.

use core::fmt;
use core::num::{NonZeroU8, NonZeroU64};

/// What the CO2e of an equivalence means. Only emissions may be called emissions.
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
    /// Returns the wire name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Emission => "emission",
            Self::Avoided => "avoided",
            Self::Sequestration => "sequestration",
        }
    }
}

/// Written in words.
impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Emission => "emission",
            Self::Avoided => "avoided emission",
            Self::Sequestration => "sequestration",
        })
    }
}

/// A unit of distance. A Swedish *mil* is not a mile: numbers with a unit are converted, never
/// translated.
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
    /// 1,852 m
    NauticalMile,
    /// The Swedish *mil*, 10,000 m
    SwedishMil,
}

const fn millimetres(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).expect("no unit is zero long")
}

const KILOMETRE: NonZeroU64 = millimetres(1_000_000);
const MILE: NonZeroU64 = millimetres(1_609_344);
const NAUTICAL_MILE: NonZeroU64 = millimetres(1_852_000);
const SWEDISH_MIL: NonZeroU64 = millimetres(10_000_000);

impl DistanceUnit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::Kilometre, Self::Mile, Self::NauticalMile, Self::SwedishMil];

    /// Returns the length of the unit, which is a whole number of millimetres for every unit.
    pub const fn millimetres(self) -> NonZeroU64 {
        match self {
            Self::Kilometre => KILOMETRE,
            Self::Mile => MILE,
            Self::NauticalMile => NAUTICAL_MILE,
            Self::SwedishMil => SWEDISH_MIL,
        }
    }

    /// Returns the English singular and plural.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Kilometre => ("kilometre", "kilometres"),
            Self::Mile => ("mile", "miles"),
            Self::NauticalMile => ("nautical mile", "nautical miles"),
            Self::SwedishMil => ("Swedish mil", "Swedish mil"),
        }
    }
}

/// What travels a distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Carried {
    /// A whole vehicle, vessel or aircraft.
    Vehicle,
    /// One passenger in a vehicle.
    Passenger,
}

/// Written in words.
impl fmt::Display for Carried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Vehicle => "vehicle",
            Self::Passenger => "passenger",
        })
    }
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

/// What one unit of the thing is, in time, distance or energy. A factor of ten can depend on it: a
/// tree over ten years is not a tree in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "UnitBasis"))]
#[non_exhaustive]
pub enum Basis {
    /// Something burned, charged or recycled once.
    Event,
    /// One product or meal, made and used.
    Item,
    /// One thing in use or growing during one year.
    Year,
    /// One tree planted, in total over its first years.
    Tree {
        /// The number of years.
        years: NonZeroU8,
    },
    /// One unit of distance.
    Distance {
        /// The unit.
        unit: DistanceUnit,
        /// What travels.
        carried: Carried,
    },
    /// One flight or journey between two places; a return trip if its name says so.
    Trip {
        /// What travels.
        carried: Carried,
    },
    /// One unit of energy.
    Energy {
        /// The unit.
        unit: EnergyUnit,
    },
}

/// Written in words, such as `per mile of a vehicle`.
impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event => f.write_str("per event"),
            Self::Year => f.write_str("per year"),
            Self::Tree { years } => write!(f, "per tree over {years} years"),
            Self::Item => f.write_str("per item"),
            Self::Distance { unit, carried } => write!(f, "per {} of a {carried}", unit.words().0),
            Self::Trip { carried } => write!(f, "per trip of a {carried}"),
            Self::Energy { unit } => match unit {
                EnergyUnit::KilowattHour => f.write_str("per kilowatt-hour"),
            },
        }
    }
}

/// The gases that a factor counts. A sentence says so, because the CO2 of a thing is less than its
/// CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Gases {
    /// Carbon dioxide only.
    Co2,
    /// Carbon dioxide and other gases, as CO2 equivalent.
    Co2e,
}

/// Where the gases are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Scope {
    /// At the tailpipe, chimney or stack; without the production of fuels.
    Direct,
    /// At the power plants that generate the electricity.
    Electricity,
    /// At the tailpipe, chimney or stack and at the power plants.
    DirectAndElectricity,
    /// From well to wheel: production of the fuel or electricity, and its use.
    WellToWheel,
    /// Over the whole life cycle.
    LifeCycle,
    /// In growing plants.
    Uptake,
}

/// Whether the warming caused by contrails, clouds and other gases at cruising altitude is counted.
/// It can double the number for a flight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum RadiativeForcing {
    /// Not counted, or there is none.
    #[default]
    Excluded,
    /// Counted, with a multiplier of the publisher.
    Included,
}

/// What a factor includes. Factors with different boundaries are not comparable.
///
/// ```
/// use co2_equiv::{Boundary, Gases, RadiativeForcing, Scope};
/// let forcing = RadiativeForcing::Excluded;
/// let boundary = Boundary { gases: Gases::Co2e, scope: Scope::Direct, forcing };
/// assert_eq!(boundary.to_string(), "CO2e, at the tailpipe, chimney or stack");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Boundary {
    /// The gases counted.
    pub gases: Gases,
    /// Where the gases are counted.
    pub scope: Scope,
    /// Whether the effects of flying at high altitude are counted.
    #[cfg_attr(feature = "serde", serde(default))]
    pub forcing: RadiativeForcing,
}

/// Written in words.
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
            Scope::WellToWheel => "from well to wheel",
            Scope::LifeCycle => "life cycle",
            Scope::Uptake => "taken up by plants",
        })?;
        f.write_str(match self.forcing {
            RadiativeForcing::Excluded => "",
            RadiativeForcing::Included => ", with radiative forcing",
        })
    }
}

/// The readers who know the thing from their own life or work. Each group also knows what the
/// groups before it know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Audience {
    /// Everybody: cars, meals, telephones.
    #[default]
    Everyone,
    /// People responsible for an organisation: tanker trucks, kilowatt-hours, power plants.
    Organisations,
    /// Experts: therms, flights by class.
    Specialists,
}
