//! Why a coverage does not change, get a certificate, or come about.

use crate::ids::{CoverageId, OrderId};
use crate::state::CoverageStatus;
use co2_offsets::LotId;
use co2_units::Digest;
use co2_units::{Co2e, Date, ProductId, Timestamp};

/// Why a coverage does not change hands or end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CoverageError {
    /// No product of the order has this identity.
    #[error("product {product} is not assigned in order {order}")]
    NotAssigned {
        /// The product.
        product: Box<ProductId>,
        /// The order.
        order: OrderId,
    },
    /// The product came back, or another took its place.
    #[error("the coverage of product {product} in order {order} is over: {status}")]
    Over {
        /// The product.
        product: Box<ProductId>,
        /// The order.
        order: OrderId,
        /// How it ended.
        status: CoverageStatus,
    },
    /// The other product is covered already for one of the stages.
    #[error("product {product} is covered already by order {order}")]
    AlreadyCovered {
        /// The product.
        product: Box<ProductId>,
        /// The order that covers it.
        order: OrderId,
    },
    /// The product has no certificate that could be suspended.
    #[error("product {product} of order {order} has no certificate")]
    NotCertified {
        /// The product.
        product: Box<ProductId>,
        /// The order.
        order: OrderId,
    },
    /// The product's certificate is suspended: lift the suspension first.
    #[error("the certificate of product {product} in order {order} is suspended since {since}")]
    Suspended {
        /// The product.
        product: Box<ProductId>,
        /// The order.
        order: OrderId,
        /// Since when.
        since: Timestamp,
    },
    /// There is no suspension to lift.
    #[error("the certificate of product {product} in order {order} is not suspended")]
    NotSuspended {
        /// The product.
        product: Box<ProductId>,
        /// The order.
        order: OrderId,
    },
}

/// Why a certificate is not recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// The product is covered by another coverage than the one that the certificate names.
    #[error("the product's coverage is number {coverage}, not {given}")]
    OtherCoverage {
        /// The product's live coverage.
        coverage: CoverageId,
        /// The one given.
        given: CoverageId,
    },
    /// The certificate replaces another one than the newest. Look at the newest, and replace that.
    #[error("the certificate does not replace the newest one of coverage {coverage}")]
    Superseded {
        /// The coverage.
        coverage: CoverageId,
        /// The certificate that the next one replaces; `None` while there is none.
        expected: Option<Digest>,
    },
    /// The coverage has got other grams since the certificate was built. Build it anew.
    #[error("coverage {coverage} is in edition {edition}, but the certificate is of {given}")]
    Stale {
        /// The coverage.
        coverage: CoverageId,
        /// Its edition.
        edition: u32,
        /// The edition given.
        given: u32,
    },
    /// The certificate replaces itself.
    #[error("the certificate of coverage {coverage} is the one that it replaces")]
    Same {
        /// The coverage.
        coverage: CoverageId,
    },
    /// Grams of the coverage are lost. Make them good first.
    #[error("coverage {coverage} lacks {lacking}")]
    Shortfall {
        /// The coverage.
        coverage: CoverageId,
        /// How much.
        lacking: Co2e,
    },
}

/// Why earlier purchases are not covered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetroactiveError {
    /// The rules have no limit of age, and so allow none.
    #[error("the rules in force cover no earlier purchases")]
    NotAllowed,
    /// The purchase is longer ago than the rules allow.
    #[error("a purchase of {purchased} is more than {limit_days} days ago")]
    TooOld {
        /// The day of the purchase.
        purchased: Date,
        /// How many days the rules allow.
        limit_days: u32,
    },
    /// The purchase is dated after the ledger's time.
    #[error("a purchase of {purchased} lies in the future")]
    InFuture {
        /// The day of the purchase.
        purchased: Date,
    },
    /// A product stands twice.
    #[error("product {product} stands twice")]
    Twice {
        /// The product.
        product: Box<ProductId>,
    },
}

/// Why a shortfall is not made good.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MakeGoodError {
    /// Nothing is lacking there.
    #[error("order {order} lacks nothing there")]
    NothingLacks {
        /// The order.
        order: OrderId,
        /// The product, if one was named.
        product: Option<Box<ProductId>>,
    },
    /// The lot is not known.
    #[error("lot {lot} is not known")]
    UnknownLot {
        /// The lot.
        lot: LotId,
    },
    /// The lot has not enough that is free.
    #[error("{requested} requested, but {available} available in lot {lot}")]
    InsufficientStock {
        /// The lot.
        lot: LotId,
        /// What is lacking.
        requested: Co2e,
        /// What is free in the lot.
        available: Co2e,
    },
    /// The coverage would lie in more pieces than a certificate can name.
    #[error("with free grams of lot {lot} it would lie in {pieces} pieces, but {max} are the most")]
    Fragmented {
        /// The lot.
        lot: LotId,
        /// In how many pieces, at the most.
        pieces: usize,
        /// How many a coverage has at most.
        max: usize,
    },
}
