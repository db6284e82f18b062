#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod editions;

mod count;
mod edition;
mod english;
mod equivalence;
mod label;
mod reproduce;
mod statement;
mod value;

pub use self::count::{Count, CountError, SignificantDigits, SignificantDigitsError};
pub use self::edition::{Edition, EditionId, FactorSet, FactorSetError, UnknownEquivalence};
pub use self::equivalence::{
    AmountError, Basis, Boundary, Carried, DistanceUnit, EnergyUnit, Equivalence, EquivalenceId,
    Gases, Kind, Noun, Scope,
};
pub use self::label::{Label, LabelError};
pub use self::reproduce::{Claim, InEdition, Reproduced, compare_editions, reproduce};
pub use self::statement::{Bound, Statement, StatementError, Subject};
pub use self::value::{Value, ValueError};

/// Kinds of ids in this crate, for [`co2_units::Id`].
pub mod kind {
    use co2_units::IdKind;

    /// An edition of a publisher's factors.
    #[derive(Clone, Copy, Debug)]
    #[expect(clippy::exhaustive_enums, reason = "a kind has no values")]
    pub enum Edition {}
    /// An equivalence.
    #[derive(Clone, Copy, Debug)]
    #[expect(clippy::exhaustive_enums, reason = "a kind has no values")]
    pub enum Equivalence {}

    impl IdKind for Edition {
        const NAME: &'static str = "edition id";
    }
    impl IdKind for Equivalence {
        const NAME: &'static str = "equivalence id";
    }
}

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
