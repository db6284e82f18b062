//! Money: one currency at a time, and a named rounding.

use co2_units::{Currency, Money, MoneyError};
use rust_decimal::Decimal;

fn money(amount: &str, currency: Currency) -> Money {
    Money::new(Decimal::from_str_exact(amount).expect("a decimal of the test"), currency)
}

#[test]
fn currencies_do_not_mix() {
    let error = MoneyError::Currencies { left: Currency::EUR, right: Currency::SEK };
    let sum = money("1", Currency::EUR).checked_add(money("1", Currency::SEK));
    assert_eq!(sum, Err(error));
    assert_eq!(error.to_string(), "cannot combine EUR with SEK without a rate");
    let sum = money("1.10", Currency::EUR).checked_add(money("-3", Currency::EUR));
    assert_eq!(sum, Ok(money("-1.90", Currency::EUR)));
}

#[test]
fn too_much_money_is_refused() {
    let most = Money::new(Decimal::MAX, Currency::EUR);
    assert_eq!(most.checked_add(most), Err(MoneyError::TooLarge));
    assert_eq!(most.checked_mul(Decimal::TWO), Err(MoneyError::TooLarge));
    assert_eq!(most.round_half_up(), most);
}

#[test]
fn money_rounds_to_its_minor_unit() {
    let rounded = |amount, currency| money(amount, currency).round_half_up().to_string();
    assert_eq!(rounded("4.635", Currency::EUR), "EUR 4.64");
    assert_eq!(rounded("-4.635", Currency::EUR), "EUR -4.64");
    assert_eq!(rounded("4.634999", Currency::EUR), "EUR 4.63");
    assert_eq!(rounded("4", Currency::EUR), "EUR 4.00");
    assert_eq!(rounded("4.5", Currency::JPY), "JPY 5");
    assert_eq!(rounded("4.0005", Currency::BHD), "BHD 4.001");
}

/// Gold has no minor unit; 0.4 ounces of it used to round to nothing.
#[test]
fn what_has_no_minor_unit_is_not_rounded() {
    assert_eq!(money("0.4", Currency::XAU).round_half_up(), money("0.4", Currency::XAU));
}

/// A decimal zero can have a sign, and was written as `-0.00`.
#[test]
fn no_money_has_no_sign() {
    assert_eq!(Money::new(-Decimal::ZERO, Currency::EUR).to_string(), "EUR 0");
    assert_eq!(money("-0.001", Currency::EUR).round_half_up().to_string(), "EUR 0.00");
    let product = money("-3", Currency::EUR).checked_mul(Decimal::ZERO).unwrap();
    assert!(!product.amount().is_sign_negative());
}
