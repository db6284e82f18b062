//! What a sheet takes and what it refuses.

#[cfg(test)]
mod common;

use co2_lifecycle::{Category, PublishedSheet, SheetBuilder, SheetError, Years, YearsError};
use co2_units::model::mass::kilogram;
use co2_units::model::{Mass, carbon};
use co2_units::{Stage, Statistic};
use common::{assert_close, kg, kwh, latitude, source, years};

#[test]
fn a_sheet_keeps_its_facts() {
    let sheet = latitude().weight(Mass::new::<kilogram>(1.24)).build().unwrap();
    assert_eq!(sheet.manufacturer(), "Dell");
    assert_eq!(sheet.product(), "Latitude 5320");
    assert_eq!(sheet.category(), Category::Laptop);
    assert_eq!(sheet.mean(), kg(348.0));
    assert_eq!(sheet.relative_deviation(), Some(0.2098));
    assert_close(sheet.deviation().unwrap().get::<carbon::kilogram>(), 73.0104, 1e-12);
    assert_eq!(sheet.headline(), Statistic::Mean);
    assert_eq!(sheet.share(Stage::Use), Some(0.107));
    assert_eq!(sheet.share(Stage::Distribution), None);
    assert_eq!(sheet.yearly_energy(), Some(kwh(17.87)));
    assert_eq!(sheet.lifetime(), Some(years(4.0)));
    assert_eq!(sheet.use_location(), "EU".parse().ok());
    assert_eq!(sheet.weight(), Some(Mass::new::<kilogram>(1.24)));
    assert_eq!(sheet.report_year(), 2021);
    assert_eq!(sheet.source(), &source("Dell"));
}

/// Both headlines are the 95th percentile, in the makers' own documents.
#[test]
fn headlines_of_published_sheets_follow_from_mean_and_deviation() {
    let p95 = |sheet: SheetBuilder| {
        let sheet = sheet.headline(Statistic::P95).build().unwrap();
        let estimate = sheet.estimate().unwrap();
        estimate.at(sheet.headline()).get::<carbon::kilogram>()
    };
    let blank = || {
        PublishedSheet::builder()
            .manufacturer("Lenovo")
            .category(Category::Laptop)
            .report_year(2020)
            .source(source("Lenovo"))
    };
    let e41 = blank().product("E41-45").mean(kg(257.0)).deviation(kg(46.0));
    assert_close(p95(e41), 336.0, 0.015);
    let l28u = blank().product("L28u-30").mean(kg(305.0)).relative_deviation(0.2656);
    assert_close(p95(l28u), 455.0, 0.015);
}

#[test]
fn without_a_deviation_there_is_no_estimate() {
    let sheet = PublishedSheet::builder()
        .manufacturer("Apple")
        .product("13-inch MacBook Air")
        .category(Category::Laptop)
        .mean(kg(161.0))
        .headline(Statistic::Mean)
        .report_year(2020)
        .source(source("Apple"))
        .build()
        .unwrap();
    assert_eq!(sheet.estimate(), None);
    assert_eq!(sheet.deviation(), None);
}

#[test]
fn required_facts_are_required() {
    let with = [
        |b: SheetBuilder| b.manufacturer("Dell"),
        |b: SheetBuilder| b.product("Latitude 5320"),
        |b: SheetBuilder| b.category(Category::Laptop),
        |b: SheetBuilder| b.mean(kg(348.0)),
        |b: SheetBuilder| b.headline(Statistic::Mean),
        |b: SheetBuilder| b.report_year(2021),
        |b: SheetBuilder| b.source(source("Dell")),
    ];
    let fields =
        ["manufacturer", "product", "category", "mean", "headline", "report year", "source"];
    let build = |left_out: Option<usize>| {
        let kept = (0..with.len()).filter(|&step| Some(step) != left_out);
        kept.fold(PublishedSheet::builder(), |b, step| with[step](b)).build()
    };
    assert!(build(None).is_ok());
    for (step, field) in fields.into_iter().enumerate() {
        assert_eq!(build(Some(step)), Err(SheetError::Missing { field }));
    }
}

#[test]
fn texts_are_plain() {
    let long = "x".repeat(201);
    for bad in ["", " Dell", "Dell\n", "De\u{0}ll", long.as_str()] {
        assert_eq!(
            latitude().manufacturer(bad).build(),
            Err(SheetError::Text { field: "manufacturer" })
        );
        assert_eq!(latitude().product(bad).build(), Err(SheetError::Text { field: "product" }));
        assert_eq!(
            latitude().source(source(bad)).build(),
            Err(SheetError::Text { field: "source's publisher" })
        );
    }
    assert!(latitude().product("ö".repeat(200)).build().is_ok());
}

#[test]
fn numbers_out_of_range_are_refused() {
    let bad = [0.0, -0.0, -1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
    for value in bad {
        let refused = |builder: SheetBuilder| builder.build().unwrap_err();
        assert!(matches!(refused(latitude().mean(kg(value))), SheetError::Mean { .. }));
        assert!(matches!(
            refused(latitude().relative_deviation(value)),
            SheetError::Deviation { .. }
        ));
        assert!(matches!(
            refused(latitude().yearly_energy(kwh(value))),
            SheetError::YearlyEnergy { .. }
        ));
        assert!(matches!(
            refused(latitude().weight(Mass::new::<kilogram>(value))),
            SheetError::Weight { .. }
        ));
        assert!(matches!(Years::new(value), Err(YearsError::Range { .. })));
    }
    assert!(Years::new(100.0).is_ok());
    assert!(Years::new(100.1).is_err());
    for year in [0, 1989, 2101] {
        assert_eq!(latitude().report_year(year).build(), Err(SheetError::ReportYear { year }));
    }
}

/// One published sheet has 3.28, and 17.9 is a percent that was not divided by a hundred.
#[test]
fn a_deviation_above_twice_the_mean_is_refused() {
    assert!(latitude().relative_deviation(2.0).build().is_ok());
    for relative in [3.28, 17.9] {
        assert_eq!(
            latitude().relative_deviation(relative).build(),
            Err(SheetError::Deviation { relative })
        );
    }
    assert_eq!(latitude().deviation(kg(46.0)).build(), Err(SheetError::DeviationTwice));
}

#[test]
fn a_huge_mean_whose_deviation_overflows_is_refused() {
    let sheet = latitude().mean(kg(f64::MAX)).relative_deviation(1.5);
    assert_eq!(sheet.build(), Err(SheetError::Deviation { relative: 1.5 }));
}

#[test]
fn shares_are_shares() {
    for value in [-0.01, 1.04, f64::NAN, f64::INFINITY] {
        let error = latitude().share(Stage::Use, value).build().unwrap_err();
        assert!(matches!(error, SheetError::Share { stage: Stage::Use, .. }), "{error}");
    }
    assert_eq!(
        latitude().share(Stage::Service, 0.1).build(),
        Err(SheetError::Stage { stage: Stage::Service })
    );
}

#[test]
fn shares_sum_to_one() {
    let build = |distribution: f64, end_of_life: f64| {
        latitude()
            .share(Stage::Distribution, distribution)
            .share(Stage::EndOfLife, end_of_life)
            .build()
    };
    // 0.972 are stated for manufacture and use.
    assert!(build(0.028, 0.0).is_ok());
    assert!(build(0.05, 0.008).is_ok());
    assert!(matches!(build(0.05, 0.009), Err(SheetError::ShareSum { .. })));
    // A zero that should be a missing share: the other maker's sheet of 2021 sums to 0.965.
    let zeros = latitude()
        .share(Stage::Manufacture, 0.849)
        .share(Stage::Use, 0.116)
        .share(Stage::Distribution, 0.0);
    assert!(zeros.clone().build().is_ok());
    let complete = zeros.share(Stage::EndOfLife, 0.0).build();
    assert!(matches!(complete, Err(SheetError::ShareSum { sum }) if (sum - 0.965).abs() < 1e-9));
    // Some shares alone may not exceed the whole either.
    let above = latitude().share(Stage::Manufacture, 0.95).build();
    assert!(matches!(above, Err(SheetError::ShareSum { .. })));
}

#[test]
fn messages_say_what_to_do() {
    let error = latitude().mean(kg(-1.0)).build().unwrap_err();
    assert_eq!(error.to_string(), "the mean of a sheet is a finite number above 0: -1 kg");
    let error = latitude().share(Stage::Manufacture, 0.95).build().unwrap_err();
    assert!(error.to_string().ends_with("leave out a share that the sheet does not state"));
}

#[test]
fn categories_have_their_wire_names() {
    assert_eq!(Category::AllInOne.to_string(), "all in one");
    assert!(Category::Server.is_for_data_centre() && !Category::Laptop.is_for_data_centre());
}
