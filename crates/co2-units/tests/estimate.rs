//! Estimates: percentiles, sums under correlation, and the same bits on every machine.

use co2_units::model::{Carbon, carbon};
use co2_units::{Estimate, EstimateError, Statistic};
use proptest::prelude::*;

fn kg(value: f64) -> Carbon {
    Carbon::new::<carbon::kilogram>(value)
}

fn estimate(mean_kg: f64, sd_kg: f64) -> Estimate {
    Estimate::new(kg(mean_kg), kg(sd_kg)).expect("an estimate of the test")
}

fn at(estimate: Estimate, statistic: Statistic) -> f64 {
    estimate.at(statistic).get::<carbon::kilogram>()
}

fn mean(estimate: Estimate) -> f64 {
    estimate.mean().get::<carbon::kilogram>()
}

fn deviation(estimate: Estimate) -> f64 {
    estimate.deviation().get::<carbon::kilogram>()
}

fn is_close(left: f64, right: f64, relative: f64) -> bool {
    (left - right).abs() <= relative * left.abs().max(right.abs())
}

/// Two sheets that publish mean, spread and their headline, the 95th percentile (a Lenovo E41-45,
/// headline 336 kg; and one with mean 305 kg and a relative deviation of 0.2656, headline 455 kg).
#[test]
fn published_percentiles_are_met() {
    for (mean_kg, sd_kg, headline_kg) in [(257.0, 46.0, 336.0), (305.0, 0.2656 * 305.0, 455.0)] {
        let p95 = at(estimate(mean_kg, sd_kg), Statistic::P95);
        assert!(is_close(p95, headline_kg, 0.015), "{p95} for {headline_kg}");
    }
}

/// Mean and deviation in kilograms; then for P5, P50 and P95 the value from arithmetic with 40
/// digits (mpmath), and the bits that every machine must compute.
#[test]
fn percentiles_have_the_same_bits_on_every_machine() {
    let golden = [
        (
            257.0,
            46.0,
            [
                (188.899_899_646_363_2, 0x4067_9ccb_fa57_d9fc),
                (252.979_614_904_252_88, 0x406f_9f59_015b_0e17),
                (338.796_821_368_963_7, 0x4075_2cbf_c7c3_873f),
            ],
        ),
        (
            305.0,
            81.008,
            [
                (191.862_504_179_911_72, 0x4067_fb99_a25d_ac4b),
                (294.779_792_140_835_3, 0x4072_6c7a_0752_e90c),
                (452.903_115_311_741_6, 0x407c_4e73_290a_8726),
            ],
        ),
        (
            4.0,
            4.0,
            [
                (0.719_132_466_599_07, 0x3fe7_0322_1731_1d3c),
                (2.828_427_124_746_190_2, 0x4006_a09e_667f_3bcc),
                (11.124_515_122_830_843, 0x4026_3fc0_7238_d4ee),
            ],
        ),
        (
            0.001,
            0.002_5,
            [
                (3.667_719_141_062_453e-5, 0x3f03_3aba_b370_f14a),
                (3.713_906_763_541_037e-4, 0x3f38_56e6_cf19_537d),
                (3.760_676_027_194_470_8e-3, 0x3f6e_ceb5_9186_5c58),
            ],
        ),
        (
            12_345.678,
            3_456.789,
            [
                (7_566.046_299_068_41, 0x40bd_8e0b_da41_78a7),
                (11_888.443_923_000_23, 0x40c7_3838_d278_07f6),
                (18_680.178_963_182_31, 0x40d2_3e0b_7421_fdcd),
            ],
        ),
        (
            1e9,
            5e8,
            [
                (411_243_851.451_388_36, 0x41b8_8315_4b73_8e31),
                (894_427_190.999_915_8, 0x41ca_a7f0_1b7f_fd3e),
                (1_945_317_838.009_220_8, 0x41dc_fccc_7380_9713),
            ],
        ),
    ];
    let statistics = [Statistic::P5, Statistic::P50, Statistic::P95];
    for (mean_kg, sd_kg, values) in golden {
        for ((exact, bits), statistic) in values.into_iter().zip(statistics) {
            let value = at(estimate(mean_kg, sd_kg), statistic);
            assert!(is_close(value, exact, 4e-15), "{mean_kg}, {sd_kg}, {statistic}: {value}");
            assert_eq!(value.to_bits(), bits, "{mean_kg}, {sd_kg}, {statistic}: {value}");
        }
    }
}

#[test]
fn every_statistic_of_a_plain_number_is_the_number() {
    for statistic in Statistic::ALL {
        assert_eq!(estimate(257.0, 0.0).at(statistic), kg(257.0));
        assert_eq!(Estimate::ZERO.at(statistic), kg(0.0));
    }
}

#[test]
fn numbers_that_make_no_estimate_are_refused() {
    for mean in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -5e-324] {
        let error = Estimate::new(kg(mean), kg(1.0)).unwrap_err();
        assert!(
            matches!(error, EstimateError::Mean { kilograms } if kilograms.to_bits() == mean.to_bits())
        );
    }
    for sd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0] {
        let error = Estimate::new(kg(1.0), kg(sd)).unwrap_err();
        assert!(
            matches!(error, EstimateError::Deviation { kilograms } if kilograms.to_bits() == sd.to_bits())
        );
    }
    let spread_around_nothing = Estimate::new(kg(0.0), kg(1.0));
    assert_eq!(spread_around_nothing, Err(EstimateError::Deviation { kilograms: 1.0 }));

    for value in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        let error = Estimate::sum([Estimate::ZERO], value).unwrap_err();
        assert!(matches!(error, EstimateError::Correlation { .. }));
    }
    for value in [f64::NAN, -1.0, f64::INFINITY] {
        let error = estimate(1.0, 0.5).scale(value).unwrap_err();
        assert!(matches!(error, EstimateError::Factor { .. }));
    }
    let too_large = estimate(1e308, 1.0);
    let infinite = EstimateError::Mean { kilograms: f64::INFINITY };
    assert_eq!(too_large.scale(10.0), Err(infinite));
    assert_eq!(Estimate::sum([too_large; 2], 0.0), Err(infinite));
}

#[test]
fn minus_zero_is_zero() {
    let zero = estimate(-0.0, -0.0);
    assert_eq!([mean(zero).to_bits(), deviation(zero).to_bits()], [0, 0]);
}

#[test]
fn deviations_add_by_their_correlation() {
    let parts = [estimate(10.0, 3.0), estimate(20.0, 4.0)];
    let sum = |correlation| Estimate::sum(parts, correlation).unwrap();
    assert_eq!(sum(0.0), estimate(30.0, 5.0));
    assert_eq!(sum(1.0), estimate(30.0, 7.0));
    // √(9 + 16 + 2 · ½ · 12) = √37
    assert!(is_close(deviation(sum(0.5)), 37.0_f64.sqrt(), 1e-15));
    assert_eq!(Estimate::sum([], 0.5), Ok(Estimate::ZERO));
    assert_eq!(Estimate::sum([parts[0]], 0.5), Ok(parts[0]));
}

/// The squares of large deviations are infinite and their difference NaN, which used to become a
/// deviation of zero.
#[test]
fn an_overflow_does_not_take_the_doubt_away() {
    for correlation in [0.0, 0.5, 1.0] {
        let error = Estimate::sum([estimate(1.0, 1e200); 2], correlation).unwrap_err();
        assert!(matches!(error, EstimateError::Deviation { .. }));
    }
}

/// With a spread of more than 1e154 means the square was infinite and the 95th percentile NaN.
#[test]
fn a_huge_spread_has_percentiles() {
    for (mean_kg, sd_kg) in [(1.0, 1e99), (1.0, 1e101), (1.0, 1e200), (1e-300, 1e300)] {
        let [p5, p50, p95] = [Statistic::P5, Statistic::P50, Statistic::P95]
            .map(|statistic| at(estimate(mean_kg, sd_kg), statistic));
        assert!(p5 >= 0.0 && p5 <= p50 && p50 <= p95 && p95 <= mean_kg, "{p5} {p50} {p95}");
    }
    // Both ways of computing agree where they meet.
    let [below, above] =
        [0.999_999, 1.000_001].map(|x| at(estimate(1.0, x * 1e100), Statistic::P95));
    assert!(above < below && is_close(above, below, 1e-4), "{below} {above}");
}

prop_compose! {
    fn any_estimate()(mean_kg in 1e-3..1e9_f64, spread in 0.0..3.0_f64) -> Estimate {
        estimate(mean_kg, mean_kg * spread)
    }
}

proptest! {
    #[test]
    fn percentiles_are_ordered(mean_kg in 1e-3..1e9_f64, spread in 1e-6..10.0_f64) {
        let it = estimate(mean_kg, mean_kg * spread);
        let [p5, p50, p95] = [Statistic::P5, Statistic::P50, Statistic::P95].map(|s| at(it, s));
        prop_assert!(p5 < p50 && p50 < p95);
        // Laws of a log-normal: the median is mean/√(1 + spread²), and P5 · P95 is its square.
        prop_assert!(is_close(p50, mean_kg / (1.0 + spread * spread).sqrt(), 1e-13));
        prop_assert!(is_close(p5 * p95, p50 * p50, 1e-13));
        prop_assert_eq!(at(it, Statistic::Mean).to_bits(), mean_kg.to_bits());
    }

    #[test]
    fn sums_follow_the_rules_of_variance(parts in prop::collection::vec(any_estimate(), 0..12)) {
        let sum = |rho| Estimate::sum(parts.iter().copied(), rho).unwrap();
        let root: f64 = parts.iter().map(|part| deviation(*part) * deviation(*part)).sum::<f64>().sqrt();
        let plain: f64 = parts.iter().map(|part| deviation(*part)).sum();
        let total: f64 = parts.iter().map(|part| mean(*part)).sum();
        prop_assert!(is_close(deviation(sum(0.0)), root, 1e-12));
        prop_assert!(is_close(deviation(sum(1.0)), plain, 1e-12));
        prop_assert!(is_close(mean(sum(0.3)), total, 1e-12));
        let slack = 1.0 + 1e-12;
        prop_assert!(deviation(sum(0.0)) <= deviation(sum(0.4)) * slack);
        prop_assert!(deviation(sum(0.4)) <= deviation(sum(1.0)) * slack);
    }

    #[test]
    fn scaling_scales_every_statistic(it in any_estimate(), factor in 0.0..1e6_f64) {
        let scaled = it.scale(factor).unwrap();
        for statistic in Statistic::ALL {
            prop_assert!(is_close(at(scaled, statistic), at(it, statistic) * factor, 1e-12));
        }
    }

    #[test]
    fn no_statistic_of_an_estimate_is_nan(mean_kg in any::<f64>(), sd_kg in any::<f64>()) {
        if let Ok(it) = Estimate::new(kg(mean_kg), kg(sd_kg)) {
            for statistic in Statistic::ALL {
                prop_assert!(at(it, statistic) >= 0.0);
            }
        }
    }
}
