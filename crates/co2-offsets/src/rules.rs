//! Allocation rules as data, named by the hash of their content.

use crate::ids::Digest;
use crate::project::{Project, Technology};
use co2_units::credit::{ProjectId, RegistryId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rules by which credits are chosen.
///
/// Rules are data: the set in force is an event of the ledger, and a reservation names the set it
/// was quoted under by its [`Rules::id`].
///
/// ```
/// use co2_offsets::{Rules, SpillOver};
/// let rules = Rules { spill_over: SpillOver::AnyEligible, ..Rules::default() };
/// assert_ne!(rules.id(), Rules::default().id());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write rules as literals")]
pub struct Rules {
    /// Which projects may be used at all.
    pub eligibility: Eligibility,
    /// What happens when the chosen project has not enough.
    pub spill_over: SpillOver,
    /// How many days ago a purchase may be that is covered retroactively; none is when this is not
    /// set.
    pub retroactive_days: Option<u32>,
}

/// Which projects may be used. An empty set does not restrict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write rules as literals")]
pub struct Eligibility {
    /// Only projects of these registries.
    pub registries: BTreeSet<RegistryId>,
    /// Only these technologies.
    pub technologies: BTreeSet<Technology>,
    /// Never these projects.
    pub excluded_projects: BTreeSet<ProjectId>,
}

/// What happens when the chosen project has not enough.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum SpillOver {
    /// The reservation is refused.
    #[default]
    Refuse,
    /// The rest comes from any eligible project, oldest vintage first.
    AnyEligible,
}

/// What the customer chose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Choice {
    /// Any eligible project, oldest vintage first.
    Any,
    /// This project.
    Project(ProjectId),
}

impl Choice {
    /// The project that is asked for, if one is.
    pub const fn project(&self) -> Option<&ProjectId> {
        match self {
            Self::Any => None,
            Self::Project(project) => Some(project),
        }
    }
}

/// The name of a set of rules: the hash of its content.
pub type RulesId = Digest;

impl Rules {
    /// The name of this set of rules.
    pub fn id(&self) -> RulesId {
        // Encoding plain data into memory does not fail.
        Digest::of(&postcard::to_allocvec(self).unwrap_or_default())
    }
}

impl Eligibility {
    /// Whether the project may be used.
    pub fn allows(&self, project: &Project) -> bool {
        (self.registries.is_empty() || self.registries.contains(&project.registry))
            && (self.technologies.is_empty() || self.technologies.contains(&project.technology))
            && !self.excluded_projects.contains(&project.id)
    }

    /// Whether every project may be used.
    pub fn is_open(&self) -> bool {
        self.registries.is_empty()
            && self.technologies.is_empty()
            && self.excluded_projects.is_empty()
    }
}
