//! Sources have no blank texts, and factors are made from what was published.

use co2_units::model::{GridIntensity, MaterialIntensity, grid_intensity, material_intensity};
use co2_units::{Factor, Source, SourceError, Status};
use rust_decimal::Decimal;
use std::borrow::Cow;

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

type Field = fn(&mut Source) -> &mut Cow<'static, str>;

const FIELDS: [(&str, Field); 6] = [
    ("publisher", |source| &mut source.publisher),
    ("edition", |source| &mut source.edition),
    ("region", |source| &mut source.region),
    ("boundary", |source| &mut source.boundary),
    ("licence", |source| &mut source.licence),
    ("locator", |source| &mut source.locator),
];

#[test]
fn every_text_of_a_source_says_something() {
    assert_eq!(source().check(), Ok(()));
    for (name, field) in FIELDS {
        for text in [String::new(), " \t\r\n".to_owned(), "é".repeat(1_025)] {
            let mut bad = source();
            *field(&mut bad) = text.into();
            let SourceError { field, .. } = bad.check().unwrap_err();
            assert_eq!(field, name);
            #[cfg(feature = "serde")]
            {
                let text = serde_json::to_string(&bad).unwrap();
                let error = serde_json::from_str::<Source>(&text).unwrap_err().to_string();
                assert!(error.contains(&format!("the {name} of a source is blank")), "{error}");
            }
        }
        let mut long = source();
        *field(&mut long) = "é".repeat(1_024).into();
        assert_eq!(long.check(), Ok(()));
    }
}

/// The number as printed and the quantity to compute with cannot differ.
#[test]
fn a_factor_is_made_of_what_was_published() {
    let in_unit = GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>;
    let factor = Factor::from_published(Decimal::new(35_70, 2), "gCO2e/kWh", source(), in_unit);
    assert_eq!(factor.quantity(), in_unit(35.7));
    assert_eq!((factor.published(), factor.unit()), (Decimal::new(35_70, 2), "gCO2e/kWh"));
    assert_eq!(factor.source(), &source());
    assert_eq!(factor.to_string(), "35.70 gCO2e/kWh, A Publisher, 2025 (SE, 2024)");

    // To the nearest double, for any size and sign.
    let in_unit = MaterialIntensity::new::<material_intensity::kilogram_per_kilogram>;
    for text in ["-1.6", "0.1", "79228162514264337593543950335", "0.0000000000000000000000000001"] {
        let published: Decimal = text.parse().unwrap();
        let factor = Factor::from_published(published, "kgCO2e/kg", source(), in_unit);
        assert_eq!(factor.quantity(), in_unit(text.parse().unwrap()), "{text}");
    }
}
