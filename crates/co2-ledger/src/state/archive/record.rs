//! All that is known of an order, as the event says that archives it.

use crate::command::{
    Assign, Cancel, CancelPart, Confirm, CorrectSerial, CoverRetroactively, Extend, Fill,
    Reallocate, RecordCertificate, Reinstate, Replace, Reserve, Return, Revoke, Suspend,
};
use crate::event::{Change, Event, LotSlice};
use crate::ids::{CoverageId, OrderId};
use crate::price::OrderPrice;
use crate::receipt::OrderStatus;
use crate::state::coverages::{CoverageStatus, Covered};
use crate::state::{ClaimState, OrderLine};
use co2_offsets::PriceCap;
use co2_units::{Money, Timestamp};
use serde::{Deserialize, Serialize};

/// All that is known of a closed order: the order, its coverages, and the answers to the commands on
/// it. The ledger needs nothing else to know it in full again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    pub(super) reserve: Reserve,
    pub(super) until: Timestamp,
    pub(super) status: OrderStatus,
    pub(super) cap: Option<PriceCap>,
    pub(super) lines: Vec<OrderLine>,
    /// In the order of their numbers.
    pub(super) coverages: Vec<(CoverageId, Covered)>,
    /// In the order of their keys.
    pub(super) answers: Vec<Answer>,
}

/// The first event that a command on the order caused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    at: Timestamp,
    change: Answered,
}

/// The changes that answer commands on an order, with their fields. It is a type of its own so that no
/// record can be part of a record: reading bytes would nest as deep as a stranger likes.
macro_rules! answers {
    ($($name:ident { $($field:tt as $own:ident: $type:ty),* })*) => {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        enum Answered {
            $($name { $($own: $type),* },)*
        }

        impl Answered {
            fn of(change: &Change) -> Option<Self> {
                Some(match change {
                    $(Change::$name { $($field: $own),* } => {
                        Self::$name { $($own: $own.clone()),* }
                    })*
                    _ => return None,
                })
            }

            fn change(&self) -> Change {
                match self {
                    $(Self::$name { $($own),* } => Change::$name { $($field: $own.clone()),* },)*
                }
            }
        }
    };
}

/// Grams line by line.
type Lines = Vec<Vec<LotSlice>>;

answers! {
    Reserved {
        reserve as reserve: Reserve, until as until: Timestamp, slices as slices: Lines,
        covered as covered: Vec<u32>, price as price: Option<OrderPrice>
    }
    Confirmed { 0 as confirm: Confirm }
    Cancelled { 0 as cancel: Cancel }
    PartCancelled { cancel as cancel: CancelPart, price as price: Option<Money> }
    Assigned { assign as assign: Assign, item as item: u32, coverage as coverage: CoverageId }
    CertificateRecorded { 0 as record: RecordCertificate }
    Filled {
        fill as fill: Fill, slices as slices: Lines, covered as covered: Vec<u32>,
        price as price: Option<OrderPrice>
    }
    Extended { extend as extend: Extend, until as until: Timestamp }
    Reallocated {
        reallocate as reallocate: Reallocate, slices as slices: Lines, covered as covered: Vec<u32>,
        price as price: Option<OrderPrice>
    }
    Returned { 0 as content: Return }
    Replaced { replace as replace: Replace, coverage as coverage: CoverageId }
    SerialCorrected { correct as correct: CorrectSerial, coverage as coverage: CoverageId }
    CoveredRetroactively {
        cover as cover: CoverRetroactively, slices as slices: Lines, first as first: CoverageId
    }
    Suspended { 0 as content: Suspend }
    Reinstated { 0 as content: Reinstate }
    Revoked { 0 as content: Revoke }
}

impl Answer {
    /// `None` when it is no answer to a command on an order.
    pub(super) fn of(event: &Event) -> Option<Self> {
        Some(Self { at: event.at, change: Answered::of(&event.change)? })
    }

    pub(super) fn event(&self) -> Event {
        Event { at: self.at, change: self.change.change() }
    }
}

impl Archived {
    /// The order.
    pub const fn order(&self) -> &OrderId {
        &self.reserve.order
    }

    /// About how many lines, slices and answers it has.
    pub fn weight(&self) -> usize {
        let slices = self.coverages.iter().map(|(_, covered)| covered.shares.len());
        let counts = [self.lines.len(), self.coverages.len(), self.answers.len()];
        // An answer, such as a reservation, has lines and slices itself.
        counts
            .into_iter()
            .chain(slices)
            .fold(1_usize, |sum, count| sum.saturating_add(count.saturating_mul(2)))
    }

    /// How many of its coverages have a certificate.
    pub(super) fn certificates(&self) -> u64 {
        let certificates = self.coverages.iter().filter(|(_, c)| c.certificate.is_some());
        u64::try_from(certificates.count()).unwrap_or(u64::MAX)
    }

    /// Its coverages whose certificates say what no longer is: another product took the place.
    pub(super) fn replaced(&self) -> impl Iterator<Item = CoverageId> {
        let replaced = self.coverages.iter().filter(|(_, covered)| covered.is_replaced());
        replaced.map(|&(id, _)| id)
    }

    /// Its coverages that cover their products.
    pub(super) fn live(&self) -> impl Iterator<Item = &Covered> {
        let coverages = self.coverages.iter().map(|(_, covered)| covered);
        coverages.filter(|covered| covered.status == CoverageStatus::Live)
    }

    /// Its grams with a claim, in the order of their addresses; touching slices are joined.
    pub(super) fn grams(&self, claim: ClaimState) -> Vec<LotSlice> {
        let claims = self.coverages.iter().flat_map(|(_, covered)| covered.claims());
        let mut slices: Vec<LotSlice> =
            claims.filter(|(_, its)| *its == claim).map(|(slice, _)| slice).collect();
        slices.sort_unstable();
        let mut joined: Vec<LotSlice> = Vec::with_capacity(slices.len());
        for slice in slices {
            if let Some(last) = joined.last_mut()
                && last.lot == slice.lot
                && last.grams.end() == slice.grams.start()
                && let Ok(grams) =
                    co2_units::credit::GramSlice::new(last.grams.start(), slice.grams.end())
            {
                last.grams = grams;
            } else {
                joined.push(slice);
            }
        }
        joined
    }
}
