//! Laws over many amounts, factors and digits, checked with the tests' own arithmetic.

use crate::common::{decimal, set, thing};
use co2_equiv::{AmountError, Bound, Count, SignificantDigits, StatementError, Subject, Value};
use co2_units::Co2e;
use co2_units::doorway::Rounding;
use co2_units::rust_decimal::Decimal;
use core::num::NonZeroU64;
use proptest::prelude::*;

/// Factors in both forms, of any size that is accepted, and totals.
fn values() -> impl Strategy<Value = Value> {
    let number = (1_i64..=10_000_000_000, 0_u32..=12)
        .prop_map(|(digits, scale)| Decimal::new(digits, scale));
    prop_oneof![
        number.clone().prop_map(Value::tonnes_per_unit),
        number.prop_map(Value::units_per_tonne),
        (1_i64..=999_999_999, 1_i64..=999_999_999)
            .prop_map(|(tonnes, units)| Value::ratio(tonnes.into(), units.into())),
    ]
    .prop_filter_map("too many digits", Result::ok)
}

fn amounts() -> impl Strategy<Value = Co2e> {
    prop_oneof![
        any::<u64>(),
        0..10_000_000_000_u64,
        (0..10_000_u64).prop_map(|tonnes| tonnes * 1_000_000),
    ]
    .prop_map(Co2e::from_grams)
}

fn digits() -> impl Strategy<Value = SignificantDigits> {
    (1..=15_u8).prop_map(|digits| SignificantDigits::new(digits).unwrap())
}

/// Compares `count` times the factor with the amount, with wide integers written out here.
fn multiplied_back(value: Value, count: u64, amount: Co2e) -> core::cmp::Ordering {
    let (grams, per_units) = value.grams_per_unit();
    let given = u128::from(count) * u128::from(grams.get());
    given.cmp(&(u128::from(amount.as_grams()) * u128::from(per_units.get())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn statements_are_true(value in values(), amount in amounts(), digits in digits(), pick in 0..7_usize) {
        let asked = Bound::ALL[pick];
        let set = set("host", thing(value));
        match set.state("thing", Subject::Footprint, amount, asked, digits) {
            Ok(statement) => {
                let count = statement.count();
                let order = multiplied_back(value, count, amount);
                match statement.bound() {
                    Bound::MoreThan | Bound::AtLeast => prop_assert!(order.is_lt()),
                    Bound::UpTo | Bound::LessThan => prop_assert!(order.is_gt()),
                    Bound::Exactly => prop_assert!(order.is_eq()),
                    _ => prop_assert!(order.is_ne()),
                }
                let instead = if asked == Bound::Nearly { Bound::UpTo } else { asked };
                prop_assert!([instead, Bound::Exactly].contains(&statement.bound()));
                prop_assert!((1..=Count::MAX_SHOWN).contains(&count));
                let text = count.to_string();
                let shown = text.trim_end_matches('0').len();
                prop_assert!(shown <= usize::from(digits.get()), "{} has {} digits", count, shown);
                prop_assert!(statement.bound().holds(statement.exact_count(), count));
                // A reader of the printed text sees what was computed.
                let printed: String = statement.phrase().replace(',', "");
                let marker = format!("{} {count} ", statement.bound());
                prop_assert!(printed.contains(&marker), "{}", printed);
            }
            Err(StatementError::BelowOne { .. }) => {
                prop_assert!(multiplied_back(value, 1, amount).is_gt());
            }
            Err(StatementError::NotExact { below, .. }) => {
                prop_assert_eq!(asked, Bound::Exactly);
                prop_assert!(multiplied_back(value, below, amount).is_lt());
            }
            Err(StatementError::Count(_)) => {
                // The count, or what it would be rounded up to, is above the maximum.
                let nearly = Count::MAX_SHOWN / 10 * 9;
                prop_assert!(multiplied_back(value, nearly, amount).is_lt());
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }

    /// No better floor exists: one more step of the last shown digit would be too much.
    #[test]
    fn floors_and_ceilings_are_next_to_the_count(value in values(), amount in amounts(), digits in digits()) {
        let count = thing(value).count(amount);
        let (Ok(floor), Ok(ceiling)) =
            (count.floor_to_significant(digits), count.ceil_to_significant(digits)) else {
            return Ok(());
        };
        prop_assert!(multiplied_back(value, floor, amount).is_le());
        prop_assert!(multiplied_back(value, ceiling, amount).is_ge());
        let length = u32::try_from(floor.to_string().len()).unwrap();
        let step = 10_u64.pow(length.saturating_sub(u32::from(digits.get())));
        prop_assert_eq!(floor % step, 0);
        prop_assert!(multiplied_back(value, floor + step, amount).is_gt());
        prop_assert!(ceiling == floor || ceiling == floor + step);
        let nearest = count.nearest_to_significant(digits).unwrap();
        prop_assert!(nearest == floor || nearest == ceiling);
        let twice = count.cmp(&Count::ratio(floor + ceiling, NonZeroU64::new(2).unwrap()));
        prop_assert_eq!(nearest == ceiling, twice.is_ge());
    }

    #[test]
    fn amount_to_count_and_back(value in values(), amount in amounts()) {
        let thing = thing(value);
        let count = thing.count(amount);
        for rounding in [Rounding::Up, Rounding::Down, Rounding::Nearest] {
            prop_assert_eq!(thing.amount(count, rounding), Ok(amount));
        }
    }

    #[test]
    fn count_to_amount_and_back(value in values(), above in any::<u64>(), below in 1..1_000_u64) {
        let thing = thing(value);
        let count = Count::ratio(above, NonZeroU64::new(below).unwrap());
        let up = thing.amount(count, Rounding::Up);
        let down = thing.amount(count, Rounding::Down);
        match (up, down) {
            (Ok(up), Ok(down)) => {
                prop_assert!(thing.count(up) >= count);
                prop_assert!(thing.count(down) <= count);
                prop_assert!(up.as_grams() - down.as_grams() <= 1);
                prop_assert_eq!(up == down, thing.count(up) == count);
                let nearest = thing.amount(count, Rounding::Nearest).unwrap();
                prop_assert!(nearest == up || nearest == down);
            }
            // Only an amount above the maximum is refused, except for its last gram.
            _ => prop_assert!(count > thing.count(Co2e::from_grams(u64::MAX - 1))),
        }
    }

    #[test]
    fn counts_are_ordered_like_fractions(a in any::<u32>(), b in 1..=u32::MAX, c in any::<u32>(), d in 1..=u32::MAX) {
        let ratio = |above: u32, below: u32| Count::ratio(above.into(), NonZeroU64::from(core::num::NonZeroU32::new(below).unwrap()));
        let crossed = (u64::from(a) * u64::from(d)).cmp(&(u64::from(c) * u64::from(b)));
        prop_assert_eq!(ratio(a, b).cmp(&ratio(c, d)), crossed);
        prop_assert_eq!(ratio(a, b) == ratio(c, d), crossed.is_eq());
    }
}

#[test]
fn too_large_an_amount_is_an_error() {
    let tonne = thing(Value::tonnes_per_unit(Decimal::ONE).unwrap());
    let count = Count::whole(u64::MAX);
    assert_eq!(tonne.amount(count, Rounding::Down), Err(AmountError::TooLarge { count }));
    // The exact product has more than 128 bits: a count of one thing, used for another.
    let tiny = thing(Value::tonnes_per_unit(decimal("0.000000000000000001")).unwrap());
    let count = tiny.count(Co2e::MAX);
    let odd = thing(Value::tonnes_per_unit(decimal("4.599999999999")).unwrap());
    assert_eq!(odd.amount(count, Rounding::Up), Err(AmountError::TooLarge { count }));
    // The last gram: an exact amount is accepted, rounding above it is not.
    let third = thing(Value::ratio(decimal("0.000001"), Decimal::from(3)).unwrap());
    let count = third.count(Co2e::MAX);
    assert_eq!(third.amount(count, Rounding::Up), Ok(Co2e::MAX));
}

#[test]
fn rounding_to_grams_has_a_direction() {
    let half = thing(Value::ratio(decimal("0.000001"), Decimal::TWO).unwrap());
    let three = Count::whole(3);
    let grams = |rounding| half.amount(three, rounding).unwrap().as_grams();
    assert_eq!(grams(Rounding::Down), 1);
    assert_eq!(grams(Rounding::Up), 2);
    assert_eq!(grams(Rounding::Nearest), 2);
}
