//! `co2 footprint`, run as a person runs it.

use crate::common::{co2, text};
use std::fs;

const HEADER: &str = "id,manufacturer,category,screen_in,weight_kg,memory_gb,storage_gb,cpu_count,yearly_energy_kwh,lifetime_years,use_location,report_year";
const ANSWER: &str =
    "id,tier,mean_kg,p5_kg,p50_kg,p95_kg,manufacture_kg,transport_kg,use_kg,end_of_life_kg";

fn footprint(csv: &str, more: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("products.csv");
    fs::write(&file, csv).unwrap();
    co2(&[&["footprint", "--products", text(&file)], more].concat())
}

fn grams(text: &str) -> u64 {
    let (whole, fraction) = text.split_once('.').unwrap();
    assert_eq!(fraction.len(), 3, "{text}");
    format!("{whole}{fraction}").parse().unwrap()
}

#[test]
fn products_get_their_tier_and_stages_that_sum_to_the_gram() {
    let csv = format!(
        "{HEADER}\na,Dell,laptop,14,1.5,16,512,1,18,4,EU,2021\n\"b,1\",Lenovo,monitor,23.8,4.8,,,,,5,WW,2020\nc,,accessory,,,,,,,,,\nd,,All-in-One,24,,,,,,,US,\n"
    );
    for grid in ["as-published", "current"] {
        let (code, out, errors) = footprint(&csv, &["--grid", grid]);
        assert_eq!((code, errors.as_str()), (0, ""));
        let mut lines = out.lines();
        assert_eq!(lines.next(), Some(ANSWER));
        let tiers: Vec<&str> = lines
            .map(|line| {
                let fields: Vec<&str> = line.rsplitn(10, ',').collect();
                let sum: u64 = fields[..4].iter().copied().map(grams).sum();
                assert_eq!(sum, grams(fields[7]), "{line}");
                assert!(grams(fields[6]) < grams(fields[4]), "{line}");
                fields[8]
            })
            .collect();
        assert_eq!(tiers, ["statistical", "statistical", "category", "statistical"]);
    }
    let (_, as_published, _) = footprint(&csv, &[]);
    assert_eq!(as_published, footprint(&csv, &["--grid", "as-published"]).1);
    assert_ne!(as_published, footprint(&csv, &["--grid", "current"]).1);
}

#[test]
fn a_bad_row_is_named_and_the_others_go_on() {
    let csv = format!(
        "{HEADER}\na,Dell,laptop,x,,,,,,,,\n,Dell,laptop,,,,,,,,,\nb,,toaster,,,,,,,,,\nc,,laptop\nd,,laptop,,,,,,,200,,\ne,,laptop,,,,,,,,XX,\nf,,laptop,,0,,,,,,,\ng,,laptop,,,,-1,,,,,\nh,,laptop,,,,,,,,,2021\n"
    );
    let (code, out, errors) = footprint(&csv, &[]);
    assert_eq!(code, 1);
    assert_eq!(out.lines().count(), 2);
    assert!(out.contains("\nh,category,"), "{out}");
    for expected in [
        ("line 2,", "(screen_in)"),
        ("line 3,", "(id)"),
        ("line 4,", "(category)"),
        ("line 5:", "the row has 3 fields, but the header has 12"),
        ("line 6,", "(lifetime_years)"),
        ("line 7,", "(use_location)"),
        ("line 8,", "(weight_kg)"),
        ("line 9,", "(storage_gb)"),
    ] {
        let is = |line: &str| line.contains(expected.0) && line.contains(expected.1);
        assert!(errors.lines().any(is), "{expected:?}: {errors}");
    }
    assert_eq!(errors.lines().count(), 8);
}

/// Whatever the line breaks are, and with empty lines and line breaks in fields between.
#[test]
fn the_line_of_a_bad_row_is_that_of_an_editor() {
    let lf = "id,category\n\na,laptop\n\n\nb,lap\n\"c\nc\",laptop\nd,lap\ne,laptop,3\n\nf,lap";
    for csv in [lf.to_owned(), lf.replace('\n', "\r\n")] {
        let (code, _, errors) = footprint(&csv, &[]);
        let lines = errors.lines().map(|line| line.split_once(": line ").unwrap().1);
        let lines: Vec<&str> = lines.map(|rest| rest.split([',', ':']).next().unwrap()).collect();
        assert_eq!((code, lines), (1, vec!["6", "9", "10", "12"]), "{csv:?}: {errors}");
    }
}

#[test]
fn bytes_that_are_not_utf8_are_read_as_windows_text_and_the_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("products.csv");
    fs::write(&file, b"id,category\r\na,laptop\r\nb,lap\xfftop\r\nc,laptop\r\n").unwrap();
    let (code, out, errors) = co2(&["footprint", "--products", text(&file)]);
    assert_eq!((code, out.lines().count()), (1, 3));
    assert!(
        errors.contains(": line 3, column 3 (category): unknown category \"lap\u{ff}top\""),
        "{errors}"
    );
}

/// A product's name may come from a stranger, and the answer is opened with a spreadsheet.
#[test]
fn an_id_is_neither_a_formula_nor_an_escape_sequence() {
    let csv = "id,category\n=cmd|'/c calc'!A1,laptop\n\u{1b}[2Jx,laptop\n";
    let (code, out, _) = footprint(csv, &[]);
    assert_eq!(code, 0);
    assert!(out.contains("\n'=cmd|'/c calc'!A1,"), "{out}");
    assert!(out.contains("\n\\u001b[2Jx,"), "{out}");
    let (_, json, _) = footprint(csv, &["--json"]);
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&rows[0]["id"], &rows[1]["id"]),
        (&"=cmd|'/c calc'!A1".into(), &"\u{1b}[2Jx".into())
    );
}

#[test]
fn memory_and_processors_move_a_server() {
    let row = |memory: &str, cpus: &str| {
        let csv = format!("{HEADER}\na,Dell,server,,26,{memory},2000,{cpus},1700,4,EU,2019\n");
        let (code, out, errors) = footprint(&csv, &[]);
        assert_eq!((code, errors.as_str()), (0, ""));
        grams(out.lines().nth(1).unwrap().split(',').nth(2).unwrap())
    };
    assert!(row("256", "2") > row("16", "2"));
    assert!(row("16", "4") > row("16", "1"));
    for (cpus, problem) in
        [("two", "whole number"), ("1.5", "whole number"), ("-1", "whole number")]
    {
        let csv = format!("{HEADER}\na,,server,,,,,{cpus},,,,\nb,,server,,,,,,,,,\n");
        let (code, out, errors) = footprint(&csv, &[]);
        assert_eq!((code, out.lines().count()), (1, 2), "{cpus}");
        assert!(errors.contains("line 2,") && errors.contains("(cpu_count)"), "{errors}");
        assert!(errors.contains(problem), "{errors}");
    }
}

#[test]
fn json_is_an_array_with_the_same_names() {
    let csv = "category,id\nlaptop,\"a \"\"b\"\"\"\ntoaster,c\nserver,d\n";
    let (code, out, _) = footprint(csv, &["--json"]);
    assert_eq!(code, 1);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0]["id"], "a \"b\"");
    for name in ANSWER.split(',') {
        assert!(rows[1][name].is_string(), "{name}");
    }
    let whole: co2::lifecycle::Footprint = co2::json::from_value(&rows[1]["footprint"]).unwrap();
    assert_eq!(whole.tier().as_str(), rows[1]["tier"]);
    assert_eq!(rows[1]["data_quality"]["technology"], "poor");
    let mean_kg = whole.total().mean().get::<co2::units::model::carbon::kilogram>();
    let written: f64 = rows[1]["mean_kg"].as_str().unwrap().parse().unwrap();
    assert!((mean_kg - written).abs() <= 0.001, "{mean_kg} {written}");
}

/// Semicolons, a decimal comma, units, a formula in an id, and the same id twice.
#[test]
fn a_table_as_a_shop_has_it_is_read_and_what_a_spreadsheet_would_run_is_guarded() {
    let csv = "ID;Category;Manufacturer;Weight_kg;memory_gb;use_location\n=1+1;Notebook;HPE;1,46 kg;16 GB;UK\nb;AiO;HP Inc.;9,5;;de\nb;AiO;HP;9;;\n";
    let (code, out, errors) = footprint(csv, &["--grid", "current"]);
    assert_eq!(code, 1);
    assert!(out.contains("\n'=1+1,statistical,") && out.contains("\nb,statistical,"), "{out}");
    assert!(errors.contains("line 4") && errors.contains("also in line 3"), "{errors}");
}

#[test]
fn one_file_gives_each_tier_and_says_what_would_help() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("products.json");
    let sheet = r#"{"manufacturer":"Lenovo","product":"E41-45","category":"laptop","mean_kg":257,"sd_kg":46,"headline":"p95","shares":{"use":0.26},"lifetime_years":5,"use_location":"US","report_year":2020,"source":{"publisher":"Lenovo","edition":"E41-45","year":2020,"region":"US","boundary":"CO2e","licence":"single facts","locator":"e41.pdf","status":"published"}}"#;
    let json = format!(
        r#"[{{"id":"a","sheet":{sheet},"use_location":"SE"}},
        {{"id":"b","configuration":{{"subject":"s","category":"server","components":[{{"number":16,"component":{{"memory":{{"gigabytes":64}}}}}}]}},"yearly_energy_kwh":2000}},
        {{"id":"c","model":"EliteBook 840","manufacturer":"HP","facts":{{"category":"laptop","manufacturer":"HP"}}}},
        {{"id":"d","facts":{{"category":"tablet"}}}},
        {{"id":"e","facts":{{"category":"dock"}}}}]"#
    );
    fs::write(&file, json).unwrap();
    let run = |more: &[&str]| {
        let command = ["footprint", "--grid", "current", "--products", text(&file)];
        co2(&[&command, more].concat())
    };
    let (code, out, errors) = run(&[]);
    assert_eq!(code, 1);
    let tiers: Vec<&str> =
        out.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
    assert_eq!(tiers, ["published", "configured", "statistical", "category"]);
    assert!(errors.contains("product 5: too few published sheets"), "{errors}");
    let (_, account, _) = run(&["--explain"]);
    let quality = "data quality: technology very good";
    for part in ["an assumed factor", "what would narrow the interval", "ODbL 1.0", quality] {
        assert!(account.contains(part), "{part}: {account}");
    }
    let (code, table, _) = run(&["--table", "--find", "HP elitebook-840"]);
    assert_eq!((code, table.lines().count()), (0, 2), "{table}");
    assert_eq!(run(&["--find", "ThinkPad"]).0, 2);
}

#[test]
fn an_implausible_value_is_an_error_or_a_warning_that_names_its_line() {
    let csv = "id,category,report_year,weight_kg\na,laptop,2024,1460\nb,laptop,2090,1.4\nc,laptop,2024,6\n";
    let (code, out, errors) = footprint(csv, &[]);
    assert_eq!((code, out.lines().count()), (1, 2), "{errors}");
    for expected in [
        "line 2, column 15 (weight_kg): the weight",
        "line 3: the year",
        "line 4 (weight_kg): warning: the weight",
    ] {
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
}

/// A sheet in lines: the template is one, and what is wrong names its line. A year is looked at in a sheet too.
#[test]
fn a_makers_sheet_is_read_from_text() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.txt");
    let (code, template, errors) = co2(&["footprint", "--template"]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let run = |text: &str| {
        fs::write(&file, text).unwrap();
        co2(&["footprint", "--products", file.to_str().unwrap()])
    };
    let template = template.replace("deviation: 46 kg", "deviation: 18 %");
    let (code, out, errors) = run(&template);
    assert_eq!((code, errors.as_str()), (0, ""));
    assert!(out.contains("\nExamplebook 14,published,257.000,"), "{out}");
    for (from, to, expected) in [
        ("257 kg", "3 kg", ": line 14 (sheet_mean_kg): the whole life of a laptop"),
        ("257 kg", "30 kg", ": line 8 (sheet_mean_kg): warning: the whole life"),
        ("July 2024", "2090", ": line 8: the year"),
        ("use: 26 %", "use: much", ": line 21 (share_use): "),
    ] {
        let (code, _, errors) = run(&template.replace(from, to));
        assert_eq!(code, i32::from(!expected.contains("warning")), "{errors}");
        assert!(errors.contains(expected), "{expected}: {errors}");
    }
}

#[test]
fn a_name_of_several_products_lists_them() {
    let csv = "SKU,Brand,Model,Type,MPN\na,HP,EliteBook 840 G11,Notebook,1A1\nb,HP Inc.,HP EliteBook-840 G11,Notebook,2B2\n";
    let (code, _, errors) = footprint(csv, &["--find", "elitebook 840g11"]);
    assert_eq!(code, 2);
    assert!(
        errors.contains("HP EliteBook 840 G11 (1A1, id a)") && errors.contains("2B2"),
        "{errors}"
    );
    let (code, out, _) = footprint(csv, &["--find", "hp 2b2"]);
    assert_eq!(code, 0);
    assert!(out.contains("\nb,statistical,"), "{out}");
    let (code, _, errors) = footprint(csv, &["--find", "EliteBook"]);
    assert!(code == 2 && errors.contains("similar are"), "{errors}");
}

#[test]
fn a_header_that_is_none_is_refused() {
    for header in ["id,colour,category", "id,category,id", "id", "category", ""] {
        let (code, out, errors) = footprint(&format!("{header}\n"), &[]);
        assert_eq!((code, out.as_str()), (2, ""), "{header}: {errors}");
    }
    assert_eq!(co2(&["footprint", "--products", "/nowhere.csv"]).0, 2);
}

/// A supplier's footprint comes in, with invented numbers, as itself, in a list, and inside a product; out goes the
/// manufacture of another product in the same form.
#[test]
fn a_suppliers_footprint_is_read_and_one_is_written() {
    let supplier = serde_json::json!({
        "id": "5f3ce0b6-0000-4000-8000-000000000001", "specVersion": "3.0.3", "status": "Active",
        "created": "2026-01-15T00:00:00Z", "companyName": "Demonstration Supplier",
        "companyIds": ["urn:demo:company:1"], "productDescription": "a laptop",
        "productIds": ["urn:demo:product:1"], "productNameCompany": "Demonstration Laptop 14",
        "pcf": {
            "declaredUnitOfMeasurement": "piece", "declaredUnitAmount": "2",
            "productMassPerDeclaredUnit": "2.8", "referencePeriodStart": "2025-01-01T00:00:00Z",
            "referencePeriodEnd": "2025-12-31T00:00:00Z", "pcfExcludingBiogenicUptake": "300.5",
            "pcfIncludingBiogenicUptake": "298", "fossilGhgEmissions": "299",
            "fossilCarbonContent": "0.5", "ipccCharacterizationFactors": ["AR6"],
            "crossSectoralStandards": ["ISO14067"], "exemptedEmissionsPercent": "0",
            "outboundLogisticsGhgEmissions": "10", "dqi": { "technologicalDQR": "1.5" }
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let run = |name: &str, value: &serde_json::Value, more: &[&str]| {
        let file = folder.path().join(name);
        fs::write(&file, value.to_string()).unwrap();
        let done = std::process::Command::new(env!("CARGO_BIN_EXE_co2"))
            .args(["footprint", "--products", file.to_str().unwrap()])
            .args(more)
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
    };
    let inside = serde_json::json!([{
        "id": "nb", "pact": supplier, "yearly_energy_kwh": 20, "use_location": "SE", "lifetime_years": 5
    }]);
    let list = serde_json::json!({ "data": [supplier] });
    for (value, used) in [(&supplier, "0.000"), (&list, "0.000"), (&inside, "3.533")] {
        let (code, out, errors) = run("in.json", value, &[]);
        assert_eq!((code, errors.as_str()), (0, ""), "{value}");
        let fields: Vec<&str> = out.lines().nth(1).unwrap().split(',').collect();
        assert_eq!((fields[1], fields[6], fields[7]), ("published", "150.250", "5.000"));
        assert_eq!((fields[3], fields[8]), ("", used), "{out}");
    }
    let mut old = supplier.clone();
    old["specVersion"] = "2.3.0".into();
    let (code, _, errors) = run("old.json", &old, &[]);
    assert!(code == 1 && errors.contains("version 3"), "{errors}");

    let own = folder.path().join("own.json");
    fs::write(&own, supplier.to_string()).unwrap();
    let facts = serde_json::json!([{
        "id": "b", "facts": { "category": "laptop", "manufacturer": "Dell", "weight_kg": 1.5 }
    }]);
    let (code, out, errors) = run("facts.json", &facts, &["--pact", own.to_str().unwrap()]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let written: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(written["companyName"], "Demonstration Supplier");
    assert_eq!(written["pcf"]["declaredUnitAmount"], "1");
    assert_eq!(written["pcf"]["productMassPerDeclaredUnit"], "1.5");
    let (_, csv, _) = run("facts.json", &facts, &[]);
    let made = csv.lines().nth(1).unwrap().split(',').nth(6).unwrap();
    let made: f64 = made.parse().unwrap();
    let exported = written["pcf"]["pcfExcludingBiogenicUptake"].as_str().unwrap();
    assert!((exported.parse::<f64>().unwrap() - made).abs() < 0.0021, "{exported} {made}");
    // It reads back.
    assert_eq!(run("written.json", &written, &[]).0, 0);
    let two = serde_json::json!([{ "id": "a" }, { "id": "b" }]);
    let (code, _, errors) = run("two.json", &two, &["--pact", own.to_str().unwrap()]);
    assert!(code == 2 && errors.contains("--find"), "{errors}");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_co2"))
        .args(["footprint", "--pact-notice"])
        .output()
        .unwrap();
    let notice = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success() && notice.contains("World Business Council"), "{notice}");
}
