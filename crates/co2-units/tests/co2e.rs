//! The ledger layer: exact grams, their text forms, decimals and splits.

use co2_units::{Co2e, Co2eUnit, DecimalError, ParseCo2eError, ParseCo2eErrorKind, SplitError};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// Amounts of every size, including the limits.
fn any_amount() -> impl Strategy<Value = Co2e> {
    let product = 0..5_000_000_u64;
    prop_oneof![any::<u64>(), product, Just(0), Just(u64::MAX)].prop_map(Co2e::from_grams)
}

fn any_unit() -> impl Strategy<Value = Co2eUnit> {
    prop::sample::select(&Co2eUnit::ALL)
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).expect("a decimal of the test")
}

#[test]
fn a_whole_amount_is_the_same_in_every_constructor() {
    assert_eq!(Co2e::from_kilograms(1), Some(Co2e::KILOGRAM));
    assert_eq!(Co2e::from_tonnes(1), Some(Co2e::TONNE));
    assert_eq!(Co2e::from_grams(1_000_000), Co2e::TONNE);
    for unit in Co2eUnit::ALL {
        assert_eq!(format!("1 {}", unit.symbol()).parse(), Ok(Co2e::from_grams(unit.grams())));
    }
}

#[test]
fn arithmetic_stops_at_both_ends() {
    assert_eq!(Co2e::MAX.checked_add(Co2e::ZERO), Some(Co2e::MAX));
    assert_eq!(Co2e::MAX.checked_add(Co2e::GRAM), None);
    assert_eq!(Co2e::ZERO.checked_sub(Co2e::GRAM), None);
    assert_eq!(Co2e::KILOGRAM.checked_sub(Co2e::GRAM), Some(Co2e::from_grams(999)));
    assert_eq!(Co2e::GRAM.saturating_sub(Co2e::KILOGRAM), Co2e::ZERO);
    assert_eq!(Co2e::KILOGRAM.saturating_sub(Co2e::GRAM), Co2e::from_grams(999));
    assert_eq!(Co2e::MAX.checked_mul(1), Some(Co2e::MAX));
    assert_eq!(Co2e::MAX.checked_mul(2), None);
    assert_eq!(Co2e::from_kilograms(u64::MAX / 1_000), Some(Co2e::from_grams(u64::MAX - 615)));
    assert_eq!(Co2e::from_kilograms(u64::MAX / 1_000 + 1), None);
    assert_eq!(Co2e::from_tonnes(u64::MAX / 1_000_000 + 1), None);
    assert_eq!(Co2e::checked_sum([]), Some(Co2e::ZERO));
    assert_eq!(Co2e::checked_sum([Co2e::MAX, Co2e::ZERO, Co2e::GRAM]), None);
    assert!(Co2e::ZERO.is_zero() && !Co2e::GRAM.is_zero());
}

#[test]
fn an_amount_rounds_up_to_a_step() {
    let step = Co2e::from_grams(500_000);
    let cases = [(0, 0), (1, 500_000), (500_000, 500_000), (500_001, 1_000_000)];
    for (grams, expected) in cases {
        assert_eq!(Co2e::from_grams(grams).round_up_to(step), Some(Co2e::from_grams(expected)));
    }
    assert_eq!(Co2e::GRAM.round_up_to(Co2e::ZERO), None);
    assert_eq!(Co2e::MAX.round_up_to(Co2e::GRAM), Some(Co2e::MAX));
    assert_eq!(Co2e::MAX.round_up_to(Co2e::KILOGRAM), None);
}

#[test]
fn amounts_are_written_in_one_way() {
    use Co2eUnit::{Gram, Kilogram, Kilotonne, Megatonne, Tonne};
    let cases = [
        (371_096, Gram, "371096 g CO2e"),
        (371_096, Kilogram, "371.096 kg CO2e"),
        (371_096, Tonne, "0.371096 t CO2e"),
        (371_096, Kilotonne, "0.000371096 kt CO2e"),
        (371_096, Megatonne, "0.000000371096 Mt CO2e"),
        (1_500_000, Kilogram, "1500 kg CO2e"),
        (1_500_000, Tonne, "1.5 t CO2e"),
        (1_050, Kilogram, "1.05 kg CO2e"),
        (1, Kilogram, "0.001 kg CO2e"),
        (0, Megatonne, "0 Mt CO2e"),
        (u64::MAX, Kilogram, "18446744073709551.615 kg CO2e"),
        (u64::MAX, Megatonne, "18446744.073709551615 Mt CO2e"),
    ];
    for (grams, unit, text) in cases {
        assert_eq!(Co2e::from_grams(grams).display(unit).to_string(), text);
    }
}

/// `{:.3}` used to truncate the text as it does any other and showed 371.096 kg as `371`.
#[test]
fn a_precision_never_cuts_an_amount() {
    let amount = Co2e::from_grams(371_096);
    assert_eq!(format!("{amount:.3}"), "371.096 kg CO2e");
    assert_eq!(format!("{:.0}", amount.display(Co2eUnit::Gram)), "371096 g CO2e");
    assert_eq!(format!("[{amount:>17}]"), "[  371.096 kg CO2e]");
    assert_eq!(format!("[{amount:-^17}]"), "[-371.096 kg CO2e-]");
}

#[test]
fn what_cannot_be_misread_is_read() {
    let cases = [
        ("0 g", 0),
        ("0.000 kg", 0),
        ("371.096 kg CO2e", 371_096),
        ("371.096kg CO2e", 371_096),
        ("371.096000000 kg", 371_096),
        ("5.0 g", 5),
        ("0.00000100000 t", 1),
        ("0.5t", 500_000),
        ("1.000000001 kt", 1_000_000_001),
        ("0.000000000001 Mt CO2e", 1),
        ("18446744073709551615 g", u64::MAX),
        ("18446744.073709551615 Mt", u64::MAX),
    ];
    for (text, grams) in cases {
        assert_eq!(text.parse(), Ok(Co2e::from_grams(grams)), "{text}");
    }
}

#[test]
fn what_could_be_misread_is_refused_where_it_stands() {
    use ParseCo2eErrorKind as Kind;
    let long = format!("1{} kg", "0".repeat(61));
    let cases = [
        (long.as_str(), Kind::TooLong, 1),
        ("", Kind::ExpectedDigit, 1),
        (" 5 kg", Kind::ExpectedDigit, 1),
        ("+5 kg", Kind::ExpectedDigit, 1),
        (".5 kg", Kind::ExpectedDigit, 1),
        ("kg", Kind::ExpectedDigit, 1),
        ("NaN kg", Kind::ExpectedDigit, 1),
        ("٣ kg", Kind::ExpectedDigit, 1),
        ("5. kg", Kind::ExpectedDigit, 3),
        ("12.x kg", Kind::ExpectedDigit, 4),
        ("1,5 kg", Kind::Comma, 2),
        ("1,000.5 kg", Kind::Comma, 2),
        ("1000.5,0 kg", Kind::Comma, 7),
        ("-5 kg", Kind::Negative, 1),
        ("\u{2212}5 kg", Kind::Negative, 1),
        ("0371 kg", Kind::LeadingZero, 1),
        ("00 kg", Kind::LeadingZero, 1),
        ("1.5 g", Kind::FractionOfGram, 3),
        ("371.0961 kg", Kind::FractionOfGram, 8),
        ("0.0000001 t", Kind::FractionOfGram, 9),
        ("18446744073709551616 g", Kind::TooLarge, 1),
        ("18446744073709551.616 kg", Kind::TooLarge, 1),
        ("99999999999999999999999 Mt", Kind::TooLarge, 1),
        ("371.096", Kind::MissingUnit, 8),
        ("5 ", Kind::MissingUnit, 3),
        ("5  kg", Kind::UnknownUnit, 3),
        ("5 ton", Kind::UnknownUnit, 3),
        ("5 KG", Kind::UnknownUnit, 3),
        ("5 mt", Kind::UnknownUnit, 3),
        ("5 kgCO2e", Kind::UnknownUnit, 3),
        ("1e3 kg", Kind::UnknownUnit, 2),
        ("1 000 kg", Kind::UnknownUnit, 3),
        ("1'000 kg", Kind::UnknownUnit, 2),
        ("1.2.3 kg", Kind::UnknownUnit, 4),
        ("5 кg", Kind::UnknownUnit, 3),
        ("5 kg ", Kind::TrailingText, 5),
        ("5 kg CO2", Kind::TrailingText, 5),
        ("5 kg co2e", Kind::TrailingText, 5),
        ("5 kg CO2e!", Kind::TrailingText, 5),
        ("5 kg CO2e ", Kind::TrailingText, 5),
        ("5 kg  CO2e", Kind::TrailingText, 5),
        ("5 kg, about", Kind::TrailingText, 5),
    ];
    for (text, kind, column) in cases {
        let error = text.parse::<Co2e>().expect_err(text);
        assert_eq!((error.kind, error.column), (kind, column), "{text}");
        assert_eq!(error.to_string(), format!("{kind} at column {column}"));
    }
}

#[test]
fn decimals_are_taken_without_loss_or_refused() {
    let fine = [
        ("371.096", 371_096),
        ("371.0960000000000", 371_096),
        ("0", 0),
        ("1000000", 1_000_000_000),
        ("18446744073709551.615", u64::MAX),
    ];
    for (text, grams) in fine {
        assert_eq!(Co2e::from_decimal_kilograms(decimal(text)), Ok(Co2e::from_grams(grams)));
    }
    assert_eq!(Co2e::from_decimal_kilograms(-Decimal::ZERO), Ok(Co2e::ZERO));

    for text in ["-1", "-0.0001", "-79228162514264337593543950335"] {
        let value = decimal(text);
        let error = Co2e::from_decimal_kilograms(value);
        assert_eq!(error, Err(DecimalError::Negative { value }));
    }
    for text in ["0.0001", "371.0965", "18446744073709551.6151"] {
        let value = decimal(text);
        let error = Co2e::from_decimal_kilograms(value);
        assert_eq!(error, Err(DecimalError::FractionOfGram { value }));
    }
    for text in ["18446744073709551.616", "18446744073709552", "79228162514264337593543950335"] {
        let value = decimal(text);
        let error = Co2e::from_decimal_kilograms(value);
        assert_eq!(error, Err(DecimalError::TooLarge { value }));
    }
    let too_large = DecimalError::TooLarge { value: Decimal::ONE_HUNDRED };
    let message = "an amount of CO2e is at most 18446744073709551.615 kg: 100";
    assert_eq!(too_large.to_string(), message);
}

#[test]
fn a_split_gives_left_over_grams_to_the_largest_remainders() {
    let cases: [(u64, &[u64], &[u64]); 7] = [
        (100, &[1, 1, 1], &[34, 33, 33]),
        (101, &[1, 1, 1], &[34, 34, 33]),
        (10, &[3, 3, 1], &[4, 4, 2]), // 4.29, 4.29, 1.43: the last has the largest remainder
        (1, &[0, 1, 0], &[0, 1, 0]),
        (7, &[0, 5, 0, 5], &[0, 4, 0, 3]),
        (0, &[1, 2], &[0, 0]),
        (u64::MAX, &[u64::MAX], &[u64::MAX]),
    ];
    for (grams, weights, expected) in cases {
        let parts = Co2e::from_grams(grams).split(weights).unwrap();
        let parts: Vec<u64> = parts.into_iter().map(Co2e::as_grams).collect();
        assert_eq!(parts, expected);
    }
}

#[test]
fn a_split_needs_weights() {
    assert_eq!(Co2e::TONNE.split(&[]), Err(SplitError::NoWeight));
    assert_eq!(Co2e::TONNE.split(&[0, 0]), Err(SplitError::NoWeight));
    assert_eq!(Co2e::TONNE.split(&[u64::MAX, 1]), Err(SplitError::WeightsTooLarge));
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back(amount in any_amount(), unit in any_unit()) {
        let text = amount.display(unit).to_string();
        prop_assert_eq!(text.parse(), Ok(amount));
        let (number, _) = text.split_once(' ').unwrap();
        prop_assert!(!number.contains('.') || !number.ends_with('0'), "not canonical: {}", number);
        let bare = format!("{number}{}", unit.symbol());
        prop_assert_eq!(bare.parse(), Ok(amount));
    }

    #[test]
    fn decimals_are_read_back(amount in any_amount()) {
        let kilograms = amount.to_decimal_kilograms();
        prop_assert_eq!(Co2e::from_decimal_kilograms(kilograms), Ok(amount));
        prop_assert_eq!(amount.to_decimal_tonnes() * Decimal::ONE_THOUSAND, kilograms);
    }

    #[test]
    fn parts_sum_to_the_whole_and_are_fair(
        amount in any_amount(),
        weights in prop::collection::vec(prop_oneof![0..4_u64, 0..u64::MAX / 64], 1..40),
    ) {
        let total: u64 = weights.iter().sum();
        prop_assume!(total > 0);
        let parts = amount.split(&weights).unwrap();
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(Co2e::checked_sum(parts.iter().copied()), Some(amount));
        // |part - amount × weight / total| < 1 g, in whole numbers
        let total = u128::from(total);
        for (part, weight) in parts.iter().zip(&weights) {
            let exact = u128::from(amount.as_grams()) * u128::from(*weight);
            let given = u128::from(part.as_grams()) * total;
            prop_assert!(exact.abs_diff(given) < total);
            prop_assert!(*weight > 0 || part.is_zero());
        }
        // Largest remainder: a part that was rounded up had no smaller remainder than one that was
        // not.
        let remainder = |weight: u64| u128::from(amount.as_grams()) * u128::from(weight) % total;
        let is_up = |part: Co2e, weight: u64| {
            u128::from(part.as_grams()) * total > u128::from(amount.as_grams()) * u128::from(weight)
        };
        let rest = |up: bool| {
            let pairs = parts.iter().zip(&weights);
            pairs.filter(move |(part, weight)| is_up(**part, **weight) == up)
                .map(|(_, weight)| remainder(*weight))
        };
        if let (Some(least), Some(most)) = (rest(true).min(), rest(false).max()) {
            prop_assert!(least >= most);
        }
    }

    #[test]
    fn a_step_is_reached_and_not_passed(grams in 0..u64::MAX / 2, step in 1..u64::MAX / 2) {
        let (amount, step) = (Co2e::from_grams(grams), Co2e::from_grams(step));
        let rounded = amount.round_up_to(step).unwrap();
        prop_assert_eq!(rounded.as_grams() % step.as_grams(), 0);
        prop_assert!(rounded >= amount);
        prop_assert!(rounded.saturating_sub(amount) < step);
    }

    #[test]
    fn no_text_makes_reading_panic(text in any::<String>(), almost in "[0-9.,+−-]{0,24} ?[kMtgé]{0,3}[ COe2]{0,6}") {
        for text in [&text, &almost] {
            if let Err(ParseCo2eError { column, .. }) = text.parse::<Co2e>() {
                prop_assert!((1..=text.chars().count() + 1).contains(&column));
            }
        }
    }
}

#[test]
fn a_very_long_text_is_refused_at_once() {
    for piece in ["9", "0", "0.", " ", "-", "é", "kg CO2e "] {
        let error = piece.repeat(1 << 20).parse::<Co2e>().unwrap_err();
        assert_eq!(error.kind, ParseCo2eErrorKind::TooLong);
    }
}
