//! Names of things and publishers, as people write them.

use super::all;
use crate::FactorSet;

/// Short names of the things that are asked for most often.
const THINGS: [(&str, &str); 15] = [
    ("car_year", "gasoline_car_year"),
    ("car_mile", "gasoline_car_mile"),
    ("car_km", "car_average_unknown"),
    ("eu_car_year", "car_year_eu"),
    ("european_car_year", "car_year_eu"),
    ("french_car_year", "car_year_fr"),
    ("british_car_year", "car_year_gb"),
    ("uk_car_year", "car_year_gb"),
    ("swedish_car_year", "car_year_se"),
    ("home_year", "home_energy_year"),
    ("home_electricity", "home_electricity_year"),
    ("phone_charge", "smartphone_charge"),
    ("tree_10y", "tree_seedling_10y"),
    ("tree_seedling", "tree_seedling_10y"),
    ("forest_acre", "forest_acre_year"),
];

/// Things that have the same name at different publishers: EPA is not the only one with a car's
/// year.
const FAMILIES: [&[&str]; 2] = [
    &[
        "gasoline_car_year",
        "gasoline_car_year_unrounded",
        "typical_car_year",
        "car_year_eu",
        "car_year_fr",
        "car_year_gb",
        "car_year_se",
    ],
    &["tree_year", "tree_seedling_10y"],
];

/// The names of publishers in texts, in lower case, and the prefixes of the ids of their editions.
/// A name that contains another one comes before it: the Swedish agency is not EPA.
const SOURCES: [(&str, &[&str]); 23] = [
    ("swedish environmental protection agency", &["naturvardsverket-"]),
    ("naturvårdsverket", &["naturvardsverket-"]),
    ("naturvardsverket", &["naturvardsverket-"]),
    ("trafikverket", &["trafikverket-"]),
    ("trafikanalys", &["trafikverket-"]),
    ("otaq", &["epa-otaq-"]),
    ("office of transportation and air quality", &["epa-otaq-"]),
    ("environmental protection agency", &["epa-"]),
    ("epa", &["epa-"]),
    ("desnz", &["desnz-"]),
    ("defra", &["desnz-"]),
    ("beis", &["desnz-"]),
    ("uk government", &["desnz-"]),
    ("ademe", &["ademe-"]),
    ("impact co2", &["ademe-"]),
    ("base empreinte", &["ademe-"]),
    ("base carbone", &["ademe-"]),
    ("agence de la transition écologique", &["ademe-"]),
    ("european environment agency", &["eea-"]),
    ("eea", &["eea-"]),
    ("easa", &["eaer-"]),
    ("klimatsmart", &["klimatsmart-"]),
    ("green algorithms", &["tree-green-algorithms"]),
];

/// Returns the id of an equivalence for a name as people type it: with hyphens instead of
/// underscores, or the short name of a thing that is often asked for.
///
/// ```
/// use co2_equiv::editions;
/// assert_eq!(editions::id_of("car-year"), "gasoline_car_year");
/// assert_eq!(editions::id_of("oil-barrel"), "oil_barrel");
/// ```
pub fn id_of(name: &str) -> String {
    let id = name.trim().to_lowercase().replace(['-', ' '], "_");
    let short = THINGS.iter().find(|(short, _)| *short == id);
    short.map_or(id, |(_, id)| (*id).to_owned())
}

/// Returns the ids for checking a published claim: that of the thing and that of its unrounded
/// twin, the factor that a calculator computes with. If these sets have neither, returns the other
/// things with the same name.
///
/// ```
/// use co2_equiv::editions;
/// let ids = editions::ids_of("car-year", editions::all());
/// assert_eq!(ids, ["gasoline_car_year", "gasoline_car_year_unrounded"]);
/// let european = editions::of_source("EEA").unwrap();
/// assert_eq!(editions::ids_of("car-year", european), ["car_year_eu"]);
/// ```
pub fn ids_of<'a>(name: &str, sets: impl IntoIterator<Item = &'a FactorSet>) -> Vec<String> {
    let sets: Vec<&FactorSet> = sets.into_iter().collect();
    let known = |id: &String| sets.iter().any(|set| set.get(id).is_some());
    let id = id_of(name);
    let twin = format!("{id}_unrounded");
    let own: Vec<String> = [id.clone(), twin].into_iter().filter(known).collect();
    if !own.is_empty() {
        return own;
    }
    let family = FAMILIES.iter().find(|family| family.contains(&id.as_str()));
    let others = family.into_iter().flat_map(|family| family.iter().map(|id| (*id).to_owned()));
    others.filter(known).collect()
}

/// Returns the editions of a source as a text names it: by id, such as `epa-2020`, or by publisher,
/// such as "EPA's Greenhouse Gas Equivalencies Calculator" or "DEFRA 2024".
///
/// Returns `None` if the source is not included. A text that names several publishers means the editions of all of
/// them. If a publisher's editions are named by year, a year in the text selects one, and other years are not included.
/// EPA does not date its editions, so for EPA a year selects nothing, unless it is before the first edition or after the
/// newest one that is included.
///
/// ```
/// use co2_equiv::editions;
/// assert_eq!(editions::of_source("US EPA").unwrap().len(), 12);
/// assert_eq!(editions::of_source("Defra 2024").unwrap().len(), 1);
/// assert_eq!(editions::of_source("DEFRA 2015"), None);
/// assert_eq!(editions::of_source("epa-1999"), None);
/// assert_eq!(editions::of_source("Umweltbundesamt"), None);
/// ```
pub fn of_source(text: &str) -> Option<Vec<&'static FactorSet>> {
    let text = text.trim().to_lowercase();
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let exact = |set: &&'static FactorSet| set.edition().id.as_str() == text.replace(' ', "-");
    let sets: Vec<&'static FactorSet> = if let Some(set) = all().find(exact) {
        vec![set]
    } else {
        // The form of an id, and there is no such edition.
        let is_id = |prefix: &&str| text.starts_with(*prefix) && !text.contains(' ');
        if SOURCES.iter().any(|(_, prefixes)| prefixes.iter().any(is_id)) {
            return None;
        }
        let prefixes = publishers(&words.join(" "));
        let of = |set: &&'static FactorSet| {
            let id = set.edition().id.as_str();
            // An office of EPA is named by itself.
            let is_office = id.starts_with(OFFICE);
            prefixes.iter().any(|prefix| id.starts_with(prefix) && is_office == (*prefix == OFFICE))
        };
        all().filter(of).collect()
    };
    let year = words.iter().copied().find(|word| is_year(word));
    let years = |set: &&'static FactorSet| year_of(set.edition().id.as_str());
    let (first, last) = (sets.iter().filter_map(years).min(), sets.iter().filter_map(years).max());
    let by_year = |set: &&'static FactorSet| {
        let label = set.edition().label.as_str();
        year.is_none_or(|year| match (is_year(label), first, last) {
            (true, ..) => label == year,
            (false, Some(first), Some(last)) => (first..=last).contains(&year),
            _ => true,
        })
    };
    let sets: Vec<&'static FactorSet> = sets.into_iter().filter(by_year).collect();
    (!sets.is_empty()).then_some(sets)
}

/// The prefix of the editions of an office of EPA.
const OFFICE: &str = "epa-otaq-";

/// Returns the prefixes of the publishers that a text of lower-case words names.
fn publishers(text: &str) -> Vec<&'static str> {
    let (mut text, mut found) = (format!(" {text} "), Vec::new());
    for (name, prefixes) in SOURCES {
        // Only whole words match: "epa" is not in "department".
        let whole = format!(" {name} ");
        if text.contains(&whole) || (name.len() > 5 && text.contains(name)) {
            // A shorter name inside of it names nobody else.
            text = text.replace(name, " ");
            found.extend(prefixes.iter().copied());
        }
    }
    if found.contains(&OFFICE) {
        found.retain(|prefix| *prefix != "epa-");
    }
    found
}

/// Returns the year in an edition's id, such as 2022 in `epa-2022b`.
fn year_of(id: &str) -> Option<&str> {
    let (_, year) = id.split_once('-')?;
    year.get(..4).filter(|year| is_year(year))
}

/// Returns true if an edition's label is a year and nothing else.
fn is_year(label: &str) -> bool {
    label.len() == 4 && label.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_something() {
        for (short, id) in THINGS {
            assert!(all().any(|set| set.get(id).is_some()), "{short}");
        }
        for id in FAMILIES.concat() {
            assert!(all().any(|set| set.get(id).is_some()), "{id}");
        }
        for (name, _) in SOURCES {
            assert!(of_source(name).is_some(), "{name}");
        }
    }

    #[test]
    fn publishers_are_found_under_their_names() {
        let ids = |text: &str| -> Vec<&str> {
            let sets = of_source(text).unwrap_or_default();
            sets.iter().map(|set| set.edition().id.as_str()).collect()
        };
        assert_eq!(ids("epa-2020"), ["epa-2020"]);
        assert_eq!(ids("the Swedish Environmental Protection Agency"), ["naturvardsverket-2017"]);
        assert_eq!(ids("EPA OTAQ"), ["epa-otaq-old", "epa-otaq-2023"]);
        assert!(ids("(source: EPA's calculator)").iter().all(|id| !id.contains("otaq")));
        assert_eq!(ids("UK Government GHG Conversion Factors 2025"), ["desnz-2025"]);
        assert!(ids("Department of Energy").is_empty());
        assert!(ids("").is_empty());
        // An edition that is not here answers nothing, even if others of its publisher are.
        for absent in ["epa-1999", "epa-9999", "EPA 1850", "US EPA, 2031", "desnz-2016"] {
            assert!(ids(absent).is_empty(), "{absent}");
        }
        assert_eq!(ids("EPA 2021"), ids("EPA"));
        let both = ids("US EPA and DEFRA 2024");
        assert!(both.contains(&"desnz-2024") && both.contains(&"epa-2020"), "{both:?}");
    }
}
