//! The editions that come with the crate, one file each.
//!
//! | id | publisher | edition | equivalences |
//! | --- | --- | --- | --- |
//! | `epa-2020` | US EPA, Greenhouse Gas Equivalencies Calculator | c. 2020-2021, "4.60 edition" | 13 |
//! | `epa-2026` | the same | c. 2024 to 2026-08-04, eGRID2022, "4.29 edition" | 18 |
//!
//! EPA keeps no old editions and dates few of them. The first is known from its result lines as a
//! public program quotes them; its exact dates are not confirmed. The second is the newest known
//! here: EPA's pages, last updated on 2026-08-04, as public programs and one reader (on 2026-08-23)
//! copied them; its first day is not confirmed. So no number has the status `published`: those that were printed are
//! `transcribed`, those computed from a printed total or result are `derived` and keep the two
//! printed numbers. The year of a source is the year from which its edition is known.
//!
//! Works of the US government are in the public domain. EPA does not endorse this crate.

mod epa_2020;
mod epa_2026;
mod table;

use crate::FactorSet;
use std::sync::LazyLock;

static EPA_2020: LazyLock<FactorSet> = LazyLock::new(|| {
    let set = epa_2020::TABLE.build();
    set.expect("a test builds the table, and it is constant")
});

static EPA_2026: LazyLock<FactorSet> = LazyLock::new(|| {
    let set = epa_2026::TABLE.build();
    set.expect("a test builds the table, and it is constant")
});

/// US EPA, c. 2020-2021: 4.60 t CO2e per gasoline car and year.
pub fn epa_2020() -> &'static FactorSet {
    &EPA_2020
}

/// US EPA, c. 2024 to 2026-08-04: 4.29 t CO2e per gasoline car and year.
pub fn epa_2026() -> &'static FactorSet {
    &EPA_2026
}

/// Every edition that comes with the crate, by publisher and then oldest first.
///
/// A host's own sets may be chained to them.
pub fn all<'a>() -> impl Iterator<Item = &'a FactorSet> {
    let sets: [&'a FactorSet; 2] = [epa_2020(), epa_2026()];
    sets.into_iter()
}

/// The edition of this id, such as `epa-2020`.
///
/// ```
/// use co2_equiv::editions;
/// assert_eq!(editions::get("epa-2026"), Some(editions::epa_2026()));
/// assert_eq!(editions::get("epa-1999"), None);
/// ```
pub fn get(id: &str) -> Option<&'static FactorSet> {
    all().find(|set| set.edition().id.as_str() == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_builds() {
        for table in [&epa_2020::TABLE, &epa_2026::TABLE] {
            table.build().unwrap();
        }
        assert_eq!(epa_2020().iter().count(), 13);
        assert_eq!(epa_2026().iter().count(), 18);
    }
}
