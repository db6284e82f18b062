//! Amounts, factors and counts worked out by hand, from an audit of published claims: press
//! releases of a manufacturer from 2020 to 2022 name 77,000 and 215,000 cars and 350,000 trees.

use crate::common::{decimal, set, thing, tonnes};
use co2_equiv::travel::{Travel, Vehicle};
use co2_equiv::{
    Answer, Basis, Bound, Claim, Count, DistanceUnit, Gases, Kind, SignificantDigits,
    StatementError, Subject, Value, compare_editions, editions, reproduce,
};

fn digits(digits: u8) -> SignificantDigits {
    SignificantDigits::new(digits).unwrap()
}

#[test]
fn floors_of_exact_counts() {
    let per_unit = |text| Value::tonnes_per_unit(decimal(text)).unwrap();
    let per_tonne = |text| Value::units_per_tonne(decimal(text)).unwrap();
    for (amount, value, exact, figures, floor) in [
        (356_411, per_unit("4.60"), "77480.652...", 2, 77_000),
        (356_411, per_unit("4.60"), "77480.652...", 3, 77_400),
        (356_411, per_unit("4.63"), "76978.617...", 2, 76_000),
        (356_411, per_unit("4.29"), "83079.487...", 2, 83_000),
        (1_000_000, per_unit("4.60"), "217391.304...", 3, 217_000),
        (1_000_000, per_tonne("0.215"), "215000", 3, 215_000),
        (1_000_000, per_unit("4.6512"), "214998.280...", 3, 214_000),
        (6_284, per_unit("0.018"), "349111.111...", 2, 340_000),
        (6_284, per_unit("0.0605"), "103867.768...", 1, 100_000),
    ] {
        let count = thing(value).count(tonnes(amount));
        assert_eq!(count.to_string(), exact, "{amount} t at {value}");
        assert_eq!(count.floor_to_significant(digits(figures)), Ok(floor), "{amount} t at {value}");
    }
}

/// "More than 215,000" was printed for 1 Mt. At 0.215 vehicles per tonne it is exactly 215,000, and
/// at the rounded inverse, 4.6512 t, it is less.
#[test]
fn exactly_is_not_more_than() {
    let exact = set("exact", thing(Value::units_per_tonne(decimal("0.215")).unwrap()));
    for bound in [Bound::MoreThan, Bound::AtLeast, Bound::About, Bound::Exactly, Bound::UpTo] {
        let statement =
            exact.state("thing", Subject::Footprint, tonnes(1_000_000), bound, digits(3)).unwrap();
        assert_eq!((statement.bound(), statement.count()), (Bound::Exactly, 215_000));
    }
    let rounded = set("rounded", thing(Value::tonnes_per_unit(decimal("4.6512")).unwrap()));
    let claim = Claim::new(Bound::MoreThan, 215_000);
    let verdicts = reproduce([&exact, &rounded], tonnes(1_000_000), claim, "thing");
    assert_eq!(verdicts.len(), 2);
    assert!(verdicts.iter().all(|verdict| !verdict.holds()));
}

/// Printed for 1 Mt: "more than 215,000". The edition of that time prints 0.215 vehicles per tonne, which
/// makes it exactly 215,000; the inputs it prints make it 215,469.
#[test]
fn what_inputs_say_is_told_beside_what_is_printed() {
    let claim = "more than 215,000".parse().unwrap();
    let set = editions::get("epa-2022").unwrap();
    let verdicts = reproduce([set], tonnes(1_000_000), claim, "gasoline_car_year");
    assert_eq!(verdicts[0].count, Count::whole(215_000));
    assert_eq!(verdicts[0].answer, Answer::WithinRounding);
    let recomputed = verdicts[0].recomputed.unwrap();
    assert_eq!(recomputed.count.floor(), 215_469);
    assert!(recomputed.holds);
}

/// 26,000 t over 1,789 flights, and the miles between them.
#[test]
fn flights_of_a_press_text() {
    let per_flight = Count::ratio(26_000, core::num::NonZeroU64::new(1_789).unwrap());
    assert_eq!(format!("{per_flight:.4}"), "14.5332...");
    let miles = Count::ratio(1_700_000, core::num::NonZeroU64::new(1_789).unwrap());
    let flight = Travel::<Vehicle>::new(miles, DistanceUnit::Mile).unwrap();
    assert_eq!(flight.in_unit(DistanceUnit::Kilometre).unwrap().floor(), 1_529);
}

/// 356,411 t as "more than 77,000" vehicles is true in one edition and false in its neighbours.
#[test]
fn a_claim_holds_in_some_editions_only() {
    let neighbour = |id, value| {
        let mut row = thing(Value::tonnes_per_unit(decimal(value)).unwrap());
        row.id = "gasoline_car_year".parse().unwrap();
        set(id, row)
    };
    let (late, later) = (neighbour("4.63", "4.63"), neighbour("4.65", "4.65"));
    let sets = editions::all().chain([&late, &later]);
    let claim = Claim::new(Bound::MoreThan, 77_000);
    let verdicts = reproduce(sets, tonnes(356_411), claim, "gasoline_car_year");
    let read: Vec<(&str, String, u128, bool)> = verdicts
        .iter()
        .map(|row| {
            (
                row.edition.id.as_str(),
                row.equivalence.value.to_string(),
                row.count.floor(),
                row.holds(),
            )
        })
        .collect();
    assert_eq!(
        read,
        [
            ("epa-2008", "5.46 t per unit".to_owned(), 65_276, false),
            ("epa-2009", "5.23 t per unit".to_owned(), 68_147, false),
            ("epa-2011", "5.1 t per unit".to_owned(), 69_884, false),
            ("epa-2012", "4.8 t per unit".to_owned(), 74_252, false),
            ("epa-2019", "4.71 t per unit".to_owned(), 75_671, false),
            ("epa-2020", "4.60 t per unit".to_owned(), 77_480, true),
            ("epa-2022", "0.215 units per t".to_owned(), 76_628, false),
            ("epa-2022b", "4.50 t per unit".to_owned(), 79_202, true),
            ("epa-2023a", "4.494 t per unit".to_owned(), 79_308, true),
            ("epa-2026", "4.29 t per unit".to_owned(), 83_079, true),
            ("4.63", "4.63 t per unit".to_owned(), 76_978, false),
            ("4.65", "4.65 t per unit".to_owned(), 76_647, false),
        ]
    );
}

#[test]
fn every_bound_has_both_verdicts() {
    let amount = tonnes(1_000);
    let halves = thing(Value::tonnes_per_unit(decimal("400")).unwrap());
    let exact = halves.count(amount);
    assert_eq!(exact.to_string(), "2.5");
    for (bound, printed, holds) in [
        (Bound::MoreThan, 2, true),
        (Bound::MoreThan, 3, false),
        (Bound::AtLeast, 2, true),
        (Bound::AtLeast, 3, false),
        (Bound::About, 3, true),
        (Bound::About, 4, false),
        (Bound::Exactly, 2, false),
        (Bound::UpTo, 3, true),
        (Bound::UpTo, 2, false),
        (Bound::LessThan, 3, true),
        (Bound::LessThan, 2, false),
        (Bound::Nearly, 3, false),
    ] {
        assert_eq!(bound.holds(exact, printed), holds, "{bound} {printed}");
    }
    let whole = Count::whole(77_000);
    assert!(Bound::Exactly.holds(whole, 77_000));
    assert!(Bound::AtLeast.holds(whole, 77_000));
    assert!(Bound::UpTo.holds(whole, 77_000));
    assert!(!Bound::MoreThan.holds(whole, 77_000));
    assert!(!Bound::LessThan.holds(whole, 77_000));
    assert!(!Bound::Nearly.holds(whole, 77_000));
    assert!(Bound::Nearly.holds(whole, 78_000));
    assert!(!Bound::Nearly.holds(whole, 100_000), "more than a tenth below");
}

#[test]
fn editions_without_the_equivalence_are_left_out() {
    let rows = compare_editions(editions::all(), "led_switch", tonnes(1));
    assert_eq!(rows.len(), 3);
    assert!(rows.iter().all(|row| row.comparable));
    assert!(compare_editions(editions::all(), "moped_year", tonnes(1)).is_empty());
}

#[test]
fn other_terms_are_not_comparable() {
    let row = thing(Value::tonnes_per_unit(decimal("4.6")).unwrap());
    let (mut kind, mut basis, mut gases) = (row.clone(), row.clone(), row.clone());
    kind.kind = Kind::Avoided;
    basis.basis = Basis::Year;
    gases.boundary.gases = Gases::Co2;
    let sets = [row.clone(), row, kind, basis, gases].map(|row| set("host", row));
    let comparable: Vec<bool> =
        compare_editions(&sets, "thing", tonnes(1)).iter().map(|row| row.comparable).collect();
    assert_eq!(comparable, [true, true, false, false, false]);
}

#[test]
fn each_refusal_of_a_statement_is_reached() {
    let set = editions::epa_2026();
    let state = |id, amount, bound| set.state(id, Subject::Footprint, amount, bound, digits(3));
    assert!(matches!(
        state("moped_year", tonnes(1), Bound::About),
        Err(StatementError::Unknown(_))
    ));
    let car = "gasoline_car_year";
    let below = state(car, tonnes(4), Bound::About).unwrap_err();
    assert_eq!(
        below.to_string(),
        "the amount is only 0.932... of gasoline_car_year; choose a smaller thing"
    );
    assert!(matches!(below, StatementError::BelowOne { .. }));
    assert!(matches!(state(car, tonnes(0), Bound::UpTo), Err(StatementError::BelowOne { .. })));
    assert!(matches!(
        state(car, tonnes(5), Bound::Exactly),
        Err(StatementError::NotExact { below: 1, .. })
    ));
    for bound in [Bound::MoreThan, Bound::AtLeast, Bound::Exactly, Bound::UpTo] {
        assert!(matches!(
            state("home_energy_year", tonnes(1_000), bound),
            Err(StatementError::Derived { .. })
        ));
    }
    let about = state("home_energy_year", tonnes(1_000), Bound::About).unwrap();
    assert_eq!((about.bound(), about.count()), (Bound::About, 134));
    let most = co2_units::Co2e::MAX;
    let error = state("smartphone_charge", most, Bound::MoreThan).unwrap_err();
    assert!(matches!(error, StatementError::Count(_)));
    assert_eq!(
        error.to_string(),
        "a count of 1487640651105609001... is above 1000000000000000; choose a larger unit"
    );
}
