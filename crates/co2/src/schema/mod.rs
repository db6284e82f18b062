//! JSON Schemas (draft 2020-12) of everything that crosses a boundary.
//!
//! They say the same as the readers in [`json`](crate::json): a test breaks an example of each in thousands of ways
//! and asks both. What a schema cannot say is listed in `docs/schemas/README.md`.

mod published;
mod tidy;

use crate::about::About;
use crate::events::{self, CloudEvent, Events};
use crate::figures::{Growth, LowStock, Milestone, Row};
use crate::page::QuotePage;
use crate::programme::{OpenRetirement, OrderLook, Reservation, RetirementDuty, UnitsToRetire};
use crate::reconciled::Reconciled;
use crate::workshop::Report;
use crate::{Buyer, Cart, Config, Quote, Shipped, Terms};
use co2_cert::RetirementRecord;
use co2_cert::log::Leaf;
use co2_claims::{ClaimPolicy, Decision, Evidence};
use co2_equiv::{FactorSet, Statement};
use co2_journal::export::Line;
use co2_lifecycle::component::Configuration;
use co2_lifecycle::product::Product;
use co2_lifecycle::{Avoided, Compared, Facts, Footprint, PublishedSheet};
use co2_offsets::{Lot, Project, Rules, Stock};
pub use schemars::Schema;

pub use self::tidy::{portable, root};

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value};

/// An example of each, by the schema's name.
const EXAMPLES: &str = include_str!("examples.json");

/// A schema's name, what it describes, and how it is made.
type Entry = (&'static str, &'static str, fn() -> Schema);

const SCHEMAS: [Entry; 43] = [
    ("about", "what is kept of an order beside its products", of::<About>),
    ("avoided", "emissions that somebody else does not have", of::<Avoided>),
    ("buyer", "who buys", of::<Buyer>),
    ("cart", "the products in a cart", of::<Cart>),
    ("certificate", "a certificate as it is signed", of::<published::Certificate>),
    ("claim-decision", "whether a claim may be made; not legal advice", as_written::<Decision>),
    ("claim-evidence", "what is disclosed with a claim", of::<Evidence>),
    ("claim-policy", "rules on claims; not legal advice", of::<ClaimPolicy>),
    ("cloud-event", "an event for other systems", of::<CloudEvent>),
    ("compared", "an option beside a baseline", of::<Compared>),
    ("config", "how a programme is run, as TOML or JSON", of::<Config>),
    ("configured-product", "a computer by its components", of::<Configuration>),
    ("did-document", "the keys of an issuer", of::<published::DidDocument>),
    ("events", "events, and where to go on", as_written::<Events>),
    ("factor-set", "equivalences of one publisher and edition", of::<FactorSet>),
    ("facts", "what is known of a product without a sheet", of::<Facts>),
    ("figures-growth", "how a measure grew", as_written::<Growth>),
    ("figures-row", "figures with the same labels", as_written::<Row>),
    ("footprint", "a product's footprint by stage", of::<Footprint>),
    ("journal-line", "a line of an exported journal", of::<Line>),
    ("leaf", "an entry of the public log", of::<Leaf>),
    ("lot", "a block of credits", of::<Lot>),
    ("low-stock", "a project whose stock is short", as_written::<LowStock>),
    ("milestone", "an amount and the day on which it was reached", as_written::<Milestone>),
    ("open-retirement", "a retirement that is not recorded", as_written::<OpenRetirement>),
    ("order", "how an order and its products stand", as_written::<OrderLook>),
    ("product", "a product of a shop, with whatever is known of it", of::<Product>),
    ("project", "a climate project", of::<Project>),
    ("published-sheet", "a maker's published footprint", of::<PublishedSheet>),
    ("quote", "an offer to cover the products of a cart", as_written::<Quote>),
    ("quote-page", "what a checkout shows of an offer", as_written::<QuotePage>),
    ("reconciled", "how retirements and a registry's table agree", as_written::<Reconciled>),
    ("reservation", "credits that are held for an order", as_written::<Reservation>),
    ("retirement-duty", "units to retire, and by when", as_written::<RetirementDuty>),
    ("retirement-record", "the facts in a certificate", of::<RetirementRecord>),
    ("rules", "by which rules credits are chosen", of::<Rules>),
    ("shipped", "a product of a parcel", of::<Shipped>),
    ("statement", "an equivalence of an amount", of::<Statement>),
    ("status-list", "which certificates are revoked", of::<published::StatusList>),
    ("stock", "projects and lots that come into stock together", of::<Stock>),
    ("terms", "what a buyer was promised with a quote", of::<Terms>),
    ("units-to-retire", "consecutive units of a lot to retire", of::<UnitsToRetire>),
    (
        "workshop-report",
        "a fleet's emissions, options, avoided emissions and credits",
        as_written::<Report>,
    ),
];

pub(crate) fn of<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}

fn as_written<T: JsonSchema>() -> Schema {
    written().into_generator().into_root_schema_for::<T>()
}

/// The settings for schemas of what is only written: a member that is always written is required, and one that may be
/// left out is never `null`.
///
/// ```
/// #[derive(serde::Serialize, schemars::JsonSchema)]
/// struct Parcel {
///     sent: Option<String>,
///     #[serde(skip_serializing_if = "Option::is_none")]
///     note: Option<String>,
/// }
///
/// let schema = co2::schema::written().into_generator().into_root_schema_for::<Parcel>();
/// assert_eq!(schema.get("required").unwrap(), &serde_json::json!(["sent"]));
/// let types = |member: &str| &schema.as_value()["properties"][member]["type"];
/// assert_eq!((types("sent"), types("note")), (&serde_json::json!(["string", "null"]), &"string".into()));
/// ```
pub fn written() -> SchemaSettings {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .with_transform(RecursiveTransform(tidy::left_out_and_not_null))
}

/// The names of all schemas and what they describe, in the order of their names.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_events = events::SCHEMAS.iter().map(|&(name, kind, _)| (name, kind.about()));
    let mut names: Vec<_> = SCHEMAS.iter().map(|&(name, about, _)| (name, about)).collect();
    names.extend(of_events);
    names.sort_unstable();
    names.into_iter()
}

/// A schema by its name, with an example.
///
/// ```
/// let schema = co2::schema::schema("lot").unwrap();
/// assert!(schema.as_value()["properties"]["serial"].is_object());
/// let event = co2::schema::schema("event-co2.order.confirmed.v1").unwrap();
/// assert!(event.as_value()["properties"]["order"].is_object());
/// assert!(co2::schema::schema("unknown").is_none());
/// ```
pub fn schema(name: &str) -> Option<Schema> {
    let found = SCHEMAS.iter().find(|&&(known, ..)| known == name).map(|&(.., make)| make);
    let of_event = || events::SCHEMAS.iter().find(|&&(known, ..)| known == name);
    let make = found.or_else(|| of_event().map(|&(.., make)| make))?;
    Some(root(make(), name, example(name)))
}

fn example(name: &str) -> Option<Value> {
    let mut all: Map<String, Value> = serde_json::from_str(EXAMPLES).ok()?;
    all.remove(name)
}
