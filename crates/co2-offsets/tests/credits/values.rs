//! Values of projects and lots are checked however they are made.

use co2_offsets::project::ValidityError;
use co2_offsets::{
    CorsiaPhase, Label, LabelScope, Mitigation, Price, PricePer, Sdg, Technology, Text, Validity,
};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Currency, Date, Money, MoneyError};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn texts_are_printable_lines() {
    for text in ["", " a", "a ", "a\nb", "a\u{2028}b", &"é".repeat(201), &"a".repeat(10_000)] {
        assert!(Text::new(text).is_err(), "{text:?}");
        assert!(serde_json::from_value::<Text>(text.into()).is_err());
    }
    assert_eq!(Text::new("é".repeat(200)).unwrap().as_str().chars().count(), 200);
}

#[test]
fn a_validity_starts_before_it_ends() {
    let (first, last) = (day("2026-01-01"), day("2026-12-31"));
    let year = Validity::new(Some(first), Some(last)).unwrap();
    assert_eq!((year.from(), year.to()), (Some(first), Some(last)));
    assert!(year.covers(first) && year.covers(last) && !year.covers(day("2027-01-01")));
    assert!(Validity::ALWAYS.covers(first));
    let order = Validity::new(Some(last), Some(first)).unwrap_err();
    assert_eq!(order, ValidityError::Order { from: last, to: first });
    let far = Date::from_ymd_opt(10_000, 1, 1).unwrap();
    assert_eq!(Validity::new(None, Some(far)), Err(ValidityError::Day { day: far }));
    let json = r#"{"from":"2026-12-31","to":"2026-01-01"}"#;
    assert!(serde_json::from_str::<Validity>(json).is_err());
    let label = r#"{"scheme":"CCP Approved","scope":"unit"}"#;
    let label: Label = serde_json::from_str(label).unwrap();
    assert_eq!((label.scope, label.validity), (LabelScope::Unit, Validity::ALWAYS));
}

#[test]
fn goals_are_1_to_17() {
    assert_eq!(Sdg::new(13).unwrap().to_string(), "SDG 13");
    for number in [0, 18] {
        assert!(Sdg::new(number).is_err());
        assert!(serde_json::from_value::<Sdg>(number.into()).is_err());
    }
}

#[test]
fn a_price_is_not_below_nothing() {
    let money = |text: &str| Money::new(text.parse::<Decimal>().unwrap(), Currency::EUR);
    assert!(Price::new(money("-0.01"), PricePer::Unit).is_err());
    assert!(Price::new(money("-0"), PricePer::Unit).is_ok());
    let json = r#"{"money":{"amount":"-1","currency":"EUR"},"per":"tonne"}"#;
    assert!(serde_json::from_str::<Price>(json).is_err());
    let price = Price::new(money("0.25"), PricePer::Unit).unwrap();
    assert_eq!(price.per_tonne(Co2e::KILOGRAM), Ok(money("250")));
    assert_eq!(price.per_tonne(Co2e::ZERO), Err(MoneyError::TooLarge));
    let price = Price::new(money("12.50"), PricePer::Tonne).unwrap();
    assert_eq!(price.per_tonne(Co2e::KILOGRAM), Ok(money("12.50")));
}

#[test]
fn names_are_read_back() {
    for &technology in Technology::ALL {
        assert_eq!(Technology::from_name(technology.as_str()), Some(technology));
        assert_eq!(serde_json::to_value(technology).unwrap(), technology.as_str());
    }
    for mitigation in Mitigation::ALL {
        assert_eq!(Mitigation::from_name(mitigation.as_str()), Some(mitigation));
    }
    for &phase in CorsiaPhase::ALL {
        assert_eq!(serde_json::to_value(phase).unwrap(), phase.as_str());
    }
}
