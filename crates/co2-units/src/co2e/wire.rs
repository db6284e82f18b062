//! The wire form: a decimal string in kilograms for text formats, a number of grams for binary
//! formats.

use super::{Co2e, Co2eUnit, SignedCo2e, parse, signed};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

impl Serialize for Co2e {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_u64(self.as_grams());
        }
        let mut text = String::new();
        self.write_digits(Co2eUnit::Kilogram, &mut text).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for Co2e {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            parse::kilograms(&text).map_err(de::Error::custom)
        } else {
            u64::deserialize(deserializer).map(Self::from_grams)
        }
    }
}

impl Serialize for SignedCo2e {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !serializer.is_human_readable() {
            return serializer.serialize_i128(self.as_grams());
        }
        let mut text = String::new();
        self.write_digits(Co2eUnit::Kilogram, &mut text).map_err(serde::ser::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for SignedCo2e {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            signed::kilograms(&text).map_err(de::Error::custom)
        } else {
            Self::from_grams(i128::deserialize(deserializer)?)
                .ok_or_else(|| de::Error::custom("a difference of CO2e is out of range"))
        }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for SignedCo2e {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "SignedCo2e".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            // Zero without a sign, or digits of which at least one is not zero.
            "pattern": r"^(0|-?([1-9][0-9]{0,16}(\.[0-9]{0,2}[1-9])?|0\.[0-9]{0,2}[1-9]))$",
            "maxLength": 22,
            "description": "a difference in kilograms of CO2e, a whole number of grams, without trailing zeros",
        })
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Co2e {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Co2e".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": r"^(0|[1-9][0-9]{0,16})(\.[0-9]{0,2}[1-9])?$",
            "maxLength": 21,
            "description": "kilograms of CO2e, a whole number of grams, without trailing zeros",
        })
    }
}
