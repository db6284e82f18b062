//! The OpenAPI document.

use co2_http::Kind;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

/// `docs/openapi.json` is made by `co2 serve --openapi > docs/openapi.json`.
#[test]
fn the_document_in_the_repository_is_that_of_the_routes() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let written = std::fs::read_to_string(path).unwrap_or_default();
    let written: Value = serde_json::from_str(&written).unwrap_or_default();
    assert!(written == co2_http::openapi(), "run: co2 serve --openapi > docs/openapi.json");
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| references(member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[test]
fn the_document_is_whole() {
    let document = co2_http::openapi();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 20, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id), "{id} stands twice");
            assert!(operation["summary"].as_str().is_some_and(|text| text.ends_with('.')), "{id}");
            // Each parameter of the path is described.
            let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
            let of_path = parameters.iter().filter(|one| one["in"] == "path").count();
            assert_eq!(of_path, path.matches('{').count(), "{method} {path}");
            for one in parameters {
                assert!(one["description"].as_str().is_some_and(|text| !text.is_empty()), "{one}");
            }
        }
    }
}

/// The names of the schemas that the requests have, with those that these have.
fn asked(document: &Value) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            references(&operation["parameters"], &mut found);
            references(&operation["requestBody"], &mut found);
        }
    }
    loop {
        let before = found.clone();
        for reference in &before {
            let pointer = reference.strip_prefix('#').unwrap();
            references(document.pointer(pointer).unwrap(), &mut found);
        }
        if found == before {
            return found.into_iter().map(|one| one.rsplit_once('/').unwrap().1).collect();
        }
    }
}

/// A client that is generated today reads the answers of a later server, and a misspelt field is refused.
#[test]
fn answers_are_open_and_requests_are_closed() {
    let document = co2_http::openapi();
    let asked = asked(&document);
    let (mut open, mut closed) = (0_u32, 0_u32);
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        if !asked.contains(name.as_str()) {
            open += 1;
            assert!(!schema.to_string().contains(r#"Properties":false"#), "{name}: {schema}");
        } else if schema["properties"].is_object() {
            closed += 1;
            let closes = |word| schema[word] == false;
            assert!(
                ["additionalProperties", "unevaluatedProperties"].into_iter().any(closes),
                "{name}"
            );
        }
    }
    assert!(open > 30 && closed > 10, "{open} {closed}");
    for name in ["Quote", "Reservation", "Fulfilled", "OrderLook", "Assumption", "Act", "Problem"] {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
        assert!(!asked.contains(name), "{name}");
    }
}

/// A member of an answer that may be left out is never `null`, and what is always written is required.
#[test]
fn answers_are_described_as_they_are_written() {
    fn walk(schema: &Value, place: &str) {
        let required = schema["required"].as_array().cloned().unwrap_or_default();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let forms = member["anyOf"].as_array().into_iter().flatten();
            let types = forms.chain([member]).map(|form| &form["type"]);
            let null = types.into_iter().any(|of| of.to_string().contains("\"null\""));
            assert!(!null || required.contains(&name.as_str().into()), "{place}/{name}: {member}");
        }
        for (name, member) in schema.as_object().into_iter().flatten() {
            walk(member, &format!("{place}/{name}"));
        }
        for member in schema.as_array().into_iter().flatten() {
            walk(member, place);
        }
    }
    let document = co2_http::openapi();
    let asked = asked(&document);
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        if !asked.contains(name.as_str()) {
            walk(schema, name);
        }
    }
    let schemas = &document["components"]["schemas"];
    for (name, member) in [
        ("Reservation", "price"),
        ("ProductLook", "certificate"),
        ("RetirementDuty", "due"),
        ("Matched", "other_date"),
        ("Unread", "serial"),
    ] {
        let required = schemas[name]["required"].as_array().unwrap();
        assert!(required.contains(&member.into()), "{name} {member}");
    }
}

/// Generators make the name of a type of it.
#[test]
fn schemas_have_names_of_their_own() {
    let document = co2_http::openapi();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(!name.ends_with(|last: char| last.is_ascii_digit()), "two types are called {name}");
        let text = schema.to_string();
        assert!(!text.contains(r#""format":""#) && !text.contains("[`"), "{name}: {text}");
    }
}

/// What stands between two marks of `docs/http.md`.
fn section(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/http.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, rest) = page.split_once(&format!("<!-- {name} -->\n")).unwrap();
    let (section, _) = rest.split_once(&format!("<!-- end of {name} -->")).unwrap();
    section.to_owned()
}

#[test]
fn the_page_has_every_problem() {
    let mut table = "\n| `type` | status | what it means |\n| --- | --- | --- |\n".to_owned();
    for kind in Kind::ALL {
        let (uri, status) = (kind.uri(), kind.status().as_u16());
        writeln!(table, "| `{uri}` | {status} | {} |", kind.about()).unwrap();
    }
    table.push('\n');
    assert_eq!(section("problems"), table, "put this table there:\n{table}");
}

#[test]
fn the_page_has_every_route() {
    let document = co2_http::openapi();
    let mut table = "\n| route | what it does | roles |\n| --- | --- | --- |\n".to_owned();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let roles = operation["security"][0]["token"].as_array().cloned().unwrap_or_default();
            let roles: Vec<&str> = roles.iter().filter_map(Value::as_str).collect();
            let (method, roles) = (method.to_uppercase(), roles.join(", "));
            let summary = operation["summary"].as_str().unwrap();
            writeln!(table, "| `{method} {path}` | {summary} | {roles} |").unwrap();
        }
    }
    table.push('\n');
    assert_eq!(section("routes"), table, "put this table there:\n{table}");
}
