//! Writes the public files as the ledger goes on.

use super::config::Config;
use super::cursor::Cursor;
use crate::app::App;
use co2::events::{Data, EventKind};
use co2::programme::{FulfilError, PublishError};
use co2::render::{Look, Wording, WordingError};
use co2::units::error::chain;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How often public files are written when nothing happens: status lists end.
const AGAIN: Duration = Duration::from_hours(1);

/// Why public files are not written.
#[derive(Debug, thiserror::Error)]
enum WriteError {
    #[error(transparent)]
    Ledger(#[from] co2::journal::SubmitError),
    #[error(transparent)]
    Certificates(#[from] FulfilError),
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error(transparent)]
    Wording(#[from] WordingError),
    #[error("how far the publisher has come is not kept")]
    Cursor(#[from] io::Error),
}

/// Writes public files.
#[derive(Clone)]
pub(super) struct Publisher {
    app: Arc<App>,
    config: Arc<Config>,
    folder: Arc<Path>,
    cursor: Cursor,
}

impl Publisher {
    /// One that writes below this folder.
    pub(super) fn new(app: Arc<App>, config: Config, folder: &Path) -> Self {
        let cursor = Cursor::new(&config.state, "publisher".to_owned());
        Self { app, config: Arc::new(config), folder: folder.into(), cursor }
    }

    /// Writes public files until the server stops.
    pub(super) async fn run(self) {
        let pause = Duration::from_secs(self.config.publish_seconds.max(1).into());
        let mut seen = self.app.changed.subscribe();
        let mut stopping = self.app.stopping.subscribe();
        let mut written: Option<tokio::time::Instant> = None;
        loop {
            if self.write(written.is_none_or(|at| at.elapsed() >= AGAIN)).await {
                written = Some(tokio::time::Instant::now());
            }
            // What happens meanwhile is written together.
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
            if !self.app.changes(&mut seen, pause).await {
                return;
            }
        }
    }

    /// Writes what is new since the last time, and all that is not of one certificate where there is something
    /// new or it is to be written again. Says whether it has written.
    pub(super) async fn write(&self, again: bool) -> bool {
        let publisher = self.clone();
        let written = tokio::task::spawn_blocking(move || publisher.writing(again)).await;
        let reason = match written {
            Ok(Ok(written)) => return written,
            Ok(Err(error)) => chain(&error),
            Err(error) => chain(&error),
        };
        tracing::error!("public files are not written: {reason}");
        false
    }

    fn writing(&self, again: bool) -> Result<bool, WriteError> {
        let (programme, public) = (&self.app.programme, &*self.folder);
        let start = self.cursor.read()?;
        let (mut position, mut orders) = (start, BTreeSet::new());
        loop {
            let found = programme.events_since(position, &[EventKind::ProductCertified])?;
            for event in found.events {
                if let Data::ProductCertified(certified) = event.data {
                    orders.insert(certified.order);
                }
            }
            if found.next == position {
                break;
            }
            position = found.next;
        }
        if position == start && !again {
            return Ok(false);
        }
        // Its numbers belong to one thread.
        let wording = self.config.locale.map_or_else(|| Ok(Wording::english()), Wording::new)?;
        for order in orders {
            let issued = programme.certificates(order.as_str())?;
            programme.publish_certificates(public, &issued, &wording, &Look::default())?;
        }
        programme.publish(public, self.app.now())?;
        if position != start {
            self.cursor.write(position)?;
        }
        self.app.metrics.reached(self.cursor.name(), position.as_u64());
        Ok(true)
    }
}
