//! What a verifier reads of the serials in a certificate: each thing that a line says beside them is compared.

use co2::cert::RetirementRecord;
use co2::cert::log::SerialCheck;
use co2::serials::{LogSerials, SerialFault, check_record};
use co2::units::Co2e;
use co2::units::credit::{GramSlice, UnitRange, UnitSlice};
use serde_json::{Value, json};

fn record() -> Value {
    json!({
        "product": {"productName": "Example Book 14", "gtin": "09506000134352", "serialNumber": "PF0ABC12"},
        "amount_kg": "1335", "state": "retired", "coverage": "whole",
        "footprint": {
            "stages": [{"stage": "manufacture", "amount_kg": "1335"}],
            "total_kg": "1335", "statistic": "p95", "rounding": "up", "tier": "published",
            "method": "an invented method", "sources": ["an invented sheet"],
        },
        "creditLines": [{
            "registry": "gold-standard", "projectId": "GS999999", "projectName": "Invented cookstoves",
            "projectCountry": "UG", "technology": "improved cookstoves",
            "vintageFirst": "2024-01-01", "vintageLast": "2024-06-30",
            "unitScope": "gold-standard:1",
            "blockSerial": "GS1-1-UG-GS999999-16-2024-1-1-19149",
            "blockFirst": "1", "blockLast": "19149", "unitSize_kg": "1000",
            "firstUnit": "7", "lastUnit": "8",
            "sliceStart_g": "6000000", "sliceEnd_g": "7335000", "amount_kg": "1335",
            "act": {
                "kind": "retired", "word": "retirement", "date": "2026-11-20", "reference": "R-1",
                "serials": ["GS1-1-UG-GS999999-16-2024-1-7-8"],
            },
        }],
        "terms": "A record of what was done.",
    })
}

/// What a record says with one member of its line changed.
fn checked(member: &str, value: Value) -> Result<(), SerialFault> {
    let mut record = record();
    let line = &mut record["creditLines"][0];
    let place = match member.strip_prefix("act.") {
        Some(member) => &mut line["act"][member],
        None => &mut line[member],
    };
    assert!(!place.is_null(), "{member} is there");
    *place = value;
    let record: RetirementRecord = serde_json::from_value(record).unwrap();
    check_record(&record).map(|report| assert_eq!((report.read, report.on_issuers_word), (1, 0)))
}

#[test]
fn each_thing_beside_a_serial_is_compared_with_it() {
    assert_eq!(checked("registry", json!("gold-standard")), Ok(()));
    // A part of the serial's year, and acts in several serials.
    assert_eq!(checked("vintageLast", json!("2024-12-31")), Ok(()));
    let two = ["GS1-1-UG-GS999999-16-2024-1-8-9", "GS1-1-UG-GS999999-16-2024-1-7-7"];
    assert_eq!(checked("act.serials", json!(two)), Ok(()));
    for (member, value, reason) in [
        ("registry", json!("verra"), "it is of gold-standard, and the line is of verra"),
        ("projectId", json!("GS999998"), "its project is not that of the line"),
        ("projectCountry", json!("KE"), "its country is not that of the line"),
        ("unitScope", json!("gold-standard:2"), "are stated"),
        ("blockLast", json!("19150"), "are stated"),
        (
            "blockSerial",
            json!("gs1-1-ug-gs999999-16-2024-1-1-19149"),
            "it is not in the form of gold-standard",
        ),
        (
            "act.serials",
            json!(["GS1-1-UG-GS999999-16-2024-1-7-7"]),
            "unit 8 is taken, and no serial",
        ),
        (
            "act.serials",
            json!(["GS1-1-UG-GS999999-16-2024-1-8-8"]),
            "unit 7 is taken, and no serial",
        ),
        ("act.serials", json!(["GS1-1-UG-GS999999-16-2024-2-7-8"]), "not in gold-standard:1"),
        ("act.serials", json!(["R-7-8"]), "gold-standard prints serials in another form"),
        (
            "act.serials",
            json!(["gs1-1-ug-gs999999-16-2024-1-7-8"]),
            "it is not in the form of gold-standard",
        ),
        // The same units of another project, country or year, which the registry never retired.
        (
            "act.serials",
            json!(["GS1-1-UG-GS888888-16-2024-1-7-8"]),
            "its project is GS888888, not GS999999",
        ),
        ("act.serials", json!(["GS1-1-KE-GS999999-16-2024-1-7-8"]), "its country is KE, not UG"),
        ("act.serials", json!(["GS1-1-UG-GS999999-16-2020-1-7-8"]), "its vintage is 2020"),
    ] {
        let Err(fault) = checked(member, value.clone()) else { panic!("{member}: {value}") };
        assert!(fault.reason.contains(reason), "{member}: {fault}");
        assert_eq!(fault.line, Some(0));
    }
    // Of another year.
    let mut record = record();
    record["creditLines"][0]["vintageFirst"] = json!("2022-01-01");
    record["creditLines"][0]["vintageLast"] = json!("2022-12-31");
    let record: RetirementRecord = serde_json::from_value(record).unwrap();
    assert!(
        check_record(&record).unwrap_err().reason.contains("its vintage is 2024-01-01/2024-12-31")
    );
}

/// A line that left the vintage out was retired before it, and its page said that the serial states none.
#[test]
fn a_vintage_that_the_serial_states_is_stated() {
    let mut record = record();
    let line = record["creditLines"][0].as_object_mut().unwrap();
    line.remove("vintageFirst");
    line.remove("vintageLast");
    line["act"]["date"] = json!("2023-05-01");
    let record: RetirementRecord = serde_json::from_value(record).unwrap();
    let fault = check_record(&record).unwrap_err();
    assert!(fault.reason.contains("and the line states none"), "{fault}");
}

/// A unit is of one project, country and vintage, whichever slices of it are logged.
#[test]
fn serials_of_one_log_do_not_contradict_each_other() {
    let slice = |serial: &str, first, last| {
        let block = UnitRange::new("gold-standard:1", first, last, serial).unwrap();
        UnitSlice::new(block, Co2e::TONNE, GramSlice::new(0, 10).unwrap()).unwrap()
    };
    let serial = |project: &str, range: &str| format!("GS1-1-UG-{project}-16-2024-1-{range}");
    let mut serials = LogSerials::new();
    let mut check = |project: &str, first: u64, last: u64| {
        serials.check(&slice(&serial(project, &format!("{first}-{last}")), first, last))
    };
    // Runs that are joined from both sides, and one inside of another.
    for (first, last) in [(100, 199), (300, 399), (150, 349), (1, 50), (120, 130), (1, 400)] {
        assert_eq!(check("GS999999", first, last), Ok(SerialCheck::Read), "{first}-{last}");
    }
    for (first, last) in [(400, 401), (1, 1), (200, 299), (1, 500)] {
        let reason = check("GS888888", first, last).unwrap_err();
        assert!(reason.contains("its project is GS888888, not GS999999"), "{reason}");
    }
    // What was refused is not there.
    assert_eq!(check("GS888888", 401, 500), Ok(SerialCheck::Read));
    assert!(check("GS999999", 500, 500).is_err());
}

/// Units of a size that the registry does not have.
#[test]
fn the_size_of_a_unit_is_its_registrys() {
    let mut record = record();
    let line = &mut record["creditLines"][0];
    line["unitSize_kg"] = json!("1000000");
    (line["firstUnit"], line["lastUnit"]) = (json!("1"), json!("1"));
    (line["sliceStart_g"], line["sliceEnd_g"]) = (json!("0"), json!("1335000"));
    let record: RetirementRecord = serde_json::from_value(record).unwrap();
    let fault = check_record(&record).unwrap_err();
    assert!(fault.reason.contains("a unit of gold-standard is"), "{fault}");
}

/// Nothing is retired before the reductions have happened.
#[test]
fn a_retirement_is_not_before_its_vintage() {
    let mut record = record();
    record["creditLines"][0]["act"]["date"] = json!("2023-12-31");
    let error = serde_json::from_value::<RetirementRecord>(record).unwrap_err();
    assert!(error.to_string().contains("before its vintage began on 2024-01-01"), "{error}");
}
