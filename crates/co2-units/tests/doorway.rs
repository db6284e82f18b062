//! The conversion from model quantities to grams: named rounding, float dust, and what is refused.

use co2_units::Co2e;
use co2_units::doorway::{DUST_G, DoorwayError, Rounding};
use co2_units::model::{Carbon, carbon};
use proptest::prelude::*;

const ALL: [Rounding; 3] = [Rounding::Up, Rounding::Down, Rounding::Nearest];

fn grams(value: f64) -> Carbon {
    Carbon::new::<carbon::gram>(value)
}

fn kilograms(value: f64) -> Carbon {
    Carbon::new::<carbon::kilogram>(value)
}

/// Up, down and to the nearest gram.
fn rounded(amount: Carbon) -> [Result<u64, DoorwayError>; 3] {
    ALL.map(|rounding| Co2e::from_model(amount, rounding).map(Co2e::as_grams))
}

#[test]
fn each_rounding_goes_its_way() {
    assert_eq!(rounded(grams(371_096.25)), [Ok(371_097), Ok(371_096), Ok(371_096)]);
    assert_eq!(rounded(grams(371_096.75)), [Ok(371_097), Ok(371_096), Ok(371_097)]);
    assert_eq!(rounded(grams(0.5)), [Ok(1), Ok(0), Ok(1)]);
    assert_eq!(rounded(grams(371_096.0)), [Ok(371_096); 3]);
    assert_eq!(rounded(grams(0.0)), [Ok(0); 3]);
    assert_eq!(rounded(grams(-0.0)), [Ok(0); 3]);
}

#[test]
fn float_dust_neither_adds_nor_loses_a_gram() {
    let inside = 0.000_99;
    assert_eq!(rounded(grams(371_096.0 + inside)), [Ok(371_096); 3]);
    assert_eq!(rounded(grams(371_096.0 - inside)), [Ok(371_096); 3]);
    assert_eq!(rounded(grams(inside)), [Ok(0); 3]);
    assert_eq!(rounded(grams(-inside)), [Ok(0); 3]);
    // The usual dust of a sum, and of a product that should be a whole number of grams.
    assert_eq!(rounded(kilograms(0.1 + 0.2)), [Ok(300); 3]);
    assert_eq!(rounded(kilograms(371.096) * 3.0 / 3.0), [Ok(371_096); 3]);
}

#[test]
fn more_than_dust_counts() {
    let outside = 0.001_01;
    assert_eq!(rounded(grams(371_096.0 + outside)), [Ok(371_097), Ok(371_096), Ok(371_096)]);
    assert_eq!(rounded(grams(371_096.0 - outside)), [Ok(371_096), Ok(371_095), Ok(371_096)]);
    assert_eq!(rounded(grams(outside)), [Ok(1), Ok(0), Ok(0)]);
    for result in rounded(grams(-outside)) {
        assert!(matches!(result, Err(DoorwayError::Negative { grams }) if grams < -DUST_G));
    }
    // 371.09625 computes as 371.09624999999994 kg.
    assert_eq!(rounded(kilograms(371.096_249_999_999_94)), [Ok(371_097), Ok(371_096), Ok(371_096)]);
}

#[test]
fn what_is_no_amount_is_refused() {
    assert_eq!(rounded(grams(f64::NAN)), [Err(DoorwayError::NotANumber); 3]);
    assert_eq!(rounded(grams(f64::INFINITY)), [Err(DoorwayError::Infinite); 3]);
    assert_eq!(rounded(grams(f64::NEG_INFINITY)), [Err(DoorwayError::Infinite); 3]);
    assert_eq!(rounded(grams(-5.0)), [Err(DoorwayError::Negative { grams: -5.0 }); 3]);
    assert_eq!(rounded(grams(1e20)), [Err(DoorwayError::TooLarge { grams: 1e20 }); 3]);
    let message = "an amount of CO2e cannot be negative: -5 g";
    assert_eq!(DoorwayError::Negative { grams: -5.0 }.to_string(), message);
}

#[test]
fn the_largest_amounts_pass_or_are_refused() {
    let almost = 18_446_744_073_709_500_000.0;
    for result in rounded(grams(almost)) {
        assert!(result.unwrap() > 18_446_744_073_709_000_000);
    }
    for result in rounded(grams(4_294_967_296.0 * 4_294_967_296.0)) {
        assert!(matches!(result, Err(DoorwayError::TooLarge { .. })));
    }
}

/// A finite number of kilograms whose grams overflow used to be called infinite.
#[test]
fn finite_kilograms_are_too_large_and_not_infinite() {
    for result in rounded(kilograms(f64::MAX)) {
        assert!(matches!(result, Err(DoorwayError::TooLarge { .. })));
    }
    for result in rounded(kilograms(-f64::MAX)) {
        assert!(matches!(result, Err(DoorwayError::Negative { .. })));
    }
}

proptest! {
    #[test]
    fn amounts_come_back_from_a_model(grams in prop_oneof![0..=1_u64 << 42, 0..5_000_000_u64]) {
        prop_assert_eq!(rounded(Co2e::from_grams(grams).to_model()), [Ok(grams); 3]);
    }

    #[test]
    fn roundings_are_ordered_and_near(value in prop_oneof![0.0..10.0_f64, 0.0..5e9_f64]) {
        let amount = grams(value);
        let value = amount.get::<carbon::gram>();
        let [up, down, nearest] = rounded(amount).map(|grams| Co2e::from_grams(grams.unwrap()));
        prop_assert!(down <= nearest && nearest <= up && up.as_grams() - down.as_grams() <= 1);
        let whole = |amount: Co2e| amount.to_model().get::<carbon::gram>();
        let slack = DUST_G * 1.01;
        prop_assert!(whole(up) >= value - slack, "an obligation is never rounded down");
        prop_assert!(whole(down) <= value + slack, "supply is never rounded up");
        prop_assert!((whole(nearest) - value).abs() <= 0.5 + slack);
        prop_assert!(whole(up) - value < 1.0 && value - whole(down) < 1.0);
    }

    #[test]
    fn no_double_makes_the_doorway_panic(value in any::<f64>()) {
        for result in rounded(grams(value)).into_iter().chain(rounded(kilograms(value))) {
            prop_assert_eq!(result == Err(DoorwayError::NotANumber), value.is_nan());
        }
    }
}
