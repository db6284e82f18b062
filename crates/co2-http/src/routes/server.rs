//! How the server is.

use crate::answer::{Answer, Json as Answered, tagged};
use crate::app::App;
use crate::metrics::METRICS;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Nothing, Route, Table, note};
use crate::token::Who;
use axum::http::HeaderMap;
use axum::response::Response;
use co2::journal::Position;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long the ledger may take to be read here. Whoever asks how the server is does not wait for long.
const TIME: Duration = Duration::from_secs(5);

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
    let position = end(&call.app).await?;
    Ok(Answered(Ready { status: "ok", position: super::text(position) }))
}

/// Where the journal ends. Whatever the reason is for which it cannot be read, this server is not ready.
async fn end(app: &App) -> Result<Position, Problem> {
    match tokio::time::timeout(TIME, app.look()).await {
        Ok(Ok(position)) => Ok(position),
        Ok(Err(error)) => Err(Problem::failure(Kind::Unavailable, &error)),
        Err(error) => Err(Problem::failure(Kind::Unavailable, &error)),
    }
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
    // What was counted is told also, and above all, when the ledger cannot be read.
    let end = end(app).await.inspect_err(|problem| note("metrics", problem)).ok();
    app.metrics.ledger(end.map(Position::as_u64));
    let text = app.metrics.text();
    Ok(Text(text.map_err(|error| Problem::failure(Kind::Internal, &error))?))
}
