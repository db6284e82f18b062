//! Products: assign, certify, return, replace, cover retroactively, make good, suspend, revoke.

use crate::ids::{CoverageId, LineId, OrderId};
use co2_offsets::{Choice, LotId, OperationId, RulesId};
use co2_units::Day;
use co2_units::Digest;
use co2_units::text::ShortText;
use co2_units::{Co2e, ProductId, StageSet};
use serde::{Deserialize, Serialize};

/// A product of an order and its serial number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assign {
    /// The order.
    pub order: OrderId,
    /// The product.
    pub product: ProductId,
    /// The line it belongs to.
    pub line: LineId,
}

/// A certificate that names a coverage.
///
/// Of two certificates that replace the same one, the first that is recorded is the one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordCertificate {
    /// The order.
    pub order: OrderId,
    /// The product it is about.
    pub product: ProductId,
    /// The coverage, as [`Coverage::id`](crate::Coverage::id) says.
    pub coverage: CoverageId,
    /// Which grams it names: those of [`Coverage::edition`](crate::Coverage::edition). A certificate
    /// that was built before the coverage got other grams is refused.
    pub edition: u32,
    /// The certificate that it replaces, as [`Coverage::replaces`](crate::Coverage::replaces) says:
    /// none for a first one.
    pub replaces: Option<Digest>,
    /// The digest of the certificate's bytes.
    pub digest: Digest,
}

impl RecordCertificate {
    pub(super) fn operation(&self) -> String {
        let number = self.coverage.as_u64();
        match self.replaces {
            None => number.to_string(),
            Some(replaced) => format!("{number} {replaced}"),
        }
    }
}

/// A product that comes back.
///
/// Grams that no published certificate names are free again. Those that one names are spent: they
/// never serve another product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The order.
    pub order: OrderId,
    /// The host's name of this return.
    pub operation: OperationId,
    /// The product.
    pub product: ProductId,
}

/// A product that takes the place of another one, and its coverage over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replace {
    /// The order.
    pub order: OrderId,
    /// The host's name of this replacement.
    pub operation: OperationId,
    /// The product that is covered now.
    pub product: ProductId,
    /// The product that takes its place.
    pub by: ProductId,
    /// Why.
    pub cause: ReplaceCause,
}

/// A product that was scanned wrongly, and the one that was shipped.
///
/// The coverage moves to the right product with all its grams: none is taken and none is freed. When a
/// certificate names the wrong product, the certificate of the right one replaces it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectSerial {
    /// The order.
    pub order: OrderId,
    /// The host's name of this correction.
    pub operation: OperationId,
    /// The product that was assigned by mistake.
    pub product: ProductId,
    /// The product that was shipped.
    pub by: ProductId,
}

/// Why a coverage goes over to another product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReplaceCause {
    /// The product was exchanged under warranty.
    Warranty,
    /// The customer's coverage goes over to another product of the customer's.
    Transfer,
}

/// Products that were sold earlier and are covered now: reserved, confirmed and assigned at once.
///
/// Each product is a line of the order, numbered from 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverRetroactively {
    /// A new order.
    pub order: OrderId,
    /// The day on which the products were bought.
    pub purchased: Day,
    /// The rules under which it was quoted. They say how long ago that day may be.
    pub rules: RulesId,
    /// What the customer chose.
    pub choice: Choice,
    /// The products.
    pub products: Vec<EarlierProduct>,
    /// The digest of a document that says more of the order, as
    /// [`Reserve::about`](crate::Reserve::about).
    pub about: Option<Digest>,
}

/// A product that was sold earlier.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierProduct {
    /// The product.
    pub product: ProductId,
    /// How much it is covered with, more than nothing.
    pub each: Co2e,
    /// Which stages of its life are covered.
    pub stages: StageSet,
    /// The digest of a document that says how `each` came about.
    pub basis: Option<Digest>,
}

/// Grams for those that were lost in the registry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeGood {
    /// The host's name of this operation.
    pub operation: OperationId,
    /// The order that lacks grams.
    pub order: OrderId,
    /// The product whose coverage lacks them; `None` for the products of the order that have no
    /// serial number yet.
    pub product: Option<ProductId>,
    /// The lot that has free grams for it. It is the host's choice: no rules are asked.
    pub from: LotId,
}

/// A certificate that must not be accepted for the time being, such as while a payment is disputed.
///
/// The coverage keeps its grams, and a newer certificate of it is suspended as well. A suspension ends when it is
/// lifted ([`Reinstate`]) or when the product comes back; until then the coverage cannot go over to another
/// product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspend {
    /// The order.
    pub order: OrderId,
    /// The host's name of this suspension.
    pub operation: OperationId,
    /// The product whose certificate it is.
    pub product: ProductId,
    /// Why. It is not published, but other systems read it: no personal data.
    pub reason: ShortText,
}

/// A suspended certificate that is to be accepted again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reinstate {
    /// The order.
    pub order: OrderId,
    /// The host's name of this operation.
    pub operation: OperationId,
    /// The product whose certificate it is.
    pub product: ProductId,
}

/// A certificate that must never be accepted again, such as one that states a wrong footprint.
///
/// The coverage ends as when the product comes back: grams that a published certificate names are spent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoke {
    /// The order.
    pub order: OrderId,
    /// The host's name of this revocation.
    pub operation: OperationId,
    /// The product whose certificate it is.
    pub product: ProductId,
    /// Why. It is not published, but other systems read it: no personal data.
    pub reason: ShortText,
}
