//! Countries.

use super::{PlaceError, Region};
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

/// What to write instead of a code that is none. The European Union's texts have `UK` and `EL`; here a country
/// has one spelling.
pub(super) fn instead(code: &str) -> &'static str {
    match code {
        "UK" => "GB, its ISO 3166-1 code",
        "EL" => "GR, its ISO 3166-1 code",
        _ => "an ISO 3166-1 alpha-2 code such as SE",
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
