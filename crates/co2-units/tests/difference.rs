//! Differences of estimates: common uncertainty cancels, and never more than that.
#![expect(clippy::float_cmp, reason = "these are exact")]

use co2_units::model::{Carbon, carbon};
use co2_units::{Difference, Estimate, EstimateError, Statistic};
use proptest::prelude::*;

fn kg(value: f64) -> Carbon {
    Carbon::new::<carbon::kilogram>(value)
}

fn in_kg(value: Carbon) -> f64 {
    value.get::<carbon::kilogram>()
}

fn estimate(mean: f64, deviation: f64) -> Estimate {
    Estimate::new(kg(mean), kg(deviation)).expect("an estimate of the test")
}

fn is_close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * left.abs().max(right.abs())
}

/// Products with one energy use and one uncertain grid: the grid's uncertainty scales both.
#[test]
fn a_common_factor_leaves_the_difference_of_what_it_scales() {
    let grid = estimate(0.5, 0.1);
    let (old, new) = (grid.scale(200.0).unwrap(), grid.scale(150.0).unwrap());
    let difference = old.difference(new, 1.0).unwrap();
    let exact = grid.scale(50.0).unwrap();
    assert!(is_close(in_kg(difference.mean()), in_kg(exact.mean())));
    assert!(is_close(in_kg(difference.deviation()), in_kg(exact.deviation())));
    let independent = old.difference(new, 0.0).unwrap();
    assert!(is_close(in_kg(independent.deviation()), 25.0));
}

#[test]
fn the_same_against_itself_is_nothing() {
    let sheet = estimate(257.0, 46.0);
    assert_eq!(sheet.difference(sheet, 1.0), Ok(Difference::ZERO));
    assert_eq!(Difference::ZERO.probability_above_zero(), 0.0);
    assert_eq!(sheet.difference(sheet, 0.0).unwrap().probability_above_zero(), 0.5);
}

/// Quantiles of the standard normal distribution: Φ(1) = 0.841344746068542948...,
/// Φ(1.644853626951472714) = 0.95.
#[test]
fn statistics_are_those_of_the_normal_distribution() {
    let difference = Difference::new(kg(-10.0), kg(10.0)).unwrap();
    assert!(is_close(difference.probability_above_zero(), 1.0 - 0.841_344_746_068_542_9));
    assert!(is_close(difference.negated().probability_above_zero(), 0.841_344_746_068_542_9));
    assert_eq!(difference.at(Statistic::Mean), kg(-10.0));
    assert_eq!(difference.at(Statistic::P50), kg(-10.0));
    assert!(is_close(in_kg(difference.at(Statistic::P5)), -26.448_536_269_514_73));
    assert!(is_close(in_kg(difference.at(Statistic::P95)), 6.448_536_269_514_727));
    let sure = |mean| Difference::new(kg(mean), kg(0.0)).unwrap().probability_above_zero();
    assert_eq!([sure(1.0), sure(0.0), sure(-1.0)], [1.0, 0.0, 0.0]);
}

#[test]
fn bad_numbers_are_refused() {
    for mean in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = Difference::new(kg(mean), kg(0.0)).unwrap_err();
        assert!(matches!(error, EstimateError::DifferenceMean { .. }), "{error:?}");
    }
    for deviation in [f64::NAN, f64::INFINITY, -1.0] {
        let error = Difference::new(kg(0.0), kg(deviation)).unwrap_err();
        assert!(matches!(error, EstimateError::Deviation { .. }), "{error:?}");
    }
    let sheet = estimate(1.0, 1.0);
    for value in [-0.1, 1.1, f64::NAN] {
        let error = sheet.difference(sheet, value).unwrap_err();
        assert!(matches!(error, EstimateError::Correlation { .. }), "{error:?}");
    }
    let huge = estimate(1e300, 1e300);
    assert!(huge.difference(sheet, 0.5).is_err());
    let huge = Difference::new(kg(f64::MAX), kg(0.0)).unwrap();
    assert!(Difference::sum([huge, huge]).is_err());
    let zero = Difference::new(kg(-0.0), kg(-0.0)).unwrap();
    assert_eq!([zero.mean(), zero.deviation()].map(|v| in_kg(v).to_bits()), [0, 0]);
    assert_eq!(in_kg(zero.negated().mean()).to_bits(), 0, "zero has one sign");
}

proptest! {
    #[test]
    fn doubt_falls_with_what_is_common(
        [left, right] in [(0.1..1e6_f64, 0.0..1e6_f64), (0.1..1e6_f64, 0.0..1e6_f64)],
        [less, more] in [0.0..=1.0_f64, 0.0..=1.0_f64],
    ) {
        let (left, right) = (estimate(left.0, left.1), estimate(right.0, right.1));
        let sd = |rho| in_kg(left.difference(right, rho).expect("in range").deviation());
        let (less, more) = (less.min(more), less.max(more));
        prop_assert!(sd(more) <= sd(less) * (1.0 + 1e-12));
        let (a, b) = (in_kg(left.deviation()), in_kg(right.deviation()));
        prop_assert!(is_close(sd(1.0), (a - b).abs()));
        prop_assert!(is_close(sd(0.0), (a * a + b * b).sqrt()));
        let there = left.difference(right, more).expect("in range");
        prop_assert_eq!(right.difference(left, more).expect("in range"), there.negated());
        let p = there.probability_above_zero();
        prop_assert!((0.0..=1.0).contains(&p));
    }
}
