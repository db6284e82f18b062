//! The readers and the schemas accept the same documents.
//!
//! The example of each schema is broken in many ways, one at a time, and both a validator and the reader judge
//! what comes out. A reader never accepts what its schema refuses. The other way round there are rules that a
//! schema cannot state: they are in `UNSAYABLE`, and in the same words in `docs/schemas/README.md`.

use crate::broken::broken;
use co2::cert::log::Leaf;
use co2::events::CloudEvent;
use co2::schema::{names, schema};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

type Read = fn(&Value) -> Result<(), String>;

fn read<T: DeserializeOwned>(value: &Value) -> Result<(), String> {
    co2::json::from_value::<T>(value).map(drop).map_err(|error| error.to_string())
}

fn stock(value: &Value) -> Result<(), String> {
    let stock = co2::offsets::read_json(&value.to_string());
    stock.map(drop).map_err(|error| error.to_string())
}

fn leaf(value: &Value) -> Result<(), String> {
    Leaf::from_bytes(value.to_string().as_bytes()).map(drop).map_err(|error| error.to_string())
}

/// What is read, and by what. The data of events is read as a part of its event.
const INPUTS: [(&str, Read); 27] = [
    ("about", read::<co2::about::About>),
    ("avoided", read::<co2::lifecycle::Avoided>),
    ("buyer", read::<co2::Buyer>),
    ("cart", read::<co2::Cart>),
    ("claim-evidence", read::<co2::claims::Evidence>),
    ("claim-policy", read::<co2::claims::ClaimPolicy>),
    ("cloud-event", read::<CloudEvent>),
    ("compared", read::<co2::lifecycle::Compared>),
    ("config", read::<co2::Config>),
    ("configured-product", read::<co2::lifecycle::component::Configuration>),
    ("factor-set", read::<co2::equiv::FactorSet>),
    ("facts", read::<co2::lifecycle::Facts>),
    ("footprint", read::<co2::lifecycle::Footprint>),
    ("journal-line", read::<co2::journal::export::Line>),
    ("leaf", leaf),
    ("lot", read::<co2::offsets::Lot>),
    ("product", read::<co2::lifecycle::product::Product>),
    ("project", read::<co2::offsets::Project>),
    ("published-sheet", read::<co2::lifecycle::PublishedSheet>),
    ("retirement-record", read::<co2::cert::RetirementRecord>),
    ("rules", read::<co2::offsets::Rules>),
    ("shipped", read::<co2::Shipped>),
    ("statement", read::<co2::equiv::Statement>),
    ("stock", stock),
    ("terms", read::<co2::Terms>),
    ("units-to-retire", read::<co2::programme::UnitsToRetire>),
    ("event-", read::<CloudEvent>),
];

/// What is only written, or read by the rules of other standards.
const OUTPUTS: [&str; 17] = [
    "certificate",
    "claim-decision",
    "did-document",
    "events",
    "figures-growth",
    "figures-row",
    "low-stock",
    "milestone",
    "open-retirement",
    "order",
    "quote",
    "quote-page",
    "reconciled",
    "reservation",
    "retirement-duty",
    "status-list",
    "workshop-report",
];

/// What a schema cannot state, with a part of the place in a document and a part of the refusal by which it is
/// recognised.
const UNSAYABLE: &[(&str, &[(&str, &str)])] = &[
    (
        "A country, a part of a country and a currency exist.",
        &[("", "unknown country"), ("", "unknown subdivision"), ("", "unknown currency")],
    ),
    (
        "A day and an instant exist, and a period does not end before it starts.",
        &[
            ("", "not a day"),
            ("", "not an instant"),
            ("vintage", "ends before it starts"),
            ("vintage", "vintage_to must be not before vintage_from"),
        ],
    ),
    (
        "A GTIN has a valid check digit and is not all zeros.",
        &[("", "the check digit of the GTIN"), ("", "a GTIN is not all zeros")],
    ),
    (
        "Of the statements of one body under one identifier, one is valid on a day.",
        &[("assurances", "one of a name at a time")],
    ),
    (
        "A serial has the form that its registry prints.",
        &[("serial", " at column "), ("converted_from", " at column ")],
    ),
    (
        "A decimal number has at most 28 digits, and a formula can be computed.",
        &[
            ("/value", "not a plain decimal number"),
            ("/value", "more digits than can be counted with"),
            ("/inputs", ""),
        ],
    ),
    (
        "A label of a host has at most 63 characters, and a port is at most 65535.",
        &[("host", "not a host")],
    ),
    (
        "Entries of a list have different names, and the stages of a footprint their order.",
        &[
            ("", "given twice"),
            ("", "has two notes"),
            ("stages", "each once"),
            ("stages", "each given once"),
            ("markets", "each country in one at most"),
        ],
    ),
    (
        "Numbers agree: shares with 1, sums with their parts, a count with its factor, an estimate's deviation \
         with its mean.",
        &[
            ("shares", "the shares sum to"),
            ("estimate", "the standard deviation of an estimate"),
            ("", "the statement says"),
            ("", "choose a smaller thing"),
            ("", "choose a larger unit"),
            ("", "add up to"),
            ("", "does not follow from the other facts"),
            ("creditLines", "credit line"),
        ],
    ),
    (
        "Of two members, the one decides whether the other is needed.",
        &[
            ("certificate", "as the host is a name for examples"),
            ("", "is a condition, but names no disclosure"),
            ("", "is marked as confirmed, but names no source"),
            ("footprint", "the years of use do not match the footprint"),
            ("gtin", "a product has either a GTIN or a maker and part number"),
        ],
    ),
    ("The text of evidence is not blank.", &[("", "is blank")]),
    ("An entry of the log is in canonical form.", &[("leaf", "")]),
];

#[test]
fn readers_and_schemas_agree_on_broken_documents() {
    let mut unsayable: BTreeSet<(&str, &str)> =
        UNSAYABLE.iter().flat_map(|(_, marks)| marks.iter().copied()).collect();
    let all = unsayable.clone();
    let (mut judged, mut refused) = (0_u32, 0_u32);
    let mut faults = Vec::new();
    for (name, _) in names().filter(|(name, _)| !OUTPUTS.contains(name)) {
        let kind = name.strip_prefix("event-");
        let known = if kind.is_some() { "event-" } else { name };
        let (_, read) = INPUTS.iter().find(|(input, _)| *input == known).expect(name);
        let schema = schema(name).unwrap();
        let validator = jsonschema::validator_for(schema.as_value()).unwrap();
        let event = schema_example("cloud-event");
        let judge = |document: &Value| match kind {
            None => read(document),
            Some(kind) => {
                let mut event = event.clone();
                event["type"] = kind.into();
                event["data"] = document.clone();
                read(&event)
            }
        };
        let good = schema_example(name);
        assert_eq!(judge(&good), Ok(()), "{name}");
        for (place, broken) in broken(&good) {
            judged += 1;
            match (judge(&broken), validator.is_valid(&broken)) {
                (Ok(()), true) => (),
                (Err(_), false) => refused += 1,
                (Ok(()), false) => faults.push(format!("{name}{place} is read: {broken}")),
                (Err(error), true) => {
                    let place = format!("{name}{place}");
                    let mark =
                        |(at, words): &&(&str, &str)| place.contains(at) && error.contains(words);
                    match all.iter().find(mark) {
                        Some(mark) => _ = unsayable.remove(mark),
                        None => faults.push(format!("{place} fits the schema: {error}")),
                    }
                }
            }
        }
    }
    faults.truncate(20);
    let shown: Vec<String> = faults.iter().map(|fault| format!("{fault:.300}")).collect();
    assert!(faults.is_empty(), "{}", shown.join("\n"));
    assert!(judged > 50_000 && refused > judged / 2, "{judged} {refused}");
    assert_eq!(unsayable, BTreeSet::new(), "a schema can state it, or nothing broke it");
}

fn schema_example(name: &str) -> Value {
    let schema = schema(name).expect(name);
    let example = schema.as_value().pointer("/examples/0");
    example.cloned().expect(name)
}

#[test]
fn what_a_schema_cannot_state_is_documented() {
    let page = include_str!("../../../../docs/schemas/README.md");
    let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for (rule, _) in UNSAYABLE {
        assert!(words.contains(rule), "{rule}");
    }
    for (name, _) in names().filter(|(name, _)| !name.starts_with("event-")) {
        assert!(words.contains(&format!("| `{name}` |")), "{name}");
    }
}

/// The schemas of `docs/schemas` by their names, with those of what commands print.
fn published() -> BTreeMap<String, Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path());
    let schema = |file: PathBuf| {
        let name = file.file_name()?.to_str()?.strip_suffix(".json")?.to_owned();
        Some((name, serde_json::from_slice(&fs::read(&file).ok()?).ok()?))
    };
    files.filter_map(schema).collect()
}

#[test]
fn examples_are_valid() {
    let all = published();
    assert!(names().all(|(name, _)| all.contains_key(name)), "run: co2 schema --out docs/schemas");
    for (name, schema) in all {
        let validator = jsonschema::validator_for(&schema).unwrap();
        let example = schema["examples"][0].clone();
        let errors: Vec<String> = validator
            .iter_errors(&example)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{name}");
        // Of several certificates there is a list.
        assert!(name == "cli-verify" || !validator.is_valid(&json!([example])), "{name}");
    }
}

/// A member that is always written is required, and one that may be left out is never `null`.
#[test]
fn outputs_are_described_as_they_are_written() {
    fn walk(schema: &Value, place: &str) {
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let forms = member["anyOf"].as_array().into_iter().flatten();
            let types = forms.chain([member]).map(|form| &form["type"]);
            let null = types.into_iter().any(|of| of.to_string().contains("\"null\""));
            assert!(!null || required.contains(&name.as_str().into()), "{place}/{name}: {member}");
        }
        for (word, part) in schema.as_object().into_iter().flatten() {
            walk(part, &format!("{place}/{word}"));
        }
        schema.as_array().into_iter().flatten().for_each(|part| walk(part, place));
    }
    let page = include_str!("../../../../docs/schemas/README.md");
    let is_output =
        |name: &str| name.starts_with("cli-") || page.contains(&format!("| `{name}` | out |"));
    let outputs = published().into_iter().filter(|(name, _)| is_output(name));
    let mut count = 0_u32;
    for (name, mut schema) in outputs {
        schema["examples"].take();
        walk(&schema, &name);
        count += 1;
    }
    assert!(count > 30, "{count}");
    let required = |name: &str, place: &str| schema(name).unwrap().pointer(place).cloned();
    let matched = required("reconciled", "/$defs/Matched/required");
    assert!(matched.unwrap().as_array().unwrap().contains(&"other_date".into()));
}

/// What makes a schema fit for the tools of others.
#[test]
fn schemas_are_portable() {
    fn walk(schema: &Value, place: &str) {
        let Some(members) = schema.as_object() else {
            if let Some(several) = schema.as_array() {
                for one in several {
                    walk(one, place);
                }
            }
            return;
        };
        for (word, value) in members {
            let place = format!("{place}/{word}");
            match (word.as_str(), value) {
                ("pattern", Value::String(pattern)) => {
                    // Neither escapes that differ between engines, nor look-around.
                    for escape in ["\\u", "\\p", "\\s", "\\S", "\\w", "\\d", "\\b", "(?"] {
                        assert!(!pattern.contains(escape), "{place}: {pattern}");
                    }
                }
                ("description", Value::String(text)) => {
                    for mark in ["[`", "](", "::", "```"] {
                        assert!(!text.contains(mark), "{place}: {text}");
                    }
                }
                ("maximum", Value::Number(number)) if number.is_u64() => {
                    assert!(number.as_u64() <= Some(9_007_199_254_740_991), "{place}: {number}");
                }
                ("format", Value::String(format)) => panic!("{place}: {format}"),
                ("examples" | "default", _) => (),
                _ => walk(value, &place),
            }
        }
    }
    for (name, schema) in published() {
        walk(&schema, &name);
        let id = schema["$id"].as_str().unwrap();
        assert!(id.ends_with(&format!("/schemas/{name}.json")), "{name}: {id}");
        for one in schema["$defs"].as_object().into_iter().flat_map(|defs| defs.keys()) {
            let last = one.chars().next_back();
            assert!(!last.is_some_and(|last| last.is_ascii_digit()), "{name}: two types are {one}");
        }
    }
}
