//! The editions that come with the crate, each a plain text file in the folder `data/editions`.
//!
//! | ids | publisher | what |
//! | --- | --- | --- |
//! | `epa-2008` ... `epa-2026` | US EPA, Greenhouse Gas Equivalencies Calculator | cars, homes, fuels, trees; twelve editions |
//! | `epa-otaq-old`, `epa-otaq-2023` | US EPA, another office | a typical car's year |
//! | `desnz-2022` ... `desnz-2025` | UK BEIS and DESNZ | flights by class, with and without radiative forcing; cars, and a British car's year; rail |
//! | `ademe-2026` | ADEME, Impact CO2 | single values: flights, meals, products, a French car's year |
//! | `eaer-2025` | European Commission and EASA | flights departing from the EU and EFTA |
//! | `eea-2022`, `trafikverket-2019` | EEA; Trafikverket and Trafikanalys | an average car's year in the EU and in Sweden |
//! | `klimatsmart-old`, `naturvardsverket-2017` | two Swedish ones | flying |
//! | `tree-...` | popular figures for a tree and year | to check claims with; none has a primary source |
//!
//! EPA does not keep old editions and dates few of them. Some are known from the revision history
//! that it used to publish, others from copies and from programs that quote its pages; in that case
//! the exact dates are not confirmed and the label says "c.". No number therefore has the status
//! `published`: printed numbers are `transcribed`, and numbers computed from printed ones are
//! `derived`. Every row names the page or copy it was read from. A derived number states how many
//! of its digits are known: as many as in the least precise number it was derived from, not
//! counting sizes that define a thing (16 pounds of propane, 7 short tons in a truck). If the
//! inputs of a number are printed too, the row has them as a formula, and
//! [`Equivalence::gap`](crate::Equivalence::gap) returns how far its result is from the printed
//! one. The year of a source is the year from which its edition is known.
//!
//! Works of the US government are in the public domain. The UK's factors: contains public sector
//! information licensed under the
//! [Open Government Licence v3.0](https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/).
//! The other values are single ones, quoted with their source. Nobody named here endorses this crate.

mod names;
mod table;

pub use self::names::{id_of, ids_of, of_source};

use crate::FactorSet;
use std::sync::LazyLock;
use table::{TableError, Things};

/// The texts, by publisher and then the oldest first.
const TEXTS: [&str; 28] = [
    include_str!("../../data/editions/ademe-2026.txt"),
    include_str!("../../data/editions/desnz-2022.txt"),
    include_str!("../../data/editions/desnz-2023.txt"),
    include_str!("../../data/editions/desnz-2024.txt"),
    include_str!("../../data/editions/desnz-2025.txt"),
    include_str!("../../data/editions/eaer-2025.txt"),
    include_str!("../../data/editions/eea-2022.txt"),
    include_str!("../../data/editions/epa-2008.txt"),
    include_str!("../../data/editions/epa-2009.txt"),
    include_str!("../../data/editions/epa-2011.txt"),
    include_str!("../../data/editions/epa-2012.txt"),
    include_str!("../../data/editions/epa-2014.txt"),
    include_str!("../../data/editions/epa-2019.txt"),
    include_str!("../../data/editions/epa-2020.txt"),
    include_str!("../../data/editions/epa-2022.txt"),
    include_str!("../../data/editions/epa-2022b.txt"),
    include_str!("../../data/editions/epa-2023a.txt"),
    include_str!("../../data/editions/epa-2023.txt"),
    include_str!("../../data/editions/epa-2026.txt"),
    include_str!("../../data/editions/epa-otaq-old.txt"),
    include_str!("../../data/editions/epa-otaq-2023.txt"),
    include_str!("../../data/editions/klimatsmart-old.txt"),
    include_str!("../../data/editions/naturvardsverket-2017.txt"),
    include_str!("../../data/editions/trafikverket-2019.txt"),
    include_str!("../../data/editions/tree-48-pounds.txt"),
    include_str!("../../data/editions/tree-china-app.txt"),
    include_str!("../../data/editions/tree-china-implied.txt"),
    include_str!("../../data/editions/tree-green-algorithms.txt"),
];

fn build() -> Result<Vec<FactorSet>, TableError> {
    let things = Things::read()?;
    TEXTS.into_iter().map(|text| things.edition(text)).collect()
}

static SETS: LazyLock<Vec<FactorSet>> =
    LazyLock::new(|| build().expect("a test builds every table, and they are constant"));

fn named(id: &str) -> &'static FactorSet {
    get(id).expect("a test asks for every name, and they are constant")
}

/// US EPA, c. 2020-2021: 4.60 t CO2e per gasoline car and year.
pub fn epa_2020() -> &'static FactorSet {
    named("epa-2020")
}

/// US EPA, c. 2024 to 2026-08-04: 4.29 t CO2e per gasoline car and year.
pub fn epa_2026() -> &'static FactorSet {
    named("epa-2026")
}

/// UK DESNZ, 2025: flights by class, cars and rail, per kilometre.
pub fn desnz_2025() -> &'static FactorSet {
    named("desnz-2025")
}

/// Returns every edition that comes with the crate, by publisher and then the oldest first.
///
/// A host can chain its own sets to them.
pub fn all<'a>() -> impl Iterator<Item = &'a FactorSet> {
    let sets: &'a [FactorSet] = &SETS;
    sets.iter()
}

/// Returns the edition with this id, such as `epa-2020`.
///
/// ```
/// use co2_equiv::editions;
/// assert_eq!(editions::get("epa-2026"), Some(editions::epa_2026()));
/// assert_eq!(editions::get("epa-1999"), None);
/// ```
pub fn get(id: &str) -> Option<&'static FactorSet> {
    all().find(|set| set.edition().id.as_str() == id)
}

/// Returns the newest edition of each of the seven publishers whose numbers may be shown to
/// readers: one of each, so that no list says the same thing twice.
///
/// Excluded are popular figures without a primary source, a page that was replaced, and the typical
/// car of EPA's other office, which is the calculator's car by another method.
pub fn newest<'a>() -> impl Iterator<Item = &'a FactorSet> {
    [
        "ademe-2026",
        "desnz-2025",
        "eaer-2025",
        "eea-2022",
        "epa-2026",
        "naturvardsverket-2017",
        "trafikverket-2019",
    ]
    .into_iter()
    .filter_map(|id| -> Option<&'a FactorSet> { get(id) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_builds() {
        let sets = build().unwrap();
        assert_eq!(sets.len(), TEXTS.len());
        assert_eq!(epa_2020().iter().count(), 13);
        assert_eq!(epa_2026().iter().count(), 19);
        assert_eq!(desnz_2025().iter().count(), 36);
        assert_eq!(newest().count(), 7);
        assert_eq!(all().map(|set| set.iter().count()).sum::<usize>(), 286);
    }
}
