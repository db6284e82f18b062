//! Laws that hold for any sheet.

#[cfg(test)]
mod common;

use co2_lifecycle::{Category, Footprint, GridChoice, PublishedSheet, UseScenario};
use co2_units::model::carbon;
use co2_units::{Co2e, Estimate, Region, Stage, Statistic};
use common::{kg, kwh, source, years};
use proptest::prelude::*;

fn mean_kg(estimate: Estimate) -> f64 {
    estimate.mean().get::<carbon::kilogram>()
}

fn sd_kg(estimate: Estimate) -> f64 {
    estimate.deviation().get::<carbon::kilogram>()
}

fn close(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-9 * expected.abs().max(1e-12)
}

fn region() -> impl Strategy<Value = Region> {
    prop::sample::select(vec!["SE", "IN", "CF", "US", "NA", "EU", "WW"])
        .prop_map(|code| code.parse().expect("a region"))
}

/// Weights of the four stages; the ones not kept are left out of the sheet.
fn shares() -> impl Strategy<Value = Vec<(Stage, f64)>> {
    let stages = [Stage::Manufacture, Stage::Distribution, Stage::Use, Stage::EndOfLife];
    let weights = prop::array::uniform4(0.001..1.0_f64);
    let kept = prop::array::uniform3(any::<bool>());
    (weights, kept, 0.971..1.029_f64).prop_map(move |(weights, [first, second, last], rounding)| {
        let sum: f64 = weights.iter().sum();
        let kept = [first, second, true, last];
        let complete = kept.iter().all(|&kept| kept);
        // Only complete shares have a rounding; some of them may not exceed the whole.
        let rounding = if complete { rounding } else { 1.0 };
        let all = stages.into_iter().zip(weights).zip(kept);
        all.filter(|&(_, kept)| kept)
            .map(|((stage, weight), _)| (stage, weight / sum * rounding))
            .collect()
    })
}

prop_compose! {
    fn sheet()(
        mean in 0.01..1e6_f64,
        spread in prop::option::of(0.001..2.0_f64),
        in_kilograms in any::<bool>(),
        shares in shares(),
        energy in 0.01..1e5_f64,
        lifetime in 0.5..20.0_f64,
        place in prop::option::of(region()),
        category in prop::sample::select(Category::ALL.to_vec()),
    ) -> PublishedSheet {
        let mut builder = PublishedSheet::builder()
            .manufacturer("Example")
            .product("One")
            .category(category)
            .mean(kg(mean))
            .headline(Statistic::Mean)
            .yearly_energy(kwh(energy))
            .lifetime(years(lifetime))
            .report_year(2024)
            .source(source("Example"));
        for (stage, share) in shares {
            builder = builder.share(stage, share);
        }
        if let Some(ratio) = spread {
            builder = if in_kilograms {
                builder.deviation(kg(mean * ratio))
            } else {
                builder.relative_deviation(ratio)
            };
        }
        if let Some(place) = place {
            builder = builder.use_location(place);
        }
        builder.build().expect("a sheet within its ranges")
    }
}

fn grid() -> impl Strategy<Value = GridChoice> {
    prop_oneof![
        Just(GridChoice::AsPublished),
        (2015..2040_u16).prop_map(|year| GridChoice::Current { year }),
    ]
}

prop_compose! {
    fn scenario()(place in region(), time in 0.1..30.0_f64, grid in grid()) -> UseScenario {
        UseScenario::new(place, years(time), grid)
    }
}

fn others(footprint: &Footprint) -> Vec<(Stage, Estimate)> {
    footprint.stages().filter(|&(stage, _)| stage != Stage::Use).collect()
}

proptest! {
    #[test]
    fn stage_amounts_sum_to_the_obligation(sheet in sheet(), scenario in scenario()) {
        let footprint = sheet.footprint(scenario).unwrap();
        for statistic in Statistic::ALL {
            let Ok(obligation) = footprint.obligation(statistic) else {
                prop_assert!(!footprint.has_spread());
                prop_assert_eq!(sheet.estimate(), None);
                continue;
            };
            let amounts = footprint.stage_amounts(statistic).unwrap();
            let sum = Co2e::checked_sum(amounts.iter().map(|&(_, amount)| amount));
            prop_assert_eq!(sum, Some(obligation));
            prop_assert_eq!(amounts.len(), footprint.stages().len());
            // Each within a gram of its exact share.
            let whole = mean_kg(footprint.total());
            for (&(stage, amount), (_, estimate)) in amounts.iter().zip(footprint.stages()) {
                let obligation = obligation.to_model().get::<carbon::gram>();
                let exact = obligation * mean_kg(estimate) / whole;
                let found = amount.to_model().get::<carbon::gram>();
                prop_assert!((found - exact).abs() <= 1.0 + 1e-9 * exact, "{} {} {}", stage, found, exact);
            }
        }
    }

    #[test]
    fn an_obligation_is_never_below_its_statistic(sheet in sheet(), scenario in scenario()) {
        let footprint = sheet.footprint(scenario).unwrap();
        for statistic in Statistic::ALL {
            if let Ok(obligation) = footprint.obligation(statistic) {
                let exact = footprint.total().at(statistic).get::<carbon::gram>();
                let owed = obligation.to_model().get::<carbon::gram>();
                prop_assert!(owed >= exact - 2e-3 && owed < exact + 1.0 + 2e-3);
            }
        }
    }

    #[test]
    fn years_scale_use_and_nothing_else(
        sheet in sheet(),
        place in region(),
        time in 0.1..10.0_f64,
        factor in 0.1..10.0_f64,
        grid in grid(),
    ) {
        let short = sheet.footprint(UseScenario::new(place, years(time), grid)).unwrap();
        let long = sheet.footprint(UseScenario::new(place, years(time * factor), grid)).unwrap();
        let use_of = |footprint: &Footprint| mean_kg(footprint.stage(Stage::Use).unwrap());
        prop_assert!(close(use_of(&long), use_of(&short) * factor));
        prop_assert_eq!(others(&long), others(&short));
    }

    #[test]
    fn the_use_phase_follows_the_grid_and_nothing_else_does(
        sheet in sheet(),
        time in 0.1..30.0_f64,
    ) {
        let at = |code: &str| {
            let place = code.parse().unwrap();
            let grid = GridChoice::Current { year: 2024 };
            sheet.footprint(UseScenario::new(place, years(time), grid)).unwrap()
        };
        let (sweden, india) = (at("SE"), at("IN"));
        let ratio = mean_kg(india.stage(Stage::Use).unwrap()) / mean_kg(sweden.stage(Stage::Use).unwrap());
        prop_assert!(close(ratio, 707.45 / 34.89));
        prop_assert_eq!(others(&india), others(&sweden));
    }

    #[test]
    fn as_published_for_its_own_years_the_sheet_comes_back(sheet in sheet(), place in region()) {
        let scenario = UseScenario::new(place, sheet.lifetime().unwrap(), GridChoice::AsPublished);
        let total = sheet.footprint(scenario).unwrap().total();
        prop_assert!(close(mean_kg(total), sheet.mean().get::<carbon::kilogram>()));
        let deviation = sheet.deviation().map_or(0.0, |sd| sd.get::<carbon::kilogram>());
        prop_assert!(close(sd_kg(total), deviation));
    }

    #[test]
    fn the_ratio_of_deviation_to_mean_is_the_sheets(sheet in sheet(), scenario in scenario()) {
        let footprint = sheet.footprint(scenario).unwrap();
        let ratio = sheet.relative_deviation().unwrap_or_default();
        prop_assert!(close(sd_kg(footprint.total()), ratio * mean_kg(footprint.total())));
        prop_assert_eq!(footprint.has_spread(), sheet.estimate().is_some());
    }

    #[test]
    fn every_number_of_another_source_is_named(sheet in sheet(), scenario in scenario()) {
        let footprint = sheet.footprint(scenario).unwrap();
        prop_assert_eq!(&footprint.sources()[0], sheet.source());
        for assumption in footprint.assumptions() {
            if let Some(source) = assumption.source() {
                prop_assert!(footprint.sources().contains(source));
            }
        }
        let recomputed = footprint.assumptions().iter().any(|a| a.source().is_some());
        prop_assert_eq!(recomputed, scenario.grid != GridChoice::AsPublished);
        for line in footprint.explain().to_string().lines() {
            prop_assert!(!line.contains("NaN") && !line.contains(" inf "), "{}", line);
        }
    }
}

#[cfg(feature = "serde")]
proptest! {
    #[test]
    fn json_brings_everything_back(sheet in sheet(), scenario in scenario()) {
        let text = serde_json::to_string(&sheet).unwrap();
        prop_assert_eq!(&serde_json::from_str::<PublishedSheet>(&text).unwrap(), &sheet);
        let footprint = sheet.footprint(scenario).unwrap();
        let text = serde_json::to_string(&footprint).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Footprint>(&text).unwrap(), &footprint);
        let text = serde_json::to_string(&scenario).unwrap();
        prop_assert_eq!(serde_json::from_str::<UseScenario>(&text).unwrap(), scenario);
    }

    /// Whatever is read, is refused or is a sheet that computes or says why not: no panic.
    #[test]
    fn any_numbers_are_refused_or_computed(
        mean in any::<f64>(),
        sd in any::<f64>(),
        share in any::<f64>(),
        energy in any::<f64>(),
        scenario in scenario(),
    ) {
        let builder = PublishedSheet::builder()
            .manufacturer("Example")
            .product("One")
            .category(Category::Laptop)
            .mean(kg(mean.abs()))
            .relative_deviation(sd.abs())
            .share(Stage::Use, share.abs())
            .headline(Statistic::Mean)
            .yearly_energy(kwh(energy.abs()))
            .lifetime(years(4.0))
            .report_year(2024)
            .source(source("Example"));
        // Most are refused, so the ratios are also tried within their range.
        for builder in [builder.clone(), builder.relative_deviation(0.2).share(Stage::Use, 0.5)] {
            let Ok(footprint) = builder.build().map(|sheet| sheet.footprint(scenario)) else {
                continue;
            };
            if let Ok(footprint) = footprint {
                for statistic in Statistic::ALL {
                    let _ = footprint.stage_amounts(statistic);
                }
                let _ = footprint.explain().to_string();
            }
        }
    }
}
