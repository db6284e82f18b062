//! Serial numbers of credits, as registries print them.
//!
//! A serial names a block of consecutive units, both ends included. It is read strictly, kept
//! verbatim, and printed back byte for byte. Shapes were read off registry exports of 2026-04 (CDM:
//! real blocks of the UN registry); a text that does not have exactly one of them is refused.
//!
//! ```
//! use co2_offsets::Serial;
//!
//! let serial: Serial = "GS1-1-UG-GS11236-16-2024-30307-1-19149".parse()?;
//! assert_eq!(serial.registry().as_str(), "gold-standard");
//! assert_eq!(serial.project().as_str(), "GS11236");
//! assert_eq!(serial.units().count(), 19_149);
//! assert_eq!(serial.part(10, 12)?.to_string(), "GS1-1-UG-GS11236-16-2024-30307-10-12");
//!
//! let error = "GS1-1-UG-GS11236-16-2O24-30307-1-19149".parse::<Serial>().unwrap_err();
//! assert_eq!(error.column, 22, "the letter O in place of a zero");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod cdm;
mod fields;
mod gold_standard;
mod verra;

use co2_units::credit::{ProjectId, RegistryId, UnitRange, UnitRangeError, Vintage};
use co2_units::{Co2e, Country};
use core::fmt;
use core::str::FromStr;

pub use self::fields::{ParseSerialError, ParseSerialErrorKind};

/// The longest text that is read as a serial, in bytes.
const MAX_LEN: usize = 200;

/// A registry whose serials are understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Grammar {
    /// Verra: Verified Carbon Units.
    Verra,
    /// Gold Standard: Verified Emission Reductions.
    GoldStandard,
    /// UN Clean Development Mechanism: Certified Emission Reductions.
    Cdm,
}

impl Grammar {
    /// All grammars.
    pub const ALL: [Self; 3] = [Self::Verra, Self::GoldStandard, Self::Cdm];

    /// The registry's id.
    pub const fn registry(self) -> &'static str {
        match self {
            Self::Verra => "verra",
            Self::GoldStandard => "gold-standard",
            Self::Cdm => "cdm",
        }
    }

    /// How much one unit is: a tonne in each of these registries.
    ///
    /// Sources: Verra, VCS Program Definitions ("Verified Carbon Unit"); Gold Standard, GHG Emissions
    /// Reduction & Sequestration Product Requirements (Verified Emission Reductions); UNFCCC, decision
    /// 3/CMP.1, annex, paragraph 1(b) (certified emission reductions).
    pub const fn unit_size(self) -> Co2e {
        match self {
            Self::Verra | Self::GoldStandard | Self::Cdm => Co2e::TONNE,
        }
    }
}

/// A block of units with its serial as the registry prints it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serial {
    grammar: Grammar,
    registry: RegistryId,
    project: ProjectId,
    country: Country,
    vintage: Option<Vintage>,
    units: UnitRange,
}

/// What a grammar reads from a serial.
struct Parsed {
    project: String,
    country: Country,
    vintage: Option<Vintage>,
    scope: String,
    first: u64,
    last: u64,
}

/// A block that is no part of a serial's block.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("units {first} to {last} are not a part of the block {block}")]
#[non_exhaustive]
pub struct PartError {
    /// The first unit asked for.
    pub first: u64,
    /// The last unit asked for.
    pub last: u64,
    /// The block's serial.
    pub block: String,
}

impl Serial {
    /// Which grammar it has.
    pub const fn grammar(&self) -> Grammar {
        self.grammar
    }

    /// The registry that issued the units.
    pub const fn registry(&self) -> &RegistryId {
        &self.registry
    }

    /// The project the units were issued for.
    pub const fn project(&self) -> &ProjectId {
        &self.project
    }

    /// The project's host country.
    pub const fn country(&self) -> Country {
        self.country
    }

    /// The period of the reductions, where the serial carries it (CDM serials do not).
    pub const fn vintage(&self) -> Option<Vintage> {
        self.vintage
    }

    /// The units and the scope in which their numbers are unique.
    pub const fn units(&self) -> &UnitRange {
        &self.units
    }

    /// The serial of some consecutive units of this block, as the registry would print it.
    ///
    /// # Errors
    /// When the units are not a part of this block.
    pub fn part(&self, first: u64, last: u64) -> Result<Self, PartError> {
        let text = self.units.printed();
        let fail = || PartError { first, last, block: text.to_owned() };
        if first > last || first < self.units.first() || last > self.units.last() {
            return Err(fail());
        }
        let printed = match self.grammar {
            Grammar::Verra => verra::part(text, first, last),
            Grammar::GoldStandard => gold_standard::part(text, first, last),
            Grammar::Cdm => cdm::part(text, first, last),
        };
        printed.and_then(|text| text.parse().ok()).ok_or_else(fail)
    }
}

impl FromStr for Serial {
    type Err = ParseSerialError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = |kind, column| ParseSerialError { kind, column };
        if text.len() > MAX_LEN {
            return Err(fail(ParseSerialErrorKind::TooLong { max: MAX_LEN }, 1));
        }
        let grammar = detect(text).ok_or_else(|| fail(ParseSerialErrorKind::UnknownFormat, 1))?;
        let parsed = match grammar {
            Grammar::Verra => verra::parse(text),
            Grammar::GoldStandard => gold_standard::parse(text),
            Grammar::Cdm => cdm::parse(text),
        }?;
        let (first, last) = (parsed.first, parsed.last);
        let units =
            UnitRange::new(parsed.scope, first, last, text).map_err(|error| match error {
                UnitRangeError::Order { .. } => {
                    fail(ParseSerialErrorKind::Order { first, last }, 1)
                }
                _ => fail(ParseSerialErrorKind::UnknownFormat, 1),
            })?;
        let unknown = |_| fail(ParseSerialErrorKind::UnknownFormat, 1);
        Ok(Self {
            grammar,
            registry: RegistryId::new(grammar.registry()).map_err(unknown)?,
            project: ProjectId::new(parsed.project).map_err(unknown)?,
            country: parsed.country,
            vintage: parsed.vintage,
            units,
        })
    }
}

/// The one grammar a text can have, told by a mark that no other grammar has.
fn detect(text: &str) -> Option<Grammar> {
    if text.contains("-VCS-") {
        return Some(Grammar::Verra);
    }
    if text.starts_with("GS") {
        return Some(Grammar::GoldStandard);
    }
    (text.get(2..5) == Some("-5-")).then_some(Grammar::Cdm)
}

/// The serial, verbatim.
impl fmt::Display for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.units.printed())
    }
}

impl TryFrom<String> for Serial {
    type Error = ParseSerialError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl serde::Serialize for Serial {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.units.printed())
    }
}

impl<'de> serde::Deserialize<'de> for Serial {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Serial {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Serial".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": MAX_LEN,
            "description": "a block of units, exactly as its registry prints it",
        })
    }
}
