//! Writes the public files as the ledger goes on.

use super::config::Config;
use super::cursor::{Cursor, CursorError};
use crate::app::{App, Woken};
use co2::events::{Data, EventKind};
use co2::journal::Position;
use co2::programme::{FulfilError, PublishError};
use co2::render::{Look, WordingError};
use co2::units::Digest;
use co2::units::error::chain;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How often public files are written when nothing happens: status lists end.
const AGAIN: Duration = Duration::from_hours(1);

/// What changes a certificate's files: it is issued, suspended or reinstated, or its product comes back or
/// gives its place to another. The files of a revoked certificate are removed by every publication.
const KINDS: [EventKind; 6] = [
    EventKind::ProductCertified,
    EventKind::ProductReturned,
    EventKind::ProductReplaced,
    EventKind::ProductSerialCorrected,
    EventKind::CertificateSuspended,
    EventKind::CertificateReinstated,
];

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
    #[error(transparent)]
    Cursor(#[from] CursorError),
    #[error("how far the publisher has come is not kept")]
    Keep(#[from] io::Error),
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
        let mut stopping = self.app.stopping.subscribe();
        let (mut position, mut next) = (Position::START, Instant::now());
        loop {
            let until = match self.write(Instant::now() >= next).await {
                Some((reached, written)) => {
                    if written {
                        next = Instant::now() + AGAIN;
                    }
                    position = reached;
                    next
                }
                // It is tried again.
                None => Instant::now() + pause,
            };
            // What happens meanwhile is written together.
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
            if self.app.beyond(position, until).await == Woken::Stopped {
                return;
            }
        }
    }

    /// Writes what is new since the last time, and all that is not of one certificate where there is something
    /// new or it is to be written again. Says how far it came and whether it has written; `None` when it cannot.
    pub(super) async fn write(&self, again: bool) -> Option<(Position, bool)> {
        let ledger = match self.app.ledger().await {
            Ok(ledger) => ledger.map(str::to_owned),
            Err(error) => {
                tracing::error!("public files are not written: {}", chain(&error));
                return None;
            }
        };
        let publisher = self.clone();
        let written = tokio::task::spawn_blocking(move || publisher.writing(ledger, again)).await;
        let reason = match written {
            Ok(Ok(written)) => return Some(written),
            Ok(Err(error)) => chain(&error),
            Err(error) => chain(&error),
        };
        tracing::error!("public files are not written: {reason}");
        None
    }

    /// What the publisher's position belongs to: files in another folder or another language are not there yet, and
    /// neither are those of another ledger.
    fn work(&self, ledger: &str) -> io::Result<String> {
        let folder = std::path::absolute(&*self.folder)?;
        let locales = self.app.programme.config().locales();
        let locales: Vec<&str> = locales.iter().map(|locale| locale.as_str()).collect();
        let name = format!("{ledger}\n{}\n{}", locales.join(" "), folder.display());
        Ok(format!("{:.16}", Digest::of(name.as_bytes())))
    }

    fn writing(&self, ledger: Option<String>, again: bool) -> Result<(Position, bool), WriteError> {
        let (programme, public) = (&self.app.programme, &*self.folder);
        let work = ledger.map(|ledger| self.work(&ledger)).transpose()?;
        let start = match self.cursor.read(work.as_deref()) {
            // A folder without the log's checkpoint is a new one.
            Ok(kept) if public.join("log/checkpoint").exists() => kept,
            Ok(_) | Err(CursorError::Ledger { .. }) => Position::START,
            Err(error) => return Err(error.into()),
        };
        let (mut position, mut orders) = (start, BTreeSet::new());
        loop {
            let found = programme.events_since(position, &KINDS)?;
            orders.extend(found.events.into_iter().filter_map(|event| match event.data {
                Data::ProductCertified(certified) => Some(certified.order),
                Data::ProductReturned(returned) => Some(returned.order),
                Data::ProductReplaced(replaced) => Some(replaced.order),
                Data::ProductSerialCorrected(corrected) => Some(corrected.order),
                Data::CertificateSuspended(suspended) => Some(suspended.order),
                Data::CertificateReinstated(reinstated) => Some(reinstated.order),
                _ => None,
            }));
            if found.next == position {
                break;
            }
            position = found.next;
        }
        if position == start && !again {
            return Ok((position, false));
        }
        // Their numbers belong to one thread.
        let wordings = programme.wordings()?;
        for order in orders {
            let issued = programme.all_certificates(order.as_str())?;
            for wording in &wordings {
                programme.publish_certificates(public, &issued, wording, &Look::default())?;
            }
        }
        programme.publish(public, self.app.now())?;
        if position != start {
            self.cursor.write(position, work.as_deref())?;
        }
        self.app.metrics.reached(self.cursor.name(), position.as_u64());
        Ok((position, true))
    }
}
