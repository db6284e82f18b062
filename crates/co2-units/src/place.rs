//! Countries, blocs and the world.

use core::fmt;
use core::str::FromStr;

/// A country by its ISO 3166-1 alpha-2 code.
///
/// ```
/// use co2_units::Country;
/// let sweden: Country = "SE".parse()?;
/// assert_eq!(sweden.name(), "Sweden");
/// assert!("XX".parse::<Country>().is_err());
/// # Ok::<(), co2_units::PlaceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Country([u8; 2]);

#[cfg(feature = "schemars")]
crate::schema::text! {
    Country = "Country", r"^[A-Z]{2}$", "a country's ISO 3166-1 alpha-2 code, such as SE"
}

/// Why a text names no place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlaceError {
    /// No ISO 3166-1 alpha-2 code.
    #[error("unknown country {code:?}; write an ISO 3166-1 alpha-2 code such as SE")]
    UnknownCountry {
        /// What was given, at most its first 16 characters.
        code: String,
    },
}

impl Country {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        // The two bytes are ASCII capitals, by construction.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The English short name.
    pub fn name(self) -> &'static str {
        rust_iso3166::from_alpha2(self.as_str()).map_or("", |country| country.name)
    }

    /// The place as a region.
    pub const fn region(self) -> Region {
        Region::Country(self)
    }
}

impl FromStr for Country {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || PlaceError::UnknownCountry { code: text.chars().take(16).collect() };
        let &[first, second] = text.as_bytes() else {
            return Err(unknown());
        };
        if !(first.is_ascii_uppercase() && second.is_ascii_uppercase()) {
            return Err(unknown());
        }
        rust_iso3166::from_alpha2(text).map(|_| Self([first, second])).ok_or_else(unknown)
    }
}

impl TryFrom<String> for Country {
    type Error = PlaceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A group of countries with rules or statistics in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Bloc {
    /// The European Union of 27 member states (since 2020-02-01).
    Eu,
}

/// Member states of the European Union. Source: Treaty on European Union, article 52, as of 2020-02-01.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Bloc {
    /// Whether the country belongs to the bloc.
    pub fn contains(self, country: Country) -> bool {
        match self {
            Self::Eu => EU.contains(&country.as_str()),
        }
    }

    /// The code, such as `EU`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eu => "EU",
        }
    }
}

/// A country, a bloc or the world; written `SE`, `EU`, `WW`.
///
/// ```
/// use co2_units::Region;
/// let sweden: Region = "SE".parse()?;
/// let chain: Vec<String> = sweden.chain().map(|region| region.to_string()).collect();
/// assert_eq!(chain, ["SE", "EU", "WW"]);
/// # Ok::<(), co2_units::PlaceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
#[non_exhaustive]
pub enum Region {
    /// One country.
    Country(Country),
    /// A bloc of countries.
    Bloc(Bloc),
    /// The whole world.
    World,
}

#[cfg(feature = "schemars")]
crate::schema::text! {
    Region = "Region", r"^[A-Z]{2}$",
    "a country's ISO 3166-1 alpha-2 code, or EU for the European Union, or WW for the world"
}

impl Region {
    /// This region and those around it, smallest first: `SE`, `EU`, `WW`.
    pub fn chain(self) -> impl Iterator<Item = Self> {
        let bloc = match self {
            Self::Country(country) if Bloc::Eu.contains(country) => Some(Self::Bloc(Bloc::Eu)),
            _ => None,
        };
        let world = (self != Self::World).then_some(Self::World);
        core::iter::once(self).chain(bloc).chain(world)
    }
}

impl FromStr for Region {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "WW" => Ok(Self::World),
            "EU" => Ok(Self::Bloc(Bloc::Eu)),
            _ => text.parse().map(Self::Country),
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
            Self::Country(country) => country.fmt(f),
            Self::Bloc(bloc) => f.pad(bloc.as_str()),
            Self::World => f.pad("WW"),
        }
    }
}
