//! Schemas of types that are written as text.

/// Implements `JsonSchema` for `Type = "Name", "pattern", "description"`: a text that matches the
/// pattern.
macro_rules! text {
    ($type:ty = $name:literal, $pattern:literal, $description:literal) => {
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": $pattern,
                    "description": $description,
                })
            }
        }
    };
}
pub(crate) use text;
