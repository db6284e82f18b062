//! Names of lots and operations.

use co2_units::{Id, IdKind};

/// Kinds of ids in this module.
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
        /// An operation of the host: an import, a set of rules put in force, a retirement.
        Operation = "operation id";
        /// A methodology.
        Methodology = "methodology id";
    }
}

/// A lot of credits as the host names it.
pub type LotId = Id<kind::Lot>;
/// An operation as the host names it. Sending it again does nothing twice.
pub type OperationId = Id<kind::Operation>;
