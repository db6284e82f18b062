//! States, provinces, counties.

use super::{Country, PlaceError, Region};
use core::fmt;
use core::str::FromStr;

/// The longest code: two letters, a hyphen, three more.
const MAX_LEN: usize = 6;

/// Subdivisions that have a country code of their own. Source: ISO 3166-2, the notes of the parent
/// countries, compared with ISO 3166-1.
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

/// The code, as the table of all subdivisions has it.
///
/// By this name, because serde's derive takes a field of type `&'static str` for one that borrows
/// from what is read, although it is never read.
type Code = &'static str;

#[cfg(feature = "schemars")]
crate::schema::text! {
    Subdivision = "Subdivision", r"^[A-Z]{2}-[A-Z0-9]{1,3}$",
    "a part of a country by its ISO 3166-2 code, such as US-CA"
}

impl Subdivision {
    /// The code.
    pub const fn as_str(self) -> &'static str {
        self.code
    }

    /// The country it is a part of.
    pub const fn country(self) -> Country {
        self.country
    }

    /// The country code under which statistics and markets know it: the country it is a part of,
    /// or, for a territory that ISO 3166-1 gives a code of its own, that one.
    ///
    /// Such territories have grids of their own and mostly lie outside of their country's bloc.
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

    /// The name, in a language of the country.
    pub fn name(self) -> &'static str {
        rust_iso3166::iso3166_2::from_code(self.code).map_or("", |found| found.name)
    }

    /// The place as a region.
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
