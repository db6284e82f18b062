//! The routes, by topic.

mod certificates;
mod credits;
mod events;
mod figures;
mod offers;
mod orders;
pub(crate) mod public;
mod retirements;
mod server;

use crate::openapi::Document;
use crate::route::Table;
use axum::Router;
use co2::journal::{Committed, Position};
use co2::ledger::{CoverageStatus, OrderId, OrderStatus, Present};
use co2::offsets::OperationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// All of them.
pub(crate) fn add(table: &mut Table) {
    offers::add(table);
    orders::add(table);
    certificates::add(table);
    public::add(table);
    credits::add(table);
    retirements::add(table);
    figures::add(table);
    events::add(table);
    server::add(table);
}

/// The OpenAPI document of all of them.
pub(crate) fn document() -> serde_json::Value {
    let mut table = Table { app: None, router: Router::new(), document: Document::new() };
    add(&mut table);
    table.document.finish()
}

/// An order in a path.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct OfOrder {
    /// The shop's name of the order.
    pub(crate) order: OrderId,
}

/// A retirement in a path.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct OfOperation {
    /// The name of the retirement.
    pub(crate) operation: OperationId,
}

/// That a step is done.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Done {
    /// The position of the journal for which the answer is true, as a text of digits.
    #[schemars(regex(pattern = "^[0-9]{1,20}$"))]
    position: String,
    /// Whether it was done before: this is the first answer again.
    replayed: bool,
    /// How the order stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    order: Option<OrderStatus>,
    /// How the product's coverage stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<CoverageStatus>,
    /// Whether its certificate is suspended now.
    #[serde(skip_serializing_if = "Option::is_none")]
    suspended: Option<bool>,
    /// Whether the registry's answer is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    recorded: Option<bool>,
}

impl From<&Committed> for Done {
    fn from(answer: &Committed) -> Self {
        let mut done = Self {
            position: text(answer.position),
            replayed: answer.receipt.replayed,
            order: None,
            coverage: None,
            suspended: None,
            recorded: None,
        };
        match answer.receipt.present {
            Present::Order(status) => done.order = Some(status),
            Present::Coverage { status, suspended, .. } => {
                (done.coverage, done.suspended) = (Some(status), Some(suspended));
            }
            Present::Retirement { recorded } => done.recorded = Some(recorded),
            _ => {}
        }
        done
    }
}

/// A position as it is written: a reader in JavaScript would round a large number.
pub(crate) fn text(position: Position) -> String {
    position.to_string()
}
