//! What all routes share.

use crate::metrics::Metrics;
use crate::problem::{Kind, Problem};
use crate::token::Token;
use axum::http::HeaderValue;
use co2::Programme;
use co2::journal::{Anchor, Freshness, Position, SubmitError};
use co2::ledger::State;
use co2::units::Timestamp;
use core::fmt;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::{Mutex, Notify, Semaphore, watch};
use tokio::time::Instant;

/// How the time is known: nothing here reads a clock.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How an API is run.
#[derive(Clone)]
#[non_exhaustive]
pub struct Options {
    /// The clock.
    pub clock: Clock,
    /// The tokens that are accepted; without any, only public routes answer.
    pub tokens: Vec<Token>,
    /// The folder with the issuer's public files, which are served beside the API and with which certificates
    /// are verified.
    pub public: Option<PathBuf>,
    /// How much a request may send and how long it may take.
    pub limits: Limits,
    /// The origins whose pages a browser lets read answers, such as `https://shop.example`. None by default.
    pub origins: Vec<HeaderValue>,
}

impl Options {
    /// The defaults with a clock.
    pub fn new(clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self {
            clock: Arc::new(clock),
            tokens: Vec::new(),
            public: None,
            limits: Limits::default(),
            origins: Vec::new(),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Options");
        shown.field("public", &self.public).field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// How much a request may send, and how long it may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The largest body in bytes; 1 MiB by default.
    pub body: usize,
    /// The largest table (credits, a registry's report) in bytes; 16 MiB by default.
    pub table: usize,
    /// How long a request may take to arrive, and then its answer; 30 seconds by default.
    pub time: Duration,
    /// How long a request for events waits at most; 60 seconds by default.
    pub wait: Duration,
    /// How long a stream of events lasts at most, after which its reader asks again; 15 minutes by default.
    pub stream: Duration,
    /// How many requests may wait for events at the same time, streams included; 64 by default.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            body: 1 << 20,
            table: 16 << 20,
            time: seconds(30),
            wait: seconds(60),
            stream: seconds(15 * 60),
            waiting: 64,
        }
    }
}

/// How often the end of the journal is looked for when nothing is done here: other hosts write in it as well.
const LOOK: Duration = Duration::from_secs(1);
/// The shortest time between two looks: what happens meanwhile is read together.
const PACE: Duration = Duration::from_millis(100);

/// What all routes share.
pub(crate) struct App {
    pub(crate) programme: Programme,
    pub(crate) options: Options,
    pub(crate) metrics: Metrics,
    /// Becomes true when what waits must end.
    pub(crate) stopping: watch::Sender<bool>,
    /// The places of requests that wait for events.
    pub(crate) waiting: Arc<Semaphore>,
    /// Where the journal ends, as far as is known here.
    head: watch::Sender<Position>,
    /// Wakes one of those who wait, which then looks for all.
    done: Notify,
    /// When the end of the journal was looked for last.
    looked: Mutex<Instant>,
    /// The name of the ledger, once it has one.
    ledger: OnceLock<String>,
}

/// Why a wait for the journal has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The journal goes beyond the position.
    Moved,
    /// The time is over.
    Late,
    /// The server stops.
    Stopped,
}

impl App {
    pub(crate) fn new(programme: Programme, options: Options) -> Self {
        Self {
            programme,
            metrics: Metrics::new(),
            stopping: watch::Sender::new(false),
            waiting: Arc::new(Semaphore::new(options.limits.waiting.min(Semaphore::MAX_PERMITS))),
            head: watch::Sender::new(Position::START),
            done: Notify::new(),
            looked: Mutex::new(Instant::now()),
            ledger: OnceLock::new(),
            options,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.options.clock)()
    }

    /// Notes that a request may have changed the ledger.
    pub(crate) fn did(&self) {
        self.done.notify_one();
    }

    /// Where the journal ends now.
    pub(crate) async fn look(&self) -> Result<Position, SubmitError> {
        let head = |_: &State, head: Anchor| head.position;
        let position = self.programme.ledger().read_async(Freshness::Latest, head).await?;
        self.head.send_if_modified(|head| {
            let moved = *head < position;
            *head = position.max(*head);
            moved
        });
        Ok(position)
    }

    /// The name of the ledger, as the source of its events has it: its first batch by its hash. `None` while it
    /// has none.
    pub(crate) async fn ledger(&self) -> Result<Option<&str>, SubmitError> {
        if let Some(ledger) = self.ledger.get() {
            return Ok(Some(ledger));
        }
        let first = self.programme.ledger().anchor_at_async(Position::new(1)).await?;
        let name = first.map(|first| format!("{:.16}", first.hash));
        Ok(name.map(|name| self.ledger.get_or_init(|| name).as_str()))
    }

    /// Waits until the journal goes beyond a position. However many wait, one of them looks for all.
    pub(crate) async fn beyond(&self, position: Position, until: Instant) -> Woken {
        let (mut head, mut stopping) = (self.head.subscribe(), self.stopping.subscribe());
        loop {
            tokio::select! {
                biased;
                _ = stopping.wait_for(|stopping| *stopping) => return Woken::Stopped,
                _ = head.wait_for(|head| *head > position) => return Woken::Moved,
                () = tokio::time::sleep_until(until) => return Woken::Late,
                () = self.look_for_all() => {}
            }
        }
    }

    /// Looks for the end of the journal when it may have moved, or else after a while.
    async fn look_for_all(&self) {
        let done = tokio::time::timeout(LOOK, self.done.notified()).await.is_ok();
        let mut looked = self.looked.lock().await;
        if !done && looked.elapsed() < LOOK {
            return;
        }
        tokio::time::sleep_until(*looked + PACE).await;
        // A ledger that cannot be read is a matter for whoever reads its events.
        let _ = self.look().await;
        *looked = Instant::now();
    }
}

/// Does what computes for long or waits for files where no other request waits for it.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Problem> {
    let span = tracing::Span::current();
    let done = tokio::task::spawn_blocking(move || span.in_scope(work)).await;
    done.map_err(|error| Problem::failure(Kind::Internal, &error))
}
