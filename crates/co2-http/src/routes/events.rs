//! What happened, for other systems: asked for, waited for, or as a stream.

use crate::answer::{Answer, Json as Answered, negotiate, varied};
use crate::app::{App, Woken};
use crate::cursor::Cursor;
use crate::problem::{Kind, Problem};
use crate::route::{Call, Route, Table, note};
use crate::token::Who;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use co2::events::{CloudEvent, EventKind};
use co2::journal::Position;
use futures_util::stream;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

/// Which events.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Where to go on: `next` of the answer before, or 0 for all. A number alone is a position of whatever ledger
    /// this is.
    #[serde(default)]
    #[schemars(regex(pattern = "^([0-9]{1,20}([.][0-9a-f]{16})?)?$"))]
    after: String,
    /// Types of events, separated by commas, such as `co2.order.confirmed.v1`; all when it is left out.
    #[serde(default)]
    types: String,
    /// For how many seconds to wait when there is none yet.
    #[serde(default)]
    #[schemars(range(min = 0, max = 60))]
    wait: u32,
}

/// Events, and where to go on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Events")]
struct Page {
    /// The events, in order.
    events: Vec<CloudEvent>,
    /// Where to ask for the next: the position of the last batch that was looked at, and the ledger that it is one
    /// of. It is the position that was asked for at the end of the journal, and only there.
    #[schemars(regex(pattern = "^[0-9]{1,20}([.][0-9a-f]{16})?$"))]
    next: String,
}

/// The media type of server-sent events.
const STREAM: &str = "text/event-stream";
/// How often a stream that has nothing to say shows that it is alive.
const ALIVE: Duration = Duration::from_secs(15);
/// How many times a request looks for events of its types in a part of the journal that is there already. Each
/// time is some thousands of batches at most; the answer is then one without events, and the reader goes on.
const SCANS: u32 = 4;

pub(super) fn add(table: &mut Table) {
    table.add(
        Route::get("/v1/events", "events")
            .tag("events")
            .by(Who::READER)
            .problems(&[Kind::Value, Kind::NotAcceptable, Kind::Position, Kind::Busy])
            .waits()
            .does(
                "What happened after a position of the journal, as CloudEvents.",
                "Go on from `next`, also when an answer has no events. With `wait`, the answer comes when there \
                 is an event, or after so many seconds. `Accept: text/event-stream` gives a stream, which ends after \
                 some minutes and goes on from the header `Last-Event-ID`.",
            ),
        events,
    );
}

/// Events in one answer, or as they happen.
enum Told {
    Once(Page),
    Stream(Body),
}

impl Answer for Told {
    fn describe(generator: &mut SchemaGenerator) -> Value {
        let schema = generator.subschema_for::<Page>();
        json!({
            "application/json": { "schema": schema },
            STREAM: { "schema": { "type": "string" } },
        })
    }

    fn answer(self, headers: &HeaderMap) -> Result<Response, Problem> {
        match self {
            Self::Once(page) => Answered(page).answer(headers).map(varied),
            Self::Stream(body) => {
                let mut response = varied(Response::new(body));
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
    let after = if call.query.after.is_empty() { "0" } else { &call.query.after };
    let after = cursor(after, "after")?;
    if after.event.is_some() {
        return Err(Problem::new(Kind::Value, "the id of an event is no position").of("after"));
    }
    let app = call.app;
    let limits = app.options.limits;
    if media == STREAM {
        let last = call.headers.get("last-event-id");
        let last = last.map(|last| cursor(last.to_str().unwrap_or_default(), "Last-Event-ID"));
        let (start, field) = match last.transpose()? {
            Some(last) => (last, "Last-Event-ID"),
            None => (after, "after"),
        };
        start.check(&app, field).await?;
        let place = place(&app)?;
        return Ok(Told::Stream(body(app, kinds, &start, limits.stream, place)));
    }
    let wait = Duration::from_secs(call.query.wait.into());
    if wait > limits.wait {
        let detail = format!("at most {} seconds", limits.wait.as_secs());
        return Err(Problem::new(Kind::Value, detail).of("wait"));
    }
    after.check(&app, "after").await?;
    let _place = if wait.is_zero() { None } else { Some(place(&app)?) };
    Ok(Told::Once(poll(&app, &kinds, after.position, Instant::now() + wait).await?))
}

/// The events of some kinds after a position, or those that come until then.
async fn poll(
    app: &App,
    kinds: &[EventKind],
    after: Position,
    until: Instant,
) -> Result<Page, Problem> {
    let (mut from, mut scans) = (after, 0);
    loop {
        let before = Instant::now();
        let found = app.programme.events_since_async(from, kinds).await?;
        // Batches without an event of these kinds are passed over.
        let moved = found.next != from;
        from = found.next;
        scans = if moved { scans + 1 } else { 0 };
        if !found.events.is_empty() || scans == SCANS || (!moved && before >= until) {
            let next = Cursor::new(from, app.ledger().await?).to_string();
            return Ok(Page { events: found.events, next });
        }
        if !moved && app.beyond(from, until).await == Woken::Stopped {
            let next = Cursor::new(from, app.ledger().await?).to_string();
            return Ok(Page { events: Vec::new(), next });
        }
    }
}

/// A place among those who wait.
fn place(app: &App) -> Result<OwnedSemaphorePermit, Problem> {
    let place = Arc::clone(&app.waiting).try_acquire_owned();
    place.map_err(|_| Problem::new(Kind::Busy, "too many requests wait for events already"))
}

fn cursor(text: &str, field: &str) -> Result<Cursor, Problem> {
    text.parse().map_err(|error| Problem::value(&error, field))
}

fn kinds(text: &str) -> Result<Vec<EventKind>, Problem> {
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| name.parse().map_err(|error| Problem::value(&error, "types"))).collect()
}

/// Batch and place of an event.
fn event_at(event: &CloudEvent) -> Option<(u64, u64)> {
    let (batch, place) = event.id.split_once('-')?;
    Some((batch.parse().ok()?, place.parse().ok()?))
}

/// A stream of events.
struct Stream {
    app: Arc<App>,
    kinds: Vec<EventKind>,
    from: Position,
    /// The last event that the client has, when it has not all of its batch.
    last: Option<(u64, u64)>,
    waiting: VecDeque<CloudEvent>,
    /// Whether the journal was read: it is once, however short the stream is, so that its reader gets on.
    begun: bool,
    ends: Instant,
    _place: OwnedSemaphorePermit,
}

fn body(
    app: Arc<App>,
    kinds: Vec<EventKind>,
    start: &Cursor,
    lasts: Duration,
    place: OwnedSemaphorePermit,
) -> Body {
    let batch = start.position.as_u64();
    // What a batch has beside the event that the client has already is read again.
    let (from, last) = match start.event {
        Some(event) => (Position::new(batch.saturating_sub(1)), Some((batch, event))),
        None => (start.position, None),
    };
    let (waiting, ends) = (VecDeque::new(), Instant::now() + lasts);
    let stream = Stream { app, kinds, from, last, waiting, begun: false, ends, _place: place };
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
                return self.told(&event).await;
            }
            if self.begun {
                let now = Instant::now();
                if now >= self.ends {
                    return None;
                }
                match self.app.beyond(self.from, self.ends.min(now + ALIVE)).await {
                    Woken::Moved => {}
                    Woken::Late if Instant::now() >= self.ends => return None,
                    Woken::Late => return Some(": alive\n\n".to_owned()),
                    Woken::Stopped => return None,
                }
            }
            self.begun = true;
            let found = self.app.programme.events_since_async(self.from, &self.kinds).await;
            let found = found.map_err(|error| note("events", &error.into())).ok()?;
            let (moved, last) = (found.next != self.from, self.last);
            self.from = found.next;
            self.waiting.extend(found.events.into_iter().filter(|event| event_at(event) > last));
            if self.waiting.is_empty() && moved {
                // The client need not look again through what was passed over.
                let at = self.cursor(self.from, None).await?;
                return Some(format!("id: {at}\n\n"));
            }
        }
    }

    /// An event as it is sent.
    async fn told(&self, event: &CloudEvent) -> Option<String> {
        let (batch, place) = event_at(event)?;
        let at = self.cursor(Position::new(batch), Some(place)).await?;
        let (kind, data) = (event.data.kind(), serde_json::to_string(event).ok()?);
        Some(format!("id: {at}\nevent: {kind}\ndata: {data}\n\n"))
    }

    async fn cursor(&self, position: Position, event: Option<u64>) -> Option<Cursor> {
        let ledger = self.app.ledger().await;
        let ledger = ledger.map_err(|error| note("events", &error.into())).ok()?;
        Some(Cursor { event, ..Cursor::new(position, ledger) })
    }
}
