//! Sheets and footprints in JSON: what goes out comes back, and what is wrong is refused.
#![cfg(feature = "serde")]

#[cfg(test)]
mod common;

use co2_lifecycle::component::{Component, Configuration};
use co2_lifecycle::energy::{Cooling, LoadPoint, ServerUse};
use co2_lifecycle::scope::Scope;
use co2_lifecycle::transport::{FuelScope, Leg, Mode, RadiativeForcing};
use co2_lifecycle::{
    Avoided, Basis, Category, Compared, Electricity, Facts, Footprint, GridChoice, PublishedSheet,
    UseScenario, compare, grid,
};
use co2_units::model::{Length, carbon, length};
use co2_units::{Stage, Statistic};
use common::{assert_close, current, latitude};
use serde_json::{Value, json};

fn sheets() -> Vec<PublishedSheet> {
    serde_json::from_str(include_str!("data/sheets.json")).expect("a list of sheets")
}

#[test]
fn an_array_of_sheets_leads_to_amounts() {
    let sheets = sheets();
    let sheet = sheets.iter().find(|s| s.product() == "Latitude 5430").unwrap();
    assert_eq!(sheet.share(Stage::EndOfLife), Some(0.004));
    let footprint = sheet.footprint(current("SE", 5.0, 2025)).unwrap();
    // The shares sum to 1.001; 23.36 kWh × 5 × 35.33 g.
    let mean = 301.0 * (0.806 + 0.031 + 0.004) / 1.001 + 23.36 * 5.0 * 0.035_33;
    let found = footprint.total().mean().get::<carbon::kilogram>();
    assert_close(found, mean, 1e-12);
    assert_eq!(footprint.stages().len(), 4);
}

#[test]
fn headlines_of_the_sheets_are_reproduced() {
    for (product, headline_kg) in [("E41-45", 336.0), ("L28u-30", 455.0)] {
        let sheets = sheets();
        let sheet = sheets.iter().find(|s| s.product() == product).unwrap();
        let estimate = sheet.estimate().unwrap();
        let found = estimate.at(sheet.headline()).get::<carbon::kilogram>();
        assert_close(found, headline_kg, 0.015);
    }
}

#[test]
fn sheets_and_footprints_come_back() {
    let scenario = current("IN", 4.5, 2026);
    for sheet in sheets() {
        let text = serde_json::to_string(&sheet).unwrap();
        assert_eq!(serde_json::from_str::<PublishedSheet>(&text).unwrap(), sheet);
    }
    let footprint = latitude().build().unwrap().footprint(scenario).unwrap();
    let text = serde_json::to_string(&footprint).unwrap();
    assert_eq!(serde_json::from_str::<Footprint>(&text).unwrap(), footprint);
}

/// The wire form is a promise: this pins it.
#[test]
fn a_footprint_is_spelt_like_this() {
    let sheet = latitude().build().unwrap();
    let footprint = sheet.footprint(current("SE", 5.0, 2026)).unwrap();
    let found = serde_json::to_value(&footprint).unwrap();
    assert_eq!(found["tier"], json!("published"));
    assert_eq!(
        found["scenario"],
        json!({"location": "SE", "years": 5.0, "grid": {"current": {"year": 2026}}})
    );
    assert_eq!(found["stages"][0]["stage"], json!("manufacture"));
    assert_eq!(
        found["assumptions"][2],
        json!({"grid_fallback": {"older_year": {"region": "SE", "asked": 2026, "used": 2025}}})
    );
    assert_eq!(found["assumptions"][3]["use_recomputed"]["grams_per_kwh"], json!(35.33));
    assert_eq!(found["sources"].as_array().unwrap().len(), 2);
}

#[test]
fn a_scenario_is_spelt_like_this() {
    let text = r#"{"location":"SE","years":5.0,"grid":"as_published"}"#;
    let scenario: UseScenario = serde_json::from_str(text).unwrap();
    assert_eq!(scenario.grid, GridChoice::AsPublished);
    assert_eq!(serde_json::to_string(&scenario).unwrap(), text);
    for bad in [
        r#"{"location":"XX","years":5.0,"grid":"as_published"}"#,
        r#"{"location":"SE","years":0,"grid":"as_published"}"#,
        r#"{"location":"SE","years":-1,"grid":"as_published"}"#,
        r#"{"location":"SE","years":5}"#,
        r#"{"location":"SE","years":5,"grid":"newest"}"#,
        r#"{"location":"SE","years":5,"grid":{"current":{}}}"#,
        r#"{"location":"SE","years":5,"grid":{"current":{"year":2026,"month":1}}}"#,
        r#"{"location":"SE","years":5,"grid":"as_published","route":"air"}"#,
    ] {
        assert!(serde_json::from_str::<UseScenario>(bad).is_err(), "{bad}");
    }
}

/// Changes one member of a good value and says what reading it answers.
fn refusal<T>(good: &Value, pointer: &str, value: Value) -> String
where
    T: for<'de> serde::Deserialize<'de> + std::fmt::Debug,
{
    let mut bad = good.clone();
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = bad.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.expect("an object").insert(name.to_owned(), value);
    serde_json::from_value::<T>(bad).expect_err(pointer).to_string()
}

#[test]
fn bad_sheets_are_refused() {
    let good = serde_json::to_value(latitude().build().unwrap()).unwrap();
    assert!(serde_json::from_value::<PublishedSheet>(good.clone()).is_ok());
    for (pointer, value, answer) in [
        ("/mean_kg", json!(-348), "the mean of a sheet"),
        ("/mean_kg", json!(0), "the mean of a sheet"),
        ("/mean_kg", json!("348"), "invalid type"),
        ("/mean_kg", json!(null), "invalid type"),
        ("/relative_sd", json!(20.98), "standard deviation"),
        ("/relative_sd", json!(0), "standard deviation"),
        ("/sd_kg", json!(46), "given twice"),
        ("/shares/use", json!(-0.1), "the share of use"),
        ("/shares/use", json!(0.5), "the shares sum to"),
        ("/shares/service", json!(0.1), "unknown field"),
        ("/yearly_energy_kwh", json!(0), "the yearly energy"),
        ("/lifetime_years", json!(0), "a time of use"),
        ("/lifetime_years", json!(101), "a time of use"),
        ("/weight_kg", json!(-1.24), "the weight"),
        ("/use_location", json!("XX"), "unknown country"),
        ("/use_location", json!("Worldwide"), "unknown country"),
        ("/category", json!("fridge"), "unknown variant"),
        ("/headline", json!("p99"), "unknown variant"),
        ("/report_year", json!(1821), "the year of a report"),
        ("/product", json!(""), "the product of a sheet"),
        ("/source/publisher", json!(""), "the publisher of a source"),
        ("/source/locator", json!(" "), "the locator of a source"),
        ("/screen_inches", json!(13), "unknown field"),
        ("/source/comment", json!("x"), "unknown field"),
    ] {
        let found = refusal::<PublishedSheet>(&good, pointer, value);
        assert!(found.contains(answer), "{pointer}: {found}");
    }
    // JSON has no NaN and no infinity.
    let text = good.to_string();
    for number in ["NaN", "Infinity", "1e999"] {
        let bad = text.replace("348.0", number);
        assert_ne!(bad, text);
        assert!(serde_json::from_str::<PublishedSheet>(&bad).is_err(), "{number}");
    }
    for field in ["mean_kg", "headline", "source", "report_year"] {
        let mut bad = good.clone();
        bad.as_object_mut().unwrap().remove(field);
        let found = serde_json::from_value::<PublishedSheet>(bad).unwrap_err();
        assert!(found.to_string().contains(field), "{found}");
    }
}

#[test]
fn bad_footprints_are_refused() {
    let sheet = latitude().build().unwrap();
    let footprint = sheet.footprint(current("SE", 5.0, 2025)).unwrap();
    let good = serde_json::to_value(&footprint).unwrap();
    let stage =
        |name: &str, mean: f64| json!({"stage": name, "estimate": {"mean_kg": mean, "sd_kg": 0.0}});
    for (pointer, value, answer) in [
        ("/subject", json!(""), "names its subject"),
        ("/stages", json!([]), "at least one stage"),
        ("/sources", json!([]), "at least one source"),
        ("/stages", json!([stage("use", 1.0), stage("use", 1.0)]), "each once: use"),
        ("/stages", json!([stage("use", 1.0), stage("manufacture", 1.0)]), "in the order of life"),
        (
            "/stages",
            json!([stage("manufacture", f64::MAX), stage("use", f64::MAX)]),
            "the mean of an estimate",
        ),
        ("/stages", json!([stage("use", -1.0)]), "the mean of an estimate"),
        ("/tier", json!("guessed"), "unknown variant"),
        ("/scenario/years", json!(0), "a time of use"),
        ("/total", json!(1), "unknown field"),
        ("/assumptions", json!([{"luck": {}}]), "unknown variant"),
        ("/assumptions", json!([{"shares_scaled": {"sum": 1, "x": 2}}]), "unknown field"),
    ] {
        let found = refusal::<Footprint>(&good, pointer, value);
        assert!(found.contains(answer), "{pointer}: {found}");
    }
}

#[test]
fn electricity_is_spelt_like_this_and_comes_back() {
    let electricity = |intensity, falls_by| Electricity {
        intensity,
        basis: Basis::Consumption,
        falls_by: Some((falls_by, common::source("A scenario"))),
        fallbacks: Vec::new(),
    };
    let mut figures: Vec<_> = grid::figures().step_by(97).map(|figure| figure.factor).collect();
    figures.extend(grid::subnational_figures().map(|(_, factor)| factor));
    for factor in figures {
        let own = electricity(factor, 0.04);
        let text = serde_json::to_string(&own).unwrap();
        assert_eq!(serde_json::from_str::<Electricity>(&text).unwrap(), own, "{text}");
    }
    let zone = electricity(grid::subnational("SE3").unwrap(), 0.0);
    let good = serde_json::to_value(&zone).unwrap();
    assert_eq!(good["g_per_kwh"], json!(27.0));
    assert_eq!((&good["unit"], &good["basis"]), (&json!("g/kWh"), &json!("consumption")));
    assert_eq!(good["falls_by"]["share"], json!(0.0));
    for (pointer, value, answer) in [
        ("/g_per_kwh", json!(0), "above 0"),
        ("/g_per_kwh", json!(-27), "cannot be negative"),
        ("/g_per_kwh", json!(28), "27 g/kWh is not 28.000 g/kWh"),
        ("/published", json!("0"), "above 0"),
        ("/published", json!("2.7e1"), "a decimal number"),
        ("/unit", json!(" "), "has a unit"),
        ("/basis", json!("market"), "unknown variant"),
        ("/falls_by/share", json!(1), "falls by a share"),
        ("/falls_by/share", json!(-0.1), "falls by a share"),
        ("/contract", json!("green"), "unknown field"),
    ] {
        let found = refusal::<Electricity>(&good, pointer, value);
        assert!(found.contains(answer), "{pointer}: {found}");
    }
}

#[test]
fn legs_servers_and_components_are_spelt_like_this() {
    fn comes_back<T>(value: &T, expected: Value)
    where
        T: serde::Serialize + for<'de> serde::Deserialize<'de> + PartialEq + std::fmt::Debug,
    {
        assert_eq!(serde_json::to_value(value).unwrap(), expected);
        assert_eq!(&serde_json::from_value::<T>(expected).unwrap(), value);
    }
    let distance = Length::new::<length::kilometer>(9_000.0);
    let mode = Mode::AirLongHaul(RadiativeForcing::With);
    comes_back(
        &Leg { mode, distance },
        json!({"mode": {"air_long_haul": "with"}, "distance_km": 9000.0}),
    );
    comes_back(&FuelScope::WellToWheel, json!("well_to_wheel"));
    comes_back(&Scope::Three { category: 11 }, json!({"three": {"category": 11}}));
    let server = ServerUse {
        curve: vec![LoadPoint { load: 0.0, watts: 100.0 }, LoadPoint { load: 1.0, watts: 300.0 }],
        load: 0.5,
        pue: 1.5,
        cooling: Cooling::Air,
    };
    let spelt = json!({
        "curve": [{"load": 0.0, "watts": 100.0}, {"load": 1.0, "watts": 300.0}],
        "load": 0.5, "pue": 1.5, "cooling": "air",
    });
    comes_back(&server, spelt.clone());
    assert!(refusal::<ServerUse>(&spelt, "/fans", json!(2)).contains("unknown field"));
    assert!(refusal::<ServerUse>(&spelt, "/load", json!(1.1)).contains("from 0 to 1"));
    assert!(refusal::<ServerUse>(&spelt, "/pue", json!(0.9)).contains("from 1 to 10"));
    for point in [json!({"load": -1, "watts": 9}), json!({"load": 0, "watts": 0})] {
        refusal::<ServerUse>(&spelt, "/curve", json!([point]));
    }
    let memory = Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) };
    comes_back(&memory, json!({"memory": {"gigabytes": 32.0, "gb_per_cm2": 1.25}}));
    comes_back(&Component::HardDisk, json!("hard_disk"));
    for bad in [json!({"cpu": {"die_mm2": 0}}), json!({"cpu": {}}), json!("cooler")] {
        assert!(serde_json::from_value::<Component>(bad.clone()).is_err(), "{bad}");
    }
}

#[test]
fn facts_are_spelt_like_the_columns_and_come_back() {
    let spelt = json!({
        "category": "laptop", "manufacturer": "Dell", "screen_in": 14.0, "weight_kg": 1.4,
        "memory_gb": 16.0, "storage_gb": 512.0, "cpu_count": 1, "yearly_energy_kwh": 20.0,
        "lifetime_years": 4.0, "use_location": "SE", "report_year": 2021,
    });
    let facts: Facts = serde_json::from_value(spelt.clone()).unwrap();
    assert_eq!(serde_json::to_value(&facts).unwrap(), spelt);
    let bare: Facts = serde_json::from_value(json!({"category": "server"})).unwrap();
    assert_eq!(bare, Facts::new(Category::Server));
    assert_eq!(serde_json::to_value(&bare).unwrap(), json!({"category": "server"}));
    for (pointer, value, answer) in [
        ("/weight_kg", json!(0), "the weight of a product"),
        ("/weight_kg", json!(1e-9), "from 0.001 to 10000"),
        ("/screen_in", json!(-14), "the screen of a product"),
        ("/yearly_energy_kwh", json!(1e-300), "the yearly energy of a product"),
        ("/memory_gb", json!(-1), "the memory of a product"),
        ("/lifetime_years", json!(1e-300), "a time of use"),
        ("/report_year", json!(1821), "the year of a report"),
        ("/cpu_count", json!(-1), "invalid value"),
        ("/colour", json!("red"), "unknown field"),
    ] {
        let found = refusal::<Facts>(&spelt, pointer, value);
        assert!(found.contains(answer), "{pointer}: {found}");
    }
}

#[test]
fn configurations_are_spelt_like_this_and_come_back() {
    let spelt = json!({
        "subject": "server", "category": "server",
        "components": [
            {"number": 2, "component": {"cpu": {"die_mm2": 500.0}}},
            {"number": 1, "component": "mainboard"},
        ],
        "route": {"legs": [{"mode": "rail", "distance_km": 1000.0}], "mass_kg": 30.0, "fuel": "well_to_wheel"},
    });
    let own: Configuration = serde_json::from_value(spelt.clone()).unwrap();
    assert_eq!(serde_json::to_value(&own).unwrap(), spelt);
    let footprint = own.footprint(common::kwh(100.0), current("SE", 4.0, 2025)).unwrap();
    assert!(footprint.total().mean().get::<carbon::kilogram>() > 0.0);
    for (pointer, value, answer) in [
        ("/subject", json!(" "), "has a name"),
        ("/category", json!("monitor"), "not described by components"),
        ("/components", json!([]), "at least one component"),
        ("/components", json!([{"number": 1, "component": "assembly"}]), "at least one component"),
        ("/components", json!([{"number": 0, "component": "mainboard"}]), "nonzero"),
        ("/route/mass_kg", json!(-1), "negative"),
    ] {
        let found = refusal::<Configuration>(&spelt, pointer, value);
        assert!(found.contains(answer), "{pointer}: {found}");
    }
}

#[test]
fn comparisons_and_avoided_emissions_come_back() {
    let base = latitude().build().unwrap().footprint(current("SE", 5.0, 2025)).unwrap();
    let less = base.clone().with_reduction(0.1, "solder", common::source("A maker")).unwrap();
    let compared = compare(&base, &[less], 1.0).unwrap().remove(0);
    let spelt = serde_json::to_value(&compared).unwrap();
    assert_eq!((&spelt["option"], &spelt["scaled"]), (&json!(0), &json!(1.0)));
    assert_eq!(serde_json::from_value::<Compared>(spelt.clone()).unwrap(), compared);
    let mut unknown = spelt.clone();
    unknown.as_object_mut().unwrap().remove("probability");
    assert_eq!(serde_json::from_value::<Compared>(unknown).unwrap().probability, None);
    assert!(refusal::<Compared>(&spelt, "/probability", json!(1.1)).contains("from 0 to 1"));
    assert!(refusal::<Compared>(&spelt, "/scaled", json!(0)).contains("above 0"));
    let factor = grid::subnational("US-CA").unwrap();
    let avoided = Avoided::by_saved_electricity(common::kwh(1_000.0), &factor).unwrap();
    let spelt = serde_json::to_value(&avoided).unwrap();
    assert_eq!(serde_json::from_value::<Avoided>(spelt.clone()).unwrap(), avoided);
    assert!(refusal::<Avoided>(&spelt, "/avoided_kg", json!(0)).contains("above 0"));
}

/// A footprint of nothing is no division by zero.
#[test]
fn a_footprint_of_zero_owes_zero() {
    let footprint: Footprint = serde_json::from_value(json!({
        "subject": "a gift",
        "tier": "category",
        "scenario": {"location": "WW", "years": 1, "grid": "as_published"},
        "boundary": "nothing",
        "stages": [{"stage": "use", "estimate": {"mean_kg": 0, "sd_kg": 0}}],
        "assumptions": [],
        "sources": [serde_json::to_value(common::source("nobody")).unwrap()],
    }))
    .unwrap();
    let amounts = footprint.stage_amounts(Statistic::Mean).unwrap();
    assert!(amounts.iter().all(|(_, amount)| amount.is_zero()));
}

#[cfg(feature = "schemars")]
mod schema {
    use super::*;

    #[test]
    fn the_schemas_say_the_limits_of_the_doors() {
        let schema = schemars::schema_for!(PublishedSheet).to_value();
        assert_eq!(schema["additionalProperties"], json!(false));
        let required: Vec<&str> =
            schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(
            required,
            ["manufacturer", "product", "category", "mean_kg", "headline", "report_year", "source"]
        );
        let properties = &schema["properties"];
        assert_eq!(properties["mean_kg"]["exclusiveMinimum"], json!(0));
        assert_eq!(properties["relative_sd"]["maximum"], json!(2.0));
        assert_eq!(properties["product"]["maxLength"], json!(200));
        assert_eq!(properties["report_year"]["minimum"], json!(1990));
        assert_eq!(schema["not"]["required"], json!(["sd_kg", "relative_sd"]));
        let shares = &schema["$defs"]["StageShares"];
        assert_eq!(shares["additionalProperties"], json!(false));
        assert_eq!(shares["properties"]["use"]["minimum"], json!(0.0));
        assert_eq!(shares["properties"]["use"]["maximum"], json!(1.03));
        let source = &properties["source"]["properties"];
        assert_eq!(source["locator"]["maxLength"], json!(200));
        for description in [&schema, &schema["$defs"]["Years"]] {
            let text = description["description"].as_str().unwrap();
            assert!(!text.contains("```"), "{text}");
        }
        let years = &schema["$defs"]["Years"];
        assert_eq!(years["minimum"], json!(0.001));
        assert_eq!(years["maximum"], json!(100.0));

        let schema = schemars::schema_for!(Electricity).to_value();
        assert_eq!(schema["properties"]["g_per_kwh"]["exclusiveMinimum"], json!(0));
        assert_eq!(schema["$defs"]["Fall"]["properties"]["share"]["exclusiveMaximum"], json!(1));
        let schema = schemars::schema_for!(ServerUse).to_value();
        assert_eq!(schema["properties"]["pue"]["minimum"], json!(1.0));
        assert_eq!(schema["properties"]["curve"]["minItems"], json!(2));
        let schema = schemars::schema_for!(Leg).to_value();
        assert_eq!(schema["properties"]["distance_km"]["minimum"], json!(0.0));
        let schema = schemars::schema_for!(Component).to_value().to_string();
        assert!(schema.contains("\"exclusiveMinimum\":0"), "{schema}");

        let schema = schemars::schema_for!(Facts).to_value();
        assert_eq!(schema["required"], json!(["category"]));
        assert_eq!(schema["properties"]["weight_kg"]["minimum"], json!(0.001));
        let schema = schemars::schema_for!(Configuration).to_value();
        assert_eq!(schema["properties"]["components"]["minItems"], json!(1));
        assert_eq!(
            schema["$defs"]["CountedComponent"]["properties"]["number"]["minimum"],
            json!(1)
        );
        let schema = schemars::schema_for!(Compared).to_value();
        assert_eq!(schema["properties"]["probability"]["maximum"], json!(1.0));
        let schema = schemars::schema_for!(Avoided).to_value();
        assert_eq!(schema["properties"]["avoided_kg"]["exclusiveMinimum"], json!(0));

        let schema = schemars::schema_for!(Footprint).to_value();
        assert_eq!(schema["additionalProperties"], json!(false));
        assert_eq!(schema["properties"]["stages"]["minItems"], json!(1));
        assert_eq!(schema["properties"]["sources"]["minItems"], json!(1));
    }
}
