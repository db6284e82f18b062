//! Countries.

use super::{PlaceError, Region};
use core::fmt;
use core::str::FromStr;

/// A country by its ISO 3166-1 alpha-2 code.
///
/// Two codes that ISO leaves to its users are also accepted, because credit registries print them:
/// `XK` for Kosovo, and `XZ` for places in no country ("international waters" in UN/LOCODE).
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

/// Codes that ISO 3166-1 leaves to its users.
const USER_ASSIGNED: &[(&str, &str)] = &[("XK", "Kosovo"), ("XZ", "International")];

/// Names that registries use and ISO 3166-1 does not.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("CD", "Democratic Republic of the Congo"),
    ("CG", "Republic of the Congo"),
    ("CI", "Ivory Coast"),
    ("CZ", "Czech Republic"),
    ("GB", "United Kingdom"),
    ("KR", "South Korea"),
    ("LA", "Laos"),
    ("RU", "Russia"),
    ("SZ", "Swaziland"),
    ("TR", "Turkey"),
    ("US", "United States"),
    ("VN", "Vietnam"),
];

#[cfg(feature = "schemars")]
crate::schema::text! {
    Country = "Country", r"^[A-Z]{2}$", "a country's ISO 3166-1 alpha-2 code, such as SE"
}

impl Country {
    /// Returns the two letters.
    pub fn as_str(&self) -> &str {
        // The two bytes are ASCII capitals by construction.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns the English short name.
    pub fn name(self) -> &'static str {
        let assigned = USER_ASSIGNED.iter().find(|(code, _)| *code == self.as_str());
        assigned.map_or_else(
            || rust_iso3166::from_alpha2(self.as_str()).map_or("", |country| country.name),
            |(_, name)| name,
        )
    }

    /// Finds a country by its English name, as ISO 3166-1 or registries write it, in any case.
    ///
    /// ```
    /// use co2_units::Country;
    /// assert_eq!(Country::from_name("Brazil"), "BR".parse().ok());
    /// assert_eq!(Country::from_name("Viet Nam"), Country::from_name("vietnam"));
    /// assert_eq!(Country::from_name("Atlantis"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let other = OTHER_NAMES.iter().chain(USER_ASSIGNED);
        let other = other.into_iter().find(|(_, other)| other.eq_ignore_ascii_case(name));
        if let Some((code, _)) = other {
            return code.parse().ok();
        }
        // `Bolivia (Plurinational State of)` and `Tanzania, United Republic of` are shortened in
        // practice.
        let short = |long: &'static str| long.split([',', '(']).next().unwrap_or(long).trim();
        let whole = |country: &&rust_iso3166::CountryCode| country.name.eq_ignore_ascii_case(name);
        let by_short =
            |country: &&rust_iso3166::CountryCode| short(country.name).eq_ignore_ascii_case(name);
        let found = rust_iso3166::ALL.iter().find(whole).or_else(|| {
            // A short name that two countries share, such as Congo, matches neither.
            let mut found = rust_iso3166::ALL.iter().filter(by_short);
            found.next().filter(|_| found.next().is_none())
        });
        found?.alpha2.parse().ok()
    }

    /// Returns the country with a code of three letters (ISO 3166-1 alpha-3).
    ///
    /// ```
    /// use co2_units::Country;
    /// assert_eq!(Country::from_alpha3("USA"), "US".parse().ok());
    /// assert_eq!(Country::from_alpha3("usa"), None);
    /// ```
    pub fn from_alpha3(code: &str) -> Option<Self> {
        rust_iso3166::from_alpha3(code)?.alpha2.parse().ok()
    }

    /// Returns the country as a region.
    pub const fn region(self) -> Region {
        Region::Country(self)
    }
}

/// Returns what to write instead of an invalid code. Texts of the European Union use `UK` and `EL`;
/// here a country has one code.
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
        let known = USER_ASSIGNED.iter().any(|(code, _)| *code == text)
            || rust_iso3166::from_alpha2(text).is_some();
        if known { Ok(Self([first, second])) } else { Err(unknown()) }
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
