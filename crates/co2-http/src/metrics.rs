//! Metrics in the text format of Prometheus.

use axum::http::StatusCode;
use core::fmt;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// A label and its value.
type Label = (&'static str, String);

/// Seconds that answers take: most take some milliseconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0];

/// The media type of the text.
pub(crate) const METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is counted.
pub(crate) struct Metrics {
    registry: Registry,
    requests: Family<Vec<Label>, Counter>,
    seconds: Family<Vec<Label>, Histogram>,
    #[cfg(feature = "serve")]
    webhooks: Family<Vec<Label>, Counter>,
    position: Family<Vec<Label>, Gauge>,
    readable: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("co2");
        let requests = Family::default();
        let about = "Requests that were answered";
        registry.register("http_requests", about, Family::clone(&requests));
        let constructor: fn() -> Histogram = histogram;
        let seconds = Family::new_with_constructor(constructor);
        let about = "How long answers took";
        registry.register_with_unit("http_answer", about, Unit::Seconds, Family::clone(&seconds));
        #[cfg(feature = "serve")]
        let webhooks = Family::default();
        #[cfg(feature = "serve")]
        registry.register(
            "webhook_messages",
            "Messages that were sent to webhooks",
            Family::clone(&webhooks),
        );
        let position = Family::default();
        let about = "The position of the journal up to which a reader has come";
        registry.register("journal_position", about, Family::clone(&position));
        let readable = Gauge::default();
        let about = "Whether the ledger could be read for these metrics: 1 or 0";
        registry.register("ledger_readable", about, readable.clone());
        Self {
            registry,
            requests,
            seconds,
            #[cfg(feature = "serve")]
            webhooks,
            position,
            readable,
        }
    }

    /// Notes an answer.
    pub(crate) fn answered(&self, route: &str, status: StatusCode, took: Duration) {
        let route = ("route", route.to_owned());
        let labels = vec![route.clone(), ("status", status.as_u16().to_string())];
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&vec![route]).observe(took.as_secs_f64());
    }

    /// Notes a message to a webhook, and whether it was taken.
    #[cfg(feature = "serve")]
    pub(crate) fn sent(&self, webhook: &str, taken: bool) {
        let outcome = if taken { "taken" } else { "refused" };
        let labels = vec![("webhook", webhook.to_owned()), ("outcome", outcome.to_owned())];
        self.webhooks.get_or_create(&labels).inc();
    }

    /// Notes how far a reader of the journal has come.
    pub(crate) fn reached(&self, reader: &str, position: u64) {
        let labels = vec![("reader", reader.to_owned())];
        self.position.get_or_create(&labels).set(i64::try_from(position).unwrap_or(i64::MAX));
    }

    /// Notes where the journal ends; `None` when that cannot be read.
    pub(crate) fn ledger(&self, end: Option<u64>) {
        self.readable.set(i64::from(end.is_some()));
        if let Some(end) = end {
            self.reached("ledger", end);
        }
    }

    /// All of it as text.
    pub(crate) fn text(&self) -> Result<String, fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

fn histogram() -> Histogram {
    Histogram::new(BUCKETS)
}
