//! What the JSON forms share.

use serde::{Deserialize, Deserializer, de};

/// Reads a finite number above 0.
pub(crate) fn above_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value.is_finite() && value > 0.0 {
        Ok(value)
    } else {
        Err(de::Error::custom(format_args!("a finite number above 0 is expected: {value}")))
    }
}

/// Reads a finite number from 0.
pub(crate) fn from_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value.is_finite() && value >= 0.0 {
        Ok(value)
    } else {
        Err(de::Error::custom(format_args!("a finite number from 0 is expected: {value}")))
    }
}
