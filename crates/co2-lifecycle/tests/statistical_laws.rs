//! What must hold for every maker and family of the shipped table: what is made does not depend on how long or
//! where it is used, and what was never seen does not make the result surer.

#[cfg(test)]
mod common;

use co2_lifecycle::coefficients::{Family, Inputs};
use co2_lifecycle::{
    Assumption, Category, Edition, Facts, Footprint, GridChoice, StatisticalError,
    StatisticalModel, Tier,
};
use co2_units::model::{Mass, carbon, mass};
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
    for facts in products() {
        let mut last: Option<Footprint> = None;
        for year in [2027, 2028, 2035, 2100] {
            let own = at(&facts, year);
            if let Some(last) = last.filter(|last| last.tier() == Tier::Statistical) {
                assert_eq!(own.total().mean(), last.total().mean(), "{facts:?}");
                assert!(width(&own) > width(&last), "{facts:?} {year}");
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

/// A server with eight times the memory of any sheet is not answered as certainly as one of them.
#[test]
fn a_configuration_beyond_the_sheets_is_less_certain() {
    let of = |gigabytes| {
        let facts = Facts::new(Category::Server).manufacturer("Dell").report_year(2019).unwrap();
        let facts = facts.weight(Mass::new::<mass::kilogram>(26.0)).unwrap();
        let facts = facts.memory_gigabytes(gigabytes).unwrap();
        facts.footprint(GridChoice::AsPublished).unwrap()
    };
    let (usual, huge, more) = (of(64.0), of(4_096.0), of(16_384.0));
    assert!(width(&huge) > 1.5 * width(&usual));
    assert!(width(&more) > 1.2 * width(&huge));
    let outside = Assumption::OutsideOfSheets { fact: co2_lifecycle::Fact::Memory };
    assert!(huge.assumptions().contains(&outside));
}
