//! Whose law applies in a market, and whether it was reviewed.

use crate::form::{UnknownWord, words};
use co2_units::text::Text;
use co2_units::{Bloc, Country, Region};
use core::fmt;
use core::str::FromStr;

/// Territories with their own country code in which the law of a member state and of the European Union
/// applies: Åland (Act of Accession of 1994, protocol 2) and the outermost regions of France (Treaty on the
/// Functioning of the European Union, article 349). The Azores, Madeira and the Canary Islands have no
/// country code of their own.
const UNION_TERRITORIES: [(&str, &str); 7] = [
    ("AX", "FI"),
    ("GF", "FR"),
    ("GP", "FR"),
    ("MF", "FR"),
    ("MQ", "FR"),
    ("RE", "FR"),
    ("YT", "FR"),
];

/// Returns the places whose law applies in a market, the smallest first: the market, the country and the bloc
/// around it, and the world.
///
/// For statistics, a territory stands alone; see [`Region::chain`]. Law differs: Åland and the outermost
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

/// Returns the member state whose law, and whose Union's law, applies in a territory.
fn around(territory: Country) -> Option<Country> {
    let (_, state) = UNION_TERRITORIES.iter().find(|(code, _)| *code == territory.as_str())?;
    state.parse().ok()
}

/// Whether the law of a market was reviewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Looked {
    /// It was reviewed, and the rules on climate claims that were found are in the policy.
    LookedAt,
    /// A part of it was reviewed, such as the law of a union without that of its states.
    Partly,
    /// It was reviewed, but it could not be confirmed whether a rule applies.
    Unknown,
    /// It was not reviewed, so the absence of a rule means nothing.
    NotLookedAt,
}

words! {
    Looked, "whether a market's law was looked at",
    LookedAt = "looked_at",
    Partly = "partly",
    Unknown = "unknown",
    NotLookedAt = "not_looked_at",
}

/// The status in words, for people.
impl Looked {
    /// Returns the status in words, such as `looked at in part`.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::LookedAt => "looked at",
            Self::Partly => "looked at in part",
            Self::Unknown => "looked at, not confirmed",
            Self::NotLookedAt => "not looked at",
        }
    }
}

/// A note on what was reviewed of a market's law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MarketNote {
    /// The market.
    pub market: Region,
    /// Whether its law was reviewed.
    pub looked: Looked,
    /// What was reviewed, or why nothing was.
    pub note: Text,
}
