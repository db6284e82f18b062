//! Methodologies: by which rules reductions are counted.

use crate::ids::kind;
use crate::text::Text;
use co2_units::Id;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A methodology by its name, such as `AMS-I.D` or `VM0042`.
pub type MethodologyId = Id<kind::Methodology>;

/// The methodology of a project: what the registry prints, and which methodologies that names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write methodologies as literals")]
pub struct Methodology {
    /// What the registry prints.
    pub printed: Text,
    /// The methodologies it names, in one spelling each; empty when that is not known.
    #[serde(default)]
    pub ids: BTreeSet<MethodologyId>,
}
