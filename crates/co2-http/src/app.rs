//! What all routes share.

use crate::metrics::Metrics;
use crate::token::Token;
use axum::http::HeaderValue;
use co2::Programme;
use co2::units::Timestamp;
use core::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

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
}

impl Default for Limits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { body: 1 << 20, table: 16 << 20, time: seconds(30), wait: seconds(60) }
    }
}

/// What all routes share.
pub(crate) struct App {
    pub(crate) programme: Programme,
    pub(crate) options: Options,
    pub(crate) metrics: Metrics,
    /// Changes whenever this server did something in the ledger.
    pub(crate) changed: watch::Sender<()>,
    /// Becomes true when what waits must end.
    pub(crate) stopping: watch::Sender<bool>,
}

impl App {
    pub(crate) fn now(&self) -> Timestamp {
        (self.options.clock)()
    }

    /// Waits until the ledger may have changed, a while has passed, or the server stops. Says whether to go on.
    pub(crate) async fn changes(&self, seen: &mut watch::Receiver<()>, most: Duration) -> bool {
        let mut stopping = self.stopping.subscribe();
        tokio::select! {
            _ = seen.changed() => true,
            () = tokio::time::sleep(most) => true,
            _ = stopping.wait_for(|stopping| *stopping) => false,
        }
    }
}
