//! Reading JSON as its schemas describe it.
//!
//! `serde_json` alone reads an object from an array of its values, so that an empty array becomes a structure of
//! defaults, refuses `5.0` where an integer is expected, and takes integers that JavaScript would have rounded. The
//! functions here do what the [schemas](https://json-schema.org) say, by means of
//! [`Strict`].

use co2_units::serde::Strict;
use serde::de::DeserializeOwned;
use serde_json::{Deserializer, Value};

/// Reads a text.
///
/// # Errors
/// Returns an error with line and column if it is not JSON of this form.
///
/// ```
/// let cart: co2::Cart = co2::json::from_str(r#"{ "lines": [] }"#)?;
/// assert!(cart.lines.is_empty());
/// assert!(co2::json::from_str::<co2::Cart>("[[]]").is_err());
/// # Ok::<(), serde_json::Error>(())
/// ```
pub fn from_str<T: DeserializeOwned>(text: &str) -> serde_json::Result<T> {
    from_slice(text.as_bytes())
}

/// Reads a text that is given as bytes.
///
/// # Errors
/// Returns an error with line and column if it is not JSON of this form.
pub fn from_slice<T: DeserializeOwned>(text: &[u8]) -> serde_json::Result<T> {
    let mut json = Deserializer::from_slice(text);
    let value = T::deserialize(Strict(&mut json))?;
    json.end()?;
    Ok(value)
}

/// Reads a value that was parsed before.
///
/// # Errors
/// Returns an error if it is not of this form.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> serde_json::Result<T> {
    T::deserialize(Strict(value))
}
