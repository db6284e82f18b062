//! A serial that prints a range is that range: a block and a part of it can never both be in stock. An
//! id that was taken for two names let the same tonne be sold twice.

use co2_offsets::serial::{Grammar, ParseSerialErrorKind as Kind};
use co2_offsets::{Hint, Serial};
use co2_units::Co2e;
use proptest::prelude::*;

/// One block for every form of every grammar; numbers are invented.
pub(crate) const BLOCKS: &[(Grammar, &str)] = &[
    (Grammar::Verra, "19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-99340-01012020-31122020-1"),
    (Grammar::Verra, "7855-433048162-433051732-VCU-005-APX-BR-14-99686-01072014-31122014-1"),
    (Grammar::Verra, "4147-176338408-176338907-VCU-016-MER-AU-14-99641-16042012-15042013-0"),
    (Grammar::Verra, "19902-1139690318-1139925921-VCS-VCU-500-VER-US-99352-01012024-31122024-0"),
    (Grammar::Verra, "VCS-VER-BR-100000000099142-01012007-15032007-4437872-4437999-MER-1-P"),
    (Grammar::GoldStandard, "GS1-1-XK-GS99495-16-2025-30645-608-30350"),
    (Grammar::Cdm, "RW-5-1463953-2-2-0-97014 - RW-5-1467609-2-2-0-97014"),
    (Grammar::Acr, "ACR-FR-99129-2025-2917-30932 to 35143"),
    (Grammar::Car, "CAR-1-US-99335-31-983-KS-2025-9205-1 to 5000"),
    (Grammar::Art, "ART-GY-99102-2021-11-2759599 to 2760598"),
    (Grammar::Cercarbono, "CDC_99_3_1_323_14_CO_1_2_2019-1-784"),
    (Grammar::Cercarbono, "BCR2CDC_99106_2_8_322_14_CO_1_1_2019-0001-0784"),
    (Grammar::Puro, "PURO_PR_CORC100+_NA_999695_2025_d4257227-d51e-4f45-81ef-a50d86368965_266-494"),
    (
        Grammar::Puro,
        "PURO_PR_CORC_FR_999856_2021_8646834b-ea59-4167-996e-16d8a084cfc1_643002406555908610000000273330-643002406555908610000000273379",
    ),
    (Grammar::BioCarbon, "BCR-CO-99259-14-005-2-2301-2306-0037191-0037506"),
    (Grammar::BioCarbon, "PCR-CO-99259-14-002-1801-1812-1-900"),
    (Grammar::SocialCarbon, "SCU-SOCIALCARBON-98-Brazil-2020-14052025145100-1-10121"),
    (Grammar::PlanVivo, "PV-rPVC-MZ-110200000099034-01052022-30042023-2551-2904-SPG"),
    (Grammar::Ers, "ERS-ARR-99001-BR-ERU-2024-001-1-900"),
    (Grammar::Opaque, "BLK/2024_A-0037191-0037506"),
    (Grammar::Opaque, "lot 7 units 37191 to 37506"),
    (Grammar::Isometric, "ISO-1-VAULT-USA-99P4-2026-40170350-40182796"),
];

fn hint(grammar: Grammar) -> Hint {
    let registry = grammar.registry().replace("opaque", "my-registry");
    let project = (grammar == Grammar::Opaque).then(|| "P1".parse().unwrap());
    Hint { project, ..Hint::registry(registry.parse().unwrap()) }
}

fn read(grammar: Grammar, text: &str) -> Serial {
    Serial::parse_with(text, &hint(grammar)).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn every_grammar_has_a_block_here() {
    for grammar in Grammar::ALL {
        assert!(BLOCKS.iter().any(|(of, _)| *of == grammar), "{grammar:?}");
    }
    for &(grammar, text) in BLOCKS {
        let serial = read(grammar, text);
        assert_eq!((serial.grammar(), serial.to_string().as_str()), (grammar, text));
        assert!(serial.units().count() > 1, "{text}");
        if grammar != Grammar::Opaque {
            assert_eq!(text.parse::<Serial>().as_ref(), Ok(&serial), "it says whose it is: {text}");
        }
        let json = serde_json::to_string(&serial).unwrap();
        assert_eq!(serde_json::from_str::<Serial>(&json).unwrap(), serial, "{text}");
        let bytes = postcard::to_allocvec(&serial).unwrap();
        assert_eq!(postcard::from_bytes::<Serial>(&bytes).unwrap(), serial, "{text}");
    }
}

proptest! {
    /// For every registry, any part of a block is read as units of that block.
    #[test]
    fn a_block_and_a_part_of_it_overlap(
        (grammar, text) in prop::sample::select(BLOCKS),
        (from, length) in any::<(u64, u64)>(),
    ) {
        let block = read(grammar, text);
        let units = block.units();
        let first = units.first() + from % units.count();
        let last = first + length % (units.last() - first + 1);
        let part = block.part(first, last).unwrap();
        prop_assert_eq!((part.units().first(), part.units().last()), (first, last));
        let again = read(grammar, &part.to_string());
        prop_assert_eq!(&again, &part, "it is printed as the registry would");
        prop_assert!(again.units().overlaps(units) && units.overlaps(again.units()));
        prop_assert_eq!(again.project(), block.project());
        if first > units.first() {
            let (head, tail) = block.split(first).unwrap();
            prop_assert!(!head.units().overlaps(tail.units()));
            prop_assert_eq!(head.join(&tail).unwrap().units().count(), units.count());
        }
    }

    /// An id of an unknown registry that ends in a range, in any form, overlaps with the same id with
    /// a part of that range.
    #[test]
    fn opaque_ids_that_end_in_a_range_overlap(
        name in "[A-Za-z0-9]{1,6}([-_/ ][A-Z0-9]{1,5}){0,3}[A-Z]?",
        joint in prop::sample::select(vec!["-", " to ", " - ", "..", "/"]),
        mark in prop::sample::select(vec!["", "-SPG", "-MER-1-P"]),
        separator in prop::sample::select(vec!["-", "_", " ", "/"]),
        (first, from, length, after) in (0..1_000_000_u64, 0..500_u64, 0..500_u64, 0..500_u64),
    ) {
        let print = |first: u64, last: u64| format!("{name}{separator}{first}{joint}{last}{mark}");
        let (part_first, part_last) = (first + from, first + from + length);
        // By chance it can have the form of a registry that is known.
        prop_assume!(Serial::possible_registries(&print(part_first, part_last)).len() != 1);
        let block = read(Grammar::Opaque, &print(first, part_last + after));
        let part = read(Grammar::Opaque, &print(part_first, part_last));
        prop_assert_eq!(block.units().count(), from + length + after + 1);
        prop_assert!(block.units().overlaps(part.units()), "{} {}", block, part);
        // In capitals it is the same id.
        let lower = Serial::parse_with(&part.to_string().to_lowercase(), &hint(Grammar::Opaque));
        if mark.is_empty() {
            prop_assert!(lower.unwrap().units().overlaps(block.units()));
        }
    }
}

/// An id that counts what is stated beside it: nothing in it is read as units.
fn stated(registry: &str, text: &str, units: (u64, u64)) -> Result<Serial, Kind> {
    let hint = Hint {
        project: Some("P1".parse().unwrap()),
        units: Some((units.0.into(), units.1.into())),
        ..Hint::registry(registry.parse().unwrap())
    };
    Serial::parse_with(text, &hint).map_err(|error| error.kind)
}

proptest! {
    /// Whatever stands between the first and the last unit and after them: a block and its part cannot both
    /// be stock. Either one is refused, or they are seen to overlap.
    #[test]
    fn whatever_joins_units_they_are_not_two_names(
        name in "([A-Za-z]{1,6}|[A-Z]{1,3}[0-9]{1,3}[a-z]|[A-Z]{2}-[0-9]{1,4}[- _/][A-Z]|)",
        separators in prop::array::uniform2("[-_ /(#:]{1,2}"),
        joints in prop::array::uniform2("([-_ /:~.,;+=>]{1,3}|[ -][a-zA-Z]{1,8}[ -]|to|TO|x)"),
        tails in prop::array::uniform2("([-_ /).;]{0,2}[A-Za-z]{0,5}([- _][A-Za-z0-9]{1,6}){0,3}|[A-Z][0-9]{4,9})"),
        zeros in prop::array::uniform2(0_usize..10),
        groups in prop::array::uniform2(prop::sample::select(vec!["", ",", "'", ".", " "])),
        (first, from, length, after) in (0..3_000_000_u64, 0..500_u64, 0..500_u64, 0..500_u64),
    ) {
        let number = |number: u64, at: usize| {
            let digits = format!("{number:0width$}", width = zeros[at]);
            let mut grouped = String::new();
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index) % 3 == 0 {
                    grouped.push_str(groups[at]);
                }
                grouped.push(digit);
            }
            grouped
        };
        let print = |at: usize, (first, last): (u64, u64)| {
            let start = if name.is_empty() { "" } else { &separators[at] };
            let (first, last) = (number(first, at), number(last, at));
            format!("{name}{start}{first}{}{last}{}", joints[at], tails[at])
        };
        let part = (first + from, first + from + length);
        let whole = (first, part.1 + after);
        let blocks = [stated("my-reg", &print(0, whole), whole), stated("my-reg", &print(1, part), part)];
        if let [Ok(block), Ok(part)] = blocks {
            prop_assert!(block.units().overlaps(part.units()), "{} and {}", block, part);
            // And all that is booked can be read again.
            for serial in [block, part] {
                let inner = serial.part(serial.units().last(), serial.units().last()).unwrap();
                let json = serde_json::to_string(&inner).unwrap();
                prop_assert_eq!(serde_json::from_str::<Serial>(&json).unwrap(), inner);
            }
        }
    }
}

/// Each of these was taken for a name, so that its part was other units.
#[test]
fn a_range_in_another_form_is_refused() {
    for (block, part) in [
        ("ABC-0001 to ABC-0050", "ABC-0010 to ABC-0020"),
        ("ABC (1-50)", "ABC (10-20)"),
        ("ABC 1 TO 50", "ABC 10 TO 20"),
        ("ABC-1-to-50", "ABC-10-to-20"),
        ("1~50", "10~20"),
        ("1:50", "10:20"),
        ("1--50", "10--20"),
        ("1- 50", "10- 20"),
        ("1 through 50", "10 through 20"),
        ("1to50", "10to20"),
        ("ABC_1_50", "ABC_10_20"),
        ("ABC-1-50-mer", "ABC-10-20-mer"),
        ("ABC-1-50-PIU-2030", "ABC-10-20-PIU-2030"),
        ("ABC-1-50A", "ABC-10-20A"),
        ("ABC-1-50A7B8C9D0E1F2G3H4", "ABC-10-20A7B8C9D0E1F2G3H4"),
        ("1-50-WCC0012", "10-20-WCC0012"),
    ] {
        for (text, units) in [(block, (1, 50)), (part, (10, 20))] {
            assert_eq!(stated("my-reg", text, units), Err(Kind::UnclearRange), "{text}");
        }
    }
    for (text, units) in [
        ("ABC-100-500-23", (100, 500)),
        ("8,328,468,251 - 8,328,468,300", (8_328_468_251, 8_328_468_300)),
        ("ABC 900 to 1,000", (900, 1_000)),
        ("ABC-8,328-9,400", (8_328, 9_400)),
        // Numbers that are too long for a block.
        ("A-1-1000000000000000000", (1, 5)),
        ("A-1-999999999999999999999999999999999999999999", (1, 5)),
    ] {
        assert_eq!(stated("accu", text, units), Err(Kind::UnclearRange), "{text}");
    }
    // Names have a number or none, and codes of many.
    for text in [
        "block-1",
        "A-2024-12",
        "BLK/2024",
        "d4257227-d51e-4f45-8145-450086368965",
        "lot_d4257227-d51e-4f45-8145-450086368965",
        "01J9ZC3Q7W8XK5T2M4B6N0PRSV",
    ] {
        assert!(stated("my-reg", text, (1, 50)).is_ok(), "{text}");
    }
}

/// One name has one scope, in whatever letters, marks and leading zeros it is written.
#[test]
fn one_name_has_one_scope() {
    let ers = "ERS-ARR-99001-BR-ERU-2024-B01-1-900";
    let biocarbon = BLOCKS[14].1;
    for (registry, one, other) in [
        ("accu", "KACCU 8328468251 - 8328468300", "8328468261 - 8328468270"),
        ("uk-wcc", "WCC-12", "WCC 12"),
        ("uk-wcc", "WCC-12", "wcc/0012"),
        ("uk-wcc", "WCC-12", "12"),
        ("my-reg", "A-B 7-1-50", "a b_07-10-20"),
        ("cercarbono", "CDC_99_3_1_323_14_CO_1_2_2019", "CDC_099_03_1_323_14_CO_1_2_2019"),
        ("biocarbon", biocarbon, &biocarbon.replace("CO-99259-14-005", "CO-099259-14-5")),
        ("ers", ers, &ers.replace("ARR", "arr").replace("B01", "B1")),
        ("social-carbon", BLOCKS[16].1, &BLOCKS[16].1.replace("-98-", "-098-")),
        ("plan-vivo", BLOCKS[17].1, &BLOCKS[17].1.replace("-1102", "-01102")),
        ("isometric", "iss_EXAMPLE1", "iss_example1"),
    ] {
        let read = |text: &str| {
            let own: Result<Serial, _> = text.parse();
            let form = Hint {
                project: Some("P1".parse().unwrap()),
                ..Hint::registry(registry.parse().unwrap())
            };
            let units = Hint { units: Some((1, 50)), ..Hint::registry(form.registry.clone()) };
            own.or_else(|_| Serial::parse_with(text, &form))
                .or_else(|_| Serial::parse_with(text, &units))
                .or_else(|_| {
                    stated(registry, text, (1, 50)).map_err(|kind| panic!("{text}: {kind}"))
                })
                .unwrap_or_else(|error| panic!("{text}: {error}"))
        };
        let (one, other) = (read(one), read(other));
        assert!(one.units().overlaps(other.units()), "{one} and {other}");
        assert_eq!(one.units().scope(), other.units().scope(), "{one} and {other}");
    }
    // Units after the name of Cercarbono, joined by low lines.
    for text in [
        "CDC_99_3_1_323_14_CO_1_2_2019_10_20",
        "CDC_99_1_1_321_14_1_10_20",
        "CDC_99_1_1_321_14_1_1950_2009",
        "CDC_7_3_1_323_14_CO_1_2_1950_2009",
    ] {
        let error = stated("cercarbono", text, (10, 20)).unwrap_err();
        assert!(matches!(error, Kind::Field { .. } | Kind::Differs { .. }), "{text}: {error}");
    }
    for text in
        ["CDC_99_1_1_321_14_1", "CDC_99_1_1_321_14_1_2009_BF", "CDC_7_3_1_323_14_CO_1_2_2019_BF"]
    {
        let hint = Hint { units: Some((1, 50)), ..hint(Grammar::Cercarbono) };
        assert!(Serial::parse_with(text, &hint).is_ok(), "{text}");
    }
}

#[test]
fn stated_units_must_be_those_of_the_id() {
    let stated = |grammar, text, units| {
        Serial::parse_with(text, &Hint { units: Some(units), ..hint(grammar) })
            .map_err(|error| error.kind)
    };
    let text = "BLK-0037191-0037506";
    assert!(stated(Grammar::Opaque, text, (37191, 37506)).is_ok());
    let wrong = stated(Grammar::Opaque, text, (1, 900_000));
    assert_eq!(wrong, Err(Kind::PrintedRange { first: 37191, last: 37506 }));
    let text = "BCR-CO-99259-14-005-2-2301-2306-0037191-0037506";
    let wrong = stated(Grammar::BioCarbon, text, (1, 900_000));
    assert_eq!(wrong, Err(Kind::Differs { field: "units" }));
    // Numbers of 30 digits are stated in full.
    let (_, text) = BLOCKS[13];
    let first = 643_002_406_555_908_610_000_000_273_330;
    let serial = stated(Grammar::Puro, text, (first, first + 49)).unwrap();
    assert_eq!(serial.units().count(), 50);
    assert_eq!(serial.printed_units().0, "643002406555908610000000273330");
    assert_eq!(
        stated(Grammar::Puro, text, (first, first + 48)),
        Err(Kind::Differs { field: "units" })
    );
}

/// The second number is the place after the last kilogram: a batch of 12,446 kg.
#[test]
fn units_of_isometric_end_before_the_second_number() {
    let (grammar, text) = BLOCKS[21];
    let batch: Serial = text.parse().unwrap();
    assert_eq!((batch.units().first(), batch.units().last()), (40_170_350, 40_182_795));
    assert_eq!((batch.units().count(), batch.unit_size()), (12_446, Some(Co2e::KILOGRAM)));
    assert_eq!(batch.project().as_str(), "ISO-VAULT-99P4");
    assert_eq!(batch.country().unwrap().as_str(), "US");
    let next: Serial = text.replace("40170350-40182796", "40182796-40183050").parse().unwrap();
    assert!(!batch.units().overlaps(next.units()) && batch.is_followed_by(&next));
    assert_eq!(
        batch.part(40_170_350, 40_170_350).unwrap().to_string(),
        text.replace("40182796", "40170351")
    );
    // Stated by the last unit, or as it is printed.
    let stated = |units| {
        let project = Some("prj_EXAMPLE".parse().unwrap());
        Serial::parse_with(text, &Hint { units: Some(units), project, ..hint(grammar) })
    };
    for last in [40_182_795, 40_182_796] {
        let serial = stated((40_170_350, last)).unwrap();
        assert_eq!((serial.units(), serial.project().as_str()), (batch.units(), "prj_EXAMPLE"));
    }
    for units in [(40_170_350, 40_182_794), (40_170_351, 40_182_796), (1, 12_446)] {
        assert_eq!(stated(units).unwrap_err().kind, Kind::Differs { field: "units" });
    }
    for wrong in [
        "ISO-1-VAULT-USA-99P4-2026-40170350-40170350",
        "ISO-1-VAULT-USA-99P4-2026-40170350-40170349",
        "ISO-1-VAULT-XXX-99P4-2026-1-2",
        "iso-1-vault-usa-99p4-2026-40170350-40182796",
        "Iso-1-VAULT-USA-99P4-2026-40170350-40182796",
        "ISO-1-VAULT-USA-99P4-26-1-2",
        "ISO-2-VAULT-USA-99P4-2026-1-2",
        "ISO-1-VAULT-USA-99P4-2026-1",
        "ISO-1-VAULT-USA-99P4-2026-1-2-3",
    ] {
        assert!(wrong.parse::<Serial>().is_err(), "{wrong}");
    }
}

/// Only the last 18 digits are counted: numbers that differ in the others are never in the same scope.
#[test]
fn long_numbers_keep_their_first_digits() {
    let puro = |first: &str, last: &str| {
        let id = "8646834b-ea59-4167-996e-16d8a084cfc1";
        format!("PURO_PR_CORC_FR_999856_2021_{id}_{first}-{last}").parse::<Serial>()
    };
    let one = puro("643002406555908610000000273330", "643002406555908610000000273379").unwrap();
    let other = puro("743002406555908610000000273330", "743002406555908610000000273379").unwrap();
    assert!(!one.units().overlaps(other.units()));
    // All issuances share one series.
    let issuance = one.to_string().replace("8646834b", "00000000");
    assert!(issuance.parse::<Serial>().unwrap().units().overlaps(one.units()));
    let crosses = puro("643002406555999999999999999999", "643002406556000000000000000000");
    assert_eq!(crosses.unwrap_err().kind, Kind::Crosses);
    let long = puro(&"9".repeat(39), &"9".repeat(39)).unwrap_err().kind;
    assert!(matches!(long, Kind::Field { expected: "at most 38 digits", .. }));
}

/// A serial of one registry is not an opaque id of another, in capitals or lower case.
#[test]
fn a_known_form_is_of_its_registry() {
    for &(grammar, text) in BLOCKS.iter().filter(|(grammar, _)| *grammar != Grammar::Opaque) {
        let registry = grammar.registry();
        for text in [text.to_owned(), text.to_lowercase()] {
            let other = Hint { units: Some((1, 5)), ..hint(Grammar::Opaque) };
            let error = Serial::parse_with(&text, &other).unwrap_err().kind;
            assert_eq!(error, Kind::OtherRegistry { registry }, "{text}");
        }
        // Nor an id of its own registry that says nothing: what is read is the same units.
        for text in [text.to_lowercase(), text.to_uppercase(), text.replacen('I', "i", 1)] {
            let own =
                Hint { project: Some("P1".parse().unwrap()), units: Some((1, 5)), ..hint(grammar) };
            assert!(Serial::parse_with(&text, &own).is_err(), "{text}");
        }
    }
    // The years until 2020 have their own series of numbers.
    let old: Serial = "1-1-9-VCU-005-APX-BR-14-1-01072014-31122014-1".parse().unwrap();
    let new: Serial = "1-1-9-VCS-VCU-5-VER-BR-14-1-01072014-31122014-1".parse().unwrap();
    assert!(!old.units().overlaps(new.units()));
    let operators = old.to_string().replace("APX", "MER").parse::<Serial>().unwrap();
    assert!(old.units().overlaps(operators.units()));
}

#[test]
fn what_the_new_forms_say() {
    for (text, project, country, vintage) in [
        (BLOCKS[1].1, "VCS99686", Some("BR"), Some("2014-07-01/2014-12-31")),
        (BLOCKS[3].1, "VCS99352", Some("US"), Some("2024-01-01/2024-12-31")),
        (BLOCKS[4].1, "VCS99142", Some("BR"), Some("2007-01-01/2007-03-15")),
        (BLOCKS[5].1, "GS99495", Some("XK"), Some("2025-01-01/2025-12-31")),
        (BLOCKS[10].1, "CDC-99", None, None),
        (BLOCKS[11].1, "BCR2CDC-99106", None, None),
        (BLOCKS[12].1, "PURO-999695", None, Some("2025-01-01/2025-12-31")),
        (BLOCKS[13].1, "PURO-999856", Some("FR"), Some("2021-01-01/2021-12-31")),
        (BLOCKS[14].1, "BCR-CO-99259", Some("CO"), Some("2023-01-01/2023-06-30")),
        (BLOCKS[16].1, "SCU-98", Some("BR"), Some("2020-01-01/2020-12-31")),
        (BLOCKS[17].1, "PV-110200000099034", Some("MZ"), Some("2022-05-01/2023-04-30")),
        (BLOCKS[18].1, "ERS-99001", Some("BR"), Some("2024-01-01/2024-12-31")),
    ] {
        let serial: Serial = text.parse().unwrap();
        assert_eq!(serial.project().as_str(), project);
        assert_eq!(serial.country().map(|c| c.to_string()).as_deref(), country, "{text}");
        assert_eq!(serial.vintage().map(|v| v.to_string()).as_deref(), vintage, "{text}");
    }
    for text in [
        "BCR-CO-99259-1-9",
        "SCU-SOCIALCARBON-98-Atlantis-2020-14052025145100-1-10121",
        "SCU-SOCIALCARBON-98-Brazil-2020-1405-1-10121",
        "PURO_PR_CORC100+_NA_999695_2025_D4257227-D51E-4F45-81EF-A50D86368965_266-494",
        "PURO_PR_CORC100+_NA_999695_2025_d4257227-d51e-4f45-81ef-a50d86368965_266",
        "PURO_PR_TORC_NA_999695_2025_d4257227-d51e-4f45-81ef-a50d86368965_1-2",
        "VCS-VER-BR-100000000099142-01012007-15032007-4437872-4437999-APX-1-P",
        "PV-xPVC-MZ-110200000099034-01052022-30042023-2551-2904-SPG",
        "7855-2-1-VCU-005-APX-BR-14-99686-01072014-31122014-1",
        "7855-1-2-VCU-005-VER-BR-14-99686-01072014-31122014-1",
        "7855-1-2-VCU-005-APX-BR-99686-01072014-31122014-1",
        "ERS-ARR-99001-BR-ERU-1-900",
    ] {
        assert!(text.parse::<Serial>().is_err(), "{text}");
    }
}

const GS: &str = "GS1-1-UG-GS99236-16-2024-30307-1-19149";
const VERRA: &str = BLOCKS[0].1;
const CAR: &str = BLOCKS[8].1;
const CDM: &str = BLOCKS[6].1;

/// Each kind of damage that was found in a cell, in invented copies.
#[test]
fn damage_of_every_kind_is_mended() {
    for (text, read) in [
        (GS.to_lowercase(), GS),
        (format!("{GS}."), GS),
        (format!("{GS},"), GS),
        (format!("({GS})"), GS),
        (GS.replacen("GS1-", "GS1\u{ad}-", 1), GS),
        (GS.replace('-', "\u{2011}"), GS),
        (GS.replacen('-', " - ", 1), GS),
        (format!("\u{200b}{GS}"), GS),
        (GS.replace("2024-", "2024-\u{200b}"), GS),
        (format!("Serial: {GS}"), GS),
        (format!("Serial Number {GS}"), GS),
        (format!("=\"{GS}\""), GS),
        (format!("{GS}\t19149"), GS),
        (VERRA.replace("VCS", "vcs"), VERRA),
        (VERRA.replace("941467007", "941,467,007").replace("941467431", "941,467,431"), VERRA),
        (format!("{VERRA} to {VERRA}"), VERRA),
        (CAR.replace(" to ", " To "), CAR),
        (CAR.replace(" to ", "  to  "), CAR),
        (CAR.replace(" to ", " \u{2013} "), CAR),
        (CAR.replace(" to ", "-"), CAR),
        ("ACR-US-99934-2024-2891-58384 - 58673".into(), "ACR-US-99934-2024-2891-58384-58673"),
        ("ACR-US-99934-2024-2891-58,384 to 58,673".into(), "ACR-US-99934-2024-2891-58384 to 58673"),
        (
            "ACR-US-99934-2024-2891-58384 to ACR-US-99934-2024-2891-58673".into(),
            "ACR-US-99934-2024-2891-58384 to 58673",
        ),
        (CDM.replace(" - ", " to "), CDM),
        (CDM.replace(" - ", "-"), CDM),
        (CDM.replace(" - ", ";"), CDM),
    ] {
        let (serial, repairs) =
            Serial::parse_lenient(&text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(serial.to_string(), read, "{text:?}");
        assert!(!repairs.is_empty(), "each repair is noted: {text:?}");
    }
}

/// The same damage in the other registries.
#[test]
fn damage_is_mended_in_every_registry() {
    const PURO: &str = BLOCKS[12].1;
    const BCR: &str = BLOCKS[14].1;
    const SCU: &str = BLOCKS[16].1;
    const PV: &str = BLOCKS[17].1;
    const OLD: &str = BLOCKS[1].1;
    const MARKIT: &str = BLOCKS[4].1;
    const CDC: &str = BLOCKS[10].1;
    const ART: &str = BLOCKS[9].1;
    const ISO: &str = BLOCKS[21].1;
    for read in [PURO, BCR, SCU, PV, OLD, MARKIT, CDC, ART, ISO, CAR, CDM] {
        for text in [
            read.to_lowercase(),
            read.to_uppercase(),
            read.replace('-', "\u{2011}"),
            read.replacen('-', "\u{ad}-", 1),
            format!("({read})"),
            format!("=\"{read}\""),
            format!("Serial: {read}"),
            format!("{read}, "),
            format!("{read} (425 tCO2e)"),
            format!("{read} 1,425 t"),
        ] {
            let (serial, repairs) =
                Serial::parse_lenient(&text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
            // A country's name is one in any case.
            let strict = text.parse::<Serial>().is_ok();
            assert_eq!(serial.to_string(), if strict { &*text } else { read }, "{text:?}");
            assert_eq!(repairs.is_empty(), strict, "{text:?}");
        }
    }
    for (read, first, last) in [
        (GS, "1", "19149"),
        (VERRA, "941467007", "941467431"),
        (OLD, "433048162", "433051732"),
        (PURO, "266", "494"),
        (BCR, "0037191", "0037506"),
        (SCU, "1", "10121"),
        (PV, "2551", "2904"),
        (MARKIT, "4437872", "4437999"),
        (CDC, "1", "784"),
    ] {
        let joined = format!("{first}-{last}");
        assert!(read.contains(&joined), "{read}");
        for joint in [" to ", "..", " - ", " \u{2013} ", "to", " TO "] {
            let text = read.replace(&joined, &format!("{first}{joint}{last}"));
            let (serial, _) =
                Serial::parse_lenient(&text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
            // Cercarbono prints both.
            let strict = text.parse::<Serial>().is_ok();
            assert_eq!(serial.to_string(), if strict { &*text } else { read }, "{text:?}");
        }
    }
    for joint in [" - ", "..", "to", "-"] {
        let text = CAR.replace(" to ", joint);
        assert_eq!(Serial::parse_lenient(&text).unwrap().0.to_string(), CAR, "{text}");
    }
    for between in [" and ", " / ", "/", " ", " & ", " | ", ", ", "; "] {
        let cell = format!("{VERRA}{between}{GS}{between}{CAR}");
        let read = Serial::parse_cell(&cell).unwrap_or_else(|error| panic!("{cell:?}: {error}"));
        let read: Vec<String> = read.iter().map(|(serial, _)| serial.to_string()).collect();
        assert_eq!(read, [VERRA, GS, CAR], "{cell:?}");
    }
    assert_eq!(Serial::parse_lenient(&format!("{CAR} t")).unwrap().0.to_string(), CAR);
    // The two ends of a block, joined by a word that is not known, are not two units.
    assert!(Serial::parse_cell(&CDM.replace(" - ", " thru ")).is_err());
    let cell = format!("{GS}; {VERRA}\n{CAR}");
    let read: Vec<String> =
        Serial::parse_cell(&cell).unwrap().iter().map(|(serial, _)| serial.to_string()).collect();
    assert_eq!(read, [GS, VERRA, CAR]);
    assert_eq!(Serial::parse_lenient(&cell).unwrap_err().kind, Kind::Several);
    let error = Serial::parse_cell(&format!("{GS}; GS1-1-UG-GSx")).unwrap_err();
    assert_eq!(error.column, GS.len() + 12, "of the cell");
}

/// A repair makes no units that nobody printed, and loses none.
#[test]
fn what_stands_beside_a_serial_is_neither_joined_to_it_nor_lost() {
    const GS: &str = "GS1-1-UG-GS99236-16-2024-30307";
    for cell in [
        format!("{GS}-1-19149 19149"),
        format!("{GS}-1-500 50"),
        format!("{GS}-1-500 5000"),
        format!("{GS}-1-149 149"),
        format!("{GS}-1-500, 501-600"),
        format!("{GS}-1-500; 501-600"),
        format!("{GS}-1-500 | 501 to 600"),
        format!("{GS}-1-500; 501"),
        format!("{GS}-1-500\n501-600"),
    ] {
        assert!(Serial::parse_cell(&cell).is_err(), "{cell:?}");
    }
    let text = format!("{GS}-1 000 001-1 000 500");
    let (serial, repairs) = Serial::parse_lenient(&text).unwrap();
    assert_eq!((serial.to_string(), repairs.len()), (format!("{GS}-1000001-1000500"), 4));
    // Words between serials have no units.
    let cell = format!("{GS}-1-500; and, {GS}-501-600");
    assert_eq!(Serial::parse_cell(&cell).unwrap().len(), 2);
}
