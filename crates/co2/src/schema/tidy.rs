//! Schemas as schemars makes them, made fit for other people's tools.
//!
//! * Limits are numbers: `format: uint32` means nothing to a validator, and a strict one refuses it.
//! * No integer is above 2⁵³ - 1, up to which JavaScript does not round.
//! * Every limit says the type to which it applies.
//! * A default that says no more than that a member may be left out is not stated: generators make values of another
//!   type of it.
//! * A limit stands beside a `$ref` within `allOf`: several generators look at nothing else beside a `$ref`.
//! * Descriptions are plain sentences, without the examples and links of Rust's documentation.

use co2_units::serde::MAX_INTEGER;
use schemars::Schema;
use serde_json::{Map, Value, json};

/// Where the schemas are published.
const BASE: &str = concat!(env!("CARGO_PKG_HOMEPAGE"), "/schemas/");

/// Keywords whose value is a schema, an array of schemas, and an object of schemas.
const ONE: [&str; 8] = [
    "items",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "not",
    "if",
    "then",
    "else",
];
const SEVERAL: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
const NAMED: [&str; 4] = ["properties", "patternProperties", "$defs", "dependentSchemas"];

/// Keywords that apply to one type only.
const TYPES: [(&str, &[&str]); 4] = [
    ("object", &["properties", "required", "additionalProperties"]),
    ("array", &["items", "minItems", "maxItems"]),
    ("string", &["pattern", "minLength", "maxLength"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
];

/// Keywords that say something about a schema, and nothing about documents.
const NOTES: [&str; 5] = ["title", "description", "default", "examples", "$defs"];

/// The limits that the names of Rust's integer types stand for.
const LIMITS: [(&str, i64, u64); 9] = [
    ("uint8", 0, 255),
    ("uint16", 0, 65_535),
    ("uint32", 0, 4_294_967_295),
    ("uint64", 0, MAX_INTEGER),
    ("uint", 0, MAX_INTEGER),
    ("int8", -128, 127),
    ("int16", -32_768, 32_767),
    ("int32", -2_147_483_648, 2_147_483_647),
    ("int64", -9_007_199_254_740_991, MAX_INTEGER),
];

/// Makes the schema of another crate's type fit for other people's tools, as the schemas here are: limits are numbers,
/// no integer is above 2⁵³ - 1, there is no `format`, and descriptions are plain sentences.
///
/// ```
/// let schema = co2::schema::portable(schemars::json_schema!({ "type": "integer", "format": "uint8" }));
/// assert_eq!(*schema.as_value(), serde_json::json!({ "type": "integer", "minimum": 0, "maximum": 255 }));
/// ```
pub fn portable(mut schema: Schema) -> Schema {
    if let Some(members) = schema.as_object_mut() {
        tidy(members);
    }
    schema
}

/// Gives a schema its address, its name and an example, and makes it [`portable`]: for a program that publishes the
/// schemas of its own types beside those here.
///
/// ```
/// let schema = schemars::json_schema!({ "type": "integer", "format": "uint8" });
/// let schema = co2::schema::root(schema, "number-of-parcels", Some(3.into()));
/// assert_eq!(schema.get("title").unwrap(), "NumberOfParcels");
/// ```
pub fn root(schema: Schema, name: &str, example: Option<Value>) -> Schema {
    let mut schema = portable(schema);
    if let Some(members) = schema.as_object_mut() {
        members.insert("$id".to_owned(), format!("{BASE}{name}.json").into());
        if !name.starts_with("event-") {
            members.insert("title".to_owned(), title(name).into());
        }
        members.extend(example.map(|example| ("examples".to_owned(), json!([example]))));
    }
    schema
}

/// `figures-row` as the name of a type: `FiguresRow`.
fn title(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
    };
    name.split('-').map(capital).collect::<Vec<String>>().concat()
}

fn tidy(schema: &mut Map<String, Value>) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = plain(text);
    }
    if schema.get("default").is_some_and(|value| value.is_null() || *value == json!({})) {
        schema.remove("default");
    }
    limits(schema);
    let of = TYPES.iter().find(|(_, words)| words.iter().any(|word| schema.contains_key(*word)));
    if let Some((of, _)) = of.filter(|_| !schema.contains_key("type")) {
        let of = if is_nullable(schema) { json!([of, "null"]) } else { json!(of) };
        schema.insert("type".to_owned(), of);
    }
    part_reference(schema);
    for (word, value) in schema.iter_mut() {
        match value {
            Value::Object(one) if ONE.contains(&word.as_str()) => tidy(one),
            Value::Object(named) if NAMED.contains(&word.as_str()) => {
                named.values_mut().filter_map(Value::as_object_mut).for_each(tidy);
            }
            Value::Array(several) if SEVERAL.contains(&word.as_str()) => {
                several.iter_mut().filter_map(Value::as_object_mut).for_each(tidy);
            }
            _ => (),
        }
    }
}

/// Says of the members of an object that is only written, and that may be left out, that they are not `null`.
pub(super) fn left_out_and_not_null(schema: &mut Schema) {
    let required = schema.get("required").and_then(Value::as_array).cloned().unwrap_or_default();
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    let left_out = |(name, _): &(&String, &mut Value)| !required.iter().any(|one| one == *name);
    let left_out = members.into_iter().flatten().filter(left_out);
    left_out.filter_map(|(_, member)| member.as_object_mut()).for_each(not_null);
}

/// Takes `null` out of the values that a schema allows.
fn not_null(schema: &mut Map<String, Value>) {
    for word in ["type", "enum", "anyOf"] {
        let Some(values) = schema.get_mut(word).and_then(Value::as_array_mut) else {
            continue;
        };
        values
            .retain(|value| *value != json!("null") && !value.is_null() && value["type"] != "null");
        if word == "enum" || values.len() != 1 {
            continue;
        }
        match values.pop() {
            // What is left of several forms stands for itself.
            Some(Value::Object(form)) => {
                schema.remove(word);
                for (word, value) in form {
                    schema.entry(word).or_insert(value);
                }
            }
            last => drop(schema.insert(word.to_owned(), last.into())),
        }
    }
}

/// Writes the limits of a type of integers as numbers. No other format is kept: patterns say more, and a validator
/// that does not know a format either ignores or refuses it.
fn limits(schema: &mut Map<String, Value>) {
    let Some(Value::String(format)) = schema.remove("format") else {
        return;
    };
    if let Some((_, least, greatest)) = LIMITS.into_iter().find(|(name, ..)| *name == format) {
        schema.entry("minimum").or_insert_with(|| least.into());
        schema.entry("maximum").or_insert_with(|| greatest.into());
    }
}

/// Moves a `$ref` and what limits it further into `allOf`.
fn part_reference(schema: &mut Map<String, Value>) {
    let limits = |word: &String| !word.starts_with('$') && !NOTES.contains(&word.as_str());
    let words: Vec<String> = schema.keys().filter(|word| limits(word)).cloned().collect();
    if words.is_empty() {
        return;
    }
    if let Some(reference) = schema.remove("$ref") {
        let more: Map<String, Value> =
            words.iter().filter_map(|word| schema.remove_entry(word)).collect();
        schema.insert("allOf".to_owned(), json!([{ "$ref": reference }, more]));
    }
}

fn is_nullable(schema: &Map<String, Value>) -> bool {
    let forms = schema.get("anyOf").and_then(Value::as_array);
    forms.is_some_and(|forms| forms.iter().any(|form| form["type"] == "null"))
}

/// The sentences of a comment that are not about Rust: without blocks of code, without the marks of links, and
/// after the first paragraph without those that have any.
fn plain(comment: &str) -> String {
    let mut paragraphs = vec![String::new()];
    let mut code = false;
    for line in comment.lines().map(str::trim) {
        match line {
            _ if line.starts_with("```") => code = !code,
            _ if code => (),
            "" => paragraphs.push(String::new()),
            line => {
                if let Some(last) = paragraphs.last_mut() {
                    if !last.is_empty() {
                        last.push(' ');
                    }
                    last.push_str(line);
                }
            }
        }
    }
    let mut paragraphs = paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty());
    let first = paragraphs.next().map(|first| without_links(&first));
    let others = paragraphs.filter(|paragraph| !is_of_rust(paragraph));
    let sentences = first.into_iter().chain(others).collect::<Vec<_>>().join("\n\n");
    // What is `None` in Rust is `null` in JSON.
    sentences.replace("`None`", "`null`")
}

fn is_of_rust(text: &str) -> bool {
    ["[`", "](", "::"].iter().any(|mark| text.contains(mark))
}

/// A text with the words of its links only.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let Some((words, after)) = after.split_once(']') else {
            out.push('[');
            rest = after;
            continue;
        };
        let target = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        if target.is_some() || words.starts_with('`') {
            out.push_str(words);
            rest = target.map_or(after, |(_, after)| after);
        } else {
            out.push('[');
            out.push_str(words);
            out.push(']');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_plain() {
        let comment = "A set of [`Rule`]s; see\n[the page](https://a.example/x) and [1].\n\nMore.\n\n\
            See [`Self::id`].\n\n```\ncode\n\ncode\n```\n`None` at the end.";
        let expected = "A set of `Rule`s; see the page and [1].\n\nMore.\n\n`null` at the end.";
        assert_eq!(plain(comment), expected);
        assert_eq!(plain("an [open one"), "an [open one");
        assert_eq!(plain(""), "");
    }

    #[test]
    fn limits_are_numbers_and_objects_have_a_type() {
        let mut schema = json!({
            "properties": {
                "few": { "type": "integer", "format": "uint16", "minimum": 5, "default": 7 },
                "many": { "type": ["integer", "null"], "format": "uint64", "default": null },
                "format": { "type": "number", "format": "double" },
                "price": { "anyOf": [{ "$ref": "#/x" }, { "type": "null" }], "required": ["a"], "default": {} },
                "source": { "description": "It.", "$ref": "#/y", "properties": { "a": { "maxLength": 5 } } },
            },
            "examples": [{ "format": "uint16" }],
        });
        tidy(schema.as_object_mut().unwrap());
        assert_eq!(
            schema,
            json!({
                "type": "object",
                "properties": {
                    "few": { "type": "integer", "minimum": 5, "maximum": 65_535, "default": 7 },
                    "many": { "type": ["integer", "null"], "minimum": 0, "maximum": MAX_INTEGER },
                    "format": { "type": "number" },
                    "price": {
                        "type": ["object", "null"],
                        "anyOf": [{ "$ref": "#/x" }, { "type": "null" }],
                        "required": ["a"],
                    },
                    "source": {
                        "description": "It.",
                        "allOf": [
                            { "$ref": "#/y" },
                            {
                                "type": "object",
                                "properties": { "a": { "type": "string", "maxLength": 5 } },
                            },
                        ],
                    },
                },
                "examples": [{ "format": "uint16" }],
            })
        );
    }

    #[test]
    fn a_title_is_the_name_of_a_type() {
        assert_eq!(title("figures-row"), "FiguresRow");
    }
}
