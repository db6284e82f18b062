//! `co2 credits check`, run as a person runs it.

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use std::process::Command;

    fn check(table: &str, options: &[&str]) -> (i32, Value, String) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("table.csv");
        std::fs::write(&file, table).unwrap();
        let run = |more: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_co2"));
            command.args(["credits", "check"]).arg(&file).args(options).args(more);
            let done = command.output().unwrap();
            (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap())
        };
        let (code, json) = run(&["--json"]);
        let (same, text) = run(&[]);
        assert_eq!(code, same);
        (code, serde_json::from_str(&json).unwrap_or(Value::Null), text)
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
        assert!(
            answer["rows"][1]["error"].as_str().unwrap().starts_with("serial: expected digits")
        );
        assert!(text.contains("columns not looked at: note"), "{text}");
        assert!(text.ends_with("1 good rows with 4212 units, 1 bad rows\n"), "{text}");
        let (code, _, text) = check(STOCK, &["--strict"]);
        assert!(code == 1 && text.contains("unknown column"), "{text}");
    }

    /// The part was sold as a tonne of its own beside the block.
    #[test]
    fn a_block_and_its_part_are_not_both_stock() {
        let id = "BCR-CO-99259-14-005-2-2301-2306";
        let row = |lot: &str, units: &str| {
            format!(
                "{lot},{id}-{units},2023-01-01/2023-06-30,1 t,Forest,CO,avoided_deforestation\n"
            )
        };
        let head = "lot,serial,vintage,unit_size,project_name,country,technology\n";
        let table =
            format!("{head}{}{}", row("l1", "0000001-0050000"), row("l2", "0037191-0037506"));
        let (code, answer, _) = check(&table, &[]);
        assert_eq!((code, &answer["good"], &answer["bad"]), (1, &json!(1), &json!(1)));
        assert_eq!(answer["rows"][1]["error"], "its units overlap those of line 2");
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
}
