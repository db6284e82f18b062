//! Footprints per second: each tier, one explained, and a fleet beside plain floats.

use co2_lifecycle::component::{Component, Configuration};
use co2_lifecycle::{
    Category, Columns, Facts, GridChoice, PublishedSheet, UseScenario, Years, fleet,
};
use co2_units::model::{Carbon, Energy, Mass, carbon, energy, mass};
use co2_units::{Source, Stage, Statistic, Status};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const FLEET: u16 = 1_000;

fn sheet() -> PublishedSheet {
    PublishedSheet::builder()
        .manufacturer("Dell")
        .product("Latitude 5320")
        .category(Category::Laptop)
        .mean(Carbon::new::<carbon::kilogram>(348.0))
        .relative_deviation(0.2098)
        .headline(Statistic::Mean)
        .share(Stage::Manufacture, 0.865)
        .share(Stage::Use, 0.107)
        .yearly_energy(Energy::new::<energy::kilowatt_hour>(17.87))
        .lifetime(years(4.0))
        .report_year(2021)
        .source(Source {
            publisher: "Dell".into(),
            edition: "Product carbon footprint Latitude 5320, January 2021".into(),
            year: 2021,
            region: "EU".into(),
            boundary: "CO2e, life cycle (PAIA)".into(),
            licence: "Contains information from Boavizta environmental-footprint-data, made \
                      available under the ODbL 1.0"
                .into(),
            locator: "latitude-5320.pdf".into(),
            status: Status::Transcribed,
        })
        .build()
        .expect("the facts of a sheet")
}

fn years(value: f64) -> Years {
    Years::new(value).expect("a time of use")
}

fn laptop(weight_kg: f64) -> Facts {
    Facts::new(Category::Laptop)
        .manufacturer("Lenovo")
        .weight(Mass::new::<mass::kilogram>(weight_kg))
        .and_then(|facts| facts.screen_inches(14.0))
        .and_then(|facts| facts.report_year(2020))
        .expect("facts in range")
        .lifetime(years(5.0))
}

fn tiers(criterion: &mut Criterion) {
    let current = GridChoice::Current { year: 2025 };
    let sweden = "SE".parse().expect("a country");
    let scenario = UseScenario::new(sweden, years(5.0), current);
    let (sheet, laptop, bare) = (sheet(), laptop(1.4), Facts::new(Category::Laptop));
    let memory = [Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) }];
    let mut group = criterion.benchmark_group("footprint");
    group.bench_function("published, current grid", |bencher| {
        bencher.iter(|| sheet.footprint(black_box(scenario)));
    });
    group.bench_function("published+configured", |bencher| {
        let published = sheet.footprint(scenario).expect("a footprint");
        bencher.iter(|| published.clone().configured(black_box(&memory), &[]));
    });
    group.bench_function("configured", |bencher| {
        let server = Configuration::new("server", Category::Server)
            .with(2, Component::Cpu { die_mm2: 694.0 })
            .with(8, Component::Memory { gigabytes: 32.0, gb_per_cm2: Some(1.25) })
            .with(2, Component::HardDisk)
            .with(1, Component::Mainboard)
            .with(2, Component::PowerSupply { kilograms: 1.2 })
            .with(1, Component::RackChassis);
        let yearly = Energy::new::<energy::kilowatt_hour>(1_800.0);
        bencher.iter(|| server.footprint(black_box(yearly), scenario));
    });
    group.bench_function("statistical", |bencher| {
        bencher.iter(|| black_box(&laptop).footprint(GridChoice::AsPublished));
    });
    group.bench_function("category", |bencher| {
        bencher.iter(|| black_box(&bare).footprint(GridChoice::AsPublished));
    });
    group.bench_function("explained", |bencher| {
        let footprint = laptop.footprint(current).expect("a footprint");
        bencher.iter(|| black_box(&footprint).explain().to_string());
    });
    group.finish();
}

/// A yardstick, not the same computation: twenty clamped terms summed for each product.
fn plain(weights: &[f64]) -> f64 {
    weights.iter().map(|weight| terms(*weight)).sum()
}

fn terms(weight: f64) -> f64 {
    let logarithm = weight - 1.0;
    let mut total = 5.7;
    for term in 1..20_u8 {
        total += f64::from(term) * 1e-3 * ((logarithm - 0.5) / 0.3).clamp(-3.0, 3.0);
    }
    total
}

fn fleets(criterion: &mut Criterion) {
    let weights: Vec<f64> = (0..FLEET).map(|number| 1.0 + f64::from(number) / 1e3).collect();
    let rows = weights.len();
    let (category, manufacturer) = (vec![Category::Laptop; rows], vec![Some("Lenovo"); rows]);
    let weight_kg: Vec<Option<f64>> = weights.iter().copied().map(Some).collect();
    let (screen_in, lifetime_years) = (vec![Some(14.0); rows], vec![Some(5.0); rows]);
    let report_year = vec![Some(2020); rows];
    let products = Columns {
        category: &category,
        manufacturer: &manufacturer,
        weight_kg: &weight_kg,
        screen_in: &screen_in,
        lifetime_years: &lifetime_years,
        report_year: &report_year,
        ..Columns::default()
    };
    let mut group = criterion.benchmark_group("fleet");
    group.throughput(Throughput::Elements(u64::from(FLEET))).sample_size(20);
    group.bench_function("footprints", |bencher| {
        bencher.iter(|| fleet(black_box(&products), GridChoice::AsPublished));
    });
    group.bench_function("one by one", |bencher| {
        let facts: Vec<Facts> = weights.iter().map(|weight| laptop(*weight)).collect();
        bencher.iter(|| -> Vec<_> {
            black_box(&facts).iter().map(|one| one.footprint(GridChoice::AsPublished)).collect()
        });
    });
    group.bench_function("plain f64", |bencher| bencher.iter(|| plain(black_box(&weights))));
    group.finish();
}

criterion_group!(benches, tiers, fleets);
criterion_main!(benches);
