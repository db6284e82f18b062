//! Answers to commands.

use crate::event::Event;
use co2_units::{Digest, Timestamp};
use core::fmt;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What follows from a command: events to append and fold, and an answer for the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Decision {
    /// What happens, in order; nothing when the command was given before.
    pub events: Vec<Arc<Event>>,
    /// The answer. It holds once the events are durable.
    pub receipt: Receipt,
}

/// The answer to a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// Whether the same command was answered before; then nothing happened now.
    pub replayed: bool,
    /// The event that the command caused, when it was given first. When time passes and nothing is
    /// due, it is an event that is not among the decision's: nothing of it need be kept.
    pub first: Arc<Event>,
    /// How things stand now.
    pub present: Present,
}

/// How the subject of a command stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Present {
    /// What the command did holds without end: stock that came or went, rules, time.
    Settled,
    /// An order.
    Order(OrderStatus),
    /// A coverage, and the certificate recorded for it, if one is.
    Coverage {
        /// Whether it still covers its product.
        status: crate::CoverageStatus,
        /// The digest of the certificate's bytes.
        certificate: Option<Digest>,
        /// Whether its certificate is suspended.
        suspended: bool,
    },
    /// What [`Command::Archive`](crate::Command::Archive) did.
    Archived {
        /// How many orders shrank to fingerprints.
        orders: u32,
    },
    /// A retirement.
    Retirement {
        /// Whether the registry has reported it.
        recorded: bool,
    },
}

/// Where an order is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum OrderStatus {
    /// Credits are held until it is paid.
    Reserved,
    /// It was not paid in time; its credits are free again.
    Expired,
    /// It is paid.
    Confirmed,
    /// It was given up; its credits are free again.
    Cancelled,
}

impl OrderStatus {
    /// What it is at a time: a reservation that is due by then has expired.
    pub(crate) fn at(self, until: Timestamp, at: Timestamp) -> Self {
        if self == Self::Reserved && until <= at { Self::Expired } else { self }
    }
}

impl fmt::Display for OrderStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Reserved => "reserved",
            Self::Expired => "expired",
            Self::Confirmed => "confirmed",
            Self::Cancelled => "cancelled",
        })
    }
}
