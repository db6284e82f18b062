//! Choosing, mixing, and computing emissions of activities.

use crate::common::{set, thing, tonnes};
use co2_equiv::travel::{Travel, Vehicle};
use co2_equiv::{
    Activity, ActivityError, AmountError, Audience, Basis, Choice, Count, DistanceUnit, Edition,
    Equivalence, FactorSet, Fuel, Gases, Kind, MisfitError, Mixing, Mixture, MixtureError,
    Nearness, Value, Volume, best_for, editions,
};
use co2_units::doorway::Rounding;
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Country};
use proptest::prelude::*;

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

fn chosen(amount: Co2e, reader: &str, audience: Audience) -> Vec<Choice<'static>> {
    best_for(editions::newest(), amount, country(reader), audience)
}

fn ids<'a>(choices: &[Choice<'a>]) -> Vec<&'a str> {
    choices.iter().map(|choice| choice.equivalence.id.as_str()).collect()
}

#[test]
fn the_readers_geography_comes_first() {
    let laptop: Co2e = "371.096 kg".parse().unwrap();
    for (reader, edition, nearness) in [
        ("FR", "ademe-2026", Nearness::Own),
        ("SE", "eaer-2025", Nearness::Bloc),
        ("GB", "desnz-2025", Nearness::Own),
        ("US", "epa-2026", Nearness::Own),
    ] {
        let choices = chosen(laptop, reader, Audience::Everyone);
        assert_eq!(choices[0].edition.id.as_str(), edition, "{reader}");
        assert_eq!(choices[0].nearness, nearness, "{reader}");
        let ranks: Vec<_> = choices.iter().map(|it| (!it.human_scale, it.nearness)).collect();
        assert!(ranks.is_sorted(), "{reader}: {ranks:?}");
    }
    // EPA's factors are never used silently: for a Swede everything American is marked and comes
    // after Europe.
    let swedish = chosen(laptop, "SE", Audience::Everyone);
    let american = swedish.iter().position(|it| it.edition.id.as_str() == "epa-2026").unwrap();
    assert_eq!(swedish[american].nearness, Nearness::Elsewhere);
    assert!(swedish[..american].iter().filter(|it| it.human_scale).count() >= 3);
}

/// A car of the reader's own country is an average one, because its fuel is not known. British
/// readers once got diesel cars, whose count is closer to 30.
#[test]
fn the_average_car_comes_before_those_of_one_fuel() {
    for amount in ["10 kg", "371.096 kg", "1500 kg"] {
        let choices = chosen(amount.parse().unwrap(), "GB", Audience::Organisations);
        let cars: Vec<&str> =
            ids(&choices).into_iter().filter(|id| id.starts_with("car_")).collect();
        assert_eq!(cars, ["car_average_unknown"], "{amount}");
    }
}

/// Readers get one edition of each publisher, and its last.
#[test]
fn newest_editions_are_one_of_each_publisher() {
    let publisher = |set: &FactorSet| set.edition().publisher.clone();
    for newest in editions::newest() {
        let last = editions::all().filter(|set| publisher(set) == publisher(newest)).last();
        assert_eq!(last, Some(newest));
        let same = editions::newest().filter(|set| publisher(set) == publisher(newest));
        assert_eq!(same.count(), 1);
    }
}

#[test]
fn nearness_of_neighbours_and_the_world() {
    let near = |region: &str, reader| Nearness::of(region.parse().unwrap(), country(reader));
    assert_eq!(near("FR", "SE"), Nearness::Neighbour);
    assert_eq!(near("FR", "GB"), Nearness::Neighbour);
    assert_eq!(near("EU", "GB"), Nearness::Neighbour);
    assert_eq!(near("WW", "JP"), Nearness::World);
    assert_eq!(near("EU", "US"), Nearness::Elsewhere);
    assert_eq!(near("GB", "US"), Nearness::Elsewhere);
}

#[test]
fn an_audience_is_told_what_it_knows() {
    let amount = tonnes(1_000_000);
    let everyone = ids(&chosen(amount, "US", Audience::Everyone));
    let organisations = ids(&chosen(amount, "US", Audience::Organisations));
    assert!(!everyone.contains(&"tanker_truck"), "{everyone:?}");
    assert!(organisations.contains(&"tanker_truck"), "{organisations:?}");
    // Trees are never mixed in: they take up CO2, they do not emit it.
    assert!(!organisations.iter().any(|id| id.starts_with("tree")));
}

proptest! {
    /// No count is below one, each first word appears once, and the order of the sets does not
    /// change the answer.
    #[test]
    fn choices_are_deterministic_and_never_below_one(grams in any::<u64>(), pick in 0..5_usize) {
        let amount = Co2e::from_grams(grams);
        let reader = ["SE", "GB", "US", "CN", "FR"][pick];
        let choices = chosen(amount, reader, Audience::Specialists);
        let mut words = std::collections::BTreeSet::new();
        for choice in &choices {
            prop_assert!(choice.count >= Count::whole(1));
            prop_assert_eq!(choice.equivalence.kind, Kind::Emission);
            prop_assert!(words.insert(choice.equivalence.id.as_str().split('_').next().unwrap()));
        }
        let mut sets: Vec<&FactorSet> = editions::newest().collect();
        sets.reverse();
        let again = best_for(sets, amount, country(reader), Audience::Specialists);
        prop_assert_eq!(ids(&again), ids(&choices));
    }

    /// Parts and remainder add up exactly; the remainder is less than one of the smallest thing.
    #[test]
    fn mixtures_lose_nothing(grams in 1_000_u64..1_000_000_000_000) {
        let set = editions::epa_2026();
        let amount = Co2e::from_grams(grams);
        let things = ["gasoline_car_mile", "gasoline_car_year"].map(|id| (set, id));
        let mixture = Mixture::new(amount, things, Mixing::SameBoundary).unwrap();
        // 393 g per mile and 4,290,000 g per car are whole grams here.
        let one = |row: &Equivalence| row.amount(Count::whole(1), Rounding::Up).unwrap().as_grams();
        let parts: u64 = mixture.parts().iter().map(|part| part.count * one(part.equivalence)).sum();
        let rest = u64::try_from(mixture.rest_grams().floor()).unwrap();
        prop_assert!(mixture.rest_grams().is_whole());
        prop_assert_eq!(parts + rest, grams);
        prop_assert!(rest < 393);
        prop_assert_eq!(mixture.amount(), amount);
    }
}

#[test]
fn a_mixture_with_fractions_of_grams() {
    // 0.00000822 t per charge is 8.22 g: 5 charges are 41.1 g, and 50 g leave 0.68 g after 6.
    let set = editions::epa_2020();
    let fifty = Co2e::from_grams(50);
    let mixture = Mixture::new(fifty, [(set, "smartphone_charge")], Mixing::SameBoundary).unwrap();
    assert_eq!(mixture.parts()[0].count, 6);
    assert_eq!(mixture.rest_grams().to_string(), "0.68");
    assert_eq!(
        mixture.to_string(),
        "6 smartphone charges, and 0.68 g CO2e (the factors count CO2 alone)"
    );
    assert!(!mixture.is_mixed());
}

#[test]
fn each_refusal_of_a_mixture_is_reached() {
    let (us, fr) = (editions::epa_2026(), editions::get("ademe-2026").unwrap());
    let mix = |things: &[(&'static FactorSet, &'static str)], mixing| {
        Mixture::new(tonnes(100), things.to_vec(), mixing)
    };
    let car = (us, "gasoline_car_year");
    let flight = (fr, "flight_paris_new_york_return");
    let refused = mix(&[car, flight], Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::Misfit(MisfitError::Boundary { .. })));
    let mixed = mix(&[car, flight], Mixing::AnyBoundary).unwrap();
    assert!(mixed.is_mixed());
    assert!(mixed.to_string().ends_with("(boundaries differ)"));
    let mixed = mix(&[car, (us, "home_electricity_year")], Mixing::AnyBoundary).unwrap();
    assert!(mixed.to_string().ends_with("(boundaries differ; some factors count CO2 alone)"));
    let refused = mix(&[car, (us, "tree_seedling_10y")], Mixing::AnyBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::Misfit(MisfitError::Kind { .. })));
    let refused = mix(&[(us, "oil_barrel")], Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::Derived { .. }));
    let refused = mix(&[car, car], Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::Twice { .. }));
    let refused = mix(&[(us, "moped")], Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::Unknown(_)));
    let refused = mix(&[], Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::BelowOne { .. }));
    let tiny = set("tiny", thing(Value::tonnes_per_unit(Decimal::new(1, 18)).unwrap()));
    let refused = Mixture::new(Co2e::MAX, [(&tiny, "thing")], Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::Count(_)));
    // Fractions without a common denominator of 64 bits.
    let odd = [(1_000_000, 18_446_744_073_709_551_557_u64), (1, 18_446_744_073_709_551_533)].map(
        |(tonnes, units)| {
            let value = Value::ratio(Decimal::from(tonnes), Decimal::from(units)).unwrap();
            set(&format!("odd-{units}"), thing(value))
        },
    );
    let things: Vec<_> = odd.iter().map(|set| (set, "thing")).collect();
    let refused = Mixture::new(Co2e::from_grams(7), things, Mixing::SameBoundary).unwrap_err();
    assert!(matches!(refused, MixtureError::TooManyDigits { .. }), "{refused}");
}

#[test]
fn the_way_back() {
    let us = editions::epa_2026();
    let emitted = |activity| us.emitted(activity, Rounding::Up).unwrap().to_string();
    assert_eq!(emitted(Activity::CarYears { vehicles: Count::whole(3) }), "12870 kg CO2e");
    let unit = Volume::UsGallons;
    let quantity = Count::whole(10);
    assert_eq!(emitted(Activity::Fuel { fuel: Fuel::Gasoline, quantity, unit }), "88.87 kg CO2");
    let mile = Travel::<Vehicle>::new(1_000, DistanceUnit::Mile).unwrap();
    assert_eq!(emitted(Activity::Driven(mile)), "393 kg CO2e");
    let kilometres = Activity::kilometres_driven(1_000).unwrap();
    let british = editions::desnz_2025().emitted(kilometres, Rounding::Nearest).unwrap();
    assert_eq!(british.as_grams(), 167_250);
    assert_eq!(british.co2e(), Some(Co2e::from_grams(167_250)));
    assert_eq!(british.boundary().gases, Gases::Co2e);
    let therms = Activity::NaturalGas { therms: Count::whole(100) };
    let emitted = editions::get("epa-2023").unwrap().emitted(therms, Rounding::Up).unwrap();
    assert_eq!((emitted.as_grams(), emitted.co2e()), (530_000, None));
    assert_eq!(emitted.equivalence().id.as_str(), "gas_therm");
}

#[test]
fn each_refusal_of_an_activity_is_reached() {
    let kilowatt_hours = Count::whole(1);
    let electricity = Activity::Electricity { kilowatt_hours };
    // An edition that has only electricity avoided does not use it for electricity consumed.
    let set_2019 = editions::get("epa-2019").unwrap();
    assert!(set_2019.get("kwh_avoided").is_some());
    let refused = set_2019.emitted(electricity, Rounding::Up);
    assert!(matches!(refused, Err(ActivityError::Unknown(_))));
    let renamed = |id: &str, kind, basis| {
        let mut row = thing(Value::tonnes_per_unit(Decimal::ONE).unwrap());
        row.id = id.parse().unwrap();
        (row.kind, row.basis) = (kind, basis);
        set("host", row)
    };
    let avoided = renamed("kwh_consumed", Kind::Avoided, Basis::Event);
    let refused = avoided.emitted(electricity, Rounding::Up);
    assert!(matches!(refused, Err(ActivityError::Misfit(MisfitError::Kind { .. }))));
    let vehicles = Count::whole(u64::MAX);
    for (id, activity) in [
        ("kwh_consumed", electricity),
        ("gasoline_car_year", Activity::CarYears { vehicles }),
        ("gasoline_car_mile", Activity::kilometres_driven(1).unwrap()),
    ] {
        let set = renamed(id, Kind::Emission, Basis::Event);
        let refused = set.emitted(activity, Rounding::Up);
        assert!(matches!(refused, Err(ActivityError::Misfit(MisfitError::Basis { .. }))), "{id}");
    }
    let gas = renamed("gas_therm", Kind::Emission, Basis::Year);
    let refused = gas.emitted(Activity::NaturalGas { therms: Count::whole(1) }, Rounding::Up);
    assert!(matches!(refused, Err(ActivityError::Misfit(MisfitError::Basis { .. }))));
    let cars = Activity::CarYears { vehicles };
    let refused = editions::epa_2026().emitted(cars, Rounding::Up);
    assert_eq!(refused, Err(AmountError::TooLarge { count: vehicles }.into()));
    let tiny = thing(Value::tonnes_per_unit(Decimal::new(1, 18)).unwrap());
    let quantity = tiny.count(Co2e::MAX);
    let sea = Activity::Fuel { fuel: Fuel::Diesel, quantity, unit: Volume::Litres };
    let refused = editions::epa_2026().emitted(sea, Rounding::Up);
    assert!(
        matches!(refused, Err(ActivityError::Travel(_) | ActivityError::Amount(_))),
        "{refused:?}"
    );
}

#[test]
fn comparing_needs_the_same_terms() {
    let seedling = editions::epa_2026().get("tree_seedling_10y").unwrap();
    let car = editions::epa_2026().get("gasoline_car_year").unwrap();
    let home = editions::epa_2026().get("home_electricity_year").unwrap();
    assert!(matches!(car.check_comparable(seedling), Err(MisfitError::Kind { .. })));
    let refused = car.check_comparable(home).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "home_electricity_year counts CO2, at the power plants, not CO2e, at the tailpipe, chimney \
         or stack"
    );
    assert_eq!(home.boundary.gases, Gases::Co2);
    let edition: &Edition = editions::epa_2026().edition();
    assert_eq!(edition.id.as_str(), "epa-2026");
    // With and without radiative forcing are two different boundaries.
    let set = editions::desnz_2025();
    let with = set.get("flight_long_haul_economy_rf").unwrap();
    let without = set.get("flight_long_haul_economy_norf").unwrap();
    assert!(matches!(with.check_comparable(without), Err(MisfitError::Boundary { .. })));
}
