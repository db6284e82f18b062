//! Ids of lots and operations.

use co2_units::{Id, IdKind};

/// The kinds of ids in this module.
pub mod kind {
    use super::IdKind;

    macro_rules! kinds {
        ($($(#[$doc:meta])* $kind:ident = $name:literal;)*) => {$(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $kind {}

            impl IdKind for $kind {
                const NAME: &'static str = $name;
            }
        )*};
    }

    kinds! {
        /// A lot of credits.
        Lot = "lot id";
        /// An operation of the host: an import, putting a set of rules in force, a retirement.
        Operation = "operation id";
        /// A methodology.
        Methodology = "methodology id";
    }
}

/// The host's id of a lot of credits.
pub type LotId = Id<kind::Lot>;
/// The host's id of an operation. Sending an operation again has no further effect.
pub type OperationId = Id<kind::Operation>;
