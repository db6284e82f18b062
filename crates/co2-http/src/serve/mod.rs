//! A server of its own: opens a programme by its file, answers requests on a socket, writes the public files
//! and sends events to webhooks.

mod address;
mod config;
mod cursor;
mod listen;
mod publisher;
mod sign;
mod webhook;

pub use self::config::{Config, ConfigError, WebhookConfig, WebhookKind};
pub use self::cursor::CursorError;

use self::cursor::Cursor;
use self::publisher::Publisher;
use self::webhook::{Sender, StartError, Webhook};
use crate::app::Options;
use crate::{Api, Clock};
use axum::http::uri::Scheme;
use co2::Programme;
use co2::journal::{Anchor, CloseError, Position};
use co2::keys::{KeyFileError, read_secret};
use co2::programme::OpenError;
use co2::render::WordingError;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Why a server does not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// Its configuration is refused.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The programme is not opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A webhook's secret cannot be read.
    #[error(transparent)]
    Secret(#[from] KeyFileError),
    /// The language has no wording.
    #[error(transparent)]
    Wording(#[from] WordingError),
    /// It cannot listen on its address.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// No root certificates are found, with which receivers of webhooks are known.
    #[error("the system has no root certificates, which webhooks need")]
    Roots,
    /// How far a webhook has come is not known, or it came so far in another ledger.
    #[error(transparent)]
    Cursor(#[from] CursorError),
    /// The ledger is not closed in order. What was answered is stored.
    #[error(transparent)]
    Close(#[from] CloseError),
}

/// A server that listens.
#[derive(Debug)]
pub struct Server {
    config: Config,
    programme: Programme,
    api: Api,
    webhooks: Vec<(Webhook, Position)>,
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Reads a server's configuration, opens its programme and listens on its address. Requests are answered
    /// once it [runs](Self::run).
    ///
    /// # Errors
    /// When something of that does not succeed.
    pub async fn bind(path: &Path, clock: Clock) -> Result<Self, ServeError> {
        let config = Config::read(path)?;
        let mut receivers = Vec::new();
        let tls = config.webhooks.iter().any(|one| one.url.scheme() == Some(&Scheme::HTTPS));
        let sender = Sender::new(tls)?;
        for webhook in &config.webhooks {
            let secrets = webhook.secrets.iter().map(|path| read_secret(path));
            let secrets = secrets.collect::<Result<Vec<_>, _>>()?;
            let cursor = Cursor::new(&config.state, format!("webhook-{}", webhook.name));
            receivers.push(Webhook::new(webhook.clone(), secrets, cursor, sender.clone()));
        }
        let programme = Programme::open_file(&config.programme)?;
        programme.wordings()?;
        let mut options = Options::new(move || clock());
        options.tokens.clone_from(&config.tokens);
        options.origins.clone_from(&config.origins);
        options.public = programme.public_folder().map(Path::to_owned);
        options.limits = config.limits();
        let api = Api::new(programme.clone(), options);
        let mut webhooks = Vec::new();
        for webhook in receivers {
            let start = webhook.start(&api.app).await.map_err(|error| match error {
                StartError::Ledger(error) => OpenError::Read(error).into(),
                StartError::Cursor(error) => ServeError::Cursor(error),
            })?;
            webhooks.push((webhook, start));
        }
        let address = config.listen;
        let failed = |source| ServeError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { config, programme, api, webhooks, listener, address })
    }

    /// The address that it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop` is done. Then no connection is accepted any more, requests for events end, and
    /// what is being answered is answered, for as long as the configuration allows. Last, public files are written
    /// once more, and the ledger is closed; its anchor is given.
    ///
    /// # Errors
    /// When the ledger is not closed in order.
    pub async fn run(
        self,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<Anchor, ServeError> {
        let Self { config, programme, api, webhooks, listener, .. } = self;
        let (app, bounds) = (Arc::clone(&api.app), config.bounds());
        let mut tasks = JoinSet::new();
        let publisher = programme
            .public_folder()
            .map(|folder| Publisher::new(Arc::clone(&app), config, folder));
        if let Some(publisher) = &publisher {
            tasks.spawn(publisher.clone().run());
        }
        for (webhook, start) in webhooks {
            tasks.spawn(webhook.run(Arc::clone(&app), start));
        }
        let served = listen::serve(listener, api.router(), bounds, app.stopping.subscribe());
        let stopped = async {
            stop.await;
            api.stop();
        };
        let (deadline, ()) = tokio::join!(served, stopped);
        // Each ends what it is at, and keeps how far it came.
        let ended = async { while tasks.join_next().await.is_some() {} };
        let _ = tokio::time::timeout_at(deadline, ended).await;
        if let Some(publisher) = publisher {
            publisher.write(false).await;
        }
        Ok(programme.close()?)
    }
}
