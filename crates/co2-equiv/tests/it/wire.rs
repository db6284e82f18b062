//! The wire form: round trips, refusals, schemas.

use crate::common::tonnes;
use co2_equiv::{
    Basis, Bound, Claim, FactorSet, Label, SignificantDigits, Statement, Subject, Value, editions,
};
use serde_json::{Value as Json, from_value, json, to_value};

fn car() -> Statement {
    let (subject, digits) = (Subject::RetiredCredits, SignificantDigits::THREE);
    editions::epa_2020()
        .state("gasoline_car_year", subject, tonnes(356_411), Bound::MoreThan, digits)
        .unwrap()
}

fn refusal<T: serde::de::DeserializeOwned>(json: Json) -> String {
    from_value::<T>(json).err().expect("a refusal").to_string()
}

#[test]
fn sets_come_back_equal() {
    for set in editions::all() {
        let json = to_value(set).unwrap();
        let back: FactorSet = from_value(json.clone()).unwrap();
        assert_eq!(&back, set);
        // Printed digits are kept, including trailing zeros.
        assert_eq!(to_value(&back).unwrap(), json);
    }
    let json = to_value(editions::epa_2020()).unwrap();
    let car = json["equivalences"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["id"] == "gasoline_car_year")
        .unwrap();
    assert_eq!(car["value"], json!({"tonnes": "4.60", "units": "1"}));
    assert_eq!(car["basis"], "year");
}

#[test]
fn statements_of_every_row_and_bound_come_back_equal() {
    let mut seen = 0;
    for set in editions::all() {
        for row in set.iter() {
            for bound in [Bound::MoreThan, Bound::AtLeast, Bound::About, Bound::UpTo] {
                let (id, digits) = (row.id.as_str(), SignificantDigits::TWO);
                let amount = tonnes(50_000_000);
                if let Ok(statement) = set.state(id, Subject::Footprint, amount, bound, digits) {
                    let json = to_value(&statement).unwrap();
                    let back: Statement = from_value(json).unwrap();
                    assert_eq!(back, statement);
                    assert_eq!(back.to_string(), statement.to_string());
                    assert!(back.is_from(set));
                    seen += 1;
                }
            }
        }
    }
    // Printed factors with four bounds, derived ones with one.
    assert_eq!(seen, 243 * 4 + 43);
}

#[test]
fn a_false_statement_is_not_read() {
    let json = to_value(car()).unwrap();
    assert_eq!(json["amount_kg"], "356411000");
    assert_eq!(json["count"], 77_400);
    let change = |field: &str, value: Json| {
        let mut changed = json.clone();
        changed[field] = value;
        refusal::<Statement>(changed)
    };
    let mismatch = "the statement says more than 77500, but its factor gives more than 77400";
    assert_eq!(change("count", json!(77_500)), mismatch);
    // A smaller count is also true, but does not follow from the digits.
    assert!(change("count", json!(77_000)).contains("but its factor gives"));
    assert!(change("amount_kg", json!("1")).contains("choose a smaller thing"));
    assert!(change("bound", json!("exactly")).contains("not exactly 77400"));
    assert!(change("digits", json!(0)).contains("significant digits"));
    assert!(change("subject", json!("saving")).contains("unknown variant"));
    assert!(change("more", json!(1)).contains("unknown field"));
    // "More than" where the count is exact.
    let mut exact = json.clone();
    exact["amount_kg"] = json!("9200");
    exact["count"] = json!(2);
    assert_eq!(
        refusal::<Statement>(exact),
        "the statement says more than 2, but its factor gives exactly 2"
    );
}

/// A statement with more digits than are known of a derived factor is not read.
#[test]
fn false_precision_is_not_read() {
    let (subject, digits) = (Subject::Footprint, SignificantDigits::THREE);
    let set = editions::get("eaer-2025").unwrap();
    let flights =
        set.state("flight_departing_aircraft", subject, tonnes(26_000), Bound::About, digits);
    let mut json = to_value(flights.unwrap()).unwrap();
    assert_eq!((&json["count"], &json["digits"]), (&json!(1_300), &json!(2)));
    assert_eq!(json["equivalence"]["digits"], 2);
    json["count"] = json!(1_340);
    json["digits"] = json!(3);
    assert_eq!(
        refusal::<Statement>(json),
        "the factor of flight_departing_aircraft is known to 2 digits, not to 3"
    );
}

#[test]
fn a_set_is_checked_when_read() {
    let json = to_value(editions::epa_2026()).unwrap();
    let mut twice = json.clone();
    let row = twice["equivalences"][0].clone();
    twice["equivalences"].as_array_mut().unwrap().push(row);
    assert!(refusal::<FactorSet>(twice).contains("is given twice"));
    let mut empty = json.clone();
    empty["equivalences"] = json!([]);
    assert!(refusal::<FactorSet>(empty).contains("at least one"));
    let change = |path: &str, value: Json| {
        let mut changed = json.clone();
        *changed.pointer_mut(path).unwrap() = value;
        refusal::<FactorSet>(changed)
    };
    let blank = change("/equivalences/0/source/locator", json!(""));
    assert!(blank.contains("locator"), "{blank}");
    assert!(change("/equivalences/0/value/tonnes", json!("0")).contains("above zero"));
    assert!(change("/equivalences/0/value/tonnes", json!("4,6")).contains("plain decimal"));
    assert!(change("/equivalences/0/noun/one", json!("a\nb")).contains("control character"));
    assert!(change("/equivalences/0/id", json!("a b")).contains("equivalence id"));
    assert!(change("/edition/region", json!("XX")).contains("unknown country"));
    assert!(change("/edition/id", json!("")).contains("edition id"));
}

#[test]
fn small_values_come_back_equal() {
    for basis in [
        json!("event"),
        json!("year"),
        json!({"tree": {"years": 10}}),
        json!({"distance": {"unit": "kilometre", "carried": "passenger"}}),
        json!({"energy": {"unit": "kilowatt_hour"}}),
    ] {
        let read: Basis = from_value(basis.clone()).unwrap();
        assert_eq!(to_value(read).unwrap(), basis);
    }
    assert!(from_value::<Basis>(json!({"tree": {"years": 0}})).is_err());
    assert!(from_value::<Basis>(json!({"tree": {"years": 10, "months": 1}})).is_err());
    let claim = Claim::new(Bound::UpTo, 7);
    assert_eq!(to_value(claim).unwrap(), json!("up to 7"));
    assert!(from_value::<SignificantDigits>(json!(16)).is_err());
    assert!(from_value::<Label>(json!(" a")).is_err());
    let value = json!({"tonnes": "1", "units": "0.2150"});
    assert_eq!(to_value(from_value::<Value>(value.clone()).unwrap()).unwrap(), value);
}

#[cfg(feature = "schemars")]
#[test]
fn schemas_say_the_limits() {
    let schema = to_value(schemars::schema_for!(Statement)).unwrap();
    let properties = &schema["properties"];
    assert_eq!(properties["count"]["maximum"], 1_000_000_000_000_000_u64);
    assert_eq!(schema["additionalProperties"], false);
    let set = to_value(schemars::schema_for!(FactorSet)).unwrap();
    assert_eq!(set["properties"]["equivalences"]["minItems"], 1);
    let digits = to_value(schemars::schema_for!(SignificantDigits)).unwrap();
    assert_eq!((&digits["minimum"], &digits["maximum"]), (&json!(1), &json!(15)));
    let label = to_value(schemars::schema_for!(Label)).unwrap();
    assert_eq!(label["maxLength"], 300);
    let value = set["$defs"]["Value"]["properties"]["tonnes"].clone();
    assert!(value["pattern"].is_string(), "{set}");
}
