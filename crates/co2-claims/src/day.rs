//! A day in JSON, in one spelling.

use co2_units::{Date, parse_date};
use serde::{Deserialize, Serialize};

/// A day such as `2026-11-20`.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct Day(pub(crate) Date);

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        parse_date(&text).map(Self).ok_or_else(|| {
            let shown: String = text.chars().take(32).collect();
            format!("not a day such as 2026-11-20: {shown:?}")
        })
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Day".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"})
    }
}
