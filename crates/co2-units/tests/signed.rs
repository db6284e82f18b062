//! Differences of amounts: defined for all amounts, one canonical form, and no way to leave the
//! range.
#![cfg(feature = "proptest")]

use co2_units::{Co2e, Co2eUnit, DecimalError, NegativeCo2eError, ParseCo2eErrorKind, SignedCo2e};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn grams(grams: i128) -> SignedCo2e {
    SignedCo2e::from_grams(grams).expect("a difference of the test")
}

#[test]
fn the_range_is_that_of_amounts_on_both_sides() {
    let limit = i128::from(u64::MAX);
    assert_eq!((SignedCo2e::MIN.as_grams(), SignedCo2e::MAX.as_grams()), (-limit, limit));
    assert_eq!(Co2e::ZERO.difference(Co2e::MAX), SignedCo2e::MIN);
    assert_eq!(Co2e::MAX.difference(Co2e::ZERO), SignedCo2e::MAX);
    assert_eq!(SignedCo2e::MIN.negated(), SignedCo2e::MAX);
    for outside in [limit + 1, -limit - 1, i128::MAX, i128::MIN] {
        assert_eq!(SignedCo2e::from_grams(outside), None);
    }
    assert_eq!(SignedCo2e::MAX.checked_add(grams(1)), None);
    assert_eq!(SignedCo2e::MIN.checked_sub(grams(1)), None);
    assert_eq!(SignedCo2e::MIN.checked_mul(u64::MAX), None);
    assert_eq!(grams(-3).checked_mul(4), Some(grams(-12)));
    let both = [SignedCo2e::MAX, SignedCo2e::MAX, SignedCo2e::MIN, grams(-7)];
    assert_eq!(
        SignedCo2e::checked_sum(both),
        Some(grams(limit - 7)),
        "only the final sum must be in range"
    );
    assert_eq!(SignedCo2e::checked_sum([SignedCo2e::MAX; 2]), None);
}

#[test]
fn an_amount_is_a_difference_that_is_not_negative() {
    assert_eq!(Co2e::try_from(grams(5)), Ok(Co2e::from_grams(5)));
    assert_eq!(Co2e::try_from(SignedCo2e::ZERO), Ok(Co2e::ZERO));
    let error = Co2e::try_from(grams(-5)).unwrap_err();
    let NegativeCo2eError { difference, .. } = error;
    assert_eq!(difference, grams(-5));
    assert_eq!(error.to_string(), "an amount of CO2e cannot be negative: -0.005 kg CO2e");
    assert_eq!(Co2e::from_grams(4).checked_add_signed(grams(-5)), None);
    assert_eq!(Co2e::MAX.checked_add_signed(grams(1)), None);
}

#[test]
fn differences_are_written_in_one_way() {
    for (difference, unit, text) in [
        (grams(-371_096), Co2eUnit::Kilogram, "-371.096 kg CO2e"),
        (grams(-1), Co2eUnit::Megatonne, "-0.000000000001 Mt CO2e"),
        (SignedCo2e::ZERO, Co2eUnit::Gram, "0 g CO2e"),
        (SignedCo2e::MIN, Co2eUnit::Gram, "-18446744073709551615 g CO2e"),
        (grams(1_500_000), Co2eUnit::Tonne, "1.5 t CO2e"),
    ] {
        assert_eq!(difference.display(unit).to_string(), text);
    }
    assert_eq!(format!("{:+}", grams(1_000)), "+1 kg CO2e");
    assert_eq!(format!("{:+}", SignedCo2e::ZERO), "0 kg CO2e");
    assert_eq!(
        format!("[{:>12}] {:.1}", grams(-1_000), grams(-1_234)),
        "[  -1 kg CO2e] -1.234 kg CO2e"
    );
}

#[test]
fn bad_texts_are_refused_where_they_are_bad() {
    use ParseCo2eErrorKind as Kind;
    let long = format!("-{}", "1".repeat(64));
    for (text, kind, column) in [
        ("-", Kind::ExpectedDigit, 2),
        ("--1 kg", Kind::ExpectedDigit, 2),
        ("\u{2212}1 kg", Kind::ExpectedDigit, 1),
        ("+1 kg", Kind::ExpectedDigit, 1),
        ("- 1 kg", Kind::ExpectedDigit, 2),
        ("-0 kg", Kind::NegativeZero, 1),
        ("-0.000 kg", Kind::NegativeZero, 1),
        ("-1,5 kg", Kind::Comma, 3),
        ("-01 kg", Kind::LeadingZero, 2),
        ("-1", Kind::MissingUnit, 3),
        ("-0.0001 kg", Kind::FractionOfGram, 7),
        ("-18446744073709551616 g", Kind::TooLarge, 2),
        (&long, Kind::TooLong, 1),
    ] {
        let error = text.parse::<SignedCo2e>().unwrap_err();
        assert_eq!((error.kind, error.column), (kind, column), "{text}");
    }
}

#[test]
fn decimals_are_taken_without_loss_or_refused() {
    let decimal = |text: &str| -> Decimal { text.parse().expect("a decimal of the test") };
    assert_eq!(SignedCo2e::from_decimal_kilograms(decimal("-371.0960")), Ok(grams(-371_096)));
    assert_eq!(SignedCo2e::from_decimal_kilograms(-Decimal::ZERO), Ok(SignedCo2e::ZERO));
    let value = decimal("-0.0001");
    assert_eq!(
        SignedCo2e::from_decimal_kilograms(value),
        Err(DecimalError::FractionOfGram { value })
    );
    let value = decimal("-18446744073709551.616");
    assert_eq!(SignedCo2e::from_decimal_kilograms(value), Err(DecimalError::TooLarge { value }));
}

#[test]
#[cfg(feature = "serde")]
fn the_wire_has_one_spelling() {
    let read = |text: &str| serde_json::from_value::<SignedCo2e>(text.into());
    for (text, difference) in [
        ("-371.096", grams(-371_096)),
        ("0", SignedCo2e::ZERO),
        ("18446744073709551.615", SignedCo2e::MAX),
    ] {
        assert_eq!(read(text).expect(text), difference);
        assert_eq!(serde_json::to_value(difference).expect("written"), text);
    }
    for text in ["-0", "+1", "-1.0", "-", "", "-1 kg", "-01", "1.", "-18446744073709551.616"] {
        assert!(read(text).is_err(), "{text}");
    }
    // Binary formats store grams and check them.
    let bytes = postcard::to_stdvec(&grams(-3)).expect("written");
    assert_eq!(bytes, [5]);
    assert_eq!(postcard::from_bytes(&bytes), Ok(grams(-3)));
    let outside = postcard::to_stdvec(&(i128::from(u64::MAX) + 1)).expect("written");
    assert!(postcard::from_bytes::<SignedCo2e>(&outside).is_err());
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(difference in any::<SignedCo2e>(), unit in any::<Co2eUnit>()) {
        let text = difference.display(unit).to_string();
        prop_assert_eq!(text.parse(), Ok(difference));
        let decimal = difference.to_decimal_kilograms();
        prop_assert_eq!(SignedCo2e::from_decimal_kilograms(decimal), Ok(difference));
    }

    #[test]
    fn a_difference_leads_back(left in any::<Co2e>(), right in any::<Co2e>()) {
        let difference = left.difference(right);
        prop_assert_eq!(right.checked_add_signed(difference), Some(left));
        prop_assert_eq!(right.difference(left), difference.negated());
        prop_assert_eq!(difference.is_negative(), left < right);
        prop_assert_eq!(difference.is_zero(), left == right);
        prop_assert_eq!(Some(difference.magnitude()), left.max(right).checked_sub(left.min(right)));
        prop_assert_eq!(left.cmp(&right), SignedCo2e::from(left).cmp(&SignedCo2e::from(right)));
    }
}
