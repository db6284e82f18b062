//! After a change the account tells what holds, and nothing that held before.

#[cfg(test)]
mod common;

use co2_lifecycle::energy::{Cooling, LoadPoint, ServerUse};
use co2_lifecycle::transport::{FuelScope, Leg, Mode};
use co2_lifecycle::{
    Assumption, Basis, Category, Electricity, Facts, Footprint, FootprintError, GridChoice, grid,
};
use co2_units::model::{Length, Mass, carbon, length, mass};
use co2_units::{Estimate, Stage, Statistic};
use common::{as_published, assert_same, current, kg, kwh, latitude, source, without_energy};

fn electricity(code: &str, year: u16) -> Electricity {
    Electricity::of_grid(code.parse().expect("known"), year, Basis::Generation).expect("known")
}

fn has(footprint: &Footprint, is: impl Fn(&Assumption) -> bool) -> bool {
    footprint.assumptions().iter().any(is)
}

fn route() -> ([Leg; 1], Mass) {
    let distance = Length::new::<length::kilometer>(1_000.0);
    ([Leg { mode: Mode::Rail, distance }], Mass::new::<mass::kilogram>(2.0))
}

#[test]
fn another_electricity_replaces_all_that_was_said_of_the_old_one() {
    let sheet = without_energy().build().unwrap();
    let old = sheet.footprint(current("IN", 5.0, 2026)).unwrap();
    assert!(has(&old, |one| matches!(one, Assumption::YearlyEnergyInferred { .. })));
    assert_eq!(old.method(), "published, use phase on the grid of 2026");
    let new = old.clone().with_use(kwh(20.0), &electricity("SE", 2025)).unwrap();
    for outdated in [
        |one: &Assumption| matches!(one, Assumption::YearlyEnergyInferred { .. }),
        |one: &Assumption| matches!(one, Assumption::GridFallback(_)),
    ] {
        assert!(has(&old, outdated) && !has(&new, outdated));
    }
    let uses =
        new.assumptions().iter().filter(|one| matches!(one, Assumption::UseRecomputed { .. }));
    assert_eq!(uses.count(), 1);
    let text = new.explain().to_string();
    for gone in ["IN", "India", "707", "inferred", "Boavizta, environmental"] {
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(gone)).collect();
        let kept =
            |line: &&str| line.starts_with("Dell Latitude") || line.contains("as published for EU");
        assert!(lines.iter().all(kept), "{gone}: {lines:?}");
    }
    assert_eq!(new.method(), "published, use phase with electricity as given");
    // The sheet, and the grid that counts now; not the maker's factor, nor the grid of before.
    let regions: Vec<&str> = new.sources().iter().map(|source| &*source.region).collect();
    assert_eq!(regions, ["EU", "SE"]);
    assert_eq!(new.boundary().matches("use phase").count(), 1);
    // Once more: nothing piles up.
    let again = new.clone().with_use(kwh(20.0), &electricity("SE", 2025)).unwrap();
    assert_same(&again, &new);
}

#[test]
fn a_published_use_phase_that_is_replaced_is_no_longer_published_for_elsewhere() {
    let old = latitude().build().unwrap().footprint(as_published("SE", 6.0)).unwrap();
    let new = old.with_use(kwh(20.0), &electricity("SE", 2026)).unwrap();
    assert!(!has(&new, |one| matches!(one, Assumption::UseScaled { .. })));
    assert!(!has(&new, |one| matches!(one, Assumption::ImpliedIntensity { .. })));
    let left = Assumption::PublishedForElsewhere {
        stages: [Stage::Distribution].into_iter().collect(),
        published_for: "EU".parse().ok(),
        used_in: "SE".parse().unwrap(),
    };
    assert!(new.assumptions().contains(&left));
    // The steps of the new grid are told.
    assert!(has(&new, |one| matches!(one, Assumption::GridFallback(_))));
    let (legs, mass) = route();
    let moved = new.with_route(&legs, mass, FuelScope::WellToWheel).unwrap();
    assert!(!has(&moved, |one| matches!(one, Assumption::PublishedForElsewhere { .. })));
    assert!(moved.boundary().contains("; distribution: CO2e, well to wheel, by leg"));
    let again = moved.clone().with_route(&legs, mass, FuelScope::WellToWheel).unwrap();
    assert_same(&again, &moved);
    let tank = moved.with_route(&legs, mass, FuelScope::TankToWheel).unwrap();
    assert!(!tank.explain().to_string().contains("well to wheel"));
    assert_eq!(tank.boundary().matches("use phase").count(), 1);
}

#[test]
fn what_a_sheet_keeps_under_another_stage_is_told_when_that_is_replaced() {
    let (legs, mass) = route();
    let wtw = FuelScope::WellToWheel;
    // Transport and end of life are kept under transport, which the route replaces.
    let kept = latitude().build().unwrap().footprint(as_published("EU", 4.0)).unwrap();
    let moved = kept.with_route(&legs, mass, wtw).unwrap();
    let others = [Stage::EndOfLife].into_iter().collect();
    assert!(
        moved.assumptions().contains(&Assumption::WentWith { stage: Stage::Distribution, others })
    );
    assert!(!has(&moved, |one| matches!(one, Assumption::RemainderOfShares { .. })));
    // Lenovo states the share of use alone: transport is somewhere in manufacture.
    let lenovo = co2_lifecycle::PublishedSheet::builder()
        .manufacturer("Lenovo")
        .product("E41-45")
        .category(Category::Laptop)
        .mean(kg(257.0))
        .deviation(kg(46.0))
        .headline(Statistic::P95)
        .share(Stage::Use, 0.26)
        .lifetime(common::years(5.0))
        .report_year(2020)
        .source(source("Lenovo"))
        .build()
        .unwrap();
    let moved = lenovo.footprint(as_published("US", 5.0)).unwrap();
    let moved = moved.with_route(&legs, mass, wtw).unwrap();
    let contained =
        Assumption::StillContained { stage: Stage::Distribution, held_by: Stage::Manufacture };
    assert!(moved.assumptions().contains(&contained));
    assert!(contained.to_string().contains("counted twice"));
}

#[test]
fn a_fitted_footprint_forgets_its_usual_shares() {
    let facts = Facts::new(Category::Laptop).manufacturer("Lenovo").location("SE".parse().unwrap());
    let old = facts.footprint(GridChoice::Current { year: 2026 }).unwrap();
    let share = |stage| move |one: &Assumption| matches!(one, Assumption::TypicalShare { stage: own, .. } if *own == stage);
    assert!(has(&old, share(Stage::Distribution)) && has(&old, share(Stage::EndOfLife)));
    let new = old.with_use(kwh(20.0), &electricity("SE", 2025)).unwrap();
    assert!(!has(&new, |one| matches!(one, Assumption::TypicalUseShare { .. })));
    assert!(!has(&new, |one| matches!(one, Assumption::SheetFactor { .. })));
    let (legs, mass) = route();
    let moved = new.with_route(&legs, mass, FuelScope::WellToWheel).unwrap();
    assert!(!has(&moved, share(Stage::Distribution)) && has(&moved, share(Stage::EndOfLife)));
}

/// A sheet that states no deviation hides behind no other one.
#[test]
fn a_service_with_a_deviation_does_not_make_the_sheets_spread_known() {
    let sheet = co2_lifecycle::PublishedSheet::builder()
        .manufacturer("Apple")
        .product("13-inch MacBook Air")
        .category(Category::Laptop)
        .mean(kg(161.0))
        .headline(Statistic::Mean)
        .share(Stage::Use, 0.15)
        .lifetime(common::years(3.0))
        .report_year(2020)
        .source(source("Apple"))
        .build()
        .unwrap();
    let footprint = sheet.footprint(as_published("SE", 3.0)).unwrap();
    let service = Estimate::new(kg(10.0), kg(2.0)).unwrap();
    let served = footprint.with_service(service, "a new battery").unwrap();
    assert!(served.total().deviation().get::<carbon::kilogram>() > 0.0);
    assert!(!served.has_spread());
    let refused = served.obligation(Statistic::P95);
    assert_eq!(refused, Err(FootprintError::SpreadUnknown { statistic: Statistic::P95 }));
    assert!(served.explain().to_string().contains("unknown"));
}

#[test]
fn a_server_says_whether_its_data_centre_is_counted() {
    let left_out = |footprint: &Footprint| {
        footprint.assumptions().contains(&Assumption::DataCentreOverheadLeftOut)
    };
    let sheet = latitude().category(Category::Server).build().unwrap();
    let published = sheet.footprint(as_published("EU", 4.0)).unwrap();
    assert!(!left_out(&published), "as published: what the maker counts");
    let bare = published.with_use(kwh(1_800.0), &electricity("SE", 2025)).unwrap();
    assert!(left_out(&bare));
    let curve = vec![LoadPoint { load: 0.0, watts: 120.0 }, LoadPoint { load: 1.0, watts: 400.0 }];
    let cooling = Cooling::DirectWater { saving: 0.05, source: source("A vendor") };
    let server = ServerUse { curve, load: 0.5, pue: 1.2, cooling };
    let whole = bare.with_server_use(&server, &electricity("SE", 2025)).unwrap();
    assert!(!left_out(&whole));
    let used = whole.stage(Stage::Use).unwrap().mean().get::<carbon::kilogram>();
    let expected = 0.260 * 0.95 * 1.2 * 8_766.0 * 4.0 * 0.035_33;
    assert!((used / expected - 1.0).abs() < 1e-9, "{used} {expected}");
    let text = whole.explain().to_string();
    assert!(text.contains("PUE 1.2") && text.contains("direct water cooling is claimed"), "{text}");
    assert!(whole.sources().contains(&source("A vendor")));
    // With air again, the claim and its source are gone.
    let air = ServerUse { cooling: Cooling::Air, ..server };
    let air = whole.with_server_use(&air, &electricity("SE", 2025)).unwrap();
    assert!(!air.explain().to_string().contains("claimed"));
    assert!(!air.sources().contains(&source("A vendor")));
}

#[test]
fn the_basis_and_its_fallback_are_in_the_account() {
    let base = latitude().build().unwrap().footprint(as_published("EU", 4.0)).unwrap();
    let consumed = |code: &str| {
        let electricity =
            Electricity::of_grid(code.parse().unwrap(), 2025, Basis::Consumption).unwrap();
        base.clone().with_use(kwh(20.0), &electricity).unwrap()
    };
    let sweden = consumed("SE").explain().to_string();
    assert!(sweden.contains("its factor counts what is consumed there"), "{sweden}");
    assert!(sweden.contains("Electricity Maps") && sweden.contains("ODbL"));
    let spain = consumed("ES").explain().to_string();
    assert!(spain.contains("no figure for what is consumed in ES in 2025"), "{spain}");
    assert!(spain.contains("its factor counts what is generated there"), "{spain}");
    assert!(grid::consumption_figures().count() == 12);
}
