//! Methodologies, by which reductions are calculated.
//!
//! Registries print them in dozens of spellings, and several in one text. [`Methodology::read`] keeps
//! the text and finds the names in it; a code that is not in the table is recognised by its form.

mod names;
mod table;

use crate::ids::kind;
use crate::project::Technology;
use co2_units::Id;
use co2_units::text::ShortText as Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The normalised name of a methodology: `AMS-I.D`, `ACM0002`, `AR-ACM0003` or `VM0042` if it
/// has a code, and words such as `gs-tpddtec` if it has none.
pub type MethodologyId = Id<kind::Methodology>;

/// The methodology of a project: what the registry prints, and the methodologies that this names.
///
/// ```
/// use co2_offsets::Methodology;
///
/// let printed = "AMS I D Grid connected renewable electricity --- ver. 18; ACM 0022".parse()?;
/// let methodology = Methodology::read(printed);
/// let ids: Vec<&str> = methodology.ids.iter().map(|id| id.as_str()).collect();
/// assert_eq!(ids, ["ACM0022", "AMS-I.D"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(description = "What the registry prints, and which methodologies that names.")
)]
pub struct Methodology {
    /// What the registry prints.
    pub printed: Text,
    /// The methodologies it names, in normalised form; empty if that is not known.
    #[serde(default, deserialize_with = "co2_units::serde::set")]
    pub ids: BTreeSet<MethodologyId>,
}

impl Methodology {
    /// Finds the methodologies that a text names; the set is empty if it names no known one.
    pub fn read(printed: Text) -> Self {
        let ids = names::find(printed.as_str());
        Self { printed, ids }
    }

    /// Returns what projects of these methodologies do, if the table states it for one of them.
    ///
    /// Avoided deforestation takes precedence if any of the methodologies or the printed words name it, so that a
    /// rule that excludes it finds it.
    ///
    /// ```
    /// use co2_offsets::{Methodology, Technology};
    ///
    /// let printed = "VM0010; REDD+ Methodology Framework".parse()?;
    /// assert_eq!(Methodology::read(printed).technology(), Some(Technology::AvoidedDeforestation));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn technology(&self) -> Option<Technology> {
        let mut named = self.ids.iter().filter_map(|id| table::technology(id.as_str()));
        let first = named.clone().next();
        let keeps = named.any(|one| one == Technology::AvoidedDeforestation)
            || says_avoided_deforestation(self.printed.as_str());
        if keeps { Some(Technology::AvoidedDeforestation) } else { first }
    }

    /// Iterates over the methodologies of the table: the name, the publisher, and what its projects do if
    /// that is certain.
    pub fn known() -> impl Iterator<Item = (&'static str, &'static str, Option<Technology>)> {
        table::KNOWN.iter().map(|&(id, publisher, technology)| (id, publisher, technology))
    }
}

/// Returns true if words name the avoidance of deforestation: REDD, deforestation, or avoided conversion of anything
/// but grassland.
pub(crate) fn says_avoided_deforestation(text: &str) -> bool {
    let text = text.to_lowercase();
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    let has = |stem: &str| words.iter().any(|word| word.starts_with(stem));
    let converts =
        |words: &[&str]| matches!(words, ["avoided" | "avoiding" | "avoidance", .., "conversion"]);
    let is_conversion = words.windows(2).chain(words.windows(3)).any(converts);
    let is_other_land = has("grass") || has("shrub");
    words.contains(&"redd") || has("deforestation") || is_conversion && !is_other_land
}
