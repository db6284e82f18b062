//! Life-cycle stages, in chronological order.

use core::fmt;

/// A stage of a product's life cycle.
///
/// The names follow the stages of the GHG Protocol Product Standard. Material acquisition and
/// production are one stage, as in manufacturers' declarations; `Service` is repair and upgrade
/// during use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Stage {
    /// Materials and production.
    Manufacture,
    /// Transport to the user.
    Distribution,
    /// Electricity of the use phase.
    Use,
    /// Repair, spare parts, upgrades.
    Service,
    /// Collection, recycling, disposal.
    EndOfLife,
}

impl Stage {
    /// All stages in chronological order.
    pub const ALL: [Self; 5] =
        [Self::Manufacture, Self::Distribution, Self::Use, Self::Service, Self::EndOfLife];

    /// Returns the wire name, such as `end_of_life`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Manufacture => "manufacture",
            Self::Distribution => "distribution",
            Self::Use => "use",
            Self::Service => "service",
            Self::EndOfLife => "end_of_life",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Manufacture => 1,
            Self::Distribution => 2,
            Self::Use => 4,
            Self::Service => 8,
            Self::EndOfLife => 16,
        }
    }
}

/// Written in words, such as `end of life`.
impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_str().replace('_', " "))
    }
}

/// A set of stages, iterated in chronological order. With `serde`, an empty set is neither written
/// nor read.
///
/// ```
/// use co2_units::{Stage, StageSet};
/// let made_and_shipped = StageSet::from_iter([Stage::Distribution, Stage::Manufacture]);
/// assert!(made_and_shipped.intersects(StageSet::ALL));
/// assert!(!made_and_shipped.contains(Stage::Use));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StageSet(u8);

impl StageSet {
    /// Every stage: the whole life cycle.
    pub const ALL: Self = Self(31);

    /// Returns true if the stage is in the set.
    pub const fn contains(self, stage: Stage) -> bool {
        self.0 & stage.bit() != 0
    }

    /// Returns true if the sets have a stage in common.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns true if the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the stages in chronological order.
    pub fn iter(self) -> impl Iterator<Item = Stage> {
        Stage::ALL.into_iter().filter(move |&stage| self.contains(stage))
    }
}

impl FromIterator<Stage> for StageSet {
    fn from_iter<I: IntoIterator<Item = Stage>>(stages: I) -> Self {
        Self(stages.into_iter().fold(0, |bits, stage| bits | stage.bit()))
    }
}

/// A list of stages in chronological order. The empty set is neither written nor read, and a list
/// that names a stage twice is refused.
#[cfg(feature = "serde")]
mod wire {
    use super::{Stage, StageSet};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

    const EMPTY: &str = "a set of life-cycle stages names at least one";

    impl Serialize for StageSet {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if self.is_empty() {
                return Err(ser::Error::custom(EMPTY));
            }
            if serializer.is_human_readable() {
                serializer.collect_seq(self.iter())
            } else {
                serializer.serialize_u8(self.0)
            }
        }
    }

    impl<'de> Deserialize<'de> for StageSet {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if !deserializer.is_human_readable() {
                let bits = u8::deserialize(deserializer)?;
                return if bits != 0 && bits & !Self::ALL.0 == 0 {
                    Ok(Self(bits))
                } else {
                    Err(de::Error::custom("not a set of life-cycle stages"))
                };
            }
            let stages = Vec::<Stage>::deserialize(deserializer)?;
            let set: Self = stages.iter().copied().collect();
            if set.is_empty() {
                return Err(de::Error::custom(EMPTY));
            }
            if set.iter().count() != stages.len() {
                return Err(de::Error::custom("a life-cycle stage is named twice"));
            }
            Ok(set)
        }
    }

    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for StageSet {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            "StageSet".into()
        }

        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            let items = generator.subschema_for::<Stage>();
            schemars::json_schema!({
                "type": "array",
                "items": items,
                "minItems": 1,
                "uniqueItems": true,
            })
        }
    }
}
