//! Computed doubles have the same bits on every machine: those in `golden/f64.csv`.
//!
//! The numbers in the file were compared with arithmetic of 40 digits (mpmath). None differs by
//! more than 1e-15 of its value, except for probabilities below 1e-100, which are accurate to
//! 2e-13. To write a new file, run this with `UPDATE_GOLDEN=1` and compare again.

use co2_units::model::{
    Carbon, Energy, GridIntensity, Length, Mass, Power, Time, carbon, energy, freight_intensity,
    grid_intensity, length, mass, power, time,
};
use co2_units::model::{FreightIntensity, Ratio, ratio};
use co2_units::{Co2e, Estimate, Statistic};
use std::fmt::Write;

const GOLDEN: &str = include_str!("golden/f64.csv");

fn kg(value: f64) -> Carbon {
    Carbon::new::<carbon::kilogram>(value)
}

fn estimate(mean: f64, deviation: f64) -> Estimate {
    Estimate::new(kg(mean), kg(deviation)).expect("an estimate of the test")
}

fn row(text: &mut String, operation: &str, inputs: &[f64], output: f64) {
    let inputs: Vec<String> = inputs.iter().map(|input| format!("{input:?}")).collect();
    writeln!(text, "{operation},{},{:016x},{output:?}", inputs.join(" "), output.to_bits())
        .expect("a string is written to");
}

fn computed() -> String {
    let mut text = String::from("operation,inputs,bits,value\n");
    let estimates = [1e-9, 0.001, 4.0, 257.0, 305.0, 12_345.678, 1e9, 1e200]
        .into_iter()
        .flat_map(|mean| [0.01, 0.179, 0.5, 1.0, 2.5].map(|spread| (mean, mean * spread)));
    for (mean, deviation) in estimates.clone() {
        for statistic in [Statistic::P5, Statistic::P50, Statistic::P95] {
            let value = estimate(mean, deviation).at(statistic).get::<carbon::kilogram>();
            row(&mut text, statistic.as_str(), &[mean, deviation], value);
        }
    }
    let pairs: Vec<_> = estimates.filter(|&(mean, _)| mean < 1e100).collect();
    for pair in pairs.windows(2) {
        let &[(mean, deviation), (other_mean, other_deviation)] = pair else { continue };
        let (left, right) = (estimate(mean, deviation), estimate(other_mean, other_deviation));
        for correlation in [0.0, 0.3, 1.0] {
            let inputs = [mean, deviation, other_mean, other_deviation, correlation];
            let sum = Estimate::sum([left, right], correlation).expect("a sum");
            row(&mut text, "sum_sd", &inputs, sum.deviation().get::<carbon::kilogram>());
            let difference = left.difference(right, correlation).expect("a difference");
            let sd = difference.deviation().get::<carbon::kilogram>();
            row(&mut text, "difference_sd", &inputs, sd);
            row(&mut text, "above_zero", &inputs, difference.probability_above_zero());
        }
    }
    for kwh_per_year in [0.1, 17.87, 20.0, 301.5] {
        for g_per_kwh in [1.0, 35.7, 524.0, 1_001.3] {
            let used = Power::new::<power::kilowatt_hour_per_year>(kwh_per_year)
                * Time::new::<time::year>(4.0)
                * GridIntensity::new::<grid_intensity::gram_per_kilowatt_hour>(g_per_kwh);
            row(
                &mut text,
                "use_kg",
                &[kwh_per_year, 4.0, g_per_kwh],
                used.get::<carbon::kilogram>(),
            );
        }
    }
    for mass_lb in [0.7, 3.09, 44.0] {
        for miles in [1.0, 4_321.0] {
            let moved = Mass::new::<mass::pound>(mass_lb)
                * Length::new::<length::mile>(miles)
                * FreightIntensity::new::<freight_intensity::kilogram_per_short_ton_mile>(0.2);
            row(&mut text, "freight_kg", &[mass_lb, miles, 0.2], moved.get::<carbon::kilogram>());
        }
    }
    let lossy = Energy::new::<energy::kilowatt_hour>(7.3) / Ratio::new::<ratio::percent>(87.0);
    row(&mut text, "kwh_before_loss", &[7.3, 87.0], lossy.get::<energy::kilowatt_hour>());
    for grams in [1, 371_096, (1 << 53) + 1, u64::MAX] {
        let value = Co2e::from_grams(grams).to_model().get::<carbon::kilogram>();
        writeln!(text, "to_model_kg,{grams},{:016x},{value:?}", value.to_bits()).expect("written");
    }
    text
}

#[test]
fn doubles_have_the_stored_bits() {
    let computed = computed();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/f64.csv");
        std::fs::write(path, &computed).expect("the golden file is written");
        return;
    }
    assert_eq!(computed.lines().count(), GOLDEN.lines().count());
    for (computed, golden) in computed.lines().zip(GOLDEN.lines()) {
        assert_eq!(computed, golden);
    }
}
