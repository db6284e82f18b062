//! Helpers for several tests.

use co2_equiv::{
    Audience, Basis, Boundary, Edition, Equivalence, FactorSet, Gases, Kind, Label, Noun,
    RadiativeForcing, Scope, Value,
};
use co2_units::rust_decimal::Decimal;
use co2_units::{Co2e, Source, Status};

pub(crate) fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

pub(crate) fn tonnes(tonnes: u64) -> Co2e {
    Co2e::from_tonnes(tonnes).unwrap()
}

/// An equivalence `thing` with the given factor, as a host would define it.
pub(crate) fn thing(value: Value) -> Equivalence {
    Equivalence {
        id: "thing".parse().unwrap(),
        noun: Noun { one: Label::new("thing").unwrap(), other: Label::new("things").unwrap() },
        kind: Kind::Emission,
        basis: Basis::Event,
        boundary: Boundary {
            gases: Gases::Co2e,
            scope: Scope::LifeCycle,
            forcing: RadiativeForcing::Excluded,
        },
        value,
        inputs: None,
        digits: None,
        known_to: Audience::Everyone,
        source: Source {
            publisher: "a test".into(),
            edition: "first".into(),
            year: 2026,
            region: "WW".into(),
            boundary: "CO2e, life cycle".into(),
            licence: "CC0 1.0".into(),
            locator: "its source text".into(),
            status: Status::Published,
        },
        note: None,
    }
}

/// A host's own set with one equivalence.
pub(crate) fn set(id: &str, equivalence: Equivalence) -> FactorSet {
    let edition = Edition {
        id: id.parse().unwrap(),
        publisher: Label::new("A Host").unwrap(),
        label: Label::new("first").unwrap(),
        region: "WW".parse().unwrap(),
        licence: Label::new("CC0 1.0").unwrap(),
    };
    FactorSet::new(edition, [equivalence]).unwrap()
}
