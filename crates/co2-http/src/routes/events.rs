//! What happened, for other systems: asked for, waited for, or as a stream.

use crate::answer::{Answer, Json as Answered, negotiate};
use crate::app::App;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Route, Table, note};
use crate::token::Who;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use co2::events::{CloudEvent, EventKind, Events};
use co2::journal::Position;
use futures_util::stream;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// Which events.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// The position after which events are wanted: `next` of the answer before, or 0 for all.
    #[serde(default)]
    #[schemars(regex(pattern = "^[0-9]{0,20}$"))]
    after: String,
    /// Types of events, separated by commas, such as `co2.order.confirmed.v1`; all when it is left out.
    #[serde(default)]
    types: String,
    /// For how many seconds to wait when there is none yet.
    #[serde(default)]
    #[schemars(range(min = 0, max = 60))]
    wait: u32,
}

/// The media type of server-sent events.
const STREAM: &str = "text/event-stream";
/// How often the ledger is looked at when this server does nothing in it: other hosts may.
const LOOK: Duration = Duration::from_secs(1);
/// How often a stream that has nothing to say shows that it is alive.
const ALIVE: u32 = 15;

pub(super) fn add(table: &mut Table) {
    table.add(
        Route::get("/v1/events", "events")
            .tag("events")
            .by(Who::READER)
            .problems(&[Kind::Value, Kind::NotAcceptable])
            .waits()
            .does(
                "What happened after a position of the journal, as CloudEvents.",
                "Go on from `next`; at the end it is the position asked for. With `wait`, the answer comes when there \
                 is an event, or after so many seconds. `Accept: text/event-stream` gives a stream, which goes on \
                 from the header `Last-Event-ID`.",
            ),
        events,
    );
}

/// Events in one answer, or as they happen.
enum Told {
    Once(Events),
    Stream(Body),
}

impl Answer for Told {
    fn describe(generator: &mut SchemaGenerator) -> Value {
        let schema = generator.subschema_for::<Events>();
        json!({
            "application/json": { "schema": schema },
            STREAM: { "schema": { "type": "string" } },
        })
    }

    fn answer(self, headers: &HeaderMap) -> Result<Response, Problem> {
        match self {
            Self::Once(events) => Answered(events).answer(headers),
            Self::Stream(body) => {
                let mut response = Response::new(body);
                let headers = response.headers_mut();
                headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(STREAM));
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
                Ok(response)
            }
        }
    }
}

async fn events(call: Call<(), Wanted, ()>) -> Result<Told, Problem> {
    let media = negotiate(&call.headers, &["application/json", STREAM]).ok_or_else(|| {
        Problem::new(Kind::NotAcceptable, "events are application/json or text/event-stream")
            .of("Accept")
    })?;
    let kinds = kinds(&call.query.types)?;
    let after = position(&call.query.after).ok_or_else(|| {
        Problem::new(Kind::Value, "a position is a number from 0 to 2^64 - 1").of("after")
    })?;
    let app = call.app;
    let most = app.options.limits.wait;
    if media == STREAM {
        let start = match call.headers.get("last-event-id") {
            Some(last) => last_event(last).ok_or_else(|| {
                Problem::new(Kind::Value, "not the id of an event").of("Last-Event-ID")
            })?,
            None => (after, None),
        };
        // Whether there is such a position is known before the stream begins.
        app.programme.events_since_async(start.0, &kinds).await?;
        return Ok(Told::Stream(body(app, kinds, start)));
    }
    let wait = Duration::from_secs(call.query.wait.into());
    if wait > most {
        let detail = format!("at most {} seconds", most.as_secs());
        return Err(Problem::new(Kind::Value, detail).of("wait"));
    }
    let now = tokio::time::Instant::now();
    // Passing over batches takes time as well, and ends with a position to go on from.
    let (until, latest) = (now + wait, now + most);
    let (mut seen, mut from) = (app.changed.subscribe(), after);
    loop {
        let found = app.programme.events_since_async(from, &kinds).await?;
        // Batches without an event of these types are passed over.
        let moved = found.next != from;
        from = found.next;
        let now = tokio::time::Instant::now();
        let left = until.saturating_duration_since(now);
        let ends = now >= latest || *app.stopping.borrow();
        if !found.events.is_empty() || ends || (!moved && left.is_zero()) {
            return Ok(Told::Once(found));
        }
        if !moved && !app.changes(&mut seen, left.min(LOOK)).await {
            return Ok(Told::Once(found));
        }
    }
}

fn position(text: &str) -> Option<Position> {
    if text.is_empty() {
        return Some(Position::START);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| digits).map(Position::new)
}

fn kinds(text: &str) -> Result<Vec<EventKind>, Problem> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| name.parse().map_err(|error| Problem::value(&error, "types"))).collect()
}

/// Where a stream goes on: the position before that of the event's batch, and its place in that batch.
fn last_event(id: &HeaderValue) -> Option<(Position, Option<(u64, u64)>)> {
    let (batch, place) = id.to_str().ok()?.split_once('-')?;
    let (batch, place): (u64, u64) = (batch.parse().ok()?, place.parse().ok()?);
    Some((Position::new(batch.checked_sub(1)?), Some((batch, place))))
}

/// Batch and place of an event.
fn place(event: &CloudEvent) -> Option<(u64, u64)> {
    let (batch, place) = event.id.split_once('-')?;
    Some((batch.parse().ok()?, place.parse().ok()?))
}

/// A stream of events.
struct Stream {
    app: Arc<App>,
    kinds: Vec<EventKind>,
    from: Position,
    /// The last event that the client has.
    last: Option<(u64, u64)>,
    waiting: VecDeque<CloudEvent>,
    seen: watch::Receiver<()>,
    idle: u32,
}

fn body(app: Arc<App>, kinds: Vec<EventKind>, start: (Position, Option<(u64, u64)>)) -> Body {
    let seen = app.changed.subscribe();
    let (from, last) = start;
    let stream = Stream { app, kinds, from, last, waiting: VecDeque::new(), seen, idle: 0 };
    Body::from_stream(stream::unfold(stream, |mut stream| async move {
        let text = stream.next().await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), stream))
    }))
}

impl Stream {
    /// What is to be sent next; nothing at the end, after which the client asks again.
    async fn next(&mut self) -> Option<String> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                let data = serde_json::to_string(&event).ok()?;
                self.idle = 0;
                let kind = event.data.kind();
                return Some(format!("id: {}\nevent: {kind}\ndata: {data}\n\n", event.id));
            }
            let found = self.app.programme.events_since_async(self.from, &self.kinds).await;
            let found = found.map_err(|error| note("events", &error.into())).ok()?;
            let moved = found.next != self.from;
            self.from = found.next;
            let last = self.last;
            self.waiting.extend(found.events.into_iter().filter(|event| place(event) > last));
            if moved {
                continue;
            }
            if !self.app.changes(&mut self.seen, LOOK).await {
                return None;
            }
            self.idle = self.idle.saturating_add(1);
            if self.idle >= ALIVE {
                self.idle = 0;
                return Some(": alive\n\n".to_owned());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_goes_on_after_the_last_event() {
        let at = |id: &'static str| last_event(&HeaderValue::from_static(id));
        assert_eq!(at("42-0"), Some((Position::new(41), Some((42, 0)))));
        for wrong in ["", "42", "0-0", "x-1", "1-x", "18446744073709551616-0"] {
            assert_eq!(at(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_position_is_digits() {
        assert_eq!(position(""), Some(Position::START));
        assert_eq!(position("7"), Some(Position::new(7)));
        for wrong in ["+7", "-1", "7.0", " 7", "18446744073709551616"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }
}
