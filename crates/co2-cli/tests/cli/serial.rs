//! `co2 serial`, run as a person runs it.

use crate::common::co2_reading;
use serde_json::{Value, json};

fn co2(arguments: &[&str], input: &str) -> (i32, Vec<Value>) {
    let (code, out, _) = co2_reading(input, &[&["serial"], arguments].concat());
    (code, out.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

const GOOD: &str = "GS1-1-UG-GS11236-16-2024-30307-1-19149";

#[test]
fn a_serial_is_read_field_by_field() {
    let answer = json!({
        "input": GOOD, "registry": "gold-standard", "project": "GS11236", "country": "UG",
        "first": 1, "last": 19_149, "count": 19_149,
        "vintage_start": "2024-01-01", "vintage_end": "2024-12-31",
    });
    assert_eq!(co2(&[], &format!("{GOOD}\r\n\n")), (0, vec![answer.clone()]));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("serials.txt");
    std::fs::write(&file, GOOD).unwrap();
    assert_eq!(co2(&[file.to_str().unwrap()], ""), (0, vec![answer.clone()]));
    assert_eq!(co2(&["-", "--registry", "gold-standard"], GOOD), (0, vec![answer]));
}

#[test]
fn a_bad_serial_is_answered_with_its_column_and_the_rest_is_read() {
    let (code, lines) = co2(&[], &format!("iss_1\n{GOOD}\n{}\n", GOOD.replace("2024", "2O24")));
    assert_eq!((code, lines.len()), (1, 3));
    assert_eq!(lines[0]["column"], 1);
    assert!(lines[0]["error"].as_str().unwrap().contains("several registries"));
    assert!(lines[0]["possible"].as_array().unwrap().contains(&json!("isometric")));
    assert_eq!(lines[1]["count"], 19_149);
    assert_eq!(lines[2]["column"], 22);
    let (code, lines) = co2(&["--lenient"], &GOOD.replace("2024", "2O24"));
    assert_eq!((code, &lines[0]["read_as"]), (0, &json!(GOOD)));
    assert_eq!(lines[0]["repairs"], json!([r#"read "O" at column 22 as "0""#]));
    assert!(lines[0].get("possible").is_none());
    let cell = format!("{GOOD}; acr-us-99934-2024-2891-58,384 to 58,673");
    let (code, lines) = co2(&["--lenient"], &cell);
    assert_eq!((code, lines.len()), (0, 2), "several serials in a cell are several");
    assert_eq!(lines[1]["count"], 290);
    let (code, lines) = co2(&["--registry", "verra"], GOOD);
    assert_eq!(code, 1);
    assert!(lines[0]["error"].as_str().unwrap().contains("gold-standard"));
}

#[test]
fn numbers_of_30_digits_are_written_in_full() {
    let text = "PURO_PR_CORC_FR_999856_2021_8646834b-ea59-4167-996e-16d8a084cfc1_\
                643002406555908610000000273330-643002406555908610000000273379";
    let (code, lines) = co2(&[], text);
    assert_eq!((code, &lines[0]["count"]), (0, &json!(50)));
    assert_eq!(lines[0]["first"], "643002406555908610000000273330");
}

/// JavaScript would round them.
#[test]
fn a_large_count_is_a_text() {
    let one = "1-1-18446744073709551615-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1";
    let other = "GS1-1-UG-GS990001-16-2024-990001-1-9100000000000000";
    let (code, lines) = co2(&[], &format!("{one}\n{other}\n"));
    assert_eq!(code, 0);
    assert_eq!(lines[0]["count"], "18446744073709551615");
    assert_eq!((&lines[1]["count"], &lines[1]["first"]), (&json!("9100000000000000"), &json!(1)));
}

/// A file may begin with a byte order mark, and a line that is no text does not end it.
#[test]
fn lines_are_read_for_themselves() {
    let mut input = format!("\u{feff}{GOOD}\r\n").into_bytes();
    input.extend(b"GS1-\xff\n");
    input.extend(GOOD.as_bytes());
    let (code, out, errors) = co2_reading(&input, &["serial"]);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, lines.len(), errors.as_str()), (1, 3, ""));
    assert_eq!((&lines[0]["count"], &lines[2]["count"]), (&json!(19_149), &json!(19_149)));
    assert!(lines[1]["error"].is_string());
    let (code, out, errors) = co2_reading("x".repeat(1 << 20), &["serial"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert_eq!(errors, "error: the input: line 1 has more than 65536 bytes\n");
}

#[test]
fn what_cannot_be_looked_at_is_no_answer() {
    assert_eq!(co2(&["/nowhere/serials.txt"], ""), (2, vec![]));
}
