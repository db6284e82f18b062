//! What has happened. Events are the ledger: its state is a fold of them, and they are never
//! decided again.

use crate::command::Key;
use crate::command::{
    Assign, Cancel, CancelPart, CancelUnits, Confirm, Content, Convert, CorrectSerial,
    CoverRetroactively, Extend, Fill, Import, Invalidate, MakeGood, PutRules, Reallocate,
    RecordBuffer, RecordCertificate, RecordRetirement, Reinstate, Replace, RequestRetirement,
    Reserve, Return, Revoke, Suspend, TransferIn, TransferOut,
};
use crate::ids::{CoverageId, LotIndex, OrderId};
use crate::price::OrderPrice;
use crate::state::Archived;
use co2_units::credit::GramSlice;
use co2_units::{Money, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Something that happened, and when it took effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// When it took effect in the ledger's time.
    pub at: Timestamp,
    /// What happened.
    pub change: Change,
}

impl Event {
    /// Writes it as a journal has it; `None` when it cannot be encoded.
    pub(crate) fn encode(&self, into: &mut Vec<u8>) -> Option<()> {
        // Most are short, and written to a place with room at once.
        let mut short = [0_u8; 512];
        if let Ok(bytes) = postcard::to_slice(self, &mut short) {
            into.extend_from_slice(bytes);
            return Some(());
        }
        postcard::to_io(self, into).ok().map(drop)
    }
}

/// Grams of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LotSlice {
    /// The lot.
    pub lot: LotIndex,
    /// Its grams, counted from the first gram of its first unit.
    pub grams: GramSlice,
}

/// What happened. An event carries the content of the command that caused it.
///
/// The order of the variants and of their fields is part of the journal's format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Change {
    /// Credits came into stock.
    Imported(Import),
    /// A set of rules is in force.
    RulesPut(PutRules),
    /// Credits are held for an order.
    Reserved {
        /// What was asked.
        reserve: Reserve,
        /// Until when they are held; at that second the reservation has expired.
        until: Timestamp,
        /// Which grams, line by line.
        slices: Vec<Vec<LotSlice>>,
        /// How many products of each line they cover.
        covered: Vec<u32>,
        /// What is to be paid for them, before tax, when a most was given.
        price: Option<OrderPrice>,
    },
    /// A reservation was not confirmed in time; its credits are free again.
    Expired {
        /// The order.
        order: OrderId,
    },
    /// An order is paid.
    Confirmed(Confirm),
    /// An order was given up; its credits are free again.
    Cancelled(Cancel),
    /// A product is covered.
    Assigned {
        /// What was asked.
        assign: Assign,
        /// Which of the line's products it is, from 0.
        item: u32,
        /// The number of the coverage.
        coverage: CoverageId,
    },
    /// Units were asked to be retired.
    RetirementRequested(RequestRetirement),
    /// Units are retired.
    RetirementRecorded {
        /// What the registry reported.
        record: RecordRetirement,
        /// Which units of the retirement's lot changed places, because others were retired than
        /// those asked for.
        moved: Vec<UnitMove>,
    },
    /// A certificate names the coverage.
    CertificateRecorded(RecordCertificate),
    /// Time has passed, and reservations have expired.
    Advanced,
    /// An order that fell short got credits for more of its products.
    Filled {
        /// What was asked.
        fill: Fill,
        /// Which grams, line by line.
        slices: Vec<Vec<LotSlice>>,
        /// How many more products of each line they cover.
        covered: Vec<u32>,
        /// What is to be paid for them, before tax, when a most was given.
        price: Option<OrderPrice>,
    },
    /// A reservation is held longer.
    Extended {
        /// What was asked.
        extend: Extend,
        /// Until when it is held.
        until: Timestamp,
    },
    /// An order whose reservation had expired got credits anew, and is paid.
    Reallocated {
        /// What was asked.
        reallocate: Reallocate,
        /// Which grams, line by line.
        slices: Vec<Vec<LotSlice>>,
        /// How many products of each line they cover.
        covered: Vec<u32>,
        /// What is to be paid for them, before tax, when a most was given.
        price: Option<OrderPrice>,
    },
    /// A product came back.
    Returned(Return),
    /// A product took the place, and the grams, of another.
    Replaced {
        /// What was asked.
        replace: Replace,
        /// The number of the new product's coverage.
        coverage: CoverageId,
    },
    /// Products that were sold earlier are covered.
    CoveredRetroactively {
        /// What was asked.
        cover: CoverRetroactively,
        /// Which grams, product by product.
        slices: Vec<Vec<LotSlice>>,
        /// The number of the first product's coverage; the others follow.
        first: CoverageId,
    },
    /// Grams that were lost in the registry have been replaced.
    MadeGood {
        /// What was asked.
        make_good: MakeGood,
        /// The grams that took their places, in their order.
        slices: Vec<LotSlice>,
    },
    /// Units in a registry's buffer are known.
    BufferRecorded(RecordBuffer),
    /// Units have become other units.
    Converted(Convert),
    /// Units were given up without use.
    UnitsCancelled(CancelUnits),
    /// Units have lost their worth.
    Invalidated(Invalidate),
    /// Units went to another stream.
    TransferredOut(TransferOut),
    /// Units came from another stream.
    TransferredIn(TransferIn),
    /// Products of an order were given up; their credits are free again.
    PartCancelled {
        /// What was asked.
        cancel: CancelPart,
        /// The price of these products, before tax: what is to be paid back, or not to be paid.
        price: Option<Money>,
    },
    /// A coverage moved from a product that was assigned by mistake to the right one.
    SerialCorrected {
        /// What was asked.
        correct: CorrectSerial,
        /// The number of the right product's coverage.
        coverage: CoverageId,
    },
    /// A closed order shrank to fingerprints: this is all that was known of it.
    Archived(Arc<Archived>),
    /// An order that was archived is known in full again.
    Reopened {
        /// How many events were folded before the one that archived it.
        archived: u64,
        /// All that is known of it.
        record: Arc<Archived>,
    },
    /// The certificate of a product must not be accepted for the time being.
    Suspended(Suspend),
    /// A suspended certificate is to be accepted again.
    Reinstated(Reinstate),
    /// The certificate of a product must never be accepted again; its coverage ended.
    Revoked(Revoke),
}

/// Consecutive units of a lot whose claims changed places with those of other units of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UnitMove {
    /// The first of the units that were asked for and not retired.
    pub asked: u64,
    /// The first of the units that were retired in their place.
    pub retired: u64,
    /// How many units, from both on.
    pub units: u64,
}

impl Change {
    /// The content of the command that caused this, if one did: an expiry has no command of its own.
    pub(crate) const fn content(&self) -> Option<Content<'_>> {
        Some(match self {
            Self::Imported(import) => Content::Import(import),
            Self::RulesPut(put) => Content::PutRules(put),
            Self::Reserved { reserve, .. } => Content::Reserve(reserve),
            Self::Confirmed(confirm) => Content::Confirm(confirm),
            Self::Cancelled(cancel) => Content::Cancel(cancel),
            Self::PartCancelled { cancel, .. } => Content::CancelPart(cancel),
            Self::Assigned { assign, .. } => Content::Assign(assign),
            Self::RetirementRequested(request) => Content::RequestRetirement(request),
            Self::RetirementRecorded { record, .. } => Content::RecordRetirement(record),
            Self::CertificateRecorded(record) => Content::RecordCertificate(record),
            Self::Extended { extend, .. } => Content::Extend(extend),
            Self::Reallocated { reallocate, .. } => Content::Reallocate(reallocate),
            Self::Filled { fill, .. } => Content::Fill(fill),
            Self::Returned(content) => Content::Return(content),
            Self::Replaced { replace, .. } => Content::Replace(replace),
            Self::SerialCorrected { correct, .. } => Content::CorrectSerial(correct),
            Self::CoveredRetroactively { cover, .. } => Content::CoverRetroactively(cover),
            Self::MadeGood { make_good, .. } => Content::MakeGood(make_good),
            Self::BufferRecorded(record) => Content::RecordBuffer(record),
            Self::Converted(convert) => Content::Convert(convert),
            Self::UnitsCancelled(cancel) => Content::CancelUnits(cancel),
            Self::Invalidated(invalidate) => Content::Invalidate(invalidate),
            Self::TransferredOut(transfer) => Content::TransferOut(transfer),
            Self::TransferredIn(transfer) => Content::TransferIn(transfer),
            Self::Suspended(suspend) => Content::Suspend(suspend),
            Self::Reinstated(reinstate) => Content::Reinstate(reinstate),
            Self::Revoked(revoke) => Content::Revoke(revoke),
            Self::Expired { .. } | Self::Advanced | Self::Archived(_) | Self::Reopened { .. } => {
                return None;
            }
        })
    }

    /// The key of the command that caused this.
    pub(crate) fn key(&self) -> Option<Key> {
        self.content().map(Content::key)
    }
}
