//! Whole numbers of 64 bits, for `#[serde(with = "co2_units::serde::large")]`.
//!
//! Up to [`MAX_INTEGER`] they are numbers, and above it texts of digits: JavaScript and others keep
//! numbers as doubles, and would round them.

use super::MAX_INTEGER;
use core::fmt;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize as _, Serializer};

/// Writes a number; above [`MAX_INTEGER`] as a text of digits.
///
/// # Errors
/// Returns an error of the format.
pub fn serialize<S: Serializer>(number: &u64, serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() && *number > MAX_INTEGER {
        serializer.collect_str(number)
    } else {
        serializer.serialize_u64(*number)
    }
}

/// Reads a number, or a text of digits without leading zeros.
///
/// # Errors
/// Returns an error for anything else, and for a number above [`MAX_INTEGER`] that is not a text.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_any(Number)
    } else {
        u64::deserialize(deserializer)
    }
}

/// Returns the schema of what [`deserialize`] accepts.
#[cfg(feature = "schemars")]
pub fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({
        "anyOf": [
            { "type": "integer", "minimum": 0, "maximum": MAX_INTEGER },
            { "type": "string", "pattern": "^(0|[1-9][0-9]{0,19})$" },
        ],
    })
}

/// A number that may be missing or `null`.
pub mod option {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes a number as [`serialize`](super::serialize) does, or null.
    ///
    /// # Errors
    /// Returns an error of the format.
    pub fn serialize<S: Serializer>(
        number: &Option<u64>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        struct Large<'a>(&'a u64);
        impl serde::Serialize for Large<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                super::serialize(self.0, serializer)
            }
        }
        match number {
            Some(number) => serializer.serialize_some(&Large(number)),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a number as [`deserialize`](super::deserialize) does, or null.
    ///
    /// # Errors
    /// Returns an error for anything else.
    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<u64>, D::Error> {
        #[derive(Deserialize)]
        #[serde(transparent)]
        struct Large(#[serde(with = "super")] u64);
        Ok(Option::<Large>::deserialize(deserializer)?.map(|Large(number)| number))
    }

    /// Returns the schema of what [`deserialize`] accepts.
    #[cfg(feature = "schemars")]
    pub fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = super::json_schema(generator);
        if let Some(forms) = schema.get_mut("anyOf").and_then(|forms| forms.as_array_mut()) {
            forms.push(schemars::json_schema!({ "type": "null" }).to_value());
        }
        schema
    }
}

struct Number;

impl Visitor<'_> for Number {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0, as a text of digits if it is above 9007199254740991")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<u64, E> {
        if number > MAX_INTEGER {
            return Err(Error::invalid_value(Unexpected::Unsigned(number), &self));
        }
        Ok(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<u64, E> {
        let wrong = || Error::invalid_value(Unexpected::Float(number), &self);
        // A double up to this limit is written without an exponent, and is then a whole number.
        if !(0.0..9_007_199_254_740_992.0).contains(&number) {
            return Err(wrong());
        }
        number.abs().to_string().parse().map_err(|_| wrong())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u64, E> {
        let number = text.parse::<u64>().ok().filter(|number| number.to_string() == text);
        number.ok_or_else(|| Error::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::MAX_INTEGER;
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};
    use serde_json::{Value, json};

    #[derive(Debug, Deserialize, PartialEq, Serialize)]
    struct Numbers {
        #[serde(with = "super")]
        number: u64,
        #[serde(with = "super::option", default)]
        maybe: Option<u64>,
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(number: u64, maybe: Option<u64>) {
            let numbers = Numbers { number, maybe };
            let text = serde_json::to_string(&numbers).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Numbers>(&text).unwrap(), &numbers);
            let bytes = postcard::to_allocvec(&numbers).unwrap();
            prop_assert_eq!(&bytes, &postcard::to_allocvec(&(number, maybe)).unwrap());
            prop_assert_eq!(postcard::from_bytes::<Numbers>(&bytes).unwrap(), numbers);
        }
    }

    #[test]
    fn a_number_that_a_double_cannot_hold_is_a_text() {
        let written = |number| serde_json::to_value(Numbers { number, maybe: None }).unwrap();
        assert_eq!(written(MAX_INTEGER)["number"], json!(MAX_INTEGER));
        assert_eq!(written(MAX_INTEGER + 1)["number"], json!("9007199254740992"));
        let read = |number: Value| {
            let numbers: Result<Numbers, _> = serde_json::from_value(json!({ "number": number }));
            numbers.ok().map(|numbers| numbers.number)
        };
        assert_eq!(read(json!("18446744073709551615")), Some(u64::MAX));
        assert_eq!(read(json!("5")), Some(5));
        assert_eq!(read(json!(5.0)), Some(5));
        assert_eq!(read(json!(-0.0)), Some(0));
        for wrong in [
            json!(9_007_199_254_740_992_u64),
            json!(9_007_199_254_740_992.0),
            json!(5.5),
            json!(-1),
            json!(-1.0),
            json!("05"),
            json!("+5"),
            json!("18446744073709551616"),
            json!(""),
            json!(null),
            json!([]),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
    }
}
