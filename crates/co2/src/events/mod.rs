//! What has happened, for other systems: shop, accounts, warehouse, reports.
//!
//! Each event is a [CloudEvent](https://cloudevents.io) of version 1.0 with typed data, and its type carries the
//! version of that data. Events follow from the journal alone, so that every host of a ledger gives the same
//! ones, with the same ids, and whoever reads them goes on where it stopped.
//!
//! | attribute | what it is |
//! | --- | --- |
//! | `id` | the position of the batch in the journal and the place in it, such as `42-0`: for ever the same |
//! | `source` | the issuer, and the ledger by the hash of its first batch |
//! | `type` | what happened, with the version of `data`, such as `co2.order.confirmed.v1` |
//! | `subject` | what it is about: an order's name, or that of an operation |
//! | `time` | when it took effect in the ledger's time |
//! | `datacontenttype` | `application/json` |
//! | `demonstration` | an extension: the notice of a demonstration, where there is one |
//!
//! A version never changes: another field or another meaning is another version, beside which the old one goes on
//! for a while. The schemas are in `docs/schemas`, as `event-` and the type. What the ledger does for itself
//! (that time passed, that orders were archived) is no event here.
//!
//! See [`Programme::events_since`](crate::Programme::events_since).

mod data;
mod read;

pub(crate) use self::read::Lots;

pub use self::data::{
    CertificateReinstated, CertificateRevoked, CertificateSuspended, CoverageMadeGood,
    CoveredProduct, EventLine, LotIn, OrderCancelled, OrderConfirmed, OrderExpired, OrderExtended,
    OrderFilled, OrderPartCancelled, OrderReallocated, OrderReserved, PartOf, ProductAssigned,
    ProductCertified, ProductReplaced, ProductReturned, ProductSerialCorrected,
    ProductsCoveredEarlier, ProjectAmount, RetirementRecorded, RetirementRequested, RulesPut,
    StockBuffered, StockImported, StockTransferredIn, UnitsCancelled, UnitsConverted,
    UnitsInvalidated, UnitsTransferredOut,
};

use co2_journal::Position;
use co2_units::Timestamp;
use co2_units::serde::Strict;
use core::fmt;
use core::str::FromStr;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;

/// An event.
///
/// A reader ignores attributes that it does not know, as `CloudEvents` asks of it; the data has the fields of its
/// schema and no others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CloudEvent {
    /// The version of `CloudEvents`: `1.0`.
    pub specversion: String,
    /// Position and place, such as `42-0`.
    pub id: String,
    /// The issuer and the ledger, such as `did:web:offsets.example#ledger-8d969eef6ecad3c2`.
    pub source: String,
    /// What it is about.
    pub subject: String,
    /// When it took effect.
    pub time: Timestamp,
    /// `application/json`.
    pub datacontenttype: String,
    /// The notice of a demonstration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demonstration: Option<String>,
    /// The type, and what happened.
    #[serde(flatten)]
    pub data: Data,
}

impl<'de> Deserialize<'de> for CloudEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Read {
            specversion: String,
            id: String,
            source: String,
            subject: String,
            time: Timestamp,
            datacontenttype: String,
            #[serde(default)]
            demonstration: Option<String>,
            r#type: String,
            data: Value,
        }
        let read = Read::deserialize(Strict(deserializer))?;
        let data = Data::read(&read.r#type, &read.data).map_err(de::Error::custom)?;
        let Read { specversion, id, source, subject, time, datacontenttype, demonstration, .. } =
            read;
        Ok(Self { specversion, id, source, subject, time, datacontenttype, demonstration, data })
    }
}

/// Events, and where to go on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Events {
    /// The events, in order.
    pub events: Vec<CloudEvent>,
    /// The position from which to ask for the next: that of the last batch that was looked at. It is the
    /// one that was asked for at the end of the journal, and only there.
    #[serde(serialize_with = "crate::wire::position")]
    #[cfg_attr(feature = "schemars", schemars(with = "String", regex(pattern = "^[0-9]{1,20}$")))]
    pub next: Position,
}

/// The kinds of events in one table: name, type, and what it says.
macro_rules! kinds {
    ($(#[doc = $about:literal] $name:ident = $type:literal;)*) => {
        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[serde(tag = "type", content = "data")]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub enum Data {$(
            #[doc = $about]
            #[serde(rename = $type)]
            $name($name),
        )*}

        /// A kind of event, by which they can be filtered.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum EventKind {$( #[doc = $about] $name, )*}

        impl EventKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The type, with its version, such as `co2.order.confirmed.v1`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $type,)* }
            }

            /// What it says, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $(Self::$name => $about.trim(),)* }
            }
        }

        impl Data {
            /// Reads the data of a type.
            fn read(of: &str, data: &Value) -> Result<Self, serde_json::Error> {
                match of {
                    $($type => crate::json::from_value(data).map(Self::$name),)*
                    _ => Err(de::Error::unknown_variant(of, &[$($type),*])),
                }
            }

            /// Of which kind it is.
            pub const fn kind(&self) -> EventKind {
                match self { $(Self::$name(_) => EventKind::$name,)* }
            }
        }

        /// The schemas of the data, by the name of their files.
        #[cfg(feature = "schemars")]
        pub(crate) const SCHEMAS: &[(&str, EventKind, fn() -> schemars::Schema)] =
            &[$((concat!("event-", $type), EventKind::$name, crate::schema::of::<$name>)),*];
    };
}

kinds! {
    /// Credits came into stock.
    StockImported = "co2.stock.imported.v1";
    /// Units that a registry holds back were noted.
    StockBuffered = "co2.stock.buffered.v1";
    /// Units came from another ledger.
    StockTransferredIn = "co2.stock.transferred_in.v1";
    /// Units went to another ledger.
    UnitsTransferredOut = "co2.units.transferred_out.v1";
    /// Units became other units.
    UnitsConverted = "co2.units.converted.v1";
    /// Units were given up without use.
    UnitsCancelled = "co2.units.cancelled.v1";
    /// Units lost their worth.
    UnitsInvalidated = "co2.units.invalidated.v1";
    /// Other rules are in force.
    RulesPut = "co2.rules.put.v1";
    /// Credits are held for an order.
    OrderReserved = "co2.order.reserved.v1";
    /// An order was not paid in time.
    OrderExpired = "co2.order.expired.v1";
    /// A reservation is held longer.
    OrderExtended = "co2.order.extended.v1";
    /// An order is paid.
    OrderConfirmed = "co2.order.confirmed.v1";
    /// An order was paid late and got credits again.
    OrderReallocated = "co2.order.reallocated.v1";
    /// An order that fell short got credits for more of its products.
    OrderFilled = "co2.order.filled.v1";
    /// An order was given up.
    OrderCancelled = "co2.order.cancelled.v1";
    /// Products of an order were given up.
    OrderPartCancelled = "co2.order.part_cancelled.v1";
    /// A product has its serial number and is covered.
    ProductAssigned = "co2.product.assigned.v1";
    /// A certificate of a product was recorded.
    ProductCertified = "co2.product.certified.v1";
    /// A product came back.
    ProductReturned = "co2.product.returned.v1";
    /// Another product took a product's place.
    ProductReplaced = "co2.product.replaced.v1";
    /// A wrong serial number was corrected.
    ProductSerialCorrected = "co2.product.serial_corrected.v1";
    /// A certificate must not be accepted for the time being.
    CertificateSuspended = "co2.certificate.suspended.v1";
    /// A suspended certificate is to be accepted again.
    CertificateReinstated = "co2.certificate.reinstated.v1";
    /// A certificate must never be accepted again.
    CertificateRevoked = "co2.certificate.revoked.v1";
    /// Products that were bought earlier are covered.
    ProductsCoveredEarlier = "co2.products.covered_earlier.v1";
    /// Grams that were lost in a registry were replaced.
    CoverageMadeGood = "co2.coverage.made_good.v1";
    /// Units were sent to a registry to be retired.
    RetirementRequested = "co2.retirement.requested.v1";
    /// A registry retired units.
    RetirementRecorded = "co2.retirement.recorded.v1";
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A text that is no type of event.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no type of event: {text:?}")]
#[non_exhaustive]
pub struct UnknownKind {
    /// What was given, at most its first 64 characters.
    pub text: String,
}

impl FromStr for EventKind {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().copied().find(|kind| kind.as_str() == text);
        found.ok_or_else(|| UnknownKind { text: text.chars().take(64).collect() })
    }
}
