//! Every generated value is valid: it is written, read back as the same value, and written
//! identically again.
#![cfg(all(feature = "proptest", feature = "serde"))]

use co2_units::credit::{GramSlice, ProjectId, RegistryId, UnitRange, Vintage};
use co2_units::doorway::Rounding;
use co2_units::product::{Gtin, MakerId, Model, PartNumber, SerialNumber};
use co2_units::{
    Co2e, Co2eUnit, Country, Difference, Estimate, Money, ProductId, RateTable, Region, SignedCo2e,
    Source, Stage, StageSet, Statistic, Status, Subdivision, Timestamp,
};
use core::fmt::{Debug, Display};
use core::str::FromStr;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn run<T: Arbitrary>(check: impl Fn(T) -> Result<(), TestCaseError>) {
    let result = TestRunner::deterministic().run(&any::<T>(), check);
    assert!(result.is_ok(), "{}: {result:?}", core::any::type_name::<T>());
}

/// Through JSON and through a binary format.
fn is_read_back<T: Arbitrary + Serialize + DeserializeOwned + PartialEq>() {
    run(|value: T| {
        let text = serde_json::to_string(&value).expect("a value is written");
        let read: T =
            serde_json::from_str(&text).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(serde_json::to_string(&read).expect("a value is written"), text);

        let bytes = postcard::to_stdvec(&value).expect("a value is written");
        let read: T =
            postcard::from_bytes(&bytes).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(read, value);
        Ok(())
    });
}

fn prints_and_parses<T: Arbitrary + Display + FromStr<Err: Debug> + PartialEq>() {
    run(|value: T| {
        let text = value.to_string();
        let read: T = text.parse().map_err(|e| TestCaseError::fail(format!("{text}: {e:?}")))?;
        prop_assert_eq!(read.to_string(), text);
        prop_assert_eq!(read, value);
        Ok(())
    });
}

/// Calls a generic function for each type.
macro_rules! each {
    ($check:ident: $($type:ty),* $(,)?) => { $($check::<$type>();)* };
}

#[test]
fn values_are_read_back() {
    each!(is_read_back: Co2e, SignedCo2e, Estimate, Difference, Money, RateTable, Source, Status);
    each!(is_read_back: Rounding, Statistic, Country, Subdivision, Region, Timestamp, Vintage);
    each!(is_read_back: Gtin, SerialNumber, MakerId, PartNumber, Model, ProductId, Stage, StageSet);
    each!(is_read_back: RegistryId, ProjectId, UnitRange, GramSlice);
}

#[test]
fn texts_are_read_back() {
    each!(prints_and_parses: Co2e, SignedCo2e, Country, Subdivision, Region, Timestamp, Vintage);
    each!(prints_and_parses: Gtin, SerialNumber, MakerId, PartNumber, RegistryId, ProjectId);
}

/// In each unit, at every size.
#[test]
fn amounts_are_read_back_in_each_unit() {
    run(|(amount, unit): (Co2e, Co2eUnit)| {
        prop_assert_eq!(amount.display(unit).to_string().parse(), Ok(amount));
        Ok(())
    });
}

/// A strategy that never reaches the limits would let tests pass that should fail.
#[test]
fn strategies_reach_the_limits() {
    fn some<T: Arbitrary>(what: &str, is_it: impl Fn(&T) -> bool) {
        let mut runner = TestRunner::deterministic();
        let found = (0..2_000).any(|_| {
            let tree = any::<T>().new_tree(&mut runner).expect("a value");
            is_it(&proptest::strategy::ValueTree::current(&tree))
        });
        assert!(found, "{what}");
    }
    some("nothing", |amount: &Co2e| amount.is_zero());
    some("the most", |amount: &Co2e| *amount == Co2e::MAX);
    some("less", |difference: &SignedCo2e| difference.is_negative());
    some("no spread", |estimate: &Estimate| {
        estimate.deviation() == Estimate::ZERO.deviation()
            && estimate.mean() > Estimate::ZERO.mean()
    });
    some("a GTIN-8", |gtin: &Gtin| gtin.as_str().starts_with("000000"));
    some("a GTIN-14", |gtin: &Gtin| !gtin.as_str().starts_with('0'));
    some("a slash", |part: &PartNumber| part.as_str().contains('/'));
    some("a long id", |id: &ProjectId| id.as_str().len() == 64);
    some("a part of a country", |region: &Region| matches!(region, Region::Subdivision(_)));
    some("no rates", |table: &RateTable| {
        serde_json::to_value(table).expect("written")["rates"] == serde_json::json!({})
    });
}
