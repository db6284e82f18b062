//! JSON Schemas (draft 2020-12) of everything that crosses a boundary.

use crate::about::About;
use crate::events::{self, CloudEvent};
use crate::figures::{Growth, Milestone, Row};
use crate::page::QuotePage;
use crate::workshop::Report;
use crate::{Buyer, Cart, Config};
use co2_cert::RetirementRecord;
use co2_cert::log::Leaf;
use co2_claims::{ClaimPolicy, Decision, Evidence};
use co2_equiv::{FactorSet, Statement};
use co2_journal::export::Line;
use co2_lifecycle::component::Configuration;
use co2_lifecycle::product::Product;
use co2_lifecycle::{Avoided, Compared, Facts, Footprint, PublishedSheet};
use co2_offsets::{Lot, Project, Rules, Stock};
use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A schema's name, what it describes, and how it is made.
type Entry = (&'static str, &'static str, fn() -> Schema);

const SCHEMAS: [Entry; 29] = [
    ("about", "what is kept of an order beside its products", of::<About>),
    ("avoided", "emissions that somebody else does not have", of::<Avoided>),
    ("buyer", "who buys", of::<Buyer>),
    ("cart", "the products in a cart", of::<Cart>),
    ("claim-decision", "whether a claim may be made; not legal advice", of::<Decision>),
    ("claim-evidence", "what is disclosed with a claim", of::<Evidence>),
    ("claim-policy", "rules on claims; not legal advice", of::<ClaimPolicy>),
    ("cloud-event", "an event for other systems", of::<CloudEvent>),
    ("compared", "an option beside a baseline", of::<Compared>),
    ("config", "how a programme is run, as TOML or JSON", of::<Config>),
    ("configured-product", "a computer by its components", of::<Configuration>),
    ("factor-set", "equivalences of one publisher and edition", of::<FactorSet>),
    ("facts", "what is known of a product without a sheet", of::<Facts>),
    ("figures-growth", "how a measure grew", of::<Growth>),
    ("figures-row", "figures with the same labels", of::<Row>),
    ("footprint", "a product's footprint by stage", of::<Footprint>),
    ("journal-line", "a line of an exported journal", of::<Line>),
    ("leaf", "an entry of the public log", of::<Leaf>),
    ("lot", "a block of credits", of::<Lot>),
    ("milestone", "an amount and the day on which it was reached", of::<Milestone>),
    ("product", "a product of a shop, with whatever is known of it", of::<Product>),
    ("project", "a climate project", of::<Project>),
    ("published-sheet", "a maker's published footprint", of::<PublishedSheet>),
    ("quote-page", "what a checkout shows of an offer", of::<QuotePage>),
    ("retirement-record", "the facts in a certificate", of::<RetirementRecord>),
    ("rules", "by which rules credits are chosen", of::<Rules>),
    ("statement", "an equivalence of an amount", of::<Statement>),
    ("stock", "projects and lots that come into stock together", of::<Stock>),
    (
        "workshop-report",
        "a fleet's emissions, options, avoided emissions and credits",
        of::<Report>,
    ),
];

pub(crate) fn of<T: JsonSchema>() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<T>()
}

/// The names of all schemas and what they describe, in the order of their names.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_events = events::SCHEMAS.iter().map(|&(name, kind, _)| (name, kind.about()));
    let mut names: Vec<_> = SCHEMAS.iter().map(|&(name, about, _)| (name, about)).collect();
    names.extend(of_events);
    names.sort_unstable();
    names.into_iter()
}

/// A schema by its name.
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
    found.or_else(|| of_event().map(|&(.., make)| make)).map(|make| make())
}
