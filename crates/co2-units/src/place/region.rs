//! Places of any size, and the larger places that contain them.

use super::{Bloc, Country, PlaceError, Subdivision};
use core::fmt;
use core::str::FromStr;

/// A subdivision, a country, a bloc or the world; written as `US-CA`, `SE`, `EU` or `WW`.
///
/// ```
/// use co2_units::Region;
/// let chain = |code: &str| -> Result<Vec<String>, co2_units::PlaceError> {
///     Ok(code.parse::<Region>()?.chain().map(|region| region.to_string()).collect())
/// };
/// assert_eq!(chain("SE")?, ["SE", "EU", "WW"]);
/// assert_eq!(chain("US-CA")?, ["US-CA", "US", "WW"]);
/// # Ok::<(), co2_units::PlaceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
#[non_exhaustive]
pub enum Region {
    /// A part of a country.
    Subdivision(Subdivision),
    /// One country.
    Country(Country),
    /// A bloc of countries.
    Bloc(Bloc),
    /// The whole world.
    World,
}

#[cfg(feature = "schemars")]
crate::schema::text! {
    Region = "Region", r"^([A-Z]{2}(-[A-Z0-9]{1,3})?|EEA|NORDICS)$",
    "a country's ISO 3166-1 alpha-2 code, or an ISO 3166-2 code, or EU for the European Union, EEA \
     for the European Economic Area, NORDICS for the Nordic countries, or WW for the world"
}

impl Region {
    /// Returns the chain of markets: this region and those that contain it, smallest first, such as
    /// `SE`, `EU`, `WW` or `US-CA`, `US`, `WW`. A territory with a country code of its own does not
    /// lead to the country it is part of, because its grid and rules differ: `FR-NC`, `NC`, `WW`.
    ///
    /// The chain has at most one bloc, that of the common market: the European Union for its member
    /// states, and the European Economic Area for its other states (`NO`, `EEA`, `WW`). Use
    /// [`Region::contains`] for other memberships.
    pub fn chain(self) -> impl Iterator<Item = Self> {
        let country = match self {
            Self::Subdivision(subdivision) => Some(subdivision.market()),
            Self::Country(country) => Some(country),
            Self::Bloc(_) | Self::World => None,
        };
        let own = country.map(Self::Country).filter(|country| *country != self);
        let bloc = country
            .and_then(|country| [Bloc::Eu, Bloc::Eea].into_iter().find(|b| b.contains(country)))
            .map(Self::Bloc);
        let world = (self != Self::World).then_some(Self::World);
        core::iter::once(self).chain(own).chain(bloc).chain(world)
    }

    /// Returns true if the other region is equal to this one or lies within it.
    ///
    /// ```
    /// use co2_units::{Bloc, Region};
    /// let sweden: Region = "SE".parse()?;
    /// assert!(Region::Bloc(Bloc::Nordics).contains(sweden));
    /// assert!(Region::Bloc(Bloc::Eea).contains(Region::Bloc(Bloc::Eu)));
    /// assert!(!sweden.contains(Region::Bloc(Bloc::Eu)));
    /// # Ok::<(), co2_units::PlaceError>(())
    /// ```
    pub fn contains(self, other: Self) -> bool {
        match (self, other) {
            (Self::World, _) | (Self::Bloc(Bloc::Eea), Self::Bloc(Bloc::Eu)) => true,
            (Self::Bloc(bloc), Self::Country(country)) => bloc.contains(country),
            (Self::Bloc(bloc), Self::Subdivision(part)) => bloc.contains(part.market()),
            (Self::Country(country), Self::Subdivision(part)) => {
                country == part.country() || country == part.market()
            }
            _ => self == other,
        }
    }
}

impl FromStr for Region {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "WW" {
            return Ok(Self::World);
        }
        if let Ok(bloc) = text.parse() {
            return Ok(Self::Bloc(bloc));
        }
        if text.contains('-') {
            text.parse().map(Self::Subdivision)
        } else {
            text.parse().map(Self::Country)
        }
    }
}

impl TryFrom<String> for Region {
    type Error = PlaceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Region> for String {
    fn from(region: Region) -> Self {
        region.to_string()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Subdivision(subdivision) => subdivision.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::Bloc(bloc) => bloc.fmt(f),
            Self::World => f.pad("WW"),
        }
    }
}
