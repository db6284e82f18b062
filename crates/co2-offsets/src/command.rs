//! What a host asks of the ledger.
//!
//! Every command names its subject and is told from others by a [`Key`](crate::Key): sending the same command
//! again does nothing twice and gets the first answer. The same key with other content is refused,
//! naming the field that differs. A command that failed has not used its key up.

use crate::ids::{Digest, LineId, LotId, OperationId, OrderId};
use crate::lot::Lot;
use crate::project::Project;
use crate::rules::{Choice, PriceCap, Rules, RulesId};
use crate::text::is_printable;
use co2_units::{Co2e, Date, ProductId, StageSet, Timestamp};
use core::fmt;
use serde::{Deserialize, Serialize};

/// A command and the time at which it is given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a request is a time and a command")]
pub struct Request {
    /// The host's time. The ledger's time never runs back: a command takes effect at the later of
    /// the two.
    pub now: Timestamp,
    /// What is asked.
    pub command: Command,
}

/// What a host asks of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Command {
    /// Take credits into stock.
    Import(Import),
    /// Put a set of rules in force.
    PutRules(PutRules),
    /// Hold credits for an order until it is paid.
    Reserve(Reserve),
    /// The order is paid: keep its credits for it.
    Confirm(Confirm),
    /// Give up an order of which no product is assigned yet.
    Cancel(Cancel),
    /// A product of the order has got its serial number: cover it.
    Assign(Assign),
    /// Ask for whole units of a lot to be retired.
    RequestRetirement(RequestRetirement),
    /// The registry has retired them.
    RecordRetirement(RecordRetirement),
    /// A certificate that names the coverage is about to be published.
    RecordCertificate(RecordCertificate),
    /// Let time pass: reservations that are due expire.
    Advance,
}

/// Credits that come into stock, with their projects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct Import {
    /// The host's name of this import.
    pub operation: OperationId,
    /// Projects that are not known yet, or known with the same content.
    pub projects: Vec<Project>,
    /// Blocks of units, none of which overlaps what is held.
    pub lots: Vec<Lot>,
}

/// A set of rules to put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct PutRules {
    /// The host's name of this change.
    pub operation: OperationId,
    /// The rules.
    pub rules: Box<Rules>,
}

/// Some equal products of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
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
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
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
}

/// An order that is paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct Confirm {
    /// The order.
    pub order: OrderId,
}

/// An order to give up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct Cancel {
    /// The order.
    pub order: OrderId,
}

/// A product of an order and its serial number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct Assign {
    /// The order.
    pub order: OrderId,
    /// The product.
    pub product: ProductId,
    /// The line it belongs to.
    pub line: LineId,
}

/// Whole units to retire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct RequestRetirement {
    /// The host's name of this retirement.
    pub operation: OperationId,
    /// The lot.
    pub lot: LotId,
    /// The first unit's number, as the registry counts.
    pub first_unit: u64,
    /// The last unit's number, which belongs to it.
    pub last_unit: u64,
}

/// A retirement as the registry reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct RecordRetirement {
    /// The retirement that was requested.
    pub operation: OperationId,
    /// The registry's reference of it.
    pub reference: Reference,
    /// The day of it.
    pub date: Day,
    /// The serial of the retired units as the registry prints it.
    pub serial: crate::Serial,
}

/// A certificate that names a coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::exhaustive_structs, reason = "the content of a command")]
pub struct RecordCertificate {
    /// The order.
    pub order: OrderId,
    /// The product it is about.
    pub product: ProductId,
    /// The digest of the certificate's bytes.
    pub digest: Digest,
}

/// A calendar day, written `2026-11-21`.
///
/// Only days of the years 1 to 9999 can be read back; the ledger takes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[expect(clippy::exhaustive_structs, reason = "a day with a wire form")]
pub struct Day(pub Date);

impl TryFrom<String> for Day {
    type Error = co2_units::credit::VintageError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let vintage: co2_units::credit::Vintage = format!("{text}/{text}").parse()?;
        Ok(Self(vintage.first()))
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.0.to_string()
    }
}

/// A registry's reference of a retirement: a printable line of 1 to 200 characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(Box<str>);

/// A text that is no [`Reference`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registry's reference is a printable line of 1 to 200 characters")]
#[non_exhaustive]
pub struct ReferenceError;

impl Reference {
    /// Takes a text as a reference.
    ///
    /// # Errors
    /// When it is empty, longer than 200 characters, or has a character that no document can print: a
    /// control character, a separator of lines, U+FFFE or U+FFFF.
    pub fn new(text: impl Into<Box<str>>) -> Result<Self, ReferenceError> {
        let text = text.into();
        let fits = text.len() <= 800 && (1..=200).contains(&text.chars().count());
        if fits && text.chars().all(is_printable) { Ok(Self(text)) } else { Err(ReferenceError) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Reference {
    type Error = ReferenceError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::new(text)
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0.into()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The name of the first field in which two contents differ.
macro_rules! differing_field {
    ($left:expr, $right:expr, $($field:ident),+) => {
        [$((stringify!($field), $left.$field == $right.$field)),+]
            .into_iter()
            .find_map(|(field, same)| (!same).then_some(field))
    };
}

impl Command {
    /// The first field in which this command's content differs from another's with the same key.
    pub(crate) fn differs_from(&self, other: &Self) -> Option<&'static str> {
        match (self, other) {
            (Self::Import(a), Self::Import(b)) => differing_field!(a, b, projects, lots),
            (Self::PutRules(a), Self::PutRules(b)) => differing_field!(a, b, rules),
            (Self::Reserve(a), Self::Reserve(b)) => {
                differing_field!(a, b, rules, choice, lines, hold_seconds, price)
            }
            (Self::Confirm(_), Self::Confirm(_)) | (Self::Cancel(_), Self::Cancel(_)) => None,
            (Self::Assign(a), Self::Assign(b)) => differing_field!(a, b, line),
            (Self::RequestRetirement(a), Self::RequestRetirement(b)) => {
                differing_field!(a, b, lot, first_unit, last_unit)
            }
            (Self::RecordRetirement(a), Self::RecordRetirement(b)) => {
                differing_field!(a, b, reference, date, serial)
            }
            (Self::RecordCertificate(a), Self::RecordCertificate(b)) => {
                differing_field!(a, b, digest)
            }
            _ => Some("kind"),
        }
    }
}
