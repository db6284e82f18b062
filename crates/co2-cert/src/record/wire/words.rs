//! Numbers and days as strings, each value in one spelling.

use co2_units::rust_decimal::Decimal;
use co2_units::{Date, parse_date};
#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A whole number from 0 to 2⁶⁴ - 1 as a string in one spelling.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Count(pub(super) u64);

/// A day such as `2026-11-20`.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Day(pub(super) Date);

/// A number of years in one spelling, such as `5` or `4.5`.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct Years(pub(super) Decimal);

/// Accepts one spelling per value: the text read must be the text that would be written.
macro_rules! one_spelling {
    ($type:ident, $what:literal, $pattern:literal, $read:expr, $write:expr) => {
        impl From<$type> for String {
            fn from(value: $type) -> Self {
                $write(value.0)
            }
        }

        impl TryFrom<String> for $type {
            type Error = String;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                let read: Option<_> = $read(&text);
                read.filter(|&value| text == $write(value)).map(Self).ok_or_else(|| {
                    let shown: String = text.chars().take(32).collect();
                    format!(concat!($what, ": {:?}"), shown)
                })
            }
        }

        // Written by hand, because the derived schema would be that of `String`, which `try_from` reads.
        #[cfg(feature = "schemars")]
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({"type": "string", "pattern": $pattern})
            }
        }
    };
}
one_spelling!(
    Count,
    "not a whole number in one spelling",
    "^(0|[1-9][0-9]{0,19})$",
    |text: &str| text.parse().ok(),
    |count: u64| count.to_string()
);
one_spelling!(
    Day,
    "not a day such as 2026-11-20",
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    parse_date,
    |day: Date| day.to_string()
);
one_spelling!(
    Years,
    "not a number of years in one spelling",
    r"^(0|[1-9][0-9]{0,2})(\.[0-9]*[1-9])?$",
    |text: &str| Decimal::from_str_exact(text).ok(),
    |years: Decimal| years.normalize().to_string()
);
