//! Groups of countries.

use super::{Country, PlaceError};
use core::fmt;
use core::str::FromStr;

/// A group of countries with rules or statistics in common.
///
/// Member states are listed by their country codes. Territories with a country code of their own
/// (such as `AX`, `GF` or `FO`) belong to no bloc here, whatever law applies there.
///
/// ```
/// use co2_units::{Bloc, Country};
/// let norway: Country = "NO".parse()?;
/// assert_eq!(Bloc::ALL.map(|bloc| bloc.contains(norway)), [false, true, true]);
/// # Ok::<(), co2_units::PlaceError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Bloc {
    /// The European Union of 27 member states (since 2020-02-01).
    Eu,
    /// The European Economic Area: the European Union, Iceland, Liechtenstein and Norway.
    Eea,
    /// The Nordic countries: Denmark, Finland, Iceland, Norway, Sweden.
    Nordics,
}

/// Member states of the European Union. Source: Treaty on European Union, article 52, as of 2020-02-01.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// States of the European Economic Area outside the European Union. Source: Agreement on the
/// European Economic Area, article 2(b).
const EEA_OUTSIDE_EU: [&str; 3] = ["IS", "LI", "NO"];

/// Nordic countries. Source: Treaty of Co-operation between Denmark, Finland, Iceland, Norway and
/// Sweden (Helsinki Treaty, 1962).
const NORDICS: [&str; 5] = ["DK", "FI", "IS", "NO", "SE"];

impl Bloc {
    /// All blocs.
    pub const ALL: [Self; 3] = [Self::Eu, Self::Eea, Self::Nordics];

    /// Returns true if the country belongs to the bloc.
    pub fn contains(self, country: Country) -> bool {
        let code = country.as_str();
        match self {
            Self::Eu => EU.contains(&code),
            Self::Eea => EU.contains(&code) || EEA_OUTSIDE_EU.contains(&code),
            Self::Nordics => NORDICS.contains(&code),
        }
    }

    /// Returns the code: `EU`, `EEA` or `NORDICS`. None of them can be confused with a country
    /// code.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eu => "EU",
            Self::Eea => "EEA",
            Self::Nordics => "NORDICS",
        }
    }
}

impl FromStr for Bloc {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || PlaceError::UnknownBloc { code: text.chars().take(16).collect() };
        Self::ALL.into_iter().find(|bloc| bloc.as_str() == text).ok_or_else(unknown)
    }
}

impl fmt::Display for Bloc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
