//! Reading credits from a table.

use co2_offsets::{ReadErrorKind, read_csv};
use proptest::prelude::*;

const HEADER: &str = "lot,serial,vintage,unit_size,project_name,country,technology\n";
const ROW: &str =
    "gs-1,GS1-1-UG-GS99999-16-2024-99999-1-500,2024-01-01/2024-12-31,1 t,Stoves,UG,cookstoves\n";

fn read(rows: &str) -> Result<co2_offsets::Import, co2_offsets::ReadError> {
    read_csv("stock-1".parse().unwrap(), &format!("{HEADER}{rows}"))
}

#[test]
fn a_row_is_a_lot_and_its_project() {
    let import = read(ROW).unwrap();
    assert_eq!(import.lots[0].size().unwrap().to_string(), "500000 kg CO2e");
    assert_eq!(import.projects[0].id.as_str(), "GS99999");
}

/// Tables come from spreadsheets, with a mark of their encoding and lines that end in two characters.
#[test]
fn a_table_of_a_spreadsheet_is_read() {
    let table = format!("\u{feff}{HEADER}{ROW}").replace('\n', "\r\n");
    assert_eq!(read_csv("stock-1".parse().unwrap(), &table), read(ROW));
}

#[test]
fn a_bad_value_is_reported_with_line_and_column() {
    let table = [
        (ROW.replace("gs-1", "gs 1"), "lot"),
        (ROW.replace("16-2024", "16-2O24"), "serial"),
        (ROW.replace("2024-12-31", "2024-13-31"), "vintage"),
        (ROW.replace("1 t", "1,0 t").replace("1,0 t", "\"1,0 t\""), "unit_size"),
        (ROW.replace("1 t", "1"), "unit_size"),
        (ROW.replace("1 t", "1 kg"), "unit_size"),
        (ROW.replace("1 t", "10 t"), "unit_size"),
        (ROW.replace("Stoves", "\"Sto\tves\""), "project_name"),
        (ROW.replace("Stoves", " "), "project_name"),
        (ROW.replace("UG,", "XX,"), "country"),
        (ROW.replace("cookstoves", "magic"), "technology"),
    ];
    for (row, column) in table {
        let error = read(&format!("{ROW}{row}")).unwrap_err();
        assert_eq!((error.line, error.column), (3, Some(column)), "{error}");
    }
}

#[test]
fn a_bad_table_is_reported() {
    let header = read_csv("s".parse().unwrap(), "lot,serial\n").unwrap_err();
    assert_eq!((header.line, header.kind), (1, ReadErrorKind::Header));
    assert_eq!(read("").unwrap_err().kind, ReadErrorKind::Empty);
    let short = read("gs-1,GS1\n").unwrap_err();
    assert!(matches!(short.kind, ReadErrorKind::Table(_)) && short.line == 2, "{short}");
    let second = ROW.replace("gs-1", "gs-2").replace("Stoves", "Ovens");
    let error = read(&format!("{ROW}{second}")).unwrap_err();
    assert!(matches!(error.kind, ReadErrorKind::ProjectDiffers { .. }) && error.line == 3);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,300}") {
        drop(read(&text));
        drop(read_csv("s".parse().unwrap(), &text));
    }
}
