//! Reading credits from a table.

use co2_offsets::import::ReadErrorKind;
use co2_offsets::{
    AdjustmentDeclaration, AdjustmentStatus, Custodian, LabelScope, Mitigation, PricePer, Stock,
    read_csv, read_json,
};
use proptest::prelude::*;

const HEADER: &str = "lot,serial,vintage,unit_size,project_name,country,technology\n";
const ROW: &str =
    "gs-1,GS1-1-UG-GS99999-16-2024-99999-1-500,2024-01-01/2024-12-31,1 t,Stoves,UG,cookstoves\n";

fn read(rows: &str) -> Result<Stock, co2_offsets::import::ReadError> {
    read_csv(format!("{HEADER}{rows}"))
}

#[test]
fn a_row_is_a_lot_and_its_project() {
    let import = read(ROW).unwrap();
    assert_eq!(import.lots[0].size().unwrap().to_string(), "500000 kg CO2e");
    assert_eq!(import.projects[0].id.as_str(), "GS99999");
}

/// Tables come from spreadsheets, with a byte order mark and two-character line ends.
#[test]
fn a_table_of_a_spreadsheet_is_read() {
    let table = format!("\u{feff}{HEADER}{ROW}").replace('\n', "\r\n");
    assert_eq!(read_csv(&table), read(ROW));
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
        assert_eq!((error.line, error.column.as_deref()), (3, Some(column)), "{error}");
    }
}

/// The line number is that of an editor, whatever the line ends are, and counts empty lines.
#[test]
fn the_line_of_an_error_is_that_of_an_editor() {
    let bad = ROW.replace("gs-1", "gs 1");
    for mark in ["", "\u{feff}"] {
        for end in ["\n", "\r\n"] {
            for (rows, line) in [
                (bad.clone(), 2),
                (format!("{ROW}{bad}"), 3),
                (format!("\n\n{ROW}\n{bad}"), 6),
                (format!("{ROW}\ngs-2,GS1\n"), 4),
                (format!("{ROW}{}", ROW.replace("gs-1", "\"g\ns\"")), 3),
            ] {
                let table = format!("{mark}{HEADER}{rows}").replace('\n', end);
                let error = read_csv(&table).unwrap_err();
                assert_eq!(error.line, line, "{table:?}: {error}");
            }
        }
    }
}

#[test]
fn a_bad_table_is_reported() {
    let header = read_csv("lot,serial\n").unwrap_err();
    assert_eq!((header.line, header.kind), (1, ReadErrorKind::NoColumn("vintage".into())));
    let unknown = read_csv(HEADER.replace("lot,", "lot,colour,"));
    assert_eq!(unknown.unwrap_err().kind, ReadErrorKind::UnknownColumn("colour".into()));
    let twice = read_csv(HEADER.replace("lot,", "lot,lot,"));
    assert_eq!(twice.unwrap_err().kind, ReadErrorKind::TwoColumns("lot".into()));
    assert_eq!(read("").unwrap_err().kind, ReadErrorKind::Empty);
    let short = read("gs-1,GS1\n").unwrap_err();
    assert!(matches!(short.kind, ReadErrorKind::Table(_)) && short.line == 2, "{short}");
    let second = ROW.replace("gs-1", "gs-2").replace("Stoves", "Ovens");
    let error = read(&format!("{ROW}{second}")).unwrap_err();
    assert!(matches!(error.kind, ReadErrorKind::ProjectDiffers { .. }) && error.line == 3);
}

const MORE: &str = "lot,serial,vintage,unit_size,project_name,country,technology,registry,project,\
first_unit,last_unit,mitigation,standard,methodology,sdgs,project_labels,legal_surplus,price,price_per,\
buffer_units,ex_ante,labels,adjustment,adjustment_status,corsia,custodian,custodian_reference,\
converted_from\n";
const MORE_ROW: &str = "iso-1,iss_EXAMPLE,2025-01-01/2025-06-30,1 kg,Example storage,CA,biomass_storage,\
isometric,prj_EXAMPLE,1,46940,removal,Isometric Standard,bio-oil-geological-storage,12;13,\
Project Label,yes,EUR 0.25,unit,939,no,Unit Label;CCP Approved,committed,pending,pilot;first,\
Example Broker,C-17,ACR-US-99999-2024-99999-1 to 5\n";

/// Every optional column, each once; the same content as JSON gives the same result.
#[test]
fn a_row_can_say_everything() {
    let read = |row: &str| read_csv(format!("{MORE}{row}"));
    let import = read(MORE_ROW).unwrap();
    let (project, lot) = (&import.projects[0], &import.lots[0]);
    assert_eq!(project.registry.as_str(), "isometric");
    assert_eq!(project.mitigation(), Some(Mitigation::Removal));
    assert_eq!(project.standard.as_ref().unwrap().as_str(), "Isometric Standard");
    let ids = &project.methodology.as_ref().unwrap().ids;
    assert_eq!(ids.first().unwrap().as_str(), "iso-bio-oil");
    assert_eq!(project.sdgs.iter().map(|goal| goal.number()).collect::<Vec<_>>(), [12, 13]);
    assert_eq!(project.labels.first().unwrap().scope, LabelScope::Project);
    assert_eq!(project.legal_surplus, Some(true));
    assert_eq!(lot.size().unwrap().to_string(), "46940 kg CO2e");
    assert_eq!(lot.buffer().unwrap().to_string(), "939 kg CO2e");
    let price = lot.price.unwrap();
    assert_eq!(price.per(), PricePer::Unit);
    assert_eq!(price.per_tonne(lot.unit_size).unwrap().to_string(), "EUR 250.00");
    assert_eq!(lot.labels.len(), 2);
    assert_eq!(lot.adjustment.declaration, AdjustmentDeclaration::Committed);
    assert_eq!(lot.adjustment.status, AdjustmentStatus::Pending);
    assert_eq!(lot.corsia.len(), 2);
    assert!(!lot.ex_ante);
    assert!(matches!(&lot.custodian, Custodian::Partner { name, reference: Some(_) }
        if name.as_str() == "Example Broker"));
    assert_eq!(lot.converted_from.as_ref().unwrap().units().count(), 5);

    let json = serde_json::to_string_pretty(&import).unwrap();
    assert_eq!(read_json(&json), Ok(import));

    for (from, to, column) in [
        (",1,46940", ",,46940", "first_unit"),
        (",1,46940", ",1,", "last_unit"),
        (",1,46940", ",0,46x", "last_unit"),
        ("isometric", "iso metric", "registry"),
        ("prj_EXAMPLE", "prj EXAMPLE", "project"),
        ("removal", "removing", "mitigation"),
        ("12;13", "12;18", "sdgs"),
        ("12;13", "twelve", "sdgs"),
        (",yes", ",perhaps", "legal_surplus"),
        ("EUR 0.25", "0.25", "price"),
        ("EUR 0.25", "EUR -0.25", "price"),
        (",unit,", ",piece,", "price_per"),
        ("939", "-1", "buffer_units"),
        (",no,", ",x,", "ex_ante"),
        ("committed", "promised", "adjustment"),
        ("pending", "soon", "adjustment_status"),
        ("pilot;first", "third", "corsia"),
        ("Example Broker", "", "custodian"),
        ("C-17", "\"C\t17\"", "custodian_reference"),
        ("ACR-US-99999", "ACR-XX-99999", "converted_from"),
        ("1 kg", "1 t", "unit_size"),
    ] {
        let error = read(&MORE_ROW.replace(from, to)).unwrap_err();
        assert_eq!((error.line, error.column.as_deref()), (2, Some(column)), "{error}");
    }
}

#[test]
fn bad_json_is_reported_with_its_place() {
    let read = |text: &str| read_json(text).unwrap_err();
    let error = read("{\n  \"lots\": [{ \"id\": \"a\", \"serial\": \"GS1-x\" }]\n}");
    assert_eq!((error.line, error.column.as_deref()), (2, Some("41")), "{error}");
    assert!(matches!(&error.kind, ReadErrorKind::Json(text) if text.contains("column 5")));
    assert_eq!(read("{ \"lots\": [] }").kind, ReadErrorKind::Empty);
    assert!(matches!(read("[").kind, ReadErrorKind::Json(_)));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "(?s).{0,300}") {
        drop(read(&text));
        drop(read_csv(&text));
        drop(read_json(&text));
    }
}
