//! Serials of three registries: individual real blocks, read field by field.

use co2_offsets::serial::Grammar;
use co2_offsets::serial::ParseSerialErrorKind as Kind;
use co2_offsets::{Hint, Serial};
use proptest::prelude::*;

const VERRA: &str = "19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1";
const GOLD_STANDARD: &str = "GS1-1-UG-GS11236-16-2024-30307-1-19149";
const CDM: &str = "RW-5-1463953-2-2-0-7014 - RW-5-1467609-2-2-0-7014";

#[test]
fn real_blocks_are_read() {
    // serial, grammar, project, country, first, last, vintage
    let table = [
        (
            VERRA,
            Grammar::Verra,
            "VCS1340",
            "ET",
            941_467_007,
            941_467_431,
            Some("2020-01-01/2020-12-31"),
        ),
        (
            GOLD_STANDARD,
            Grammar::GoldStandard,
            "GS11236",
            "UG",
            1,
            19_149,
            Some("2024-01-01/2024-12-31"),
        ),
        (CDM, Grammar::Cdm, "CDM7014", "RW", 1_463_953, 1_467_609, None),
        ("RW-5-1463953-2-2-0-7014", Grammar::Cdm, "CDM7014", "RW", 1_463_953, 1_463_953, None),
        // A block with leading zeros, as printed in guides.
        (
            "0001-000001-000100-VCS-VCU-003-VER-US-0003-01-01012020-31122020-1",
            Grammar::Verra,
            "VCS01",
            "US",
            1,
            100,
            Some("2020-01-01/2020-12-31"),
        ),
    ];
    for (text, grammar, project, country, first, last, vintage) in table {
        let serial: Serial = text.parse().unwrap();
        assert_eq!(serial.grammar(), grammar, "{text}");
        assert_eq!(serial.registry().as_str(), grammar.registry());
        assert_eq!(serial.project().as_str(), project);
        assert_eq!(serial.country().unwrap().as_str(), country);
        assert_eq!((serial.units().first(), serial.units().last()), (first, last));
        assert_eq!(serial.vintage().map(|v| v.to_string()).as_deref(), vintage);
        assert_eq!(serial.to_string(), text, "printed back byte for byte");
        let json = serde_json::to_string(&serial).unwrap();
        assert_eq!(serde_json::from_str::<Serial>(&json).unwrap(), serial);
    }
}

#[test]
fn ranges_are_inclusive() {
    // 425 t and 3,657 t according to the registries.
    assert_eq!(VERRA.parse::<Serial>().unwrap().units().count(), 425);
    assert_eq!(CDM.parse::<Serial>().unwrap().units().count(), 3_657);
}

#[test]
fn adjacent_blocks_of_one_scope_do_not_overlap() {
    let a: Serial = "RW-5-1459975-2-2-0-7014 - RW-5-1460107-2-2-0-7014".parse().unwrap();
    let b: Serial = "RW-5-1460108-2-2-0-7014 - RW-5-1463952-2-2-0-7014".parse().unwrap();
    assert_eq!(a.units().scope(), b.units().scope());
    assert!(!a.units().overlaps(b.units()));
    assert!(a.units().overlaps(a.units()));
}

#[test]
fn every_error_says_what_and_where() {
    let field = |field, expected| Kind::Field { field, expected };
    let table = [
        ("hello", Kind::Ambiguous, 1),
        ("he  llo", Kind::UnknownFormat, 1),
        (
            "19385-94146700O-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1",
            field("first unit", "digits"),
            15,
        ),
        (
            "1-2-1-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1",
            Kind::Order { first: 2, last: 1 },
            1,
        ),
        (
            "1-1-2-VCS-VCU-1507-VER-ET-14-1340-31022020-31122020-1",
            field("start of the vintage", "a day as ddMMyyyy"),
            35,
        ),
        (
            "1-1-2-VCS-VCU-1507-VER-ET-14-1340-31122020-01012020-1",
            field("end of the vintage", "a day not before its start"),
            44,
        ),
        (
            "1-1-2-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-O",
            field("flag of additional certification", "digits"),
            53,
        ),
        (
            "1-1-2-VCS-VCU-1507-VER-XX-14-1340-01012020-31122020-1",
            Kind::Country { code: "XX".into() },
            24,
        ),
        (
            "1-1-2-VCS-VCU-1507-VER-ET-14-1340-01012020",
            Kind::Missing { field: "end of the vintage" },
            44,
        ),
        ("1-1-2-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1-9", Kind::Trailing, 54),
        ("GS1-1-UG-11236-16-2024-30307-1-2", field("project", "GS and digits"), 10),
        ("GS1-1-UG-GS1-16-24-30307-1-2", field("vintage year", "a year"), 17),
        (
            "GS1-1-UG-GS1-16-2024-30307-1-99999999999999999999",
            field("last unit", "a number below 2^64"),
            30,
        ),
        (
            "RW-5-1-2-2-0-7014 - RW-5-9-1-2-0-7014",
            Kind::Halves { field: "original commitment period" },
            21,
        ),
        ("RW-5-1-2-2-0-7014 - RW-6-9-2-2-0-7014", field("unit type", "5, a CER"), 24),
        (
            "1-1-2-VCS-VCU-1507-VER-ET-14-1340-01010000-31122020-1",
            field("start of the vintage", "a day as ddMMyyyy"),
            35,
        ),
        (
            "1111111111111-1-2-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1",
            field("batch", "at most 12 digits"),
            1,
        ),
        (
            "GS1-1-UG-GS1-1111111111111-2024-30307-1-2",
            field("project type", "at most 12 digits"),
            14,
        ),
    ];
    for (text, kind, column) in table {
        let error = text.parse::<Serial>().unwrap_err();
        assert_eq!((error.kind, error.column), (kind, column), "{text}");
    }
    let long = format!("GS1-{}", "1".repeat(300));
    assert_eq!(long.parse::<Serial>().unwrap_err().kind, Kind::TooLong { max: 200 });
}

/// The longest block of each format has parts: no part is too long to be read.
#[test]
fn every_part_of_every_block_can_be_printed() {
    let digits = "9".repeat(12);
    let pad = |number: u64| format!("{number:020}");
    let (first, last) = (pad(1), pad(u64::MAX));
    for text in [
        format!(
            "{digits}-{first}-{last}-VCS-VCU-{digits}-VER-ET-{digits}-{digits}-01012020-31122020-1"
        ),
        format!("{digits}-1-{last}-VCS-VCU-{digits}-VER-ET-{digits}-{digits}-01012020-31122020-1"),
        format!("GS1-1-UG-GS{digits}-{digits}-2024-{last}-{first}-{last}"),
        format!("GS1-1-UG-GS{digits}-{digits}-2024-{last}-1-{last}"),
        format!("RW-5-{first}-2-2-0-{digits} - RW-5-{last}-2-2-0-{digits}"),
        format!("RW-5-1-2-2-0-{digits} - RW-5-{last}-2-2-0-{digits}"),
    ] {
        let serial: Serial = text.parse().unwrap();
        for (first, last) in [(1, u64::MAX), (1, 1), (u64::MAX - 1, u64::MAX), (u64::MAX, u64::MAX)]
        {
            let part = serial.part(first, last).unwrap();
            assert_eq!((part.units().first(), part.units().last()), (first, last));
        }
    }
}

#[test]
fn a_part_is_printed_as_the_registry_would() {
    let part = |text: &str, first, last| text.parse::<Serial>().unwrap().part(first, last);
    assert_eq!(
        part(VERRA, 941_467_010, 941_467_011).unwrap().to_string(),
        "19385-941467010-941467011-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1"
    );
    assert_eq!(part(CDM, 1_463_953, 1_463_953).unwrap().to_string(), "RW-5-1463953-2-2-0-7014");
    assert!(part(GOLD_STANDARD, 0, 5).is_err());
    assert!(part(GOLD_STANDARD, 5, 4).is_err());
    assert!(part(GOLD_STANDARD, 19_149, 19_150).is_err());
}

#[test]
fn the_other_registries_say_what_and_where_too() {
    let field = |field, expected| Kind::Field { field, expected };
    let table = [
        ("ACR-FR-1129-2025-2917-30932 to 3514Z", field("last unit", "digits"), 36),
        ("ACR-FR-1129-2025-2917-30932", Kind::Missing { field: "last unit" }, 29),
        ("ACR-FR-1129-2025-2917-2 to 1", Kind::Order { first: 2, last: 1 }, 1),
        ("ACR-FR-1129-2025-2917-1 to 2-3", Kind::Trailing, 29),
        ("CAR-1-US-1335-31-983-K5-2025-9205-1 to 5000", field("state", "two capitals"), 23),
        ("CAR--US-1335-31-983-KS-2025-9205-1 to 5", field("credit type", "capitals or digits"), 5),
        (
            "CAR-1-US-1335-31-983-KS-2025-9205-1-5000",
            field("first unit", "the first and the last unit, joined by \" to \""),
            35,
        ),
        ("ARTX-GY-102-2021-11-1 to 2", Kind::Ambiguous, 1),
        ("ART-GY-102-2021-11-0 to 18446744073709551615", Kind::TooLarge, 1),
        ("", Kind::UnknownFormat, 1),
    ];
    for (text, kind, column) in table {
        let error = text.parse::<Serial>().unwrap_err();
        assert_eq!((error.kind, error.column), (kind, column), "{text}");
    }
    assert_eq!(
        "ACR-US-192-2010-203-1-5000".parse::<Serial>().unwrap().units().count(),
        5_000,
        "a dash is printed as well"
    );
}

#[test]
fn a_hint_is_checked_against_the_serial() {
    let hint = |registry: &str| Hint::registry(registry.parse().unwrap());
    let read = |text: &str, hint: &Hint| Serial::parse_with(text, hint).map_err(|e| e.kind);
    assert!(read(GOLD_STANDARD, &hint("gold-standard")).is_ok());
    let other = Kind::OtherRegistry { registry: "gold-standard" };
    assert_eq!(read(GOLD_STANDARD, &hint("verra")), Err(other.clone()));
    assert_eq!(read(GOLD_STANDARD, &hint("my-registry")), Err(other));
    let differs = |hint| match read(GOLD_STANDARD, &hint).unwrap_err() {
        Kind::Differs { field } => field,
        kind => panic!("{kind:?}"),
    };
    let known = hint("gold-standard");
    assert_eq!(differs(Hint { project: Some("GS1".parse().unwrap()), ..known.clone() }), "project");
    assert_eq!(differs(Hint { country: Some("KE".parse().unwrap()), ..known.clone() }), "country");
    assert_eq!(differs(Hint { units: Some((1, 2)), ..known }), "units");
    let opaque = hint("my-registry");
    assert_eq!(read("a1", &opaque), Err(Kind::Missing { field: "project" }));
    let opaque = Hint { project: Some("p1".parse().unwrap()), ..opaque };
    assert_eq!(read("a1", &opaque), Err(Kind::Missing { field: "first and last unit" }));
    let opaque = Hint { units: Some((1, 50)), ..opaque };
    assert_eq!(read("a1", &opaque).unwrap().unit_size(), None);
    assert!(matches!(read(" a1", &opaque), Err(Kind::Field { .. })));
    assert!(matches!(read("a1 ", &opaque), Err(Kind::Field { .. })));
    assert_eq!(read(&"a".repeat(129), &opaque), Err(Kind::TooLong { max: 128 }));
    let capitals = Hint { registry: "My-Registry".parse().unwrap(), ..opaque };
    let case = Kind::RegistryCase { registry: "My-Registry".into() };
    assert_eq!(read("a1", &capitals), Err(case));
    let cercarbono = hint("cercarbono");
    assert_eq!(read("CDC_2_1", &cercarbono), Err(Kind::Missing { field: "first and last unit" }));
    assert!(matches!(read("CDC_2_b", &cercarbono), Err(Kind::Field { .. })));
}

/// What a text does not state is kept beside it, in JSON and in the journal's format.
#[test]
fn stated_serials_survive_every_format() {
    let hint = Hint {
        project: Some("prj_EXAMPLE".parse().unwrap()),
        country: Some("CA".parse().unwrap()),
        units: Some((1, 46_940)),
        ..Hint::registry("isometric".parse().unwrap())
    };
    let serial = Serial::parse_with("iss_EXAMPLE", &hint).unwrap();
    assert_eq!(serial.unit_size(), Some(co2_units::Co2e::KILOGRAM));
    let json = serde_json::to_string(&serial).unwrap();
    assert_eq!(
        json,
        r#"{"registry":"isometric","project":"prj_EXAMPLE","country":"CA","printed":"iss_EXAMPLE","first":1,"last":46940}"#
    );
    assert_eq!(serde_json::from_str::<Serial>(&json).unwrap(), serial);
    for serial in [serial.clone(), VERRA.parse().unwrap()] {
        let bytes = postcard::to_allocvec(&serial).unwrap();
        assert_eq!(postcard::from_bytes::<Serial>(&bytes).unwrap(), serial);
    }
    let refused = json.replace("46940", "0");
    assert!(serde_json::from_str::<Serial>(&refused).is_err());
    assert!(serde_json::from_str::<Serial>("12").is_err());
    let (head, tail) = serial.split(100).unwrap();
    assert_eq!((head.to_string(), head.units().count()), ("iss_EXAMPLE".into(), 99));
    assert_eq!(head.join(&tail).unwrap(), serial);
}

#[test]
fn blocks_that_do_not_belong_together_are_not_joined() {
    use co2_offsets::serial::JoinError;
    let block = |text: &str| text.parse::<Serial>().unwrap();
    let a = block("ACR-FR-1129-2025-2917-1 to 10");
    let after = block("ACR-FR-1129-2025-2917-12 to 20");
    assert!(matches!(a.join(&after), Err(JoinError::NotAdjacent { .. })));
    let other = block("ACR-FR-1129-2025-2918-11 to 20");
    assert!(matches!(a.join(&other), Err(JoinError::OtherBlock { .. })));
    // Leading zeros make no difference.
    let a = block("1-008-009-VCS-VCU-3-VER-US-3-1-01012020-31122020-1");
    let b = block("1-010-100-VCS-VCU-3-VER-US-3-1-01012020-31122020-1");
    assert_eq!(a.join(&b).unwrap().units().count(), 93);
}

#[test]
fn damage_is_mended_and_told() {
    let read = |text: &str| {
        let (serial, repairs) = Serial::parse_lenient(text).unwrap();
        (serial.to_string(), repairs.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(read(VERRA), (VERRA.into(), vec![]), "nothing to mend");
    assert_eq!(
        read(" \"GS1-1-UG-GS11236-16-2O24-3O307-l-19149\""),
        (
            GOLD_STANDARD.into(),
            vec![
                "left out \" \" at column 1".into(),
                "left out \"\\\"\" at column 2".into(),
                "read \"O\" at column 24 as \"0\"".into(),
                "read \"O\" at column 29 as \"0\"".into(),
                "read \"l\" at column 34 as \"1\"".into(),
                "left out \"\\\"\" at column 41".into(),
            ]
        )
    );
    assert_eq!(read(&CDM.replace(" - ", "\u{a0}\u{2013} ")).0, CDM);
    let error = Serial::parse_lenient("  GS1-1-UG-GS11236-16-2x24-30307-1-2").unwrap_err();
    assert_eq!(error.column, 24, "of the text given");
    assert!(Serial::parse_lenient(&"O".repeat(500)).is_err());
    let many =
        GOLD_STANDARD.replace("11236-16-2024-30307-1-19149", "1-1-2OOO-OOOOOOOOO-OOOOOOOOO-1");
    assert!(Serial::parse_lenient(&many).is_err(), "too much damage to guess");
}

proptest! {
    /// No text makes the parser panic, and what it reads it prints again unchanged.
    #[test]
    fn any_text_is_read_or_refused(text in ".{0,220}") {
        if let Ok(serial) = text.parse::<Serial>() {
            prop_assert_eq!(serial.to_string(), text.clone());
        }
        if let Ok((serial, _)) = Serial::parse_lenient(&text) {
            prop_assert!(serial.to_string().parse::<Serial>().is_ok());
        }
    }

    /// A small change to a serial gives another serial or an error, never a panic, and never the
    /// same block for another text.
    #[test]
    fn mutations_are_safe(
        which in 0_usize..3, at in 0_usize..75, to in proptest::char::any()
    ) {
        let text = [VERRA, GOLD_STANDARD, CDM][which];
        let original: Serial = text.parse().unwrap();
        let changed: String =
            text.chars().enumerate().map(|(i, c)| if i == at { to } else { c }).collect();
        if let Ok(serial) = changed.parse::<Serial>() {
            prop_assert_eq!(serial.to_string(), changed.clone());
            prop_assert_eq!(serial == original, changed == text);
        }
    }

    /// A part of a part is a part.
    #[test]
    fn parts_nest(which in 0_usize..3, cuts in prop::collection::vec(0_u64..425, 4)) {
        let serial: Serial = [VERRA, GOLD_STANDARD, CDM][which].parse().unwrap();
        let base = serial.units().first();
        let mut cuts = cuts;
        cuts.sort_unstable();
        let outer = serial.part(base + cuts[0], base + cuts[3]).unwrap();
        let inner = outer.part(base + cuts[1], base + cuts[2]).unwrap();
        prop_assert_eq!(&inner, &serial.part(base + cuts[1], base + cuts[2]).unwrap());
        prop_assert_eq!(inner.units().count(), cuts[2] - cuts[1] + 1);
        prop_assert_eq!(inner.units().scope(), serial.units().scope());
    }
}
