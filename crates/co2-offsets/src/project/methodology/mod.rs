//! Methodologies: by which rules reductions are counted.
//!
//! Registries print them in dozens of spellings, and several in one text. [`Methodology::read`] keeps
//! the text and finds the names in it; a name that no table knows is found by its shape.

mod names;
mod table;

use crate::ids::kind;
use crate::project::Technology;
use co2_units::Id;
use co2_units::text::ShortText as Text;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A methodology by its name in one spelling: `AMS-I.D`, `ACM0002`, `AR-ACM0003` or `VM0042` where it
/// has a code, and words such as `gs-tpddtec` where it has none.
pub type MethodologyId = Id<kind::Methodology>;

/// The methodology of a project: what the registry prints, and which methodologies that names.
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
    /// The methodologies it names, in one spelling each; empty when that is not known.
    #[serde(default)]
    pub ids: BTreeSet<MethodologyId>,
}

impl Methodology {
    /// Finds the methodologies that a text names; none when it names none that is known.
    pub fn read(printed: Text) -> Self {
        let ids = names::find(printed.as_str());
        Self { printed, ids }
    }

    /// What projects of these methodologies do, where the table says it of one of them.
    pub fn technology(&self) -> Option<Technology> {
        self.ids.iter().find_map(|id| table::technology(id.as_str()))
    }

    /// Every methodology of the table: its name, who publishes it, and what its projects do where
    /// that is sure.
    pub fn known() -> impl Iterator<Item = (&'static str, &'static str, Option<Technology>)> {
        table::KNOWN.iter().map(|&(id, publisher, technology)| (id, publisher, technology))
    }
}
