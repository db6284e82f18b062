//! `co2 equiv`, run as a person runs it.

use crate::common::co2;
use serde_json::{Value as Json, json};

fn said(arguments: &[&str]) -> String {
    let (code, out, errors) = co2(arguments);
    assert_eq!((code, errors.as_str()), (0, ""));
    out
}

#[test]
fn a_claim_is_looked_up_in_every_edition() {
    let asked = ["equiv", "reproduce", "--amount", "356411 t", "--claim", "more than 77000"];
    let arguments = [&asked[..], &["--id", "car-year", "--json"]].concat();
    let out = said(&arguments);
    let list: Json = serde_json::from_str(&out).unwrap();
    assert_eq!(list["answer"], "holds");
    let list = list["editions"].as_array().unwrap();
    // Ten editions, and the unrounded twin in three of them.
    assert_eq!(list.len(), 10 + 3);
    let holds = |edition: &str| {
        list.iter().find(|row| row["edition"] == edition).unwrap()["holds"].as_bool().unwrap()
    };
    assert!(holds("epa-2020"));
    assert!(!holds("epa-2019"));
    assert!(!holds("epa-2022"));
    assert!(list.contains(&json!({
        "edition": "epa-2020", "id": "gasoline_car_year", "value": "4.60", "count": "77480.652173",
        "answer": "holds", "holds": true, "derived": false,
    })));
    let derived: Vec<&str> = list
        .iter()
        .filter(|row| row["id"] == "gasoline_car_year" && row["derived"].as_bool().unwrap())
        .map(|row| row["edition"].as_str().unwrap())
        .collect();
    assert_eq!(derived, ["epa-2022", "epa-2022b", "epa-2023a"]);
    let arguments = [&asked[..], &["--id", "gasoline_car_year"]].concat();
    let text = said(&arguments);
    assert!(text.contains("  yes  epa-2020               4.60 t per unit        77480.652..."));
    assert!(text.contains("0.215 units per t      76628.365  (derived)  (with its printed inputs"));
}

/// A double has 17 digits at most.
#[test]
fn numbers_have_all_their_digits() {
    let asked = ["equiv", "reproduce", "--amount", "18446744073709 t", "--claim", "77,000 miles"];
    let out = said(&[&asked[..], &["--id", "car-mile", "--json"]].concat());
    let list: Json = serde_json::from_str(&out).unwrap();
    let counts: Vec<&Json> =
        list["editions"].as_array().unwrap().iter().map(|row| &row["count"]).collect();
    assert!(counts.contains(&&json!("45102063749899755.501222")), "{counts:?}");
}

#[test]
fn a_claim_has_four_answers() {
    let asked = |amount, claim, id, source| {
        let arguments = ["equiv", "reproduce", "--amount", amount, "--claim", claim, "--id", id];
        said(&[&arguments[..], &["--source", source]].concat())
    };
    let out = asked("130,728.494 t", "28,168 cars", "car-year", "EPA");
    assert!(
        out.starts_with("130728.494 t as \"about 28168\" of gasoline_car_year by \"EPA\": yes"),
        "{out}"
    );
    assert!(out.contains("28168  (derived)  (unrounded)"), "{out}");
    let pounds = "more than 332 million pounds";
    let out = asked(pounds, "29,312 homes", "home-electricity", "US EPA");
    assert!(out.contains(": within the rounding\n"), "{out}");
    assert!(out.contains("(within the rounding of the printed numbers)"), "{out}");
    let out = asked("0.67 t", "1 flight", "car-year", "ICAO");
    assert!(out.contains("by \"ICAO\": the source is not here"), "{out}");
    let out = asked("26,000 tonnes", "50,000 cars", "car-year", "epa-2020");
    assert!(out.contains("by \"epa-2020\": no\n"), "{out}");
}

#[test]
fn an_amount_in_every_thing_of_the_newest_editions() {
    let out = said(&["equiv", "371.096 kg"]);
    assert!(out.contains("more than 944 miles driven"), "{out}");
    assert!(out.contains("(UK DESNZ, 2025; region GB)"), "{out}");
    assert!(!out.contains("0 gasoline-powered"), "{out}");
}

#[test]
fn one_thing_one_edition_one_language() {
    let arguments = ["equiv", "356411 t", "--to", "car-year", "--edition", "epa-2020"];
    let out = said(&arguments);
    assert!(out.starts_with("The footprint is 356,411 t CO2e, an amount equal to"), "{out}");
    assert!(out.contains("\n  356,411 t CO2e / (4.60 t per unit) = 77,480.652... units"));
    let swedish = said(&[&arguments[..], &["--locale", "sv-SE"]].concat());
    assert!(swedish.contains("mer än 77\u{a0}400 bensindrivna personbilar"), "{swedish}");
    let json = said(&[&arguments[..], &["--locale", "zh", "--json"]].concat());
    let list: Json = serde_json::from_str(&json).unwrap();
    let first = &list["statements"][0];
    assert_eq!(first["statement"]["count"], 77_400);
    assert!(first["sentence"].as_str().unwrap().contains("超过77,400辆"));
    assert_eq!(list["left_out"], json!([]));
}

#[test]
fn what_cannot_be_answered_says_why() {
    for (arguments, reason) in [
        (&["equiv", "1 t", "--to", "moped-year"][..], "no edition has \"moped_year\""),
        (&["equiv", "1 t", "--edition", "epa-1999"], "no edition \"epa-1999\"; there are"),
        (&["equiv", "1 t", "--locale", "tlh"], "no sentences for the locale"),
        (&["equiv", "1 kg", "--to", "car-year"], "choose a smaller thing"),
        (&["equiv", "1 t", "--locale", "zh-TW"], "the script Hans"),
        (&["equiv"], "required"),
        (&["equiv", "3 cars"], "invalid value"),
        (
            &["equiv", "reproduce", "--amount", "1 t", "--claim", "many", "--id", "car-year"],
            "no number in",
        ),
    ] {
        let (code, _, errors) = co2(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(errors.contains(reason), "{arguments:?}: {errors}");
    }
    let nothing = said(&["equiv", "1 g"]);
    assert!(nothing.contains("less than one of each thing"), "{nothing}");
}

/// What had no translation was once left out of the list, and nothing said so.
#[test]
fn a_list_says_everything_or_why_not() {
    let rows = [
        "ademe-2026",
        "desnz-2025",
        "eaer-2025",
        "eea-2022",
        "epa-2026",
        "naturvardsverket-2017",
        "trafikverket-2019",
    ]
    .iter()
    .map(|id| co2::equiv::editions::get(id).unwrap().iter().count())
    .sum::<usize>();
    for locale in ["en", "sv", "bg", "zh", "nl", "de", "fr", "hi", "ja", "en-IN", "de-CH"] {
        let arguments = ["equiv", "371.096 kg", "--locale", locale, "--json"];
        let list: Json = serde_json::from_str(&said(&arguments)).unwrap();
        let (told, left_out) = (&list["statements"], list["left_out"].as_array().unwrap());
        assert_eq!(told.as_array().unwrap().len() + left_out.len(), rows, "{locale}");
        for left in left_out {
            let why = left["why"].as_str().unwrap();
            assert!(why.contains("choose a smaller thing"), "{locale}: {left}");
        }
    }
    // Too many to be shown is not too small, for people and for programs.
    let arguments = ["equiv", "18446744073709.551615 t"];
    let out = said(&arguments);
    assert!(out.contains("more cannot be stated; --json says why)"), "{out}");
    let json: Json = serde_json::from_str(&said(&[&arguments[..], &["--json"]].concat())).unwrap();
    let why = json["left_out"][0]["why"].as_str().unwrap();
    assert!(why.contains("choose a larger unit"), "{why}");
}

#[test]
fn a_thing_of_another_edition_is_told_where_it_is() {
    let (code, _, errors) = co2(&["equiv", "1 t", "--to", "led-switch"]);
    assert_eq!(code, 2);
    assert!(errors.contains("not in the edition asked; it is in epa-2019, epa-2020"), "{errors}");
}
