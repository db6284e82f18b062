//! What must hold for every maker and family of the shipped table: what is made does not depend on how long or
//! where it is used, and what was never seen does not make the result surer.

#[cfg(test)]
mod common;

use co2_lifecycle::coefficients::{Family, Inputs};
use co2_lifecycle::{
    Assumption, Category, Edition, Facts, Footprint, GridChoice, StatisticalError,
    StatisticalModel, Tier,
};
use co2_units::model::{Energy, Mass, carbon, energy, mass};
use co2_units::{Stage, Statistic};
use common::{kwh, years};
use std::collections::BTreeSet;

/// The makers of the table, and one that is not there.
fn makers() -> BTreeSet<String> {
    let table = StatisticalModel::shipped().to_string();
    let makers = table.lines().skip(1).filter_map(|line| line.split(',').next());
    let makers: BTreeSet<String> =
        makers.filter(|maker| *maker != "*").map(str::to_owned).collect();
    assert!(makers.len() >= 5, "{makers:?}");
    makers.into_iter().chain(["Nobody".to_owned()]).collect()
}

/// The laws of this file go over every regression of the table.
#[test]
fn every_regression_is_asked_for() {
    let model = StatisticalModel::shipped();
    let mut asked = BTreeSet::new();
    for maker in makers() {
        for category in Category::ALL {
            for energy in [None, Some(40.0)] {
                let Some((family, kind)) = Family::of(category, None, Some(2.0)) else { continue };
                let mut inputs = Inputs::new(kind);
                inputs.yearly_energy_kwh = energy;
                let best = model.best(Some(maker.as_str()), family, &inputs);
                asked.extend(best.map(|entry| (&entry.maker, entry.family, entry.with_energy)));
            }
        }
    }
    for entry in &model.entries {
        let own = (&entry.maker, entry.family, entry.with_energy);
        assert!(asked.contains(&own), "{own:?}");
    }
    assert!(products().len() >= 2 * makers().len() * 10);
}

/// With and without yearly energy, of each maker and category.
fn products() -> Vec<Facts> {
    let mut products = Vec::new();
    for maker in makers() {
        for category in Category::ALL {
            if Facts::new(category).footprint(GridChoice::AsPublished).is_err() {
                continue;
            }
            let facts = Facts::new(category)
                .manufacturer(maker.as_str())
                .weight(Mass::new::<mass::kilogram>(2.0))
                .expect("in range")
                .report_year(2020)
                .expect("in range");
            products.push(facts.clone());
            products.push(facts.yearly_energy(kwh(40.0)).expect("in range"));
        }
    }
    products
}

fn made(footprint: &Footprint) -> f64 {
    let rest = [Stage::Manufacture, Stage::Distribution, Stage::EndOfLife];
    rest.iter().map(|stage| stage_kg(footprint, *stage)).sum()
}

fn stage_kg(footprint: &Footprint, stage: Stage) -> f64 {
    footprint.stage(stage).expect("in range").mean().get::<carbon::kilogram>()
}

fn width(footprint: &Footprint) -> f64 {
    let at = |statistic| footprint.total().at(statistic).get::<carbon::kilogram>();
    at(Statistic::P95) / at(Statistic::P5)
}

#[test]
fn a_longer_life_uses_more_and_is_made_the_same() {
    for facts in products() {
        for grid in [GridChoice::AsPublished, GridChoice::Current { year: 2025 }] {
            let mut last: Option<Footprint> = None;
            let mut of_one_year = None;
            for time in [0.001, 1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 8.0, 12.0, 20.0, 100.0] {
                let footprint = facts.clone().lifetime(years(time)).footprint(grid).unwrap();
                let per_year = stage_kg(&footprint, Stage::Use) / time;
                let first = *of_one_year.get_or_insert(per_year);
                assert!((per_year / first - 1.0).abs() < 1e-9, "{facts:?} {time}");
                if let Some(last) = &last {
                    assert!((made(&footprint) / made(last) - 1.0).abs() < 1e-12, "{facts:?}");
                    assert!(footprint.total().mean() > last.total().mean(), "{facts:?} {time}");
                }
                last = Some(footprint);
            }
        }
    }
}

/// With the energy the use phase is computed, and what is not known is the rest: a cleaner grid or a shorter life
/// does not make that surer. (Scored on left-out Dell servers on Sweden's grid, an interval that shrank with the use
/// phase held 24 % of what their sheets give there.)
#[test]
fn with_the_energy_the_deviation_is_that_of_the_rest_on_every_grid_and_for_every_life() {
    let mut fitted = 0;
    for facts in products() {
        let of = |time, place: &str, grid| {
            let facts = facts.clone().lifetime(years(time)).location(place.parse().unwrap());
            facts.footprint(grid).unwrap()
        };
        let published = of(4.0, "EU", GridChoice::AsPublished);
        let has_energy = published
            .assumptions()
            .iter()
            .any(|one| matches!(one, Assumption::Fitted { without_use: true, .. }));
        if !has_energy {
            continue;
        }
        fitted += 1;
        let current = GridChoice::Current { year: 2025 };
        for (time, place) in [(0.01, "SE"), (4.0, "SE"), (4.0, "PL"), (10.0, "ES")] {
            let other = of(time, place, current);
            let deviations = [&other, &published].map(|one| one.total().deviation().value);
            assert!(
                (deviations[0] / deviations[1] - 1.0).abs() < 1e-12,
                "{facts:?} {time} {place}"
            );
        }
    }
    assert!(fitted > 20, "{fitted}");
    let server = Facts::new(Category::Server).manufacturer("Dell").report_year(2019).unwrap();
    let server = server.yearly_energy(kwh(1_800.0)).unwrap().location("SE".parse().unwrap());
    let clean = server.footprint(GridChoice::Current { year: 2025 }).unwrap();
    let published = server.footprint(GridChoice::AsPublished).unwrap();
    assert!(width(&clean) - 1.0 > 2.0 * (width(&published) - 1.0));
}

/// The first products of a year are estimated as those of the last year of which there are sheets, and each year makes
/// that less certain.
#[test]
fn a_year_after_the_last_sheet_counts_as_the_last_and_is_less_certain() {
    let at = |facts: &Facts, year| {
        let facts = facts.clone().report_year(year).unwrap();
        facts.footprint(GridChoice::AsPublished).unwrap()
    };
    let lenovo = Facts::new(Category::Laptop).manufacturer("Lenovo").screen_inches(14.0).unwrap();
    let outside = |years| Assumption::YearsOutside { years };
    assert!(at(&lenovo, 2021).assumptions().contains(&outside(1)));
    assert!(at(&lenovo, 2026).assumptions().contains(&outside(6)));
    for year in 2021..2030 {
        assert!(width(&at(&lenovo, year + 1)) > width(&at(&lenovo, year)), "{year}");
    }
    for facts in products() {
        let mut last: Option<Footprint> = None;
        for year in [2027, 2028, 2035, 2100] {
            let own = at(&facts, year);
            if let Some(last) = last.filter(|last| last.tier() == Tier::Statistical) {
                assert_eq!(own.total().mean(), last.total().mean(), "{facts:?}");
                assert!(width(&own) >= width(&last), "{facts:?} {year}");
            }
            last = Some(own);
        }
    }
}

/// HP's sheets "for the world" were of one edition of its method, and those "for North America" of the next: fitted as
/// markets, one screen came out with 149 kg of manufacture in the one place and 391 kg in the other.
#[test]
fn manufacture_is_the_same_to_the_bit_wherever_it_is_used() {
    let mut checked = 0;
    for facts in products() {
        for years in [None, Some(2017), Some(2026)] {
            let facts = years
                .map_or_else(|| facts.clone(), |year| facts.clone().report_year(year).unwrap());
            for grid in [GridChoice::AsPublished, GridChoice::Current { year: 2025 }] {
                let none = facts.footprint(grid).unwrap();
                for place in ["US", "US-CA", "EU", "SE", "DE", "CN", "BR", "WW"] {
                    let at = facts.clone().location(place.parse().unwrap());
                    let at = at.footprint(grid).unwrap();
                    for stage in [Stage::Manufacture, Stage::Distribution, Stage::EndOfLife] {
                        let bits = [&at, &none].map(|own| {
                            let own = own.stage(stage).unwrap();
                            (own.mean().value.to_bits(), own.deviation().value.to_bits())
                        });
                        assert_eq!(bits[0], bits[1], "{facts:?} {place} {stage}");
                        checked += 1;
                    }
                }
            }
        }
    }
    assert!(checked > 10_000, "{checked}");
}

/// An older edition is answered by name, and the result says that it is superseded; the newest is the default.
#[test]
fn the_edition_is_a_fact_of_its_own_and_the_newest_by_default() {
    let screen = Facts::new(Category::Monitor).manufacturer("HP Inc.").screen_inches(24.0).unwrap();
    let of = |facts: &Facts| facts.footprint(GridChoice::AsPublished).unwrap();
    let newest = of(&screen);
    assert_eq!(newest, of(&screen.clone().edition(Edition::Hp2022)));
    let older = of(&screen.clone().edition(Edition::HpPaia));
    assert!(made(&older) > 1.5 * made(&newest), "{} {}", made(&older), made(&newest));
    let superseded = Assumption::Superseded { edition: Edition::HpPaia, by: Edition::Hp2022 };
    assert!(older.assumptions().contains(&superseded));
    assert!(!newest.assumptions().contains(&superseded));
    assert!(older.explain().to_string().contains("is superseded by"));
    // The edition follows from the year, where one is given.
    let of_2020 = of(&screen.clone().report_year(2020).unwrap());
    assert!(of_2020.assumptions().contains(&superseded));
    let wrong = screen.edition(Edition::DellPaia).footprint(GridChoice::AsPublished);
    assert!(matches!(wrong, Err(StatisticalError::Edition { .. })));
}

/// Dell's sheets of two years are of tablets with keyboards: years must not tell the kind of a product.
#[test]
fn a_dell_laptop_of_two_years_is_made_as_one_of_four() {
    let of = |time| {
        let facts = Facts::new(Category::Laptop)
            .manufacturer("Dell")
            .screen_inches(14.0)
            .unwrap()
            .weight(Mass::new::<mass::kilogram>(1.4))
            .unwrap()
            .yearly_energy(kwh(20.0))
            .unwrap();
        let facts = facts.lifetime(years(time)).location("EU".parse().unwrap());
        made(&facts.footprint(GridChoice::AsPublished).unwrap())
    };
    for time in [1.0, 2.0, 3.0, 5.0] {
        assert!((of(time) / of(4.0) - 1.0).abs() < 1e-12, "{time}");
    }
}

#[test]
fn a_maker_is_known_by_its_other_names() {
    let total = |maker: &str, category| {
        let facts = Facts::new(category).manufacturer(maker).yearly_energy(kwh(20.0)).unwrap();
        facts.footprint(GridChoice::AsPublished).unwrap().total().mean()
    };
    for (maker, others) in [
        ("HP", ["HP Inc.", "Hewlett-Packard", "hewlett packard company"]),
        ("Dell", ["Dell Inc.", "Dell Technologies", "DELL EMC"]),
        ("Lenovo", ["Lenovo Group", "Lenovo Group Ltd.", "LENOVO (Group) Limited"]),
    ] {
        assert_ne!(total(maker, Category::Laptop), total("Nobody", Category::Laptop));
        for other in others {
            assert_eq!(total(maker, Category::Laptop), total(other, Category::Laptop), "{other}");
        }
    }
    let enterprise = total("Hewlett Packard Enterprise", Category::Laptop);
    assert_eq!(enterprise, total("Nobody", Category::Laptop));
}

/// A server with more memory than any sheet is not answered by the largest of them: what is beyond is counted by
/// component, and is uncertain.
#[test]
fn a_configuration_beyond_the_sheets_is_added_and_less_certain() {
    let of = |gigabytes| {
        let facts = Facts::new(Category::Server).manufacturer("Dell").report_year(2019).unwrap();
        let facts = facts.weight(Mass::new::<mass::kilogram>(26.0)).unwrap();
        let facts = facts.memory_gigabytes(gigabytes).unwrap();
        facts.footprint(GridChoice::AsPublished).unwrap()
    };
    let (usual, huge) = (of(64.0), of(4_096.0));
    let kg = |own: &Footprint| own.total().mean().get::<carbon::kilogram>();
    // By component, 3,840 GB of 2019 are thousands of kilograms.
    assert!(kg(&huge) > kg(&usual) + 3_000.0, "{}", kg(&huge));
    assert!(width(&huge) > width(&usual));
    assert!(huge.explain().to_string().contains("3840 GB of memory and 0 GB of drives beyond"));
    assert!(huge.explain().to_string().contains("electricity of memory and drives"));
}

/// No percentile falls when a server has more, and each total is between its percentiles, also where no maker is known,
/// and where the yearly energy is given.
#[test]
fn a_larger_server_never_has_less() {
    for maker in [None, Some("Dell"), Some("HPE"), Some("HP"), Some("Lenovo"), Some("Acme")] {
        for kwh in [None, Some(5_000.0)] {
            let of = |memory: f64, storage: f64, processors: u16| {
                let mut facts = Facts::new(Category::Server).processors(processors);
                facts = facts.memory_gigabytes(memory).unwrap().storage_gigabytes(storage).unwrap();
                if let Some(maker) = maker {
                    facts = facts.manufacturer(maker);
                }
                if let Some(kwh) = kwh {
                    facts = facts.yearly_energy(Energy::new::<energy::kilowatt_hour>(kwh)).unwrap();
                }
                let total = facts.footprint(GridChoice::AsPublished).unwrap().total();
                let at = |statistic| total.at(statistic).get::<carbon::kilogram>();
                [Statistic::Mean, Statistic::P5, Statistic::P50, Statistic::P95].map(at)
            };
            let steps = |ends: [f64; 2]| {
                let ratio = ends[1] / ends[0];
                (0..24)
                    .map(move |step| ends[0] * libm::exp(libm::log(ratio) * f64::from(step) / 23.0))
            };
            let rising = |all: Vec<[f64; 4]>, what: &str| {
                for own in &all {
                    assert!(
                        own[1] <= own[0] && own[0] <= own[3],
                        "{maker:?} {kwh:?} {what}: {own:?}"
                    );
                }
                for pair in all.windows(2) {
                    for (before, after) in pair[0].iter().zip(pair[1]) {
                        let fell = *before - after;
                        assert!(fell <= 1e-6 * before, "{maker:?} {kwh:?} {what}: {pair:?}");
                    }
                }
            };
            rising(steps([8.0, 65_536.0]).map(|own| of(own, 1_000.0, 2)).collect(), "memory");
            rising(steps([240.0, 4e6]).map(|own| of(64.0, own, 2)).collect(), "drives");
            rising((1..=8).map(|own| of(64.0, 1_000.0, own)).collect(), "processors");
        }
    }
    let known = |maker: &str| {
        let facts = Facts::new(Category::Server).manufacturer(maker);
        facts.footprint(GridChoice::AsPublished).unwrap().total().mean()
    };
    assert_eq!(known("HPE"), known("Hewlett Packard Enterprise"));
    assert_eq!(known("HPE"), known("HP"));
    assert_ne!(known("HPE"), known("Acme"));
}

/// Of a maker without sheets, a heavier telephone never has less than a lighter one.
#[test]
fn a_heavier_telephone_of_any_maker_has_no_less() {
    for maker in ["Acme", "HP", "Lenovo"] {
        let of = |kg| {
            let facts = Facts::new(Category::Smartphone).manufacturer(maker);
            let facts = facts.weight(Mass::new::<mass::kilogram>(kg)).unwrap();
            facts.footprint(GridChoice::AsPublished).unwrap().total().mean()
        };
        assert!(of(0.15) >= of(0.1) && of(0.3) >= of(0.15), "{maker}");
    }
}

/// A year far from all sheets is less certain, and not ever smaller.
#[test]
fn far_years_do_not_take_the_median_away() {
    let of = |year| {
        let facts = Facts::new(Category::Laptop).manufacturer("Dell").report_year(year).unwrap();
        facts.footprint(GridChoice::AsPublished).unwrap().total()
    };
    let at = |year, statistic| of(year).at(statistic).get::<carbon::kilogram>();
    assert_eq!(of(1990), of(1995));
    assert!(at(1990, Statistic::P50) > 0.6 * at(1990, Statistic::Mean));
    assert!(at(1990, Statistic::P95) > at(2015, Statistic::P95));
}
