//! Schemas state the limits that the deserialisers check.
#![cfg(feature = "schemars")]

use co2_units::credit::{GramSlice, ProjectId, UnitRange, Vintage};
use co2_units::doorway::Rounding;
use co2_units::product::{Gtin, Model, PartNumber, SerialNumber};
use co2_units::{
    Co2e, Country, Difference, Estimate, Money, ProductId, RateTable, Region, SignedCo2e, Source,
    Stage, StageSet, Statistic, Status, Subdivision, Timestamp,
};
use core::cell::Cell;
use core::fmt::Debug;
use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use schemars::{JsonSchema, schema_for};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn schema<T: JsonSchema>() -> Value {
    schema_for!(T).to_value()
}

/// Generates texts from a schema's pattern and reads them. A text may be refused only for a reason
/// that a pattern cannot state, which the error names with one of `words`.
fn pattern_fits<T: DeserializeOwned + Debug>(
    pattern: &Value,
    wrap: impl Fn(&str) -> Value,
    words: &[&str],
) {
    let pattern = pattern.as_str().expect("a pattern");
    let inner = pattern.strip_prefix('^').and_then(|rest| rest.strip_suffix('$'));
    let texts = string_regex(inner.expect("a pattern of the whole text")).expect("a pattern");
    let read = Cell::new(0_u32);
    TestRunner::deterministic()
        .run(&texts, |text| {
            match serde_json::from_value::<T>(wrap(&text)).map_err(|error| error.to_string()) {
                Ok(_) => read.set(read.get() + 1),
                Err(error) if words.iter().any(|words| error.contains(words)) => {}
                Err(error) => return Err(TestCaseError::fail(format!("{text:?}: {error}"))),
            }
            Ok(())
        })
        .expect("what fits the pattern is read");
    assert!(read.get() > 0, "nothing that fits {pattern} was read");
}

fn text(text: &str) -> Value {
    json!(text)
}

#[test]
fn whatever_fits_a_pattern_is_read() {
    let pattern = |schema: Value| schema["pattern"].clone();
    pattern_fits::<Co2e>(&pattern(schema::<Co2e>()), text, &["amount is too large"]);
    pattern_fits::<Gtin>(&pattern(schema::<Gtin>()), text, &["check digit", "all zeros"]);
    pattern_fits::<SerialNumber>(&pattern(schema::<SerialNumber>()), text, &[]);
    pattern_fits::<ProjectId>(&pattern(schema::<ProjectId>()), text, &[]);
    pattern_fits::<Country>(&pattern(schema::<Country>()), text, &["unknown country"]);
    pattern_fits::<Region>(&pattern(schema::<Region>()), text, &["unknown country", "unknown sub"]);
    pattern_fits::<PartNumber>(&pattern(schema::<PartNumber>()), text, &[]);
    pattern_fits::<SignedCo2e>(&pattern(schema::<SignedCo2e>()), text, &["amount is too large"]);

    let amount = &schema::<Money>()["properties"]["amount"]["pattern"];
    let wrap = |text: &str| json!({"amount": text, "currency": "EUR"});
    // Amounts with more digits than a decimal holds.
    pattern_fits::<Money>(amount, wrap, &["not a plain decimal number"]);

    let units = &schema::<UnitRange>()["properties"];
    let wrap = |text: &str| json!({"scope": text, "first": 1, "last": 2, "printed": text});
    pattern_fits::<UnitRange>(&units["scope"]["pattern"], wrap, &[]);
    let wrap = |text: &str| json!({"scope": "a", "first": 1, "last": 2, "printed": text});
    pattern_fits::<UnitRange>(&units["printed"]["pattern"], wrap, &[]);
}

#[test]
fn lengths_and_ranges_are_stated() {
    let id = schema::<ProjectId>();
    assert_eq!((&id["minLength"], &id["maxLength"]), (&json!(1), &json!(64)));
    assert_eq!(schema::<Co2e>()["maxLength"], json!(21));
    for field in ["mean_kg", "sd_kg"] {
        assert_eq!(schema::<Estimate>()["properties"][field]["minimum"], json!(0.0));
    }
    for number in
        [&schema::<GramSlice>()["properties"]["end"], &schema::<UnitRange>()["properties"]["last"]]
    {
        let forms = &number["anyOf"];
        assert_eq!((&forms[0]["minimum"], &forms[1]["type"]), (&json!(0), &json!("string")));
        assert_eq!(forms[0]["maximum"], json!(co2_units::serde::MAX_INTEGER));
    }
    let stages = schema::<StageSet>();
    assert_eq!((&stages["minItems"], &stages["uniqueItems"]), (&json!(1), &json!(true)));
    assert_eq!(schema::<Timestamp>()["format"], json!("date-time"));
}

/// Every object that refuses unknown fields says so, and requires its mandatory fields.
#[test]
fn objects_are_closed() {
    let part = schema::<Model>()["oneOf"][1]["properties"]["part"].clone();
    for schema in [
        schema::<Estimate>(),
        schema::<Difference>(),
        schema::<Money>(),
        schema::<RateTable>(),
        schema::<Source>(),
        schema::<ProductId>(),
        schema::<Vintage>(),
        schema::<UnitRange>(),
        schema::<GramSlice>(),
        part,
    ] {
        assert_eq!(schema["additionalProperties"], json!(false), "{schema}");
        let fields = schema["properties"].as_object().unwrap();
        assert_eq!(schema["required"].as_array().unwrap().len(), fields.len(), "{schema}");
    }
}

/// Doc comments become descriptions; the code of their examples does not belong in a schema.
#[test]
fn descriptions_hold_no_code() {
    for schema in [
        schema::<Co2e>(),
        schema::<Estimate>(),
        schema::<Difference>(),
        schema::<Money>(),
        schema::<RateTable>(),
        schema::<Source>(),
        schema::<ProductId>(),
        schema::<Vintage>(),
        schema::<UnitRange>(),
        schema::<GramSlice>(),
        schema::<Region>(),
        schema::<Country>(),
        schema::<Subdivision>(),
        schema::<SignedCo2e>(),
        schema::<StageSet>(),
    ] {
        assert!(!schema.to_string().contains("```"), "{schema}");
    }
}

#[test]
fn names_are_listed() {
    let names = |schema: Value| -> Vec<String> {
        let all = schema["oneOf"].as_array().unwrap().iter();
        all.map(|one| one["const"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(schema::<Stage>()), Stage::ALL.map(Stage::as_str));
    assert_eq!(names(schema::<Statistic>()), Statistic::ALL.map(Statistic::as_str));
    assert_eq!(names(schema::<Rounding>()), ["up", "down", "nearest"]);
    assert_eq!(names(schema::<Status>()), ["published", "transcribed", "derived"]);
}
