//! Credits as JSON, in the form of the schemas `lot` and `project`.

use super::{ReadError, ReadErrorKind};
use crate::lot::Lot;
use crate::project::Project;
use co2_units::serde::Strict;
use serde::{Deserialize, Serialize};

/// Projects and lots that are imported together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Stock {
    /// Projects that are new, or that are already known with the same content.
    #[serde(default)]
    pub projects: Vec<Project>,
    /// Blocks of units, at least one; none of them may overlap with what is held.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    pub lots: Vec<Lot>,
}

/// Reads credits as JSON in the form of the schema `stock`: all of them, or an error with its
/// place.
///
/// # Errors
/// Returns an error, and none of the credits, if the text is not JSON of that form or has no lot.
///
/// ```
/// let text = r#"{
///     "projects": [{ "id": "GS99999", "registry": "gold-standard", "name": "Example stoves",
///                    "country": "UG", "technology": "cookstoves" }],
///     "lots": [{ "id": "gs-1", "serial": "GS1-1-UG-GS99999-16-2024-99999-1-500",
///                "vintage": { "first": "2024-01-01", "last": "2024-12-31" },
///                "unit_size_kg": "1000" }]
/// }"#;
/// let stock = co2_offsets::read_json(text)?;
/// assert_eq!(stock.lots[0].serial.units().count(), 500);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_json(text: &str) -> Result<Stock, ReadError> {
    let mut json = serde_json::Deserializer::from_str(text);
    let stock = Stock::deserialize(Strict(&mut json)).and_then(|stock| json.end().map(|()| stock));
    let stock = stock.map_err(|error| {
        let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
        let column = Some(error.column().to_string());
        // This error states the place itself, so it is cut from the message.
        let whole = error.to_string();
        let message = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(message, _)| message);
        ReadError { line, column, kind: ReadErrorKind::Json(message.to_owned()) }
    })?;
    if stock.lots.is_empty() {
        return Err(ReadError { line: 1, column: None, kind: ReadErrorKind::Empty });
    }
    Ok(stock)
}
