//! Subdivisions of countries: states, provinces, counties.

use super::{Country, PlaceError, Region};
use core::fmt;
use core::str::FromStr;

/// The maximum length of a code: two letters, a hyphen and three more characters.
const MAX_LEN: usize = 6;

/// Subdivisions that have a country code of their own. Source: the notes on the parent countries in
/// ISO 3166-2, compared with ISO 3166-1.
const TERRITORIES: [(&str, &str); 30] = [
    ("CN-HK", "HK"),
    ("CN-MO", "MO"),
    ("CN-TW", "TW"),
    ("FI-01", "AX"),
    ("FR-971", "GP"),
    ("FR-972", "MQ"),
    ("FR-973", "GF"),
    ("FR-974", "RE"),
    ("FR-976", "YT"),
    ("FR-BL", "BL"),
    ("FR-MF", "MF"),
    ("FR-NC", "NC"),
    ("FR-PF", "PF"),
    ("FR-PM", "PM"),
    ("FR-TF", "TF"),
    ("FR-WF", "WF"),
    ("NL-AW", "AW"),
    ("NL-BQ1", "BQ"),
    ("NL-BQ2", "BQ"),
    ("NL-BQ3", "BQ"),
    ("NL-CW", "CW"),
    ("NL-SX", "SX"),
    ("NO-21", "SJ"),
    ("NO-22", "SJ"),
    ("US-AS", "AS"),
    ("US-GU", "GU"),
    ("US-MP", "MP"),
    ("US-PR", "PR"),
    ("US-UM", "UM"),
    ("US-VI", "VI"),
];

/// A part of a country by its ISO 3166-2 code.
///
/// ```
/// use co2_units::Subdivision;
/// let california: Subdivision = "US-CA".parse()?;
/// assert_eq!(california.name(), "California");
/// assert_eq!(california.country(), "US".parse()?);
/// assert!("US-XX".parse::<Subdivision>().is_err());
/// # Ok::<(), co2_units::PlaceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Subdivision {
    country: Country,
    code: Code,
}

/// The code, as in the table of all subdivisions.
///
/// An alias, because serde's derive treats a field of type `&'static str` as borrowed from the
/// input, although this field is never read.
type Code = &'static str;

#[cfg(feature = "schemars")]
crate::schema::text! {
    Subdivision = "Subdivision", r"^[A-Z]{2}-[A-Z0-9]{1,3}$",
    "a part of a country by its ISO 3166-2 code, such as US-CA"
}

impl Subdivision {
    /// Returns the code.
    pub const fn as_str(self) -> &'static str {
        self.code
    }

    /// Returns the country that the subdivision is part of.
    pub const fn country(self) -> Country {
        self.country
    }

    /// Returns the country code that statistics and markets use: the country's code, or the
    /// territory's own code where ISO 3166-1 assigns one.
    ///
    /// Such territories have their own grids and mostly lie outside their country's bloc.
    ///
    /// ```
    /// use co2_units::Subdivision;
    /// let new_caledonia: Subdivision = "FR-NC".parse()?;
    /// assert_eq!(new_caledonia.country().as_str(), "FR");
    /// assert_eq!(new_caledonia.market().as_str(), "NC");
    /// # Ok::<(), co2_units::PlaceError>(())
    /// ```
    pub fn market(self) -> Country {
        let own = TERRITORIES.iter().find(|(code, _)| *code == self.code);
        own.and_then(|(_, country)| country.parse().ok()).unwrap_or(self.country)
    }

    /// Returns the name, in a language of the country.
    pub fn name(self) -> &'static str {
        rust_iso3166::iso3166_2::from_code(self.code).map_or("", |found| found.name)
    }

    /// Returns the subdivision as a region.
    pub const fn region(self) -> Region {
        Region::Subdivision(self)
    }
}

impl FromStr for Subdivision {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || PlaceError::UnknownSubdivision { code: text.chars().take(16).collect() };
        if text.len() > MAX_LEN {
            return Err(unknown());
        }
        let found = rust_iso3166::iso3166_2::from_code(text).ok_or_else(unknown)?;
        let (country, _) = found.code.split_once('-').ok_or_else(unknown)?;
        Ok(Self { country: country.parse()?, code: found.code })
    }
}

impl TryFrom<String> for Subdivision {
    type Error = PlaceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Subdivision> for String {
    fn from(subdivision: Subdivision) -> Self {
        subdivision.code.to_owned()
    }
}

impl fmt::Display for Subdivision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}
