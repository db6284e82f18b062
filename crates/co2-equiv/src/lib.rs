#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod editions;
#[cfg(feature = "l10n")]
#[cfg_attr(docsrs, doc(cfg(feature = "l10n")))]
pub mod l10n;
pub mod travel;

mod activity;
mod boundary;
mod claim;
mod count;
mod edition;
mod english;
mod equivalence;
mod fit;
mod formula;
mod label;
mod mixture;
mod reproduce;
mod select;
mod statement;
mod value;

pub use self::activity::{Activity, ActivityError, Emitted, Fuel, Volume};
pub use self::boundary::{
    Audience, Basis, Boundary, Carried, DistanceUnit, EnergyUnit, Gases, Kind, RadiativeForcing,
    Scope,
};
pub use self::claim::{Claim, ClaimError, ClaimedAmount, ClaimedAmountError};
pub use self::count::{
    Count, CountError, CountFromDecimalError, SignificantDigits, SignificantDigitsError,
};
pub use self::edition::{Edition, EditionId, FactorSet, FactorSetError, UnknownEquivalence};
pub use self::equivalence::{AmountError, Equivalence, EquivalenceId, Noun};
pub use self::fit::MisfitError;
pub use self::formula::{Formula, FormulaError};
pub use self::label::{Label, LabelError};
pub use self::mixture::{Mixing, Mixture, MixtureError, Part};
pub use self::reproduce::{Answer, InEdition, Recomputed, Reproduced, compare_editions, reproduce};
pub use self::select::{Choice, Nearness, best_for};
pub use self::statement::{Bound, Statement, StatementError, Subject};
pub use self::value::{Value, ValueError};

/// The kinds of the ids in this crate, for [`co2_units::Id`].
pub mod kind {
    use co2_units::IdKind;

    /// An edition of a publisher's factors.
    #[derive(Clone, Copy, Debug)]
    pub enum Edition {}
    /// An equivalence.
    #[derive(Clone, Copy, Debug)]
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
