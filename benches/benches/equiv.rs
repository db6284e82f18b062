//! Equivalences: from an amount to the digits of a count, and to an English sentence.

use co2_equiv::{Bound, SignificantDigits, Subject, editions};
use co2_units::Co2e;
use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;

fn equivalences(criterion: &mut Criterion) {
    let set = editions::epa_2020();
    let car = set.get("gasoline_car_year").expect("the edition has cars");
    let amount = Co2e::from_tonnes(356_411).expect("it is in range");
    let three = SignificantDigits::THREE;

    let mut digits = String::with_capacity(32);
    criterion.bench_function(
        "amount to count, floored to 3 significant figures, as digits",
        |it| {
            it.iter(|| {
                digits.clear();
                let count = black_box(car).count(black_box(amount)).floor_to_significant(three);
                write!(digits, "{}", count.unwrap_or_default()).expect("a string takes all");
                black_box(digits.len())
            });
        },
    );

    let statement = set
        .state("gasoline_car_year", Subject::Footprint, amount, Bound::MoreThan, three)
        .expect("it is true");
    criterion.bench_function("one English statement, written", |it| {
        it.iter(|| black_box(&statement).to_string());
    });
    criterion.bench_function("one English statement, computed and written", |it| {
        it.iter(|| {
            let (id, subject) = (black_box("gasoline_car_year"), Subject::Footprint);
            set.state(id, subject, black_box(amount), Bound::MoreThan, three)
                .map(|statement| statement.to_string())
        });
    });
}

criterion_group!(benches, equivalences);
criterion_main!(benches);
