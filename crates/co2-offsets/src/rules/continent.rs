//! Continents.

use co2_units::Country;
use core::fmt;
use serde::{Deserialize, Serialize};

/// A continent, as the United Nations divide the world for statistics.
///
/// Countries are assigned by the list of regions in the Statistics Division's standard M49
/// (*Standard country or area codes for statistical use*): Cyprus, Türkiye and the Caucasus are in
/// Asia, Russia is in Europe, and the Americas are one. Taiwan, which M49 does not list, counts as
/// Asia, and Kosovo (`XK`) as Europe. What lies in no country (`XZ`) is on no continent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Continent {
    /// Africa.
    Africa,
    /// North, Central and South America and the Caribbean.
    Americas,
    /// Antarctica.
    Antarctica,
    /// Asia.
    Asia,
    /// Europe.
    Europe,
    /// Australia, New Zealand and the islands of the Pacific.
    Oceania,
}

const AFRICA: &str = "DZ EG EH LY MA SD TN AO BF BI BJ BW CD CF CG CI CM CV DJ ER ET GA GH GM GN GQ \
    GW IO KE KM LR LS MG ML MR MU MW MZ NA NE NG RE RW SC SH SL SN SO SS ST SZ TD TF TG TZ UG YT ZA \
    ZM ZW";
const AMERICAS: &str = "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC \
    VG VI BZ CR GT HN MX NI PA SV AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE BM CA GL PM US";
const ASIA: &str = "KG KZ TJ TM UZ CN HK JP KP KR MN MO TW BN ID KH LA MM MY PH SG TH TL VN AF BD BT \
    IN IR LK MV NP PK AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE";
const EUROPE: &str = "BG BY CZ HU MD PL RO RU SK UA AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ AD \
    AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK AT BE CH DE FR LI LU MC NL";
const OCEANIA: &str = "AU CC CX HM NF NZ FJ NC PG SB VU FM GU KI MH MP NR PW UM AS CK NU PF PN TK TO \
    TV WF WS";

impl Continent {
    /// Returns the continent of a country; `None` for a code that was added to ISO 3166-1 after the list was made.
    pub fn of(country: Country) -> Option<Self> {
        let lists = [
            (Self::Africa, AFRICA),
            (Self::Americas, AMERICAS),
            (Self::Antarctica, "AQ"),
            (Self::Asia, ASIA),
            (Self::Europe, EUROPE),
            (Self::Oceania, OCEANIA),
        ];
        let code = country.as_str().as_bytes();
        // Each code in a list has two letters and, except for the last, a space.
        let has = |list: &str| list.as_bytes().chunks(3).any(|one| one.starts_with(code));
        let found = lists.into_iter().find(|(_, list)| has(list));
        found.map(|(continent, _)| continent)
    }
}

/// Writes the English name.
impl fmt::Display for Continent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Africa => "Africa",
            Self::Americas => "Americas",
            Self::Antarctica => "Antarctica",
            Self::Asia => "Asia",
            Self::Europe => "Europe",
            Self::Oceania => "Oceania",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every country is in one list, and the lists have no other codes.
    #[test]
    fn every_country_has_one_continent() {
        let letters = || (b'A'..=b'Z').map(char::from);
        let codes = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
        let countries: Vec<Country> = codes.filter_map(|code| code.parse().ok()).collect();
        let missing = countries.iter().filter(|&&c| Continent::of(c).is_none());
        let missing: Vec<&str> = missing.map(Country::as_str).collect();
        // What lies in no country is on no continent.
        assert_eq!(missing, ["XZ"]);
        let lists = [AFRICA, AMERICAS, "AQ", ASIA, EUROPE, OCEANIA].join(" ");
        let mut listed: Vec<&str> = lists.split(' ').collect();
        listed.sort_unstable();
        let known = countries.iter().map(Country::as_str);
        let mut known: Vec<&str> = known.filter(|&code| code != "XZ").collect();
        known.sort_unstable();
        assert_eq!(listed, known);
    }
}
