//! Strategies for property tests: every validated type implements `proptest`'s `Arbitrary`.
//!
//! Each strategy generates valid values only, including the values at the limits.

use crate::credit::{GramSlice, UnitRange, UnitSlice, Vintage};
use crate::doorway::Rounding;
use crate::id::punctuation;
use crate::model::{Carbon, carbon};
use crate::product::{Gtin, Model, SerialNumber};
use crate::{
    Bloc, Co2e, Co2eUnit, Country, Currency, Date, Day, Difference, Digest, Estimate, Id, IdKind,
    Money, ProductId, RateTable, Region, SignedCo2e, Source, Stage, StageSet, Statistic, Status,
    Subdivision, Timestamp,
};
use core::ops::Range;
use proptest::collection::{btree_map, vec};
use proptest::num;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rust_decimal::Decimal;

/// Implements `Arbitrary` for each line `Type: strategy;`.
macro_rules! arbitrary {
    ($($type:ty: $strategy:expr;)*) => {$(
        impl Arbitrary for $type {
            type Parameters = ();
            type Strategy = BoxedStrategy<Self>;

            fn arbitrary_with((): ()) -> Self::Strategy {
                $strategy.boxed()
            }
        }
    )*};
}

arbitrary! {
    Co2e: prop_oneof![
        6 => (0..=10_000_000_u64).prop_map(Self::from_grams),
        2 => any::<u64>().prop_map(Self::from_grams),
        1 => select(vec![Self::ZERO, Self::GRAM, Self::KILOGRAM, Self::TONNE, Self::MAX]),
    ];
    SignedCo2e: (any::<Co2e>(), any::<Co2e>()).prop_map(|(left, right)| left.difference(right));
    Co2eUnit: select(&Self::ALL[..]);
    Day: day().prop_filter_map("a day", |date| Self::new(date).ok());
    Digest: any::<[u8; 32]>().prop_map(Self::from_bytes);
    Rounding: select(vec![Self::Up, Self::Down, Self::Nearest]);
    Statistic: select(&Self::ALL[..]);
    Status: select(vec![Self::Published, Self::Transcribed, Self::Derived]);
    Estimate: (mass_kg(), mass_kg())
        .prop_filter_map("no spread around zero", |(mean, sd)| Self::new(mean, sd).ok());
    Difference: (mass_kg(), mass_kg(), mass_kg())
        .prop_filter_map("finite", |(left, right, sd)| Self::new(left - right, sd).ok());

    Source: (vec(text(), 6), 1..=9999_u16, any::<Status>()).prop_map(|(texts, year, status)| {
        let mut texts = texts.into_iter().map(Into::into);
        let mut next = || texts.next().unwrap_or_default();
        Self {
            publisher: next(),
            edition: next(),
            year,
            region: next(),
            boundary: next(),
            licence: next(),
            locator: next(),
            status,
        }
    });
    Money: (decimal(), currency()).prop_map(|(amount, currency)| Self::new(amount, currency));
    RateTable: (day(), currency(), btree_map(currency(), decimal(), 0..8), any::<Source>())
        .prop_filter_map("a table", |(day, base, rates, source)| {
            let rates = rates.into_iter().map(|(currency, rate)| (currency, rate.abs()));
            let rates = rates.filter(|&(currency, rate)| currency != base && !rate.is_zero());
            Self::new(day, base, rates, source).ok()
        });

    Country: codes(rust_iso3166::ALL_ALPHA2.to_vec());
    Subdivision: codes(rust_iso3166::iso3166_2::SUBDIVISION_MAP.keys().copied().collect());
    Bloc: select(&Self::ALL[..]);
    Region: prop_oneof![
        any::<Subdivision>().prop_map(Self::Subdivision),
        any::<Country>().prop_map(Self::Country),
        any::<Bloc>().prop_map(Self::Bloc),
        Just(Self::World),
    ];

    Timestamp: (Self::MIN.as_unix_seconds()..=Self::MAX.as_unix_seconds())
        .prop_filter_map("an instant", |seconds| Self::from_unix_seconds(seconds).ok());
    Vintage: (day(), day())
        .prop_filter_map("a period", |(a, b)| Self::new(a.min(b), a.max(b)).ok());

    Gtin: (prop_oneof![Just(7), 11..=13_usize], 1..10_000_000_000_000_u64)
        .prop_filter_map("a check digit", |(digits, number)| {
            let payload = number.to_string();
            let payload = payload.get(payload.len().saturating_sub(digits)..)?;
            (0..10).find_map(|check| format!("{payload:0>digits$}{check}").parse().ok())
        });
    SerialNumber: characters(r#"!"%&'()*+,-./:;<=>?_"#.chars(), 1..21)
        .prop_filter_map("a serial", |text| text.parse().ok());
    Model: prop_oneof![
        any::<Gtin>().prop_map(Self::Gtin),
        (any::<Id<_>>(), any::<Id<_>>())
            .prop_map(|(maker, part_number)| Self::Part { maker, part_number }),
    ];
    ProductId: (any::<Model>(), any::<SerialNumber>())
        .prop_map(|(model, serial)| Self::new(model, serial));

    UnitRange: ("[!-~]([ -~]{0,254}[!-~])?", any::<[u64; 2]>(), "[ -~]{1,256}")
        .prop_filter_map("a block", |(scope, [a, b], printed)| {
            Self::new(scope, a.min(b), a.max(b), printed).ok()
        });
    UnitSlice: (any::<UnitRange>(), any::<Co2e>(), any::<[u64; 2]>())
        .prop_filter_map("grams in the block", |(block, unit_size, [start, length])| {
            let held = u128::from(block.count()) * u128::from(unit_size.as_grams());
            let held = u64::try_from(held).unwrap_or(u64::MAX).max(1);
            let start = start % held;
            let end = start + 1 + length % (held - start);
            Self::new(block, unit_size, GramSlice::new(start, end).ok()?).ok()
        });
    GramSlice: any::<[u64; 2]>()
        .prop_filter_map("a slice", |[a, b]| Self::new(a.min(b), a.max(b)).ok());
    Stage: select(&Self::ALL[..]);
    // Not empty, because the wire form does not allow an empty set.
    StageSet: subsequence(&Stage::ALL[..], 1..=Stage::ALL.len()).prop_map(Self::from_iter);
}

impl<K: IdKind + 'static> Arbitrary for Id<K> {
    type Parameters = ();
    type Strategy = BoxedStrategy<Self>;

    fn arbitrary_with((): ()) -> Self::Strategy {
        characters(punctuation::<K>(), 1..K::MAX_LEN.saturating_add(1))
            .prop_filter_map("an id", |text| Self::new(text).ok())
            .boxed()
    }
}

/// Texts of ASCII letters and digits and the given additional characters.
fn characters(
    more: impl Iterator<Item = char>,
    length: Range<usize>,
) -> impl Strategy<Value = String> {
    let alphabet: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').chain(more).collect();
    vec(select(alphabet), length).prop_map(String::from_iter)
}

/// A text for people that is not blank.
fn text() -> impl Strategy<Value = String> {
    r#"[ "\\]?\w[\PC]{0,30}"#
}

/// Picks one of these codes and parses it.
fn codes<T>(codes: Vec<&'static str>) -> impl Strategy<Value = T>
where
    T: core::str::FromStr + core::fmt::Debug,
{
    select(codes).prop_filter_map("a code", |code| code.parse().ok())
}

/// Every currency that has an ISO 4217 number.
fn currency() -> impl Strategy<Value = Currency> {
    select((0..1000).filter_map(Currency::from_numeric).collect::<Vec<_>>())
}

fn decimal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-10_000_000..10_000_000_i64, 0..5_u32)
            .prop_map(|(units, scale)| Decimal::new(units, scale)),
        (any::<[u32; 3]>(), any::<bool>(), 0..=28_u32).prop_map(
            |([low, middle, high], negative, scale)| {
                Decimal::from_parts(low, middle, high, negative, scale)
            }
        ),
    ]
}

/// A day in the years 1 to 9999.
fn day() -> impl Strategy<Value = Date> {
    any::<Timestamp>().prop_map(Timestamp::date)
}

/// Zero, amounts of the size that products have, and any positive number.
fn mass_kg() -> impl Strategy<Value = Carbon> {
    prop_oneof![
        1 => Just(0.0),
        6 => 1e-6..1e6_f64,
        2 => num::f64::POSITIVE | num::f64::NORMAL | num::f64::SUBNORMAL,
    ]
    .prop_map(Carbon::new::<carbon::kilogram>)
}
