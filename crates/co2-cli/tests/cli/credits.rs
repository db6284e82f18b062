//! `co2 credits check`, run as a person runs it.

use crate::common::{co2, sold, text};
use serde_json::{Value, json};
use std::path::Path;

fn check(table: &str, options: &[&str]) -> (i32, Value, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.csv");
    std::fs::write(&file, table).unwrap();
    let check = [&["credits", "check", text(&file)], options].concat();
    let (code, json, _) = co2(&[&check[..], &["--json"]].concat());
    let (same, told, _) = co2(&check);
    assert_eq!(code, same);
    (code, serde_json::from_str(&json).unwrap_or(Value::Null), told)
}

const STOCK: &str = "lot,serial,vintage,unit_size,project_name,country,technology,note\n\
    a1,ACR-FR-99129-2025-2917-30932 to 35143,2025-02-07/2025-03-19,1 t,Gases,FR,refrigerants,x\n\
    a2,ACR-FR-99129-2025-2917-1 to x,2025-02-07/2025-03-19,1 t,Gases,FR,refrigerants,\n";

#[test]
fn good_and_bad_rows_are_listed() {
    let (code, answer, text) = check(STOCK, &[]);
    assert_eq!((code, &answer["good"], &answer["bad"]), (1, &json!(1), &json!(1)));
    assert_eq!(
        answer["rows"][0],
        json!({
            "line": 2, "serial": "ACR-FR-99129-2025-2917-30932 to 35143", "registry": "acr",
            "first": "30932", "last": "35143", "count": 4_212, "project": "ACR99129",
            "country": "FR", "technology": "refrigerants", "mitigation": "avoidance",
            "labels": [], "vintage_start": "2025-02-07", "vintage_end": "2025-03-19",
            "date": null, "error": null,
        })
    );
    assert_eq!(answer["rows"][1]["line"], 3);
    assert!(answer["rows"][1]["error"].as_str().unwrap().starts_with("serial: expected digits"));
    assert!(text.contains("columns not looked at: note"), "{text}");
    assert!(text.ends_with("\nREFUSED 1 good rows with 4212 units, 1 bad rows\n"), "{text}");
    let (code, _, text) = check(STOCK, &["--strict"]);
    assert!(code == 1 && text.contains("unknown column"), "{text}");
}

/// The part was sold as a tonne of its own beside the block.
#[test]
fn a_block_and_its_part_are_not_both_stock() {
    let id = "BCR-CO-99259-14-005-2-2301-2306";
    let row = |lot: &str, units: &str| {
        format!("{lot},{id}-{units},2023-01-01/2023-06-30,1 t,Forest,CO,avoided_deforestation\n")
    };
    let head = "lot,serial,vintage,unit_size,project_name,country,technology\n";
    let table = format!("{head}{}{}", row("l1", "0000001-0050000"), row("l2", "0037191-0037506"));
    let (code, answer, _) = check(&table, &[]);
    assert_eq!((code, &answer["good"], &answer["bad"]), (1, &json!(1), &json!(1)));
    assert_eq!(answer["rows"][1]["error"], "its units overlap those of line 2");
}

/// What is read and what the ledger takes are the same: an import into an empty ledger says no more.
#[test]
fn what_the_ledger_would_refuse_is_bad() {
    let head = "lot,serial,vintage,unit_size,project_name,country,technology,buffer_units\n";
    let row = |lot: &str, units: &str, buffer: &str| {
        format!(
            "{lot},ACR-FR-99129-2025-2917-{units},2025-01-01/2025-12-31,1 t,Gases,FR,refrigerants,{buffer}\n"
        )
    };
    let table = format!("{head}{}{}", row("a1", "1 to 10", "10"), row("a1", "11 to 20", ""));
    let (code, answer, _) = check(&table, &[]);
    assert_eq!((code, &answer["good"], &answer["bad"]), (1, &json!(1), &json!(1)));
    assert_eq!(answer["rows"][1]["line"], 3);
    assert!(answer["rows"][1]["error"].as_str().unwrap().contains("a1"), "{answer}");
    let table = format!("{head}{}{}", row("a1", "1 to 10", "999"), row("a2", "11 to 20", "1"));
    let (code, answer, _) = check(&table, &[]);
    assert_eq!((code, &answer["good"]), (1, &json!(1)));
    assert!(answer["rows"][0]["error"].as_str().unwrap().contains("999"), "{answer}");
    let (code, answer, text) = check(head, &[]);
    assert_eq!((code, &answer["bad"]), (1, &json!(1)));
    assert!(text.is_empty() || text.contains("there are no credits in it"), "{text}");
}

#[test]
fn an_order_that_cannot_be_known_is_asked_for() {
    let table = "serial,date\nGS1-1-UG-GS99999-16-2024-99999-1-500,07/08/2026\n";
    let (code, answer, _) = check(table, &[]);
    assert_eq!(code, 1);
    assert!(answer["rows"][0]["error"].as_str().unwrap().contains("--dates"), "{answer}");
    let (code, answer, _) = check(table, &["--dates", "dmy"]);
    assert_eq!((code, &answer["rows"][0]["date"]), (0, &json!("2026-08-07")));
    let (code, answer, _) = check(table, &["--dates", "mdy", "--kind", "retired"]);
    assert_eq!((code, &answer["rows"][0]["date"]), (0, &json!("2026-07-08")));
}

#[test]
fn a_table_is_of_the_registry_that_is_stated() {
    let table = "Credit Serial Numbers,Quantity of Credits,Status Effective,Project ID,\
        Project Name,Project Methodology/Protocol\n\
        ACR-FR-99129-2025-2917-1 to 10,10,4/13/2026,ACR99129,Gases,ODS\n";
    assert_eq!(check(table, &[]).0, 0);
    assert_eq!(check(table, &["--registry", "acr"]).0, 0);
    let (code, _, text) = check(table, &["--registry", "car"]);
    assert!(code == 1 && text.contains("a table of acr"), "{text}");
    let (code, _, text) = check(table, &["--kind", "issued"]);
    assert!(code == 1 && text.contains("without serials"), "{text}");
    let (code, _, text) = check("colour\nblue\n", &[]);
    assert!(code == 1 && text.contains("--kind"), "{text}");
}

/// The keys that programs may rely on, and no others.
#[test]
fn the_answer_has_these_keys() {
    let (_, answer, _) = check(STOCK, &[]);
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&answer), ["bad", "good", "rows"]);
    let mut expected = [
        "line",
        "serial",
        "registry",
        "first",
        "last",
        "count",
        "project",
        "country",
        "technology",
        "mitigation",
        "labels",
        "vintage_start",
        "vintage_end",
        "date",
        "error",
    ];
    expected.sort_unstable();
    // Also of a table that cannot be read as a whole: its header is the bad row.
    let (code, whole, _) = check("lot,serial\nx,y\n", &[]);
    assert_eq!((code, &whole["good"], &whole["bad"]), (1, &json!(0), &json!(1)));
    assert_eq!(whole["rows"][0]["line"], 1);
    for row in [&answer["rows"][0], &answer["rows"][1], &whole["rows"][0]] {
        assert_eq!(keys(row), expected);
    }
    assert!(answer["rows"][0]["first"].is_string() && answer["rows"][0]["count"].is_number());
}

#[test]
fn rows_of_another_registry_than_stated_are_bad() {
    let (code, answer, _) = check(STOCK, &["--registry", "acr"]);
    assert_eq!((code, &answer["good"]), (1, &json!(1)));
    let (_, answer, _) = check(STOCK, &["--registry", "verra"]);
    assert_eq!((&answer["good"], &answer["bad"]), (&json!(0), &json!(2)));
    assert_eq!(answer["rows"][0]["error"], "serial: this is a serial of acr, not of verra");
}

const WIND: &str = "GS1-1-IN-GS990001-12-2021-990001-1-2,retirement,2026-11-17,DEMO-GS-0001\n";
const WASTE: &str = "99001-990000001-990000002-VCS-VCU-999-VER-CN-13-990002-01012018-31122018-0,\
    retirement,2026-11-17,DEMO-VERRA-0001\n";
const REPORT: &str = "serial,act,date,reference\n";

/// Whether ledger and table agree, in both forms.
fn compared(ledger: &Path, table: &str, more: &[&str]) -> (Value, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.csv");
    std::fs::write(&file, table).unwrap();
    let command = [&["credits", "reconcile", text(ledger), text(&file)], more].concat();
    let (code, told, errors) = co2(&command);
    let (same, out, _) = co2(&[&command[..], &["--json"]].concat());
    let answer: Value = serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{errors}"));
    let agrees = answer["agrees"].as_bool().unwrap();
    assert_eq!((code, same), (i32::from(!agrees), i32::from(!agrees)), "{told}");
    let verdict = told.lines().last().unwrap();
    assert!(verdict.starts_with(if agrees { "OK " } else { "REFUSED " }), "{told}");
    (answer, told)
}

#[test]
fn a_ledger_is_compared_with_a_report() {
    let (_folder, ledger) = sold();
    let before = std::fs::read(&ledger).unwrap();
    let (wind, waste) = ("retire-gs-wind-1", "retire-verra-waste-990000001");
    let compared = |table: &str| compared(&ledger, table, &[]);
    let (answer, told) = compared(&format!("{REPORT}{WIND}{WASTE}"));
    assert_eq!(
        answer,
        json!({
            "agrees": true,
            "matched": [
                {"operation": wind, "lines": [2], "confirmed": true, "other_date": null},
                {"operation": waste, "lines": [3], "confirmed": true, "other_date": null},
            ],
            "missing": [], "differing": [], "ambiguous": [], "surplus": [], "bad": [],
        })
    );
    assert!(told.contains(&format!("same       {wind} (retired, lines [2])")), "{told}");

    let (answer, told) = compared(&format!("{REPORT}{WIND}"));
    assert_eq!(answer["missing"], json!([waste]));
    assert!(told.contains(&format!("MISSING    {waste}")), "{told}");

    let part = WIND.replace("990001-1-2", "990001-1-1");
    let (answer, _) = compared(&format!("{REPORT}{part}{WASTE}"));
    let lacking = "GS1-1-IN-GS990001-12-2021-990001-2-2";
    assert_eq!(
        answer["differing"],
        json!([{
            "operation": wind, "lines": [2], "difference": "units_missing", "serials": [lacking],
        }])
    );
    let cancelled = WIND.replace(",retirement,", ",cancellation,");
    let (answer, told) = compared(&format!("{REPORT}{cancelled}{WASTE}"));
    assert_eq!(answer["differing"][0]["difference"], "not_retired");
    assert!(told.contains("they say that its units are not retired"), "{told}");

    let (answer, _) = compared(&format!("{REPORT}{WIND}{WIND}{WASTE}"));
    assert_eq!(answer["ambiguous"], json!([{"operation": wind, "lines": [2, 3]}]));
    let more = WIND.replace("990001-1-2", "990001-7-8").replace("0001\n", "0002\n");
    let (answer, _) = compared(&format!("{REPORT}{WIND}{WASTE}{more}"));
    assert_eq!(answer["surplus"][0]["line"], 4);
    let (answer, told) = compared(&format!("{REPORT}{WIND}{WASTE}GS1-1-x,,,\n"));
    assert_eq!((&answer["bad"][0]["line"], &answer["agrees"]), (&json!(4), &json!(false)));
    assert!(told.contains("BAD        line 4: GS1-1-x: serial: "), "{told}");
    assert_eq!(std::fs::read(&ledger).unwrap(), before, "it is only read");
}

/// A registry's table holds everybody's units.
#[test]
fn of_a_registrys_table_only_our_units_are_looked_at() {
    let (folder, ledger) = sold();
    let head = "Quantity,GSID,Project Name,Methodology,Serial Number,Retirement Date\n";
    let row = |units: &str, date: &str| {
        let serial = format!("GS1-1-IN-GS990001-12-2021-990001-{units}");
        let (first, last) = units.split_once('-').unwrap();
        let count = last.parse::<u64>().unwrap() - first.parse::<u64>().unwrap() + 1;
        format!("{count},990001,Invented wind,,{serial},{date}\n")
    };
    let table = format!("{head}{}{}", row("1-2", "17/11/2026"), row("3-500", "18/11/2026"));
    let (answer, _) = compared(&ledger, &table, &[]);
    assert_eq!(answer["matched"][0]["operation"], "retire-gs-wind-1");
    assert_eq!((&answer["surplus"], answer["missing"].as_array().unwrap().len()), (&json!([]), 1));
    // The order of day and month has to be known.
    let table = format!("{head}{}", row("1-2", "11/12/2026"));
    let (answer, _) = compared(&ledger, &table, &[]);
    assert!(answer["bad"][0]["error"].as_str().unwrap().contains("--dates"), "{answer}");
    let (answer, told) = compared(&ledger, &table, &["--dates", "dmy"]);
    assert_eq!(answer["matched"][0]["other_date"], "2026-12-11");
    assert!(told.contains("they say on 2026-12-11"), "{told}");
    let file = folder.path().join("table.csv");
    std::fs::write(&file, &table).unwrap();
    let (code, out, _) =
        co2(&["credits", "reconcile", text(&ledger), text(&file), "--registry", "verra"]);
    assert!(code == 1 && out.contains("a table of gold-standard, not of verra"), "{out}");
    for wrong in
        [&[text(&file), text(&file)], &["/nowhere", text(&file)], &[text(&ledger), "/nowhere"]]
    {
        let (code, out, _) = co2(&[&["credits", "reconcile"], &wrong[..]].concat());
        assert_eq!((code, out.as_str()), (2, ""), "{wrong:?}");
    }
}
