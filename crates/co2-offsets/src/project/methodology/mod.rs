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
    #[serde(default)]
    pub ids: BTreeSet<MethodologyId>,
}

impl Methodology {
    /// Finds the methodologies that a text names; the set is empty if it names no known one.
    pub fn read(printed: Text) -> Self {
        let ids = names::find(printed.as_str());
        Self { printed, ids }
    }

    /// Returns what projects of these methodologies do, if the table states it for one of them.
    pub fn technology(&self) -> Option<Technology> {
        self.ids.iter().find_map(|id| table::technology(id.as_str()))
    }

    /// Iterates over the methodologies of the table: the name, the publisher, and what its projects do if
    /// that is certain.
    pub fn known() -> impl Iterator<Item = (&'static str, &'static str, Option<Technology>)> {
        table::KNOWN.iter().map(|&(id, publisher, technology)| (id, publisher, technology))
    }
}
