//! Connections: how many there are, how long each may be silent, and how they end.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_io_timeout::TimeoutStream;

/// The largest head of a request, in bytes.
const MAX_HEAD: usize = 64 << 10;
/// The pause after the system could not give a connection: it has no more files, say.
const PAUSE: Duration = Duration::from_secs(1);

/// How connections are bounded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// How many there are at most; more wait in the system's queue.
    pub(super) connections: usize,
    /// How long one may take until the head of its next request is there, and may take nothing of an answer.
    pub(super) idle: Duration,
    /// How long those with a request are waited for when the server stops.
    pub(super) drain: Duration,
}

/// Answers requests until the server stops. Then no connection is accepted any more, those without a request end,
/// and the others end with their answers, or when the time for that is over. Gives the end of that time.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    mut stopping: watch::Receiver<bool>,
) -> Instant {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.idle).max_buf_size(MAX_HEAD);
    let places = Arc::new(Semaphore::new(bounds.connections.min(Semaphore::MAX_PERMITS)));
    let (graceful, mut open) = (GracefulShutdown::new(), JoinSet::new());
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, accept(&listener).await)
        };
        let (place, stream) = tokio::select! {
            biased;
            _ = stopping.wait_for(|stopping| *stopping) => break,
            next = next => next,
        };
        while open.try_join_next().is_some() {}
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(bounds.idle));
        let service = TowerToHyperService::new(router.clone());
        let connection = http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = graceful.watch(connection);
        open.spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!("a connection has ended: {error}");
            }
            drop(place);
        });
    }
    drop(listener);
    let deadline = Instant::now() + bounds.drain;
    if tokio::time::timeout_at(deadline, graceful.shutdown()).await.is_err() {
        while open.try_join_next().is_some() {}
        tracing::warn!("connections that are cut before they were answered: {}", open.len());
    }
    open.shutdown().await;
    deadline
}

/// The next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // What is written is an answer, or an event: nothing more follows that could go with it.
                let _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) if is_of_one(&error) => {}
            Err(error) => {
                tracing::error!("no connection is accepted: {error}");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Whether only this connection has failed.
fn is_of_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
