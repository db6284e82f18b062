//! The JSON Schema states the same limits as reading.

use co2_cert::RetirementRecord;
use serde_json::{Value, json};

fn schema() -> Value {
    schemars::schema_for!(RetirementRecord).to_value()
}

/// Returns the schema at a pointer, with references followed.
fn at<'a>(root: &'a Value, path: &[&str]) -> &'a Value {
    path.iter().fold(root, |schema, step| {
        let next = schema.get(*step).unwrap_or_else(|| panic!("no {step} in {schema}"));
        follow(root, next)
    })
}

fn follow<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.strip_prefix('#').unwrap()).unwrap(),
        None => schema,
    }
}

#[test]
fn members_and_limits_are_those_of_reading() {
    let root = schema();
    assert_eq!(root["title"], "RetirementRecord");
    assert_eq!(root["additionalProperties"], false);
    let required = root["required"].as_array().unwrap();
    for member in ["product", "amount_kg", "state", "coverage", "footprint", "creditLines", "terms"]
    {
        assert!(required.contains(&json!(member)), "{member}");
    }
    assert!(!required.contains(&json!("demonstration")));
    let lines = at(&root, &["properties", "creditLines"]);
    assert_eq!((&lines["minItems"], &lines["maxItems"]), (&json!(1), &json!(256)));
    let line = at(&root, &["properties", "creditLines", "items"]);
    assert_eq!(line["additionalProperties"], false);
    assert_eq!(line["dependentRequired"]["vintageFirst"], json!(["vintageLast"]));
    let pattern = |member| {
        &at(&root, &["properties", "creditLines", "items", "properties", member])["pattern"]
    };
    assert_eq!(pattern("blockFirst"), "^(0|[1-9][0-9]{0,19})$");
    assert_eq!(pattern("vintageFirst"), "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
    assert_eq!(pattern("blockSerial"), "^[ -~]{1,256}$");
    let product = at(&root, &["properties", "product"]);
    assert_eq!(product["oneOf"].as_array().unwrap().len(), 2);
    let name = at(&root, &["properties", "product", "properties", "productName"]);
    assert_eq!(name["maxLength"], 500);
}

/// Every member that is written is a property of the schema, and no required member is missing.
fn assert_fits(root: &Value, schema: &Value, value: &Value, path: &str) {
    let schema = follow(root, schema);
    match value {
        Value::Object(members) => {
            let candidates = schema.get("oneOf").and_then(Value::as_array);
            let with_properties = match candidates {
                // The acts are distinguished by `kind`.
                Some(options) if schema.get("properties").is_none() => options
                    .iter()
                    .find(|option| option["properties"]["kind"]["const"] == value["kind"])
                    .unwrap(),
                _ => schema,
            };
            for name in with_properties["required"].as_array().into_iter().flatten() {
                assert!(members.contains_key(name.as_str().unwrap()), "{path}: {name}");
            }
            for (name, member) in members {
                let inner = &with_properties["properties"][name];
                assert!(!inner.is_null(), "{path}/{name} is not in the schema");
                assert_fits(root, inner, member, &format!("{path}/{name}"));
            }
        }
        Value::Array(items) => {
            for item in items {
                assert_fits(root, &schema["items"], item, path);
            }
        }
        _ => assert!(value.is_string(), "{path}"),
    }
}

#[test]
fn a_record_fits_its_schema() {
    let root = schema();
    let mut parts = crate::common::parts();
    parts.lines[1].act = co2_cert::Act::Allocated { due: crate::common::day("2026-12-31") };
    parts.assurances.push(crate::common::assurance());
    for record in [crate::common::record(), RetirementRecord::new(parts).unwrap()] {
        assert_fits(&root, &root, &serde_json::to_value(record).unwrap(), "");
    }
}
