//! Tables as registries and people really write them: each kind that was once refused or misread, in
//! invented copies.

use co2_offsets::import::{
    ReadErrorKind, ReadOptions, ReadTable, import_issued_rows, read_export_rows,
    read_retirement_rows, read_stock_rows, stock_of,
};
use co2_offsets::{
    AdjustmentDeclaration, CorsiaPhase, ExportTable, Mitigation, Technology, read_csv, read_export,
};
use co2_units::table::{DayOrder, Table, TableErrorKind};

const STOCK: &str = "lot,serial,vintage,unit_size,project_name,country,technology\n";
const FULL: &str = "lot,registry,serial,project,first_unit,last_unit,vintage,unit_size,project_name,country,technology\n";
const VERRA: &str = "Issuance Date,Vintage Start,Vintage End,ID,Name,Country/Area,Project Type,Methodology,Quantity Issued,Serial Number,Additional Certifications,Retirement/Cancellation Date\n";

fn exported(table: ExportTable, text: &str) -> ReadTable<co2_offsets::import::ExportRow> {
    assert_eq!(ExportTable::of(&Table::read(text.as_bytes()).unwrap()), Some(table));
    read_export_rows(table, text, ReadOptions::new()).unwrap()
}

fn only_error<T: std::fmt::Debug>(read: &ReadTable<T>) -> (u64, Option<&str>, String) {
    assert_eq!((read.good.len(), read.bad.len()), (0, 1), "{read:?}");
    let error = &read.bad[0].error;
    (error.line, error.column.as_deref(), error.kind.to_string())
}

/// The part was once sold as a tonne of its own beside the block.
#[test]
fn a_block_and_its_part_have_one_scope() {
    let row = |lot: &str, first: u64, last: u64| {
        let id = format!("BCR-CO-99259-14-005-2-2301-2306-{first:07}-{last:07}");
        format!(
            "{lot},biocarbon,{id},BCR-CO-99259,{first},{last},2023-01-01/2023-06-30,1 t,Forest,CO,avoided_deforestation\n"
        )
    };
    let stock =
        read_csv(format!("{FULL}{}{}", row("l1", 1, 50_000), row("l2", 37_191, 37_506))).unwrap();
    assert!(stock.lots[0].serial.units().overlaps(stock.lots[1].serial.units()));
    let wrong =
        format!("{FULL}{}", row("l2", 37_191, 37_506).replace(",37191,37506,", ",1,900000,"));
    let (line, column, reason) = {
        let read = read_stock_rows(&wrong, ReadOptions::new()).unwrap();
        let (l, c, r) = only_error(&read);
        (l, c.map(str::to_owned), r)
    };
    assert_eq!((line, column.as_deref()), (2, Some("serial")));
    assert!(reason.contains("differs in its units from what was stated"), "{reason}");
    // Numbers of 30 digits are stated as the registry prints them.
    let id = "PURO_PR_CORC_FR_999856_2021_8646834b-ea59-4167-996e-16d8a084cfc1_643002406555908610000000273330-643002406555908610000000273379";
    let puro = format!(
        "p1,puro,{id},999856,643002406555908610000000273330,643002406555908610000000273379,2021-01-01/2021-12-31,1 t,Biochar,FR,biochar\n"
    );
    let stock = read_csv(format!("{FULL}{puro}")).unwrap();
    assert_eq!(stock.lots[0].serial.units().count(), 50);
    // A serial of one registry under the name of another was once a second block.
    let forced = "v1,verra-apx,7855-433048162-433051732-VCU-005-APX-BR-14-99686-01072014-31122014-1,VCS99686,433048162,433051732,2014-07-01/2014-12-31,1 t,REDD,BR,avoided_deforestation\n";
    let read = read_stock_rows(format!("{FULL}{forced}"), ReadOptions::new()).unwrap();
    assert!(only_error(&read).2.contains("a serial of verra"));
}

#[test]
fn a_vintage_is_a_part_of_the_serials_year() {
    for (serial, vintage, country) in [
        ("ACR-FR-99129-2025-2917-30932 to 35143", "2025-02-07/2025-03-19", "FR"),
        ("CAR-1-US-99480-46-1156-FL-2026-10272-1 to 10", "2026-01-01/2026-06-30", "US"),
        ("GS1-1-UG-GS99999-16-2024-99999-1-500", "2024-01-01/2024-06-30", "UG"),
        ("ART-GY-99102-2021-11-1 to 10", "2021-03-01/2021-12-31", "GY"),
    ] {
        let row =
            |vintage: &str| format!("{STOCK}a1,{serial},{vintage},1 t,Example,{country},other\n");
        assert!(read_csv(row(vintage)).is_ok(), "{serial}");
        let (year, _) = vintage.split_at(4);
        let before =
            format!("{}-12-31{}", year.parse::<u16>().unwrap() - 1, vintage.get(10..).unwrap());
        let error = read_csv(row(&before)).unwrap_err();
        assert_eq!(error.column.as_deref(), Some("vintage"), "{serial}: {error}");
    }
    // If the serial states the days, a part of them is another vintage.
    let verra = "1-1-9-VCS-VCU-5-VER-BR-14-99001-01012023-31122023-0";
    let row = format!("{STOCK}a1,{verra},2023-01-01/2023-06-30,1 t,Example,BR,other\n");
    assert_eq!(read_csv(row).unwrap_err().column.as_deref(), Some("vintage"));
}

#[test]
fn a_project_can_be_in_two_countries() {
    let row = |lot: &str, units: &str, country: &str| {
        format!(
            "{lot},19385-{units}-VCS-VCU-1507-VER-{country}-3-99151-01012023-31122023-0,2023-01-01/2023-12-31,1 t,Stoves,{country},cookstoves\n"
        )
    };
    let text = format!("{STOCK}{}{}", row("a1", "1-9", "RW"), row("a2", "10-19", "CD"));
    let stock = read_csv(text).unwrap();
    assert_eq!((stock.projects.len(), stock.lots.len()), (1, 2));
    let country = |lot: usize| stock.lots[lot].country(&stock.projects[0]).to_string();
    assert_eq!((country(0), country(1)), ("RW".into(), "CD".into()));
    // But a row cannot contradict its serial.
    let text = format!("{STOCK}{}", row("a1", "1-9", "RW").replace(",RW,", ",UG,"));
    assert!(read_csv(text).unwrap_err().to_string().contains("differs in its country"));
}

#[test]
fn the_order_of_day_and_month_is_decided_once() {
    let row = |issued: &str, from: &str, to: &str, serial: &str, used: &str| {
        format!(
            "{issued},{from},{to},99498,Planting,Paraguay,Agriculture Forestry and Other Land Use,AR-ACM0003,\"4,773\",12629-421604735-421609507-VCS-VCU-576-VER-PY-14-99498-{serial}-0,,{used}\n"
        )
    };
    // Decided by the days of the serial.
    let by_serial =
        row("08/03/2022", "01/02/2020", "11/10/2020", "01022020-11102020", "11/09/2022");
    // Decided by another cell.
    let by_cell = row("08/03/2022", "01/01/2020", "31/12/2020", "01012020-31122020", "11/09/2022");
    for text in [by_serial, by_cell] {
        let read = exported(ExportTable::VerraUnits, &format!("{VERRA}{text}"));
        assert_eq!(read.good[0].date.unwrap().to_string(), "2022-09-11", "{:?}", read.bad);
        assert_eq!(read.good[0].project.technology, Technology::Afforestation);
    }
    // Not decided by anything.
    let text = "serial,act,date,reference\n\
        12629-421604735-421609507-VCS-VCU-576-VER-PY-14-99498-01022020-11102020-0,retirement,11/09/2022,R1\n\
        GS1-1-UG-GS99999-16-2024-99999-1-500,retirement,07/08/2026,R2\n";
    let read = read_retirement_rows(text, ReadOptions::new()).unwrap();
    assert_eq!((read.good.len(), read.bad.len()), (0, 2));
    let ambiguous = TableErrorKind::AmbiguousDate("11/09/2022".into());
    assert_eq!(read.bad[0].error.kind, ReadErrorKind::Table(ambiguous));
    for (order, date) in [(DayOrder::DayFirst, "2022-09-11"), (DayOrder::MonthFirst, "2022-11-09")]
    {
        let options = ReadOptions::new().with_dates(Some(order));
        let read = read_retirement_rows(text, options).unwrap();
        assert_eq!(read.good[0].date.unwrap().to_string(), date);
    }
    // The registry's usual order applies if nothing else shows the order; other tables contradict it.
    let acr = |date: &str| {
        format!(
            "Credit Serial Numbers,Quantity of Credits,Status Effective,Project ID,Project Name,Project Methodology/Protocol\nACR-FR-99129-2025-2917-1 to 10,10,{date},ACR99129,Gases,ODS\n"
        )
    };
    let read = exported(ExportTable::AcrRetirements, &acr("4/5/2026"));
    assert_eq!(read.good[0].date.unwrap().to_string(), "2026-04-05");
    let options = ReadOptions::new().with_dates(Some(DayOrder::MonthFirst));
    let error = read_export_rows(ExportTable::AcrRetirements, acr("13/4/2026"), options);
    assert!(error.unwrap_err().to_string().contains("differs from the one stated"));
}

#[test]
fn a_row_is_checked_against_its_serial() {
    let text = format!(
        "{VERRA}2026-03-01,2022-01-01,2022-12-31,99001,Soil,US,AFOLU,VM0042,10,20001-1-10-VCS-VCU-576-VER-US-14-99001-01012023-31122023-0,,\n"
    );
    let read = exported(ExportTable::VerraUnits, &text);
    let (line, column, reason) = only_error(&read);
    assert_eq!((line, column), (2, Some("Vintage Start")));
    assert_eq!(reason, "the serial is of 2023-01-01/2023-12-31");
}

#[test]
fn methodologies_go_before_words_of_the_category() {
    let afolu = "Agriculture Forestry and Other Land Use";
    for (kind, methodology, technology) in [
        (afolu, "VM0042", Technology::Agriculture),
        (afolu, "VM0033", Technology::Wetlands),
        (afolu, "VM0047", Technology::Afforestation),
        (afolu, "VM0048", Technology::AvoidedDeforestation),
        (afolu, "AMS-III.AU", Technology::Agriculture),
        (afolu, "VM0026", Technology::Grassland),
        (
            "Waste handling and disposal; Agriculture Forestry and Other Land Use",
            "VM0044",
            Technology::Biochar,
        ),
        // Avoided deforestation is found by any of the methodologies, and in words.
        (afolu, "VM0009", Technology::AvoidedDeforestation),
        (afolu, "VM0037", Technology::AvoidedDeforestation),
        (afolu, "VM0003; VM0015", Technology::AvoidedDeforestation),
        (afolu, "REDD+ Methodology Framework (REDD-MF)", Technology::AvoidedDeforestation),
        (afolu, "Avoided Ecosystem Conversion", Technology::AvoidedDeforestation),
        (afolu, "VM0011", Technology::ForestManagement),
        (afolu, "VM0029", Technology::ForestManagement),
        (afolu, "VM0035", Technology::ForestManagement),
        // Land use of an unknown kind is not called forestry.
        (afolu, "VM9999", Technology::Other),
    ] {
        let text = format!(
            "{VERRA}2026-03-01,2023-01-01,2023-12-31,99001,Soil,US,{kind},{methodology},10,20001-1-10-VCS-VCU-576-VER-US-14-99001-01012023-31122023-0,,\n"
        );
        let read = exported(ExportTable::VerraUnits, &text);
        assert_eq!(read.good[0].project.technology, technology, "{methodology}");
    }
}

#[test]
fn avoided_deforestation_is_found_in_words() {
    let technology = |kind: &str, methodology: &str| {
        let text = format!(
            "Credit Serial Numbers,Quantity of Credits,Status Effective,Project ID,Project Name,Project Methodology/Protocol,Project Type\nACR-FR-99129-2025-2917-1 to 10,10,4/5/2026,ACR99129,Trees,\"{methodology}\",{kind}\n"
        );
        exported(ExportTable::AcrRetirements, &text).good[0].project.technology
    };
    for (kind, methodology, expected) in [
        ("Forest Carbon", "REDD Methodology Modules", Technology::AvoidedDeforestation),
        (
            "Forest Carbon",
            "REDD - Avoiding Planned Deforestation",
            Technology::AvoidedDeforestation,
        ),
        ("Avoided Conversion", "x", Technology::AvoidedDeforestation),
        ("Forest Carbon", "Avoided Conversion", Technology::AvoidedDeforestation),
        ("x", "Avoided Conversion - ARB Compliance", Technology::AvoidedDeforestation),
        ("x", "Avoided Grassland Conversion", Technology::Grassland),
        ("Grassland", "Avoided Conversion of Grasslands and Shrublands", Technology::Grassland),
        ("Forest Carbon", "Improved Forest Management", Technology::Forestry),
    ] {
        assert_eq!(technology(kind, methodology), expected, "{kind}, {methodology}");
    }
}

#[test]
fn only_words_that_mean_yes_are_an_authorisation() {
    let declared = |word: &str, label: &str| {
        let text = format!(
            "Quantity,GSID,Project Name,Methodology,Issuance Date,Serial Number,Label,Article Six Authorization\n500,99999,Stoves,,2026-04-13,GS1-1-UG-GS99999-16-2024-99999-1-500,\"{label}\",\"{word}\"\n"
        );
        exported(ExportTable::GoldStandardIssuances, &text).good[0].adjustment.declaration
    };
    for word in [
        "Rejected",
        "Revoked",
        "Withdrawn",
        "Under review",
        "Requested",
        "False",
        "Unknown",
        "TBD",
        "Not authorised",
        "Authorization requested",
        "Authorised (revoked)",
        "Partly authorised",
        "No",
        "n/a",
        "Article 6",
    ] {
        assert_eq!(declared(word, ""), AdjustmentDeclaration::Unknown, "{word}");
        let label = format!("Article 6 Authorized \u{2013} {word}");
        if !matches!(word, "Article 6") {
            assert_eq!(declared("", &label), AdjustmentDeclaration::Unknown, "{label}");
        }
    }
    for word in
        ["Authorised", "authorized", "Yes", "TRUE", "Authorized for NDC use", "Authorised: OIMP"]
    {
        assert_eq!(declared(word, ""), AdjustmentDeclaration::Committed, "{word}");
    }
    for label in [
        "Article 6 Authorized",
        "Article 6 Authorized \u{2013} International Mitigation Purposes",
        "Article 6 authorised - NDC use",
    ] {
        assert_eq!(declared("", label), AdjustmentDeclaration::Committed, "{label}");
    }
}

/// A few rows that are written otherwise than the others do not cost the table.
#[test]
fn odd_rows_are_bad_rows() {
    let head = "Serial Number,Quantity,GSID,Project Name,Methodology,Issuance Date\n";
    let row = |first: u64, quantity: &str, date: &str| {
        let last = first + 4_211;
        format!(
            "GS1-1-UG-GS99999-16-2024-99999-{first}-{last},\"{quantity}\",99999,Stoves,,{date}\n"
        )
    };
    let day = "2026-04-13";
    let most = row(1, "4,212.00", day) + &row(5_001, "4,212.00", day);
    let text = format!("{head}{most}{}", row(10_001, "4.212,00", day));
    let read = exported(ExportTable::GoldStandardIssuances, &text);
    let odd = |read: &ReadTable<_>| {
        assert_eq!((read.good.len(), read.bad.len()), (2, 1));
        (read.bad[0].error.line, read.bad[0].error.column.clone().unwrap())
    };
    assert_eq!(odd(&read), (4, "Quantity".to_owned()));
    assert!(read_export(ExportTable::GoldStandardIssuances, &text).is_err(), "all or nothing");
    let dates = row(1, "4212", "04/13/2026") + &row(5_001, "4212", "04/14/2026");
    let text = format!("{head}{dates}{}", row(10_001, "4212", "15/04/2026"));
    let read = exported(ExportTable::GoldStandardIssuances, &text);
    assert_eq!(odd(&read), (4, "Issuance Date".to_owned()));
    assert_eq!(read.good[0].date.unwrap().to_string(), "2026-04-13");
    assert!(read_export(ExportTable::GoldStandardIssuances, &text).is_err(), "all or nothing");
    // As many of one kind as of the other decide nothing.
    let half =
        format!("{head}{}{}", row(1, "4212", "04/13/2026"), row(5_001, "4212", "15/04/2026"));
    assert!(
        read_export_rows(ExportTable::GoldStandardIssuances, half, ReadOptions::new()).is_err()
    );
    let half = format!("{head}{}{}", row(1, "4,212.00", day), row(5_001, "4.212,00", day));
    assert!(
        read_export_rows(ExportTable::GoldStandardIssuances, half, ReadOptions::new()).is_err()
    );
}

#[test]
fn units_are_not_used_before_their_vintage() {
    let report = |date: &str| {
        let text = format!("serial,date\nGS1-1-UG-GS99999-16-2024-99999-1-500,{date}\n");
        read_retirement_rows(text, ReadOptions::new()).unwrap()
    };
    let read = report("2019-01-01");
    let (line, column, reason) = only_error(&read);
    assert_eq!((line, column), (2, Some("date")));
    assert_eq!(reason, "2019-01-01 is before the vintage of the units, 2024-01-01/2024-12-31");
    assert_eq!(report("2023-12-31").bad.len(), 1);
    assert_eq!(report("2024-01-01").good.len(), 1);
    assert_eq!(report("").good.len(), 1, "no day is stated");
    let export = |date: &str| {
        let text = format!(
            "Serial Number,Quantity,GSID,Project Name,Methodology,Retirement Date\nGS1-1-UG-GS99999-16-2024-99999-1-500,500,99999,Stoves,,{date}\n"
        );
        exported(ExportTable::GoldStandardRetirements, &text)
    };
    assert_eq!(only_error(&export("2019-01-01")).1, Some("Retirement Date"));
    assert_eq!(export("2025-01-01").good.len(), 1);
}

#[test]
fn labels_have_one_meaning_under_their_names() {
    let row = |label: &str, removes: bool| {
        let kind = if removes { "VM0003" } else { "ACM0002" };
        let text = format!(
            "{VERRA}2026-03-01,2023-01-01,2023-12-31,99001,Soil,US,x,{kind},10,20001-1-10-VCS-VCU-576-VER-US-14-99001-01012023-31122023-0,\"{label}\",\n"
        );
        exported(ExportTable::VerraUnits, &text).good.remove(0)
    };
    for dash in ["-", "\u{2013}", "\u{2014}"] {
        let pilot = row(&format!("CORSIA {dash} Pilot Phase, 2021{dash}2023 Eligible"), false);
        assert_eq!(pilot.corsia.into_iter().collect::<Vec<_>>(), [CorsiaPhase::Pilot]);
        let first = row(&format!("CORSIA {dash} First Phase, 2024{dash}2026 Scope"), false);
        assert_eq!(first.corsia.into_iter().collect::<Vec<_>>(), [CorsiaPhase::First]);
    }
    for name in [
        "CCP Approved",
        "ICVCM CCP",
        "CCP-Approved",
        "ICVCM CCP Eligible",
        "CCP Labelled",
        "ICVCM CCP-Labelled",
        "Core Carbon Principles",
        "Core Carbon Principles (CCP)",
    ] {
        assert_eq!(
            row(name, false).labels.first().unwrap().scheme.as_str(),
            "CCP Approved",
            "{name}"
        );
    }
    assert_eq!(row("GHG Emissions Reductions", true).mitigation, Some(Mitigation::Avoidance));
    assert_eq!(row("Carbon Dioxide Removals", true).mitigation, Some(Mitigation::Removal));
    for name in ["GHG Emission(s) Reduction", "Emissions Reductions", "Emission Reduction"] {
        assert_eq!(row(name, true).mitigation, Some(Mitigation::Avoidance), "{name}");
    }
    assert_eq!(row("CO2 Removals", true).mitigation, Some(Mitigation::Removal));
    for other in ["Not CCP Eligible", "CCP pending", "No Emission Reductions"] {
        let row = row(other, true);
        assert_eq!(row.labels.first().unwrap().scheme.as_str(), other);
    }
    let both = row("GHG Emissions Reductions; Carbon Dioxide Removals", true);
    assert_eq!((both.mitigation, both.labels.len()), (Some(Mitigation::Mixed), 0));
    // One project can have lots of both kinds; each keeps its own.
    let rows = [row("GHG Emissions Reductions", true), {
        let mut row = row("Carbon Dioxide Removals", true);
        row.line = 3;
        row
    }];
    let (stock, left) = import_issued_rows(&rows);
    assert!(left.is_empty());
    let project = &stock.projects[0];
    assert_eq!(project.mitigation(), Some(Mitigation::Mixed));
    assert_eq!(stock.lots[1].mitigation(project), Some(Mitigation::Removal));
}

#[test]
fn cers_stand_in_a_table_of_gold_standard() {
    let text = "Vintage,Quantity,GSID,Project Name,Methodology,Project Type,Product Type,Issuance Date,Monitoring Period Start,Monitoring Period End,Serial Number,Label,Article Six Authorization\n\
        2024,500,99999,Stoves,,Energy Efficiency - Domestic,VER,2026-04-13T12:35:58.842275,2024-01-01,2024-06-30,GS1-1-UG-GS99999-16-2024-99999-1-500,Emission Reduction,Not Applicable\n\
        2019,3657,94823,Care,,Energy Efficiency - Domestic,CER,2026-03-26T20:02:05.270128,2017-08-19,2019-08-16,RW-5-1463953-2-2-0-97014 - RW-5-1467609-2-2-0-97014,,Authorised\n\
        ,4157,,,,,,,,,,,\n\
        Total,4157,,,,,,,,,,,\n";
    let read = exported(ExportTable::GoldStandardIssuances, text);
    assert!(read.bad.is_empty(), "{:?}", read.bad);
    assert_eq!(read.totals, [4, 5], "rows that sum others up");
    assert_eq!(read.good[0].vintage.to_string(), "2024-01-01/2024-06-30", "the days of monitoring");
    assert_eq!(read.good[0].adjustment.declaration, AdjustmentDeclaration::Unknown);
    let cer = &read.good[1];
    assert_eq!((cer.serial.registry().as_str(), cer.project.id.as_str()), ("cdm", "CDM97014"));
    assert_eq!(cer.vintage.to_string(), "2017-08-19/2019-08-16");
    assert_eq!(cer.adjustment.declaration, AdjustmentDeclaration::Committed);
}

/// Only words that mean yes are a host country's authorisation.
#[test]
fn authorisations_are_those_in_force() {
    let head = "Serial Number,Quantity,GSID,Project Name,Methodology,Issuance Date,Label,Article Six Authorization\n";
    let row = "GS1-1-UG-GS99999-16-2024-99999-1-500,500,99999,Stoves,,2026-04-13";
    let declared = |label: &str, word: &str| {
        let read =
            exported(ExportTable::GoldStandardIssuances, &format!("{head}{row},{label},{word}\n"));
        read.good[0].adjustment.declaration
    };
    for yes in ["Authorised", "authorized", "Yes", "Article 6 Authorized - NDC Use"] {
        assert_eq!(declared("", yes), AdjustmentDeclaration::Committed, "{yes}");
    }
    for no in [
        "Rejected",
        "Revoked",
        "Withdrawn",
        "Under review",
        "Requested",
        "False",
        "Unknown",
        "TBD",
        "Not authorised",
        "Unauthorized",
        "Authorization pending",
        "Authorised (revoked)",
        "",
    ] {
        assert_eq!(declared("", no), AdjustmentDeclaration::Unknown, "{no}");
    }
    assert_eq!(declared("Article 6 Authorized - NDC Use", ""), AdjustmentDeclaration::Committed);
    assert_eq!(
        declared("Article 6 Authorized \u{2013} revoked", ""),
        AdjustmentDeclaration::Unknown
    );
}

/// A row that only sums others up is left out, wherever its word stands; one without its serial is not such a
/// row because of its project's name.
#[test]
fn sums_are_told_from_rows_that_lack_a_serial() {
    let head = "Serial Number,Quantity,GSID,Project Name,Methodology,Issuance Date\n";
    let good = "GS1-1-UG-GS99999-16-2024-99999-1-500,500,99999,Stoves,,2026-04-13\n";
    for sum in [
        "Total,500,,,,",
        ",500,,Total,,",
        ",\"5,000\",,,,",
        "Grand total: 500,,,,,",
        "Summe,500,,,,",
        "Total credits,500,,,,",
    ] {
        let read = exported(ExportTable::GoldStandardIssuances, &format!("{head}{good}{sum}\n"));
        assert_eq!((read.good.len(), read.bad.len(), &*read.totals), (1, 0, &[3][..]), "{sum}");
    }
    for row in [
        ",500,99999,Total Forest Carbon,,2026-04-13",
        ",500,99999,Stoves,,2026-04-13",
        "Total,500,99999,Stoves,,",
        ",300,99999,,,",
        "Total,300,99999,,,",
    ] {
        let read = exported(ExportTable::GoldStandardIssuances, &format!("{head}{good}{row}\n"));
        assert_eq!((read.good.len(), read.bad.len(), read.totals.len()), (1, 1, 0), "{row}");
    }
}

#[test]
fn a_quote_that_was_not_doubled_costs_no_row() {
    let head = "\"Vintage\",\"Offset Credit Serial Numbers\",\"Quantity of Offset Credits\",\"Status Effective\",\"Project ID\",\"Project Name\",\"Project Type\",\"Reduction/Removal\",\"ICVCM CCP Eligible\",\"Retirement Reason Details\",\n";
    let text = format!(
        "{head}\"2021\",\"CAR-1-MX-99399-42-938-OA-2021-6501-1 to 207\",\"207\",\"12/09/2021\",\"CAR99399\",\"Bosque\",\"Forestry - MX\",\"Removal\",\"\",\"\"Retired for a city, under a rule\"\",\n\
         \"2026\",\"CAR-1-US-99480-46-1156-FL-2026-10272-1 to 5\",\"5\",\"07/31/2026\",\"CAR99480\",\"Gases de M\u{e9}xico\",\"Adipic Acid\",\"Reduction\",\"Yes\",\"Plain\",\n"
    );
    // In the encoding Windows-1252, which the registry uses.
    let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let rows = read_export(ExportTable::CarRetirements, &bytes).unwrap();
    assert_eq!(rows[0].date.unwrap().to_string(), "2021-12-09");
    assert_eq!(rows[1].project.name, "Gases de M\u{e9}xico");
    assert_eq!(rows[1].labels.first().unwrap().scheme.as_str(), "CCP Approved");
}

#[test]
fn projects_are_compared_by_their_number() {
    let read = |project: &str, serial: &str| {
        let text = format!(
            "serial,registry,project,act,date,reference\n{serial},acr,{project},retirement,2026-07-31,R1\n"
        );
        read_retirement_rows(text, ReadOptions::new()).unwrap().all()
    };
    let serial = "ACR-US-934-2024-2891-58384 to 58673";
    for project in ["ACR0934", "ACR934", "acr934", "934", "0934"] {
        assert!(read(project, serial).is_ok(), "{project}");
    }
    for (project, serial) in
        [("9", "ACR-FR-99129-2025-2917-1 to 9"), ("34", serial), ("CAR934", serial)]
    {
        assert!(read(project, serial).is_err(), "{project}");
    }
}

/// What people do to tables: delimiters, encodings, headers in another case, columns of their own.
#[test]
fn tables_as_people_have_them() {
    let row = "a1;GS1-1-UG-GS99999-16-2024-99999-1-500;2024-01-01/2024-12-31;1 t;Stoves;UG;cookstoves;x\n";
    let text = format!(
        "sep=;\r\nLOT;Serial;Vintage;Unit Size;Project_Name;COUNTRY;technology;Our note\r\n{row}"
    );
    let read = read_stock_rows(&text, ReadOptions::new()).unwrap();
    assert_eq!((read.good.len(), read.ignored.as_slice()), (1, &["Our note".to_owned()][..]));
    let strict = read_stock_rows(&text, ReadOptions::new().with_strict(true)).unwrap_err();
    assert_eq!(strict.kind, ReadErrorKind::UnknownColumn("Our note".into()));
    let utf16: Vec<u8> =
        format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_stock_rows(utf16, ReadOptions::new()).unwrap().good, read.good);
    let bars = text.replace("sep=;\r\n", "").replace(';', "|");
    assert_eq!(read_stock_rows(&bars, ReadOptions::new()).unwrap().good[0].lot, read.good[0].lot);
    let kept = text.replace(
        "GS1-1-UG-GS99999-16-2024-99999-1-500",
        "=\"GS1-1-UG-GS99999-16-2024-99999-1-500\"",
    );
    assert_eq!(read_stock_rows(&kept, ReadOptions::new()).unwrap().good, read.good);
    let (stock, left) = stock_of(read.good);
    assert_eq!((stock.lots.len(), left.len()), (1, 0));
    // A count that can be read in two ways is read as the one that matches the serial.
    for (quantity, units) in
        [("4.212", 4212), ("\"4,212\"", 4212), ("4212.0", 4212), ("4 212", 4212), ("4'212", 4212)]
    {
        let text = format!(
            "Serial Number,Quantity,GSID,Project Name,Methodology,Issuance Date\nGS1-1-UG-GS99999-16-2024-99999-1-{units},{quantity},99999,Stoves,,13-Apr-26\n"
        );
        let rows = read_export(ExportTable::GoldStandardIssuances, &text).unwrap();
        assert_eq!(rows[0].date.unwrap().to_string(), "2026-04-13");
    }
}
