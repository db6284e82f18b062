//! Whose law holds where, and whether it was looked at.

use crate::form::{UnknownWord, words};
use co2_units::text::Text;
use co2_units::{Bloc, Country, Region};
use core::fmt;
use core::str::FromStr;

/// Territories with a country code of their own in which the law of a member state and of the European Union
/// holds: Åland (Act of Accession of 1994, protocol 2) and the outermost regions of France (Treaty on the
/// Functioning of the European Union, article 349). The Azores, Madeira and the Canary Islands have no
/// code of their own.
const UNION_TERRITORIES: [(&str, &str); 7] = [
    ("AX", "FI"),
    ("GF", "FR"),
    ("GP", "FR"),
    ("MF", "FR"),
    ("MQ", "FR"),
    ("RE", "FR"),
    ("YT", "FR"),
];

/// The places whose law holds in a market, the smallest first: the market, the country and the bloc around it,
/// the world.
///
/// For statistics a territory stands alone; see [`Region::chain`]. Law is another matter: Åland and the outermost
/// regions are in the European Union.
///
/// ```
/// use co2_claims::jurisdictions;
/// let chain = |market: &str| -> Result<Vec<String>, co2_units::PlaceError> {
///     Ok(jurisdictions(market.parse()?).iter().map(ToString::to_string).collect())
/// };
/// assert_eq!(chain("SE")?, ["SE", "EU", "WW"]);
/// assert_eq!(chain("AX")?, ["AX", "FI", "EU", "WW"]);
/// assert_eq!(chain("RE")?, ["RE", "FR", "EU", "WW"]);
/// assert_eq!(chain("NC")?, ["NC", "WW"]);
/// assert_eq!(chain("NO")?, ["NO", "EEA", "WW"]);
/// # Ok::<(), co2_units::PlaceError>(())
/// ```
pub fn jurisdictions(market: Region) -> Vec<Region> {
    let mut chain: Vec<Region> = market.chain().collect();
    let territory = chain.iter().find_map(|region| match region {
        Region::Country(country) => around(*country),
        _ => None,
    });
    if let Some(state) = territory {
        let world = chain.pop();
        chain.extend([Region::Country(state), Region::Bloc(Bloc::Eu)]);
        chain.extend(world);
    }
    chain
}

/// The member state whose law and whose Union's law hold in a territory.
fn around(territory: Country) -> Option<Country> {
    let (_, state) = UNION_TERRITORIES.iter().find(|(code, _)| *code == territory.as_str())?;
    state.parse().ok()
}

/// Whether the law of a market was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Looked {
    /// The rules on climate claims that were found are in the policy.
    LookedAt,
    /// A part of it was, such as the law of a union without that of its states.
    Partly,
    /// It was, and whether a rule holds could not be confirmed.
    Unknown,
    /// Nobody looked: that no rule is found says nothing.
    NotLookedAt,
}

words! {
    Looked, "whether a market's law was looked at",
    LookedAt = "looked_at",
    Partly = "partly",
    Unknown = "unknown",
    NotLookedAt = "not_looked_at",
}

/// In words, for people.
impl Looked {
    /// Such as `looked at in part`.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::LookedAt => "looked at",
            Self::Partly => "looked at in part",
            Self::Unknown => "looked at, not confirmed",
            Self::NotLookedAt => "not looked at",
        }
    }
}

/// What was looked at of a market's law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketNote {
    /// The market.
    pub market: Region,
    /// Whether its law was looked at.
    pub looked: Looked,
    /// What was, or why not.
    pub note: Text,
}
