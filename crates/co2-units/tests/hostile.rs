//! No text makes a parser panic, however long it is: up to a megabyte, through every `FromStr` and
//! every deserialiser.

use co2_units::credit::{ProjectId, RegistryId, UnitRange, Vintage};
use co2_units::product::{Gtin, MakerId, PartNumber, SerialNumber};
use co2_units::{Bloc, Co2e, Country, Region, SignedCo2e, Subdivision, Timestamp};
use proptest::prelude::*;

const MEGABYTE: usize = 1 << 20;

/// Passes the text to every parser. Values that are accepted are short.
fn knock(text: &str) {
    macro_rules! doors {
        ($($type:ty),*) => {$(
            if let Ok(value) = text.parse::<$type>() {
                assert!(value.to_string().len() <= 64, stringify!($type));
            }
        )*};
    }
    doors!(Co2e, SignedCo2e, Country, Subdivision, Bloc, Region, Timestamp, Vintage, Gtin);
    doors!(SerialNumber, RegistryId, ProjectId, MakerId, PartNumber);
    assert!(UnitRange::new(text, 1, 1, text).is_err() || text.len() <= 256);
    #[cfg(feature = "serde")]
    json(text);
}

#[cfg(feature = "serde")]
fn json(text: &str) {
    use co2_units::credit::GramSlice;
    use co2_units::doorway::Rounding;
    use co2_units::product::Model;
    use co2_units::{
        Difference, Estimate, Money, ProductId, RateTable, Source, Stage, StageSet, Statistic,
        Status,
    };
    use serde::Deserialize;
    use serde_json::{Value, from_str, json};

    macro_rules! doors {
        ($text:expr, $value:expr; $($type:ty),*) => {$(
            let _ = from_str::<$type>($text);
            let _ = <$type>::deserialize($value);
        )*};
    }
    let quoted = Value::from(text);
    let fields = json!({
        "amount": text, "currency": text, "date": text, "base": text, "rates": {text: text},
        "first": text, "last": text, "scope": text, "printed": text, "gtin": text,
    });
    for value in [&quoted, &fields, &json!([text]), &json!({"gtin": text})] {
        doors!(text, value; Co2e, SignedCo2e, Country, Subdivision, Region, Timestamp, Vintage);
        doors!(text, value; Gtin, SerialNumber, RegistryId, ProjectId, MakerId, PartNumber);
        doors!(text, value; Estimate, Difference, Money, RateTable, Source, Model, ProductId);
        doors!(text, value; UnitRange, GramSlice, Stage, StageSet, Statistic, Status, Rounding);
    }
}

#[test]
fn a_megabyte_of_anything_is_refused() {
    for piece in ["0", "-", " ", "a", "é", "\0", "1.", "9 kg"] {
        let text = piece.repeat(MEGABYTE / piece.len());
        knock(&text);
        assert!(text.parse::<Co2e>().is_err() && text.parse::<SerialNumber>().is_err());
    }
    // Spaces around a serial are removed, however many there are.
    let padded = format!("{}PF0{}", " ".repeat(MEGABYTE / 2), "\t".repeat(MEGABYTE / 2));
    assert_eq!(padded.parse::<SerialNumber>().unwrap().as_str(), "PF0");
}

/// Short texts in the form of each type, which are then cut, joined and repeated.
fn seeds() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9]{0,25}",
        "-?[0-9]{1,20}(\\.[0-9]{1,4})? ?(g|kg|t|kt|Mt)?( CO2e)?",
        "[A-Z]{2}(-[A-Z0-9]{1,4})?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{8}Z)?",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9]{4}-[0-9]{2}-[0-9]{2}",
        "\\PC{0,64}",
        "[{}\\[\\]\",:0-9a-z_ ]{0,64}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_short_text_makes_a_door_panic(text in seeds(), more in seeds()) {
        knock(&text);
        knock(&format!("{text}{more}"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_long_text_makes_a_door_panic(
        head in seeds(),
        middle in seeds(),
        tail in seeds(),
        length in 1..=MEGABYTE,
    ) {
        let times = length.saturating_sub(head.len() + tail.len()) / middle.len().max(1);
        let text = format!("{head}{}{tail}", middle.repeat(times.min(length)));
        knock(&text);
    }
}
