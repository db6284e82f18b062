//! JSON Schemas describe what is written and read.

use crate::world::{
    CREDITS, ORDER, PLACED, SHIPPED, all, at, cart_json, config, host, ordered, quote, sold,
    stocked,
};
use co2::journal::Memory;
use co2::lifecycle::component::{Component, Configuration};
use co2::lifecycle::transport::{FuelScope, Leg, Mode};
use co2::lifecycle::{Avoided, Category, Facts, GridChoice, Years, compare, grid};
use co2::offsets::read_csv;
use co2::schema::{names, schema};
use co2::units::model::{Energy, Length, Mass, energy, length, mass};
use serde_json::{Map, Value, json};

type Members = Map<String, Value>;

/// A schema with those it refers to and consists of.
fn parts<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Members> {
    let Some(schema) = schema.as_object() else {
        return Vec::new();
    };
    let mut found = vec![schema];
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        found.extend(parts(root, target.expect("references lead to a place in the schema")));
    }
    for word in ["allOf", "anyOf", "oneOf"] {
        let alternatives = schema.get(word).and_then(Value::as_array);
        found.extend(alternatives.into_iter().flatten().flat_map(|part| parts(root, part)));
    }
    found
}

/// Whether every member of a value is described, and every member that is required is there.
fn covers(root: &Value, schema: &Value, value: &Value, place: &str) -> Result<(), String> {
    let parts = parts(root, schema);
    if let Some(items) = value.as_array() {
        let of_items = parts.iter().find_map(|part| part.get("items"));
        let of_items = of_items.ok_or_else(|| format!("{place} is no list"))?;
        for (number, item) in items.iter().enumerate() {
            covers(root, of_items, item, &format!("{place}/{number}"))?;
        }
    }
    let Some(members) = value.as_object() else {
        return Ok(());
    };
    for (name, member) in members {
        let place = format!("{place}/{name}");
        let described = parts.iter().filter_map(|part| part.get("properties")?.get(name));
        let described = described.filter(|schema| **schema != Value::Bool(false));
        // Of several alternatives, one has to fit.
        let mut tried = described.map(|schema| covers(root, schema, member, &place));
        let first = tried.next().ok_or_else(|| format!("{place} is not described"))?;
        if first.is_err() && !tried.any(|other| other.is_ok()) {
            return first;
        }
    }
    for part in &parts {
        let required = part.get("required").and_then(Value::as_array).into_iter().flatten();
        for name in required.filter_map(Value::as_str) {
            if !members.contains_key(name) {
                return Err(format!("{place}/{name} is missing"));
            }
        }
        // Not of the alternatives: they require different members.
        if part.contains_key("oneOf") {
            break;
        }
    }
    Ok(())
}

fn check(name: &str, value: &Value) -> Result<(), String> {
    let schema = schema(name).ok_or("there is no such schema")?.to_value();
    covers(&schema, &schema, value, name)
}

#[test]
fn every_name_has_a_schema() {
    let names: Vec<(&str, &str)> = names().collect();
    assert!(names.is_sorted_by(|a, b| a.0 < b.0));
    for (name, about) in names {
        let schema = schema(name).unwrap();
        let schema = schema.as_value();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{name}");
        assert!(!about.is_empty());
        assert!(schema["description"].is_string(), "{name} has no description");
        let closed = |schema: &Value| {
            schema["additionalProperties"] == false || schema["unevaluatedProperties"] == false
        };
        // Or it is one of several objects.
        let each = schema["oneOf"].as_array().is_some_and(|objects| objects.iter().all(closed));
        // CloudEvents lets others add attributes to an event.
        assert!(closed(schema) || each || name == "cloud-event", "{name} is open");
    }
    assert_eq!(schema("nothing"), None);
}

#[test]
fn schemas_cover_what_is_read_and_written() {
    let describes = |name: &str, value: Value| check(name, &value).unwrap();
    describes("cart", cart_json());
    let text = crate::world::CONFIG;
    describes("config", toml::from_str(text).unwrap());
    let steps = "coverage = { steps = { step_kg = \"500\" } }";
    let steps = text.replace("coverage = \"exact\"", steps);
    describes("config", toml::from_str(&steps).unwrap());
    let import = read_csv(CREDITS).unwrap();
    for (lot, project) in import.lots.iter().zip(&import.projects) {
        describes("lot", serde_json::to_value(lot).unwrap());
        describes("project", serde_json::to_value(project).unwrap());
    }
    describes("rules", serde_json::to_value(config().rules).unwrap());
    let quote = quote(&stocked());
    for line in &quote.lines {
        describes("footprint", serde_json::to_value(&line.footprint).unwrap());
    }
    for line in crate::world::cart().lines {
        describes("published-sheet", serde_json::to_value(line).unwrap()["sheet"].take());
    }
    for statement in &quote.equivalences {
        describes("statement", serde_json::to_value(statement).unwrap());
    }
    let factors = co2::equiv::editions::epa_2026();
    describes("factor-set", serde_json::to_value(factors).unwrap());
    for issued in sold().fulfil(ORDER, &all(), at(SHIPPED)).unwrap() {
        let record = serde_json::to_value(issued.certificate.record()).unwrap();
        describes("retirement-record", record);
    }
}

#[test]
fn every_line_of_an_export_is_described() {
    let mut journal = Memory::new();
    let programme = host(journal.clone(), config());
    programme.import_credits(CREDITS.as_bytes(), at(PLACED)).unwrap();
    ordered(&programme);
    programme.fulfil(ORDER, &all(), at(SHIPPED)).unwrap();
    let mut file = Vec::new();
    co2::journal::export::export(&mut journal, &mut file, |_| ()).unwrap();
    for line in file.split_inclusive(|&byte| byte == b'\n') {
        let mut line: Value = serde_json::from_slice(line).unwrap();
        // What happened is in words here, and no part of the format.
        if line.get("batch").is_some() {
            line["batch"]["events"] = json!([]);
        }
        check("journal-line", &line).unwrap();
    }
}

#[test]
fn schemas_cover_what_is_compared_and_configured() {
    let describes = |name: &str, value: Value| check(name, &value).unwrap();
    let facts: Facts = serde_json::from_value(json!({
        "category": "laptop", "manufacturer": "Lenovo", "screen_in": 14.0, "weight_kg": 1.4,
        "memory_gb": 16.0, "storage_gb": 512.0, "cpu_count": 1, "yearly_energy_kwh": 20.0,
        "lifetime_years": 5.0, "use_location": "SE", "report_year": 2020
    }))
    .unwrap();
    describes("facts", serde_json::to_value(&facts).unwrap());
    let long = facts.footprint(GridChoice::Current { year: 2025 }).unwrap();
    describes("footprint", serde_json::to_value(&long).unwrap());
    let short = long.clone().with_years(Years::new(3.0).unwrap()).unwrap();
    let one = compare(&short, &[long], 1.0).unwrap().remove(0);
    assert!(one.probability.is_some());
    describes("compared", serde_json::to_value(one).unwrap());
    let sweden = grid::intensity("SE".parse().unwrap(), 2024).unwrap().figure.factor;
    let saved = Energy::new::<energy::kilowatt_hour>(1_000.0);
    let avoided = Avoided::by_saved_electricity(saved, &sweden).unwrap();
    describes("avoided", serde_json::to_value(avoided).unwrap());
    let leg = Leg { mode: Mode::Rail, distance: Length::new::<length::kilometer>(800.0) };
    let server = Configuration::new("rack server", Category::Server)
        .with(2, Component::Cpu { die_mm2: 694.0 })
        .with(1, Component::Mainboard)
        .route(&[leg], Mass::new::<mass::kilogram>(25.0), FuelScope::WellToWheel);
    describes("configured-product", serde_json::to_value(server).unwrap());
}

#[test]
fn the_check_itself_can_fail() {
    let changed = |change: fn(&mut Value)| {
        let mut cart = cart_json();
        change(&mut cart);
        check("cart", &cart)
    };
    assert_eq!(changed(|_| ()), Ok(()));
    assert_eq!(
        changed(|cart| cart["lines"][0]["sheet"]["colour"] = json!("red")),
        Err("cart/lines/0/sheet/colour is not described".to_owned())
    );
    assert_eq!(
        changed(|cart| cart["lines"][1] = json!({})),
        Err("cart/lines/1/id is missing".to_owned())
    );
    assert_eq!(
        changed(|cart| cart["lines"][0]["sheet"]["source"] = json!({ "publisher": "x" })),
        Err("cart/lines/0/sheet/source/edition is missing".to_owned())
    );
}

#[test]
fn the_schema_of_a_configuration_says_the_limits() {
    let schema = schema("config").unwrap().to_value();
    assert_eq!(schema["description"], "How a programme is run.");
    let offer = &schema["$defs"]["OfferConfig"]["properties"];
    assert_eq!(offer["quote_seconds"]["minimum"], 1);
    assert_eq!(offer["hold_seconds"]["minimum"], 1);
    assert_eq!(schema["properties"]["rules"]["allOf"][1]["required"], json!(["coverage", "price"]));
    let certificate = &schema["$defs"]["CertificateConfig"]["properties"];
    assert_eq!(certificate["subject_base"]["maxLength"], 1_024);
    let required = schema["required"].as_array().unwrap();
    assert!(required.contains(&json!("rules")) && required.contains(&json!("issuer")));
}
