//! The wire form: one canonical form for each type, read back as the same value, and every limit is
//! checked.
#![cfg(feature = "serde")]

use co2_units::credit::{GramSlice, ProjectId, UnitRange, Vintage};
use co2_units::doorway::Rounding;
use co2_units::model::{Carbon, carbon};
use co2_units::product::{Gtin, Model, SerialNumber};
use co2_units::{
    Co2e, Country, Currency, Estimate, Money, ProductId, Region, Source, Stage, StageSet,
    Statistic, Status, Timestamp,
};
use core::fmt::Debug;
use proptest::prelude::*;
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{from_str, to_string};

/// The value is written as this text and read back from it.
#[track_caller]
fn written<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, text: &str) {
    assert_eq!(to_string(value).expect("a value is written"), text);
    assert_eq!(&from_str::<T>(text).expect("its text is read"), value);
}

/// The text is not a valid value, and the reason contains these words.
#[track_caller]
fn refused<T: DeserializeOwned + Debug>(text: &str, words: &str) {
    let error = from_str::<T>(text).expect_err(text).to_string();
    assert!(error.contains(words), "{text}: {error}");
}

fn kg(value: f64) -> Carbon {
    Carbon::new::<carbon::kilogram>(value)
}

fn source() -> Source {
    Source {
        publisher: "A Publisher".into(),
        edition: "2025".into(),
        year: 2024,
        region: "SE".into(),
        boundary: "CO2e, life cycle".into(),
        licence: "CC BY 4.0".into(),
        locator: "table 3".into(),
        status: Status::Transcribed,
    }
}

#[test]
fn every_type_has_one_spelling() {
    written(&Co2e::from_grams(371_096), r#""371.096""#);
    written(&Co2e::ZERO, r#""0""#);
    written(&Co2e::GRAM, r#""0.001""#);
    written(&Co2e::TONNE, r#""1000""#);
    written(&Co2e::MAX, r#""18446744073709551.615""#);
    written(&Estimate::new(kg(257.0), kg(46.5)).unwrap(), r#"{"mean_kg":257.0,"sd_kg":46.5}"#);
    written(
        &Money::new(Decimal::new(1250, 2), Currency::EUR),
        r#"{"amount":"12.50","currency":"EUR"}"#,
    );
    written(
        &Money::new(Decimal::MIN, Currency::SEK),
        r#"{"amount":"-79228162514264337593543950335","currency":"SEK"}"#,
    );
    written(&Money::new(-Decimal::ZERO, Currency::SEK), r#"{"amount":"0","currency":"SEK"}"#);
    written(
        &source(),
        concat!(
            r#"{"publisher":"A Publisher","edition":"2025","year":2024,"region":"SE","#,
            r#""boundary":"CO2e, life cycle","licence":"CC BY 4.0","locator":"table 3","#,
            r#""status":"transcribed"}"#,
        ),
    );
    written(&"SE".parse::<Country>().unwrap(), r#""SE""#);
    written(&"EU".parse::<Region>().unwrap(), r#""EU""#);
    written(&Region::World, r#""WW""#);
    written(&"2026-11-21T12:00:00Z".parse::<Timestamp>().unwrap(), r#""2026-11-21T12:00:00Z""#);
    written(&StageSet::from_iter([Stage::EndOfLife, Stage::Use]), r#"["use","end_of_life"]"#);
    written(&Vintage::year(2020).unwrap(), r#"{"first":"2020-01-01","last":"2020-12-31"}"#);
    written(
        &UnitRange::new("a:b", 1, u64::MAX, "A-1").unwrap(),
        r#"{"scope":"a:b","first":1,"last":"18446744073709551615","printed":"A-1"}"#,
    );
    written(&GramSlice::new(0, 5).unwrap(), r#"{"start":0,"end":5}"#);
    written(&ProjectId::new("GS11236").unwrap(), r#""GS11236""#);
    let serial: SerialNumber = "PF0ABC12".parse().unwrap();
    let item = Model::Gtin("9506000134352".parse().unwrap());
    let part = Model::Part { maker: "m".parse().unwrap(), part_number: "N-1".parse().unwrap() };
    written(
        &ProductId::new(item, serial.clone()),
        r#"{"model":{"gtin":"09506000134352"},"serial":"PF0ABC12"}"#,
    );
    written(
        &ProductId::new(part, serial),
        r#"{"model":{"part":{"maker":"m","part_number":"N-1"}},"serial":"PF0ABC12"}"#,
    );
}

#[test]
fn names_on_the_wire_are_those_in_code() {
    for stage in Stage::ALL {
        written(&stage, &format!("{:?}", stage.as_str()));
    }
    for statistic in Statistic::ALL {
        written(&statistic, &format!("{:?}", statistic.as_str()));
    }
    for (rounding, name) in
        [(Rounding::Up, "up"), (Rounding::Down, "down"), (Rounding::Nearest, "nearest")]
    {
        written(&rounding, &format!("{name:?}"));
    }
    for (status, name) in [
        (Status::Published, "published"),
        (Status::Transcribed, "transcribed"),
        (Status::Derived, "derived"),
    ] {
        written(&status, &format!("{name:?}"));
    }
}

/// Some values have several text forms; all are read, one is written.
#[test]
fn other_spellings_of_a_product_are_read() {
    let gtin: Gtin = from_str(r#""9506000134352""#).unwrap();
    assert_eq!(to_string(&gtin).unwrap(), r#""09506000134352""#);
    let serial: SerialNumber = from_str(r#"" pf0abc12\t""#).unwrap();
    assert_eq!(to_string(&serial).unwrap(), r#""PF0ABC12""#);
}

#[test]
fn amounts_are_refused_with_the_column() {
    for (text, words) in [
        (r#""371.0960""#, "unexpected trailing zero at column 8"),
        (r#""371.0""#, "unexpected trailing zero at column 5"),
        (r#""0371""#, "unexpected leading zero at column 1"),
        (r#""371.096 kg""#, "unexpected text after the amount at column 8"),
        (r#""371.0965""#, "more decimals than one gram at column 8"),
        (r#""371,096""#, "a comma could mean decimals or thousands; write a point at column 4"),
        (r#""-1""#, "an amount of CO2e cannot be negative at column 1"),
        (r#""+1""#, "expected a digit at column 1"),
        (r#""""#, "expected a digit at column 1"),
        (r#""18446744073709551.616""#, "amount is too large at column 1"),
        ("371.096", "invalid type: floating point"),
        ("371", "invalid type: integer"),
        ("null", "invalid type: null"),
    ] {
        refused::<Co2e>(text, words);
    }
    let long = format!("{:?}", "1".repeat(1 << 20));
    refused::<Co2e>(&long, "text is too long for an amount of CO2e at column 1");
}

#[test]
fn bad_values_are_refused_at_every_door() {
    refused::<Estimate>(r#"{"mean_kg":-1.0,"sd_kg":0.0}"#, "the mean of an estimate must be");
    refused::<Estimate>(r#"{"mean_kg":1.0,"sd_kg":-1.0}"#, "the standard deviation of an estimate");
    refused::<Estimate>(r#"{"mean_kg":0.0,"sd_kg":1.0}"#, "the standard deviation of an estimate");
    refused::<Estimate>(r#"{"mean_kg":null,"sd_kg":0.0}"#, "invalid type: null");
    refused::<Estimate>(r#"{"mean_kg":1e999,"sd_kg":0.0}"#, "number out of range");
    refused::<Estimate>(r#"{"mean_kg":1.0}"#, "missing field `sd_kg`");
    refused::<Estimate>(r#"{"mean_kg":1.0,"sd_kg":0.0,"p95_kg":2.0}"#, "unknown field `p95_kg`");

    for amount in [
        "1_000",
        "+1",
        ".5",
        "5.",
        "007",
        "-0",
        "1e3",
        "",
        " 1",
        "1,5",
        "NaN",
        "79228162514264337593543950336",
    ] {
        let text = format!(r#"{{"amount":{amount:?},"currency":"EUR"}}"#);
        refused::<Money>(&text, "not a plain decimal number");
    }
    let long = format!(r#"{{"amount":{:?},"currency":"EUR"}}"#, "1".repeat(1 << 20));
    refused::<Money>(&long, "not a plain decimal number");
    refused::<Money>(r#"{"amount":12.5,"currency":"EUR"}"#, "invalid type: floating point");
    refused::<Money>(r#"{"amount":"1","currency":"eur"}"#, "unknown currency code");
    refused::<Money>(r#"{"amount":"1","currency":"ZZZ"}"#, "unknown currency code");
    refused::<Money>(r#"{"amount":"1","currency":"EUR","x":1}"#, "unknown field `x`");

    refused::<Country>(r#""se""#, "unknown country");
    refused::<Country>(r#""EU""#, "unknown country");
    refused::<Region>(r#""XX""#, "unknown country");
    refused::<Timestamp>(r#""2026-11-21""#, "not an instant");
    refused::<Timestamp>(r#""0000-01-01T00:00:00Z""#, "instant out of range");
    refused::<Timestamp>("0", "invalid type");
    refused::<Gtin>(r#""9506000134353""#, "check digit");
    refused::<Gtin>("9506000134352", "invalid type");
    refused::<SerialNumber>(r#""PF^0""#, "unexpected character '^' at column 3");
    refused::<ProjectId>(
        r#""GS/1""#,
        "not a valid project id: unexpected character '/' at column 3",
    );
    refused::<ProjectId>(r#""""#, "it is empty");
    refused::<Stage>(r#""endOfLife""#, "unknown variant");
    refused::<Statistic>(r#""P95""#, "unknown variant");
    refused::<Rounding>(r#""Up""#, "unknown variant");

    refused::<StageSet>("[]", "names at least one");
    refused::<StageSet>(r#"["use","use"]"#, "a life-cycle stage is named twice");
    refused::<StageSet>(r#"["using"]"#, "unknown variant");
    refused::<Vintage>(r#"{"first":"2020-12-31","last":"2020-01-01"}"#, "ends before it starts");
    refused::<Vintage>(r#"{"first":"2020-02-30","last":"2020-12-31"}"#, "not a day");
    refused::<UnitRange>(
        r#"{"scope":"a","first":2,"last":1,"printed":"A"}"#,
        "ends before it starts",
    );
    refused::<UnitRange>(r#"{"scope":"","first":1,"last":1,"printed":"A"}"#, "it is empty");
    refused::<UnitRange>(
        r#"{"scope":"a","first":-1,"last":1,"printed":"A"}"#,
        "expected a whole number from 0",
    );
    refused::<GramSlice>(r#"{"start":5,"end":5}"#, "a slice of grams must start before it ends");
    refused::<GramSlice>(
        r#"{"start":0,"end":18446744073709551616}"#,
        "expected a whole number from 0",
    );

    let mut unknown = serde_json::to_value(source()).unwrap();
    unknown["page"] = 3.into();
    refused::<Source>(&unknown.to_string(), "unknown field `page`");
    refused::<ProductId>(r#"{"model":{"gtin":"9506000134352"}}"#, "missing field `serial`");
}

/// A misspelt field next to the known ones used to be dropped silently.
#[test]
fn unknown_fields_of_a_part_are_refused() {
    let text = r#"{"part":{"maker":"m","part_number":"n","revision":2}}"#;
    refused::<Model>(text, "unknown field `revision`");
}

/// A value that cannot be read back is not written: the empty set used to be, as `[]`.
#[test]
fn no_stages_are_not_written() {
    let error = to_string(&StageSet::default()).unwrap_err();
    assert_eq!(error.to_string(), "a set of life-cycle stages names at least one");
}

/// Binary formats store grams and seconds, and check them too. (Integers in postcard have variable
/// length, the lowest seven bits first; signed integers are doubled.)
#[test]
fn binary_formats_are_checked_too() {
    fn binary<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, bytes: &[u8]) {
        assert_eq!(postcard::to_stdvec(value).unwrap(), bytes);
        assert_eq!(&postcard::from_bytes::<T>(bytes).unwrap(), value);
    }
    binary(&Co2e::from_grams(300), &[0xac, 0x02]);
    binary(&Timestamp::from_unix_seconds(1).unwrap(), &[2]);
    binary(&StageSet::from_iter([Stage::Manufacture, Stage::EndOfLife]), &[17]);
    binary(&GramSlice::new(1, 5).unwrap(), &[1, 5]);
    binary(&Statistic::P95, &[3]);

    let late = postcard::to_stdvec(&(Timestamp::MAX.as_unix_seconds() + 1)).unwrap();
    assert!(postcard::from_bytes::<Timestamp>(&late).is_err());
    assert!(postcard::from_bytes::<StageSet>(&[0]).is_err());
    assert!(postcard::from_bytes::<StageSet>(&[32]).is_err());
    assert!(postcard::to_stdvec(&StageSet::default()).is_err());
    assert!(postcard::from_bytes::<GramSlice>(&[5, 5]).is_err());
    assert!(postcard::from_bytes::<ProjectId>(b"\x03a/b").is_err());
    let minus_one = postcard::to_stdvec(&(-1.0, 0.0)).unwrap();
    assert!(postcard::from_bytes::<Estimate>(&minus_one).is_err());
}

fn any_day() -> impl Strategy<Value = co2_units::Date> {
    any_instant().prop_map(Timestamp::date)
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    let seconds = Timestamp::MIN.as_unix_seconds()..=Timestamp::MAX.as_unix_seconds();
    seconds.prop_map(|seconds| Timestamp::from_unix_seconds(seconds).expect("in range"))
}

fn read_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    value: &T,
) -> Result<(), TestCaseError> {
    let text = to_string(value).expect("a value is written");
    let read: T = from_str(&text).expect("its text is read");
    prop_assert_eq!(&read, value);
    prop_assert_eq!(to_string(&read).expect("a value is written"), text);
    Ok(())
}

proptest! {
    #[test]
    fn amounts_and_money_are_read_back(
        grams in any::<u64>(),
        mean_kg in 1e-9..1e12_f64,
        spread in 0.0..9.0_f64,
        units in any::<i64>(),
        scale in 0..=28_u32,
        currency in prop::sample::select(vec![Currency::EUR, Currency::JPY, Currency::XAU]),
    ) {
        read_back(&Co2e::from_grams(grams))?;
        read_back(&Estimate::new(kg(mean_kg), kg(mean_kg * spread)).unwrap())?;
        read_back(&Money::new(Decimal::new(units, scale), currency))?;
    }

    #[test]
    fn identities_are_read_back(
        days in [any_day(), any_day()],
        instant in any_instant(),
        [first, last, start, end] in any::<[u64; 4]>(),
        texts in ["[ -~]{1,256}", "[ -~]{1,256}"],
        id in "[A-Za-z0-9._:-]{1,64}",
        serial in "[!-\"%-?A-Z_a-z]{1,20}",
        stages in prop::sample::subsequence(Stage::ALL.to_vec(), 1..=5),
    ) {
        read_back(&Vintage::new(days[0].min(days[1]), days[0].max(days[1])).unwrap())?;
        read_back(&instant)?;
        if let Ok(units) = UnitRange::new(texts[0].as_str(), first.min(last), first.max(last), texts[1].as_str()) {
            read_back(&units)?;
        }
        if let Ok(slice) = GramSlice::new(start.min(end), start.max(end)) {
            read_back(&slice)?;
        }
        read_back(&StageSet::from_iter(stages))?;
        let model = Model::Part { maker: id.parse().unwrap(), part_number: id.parse().unwrap() };
        read_back(&ProjectId::new(id.as_str()).unwrap())?;
        read_back(&ProductId::new(model, serial.parse().unwrap()))?;
    }

    #[test]
    fn no_json_makes_reading_panic(text in any::<String>(), number in any::<f64>()) {
        let quoted = to_string(&text).unwrap();
        let object = format!(r#"{{"amount":{quoted},"currency":"EUR"}}"#);
        let numbers = format!(r#"{{"mean_kg":{number},"sd_kg":{number}}}"#);
        let vintage = format!(r#"{{"first":{quoted},"last":{quoted}}}"#);
        for text in [&text, &quoted, &object, &numbers, &vintage] {
            let _ = from_str::<Co2e>(text);
            let _ = from_str::<Money>(text);
            let _ = from_str::<Estimate>(text);
            let _ = from_str::<Vintage>(text);
            let _ = from_str::<Timestamp>(text);
            let _ = from_str::<Gtin>(text);
            let _ = from_str::<SerialNumber>(text);
            let _ = from_str::<ProjectId>(text);
            let _ = from_str::<Region>(text);
            let _ = from_str::<StageSet>(text);
        }
    }
}
