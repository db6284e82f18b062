//! Tables that registries publish, with their columns and invented rows.

use co2_offsets::import::ReadErrorKind;
use co2_offsets::{
    AdjustmentDeclaration, CorsiaPhase, ExportTable, Mitigation, RegistryAct, Technology,
    import_issued, read_export,
};

const VERRA: &str = include_str!("../vectors/verra.csv");
const GS_ISSUED: &str = include_str!("../vectors/gold-standard-issuances.csv");
const GS_RETIRED: &str = include_str!("../vectors/gold-standard-retirements.csv");
const ACR_RETIRED: &str = include_str!("../vectors/acr-retirements.csv");
const ACR_CANCELLED: &str = include_str!("../vectors/acr-cancellations.csv");
const CAR_RETIRED: &str = include_str!("../vectors/car-retirements.csv");
const CAR_CANCELLED: &str = include_str!("../vectors/car-cancellations.csv");

#[test]
fn verra_says_what_is_left_and_what_is_gone() {
    let rows = read_export(ExportTable::VerraUnits, VERRA).unwrap();
    let acts: Vec<_> = rows.iter().map(|row| row.act).collect();
    assert_eq!(acts, [RegistryAct::Issuance, RegistryAct::RetirementOrCancellation]);
    let row = &rows[0];
    assert_eq!((row.line, row.date.unwrap().to_string()), (2, "2026-03-19".into()));
    assert_eq!(row.vintage.to_string(), "2024-10-01/2024-12-31");
    assert_eq!(row.project.technology, Technology::Cookstoves, "by its methodologies");
    assert_eq!(row.project.sdgs.len(), 2);
    let ids = &row.project.methodology.as_ref().unwrap().ids;
    assert_eq!(ids.iter().map(ToString::to_string).collect::<Vec<_>>(), ["VM0050", "VMR0006"]);
    assert_eq!(row.labels.len(), 2);
    assert_eq!(row.adjustment.declaration, AdjustmentDeclaration::Committed);
    assert!(row.corsia.contains(&CorsiaPhase::First));
    assert_eq!(rows[1].date.unwrap().to_string(), "2026-04-10");
}

#[test]
fn gold_standard_has_a_table_for_each() {
    let rows = read_export(ExportTable::GoldStandardIssuances, GS_ISSUED).unwrap();
    assert_eq!(rows.iter().map(|row| row.act).collect::<Vec<_>>(), [RegistryAct::Issuance; 2]);
    assert_eq!(rows[0].project.technology, Technology::Cookstoves);
    assert_eq!(rows[1].project.technology, Technology::Afforestation);
    assert_eq!(rows[1].project.mitigation(), Some(Mitigation::Removal));
    assert!(rows[0].project.methodology.is_none(), "often blank");
    let rows = read_export(ExportTable::GoldStandardRetirements, GS_RETIRED).unwrap();
    assert_eq!(rows[0].act, RegistryAct::Retirement);
    assert_eq!(rows[0].date.unwrap().to_string(), "2026-04-10");
}

/// If a cancellation were taken for a retirement, converted units would count twice.
#[test]
fn cancelled_is_not_retired() {
    let rows = read_export(ExportTable::AcrRetirements, ACR_RETIRED).unwrap();
    let row = &rows[0];
    assert_eq!(
        (row.act, row.date.unwrap().to_string()),
        (RegistryAct::Retirement, "2026-04-13".into())
    );
    assert_eq!(row.vintage.to_string(), "2025-02-07/2025-03-19");
    assert_eq!(row.project.sdgs.len(), 2);
    assert_eq!(row.labels.first().unwrap().scheme.as_str(), "CCP Approved");
    assert_eq!(row.project.technology, Technology::Refrigerants);
    let rows = read_export(ExportTable::AcrCancellations, ACR_CANCELLED).unwrap();
    let acts: Vec<_> = rows.iter().map(|row| row.act).collect();
    assert_eq!(acts, [RegistryAct::Conversion, RegistryAct::Cancellation]);
    assert!(acts.iter().all(|act| !act.may_be_retirement()));
    let rows = read_export(ExportTable::CarRetirements, CAR_RETIRED).unwrap();
    assert_eq!(rows[0].date.unwrap().to_string(), "2025-10-27");
    assert_eq!(rows[0].vintage.to_string(), "2025-01-01/2025-12-31", "by its serial");
    assert_eq!(rows[0].project.technology, Technology::IndustrialGases);
    assert_eq!(rows[1].project.mitigation(), Some(Mitigation::Removal));
    let rows = read_export(ExportTable::CarCancellations, CAR_CANCELLED).unwrap();
    let acts: Vec<_> = rows.iter().map(|row| row.act).collect();
    assert_eq!(acts, [RegistryAct::Conversion, RegistryAct::Conversion, RegistryAct::Cancellation]);
}

#[test]
fn a_bad_row_is_reported_and_nothing_is_read() {
    let read = |from: &str, to: &str| {
        let text = ACR_RETIRED.replacen(from, to, 1);
        assert_ne!(text, ACR_RETIRED);
        read_export(ExportTable::AcrRetirements, &text).unwrap_err()
    };
    for (from, to, column) in [
        ("30932 to", "3O932 to", "Credit Serial Numbers"),
        (",4212,", ",4211,", "Quantity of Credits"),
        (",4212,", ",many,", "Quantity of Credits"),
        (",ACR99129,", ",ACR99130,", "Project ID"),
        (",Example gases,", ", ,", "Project Name"),
        ("4/13/2026", "13/4/2026", "Status Effective (GMT)"),
        ("2/7/2025", "2/30/2025", "Vintage Assignment Period Start Date"),
        ("3/19/2025", "1/19/2025", "Vintage Assignment Period End Date"),
    ] {
        let error = read(from, to);
        assert_eq!((error.line, error.column.as_deref()), (2, Some(column)), "{error}");
    }
    let quantity = ReadErrorKind::Quantity { quantity: 4_211, units: 4_212 };
    assert_eq!(read(",4212,", ",4211,").kind, quantity);
    let column = read("Credit Serial Numbers", "Serials");
    assert_eq!(column.kind, ReadErrorKind::NoColumn("Credit Serial Numbers".into()));
    let without = ACR_CANCELLED.replace("Cancellation Type", "Why");
    let error = read_export(ExportTable::AcrCancellations, &without).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::NoColumn("Cancellation Type".into()));
    // The table of one registry is not that of another.
    assert!(read_export(ExportTable::CarRetirements, ACR_RETIRED).is_err());
    assert!(read_export(ExportTable::VerraUnits, GS_ISSUED).is_err());
}

#[test]
fn issued_units_can_come_into_stock() {
    let mut rows = read_export(ExportTable::GoldStandardIssuances, GS_ISSUED).unwrap();
    let import = import_issued(&rows).unwrap();
    assert_eq!((import.projects.len(), import.lots.len()), (2, 2));
    assert_eq!(import.lots[0].id.as_str(), "GS99603-2");
    assert_eq!(import.lots[0].labels.len(), 1);
    let mut both = [rows[0].clone(), rows[0].clone()];
    both[1].line = 3;
    both[0].project.mitigation = Some(Mitigation::Removal);
    let import = import_issued(&both).unwrap();
    assert_eq!(import.projects[0].mitigation, Some(Mitigation::Mixed));
    rows[1].project.id = rows[0].project.id.clone();
    let error = import_issued(&rows).unwrap_err();
    assert!(matches!(error.kind, ReadErrorKind::ProjectDiffers { field: "name", .. }), "{error}");
    let retired = read_export(ExportTable::GoldStandardRetirements, GS_RETIRED).unwrap();
    let error = import_issued(&retired).unwrap_err();
    assert_eq!(error.kind, ReadErrorKind::Empty, "what is gone does not come in");
}
