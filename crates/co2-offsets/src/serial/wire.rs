//! The wire form of serials: only the text if it states everything, and an object if the rest
//! must be stated.

use super::{Hint, Serial};
use co2_units::Country;
use co2_units::credit::{ProjectId, RegistryId};
use core::fmt;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A serial with what its text does not state.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
struct Stated {
    /// The registry that printed it.
    registry: RegistryId,
    /// The project.
    project: ProjectId,
    /// The project's host country, if it is known.
    #[serde(default)]
    country: Option<Country>,
    /// What the registry prints.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[!-~]([ -~]{0,198}[!-~])?$")))]
    printed: String,
    /// The first unit's number; only its last 18 digits if the text has more.
    #[serde(with = "co2_units::serde::large")]
    #[cfg_attr(
        feature = "schemars",
        schemars(schema_with = "co2_units::serde::large::json_schema")
    )]
    first: u64,
    /// The last unit's number, not below the first.
    #[serde(with = "co2_units::serde::large")]
    #[cfg_attr(
        feature = "schemars",
        schemars(schema_with = "co2_units::serde::large::json_schema")
    )]
    last: u64,
}

/// In formats that do not describe themselves, a tag distinguishes the two.
#[derive(Serialize, Deserialize)]
enum Binary {
    Printed(String),
    Stated(Stated),
}

impl Stated {
    fn of(serial: &Serial) -> Self {
        Self {
            registry: serial.registry.clone(),
            project: serial.project.clone(),
            country: serial.country,
            printed: serial.units.printed().to_owned(),
            first: serial.units.first(),
            last: serial.units.last(),
        }
    }

    fn read<E: de::Error>(self) -> Result<Serial, E> {
        let hint = Hint {
            registry: self.registry,
            project: Some(self.project),
            country: self.country,
            units: Some((self.first.into(), self.last.into())),
        };
        // For a text with longer numbers, only the counted digits are compared.
        let by_text = Serial::parse_with(&self.printed, &Hint { units: None, ..hint.clone() });
        match by_text {
            Ok(serial)
                if (serial.units.first(), serial.units.last()) == (self.first, self.last) =>
            {
                Ok(serial)
            }
            _ => Serial::parse_with(&self.printed, &hint).map_err(E::custom),
        }
    }
}

impl Serialize for Serial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let printed = self.units.printed();
        match (self.grammar.describes_itself(), serializer.is_human_readable()) {
            (true, true) => serializer.serialize_str(printed),
            (false, true) => Stated::of(self).serialize(serializer),
            (true, false) => Binary::Printed(printed.to_owned()).serialize(serializer),
            (false, false) => Binary::Stated(Stated::of(self)).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Serial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return deserializer.deserialize_any(Visitor);
        }
        match Binary::deserialize(deserializer)? {
            Binary::Printed(text) => text.parse().map_err(de::Error::custom),
            Binary::Stated(stated) => stated.read(),
        }
    }
}

struct Visitor;

impl<'de> de::Visitor<'de> for Visitor {
    type Value = Serial;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a serial, or an object with registry, project, printed, first and last")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Serial, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Serial, A::Error> {
        Stated::deserialize(de::value::MapAccessDeserializer::new(map))?.read()
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Serial {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Serial".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let stated = Stated::json_schema(generator);
        schemars::json_schema!({
            "description": "a block of units, exactly as its registry prints it; an object where the text does not say everything",
            "oneOf": [{ "type": "string", "minLength": 1, "maxLength": super::MAX_LEN }, stated],
        })
    }
}
