//! The deserialisers and the schemas accept the same values, except for rules that a schema cannot
//! state. Those are listed here for each type, each with an example.
//!
//! Values are generated, written, and then broken in one place: an extra character, a missing
//! field, another type of value. A validator and the deserialiser judge each of them.
#![cfg(all(feature = "proptest", feature = "schemars"))]

use co2_units::credit::{GramSlice, ProjectId, RegistryId, UnitRange, Vintage};
use co2_units::doorway::Rounding;
use co2_units::product::{Gtin, MakerId, Model, PartNumber, SerialNumber};
use co2_units::serde::Strict;
use co2_units::{
    Co2e, Country, Difference, Estimate, Money, ProductId, RateTable, Region, SignedCo2e, Source,
    Stage, StageSet, Statistic, Status, Subdivision, Timestamp,
};
use core::cell::Cell;
use core::fmt::Debug;
use jsonschema::Validator;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use schemars::{JsonSchema, schema_for};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A way to break a value in one place.
#[derive(Clone, Debug)]
enum Edit {
    Replace(Value),
    Insert(char),
    Delete,
    Double,
    SwapCase,
    Add(String, Value),
    Negate,
}

fn edits() -> impl Strategy<Value = Edit> {
    let others = vec![
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(0.5),
        json!(3.0),
        json!(1e30),
        json!(-1e30),
        json!(u64::MAX),
        json!(4_294_967_296.0 * 4_294_967_296.0),
        json!(""),
        json!(" "),
        json!("0"),
        json!("-0"),
        json!("x"),
        json!("EU"),
        json!([]),
        json!([1]),
        json!({}),
        json!("x".repeat(1_025)),
    ];
    prop_oneof![
        3 => prop::sample::select(others).prop_map(Edit::Replace),
        5 => prop::sample::select("0123456789 -+.,eE/#_:AZaz\t\n\0\u{e9}\u{ff10}".chars().collect::<Vec<_>>())
            .prop_map(Edit::Insert),
        4 => Just(Edit::Delete),
        3 => Just(Edit::Double),
        2 => Just(Edit::SwapCase),
        2 => ("[a-z_]{1,8}", Just(json!(1))).prop_map(|(name, value)| Edit::Add(name, value)),
        1 => Just(Edit::Negate),
    ]
}

fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(fields) => fields.values().map(nodes).sum(),
        _ => 0,
    }
}

/// Edits the node with this number, counting from the root.
fn edit_node(value: &mut Value, number: usize, edit: &Edit, place: Index) {
    if number == 0 {
        return apply(value, edit, place);
    }
    let children: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    let mut number = number - 1;
    for child in children {
        let count = nodes(child);
        if number < count {
            return edit_node(child, number, edit, place);
        }
        number -= count;
    }
}

fn apply(value: &mut Value, edit: &Edit, place: Index) {
    match (edit, &mut *value) {
        (Edit::Replace(other), _) => *value = other.clone(),
        (Edit::Insert(character), Value::String(text)) => {
            let mut characters: Vec<char> = text.chars().collect();
            characters.insert(place.index(characters.len() + 1), *character);
            *text = characters.into_iter().collect();
        }
        (Edit::Delete, Value::String(text)) if !text.is_empty() => {
            let mut characters: Vec<char> = text.chars().collect();
            characters.remove(place.index(characters.len()));
            *text = characters.into_iter().collect();
        }
        (Edit::Double, Value::String(text)) => *text = text.repeat(2),
        (Edit::SwapCase, Value::String(text)) => {
            let swap = |c: char| {
                if c.is_ascii_uppercase() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() }
            };
            *text = text.chars().map(swap).collect();
        }
        (Edit::Delete, Value::Object(fields)) if !fields.is_empty() => {
            let name = fields.keys().nth(place.index(fields.len())).expect("a field").clone();
            fields.remove(&name);
        }
        (Edit::Add(name, new), Value::Object(fields)) => {
            fields.insert(name.clone(), new.clone());
        }
        (Edit::SwapCase, Value::Object(fields)) => {
            *fields = core::mem::take(fields)
                .into_iter()
                .map(|(name, value)| (name.to_ascii_uppercase(), value))
                .collect::<Map<_, _>>();
        }
        (Edit::Double, Value::Array(items)) if !items.is_empty() => {
            let item = items.get(place.index(items.len())).expect("an item").clone();
            items.push(item);
        }
        (Edit::Delete, Value::Array(items)) => items.clear(),
        (Edit::Negate, Value::Number(number)) => {
            *value = json!(-number.as_f64().expect("a number"));
        }
        (_, other) => *other = json!([other.clone()]),
    }
}

/// A reason why the deserialiser refuses what the schema accepts, with an example.
type Unsayable = (Value, &'static str);

fn validator<T: JsonSchema>() -> Validator {
    jsonschema::validator_for(&schema_for!(T).to_value()).expect("a valid schema")
}

fn read<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(Strict(value)).map_err(|error| error.to_string())
}

fn agree<T>(values: impl Strategy<Value = T>, cases: u32, unsayable: &[Unsayable])
where
    T: Serialize + DeserializeOwned + JsonSchema + Debug,
{
    let validator = validator::<T>();
    for (example, words) in unsayable {
        assert!(validator.is_valid(example), "the schema can state it: {example}");
        let error = read::<T>(example).expect_err("an example of what is refused");
        assert!(error.contains(words), "{example}: {error}");
    }
    let refused = Cell::new(0_u32);
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config { cases, ..Config::default() }, rng);
    let strategy = (values, any::<Index>(), edits(), any::<Index>());
    let result = runner.run(&strategy, |(value, node, edit, place)| {
        let good = serde_json::to_value(&value).expect("a value is written");
        prop_assert!(validator.is_valid(&good), "the schema refuses {good}");
        prop_assert!(read::<T>(&good).is_ok(), "{good} is not read");

        let mut broken = good;
        let number = node.index(nodes(&broken));
        edit_node(&mut broken, number, &edit, place);
        match (read::<T>(&broken), validator.is_valid(&broken)) {
            (Ok(_), true) => {}
            (Err(_), false) => refused.set(refused.get() + 1),
            (Ok(read), false) => {
                return Err(TestCaseError::fail(format!("{broken} is read: {read:?}")));
            }
            (Err(error), true) => prop_assert!(
                unsayable.iter().any(|(_, words)| error.contains(words)),
                "the schema takes {broken}: {error}"
            ),
        }
        Ok(())
    });
    assert!(result.is_ok(), "{}: {result:?}", core::any::type_name::<T>());
    // The edits must find something to edit.
    assert!(refused.get() > cases / 10, "{}: {refused:?}", core::any::type_name::<T>());
}

fn agrees<T>(unsayable: &[Unsayable])
where
    T: Arbitrary + Serialize + DeserializeOwned + JsonSchema + Debug,
{
    agree(any::<T>(), 1_000, unsayable);
}

#[test]
fn amounts() {
    agrees::<Co2e>(&[(json!("99999999999999999.999"), "amount is too large")]);
    agrees::<SignedCo2e>(&[(json!("-99999999999999999.999"), "amount is too large")]);
    agrees::<Estimate>(&[(
        json!({"mean_kg": 0.0, "sd_kg": 1.0}),
        "the standard deviation of an estimate",
    )]);
    agrees::<Difference>(&[]);
    agrees::<Rounding>(&[]);
    agrees::<Statistic>(&[]);
}

#[test]
fn money() {
    // Amounts with more digits than a decimal holds.
    let amount = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    agrees::<Money>(&[
        (amount("99999999999999999999999999999"), "not a plain decimal number"),
        (json!({"amount": "1", "currency": "ZZZ"}), "unknown currency code"),
    ]);

    let source = json!({
        "publisher": "P", "edition": "E", "year": 2026, "region": "R", "boundary": "B",
        "licence": "L", "locator": "T", "status": "published",
    });
    let table = |date: &str, rates: Value| json!({"date": date, "base": "EUR", "rates": rates, "source": source});
    agrees::<RateTable>(&[
        (table("2026-02-30", json!({})), "not a day"),
        (table("2026-11-20", json!({"EUR": "1"})), "a second rate of EUR"),
        (table("2026-11-20", json!({"ZZZ": "1"})), "unknown currency code"),
        (table("2026-11-20", json!({"SEK": "9".repeat(29)})), "not a plain decimal number"),
    ]);
}

#[test]
fn sources() {
    agrees::<Source>(&[]);
    agrees::<Status>(&[]);
}

#[test]
fn places_and_times() {
    agrees::<Country>(&[(json!("XX"), "unknown country")]);
    agrees::<Subdivision>(&[(json!("US-XX"), "unknown subdivision")]);
    agrees::<Region>(&[(json!("XX"), "unknown country"), (json!("US-XX"), "unknown subdivision")]);
    agrees::<Timestamp>(&[
        (json!("2026-02-30T12:00:00Z"), "not an instant"),
        (json!("0000-01-01T00:00:00Z"), "instant out of range"),
    ]);
}

#[test]
fn products() {
    let gtin = (json!("9506000134353"), "the check digit of the GTIN");
    let zeros = (json!("0000000000000"), "a GTIN is not all zeros");
    agrees::<Gtin>(&[gtin, zeros]);
    let model = (json!({"gtin": "9506000134353"}), "the check digit of the GTIN");
    let zeros = (json!({"gtin": "00000000"}), "a GTIN is not all zeros");
    agrees::<Model>(&[model.clone(), zeros]);
    let product = json!({"model": model.0, "serial": "A"});
    agrees::<ProductId>(&[(product, "the check digit of the GTIN")]);
    agrees::<SerialNumber>(&[]);
    agrees::<MakerId>(&[]);
    agrees::<PartNumber>(&[]);
    agrees::<Stage>(&[]);
    agrees::<StageSet>(&[]);
}

#[test]
fn credits() {
    agrees::<RegistryId>(&[]);
    agrees::<ProjectId>(&[]);
    agrees::<Vintage>(&[
        (json!({"first": "2020-02-30", "last": "2020-12-31"}), "not a day"),
        (json!({"first": "2020-12-31", "last": "2020-01-01"}), "ends before it starts"),
    ]);
    let units = |first: Value, last: Value| json!({"scope": "a", "first": first, "last": last, "printed": "A"});
    agrees::<UnitRange>(&[
        (units(json!(2), json!(1)), "ends before it starts"),
        (units(json!(0), json!(u64::MAX.to_string())), "counts more than"),
        (units(json!(0), json!("18446744073709551616")), "invalid value"),
    ]);
    agrees::<GramSlice>(&[
        (json!({"start": 5, "end": 5}), "start before it ends"),
        (json!({"start": 0, "end": "18446744073709551616"}), "invalid value"),
    ]);
}

/// Numbers of every size, including those at the limits.
fn numbers() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => 1e-9..1e9_f64,
        1 => any::<f64>().prop_filter("finite", |number| number.is_finite()),
        1 => prop::sample::select(vec![
            0.0, -0.0, -1.0, 1.0, 1e24, -1e24, 1.000_000_000_000_1e24, -1e-300, 1e-300, f64::MAX,
        ]),
    ]
}

/// `"module": Quantity, smallest number;` for each module, written out once more, so that a changed
/// limit fails here.
macro_rules! units {
    ($($with:literal, $schema:literal, $option:literal, $option_schema:literal: $quantity:ident, $min:expr;)*) => {$(
        {
            use co2_units::model::$quantity;

            #[derive(Debug, Serialize, serde::Deserialize, JsonSchema)]
            #[serde(deny_unknown_fields)]
            struct Field {
                #[serde(with = $with)]
                #[schemars(schema_with = $schema)]
                number: $quantity,
                #[serde(with = $option, default)]
                #[schemars(schema_with = $option_schema)]
                maybe: Option<$quantity>,
            }

            let schema = schema_for!(Field).to_value();
            assert_eq!(schema["properties"]["number"]["minimum"], json!($min), $with);
            assert_eq!(schema["properties"]["number"]["maximum"], json!(1e24), $with);
            // Only values that can be read are quantities; broken numbers are covered by the edits.
            let fields = (numbers(), prop::option::of(numbers())).prop_filter_map(
                "in the limits",
                |(number, maybe)| read::<Field>(&json!({"number": number, "maybe": maybe})).ok(),
            );
            agree(fields, 200, &[]);

            let validator = validator::<Field>();
            TestRunner::deterministic()
                .run(&numbers(), |number| {
                    for value in [json!({"number": number}), json!({"number": 0, "maybe": number})] {
                        let is_read = read::<Field>(&value).is_ok();
                        prop_assert_eq!(is_read, ($min..=1e24).contains(&number), "{}", value);
                        prop_assert_eq!(is_read, validator.is_valid(&value), "{}", value);
                    }
                    Ok(())
                })
                .expect($with);
        }
    )*};
}

#[test]
fn units_of_energies_and_powers() {
    units! {
        "co2_units::serde::wh", "co2_units::serde::wh::json_schema", "co2_units::serde::wh::option", "co2_units::serde::wh::option::json_schema": Energy, 0.0;
        "co2_units::serde::kwh", "co2_units::serde::kwh::json_schema", "co2_units::serde::kwh::option", "co2_units::serde::kwh::option::json_schema": Energy, 0.0;
        "co2_units::serde::mwh", "co2_units::serde::mwh::json_schema", "co2_units::serde::mwh::option", "co2_units::serde::mwh::option::json_schema": Energy, 0.0;
        "co2_units::serde::gwh", "co2_units::serde::gwh::json_schema", "co2_units::serde::gwh::option", "co2_units::serde::gwh::option::json_schema": Energy, 0.0;
        "co2_units::serde::mj", "co2_units::serde::mj::json_schema", "co2_units::serde::mj::option", "co2_units::serde::mj::option::json_schema": Energy, 0.0;
        "co2_units::serde::w", "co2_units::serde::w::json_schema", "co2_units::serde::w::option", "co2_units::serde::w::option::json_schema": Power, 0.0;
        "co2_units::serde::kwh_per_year", "co2_units::serde::kwh_per_year::json_schema", "co2_units::serde::kwh_per_year::option", "co2_units::serde::kwh_per_year::option::json_schema": Power, 0.0;
    }
}

#[test]
fn units_of_goods_places_and_times() {
    units! {
        "co2_units::serde::g", "co2_units::serde::g::json_schema", "co2_units::serde::g::option", "co2_units::serde::g::option::json_schema": Mass, 0.0;
        "co2_units::serde::kg", "co2_units::serde::kg::json_schema", "co2_units::serde::kg::option", "co2_units::serde::kg::option::json_schema": Mass, 0.0;
        "co2_units::serde::t", "co2_units::serde::t::json_schema", "co2_units::serde::t::option", "co2_units::serde::t::option::json_schema": Mass, 0.0;
        "co2_units::serde::lb", "co2_units::serde::lb::json_schema", "co2_units::serde::lb::option", "co2_units::serde::lb::option::json_schema": Mass, 0.0;
        "co2_units::serde::short_ton", "co2_units::serde::short_ton::json_schema", "co2_units::serde::short_ton::option", "co2_units::serde::short_ton::option::json_schema": Mass, 0.0;
        "co2_units::serde::km", "co2_units::serde::km::json_schema", "co2_units::serde::km::option", "co2_units::serde::km::option::json_schema": Length, 0.0;
        "co2_units::serde::mi", "co2_units::serde::mi::json_schema", "co2_units::serde::mi::option", "co2_units::serde::mi::option::json_schema": Length, 0.0;
        "co2_units::serde::nmi", "co2_units::serde::nmi::json_schema", "co2_units::serde::nmi::option", "co2_units::serde::nmi::option::json_schema": Length, 0.0;
        "co2_units::serde::tkm", "co2_units::serde::tkm::json_schema", "co2_units::serde::tkm::option", "co2_units::serde::tkm::option::json_schema": Freight, 0.0;
        "co2_units::serde::cm2", "co2_units::serde::cm2::json_schema", "co2_units::serde::cm2::option", "co2_units::serde::cm2::option::json_schema": Area, 0.0;
        "co2_units::serde::m2", "co2_units::serde::m2::json_schema", "co2_units::serde::m2::option", "co2_units::serde::m2::option::json_schema": Area, 0.0;
        "co2_units::serde::l", "co2_units::serde::l::json_schema", "co2_units::serde::l::option", "co2_units::serde::l::option::json_schema": Volume, 0.0;
        "co2_units::serde::m3", "co2_units::serde::m3::json_schema", "co2_units::serde::m3::option", "co2_units::serde::m3::option::json_schema": Volume, 0.0;
        "co2_units::serde::hours", "co2_units::serde::hours::json_schema", "co2_units::serde::hours::option", "co2_units::serde::hours::option::json_schema": Time, 0.0;
        "co2_units::serde::years", "co2_units::serde::years::json_schema", "co2_units::serde::years::option", "co2_units::serde::years::option::json_schema": Time, 0.0;
        "co2_units::serde::items", "co2_units::serde::items::json_schema", "co2_units::serde::items::option", "co2_units::serde::items::option::json_schema": Count, 0.0;
        "co2_units::serde::ratio", "co2_units::serde::ratio::json_schema", "co2_units::serde::ratio::option", "co2_units::serde::ratio::option::json_schema": Ratio, 0.0;
        "co2_units::serde::percent", "co2_units::serde::percent::json_schema", "co2_units::serde::percent::option", "co2_units::serde::percent::option::json_schema": Ratio, 0.0;
    }
}

#[test]
fn units_of_amounts_in_models() {
    units! {
        "co2_units::serde::g_co2e", "co2_units::serde::g_co2e::json_schema", "co2_units::serde::g_co2e::option", "co2_units::serde::g_co2e::option::json_schema": Carbon, -1e24;
        "co2_units::serde::kg_co2e", "co2_units::serde::kg_co2e::json_schema", "co2_units::serde::kg_co2e::option", "co2_units::serde::kg_co2e::option::json_schema": Carbon, -1e24;
        "co2_units::serde::t_co2e", "co2_units::serde::t_co2e::json_schema", "co2_units::serde::t_co2e::option", "co2_units::serde::t_co2e::option::json_schema": Carbon, -1e24;
    }
}

#[test]
fn units_of_intensities() {
    units! {
        "co2_units::serde::kg_per_kwh", "co2_units::serde::kg_per_kwh::json_schema", "co2_units::serde::kg_per_kwh::option", "co2_units::serde::kg_per_kwh::option::json_schema": GridIntensity, 0.0;
        "co2_units::serde::g_per_kwh", "co2_units::serde::g_per_kwh::json_schema", "co2_units::serde::g_per_kwh::option", "co2_units::serde::g_per_kwh::option::json_schema": GridIntensity, 0.0;
        "co2_units::serde::lb_per_mwh", "co2_units::serde::lb_per_mwh::json_schema", "co2_units::serde::lb_per_mwh::option", "co2_units::serde::lb_per_mwh::option::json_schema": GridIntensity, 0.0;
        "co2_units::serde::t_per_mwh", "co2_units::serde::t_per_mwh::json_schema", "co2_units::serde::t_per_mwh::option", "co2_units::serde::t_per_mwh::option::json_schema": GridIntensity, 0.0;
        "co2_units::serde::kg_per_tkm", "co2_units::serde::kg_per_tkm::json_schema", "co2_units::serde::kg_per_tkm::option", "co2_units::serde::kg_per_tkm::option::json_schema": FreightIntensity, 0.0;
        "co2_units::serde::g_per_tkm", "co2_units::serde::g_per_tkm::json_schema", "co2_units::serde::g_per_tkm::option", "co2_units::serde::g_per_tkm::option::json_schema": FreightIntensity, 0.0;
        "co2_units::serde::kg_per_short_ton_mile", "co2_units::serde::kg_per_short_ton_mile::json_schema", "co2_units::serde::kg_per_short_ton_mile::option", "co2_units::serde::kg_per_short_ton_mile::option::json_schema": FreightIntensity, 0.0;
        "co2_units::serde::kg_per_kg", "co2_units::serde::kg_per_kg::json_schema", "co2_units::serde::kg_per_kg::option", "co2_units::serde::kg_per_kg::option::json_schema": MaterialIntensity, -1e24;
        "co2_units::serde::kg_per_t", "co2_units::serde::kg_per_t::json_schema", "co2_units::serde::kg_per_t::option", "co2_units::serde::kg_per_t::option::json_schema": MaterialIntensity, -1e24;
        "co2_units::serde::kg_per_m2", "co2_units::serde::kg_per_m2::json_schema", "co2_units::serde::kg_per_m2::option", "co2_units::serde::kg_per_m2::option::json_schema": AreaIntensity, -1e24;
        "co2_units::serde::kg_per_cm2", "co2_units::serde::kg_per_cm2::json_schema", "co2_units::serde::kg_per_cm2::option", "co2_units::serde::kg_per_cm2::option::json_schema": AreaIntensity, -1e24;
        "co2_units::serde::kg_per_m3", "co2_units::serde::kg_per_m3::json_schema", "co2_units::serde::kg_per_m3::option", "co2_units::serde::kg_per_m3::option::json_schema": VolumeIntensity, -1e24;
        "co2_units::serde::kg_per_l", "co2_units::serde::kg_per_l::json_schema", "co2_units::serde::kg_per_l::option", "co2_units::serde::kg_per_l::option::json_schema": VolumeIntensity, -1e24;
        "co2_units::serde::kg_per_item", "co2_units::serde::kg_per_item::json_schema", "co2_units::serde::kg_per_item::option", "co2_units::serde::kg_per_item::option::json_schema": ItemIntensity, -1e24;
        "co2_units::serde::gwp_kg_per_kg", "co2_units::serde::gwp_kg_per_kg::json_schema", "co2_units::serde::gwp_kg_per_kg::option", "co2_units::serde::gwp_kg_per_kg::option::json_schema": Gwp, 0.0;
    }
}
