//! How the server is.

use crate::answer::{Answer, Json as Answered, tagged};
use crate::metrics::METRICS;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Nothing, Route, Table};
use crate::token::Who;
use axum::http::HeaderMap;
use axum::response::Response;
use co2::journal::Freshness;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};

/// How the server is.
#[derive(Serialize, JsonSchema)]
struct Health {
    /// `ok`.
    status: &'static str,
}

/// Whether requests can be answered.
#[derive(Serialize, JsonSchema)]
struct Ready {
    /// `ok`.
    status: &'static str,
    /// The position at which the journal ends, as a text of digits.
    position: String,
}

pub(super) fn add(table: &mut Table) {
    let get = |path, id| Route::get(path, id).tag("server").by(Who::Public);
    table.add(get("/health", "health").does("Whether the process answers.", ""), health);
    table.add(get("/ready", "ready").does("Whether the ledger can be read.", ""), ready);
    table.add(
        get("/metrics", "metrics").by(Who::READER).does("Metrics in the format of Prometheus.", ""),
        metrics,
    );
}

async fn health(_: Call<(), Nothing, ()>) -> Result<Answered<Health>, Problem> {
    Ok(Answered(Health { status: "ok" }))
}

async fn ready(call: Call<(), Nothing, ()>) -> Result<Answered<Ready>, Problem> {
    let head = |_: &co2::ledger::State, head: co2::journal::Anchor| head.position;
    let position = call.app.programme.ledger().read_async(Freshness::Latest, head).await?;
    Ok(Answered(Ready { status: "ok", position: super::text(position) }))
}

/// The text of metrics.
struct Text(String);

impl Answer for Text {
    fn describe(_: &mut SchemaGenerator) -> Value {
        json!({ METRICS: { "schema": { "type": "string" } } })
    }

    fn answer(self, headers: &HeaderMap) -> Result<Response, Problem> {
        Ok(tagged(headers, METRICS, self.0.into()))
    }
}

async fn metrics(call: Call<(), Nothing, ()>) -> Result<Text, Problem> {
    let app = &call.app;
    let head = |_: &co2::ledger::State, head: co2::journal::Anchor| head.position;
    let position = app.programme.ledger().read_async(Freshness::Latest, head).await?;
    app.metrics.reached("ledger", position.as_u64());
    let text = app.metrics.text();
    Ok(Text(text.map_err(|error| Problem::failure(Kind::Internal, &error))?))
}
