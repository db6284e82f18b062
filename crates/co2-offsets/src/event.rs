//! What has happened. Events are the ledger: its state is a fold of them, and they are never
//! decided again.

use crate::command::{
    Assign, Cancel, Command, Confirm, Import, PutRules, RecordCertificate, RecordRetirement,
    RequestRetirement, Reserve,
};
use crate::ids::{CoverageId, LotIndex, OrderId};
use crate::key::Key;
use co2_units::credit::GramSlice;
use co2_units::{Money, Timestamp};
use serde::{Deserialize, Serialize};

/// Something that happened, and when it took effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Event {
    /// When it took effect in the ledger's time.
    pub at: Timestamp,
    /// What happened.
    pub change: Change,
}

/// Grams of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "an address is a lot and a slice")]
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
        price: Option<Money>,
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
    RetirementRecorded(RecordRetirement),
    /// A certificate names the coverage.
    CertificateRecorded(RecordCertificate),
    /// Time has passed.
    Advanced,
}

impl Change {
    /// The command that caused this, if one did: an expiry has no command of its own.
    pub(crate) fn command(&self) -> Option<Command> {
        Some(match self {
            Self::Imported(import) => Command::Import(import.clone()),
            Self::RulesPut(put) => Command::PutRules(put.clone()),
            Self::Reserved { reserve, .. } => Command::Reserve(reserve.clone()),
            Self::Confirmed(confirm) => Command::Confirm(confirm.clone()),
            Self::Cancelled(cancel) => Command::Cancel(cancel.clone()),
            Self::Assigned { assign, .. } => Command::Assign(assign.clone()),
            Self::RetirementRequested(request) => Command::RequestRetirement(request.clone()),
            Self::RetirementRecorded(record) => Command::RecordRetirement(record.clone()),
            Self::CertificateRecorded(record) => Command::RecordCertificate(record.clone()),
            Self::Expired { .. } | Self::Advanced => return None,
        })
    }

    /// The key of the command that caused this.
    pub(crate) fn key(&self) -> Option<Key> {
        Some(match self {
            Self::Imported(import) => import.key(),
            Self::RulesPut(put) => put.key(),
            Self::Reserved { reserve, .. } => reserve.key(),
            Self::Confirmed(confirm) => confirm.key(),
            Self::Cancelled(cancel) => cancel.key(),
            Self::Assigned { assign, .. } => assign.key(),
            Self::RetirementRequested(request) => request.key(),
            Self::RetirementRecorded(record) => record.key(),
            Self::CertificateRecorded(record) => record.key(),
            Self::Expired { .. } | Self::Advanced => return None,
        })
    }
}
