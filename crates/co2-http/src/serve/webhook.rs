//! Events that are sent to other systems, in the order of the journal. None is lost, since what was not taken
//! is sent again from the position that is kept; one may come twice, with the same id.

use super::ServeError;
use super::address::is_public;
use super::config::WebhookConfig;
use super::cursor::{Cursor, CursorError};
use super::sign::signatures;
use crate::app::{App, Woken};
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header, uri::Scheme};
use co2::events::CloudEvent;
use co2::journal::{Position, SubmitError};
use co2::units::error::chain;
use core::fmt;
use hyper::client::conn::http1::handshake;
use hyper_util::rt::TokioIo;
use rustls::pki_types::{InvalidDnsNameError, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

/// How long a receiver may take.
const TIME: Duration = Duration::from_secs(15);
/// How long a connection to one of its addresses may take: there is time for others.
const CONNECT: Duration = Duration::from_secs(4);
/// The first pause after a message was not taken; each is twice the one before, up to an hour.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_hours(1);
/// How long the ledger may be still before its events are asked for nevertheless.
const STILL: Duration = Duration::from_mins(1);

/// Opens connections to receivers.
#[derive(Clone)]
pub(super) struct Sender {
    tls: Option<TlsConnector>,
}

impl Sender {
    /// With root certificates, if any receiver has an `https` address.
    pub(super) fn new(tls: bool) -> Result<Self, ServeError> {
        if !tls {
            return Ok(Self { tls: None });
        }
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(ServeError::Roots);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|_| ServeError::Roots)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { tls: Some(Arc::new(config).into()) })
    }
}

/// Why a message was not taken.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("the name leads to no address that is allowed")]
    Address,
    #[error("the receiver cannot be reached")]
    Io(#[from] io::Error),
    #[error("the name is none for TLS")]
    Name(#[from] InvalidDnsNameError),
    #[error("the receiver does not speak HTTP")]
    Http(#[from] hyper::Error),
    #[error("the request cannot be made")]
    Request(#[from] axum::http::Error),
    #[error("the receiver answered {0}")]
    Status(StatusCode),
    #[error("the receiver took too long")]
    Late,
}

/// A connection.
trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// Where events are sent, and how far it has come.
pub(super) struct Webhook {
    config: WebhookConfig,
    secrets: Vec<Secret>,
    cursor: Cursor,
    sender: Sender,
}

/// A secret, wiped when it is dropped.
type Secret = zeroize::Zeroizing<[u8; 32]>;

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("name", &self.config.name).finish_non_exhaustive()
    }
}

impl Webhook {
    pub(super) const fn new(
        config: WebhookConfig,
        secrets: Vec<Secret>,
        cursor: Cursor,
        sender: Sender,
    ) -> Self {
        Self { config, secrets, cursor, sender }
    }

    /// From where events are to be sent. It is of this ledger, and the ledger has it.
    pub(super) async fn start(&self, app: &App) -> Result<Position, StartError> {
        let position = self.cursor.read(app.ledger().await?)?;
        if position > app.look().await? {
            return Err(CursorError::Ahead { path: self.cursor.place(), position }.into());
        }
        Ok(position)
    }

    /// Sends events after a position until the server stops.
    pub(super) async fn run(self, app: Arc<App>, mut position: Position) {
        let name = self.config.name.as_str();
        loop {
            if *app.stopping.borrow() {
                return;
            }
            app.metrics.reached(self.cursor.name(), position.as_u64());
            let found = app.programme.events_since_async(position, &self.config.types).await;
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    tracing::error!(webhook = name, "{}", chain(&error));
                    let mut stopping = app.stopping.subscribe();
                    tokio::select! {
                        () = tokio::time::sleep(PAUSE) => continue,
                        _ = stopping.wait_for(|stopping| *stopping) => return,
                    }
                }
            };
            let moved = found.next != position;
            let mut events = found.events.iter().peekable();
            while let Some(event) = events.next() {
                if !self.deliver(&app, event).await {
                    return;
                }
                // Within a batch there is no position to keep.
                let batch = batch(event);
                if events.peek().is_some_and(|next| self::batch(next) != batch)
                    && let Some(batch) = batch
                {
                    position = batch;
                    self.keep(&app, position).await;
                }
            }
            position = found.next;
            if moved {
                self.keep(&app, position).await;
            } else if app.beyond(position, Instant::now() + STILL).await == Woken::Stopped {
                return;
            }
        }
    }

    /// Keeps a position. When it cannot be kept, events come again after a restart.
    async fn keep(&self, app: &App, position: Position) {
        let cursor = self.cursor.clone();
        // It is known since there were events.
        let ledger = app.ledger().await.ok().flatten().map(str::to_owned);
        let write = move || cursor.write(position, ledger.as_deref());
        let kept = tokio::task::spawn_blocking(write).await;
        if let Ok(Err(error)) = kept {
            let name = self.config.name.as_str();
            tracing::error!(webhook = name, "its position is not kept: {}", chain(&error));
        }
    }

    /// Sends an event until it is taken. Says whether it was: not when the server stops before.
    async fn deliver(&self, app: &App, event: &CloudEvent) -> bool {
        let name = self.config.name.as_str();
        let mut stopping = app.stopping.subscribe();
        let mut pause = PAUSE;
        if *stopping.borrow() {
            return false;
        }
        loop {
            // What is on its way is waited for when the server stops: it would come twice.
            let sent = tokio::time::timeout(TIME, self.send(app, event)).await;
            let sent = sent.unwrap_or(Err(SendError::Late));
            app.metrics.sent(name, sent.is_ok());
            let Err(error) = sent else { return true };
            let (id, reason) = (&*event.id, chain(&error));
            tracing::warn!(webhook = name, id, "not taken, again in {pause:?}: {reason}");
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return false,
            }
            pause = pause.saturating_mul(2).min(LONGEST);
        }
    }

    /// Sends an event once.
    async fn send(&self, app: &App, event: &CloudEvent) -> Result<(), SendError> {
        let url = &self.config.url;
        let body = serde_json::to_vec(event).map_err(io::Error::from)?;
        let id = message_id(event);
        let timestamp = app.now().as_unix_seconds();
        let secrets = self.secrets.iter().map(|secret| secret.as_slice());
        let signatures = signatures(secrets, &id, timestamp, &body);
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let host = url.authority().map_or("", |authority| authority.as_str());
        let request = Request::post(path)
            .header(header::HOST, host)
            .header(header::CONTENT_TYPE, "application/cloudevents+json")
            .header(header::USER_AGENT, HeaderValue::from_static("co2"))
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures)
            .body(Body::from(body))?;
        let stream = self.connect().await?;
        let (mut sender, driver) = handshake(TokioIo::new(stream)).await?;
        // It ends with this call, also when there is no time left.
        let mut connection = JoinSet::new();
        connection.spawn(driver);
        let answer = sender.send_request(request).await;
        // What it says besides is not looked at, and another address is not gone to.
        match answer?.status() {
            status if status.is_success() => Ok(()),
            status => Err(SendError::Status(status)),
        }
    }

    /// A connection to an address that is allowed: the name is looked up once, and what was checked is what is
    /// connected to.
    async fn connect(&self) -> Result<Box<dyn Connection>, SendError> {
        let url = &self.config.url;
        let secure = url.scheme() == Some(&Scheme::HTTPS);
        let host = url.host().unwrap_or_default().trim_matches(['[', ']']);
        let port = url.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let found = tokio::net::lookup_host((host, port)).await?;
        let allowed = found.filter(|address| self.config.allow_private || is_public(address.ip()));
        let stream = connect(allowed).await?;
        match &self.sender.tls {
            Some(tls) if secure => {
                let name = ServerName::try_from(host.to_owned())?;
                Ok(Box::new(tls.connect(name, stream).await?))
            }
            _ => Ok(Box::new(stream)),
        }
    }
}

/// A connection to the first of some addresses that takes one.
async fn connect(addresses: impl Iterator<Item = SocketAddr>) -> Result<TcpStream, SendError> {
    let mut failed = SendError::Address;
    for address in addresses {
        match tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => failed = error.into(),
            Err(_) => failed = SendError::Late,
        }
    }
    Err(failed)
}

/// Why it is not known from where events are to be sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum StartError {
    #[error(transparent)]
    Ledger(#[from] SubmitError),
    #[error(transparent)]
    Cursor(#[from] CursorError),
}

/// The position of an event's batch.
fn batch(event: &CloudEvent) -> Option<Position> {
    let (batch, _) = event.id.split_once('-')?;
    batch.parse().ok().map(Position::new)
}

/// The id of a message: that of the event, and of its ledger. It is the same whenever it is sent.
fn message_id(event: &CloudEvent) -> String {
    let ledger = event.source.rsplit_once('#').map_or("ledger", |(_, ledger)| ledger);
    format!("{ledger}-{}", event.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    /// Only the first address was tried, so a receiver whose other address is down got nothing.
    #[tokio::test]
    async fn each_address_is_tried() {
        let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let there = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = there.local_addr().unwrap();
        let stream = connect([gone, address].into_iter()).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), address);
        let refused = connect([gone, gone].into_iter()).await.map(drop);
        assert!(matches!(refused, Err(SendError::Io(_))), "{refused:?}");
        let none = connect(core::iter::empty()).await.map(drop);
        assert!(matches!(none, Err(SendError::Address)), "{none:?}");
    }
}
