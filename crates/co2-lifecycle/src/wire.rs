//! What the JSON forms share: numbers that are checked on reading.

use serde::{Deserialize, Deserializer, de};

/// A finite number above 0.
pub(crate) fn above_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(deserializer, "a finite number above 0", |value| value > 0.0)
}

/// A finite number above 0 that may be missing.
pub(crate) fn above_zero_option<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    match Option::<f64>::deserialize(deserializer)? {
        Some(value) if !(value.is_finite() && value > 0.0) => {
            Err(de::Error::custom(format_args!("a finite number above 0 is expected: {value}")))
        }
        value => Ok(value),
    }
}

/// A finite number from 0.
pub(crate) fn from_zero<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(deserializer, "a finite number from 0", |value| value >= 0.0)
}

/// A load: from 0 to 1.
pub(crate) fn load<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(deserializer, "a number from 0 to 1", |value| (0.0..=1.0).contains(&value))
}

/// A saving: from 0 to less than 1.
pub(crate) fn saving<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(deserializer, "a number from 0 to less than 1", |value| (0.0..1.0).contains(&value))
}

/// A power usage effectiveness: from 1 to 10.
pub(crate) fn pue<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(deserializer, "a number from 1 to 10", |value| (1.0..=10.0).contains(&value))
}

/// A yearly energy that may be missing.
pub(crate) fn yearly_energy<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    let least = crate::energy::MIN_YEARLY_KWH;
    match Option::<f64>::deserialize(deserializer)? {
        None => Ok(None),
        Some(value) if value.is_finite() && value >= least => Ok(Some(value)),
        Some(value) => Err(de::Error::custom(format_args!(
            "a yearly energy is a finite number from {least}: {value}"
        ))),
    }
}

fn number<'de, D: Deserializer<'de>>(
    deserializer: D,
    expected: &str,
    is_good: impl FnOnce(f64) -> bool,
) -> Result<f64, D::Error> {
    let value = f64::deserialize(deserializer)?;
    if value.is_finite() && is_good(value) {
        Ok(value)
    } else {
        Err(de::Error::custom(format_args!("{expected} is expected: {value}")))
    }
}
