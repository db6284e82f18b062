//! Parts of JSON Schemas.
//!
//! The patterns are for every engine: ECMAScript, Python, RE2 and Rust. Those have no escape in
//! common for a character above U+00FF, so that such characters are in the patterns themselves, and
//! `\s` stands for other characters in each of them.

/// White space other than control characters, for the inside of a character class: what
/// [`char::is_whitespace`] and [`str::trim`] take for it.
pub const BLANKS: &str = " \u{a0}\u{1680}\u{2000}-\u{200a}\u{2028}\u{2029}\u{202f}\u{205f}\u{3000}";

/// The control characters, for the inside of a character class.
pub const CONTROLS: &str = r"\x00-\x1f\x7f-\x9f";

/// Characters that cannot be part of a line of text, for the inside of a character class; see
/// [`is_printable`](crate::text::is_printable).
pub const UNPRINTABLE: &str = "\\x00-\\x1f\\x7f-\\x9f\u{2028}\u{2029}\u{fffe}\u{ffff}";

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
