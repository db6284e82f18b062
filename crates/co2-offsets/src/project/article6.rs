//! The Paris Agreement and CORSIA: who counts a reduction, and what it may be used for.

use core::fmt;
use serde::{Deserialize, Serialize};

/// The host country's statement about counting a reduction itself (Paris Agreement, Article 6).
///
/// Without a corresponding adjustment, the host country also counts the reduction towards its own goal.
/// The terms are those of the Climate Action Data Trust's data model.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CorrespondingAdjustment {
    /// What the host country declared.
    pub declaration: AdjustmentDeclaration,
    /// The progress of the adjustment.
    pub status: AdjustmentStatus,
}

/// A host country's declaration about a corresponding adjustment.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum AdjustmentDeclaration {
    /// Nothing is known.
    #[default]
    Unknown,
    /// No adjustment is needed.
    NotRequired,
    /// An adjustment is promised.
    Committed,
}

/// The progress of a corresponding adjustment.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum AdjustmentStatus {
    /// Not started, or not known.
    #[default]
    NotStarted,
    /// Under way.
    Pending,
    /// Made.
    Completed,
}

/// A phase of CORSIA, the offsetting scheme of international aviation.
///
/// Source: ICAO Assembly, resolution A41-22 (2022), paragraph 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum CorsiaPhase {
    /// 2021 to 2023.
    Pilot,
    /// 2024 to 2026.
    First,
    /// 2027 to 2035.
    Second,
}

macro_rules! names {
    ($($type:ident: $($variant:ident = $name:literal),+;)+) => {$(
        impl $type {
            /// All values.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the name in JSON.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the value with this name, or `None`.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == name)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )+};
}

names! {
    AdjustmentDeclaration: Unknown = "unknown", NotRequired = "not_required", Committed = "committed";
    AdjustmentStatus: NotStarted = "not_started", Pending = "pending", Completed = "completed";
    CorsiaPhase: Pilot = "pilot", First = "first", Second = "second";
}
