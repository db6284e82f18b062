//! Tables that registries publish, with their columns and invented rows.

use co2_offsets::import::{
    ReadErrorKind, ReadOptions, import_issued_rows, is_report, read_export_rows,
    read_retirement_rows,
};
use co2_offsets::{
    AdjustmentDeclaration, CorsiaPhase, ExportTable, Mitigation, RegistryAct, Technology, TheirRow,
    import_issued, read_export,
};
use co2_units::table::Table;

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

/// Its columns look like ACR's, and its table was refused as one of those.
#[test]
fn art_has_tables_of_its_own() {
    let head = "Vintage,Credit Serial Numbers,Quantity of Credits,Status Effective,\
        Eligible for CORSIA 2021-2023 Compliance Period (Pilot Phase),CCP Approved,Program ID,Program Name,\
        Program Type,Crediting Program and Standard,Program  Country";
    let retired = format!(
        "{head},Retirement Reason,Unnamed: 12\n\
         2023,FCPF-CI-99130-2023-20-1 to 46404,46404,04/08/2026,,Yes,ART99130,Example park,Forest Carbon,FCPF - Carbon Fund Methodological Framework,COTE D'IVOIRE,x,\n\
         2019,ART-GY-99102-2019-3-2500001 to 2600000,100000,03/14/2025,Yes,,ART99102,Example forests,Forest Carbon,ART - The REDD+ Environmental Excellence Standard (TREES),GUYANA,x,\n"
    );
    let table = Table::read(retired.as_bytes()).unwrap();
    assert_eq!(ExportTable::of(&table), Some(ExportTable::ArtRetirements));
    let rows = read_export(ExportTable::ArtRetirements, &retired).unwrap();
    assert_eq!(rows[0].date.unwrap().to_string(), "2026-04-08", "the month stands first");
    assert_eq!(rows[0].labels.first().unwrap().scheme.as_str(), "CCP Approved");
    assert!(rows[1].corsia.contains(&CorsiaPhase::Pilot));
    for row in &rows {
        assert_eq!((row.act, row.serial.registry().as_str()), (RegistryAct::Retirement, "art"));
        assert_eq!(row.project.technology, Technology::AvoidedDeforestation);
    }
    let cancelled = retired.replace("Retirement Reason", "Cancellation Reason");
    let table = Table::read(cancelled.as_bytes()).unwrap();
    assert_eq!(ExportTable::of(&table), Some(ExportTable::ArtCancellations));
    let rows = read_export(ExportTable::ArtCancellations, &cancelled).unwrap();
    assert!(rows.iter().all(|row| !row.act.may_be_retirement()));
    let read = read_export_rows(ExportTable::ArtRetirements, &retired, ReadOptions::new()).unwrap();
    let ignored = ["Program Type", "Program Country", "Retirement Reason", "Unnamed: 12"];
    assert_eq!(read.ignored, ignored, "what is looked at is not among them");
    let other = retired.replace(",ART99130,", ",ART99131,");
    let error = read_export(ExportTable::ArtRetirements, &other).unwrap_err();
    assert_eq!((error.line, error.column.as_deref()), (2, Some("Program ID")));
}

#[test]
fn registries_without_facts_of_projects_report_retirements() {
    let cercarbono = "project_name,project_id,serial,vintage,end_user,date,quantity,public_consult,from,to\n\
        Example,99,CDC_99_1_1_321_14_1_2009,2009,x,2022-02-24 20:20:59,546,-,4426,4971\n\
        Example,99,CDC_99_1_1_321_14_1,2015,x,2019-03-07 18:33:46,1000,-,0,999\n";
    let rows = read_retirements_of(cercarbono);
    assert_eq!(rows[0].serial.units().count(), 546);
    assert_eq!(rows[0].date.unwrap().to_string(), "2022-02-24");
    assert_eq!((rows[1].serial.units().first(), rows[1].serial.units().last()), (0, 999));
    assert_eq!(rows[1].serial.project().as_str(), "CDC-99");
    let isometric = "id,serial_number,status,retired_at,country_of_issue,retirement_id,project_id,size.credits,size.credit_kgs\n\
        ctb_EXAMPLE1,ISO-1-VAULT-USA-99P4-2026-40170350-40182796,retired,2026-04-09T18:21:22.047712Z,USA,ret_EXAMPLE,prj_EXAMPLE,12.446,12446\n";
    let rows = read_retirements_of(isometric);
    let row = &rows[0];
    assert_eq!((row.serial.units().count(), row.act), (12_446, RegistryAct::Retirement));
    assert_eq!(row.reference.as_ref().unwrap().as_str(), "ret_EXAMPLE");
    assert_eq!(row.serial.project().as_str(), "prj_EXAMPLE");
    assert_eq!(row.date.unwrap().to_string(), "2026-04-09");
    for (table, from, to, column) in [
        (cercarbono, ",546,", ",545,", "quantity"),
        (cercarbono, ",4426,", ",4427,", "quantity"),
        (
            cercarbono,
            "Example,99,CDC_99_1_1_321_14_1_2009",
            "Example,9,CDC_99_1_1_321_14_1_2009",
            "project_id",
        ),
        (cercarbono, ",4971", ",x", "to"),
        (isometric, ",12446", ",12447", "size.credit_kgs"),
        (isometric, ",retired,", ",active,", "status"),
        (isometric, ",retired,", ",,", "status"),
        (isometric, "-40182796", "-4O182796", "serial_number"),
    ] {
        let text = table.replacen(from, to, 1);
        assert_ne!(text, table);
        let read = read_retirement_rows(&text, ReadOptions::new()).unwrap();
        let error = &read.bad[0].error;
        assert_eq!((error.line, error.column.as_deref()), (2, Some(column)), "{error}");
    }
}

fn read_retirements_of(table: &str) -> Vec<TheirRow> {
    assert!(is_report(&Table::read(table.as_bytes()).unwrap()));
    read_retirement_rows(table, ReadOptions::new()).unwrap().all().unwrap()
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

/// Units came into stock that the same table said were retired.
#[test]
fn what_a_table_says_was_used_does_not_come_in() {
    let head = "Issuance Date,ID,Name,Methodology,Quantity Issued,Serial Number,Retirement/Cancellation Date\n";
    let row = |first: u64, last: u64, used: &str| {
        let count = last - first + 1;
        format!(
            "2026-03-01,99001,Soil,VM0042,{count},1-{first}-{last}-VCS-VCU-576-VER-US-14-99001-01012023-31122023-0,{used}\n"
        )
    };
    let table = [
        row(1, 100, ""),
        row(101, 200, ""),
        row(201, 300, ""),
        row(50, 120, "2026-04-01"),
        row(60, 70, "2026-04-02"),
        row(301, 400, "2026-04-02"),
    ];
    let rows = read_export(ExportTable::VerraUnits, head.to_owned() + &table.concat()).unwrap();
    let (stock, left) = import_issued_rows(&rows);
    assert_eq!(stock.lots.iter().map(|lot| lot.id.as_str()).collect::<Vec<_>>(), ["VCS99001-4"]);
    let told: Vec<_> = left.iter().map(|bad| (bad.error.line, bad.error.kind.clone())).collect();
    let used = ReadErrorKind::Used { line: 5 };
    assert_eq!(told, [(2, used.clone()), (3, used.clone())]);
    assert_eq!(import_issued(&rows).unwrap_err().kind, used);
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
