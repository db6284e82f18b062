//! Options beside a baseline, and the uncertainty of what is saved.

#[cfg(test)]
mod common;

use co2_lifecycle::{
    Assumption, Basis, Electricity, Footprint, PublishedSheet, SheetBuilder, compare,
};
use co2_units::model::carbon;
use co2_units::{Difference, Estimate, Stage, Statistic};
use common::{as_published, assert_same, current, kg, kwh, latitude, source, years};

fn footprint(sheet: SheetBuilder) -> Footprint {
    sheet.build().expect("a sheet").footprint(as_published("EU", 4.0)).expect("a footprint")
}

/// Apple states no deviation.
fn without_spread() -> Footprint {
    let sheet = PublishedSheet::builder()
        .manufacturer("Apple")
        .product("13-inch MacBook Air")
        .category(co2_lifecycle::Category::Laptop)
        .mean(kg(161.0))
        .headline(Statistic::Mean)
        .share(Stage::Manufacture, 0.76)
        .share(Stage::Distribution, 0.08)
        .share(Stage::Use, 0.15)
        .lifetime(years(4.0))
        .report_year(2020)
        .source(source("Apple"));
    footprint(sheet)
}

fn estimate(mean: f64, deviation: f64) -> Estimate {
    Estimate::new(kg(mean), kg(deviation)).expect("in range")
}

fn deviation(saving: Difference) -> f64 {
    saving.deviation().get::<carbon::kilogram>()
}

/// A linear congruential generator, and the sum of twelve of its numbers: nearly normal.
fn normal(state: &mut u64) -> f64 {
    let mut sum = -6.0;
    for _ in 0..12 {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        sum += f64::from(u32::try_from(*state >> 32).expect("in range")) / 4_294_967_296.0;
    }
    sum
}

/// A seeded Monte Carlo of a saving in manufacture that a repair takes back in part: the errors of the stages of
/// each side have one cause, and so have those of the two sides, or they have two.
#[test]
fn stages_that_change_in_opposite_directions_agree_with_a_monte_carlo() {
    let base = footprint(latitude());
    let repair = estimate(40.0, 12.0);
    let option = base.clone().with_reduction(0.2, "a better process", source("A maker")).unwrap();
    let option = option.with_service(repair, "a new battery").unwrap();
    let made = base.stage(Stage::Manufacture).unwrap();
    let (mean, sd) = (made.mean().get::<carbon::kilogram>(), deviation_of(made));
    for correlation in [0.0, 1.0] {
        let saving = compare(&base, core::slice::from_ref(&option), correlation).unwrap()[0].saving;
        let (mut sum, mut squares) = (0.0, 0.0);
        let mut state = 7;
        let draws = 100_000_u32;
        for _ in 0..draws {
            let own = normal(&mut state);
            let other = if correlation > 0.5 { own } else { normal(&mut state) };
            let before = mean + sd * own;
            let after = 0.8 * (mean + sd * other) + 40.0 + 12.0 * other;
            sum += before - after;
            squares += (before - after) * (before - after);
        }
        let drawn = sum / f64::from(draws);
        let drawn_sd = (squares / f64::from(draws) - drawn * drawn).sqrt();
        let stated = saving.mean().get::<carbon::kilogram>();
        assert!((stated - 0.2 * mean + 40.0).abs() < 1e-9, "{stated}");
        assert!((drawn - stated).abs() < 0.02 * sd, "{drawn} {stated}");
        assert!((drawn_sd / deviation(saving) - 1.0).abs() < 0.02, "{drawn_sd} {saving:?}");
    }
}

fn deviation_of(estimate: Estimate) -> f64 {
    estimate.deviation().get::<carbon::kilogram>()
}

#[test]
fn what_states_no_spread_is_ranked_but_not_certain() {
    let base = without_spread();
    let less = base.clone().with_reduction(0.5, "a claim", source("A maker")).unwrap();
    let ranked = compare(&base, &[base.clone(), less], 1.0).unwrap();
    assert_eq!(ranked[0].option, 1);
    assert!(ranked[0].saving.mean() > kg(50.0));
    assert_eq!((ranked[0].probability, ranked[0].cautious_saving()), (None, None));
    // Where nothing differs there is nothing to doubt.
    assert_eq!((ranked[1].saving, ranked[1].probability), (Difference::ZERO, Some(0.0)));
    // Only the repair differs, and its spread is known.
    let repaired = base.clone().with_service(estimate(10.0, 2.0), "a battery").unwrap();
    let ranked = compare(&base, &[repaired], 1.0).unwrap();
    assert!(ranked[0].probability.is_some_and(|probability| probability < 1e-6));
    assert!((deviation(ranked[0].saving) - 2.0).abs() < 1e-9);
    // And it does not make that of another electricity known.
    let both = base.clone().with_service(estimate(10.0, 2.0), "a battery").unwrap();
    let on = |code: &str| {
        let grid = Electricity::of_grid(code.parse().unwrap(), 2025, Basis::Generation).unwrap();
        both.clone().with_use(kwh(20.0), &grid).unwrap()
    };
    assert_eq!(compare(&on("IN"), &[on("SE")], 1.0).unwrap()[0].probability, None);
    // One side is enough not to know.
    let stated = footprint(latitude());
    assert_eq!(compare(&stated, &[base], 1.0).unwrap()[0].probability, None);
}

/// A life three times as long, divided by three again, leaves dust of the doubles in the use phase.
#[test]
fn dust_is_no_saving() {
    let sheet = latitude().build().unwrap();
    for time in [0.7, 1.1, 2.9, 3.3, 4.7, 7.3] {
        let base = sheet.footprint(current("SE", time, 2025)).unwrap();
        let long = base.clone().with_years(years(time * 3.0)).unwrap();
        let again = long.with_years(years(time)).unwrap();
        let same = compare(&base, &[again], 0.0).unwrap().remove(0);
        assert_eq!((same.saving, same.probability), (Difference::ZERO, Some(0.0)), "{time}");
    }
}

#[test]
fn a_longer_life_is_compared_by_the_years_of_the_baseline() {
    let sheet = latitude().build().unwrap();
    let base = sheet.footprint(current("SE", 4.0, 2025)).unwrap();
    let long = base.clone().with_years(years(6.0)).unwrap();
    assert_same(&long, &sheet.footprint(current("SE", 6.0, 2025)).unwrap());
    let mended = long.with_service(estimate(10.0, 3.0), "a new battery").unwrap();
    let one = compare(&base, core::slice::from_ref(&mended), 1.0).unwrap().remove(0);
    let expected = base.total().mean() - mended.total().mean() * (4.0 / 6.0);
    assert!((one.saving.mean() - expected).abs() < kg(1e-9));
    assert!(one.saving.mean() > kg(80.0));

    let published = sheet.footprint(as_published("EU", 4.0)).unwrap();
    let scaled = published.with_years(years(6.0)).unwrap();
    let expected = sheet.footprint(as_published("EU", 6.0)).unwrap();
    assert_eq!(scaled.total().mean(), expected.total().mean());
    let said = Assumption::UseScaled { from: years(4.0), to: years(6.0) };
    assert!(scaled.assumptions().contains(&said));
    let mut falling = Electricity::of_grid("SE".parse().unwrap(), 2025, Basis::Generation).unwrap();
    falling.falls_by = Some((0.05, source("A scenario")));
    let falling = base.with_use(kwh(20.0), &falling).unwrap();
    assert!(falling.with_years(years(6.0)).is_err());
}
