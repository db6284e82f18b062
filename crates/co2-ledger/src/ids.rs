//! Names and numbers of the things a ledger keeps.

use co2_units::{Id, IdKind};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Kinds of ids in this module.
pub mod kind {
    use super::IdKind;

    /// An order of a shop.
    #[derive(Clone, Copy, Debug)]
    pub enum Order {}

    impl IdKind for Order {
        const NAME: &'static str = "order id";
        // As in `#1042`, `2026/1042` and `gid://shopify/Order/1`.
        const PUNCTUATION: &'static str = "._:-#/+=";
    }

    /// A stream: a ledger with stock of its own.
    #[derive(Clone, Copy, Debug)]
    pub enum Stream {}

    impl IdKind for Stream {
        const NAME: &'static str = "stream id";
    }
}

/// An order of a shop, as the shop names it: `order-1042`, `#1042`, `2026/1042`, `gid://shopify/Order/1`.
///
/// 1 to 64 letters, digits and `._:-#/+=`. In the path of a URL it needs percent-encoding.
pub type OrderId = Id<kind::Order>;

/// A stream, as the host names it: a ledger with stock of its own.
pub type StreamId = Id<kind::Stream>;

/// A line of an order, as the host numbers it.
pub type LineId = u32;

/// A lot's place in the ledger: lots are numbered as they come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LotIndex(pub(crate) u32);

impl LotIndex {
    /// The place as a number, from 0.
    pub const fn as_u32(self) -> u32 {
        self.0
    }
}

/// The number of a coverage: coverages are numbered as products are assigned, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CoverageId(pub(crate) u64);

impl CoverageId {
    /// The number, from 0.
    pub const fn as_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for CoverageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
