//! Climate projects.

use crate::text::is_printable;
use co2_units::Country;
use co2_units::credit::{ProjectId, RegistryId};
use core::fmt;
use serde::{Deserialize, Serialize};

/// What a project does to reduce or remove emissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Technology {
    /// Heat or power from biomass.
    Biomass,
    /// Wind power.
    Wind,
    /// Solar power or heat.
    Solar,
    /// Hydropower.
    Hydro,
    /// Energy from waste, or waste treated without methane.
    Waste,
    /// Landfill gas captured.
    LandfillGas,
    /// Efficient cookstoves.
    Cookstoves,
    /// Forests and other land.
    Forestry,
    /// CO2 removed by an engineered process and stored.
    EngineeredRemoval,
}

impl Technology {
    /// All technologies.
    pub const ALL: [Self; 9] = [
        Self::Biomass,
        Self::Wind,
        Self::Solar,
        Self::Hydro,
        Self::Waste,
        Self::LandfillGas,
        Self::Cookstoves,
        Self::Forestry,
        Self::EngineeredRemoval,
    ];

    /// The wire name, such as `landfill_gas`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Biomass => "biomass",
            Self::Wind => "wind",
            Self::Solar => "solar",
            Self::Hydro => "hydro",
            Self::Waste => "waste",
            Self::LandfillGas => "landfill_gas",
            Self::Cookstoves => "cookstoves",
            Self::Forestry => "forestry",
            Self::EngineeredRemoval => "engineered_removal",
        }
    }

    /// The technology with this wire name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|technology| technology.as_str() == name)
    }
}

/// In words, such as `landfill gas`.
impl fmt::Display for Technology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_str().replace('_', " "))
    }
}

/// A project whose credits can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write projects as literals")]
pub struct Project {
    /// The registry's id of the project.
    pub id: ProjectId,
    /// The registry it is listed in.
    pub registry: RegistryId,
    /// The name people know it by: a printable line of 1 to 200 bytes.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 200)))]
    pub name: String,
    /// The host country.
    pub country: Country,
    /// What it does.
    pub technology: Technology,
}

impl Project {
    /// Whether its name can be printed in a certificate.
    pub(crate) fn has_name(&self) -> bool {
        let name = &self.name;
        name.len() <= 200 && !name.trim().is_empty() && name.chars().all(is_printable)
    }
}
