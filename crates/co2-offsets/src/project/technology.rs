//! What projects do.

use core::fmt;
use serde::{Deserialize, Serialize};

macro_rules! technologies {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal, $mitigation:expr;)*) => {
        /// What a project does to reduce or remove emissions.
        ///
        /// The names in JSON are those of [`Technology::as_str`]. If a project does several things, this is
        /// the one that earns most of its credits.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum Technology {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Technology {
            /// All technologies.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the name in JSON, such as `landfill_gas`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// Returns the mitigation, if the technology determines it.
            ///
            /// It follows from what each technology does: a wind farm cannot remove CO2e, but a forest project
            /// may do either.
            pub const fn mitigation(self) -> Option<Mitigation> {
                match self {
                    $(Self::$variant => $mitigation,)*
                }
            }
        }
    };
}

const AVOIDANCE: Option<Mitigation> = Some(Mitigation::Avoidance);
const REMOVAL: Option<Mitigation> = Some(Mitigation::Removal);

technologies! {
    /// Heat or power from biomass.
    Biomass = "biomass", AVOIDANCE;
    /// Wind power.
    Wind = "wind", AVOIDANCE;
    /// Solar power or heat.
    Solar = "solar", AVOIDANCE;
    /// Hydropower.
    Hydro = "hydro", AVOIDANCE;
    /// Geothermal power or heat.
    Geothermal = "geothermal", AVOIDANCE;
    /// Biogas from digesters, household or larger.
    Biogas = "biogas", AVOIDANCE;
    /// Energy from waste, or waste treated without methane.
    Waste = "waste", AVOIDANCE;
    /// Waste water treated without methane.
    WasteWater = "waste_water", AVOIDANCE;
    /// Landfill gas captured.
    LandfillGas = "landfill_gas", AVOIDANCE;
    /// Methane of coal mines captured.
    MineMethane = "mine_methane", AVOIDANCE;
    /// Leaks of oil and gas wells and networks stopped.
    OilAndGasMethane = "oil_and_gas_methane", AVOIDANCE;
    /// Methane of manure and livestock.
    Livestock = "livestock", AVOIDANCE;
    /// Efficient cookstoves.
    Cookstoves = "cookstoves", AVOIDANCE;
    /// Drinking water made safe without boiling.
    SafeWater = "safe_water", AVOIDANCE;
    /// Energy efficiency.
    EnergyEfficiency = "energy_efficiency", AVOIDANCE;
    /// A fuel replaced by one with lower emissions.
    FuelSwitch = "fuel_switch", AVOIDANCE;
    /// Transport with lower emissions.
    Transport = "transport", AVOIDANCE;
    /// Industrial gases (HFC-23, N2O, SF6) destroyed or avoided.
    IndustrialGases = "industrial_gases", AVOIDANCE;
    /// Ozone-depleting substances and refrigerants recovered or destroyed.
    Refrigerants = "refrigerants", AVOIDANCE;
    /// Processes and materials of industry, such as cement.
    Industry = "industry", None;
    /// Soils, crops and rice.
    Agriculture = "agriculture", None;
    /// Grassland kept or managed.
    Grassland = "grassland", None;
    /// Forests and other land.
    Forestry = "forestry", None;
    /// Deforestation and degradation avoided (REDD+).
    AvoidedDeforestation = "avoided_deforestation", AVOIDANCE;
    /// Forest managed for more stock.
    ForestManagement = "forest_management", None;
    /// Trees planted where there were none, or none for long.
    Afforestation = "afforestation", REMOVAL;
    /// Wetlands, mangroves and peat.
    Wetlands = "wetlands", None;
    /// Biochar.
    Biochar = "biochar", REMOVAL;
    /// Rock weathered faster, or alkalinity added to water.
    EnhancedWeathering = "enhanced_weathering", REMOVAL;
    /// Biomass buried, injected, or burnt with its CO2 stored.
    BiomassStorage = "biomass_storage", REMOVAL;
    /// CO2 captured from the air and stored.
    DirectAirCapture = "direct_air_capture", REMOVAL;
    /// CO2 removed by another engineered process and stored.
    EngineeredRemoval = "engineered_removal", REMOVAL;
    /// CO2 of flues captured and stored.
    CarbonCapture = "carbon_capture", AVOIDANCE;
    /// None of these.
    Other = "other", None;
}

impl Technology {
    /// Returns the technology with this name in JSON, or `None`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|technology| technology.as_str() == name)
    }
}

/// Writes the technology in words, such as `landfill gas`.
impl fmt::Display for Technology {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_str().replace('_', " "))
    }
}

/// Whether a project avoids emissions or removes CO2e from the atmosphere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Mitigation {
    /// Emissions avoided or reduced.
    Avoidance,
    /// CO2 removed and stored.
    Removal,
    /// Both.
    Mixed,
}

impl Mitigation {
    /// All values.
    pub const ALL: [Self; 3] = [Self::Avoidance, Self::Removal, Self::Mixed];

    /// Returns the name in JSON, such as `removal`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Avoidance => "avoidance",
            Self::Removal => "removal",
            Self::Mixed => "mixed",
        }
    }

    /// Returns the value with this name in JSON, or `None`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mitigation| mitigation.as_str() == name)
    }
}

impl fmt::Display for Mitigation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
