//! States, provinces, counties.

use super::{Country, PlaceError, Region};
use core::fmt;
use core::str::FromStr;

/// The longest code: two letters, a hyphen, three more.
const MAX_LEN: usize = 6;

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
