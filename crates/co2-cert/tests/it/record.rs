//! The record's facts must agree, however the record is made.

use crate::common::{cookstoves, day, kg, parts, record, wind};
use co2_cert::record::{Coverage, FootprintInterval, State};
use co2_cert::{Act, ActWord, RecordError, RecordParts, RetirementRecord};
use co2_units::credit::{GramSlice, UnitRange};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Date, Stage, Statistic};
use proptest::prelude::*;
use serde_json::{Value, json};

fn refused(change: impl FnOnce(&mut RecordParts)) -> RecordError {
    let mut parts = parts();
    change(&mut parts);
    RetirementRecord::new(parts).unwrap_err()
}

#[test]
fn amounts_and_slices_must_agree() {
    assert_eq!(refused(|p| p.lines.clear()), RecordError::NoLines);
    assert_eq!(
        refused(|p| p.lines = vec![wind(); 257]),
        RecordError::TooMany { what: "credit lines", max: 256 }
    );
    assert_eq!(
        refused(|p| p.amount = kg("335.001")),
        RecordError::AmountDiffers { stated: kg("335.001"), sum: 335_000 }
    );
    assert_eq!(refused(|p| p.lines[1].unit_size = Co2e::ZERO), RecordError::NoUnitSize { line: 1 });
    assert_eq!(
        refused(|p| p.lines[1].slice = GramSlice::new(999_965_001, 1_000_000_001).unwrap()),
        RecordError::OutsideBlock { line: 1 }
    );
    assert_eq!(
        refused(|p| p.lines.insert(0, cookstoves())),
        RecordError::Overlap { first: 0, second: 1 }
    );
}

#[test]
fn one_gram_under_two_block_serials_is_still_one_gram() {
    // Unit 7 of the first block is unit 2 of a block that starts at 6.
    let mut other = cookstoves();
    other.block = UnitRange::new("gold-standard:GS999999:1", 6, 9, "6-9").unwrap();
    other.slice = GramSlice::new(2_199_999, 2_234_999).unwrap();
    let overlap = other.clone();
    assert_eq!(refused(|p| p.lines[1] = overlap), RecordError::Overlap { first: 0, second: 1 });

    other.slice = GramSlice::new(2_200_000, 2_235_000).unwrap();
    let beside = other.clone();
    let mut parts = parts();
    parts.lines[1] = beside;
    assert!(RetirementRecord::new(parts).is_ok());

    other.unit_size = Co2e::KILOGRAM;
    other.slice = GramSlice::new(0, 35).unwrap();
    assert_eq!(
        refused(|p| p.lines[1] = other),
        RecordError::UnitSizesDiffer { first: 0, second: 1 }
    );
}

#[test]
fn acts_must_be_recorded() {
    let reference: co2_cert::Text = "R".parse().unwrap();
    let act = |date: Date, serials: Vec<co2_cert::Text>| Act::Retired {
        word: ActWord::Delivery,
        date,
        reference: reference.clone(),
        serials,
    };
    assert_eq!(
        refused(|p| p.lines[0].act = act(day("2026-11-20"), vec![])),
        RecordError::RetiredWithoutSerials { line: 0 }
    );
    assert_eq!(
        refused(|p| p.lines[0].act = act(day("2026-11-20"), vec![reference.clone(); 257])),
        RecordError::TooMany { what: "serials of one act", max: 256 }
    );
    for date in [Date::MIN, Date::MAX] {
        let error = RecordError::Date { date };
        assert_eq!(refused(|p| p.lines[0].act = act(date, vec![reference.clone()])), error);
        assert_eq!(refused(|p| p.lines[0].act = Act::Allocated { due: date }), error);
    }
}

#[test]
fn nothing_is_retired_before_its_vintage() {
    let retired = |parts: &mut RecordParts, on: &str| {
        let Act::Retired { date, .. } = &mut parts.lines[0].act else { panic!("retired") };
        *date = day(on);
    };
    assert_eq!(
        refused(|parts| retired(parts, "2023-12-31")),
        RecordError::RetiredBeforeVintage {
            line: 0,
            date: day("2023-12-31"),
            vintage: day("2024-01-01"),
        }
    );
    // Within the vintage and after it.
    for on in ["2024-01-01", "2025-06-01"] {
        let mut parts = parts();
        retired(&mut parts, on);
        assert!(RetirementRecord::new(parts).is_ok(), "{on}");
    }
}

#[test]
fn the_footprint_must_agree() {
    assert_eq!(
        refused(|p| p.footprint.total = kg("336")),
        RecordError::FootprintDiffers { stated: kg("336"), sum: 335_000 }
    );
    assert_eq!(refused(|p| p.footprint.stages.clear()), RecordError::Stages);
    assert_eq!(refused(|p| p.footprint.stages.reverse()), RecordError::Stages);
    assert_eq!(refused(|p| p.footprint.stages[1].stage = Stage::Manufacture), RecordError::Stages);
    let interval = |p5, p95| Some(FootprintInterval { p5: kg(p5), p95: kg(p95) });
    for (statistic, low, high) in [
        (Statistic::P95, "100", "336"),
        (Statistic::P95, "336", "335"),
        (Statistic::P5, "100", "335"),
        (Statistic::P50, "100", "334"),
        (Statistic::P50, "336", "400"),
        (Statistic::Mean, "335", "334"),
    ] {
        let refused = refused(|p| {
            p.footprint.statistic = statistic;
            p.footprint.interval = interval(low, high);
        });
        let (p5, p95) = (kg(low), kg(high));
        assert_eq!(refused, RecordError::Interval { p5, p95, total: kg("335") }, "{statistic}");
    }
    assert_eq!(refused(|p| p.footprint.sources.clear()), RecordError::NoSource);
    let many = vec!["a source".parse().unwrap(); 257];
    assert_eq!(
        refused(|p| p.footprint.sources = many),
        RecordError::TooMany { what: "sources", max: 256 }
    );
    for years in [None, Some(Decimal::ZERO), Some(Decimal::NEGATIVE_ONE), Some(Decimal::from(101))]
    {
        assert_eq!(refused(|p| p.footprint.use_years = years), RecordError::UseYears);
    }
    assert_eq!(refused(|p| p.footprint.stages[1].stage = Stage::EndOfLife), RecordError::UseYears);
}

#[test]
fn the_interval_is_part_of_the_json() {
    let mut parts = parts();
    parts.footprint.interval = Some(FootprintInterval { p5: kg("120.25"), p95: kg("335") });
    let record = RetirementRecord::new(parts).unwrap();
    let json = serde_json::to_value(&record).unwrap();
    assert_eq!(json["footprint"]["interval"], json!({"p5_kg": "120.25", "p95_kg": "335"}));
    assert_eq!(serde_json::from_value::<RetirementRecord>(json).unwrap(), record);
}

#[test]
fn covering_a_part_must_be_said_and_true() {
    let part = || Coverage::Part { reason: "a pilot".parse().unwrap() };
    assert_eq!(
        refused(|p| {
            p.lines.pop();
            p.amount = kg("300");
        }),
        RecordError::BelowFootprint { amount: kg("300"), footprint: kg("335") }
    );
    assert_eq!(
        refused(|p| p.coverage = part()),
        RecordError::NotAPart { amount: kg("335"), footprint: kg("335") }
    );
    let mut parts = parts();
    parts.lines.pop();
    parts.amount = kg("300");
    parts.coverage = part();
    assert!(RetirementRecord::new(parts).is_ok());
}

#[test]
fn the_summary_tells_the_registries_words() {
    let summary = |change: fn(&mut RecordParts)| {
        let mut parts = parts();
        change(&mut parts);
        RetirementRecord::new(parts).unwrap().summary().to_string()
    };
    assert_eq!(
        summary(|_| {}),
        "retirement and voluntary cancellation from 2026-11-18 to 2026-11-20"
    );
    assert_eq!(summary(|p| p.lines[1].act = p.lines[0].act.clone()), "retirement on 2026-11-20");
    assert_eq!(
        summary(|p| p.lines[1].act = Act::Allocated { due: day("2026-12-31") }),
        "allocated, retirement due by 2026-12-31"
    );
    assert_eq!(record().state(), State::Retired);
}

/// The JSON of the record with one value replaced or, if it is null, removed.
fn read(pointer: &str, value: Value) -> Result<RetirementRecord, String> {
    let mut json = serde_json::to_value(record()).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = json.pointer_mut(parent).unwrap();
    if value.is_null() {
        parent.as_object_mut().unwrap().remove(name).unwrap();
    } else {
        parent[name] = value;
    }
    serde_json::from_value(json).map_err(|error| error.to_string())
}

#[test]
fn json_is_a_checked_door_too() {
    let json = serde_json::to_string(&record()).unwrap();
    assert_eq!(serde_json::from_str::<RetirementRecord>(&json).unwrap(), record());

    let line = "/creditLines/1";
    let cases = [
        (format!("{line}/amount_kg"), json!("34"), "the stated amount_kg"),
        (format!("{line}/firstUnit"), json!("1001"), "the stated firstUnit"),
        (format!("{line}/lastUnit"), json!("1001"), "the stated lastUnit"),
        (format!("{line}/unitSize_kg"), json!("0"), "the unit size of credit line 1 is zero"),
        (format!("{line}/sliceEnd_g"), json!("1000000001"), "exceeds its block"),
        (format!("{line}/sliceEnd_g"), json!("0"), "the slice of credit line 1 is not valid"),
        (format!("{line}/sliceStart_g"), json!("00"), "one spelling"),
        (format!("{line}/blockFirst"), json!(1000), "invalid type"),
        (format!("{line}/blockFirst"), json!("2000"), "the slice of credit line 1 is not valid"),
        (format!("{line}/vintageFirst"), json!("2024-01-01"), "only one of its two days"),
        ("/creditLines/0/vintageFirst".into(), json!("2025-01-01"), "ends before it starts"),
        ("/creditLines/0/vintageFirst".into(), json!("2024-1-1"), "not a day"),
        ("/creditLines/0/vintageFirst".into(), json!("2024-02-30"), "not a day"),
        ("/state".into(), json!("allocated"), "the stated state"),
        ("/coverage".into(), json!("part"), "a reason is given"),
        ("/coverageReason".into(), json!("a pilot"), "a reason is given"),
        ("/product/maker".into(), json!("acme"), "either a GTIN or a maker"),
        ("/product/gtin".into(), json!(null), "either a GTIN or a maker"),
        ("/product/gtin".into(), json!("09506000134353"), "check digit"),
        ("/footprint/useYears".into(), json!("4.50"), "one spelling"),
        ("/footprint/useYears".into(), json!(4.5), "invalid type"),
        ("/amount_kg".into(), json!("335.0"), "at column 5"),
        ("/amount_kg".into(), json!("336"), "add up to 335000 g"),
        ("/extra".into(), json!("1"), "unknown field"),
        ("/creditLines/0/act/extra".into(), json!("1"), "unknown field"),
        ("/creditLines/0/act/serials".into(), json!([]), "has no serials of the retired units"),
        ("/terms".into(), json!(""), "it is empty"),
    ];
    for (pointer, value, expected) in cases {
        let error = read(&pointer, value.clone()).unwrap_err();
        assert!(error.contains(expected), "{pointer} = {value}: {error}");
    }
}

#[test]
fn no_value_is_a_json_number() {
    fn numbers(value: &Value) -> usize {
        match value {
            Value::Number(_) => 1,
            Value::Array(items) => items.iter().map(numbers).sum(),
            Value::Object(members) => members.values().map(numbers).sum(),
            _ => 0,
        }
    }
    assert_eq!(numbers(&serde_json::to_value(record()).unwrap()), 0);
}

proptest! {
    /// What is taken from each unit adds up to the slice, unit by unit without gaps, inside the units.
    #[test]
    fn units_add_up_to_the_slice(
        first in 0_u64..5,
        count in 1_u64..6,
        size in 1_u64..20,
        one: proptest::sample::Index,
        other: proptest::sample::Index,
    ) {
        // Two different positions in the block; the later one is the end.
        let places: Vec<u64> = (0..=count * size).collect();
        let (one, other) = (*one.get(&places), *other.get(&places));
        prop_assume!(one != other);
        let (start, end) = (one.min(other), one.max(other));
        let mut line = wind();
        line.block = UnitRange::new("scope", first, first + count - 1, "printed").unwrap();
        line.unit_size = Co2e::from_grams(size);
        line.slice = GramSlice::new(start, end).unwrap();
        let mut next = start;
        for taken in line.units() {
            let unit_start = (taken.unit - first) * size;
            prop_assert_eq!(unit_start + taken.grams.start(), next);
            prop_assert!(taken.grams.end() <= size);
            next = unit_start + taken.grams.end();
        }
        prop_assert_eq!(next, line.slice.end());
        prop_assert_eq!(line.units().next().map(|taken| taken.unit), line.first_unit());
        prop_assert_eq!(line.units().last().map(|taken| taken.unit), line.last_unit());
    }
}

#[test]
fn a_slice_outside_its_block_has_no_units() {
    let mut line = wind();
    line.slice = GramSlice::new(999_999_999, 1_000_000_001).unwrap();
    assert_eq!((line.last_unit(), line.units().count()), (None, 0));
    line.unit_size = Co2e::ZERO;
    assert_eq!((line.first_unit(), line.unit(1_000)), (None, None));
    line.unit_size = Co2e::MAX;
    assert_eq!(line.unit(1_999), None);
}
