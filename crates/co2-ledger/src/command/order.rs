//! Orders: reserve, extend, confirm, reallocate, cancel, cancel a part.

use crate::ids::{LineId, OrderId};
use co2_offsets::{Choice, OperationId, PriceCap, RulesId};
use co2_units::Digest;
use co2_units::{Co2e, StageSet};
use serde::{Deserialize, Serialize};

/// Some equal products of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The host's number of the line.
    pub id: LineId,
    /// How many products, at least one.
    pub quantity: u32,
    /// How much each product is covered with, more than nothing.
    pub each: Co2e,
    /// Which stages of each product's life are covered.
    pub stages: StageSet,
    /// The digest of a document that says how `each` came about: the footprint, its method and
    /// sources. The ledger keeps the digest only.
    pub basis: Option<Digest>,
}

/// Credits to hold for an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reserve {
    /// The order.
    pub order: OrderId,
    /// 1 at first; after a reservation expired, the next number.
    pub attempt: u32,
    /// The rules under which it was quoted.
    pub rules: RulesId,
    /// What the customer chose.
    pub choice: Choice,
    /// The products.
    pub lines: Vec<Line>,
    /// For how many seconds the credits are held.
    pub hold_seconds: u32,
    /// The most to be paid, where the rules price credits.
    pub price: Option<PriceCap>,
    /// The digest of a document that says more of the order, such as in which country its buyer is.
    /// The ledger keeps the digest only.
    pub about: Option<Digest>,
}

/// A reservation to hold longer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extend {
    /// The order.
    pub order: OrderId,
    /// The host's name of this extension.
    pub operation: OperationId,
    /// For how many seconds from now the credits are held; it must end later than before.
    pub hold_seconds: u32,
}

/// An order that is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirm {
    /// The order.
    pub order: OrderId,
    /// What of it is paid; `None` for all. Lines that are left out are not paid. The credits of the rest are free again, for good: there
    /// is one confirmation.
    pub part: Option<Vec<Part>>,
}

impl Confirm {
    /// The whole order is paid.
    pub const fn whole(order: OrderId) -> Self {
        Self { order, part: None }
    }
}

/// How many products of a line are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Part {
    /// The line.
    pub line: LineId,
    /// How many of its products, at least one.
    pub quantity: u32,
}

/// An order that is paid after its reservation expired.
///
/// As many products of each line as were held are covered anew by the choice, the rules and the cap
/// of the last attempt, and confirmed at once: all of them, or none, whatever the rules say of a
/// shortfall.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reallocate {
    /// The order.
    pub order: OrderId,
    /// The number after that of the attempt that expired.
    pub attempt: u32,
}

/// An order that was reserved with too little stock, under rules that keep it open: there may be
/// credits for more of its products by now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The order.
    pub order: OrderId,
    /// The host's name of this attempt.
    pub operation: OperationId,
    /// The rules in force, under which credits are chosen now.
    pub rules: RulesId,
    /// The most to be paid for what is added, where the rules price credits.
    pub price: Option<PriceCap>,
}

/// Products of an order to give up, such as one of three that is refunded before it is shipped.
///
/// It can be given before and after the payment, and more than once. Only products without a serial
/// number can be given up: those of each line that wait for credits first, then those that were covered
/// last. Their credits are free again. The order keeps its other products; to give up all of them, use
/// [`Cancel`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelPart {
    /// The order.
    pub order: OrderId,
    /// The host's name of this cancellation.
    pub operation: OperationId,
    /// How many products of which lines are given up. Lines that are left out stay as they are.
    pub part: Vec<Part>,
}

/// An order to give up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancel {
    /// The order.
    pub order: OrderId,
}
